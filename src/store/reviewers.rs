//! Reviewers: what they know, how much they do, whom they have to do with, and what waits to be told to them.

use std::collections::HashMap;

use super::claims::{read, word, written};
use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, OrganisationId, PersonId};
use crate::review::conflict::{Conflict, Edge, Relations};
use crate::review::notices::Mailbox;
use crate::review::reviewer::{Affiliation, District, Reviewer, School};

const TABLE: &str = "reviewers";

/// A reviewer as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReviewer {
    /// For whom they review.
    pub organisation_id: OrganisationId,
    /// What the rules know of them, their schools included.
    pub reviewer: Reviewer,
    /// Whether they also moderate.
    pub is_moderator: bool,
    /// How often the row was changed; 0 when it is not there yet.
    pub revision: i64,
}

/// How much a reviewer has to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Offers and reviews that are open.
    pub open: u32,
    /// Reviews since the given time.
    pub recent: u32,
}

/// Person, school, district, beginning and end.
type AffiliationRow = (String, String, Option<String>, i64, Option<i64>);

impl Session {
    /// Keeps a reviewer. Their schools are kept apart: [`Session::put_affiliation`].
    ///
    /// # Errors
    /// [`StoreError::Contended`] when somebody else changed the row meanwhile.
    pub async fn put_reviewer(&mut self, kept: &KeptReviewer) -> Result<(), StoreError> {
        let content = written(&Reviewer { affiliations: Vec::new(), ..kept.reviewer.clone() });
        let done = sqlx::query(
            "insert into reviewers (organisation_id, person_id, is_moderator, content, revision)
             values ($1, $2, $3, $4, 1)
             on conflict (organisation_id, person_id) do update
                set is_moderator = excluded.is_moderator, content = excluded.content,
                    revision = reviewers.revision + 1
              where reviewers.revision = $5",
        )
        .bind(kept.organisation_id.as_str())
        .bind(kept.reviewer.id.as_str())
        .bind(i16::from(kept.is_moderator))
        .bind(content)
        .bind(kept.revision)
        .execute(self.connection())
        .await?;
        if done.rows_affected() == 0 { Err(StoreError::Contended) } else { Ok(()) }
    }

    /// Everybody who reviews for an organisation, with their schools.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_reviewers(&mut self, organisation: &OrganisationId) -> Result<Vec<KeptReviewer>, StoreError> {
        let rows: Vec<(String, i16, String, i64)> = sqlx::query_as(
            "select person_id, is_moderator, content, revision
               from reviewers
              where organisation_id = $1
              order by person_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        let mut schools = self.list_affiliations_of_reviewers(organisation).await?;
        let kept = |(person, is_moderator, content, revision): (String, i16, String, i64)| {
            let mut reviewer: Reviewer = read(&content, TABLE, &person)?;
            reviewer.affiliations = schools.remove(&reviewer.id).unwrap_or_default();
            let organisation_id = organisation.clone();
            Ok(KeptReviewer { organisation_id, reviewer, is_moderator: is_moderator != 0, revision })
        };
        rows.into_iter().map(kept).collect()
    }

