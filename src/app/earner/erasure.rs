//! Erasing a person (docs/decisions/0042): every word about them is deleted; of a badge its entry in the status list, its
//! dates and the fingerprint of the credential stay, so that the list goes on answering and no entry is given out twice.
//! Nothing is withdrawn by it: to leave is no misconduct.

use std::collections::BTreeSet;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::addresses::own;
use crate::app::organisations::event;
use crate::app::{Actor, App, Error};
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::store::{Erased, JournalLine, Role, Session};

/// What an erasure did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErasureReport {
    /// Badges whose words are gone.
    pub badges: usize,
    /// Files of evidence that are gone.
    pub files: usize,
}

impl App {
    /// The person with this address or identifier, for whoever runs the service.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find_person_named(&self, actor: &Actor, named: &str) -> Result<PersonId, Error> {
        let Actor::Operator = actor else { return Err(Error::Unknown) };
        let mut session = self.store().read().await?;
        let found = match named.contains('@') {
            true => session.find_person_by_email(named).await?,
            false => session.find_person(&PersonId::from_text(named)).await?,
        };
        found.map(|person| person.person_id).ok_or(Error::NotFound("person with this address or identifier"))
    }

    /// Erases whoever is signed in.
    ///
    /// # Errors
    /// [`Error::Conflict`] for the last owner of an organisation.
    pub async fn erase_myself(&self, actor: &Actor) -> Result<ErasureReport, Error> {
        self.erase(own(actor)?, actor.label()).await
    }

    /// Erases somebody, at the console of whoever runs the service.
    ///
    /// # Errors
    /// As [`Self::erase_myself`]; [`Error::Unknown`] for everybody else.
    pub async fn erase_person(&self, actor: &Actor, person: &PersonId) -> Result<ErasureReport, Error> {
        match actor {
            Actor::Operator => self.erase(person, actor.label()).await,
            _ => Err(Error::Unknown),
        }
    }

    async fn erase(&self, person: &PersonId, label: String) -> Result<ErasureReport, Error> {
        let now = self.now();
        let emails = self.store().read().await?.list_emails(person).await?;
        for upload in self.store().read().await?.list_uploads_of(person).await? {
            self.forget_upload(&upload).await?;
        }
        let of_work = person.clone();
        let erased = self
            .store()
            .write(move |session| {
                let (person, label) = (of_work.clone(), label.clone());
                Box::pin(async move { erase(session, &person, label, now).await })
            })
            .await?;
        for award in &erased.awards {
            self.0.awards.forget(&award.award_id);
            self.0.judgements.forget(&award.award_id);
        }
        for file in &erased.files {
            self.0.evidence.delete(file).await.map_err(Error::internal)?;
        }
        self.0.mailer.forget(&emails);
        // A backup of yesterday knows the person still; the journal makes sure that a restore does not bring them back.
        self.journal(&[JournalLine::Erased { person: person.to_string(), at: now.unix_micros() }])?;
        self.store().empty_log().await?;
        Ok(ErasureReport { badges: erased.awards.len(), files: erased.files.len() })
    }

    /// Erases again those whom an older copy of the database brought back; how many.
    ///
    /// # Errors
    /// [`Error`].
    pub(in crate::app) async fn erase_again(&self, people: &[String]) -> Result<usize, Error> {
        for person in people {
            self.erase(&PersonId::from_text(person.as_str()), "journal".into()).await?;
        }
        Ok(people.len())
    }
}

async fn erase(session: &mut Session, person: &PersonId, label: String, now: Timestamp) -> Result<Erased, Error> {
    session.find_person(person).await?.ok_or(Error::NotFound("person"))?;
    for (organisation, role) in session.list_roles(person).await? {
        let members = session.list_members(&organisation).await?;
        let owners = members.iter().filter(|member| member.role == Role::Owner).count();
        if role == Role::Owner && owners < 2 {
            let text = "this is the last owner of an organisation here; name another owner first";
            return Err(Error::Conflict(text.into()));
        }
    }
    let erased = session.erase_person(person, |credential| hex::encode(Sha256::digest(credential)), now).await?;
    let organisations: BTreeSet<_> = erased.awards.iter().map(|award| award.organisation_id.clone()).collect();
    for organisation in organisations {
        let mut event = event(label.clone(), "person.erase", person.as_str());
        let own = erased.awards.iter().filter(|award| award.organisation_id == organisation);
        event.detail = json!({"badges": own.count()}).to_string();
        session.insert_audit_events(&organisation, &[event], now).await?;
    }
    Ok(erased)
}
