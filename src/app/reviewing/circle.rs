//! Who has to do with a claim, as its claimant says: co-authors, a coach, and people who should not judge it.
//!
//! They are named by address. Whoever is not known yet becomes known, so that nothing can be read off the answer, and so
//! that the conflict stands when they come to review later.

use std::collections::BTreeSet;

use super::claimant::Draft;
use super::moves::Step;
use super::notices;
use crate::app::organisations::is_email;
use crate::app::{App, Error};
use crate::clock::Timestamp;
use crate::ids::{MessageId, PersonId};
use crate::review::conflict::{Conflict, Edge};
use crate::store::NewMessage;

/// Addresses in one field.
const PEOPLE_LIMIT: usize = 5;

/// Who has to do with a claim.
#[derive(Clone, Debug, Default)]
pub(super) struct Circle {
    /// Who made the same work.
    pub(super) co_authors: BTreeSet<PersonId>,
    /// Who coaches the claimant.
    coach: Option<PersonId>,
    /// Who should not judge it.
    not_by: BTreeSet<PersonId>,
}

/// The addresses in a field: divided by spaces, commas or line breaks.
fn addresses(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}

/// Checks the fields of people in a draft.
///
/// # Errors
/// [`Error::Invalid`] for what is no address, and for too many.
pub(super) fn check(draft: &Draft) -> Result<(), Error> {
    let fields = [
        ("co_authors", &draft.co_authors, PEOPLE_LIMIT),
        ("coach", &draft.coach, 1),
        ("not_by", &draft.not_by, PEOPLE_LIMIT),
    ];
    for (field, text, limit) in fields {
        let all = addresses(text);
        if all.iter().any(|address| !is_email(address)) {
            return Err(Error::invalid(field, "Write e-mail addresses such as ada@school.example."));
        }
        if all.len() > limit {
            let text = if limit == 1 { "Name one person." } else { "Name at most five people." };
            return Err(Error::invalid(field, text));
        }
    }
    Ok(())
}

impl App {
    /// The people that a draft names.
    pub(super) async fn circle_of(&self, claimant: &PersonId, draft: &Draft) -> Result<Circle, Error> {
        check(draft)?;
        let mut people = Vec::new();
        for text in [&draft.co_authors, &draft.coach, &draft.not_by] {
            let mut found = BTreeSet::new();
            for address in addresses(text) {
                found.insert(self.ensure_person(&address, "").await?.person_id);
            }
            found.remove(claimant);
            people.push(found);
        }
        let not_by = people.pop().unwrap_or_default();
        let coach = people.pop().unwrap_or_default().pop_first();
        Ok(Circle { co_authors: people.pop().unwrap_or_default(), coach, not_by })
    }

    /// A reviewer says that they should not judge somebody's work, by address, whether or not that person is known.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no address; [`Error::NotFound`] for who reviews for nobody.
    pub async fn declare_conflict(&self, actor: &crate::app::Actor, email: &str) -> Result<(), Error> {
        let crate::app::Actor::Person(person) = actor else { return Err(Error::Unknown) };
        if !is_email(email) {
            return Err(Error::invalid("conflict", "Write an e-mail address such as ada@school.example."));
        }
        let benches = self.store().read().await?.list_benches(person).await?;
        if benches.is_empty() {
            return Err(Error::NotFound("bench of yours"));
        }
        let other = self.ensure_person(email, "").await?.person_id;
        let edge = Edge { kind: Conflict::Declared, one: person.clone(), other, until: None };
        self.store()
            .write(move |session| {
                let (edge, benches) = (edge.clone(), benches.clone());
                Box::pin(async move {
                    for organisation in &benches {
                        session.insert_conflict(organisation, &edge).await?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await
    }
}

impl Step<'_> {
    /// Keeps the conflicts and the coach that a claimant names.
    pub(super) async fn keep_circle(&mut self, claimant: &PersonId, circle: &Circle) -> Result<(), Error> {
        let organisation = self.kept.organisation_id.clone();
        let edge = |kind, other: &PersonId| Edge { kind, one: claimant.clone(), other: other.clone(), until: None };
        let coach = circle.coach.iter().map(|coach| edge(Conflict::Manager, coach));
        let declared = circle.not_by.iter().map(|other| edge(Conflict::Declared, other));
        for edge in coach.chain(declared) {
            self.session.insert_conflict(&organisation, &edge).await?;
        }
        if let Some(coach) = &circle.coach {
            self.welcome_coach(coach, self.setting.now).await?;
        }
        Ok(())
    }

    async fn welcome_coach(&mut self, coach: &PersonId, now: Timestamp) -> Result<(), Error> {
        let claim = self.claim().id().clone();
        if self.session.put_coach(&claim, coach, now).await? {
            let message = NewMessage {
                message_id: super::moves::message_id(&MessageId::from_text(format!("coach/{claim}/{coach}"))),
                organisation_id: Some(self.kept.organisation_id.clone()),
                kind: notices::COACH,
                about: coach.to_string(),
                body: serde_json::json!({"claim": claim}).to_string(),
            };
            self.session.insert_message_once(&message, now).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_by_address_in_any_arrangement() {
        assert_eq!(
            addresses(" Ada@a.example, ben@b.example\ncy@c.example;"),
            ["ada@a.example", "ben@b.example", "cy@c.example"]
        );
        let draft =
            |not_by: &str, coach: &str| Draft { not_by: not_by.into(), coach: coach.into(), ..Draft::default() };
        assert!(check(&draft("", "ada@a.example")).is_ok());
        for (not_by, coach) in
            [("Mr Smith", ""), ("", "a@a.example b@b.example"), ("a@a.example ".repeat(6).as_str(), "")]
        {
            assert!(check(&draft(not_by, coach)).is_err(), "{not_by} {coach}");
        }
    }
}
