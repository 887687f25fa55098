//! Awarding, and what can happen to an award afterwards.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Choice, Event, Fact, Field, FieldError, Frame, Link, Pager, Table, moment};
use super::{Desk, sample_awards};
use crate::web::href::Href;
use crate::web::verdict::State;

/// `GET` and `POST /desk/{slug}/awards/new`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/award_form.html")]
pub struct AwardForm {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// Where the form goes.
    pub action: Href,
    /// The same form sent twice awards once: hidden field `once`.
    pub once: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// `achievement`: the published ones. When there are none, the page says so.
    pub achievements: Vec<Choice>,
    /// Where to describe one, when there are none.
    pub achievements_href: Href,
    /// Where to award to a whole table.
    pub import_href: Href,
    /// `emails`, one on each line
    pub emails: Field,
    /// `name`, when there is one address
    pub name: Field,
    /// `issued`, a date
    pub issued: Field,
    /// `expires`, a date
    pub expires: Field,
    /// `evidence_address`
    pub evidence_address: Field,
    /// `evidence_narrative`, in Markdown
    pub evidence_narrative: Field,
}

/// `GET /desk/{slug}/awards`. The filter is a GET form (`q`, `state`, `achievement`); the ticked awards arrive as
/// `award`, repeated.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/awards.html")]
pub struct Awards {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Where to award; `None` when this person may not.
    pub award_href: Option<Href>,
    /// Where to award to a whole table; `None` when this person may not.
    pub import_href: Option<Href>,
    /// The list without a filter.
    pub list_href: Href,
    /// "2 earners ask for another name"; `None` when nobody does.
    pub names: Option<Link>,
    /// "2 badges are not yet answered"; `None` when all are.
    pub unclaimed: Option<Link>,
    /// `q`
    pub query: Field,
    /// `state`
    pub states: Vec<Choice>,
    /// `achievement`
    pub achievements: Vec<Choice>,
    /// "1,204 awards".
    pub summary: String,
    /// The awards, with their codes as ids.
    pub table: Table,
    /// Where in the list; `None` when everything is on one page.
    pub pager: Option<Pager>,
    /// The list as CSV.
    pub csv_href: Href,
    /// Withdrawing the ticked ones; `None` when this person may not.
    pub revoke: Option<StatusForm>,
    /// Withdrawing everything that the list is narrowed to.
    pub revoke_all_href: Option<Href>,
}

/// A change of status: where it goes and why, field `reason`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusForm {
    /// Where the form goes.
    pub action: Href,
    /// `reason`
    pub reason: Field,
}

/// What can be done about an award that is not accepted yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The last reminder: "24 May 2026 (2 in all)".
    pub reminder: String,
    /// Where reminding goes; `None` when this person may not, or it was declined.
    pub remind: Option<Href>,
    /// Where cancelling goes; `None` when this person may not.
    pub cancel: Option<Href>,
}

/// `GET /desk/{slug}/awards/{code}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/award.html")]
pub struct Award {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong. The fields are `revoke-reason`, `suspend-reason`, `reinstate-reason`.
    pub errors: Vec<FieldError>,
    /// Who earned it.
    pub earner: String,
    /// What.
    pub achievement: String,
    /// How it stands.
    pub state: State,
    /// Its public page.
    pub page_href: Href,
    /// Addresses, dates, codes.
    pub facts: Vec<Fact>,
    /// What happened to it.
    pub history: Vec<Event>,
    /// What can be done while it is not accepted; `None` when it is, or this person may not.
    pub waiting: Option<Waiting>,
    /// Withdrawing it; `None` when that is done or not allowed.
    pub revoke: Option<StatusForm>,
    /// Putting it on hold.
    pub suspend: Option<StatusForm>,
    /// Ending the hold.
    pub reinstate: Option<StatusForm>,
}

impl AwardForm {
    /// A new award, one with something wrong, and nothing to award.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let new = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Awards"),
            action: "/desk/northside/awards/new".into(),
            once: "01J9Z3K7QF2MXD".to_owned(),
            achievements: vec![
                Choice::new("inquiry", "Inquiry-based learning: facilitator").chosen(),
                Choice::new("reading", "Reading together"),
            ],
            achievements_href: "/desk/northside/achievements/new".into(),
            import_href: "/desk/northside/awards/import".into(),
            issued: Field::new("2026-05-03"),
            ..Self::default()
        };
        let emails = "Line 2 is not an e-mail address: “ben at northside”";
        let expires = "The last day lies before the first day";
        let wrong = Self {
            errors: vec![FieldError::new("emails", emails), FieldError::new("expires", expires)],
            emails: Field::wrong("ada@northside.example\nben at northside", emails),
            expires: Field::wrong("2025-05-03", expires),
            ..new.clone()
        };
        let nothing = Self { achievements: Vec::new(), ..new.clone() };
        vec![("desk-award-new", new), ("desk-award-wrong", wrong), ("desk-award-nothing", nothing)]
    }
}

