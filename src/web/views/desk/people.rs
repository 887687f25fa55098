//! Who may do what at a desk, and what was done.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Cell, Choice, Column, CopyRow, Empty, Field, FieldError, Frame, Pager, Row, Table, moment};
use super::Desk;
use crate::web::href::Href;

/// `GET /desk/{slug}/members`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/members.html")]
pub struct Members {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The people.
    pub members: Vec<Member>,
    /// People who ask to join, for who may answer.
    pub requests: Vec<PendingRequest>,
    /// Invitations that nobody has answered, for who may make some.
    pub pending: Vec<PendingInvitation>,
    /// Inviting; `None` when this person may not.
    pub invitation: Option<Invitation>,
    /// What each role may do, and leaving.
    pub roles_href: Href,
    /// How people join; `None` when this person may not change it.
    pub joining_href: Option<Href>,
}

/// Somebody who asks to join.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingRequest {
    /// Their name, or address.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they write.
    pub words: String,
    /// "Asked on 3 May 2026".
    pub note: String,
    /// Field `role`.
    pub roles: Vec<Choice>,
    /// Where the form goes; the pressed button arrives as `do`: `accept` or `decline`.
    pub action: Href,
}

/// An invitation that nobody has answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingInvitation {
    /// Who was asked.
    pub email: String,
    /// With which role, in a word.
    pub role: String,
    /// "Sent on 3 May 2026, works until 10 May 2026".
    pub note: String,
    /// Where the form goes; the pressed button arrives as `do`: `resend` or `withdraw`.
    pub action: Href,
}

/// `GET /desk/{slug}/roles`: what each role may do; leaving.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/roles.html")]
pub struct Roles {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The role of whoever looks, with what it allows.
    pub own: String,
    /// Permissions down, roles across.
    pub table: Table,
    /// Where leaving goes.
    pub action: Href,
    /// `sure`: a box
    pub sure: Vec<Choice>,
}

/// Somebody who works here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role in words: "Owner: may do everything".
    pub role: String,
    /// "Last seen 3 May 2026".
    pub note: String,
    /// Field `role`; empty when this person may not change it.
    pub roles: Vec<Choice>,
    /// Whether they have passkeys that this person may take back.
    pub has_passkey: bool,
    /// Where the form goes; the pressed button arrives as `do`: `save`, `remove`, or `reset` for the passkeys.
    pub action: Href,
}

/// Asking somebody to work here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Where the form goes.
    pub action: Href,
    /// `email`
    pub email: Field,
    /// `role`
    pub roles: Vec<Choice>,
}

/// `GET` and `POST /desk/{slug}/keys`. Ticked keys arrive as `key`, repeated.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/keys.html")]
pub struct ApiKeys {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The key that was just made; shown this once.
    pub fresh: Option<CopyRow>,
    /// The keys, with their ids.
    pub table: Table,
    /// Where withdrawing goes.
    pub revoke_action: Href,
    /// Where making one goes.
    pub action: Href,
    /// `name`
    pub name: Field,
    /// `scope`, several
    pub scopes: Vec<Choice>,
    /// `expires`, a date
    pub expires: Field,
    /// `daily_cap`: how many awards a day
    pub daily_cap: Field,
}

/// `GET /desk/{slug}/audit`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/audit.html")]
pub struct Audit {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// "The chain of 4,310 entries is whole."
    pub chain: String,
    /// Where the filter goes.
    pub list_href: Href,
    /// `who`
    pub who: Vec<Choice>,
    /// `what`
    pub what: Vec<Choice>,
    /// `from`, a date
    pub from: Field,
    /// `until`, a date
    pub until: Field,
    /// The entries, newest first.
    pub table: Table,
    /// Where in the list; `None` when everything is on one page.
    pub pager: Option<Pager>,
    /// The list as CSV.
    pub csv_href: Href,
}

