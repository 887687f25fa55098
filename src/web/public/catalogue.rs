//! The catalogue: search, facets, pages.

use axum::extract::{Query, State};
use serde::Deserialize;

use crate::app::{App, Error};
use crate::http::Hall;
use crate::store::{Achievement, CatalogueFilter, Facet};
use crate::web::answer::{Page, PageError, Visitor};
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

fn percent_encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
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
    let chosen = chosen(&asked, organisation.map(|found| found.name));
    Ok(Page(views::Catalogue {
        frame: visitor.frame(),
        query: asked.q.clone(),
        facets: vec![
            facet("subject", "Subject", &facets.subjects, &asked.subject),
            facet("grade", "Grade band", &facets.grade_bands, &asked.grade),
            facet("framework", "Framework", &facets.frameworks, &asked.framework),
            facet("type", "Type", &facets.types, &asked.kind),
        ],
        narrowed: !chosen.is_empty(),
        chosen,
        clear_href: "/catalogue".into(),
        summary: if count == 1 { "1 achievement".into() } else { format!("{count} achievements") },
        results: cards(app, &found).await?,
        empty: empty(&asked),
        pager: (next.is_some() || !asked.after.is_empty()).then(|| Pager {
            sentence: format!("{} of {count} shown", found.len()),
            previous: (!asked.after.is_empty()).then(|| asked.href("", None).into()),
            next: next.map(|after| asked.href("", Some(&after)).into()),
        }),
    }))
}

fn facet(name: &str, label: &str, values: &[Facet], chosen: &str) -> views::Facet {
    let choice = |value: &Facet| Choice {
        value: value.value.clone(),
        label: words(&value.value),
        count: Some(value.count.unsigned_abs()),
        chosen: value.value == chosen,
    };
    views::Facet { name: name.into(), label: label.into(), choices: values.iter().map(choice).collect() }
}

fn chosen(asked: &Asked, organisation: Option<String>) -> Vec<Link> {
    let link = |(name, value): (&str, &str)| {
        let text = if name == "issuer" { organisation.clone().unwrap_or_default() } else { words(value) };
        Link { href: asked.href(name, None).into(), text }
    };
    asked.parts().into_iter().filter(|(name, value)| *name != "q" && !value.is_empty()).map(link).collect()
}

fn empty(asked: &Asked) -> Empty {
    let is_asked = asked.parts().iter().any(|(_, value)| !value.is_empty());
    let (sentence, action) = if is_asked {
        let text = "Nothing fits all of this. Try fewer words, or take one of the choices away.";
        (text, Some(Link { href: "/catalogue".into(), text: "Show all achievements".into() }))
    } else {
        ("Nothing is published here yet. As soon as an organisation publishes an achievement, it appears here.", None)
    };
    Empty { sentence: sentence.into(), action }
}

/// `LearningProgram` as people say it: "Learning program".
pub(super) fn words(kind: &str) -> String {
    if kind == "MicroCredential" {
        return "Micro-credential".into();
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
fn grades(band: &str) -> String {
    if band.bytes().any(|byte| byte.is_ascii_digit()) { format!("Grades {band}") } else { band.to_owned() }
}

/// Achievements as cards.
pub(super) async fn cards(app: &App, found: &[Achievement]) -> Result<Vec<BadgeCard>, Error> {
    let mut cards = Vec::with_capacity(found.len());
    for achievement in found {
        let view = app.load_achievement(&achievement.achievement_id, None).await?;
        let definition = &view.definition;
        let labels = [
            Some(words(&definition.achievement_type)),
            definition.subject.clone(),
            definition.grade_band.as_deref().map(grades),
        ];
        cards.push(BadgeCard {
            href: format!("/achievements/{}", achievement.achievement_id).into(),
            artwork: Some(super::artwork(&view)),
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
