//! A believable district: two organisations, six achievements with rubrics and alignments, twelve people, awards, one
//! of them withdrawn, one ended. Made through the same doors as everything else, once.

use serde_json::{Value, json};

use super::super::{Failure, service};
use crate::app::{
    Actor, AnswerMove, App, AwardRequest, Idempotency, JoinRulesRequest, OrganisationRequest, StatusMove,
};
use crate::ids::{AwardId, OrganisationId};
use crate::issue::Definition;
use crate::store::AwardFilter;

/// The owner of the first organisation, who also runs the demonstration.
pub(super) const OWNER: &str = "owner@northside.example";

const WORLD: &str = include_str!("world.json");
/// Frameworks of the district: their names and tables.
const FRAMEWORKS: [(&str, &[u8]); 2] = [
    ("District Teaching Standards 2025", include_bytes!("standards.csv")),
    ("Skills for this century", include_bytes!("skills.csv")),
];

/// What there is to look at.
pub(super) struct World {
    /// What each badge shows, and its page.
    pub(super) badges: Vec<(&'static str, String)>,
    /// The owner's one-time link.
    pub(super) owner_link: String,
}

/// Makes the district, or finds it as it was left.
pub(super) async fn settle(app: &App) -> Result<World, Failure> {
    let world: Value = serde_json::from_str(WORLD).map_err(Failure::refused)?;
    for organisation in items(&world["organisations"]) {
        found(app, organisation).await?;
    }
    open_up(app).await?;
    let district = app.load_organisation_by_slug("northside").await.map_err(service::explained)?;
    for (name, table) in FRAMEWORKS {
        let file = (table.to_vec(), name);
        let told = app.import_framework(&Actor::Operator, &district.organisation_id, file, true).await;
        told.map_err(service::explained)?;
    }
    let owner_link = app.owner_link(&district.organisation_id, OWNER).await;
    Ok(World {
        badges: badges(app, &district.organisation_id).await?,
        owner_link: owner_link.map_err(service::explained)?,
    })
}

/// The second organisation is a community, which people may ask to join.
async fn open_up(app: &App) -> Result<(), Failure> {
    let rivers = app.load_organisation_by_slug("riverside").await.map_err(service::explained)?.organisation_id;
    if app.join_rules(&rivers).await.map_err(service::explained)?.is_community {
        return Ok(());
    }
    let rules = JoinRulesRequest {
        is_community: true,
        domain: "Reading with children who speak another language at home".into(),
        practice: "We visit each other's lessons twice a year and judge each other's evidence.".into(),
        takes_requests: true,
        takes_code: true,
        is_listed: true,
        ..JoinRulesRequest::default()
    };
    app.change_join_rules(&Actor::Operator, &rivers, rules).await.map_err(service::explained)?;
    Ok(())
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or("")
}

async fn found(app: &App, organisation: &Value) -> Result<(), Failure> {
    let slug = text(organisation, "slug");
    if app.load_organisation_by_slug(slug).await.is_ok() {
        return Ok(());
    }
    let request: OrganisationRequest =
        serde_json::from_value(organisation["profile"].clone()).map_err(Failure::refused)?;
    let made = app.create_organisation(&Actor::Operator, OrganisationRequest { slug: slug.into(), ..request }, None);
    let id = made.await.map_err(service::explained)?.organisation_id;
    for achievement in items(&organisation["achievements"]) {
        achieve(app, &id, achievement).await?;
    }
    println!("   made {}", text(&organisation["profile"], "name"));
    Ok(())
}

async fn achieve(app: &App, organisation: &OrganisationId, achievement: &Value) -> Result<(), Failure> {
    let definition: Definition = serde_json::from_value(achievement["definition"].clone()).map_err(Failure::refused)?;
    let made = app.create_achievement(&Actor::Operator, organisation, &definition).await;
    let id = made.map_err(service::explained)?.achievement_id;
    app.publish_achievement(&Actor::Operator, organisation, &id).await.map_err(service::explained)?;
    for award in items(&achievement["awards"]) {
        let mut request = award["request"].clone();
        request["achievementId"] = id.as_str().into();
        let request: AwardRequest = serde_json::from_value(request).map_err(Failure::refused)?;
        let key =
            Idempotency::new(&format!("demo-{id}-{}", request.recipient.email), request.recipient.email.as_bytes());
        let key = key.map_err(service::explained)?;
        let email = request.recipient.email.clone();
        let answer = app.award(&Actor::Operator, organisation, &[request], Some(key)).await;
        let answer = answer.map_err(service::explained)?;
        let Some(made) = answer.rows.first().and_then(|row| row.award_id.clone()) else {
            return Err(Failure::refused(json!(answer.rows)));
        };
        let made = AwardId::from_text(made);
        accept(app, &made, &email).await?;
        if let Some(reason) = award["revoked"].as_str() {
            let list = [made];
            let revoked = app.change_status(&Actor::Operator, organisation, &list, StatusMove::Revoke, reason);
            revoked.await.map_err(service::explained)?;
        }
    }
    Ok(())
}

/// The earner accepts the badge, so that everybody may look at it.
pub(super) async fn accept(app: &App, award: &AwardId, email: &str) -> Result<(), Failure> {
    let person = app.ensure_person(email, "").await.map_err(service::explained)?.person_id;
    let holder = app.holder(&Actor::Person(person), award).await.map_err(service::explained)?;
    app.answer_award(&holder, AnswerMove::Accept).await.map_err(service::explained)
}

/// A badge that stands, one that was withdrawn and one that ended.
async fn badges(app: &App, organisation: &OrganisationId) -> Result<Vec<(&'static str, String)>, Failure> {
    let filter = AwardFilter { limit: 100, ..AwardFilter::default() };
    let awards = app.list_awards(&Actor::Operator, organisation, &filter).await.map_err(service::explained)?;
    let mut own = Vec::with_capacity(awards.len());
    for award in awards {
        // Those that peers judged are shown among the claims.
        if app.find_judgement(&award.award_id).await.map_err(service::explained)?.is_none() {
            own.push(award);
        }
    }
    let awards = own;
    let now = app.now();
    let has_ended = |award: &&crate::store::AwardSummary| award.valid_until.is_some_and(|until| until < now);
    let mut shown = Vec::new();
    let stands = awards.iter().find(|award| award.revoked_at.is_none() && !has_ended(award));
    let withdrawn = awards.iter().find(|award| award.revoked_at.is_some());
    let ended = awards.iter().find(has_ended);
    for (what, award) in
        [("a badge that stands", stands), ("one that was withdrawn", withdrawn), ("one that ended", ended)]
    {
        shown.extend(award.map(|award| (what, app.addresses().award(&award.award_id))));
    }
    Ok(shown)
}
