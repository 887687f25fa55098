//! A service remembers status lists for a moment; nobody is told anything old because of it.

use accolade::app::{Actor, StatusMove};
use accolade::clock::Clock;
use accolade::verify::Verdict;

use crate::support::town::{Ground, Town, engines};

async fn verdict(town: &Town, file: &str) -> Verdict {
    town.app.verify(file.as_bytes().to_vec()).await.expect("judged").report.verdict()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_is_seen_at_once_however_often_the_list_was_read_before() {
    for engine in engines() {
        let town = Town::on(Ground::new(engine).await, Clock::System).await;
        let mut badges = Vec::new();
        for email in ["ada@school.example", "bob@school.example", "eve@school.example"] {
            let award = town.award(email).await;
            let badge = town.app.load_public_award(&award).await.expect("an award");
            badges.push((award, badge.credential.clone()));
        }
        for _ in 0..3 {
            for (_, file) in &badges {
                assert_eq!(verdict(&town, file).await, Verdict::Valid);
            }
        }
        let school = &town.school.organisation_id;
        let one = std::slice::from_ref(&badges[1].0);
        town.app.change_status(&Actor::Operator, school, one, StatusMove::Revoke, "Mistake").await.expect("withdrawn");
        for (number, (_, file)) in badges.iter().enumerate() {
            let expected = if number == 1 { Verdict::Invalid } else { Verdict::Valid };
            assert_eq!(verdict(&town, file).await, expected, "badge {number} on {engine:?}");
        }
    }
}