    /// The organisations that a person reviews for.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_benches(&mut self, person: &PersonId) -> Result<Vec<OrganisationId>, StoreError> {
        let rows: Vec<(String,)> =
            sqlx::query_as("select organisation_id from reviewers where person_id = $1 order by organisation_id")
                .bind(person.as_str())
                .fetch_all(self.connection())
                .await?;
        Ok(rows.into_iter().map(|(id,)| OrganisationId::from_text(id)).collect())
    }

    async fn list_affiliations_of_reviewers(
        &mut self,
        organisation: &OrganisationId,
    ) -> Result<HashMap<PersonId, Vec<Affiliation>>, StoreError> {
        let rows: Vec<AffiliationRow> = sqlx::query_as(
            "select a.person_id, a.school, a.district, a.from_at, a.to_at
               from affiliations a
               join reviewers r on r.person_id = a.person_id
              where r.organisation_id = $1
              order by a.person_id, a.from_at",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        let mut found: HashMap<PersonId, Vec<Affiliation>> = HashMap::new();
        for (person, school, district, from, to) in rows {
            let affiliation = affiliation(&person, school, district, from, to)?;
            found.entry(PersonId::from_text(person)).or_default().push(affiliation);
        }
        Ok(found)
    }

    /// Where a person works and worked, the last one last.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_affiliations(&mut self, person: &PersonId) -> Result<Vec<Affiliation>, StoreError> {
        let rows: Vec<(String, Option<String>, i64, Option<i64>)> = sqlx::query_as(
            "select school, district, from_at, to_at
               from affiliations
              where person_id = $1
              order by from_at, school",
        )
        .bind(person.as_str())
        .fetch_all(self.connection())
        .await?;
        let read = |(school, district, from, to)| affiliation(person.as_str(), school, district, from, to);
        rows.into_iter().map(read).collect()
    }

    /// Says where a person works from now on; where they worked before ends now. Without a district, the one that is known
    /// for the same school stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_affiliation(
        &mut self,
        person: &PersonId,
        school: &School,
        district: Option<&District>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let current = self.list_affiliations(person).await?;
        let is_same = |held: &Affiliation| {
            held.to.is_none() && held.school == *school && (district.is_none() || held.district.as_ref() == district)
        };
        if current.iter().any(is_same) {
            return Ok(());
        }
        sqlx::query("update affiliations set to_at = $2 where person_id = $1 and to_at is null")
            .bind(person.as_str())
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        sqlx::query(
            "insert into affiliations (person_id, school, district, from_at)
             values ($1, $2, $3, $4)
             on conflict (person_id, school, from_at) do update set district = excluded.district, to_at = null",
        )
        .bind(person.as_str())
        .bind(&school.0)
        .bind(district.map(|district| district.0.as_str()))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Whether somebody holds an achievement: awarded, not withdrawn, not over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn holds_badge(
        &mut self,
        person: &PersonId,
        achievement: &AchievementId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (count,): (i64,) = sqlx::query_as(
            "select count(*)
               from awards a
               left join revocations r on r.award_id = a.award_id
              where a.person_id = $1 and a.achievement_id = $2 and r.award_id is null and a.suspended_at is null
                and (a.valid_until is null or a.valid_until > $3)",
        )
        .bind(person.as_str())
        .bind(achievement.as_str())
        .bind(now.unix_micros())
        .fetch_one(self.connection())
        .await?;
        Ok(count > 0)
    }

    /// Notes that two people may not judge each other's work.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_conflict(&mut self, organisation: &OrganisationId, edge: &Edge) -> Result<(), StoreError> {
        sqlx::query(
            "insert into review_conflicts (organisation_id, one_id, other_id, kind, until_at)
             values ($1, $2, $3, $4, $5)
             on conflict (organisation_id, one_id, other_id, kind) do nothing",
        )
        .bind(organisation.as_str())
        .bind(edge.one.as_str())
        .bind(edge.other.as_str())
        .bind(word(&edge.kind))
        .bind(edge.until.map(Timestamp::unix_micros))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Who has to do with whom in an organisation: schools of its reviewers and of `authors`, declared conflicts, and who
    /// judged whose work since `since`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load_relations(
        &mut self,
        organisation: &OrganisationId,
        authors: &[PersonId],
        since: Timestamp,
    ) -> Result<Relations, StoreError> {
        let mut relations = Relations::default();
        for author in authors {
            for affiliation in self.list_affiliations(author).await? {
                relations.insert_affiliation(author.clone(), affiliation);
            }
        }
        let edges: Vec<(String, String, String, Option<i64>)> =
            sqlx::query_as("select one_id, other_id, kind, until_at from review_conflicts where organisation_id = $1")
                .bind(organisation.as_str())
                .fetch_all(self.connection())
                .await?;
        for (one, other, kind, until) in edges {
            let kind: Conflict = read(&serde_json::Value::from(kind).to_string(), "review_conflicts", &one)?;
            let until = optional_time(until, "review_conflicts", &one)?;
            relations.insert_edge(Edge {
                kind,
                one: PersonId::from_text(one),
                other: PersonId::from_text(other),
                until,
            });
        }
        let judged: Vec<(String, String, i64)> = sqlx::query_as(
            "select reviewer_id, claimant_id, max(submitted_at)
               from reviews
              where organisation_id = $1 and submitted_at >= $2 and withdrawn_at is null
              group by reviewer_id, claimant_id",
        )
        .bind(organisation.as_str())
        .bind(since.unix_micros())
        .fetch_all(self.connection())
        .await?;
        for (reviewer, claimant, at) in judged {
            let at = time(at, "reviews", &reviewer)?;
            relations.insert_review(PersonId::from_text(reviewer), PersonId::from_text(claimant), at);
        }
        Ok(relations)
    }

    /// How much the reviewers of an organisation have to do, and did since `since`; whoever is missing has nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load_work(
        &mut self,
        organisation: &OrganisationId,
        since: Timestamp,
    ) -> Result<HashMap<PersonId, Work>, StoreError> {
        let mut work: HashMap<PersonId, Work> = HashMap::new();
        let open: Vec<(String, i64)> = sqlx::query_as(
            "select reviewer_id, count(*)
               from review_assignments
              where organisation_id = $1 and state in ('offered', 'accepted')
              group by reviewer_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        for (reviewer, count) in open {
            work.entry(PersonId::from_text(reviewer)).or_default().open = u32::try_from(count).unwrap_or(u32::MAX);
        }
        let recent: Vec<(String, i64)> = sqlx::query_as(
            "select reviewer_id, count(*)
               from reviews
              where organisation_id = $1 and submitted_at >= $2
              group by reviewer_id",
        )
        .bind(organisation.as_str())
        .bind(since.unix_micros())
        .fetch_all(self.connection())
        .await?;
        for (reviewer, count) in recent {
            work.entry(PersonId::from_text(reviewer)).or_default().recent = u32::try_from(count).unwrap_or(u32::MAX);
        }
        Ok(work)
    }

    /// What waits for a person, and how often it was changed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load_mailbox(&mut self, person: &PersonId) -> Result<(Mailbox, i64), StoreError> {
        let row: Option<(String, i64)> =
            sqlx::query_as("select content, revision from review_mailboxes where person_id = $1")
                .bind(person.as_str())
                .fetch_optional(self.connection())
                .await?;
        match row {
            None => Ok((Mailbox::default(), 0)),
            Some((content, revision)) => Ok((read(&content, "review_mailboxes", person.as_str())?, revision)),
        }
    }

    /// Keeps what waits for a person.
    ///
    /// # Errors
    /// [`StoreError::Contended`] when somebody else changed it meanwhile.
    pub async fn put_mailbox(
        &mut self,
        person: &PersonId,
        mailbox: &Mailbox,
        revision: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "insert into review_mailboxes (person_id, content, due_at, revision)
             values ($1, $2, $3, 1)
             on conflict (person_id) do update
                set content = excluded.content, due_at = excluded.due_at, revision = review_mailboxes.revision + 1
              where review_mailboxes.revision = $4",
        )
        .bind(person.as_str())
        .bind(written(mailbox))
        .bind(mailbox.due_at(now).map(Timestamp::unix_micros))
        .bind(revision)
        .execute(self.connection())
        .await?;
        if done.rows_affected() == 0 { Err(StoreError::Contended) } else { Ok(()) }
    }

    /// The people to whom a mail can go now, those who wait longest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_due_mailboxes(&mut self, now: Timestamp, limit: i64) -> Result<Vec<PersonId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "select person_id from review_mailboxes where due_at <= $1 order by due_at, person_id limit $2",
        )
        .bind(now.unix_micros())
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(person,)| PersonId::from_text(person)).collect())
    }
}

fn affiliation(
    person: &str,
    school: String,
    district: Option<String>,
    from: i64,
    to: Option<i64>,
) -> Result<Affiliation, StoreError> {
    Ok(Affiliation {
        school: School(school),
        district: district.map(District),
        from: time(from, "affiliations", person)?,
        to: optional_time(to, "affiliations", person)?,
    })
}