fn sample_roles(chosen: &str) -> Vec<Choice> {
    [
        ("owner", "Owner: may do everything"),
        ("editor", "Editor: describes and publishes achievements"),
        ("awarder", "Awarder: awards and withdraws badges"),
        ("reviewer", "Reviewer: judges evidence without seeing whose it is"),
        ("moderator", "Moderator: rules where peers cannot settle it"),
        ("viewer", "Viewer: looks, changes nothing"),
    ]
    .into_iter()
    .map(|(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) })
    .collect()
}

impl Members {
    /// For an owner, with something wrong, and for a viewer.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let member = |name: &str, email: &str, role: &str, note: &str| Member {
            name: name.to_owned(),
            email: email.to_owned(),
            role: role.to_owned(),
            note: note.to_owned(),
            roles: sample_roles(role),
            has_passkey: role == "awarder",
            action: format!("/desk/northside/members/{}", name.len()).into(),
        };
        let owner = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Members"),
            errors: Vec::new(),
            members: vec![
                Member {
                    roles: Vec::new(),
                    role: "Owner: may do everything".to_owned(),
                    ..member("Grace Okoro", "grace@northside.example", "owner", "This is you")
                },
                member("Ada Marlowe", "ada@northside.example", "awarder", "Last seen 3 May 2026"),
                member("Ben Achebe", "ben@northside.example", "viewer", "Has not signed in yet"),
            ],
            requests: vec![PendingRequest {
                name: "Carmen Ruiz".to_owned(),
                email: "carmen@southside.example".to_owned(),
                words: "I teach science next door and would like to review.".to_owned(),
                note: "Asked on 3 May 2026".to_owned(),
                roles: sample_roles("viewer"),
                action: "/desk/northside/members/requests/1".into(),
            }],
            pending: vec![PendingInvitation {
                email: "dev@northside.example".to_owned(),
                role: "Editor".to_owned(),
                note: "Sent on 3 May 2026, works until 10 May 2026".to_owned(),
                action: "/desk/northside/members/invitations/1".into(),
            }],
            invitation: Some(Invitation {
                action: "/desk/northside/members".into(),
                email: Field::default(),
                roles: sample_roles("viewer"),
            }),
            roles_href: "/desk/northside/roles".into(),
            joining_href: Some("/desk/northside/joining".into()),
        };
        let known = "Ada is a member already";
        let wrong = Self {
            errors: vec![FieldError::new("email", known)],
            invitation: owner
                .invitation
                .clone()
                .map(|invitation| Invitation { email: Field::wrong("ada@northside.example", known), ..invitation }),
            ..owner.clone()
        };
        let mut viewer =
            Self { invitation: None, requests: Vec::new(), pending: Vec::new(), joining_href: None, ..owner.clone() };
        for member in &mut viewer.members {
            member.roles = Vec::new();
            member.has_passkey = false;
            member.role = "Viewer: looks, changes nothing".to_owned();
        }
        vec![("desk-members", owner), ("desk-members-wrong", wrong), ("desk-members-viewer", viewer)]
    }
}

impl Roles {
    /// For an owner, and with leaving not confirmed.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |cells: [&str; 3]| Row { cells: cells.map(Cell::text).to_vec(), ..Row::default() };
        let page = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Members"),
            own: "Owner: may do everything".to_owned(),
            table: Table {
                caption: "What each role may do".to_owned(),
                columns: ["May", "Owner", "Viewer"].map(Column::new).to_vec(),
                rows: vec![row(["Award badges", "Yes", "No"]), row(["Read awards", "Yes", "Yes"])],
                ..Table::default()
            },
            action: "/desk/northside/leave".into(),
            sure: vec![Choice::new("yes", "Yes, take my role away")],
            ..Self::default()
        };
        let wrong = Self { errors: vec![FieldError::new("sure-1", "Tick the box to leave.")], ..page.clone() };
        vec![("desk-roles", page), ("desk-roles-wrong", wrong)]
    }
}

