//! The rules that a credential must keep: the shape of every class, and what no schema can say.
//!
//! Open Badges 3.0, `#data-models` and `#verification`; the rules' names are those of docs/rules.md. Reading others'
//! badges, only what the standard demands is an error; issuing is stricter ([`Rules::Issuing`]).

use serde_json::{Map, Value};

use super::class::{Cardinality, Class, Kind, Member, Typing};
use super::classes::{AchievementCredential, EndorsementCredential};
use super::outline::{CredentialKind, Outline, Version, has_type, items_of};
use crate::canon::pinned::{CREDENTIALS_V1, CREDENTIALS_V2};
use crate::clock::Timestamp;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The standard forbids it.
    Error,
    /// Unusual, or not checkable; the credential still counts.
    Warning,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// JSON pointer to the place; empty for the whole.
    pub at: String,
    /// How bad it is.
    pub level: Level,
    /// Which rule it breaks, such as `DM5`.
    pub rule: &'static str,
    /// What is wrong and what to do, for people.
    pub sentence: String,
}

/// Which rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Those for badges of others.
    Reading,
    /// Those for badges that we sign.
    Issuing,
}

/// Endorsements inside endorsements that are looked at.
const ENDORSEMENT_DEPTH: usize = 4;

/// Everything that is wrong with `document`, the worst not sorted first.
pub fn check(document: &Value, rules: Rules) -> Vec<Finding> {
    let mut checker = Checker { rules, version: Version::V2, findings: Vec::new() };
    checker.credential(document, &Path::TOP, 0);
    checker.findings
}

/// A place in the document, written out only for findings.
#[derive(Clone, Copy)]
pub(super) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Top,
    Member(&'p str),
    Item(usize),
}

impl<'p> Path<'p> {
    const TOP: Path<'static> = Path { parent: None, step: Step::Top };

