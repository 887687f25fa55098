//! The three operations of the W3C's VC-API that test suites and other verifiers drive: issue, verify, and verify a
//! presentation. Whatever is wrong with a request or a credential is a 400 with `errors`, never a success that says no.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::read::{Raw, media_type, read_json};
use super::table::{Row, post};
use crate::app::{Actor, CredentialRequest, Error, Permission, Securing};
use crate::http::{Caller, ClientAddress, Hall, Problem};
use crate::proof::data_integrity::Cryptosuite;
use crate::status::Purpose;
use crate::verify::{Binding, Expectation, Line, Outcome, Report, Verdict};

pub(super) const TAG: &str = "VC-API";

pub(super) fn rows() -> Vec<Row> {
    vec![
        post("/credentials/issue", issue)
            .says(TAG, "Sign a credential")
            .explains(
                "Any credential of VC Data Model 2.0. A missing issuer is filled in with the organisation's DID; another \
                 one is refused. `options.cryptosuite` is `eddsa-rdfc-2022` or `eddsa-jcs-2022`; `options.envelope` is \
                 `jwt`; `options.status` is `true`, `revocation` or `suspension` and gives the credential an entry in \
                 the organisation's status list, to be set by `POST /credentials/status`.",
            )
            .needs(Permission::Issue)
            .reads::<IssueRequest>()
            .gives::<IssueAnswer>(201, "The signed credential")
            .gives::<Refusal>(400, "What keeps it from being signed"),
        post("/credentials/verify", verify)
            .says(TAG, "Verify a credential")
            .explains("An object with an embedded proof, an enveloped credential, or a token as a text.")
            .reads::<VerifyRequest>()
            .gives::<Verified>(200, "It is good")
            .gives::<NotVerified>(400, "It is not, or it could not be found out"),
        post("/presentations/verify", verify_presentation)
            .says(TAG, "Verify a presentation and the credentials in it")
            .explains(
                "Signed (purpose `authentication`), enveloped, or unsigned when no `options.challenge` and no \
                 `options.domain` is asked for.",
            )
            .reads::<PresentationRequest>()
            .gives::<Verified>(200, "It is good, and so is every credential in it")
            .gives::<NotVerified>(400, "It is not, or it could not be found out"),
    ]
}

/// A credential to be signed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, read member by member")]
pub(super) struct IssueRequest {
    /// The credential without a proof.
    #[schema(value_type = Object)]
    credential: Value,
    /// How it is to be signed.
    options: Option<IssueOptions>,
}

/// How a credential is to be signed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, read member by member")]
pub(super) struct IssueOptions {
    /// `eddsa-rdfc-2022` (when left out) or `eddsa-jcs-2022`.
    cryptosuite: Option<String>,
    /// `jwt`, for a token in an envelope.
    envelope: Option<String>,
    /// `true`, `revocation` or `suspension`.
    #[schema(value_type = Option<Object>)]
    status: Option<Value>,
}

/// A signed credential.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct IssueAnswer {
    /// The credential with its proof, or the envelope.
    #[schema(value_type = Object)]
    verifiable_credential: Value,
}

/// A credential to be verified.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "described here, read member by member")]
pub(super) struct VerifyRequest {
    /// The credential: an object, or a token as a text.
    #[schema(value_type = Value)]
    verifiable_credential: Value,
    /// How it is verified.
    options: Option<VerifyOptions>,
}

/// How something is verified.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, read member by member")]
pub(super) struct VerifyOptions {
    /// Whether a warning counts as a failure; when left out, as the service is set up.
    strict: Option<bool>,
}

/// A presentation to be verified.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "described here, read member by member")]
pub(super) struct PresentationRequest {
    /// The presentation: an object, or a token as a text.
    #[schema(value_type = Value)]
    verifiable_presentation: Value,
    /// What the presentation must repeat.
    options: Option<PresentationOptions>,
}

/// What a presentation must repeat.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, read member by member")]
pub(super) struct PresentationOptions {
    /// The asker's nonce.
    challenge: Option<String>,
    /// Where it may be used.
    domain: Option<String>,
    /// Whether a warning counts as a failure; when left out, as the service is set up.
    strict: Option<bool>,
}

/// Something that was found.
#[derive(Serialize, ToSchema)]
pub(super) struct Finding {
    /// A stable word for it.
    code: Value,
    /// The same for people.
    detail: String,
}

