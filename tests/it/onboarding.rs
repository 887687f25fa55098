//! From a new organisation to its first badge: six pages, left and taken up again.

use accolade::app::{Actor, OrganisationRequest};
use accolade::clock::Clock;
use accolade::ids::OrganisationId;

use crate::support::browser::Browser;
use crate::support::town::{Engine, Ground, engines, now, open};

const OWNER: &str = "owner@school.example";
const START: &str = "/desk/northside/start";

async fn school(engine: Engine) -> (Ground, accolade::app::App, OrganisationId, Browser) {
    let ground = Ground::new(engine).await;
    let app = open(&ground, Clock::Fixed(now())).await;
    let request = OrganisationRequest { slug: "northside".into(), name: "Northside".into(), ..Default::default() };
    let school = app.create_organisation(&Actor::Operator, request, None).await.expect("made").organisation_id;
    let browser = Browser::owner(&app, &school, OWNER).await;
    (ground, app, school, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn six_pages_lead_to_the_first_badge() {
    for engine in engines() {
        let (_ground, app, school, mut browser) = school(engine).await;
        browser.get("/desk/northside").await.shows("in six steps to the first badge");
        assert_eq!(browser.get(START).await.location(), format!("{START}/name"));

        // 1: the name, with a mistake first.
        browser.get(&format!("{START}/name")).await.shows("Step 1 of 6").shows("value=\"Northside\"");
        let wrong = browser.send(&format!("{START}/name"), &[("do", "save"), ("name", " "), ("url", "school")]).await;
        assert_eq!(wrong.status, 422);
        wrong.shows("href=\"#name\"").shows("id=\"url-error\"").shows("value=\"school\"");
        let name = [("do", "save"), ("name", "Northside District"), ("url", "https://northside.example")];
        let next = browser.send(&format!("{START}/name"), &name).await;
        assert_eq!(next.location(), format!("{START}/domain"));

        // 2: the address is looked at over the network; nobody is there in this story.
        let domain = browser.get(next.location()).await;
        domain.shows("did:web:127.0.0.1%3A8080:organisations:northside").shows("of this machine alone");
        domain.shows("could not be read there").shows("Look again");
        browser.send(&format!("{START}/domain"), &[("do", "save")]).await.location();

        // Somebody leaves and comes back: it goes on where it was, and what was done can be changed.
        browser.get("/desk/northside").await.shows("2 of 6 steps are done");
        assert_eq!(browser.get(START).await.location(), format!("{START}/linkedin"));
        browser.get(&format!("{START}/linkedin")).await.shows(&format!("href=\"{START}/domain\">Back"));
        browser.get(&format!("{START}/name")).await.shows("value=\"Northside District\"").shows("(done)");

        // 3: LinkedIn, with a look at what people will see.
        let wrong = browser.send(&format!("{START}/linkedin"), &[("do", "save"), ("linkedin", "northside")]).await;
        assert_eq!(wrong.status, 422);
        wrong.shows("id=\"linkedin-error\"");
        let preview = browser.send(&format!("{START}/linkedin"), &[("do", "preview"), ("linkedin", "123456")]).await;
        preview.shows("href=\"https://www.linkedin.com/company/123456\"").shows("number 123456, with its logo");
        browser.send(&format!("{START}/linkedin"), &[("do", "save"), ("linkedin", "123456")]).await.location();

        // 4: the achievement, drawn.
        let fields = [
            ("name", "Inquiry"),
            ("description", "Leads an inquiry."),
            ("criteria", "Plan\r\nTeach"),
            ("shape", "shield"),
            ("colour", "plum"),
            ("icon", "magnifier"),
            ("artwork_text", "Inquiry"),
        ];
        let preview =
            browser.send(&format!("{START}/achievement"), &[&[("do", "preview")], &fields[..]].concat()).await;
        preview.shows("artwork.svg?shape=shield&amp;colour=plum").shows("Leads an inquiry.");
        let wrong = browser.send(&format!("{START}/achievement"), &[("do", "save"), ("description", "Kept")]).await;
        assert_eq!(wrong.status, 422);
        wrong.shows("href=\"#name\"").shows("Kept</textarea>");
        let next = browser.send(&format!("{START}/achievement"), &[&[("do", "save")], &fields[..]].concat()).await;
        assert_eq!(next.location(), format!("{START}/review"));
        browser.get(&format!("{START}/achievement")).await.shows("value=\"Inquiry\"").shows("value=\"plum\" selected");

        // 5: who looks at evidence.
        browser.get(next.location()).await.shows("Two peers, three when they disagree");
        browser.send(&format!("{START}/review"), &[("do", "save"), ("review", "two")]).await.location();

        // 6: out with it.
        browser.get(&format!("{START}/publish")).await.shows("met or not yet").shows("Inquiry");
        let done = browser.send(&format!("{START}/publish"), &[("do", "save")]).await;
        browser.get(done.location()).await.shows("Your first achievement is published.").shows("Award to a whole list");

        let kept = app.load_organisation(&school).await.expect("there");
        assert_eq!((kept.name.as_str(), kept.linkedin_id.as_deref()), ("Northside District", Some("123456")));
        let own = app.list_own_achievements(&Actor::Operator, &school, ("", ""), 10).await.expect("achievements");
        assert_eq!((own.len(), own[0].version), (1, 1));
        assert!(app.is_claimable(&own[0].achievement_id).await.expect("known"));
        let setup = app.find_review_setup(&own[0].achievement_id).await.expect("known").expect("a setup");
        assert_eq!((setup.terms.policy().k, setup.terms.policy().k_max), (2, 3));
        browser.get("/desk/northside").await.hides("steps");
        assert_eq!(browser.get(START).await.location(), "/desk/northside");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_wait_is_left_for_later_and_what_cannot_is_not() {
    let (_ground, app, school, mut browser) = school(Engine::Sqlite).await;
    for step in ["domain", "linkedin", "review"] {
        browser.get(&format!("{START}/{step}")).await.shows("value=\"skip\"");
        browser.send(&format!("{START}/{step}"), &[("do", "skip")]).await.location();
    }
    browser.get(&format!("{START}/name")).await.hides("value=\"skip\"");
    let nothing = browser.send(&format!("{START}/publish"), &[("do", "save")]).await;
    assert_eq!(nothing.status, 422);
    nothing.shows("First describe what can be earned.");
    assert_eq!(browser.get(&format!("{START}/elsewhere")).await.status, 404);
    let own = app.list_own_achievements(&Actor::Operator, &school, ("", ""), 10).await.expect("achievements");
    assert!(own.is_empty());
}
