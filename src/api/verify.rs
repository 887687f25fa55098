//! Verifying whatever somebody hands in: the verdict document for programs.

use axum::Json;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::read::{Asked, find_organisation, media_type, read_body, read_json};
use super::table::{Row, post};
use crate::app::{Actor, Error, Permission, Verification};
use crate::http::{BODY_LIMIT_BYTES, Caller, ClientAddress, Hall, Problem};
use crate::store::Organisation;
use crate::verify::{Expectation, bundle};

const TAG: &str = "Verification";
/// The longest identifier of a person that is compared.
const RECIPIENT_LIMIT_BYTES: usize = 1_000;

pub(super) fn rows() -> Vec<Row> {
    vec![
        post("/api/v1/verify", verify)
            .says(TAG, "Verify a badge, whoever issued it")
            .explains(
                "The body is the file itself: a PNG or SVG with a badge in it, JSON or a token; or a form with `file`; \
                 or JSON with `url` (an address to fetch the badge from, or a short code of a badge issued here) or \
                 `credential`. Beside them, in the form or the JSON: `recipient`, the e-mail address or another identifier \
                 of the person it should be about; `refresh`, whether a newer version is looked for even if this one \
                 stands; `strict`, whether a warning counts as a failure. Of a picture without a badge, `looksLike` says \
                 what it seems to be, and `pointsTo` which address a QR code in it holds; that address is not asked. \
                 Whatever could be judged is \
                 answered with 200 and the verdict. Nothing that is handed in is kept. `trust` in the answer says what \
                 a list of trusted issuers holds of the issuer: that of the organisation that is named, which whoever \
                 asks must belong to, or the one of this service, when it has one. It never changes the verdict. An offline \
                 bundle is judged as of its time, which `bundle` tells; several badges in one are `results`.",
            )
            .asks::<WhoseList>()
            .reads_any(&[
                "application/json",
                "application/vc+ld+json",
                "image/png",
                "image/svg+xml",
                "image/jpeg",
                "image/webp",
                "application/jwt",
                "application/vc+jwt",
                "text/plain",
                "application/octet-stream",
                "multipart/form-data",
            ])
            .optional()
            .gives_any(200, "The verdict", &["application/json"])
            .gives_any(429, "The address has asked too often", &["application/problem+json"]),
    ]
}

/// Whose list of trusted issuers is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhoseList {
    /// The organisation's short name.
    organisation: Option<String>,
}

/// What is to be verified.
enum Handed {
    /// A file, with its name.
    File(Vec<u8>, String),
    /// An address to fetch it from.
    Address(String),
}

async fn verify(
    State(hall): State<Hall>,
    Caller(actor): Caller,
    ClientAddress(client): ClientAddress,
    Asked(asked): Asked<WhoseList>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let is_stranger = matches!(actor, Actor::Anonymous);
    if is_stranger {
        hall.limits().verifications.take(client)?;
    }
    let trust = match asked.organisation {
        None => hall.app().default_trust().await?,
        Some(slug) => Some(own_list(&hall, &actor, &slug).await?),
    };
    let (handed, expected) = read(request, &hall).await?;
    if is_stranger && expected.recipient.is_some() {
        hall.limits().recipients.take(client)?;
    }
    let (mut verification, name): (Verification, String) = match handed {
        Handed::File(file, name) => match bundle::read(&file, BODY_LIMIT_BYTES) {
            Some(document) => return in_bundle(&hall, document, &expected, trust.as_ref()).await,
            None => (hall.app().verify_for(file, expected).await?, name),
        },
        Handed::Address(address) => (hall.app().verify_address(&address, expected).await?, address),
    };
    if let Some(organisation) = trust {
        hall.app().ask_trust(&mut verification.report, &organisation).await?;
    }
    Ok(Json(verification.report.to_json(&name)))
}

/// The verdicts of an offline bundle: one document for one badge, else a list of them.
async fn in_bundle(
    hall: &Hall,
    document: Value,
    expected: &Expectation,
    trust: Option<&Organisation>,
) -> Result<Json<Value>, Problem> {
    let mut opened = hall.app().verify_bundle(document).await?;
    let about = bundle::describe(&opened.maker, opened.as_of, opened.at);
    let mut verdicts = Vec::with_capacity(opened.badges.len());
    for proven in &mut opened.badges {
        proven.report.meet(expected);
        if let Some(organisation) = trust {
            hall.app().ask_trust(&mut proven.report, organisation).await?;
        }
        let mut verdict = proven.report.to_json(&proven.file);
        verdict["bundle"] = about.clone();
        verdict["today"] = serde_json::json!(proven.today);
        verdicts.push(verdict);
    }
    match verdicts.len() {
        1 => Ok(Json(verdicts.remove(0))),
        _ => Ok(Json(serde_json::json!({"bundle": about, "results": verdicts}))),
    }
}

