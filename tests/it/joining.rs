//! How people come into organisations: invited, asking, with a community's code; and what no link may do.

use accolade::app::{Actor, App, JoinRulesRequest};
use accolade::clock::Clock;
use accolade::ids::OrganisationId;
use accolade::review::State;
use accolade::store::Role;

use crate::support::browser::{BASE, Browser};
use crate::support::peers::{CLAIMANT_SCHOOL, MINUTE, Peers};
use crate::support::town::{Engine, Ground, Town, engines, now, open};

const OWNER: &str = "owner@school.example";
const MEMBERS: &str = "/desk/northside/members";

async fn town(engine: Engine) -> (Town, Browser) {
    let town = Town::new(engine).await;
    let owner = Browser::owner(&town.app, &town.school.organisation_id, OWNER).await;
    (town, owner)
}

/// The path of the last mailed link to a page of this kind.
async fn mailed(app: &App, kind: &str) -> String {
    while app.do_messages().await.expect("worked") > 0 {}
    let kept = app.mailer().kept();
    let words = kept.iter().rev().flat_map(|kept| kept.mail.text.split_whitespace());
    let link = words.into_iter().find(|word| word.contains(kind)).expect("a link").to_owned();
    link.strip_prefix(BASE).expect("a link to the service").to_owned()
}

/// How many mails went to an address.
async fn mails_to(app: &App, email: &str) -> usize {
    while app.do_messages().await.expect("worked") > 0 {}
    app.mailer().kept().iter().filter(|kept| kept.mail.to == email).count()
}

async fn role_of(app: &App, school: &OrganisationId, email: &str) -> Option<Role> {
    let members = app.list_members(&Actor::Operator, school).await.expect("members");
    members.into_iter().find(|member| member.email == email).map(|member| member.role)
}

async fn invited(owner: &mut Browser, app: &App, email: &str, role: &str) -> String {
    owner.send(MEMBERS, &[("email", email), ("role", role)]).await.location();
    mailed(app, "/invitations/").await
}

