//! Passkeys of people, challenges that wait for an answer, and who people are at the provider over which they sign in.

use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, PersonId};

/// A passkey of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The authenticator's name for it, Base64url.
    pub credential_id: String,
    /// Whose it is.
    pub person_id: PersonId,
    /// What the person calls it.
    pub name: String,
    /// The public key as a JWK.
    pub public_key: String,
    /// How often the authenticator says that it signed.
    pub counter: u32,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
}

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengePurpose {
    /// Registering a passkey.
    Register,
    /// Signing in with one.
    SignIn,
}

impl ChallengePurpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
        }
    }
}

/// A sign-in that was begun at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSignIn {
    /// Hash of the cookie of the browser that began it.
    pub browser_hash: String,
    /// What the provider's answer must repeat.
    pub nonce: String,
    /// The secret of PKCE (RFC 7636).
    pub verifier: String,
}

#[derive(sqlx::FromRow)]
struct PasskeyRow {
    credential_id: String,
    person_id: String,
    name: String,
    public_key: String,
    counter: i64,
    created_at: i64,
    used_at: Option<i64>,
}

impl TryFrom<PasskeyRow> for Passkey {
    type Error = StoreError;

    fn try_from(row: PasskeyRow) -> Result<Self, StoreError> {
        let (table, id) = ("passkeys", &row.credential_id);
        Ok(Self {
            counter: u32::try_from(row.counter).map_err(|_| StoreError::Inconsistent { table, id: id.clone() })?,
            created_at: time(row.created_at, table, id)?,
            used_at: optional_time(row.used_at, table, id)?,
            person_id: PersonId::from_text(row.person_id),
            name: row.name,
            public_key: row.public_key,
            credential_id: row.credential_id,
        })
    }
}

impl Session {
    /// Keeps a passkey.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when it is registered already.
    pub async fn insert_passkey(&mut self, new: &Passkey) -> Result<(), StoreError> {
        sqlx::query(
            "insert into passkeys (credential_id, person_id, name, public_key, counter, created_at)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&new.credential_id)
        .bind(new.person_id.as_str())
        .bind(&new.name)
        .bind(&new.public_key)
        .bind(i64::from(new.counter))
        .bind(new.created_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A person's passkeys, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_passkeys(&mut self, person: &PersonId) -> Result<Vec<Passkey>, StoreError> {
        let rows: Vec<PasskeyRow> = sqlx::query_as(
            "select credential_id, person_id, name, public_key, counter, created_at, used_at
               from passkeys
              where person_id = $1
              order by created_at, credential_id",
        )
        .bind(person.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Passkey::try_from).collect()
    }

    /// Members of an organisation who have passkeys.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_passkey_holders(&mut self, organisation: &OrganisationId) -> Result<Vec<PersonId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "select distinct m.person_id
               from memberships m
               join passkeys k on k.person_id = m.person_id
              where m.organisation_id = $1",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        Ok(rows.into_iter().map(|(person,)| PersonId::from_text(person)).collect())
    }

    /// The passkey that an authenticator names.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_passkey(&mut self, credential_id: &str) -> Result<Option<Passkey>, StoreError> {
        let row: Option<PasskeyRow> = sqlx::query_as(
            "select credential_id, person_id, name, public_key, counter, created_at, used_at
               from passkeys
              where credential_id = $1",
        )
        .bind(credential_id)
        .fetch_optional(self.connection())
        .await?;
        row.map(Passkey::try_from).transpose()
    }

    /// Notes that a passkey was used; whether its counter was still the one that was checked.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_passkey(
        &mut self,
        credential_id: &str,
        (before, counter): (u32, u32),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update passkeys
                set counter = $3, used_at = $4
              where credential_id = $1 and counter = $2",
        )
        .bind(credential_id)
        .bind(i64::from(before))
        .bind(i64::from(counter))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Calls a person's passkey something else; whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rename_passkey(&mut self, person: &PersonId, id: &str, name: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("update passkeys set name = $3 where person_id = $1 and credential_id = $2")
            .bind(person.as_str())
            .bind(id)
            .bind(name)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets a person's passkey; whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_passkey(&mut self, person: &PersonId, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("delete from passkeys where person_id = $1 and credential_id = $2")
            .bind(person.as_str())
            .bind(id)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets all passkeys of a person, and ends their sessions; how many passkeys there were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn reset_passkeys(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let done = sqlx::query("delete from passkeys where person_id = $1")
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        sqlx::query("delete from sessions where person_id = $1")
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }

    /// Keeps a challenge that is sent out; without a person, anybody may answer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_challenge(
        &mut self,
        challenge_hash: &str,
        person: Option<&PersonId>,
        purpose: ChallengePurpose,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into passkey_challenges (challenge_hash, person_id, purpose, expires_at) values ($1, $2, $3, $4)",
        )
        .bind(challenge_hash)
        .bind(person.map(PersonId::as_str))
        .bind(purpose.as_str())
        .bind(expires.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Uses a challenge up, whatever the answer is worth; for whom it was, if it was open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_challenge(
        &mut self,
        challenge_hash: &str,
        purpose: ChallengePurpose,
        now: Timestamp,
    ) -> Result<Option<Option<PersonId>>, StoreError> {
        let row: Option<(Option<String>,)> = sqlx::query_as(
            "delete from passkey_challenges
              where challenge_hash = $1 and purpose = $2 and expires_at > $3
             returning person_id",
        )
        .bind(challenge_hash)
        .bind(purpose.as_str())
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(person,)| person.map(PersonId::from_text)))
    }

    /// Keeps a sign-in that is begun at the provider.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_provider_sign_in(
        &mut self,
        state_hash: &str,
        new: &ProviderSignIn,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into provider_sign_ins (state_hash, browser_hash, nonce, verifier, expires_at)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(state_hash)
        .bind(&new.browser_hash)
        .bind(&new.nonce)
        .bind(&new.verifier)
        .bind(expires.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Uses a begun sign-in up, whatever comes of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_provider_sign_in(
        &mut self,
        state_hash: &str,
        now: Timestamp,
    ) -> Result<Option<ProviderSignIn>, StoreError> {
        let row: Option<(String, String, String)> = sqlx::query_as(
            "delete from provider_sign_ins
              where state_hash = $1 and expires_at > $2
             returning browser_hash, nonce, verifier",
        )
        .bind(state_hash)
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(browser_hash, nonce, verifier)| ProviderSignIn { browser_hash, nonce, verifier }))
    }

    /// The person who is known at a provider under this name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_identity(&mut self, issuer: &str, subject: &str) -> Result<Option<PersonId>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("select person_id from identities where issuer = $1 and subject = $2")
                .bind(issuer)
                .bind(subject)
                .fetch_optional(self.connection())
                .await?;
        Ok(row.map(|(person,)| PersonId::from_text(person)))
    }

    /// Notes who somebody is at a provider.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the name is noted already.
    pub async fn insert_identity(
        &mut self,
        issuer: &str,
        subject: &str,
        person: &PersonId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("insert into identities (issuer, subject, person_id, created_at) values ($1, $2, $3, $4)")
            .bind(issuer)
            .bind(subject)
            .bind(person.as_str())
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Forgets challenges and begun sign-ins that nobody answered before `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_old_challenges(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let mut count = 0;
        for query in [
            "delete from passkey_challenges where expires_at < $1",
            "delete from provider_sign_ins where expires_at < $1",
        ] {
            count += sqlx::query(query).bind(before.unix_micros()).execute(self.connection()).await?.rows_affected();
        }
        Ok(count)
    }
}
