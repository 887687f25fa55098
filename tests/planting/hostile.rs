//! Hostile text in every text field that somebody can fill in, planted through the service's own doors; and the pages
//! on which it shows.

use accolade::app::{
    Actor, ApiKeyRequest, App, AwardRequest, ClaimDraft, Error, EvidenceForm, EvidenceRequest, JoinRulesRequest,
    NewReviewer, OrganisationRequest, Recipient, ReviewRequest, StatusMove, TrustRequest,
};
use accolade::ids::{AchievementId, AwardId, OrganisationId, PersonId};
use accolade::issue::{AlignmentDefinition, Definition};
use accolade::review::evidence::{EvidenceKind, Pupils, Visibility};
use accolade::review::policy::{Anonymity, Calibration, Screening};
use accolade::store::Role;

/// The texts: one in a line.
pub(crate) fn texts() -> Vec<&'static str> {
    include_str!("../fixtures/hostile/markup.txt").lines().collect()
}

/// What was planted, and where it shows.
pub(crate) struct Planted {
    /// Paths that an owner of the organisation opens.
    pub(crate) pages: Vec<String>,
    /// Texts that a rule of some field kept out, by field: those must be few.
    pub(crate) kept_out: Vec<(&'static str, &'static str)>,
}

/// An organisation, its owner, and an achievement from which others are made.
pub(crate) struct Field<'a> {
    pub(crate) app: &'a App,
    pub(crate) slug: &'a str,
    pub(crate) organisation: OrganisationId,
    pub(crate) owner: PersonId,
    pub(crate) definition: Definition,
}

