//! The words for a verdict: from the state of a report to one word and one sentence that a teacher understands.
//!
//! Takes the names that a report prints (`valid`, `revoked`, …), so that a page needs nothing of how they came about.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::language::{Language, Words};

/// The state of a badge as people are told it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Everything is as it must be.
    Valid,
    /// Intact, but nothing ties the key to anybody.
    ValidUnbound,
    /// Valid in what is shown; the holder may have left out how long or whether it stands.
    ValidPartial,
    /// Valid, by an issuer that the reader has not chosen to trust.
    ValidUnlisted,
    /// Valid, by an issuer that the reader's list knows and does not trust for this.
    ValidKnown,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// Taken back by the issuer.
    Withdrawn,
    /// Suspended by the issuer for now.
    OnHold,
    /// Changed after it was signed.
    Altered,
    /// Refused for another reason.
    Invalid,
    /// A record that holds something that does not stand.
    InvalidInPart,
    /// Good, but about another person than the one asked about.
    WrongRecipient,
    /// The issuer's list of withdrawn badges did not answer.
    StatusUnknown,
    /// Something else that must be checked could not be.
    #[default]
    Unknown,
    /// There is no badge in the file.
    NoBadge,
}

/// How a state looks: always an icon and a word beside the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good; the only one with the gold line.
    Good,
    /// Good with a reservation.
    Note,
    /// Over, or not yet.
    Time,
    /// Do not rely on it.
    Bad,
    /// Not known.
    Open,
}

impl Tone {
    /// The class in the stylesheet, and the name of the icon.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Time => "time",
            Self::Bad => "bad",
            Self::Open => "open",
        }
    }
}

impl State {
    /// The state that a report names. What we do not know is not valid.
    pub fn of_report(state: &str) -> Self {
        match state {
            "valid" => Self::Valid,
            "valid-unbound" => Self::ValidUnbound,
            "valid-partial" => Self::ValidPartial,
            "valid-unlisted" => Self::ValidUnlisted,
            "valid-known" => Self::ValidKnown,
            "expired" => Self::Expired,
            "not-yet-valid" => Self::NotYetValid,
            "revoked" => Self::Withdrawn,
            "suspended" => Self::OnHold,
            "altered" => Self::Altered,
            "invalid" => Self::Invalid,
            "invalid-in-part" => Self::InvalidInPart,
            "wrong-recipient" => Self::WrongRecipient,
            "status-unknown" => Self::StatusUnknown,
            "no-badge" => Self::NoBadge,
            _ => Self::Unknown,
        }
    }

    /// The word.
    pub fn word(self, words: Words) -> Cow<'static, str> {
        words.say(match self {
            Self::Valid => "state-valid",
            Self::ValidUnbound => "state-valid-unbound",
            Self::ValidPartial => "state-valid-partial",
            Self::ValidUnlisted => "state-valid-unlisted",
            Self::ValidKnown => "state-valid-known",
            Self::Expired => "state-expired",
            Self::NotYetValid => "state-not-yet-valid",
            Self::Withdrawn => "state-withdrawn",
            Self::OnHold => "state-on-hold",
            Self::Altered => "state-altered",
            Self::Invalid => "state-invalid",
            Self::InvalidInPart => "state-invalid-in-part",
            Self::WrongRecipient => "state-wrong-recipient",
            Self::StatusUnknown => "state-status-unknown",
            Self::Unknown => "state-unknown",
            Self::NoBadge => "state-no-badge",
        })
    }

    /// How it looks.
    pub fn tone(self) -> Tone {
        match self {
            Self::Valid => Tone::Good,
            Self::ValidUnbound | Self::ValidPartial | Self::ValidUnlisted | Self::ValidKnown => Tone::Note,
            Self::Expired | Self::NotYetValid | Self::OnHold => Tone::Time,
            Self::Withdrawn | Self::Altered | Self::Invalid | Self::InvalidInPart | Self::WrongRecipient => Tone::Bad,
            Self::StatusUnknown | Self::Unknown | Self::NoBadge => Tone::Open,
        }
    }
}

/// What the sentence of a verdict is made of; what is not known stays empty and is left out.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The issuer's host or identifier.
    pub issuer: String,
    /// The day of issue: `3 May 2026`.
    pub issued: Option<String>,
    /// The last day.
    pub expires: Option<String>,
    /// The day of withdrawal or of the hold.
    pub withdrawn: Option<String>,
    /// Who withdrew it; else the issuer.
    pub withdrawn_by: Option<String>,
    /// Why, as far as the public may know; `None` when only a list of numbers was read, which gives no reasons.
    pub reason: Option<String>,
    /// When the issuer's status page was asked: `14:05`.
    pub asked_at: Option<String>,
    /// What a file without a badge looks like: `a screenshot`.
    pub looks_like: Option<String>,
    /// Whether all this was found out earlier, from a proof that somebody kept: nobody was asked now.
    pub is_past: bool,
}

