//! A provider for signing in, on this machine: says what it is, takes codes, hands out ID tokens. A story changes what it
//! says, one thing at a time.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use accolade::clock::Timestamp;
use accolade::keys::{Algorithm, Signer};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

type Said = Arc<Mutex<World>>;

/// What the provider says and has seen.
struct World {
    issuer: String,
    signer: Signer,
    /// Changes the claims of the next tokens.
    claims: Value,
    /// Changes the header of the next tokens.
    header: Value,
    /// Changes what it says about itself.
    discovery: Value,
    now: Timestamp,
    /// The question of the browser: nonce and code challenge.
    asked: (String, String),
    /// What came to the token endpoint.
    redeemed: Vec<(Vec<(String, String)>, String)>,
    /// A key that signs in place of the published one.
    other: Option<Signer>,
}

/// The provider.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) issuer: String,
    world: Said,
}

pub(crate) const CLIENT: &str = "accolade";
pub(crate) const SECRET: &str = "s3cret: with signs";

impl Provider {
    pub(crate) async fn start(algorithm: Algorithm, now: Timestamp) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address: SocketAddr = listener.local_addr().expect("an address");
        let issuer = format!("http://{address}");
        let world = Arc::new(Mutex::new(World {
            issuer: issuer.clone(),
            signer: Signer::generate(algorithm).expect("a key"),
            claims: json!({}),
            header: json!({}),
            discovery: json!({}),
            now,
            asked: Default::default(),
            redeemed: Vec::new(),
            other: None,
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(world.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, world }
    }

    fn with<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.world.lock().expect("not poisoned"))
    }

    /// Tokens say this, too; `null` takes a claim away.
    pub(crate) fn claims(&self, claims: Value) {
        self.with(|world| world.claims = claims);
    }

    /// Headers of tokens say this, too.
    pub(crate) fn header(&self, header: Value) {
        self.with(|world| world.header = header);
    }

    /// The provider says this about itself, too.
    pub(crate) fn discovery(&self, discovery: Value) {
        self.with(|world| world.discovery = discovery);
    }

    /// Another key than the published one signs.
    pub(crate) fn other_key(&self) {
        self.with(|world| world.other = Some(Signer::generate(world.signer.public().algorithm()).expect("a key")));
    }

    /// What came to the token endpoint: fields and the header with the secret.
    pub(crate) fn redeemed(&self) -> Vec<(Vec<(String, String)>, String)> {
        self.with(|world| world.redeemed.clone())
    }

    /// The browser arrives at the provider with this address; the `state` that it brings.
    pub(crate) fn arrive(&self, address: &str) -> String {
        let (page, query) = address.split_once('?').expect("a query");
        assert_eq!(page, format!("{}/authorize", self.issuer));
        let asked = |name: &str| {
            let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
            pair.unwrap_or_else(|| panic!("no {name} in {query}")).to_owned()
        };
        assert_eq!((asked("response_type"), asked("client_id")), ("code".into(), CLIENT.into()));
        assert_eq!(asked("scope"), "openid%20email%20profile");
        assert_eq!(asked("redirect_uri"), "http%3A%2F%2F127.0.0.1%3A8080%2Fsign-in%2Fprovider%2Freturn");
        assert_eq!(asked("code_challenge_method"), "S256");
        self.with(|world| world.asked = (asked("nonce"), asked("code_challenge")));
        asked("state")
    }
}

async fn discovery(State(world): State<Said>) -> Json<Value> {
    let world = world.lock().expect("not poisoned");
    let issuer = &world.issuer;
    let mut said = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
    });
    merge(&mut said, &world.discovery);
    Json(said)
}

async fn keys(State(world): State<Said>) -> Json<Value> {
    let world = world.lock().expect("not poisoned");
    let mut key = world.signer.public().to_jwk();
    key["kid"] = "one".into();
    Json(json!({"keys": [key]}))
}

async fn token(
    State(world): State<Said>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Json<Value>, StatusCode> {
    let mut world = world.lock().expect("not poisoned");
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
    let is_ours = field("code") == "code-1" && challenge == world.asked.1;
    let secret = headers.get("authorization").map_or("", |value| value.to_str().unwrap_or("")).to_owned();
    world.redeemed.push((fields.clone(), secret));
    if !is_ours {
        return Err(StatusCode::BAD_REQUEST);
    }
    let now = world.now.unix_seconds();
    let mut claims = json!({
        "iss": world.issuer, "aud": CLIENT, "sub": "1234", "nonce": world.asked.0, "iat": now, "exp": now + 300,
        "email": "ada@district.example", "email_verified": true, "name": "Ada Marlowe",
    });
    merge(&mut claims, &world.claims);
    let mut header = json!({"alg": world.signer.public().algorithm().scheme().jose_name(), "kid": "one", "typ": "JWT"});
    merge(&mut header, &world.header);
    let signer = world.other.as_ref().unwrap_or(&world.signer);
    let signed =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = match header["alg"].as_str() {
        Some("none") => String::new(),
        _ => URL_SAFE_NO_PAD.encode(signer.sign(signed.as_bytes()).expect("signed")),
    };
    Ok(Json(json!({"access_token": "unused", "token_type": "Bearer", "id_token": format!("{signed}.{signature}")})))
}

/// Puts members in, and takes those away that are `null`.
fn merge(into: &mut Value, more: &Value) {
    for (name, value) in more.as_object().expect("an object") {
        if value.is_null() {
            into.as_object_mut().expect("an object").remove(name);
        } else {
            into[name] = value.clone();
        }
    }
}
