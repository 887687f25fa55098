//! Every route of the pages with who may come there: held against the source, so that a route that nobody thought about
//! fails. Roles at the desk, other organisations, strangers, forms from other pages, headers.
//!
//! The routes of the desk stand in [`crate::desk::ROUTES`]; those for programs are walked through in `api.rs`.

use std::path::Path;

use accolade::app::Permission;
use accolade::store::Role;

use crate::desk::{Needs, Place, ROUTES};
use crate::support::browser::{BASE, Browser};

/// Who may come to a route that is not at a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Everybody.
    Everybody,
    /// Whoever holds a secret link.
    Link,
    /// Whoever is signed in.
    SignedIn,
    /// The person whose work it is, or who has to do with it; others learn nothing.
    Own,
}

/// Every route outside of the desk.
const OTHERS: &[(&str, &str, Who)] = &[
    ("GET", "/", Who::Everybody),
    ("GET", "/catalogue", Who::Everybody),
    ("GET", "/organisations", Who::Everybody),
    ("GET", "/organisations/{slug}", Who::Everybody),
    ("GET", "/organisations/{slug}/join", Who::Everybody),
    ("POST", "/organisations/{slug}/join", Who::Everybody),
    ("GET", "/achievements/{achievement}", Who::Everybody),
    ("GET", "/achievements/{achievement}/versions/{version}", Who::Everybody),
    ("GET", "/badges/{award}", Who::Everybody),
    ("GET", "/b/{code}", Who::Everybody),
    ("GET", "/verify", Who::Everybody),
    ("POST", "/verify", Who::Everybody),
    ("GET", "/verify/many", Who::Everybody),
    ("POST", "/verify/many", Who::Everybody),
    ("GET", "/static/{name}", Who::Everybody),
    ("GET", "/api", Who::Everybody),
    ("GET", "/review/draws.json", Who::Everybody),
    ("GET", "/sign-in", Who::Everybody),
    ("POST", "/sign-in", Who::Everybody),
    ("GET", "/sign-in/{secret}", Who::Link),
    ("POST", "/sign-in/{secret}", Who::Link),
    ("GET", "/sign-in/confirm", Who::Everybody),
    ("POST", "/sign-in/confirm", Who::Everybody),
    ("GET", "/sign-in/passkey", Who::Everybody),
    ("POST", "/sign-in/passkey", Who::Everybody),
    ("GET", "/sign-in/provider", Who::Everybody),
    ("GET", "/sign-in/provider/return", Who::Everybody),
    ("GET", "/account/passkeys", Who::SignedIn),
    ("POST", "/account/passkeys", Who::SignedIn),
    ("POST", "/account/passkeys/{key}", Who::SignedIn),
    ("GET", "/operator", Who::Own),
    ("POST", "/sign-out", Who::Everybody),
    ("GET", "/signed-out", Who::Everybody),
    ("GET", "/invitations/{secret}", Who::Link),
    ("POST", "/invitations/{secret}", Who::Link),
    ("GET", "/join", Who::SignedIn),
    ("POST", "/join", Who::SignedIn),
    ("GET", "/join/{secret}", Who::Link),
    ("POST", "/join/{secret}", Who::Link),
    ("GET", "/claims", Who::SignedIn),
    ("GET", "/claims/new", Who::SignedIn),
    ("POST", "/claims/new", Who::SignedIn),
    ("GET", "/claims/{claim}", Who::Own),
    ("POST", "/claims/{claim}", Who::Own),
    ("POST", "/claims/{claim}/evidence", Who::Own),
    ("GET", "/claims/{claim}/evidence/{evidence}", Who::Own),
    ("POST", "/claims/{claim}/evidence/{evidence}/remove", Who::Own),
    ("POST", "/claims/{claim}/{step}", Who::Own),
    ("GET", "/bench", Who::SignedIn),
    ("POST", "/bench/take", Who::SignedIn),
    ("GET", "/bench/{claim}", Who::Own),
    ("POST", "/bench/{claim}", Who::Own),
    ("POST", "/bench/{claim}/{step}", Who::Own),
    ("GET", "/bench/{claim}/evidence/{evidence}", Who::Own),
    ("GET", "/moderation", Who::SignedIn),
    ("GET", "/moderation/{claim}", Who::Own),
    ("POST", "/moderation/{claim}", Who::Own),
    ("GET", "/moderation/{claim}/evidence/{evidence}", Who::Own),
    ("GET", "/frameworks", Who::Everybody),
    ("GET", "/frameworks/{framework}", Who::Everybody),
    ("GET", "/frameworks/{framework}/items/{item}", Who::Everybody),
    ("GET", "/language/{tag}", Who::Everybody),
    ("GET", "/badges/{award}/badge.pdf", Who::Everybody),
    ("GET", "/badges/{award}/evidence/{evidence}", Who::Everybody),
    ("GET", "/embed/badges/{award}", Who::Everybody),
    ("GET", "/embed/s/{token}", Who::Everybody),
    ("GET", "/oembed", Who::Everybody),
    ("GET", "/s/{token}", Who::Everybody),
    ("GET", "/s/{token}/{file}", Who::Everybody),
    ("GET", "/s/{token}/evidence/{evidence}", Who::Everybody),
    ("GET", "/yours/{token}", Who::Link),
    ("GET", "/yours/{token}/{file}", Who::Link),
    ("POST", "/yours/{token}/{file}", Who::Link),
    ("GET", "/me", Who::SignedIn),
    ("GET", "/me/badges/{award}", Who::Own),
    ("GET", "/me/badges/{award}/{file}", Who::Own),
    ("POST", "/me/badges/{award}/{file}", Who::Own),
    ("GET", "/me/addresses", Who::SignedIn),
    ("POST", "/me/addresses", Who::SignedIn),
    ("GET", "/me/addresses/{token}", Who::SignedIn),
    ("POST", "/me/addresses/{token}", Who::SignedIn),
    ("GET", "/me/collections", Who::SignedIn),
    ("POST", "/me/collections", Who::SignedIn),
    ("GET", "/me/collections/{collection}", Who::Own),
    ("POST", "/me/collections/{collection}/{what}", Who::Own),
    ("GET", "/me/data", Who::SignedIn),
    ("GET", "/me/export.zip", Who::SignedIn),
    ("POST", "/me/data/erase", Who::SignedIn),
    ("GET", "/erased", Who::Everybody),
    ("POST", "/bench/conflict", Who::SignedIn),
    ("GET", "/bench/enter/{secret}", Who::Link),
    ("POST", "/bench/enter/{secret}", Who::Link),
    ("POST", "/bench/readiness", Who::SignedIn),
    ("GET", "/bench/trial", Who::SignedIn),
    ("POST", "/bench/trial/{item}", Who::Own),
    ("GET", "/coaching", Who::SignedIn),
    ("GET", "/coaching/{claim}", Who::Own),
    ("POST", "/coaching/{claim}", Who::Own),
    ("GET", "/coaching/{claim}/evidence/{evidence}", Who::Own),
    ("POST", "/coaching/{claim}/sign-off", Who::Own),
    ("POST", "/moderation/{claim}/{step}", Who::Own),
];

