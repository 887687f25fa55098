//! The desk of an organisation: plain pages for the people who work there.

mod achievements;
mod awards;
mod communities;
mod figures;
mod frameworks;
mod imports;
mod milestone;
mod names;
mod people;
mod revoke_all;
mod start;
mod trust;
mod unclaimed;
mod versions;
mod webhooks;

use askama::Template;
use serde::{Deserialize, Serialize};

pub use achievements::{
    AchievementForm, Achievements, AlignmentRow, ArchiveForm, CriterionRow, LevelText, Picker, PickerLine, Publish,
    PublishPoint,
};
pub use awards::{Award, AwardForm, Awards, StatusForm, Waiting};
pub use communities::{Communities, CommunityLine};
pub use figures::{Bar, BarChart, Figures};
pub use frameworks::{FrameworkImport, FrameworkPreview};
pub use imports::{
    Import, ImportButton, ImportColumnField, ImportForm, ImportPlan, ImportProgress, ImportShow, MendCell, MendRow,
};
pub use milestone::Milestone;
pub use names::{NameLine, NameRequests};
pub use people::{ApiKeys, Audit, Invitation, Member, Members, PendingInvitation, PendingRequest, Roles};
pub use revoke_all::RevokeAll;
pub use start::{Start, StartAchievement, StartPart, StartStep};
pub use trust::{TrustForm, TrustImport, TrustPreview, TrustRemoval, TrustedIssuers};
pub use unclaimed::Unclaimed;
pub use versions::Versions;
pub use webhooks::{Delivery, Webhook, Webhooks};

use super::{Cell, Column, Empty, Frame, Link, Row, Table};
use crate::web::href::Href;
use crate::web::verdict::State;

/// What surrounds every page of a desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// The organisation's name.
    pub organisation: String,
    /// Its public page.
    pub public_href: Href,
    /// The pages that this person may see.
    pub tabs: Vec<Tab>,
}

/// The way to one of the pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tab {
    /// Where it leads.
    pub href: Href,
    /// The words.
    pub text: String,
    /// Whether this is the page that is shown.
    pub current: bool,
}

impl Desk {
    pub(in crate::web::views) fn sample(current: &str) -> Self {
        let tab = |path: &str, text: &str| Tab {
            href: format!("/desk/northside{path}").into(),
            text: text.to_owned(),
            current: text == current,
        };
        Self {
            organisation: "Northside School District".to_owned(),
            public_href: "/organisations/northside".into(),
            tabs: vec![
                tab("", "Overview"),
                tab("/achievements", "Achievements"),
                tab("/awards", "Awards"),
                tab("/figures", "Figures"),
                tab("/reviews", "Reviews"),
                tab("/trust", "Trusted issuers"),
                tab("/members", "Members"),
                tab("/keys", "API keys"),
                tab("/webhooks", "Webhooks"),
                tab("/audit", "Audit log"),
            ],
        }
    }
}

/// `GET /desk`, for people with a role in several organisations, or in none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/list.html")]
pub struct Desks {
    /// What surrounds the page.
    pub frame: Frame,
    /// The organisations, with the role in each.
    pub table: Table,
}

impl Desks {
    /// Two organisations, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |slug: &str, name: &str, role: &str| Row {
            cells: vec![Cell::link(format!("/desk/{slug}"), name), Cell::text(role)],
            ..Row::default()
        };
        let some = Self {
            frame: Frame::signed_in_sample(),
            table: Table {
                caption: "Organisations in which you have a role".to_owned(),
                columns: ["Organisation", "Your role"].map(Column::new).to_vec(),
                rows: vec![
                    row("northside", "Northside School District", "Owner"),
                    row("rivers", "College of the Two Rivers", "Awarder"),
                ],
                empty: Empty::new("You have no role in an organisation yet.", None),
            },
        };
        let none = Self { table: Table { rows: Vec::new(), ..some.table.clone() }, ..some.clone() };
        vec![("desks", some), ("desks-none", none)]
    }
}

/// `GET /desk/{slug}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/overview.html")]
pub struct Overview {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// Achievements, awards, people in numbers.
    pub counts: Vec<Count>,
    /// What to do first, while something is missing.
    pub first_steps: Vec<Link>,
    /// Where to award; `None` when this person may not.
    pub award_href: Option<Href>,
    /// The last awards.
    pub recent: Table,
}

/// A number with what it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The list behind it.
    pub href: Href,
    /// The number as it is written: "1,204".
    pub number: String,
    /// What it counts.
    pub label: String,
}

impl Overview {
    /// A desk in use, and a new one.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let count = |path: &str, number: &str, label: &str| Count {
            href: format!("/desk/northside/{path}").into(),
            number: number.to_owned(),
            label: label.to_owned(),
        };
        let used = Self {
            frame: Frame { notice: Some("The badge was awarded.".to_owned()), ..Frame::signed_in_sample() },
            desk: Desk::sample("Overview"),
            counts: vec![
                count("achievements", "6", "achievements"),
                count("awards", "1,204", "awards"),
                count("awards?state=withdrawn", "3", "withdrawn"),
                count("members", "12", "members"),
            ],
            first_steps: Vec::new(),
            award_href: Some("/desk/northside/awards/new".into()),
            recent: Table { caption: "The last awards".to_owned(), ..sample_awards() },
        };
        let new = Self {
            frame: Frame::signed_in_sample(),
            counts: vec![count("achievements", "0", "achievements"), count("awards", "0", "awards")],
            first_steps: vec![
                Link::new("/desk/northside/achievements/new", "Describe your first achievement"),
                Link::new("/desk/northside/members", "Invite the people who award badges with you"),
            ],
            recent: Table { rows: Vec::new(), ..used.recent.clone() },
            ..used.clone()
        };
        vec![("desk", used), ("desk-new", new)]
    }
}

/// Awards for the samples.
fn sample_awards() -> Table {
    let row = |code: &str, name: &str, achievement: &str, day: (&str, &str), state| Row {
        id: code.to_owned(),
        label: format!("{name}, {achievement}"),
        ticked: false,
        cells: vec![
            Cell::link(format!("/desk/northside/awards/{code}"), name),
            Cell::text(achievement),
            Cell::day(day.0, day.1),
            Cell::text("Accepted"),
            Cell::State(state),
        ],
    };
    let inquiry = "Inquiry-based learning: facilitator";
    Table {
        caption: "Awards, newest first".to_owned(),
        columns: ["Earner", "Achievement", "Issued", "Answer", "State"].map(Column::new).to_vec(),
        rows: vec![
            row("K7QF-2MXD", "Ada Marlowe", inquiry, ("2026-05-03", "3 May 2026"), State::Valid),
            row("P3WN-8RTC", "Ben Achebe", "Reading together", ("2026-05-02", "2 May 2026"), State::Valid),
            row("H5JD-4VKM", "Carmen Ruiz", inquiry, ("2026-04-18", "18 April 2026"), State::Withdrawn),
            row("T9BX-6QLP", "Dev Patel", "Reading together", ("2023-04-11", "11 April 2023"), State::Expired),
        ],
        empty: Empty::new("Nothing was awarded yet.", Some(Link::new("/desk/northside/awards/new", "Award a badge"))),
    }
}
