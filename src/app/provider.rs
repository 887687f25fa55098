//! Signing in over a district's own provider: OpenID Connect, the code flow with PKCE.
//!
//! OpenID Connect Core 1.0 (`#CodeFlowAuth`, `#IDTokenValidation`), Discovery 1.0, RFC 7636 (S256 only), RFC 9207 (`iss`
//! in the answer, against mix-up), RFC 9700. One provider for a service. People are linked by an address that the
//! provider has verified and that is in an allowed domain; afterwards by the provider's own name for them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::organisations::{ensure_person, is_email};
use super::sign_in::hash;
use super::{App, Error};
use crate::canon::json;
use crate::clock::Timestamp;
use crate::fetch::Purpose;
use crate::ids::PersonId;
use crate::keys::{PublicKey, Scheme};
use crate::store::ProviderSignIn;

/// How long somebody may take at the provider.
const SIGN_IN_SECONDS: i64 = 10 * 60;
/// How far the clocks may differ.
const SKEW_SECONDS: i64 = 60;
/// Ways of signing an ID token that are taken. Symmetric ones and `none` are not among them.
const SCHEMES: [Scheme; 4] = [Scheme::Rs256, Scheme::Es256, Scheme::Ps256, Scheme::EdDsa];
/// Bytes of an ID token.
const TOKEN_LIMIT_BYTES: usize = 32 * 1024;

/// What an operator says about the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Its issuer identifier, exactly as it writes it: `https://…`.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: String,
    /// Domains of addresses that it speaks for. Others are not let in.
    pub domains: Vec<String>,
    /// What stands on the button.
    pub label: String,
}

impl std::fmt::Debug for ProviderSettings {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderSettings").field("issuer", &self.issuer).field("domains", &self.domains).finish()
    }
}

/// The provider.
pub(super) struct Provider(ProviderSettings);

impl Provider {
    pub(super) fn new(settings: ProviderSettings) -> Self {
        Self(settings)
    }
}

/// Where a browser goes, and what it keeps meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderStart {
    /// The provider's page.
    pub address: String,
    /// The secret that ties the answer to this browser.
    pub browser: String,
}

/// What the provider sends back through the browser.
#[derive(Clone, Debug, Default)]
pub struct ProviderAnswer {
    /// `state`
    pub state: String,
    /// `code`
    pub code: String,
    /// `iss`, when it was sent.
    pub issuer: Option<String>,
    /// `error`, when something went wrong there.
    pub error: Option<String>,
    /// What the browser kept.
    pub browser: String,
}

/// What the provider says about itself.
struct Discovered {
    authorization: String,
    token: String,
    keys: String,
    /// Whether every answer names the provider.
    names_itself: bool,
    /// Whether our secret goes into the form and not into a header.
    takes_secret_in_form: bool,
}

/// Somebody as the provider knows them.
struct Claimed {
    subject: String,
    email: String,
    name: String,
}

const REFUSED: Error = Error::Forbidden("the provider's answer was not taken; sign in again");

impl App {
    /// What stands on the button, when there is a provider.
    pub fn provider_label(&self) -> Option<&str> {
        self.0.provider.as_ref().map(|provider| provider.0.label.as_str())
    }

    fn provider(&self) -> Result<&ProviderSettings, Error> {
        self.0.provider.as_ref().map(|provider| &provider.0).ok_or(Error::NotFound("provider to sign in with"))
    }

    fn provider_return(&self) -> String {
        format!("{}/sign-in/provider/return", self.addresses().base())
    }

