//! Passkeys: registered, used to sign in, named, removed, and taken back when a device is lost.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::organisations::event;
use super::sign_in::hash;
use super::worker::Words;
use super::{Actor, App, Error, Permission};
use crate::ids::{MessageId, OrganisationId, PersonId};
use crate::keys::PublicKey;
use crate::passkey::{Assertion, Party, PasskeyError, check_assertion, check_registration};
use crate::store::{ChallengePurpose, Message, NewMessage, Passkey, Person};

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

/// Who takes somebody's passkeys back.
#[derive(Clone, Copy, Debug)]
pub enum PasskeyReset<'a> {
    /// Another owner of an organisation in which they have a role.
    Owner(&'a Actor, &'a OrganisationId),
    /// Whoever runs the service.
    Operator,
}

impl From<PasskeyError> for Error {
    fn from(error: PasskeyError) -> Self {
        Self::invalid("passkey", capital(&error.to_string()))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
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
        found.ok_or_else(|| Error::invalid("passkey", "That took too long, or was sent twice. Try again."))
    }

    /// A person's passkeys, the oldest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_passkeys(&self, person: &PersonId) -> Result<Vec<Passkey>, Error> {
        Ok(self.store().read().await?.list_passkeys(person).await?)
    }

    /// Those among an organisation's members who have passkeys; nobody, for who may not take them back.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_passkey_holders(&self, actor: &Actor, id: &OrganisationId) -> Result<Vec<PersonId>, Error> {
        match self.require(actor, id, Permission::Manage).await {
            Ok(()) => Ok(self.store().read().await?.list_passkey_holders(id).await?),
            Err(Error::Forbidden(_)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
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
        let known = known.ok_or_else(|| Error::invalid("passkey", "This passkey is not known here."))?;
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

    /// Calls one's passkey something else.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`].
    pub async fn rename_passkey(&self, person: &PersonId, id: &str, name: &str) -> Result<(), Error> {
        let (person, id, name) = (person.clone(), id.to_owned(), checked_name(name)?);
        self.store()
            .write(move |session| {
                let (person, id, name) = (person.clone(), id.clone(), name.clone());
                Box::pin(async move {
                    match session.rename_passkey(&person, &id, &name).await? {
                        true => Ok(()),
                        false => Err(Error::NotFound("passkey")),
                    }
                })
            })
            .await
    }

    /// Removes one's passkey.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_passkey(&self, person: &PersonId, id: &str) -> Result<(), Error> {
        let (now, notice) = (self.now(), self.notice_of(person, "removed"));
        let (person, id) = (person.clone(), id.to_owned());
        self.store()
            .write(move |session| {
                let (person, id, notice) = (person.clone(), id.clone(), notice.clone());
                Box::pin(async move {
                    if !session.delete_passkey(&person, &id).await? {
                        return Err(Error::NotFound("passkey"));
                    }
                    session.insert_messages(&[notice], now).await?;
                    note_for_organisations(session, &person, "passkey.remove", now).await
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }

    /// Takes all passkeys of somebody back whose device is lost, and ends their sessions: they sign in by a link again. An
    /// owner can do it when the person has no power anywhere else, so that nobody is weakened elsewhere.
    ///
    /// # Errors
    /// [`Error::NotFound`] without passkeys; [`Error::Forbidden`] for one's own and for who has power elsewhere.
    pub async fn reset_passkeys(&self, person: &PersonId, by: PasskeyReset<'_>) -> Result<(), Error> {
        let label = match by {
            PasskeyReset::Operator => Actor::Operator.label(),
            PasskeyReset::Owner(actor, organisation) => {
                self.require(actor, organisation, Permission::Manage).await?;
                if matches!(actor, Actor::Person(own) if own == person) {
                    return Err(Error::Forbidden("remove your own passkeys under your name at the top"));
                }
                let roles = self.store().read().await?.list_roles(person).await?;
                if !roles.iter().any(|(of, _)| of == organisation) {
                    return Err(Error::NotFound("member"));
                }
                let has_power = |(of, role): &(OrganisationId, _)| of != organisation && Permission::Award.is_of(*role);
                if roles.iter().any(has_power) {
                    return Err(Error::Forbidden(
                        "this person also awards elsewhere; whoever runs this place has to take the passkeys back",
                    ));
                }
                actor.label()
            }
        };
        let (now, notice) = (self.now(), self.notice_of(person, "reset"));
        let person = person.clone();
        self.store()
            .write(move |session| {
                let (person, label, notice) = (person.clone(), label.clone(), notice.clone());
                Box::pin(async move {
                    if session.reset_passkeys(&person).await? == 0 {
                        return Err(Error::NotFound("passkey of this person"));
                    }
                    session.insert_messages(&[notice], now).await?;
                    for (organisation, _) in session.list_roles(&person).await? {
                        let event = event(label.clone(), "passkey.reset", person.as_str());
                        session.insert_audit_events(&organisation, &[event], now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }

    /// The person who has an address.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn load_person_by_email(&self, email: &str) -> Result<Person, Error> {
        self.store().read().await?.find_person_by_email(email).await?.ok_or(Error::NotFound("person with this address"))
    }

    /// The mail that tells somebody about their passkeys.
    pub(super) async fn passkey_mail(&self, message: &Message) -> Result<Option<(String, Words)>, Error> {
        let person = PersonId::from_text(message.about.clone());
        let emails = self.store().read().await?.list_emails(&person).await?;
        let Some(to) = emails.into_iter().next() else { return Ok(None) };
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let what = match body["what"].as_str() {
            Some("added") => "A passkey was added to your account",
            Some("removed") => "A passkey was removed from your account",
            _ => "Your passkeys were taken back, as for a lost device; you sign in by a link again",
        };
        let page = format!("{}/account/passkeys", self.addresses().base());
        let text = format!("{what}.\n\nLook at your passkeys here:\n{page}\n\nIf this was not you, tell an owner.\n");
        Ok(Some((to, Words { subject: "Your passkeys".into(), text })))
    }

    fn notice_of(&self, person: &PersonId, what: &str) -> NewMessage {
        NewMessage {
            message_id: self.draw(MessageId::random),
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
