//! People, their addresses, and what they may do in organisations.

use std::collections::HashMap;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow};

use super::values::{ROWS, padded, pieces, places};
use super::{Bundle, Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::{AwardId, OrganisationId, PersonId};

/// Somebody who earns, awards or reviews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Which one.
    pub person_id: PersonId,
    /// What they are called; may be empty.
    pub name: String,
    /// What credentials call them: a random `urn:uuid:`.
    pub subject_id: String,
    /// When they were first heard of.
    pub created_at: Timestamp,
}

/// What somebody is in an organisation. What each role may do, `app::access` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Does everything.
    Owner,
    /// Defines achievements.
    Editor,
    /// Awards and revokes.
    Awarder,
    /// Judges evidence.
    Reviewer,
    /// Rules on claims that peers cannot settle.
    Moderator,
    /// Sees everything of the organisation, changes nothing.
    Viewer,
}

impl Role {
    /// All roles, the most powerful first.
    pub const ALL: [Self; 6] =
        [Self::Owner, Self::Editor, Self::Awarder, Self::Reviewer, Self::Moderator, Self::Viewer];

    /// The word for it in the database, in addresses and on pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Awarder => "awarder",
            Self::Reviewer => "reviewer",
            Self::Moderator => "moderator",
            Self::Viewer => "viewer",
        }
    }

    /// The role with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// To whom the mails about an award go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The address.
    pub email: String,
    /// The tag of the language that they chose, if any.
    pub language: Option<String>,
}

/// Somebody with a role in an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// One of their addresses.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// The form of an address that is looked for: without space around, in lower case.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    person_id: String,
    name: String,
    subject_id: String,
    created_at: i64,
}

impl TryFrom<PersonRow> for Person {
    type Error = StoreError;

    fn try_from(row: PersonRow) -> Result<Self, StoreError> {
        Ok(Self {
            created_at: time(row.created_at, "people", &row.person_id)?,
            person_id: PersonId::from_text(row.person_id),
            name: row.name,
            subject_id: row.subject_id,
        })
    }
}

impl Bundle {
    /// Asks for the people who have these addresses; [`read_people`] reads the answer.
    pub(super) fn find_people_by_email(&mut self, emails: &[&str]) {
        for some in emails.chunks(ROWS) {
            let padded = padded(some);
            let text = format!(
                "select e.email_key, p.person_id, p.name, p.subject_id, p.created_at
                   from person_emails e
                   join people p on p.person_id = e.person_id
                  where e.email_key in {}",
                places(1, padded.len())
            );
            let values = self.statement(&text, some.len());
            padded.into_iter().for_each(|email| _ = values.bind(email_key(email)));
        }
    }

    /// Adds people, each with one address.
    pub fn insert_people(&mut self, new: &[(Person, String)]) {
        let text = "insert into people (person_id, name, subject_id, created_at) values";
        self.add((text, ""), (new, 4), |values, (person, _)| {
            values.bind(person.person_id.as_str()).bind(&person.name).bind(&person.subject_id);
            values.bind(person.created_at.unix_micros());
        });
        let text = "insert into person_emails (email_key, person_id, email, created_at) values";
        self.add((text, ""), (new, 4), |values, (person, email)| {
            values.bind(email_key(email)).bind(person.person_id.as_str()).bind(email.trim());
            values.bind(person.created_at.unix_micros());
        });
    }
}

/// The people of answers to [`Bundle::find_people_by_email`], by [`email_key`].
pub(super) fn read_people(answers: Vec<Vec<AnyRow>>) -> Result<HashMap<String, Person>, StoreError> {
    let mut found = HashMap::new();
    for row in answers.iter().flatten() {
        let (key, person_id, name, subject_id, created_at) = FromRow::from_row(row)?;
        let row = PersonRow { person_id, name, subject_id, created_at };
        found.insert(key, row.try_into()?);
    }
    Ok(found)
}