impl ApiKeys {
    /// Some keys, one just made, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |id: &str, name: &str, scopes: &str, used: &str| Row {
            id: id.to_owned(),
            label: name.to_owned(),
            ticked: false,
            cells: vec![
                Cell::text(name),
                Cell::Exact(scopes.to_owned()),
                Cell::day("2027-05-03", "3 May 2027"),
                Cell::text(used),
            ],
        };
        let some = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("API keys"),
            table: Table {
                caption: "Keys that work".to_owned(),
                columns: ["Name", "May", "Ends", "Last used"].map(Column::new).to_vec(),
                rows: vec![
                    row("k1", "Learning platform", "awards:write awards:read", "Today"),
                    row("k2", "Human resources", "awards:read", "Never"),
                ],
                empty: Empty::new("No program has a key yet.", None),
            },
            revoke_action: "/desk/northside/keys/revoke".into(),
            action: "/desk/northside/keys".into(),
            scopes: vec![
                Choice::new("awards:read", "Read awards").chosen(),
                Choice::new("awards:write", "Award badges"),
                Choice::new("awards:revoke", "Withdraw badges"),
            ],
            expires: Field::new("2027-05-03"),
            daily_cap: Field::new("1000"),
            ..Self::default()
        };
        let fresh =
            Self { fresh: Some(CopyRow::new("Learning platform", "acc_7Yw2nR5tK9pQ4mX8vB3cF6hJ1zL0")), ..some.clone() };
        let no_name = "Give the key a name, so that you know it again";
        let wrong = Self {
            errors: vec![FieldError::new("name", no_name)],
            name: Field::wrong("", no_name),
            table: Table { rows: Vec::new(), ..some.table.clone() },
            ..some.clone()
        };
        vec![("desk-keys", some), ("desk-keys-fresh", fresh), ("desk-keys-wrong", wrong)]
    }
}

impl Audit {
    /// Some entries, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |time: (&str, &str), who: &str, what: &str, hash: &str| Row {
            cells: vec![
                Cell::Moment(moment(time.0, time.1)),
                Cell::text(who),
                Cell::text(what),
                Cell::Exact(hash.to_owned()),
            ],
            ..Row::default()
        };
        let some = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Audit log"),
            chain: "The chain of 4,310 entries is whole.".to_owned(),
            list_href: "/desk/northside/audit".into(),
            who: vec![Choice::new("", "Everybody").chosen(), Choice::new("person:1", "Grace Okoro")],
            what: vec![Choice::new("", "Everything").chosen(), Choice::new("award", "Awards")],
            from: Field::new("2026-05-01"),
            until: Field::default(),
            table: Table {
                caption: "Entries, newest first".to_owned(),
                columns: ["When", "Who", "What", "Fingerprint"].map(Column::new).to_vec(),
                rows: vec![
                    row(
                        ("2026-06-09T09:30:00Z", "9 June 2026, 09:30 UTC"),
                        "Grace Okoro",
                        "Withdrew badge H5JD-4VKM",
                        "9f86d081884c7d65",
                    ),
                    row(
                        ("2026-05-03T14:05:00Z", "3 May 2026, 14:05 UTC"),
                        "Key “Learning platform”",
                        "Awarded badge K7QF-2MXD",
                        "5d1f0b1c9a3e7742",
                    ),
                ],
                empty: Empty::new("Nothing was done here yet.", None),
            },
            pager: Some(Pager {
                sentence: "1 to 100 of 4,310".to_owned(),
                previous: None,
                next: Some("/desk/northside/audit?before=4210".into()),
            }),
            csv_href: "/desk/northside/audit.csv".into(),
        };
        let none = Self { table: Table { rows: Vec::new(), ..some.table.clone() }, pager: None, ..some.clone() };
        vec![("desk-audit", some), ("desk-audit-none", none)]
    }
}
