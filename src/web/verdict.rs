//! The words for a verdict: from the state of a report to one word and one sentence that a teacher understands.
//!
//! Takes the names that a report prints (`valid`, `revoked`, …), so that a page needs nothing of how they came about.

use serde::{Deserialize, Serialize};

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
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "Valid",
            Self::ValidUnbound => "Valid signature, unknown signer",
            Self::ValidPartial => "Valid, partly shown",
            Self::ValidUnlisted => "Valid, issuer not on your list",
            Self::ValidKnown => "Valid, issuer known, not trusted",
            Self::Expired => "Expired",
            Self::NotYetValid => "Not valid yet",
            Self::Withdrawn => "Withdrawn",
            Self::OnHold => "On hold",
            Self::Altered => "Altered",
            Self::Invalid => "Not valid",
            Self::InvalidInPart => "Not valid in part",
            Self::WrongRecipient => "About somebody else",
            Self::StatusUnknown | Self::Unknown => "Could not be checked",
            Self::NoBadge => "Not a badge file",
        }
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
    pub fn new(state: State, facts: &Facts) -> Self {
        Self { state, headline: facts.issuer.clone(), sentence: facts.sentence(state), ..Self::default() }
    }
}

impl Facts {
    /// One or two sentences: what happened, who says so, what to do next.
    pub fn sentence(&self, state: State) -> String {
        match state {
            State::Valid => format!(
                "Issued{}{} and not changed since. The issuer still stands by it.",
                part(" by ", self.known_issuer()),
                part(" on ", self.issued.as_deref())
            ),
            State::ValidUnbound => {
                "The badge is intact, but nothing proves who signed it. Ask the holder for a link to \
                the issuer's own page."
                    .to_owned()
            }
            State::ValidPartial => format!(
                "What is shown was issued{}{} and not changed since. The holder chose what to show and may have left \
                out an end date or a withdrawal. Ask for the whole badge if it matters.",
                part(" by ", self.known_issuer()),
                part(" on ", self.issued.as_deref())
            ),
            State::ValidUnlisted => {
                "You have not told Accolade to trust this issuer. Check the web address before you \
                rely on it."
                    .to_owned()
            }
            State::ValidKnown => {
                "The issuer is on the list, but not as one to rely on for this. Check the web address before you \
                rely on it."
                    .to_owned()
            }
            State::Expired => format!(
                "Issued{}. It was valid{} and has not been changed. Ask the holder whether it was renewed.",
                part(" on ", self.issued.as_deref()),
                part(" until ", self.expires.as_deref())
            ),
            State::NotYetValid => format!(
                "It becomes valid{}{}. Check it again then.",
                part(" on ", self.issued.as_deref()),
                part(" and ends on ", self.expires.as_deref())
            ),
            State::Withdrawn => format!("Withdrawn{} Do not rely on it.", self.withdrawal("on")),
            State::OnHold => {
                format!("On hold{} The issuer may lift this; check again later.", self.withdrawal("since"))
            }
            State::Altered => {
                "The content was changed after it was signed, or the file is damaged. Do not rely on it; \
                ask for the original."
                    .to_owned()
            }
            State::Invalid => "A check failed, so you cannot rely on this badge. The list below says which. Ask the \
                holder for the original file or for the issuer's own page."
                .to_owned(),
            State::InvalidInPart => {
                "The record was not changed since it was signed, but something in it does not stand by \
                itself. The list below says what. Rely on the rest only."
                    .to_owned()
            }
            State::WrongRecipient => {
                "It was not changed since it was signed, but it is about another person than the one \
                you asked about. Ask that person for their own badge, or check what you typed."
                    .to_owned()
            }
            State::StatusUnknown => format!(
                "The issuer's status page did not answer{}. Try again, or use the badge's offline bundle.",
                part(" at ", self.asked_at.as_deref())
            ),
            State::Unknown => "Something that has to be checked could not be. The list below says what. Try again \
                later, and until then treat the badge as not proven."
                .to_owned(),
            State::NoBadge => format!(
                "{}. Ask for the downloaded file or the link; the short code under the picture works too.",
                match &self.looks_like {
                    Some(what) => format!("This looks like {what}"),
                    None => "There is no badge in this".to_owned(),
                }
            ),
        }
    }

    fn known_issuer(&self) -> Option<&str> {
        Some(self.issuer.as_str()).filter(|issuer| !issuer.is_empty())
    }

    fn withdrawal(&self, when: &str) -> String {
        let by = self.withdrawn_by.as_deref().or(self.known_issuer());
        let reason = match self.reason.as_deref().map(str::trim) {
            None => " The list of withdrawn badges does not say why; ask the issuer.".to_owned(),
            Some("") => " No reason was given.".to_owned(),
            Some(reason) if reason.ends_with(['.', '!', '?']) => format!(" Reason given: {reason}"),
            Some(reason) => format!(" Reason given: {reason}."),
        };
        let on = self.withdrawn.as_deref().map(|day| format!(" {when} {day}")).unwrap_or_default();
        format!("{on}{}.{reason}", part(" by ", by))
    }
}

fn part(before: &str, text: Option<&str>) -> String {
    text.map(|text| format!("{before}{text}")).unwrap_or_default()
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
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "In order",
            Self::Warn => "Note",
            Self::Fail => "Failed",
            Self::Unknown => "Not known",
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
}

