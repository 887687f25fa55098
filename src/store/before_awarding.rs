//! What has to be known before awards are written, asked for in one trip to the database.

use std::collections::{HashMap, HashSet};

use sqlx::FromRow;

use super::people::read_people;
use super::{Bundle, ChainEnd, Person, Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::{ApiKeyId, OrganisationId};

/// The requests that are going to be written.
#[derive(Clone, Debug, Default)]
pub struct Intention<'i> {
    /// Under which keys they are to be repeated.
    pub idempotency_keys: Vec<&'i str>,
    /// Who is to be awarded.
    pub emails: Vec<&'i str>,
    /// Which API keys award how much; it is counted.
    pub uses: Vec<(&'i ApiKeyId, i64)>,
}

/// What is so before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforeAwarding {
    /// Which of the keys were used already.
    pub answered: HashSet<String>,
    /// Those of the people who are known, by [`super::email_key`].
    pub people: HashMap<String, Person>,
    /// What each of the API keys has done today, with this, in their order.
    pub sums: Vec<i64>,
    /// Whether an address wants to be told about anything.
    pub has_webhooks: bool,
    /// Whether an achievement follows from others.
    pub has_milestones: bool,
    /// The end of the audit.
    pub chain_end: ChainEnd,
}

impl Session {
    /// Looks around before awards of an organisation are written, and counts what API keys do.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_awarding(
        &mut self,
        organisation: &OrganisationId,
        intention: &Intention<'_>,
        now: Timestamp,
    ) -> Result<BeforeAwarding, StoreError> {
        let mut bundle = self.bundle();
        bundle.find_surroundings(organisation);
        for (key, used) in &intention.uses {
            bundle.count_api_key_use(key, now, *used);
        }
        bundle.find_answered(organisation, &intention.idempotency_keys);
        let asked = bundle.count();
        bundle.find_people_by_email(&intention.emails);
        let mut answers = self.ask(bundle).await?;
        let people = read_people(answers.split_off(asked))?;
        let mut rows = answers.iter().flatten();
        let surroundings = rows.next().ok_or(sqlx::Error::RowNotFound)?;
        let (webhooks, milestones, number, hash): (i64, i64, Option<i64>, Option<String>) =
            FromRow::from_row(surroundings)?;
        let sums = rows.by_ref().take(intention.uses.len()).map(<(i64,)>::from_row).collect::<Result<Vec<_>, _>>()?;
        let answered = rows.map(<(String,)>::from_row).collect::<Result<Vec<_>, _>>()?;
        Ok(BeforeAwarding {
            answered: answered.into_iter().map(|(key,)| key).collect(),
            people,
            sums: sums.into_iter().map(|(sum,)| sum).collect(),
            has_webhooks: webhooks > 0,
            has_milestones: milestones > 0,
            chain_end: ChainEnd { number: number.unwrap_or_default(), hash: hash.unwrap_or_default() },
        })
    }
}

impl Bundle {
    /// Asks for what awards of an organisation set off, and where its audit goes on: one row.
    fn find_surroundings(&mut self, organisation: &OrganisationId) {
        let text = "select (select count(*) from webhooks where organisation_id = $1 and state = 'on'),
                    (select count(*) from milestones where organisation_id = $2 and is_on = 1),
                    (select max(number) from audit_events where organisation_id = $3),
                    (select hash from audit_events where organisation_id = $4 order by number desc limit 1)";
        let values = self.statement(text, 1);
        for _ in 0..4 {
            values.bind(organisation.as_str());
        }
    }
}