    fn member(&'p self, name: &'p str) -> Path<'p> {
        Path { parent: Some(self), step: Step::Member(name) }
    }

    fn item(&'p self, index: usize) -> Path<'p> {
        Path { parent: Some(self), step: Step::Item(index) }
    }

    fn pointer(&self) -> String {
        let mut text = self.parent.map(Path::pointer).unwrap_or_default();
        match self.step {
            Step::Top => {}
            Step::Member(name) => {
                text.push('/');
                text.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Step::Item(index) => text.push_str(&format!("/{index}")),
        }
        text
    }
}

struct Checker {
    rules: Rules,
    version: Version,
    findings: Vec<Finding>,
}

impl Checker {
    fn error(&mut self, rule: &'static str, at: &Path<'_>, sentence: impl Into<String>) {
        self.push(Level::Error, rule, at, sentence.into());
    }

    fn warn(&mut self, rule: &'static str, at: &Path<'_>, sentence: impl Into<String>) {
        let level = if self.rules == Rules::Issuing { Level::Error } else { Level::Warning };
        self.push(level, rule, at, sentence.into());
    }

    /// Worth knowing, never forbidden: the standard's own example does it.
    fn note(&mut self, rule: &'static str, at: &Path<'_>, sentence: impl Into<String>) {
        self.push(Level::Warning, rule, at, sentence.into());
    }

    fn push(&mut self, level: Level, rule: &'static str, at: &Path<'_>, sentence: String) {
        self.findings.push(Finding { at: at.pointer(), level, rule, sentence });
    }

    fn credential(&mut self, document: &Value, at: &Path<'_>, depth: usize) {
        let Value::Object(members) = document else {
            return self.error("SE5", at, "A credential is one JSON object.");
        };
        let outline = Outline::of(document);
        match outline.version {
            Some(version) => self.version = version,
            None => {
                let text =
                    format!("The first `@context` must be {CREDENTIALS_V2} (or {CREDENTIALS_V1} in old badges).");
                self.error("DM1", &at.member("@context"), text);
            }
        }
        match outline.kind {
            None => self.error("DM1", &at.member("type"), "`type` must hold `VerifiableCredential`."),
            Some(CredentialKind::Achievement) => {
                self.open_badges_context(document, at);
                self.object(members, AchievementCredential::class(), at);
                self.achievement_rules(members, at);
            }
            Some(CredentialKind::Endorsement) => {
                self.open_badges_context(document, at);
                self.object(members, EndorsementCredential::class(), at);
                if !members.contains_key("name") {
                    self.error("DM23", at, "An endorsement must have a `name`.");
                }
            }
            Some(CredentialKind::Clr) => {
                self.generic(members, at);
                if depth == 0 {
                    self.findings.extend(super::record::check_record(document, members));
                }
            }
            Some(CredentialKind::StatusList) => self.generic(members, at),
            Some(CredentialKind::Other) => {
                self.generic(members, at);
                if depth == 0 && outline.version == Some(Version::V2) {
                    self.findings.extend(super::general::check_members(members));
                }
            }
        }
        self.issuer(members.get("issuer"), &at.member("issuer"), outline.kind);
        self.dates(&outline, at);
        self.endorsements(document, at, depth);
    }

    /// DM1: the second context is one of Open Badges.
    fn open_badges_context(&mut self, document: &Value, at: &Path<'_>) {
        let contexts = items_of(document.get("@context"));
        let is_open_badges = |context: &Value| {
            context.as_str().is_some_and(|text| text.starts_with("https://purl.imsglobal.org/spec/ob/v3p0/context"))
        };
        let has_any = contexts.iter().any(is_open_badges);
        if !has_any {
            self.error("DM1", &at.member("@context"), "An Open Badges 3.0 context is missing from `@context`.");
        } else if !contexts.get(1).is_some_and(is_open_badges) {
            self.warn("DM1", &at.member("@context"), "The Open Badges context must be the second in `@context`.");
        }
    }

    fn generic(&mut self, members: &Map<String, Value>, at: &Path<'_>) {
        for name in ["issuer", "credentialSubject"] {
            if !members.contains_key(name) {
                self.error("DM1", at, format!("`{name}` is missing."));
            }
        }
    }

    /// DM4: the issuer is an address or an object with one; in badges a `Profile`.
    fn issuer(&mut self, issuer: Option<&Value>, at: &Path<'_>, kind: Option<CredentialKind>) {
        let is_badge = matches!(kind, Some(CredentialKind::Achievement | CredentialKind::Endorsement));
        match issuer {
            Some(Value::String(_)) if is_badge => {
                self.warn("DM4", at, "`issuer` should be an object of type `Profile`, not only an address.");
            }
            Some(Value::Object(members))
                if !members.get("id").is_some_and(|id| is_address(id.as_str().unwrap_or(""))) =>
            {
                self.error("DM4", at, "The issuer must have an `id` that is an absolute address.");
            }
            Some(Value::String(text)) if !is_address(text) => {
                self.error("DM4", at, "The issuer must be an absolute address.");
            }
            Some(Value::String(_) | Value::Object(_)) | None => {}
            Some(_) => self.error("DM4", at, "`issuer` must be an address or an object."),
        }
    }

    fn dates(&mut self, outline: &Outline<'_>, at: &Path<'_>) {
        for date in [outline.valid_from, outline.valid_until].into_iter().flatten() {
            if date.time.is_none() {
                let text =
                    format!("`{}` must be a date and time with a zone, such as 2026-03-14T09:26:53Z.", date.member);
                self.error("DM1", &at.member(date.member), text);
            }
        }
        // VC Data Model 1.1 wants `issuanceDate` of every credential; 2.0 leaves the start open.
        let must_begin = match outline.kind {
            Some(CredentialKind::Achievement) => true,
            Some(CredentialKind::Other) => self.version == Version::V1,
            _ => false,
        };
        if outline.valid_from.is_none() && must_begin {
            let member = if self.version == Version::V1 { "issuanceDate" } else { "validFrom" };
            self.error("DM1", at, format!("`{member}` is missing."));
        }
        let times = (outline.valid_from.and_then(|d| d.time), outline.valid_until.and_then(|d| d.time));
        if let (Some(from), Some(until)) = times
            && until < from
        {
            self.error("DM1", at, "It ends before it begins: `validUntil` is before `validFrom`.");
        }
    }

    /// Shape: the table of a class against an object.
    fn object(&mut self, members: &Map<String, Value>, class: &'static Class, at: &Path<'_>) {
        self.typing(members, class, at);
        for member in class.members {
            match members.get(member.name) {
                None => self.missing(member, at),
                Some(value) => self.member(value, member, &at.member(member.name)),
            }
        }
        if class.typing == Typing::Closed {
            let is_known = |name: &str| name == "type" || class.members.iter().any(|member| member.name == name);
            if let Some(name) = members.keys().find(|name| !is_known(name)) {
                self.error("SE1", &at.member(name), format!("{} may not have a member `{name}`.", class.name));
            }
        }
    }

    fn missing(&mut self, member: &Member, at: &Path<'_>) {
        // Old badges carry other names for the dates; `dates` looks after both.
        let is_date = matches!(member.name, "validFrom");
        if member.cardinality == Cardinality::One && !is_date {
            self.error("SE1", at, format!("`{}` is missing.", member.name));
        }
    }

    fn typing(&mut self, members: &Map<String, Value>, class: &Class, at: &Path<'_>) {
        if class.typing == Typing::Untyped {
            return;
        }
        let Some(value) = members.get("type") else {
            return self.error("SE1", at, format!("`type` is missing; it must be `{}`.", class.name));
        };
        let at = at.member("type");
        let names = items_of(Some(value));
        if names.is_empty() || !names.iter().all(Value::is_string) {
            return self.error("SE1", &at, "`type` must hold texts.");
        }
        let has_name = names.iter().any(|name| name == class.name);
        if matches!(class.typing, Typing::Open | Typing::Closed) && !has_name {
            self.error("SE1", &at, format!("`type` must hold `{}`.", class.name));
        }
        if class.typing == Typing::Closed && names.len() > 1 {
            self.error("SE1", &at, format!("`type` must be `{}` alone.", class.name));
        }
        if self.rules == Rules::Issuing && class.typing != Typing::Closed && !value.is_array() && class.name != "Proof"
        {
            // A few classes are written with one text everywhere; arrays are what strict readers take elsewhere.
            let is_single =
                matches!(class.name, "CredentialStatus" | "CredentialSchema" | "RefreshService" | "TermsOfUse");
            if !is_single && class.name != "GeoCoordinates" {
                self.error("T6", &at, "Write `type` as an array.");
            }
        }
    }

    fn member(&mut self, value: &Value, member: &'static Member, at: &Path<'_>) {
        match (member.cardinality, value) {
            (Cardinality::Many, Value::Array(items)) => {
                if items.is_empty() && self.rules == Rules::Issuing {
                    self.error("SE1", at, "Leave an empty array out.");
                }
                for (index, item) in items.iter().enumerate() {
                    self.value(item, member, &at.item(index));
                }
            }
            (Cardinality::Many, _) if self.rules == Rules::Issuing && member.name != "@context" => {
                self.error("SE1", at, format!("Write `{}` as an array.", member.name));
            }
            // `credentialStatus` and `credentialSchema` may be several in VC Data Model 2.0.
            (_, Value::Array(items)) if matches!(member.name, "credentialStatus" | "refreshService") => {
                // One object is what every reader takes; two are for badges that can also be suspended.
                if self.rules == Rules::Issuing && items.len() != 2 {
                    self.error("T21", at, format!("`{}` must be one object.", member.name));
                }
                for (index, item) in items.iter().enumerate() {
                    self.value(item, member, &at.item(index));
                }
            }
            (_, value) => self.value(value, member, at),
        }
    }

    fn value(&mut self, value: &Value, member: &'static Member, at: &Path<'_>) {
        let text = value.as_str();
        let problem = match member.kind {
            Kind::Any => None,
            Kind::Text => text.is_none().then_some("must be a text"),
            Kind::Uri => (!text.is_some_and(is_address)).then_some("must be an absolute address"),
            Kind::DateTime => {
                text.is_none_or(|text| text.parse::<Timestamp>().is_err()).then_some("must be a time with a zone")
            }
            Kind::Date => (!text.is_some_and(is_date)).then_some("must be a date such as 2026-03-14"),
            Kind::Number => (!value.is_number()).then_some("must be a number"),
            Kind::Boolean => (!value.is_boolean()).then_some("must be true or false"),
            Kind::Term(vocabulary) => {
                (!text.is_some_and(|text| vocabulary.allows(text))).then_some("is not a term that the standard knows")
            }
            Kind::Object(class) => return self.nested(value, class(), at),
        };
        if let Some(problem) = problem {
            return self.error("SE1", at, format!("`{}` {problem}.", member.name));
        }
        if self.rules == Rules::Issuing {
            self.issuing_value(value, member, at);
        }
    }

    fn nested(&mut self, value: &Value, class: &'static Class, at: &Path<'_>) {
        match value {
            // An endorsement is a credential and checked as one.
            Value::Object(_) if class.name == "EndorsementCredential" => {}
            Value::Object(members) => self.object(members, class, at),
            // An issuer may be an address (DM4 has its own say), and so may a creator or source.
            Value::String(_) if class.name == "Profile" => {}
            _ => self.error("SE1", at, format!("It must be an object of the class {}.", class.name)),
        }
    }

    /// What strict readers stumble over, in texts and times that we write.
    fn issuing_value(&mut self, value: &Value, member: &Member, at: &Path<'_>) {
        let Some(text) = value.as_str() else { return };
        // Canonicalisers disagree about control characters; only the newline is safe.
        if text.chars().any(|c| c.is_control() && c != '\n') {
            self.error("T-control", at, "The text holds a control character; only line breaks are allowed.");
        }
        let limit = match member.name {
            "name" => 300,
            "narrative" => 64 * 1024,
            _ => 16 * 1024,
        };
        // A picture may be its own address.
        if text.chars().count() > limit && !text.starts_with("data:") {
            self.error("size", at, format!("The text is longer than {limit} characters."));
        }
        let is_as_read = || text.parse::<Timestamp>().is_ok_and(|time| time.to_string() == text);
        if matches!(member.kind, Kind::DateTime) && (!text.ends_with('Z') || text.len() != 20 || !is_as_read()) {
            self.error("T10", at, "Write the time in whole seconds of UTC, such as 2026-03-14T09:26:53Z.");
        }
    }

    fn achievement_rules(&mut self, members: &Map<String, Value>, at: &Path<'_>) {
        let subject_at = at.member("credentialSubject");
        let Some(Value::Object(subject)) = members.get("credentialSubject") else { return };
        if subject.get("id").is_none() && items_of(subject.get("identifier")).is_empty() {
            self.error("DM5", &subject_at, "It says for nobody: the subject needs an `id` or an `identifier`.");
        }
        if subject.contains_key("evidence") {
            self.warn("DM2", &subject_at.member("evidence"), "Evidence belongs to the credential, not to the subject.");
        }
        for (index, identity) in items_of(subject.get("identifier")).iter().enumerate() {
            self.identity(identity, &subject_at.member("identifier").item(index));
        }
        let achievement_at = subject_at.member("achievement");
        if let Some(Value::Object(achievement)) = subject.get("achievement") {
            self.achievement(achievement, &achievement_at);
            for (index, result) in items_of(subject.get("result")).iter().enumerate() {
                self.result(result, achievement, &subject_at.member("result").item(index));
            }
        }
        if self.rules == Rules::Issuing {
            self.issuing_rules(members, at);
        }
    }

    fn achievement(&mut self, achievement: &Map<String, Value>, at: &Path<'_>) {
        if let Some(Value::Object(criteria)) = achievement.get("criteria")
            && !criteria.contains_key("id")
            && !criteria.contains_key("narrative")
        {
            self.error("DM9", &at.member("criteria"), "The criteria are empty: give a `narrative` or an `id`.");
        }
        for (index, description) in items_of(achievement.get("resultDescription")).iter().enumerate() {
            let levels = items_of(description.get("rubricCriterionLevel"));
            if let Some(level) = description.get("requiredLevel")
                && !levels.iter().any(|one| one.get("id") == Some(level))
            {
                let text = "The result description needs a level that it does not have.";
                self.note("DM18", &at.member("resultDescription").item(index), text);
            }
        }
        if let Some(Value::String(language)) = achievement.get("inLanguage")
            && !is_language(language)
        {
            self.error(
                "DM25",
                &at.member("inLanguage"),
                "`inLanguage` must be a language code such as `en` or `en-US`.",
            );
        }
    }

    /// DM12: hashed identifiers are `sha256$` or `md5$` and hexadecimal.
    fn identity(&mut self, identity: &Value, at: &Path<'_>) {
        let (Some(true), Some(hash)) =
            (identity.get("hashed").and_then(Value::as_bool), identity.get("identityHash").and_then(Value::as_str))
        else {
            return;
        };
        let is_hex = |digits: &str, length| digits.len() == length && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let is_sha256 = hash.strip_prefix("sha256$").is_some_and(|digits| is_hex(digits, 64));
        let is_md5 = hash.strip_prefix("md5$").is_some_and(|digits| is_hex(digits, 32));
        if is_md5 {
            self.warn("T32", &at.member("identityHash"), "The recipient is hashed with MD5, which is weak.");
        } else if !is_sha256 {
            let text = "A hashed identifier must be `sha256$` and 64 hexadecimal digits.";
            self.error("DM12", &at.member("identityHash"), text);
        }
    }

    /// DM20: a result names a description of the same achievement, and a level of that description.
    fn result(&mut self, result: &Value, achievement: &Map<String, Value>, at: &Path<'_>) {
        let Some(named) = result.get("resultDescription").and_then(Value::as_str) else { return };
        let descriptions = items_of(achievement.get("resultDescription"));
        let Some(description) = descriptions.iter().find(|one| one.get("id").is_some_and(|id| id == named)) else {
            let text = "The result names a result description that the achievement does not have.";
            return self.note("DM20", &at.member("resultDescription"), text);
        };
        if let Some(level) = result.get("achievedLevel") {
            let levels = items_of(description.get("rubricCriterionLevel"));
            if !levels.iter().any(|one| one.get("id") == Some(level)) {
                let text = "The result names a level that its description does not have.";
                self.note("DM20", &at.member("achievedLevel"), text);
            }
        }
        if description.get("resultType").is_some_and(|kind| kind == "Status") && result.get("status").is_none() {
            self.error("DM20", at, "A result of the type `Status` must have a `status`.");
        }
    }

    /// What others accept of what we issue (docs/divergences.md, 22).
    fn issuing_rules(&mut self, members: &Map<String, Value>, at: &Path<'_>) {
        if members.get("issuer").is_some_and(Value::is_string) {
            self.error("DM4", &at.member("issuer"), "Write the issuer as an object of type `Profile`.");
        }
        if self.version == Version::V1 {
            self.error("DM30", &at.member("@context"), "New badges use VC Data Model 2.0.");
        }
        let status = members.get("credentialStatus").and_then(|status| status.get("statusListIndex"));
        if status.is_some_and(|index| !index.is_string()) {
            self.error("T20", &at.member("credentialStatus"), "Write `statusListIndex` as a text.");
        }
        let of_1edtech = ["1EdTechRevocationList", "1EdTechJsonSchemaValidator2019", "1EdTechCredentialRefresh"];
        let uses_extension = ["credentialStatus", "credentialSchema", "refreshService"]
            .iter()
            .flat_map(|name| items_of(members.get(*name)))
            .any(|value| of_1edtech.iter().any(|name| has_type(value, name)));
        let extensions = crate::canon::pinned::OPEN_BADGES_EXTENSIONS;
        if uses_extension && !items_of(members.get("@context")).iter().any(|context| context == extensions) {
            self.error("T4", &at.member("@context"), format!("1EdTech types need the context {extensions}."));
        }
    }

    fn endorsements(&mut self, document: &Value, at: &Path<'_>, depth: usize) {
        let subject = at.member("credentialSubject");
        let achievement = subject.member("achievement");
        let issuer = at.member("issuer");
        let in_subject = document.get("credentialSubject").and_then(|subject| subject.get("achievement"));
        for (holder, at) in [(Some(document), at), (in_subject, &achievement), (document.get("issuer"), &issuer)] {
            let list = holder.and_then(|holder| holder.get("endorsement"));
            let list_at = at.member("endorsement");
            for (index, endorsement) in items_of(list).iter().enumerate() {
                let item_at = list_at.item(index);
                if depth >= ENDORSEMENT_DEPTH {
                    self.error("EN1", &item_at, "Endorsements are nested too deep.");
                    return;
                }
                if endorsement.is_object() && !has_type(endorsement, "EndorsementCredential") {
                    self.error("SE1", &item_at.member("type"), "`type` must hold `EndorsementCredential`.");
                }
                self.credential(endorsement, &item_at, depth + 1);
            }
        }
    }
}

/// An absolute address: a scheme and something behind it, without white space.
pub(super) fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !rest.is_empty()
        && !text.contains(char::is_whitespace)
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && format!("{text}T00:00:00Z").parse::<Timestamp>().is_ok()
}

/// DM25: two to four lower-case letters, then an optional script and region.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or("");
    (2..=4).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