/// The organisation whose list is to be asked, when whoever asks may see it.
async fn own_list(hall: &Hall, actor: &Actor, slug: &str) -> Result<Organisation, Problem> {
    if matches!(actor, Actor::Anonymous) {
        return Err(Error::Unknown.into());
    }
    let organisation = find_organisation(hall, slug).await?;
    hall.app().require(actor, &organisation.organisation_id, Permission::See).await?;
    Ok(organisation)
}

async fn read(request: Request, hall: &Hall) -> Result<(Handed, Expectation), Problem> {
    let expected = hall.app().expectation();
    let kind = media_type(request.headers());
    match kind.as_str() {
        "multipart/form-data" => from_form(request, hall, expected).await,
        kind if kind.contains("json") || kind == "application/vc" => {
            from_json(read_body(request, hall).await?.to_vec(), expected)
        }
        ""
        | "text/plain"
        | "application/octet-stream"
        | "application/jwt"
        | "application/vc+jwt"
        | "application/vc-ld+jwt"
        | "application/pdf" => {
            let file = read_body(request, hall).await?.to_vec();
            Ok((Handed::File(file, "body".into()), expected))
        }
        // Whatever picture it is, the verdict says what to ask for.
        kind if kind.starts_with("image/") => {
            let file = read_body(request, hall).await?.to_vec();
            Ok((Handed::File(file, "body".into()), expected))
        }
        _ => {
            let text = "Send a PNG, an SVG, JSON, a token or a form with `file`.";
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text))
        }
    }
}

/// An address, a credential in a wrapper, or the credential itself as it came, whose faults are for the verdict to name.
fn from_json(body: Vec<u8>, mut expected: Expectation) -> Result<(Handed, Expectation), Problem> {
    let read = read_json(&body).ok();
    let members = read.as_ref().and_then(Value::as_object).filter(|members| !members.contains_key("@context"));
    let handed = match members.map(|members| (members.get("url"), members.get("credential"))) {
        Some((Some(Value::String(address)), None)) => Handed::Address(address.clone()),
        Some((None, Some(Value::String(token)))) => Handed::File(token.clone().into_bytes(), "body".into()),
        Some((None, Some(credential))) => Handed::File(credential.to_string().into_bytes(), "body".into()),
        _ => return Ok((Handed::File(body, "body".into()), expected)),
    };
    if let Some(members) = members {
        read_expectation(members, &mut expected)?;
    }
    Ok((handed, expected))
}

/// What the asker expects, beside what is handed in.
pub(super) fn read_expectation(members: &Map<String, Value>, expected: &mut Expectation) -> Result<(), Problem> {
    let wrong = |name: &str, what: &str| Problem::bad_request(format!("`{name}` must be {what}."));
    match members.get("recipient") {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) => expect_recipient(text, expected)?,
        Some(_) => return Err(wrong("recipient", "a text")),
    }
    let flag = |name: &str, before: bool| match members.get(name) {
        None | Some(Value::Null) => Ok(before),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(wrong(name, "true or false")),
    };
    expected.refresh = flag("refresh", expected.refresh)?;
    expected.is_strict = flag("strict", expected.is_strict)?;
    Ok(())
}

fn expect_recipient(text: &str, expected: &mut Expectation) -> Result<(), Problem> {
    if text.len() > RECIPIENT_LIMIT_BYTES {
        return Err(Problem::bad_request("`recipient` is too long."));
    }
    expected.recipient = Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    Ok(())
}

async fn from_form(request: Request, hall: &Hall, mut expected: Expectation) -> Result<(Handed, Expectation), Problem> {
    let refuse = |status: StatusCode| match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(status, "The file is too large."),
        _ => Problem::bad_request("The form cannot be read."),
    };
    let mut form = Multipart::from_request(request, hall).await.map_err(|refusal| refuse(refusal.status()))?;
    let mut handed = None;
    while let Some(field) = form.next_field().await.map_err(|error| refuse(error.status()))? {
        let part = field.name().unwrap_or("").to_owned();
        if !matches!(part.as_str(), "file" | "recipient" | "refresh" | "strict") {
            continue;
        }
        let name = field.file_name().unwrap_or("file").chars().filter(|c| !c.is_control()).take(200).collect();
        let content = field.bytes().await.map_err(|error| refuse(error.status()))?;
        let text = String::from_utf8_lossy(&content);
        let is_yes = matches!(text.trim(), "true" | "1" | "yes" | "on");
        match part.as_str() {
            "recipient" => expect_recipient(&text, &mut expected)?,
            "refresh" => expected.refresh = is_yes,
            "strict" => expected.is_strict = is_yes,
            _ if handed.is_none() => handed = Some(Handed::File(content.to_vec(), name)),
            _ => {}
        }
    }
    let handed = handed.ok_or_else(|| Problem::bad_request("The form has no part named `file`."))?;
    Ok((handed, expected))
}
