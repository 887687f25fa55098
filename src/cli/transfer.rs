//! `accolade import` and `accolade export`: an organisation's achievements and awards as JSON, awards as CSV.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::service::{self, ConfigArgument};
use super::{Failure, Outcome, files};
use crate::app::{Actor, App, AwardAnswer, AwardRequest, EvidenceRequest, Idempotency, OrganisationRequest, Recipient};
use crate::ids::OrganisationId;
use crate::issue::Definition;
use crate::store::{AchievementState, AwardFilter};

/// Rows that are read from the database at once.
const PAGE: i64 = 500;

#[derive(Args)]
#[command(
    after_help = "Examples:\n  accolade import teachers.csv --organisation northside --achievement ID --dry-run\n  \
    accolade import northside.json\n\n\
    CSV: a header line with email and, as needed, name, achievementId, awardedAt, validUntil, narrative, evidenceUrl, \
    evidenceName. JSON: what `accolade export` writes. All rows must be good, else nothing is awarded; the same file \
    twice awards nothing twice."
)]
pub(super) struct ImportArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// The file: .csv or .json
    file: PathBuf,
    /// Whose awards they are, by short name; for CSV
    #[arg(long)]
    organisation: Option<String>,
    /// What is awarded, when the rows do not say
    #[arg(long)]
    achievement: Option<String>,
    /// Say what would happen to every row, and do nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  accolade export --organisation northside --out northside.json\n  \
    accolade export --organisation northside --format csv --out awards.csv")]
pub(super) struct ExportArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// Which organisation, by short name
    #[arg(long)]
    organisation: String,
    /// JSON with everything, or the awards as CSV
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    /// The file; standard output when left out
    #[arg(long, short)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Csv,
}

/// A line of a CSV file of awards; unknown columns are refused with their name.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct AwardLine {
    email: String,
    name: String,
    achievement_id: String,
    awarded_at: String,
    valid_until: String,
    narrative: String,
    evidence_url: String,
    evidence_name: String,
}

/// An organisation with what it has, as JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Bundle {
    organisation: OrganisationRequest,
    #[serde(default)]
    achievements: Vec<BundledAchievement>,
    /// Awards to be made; an export leaves them out and has `awarded` instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    awards: Vec<AwardRequest>,
    /// Awards that were made, with their credentials. Read by people and programs; an import passes them over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    awarded: Vec<Value>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BundledAchievement {
    /// Its identifier where it came from; awards in the file name it.
    #[serde(default)]
    achievement_id: String,
    #[serde(default)]
    published: bool,
    definition: Definition,
}

pub(super) fn import(arguments: &ImportArguments) -> Outcome {
    let config = arguments.config.load()?;
    let bytes = files::read(&arguments.file)?;
    let is_csv = arguments.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let outcome =
            if is_csv { import_csv(&app, arguments, &bytes).await } else { import_json(&app, arguments, &bytes).await };
        app.close().await;
        outcome
    })
}

async fn import_csv(app: &App, arguments: &ImportArguments, bytes: &[u8]) -> Outcome {
    let slug = arguments.organisation.as_deref();
    let slug = slug.ok_or_else(|| Failure::usage("whose awards are they? Name it with --organisation"))?;
    let organisation = app.load_organisation_by_slug(slug).await.map_err(service::explained)?;
    let requests = read_csv(bytes, arguments)?;
    make(app, &organisation.organisation_id, &requests, arguments, bytes).await
}

fn read_csv(bytes: &[u8], arguments: &ImportArguments) -> Result<Vec<AwardRequest>, Failure> {
    let path = arguments.file.display();
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Failure::usage(format!("{path}: not UTF-8 from byte {} on; save it as CSV UTF-8", error.valid_up_to()))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut requests = Vec::new();
    for line in reader.deserialize::<AwardLine>() {
        let line = line.map_err(|error| Failure::usage(format!("{path}: {error}")))?;
        requests.push(request_of(line, arguments.achievement.as_deref()));
    }
    Ok(requests)
}

fn request_of(line: AwardLine, achievement: Option<&str>) -> AwardRequest {
    let given = |text: String| (!text.is_empty()).then_some(text);
    let evidence = EvidenceRequest {
        url: given(line.evidence_url),
        name: given(line.evidence_name),
        ..EvidenceRequest::default()
    };
    AwardRequest {
        achievement_id: given(line.achievement_id).or(achievement.map(str::to_owned)).unwrap_or_default(),
        recipient: Recipient { email: line.email, name: line.name },
        awarded_at: given(line.awarded_at),
        valid_until: given(line.valid_until),
        narrative: given(line.narrative),
        evidence: if evidence == EvidenceRequest::default() { Vec::new() } else { vec![evidence] },
        ..AwardRequest::default()
    }
}