impl Finding {
    fn new(code: &str, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into() }
    }
}

/// Why nothing was signed.
#[derive(Serialize, ToSchema)]
pub(super) struct Refusal {
    /// Everything that must be mended.
    errors: Vec<Finding>,
}

/// What is good.
#[derive(Serialize, ToSchema)]
pub(super) struct Verified {
    /// Always `true`.
    verified: bool,
    /// What is unusual and counts all the same.
    warnings: Vec<Finding>,
    /// Every check that was made.
    #[schema(value_type = Vec<Object>)]
    checks: Vec<Line>,
}

/// What is not good.
#[derive(Serialize, ToSchema)]
pub(super) struct NotVerified {
    /// Always `false`.
    verified: bool,
    /// What is wrong or could not be found out.
    errors: Vec<Finding>,
    /// What is unusual.
    warnings: Vec<Finding>,
    /// Every check that was made.
    #[schema(value_type = Vec<Object>)]
    checks: Vec<Line>,
}

pub(super) fn refused(code: &str, detail: impl Into<String>) -> Response {
    let refusal = Refusal { errors: vec![Finding::new(code, detail)] };
    (StatusCode::BAD_REQUEST, Json(refusal)).into_response()
}

fn not_verified(code: &str, detail: impl Into<String>) -> Response {
    let errors = vec![Finding::new(code, detail)];
    let answer = NotVerified { verified: false, errors, warnings: Vec::new(), checks: Vec::new() };
    (StatusCode::BAD_REQUEST, Json(answer)).into_response()
}

/// The members of a request that is an object.
pub(super) fn members_of(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, String> {
    if !media_type(headers).contains("json") {
        return Err("Send JSON, as `Content-Type: application/json`.".into());
    }
    match read_json(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err("Send a JSON object.".into()),
        Err(problem) => Err(problem.detail),
    }
}

fn options_of(members: &Map<String, Value>) -> Result<Map<String, Value>, &'static str> {
    match members.get("options") {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(options)) => Ok(options.clone()),
        Some(_) => Err("`options` must be an object."),
    }
}

