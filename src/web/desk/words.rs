//! The words that several pages of the desk share.

use crate::app::Permission;
use crate::store::{Answer, Member, Role};

/// What was done, by the code that a redirect carries; codes that we do not know say nothing.
pub(super) fn notice(code: &str) -> Option<&'static str> {
    Some(match code {
        "saved" => "The draft was saved.",
        "published" => "The achievement was published. You can award it now.",
        "started" => "Your first achievement is published. Award it to everybody in a table, or one by one.",
        "milestone" => "This is how it is awarded from now on. Whoever has enough badges already gets it in a moment.",
        "archived" => "The achievement was put into the archive. Badges that were awarded stay as they are.",
        "unarchived" => "The achievement is back in the catalogue.",
        "awarded" => "The badge was awarded. The person gets a mail.",
        "all-awarded" => "The badges were awarded. Each person gets a mail.",
        "rows-mended" => "The rows were looked at again.",
        "import-stopped" => "Awarding was stopped. What was awarded stays; you can go on with the rest.",
        "import-deleted" => "The list was forgotten. The badges stay.",
        "name-accepted" => "This badge took the place of the first, with the name in it. The earner gets a mail.",
        "name-refused" => "The name stays as it is. The earner sees your answer on the badge's page.",
        "revoke" => "The badge was withdrawn. Everybody who looks at it can see that now.",
        "revoked" => "The chosen badges were withdrawn. Everybody who looks at them can see that now.",
        "revoked-all" => "All of these badges were withdrawn. Their holders get a mail.",
        "suspend" => "The badge was put on hold.",
        "reinstate" => "The hold was ended. The badge stands again.",
        "role" => "The role was changed.",
        "removed" => "This person has no role here any more.",
        "invited" => "The invitation is on its way. The link in it works for seven days.",
        "invited-again" => "The invitation is on its way again. The link in the mail before works no more.",
        "invitation-withdrawn" => "The invitation was taken back. Its link works no more.",
        "taken-in" => "They are a member now, and hear of it by mail.",
        "declined" => "They hear by mail that you said no.",
        "passkeys-reset" => "The passkeys were taken back. This person signs in by a link and registers a new one.",
        "joining" => "This is how people join from now on.",
        "trust-added" => "The issuer is on your list now.",
        "trust-changed" => "The entry was changed.",
        "trust-removed" => "The chosen issuers are not on your list any more.",
        "framework-imported" => "The framework was brought in.",
        "trust-imported" => "The list was taken over.",
        "reviewer" => "This person reviews from now on. A mail asks them, with a link to their bench.",
        "gold" => "The piece was added.",
        "gold-out" => "The piece was taken out. What reviewers found in it still counts.",
        "review" => "This is how evidence is reviewed from now on.",
        "webhook-changed" => "The webhook was changed.",
        "webhook-tested" => "A test is on its way. Look again in a moment.",
        "webhook-resent" => "It is sent again. Look again in a moment.",
        "webhook-deleted" => "The webhook was removed.",
        "key-revoked" => "The chosen keys work no more.",
        _ => return None,
    })
}

/// What was done about people, for the audit; `None` for everything else.
pub(super) fn people_event(action: &str, role: &str) -> Option<String> {
    Some(match action {
        "invitation.make" => format!("Invited somebody with the role {role}"),
        "invitation.resend" => "Sent an invitation again".to_owned(),
        "invitation.withdraw" => "Took an invitation back".to_owned(),
        "invitation.decline" => "Said no to an invitation".to_owned(),
        "invitation.accept" => format!("Accepted an invitation with the role {role}"),
        "join.ask" => "Asked to join".to_owned(),
        "join.accept" => format!("Took in who asked, with the role {role}"),
        "join.decline" => "Said no to who asked to join".to_owned(),
        "member.code" => "Joined with the code".to_owned(),
        "joining.change" => "Changed how people join".to_owned(),
        "passkey.add" => "Added a passkey".to_owned(),
        "passkey.remove" => "Removed a passkey".to_owned(),
        "passkey.reset" => "Took somebody's passkeys back".to_owned(),
        "reviewer.name" => "Named a reviewer".to_owned(),
        "reviewer.offer" => "Offered to review".to_owned(),
        "review.set_up" => "Changed how an achievement is reviewed".to_owned(),
        _ => return None,
    })
}