impl CheckLine {
    /// A line of a report: the check's name, its outcome, and its sentence.
    pub fn of_report(check: &str, outcome: &str, sentence: &str) -> Self {
        let mark = Mark::of_report(outcome);
        let what = match check {
            "format" => "The file",
            "terms" => "The words in it",
            "schema" => "The form",
            "claims" => "The token's cover",
            "signature" => "The signature",
            "issuer" => "The issuer",
            "dates" => "The dates",
            "status" => "What the issuer says now",
            "endorsement" => "Endorsements",
            "inner" => "What the record holds",
            "refresh" => "A newer version",
            "recipient" => "The person",
            "hosted" => "The issuer's own copy",
            "names" => "The names",
            _ => "Another check",
        };
        Self { mark, what: what.to_owned(), sentence: sentence.to_owned(), meaning: meaning(check, mark).to_owned() }
    }
}

fn meaning(check: &str, mark: Mark) -> &'static str {
    match (check, mark) {
        ("format", Mark::Pass) => "There is a badge in it, and it could be read.",
        ("format", _) => "No badge could be read from this. Ask the holder for the file as it was downloaded.",
        ("terms", Mark::Pass) => "Each word has a published meaning, so machines and people read the same thing.",
        ("terms", _) => {
            "Part of the content has no published meaning, or is not covered by the signature. Do not rely \
            on that part."
        }
        ("schema", Mark::Pass) => "It follows the Open Badges standard.",
        ("schema", Mark::Warn) => "It departs from the Open Badges standard in a way that does not hurt.",
        ("schema", _) => "It does not follow the Open Badges standard. The issuer has to correct and issue it again.",
        ("claims", Mark::Pass) => "The cover of the token says the same as the badge inside.",
        ("claims", _) => "The cover of the token and the badge inside disagree, so one of them is wrong.",
        ("signature", Mark::Pass) => "Nobody changed a letter since it was signed.",
        ("signature", Mark::Fail) => "The content is not what was signed. Ask the holder for the original.",
        ("signature", Mark::Warn) => "What was checked fits. The sentence says what could not be seen or checked.",
        ("signature", _) => "The signature could not be checked, so changes cannot be ruled out.",
        ("issuer", Mark::Pass) => {
            "The key that signed, or the server that has it, belongs to the address shown as the issuer."
        }
        ("issuer", Mark::Warn) => {
            "The key stands for itself: it shows that one signer made this, not who the signer is."
        }
        ("issuer", Mark::Fail) => {
            "The key, or the place where it lies, does not belong to the issuer named in the badge. Anybody could \
            have made it."
        }
        ("issuer", Mark::Unknown) => "The issuer's address did not answer for it. Try again later.",
        ("dates", Mark::Pass) => "Today lies between its first and its last day.",
        ("dates", Mark::Fail) => "Today lies outside the time that the issuer set. Ask whether there is a newer one.",
        ("dates", _) => "Its dates are unusual; read them before you rely on it.",
        ("status", Mark::Pass) => "The issuer publishes a list of such badges; this one is not on it.",
        ("status", Mark::Fail) => "The issuer publishes a list of such badges; this one is on it.",
        ("status", Mark::Warn) => "The issuer does not publish which badges it takes back, so it cannot be asked.",
        ("status", Mark::Unknown) => "Whether it was taken back is not known just now. Try again later.",
        ("names", _) => {
            "A name can be written so that it looks like another one. Characters that do so are shown by their number."
        }
        ("endorsement", Mark::Pass) => "Others who speak for this badge or its issuer really signed what they say.",
        ("endorsement", Mark::Fail) => {
            "What others are said to say about this badge is not true, so whoever made it cannot be relied on."
        }
        ("endorsement", _) => {
            "What others say about this badge could not be confirmed. The badge itself is judged \
            without it."
        }
        ("inner", Mark::Pass) => "Each was checked as if it had come alone; what was found is listed below.",
        ("inner", _) => "Each was checked as if it had come alone. Rely only on those that stand.",
        ("refresh", Mark::Pass) => "Issuers may replace a badge by a newer one; the newest counts.",
        ("refresh", _) => "What you handed in is judged as it is. Ask the holder whether there is a newer one.",
        ("recipient", Mark::Pass) => "What you typed stands in the signed part of it.",
        ("recipient", Mark::Fail) => "What you typed does not stand in it. It may be another person's.",
        ("recipient", _) => "Nothing in it proves whose it is. Ask the holder to show that it is theirs.",
        ("hosted", Mark::Pass) => "Instead of a signature, the issuer's server keeps a copy. It says the same.",
        ("hosted", Mark::Warn) => "The issuer's copy says it otherwise. The copy counts, and is what is shown here.",
        ("hosted", Mark::Fail) => "This is not what the issuer's server has. Ask the holder for the badge's address.",
        ("hosted", Mark::Unknown) => "The issuer's server did not show its copy. Try again later.",
        (_, Mark::Pass) => "This is as it should be.",
        (_, Mark::Warn) => "This is unusual, but does not speak against the badge.",
        (_, Mark::Fail) => "This speaks against the badge.",
        (_, Mark::Unknown) => "This could not be found out.",
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
            assert_eq!(State::of_report(state).word(), word, "{state}");
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
            assert_eq!(facts.sentence(state), sentence);
        }
    }
}
