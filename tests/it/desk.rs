//! The desk as people meet it: signing in, describing, awarding, withdrawing; and everybody else kept out.

use accolade::app::Permission::{self, Award, Define, Manage, Moderate, Revoke, See};
use accolade::app::{Actor, OrganisationRequest};
use accolade::clock::Clock;
use accolade::ids::PersonId;
use accolade::issue::LevelDefinition;
use accolade::picture::artwork::{Colour, Design, Icon, Shape};
use accolade::store::{AwardFilter, Organisation, Role};

use crate::support::browser::{Answer, Browser};
use crate::support::town::{Engine, Ground, Town, definition, now, open};

const OWNER: &str = "owner@school.example";
const HOME: &str = "/desk/northside";

async fn town() -> (Town, Browser) {
    let town = Town::new(Engine::Sqlite).await;
    let owner = Browser::owner(&town.app, &town.school.organisation_id, OWNER).await;
    (town, owner)
}

/// The link in the last mail.
async fn mailed_link(app: &accolade::app::App) -> String {
    while app.do_messages().await.expect("worked") > 0 {}
    let kept = app.mailer().kept();
    let text = &kept.last().expect("a mail").mail.text;
    text.split_whitespace().find(|word| word.contains("/sign-in/")).expect("a link").to_owned()
}