/// Makes all awards, or none when a row is bad.
async fn make(
    app: &App,
    organisation: &OrganisationId,
    requests: &[AwardRequest],
    arguments: &ImportArguments,
    bytes: &[u8],
) -> Outcome {
    let checked = app.check_awards(&Actor::Operator, organisation, requests).await.map_err(service::explained)?;
    let bad = explain(&checked, requests, &arguments.file);
    if bad > 0 {
        eprintln!("{bad} of {} rows must be mended; nothing was awarded", requests.len());
        return Ok(1);
    }
    if arguments.dry_run {
        println!("{} rows are good; nothing was awarded, since this was a dry run", requests.len());
        return Ok(0);
    }
    let scope = format!("{organisation} {}", arguments.achievement.as_deref().unwrap_or(""));
    let key = Idempotency::new("import", &[bytes, scope.as_bytes()].concat()).map_err(service::explained)?;
    let key = Idempotency { key: format!("import-{}", key.request_hash), ..key };
    let answer = app.award(&Actor::Operator, organisation, requests, Some(key)).await.map_err(service::explained)?;
    println!("{} awards made", answer.awarded());
    Ok(0)
}

/// Tells what is wrong with which row; how many are bad.
fn explain(answer: &AwardAnswer, requests: &[AwardRequest], path: &Path) -> usize {
    let bad = answer.rows.iter().filter(|row| !row.errors.is_empty());
    bad.map(|row| {
        let who = requests.get(row.row).map_or("", |request| request.recipient.email.as_str());
        for error in &row.errors {
            let text = format!("{}: row {} ({who}): {}: {}", path.display(), row.row + 1, error.field, error.message);
            eprintln!("{}", files::printable(&text));
        }
    })
    .count()
}

async fn import_json(app: &App, arguments: &ImportArguments, bytes: &[u8]) -> Outcome {
    let path = arguments.file.display();
    let bundle: Bundle = serde_json::from_slice(bytes).map_err(|error| Failure::usage(format!("{path}: {error}")))?;
    let wrong: Vec<String> = bundle
        .achievements
        .iter()
        .flat_map(|achievement| {
            let name = &achievement.definition.name;
            achievement.definition.check().into_iter().map(move |e| format!("{name}: {}: {}", e.field, e.message))
        })
        .collect();
    if !wrong.is_empty() {
        return Err(Failure::refused(format!("{path}: nothing was imported\n{}", wrong.join("\n"))));
    }
    if arguments.dry_run {
        println!("{} achievements and {} awards would be made", bundle.achievements.len(), bundle.awards.len());
        return Ok(0);
    }
    let organisation = match app.load_organisation_by_slug(&bundle.organisation.slug).await {
        Ok(known) => known.organisation_id,
        Err(crate::app::Error::NotFound(_)) => {
            let made = app.create_organisation(&Actor::Operator, bundle.organisation.clone(), None).await;
            made.map_err(service::explained)?.organisation_id
        }
        Err(error) => return Err(service::explained(error)),
    };
    let mut requests = bundle.awards;
    let mut made = 0;
    for achievement in &bundle.achievements {
        let id = settle(app, &organisation, achievement, &mut made).await?;
        for request in requests.iter_mut().filter(|r| r.achievement_id == achievement.achievement_id) {
            request.achievement_id.clone_from(&id);
        }
    }
    println!("{made} achievements made, {} there already", bundle.achievements.len() - made);
    if requests.is_empty() { Ok(0) } else { make(app, &organisation, &requests, arguments, bytes).await }
}

/// Makes an achievement unless one with the same name is there; its identifier here.
async fn settle(
    app: &App,
    organisation: &OrganisationId,
    achievement: &BundledAchievement,
    made: &mut usize,
) -> Result<String, Failure> {
    let name = &achievement.definition.name;
    let known = app.list_own_achievements(&Actor::Operator, organisation, (name, ""), 1).await;
    let known = known.map_err(service::explained)?;
    if let Some(same) = known.into_iter().find(|found| found.name == *name) {
        return Ok(same.achievement_id.to_string());
    }
    let new = app.create_achievement(&Actor::Operator, organisation, &achievement.definition).await;
    let id = new.map_err(service::explained)?.achievement_id;
    if achievement.published {
        app.publish_achievement(&Actor::Operator, organisation, &id).await.map_err(service::explained)?;
    }
    *made += 1;
    Ok(id.to_string())
}