impl Session {
    /// The language that a person chose, by its tag.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn find_language(&mut self, person: &PersonId) -> Result<Option<String>, StoreError> {
        let found: Option<(Option<String>,)> = sqlx::query_as("select language from people where person_id = $1")
            .bind(person.as_str())
            .fetch_optional(self.connection())
            .await?;
        Ok(found.and_then(|(language,)| language))
    }

    /// Remembers the language that a person chose.
    ///
    /// # Errors
    /// [`StoreError`] when the database does not answer.
    pub async fn set_language(&mut self, person: &PersonId, tag: &str) -> Result<(), StoreError> {
        sqlx::query("update people set language = $2 where person_id = $1")
            .bind(person.as_str())
            .bind(tag)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Adds a person with one address.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the address is somebody's already.
    pub async fn insert_person(&mut self, person: &Person, email: &str) -> Result<(), StoreError> {
        sqlx::query("insert into people (person_id, name, subject_id, created_at) values ($1, $2, $3, $4)")
            .bind(person.person_id.as_str())
            .bind(&person.name)
            .bind(&person.subject_id)
            .bind(person.created_at.unix_micros())
            .execute(self.connection())
            .await?;
        self.insert_email(&person.person_id, email, person.created_at).await
    }

    /// The people who have these addresses, by [`email_key`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_people_by_email(&mut self, emails: &[&str]) -> Result<HashMap<String, Person>, StoreError> {
        let mut bundle = self.bundle();
        bundle.find_people_by_email(emails);
        read_people(self.ask(bundle).await?)
    }

    /// Adds an address to a person.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when it is somebody's already.
    pub async fn insert_email(&mut self, person: &PersonId, email: &str, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("insert into person_emails (email_key, person_id, email, created_at) values ($1, $2, $3, $4)")
            .bind(email_key(email))
            .bind(person.as_str())
            .bind(email.trim())
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Gives a person without a name one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn name_person(&mut self, person: &PersonId, name: &str) -> Result<(), StoreError> {
        sqlx::query("update people set name = $2 where person_id = $1 and name = ''")
            .bind(person.as_str())
            .bind(name)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// The person.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_person(&mut self, person: &PersonId) -> Result<Option<Person>, StoreError> {
        let row: Option<PersonRow> =
            sqlx::query_as("select person_id, name, subject_id, created_at from people where person_id = $1")
                .bind(person.as_str())
                .fetch_optional(self.connection())
                .await?;
        row.map(Person::try_from).transpose()
    }

    /// The person who has this address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_person_by_email(&mut self, email: &str) -> Result<Option<Person>, StoreError> {
        let row: Option<PersonRow> = sqlx::query_as(
            "select p.person_id, p.name, p.subject_id, p.created_at
               from person_emails e
               join people p on p.person_id = e.person_id
              where e.email_key = $1",
        )
        .bind(email_key(email))
        .fetch_optional(self.connection())
        .await?;
        row.map(Person::try_from).transpose()
    }

    /// A person's addresses: the one that mail goes to, then the others, the first given first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_emails(&mut self, person: &PersonId) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "select e.email
                   from person_emails e
                   left join primary_emails p on p.person_id = e.person_id and p.email_key = e.email_key
                  where e.person_id = $1
                  order by case when p.email_key is null then 1 else 0 end, e.created_at, e.email_key",
        )
        .bind(person.as_str())
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(email,)| email).collect())
    }

    /// The address that each of these awards is announced to: the one that its earner chose, else the one given first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_recipients(&mut self, awards: &[AwardId]) -> Result<HashMap<AwardId, Recipient>, StoreError> {
        let mut found = HashMap::new();
        for piece in pieces(awards) {
            let text = format!(
                "select a.award_id, e.email, o.language
                   from (values {}) as v
                   join awards a on a.award_id = v.column1
                   join people o on o.person_id = a.person_id
                   join person_emails e on e.person_id = a.person_id
                   left join primary_emails p on p.person_id = e.person_id and p.email_key = e.email_key
                  order by case when p.email_key is null then 1 else 0 end, e.created_at, e.email_key",
                places(piece.len(), 1)
            );
            let mut query = sqlx::query_as(AssertSqlSafe(text));
            for award in piece {
                query = query.bind(award.as_str());
            }
            let rows: Vec<(String, String, Option<String>)> = query.fetch_all(self.connection()).await?;
            for (award, email, language) in rows {
                found.entry(AwardId::from_text(award)).or_insert(Recipient { email, language });
            }
        }
        Ok(found)
    }

    /// Gives a person a role in an organisation, instead of the one they had.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_member(
        &mut self,
        organisation: &OrganisationId,
        person: &PersonId,
        role: Role,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into memberships (organisation_id, person_id, role, created_at)
             values ($1, $2, $3, $4)
             on conflict (organisation_id, person_id) do update set role = excluded.role",
        )
        .bind(organisation.as_str())
        .bind(person.as_str())
        .bind(role.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Takes a person's role in an organisation away. Whether they had one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_member(
        &mut self,
        organisation: &OrganisationId,
        person: &PersonId,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("delete from memberships where organisation_id = $1 and person_id = $2")
            .bind(organisation.as_str())
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// What a person may do in an organisation; `None` when they are no member.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_role(
        &mut self,
        organisation: &OrganisationId,
        person: &PersonId,
    ) -> Result<Option<Role>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("select role from memberships where organisation_id = $1 and person_id = $2")
                .bind(organisation.as_str())
                .bind(person.as_str())
                .fetch_optional(self.connection())
                .await?;
        row.map(|(role,)| read_role(&role, person.as_str())).transpose()
    }

    /// The organisations in which a person has a role, by slug.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_roles(&mut self, person: &PersonId) -> Result<Vec<(OrganisationId, Role)>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select m.organisation_id, m.role
               from memberships m
               join organisations o on o.organisation_id = m.organisation_id
              where m.person_id = $1
              order by o.slug",
        )
        .bind(person.as_str())
        .fetch_all(self.connection())
        .await?;
        let read = |(organisation, role): (String, String)| {
            Ok((OrganisationId::from_text(organisation), read_role(&role, person.as_str())?))
        };
        rows.into_iter().map(read).collect()
    }

    /// How many members an organisation has.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_members(&mut self, organisation: &OrganisationId) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as("select count(*) from memberships where organisation_id = $1")
            .bind(organisation.as_str())
            .fetch_one(self.connection())
            .await?;
        Ok(count)
    }

    /// An organisation's members, the longest there first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_members(&mut self, organisation: &OrganisationId) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<(String, String, String, i64, String, String)> = sqlx::query_as(
            "select p.person_id, p.name, p.subject_id, p.created_at, m.role,
                    (select min(e.email) from person_emails e where e.person_id = p.person_id)
               from memberships m
               join people p on p.person_id = m.person_id
              where m.organisation_id = $1
              order by m.created_at, p.person_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        let read = |(person_id, name, subject_id, created_at, role, email): (String, _, _, _, String, _)| {
            let role = read_role(&role, &person_id)?;
            Ok(Member { person: PersonRow { person_id, name, subject_id, created_at }.try_into()?, email, role })
        };
        rows.into_iter().map(read).collect()
    }
}

fn read_role(role: &str, person: &str) -> Result<Role, StoreError> {
    Role::find(role).ok_or_else(|| StoreError::Inconsistent { table: "memberships", id: person.into() })
}
