//! The catalogue: search, facets, pages.

use axum::extract::{Query, State};
use serde::Deserialize;

use crate::app::{App, Error};
use crate::http::Hall;
use crate::language::Words;
use crate::store::{Achievement, CatalogueFilter, Facet};
use crate::web::answer::{Page, PageError, Visitor};
use crate::web::href::percent_encoded;
use crate::web::views::{self, BadgeCard, Choice, Empty, Link, Pager};

/// Achievements on one page.
const SHOWN: usize = 24;

/// What is asked for; empty members ask for nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    subject: String,
    grade: String,
    framework: String,
    #[serde(rename = "type")]
    kind: String,
    issuer: String,
    after: String,
}

impl Asked {
    fn parts(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.q),
            ("subject", &self.subject),
            ("grade", &self.grade),
            ("framework", &self.framework),
            ("type", &self.kind),
            ("issuer", &self.issuer),
        ]
    }

    /// The list without one of the choices, or from a place on.
    fn href(&self, without: &str, after: Option<&str>) -> String {
        let mut out = String::from("/catalogue");
        let after = after.map(|after| ("after", after));
        let kept = self.parts().into_iter().filter(|(name, value)| *name != without && !value.is_empty());
        for (index, (name, value)) in kept.chain(after).enumerate() {
            out.push(if index == 0 { '?' } else { '&' });
            out.push_str(&format!("{name}={}", percent_encoded(value)));
        }
        out
    }
}

/// `GET /catalogue`
pub(super) async fn catalogue(
    State(hall): State<Hall>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Page<views::Catalogue>, PageError> {
    let app = hall.app();
    let organisation = match asked.issuer.as_str() {
        "" => None,
        slug => Some(app.load_organisation_by_slug(slug).await?),
    };
    let filter = CatalogueFilter {
        text: asked.q.trim().chars().take(200).collect(),
        subject: asked.subject.clone(),
        grade_band: asked.grade.clone(),
        framework: asked.framework.clone(),
        achievement_type: asked.kind.clone(),
        organisation: organisation.as_ref().map(|found| found.organisation_id.clone()),
        after: asked.after.split_once('\u{1f}').map(|(name, id)| (name.to_owned(), id.to_owned())),
        limit: SHOWN as i64 + 1,
    };
    let (mut found, count, facets) = app.search_catalogue(&filter).await?;
    let next = (found.len() > SHOWN).then(|| {
        found.truncate(SHOWN);
        found.last().map(|last| format!("{}\u{1f}{}", last.name, last.achievement_id)).unwrap_or_default()
    });
    let words = visitor.words;
    let chosen = chosen(&asked, organisation.map(|found| found.name), words);
    Ok(Page(views::Catalogue {
        frame: visitor.frame(),
        query: asked.q.clone(),
        facets: vec![
            facet(("subject", "facet-subject"), &facets.subjects, &asked.subject, words),
            facet(("grade", "facet-grade"), &facets.grade_bands, &asked.grade, words),
            facet(("framework", "facet-framework"), &facets.frameworks, &asked.framework, words),
            facet(("type", "facet-type"), &facets.types, &asked.kind, words),
        ],
        narrowed: !chosen.is_empty(),
        chosen,
        clear_href: "/catalogue".into(),
        summary: words.fill("catalogue-count").count("count", count).into(),
        results: cards(app, &found, words).await?,
        empty: empty(&asked, words),
        pager: (next.is_some() || !asked.after.is_empty()).then(|| Pager {
            sentence: words.fill("catalogue-shown").count("shown", found.len()).count("count", count).into(),
            previous: (!asked.after.is_empty()).then(|| asked.href("", None).into()),
            next: next.map(|after| asked.href("", Some(&after)).into()),
        }),
    }))
}

fn facet((name, label): (&str, &str), values: &[Facet], chosen: &str, words: Words) -> views::Facet {
    let choice = |value: &Facet| Choice {
        value: value.value.clone(),
        label: kind_in_words(&value.value, words),
        count: Some(value.count.unsigned_abs()),
        chosen: value.value == chosen,
    };
    views::Facet { name: name.into(), label: words.say(label).into(), choices: values.iter().map(choice).collect() }
}

fn chosen(asked: &Asked, organisation: Option<String>, words: Words) -> Vec<Link> {
    let link = |(name, value): (&str, &str)| {
        let text =
            if name == "issuer" { organisation.clone().unwrap_or_default() } else { kind_in_words(value, words) };
        Link { href: asked.href(name, None).into(), text }
    };
    asked.parts().into_iter().filter(|(name, value)| *name != "q" && !value.is_empty()).map(link).collect()
}

fn empty(asked: &Asked, words: Words) -> Empty {
    let is_asked = asked.parts().iter().any(|(_, value)| !value.is_empty());
    let (sentence, action) = if is_asked {
        let all = Link { href: "/catalogue".into(), text: words.say("catalogue-show-all").into() };
        (words.say("catalogue-nothing-fits"), Some(all))
    } else {
        (words.say("catalogue-empty"), None)
    };
    Empty { sentence: sentence.into(), action }
}

/// `LearningProgram` as people say it: "Learning program". Kinds of one's own are taken apart at their capitals.
pub(in crate::web) fn kind_in_words(kind: &str, words: Words) -> String {
    let known = format!("kind-{kind}");
    if words.has(&known) {
        return words.say(&known).into_owned();
    }
    let mut out = String::new();
    for (index, letter) in kind.chars().enumerate() {
        let is_inner = index > 0 && letter.is_ascii_uppercase() && out.ends_with(|c: char| c.is_ascii_lowercase());
        if is_inner {
            out.push(' ');
            out.extend(letter.to_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
}

/// A grade band with the word that says what it is: "K-5" alone means nothing to many.
fn grades(band: &str, words: Words) -> String {
    let has_digit = band.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit { words.fill("grades-band").with("band", band).into() } else { band.to_owned() }
}

/// Achievements as cards.
pub(super) async fn cards(app: &App, found: &[Achievement], words: Words) -> Result<Vec<BadgeCard>, Error> {
    let mut cards = Vec::with_capacity(found.len());
    for achievement in found {
        let view = app.load_achievement(&achievement.achievement_id, None).await?;
        let definition = &view.definition;
        let labels = [
            Some(kind_in_words(&definition.achievement_type, words)),
            definition.subject.clone(),
            definition.grade_band.as_deref().map(|band| grades(band, words)),
        ];
        cards.push(BadgeCard {
            href: format!("/achievements/{}", achievement.achievement_id).into(),
            artwork: Some(super::artwork(&view, words)),
            name: definition.name.clone(),
            lang: definition.language.clone(),
            issuer: view.organisation.name.clone(),
            summary: definition.description.chars().take(200).collect(),
            labels: labels.into_iter().flatten().collect(),
            date: None,
            state: None,
        });
    }
    Ok(cards)
}