/// The award codes on a page, in their order.
fn award_ids(page: &Answer) -> Vec<String> {
    let parts = page.text.split("name=\"award\" value=\"").skip(1);
    parts.map(|part| part.split('"').next().expect("a value").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_describes_publishes_awards_and_withdraws() {
    let ground = Ground::new(Engine::Sqlite).await;
    let app = open(&ground, Clock::Fixed(now())).await;
    let request = OrganisationRequest { slug: "northside".into(), name: "Northside".into(), ..Default::default() };
    let school = app.create_organisation(&Actor::Operator, request, None).await.expect("made").organisation_id;
    app.put_member(&Actor::Operator, &school, OWNER, "Grace Okoro", Role::Owner).await.expect("an owner");
    let mut browser = Browser::new(&app);

    // Signs in by link and comes to where she wanted to go.
    let form = browser.get("/desk/northside/achievements").await;
    let form = browser.get(form.location()).await;
    let next = form.value("next");
    let sent = browser.post("/sign-in", &[("email", OWNER), ("next", &next)]).await;
    sent.shows("console").shows(OWNER);
    let entered = browser.follow(&mailed_link(&app).await).await;
    assert_eq!(entered.location(), "/desk/northside/achievements");
    browser.get(HOME).await.shows("Describe your first achievement").shows("Grace Okoro");

    // Describes an achievement, with a mistake first.
    let new = browser.get("/desk/northside/achievements/new").await;
    new.shows("New achievement").shows("Beginning");
    let mut fields = vec![
        ("do", "save"),
        ("name", ""),
        ("description", "Leads an inquiry."),
        ("criteria", "Plan\r\nTeach"),
        ("type", "MicroCredential"),
        ("language", "en"),
        ("grade", "6-8"),
        ("grade", "9-12"),
        ("credits", "many"),
        ("shape", "shield"),
        ("colour", "plum"),
        ("icon", "magnifier"),
        ("artwork_text", "Inquiry"),
        ("alignment-0-name", "Standard 5"),
        ("alignment-0-address", "standards.example"),
        ("level-0", "Beginning"),
        ("level-1", "Secure"),
        ("criterion-0-name", "Questions"),
        ("criterion-0-required", "1"),
        ("criterion-0-level-1", "Asks what can be found out"),
        ("holds", "yes"),
    ];
    let wrong = browser.send("/desk/northside/achievements/new", &fields).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("There is a problem").shows("href=\"#name\"").shows("Give the achievement a name.");
    wrong.shows("id=\"credits-error\"").shows("href=\"#alignment-0-address\"").shows("standards.example");
    wrong.shows("Asks what can be found out").shows("<option value=\"plum\" selected>");
    fields[1] = ("name", "Inquiry");
    fields[8] = ("credits", "1.5");
    fields[14] = ("alignment-0-address", "https://standards.example/5");
    let saved = browser.send("/desk/northside/achievements/new", &fields).await;
    let publish = saved.location().to_owned();

    // Publishes it.
    let page = browser.get(&publish).await;
    page.shows("The draft was saved.").shows("This becomes version 1.");
    let action = publish.split('?').next().expect("a path");
    let published = browser.send(action, &[]).await;
    browser.get(published.location()).await.shows("The achievement was published").shows("version 1");
    browser.get(action).await.shows("nothing new to publish");
    let achievement = action.rsplit('/').nth(1).expect("an identifier").to_owned();
    let (_, draft) = app
        .load_draft(&Actor::Operator, &school, &accolade::ids::AchievementId::from_text(&achievement))
        .await
        .expect("a draft");
    assert_eq!(draft.criteria, "Plan\nTeach");
    assert_eq!((draft.grade_band.as_deref(), draft.credits_available), (Some("6-8, 9-12"), Some(1.5)));
    assert_eq!(draft.rubric[0].required_level.as_deref(), Some("level-2"));

    // Awards it to two people; one address is wrong.
    let form = browser.get("/desk/northside/awards/new").await;
    let once = form.value("once");
    let fields = [
        ("once", once.as_str()),
        ("achievement", &achievement),
        ("emails", "ada@school.example\r\nben at school"),
        ("issued", "2026-06-01"),
        ("evidence_address", "https://evidence.example/1"),
    ];
    let half = browser.send("/desk/northside/awards/new", &fields).await;
    assert_eq!(half.status, 422);
    half.shows("1 badge was awarded").shows("Line 1 is not an e-mail address: “ben at school”");
    half.hides("ada@school.example").shows("https://evidence.example/1");
    let once = half.value("once");
    let mended = [
        ("once", once.as_str()),
        ("achievement", &achievement),
        ("emails", "ben@school.example"),
        ("name", "Ben Achebe"),
    ];
    let awarded = browser.send("/desk/northside/awards/new", &mended).await;
    let list = browser.get(awarded.location()).await;
    list.shows("The badge was awarded").shows("2 awards").shows("Ben Achebe").shows("ada@school.example");

    // Withdraws one of them, which takes a reason.
    let ids = award_ids(&list);
    assert_eq!(ids.len(), 2);
    let refused = browser.send("/desk/northside/awards/revoke", &[("award", &ids[0]), ("reason", " ")]).await;
    assert_eq!(refused.status, 422);
    refused.shows("href=\"#reason\"").shows(&format!("value=\"{}\" checked", ids[0]));
    let done =
        browser.send("/desk/northside/awards/revoke", &[("award", &ids[0]), ("reason", "Awarded by mistake")]).await;
    browser.get(done.location()).await.shows("The badge was withdrawn").shows("Withdrawn</span>");
    let one = browser.get(&format!("/desk/northside/awards/{}", ids[0])).await;
    one.shows("Withdrawn: Awarded by mistake").hides("name=\"revoke-reason\"");
    let path = format!("/desk/northside/awards/{}", ids[1]);
    browser.get(&path).await.shows("name=\"revoke-reason\"").shows("name=\"suspend-reason\"");
    let held = browser.send(&format!("{path}/suspend"), &[("suspend-reason", "A question")]).await;
    browser.get(held.location()).await.shows("On hold").shows("name=\"reinstate-reason\"");
    browser.send(&format!("{path}/reinstate"), &[]).await.location();

    let withdrawn = browser.get("/desk/northside/awards?state=withdrawn").await;
    assert_eq!(award_ids(&withdrawn), ids[..1]);
    browser.get("/desk/northside/audit").await.shows("Withdrew 1 badge: Awarded by mistake").shows("Grace Okoro");
}

/// What a person must be allowed to do at a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing but being signed in.
    SignIn,
    /// Any role.
    Role,
    /// A role that has this permission.
    May(Permission),
    /// More than a viewer may.
    #[allow(dead_code, reason = "for routes whose permission is not told yet")]
    More,
}

/// Every route of the desk, with what it needs and a form that it takes.
pub(crate) type Route = (&'static str, &'static str, Needs, &'static [(&'static str, &'static str)]);

pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/desk", Needs::SignIn, &[]),
    ("GET", "/desk/{slug}", Needs::Role, &[]),
    ("GET", "/desk/{slug}/achievements", Needs::May(See), &[]),
    ("GET", "/desk/{slug}/achievements/new", Needs::May(Define), &[]),
    ("POST", "/desk/{slug}/achievements/new", Needs::May(Define), &[("do", "preview")]),
    ("GET", "/desk/{slug}/achievements/{id}/edit", Needs::May(Define), &[]),
    ("POST", "/desk/{slug}/achievements/{id}/edit", Needs::May(Define), &[("name", "Changed")]),
    ("GET", "/desk/{slug}/achievements/{id}/publish", Needs::May(Define), &[]),
    ("POST", "/desk/{slug}/achievements/{id}/publish", Needs::May(Define), &[]),
    ("POST", "/desk/{slug}/achievements/{id}/archive", Needs::May(Define), &[]),
    ("POST", "/desk/{slug}/achievements/{id}/unarchive", Needs::May(Define), &[]),
    ("GET", "/desk/{slug}/artwork.svg", Needs::Role, &[]),
    ("GET", "/desk/{slug}/awards", Needs::May(See), &[]),
    ("GET", "/desk/{slug}/awards.csv", Needs::May(See), &[]),
    ("GET", "/desk/{slug}/awards/new", Needs::May(Award), &[]),
    ("POST", "/desk/{slug}/awards/new", Needs::May(Award), &[("once", "1"), ("emails", "eve@school.example")]),
    ("POST", "/desk/{slug}/awards/revoke", Needs::May(Revoke), &[("award", "{award}"), ("reason", "No")]),
    ("GET", "/desk/{slug}/awards/{award}", Needs::May(See), &[]),
    ("POST", "/desk/{slug}/awards/{award}/{step}", Needs::May(Revoke), &[("revoke-reason", "No")]),
    ("GET", "/desk/{slug}/trust", Needs::May(See), &[]),
    ("GET", "/desk/{slug}/trust.json", Needs::May(See), &[]),
    ("GET", "/desk/{slug}/trust/new", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/trust/new", Needs::May(Manage), &[("issuer", "did:web:a.example"), ("standing", "trusted")]),
    ("GET", "/desk/{slug}/trust/import", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/trust/import", Needs::May(Manage), &[("content", "W10="), ("do", "apply")]),
    ("POST", "/desk/{slug}/trust/remove", Needs::May(Manage), &[("entry", "1"), ("sure", "yes")]),
    ("GET", "/desk/{slug}/trust/{entry}/edit", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/trust/{entry}/edit", Needs::May(Manage), &[("issuer", "did:web:a.example")]),
    ("GET", "/desk/{slug}/reviews", Needs::May(Moderate), &[]),
    (
        "POST",
        "/desk/{slug}/reviews/reviewers",
        Needs::May(Manage),
        &[("email", "eve@school.example"), ("school", "Hill")],
    ),
    ("GET", "/desk/{slug}/achievements/{id}/review", Needs::May(Define), &[]),
    ("POST", "/desk/{slug}/achievements/{id}/review", Needs::May(Define), &[("open", "yes")]),
    ("GET", "/desk/{slug}/members", Needs::May(See), &[]),
    ("POST", "/desk/{slug}/members", Needs::May(Manage), &[("email", "eve@school.example"), ("role", "owner")]),
    ("POST", "/desk/{slug}/members/{person}", Needs::May(Manage), &[("do", "save"), ("role", "owner")]),
    ("POST", "/desk/{slug}/members/invitations/{invitation}", Needs::May(Manage), &[("do", "withdraw")]),
    ("POST", "/desk/{slug}/members/requests/{request}", Needs::May(Manage), &[("do", "accept"), ("role", "owner")]),
    ("GET", "/desk/{slug}/joining", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/joining", Needs::May(Manage), &[("kind", "organisation")]),
    ("GET", "/desk/{slug}/frameworks", Needs::May(Define), &[]),
    ("POST", "/desk/{slug}/frameworks", Needs::May(Define), &[("content", "Y29kZSxzdGF0ZW1lbnQK")]),
    ("GET", "/desk/{slug}/names", Needs::May(Award), &[]),
    ("POST", "/desk/{slug}/names/{request}/{answer}", Needs::May(Award), &[]),
    ("GET", "/desk/{slug}/roles", Needs::Role, &[]),
    ("POST", "/desk/{slug}/leave", Needs::Role, &[("sure", "no")]),
    ("GET", "/desk/{slug}/keys", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/keys", Needs::May(Manage), &[("name", "Mine"), ("scope", "manage")]),
    ("POST", "/desk/{slug}/keys/revoke", Needs::May(Manage), &[("key", "1")]),
    ("GET", "/desk/{slug}/audit", Needs::May(Manage), &[]),
    ("GET", "/desk/{slug}/audit.csv", Needs::May(Manage), &[]),
    ("GET", "/desk/{slug}/awards/import", Needs::May(Award), &[]),
    ("POST", "/desk/{slug}/awards/import", Needs::May(Award), &[("pasted", "eve@school.example")]),
    ("GET", "/desk/{slug}/awards/import/{import}", Needs::May(Award), &[]),
    ("POST", "/desk/{slug}/awards/import/{import}/columns", Needs::May(Award), &[("column-0", "email")]),
    ("POST", "/desk/{slug}/awards/import/{import}/rows", Needs::May(Award), &[("row", "1")]),
    ("POST", "/desk/{slug}/awards/import/{import}/award", Needs::May(Award), &[]),
    ("POST", "/desk/{slug}/awards/import/{import}/stop", Needs::May(Award), &[]),
    ("POST", "/desk/{slug}/awards/import/{import}/delete", Needs::May(Award), &[]),
    ("GET", "/desk/{slug}/awards/import/{import}/result.csv", Needs::May(Award), &[]),
    ("GET", "/desk/{slug}/reviews/insights", Needs::May(Moderate), &[]),
    ("GET", "/desk/{slug}/reviews/simulator", Needs::May(Moderate), &[]),
    ("GET", "/desk/{slug}/achievements/{id}/gold", Needs::May(Define), &[]),
    (
        "POST",
        "/desk/{slug}/achievements/{id}/gold",
        Needs::May(Define),
        &[("words", "A plan"), ("level-planning", "1")],
    ),
    ("POST", "/desk/{slug}/achievements/{id}/gold/{item}", Needs::May(Define), &[]),
    ("GET", "/desk/{slug}/start", Needs::May(Manage), &[]),
    ("GET", "/desk/{slug}/start/{at}", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/start/{at}", Needs::May(Manage), &[("name", "Southside")]),
    ("GET", "/desk/{slug}/unclaimed", Needs::May(See), &[]),
    ("GET", "/desk/{slug}/communities", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/communities", Needs::May(Manage), &[("achievement", "{id}"), ("community", "rivers")]),
    ("POST", "/desk/{slug}/communities/{achievement}", Needs::May(Manage), &[("do", "agree")]),
    ("POST", "/desk/{slug}/unclaimed/remind", Needs::May(Award), &[("all", "yes")]),
    ("POST", "/desk/{slug}/unclaimed/cancel", Needs::May(Revoke), &[("award", "{award}")]),
    ("POST", "/desk/{slug}/unclaimed/reminders", Needs::May(Manage), &[("reminders", "off")]),
    ("POST", "/desk/{slug}/awards/{award}/remind", Needs::May(Award), &[]),
    ("GET", "/desk/{slug}/awards/revoke-all", Needs::May(Revoke), &[]),
    ("POST", "/desk/{slug}/awards/revoke-all", Needs::May(Revoke), &[("sure", "yes"), ("reason", "No")]),
    ("GET", "/desk/{slug}/figures", Needs::May(See), &[]),
    ("GET", "/desk/{slug}/figures.csv", Needs::May(See), &[]),
    ("GET", "/desk/{slug}/achievements/{id}/versions", Needs::May(Define), &[]),
    ("GET", "/desk/{slug}/achievements/{id}/preview", Needs::May(Define), &[]),
    ("GET", "/desk/{slug}/achievements/{id}/milestone", Needs::May(Define), &[]),
    ("POST", "/desk/{slug}/achievements/{id}/milestone", Needs::May(Define), &[("on", "no")]),
    ("GET", "/desk/{slug}/webhooks", Needs::May(Manage), &[]),
    (
        "POST",
        "/desk/{slug}/webhooks",
        Needs::May(Manage),
        &[("address", "https://a.example/"), ("event", "award.issued")],
    ),
    ("GET", "/desk/{slug}/webhooks/{webhook}", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/webhooks/{webhook}", Needs::May(Manage), &[("address", "https://a.example/")]),
    ("POST", "/desk/{slug}/webhooks/{webhook}/test", Needs::May(Manage), &[]),
    ("POST", "/desk/{slug}/webhooks/{webhook}/resend", Needs::May(Manage), &[("delivery", "msg_1")]),
    ("POST", "/desk/{slug}/webhooks/{webhook}/delete", Needs::May(Manage), &[]),
];

/// A place with everything that the routes name.
pub(crate) struct Place {
    pub(crate) town: Town,
    award: String,
    viewer: PersonId,
}

impl Place {
    pub(crate) async fn new() -> Self {
        let town = Town::new(Engine::Sqlite).await;
        let award = town.award("ada@school.example").await.to_string();
        let viewer = town.app.ensure_person("viewer@school.example", "Vera").await.expect("a person").person_id;
        Self { town, award, viewer }
    }

    fn school(&self) -> &Organisation {
        &self.town.school
    }

    pub(crate) fn fill(&self, text: &str) -> String {
        [
            ("{slug}", self.school().slug.as_str()),
            ("{id}", self.town.achievement.as_str()),
            ("{achievement}", self.town.achievement.as_str()),
            ("{award}", &self.award),
            ("{entry}", "0123456789abcdefghjkmnpqrs"),
            ("{import}", "0123456789abcdefghjkmnpqrs"),
            ("{webhook}", "0123456789abcdefghjkmnpqrs"),
            ("{step}", "revoke"),
            ("{at}", "name"),
            ("{person}", self.viewer.as_str()),
            ("{invitation}", "0123456789abcdefghjkmnpqrs"),
            ("{request}", "0123456789abcdefghjkmnpqrs"),
            ("{answer}", "accept"),
        ]
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    /// Somebody with a role, signed in.
    pub(crate) async fn with_role(&self, role: Role) -> Browser {
        let (app, school) = (&self.town.app, &self.school().organisation_id);
        let email = format!("{}@roles.example", role.as_str());
        let browser = Browser::owner(app, school, &email).await;
        app.put_member(&Actor::Operator, school, OWNER, "", Role::Owner).await.expect("an owner");
        app.put_member(&Actor::Operator, school, &email, "", role).await.expect("a member");
        browser
    }

    /// Somebody who is signed in and has no role anywhere.
    pub(crate) async fn nobody(&self) -> Browser {
        let (app, school) = (&self.town.app, &self.school().organisation_id);
        let browser = self.with_role(Role::Viewer).await;
        let members = app.list_members(&Actor::Operator, school).await.expect("members");
        let found = members.iter().find(|member| member.email == "viewer@roles.example").expect("a member");
        app.remove_member(&Actor::Operator, school, &found.person.person_id).await.expect("removed");
        browser
    }

    /// A claim that somebody has begun who is nobody of those who ask.
    pub(crate) async fn claim(&self) -> String {
        let (app, school) = (&self.town.app, &self.school().organisation_id);
        app.set_up_review(&Actor::Operator, school, &self.town.achievement, crate::support::peers::request())
            .await
            .expect("set up");
        let zoe = app.ensure_person("zoe@quarry.example", "Claimed by Zoe").await.expect("a person").person_id;
        app.start_claim(&Actor::Person(zoe), &self.town.achievement).await.expect("begun").to_string()
    }

    async fn viewer(&self) -> Browser {
        let school = &self.school().organisation_id;
        let browser = Browser::owner(&self.town.app, school, "viewer@school.example").await;
        let app = &self.town.app;
        app.put_member(&Actor::Operator, school, OWNER, "", Role::Owner).await.expect("an owner");
        app.put_member(&Actor::Operator, school, "viewer@school.example", "", Role::Viewer).await.expect("a viewer");
        browser
    }

    pub(crate) async fn stranger(&self) -> Browser {
        let request = OrganisationRequest { slug: "southside".into(), name: "Southside".into(), ..Default::default() };
        let other = self.town.app.create_organisation(&Actor::Operator, request, None).await.expect("made");
        Browser::owner(&self.town.app, &other.organisation_id, "owner@southside.example").await
    }

    pub(crate) async fn ask(&self, browser: &mut Browser, route: &Route, csrf: &str) -> Answer {
        let (method, path, _, fields) = route;
        let path = self.fill(path);
        if *method == "GET" {
            return browser.get(&path).await;
        }
        let fields: Vec<(&str, String)> = fields.iter().map(|(name, value)| (*name, self.fill(value))).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post(&path, &[&[("csrf", csrf)], fields.as_slice()].concat()).await
    }

    async fn events(&self) -> i64 {
        let school = &self.school().organisation_id;
        self.town.app.count_audit_events(&Actor::Operator, school).await.expect("counted")
    }
}

#[test]
fn every_route_of_the_desk_is_in_the_table() {
    let mut known: Vec<(&str, String)> =
        ROUTES.iter().map(|(method, path, ..)| (*method, (*path).to_owned())).collect();
    let mut found = crate::matrix::routes_of(include_str!("../../src/web/desk/mod.rs"));
    known.sort();
    found.sort();

    assert_eq!(found, known);
    assert!(found.len() > 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_refuses_those_who_may_not() {
    let place = Place::new().await;
    let (mut viewer, mut stranger) = (place.viewer().await, place.stranger().await);
    let (viewer_csrf, stranger_csrf) = (viewer.csrf().await, stranger.csrf().await);
    let before = place.events().await;

    for route in ROUTES {
        let (method, path, needs, _) = route;
        let mut anonymous = Browser::new(&place.town.app);
        let answer = place.ask(&mut anonymous, route, "").await;
        assert!(answer.location().starts_with("/sign-in?next=/desk"), "{method} {path}: {}", answer.location());

        let answer = place.ask(&mut stranger, route, &stranger_csrf).await;
        let expected = if *needs == Needs::SignIn { 303 } else { 404 };
        assert_eq!(answer.status, expected, "{method} {path} for a stranger: {}", answer.text);
        assert!(!answer.text.contains("Northside"), "{method} {path}");

        let answer = place.ask(&mut viewer, route, &viewer_csrf).await;
        let expected = match needs {
            Needs::SignIn => 303,
            Needs::Role if *method == "POST" => 422,
            Needs::Role | Needs::May(See) => 200,
            Needs::May(_) | Needs::More => 403,
        };
        assert_eq!(answer.status, expected, "{method} {path} for a viewer: {}", answer.text);
    }
    assert_eq!(place.events().await, before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_is_taken_without_its_token_or_from_another_page() {
    let place = Place::new().await;
    let mut viewer = place.viewer().await;
    let foreign = viewer.csrf().await;
    let mut owner = Browser::owner(&place.town.app, &place.school().organisation_id, OWNER).await;
    let own = owner.csrf().await;
    let before = place.events().await;

    for route in ROUTES.iter().filter(|(method, ..)| *method == "POST") {
        for csrf in ["", foreign.as_str(), &own[1..]] {
            assert_eq!(place.ask(&mut owner, route, csrf).await.status, 403, "{} with `{csrf}`", route.1);
        }
        for origin in ["https://evil.example", "null", "http://127.0.0.1:8081"] {
            owner.origin = Some(origin.to_owned());
            assert_eq!(place.ask(&mut owner, route, &own).await.status, 403, "{} from {origin}", route.1);
        }
        owner.origin = Some("http://127.0.0.1:8080".to_owned());
    }
    assert_eq!(place.events().await, before, "nothing was written");
    assert_eq!(owner.post("/sign-out", &[("csrf", "wrong")]).await.status, 403);
    assert_eq!(owner.get(HOME).await.status, 200, "still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_may_not_do_is_not_offered() {
    let place = Place::new().await;
    let mut viewer = place.viewer().await;

    viewer.get(HOME).await.hides("Award a badge").hides("API keys").hides("Audit log").hides("First steps");
    viewer.get("/desk/northside/achievements").await.hides("New achievement").hides("/edit");
    viewer.get("/desk/northside/awards").await.hides("type=\"checkbox\"").hides("awards/new").shows("ada@school");
    viewer.get(&place.fill("/desk/northside/awards/{award}")).await.hides("-reason");
    viewer.get("/desk/northside/members").await.hides("Invite").hides("<select").shows("This is you");
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_a_link_uses_nothing_up_and_a_used_link_is_gone() {
    let town = Town::new(Engine::Sqlite).await;
    let link = town.app.owner_link(&town.school.organisation_id, OWNER).await.expect("a link");
    let path = link.strip_prefix("http://127.0.0.1:8080").expect("a path");
    let mut scanner = Browser::new(&town.app);
    for _ in 0..2 {
        let looked = scanner.get(path).await;
        assert_eq!((looked.status, looked.header("set-cookie")), (200, ""));
        assert_eq!(scanner.head(path).await.status, 200);
    }
    let mut evil = Browser::new(&town.app);
    evil.origin = Some("https://evil.example".to_owned());
    assert_eq!(evil.post(path, &[]).await.status, 403, "nobody is signed in as somebody else by another page");

    let mut browser = Browser::new(&town.app);
    let entered = browser.post(path, &[]).await;
    assert_eq!(entered.location(), "/desk");
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly; SameSite=Lax") && cookie.starts_with("accolade="), "{cookie}");
    assert_eq!(browser.get("/desk").await.location(), HOME);

    let mut late = Browser::new(&town.app);
    late.get(path).await.shows("used already");
    let again = late.post(path, &[]).await;
    assert_eq!(again.status, 410);
    again.shows("Ask for a new link").shows("href=\"/sign-in\"");
    assert_eq!(late.get("/sign-in/never-made").await.status, 410);

    let left = browser.send("/sign-out", &[]).await;
    assert_eq!(left.location(), "/signed-out");
    assert!(browser.get(HOME).await.location().starts_with("/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_to_our_own_pages_only() {
    for (next, expected) in [
        ("/desk/northside/awards?q=a", "/desk/northside/awards?q=a"),
        ("https://evil.example", "/desk"),
        ("//evil.example", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/x;Domain=evil.example", "/desk"),
        ("/x\r\nset-cookie: a=b", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("", "/desk"),
    ] {
        let town = Town::new(Engine::Sqlite).await;
        let (app, school) = (&town.app, &town.school.organisation_id);
        app.put_member(&Actor::Operator, school, OWNER, "", Role::Owner).await.expect("an owner");
        let mut browser = Browser::new(app);
        browser.post("/sign-in", &[("email", OWNER), ("next", next)]).await.shows("Look in your mail");
        let entered = browser.follow(&mailed_link(app).await).await;
        assert_eq!(entered.location(), expected, "{next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_to_an_address_tells_nothing_about_it() {
    let (town, _) = town().await;
    let mut browser = Browser::new(&town.app);
    let known = browser.post("/sign-in", &[("email", OWNER)]).await;
    let unknown = browser.post("/sign-in", &[("email", "nobody@school.example")]).await;
    assert_eq!(known.text.replace(OWNER, "nobody@school.example"), unknown.text);
    let wrong = browser.post("/sign-in", &[("email", "nobody")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("href=\"#email\"").shows("value=\"nobody\"");
    for _ in 0..30 {
        if browser.post("/sign-in", &[("email", "nobody@school.example")]).await.status == 429 {
            return;
        }
    }
    panic!("nobody asks for links without end");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_awards_once() {
    let (town, mut owner) = town().await;
    let once = owner.get("/desk/northside/awards/new").await.value("once");
    let achievement = town.achievement.to_string();
    let fields =
        [("once", once.as_str()), ("achievement", &achievement), ("emails", "ada@school.example\nben@school.example")];

    for _ in 0..2 {
        let answer = owner.send("/desk/northside/awards/new", &fields).await;
        assert_eq!(answer.location(), "/desk/northside/awards?done=all-awarded");
    }
    let (count, _) = town.app.count_awards(&Actor::Operator, &town.school.organisation_id).await.expect("counted");
    assert_eq!(count, 2);
    let other = [("once", once.as_str()), ("achievement", &achievement), ("emails", "eve@school.example")];
    assert_eq!(owner.send("/desk/northside/awards/new", &other).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_award_stands_beside_its_field() {
    let (town, mut owner) = town().await;
    let achievement = town.achievement.to_string();
    for (field, value, expected) in [
        ("emails", "", "Write at least one address."),
        ("emails", "a b", "Line 1 is not an e-mail address: “a b”"),
        ("expires", "2026-05-01", "The last day lies before the first day."),
        ("issued", "yesterday", "Write the day with year, month and day"),
        ("issued", "2030-01-01", "An award is not decided in the future."),
        ("name", "Two People", "A name can be given for a single person only."),
        ("evidence_address", "javascript:alert(1)", "id=\"evidence_address-error\""),
    ] {
        let once = owner.get("/desk/northside/awards/new").await.value("once");
        let mut fields = vec![("once", once.as_str()), ("achievement", &achievement), (field, value)];
        if field != "emails" {
            fields.push(("emails", "ada@school.example\nben@school.example"));
        }
        let answer = owner.send("/desk/northside/awards/new", &fields).await;
        assert_eq!(answer.status, 422, "{field} {value}");
        answer.shows(expected).shows(&format!("href=\"#{field}\"")).shows(&format!("id=\"{field}-error\""));
    }
    let (count, _) = town.app.count_awards(&Actor::Operator, &town.school.organisation_id).await.expect("counted");
    assert_eq!(count, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_in_a_file_for_spreadsheets_is_never_a_formula() {
    let (town, mut owner) = town().await;
    for (number, name) in ["=HYPERLINK(\"https://evil.example\")", "+1", "-1", "@SUM(A1)"].iter().enumerate() {
        let mut request = town.request(&format!("person{number}@school.example"));
        request.recipient.name = (*name).to_owned();
        let made = town.app.award(&Actor::Operator, &town.school.organisation_id, &[request], None).await;
        assert_eq!(made.expect("awarded").awarded(), 1);
    }

    let file = owner.get("/desk/northside/awards.csv").await;

    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"awards-northside.csv\"");
    assert_eq!(file.text.lines().count(), 5);
    for cell in [",\"'=HYPERLINK(\"\"https://evil.example\"\")\",", ",'+1,", ",'-1,", ",'@SUM(A1),"] {
        file.shows(cell);
    }
    let narrowed = owner.get("/desk/northside/awards.csv?q=person2").await;
    assert_eq!(narrowed.text.lines().count(), 2);
    let audit = owner.get("/desk/northside/audit.csv").await;
    audit.shows("award.make");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_is_walked_page_by_page_without_missing_anybody() {
    let (town, mut owner) = town().await;
    let requests: Vec<_> = (0..120).map(|n| town.request(&format!("person{n}@school.example"))).collect();
    town.app.award(&Actor::Operator, &town.school.organisation_id, &requests, None).await.expect("awarded");

    let (mut path, mut seen, mut pages) = ("/desk/northside/awards".to_owned(), Vec::new(), 0);
    loop {
        let page = owner.get(&path).await;
        seen.extend(award_ids(&page));
        pages += 1;
        let Some((before, _)) = page.text.split_once("\" rel=\"next\"") else { break };
        path = before.rsplit("href=\"").next().expect("an address").replace("&amp;", "&");
    }

    assert_eq!(pages, 3);
    assert_eq!(seen.len(), 120);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 120);
    let filter = AwardFilter { limit: 1, text: "person7@".into(), ..AwardFilter::default() };
    let found = town.app.list_awards(&Actor::Operator, &town.school.organisation_id, &filter).await.expect("found");
    let page = owner.get("/desk/northside/awards?q=person7%40").await;
    assert_eq!(award_ids(&page), [found[0].award_id.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_a_draft_keeps_what_the_form_does_not_show() {
    let (town, mut owner) = town().await;
    let (app, school) = (&town.app, &town.school.organisation_id);
    let mut before = definition();
    before.rubric[0].levels[1].points = Some("3".into());
    before.rubric[0].levels[1].description = Some("As planned".into());
    app.change_achievement(&Actor::Operator, school, &town.achievement, &before).await.expect("changed");
    let path = format!("/desk/northside/achievements/{}/edit", town.achievement);
    let form = owner.get(&path).await;
    form.shows("Version 1 is published and stays as it is").shows("As planned").shows("Put into the archive");

    let fields = [
        ("name", "Inquiry, revised"),
        ("description", &before.description),
        ("criteria", &before.criteria),
        ("type", "MicroCredential"),
        ("language", "en"),
        ("tags", "inquiry, science"),
        ("subject", "Science"),
        ("grade", "6-8"),
        ("credits", "1.5"),
        ("review", "Two trained peers review the evidence."),
        ("holds", "yes"),
        ("shape", "circle"),
        ("colour", "teal"),
        ("icon", "book"),
        ("artwork_text", "Inquiry"),
        ("level-0", "Beginning"),
        ("level-1", "Secure"),
        ("level-2", "Excellent"),
        ("criterion-0-name", "Planning"),
        ("criterion-0-required", "1"),
        ("criterion-0-level-1", "As planned"),
        ("criterion-1-name", "Reflection"),
        ("criterion-1-required", "2"),
    ];
    owner.send(&path, &fields).await.location();

    let (_, after) = app.load_draft(&Actor::Operator, school, &town.achievement).await.expect("a draft");
    let mut expected = before.clone();
    expected.name = "Inquiry, revised".into();
    expected.tags = vec!["inquiry".into(), "science".into()];
    let third = LevelDefinition { id: "level-3".into(), name: "Excellent".into(), description: None, points: None };
    expected.rubric[0].levels.push(third);
    assert_eq!(after.rubric[0], expected.rubric[0]);
    assert_eq!(after.rubric[1].required_level.as_deref(), Some("level-3"));
    expected.rubric = after.rubric.clone();
    assert_eq!(after, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_picture_survives_a_form_with_something_wrong() {
    let (town, mut owner) = town().await;
    let design = Design { shape: Shape::ALL[0], colour: Colour::ALL[0], icon: Icon::ALL[0], text: String::new() };
    let picture = design.png(400).expect("a picture");
    let path = "/desk/northside/achievements/new";
    let fields = [("do", "save"), ("name", "Drawn"), ("description", "d"), ("criteria", "c"), ("type", "Badge")];

    let refused = owner.send_file(path, &fields, b"GIF89a, more or less").await;
    assert_eq!(refused.status, 422);
    refused.shows("href=\"#upload\"").shows("id=\"upload-error\"");
    let wrong = owner.send_file(path, &fields, &picture).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("href=\"#alt\"").shows("/organisations/northside/images/");
    let kept = wrong.value("picture");
    let mended = [fields.as_slice(), &[("picture", kept.as_str()), ("alt", "A book")]].concat();
    owner.send(path, &mended).await.location();

    let shown = owner.send(path, &[("do", "add-criterion"), ("criterion-0-name", "One"), ("level-0", "A")]).await;
    assert_eq!(shown.status, 200);
    shown.shows("name=\"criterion-1-name\"").hides("There is a problem");
    assert_eq!(town.app.count_audit_events(&Actor::Operator, &town.school.organisation_id).await.expect("counted"), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_drawn_as_it_is_chosen() {
    let (_town, mut owner) = town().await;
    let drawn = owner.get("/desk/northside/artwork.svg?shape=shield&colour=plum&icon=star&text=%3Cscript%3E").await;
    assert_eq!((drawn.status, drawn.header("content-type")), (200, "image/svg+xml"));
    assert!(drawn.header("content-security-policy").contains("sandbox"));
    drawn.shows("shield-shaped badge in plum").hides("<script>");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_come_change_and_go_but_an_owner_stays() {
    let (town, mut owner) = town().await;
    let (app, school) = (&town.app, &town.school.organisation_id);
    app.put_member(&Actor::Operator, school, "ben@school.example", "", Role::Awarder).await.expect("a member");
    owner.get("/desk/northside/members").await.shows("ben@school.example");
    let members = app.list_members(&Actor::Operator, school).await.expect("members");
    let id = |email: &str| {
        let found = members.iter().find(|member| member.email == email).expect("a member");
        format!("/desk/northside/members/{}", found.person.person_id)
    };
    for role in ["editor", "reviewer", "moderator", "viewer"] {
        owner.send(&id("ben@school.example"), &[("do", "save"), ("role", role)]).await.location();
        owner.get("/desk/northside/members").await.shows(&format!("<option value=\"{role}\" selected>"));
    }
    assert_eq!(owner.send(&id("ben@school.example"), &[("do", "save"), ("role", "king")]).await.status, 422);
    for form in [[("do", "save"), ("role", "viewer")], [("do", "remove"), ("role", "owner")]] {
        assert_eq!(owner.send(&id(OWNER), &form).await.status, 409, "the last owner stays");
    }
    owner.send(&id("ben@school.example"), &[("do", "remove")]).await.location();
    let members = app.list_members(&Actor::Operator, school).await.expect("members");
    assert_eq!(members.iter().map(|member| member.role).collect::<Vec<_>>(), [Role::Owner]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_key_is_shown_once_and_stops_when_it_is_withdrawn() {
    let (town, mut owner) = town().await;
    let wrong = owner.send("/desk/northside/keys", &[("name", ""), ("daily_cap", "many")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("href=\"#daily_cap\"");
    let fields = [("name", "Sync"), ("scope", "see"), ("scope", "award"), ("daily_cap", "1,000"), ("expires", "")];
    let made = owner.send("/desk/northside/keys", &fields).await;
    assert_eq!((made.status, made.header("cache-control")), (200, "no-store"));
    let start = made.text.find("accolade_").expect("the secret");
    let secret: String = made.text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    assert!(town.app.actor_of_token(&secret).await.is_ok());

    let list = owner.get("/desk/northside/keys").await;
    list.shows("Sync").hides(&secret);
    let key = list.value("key");
    let gone = owner.send("/desk/northside/keys/revoke", &[("key", &key)]).await;
    owner.get(gone.location()).await.shows("work no more").shows("No program has a key yet");
    assert_eq!(owner.send("/desk/northside/keys/revoke", &[]).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_a_role_is_told_what_to_do_and_somebody_with_two_chooses() {
    let (town, mut owner) = town().await;
    let request = OrganisationRequest { slug: "southside".into(), name: "Southside".into(), ..Default::default() };
    let other = town.app.create_organisation(&Actor::Operator, request, None).await.expect("made");
    town.app.put_member(&Actor::Operator, &other.organisation_id, OWNER, "", Role::Viewer).await.expect("a viewer");

    owner.get("/desk").await.shows("/desk/northside").shows("/desk/southside").shows("Viewer");
    town.app.ensure_person("new@school.example", "").await.expect("a person");
    let mut new = Browser::new(&town.app);
    new.post("/sign-in", &[("email", "new@school.example")]).await;
    new.follow(&mailed_link(&town.app).await).await;
    new.get("/desk").await.shows("You have no role in an organisation yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_achievement_is_not_offered_and_can_come_back() {
    let (town, mut owner) = town().await;
    let path = format!("/desk/northside/achievements/{}", town.achievement);
    let done = owner.send(&format!("{path}/archive"), &[]).await;
    owner.get(done.location()).await.shows("Archived, version 1").shows("put into the archive");
    owner.get("/desk/northside/awards/new").await.shows("There is nothing to award yet");
    owner.get(&format!("{path}/edit")).await.shows("Take out of the archive");
    owner.send(&format!("{path}/unarchive"), &[]).await.location();
    owner.get("/desk/northside/awards/new").await.shows("Inquiry-Based Learning");
    owner.get("/desk/northside/achievements?done=%3Cb%3E").await.hides("role=\"status\"");
}