async fn rules(town: &Town, change: impl FnOnce(&mut JoinRulesRequest)) {
    let mut request = JoinRulesRequest { is_listed: true, ..JoinRulesRequest::default() };
    change(&mut request);
    let id = &town.school.organisation_id;
    town.app.change_join_rules(&Actor::Operator, id, request).await.expect("changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_gives_its_role_once_to_who_holds_the_link() {
    for engine in engines() {
        let (town, mut owner) = town(engine).await;
        let (app, school) = (&town.app, &town.school.organisation_id);
        let link = invited(&mut owner, app, "Ada@School.example", "editor").await;
        owner.get(MEMBERS).await.shows("Invited, not answered yet").shows("Ada@School.example").shows("Editor");
        assert_eq!(role_of(app, school, "Ada@School.example").await, None, "nobody is in before they said yes");

        let mut ada = Browser::new(app);
        for _ in 0..2 {
            let looked = ada.get(&link).await;
            assert_eq!((looked.status, looked.header("set-cookie")), (200, ""));
            looked.shows("Northside District invites you").shows("Editor: describes").shows("8 June 2026");
            assert_eq!(ada.head(&link).await.status, 200);
        }
        ada.origin = Some("https://evil.example".to_owned());
        assert_eq!(ada.post(&link, &[("do", "accept")]).await.status, 403, "another page accepts nothing");
        ada.origin = Some(BASE.to_owned());

        let accepted = ada.post(&link, &[("do", "accept"), ("name", "Ada Marlowe")]).await;
        assert_eq!(accepted.location(), "/desk/northside");
        ada.get("/desk/northside/achievements").await.shows("Ada Marlowe").shows("New achievement");
        assert_eq!(ada.get("/desk/northside/awards/new").await.status, 403);
        assert_eq!(role_of(app, school, "Ada@School.example").await, Some(Role::Editor));
        owner.get(MEMBERS).await.hides("Invited, not answered yet");

        let mut late = Browser::new(app);
        assert_eq!(late.get(&link).await.status, 410);
        assert_eq!(late.post(&link, &[("do", "accept")]).await.status, 410);
        owner.get("/desk/northside/audit").await.shows("Ada Marlowe");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_ends_after_a_week_and_can_be_sent_again_taken_back_and_declined() {
    let (town, mut owner) = town(Engine::Sqlite).await;
    let first = invited(&mut owner, &town.app, "ada@school.example", "viewer").await;
    let again = |email: &'static str| [("email", email), ("role", "viewer")];
    owner.send(MEMBERS, &again("ADA@school.example")).await.shows("was invited already");
    owner.send(MEMBERS, &again(OWNER)).await.shows("is a member already");
    owner.send(MEMBERS, &again("ada at school")).await.shows("href=\"#email\"");

    let Town { app, ground, .. } = town;
    app.close().await;
    drop((app, owner));
    let app = open(&ground, Clock::Fixed(now().plus_seconds(7 * 86_400 + 1))).await;
    let school = app.load_organisation_by_slug("northside").await.expect("the school").organisation_id;
    let mut owner = Browser::owner(&app, &school, OWNER).await;
    let mut ada = Browser::new(&app);
    ada.get(&first).await.shows("is too old");
    let page = owner.get(MEMBERS).await;
    page.shows("worked until 8 June 2026");
    let action = page.text.split("action=\"").find(|part| part.starts_with("/desk/northside/members/invitations/"));
    let action = action.and_then(|part| part.split('"').next()).expect("a form").to_owned();

    owner.send(&action, &[("do", "resend")]).await.location();
    let second = mailed(&app, "/invitations/").await;
    assert_ne!(first, second);
    assert_eq!(owner.send(&action, &[("do", "resend")]).await.status, 429, "not twice in a minute");
    assert_eq!((ada.get(&first).await.status, ada.get(&second).await.status), (410, 200));
    owner.send(&action, &[("do", "withdraw")]).await.location();
    assert_eq!(ada.post(&second, &[("do", "accept")]).await.status, 410);
    assert_eq!(owner.send(&action, &[("do", "withdraw")]).await.status, 404);

    let third = invited(&mut owner, &app, "ada@school.example", "viewer").await;
    ada.post(&third, &[("do", "decline")]).await.shows("You said no");
    assert_eq!(role_of(&app, &school, "ada@school.example").await, None);
    owner.get(MEMBERS).await.hides("ada@school.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_mail_opens_no_account_that_is_in_use() {
    let (town, mut owner) = town(Engine::Sqlite).await;
    let (app, school) = (&town.app, &town.school.organisation_id);
    app.ensure_person("ada@school.example", "Ada").await.expect("a person");
    let link = invited(&mut owner, app, "ada@school.example", "viewer").await;
    let mut ada = Browser::new(app);

    let accepted = ada.post(&link, &[("do", "accept")]).await;

    assert_eq!((accepted.status, accepted.header("set-cookie")), (200, ""));
    accepted.shows("You have joined").shows("/sign-in?next=/desk/northside");
    assert_eq!(role_of(app, school, "ada@school.example").await, Some(Role::Viewer));
    assert!(ada.get("/desk/northside").await.location().starts_with("/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_becomes_that_of_who_is_signed_in_unless_it_is_somebody_elses() {
    let (town, mut owner) = town(Engine::Sqlite).await;
    let app = &town.app;
    let mut ada = Browser::new(app);
    let link = invited(&mut owner, app, "ada@school.example", "viewer").await;
    ada.post(&link, &[("do", "accept"), ("name", "Ada")]).await.location();
    let request =
        accolade::app::OrganisationRequest { slug: "southside".into(), name: "Southside".into(), ..Default::default() };
    let other = app.create_organisation(&Actor::Operator, request, None).await.expect("made").organisation_id;
    app.ensure_person("ben@south.example", "Ben").await.expect("a person");
    for (email, expected) in [("ada@south.example", 303), ("ben@south.example", 409)] {
        app.invite(&Actor::Operator, &other, email, Role::Viewer).await.expect("invited");
        let link = mailed(app, "/invitations/").await;
        assert_eq!(ada.post(&link, &[("do", "accept")]).await.status, 403, "a session's form carries its token");
        assert_eq!(ada.send(&link, &[("do", "accept")]).await.status, expected, "{email}");
    }
    ada.get("/desk").await.shows("/desk/southside").shows("/desk/northside");
    let known = app.ensure_person("ada@south.example", "").await.expect("known");
    assert_eq!(known.name, "Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_says_the_school_and_finds_a_bench_and_nobodys_awards() {
    let (town, mut owner) = town(Engine::Sqlite).await;
    let (app, school) = (&town.app, &town.school.organisation_id);
    town.award("earner@school.example").await;
    let link = invited(&mut owner, app, "ada@school.example", "reviewer").await;
    let mut ada = Browser::new(app);
    let refused = ada.post(&link, &[("do", "accept"), ("name", "Ada")]).await;
    assert_eq!(refused.status, 422);
    refused.shows("href=\"#school\"").shows("id=\"school-error\"").shows("value=\"Ada\"");
    let fields = [("do", "accept"), ("name", "Ada"), ("school", "Hill School")];
    ada.post(&link, &fields).await.location();

    let reviewers = app.list_reviewers(&Actor::Operator, school).await.expect("reviewers");
    assert_eq!((reviewers[0].name.as_str(), reviewers[0].school.as_str()), ("Ada", "hill school"));
    ada.get("/desk/northside").await.shows("Your bench").hides("earner").hides("/desk/northside/awards");
    for path in ["awards", "awards.csv", "members", "reviews", "achievements"] {
        assert_eq!(ada.get(&format!("/desk/northside/{path}")).await.status, 403, "{path}");
    }

    let members = app.list_members(&Actor::Operator, school).await.expect("members");
    let ada_id = &members.iter().find(|member| member.person.name == "Ada").expect("Ada").person.person_id;
    app.remove_member(&Actor::Operator, school, ada_id).await.expect("removed");
    let reviewers = app.list_reviewers(&Actor::Operator, school).await.expect("reviewers");
    assert_eq!(reviewers[0].per_week, 0, "nothing is handed to who is no reviewer any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_to_join_proves_the_address_and_an_owner_answers() {
    for engine in engines() {
        let (town, mut owner) = town(engine).await;
        let (app, school) = (&town.app, &town.school.organisation_id);
        let join = "/organisations/northside/join";
        let mut ada = Browser::new(app);
        ada.get(join).await.shows("by invitation only").hides("<textarea");
        ada.look("/organisations/northside").await.hides("Ask to join");
        assert_eq!(ada.post(join, &[("email", "ada@school.example")]).await.status, 403);
        rules(&town, |rules| rules.takes_requests = true).await;

        ada.look("/organisations/northside").await.shows("Ask to join").shows(join);
        assert_eq!(ada.post(join, &[("email", "ada")]).await.status, 422);
        let form = [("email", "ada@school.example"), ("name", "Ada"), ("words", "I would like to help.")];
        ada.post(join, &form).await.shows("We have sent a link to ada@school.example");
        owner.get(MEMBERS).await.hides("I would like to help.");
        let link = mailed(app, "/join/").await;
        assert_eq!((ada.get(&link).await.status, ada.head(&link).await.status), (200, 200));
        assert_eq!(ada.post(&link, &[]).await.location(), join);
        ada.get(join).await.shows("I would like to help.").shows("Take the request back");
        assert_eq!(Browser::new(app).post(&link, &[]).await.status, 410);
        assert_eq!(mails_to(app, OWNER).await, 1, "an owner hears of it");

        let page = owner.get(MEMBERS).await;
        page.shows("They ask to join").shows("I would like to help.").shows("Take in");
        let action = page.text.split("action=\"").find(|part| part.starts_with("/desk/northside/members/requests/"));
        let action = action.and_then(|part| part.split('"').next()).expect("a form").to_owned();
        owner.send(&action, &[("do", "accept"), ("role", "awarder")]).await.location();
        assert_eq!(role_of(app, school, "ada@school.example").await, Some(Role::Awarder));
        assert_eq!(owner.send(&action, &[("do", "accept"), ("role", "owner")]).await.status, 404, "answered once");
        ada.get(join).await.shows("You are a member already");
        ada.get("/desk/northside/awards/new").await.shows("Award");
        assert_eq!(mails_to(app, "ada@school.example").await, 2, "the link and the answer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_taken_back_or_declined_and_can_be_made_again() {
    let (town, mut owner) = town(Engine::Sqlite).await;
    let app = &town.app;
    rules(&town, |rules| rules.takes_requests = true).await;
    app.ensure_person("ben@school.example", "Ben").await.expect("a person");
    let mut ben = Browser::new(app);
    ben.post("/sign-in", &[("email", "ben@school.example")]).await;
    let link = mailed(app, "/sign-in/").await;
    ben.post(&link, &[]).await.location();
    let join = "/organisations/northside/join";

    ben.send(join, &[("do", "ask"), ("words", "First")]).await.location();
    assert_eq!(ben.send(join, &[("do", "ask"), ("words", "Twice")]).await.status, 409);
    ben.send(join, &[("do", "withdraw")]).await.location();
    owner.get(MEMBERS).await.hides("They ask to join");
    ben.send(join, &[("do", "ask"), ("words", "Second")]).await.location();
    let page = owner.get(MEMBERS).await;
    let action = page.text.split("action=\"").find(|part| part.starts_with("/desk/northside/members/requests/"));
    let action = action.and_then(|part| part.split('"').next()).expect("a form").to_owned();
    owner.send(&action, &[("do", "decline")]).await.location();
    ben.get(join).await.shows("<textarea").hides("Second");
    assert_eq!(role_of(app, &town.school.organisation_id, "ben@school.example").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_tells_nothing_about_an_address_and_mails_it_only_so_often() {
    let (town, _) = town(Engine::Sqlite).await;
    let app = &town.app;
    rules(&town, |rules| rules.takes_requests = true).await;
    let join = "/organisations/northside/join";
    let mut visitor = Browser::new(app);
    let known = visitor.post(join, &[("email", OWNER)]).await;
    let unknown = visitor.post(join, &[("email", "nobody@school.example")]).await;
    assert_eq!(known.text.replace(OWNER, "nobody@school.example"), unknown.text);
    for _ in 0..8 {
        visitor.post(join, &[("email", "nobody@school.example")]).await;
    }
    assert_eq!(mails_to(app, "nobody@school.example").await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_says_what_it_is_about_and_its_code_makes_reviewers() {
    let (town, mut owner) = town(Engine::Sqlite).await;
    let (app, school) = (&town.app, &town.school.organisation_id);
    let path = "/desk/northside/joining";
    let wrong = owner.send(path, &[("kind", "community"), ("joining", "code")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("href=\"#domain\"").shows("value=\"code\" checked");
    let fields = [
        ("kind", "community"),
        ("domain", "Inquiry in <b>science</b>"),
        ("practice", "We read each other's lessons."),
        ("joining", "code"),
        ("joining", "listed"),
    ];
    owner.send(path, &fields).await.location();
    let code = app.join_rules(school).await.expect("rules").code.expect("a code");
    owner.get(path).await.shows(&code);
    let mut visitor = Browser::new(app);
    let page = visitor.look("/organisations/northside").await;
    page.shows("A community").shows("Inquiry in &lt;b&gt;science").shows("lessons.").hides(&code).hides("Ask to join");
    visitor.get("/organisations").await.shows("Northside");
    assert!(visitor.get("/join").await.location().starts_with("/sign-in"));

    app.ensure_person("ben@school.example", "Ben").await.expect("a person");
    visitor.post("/sign-in", &[("email", "ben@school.example")]).await;
    let link = mailed(app, "/sign-in/").await;
    visitor.post(&link, &[]).await.location();
    visitor.get(&format!("/join?code={code}")).await.shows(&code);
    let school_field = ("school", "Hill School");
    assert_eq!(visitor.send("/join", &[("code", "zzzzzzzz"), school_field]).await.status, 422);
    assert_eq!(visitor.send("/join", &[("code", &code), ("school", "")]).await.status, 422);
    let spoken = format!(" {}-{} ", &code[..4].to_uppercase(), &code[4..]);
    assert_eq!(visitor.send("/join", &[("code", &spoken), school_field]).await.location(), "/desk/northside");
    assert_eq!(role_of(app, school, "ben@school.example").await, Some(Role::Reviewer));
    assert_eq!(visitor.send("/join", &[("code", &code), school_field]).await.status, 409);
    visitor.look("/organisations/northside").await.shows("<dd>2</dd>");

    let hidden = [("kind", "community"), ("domain", "Inquiry"), ("joining", "code"), ("joining", "new-code")];
    owner.send(path, &hidden).await.location();
    let newer = app.join_rules(school).await.expect("rules").code.expect("a code");
    assert_ne!(newer, code);
    visitor.get("/organisations").await.hides("Northside");
    owner.send(path, &[("kind", "organisation"), ("joining", "code")]).await.location();
    assert_eq!(app.join_rules(school).await.expect("rules").code, None, "codes are for communities");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_leave_but_the_last_owner_and_sees_what_roles_may_do() {
    let (town, mut owner) = town(Engine::Sqlite).await;
    let (app, school) = (&town.app, &town.school.organisation_id);
    let link = invited(&mut owner, app, "ada@school.example", "moderator").await;
    let mut ada = Browser::new(app);
    ada.post(&link, &[("do", "accept"), ("name", "Ada")]).await.location();
    ada.get("/desk/northside/roles").await.shows("Your role: Moderator").shows("Rule on claims").shows("<td");
    assert_eq!(ada.get("/desk/northside/reviews").await.status, 200);
    assert_eq!(ada.send("/desk/northside/leave", &[]).await.status, 422);
    assert_eq!(ada.send("/desk/northside/leave", &[("sure", "yes")]).await.location(), "/desk");
    assert_eq!(ada.get("/desk/northside").await.status, 404);
    assert_eq!(role_of(app, school, "ada@school.example").await, None);
    assert_eq!(owner.send("/desk/northside/leave", &[("sure", "yes")]).await.status, 409);
}

/// Every file of a folder, in one.
fn bytes_of(ground: &Ground) -> Vec<u8> {
    let files = std::fs::read_dir(ground.folder.path()).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path()).filter(|path| path.is_file());
    paths.flat_map(|path| std::fs::read(path).expect("read")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_link_and_no_session_is_kept_as_it_is() {
    let (town, mut owner) = town(Engine::Sqlite).await;
    let app = &town.app;
    rules(&town, |rules| rules.takes_requests = true).await;
    let mut secrets = vec![invited(&mut owner, app, "ada@school.example", "viewer").await];
    let mut visitor = Browser::new(app);
    visitor.post("/organisations/northside/join", &[("email", "ben@school.example")]).await;
    secrets.push(mailed(app, "/join/").await);
    visitor.post("/sign-in", &[("email", OWNER)]).await;
    secrets.push(mailed(app, "/sign-in/").await);
    let entered = visitor.post(secrets.last().expect("a link"), &[]).await;
    let cookie = entered.header("set-cookie").split(['=', ';']).nth(1).expect("a value").to_owned();
    let mut secrets: Vec<String> =
        secrets.iter().map(|path| path.rsplit('/').next().expect("a secret").to_owned()).collect();
    secrets.push(cookie);
    app.close().await;

    let kept = bytes_of(&town.ground);

    assert!(kept.windows(18).any(|window| window == b"ada@school.example"), "the files are the right ones");
    for secret in &secrets {
        assert!(secret.len() >= 32, "{secret}");
        assert!(!kept.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is in a file");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_members_of_a_community_judge_for_its_badges() {
    let mut peers = Peers::new(Engine::Sqlite, 0).await;
    let (app, id) = (peers.app.clone(), peers.school.organisation_id.clone());
    let request = JoinRulesRequest {
        is_community: true,
        domain: "Inquiry".into(),
        takes_code: true,
        is_listed: true,
        ..JoinRulesRequest::default()
    };
    let rules = app.change_join_rules(&Actor::Operator, &id, request).await.expect("changed");
    let code = rules.code.expect("a code");
    for number in 0..3 {
        let person = app.ensure_person(&format!("member{number}@hill.example"), "").await.expect("a person").person_id;
        let school = format!("Hill School {number}");
        app.join_with_code(&Actor::Person(person.clone()), &code, &school).await.expect("joined");
        peers.reviewers.push(person);
    }
    // One whose colleague claims: never asked.
    let near = app.ensure_person("near@quarry.example", "").await.expect("a person").person_id;
    app.join_with_code(&Actor::Person(near.clone()), &code, CLAIMANT_SCHOOL).await.expect("joined");
    peers.reviewers.push(near);
    drop(app);

    let claim = peers.submits("Six lessons, with what the class asked.").await;
    let peers = peers.later(31 * MINUTE).await;

    let offered = peers.offered_to(&claim).await;
    assert_eq!(offered.len(), 2);
    assert!(!offered.contains(&3), "a colleague of the claimant judges nothing");
    for number in offered {
        peers.judges(number, &claim, 1).await;
    }
    let peers = peers.later(11 * MINUTE).await;
    peers.app.do_reviews().await.expect("the badge is out");
    assert_eq!(peers.own(&claim).await.standing.state, State::Issued);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_invite_send_again_and_take_back() {
    let town = Town::new(Engine::Sqlite).await;
    let door = crate::support::asking::Door::new(town);
    let key = door.key(&["manage"]).await;
    let ask = async |what: &str, body: Option<serde_json::Value>| {
        let line = what.split_once(' ').map(|(method, rest)| format!("{method} {}", door.path(rest))).expect("a line");
        door.ask(&line, Some(&key), body.as_ref(), &[]).await
    };
    let invite = |email: &str| Some(serde_json::json!({"email": email, "role": "awarder"}));
    let fields = ask("POST /invitations", invite("nobody")).await.is(422).fields();
    assert_eq!(fields, ["email"]);
    let wrong = serde_json::json!({"email": "vera@school.example", "role": "king"});
    ask("POST /invitations", Some(wrong)).await.is(422);
    let made = ask("POST /invitations", invite("vera@school.example")).await.is(201).json();
    let id = made["invitationId"].as_str().expect("an invitation").to_owned();
    assert_eq!(ask("POST /invitations", invite("vera@school.example")).await.is(422).fields(), ["email"]);

    while door.town.app.do_messages().await.expect("mails") > 0 {}
    let list = ask("GET /invitations", None).await.is(200).json();
    let one = &list["items"][0];
    assert_eq!((&one["invitationId"], &one["email"]), (&id.as_str().into(), &"vera@school.example".into()));
    assert_eq!((&one["role"], &one["expiresAt"]), (&"awarder".into(), &"2026-06-08T12:00:00Z".into()));
    assert_eq!(one["sentAt"], "2026-06-01T12:00:00Z");
    let kept = door.town.app.mailer().kept();
    assert!(kept.last().is_some_and(|kept| kept.mail.to == "vera@school.example"));

    // Not twice within a minute, and nothing that is not there.
    ask(&format!("POST /invitations/{id}/resend"), None).await.is(429);
    ask("POST /invitations/none/resend", None).await.is(404);
    ask(&format!("DELETE /invitations/{id}"), None).await.is(204);
    ask(&format!("DELETE /invitations/{id}"), None).await.is(404);
    let list = ask("GET /invitations", None).await.is(200).json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(0));
}
