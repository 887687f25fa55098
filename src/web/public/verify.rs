//! Checking anybody's badge: a file, a text or an address in, one word and its reasons out.

use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::app::{App, Error, Verification};
use crate::http::{ClientAddress, Hall, Problem};
use crate::verify::Code;
use crate::web::answer::{Page, PageError, Visitor, html};
use crate::web::href::Href;
use crate::web::moment::Moment;
use crate::web::verdict::{CheckLine, Facts, State as Verdicts, Verdict};
use crate::web::views::{Fact, Field, FieldError, VerifiedBadge, VerifyForm, VerifyResult};

const LIMIT: &str = "5 MB";

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    address: Option<String>,
    url: Option<String>,
}

/// `GET /verify`, and with `?address=` (or `?url=`) the answer.
pub(super) async fn form(
    State(hall): State<Hall>,
    Query(asked): Query<Asked>,
    client: Result<ClientAddress, std::convert::Infallible>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let address = asked.address.or(asked.url).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let Some(address) = address else {
        let form = VerifyForm { frame: visitor.frame(), limit: LIMIT.into(), ..VerifyForm::default() };
        return Ok(Page(form).into_response());
    };
    let ClientAddress(client) = client.unwrap_or_else(|never| match never {});
    hall.limits().verifications.take(client)?;
    match by_address(hall.app(), &address).await {
        Ok((verification, page)) => {
            Ok(Page(result(hall.app(), visitor, &verification, &address, page)).into_response())
        }
        Err(Error::Invalid(fields)) => {
            let message = fields.first().map(|field| field.message.clone()).unwrap_or_default();
            let form = VerifyForm {
                frame: visitor.frame(),
                errors: vec![FieldError::new("address", message.as_str())],
                address: Field::wrong(address.as_str(), message.as_str()),
                limit: LIMIT.into(),
                ..VerifyForm::default()
            };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &form))
        }
        Err(other) => Err(other.into()),
    }
}

/// A short code of ours, or an address of anybody's.
async fn by_address(app: &App, address: &str) -> Result<(Verification, Option<Href>), Error> {
    if !address.contains("://") {
        let found = app.load_award_by_code(address).await.map_err(|error| match error {
            Error::NotFound(_) => Error::invalid(
                "address",
                "Write the whole address, starting with https://, or the short code of a badge issued here.",
            ),
            other => other,
        })?;
        let page = app.addresses().award(&found.award.award_id);
        return Ok((app.verify(found.credential.clone().into_bytes()).await?, Some(page.into())));
    }
    let page = app.addresses().path_of(address).map(|path| path.to_owned().into());
    Ok((app.verify_address(address).await?, page))
}

/// `POST /verify`: a file or a text.
pub(super) async fn file(
    State(hall): State<Hall>,
    client: Result<ClientAddress, std::convert::Infallible>,
    visitor: Visitor,
    mut fields: Multipart,
) -> Result<Response, PageError> {
    let ClientAddress(client) = client.unwrap_or_else(|never| match never {});
    hall.limits().verifications.take(client)?;
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        PageError::from(Problem::new(error.status(), "The file could not be read; it may be larger than 5 MB."))
    };
    let (mut name, mut content) = (String::new(), Vec::new());
    while let Some(field) = fields.next_field().await.map_err(unreadable)? {
        let (kind, file_name) = (field.name().unwrap_or("").to_owned(), field.file_name().unwrap_or("").to_owned());
        let bytes = field.bytes().await.map_err(unreadable)?;
        if matches!(kind.as_str(), "file" | "text") && !bytes.is_empty() {
            name = if kind == "file" { file_name } else { "The text you pasted".into() };
            content = bytes.to_vec();
        }
    }
    if content.is_empty() {
        let message = "Choose the badge as it was downloaded, or paste its text.";
        let form = VerifyForm {
            frame: visitor.frame(),
            errors: vec![FieldError::new("file", message)],
            file_error: Some(message.into()),
            limit: LIMIT.into(),
            ..VerifyForm::default()
        };
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &form));
    }
    let verification = hall.app().verify(content).await?;
    Ok(Page(result(hall.app(), visitor, &verification, &name, None)).into_response())
}

fn result(
    app: &App,
    visitor: Visitor,
    verification: &Verification,
    source: &str,
    page_href: Option<Href>,
) -> VerifyResult {
    let report = &verification.report;
    let state = match report.state() {
        _ if report.has_code(Code::NoCredential) || report.has_code(Code::Parse) && report.issuer.is_none() => {
            Verdicts::NoBadge
        }
        state => Verdicts::of_report(state),
    };
    let issuer = report.issuer.as_deref().map(host_of).unwrap_or_default();
    let minute = Moment::minute(verification.at);
    let facts = Facts {
        issuer,
        asked_at: minute.text.rsplit_once(", ").map(|(_, time)| time.trim_end_matches(" UTC").to_owned()),
        ..Facts::default()
    };
    let line = |check: &crate::verify::Line| {
        let word = |value: serde_json::Value| value.as_str().unwrap_or("").to_owned();
        let check_name = word(serde_json::to_value(check.check).unwrap_or_default());
        let outcome = word(serde_json::to_value(check.outcome).unwrap_or_default());
        CheckLine::of_report(&check_name, &outcome, &check.sentence)
    };
    let document = report.to_json(source);
    let own_page = report.achievement.as_ref().and(page_href);
    let mut experts = Vec::new();
    for (term, name) in [("Issuer", "issuer"), ("Learner", "subject"), ("Form", "format"), ("State", "state")] {
        experts.extend(document[name].as_str().map(|text| Fact::exact(term, text)));
    }
    let verdict = Verdict {
        calls_itself: report.issuer_name.clone(),
        checked: Some(minute.clone()),
        ..Verdict::new(state, &facts)
    };
    VerifyResult {
        frame: visitor.frame(),
        source: source.to_owned(),
        verdict,
        checked: minute,
        badge: (state != Verdicts::NoBadge).then(|| VerifiedBadge {
            name: report.achievement.clone().unwrap_or_else(|| "A credential without a name".into()),
            page_href: own_page,
            ..VerifiedBadge::default()
        }),
        checks: report.checks.iter().map(line).collect(),
        asked: report.fetched.iter().filter(|address| app.addresses().path_of(address).is_none()).cloned().collect(),
        experts,
        json_href: None,
        json: serde_json::to_string_pretty(&document).ok(),
    }
}

/// The host of a `did:web` or an address; anything else as it is.
fn host_of(issuer: &str) -> String {
    if let Some(rest) = issuer.strip_prefix("did:web:") {
        return rest.split(':').next().unwrap_or(rest).replace("%3A", ":");
    }
    match issuer.split_once("://") {
        Some((_, rest)) => rest.split('/').next().unwrap_or(rest).to_owned(),
        None => issuer.chars().take(80).collect(),
    }
}