impl Field<'_> {
    /// Plants every text in every field.
    pub(crate) async fn plant(&self) -> Planted {
        let mut planted = Planted { pages: Vec::new(), kept_out: Vec::new() };
        for (number, text) in texts().into_iter().enumerate() {
            self.plant_one(number, text, &mut planted).await;
        }
        let slug = self.slug;
        for path in ["", "/achievements", "/awards", "/trust", "/members", "/keys", "/audit", "/reviews", "/joining"] {
            planted.pages.push(format!("/desk/{slug}{path}"));
        }
        planted.pages.extend(["/", "/catalogue", "/organisations", "/claims"].map(str::to_owned));
        planted
    }

    async fn plant_one(&self, number: usize, text: &'static str, planted: &mut Planted) {
        if let Some(id) = self.achieve(text, planted).await {
            self.award(number, text, &id, planted).await;
            self.claim(text, &id, planted).await;
        }
        self.found(number, text, planted).await;
        self.people(number, text, planted).await;
        let query = encoded(text);
        let slug = self.slug;
        planted.pages.extend([
            format!("/catalogue?q={query}"),
            format!("/catalogue?subject={query}"),
            format!("/verify?address={query}"),
            format!("/sign-in?next={query}"),
            format!("/join?code={query}"),
            format!("/desk/{slug}/awards?q={query}"),
            format!("/desk/{slug}/trust?q={query}"),
            format!("/desk/{slug}?done={query}"),
            format!("/nothing/{query}"),
        ]);
    }

    /// An achievement of nothing but the text.
    async fn achieve(&self, text: &'static str, planted: &mut Planted) -> Option<AchievementId> {
        let mut new = self.definition.clone();
        let own = || text.to_owned();
        (new.name, new.description, new.criteria) = (own(), own(), own());
        (new.subject, new.review, new.tags) = (Some(own()), Some(own()), vec![text.chars().take(60).collect()]);
        new.alignments = vec![AlignmentDefinition {
            target_name: own(),
            target_url: "https://standards.example/1".into(),
            target_code: Some(own()),
            target_framework: Some(own()),
            target_description: Some(own()),
            target_type: None,
        }];
        for criterion in &mut new.rubric {
            criterion.name = own();
            for (number, level) in criterion.levels.iter_mut().enumerate() {
                (level.name, level.description) = (format!("{text} {number}"), Some(own()));
            }
        }
        let made = self.app.create_achievement(&Actor::Operator, &self.organisation, &new).await;
        let id = self.noted("achievement", text, made, planted)?.achievement_id;
        let published = self.app.publish_achievement(&Actor::Operator, &self.organisation, &id).await;
        self.noted("publishing", text, published, planted)?;
        let slug = self.slug;
        planted.pages.extend([
            format!("/achievements/{id}"),
            format!("/desk/{slug}/achievements/{id}/edit"),
            format!("/desk/{slug}/achievements/{id}/publish"),
        ]);
        Some(id)
    }

    async fn award(&self, number: usize, text: &'static str, id: &AchievementId, planted: &mut Planted) {
        let request = AwardRequest {
            achievement_id: id.to_string(),
            recipient: Recipient { email: format!("earner{number}@x.example"), name: text.into() },
            narrative: Some(text.into()),
            evidence: vec![EvidenceRequest {
                name: Some(text.into()),
                narrative: Some(text.into()),
                ..EvidenceRequest::default()
            }],
            ..AwardRequest::default()
        };
        let made = self.app.award(&Actor::Operator, &self.organisation, &[request], None).await;
        let Some(row) = made.ok().and_then(|mut answer| answer.rows.pop()) else { return };
        let Some(award) = row.award_id.map(AwardId::from_text) else {
            planted.kept_out.push(("award", text));
            return;
        };
        let step = if number.is_multiple_of(2) { StatusMove::Revoke } else { StatusMove::Suspend };
        let list = std::slice::from_ref(&award);
        let changed = self.app.change_status(&Actor::Operator, &self.organisation, list, step, text).await;
        self.noted("reason", text, changed, planted);
        planted.pages.extend([format!("/badges/{award}"), format!("/desk/{}/awards/{award}", self.slug)]);
    }

    async fn claim(&self, text: &'static str, id: &AchievementId, planted: &mut Planted) {
        let request = ReviewRequest {
            is_open: true,
            high_stakes: false,
            is_single: false,
            anonymity: Anonymity::Open,
            screening: Screening::Automatic,
            evidence_kinds: [EvidenceKind::Artefact].into(),
            self_rating: false,
            calibration: Calibration::Off,
        };
        let opened = self.app.set_up_review(&Actor::Operator, &self.organisation, id, request).await;
        if self.noted("review", text, opened, planted).is_none() {
            return;
        }
        let owner = Actor::Person(self.owner.clone());
        let Ok(claim) = self.app.start_claim(&owner, id).await else { return };
        let draft = ClaimDraft { statement: text.into(), school: text.into(), ..ClaimDraft::default() };
        let saved = self.app.save_draft(&owner, &claim, draft).await;
        self.noted("claim", text, saved, planted);
        let evidence = EvidenceForm {
            kind: EvidenceKind::Artefact,
            visibility: Visibility::Public,
            pupils: Pupils::NotIdentifiable,
            text: text.into(),
            link: String::new(),
        };
        let added = self.app.add_evidence(&owner, &claim, evidence).await;
        self.noted("evidence", text, added, planted);
        planted.pages.extend([
            format!("/claims/{claim}"),
            format!("/claims/new?achievement={id}"),
            format!("/desk/{}/achievements/{id}/review", self.slug),
        ]);
    }

    /// An organisation of nothing but the text, which people may ask to join.
    async fn found(&self, number: usize, text: &'static str, planted: &mut Planted) {
        let slug = format!("hostile-{number}");
        let request = OrganisationRequest {
            slug: slug.clone(),
            name: text.into(),
            description: text.into(),
            ..OrganisationRequest::default()
        };
        let made = self.app.create_organisation(&Actor::Operator, request, None).await;
        let Some(made) = self.noted("organisation", text, made, planted) else { return };
        let rules = JoinRulesRequest {
            is_community: true,
            domain: text.into(),
            practice: text.into(),
            takes_requests: true,
            is_listed: true,
            ..JoinRulesRequest::default()
        };
        let kept = self.app.change_join_rules(&Actor::Operator, &made.organisation_id, rules).await;
        self.noted("joining", text, kept, planted);
        planted.pages.extend([format!("/organisations/{slug}"), format!("/organisations/{slug}/join")]);
    }

    /// People with the text for a name, in every list of people; trusted issuers and keys.
    async fn people(&self, number: usize, text: &'static str, planted: &mut Planted) {
        let (app, id) = (self.app, &self.organisation);
        let email = |what: &str| format!("{what}{number}@people.example");
        let member = app.put_member(&Actor::Operator, id, &email("member"), text, Role::Viewer).await;
        self.noted("member", text, member, planted);
        let asking = app.ensure_person(&email("asking"), text).await.expect("a person").person_id;
        let asked = app.ask_to_join(&Actor::Person(asking), self.slug, text).await;
        self.noted("request", text, asked, planted);
        let reviewer = NewReviewer {
            email: email("reviewer"),
            name: text.into(),
            school: text.into(),
            district: text.into(),
            ..NewReviewer::default()
        };
        let named = app.name_reviewer(&Actor::Operator, id, &[], reviewer).await;
        self.noted("reviewer", text, named, planted);
        let trust = TrustRequest {
            issuer: format!("did:web:issuer{number}.example"),
            name: text.into(),
            note: text.into(),
            tags: vec![text.into()],
            ..TrustRequest::default()
        };
        let added = app.add_trusted_issuer(&Actor::Operator, id, &trust).await;
        self.noted("trust", text, added, planted);
        let key = ApiKeyRequest { name: text.into(), scopes: vec!["see".into()], ..ApiKeyRequest::default() };
        let made = app.create_api_key(&Actor::Operator, id, key).await;
        self.noted("key", text, made, planted);
    }

    /// What was made, unless a rule of the field kept the text out.
    fn noted<T>(
        &self,
        field: &'static str,
        text: &'static str,
        outcome: Result<T, Error>,
        planted: &mut Planted,
    ) -> Option<T> {
        match outcome {
            Ok(made) => Some(made),
            Err(Error::Invalid(_)) => {
                planted.kept_out.push((field, text));
                None
            }
            Err(error) => panic!("{field}: {error}: {text}"),
        }
    }
}

/// For a query: everything but letters and digits as `%XX`.
fn encoded(text: &str) -> String {
    let write =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(write).collect()
}