/// A role in a word.
pub(super) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Editor => "Editor",
        Role::Awarder => "Awarder",
        Role::Reviewer => "Reviewer",
        Role::Moderator => "Moderator",
        Role::Viewer => "Viewer",
    }
}

/// A role with what it allows.
pub(in crate::web) fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner: may do everything",
        Role::Editor => "Editor: describes and publishes achievements",
        Role::Awarder => "Awarder: awards and withdraws badges",
        Role::Reviewer => "Reviewer: judges evidence without seeing whose it is",
        Role::Moderator => "Moderator: rules where peers cannot settle it",
        Role::Viewer => "Viewer: looks, changes nothing",
    }
}

/// What an earner answered, in a word.
pub(super) fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Offered => "No answer yet",
        Answer::Accepted => "Accepted",
        Answer::Declined => "Declined",
    }
}

/// What a key with a scope may do.
pub(super) fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::See => "Read achievements, awards and members",
        Permission::Define => "Describe and publish achievements",
        Permission::Award => "Award badges",
        Permission::Revoke => "Withdraw badges and put them on hold",
        Permission::Judge => "Judge evidence, without seeing whose it is",
        Permission::Moderate => "Rule on claims that peers cannot settle, and see what waits",
        Permission::Manage => "Change the organisation, its members, keys and trusted issuers",
        Permission::Issue => "Sign any credential in your name (VC-API)",
    }
}

/// Who did something, from what the books say: `person:…`, `key:…`, `operator`.
pub(super) fn who(actor: &str, members: &[Member], keys: &[(String, String)]) -> String {
    match actor.split_once(':') {
        Some(("person", id)) => {
            let found = members.iter().find(|member| member.person.person_id.as_str() == id);
            found.map_or_else(|| "Somebody who has no role here any more".to_owned(), name)
        }
        Some(("key", id)) => match keys.iter().find(|(known, _)| known == id) {
            Some((_, name)) => format!("Key “{name}”"),
            None => "A program with a key".to_owned(),
        },
        _ if actor == "milestone" => "Nobody: it followed from other badges".to_owned(),
        _ if actor == "operator" => "Whoever runs this place".to_owned(),
        _ => actor.to_owned(),
    }
}

/// A member's name, or their address.
pub(super) fn name(member: &Member) -> String {
    named(&member.person.name, &member.email)
}

/// A name, or the address of somebody without one.
pub(super) fn named(name: &str, email: &str) -> String {
    match (name, email) {
        ("", "") => "Somebody who was erased".to_owned(),
        ("", email) => email.to_owned(),
        (name, _) => name.to_owned(),
    }
}

/// A short code as it is printed: in two halves.
pub(super) fn code(code: &str) -> String {
    let upper = code.to_uppercase();
    match upper.split_at_checked(5) {
        Some((head, tail)) if !tail.is_empty() => format!("{head}-{tail}"),
        _ => upper,
    }
}

/// A number as it is written: 1,204.
pub(super) fn number(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How many there are of something: "1 award", "1,204 awards".
pub(super) fn count(count: i64, one: &str, several: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { several })
}

/// A term of Open Badges in words: `CertificateOfCompletion` is a certificate of completion.
pub(super) fn kind(term: &str) -> String {
    match term {
        "MicroCredential" => return "Micro-credential".to_owned(),
        "CoCurricular" => return "Co-curricular".to_owned(),
        _ => {}
    }
    let mut out = String::new();
    for letter in term.trim_start_matches("ext:").chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push(' ');
            out.push(letter.to_ascii_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
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
    fn numbers_and_terms_read_as_people_write_them() {
        for (value, text) in [(0, "0"), (999, "999"), (1_204, "1,204"), (1_000_000, "1,000,000")] {
            assert_eq!(number(value), text);
        }
        assert_eq!(kind("CertificateOfCompletion"), "Certificate of completion");
        assert_eq!(kind("MicroCredential"), "Micro-credential");
        assert_eq!(count(1, "award", "awards"), "1 award");
    }

    #[test]
    fn nothing_that_a_query_says_becomes_a_notice() {
        assert_eq!(notice("The badge was withdrawn."), None);
        assert!(notice("published").is_some());
    }
}