/// The routes that a source file names, wherever it breaks its lines.
pub(crate) fn routes_of(source: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for part in source.split(".route(").skip(1) {
        let mut depth = 1;
        let end = part.find(|letter: char| {
            depth += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let call = &part[..end.expect("a closed call")];
        let (path, handlers) =
            call.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')).expect("a path");
        for (method, name) in [("GET", "get("), ("POST", "post("), ("PUT", "put("), ("DELETE", "delete(")] {
            if handlers
                .split(|c: char| !(c.is_ascii_alphanumeric() || c == '(' || c == '_'))
                .any(|word| word.starts_with(name))
            {
                found.push((method, path.to_owned()));
            }
        }
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("desk/mod.rs") {
            found.push(std::fs::read_to_string(path).expect("a text"));
        }
    }
}

#[test]
fn every_route_of_the_pages_is_in_the_matrix() {
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut texts);
    let mut found: Vec<(&str, String)> = texts.iter().flat_map(|text| routes_of(text)).collect();
    let mut known: Vec<(&str, String)> = OTHERS.iter().map(|(method, path, _)| (*method, (*path).to_owned())).collect();
    found.sort();
    known.sort();

    assert_eq!(found, known);
    assert!(found.len() > 40);
}

#[test]
fn roles_may_do_what_the_table_says() {
    use Permission::{Award, Define, Issue, Judge, Manage, Moderate, Revoke, See};
    let expected: [(Role, &[Permission]); 6] = [
        (Role::Owner, &[See, Define, Award, Revoke, Judge, Moderate, Manage]),
        (Role::Editor, &[See, Define]),
        (Role::Awarder, &[See, Award, Revoke]),
        (Role::Reviewer, &[Judge]),
        (Role::Moderator, &[Moderate]),
        (Role::Viewer, &[See]),
    ];
    for (role, allowed) in expected {
        for permission in Permission::OF_ROLES.into_iter().chain([Issue]) {
            assert_eq!(permission.is_of(role), allowed.contains(&permission), "{role:?} {permission:?}");
        }
    }
    assert_eq!(expected.map(|(role, _)| role), Role::ALL);
    for permission in Permission::OF_KEYS {
        assert_eq!(Permission::find(permission.scope()), Some(permission));
    }
    assert_eq!((Permission::find("judge"), Permission::find("moderate")), (None, None), "people judge, not programs");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_desk_every_role_may_do_its_part_and_nothing_else() {
    let (mut allowed, mut refused) = (0, 0);
    for role in Role::ALL {
        let place = Place::new().await;
        let mut browser = place.with_role(role).await;
        let csrf = browser.csrf().await;
        for route in ROUTES {
            let may = match route.2 {
                Needs::SignIn | Needs::Role => true,
                Needs::May(permission) => permission.is_of(role),
                // What more is needed the route does not say; owners have it, viewers have not.
                Needs::More if role == Role::Owner => true,
                Needs::More if role == Role::Viewer => false,
                Needs::More => continue,
            };
            let status = place.ask(&mut browser, route, &csrf).await.status;
            assert_eq!(status != 403, may, "{} {} for {role:?}: {status}", route.0, route.1);
            assert!(status < 500, "{} {} for {role:?}: {status}", route.0, route.1);
            if may { allowed += 1 } else { refused += 1 }
        }
    }
    println!("{} routes x {} roles: {allowed} allowed, {refused} refused", ROUTES.len(), Role::ALL.len());
    assert!(allowed > 80 && refused > 80, "{allowed} {refused}");
}

/// Whoever is signed in, in every relation to the school: each role, an owner of another organisation, no role at all.
async fn everybody(place: &Place) -> Vec<(String, Browser)> {
    let mut all = Vec::new();
    for role in Role::ALL {
        all.push((format!("{role:?}"), place.with_role(role).await));
    }
    all.push(("another tenant".into(), place.stranger().await));
    all.push(("no role".into(), place.nobody().await));
    all
}

fn filled(path: &str, place: &Place, claim: &str) -> String {
    let names = [("{claim}", claim), ("{evidence}", "0123456789abcdefghjkmnpqrs"), ("{step}", "withdraw")];
    let more = [
        ("{key}", "AAAA"),
        ("{secret}", "never-made"),
        ("{code}", "ZZZZZZZZZZ"),
        ("{name}", "style.css"),
        ("{version}", "1"),
        ("{token}", "never-made"),
        ("{file}", "badge.json"),
        ("{item}", "0123456789abcdefghjkmnpqrs"),
        ("{framework}", "0123456789abcdefghjkmnpqrs"),
        ("{tag}", "es"),
        ("{collection}", "0123456789abcdefghjkmnpqrs"),
        ("{what}", "delete"),
    ];
    let path = path.replace("{achievement}", place.town.achievement.as_str());
    let path = names.iter().chain(&more).fold(path, |path, (name, value)| path.replace(name, value));
    place.fill(&path)
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_desk_strangers_sign_in_first_and_nobody_sees_what_is_others() {
    let place = Place::new().await;
    let claim = place.claim().await;
    let mut anonymous = Browser::new(&place.town.app);
    for (method, path, who) in OTHERS {
        let path = filled(path, &place, &claim);
        let answer = match *method {
            "GET" => anonymous.look(&path).await,
            _ => anonymous.post(&path, &[]).await,
        };
        match who {
            Who::Everybody => {
                let is_sent = answer.status == 303 && answer.header("location").starts_with("/sign-in?");
                assert!(!is_sent && ![401, 500].contains(&answer.status), "{method} {path}: {}", answer.status);
            }
            Who::Link => assert_eq!(answer.status, 410, "{method} {path}"),
            Who::SignedIn | Who::Own => {
                assert!(answer.location().starts_with("/sign-in?next="), "{method} {path}: {}", answer.location());
            }
        }
    }
    for (name, mut browser) in everybody(&place).await {
        let csrf = browser.csrf().await;
        for (method, path, _) in OTHERS.iter().filter(|(.., who)| *who == Who::Own) {
            let path = filled(path, &place, &claim);
            let answer = match *method {
                "GET" => browser.look(&path).await,
                _ => browser.post(&path, &[("csrf", &csrf)]).await,
            };
            assert_eq!(answer.status, 404, "{method} {path} for {name}: {}", answer.text);
            assert!(!answer.text.contains("Claimed by Zoe"), "{method} {path} for {name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_outside_the_desk_is_taken_without_its_token_or_from_another_page() {
    let place = Place::new().await;
    let claim = place.claim().await;
    let mut browser = place.with_role(Role::Owner).await;
    let csrf = browser.csrf().await;
    let posts: Vec<_> = OTHERS.iter().filter(|(method, ..)| *method == "POST").collect();
    assert!(posts.len() > 15);
    for (_, path, who) in &posts {
        let path = filled(path, &place, &claim);
        for origin in ["https://evil.example", "null", "http://127.0.0.1:8081"] {
            browser.origin = Some(origin.to_owned());
            assert_eq!(browser.post(&path, &[("csrf", &csrf)]).await.status, 403, "{path} from {origin}");
            if *who == Who::Link {
                let mut anonymous = Browser::new(&place.town.app);
                anonymous.origin = Some(origin.to_owned());
                assert_eq!(anonymous.post(&path, &[]).await.status, 403, "{path} from {origin} by nobody");
            }
        }
        browser.origin = Some(BASE.to_owned());
        // Asking for a link and checking a badge write in nobody's name; a link that lets somebody in is its own token.
        let is_own_token = ["/sign-in/", "/yours/", "/bench/enter/"].iter().any(|start| path.starts_with(start));
        if ["/sign-in", "/verify", "/verify/many"].contains(&path.as_str()) || is_own_token {
            continue;
        }
        for token in ["", "0123456789abcdefghjkmnpqrstvwxyz", &csrf[1..]] {
            assert_eq!(browser.post(&path, &[("csrf", token)]).await.status, 403, "{path} with `{token}`");
        }
    }
    assert!(browser.get("/desk").await.status == 303, "still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers_that_keep_browsers_safe() {
    let place = Place::new().await;
    let claim = place.claim().await;
    let mut all: Vec<(String, String)> = Vec::new();
    all.extend(OTHERS.iter().map(|(method, path, _)| ((*method).to_owned(), filled(path, &place, &claim))));
    all.extend(ROUTES.iter().map(|(method, path, ..)| ((*method).to_owned(), place.fill(path))));
    let of_programs = accolade::api::operations();
    all.extend(of_programs.iter().map(|one| (one.method.to_owned(), filled(one.path, &place, &claim))));
    all.push(("GET".into(), "/nothing/here".into()));
    let mut browsers = [Browser::everything(&place.town.app), place.with_role(Role::Owner).await];
    for browser in &mut browsers {
        for (method, path) in &all {
            let answer = browser.ask(method, path, "application/x-www-form-urlencoded", Vec::new()).await;
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'"), "{method} {path}: {policy}");
            // A picture opens in a sandbox, where its own style can do nothing.
            let is_picture = policy.contains("sandbox") && answer.header("content-type") == "image/svg+xml";
            // The one page that others may frame: it looks at no cookie and has no form.
            if path.starts_with("/embed/") {
                assert!(policy.ends_with("frame-ancestors *"), "{method} {path}: {policy}");
                assert_eq!(answer.header("x-frame-options"), "", "{method} {path}");
                assert!(!answer.text.contains("<form") && answer.header("set-cookie").is_empty(), "{method} {path}");
                continue;
            }
            if !is_picture {
                assert!(policy.contains("frame-ancestors 'none'"), "{method} {path}: {policy}");
                assert!(!policy.contains("unsafe"), "{method} {path}: {policy}");
            }
            assert!(!policy.contains('*') && !policy.contains("script-src 'unsafe"), "{method} {path}: {policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("strict-transport-security", "max-age=31536000"),
                ("cross-origin-opener-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), value, "{method} {path} {name}");
            }
            assert!(answer.header("permissions-policy").contains("camera=()"), "{method} {path}");
            assert!(!answer.header("x-request-id").is_empty(), "{method} {path}");
            if path.starts_with("/desk/") && answer.status == 200 {
                let kept = answer.header("cache-control");
                assert!(kept.contains("no-store") || kept.contains("private"), "{method} {path}: {kept}");
            }
        }
    }
}
