//! The words that several pages of the desk share.

use std::borrow::Cow;

use super::super::views::{Column, FieldError};
use crate::app::Permission;
use crate::issue;
use crate::language::Words;
use crate::store::{Answer, Member, Role};

/// What was done, by the code that a redirect carries; codes that we do not know say nothing.
pub(super) fn notice(words: Words, code: &str) -> Option<String> {
    let name = format!("desk-done-{code}");
    words.has(&name).then(|| words.say(&name).into_owned())
}

/// What is wrong in a form, in the language of whoever sent it.
pub(super) fn errors(words: Words, found: Vec<issue::FieldError>) -> Vec<FieldError> {
    found.into_iter().map(|error| FieldError::new(error.field, words.retold(&error.message))).collect()
}

/// A role in a word.
pub(super) fn role_word(words: Words, role: Role) -> Cow<'static, str> {
    words.say(match role {
        Role::Owner => "role-owner",
        Role::Editor => "role-editor",
        Role::Awarder => "role-awarder",
        Role::Reviewer => "role-reviewer",
        Role::Moderator => "role-moderator",
        Role::Viewer => "role-viewer",
    })
}

/// A role with what it allows.
pub(in crate::web) fn role(words: Words, role: Role) -> Cow<'static, str> {
    words.say(match role {
        Role::Owner => "role-owner-may",
        Role::Editor => "role-editor-may",
        Role::Awarder => "role-awarder-may",
        Role::Reviewer => "role-reviewer-may",
        Role::Moderator => "role-moderator-may",
        Role::Viewer => "role-viewer-may",
    })
}

/// What an earner answered, in a word.
pub(super) fn answer(words: Words, answer: Answer) -> Cow<'static, str> {
    words.say(match answer {
        Answer::Offered => "desk-answer-offered",
        Answer::Accepted => "desk-answer-accepted",
        Answer::Declined => "desk-answer-declined",
    })
}

/// What a key with a scope may do.
pub(super) fn permission(words: Words, permission: Permission) -> Cow<'static, str> {
    words.say(match permission {
        Permission::See => "may-see",
        Permission::Define => "may-define",
        Permission::Award => "may-award",
        Permission::Revoke => "may-revoke",
        Permission::Judge => "may-judge",
        Permission::Moderate => "may-moderate",
        Permission::Manage => "may-manage",
        Permission::Issue => "may-issue",
    })
}

/// Who did something, from what the books say: `person:…`, `key:…`, `operator`.
pub(super) fn who(words: Words, actor: &str, members: &[Member], keys: &[(String, String)]) -> String {
    match actor.split_once(':') {
        Some(("person", id)) => {
            let found = members.iter().find(|member| member.person.person_id.as_str() == id);
            found.map_or_else(|| words.say("who-gone").into(), |member| name(words, member))
        }
        Some(("key", id)) => match keys.iter().find(|(known, _)| known == id) {
            Some((_, name)) => words.fill("who-key").with("name", name).into(),
            None => words.say("who-program").into(),
        },
        _ if actor == "milestone" => words.say("who-milestone").into(),
        _ if actor == "operator" => words.say("who-operator").into(),
        _ => actor.to_owned(),
    }
}

/// A member's name, or their address.
pub(super) fn name(words: Words, member: &Member) -> String {
    named(words, &member.person.name, &member.email)
}

/// A name, or the address of somebody without one.
pub(super) fn named(words: Words, name: &str, email: &str) -> String {
    match (name, email) {
        ("", "") => words.say("who-erased").into(),
        ("", email) => email.to_owned(),
        (name, _) => name.to_owned(),
    }
}

/// The heads of a table of awards.
pub(super) fn award_columns(words: Words) -> Vec<Column> {
    let heads = [
        words.say("desk-column-earner"),
        words.say("desk-achievement"),
        words.say("desk-column-issued"),
        words.say("desk-column-answer"),
        words.say("desk-state"),
    ];
    heads.map(Column::new).to_vec()
}

/// A short code as it is printed: in two halves.
pub(super) fn code(code: &str) -> String {
    let upper = code.to_uppercase();
    match upper.split_at_checked(5) {
        Some((head, tail)) if !tail.is_empty() => format!("{head}-{tail}"),
        _ => upper,
    }
}

/// A text for use in a query.
pub(in crate::web) fn in_query(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_query_says_becomes_a_notice() {
        assert_eq!(notice(Words::default(), "The badge was withdrawn."), None);
        assert_eq!(notice(Words::default(), "published-"), None);
        assert!(notice(Words::default(), "published").is_some());
    }
}
