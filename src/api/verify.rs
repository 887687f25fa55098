//! Verifying whatever somebody hands in: one verdict document for one badge, a line for each of many.

use std::net::IpAddr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::batches;
use super::read::{Asked, find_organisation, media_type, read_json};
use super::table::{Row, post};
use crate::app::{Actor, Error, Permission, Verification};
use crate::batch::{Handed, Kind, kind_of};
use crate::http::{BODY_LIMIT_BYTES, Caller, ClientAddress, Hall, Problem, take_body, take_form};
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
                 bundle is judged as of its time, which `bundle` tells; several badges in one are `results`.\n\n\
                 Many badges at once, up to 10,000: a ZIP archive, a list with one badge on each line, a JSON array, a \
                 CSV table with a column `credential` or `url`, or several parts named `file`. The answer is then a \
                 list: one verdict document on each line, in order, and a last line with `summary`. Such an upload may \
                 be larger (`upload_megabytes`). With a part `applicants`, a CSV table with the columns `name`, \
                 `e-mail` and `id`, each verdict says in `applicant` whose badge it is.",
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
                "application/zip",
                "application/x-ndjson",
                "text/csv",
                "multipart/form-data",
            ])
            .optional()
            .measured()
            .gives_any(200, "The verdict, or of many badges one on each line", &["application/json", batches::LINES])
            .gives_any(408, "Nothing more came of an upload", &["application/problem+json"])
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

/// What tells a credential from a wrapper around one; the rest is passed over, for the verifier to read.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "@context")]
    context: Option<IgnoredAny>,
}

/// What is to be verified.
enum Input {
    /// A file, with its name.
    File(Vec<u8>, String),
    /// An address to fetch it from.
    Address(String),
    /// Many badges, and the table of applicants.
    Many(Vec<Handed>, Vec<u8>),
}

async fn verify(
    State(hall): State<Hall>,
    Caller(actor): Caller,
    ClientAddress(client): ClientAddress,
    Asked(asked): Asked<WhoseList>,
    request: Request,
) -> Result<Response, Problem> {
    let is_stranger = matches!(actor, Actor::Anonymous);
    if is_stranger {
        hall.limits().verifications.take(client)?;
    }
    let trust = match asked.organisation {
        None => hall.app().default_trust().await?,
        Some(slug) => Some(own_list(&hall, &actor, &slug).await?),
    };
    let (input, expected) = read(request, &hall, client).await?;
    if is_stranger && expected.recipient.is_some() {
        hall.limits().recipients.take(client)?;
    }
    let (mut verification, name): (Verification, String) = match input {
        Input::File(file, name) => match bundle::read(&file, BODY_LIMIT_BYTES) {
            Some(document) => return in_bundle(&hall, document, &expected, trust.as_ref()).await,
            None => (hall.app().verify_for(file, expected).await?, name),
        },
        Input::Address(address) => (hall.app().verify_address(&address, expected).await?, address),
        Input::Many(files, applicants) => {
            if is_stranger {
                hall.limits().batches.take(client)?;
            }
            return batches::verify(&hall, (files, applicants), expected, trust).await;
        }
    };
    if let Some(organisation) = trust {
        hall.app().ask_trust(&mut verification.report, &organisation).await?;
    }
    Ok(Json(verification.report.to_json(&name)).into_response())
}

/// The verdicts of an offline bundle: one document for one badge, else a list of them.
async fn in_bundle(
    hall: &Hall,
    document: Value,
    expected: &Expectation,
    trust: Option<&Organisation>,
) -> Result<Response, Problem> {
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
        1 => Ok(Json(verdicts.remove(0)).into_response()),
        _ => Ok(Json(serde_json::json!({"bundle": about, "results": verdicts})).into_response()),
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

async fn read(request: Request, hall: &Hall, client: IpAddr) -> Result<(Input, Expectation), Problem> {
    let expected = hall.app().expectation();
    let kind = media_type(request.headers());
    let many = match kind.as_str() {
        "multipart/form-data" => return from_form(request, hall, client).await,
        "application/zip" | "application/x-zip-compressed" => Some("body.zip"),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Some("body.ndjson"),
        "text/csv" => Some("body.csv"),
        _ => None,
    };
    if let Some(name) = many {
        let file = take_body(hall, client, name, request.into_body()).await?;
        return Ok((Input::Many(vec![file], Vec::new()), expected));
    }
    match kind.as_str() {
        kind if kind.contains("json") || kind == "application/vc" => from_json(read_small(request).await?, expected),
        ""
        | "text/plain"
        | "application/octet-stream"
        | "application/jwt"
        | "application/vc+jwt"
        | "application/vc-ld+jwt"
        | "application/pdf" => Ok((from_bytes(read_small(request).await?), expected)),
        // Whatever picture it is, the verdict says what to ask for.
        kind if kind.starts_with("image/") => Ok((from_bytes(read_small(request).await?), expected)),
        _ => {
            let text = "Send a PNG, an SVG, JSON, a token, a ZIP archive, a list of badges or a form with `file`.";
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text))
        }
    }
}