async fn issue(
    State(hall): State<Hall>,
    Caller(actor): Caller,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    if matches!(actor, Actor::Anonymous) {
        return Err(Error::Unknown.into());
    }
    let request = match members_of(&headers, &body).and_then(request_of) {
        Ok(request) => request,
        Err(detail) => return Ok(refused("parse", detail)),
    };
    match hall.app().issue_credential(&actor, request).await {
        Ok(verifiable_credential) => {
            Ok((StatusCode::CREATED, Json(IssueAnswer { verifiable_credential })).into_response())
        }
        Err(Error::Invalid(fields)) => {
            let finding = |field: crate::issue::FieldError| {
                let place = if field.field.is_empty() { String::new() } else { format!(" (at {})", field.field) };
                Finding::new("schema", format!("{}{place}", field.message))
            };
            let refusal = Refusal { errors: fields.into_iter().map(finding).collect() };
            Ok((StatusCode::BAD_REQUEST, Json(refusal)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn request_of(mut members: Map<String, Value>) -> Result<CredentialRequest, String> {
    let options = options_of(&members)?;
    let credential = members.shift_remove("credential").ok_or("`credential` is missing.")?;
    if !credential.is_object() {
        return Err("`credential` must be an object.".into());
    }
    let text = |name: &str| match options.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(format!("`options.{name}` must be a text.")),
    };
    let suite = match text("cryptosuite")? {
        None | Some("eddsa-rdfc-2022") => Cryptosuite::EddsaRdfc2022,
        Some("eddsa-jcs-2022") => Cryptosuite::EddsaJcs2022,
        Some(other) => return Err(format!("Nothing is signed with `{other}`; ask for eddsa-rdfc-2022.")),
    };
    let securing = match text("envelope")? {
        None => Securing::Embedded(suite),
        Some("jwt" | "jose" | "vc+jwt" | "application/vc+jwt") => Securing::Enveloped,
        Some(other) => return Err(format!("There is no envelope `{other}`; ask for jwt.")),
    };
    Ok(CredentialRequest { credential, securing, status: status_of(options.get("status"))? })
}

/// `true`, a purpose, or an object with one.
fn status_of(status: Option<&Value>) -> Result<Option<Purpose>, String> {
    let name = match status {
        None | Some(Value::Null | Value::Bool(false)) => return Ok(None),
        Some(Value::Bool(true)) => "revocation",
        Some(Value::String(name)) => name,
        Some(other) => other.get("statusPurpose").and_then(Value::as_str).unwrap_or("revocation"),
    };
    let found = Purpose::find(name).filter(|purpose| matches!(purpose, Purpose::Revocation | Purpose::Suspension));
    found.map(Some).ok_or_else(|| "`options.status` must be `revocation` or `suspension`.".into())
}

/// Strangers verify within their budget.
fn within_budget(hall: &Hall, actor: &Actor, client: ClientAddress) -> Result<(), Problem> {
    match actor {
        Actor::Anonymous => hall.limits().verifications.take(client.0),
        _ => Ok(()),
    }
}

async fn verify(
    State(hall): State<Hall>,
    Caller(actor): Caller,
    client: ClientAddress,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    within_budget(&hall, &actor, client)?;
    let mut members = match members_of(&headers, &body) {
        Ok(members) => members,
        Err(detail) => return Ok(not_verified("parse", detail)),
    };
    let file = match members.shift_remove("verifiableCredential") {
        Some(Value::String(token)) => token.into_bytes(),
        Some(credential @ Value::Object(_)) => credential.to_string().into_bytes(),
        Some(_) => return Ok(not_verified("parse", "`verifiableCredential` must be an object or a token.")),
        None => return Ok(not_verified("parse", "`verifiableCredential` is missing.")),
    };
    let expected = match options_of(&members).map_err(String::from).and_then(|options| expected_by(&hall, &options)) {
        Ok(expected) => expected,
        Err(detail) => return Ok(not_verified("parse", detail)),
    };
    let verification = hall.app().verify_for(file, expected).await?;
    Ok(answer(std::iter::once(&verification.report)))
}

async fn verify_presentation(
    State(hall): State<Hall>,
    Caller(actor): Caller,
    client: ClientAddress,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    within_budget(&hall, &actor, client)?;
    let request = members_of(&headers, &body).and_then(|members| {
        let expected = expected_by(&hall, &options_of(&members)?)?;
        presentation_of(members).map(|(shown, binding)| (shown, binding, expected))
    });
    let (shown, binding, expected) = match request {
        Ok(request) => request,
        Err(detail) => return Ok(not_verified("parse", detail)),
    };
    let found = hall.app().verify_presentation(shown, binding, expected).await?;
    Ok(answer(found.reports()))
}

/// What the caller's options expect.
fn expected_by(hall: &Hall, options: &Map<String, Value>) -> Result<Expectation, String> {
    let mut expected = hall.app().expectation();
    match options.get("strict") {
        None | Some(Value::Null) => {}
        Some(Value::Bool(strict)) => expected.is_strict = *strict,
        Some(_) => return Err("`options.strict` must be true or false.".into()),
    }
    Ok(expected)
}

fn presentation_of(mut members: Map<String, Value>) -> Result<(Value, Binding), String> {
    let options = options_of(&members)?;
    let text = |name: &str| match options.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`options.{name}` must be a text.")),
    };
    let binding = Binding { challenge: text("challenge")?, domain: text("domain")? };
    let shown = members.shift_remove("verifiablePresentation");
    Ok((shown.ok_or("`verifiablePresentation` is missing.")?, binding))
}

/// 200 when everything is good, 400 when something is not or could not be found out.
fn answer<'r>(reports: impl Iterator<Item = &'r Report> + Clone) -> Response {
    let verified = reports.clone().all(|report| report.verdict() == Verdict::Valid);
    let checks: Vec<Line> = reports.flat_map(|report| report.checks.iter().cloned()).collect();
    let findings = |wanted: fn(Outcome) -> bool| -> Vec<Finding> {
        let found = checks.iter().filter(|line| wanted(line.outcome));
        found.map(|line| Finding { code: json!(line.code), detail: line.sentence.clone() }).collect()
    };
    let warnings = findings(|outcome| outcome == Outcome::Warn);
    if verified {
        return Json(Verified { verified, warnings, checks }).into_response();
    }
    let errors = findings(|outcome| matches!(outcome, Outcome::Fail | Outcome::Unknown));
    (StatusCode::BAD_REQUEST, Json(NotVerified { verified, errors, warnings, checks })).into_response()
}