/// The banner over a badge: who says so, one word, one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The state, which gives word, colour and icon.
    pub state: State,
    /// The issuer's host or identifier: what was established, not what is claimed. May be empty.
    pub headline: String,
    /// What the issuer calls itself.
    pub calls_itself: Option<String>,
    /// What is wrong with the name that it calls itself by, if something is: a name that looks like another.
    #[serde(default)]
    pub caution: Option<String>,
    /// What happened and what to do next.
    pub sentence: String,
    /// When it was checked.
    pub checked: Option<super::moment::Moment>,
}

impl Verdict {
    /// The banner for a state, with the sentence that belongs to it.
    pub fn new(state: State, facts: &Facts, words: Words) -> Self {
        Self { state, headline: facts.issuer.clone(), sentence: facts.sentence(state, words), ..Self::default() }
    }
}

impl Facts {
    /// One or two sentences: what happened, who says so, what to do next.
    pub fn sentence(&self, state: State, words: Words) -> String {
        let part = |name, place, text: Option<&str>| {
            text.map(|text| words.fill(name).with(place, text).to_string()).unwrap_or_default()
        };
        let by = |who| part("verdict-by", "name", who);
        let on = || part("verdict-on", "day", self.issued.as_deref());
        let issued = |name| words.fill(name).with("by", by(self.known_issuer())).with("on", on()).to_string();
        let taken_back = |name, place, since| {
            let when = part(since, "day", self.withdrawn.as_deref());
            let by = by(self.withdrawn_by.as_deref().or(self.known_issuer()));
            words.fill(name).with(place, when).with("by", by).with("reason", self.reason_in(words)).to_string()
        };
        match state {
            State::Valid if self.is_past => issued("verdict-valid-then"),
            State::Valid => issued("verdict-valid"),
            State::ValidPartial => issued("verdict-valid-partial"),
            State::Expired => {
                let until = part("verdict-until", "day", self.expires.as_deref());
                words.fill("verdict-expired").with("on", on()).with("until", until).to_string()
            }
            State::NotYetValid => {
                let ends = part("verdict-ends", "day", self.expires.as_deref());
                words.fill("verdict-not-yet-valid").with("on", on()).with("ends", ends).to_string()
            }
            State::Withdrawn => taken_back("verdict-withdrawn", "on", "verdict-on"),
            State::OnHold => taken_back("verdict-on-hold", "since", "verdict-since"),
            State::StatusUnknown => {
                let at = part("verdict-at", "time", self.asked_at.as_deref());
                words.fill("verdict-status-unknown").with("at", at).to_string()
            }
            State::NoBadge => match self.looks_like.as_deref().and_then(|what| looks(what, words)) {
                Some(what) => words.fill("verdict-no-badge-but").with("what", what).to_string(),
                None => words.say("verdict-no-badge").into_owned(),
            },
            State::ValidUnbound => words.say("verdict-valid-unbound").into_owned(),
            State::ValidUnlisted => words.say("verdict-valid-unlisted").into_owned(),
            State::ValidKnown => words.say("verdict-valid-known").into_owned(),
            State::Altered => words.say("verdict-altered").into_owned(),
            State::Invalid => words.say("verdict-invalid").into_owned(),
            State::InvalidInPart => words.say("verdict-invalid-in-part").into_owned(),
            State::WrongRecipient => words.say("verdict-wrong-recipient").into_owned(),
            State::Unknown => words.say("verdict-unknown").into_owned(),
        }
    }

    fn known_issuer(&self) -> Option<&str> {
        Some(self.issuer.as_str()).filter(|issuer| !issuer.is_empty())
    }

    /// Why it was taken back, in a sentence.
    fn reason_in(&self, words: Words) -> String {
        match self.reason.as_deref().map(str::trim) {
            None => words.say("verdict-reason-unknown").into_owned(),
            Some("") => words.say("verdict-no-reason").into_owned(),
            Some(reason) => {
                let end = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
                words.fill("verdict-reason").with("reason", format!("{reason}{end}")).to_string()
            }
        }
    }
}

/// What a file looks like, from the English words for it; `None` for what has no words in this language.
fn looks(what: &str, words: Words) -> Option<Cow<'static, str>> {
    let parts: Vec<String> = what
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = format!("looks-{}", parts.join("-"));
    if words.has(&name) {
        return Some(words.say(&name));
    }
    (words.language() == Language::English).then(|| Cow::Owned(what.to_owned()))
}

/// How one check came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// As it must be.
    Pass,
    /// Unusual; it still counts.
    Warn,
    /// Not as it must be.
    Fail,
    /// Could not be found out.
    #[default]
    Unknown,
}

impl Mark {
    /// The mark that a report names.
    pub fn of_report(outcome: &str) -> Self {
        match outcome {
            "pass" => Self::Pass,
            "warn" => Self::Warn,
            "fail" => Self::Fail,
            _ => Self::Unknown,
        }
    }

    /// The word beside the icon.
    pub fn word(self, words: Words) -> Cow<'static, str> {
        words.say(match self {
            Self::Pass => "mark-pass",
            Self::Warn => "mark-warn",
            Self::Fail => "mark-fail",
            Self::Unknown => "mark-unknown",
        })
    }

    /// The name that a report has for it.
    fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }

    /// The class in the stylesheet, and the name of the icon.
    pub fn class(self) -> &'static str {
        match self {
            Self::Pass => "good",
            Self::Warn => "note",
            Self::Fail => "bad",
            Self::Unknown => "open",
        }
    }
}