/// A body that is one badge, or a list that is no longer than one may be.
async fn read_small(request: Request) -> Result<Bytes, Problem> {
    let body = axum::body::to_bytes(request.into_body(), BODY_LIMIT_BYTES).await;
    body.map_err(|error| {
        let is_too_long = std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("limit"));
        match is_too_long {
            true => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The request is too large."),
            false => Problem::bad_request("The request broke off."),
        }
    })
}

fn from_bytes(body: Bytes) -> Input {
    match kind_of(&body, "body") {
        Kind::One => Input::File(body.to_vec(), "body".into()),
        _ => Input::Many(vec![Handed::bytes("body", body.as_ref())], Vec::new()),
    }
}

/// An address, a credential in a wrapper, several in an array, or the credential itself as it came, whose faults are for
/// the verdict to name.
fn from_json(body: Bytes, mut expected: Expectation) -> Result<(Input, Expectation), Problem> {
    if kind_of(&body, "body") == Kind::Items {
        return Ok((from_bytes(body), expected));
    }
    if is_credential(&body) {
        return Ok((Input::File(body.to_vec(), "body".into()), expected));
    }
    let read = read_json(&body).ok();
    let members = read.as_ref().and_then(Value::as_object).filter(|members| !members.contains_key("@context"));
    let input = match members.map(|members| (members.get("url"), members.get("credential"))) {
        Some((Some(Value::String(address)), None)) => Input::Address(address.clone()),
        Some((None, Some(Value::String(token)))) => Input::File(token.clone().into_bytes(), "body".into()),
        Some((None, Some(credential))) => Input::File(credential.to_string().into_bytes(), "body".into()),
        _ => return Ok((Input::File(body.to_vec(), "body".into()), expected)),
    };
    if let Some(members) = members {
        read_expectation(members, &mut expected)?;
    }
    Ok((input, expected))
}

/// Whether it is no wrapper, as the first member of most says; otherwise the whole is looked through.
fn is_credential(body: &[u8]) -> bool {
    let first = body.trim_ascii_start().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    first.is_some_and(|first| first.starts_with(b"\"@context\""))
        || serde_json::from_slice::<Head>(body).is_ok_and(|head| head.context.is_some())
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

/// One file is verified as such; an archive, a list or several files are many badges.
async fn from_form(request: Request, hall: &Hall, client: IpAddr) -> Result<(Input, Expectation), Problem> {
    let form = Multipart::from_request(request, hall).await;
    let form = form.map_err(|_| Problem::bad_request("The form cannot be read."))?;
    let mut uploaded = take_form(hall, client, form, "file").await?;
    let mut expected = hall.app().expectation();
    for (name, value) in &uploaded.fields {
        let text = String::from_utf8_lossy(value);
        let is_yes = matches!(text.trim(), "true" | "1" | "yes" | "on");
        match name.as_str() {
            "recipient" => expect_recipient(&text, &mut expected)?,
            "refresh" => expected.refresh = is_yes,
            "strict" => expected.is_strict = is_yes,
            _ => {}
        }
    }
    let applicants = uploaded.field("applicants").to_vec();
    let input = match uploaded.files.as_slice() {
        [] => return Err(Problem::bad_request("The form has no part named `file`.")),
        [one] if applicants.is_empty() => match one.one_badge() {
            Some(bytes) => Input::File(bytes, uploaded.files.remove(0).name),
            None => Input::Many(uploaded.files, applicants),
        },
        _ => Input::Many(uploaded.files, applicants),
    };
    Ok((input, expected))
}