    /// Begins to sign in at the provider.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a provider; [`Error::Unavailable`] when it does not answer.
    pub async fn begin_provider_sign_in(&self) -> Result<ProviderStart, Error> {
        let settings = self.provider()?;
        let discovered = self.discover(settings).await?;
        let [state, nonce, browser] = [(); 3].map(|()| self.draw(|random| random.text(40)));
        let verifier = self.draw(|random| random.text(64));
        let new = ProviderSignIn { browser_hash: hash(&browser), nonce: nonce.clone(), verifier: verifier.clone() };
        let (state_hash, expires) = (hash(&state), self.now().plus_seconds(SIGN_IN_SECONDS));
        self.store()
            .write(move |session| {
                let (state_hash, new) = (state_hash.clone(), new.clone());
                Box::pin(async move {
                    session.insert_provider_sign_in(&state_hash, &new, expires).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        let query = form(&[
            ("response_type", "code"),
            ("client_id", &settings.client_id),
            ("redirect_uri", &self.provider_return()),
            ("scope", "openid email profile"),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier))),
            ("code_challenge_method", "S256"),
        ]);
        let sign = if discovered.authorization.contains('?') { '&' } else { '?' };
        Ok(ProviderStart { address: format!("{}{sign}{query}", discovered.authorization), browser })
    }

    /// Signs in whom the provider names; the secret of the session. Every answer is looked at once.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the answer is not to be trusted, or the person is not let in; [`Error::Unavailable`].
    pub async fn finish_provider_sign_in(&self, answer: &ProviderAnswer) -> Result<String, Error> {
        let (settings, now) = (self.provider()?, self.now());
        let state_hash = hash(&answer.state);
        let begun = self
            .store()
            .write(move |session| {
                let state_hash = state_hash.clone();
                Box::pin(async move { Ok::<_, Error>(session.take_provider_sign_in(&state_hash, now).await?) })
            })
            .await?;
        let begun = begun.ok_or(Error::Forbidden("signing in took too long, or was answered twice; sign in again"))?;
        if begun.browser_hash != hash(&answer.browser) {
            return Err(REFUSED);
        }
        if answer.error.is_some() || answer.code.is_empty() {
            return Err(Error::Forbidden("the provider did not let you in"));
        }
        let discovered = self.discover(settings).await?;
        match &answer.issuer {
            Some(issuer) if *issuer != settings.issuer => return Err(REFUSED),
            None if discovered.names_itself => return Err(REFUSED),
            _ => {}
        }
        let token = self.redeem(settings, &discovered, &answer.code, &begun.verifier).await?;
        let keys = self.fetched(&discovered.keys).await?;
        let claimed = read_token(&token, &keys, settings, &begun.nonce, now)?;
        self.enter(settings, claimed, now).await
    }

    /// Finds or makes the person, and signs them in.
    async fn enter(&self, settings: &ProviderSettings, claimed: Claimed, now: Timestamp) -> Result<String, Error> {
        let (new, fresh) = (self.new_person(&claimed.name, now), self.new_session(now));
        let (secret, issuer) = (fresh.secret.clone(), settings.issuer.clone());
        let claimed = std::sync::Arc::new(claimed);
        self.store()
            .write(move |session| {
                let (claimed, new, fresh, issuer) = (claimed.clone(), new.clone(), fresh.clone(), issuer.clone());
                Box::pin(async move {
                    let known = session.find_identity(&issuer, &claimed.subject).await?;
                    let person: PersonId = match known {
                        Some(person) => person,
                        None => {
                            let person = ensure_person(session, &claimed.email, &new).await?.person_id;
                            session.insert_identity(&issuer, &claimed.subject, &person, now).await?;
                            person
                        }
                    };
                    fresh.keep(session, &person, now).await
                })
            })
            .await?;
        Ok(secret)
    }

    async fn fetched(&self, address: &str) -> Result<Value, Error> {
        let bytes = self.0.fetcher.fetch(address, Purpose::Key).await.map_err(away)?;
        json::read(&bytes, &json::Limits::default()).map_err(|_| unreadable())
    }

    /// What the provider says about itself; it must be the one that was configured.
    async fn discover(&self, settings: &ProviderSettings) -> Result<Discovered, Error> {
        let issuer = settings.issuer.trim_end_matches('/');
        let said = self.fetched(&format!("{issuer}/.well-known/openid-configuration")).await?;
        let text = |name: &str| said[name].as_str().map(str::to_owned).ok_or_else(unreadable);
        if said["issuer"].as_str() != Some(&settings.issuer) {
            return Err(unreadable());
        }
        let authorization = text("authorization_endpoint")?;
        // A provider on this machine is for tests; it may not lead people elsewhere without encryption either.
        let here = "http://127.0.0.1";
        let is_here = settings.issuer.starts_with(here) && authorization.starts_with(here);
        if !is_here && !authorization.starts_with("https://") {
            return Err(unreadable());
        }
        let methods = said["token_endpoint_auth_methods_supported"].as_array();
        let offers = |method: &str| methods.is_some_and(|all| all.iter().any(|one| one == method));
        Ok(Discovered {
            authorization,
            token: text("token_endpoint")?,
            keys: text("jwks_uri")?,
            names_itself: said["authorization_response_iss_parameter_supported"] == true,
            takes_secret_in_form: offers("client_secret_post") && !offers("client_secret_basic"),
        })
    }

    /// Trades the code for an ID token.
    async fn redeem(
        &self,
        settings: &ProviderSettings,
        discovered: &Discovered,
        code: &str,
        verifier: &str,
    ) -> Result<String, Error> {
        let back = self.provider_return();
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &back),
            ("code_verifier", verifier),
        ];
        // RFC 6749, `#section-2.3.1`: both parts are form-encoded before they are put together.
        let basic = format!("{}:{}", encoded(&settings.client_id), encoded(&settings.client_secret));
        let basic = format!("Basic {}", STANDARD.encode(basic));
        let authorization = (!discovered.takes_secret_in_form).then_some(basic.as_str());
        if discovered.takes_secret_in_form {
            fields.extend([
                ("client_id", settings.client_id.as_str()),
                ("client_secret", settings.client_secret.as_str()),
            ]);
        }
        let answer = self.0.fetcher.post_form(&discovered.token, authorization, &form(&fields)).await.map_err(away)?;
        let answer: Value = json::read(&answer, &json::Limits::default()).map_err(|_| unreadable())?;
        answer["id_token"].as_str().map(str::to_owned).ok_or_else(unreadable)
    }
}