/// One row of the check list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLine {
    /// How it came out.
    pub mark: Mark,
    /// What was looked at, in a word or two.
    pub what: String,
    /// What was found.
    pub sentence: String,
    /// What that means for the reader.
    pub meaning: String,
    /// The report's own sentence, which is in English, for readers of another language.
    #[serde(default)]
    pub detail: Option<String>,
}

/// A line of a report as it came.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// The check's name: `signature`.
    pub check: &'a str,
    /// Its outcome: `fail`.
    pub outcome: &'a str,
    /// Why: `key_weak`; `ok` when there is nothing to say.
    pub code: &'a str,
    /// What was found, in English.
    pub sentence: &'a str,
}

impl CheckLine {
    /// A line of a report in the reader's language.
    ///
    /// What was found is a sentence of its own in English. In other languages its reason code is explained, and the
    /// sentence follows as it is, unless everything is in order.
    pub fn of_report(finding: Finding<'_>, words: Words) -> Self {
        let Finding { check, outcome, code, sentence } = finding;
        let mark = Mark::of_report(outcome);
        let known = if words.has(&format!("check-{check}")) { check } else { "other" };
        let own = format!("means-{known}-{}", mark.name());
        let meaning = if words.has(&own) { own } else { format!("means-{known}-else") };
        let is_english = words.language() == Language::English;
        let explained = format!("code-{code}");
        Self {
            mark,
            what: words.say(&format!("check-{known}")).into_owned(),
            sentence: match is_english {
                true => sentence.to_owned(),
                false if words.has(&explained) => words.say(&explained).into_owned(),
                false => String::new(),
            },
            meaning: words.say(&meaning).into_owned(),
            detail: (!is_english && mark != Mark::Pass).then(|| sentence.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_report_has_its_word() {
        for (state, word) in [
            ("valid", "Valid"),
            ("valid-unbound", "Valid signature, unknown signer"),
            ("valid-partial", "Valid, partly shown"),
            ("expired", "Expired"),
            ("not-yet-valid", "Not valid yet"),
            ("revoked", "Withdrawn"),
            ("suspended", "On hold"),
            ("altered", "Altered"),
            ("invalid", "Not valid"),
            ("invalid-in-part", "Not valid in part"),
            ("wrong-recipient", "About somebody else"),
            ("status-unknown", "Could not be checked"),
            ("unknown", "Could not be checked"),
            ("no-badge", "Not a badge file"),
            ("something new", "Could not be checked"),
        ] {
            assert_eq!(State::of_report(state).word(Words::default()), word, "{state}");
        }
    }

    #[test]
    fn only_a_valid_badge_is_good() {
        let states = [
            "valid-unbound",
            "valid-partial",
            "expired",
            "revoked",
            "suspended",
            "altered",
            "invalid",
            "unknown",
            "invalid-in-part",
            "wrong-recipient",
            "",
        ];
        for state in states {
            assert_ne!(State::of_report(state).tone(), Tone::Good, "{state}");
        }
        assert_eq!(State::of_report("valid").tone(), Tone::Good);
    }

    #[test]
    fn a_sentence_leaves_out_what_is_not_known() {
        let known = Facts {
            issuer: "northside.example".into(),
            issued: Some("3 May 2026".into()),
            withdrawn: Some("9 June 2026".into()),
            withdrawn_by: Some("Northside District".into()),
            reason: Some("Issued to the wrong person".into()),
            asked_at: Some("14:05".into()),
            ..Facts::default()
        };
        for (state, facts, sentence) in [
            (
                State::Valid,
                &known,
                "Issued by northside.example on 3 May 2026 and not changed since. The issuer still stands by it.",
            ),
            (
                State::Withdrawn,
                &known,
                "Withdrawn on 9 June 2026 by Northside District. Reason given: Issued to the wrong person. Do not rely \
                 on it.",
            ),
            (
                State::Withdrawn,
                &Facts::default(),
                "Withdrawn. The list of withdrawn badges does not say why; ask the issuer. Do not rely on it.",
            ),
            (
                State::Withdrawn,
                &Facts { reason: Some(String::new()), ..Facts::default() },
                "Withdrawn. No reason was given. Do not rely on it.",
            ),
            (
                State::StatusUnknown,
                &known,
                "The issuer's status page did not answer at 14:05. Try again, or use the badge's offline bundle.",
            ),
            (
                State::NoBadge,
                &Facts { looks_like: Some("a screenshot".into()), ..Facts::default() },
                "This looks like a screenshot. Ask for the downloaded file or the link; the short code under the picture \
                 works too.",
            ),
            (State::Valid, &Facts::default(), "Issued and not changed since. The issuer still stands by it."),
        ] {
            assert_eq!(facts.sentence(state, Words::default()), sentence);
        }
    }
}