impl Awards {
    /// A full list, one for somebody who may only look, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let full = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Awards"),
            errors: Vec::new(),
            award_href: Some("/desk/northside/awards/new".into()),
            import_href: Some("/desk/northside/awards/import".into()),
            list_href: "/desk/northside/awards".into(),
            names: Some(Link::new("/desk/northside/names", "2 earners ask for another name")),
            unclaimed: Some(Link::new("/desk/northside/unclaimed", "2 badges are not yet answered")),
            query: Field::default(),
            states: vec![
                Choice::new("", "All").chosen(),
                Choice::new("valid", "Valid"),
                Choice::new("withdrawn", "Withdrawn"),
            ],
            achievements: vec![
                Choice::new("", "All").chosen(),
                Choice::new("inquiry", "Inquiry-based learning: facilitator"),
            ],
            summary: "1,204 awards".to_owned(),
            table: sample_awards(),
            pager: Some(Pager {
                sentence: "51 to 100 of 1,204".to_owned(),
                previous: Some("/desk/northside/awards".into()),
                next: Some("/desk/northside/awards?after=H5JD".into()),
            }),
            csv_href: "/desk/northside/awards.csv".into(),
            revoke: Some(StatusForm { action: "/desk/northside/awards/revoke".into(), ..StatusForm::default() }),
            revoke_all_href: Some("/desk/northside/awards/revoke-all?".into()),
        };
        let viewer = Self { revoke: None, award_href: None, import_href: None, ..full.clone() };
        let none = Self {
            table: Table { rows: Vec::new(), ..full.table.clone() },
            summary: "No awards".to_owned(),
            pager: None,
            ..full.clone()
        };
        vec![("desk-awards", full), ("desk-awards-viewer", viewer), ("desk-awards-none", none)]
    }
}

impl Award {
    /// A valid one, one on hold, a withdrawn one, and one without a reason.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let form = |what: &str| {
            let action = Href::new(format!("/desk/northside/awards/K7QF-2MXD/{what}"));
            Some(StatusForm { action, reason: Field::default() })
        };
        let event = |what: &str, iso, text| Event { what: what.to_owned(), moment: Some(moment(iso, text)) };
        let valid = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Awards"),
            errors: Vec::new(),
            earner: "Ada Marlowe".to_owned(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            state: State::Valid,
            page_href: "/badges/K7QF-2MXD".into(),
            facts: vec![
                Fact::new("E-mail", "ada@northside.example"),
                Fact::exact("Short code", "K7QF-2MXD"),
                Fact::new("Valid until", "3 May 2029"),
                Fact::new("Awarded by", "Grace Okoro"),
            ],
            history: vec![event("Issued", "2026-05-03T14:05:00Z", "3 May 2026, 14:05 UTC")],
            waiting: Some(Waiting {
                reminder: "24 May 2026 (2 in all)".to_owned(),
                remind: Some("/desk/northside/awards/K7QF-2MXD/remind".into()),
                cancel: Some("/desk/northside/awards/K7QF-2MXD/cancel".into()),
            }),
            revoke: form("revoke"),
            suspend: form("suspend"),
            reinstate: None,
        };
        let held = Self { state: State::OnHold, suspend: None, reinstate: form("reinstate"), ..valid.clone() };
        let mut withdrawn =
            Self { state: State::Withdrawn, waiting: None, revoke: None, suspend: None, ..valid.clone() };
        withdrawn.history.push(event("Withdrawn", "2026-06-09T09:30:00Z", "9 June 2026, 09:30 UTC"));
        let why = "Say why: the reason stands on the badge's page";
        let wrong = Self {
            errors: vec![FieldError::new("revoke-reason", why)],
            revoke: valid.revoke.clone().map(|form| StatusForm { reason: Field::wrong("", why), ..form }),
            ..valid.clone()
        };
        vec![
            ("desk-award", valid),
            ("desk-award-held", held),
            ("desk-award-withdrawn", withdrawn),
            ("desk-award-reason-wrong", wrong),
        ]
    }
}