/// Checks an ID token and takes out who it is about.
fn read_token(
    token: &str,
    keys: &Value,
    settings: &ProviderSettings,
    nonce: &str,
    now: Timestamp,
) -> Result<Claimed, Error> {
    let claims = signed_claims(token, keys).ok_or(REFUSED)?;
    let text = |name: &str| claims[name].as_str().unwrap_or_default();
    let audience_fits = match &claims["aud"] {
        Value::String(one) => *one == settings.client_id,
        Value::Array(several) => {
            several.iter().any(|one| *one == *settings.client_id)
                && (several.len() == 1 || text("azp") == settings.client_id)
        }
        _ => false,
    };
    let party_fits = claims.get("azp").is_none_or(|party| *party == *settings.client_id);
    let (ends, begins) = (claims["exp"].as_i64(), claims["iat"].as_i64());
    let seconds = now.unix_seconds();
    let is_of_now = ends.is_some_and(|ends| ends > seconds - SKEW_SECONDS)
        && begins.is_some_and(|begins| (seconds - SIGN_IN_SECONDS..=seconds + SKEW_SECONDS).contains(&begins));
    let is_ours = text("iss") == settings.issuer && audience_fits && party_fits && is_of_now && text("nonce") == nonce;
    let subject = text("sub");
    if !is_ours || subject.is_empty() || subject.len() > 255 {
        return Err(REFUSED);
    }
    let email = text("email");
    if claims["email_verified"] != true || !is_email(email) {
        return Err(Error::Forbidden("the provider does not vouch for your e-mail address"));
    }
    let domain = email.rsplit('@').next().unwrap_or_default();
    if !settings.domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain)) {
        return Err(Error::Forbidden("addresses of this domain do not sign in over the provider"));
    }
    Ok(Claimed { subject: subject.to_owned(), email: email.to_owned(), name: text("name").to_owned() })
}

/// What a token says that one of the keys signed: RFC 7515 in its compact form, and only the header's `alg`, `kid` and
/// `typ` are understood.
fn signed_claims(token: &str, keys: &Value) -> Option<Value> {
    if token.len() > TOKEN_LIMIT_BYTES {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let read = |text: &str| json::read(&decode(text)?, &json::Limits::default()).ok();
    let header: Value = read(header)?;
    let scheme = header["alg"].as_str().and_then(Scheme::from_jose_name).filter(|one| SCHEMES.contains(one))?;
    if header.get("crit").is_some() || header.get("b64").is_some() {
        return None;
    }
    let kid = header.get("kid").and_then(Value::as_str);
    let all = keys["keys"].as_array()?;
    // Without a name, only the one key can be meant.
    let mut fitting = all.iter().filter(|key| kid.is_none_or(|kid| key["kid"] == kid));
    let key = fitting.next()?;
    if kid.is_none() && fitting.next().is_some() {
        return None;
    }
    let key = PublicKey::from_jwk(key).ok()?;
    key.verify_as(scheme, signed.as_bytes(), &decode(signature)?).ok()?;
    read(claims)
}

fn away(error: crate::fetch::FetchError) -> Error {
    tracing::warn!(error = %error, "The provider for signing in does not answer: {error}");
    Error::Unavailable("the provider does not answer; try again in a moment, or sign in by a link".into())
}

fn unreadable() -> Error {
    Error::Unavailable("the provider answers in a way that is not understood; sign in by a link".into())
}

/// `application/x-www-form-urlencoded`, strictly: everything but letters, digits and `-._~` as `%XX`.
fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
