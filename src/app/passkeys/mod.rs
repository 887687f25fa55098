//! Passkeys: registered and used to sign in; how they are kept stands in [`keeping`].

mod keeping;

pub use keeping::PasskeyReset;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::organisations::event;
use super::sign_in::hash;
use super::{App, Error};
use crate::ids::PersonId;
use crate::keys::PublicKey;
use crate::language::sentence;
use crate::passkey::{Assertion, Party, PasskeyError, check_assertion, check_registration};
use crate::store::{ChallengePurpose, NewMessage, Passkey, Person};

/// How long a challenge waits for its answer.
const CHALLENGE_SECONDS: i64 = 5 * 60;
/// Kinds of keys that are taken, the most welcome first: ES256, EdDSA, RS256 (the COSE registry of IANA).
const KEY_KINDS: [i32; 3] = [-7, -8, -257];
/// Passkeys of one person.
const PASSKEYS_LIMIT: usize = 20;
/// Letters of a passkey's name.
const NAME_LIMIT: usize = 60;

/// Somebody hears that something about their passkeys was changed.
pub(super) const NOTICE: &str = "passkey.notice";

/// What a browser needs for `navigator.credentials`, its `challenge` apart.
#[derive(Clone, Debug, PartialEq)]
pub struct PasskeyOptions {
    /// Base64url; the form sends it back.
    pub challenge: String,
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`.
    pub json: Value,
    /// Where passkeys work, when it is not where the service is reached: a loopback address has no name.
    pub elsewhere: Option<String>,
}

/// What a browser sent back. All but the challenge are Base64url texts.
#[derive(Clone, Debug, Default)]
pub struct PasskeyAnswer {
    /// The challenge.
    pub challenge: String,
    /// The credential's name.
    pub credential: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// `attestationObject`, of a registration.
    pub attestation: String,
    /// `authenticatorData`, of a sign-in.
    pub authenticator_data: String,
    /// `signature`, of a sign-in.
    pub signature: String,
}

impl From<PasskeyError> for Error {
    fn from(error: PasskeyError) -> Self {
        Self::invalid(&format!("passkey-{}", error.code()), sentence(&error.to_string()))
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, Error> {
    let bytes = if text.len() > 20_000 { None } else { URL_SAFE_NO_PAD.decode(text).ok() };
    bytes.filter(|bytes| !bytes.is_empty()).ok_or_else(|| PasskeyError::AuthenticatorData.into())
}

impl App {
    /// For whom passkeys are made: the host of the base URL. A loopback address is no name that browsers make passkeys
    /// for, so `localhost` stands for it.
    fn party(&self) -> Party {
        let base = self.addresses().base();
        let origin = base.split('/').take(3).collect::<Vec<_>>().join("/").replace("//127.0.0.1", "//localhost");
        let authority = origin.split("//").nth(1).unwrap_or_default();
        Party { id: authority.split(':').next().unwrap_or_default().to_owned(), origin }
    }

    fn elsewhere(&self) -> Option<String> {
        self.addresses().base().contains("//127.0.0.1").then(|| self.party().origin)
    }

    async fn challenge(&self, person: Option<&PersonId>, purpose: ChallengePurpose) -> Result<String, Error> {
        let bytes: [u8; 32] = self.draw(|random| random.bytes());
        let challenge = URL_SAFE_NO_PAD.encode(bytes);
        let expires = self.now().plus_seconds(CHALLENGE_SECONDS);
        let (challenge_hash, person) = (hash(&challenge), person.cloned());
        self.store()
            .write(move |session| {
                let (challenge_hash, person) = (challenge_hash.clone(), person.clone());
                Box::pin(async move {
                    session.insert_challenge(&challenge_hash, person.as_ref(), purpose, expires).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(challenge)
    }

    /// Uses the challenge up; for whom it was.
    async fn take_challenge(&self, challenge: &str, purpose: ChallengePurpose) -> Result<Option<PersonId>, Error> {
        let (challenge_hash, now) = (hash(challenge), self.now());
        let found = self
            .store()
            .write(move |session| {
                let challenge_hash = challenge_hash.clone();
                Box::pin(async move { Ok::<_, Error>(session.take_challenge(&challenge_hash, purpose, now).await?) })
            })
            .await?;
        found.ok_or_else(|| Error::invalid("passkey-late", "That took too long, or was sent twice. Try again."))
    }

    /// A person's passkeys, the oldest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_passkeys(&self, person: &PersonId) -> Result<Vec<Passkey>, Error> {
        Ok(self.store().read().await?.list_passkeys(person).await?)
    }

    /// What a browser needs to make a passkey for a person.
    ///
    /// # Errors
    /// [`Error::Limit`] when they have too many.
    pub async fn begin_passkey(&self, person: &Person) -> Result<PasskeyOptions, Error> {
        let known = self.list_passkeys(&person.person_id).await?;
        if known.len() >= PASSKEYS_LIMIT {
            return Err(Error::Limit("nobody has more than 20 passkeys; remove one first".into()));
        }
        let email = self.store().read().await?.list_emails(&person.person_id).await?.into_iter().next();
        let email = email.unwrap_or_default();
        let (challenge, party) =
            (self.challenge(Some(&person.person_id), ChallengePurpose::Register).await?, self.party());
        let shown = if person.name.is_empty() { &email } else { &person.name };
        let kinds = KEY_KINDS.map(|kind| json!({"type": "public-key", "alg": kind}));
        let json = json!({
            "challenge": challenge,
            "rp": {"id": party.id, "name": "Accolade"},
            "user": {"id": URL_SAFE_NO_PAD.encode(person.person_id.as_str()), "name": email, "displayName": shown},
            "pubKeyCredParams": kinds,
            "authenticatorSelection": {"residentKey": "preferred", "userVerification": "required"},
            "attestation": "none",
            "timeout": CHALLENGE_SECONDS * 1_000,
            "excludeCredentials": described(&known),
        });
        Ok(PasskeyOptions { challenge, json, elsewhere: self.elsewhere() })
    }

    /// What a browser needs to sign in with a passkey, a certain person's or anybody's.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn begin_passkey_sign_in(&self, person: Option<&PersonId>) -> Result<PasskeyOptions, Error> {
        let known = match person {
            Some(person) => self.list_passkeys(person).await?,
            None => Vec::new(),
        };
        let (challenge, party) = (self.challenge(person, ChallengePurpose::SignIn).await?, self.party());
        let json = json!({
            "challenge": challenge,
            "rpId": party.id,
            "userVerification": "required",
            "timeout": CHALLENGE_SECONDS * 1_000,
            "allowCredentials": described(&known),
        });
        Ok(PasskeyOptions { challenge, json, elsewhere: self.elsewhere() })
    }

    /// Registers a passkey. With the secret of a session that waits for a first one, the secret of the session that counts.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what is wrong with it; [`Error::Conflict`] when it is registered already.
    pub async fn register_passkey(
        &self,
        person: &PersonId,
        answer: &PasskeyAnswer,
        name: &str,
        pending: Option<&str>,
    ) -> Result<Option<String>, Error> {
        let name = checked_name(name)?;
        let whose = self.take_challenge(&answer.challenge, ChallengePurpose::Register).await?;
        if whose.as_ref() != Some(person) {
            return Err(PasskeyError::Challenge.into());
        }
        let (client_data, attestation) = (decoded(&answer.client_data)?, decoded(&answer.attestation)?);
        let made = check_registration(&self.party(), &answer.challenge, &client_data, &attestation)?;
        let now = self.now();
        let new = Passkey {
            credential_id: made.credential_id,
            person_id: person.clone(),
            name,
            public_key: made.key.to_jwk().to_string(),
            counter: made.counter,
            created_at: now,
            used_at: None,
        };
        let fresh = pending.map(|secret| (hash(secret), self.new_session(now)));
        let (secret, notice) = (fresh.as_ref().map(|(_, fresh)| fresh.secret.clone()), self.notice_of(person, "added"));
        self.store()
            .write(move |session| {
                let (new, fresh, notice) = (new.clone(), fresh.clone(), notice.clone());
                Box::pin(async move {
                    session.insert_passkey(&new).await?;
                    session.insert_messages(&[notice], now).await?;
                    if let Some((pending, fresh)) = &fresh {
                        session.delete_session(pending).await?;
                        fresh.keep(session, &new.person_id, now).await?;
                    }
                    note_for_organisations(session, &new.person_id, "passkey.add", now).await
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(secret)
    }

    /// Signs in with a passkey: a certain person's, who has followed a link before, or whosever it is. The secret of the
    /// session.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what is wrong; nothing about whether a passkey or a person is known.
    pub async fn sign_in_with_passkey(
        &self,
        answer: &PasskeyAnswer,
        pending: Option<(&PersonId, &str)>,
    ) -> Result<String, Error> {
        let whose = self.take_challenge(&answer.challenge, ChallengePurpose::SignIn).await?;
        if whose.as_ref() != pending.map(|(person, _)| person) {
            return Err(PasskeyError::Challenge.into());
        }
        let known = self.store().read().await?.find_passkey(&answer.credential).await?;
        let known = known.filter(|known| pending.is_none_or(|(person, _)| known.person_id == *person));
        let known = known.ok_or_else(|| Error::invalid("passkey-unknown", "This passkey is not known here."))?;
        let jwk: Value = serde_json::from_str(&known.public_key).map_err(Error::internal)?;
        let key = PublicKey::from_jwk(&jwk).map_err(Error::internal)?;
        let (client_data, authenticator_data, signature) =
            (decoded(&answer.client_data)?, decoded(&answer.authenticator_data)?, decoded(&answer.signature)?);
        let assertion =
            Assertion { client_data: &client_data, authenticator_data: &authenticator_data, signature: &signature };
        let counter = check_assertion(&self.party(), &answer.challenge, (&key, known.counter), assertion)?;
        let now = self.now();
        let (fresh, pending) = (self.new_session(now), pending.map(|(_, secret)| hash(secret)));
        let secret = fresh.secret.clone();
        self.store()
            .write(move |session| {
                let (known, fresh, pending) = (known.clone(), fresh.clone(), pending.clone());
                Box::pin(async move {
                    // Somebody may have used or removed it meanwhile.
                    if !session.use_passkey(&known.credential_id, (known.counter, counter), now).await? {
                        return Err(PasskeyError::Copied.into());
                    }
                    if let Some(pending) = &pending {
                        session.delete_session(pending).await?;
                    }
                    fresh.keep(session, &known.person_id, now).await
                })
            })
            .await?;
        Ok(secret)
    }

    fn notice_of(&self, person: &PersonId, what: &str) -> NewMessage {
        NewMessage {
            message_id: self.new_message_id(),
            organisation_id: None,
            kind: NOTICE,
            about: person.to_string(),
            body: json!({"what": what}).to_string(),
        }
    }
}

/// Writes into the audit of every organisation in which somebody has a role that their passkeys changed.
async fn note_for_organisations(
    session: &mut crate::store::Session,
    person: &PersonId,
    action: &'static str,
    now: crate::clock::Timestamp,
) -> Result<(), Error> {
    for (organisation, _) in session.list_roles(person).await? {
        let event = event(format!("person:{person}"), action, person.as_str());
        session.insert_audit_events(&organisation, &[event], now).await?;
    }
    Ok(())
}

fn described(passkeys: &[Passkey]) -> Vec<Value> {
    passkeys.iter().map(|passkey| json!({"type": "public-key", "id": passkey.credential_id})).collect()
}

fn checked_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    let is_fit = !name.is_empty() && name.chars().count() <= NAME_LIMIT && !name.chars().any(char::is_control);
    match is_fit {
        true => Ok(name.to_owned()),
        false => Err(Error::invalid("name", "Write what you call the device, in 1 to 60 characters.")),
    }
}
