//! What is remembered for a moment, status lists and canonical hashes, tells nobody anything old or false.

use accolade::app::{Actor, StatusMove};
use accolade::clock::Clock;
use accolade::fetch::Documents;
use accolade::issue::{Draft, SigningMethod};
use accolade::proof::data_integrity::Cryptosuite;
use accolade::verify::{Expectation, Known, Verdict, Verifier};
use serde_json::{Value, json};

use crate::support::badge::{draft, issuer, now, signer, with, without};
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

#[test]
fn the_hash_that_was_signed_vouches_for_nothing_but_the_same_document() {
    let (signer, documents) = (signer(), Documents::default());
    let address = format!("{}#{}", issuer(), signer.public().name());
    let method = SigningMethod { signer: &signer, address: &address };
    let earned = with(&draft(), "/credentialSubject/creditsEarned", json!(0.0));
    let checked = Draft::new(earned).check().unwrap_or_else(|findings| panic!("{findings:#?}"));
    let proof = checked.prove(method, Cryptosuite::EddsaRdfc2022, now()).expect("a proof");
    let good = with(checked.credential(), "/proof", proof);
    let signed = checked.into_hashed();
    let name = "/credentialSubject/achievement/name";
    let files = [
        (good.clone(), Verdict::Valid),
        (with(&good, name, json!("Another")), Verdict::Invalid),
        (with(&good, "/credentialSubject/creditsEarned", json!(-0.0)), Verdict::Valid),
        (with(&good, "/credentialSubject/creditsEarned", json!(0)), Verdict::Valid),
        (with(&good, "/validFrom", json!("2020-01-01T00:00:00Z")), Verdict::Invalid),
        (with(&good, "/evidence/0/narrative", json!("A unit. ")), Verdict::Invalid),
        (without(&good, "/evidence"), Verdict::Invalid),
        (with(&good, "/proof/0/created", json!("2020-01-01T00:00:00Z")), Verdict::Invalid),
        (with(&good, "/proof/0/proofPurpose", json!("authentication")), Verdict::Invalid),
        (reversed(&good), Verdict::Valid),
        (good, Verdict::Valid),
    ];
    for (file, verdict) in files {
        let file = file.to_string();
        let verifier = Verifier { documents: &documents, now: now() };

        let report = verifier.verify_signed(&Known::default(), file.as_bytes(), &signed);

        assert_eq!(report, verifier.verify_for(file.as_bytes(), &Expectation::default()), "{file}");
        assert_eq!(report.verdict(), verdict, "{file}: {report:#?}");
    }
}

/// The same document with its members the other way round, which is signed the same.
fn reversed(document: &Value) -> Value {
    let members = document.as_object().expect("an object").iter().rev();
    Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect())
}