pub(super) fn export(arguments: &ExportArguments) -> Outcome {
    let config = arguments.config.load()?;
    let bytes = service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let bytes = match arguments.format {
            Format::Json => export_json(&app, &arguments.organisation).await,
            Format::Csv => export_csv(&app, &arguments.organisation).await,
        };
        app.close().await;
        bytes
    })?;
    files::put(arguments.out.as_deref(), &bytes)?;
    Ok(0)
}

async fn export_json(app: &App, slug: &str) -> Result<Vec<u8>, Failure> {
    let organisation = app.load_organisation_by_slug(slug).await.map_err(service::explained)?;
    let id = &organisation.organisation_id;
    let mut achievements = Vec::new();
    let mut after = (String::new(), String::new());
    loop {
        let page = app.list_own_achievements(&Actor::Operator, id, (&after.0, &after.1), PAGE).await;
        let page = page.map_err(service::explained)?;
        let Some(last) = page.last() else { break };
        after = (last.name.clone(), last.achievement_id.to_string());
        for achievement in &page {
            let draft = app.load_draft(&Actor::Operator, id, &achievement.achievement_id).await;
            achievements.push(BundledAchievement {
                achievement_id: achievement.achievement_id.to_string(),
                published: achievement.state == AchievementState::Published,
                definition: draft.map_err(service::explained)?.1,
            });
        }
    }
    let mut awarded = Vec::new();
    each_award(app, id, async |app, award| {
        let shown = app.load_public_award(&award.award_id).await.map_err(service::explained)?;
        let credential: Value = serde_json::from_str(&shown.credential).unwrap_or_default();
        let revocation = shown.award.revocation.as_ref();
        awarded.push(json!({
            "awardId": award.award_id, "achievementId": award.achievement_id,
            "recipient": {"email": award.person_email, "name": award.person_name},
            "revoked": revocation.map(|r| json!({"at": r.revoked_at.to_string(), "reason": r.reason})),
            "credential": credential,
        }));
        Ok(())
    })
    .await?;
    let bundle = Bundle {
        organisation: OrganisationRequest {
            slug: organisation.slug,
            name: organisation.name,
            description: organisation.description,
            url: organisation.url,
            email: organisation.email,
            linkedin_id: organisation.linkedin_id,
            // Pictures stay where they are; the backup has them.
            image_id: None,
        },
        achievements,
        awards: Vec::new(),
        awarded,
    };
    serde_json::to_vec_pretty(&bundle).map_err(Failure::refused)
}

async fn export_csv(app: &App, slug: &str) -> Result<Vec<u8>, Failure> {
    let organisation = app.load_organisation_by_slug(slug).await.map_err(service::explained)?;
    let mut out = csv::Writer::from_writer(Vec::new());
    let header = ["awardId", "achievement", "email", "name", "awardedAt", "validUntil", "revokedAt", "page"];
    out.write_record(header).map_err(Failure::refused)?;
    each_award(app, &organisation.organisation_id, async |app, award| {
        let time = |time: Option<crate::clock::Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
        let cells = [
            award.award_id.to_string(),
            award.achievement_name.clone(),
            award.person_email.clone(),
            award.person_name.clone(),
            award.awarded_at.to_string(),
            time(award.valid_until),
            time(award.revoked_at),
            app.addresses().award(&award.award_id),
        ];
        out.write_record(cells.iter().map(|cell| harmless(cell))).map_err(Failure::refused)
    })
    .await?;
    out.into_inner().map_err(Failure::refused)
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

async fn each_award(
    app: &App,
    organisation: &OrganisationId,
    mut take: impl AsyncFnMut(&App, &crate::store::AwardSummary) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut before = None;
    loop {
        let filter = AwardFilter { before: before.clone(), limit: PAGE, ..AwardFilter::default() };
        let page = app.list_awards(&Actor::Operator, organisation, &filter).await.map_err(service::explained)?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some((last.created_at.unix_micros(), last.award_id.to_string()));
        for award in page.iter().filter(|award| award.is_signed) {
            take(app, award).await?;
        }
    }
}
