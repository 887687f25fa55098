//! The definition of an achievement as an organisation writes it, from which credentials are composed.
//!
//! Open Badges 3.0, `#achievement`. A definition holds what its author decides; addresses, identifiers and everything
//! else that follows from them are added by [`super::compose`].

use serde::{Deserialize, Serialize};

use crate::credential::vocabulary::{ACHIEVEMENT_TYPE, TARGET_TYPE};
use crate::picture::artwork::Design;

/// What has to be done to earn a badge, and how it looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Definition {
    /// What it is called, up to 300 characters.
    pub name: String,
    /// What somebody who has it can do.
    pub description: String,
    /// What has to be done for it, in Markdown.
    pub criteria: String,
    /// The Open Badges achievement type, such as `MicroCredential`.
    #[serde(default = "badge")]
    pub achievement_type: String,
    /// Language code, such as `en` or `de-CH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The subject or field of study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The grades that it is about, such as `6-8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade_band: Option<String>,
    /// Words that it is found by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The points of frameworks that it is aligned with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alignments: Vec<AlignmentDefinition>,
    /// Credits that can be had for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits_available: Option<f64>,
    /// How it looks.
    pub artwork: Artwork,
    /// The picture in words; when left out, a design describes itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alternative_text: String,
    /// The criteria that evidence is judged by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rubric: Vec<CriterionDefinition>,
    /// How it is reviewed, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// After how many days an award ends; never when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_for_days: Option<u32>,
    /// Whether awards can be put on hold. It gives each a second status entry, which some readers do not look at.
    #[serde(default, skip_serializing_if = "is_false")]
    pub suspendable: bool,
}

/// A point of a framework.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlignmentDefinition {
    /// Its name.
    pub target_name: String,
    /// Its address.
    pub target_url: String,
    /// Its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_code: Option<String>,
    /// The framework.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_framework: Option<String>,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_description: Option<String>,
    /// What kind of point it is, such as `CFItem`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_type: Option<String>,
}

/// How a badge looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Artwork {
    /// Drawn by us.
    Design(Design),
    /// A picture that was uploaded, by its identifier.
    Image(String),
}

/// A criterion of a rubric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CriterionDefinition {
    /// A short name, unique in the rubric, of letters, digits and hyphens: it becomes part of an address.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The levels, from low to high.
    pub levels: Vec<LevelDefinition>,
    /// The level needed, by its short name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_level: Option<String>,
    /// The points of frameworks that it is aligned with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alignments: Vec<AlignmentDefinition>,
}

/// A level of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LevelDefinition {
    /// A short name, unique in the criterion, of letters, digits and hyphens.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What reaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<String>,
}

/// Something about a definition, or another form, that its author must mend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Which member, as a path such as `rubric.0.name`.
    pub field: String,
    /// What is wrong with it and what to do.
    pub message: String,
}

impl FieldError {
    /// What is wrong with a member.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

fn badge() -> String {
    "Badge".into()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

const NAME_LIMIT_CHARS: usize = 300;
const TEXT_LIMIT_CHARS: usize = 8_000;
const CRITERIA_LIMIT_CHARS: usize = 40_000;
const LIST_LIMIT: usize = 50;

impl Definition {
    /// Everything that keeps the definition from being published; empty when nothing does.
    pub fn check(&self) -> Vec<FieldError> {
        let mut findings = Findings::default();
        findings.text("name", &self.name, NAME_LIMIT_CHARS);
        findings.text("description", &self.description, TEXT_LIMIT_CHARS);
        findings.text("criteria", &self.criteria, CRITERIA_LIMIT_CHARS);
        if !ACHIEVEMENT_TYPE.allows(&self.achievement_type) {
            findings.add("achievementType", "Choose one of the achievement types of Open Badges 3.0, such as Badge.");
        }
        if self.language.as_deref().is_some_and(|code| !is_language(code)) {
            findings.add("language", "Write a language code such as en or de-CH.");
        }
        for (field, value) in [("subject", &self.subject), ("gradeBand", &self.grade_band)] {
            if value.as_deref().is_some_and(|text| text.trim().is_empty() || text.chars().count() > 100) {
                findings.add(field, "Write 1 to 100 characters, or leave it out.");
            }
        }
        findings.list("tags", self.tags.len());
        if self.tags.iter().any(|tag| tag.trim().is_empty() || tag.chars().count() > 60) {
            findings.add("tags", "Each tag has 1 to 60 characters.");
        }
        if self.credits_available.is_some_and(|credits| !(0.0..=10_000.0).contains(&credits)) {
            findings.add("creditsAvailable", "Credits are a number from 0 to 10,000.");
        }
        if self.valid_for_days == Some(0) || self.valid_for_days.is_some_and(|days| days > 36_500) {
            findings.add("validForDays", "Write 1 to 36,500 days, or leave it out for awards that do not end.");
        }
        if self.alternative_text.trim().is_empty() && matches!(self.artwork, Artwork::Image(_)) {
            findings.add("alternativeText", "Say in words what the picture shows, for those who do not see it.");
        }
        if self.alternative_text.chars().count() > NAME_LIMIT_CHARS {
            findings.add("alternativeText", "Write at most 300 characters.");
        }
        if self.review.as_deref().is_some_and(|text| text.chars().count() > TEXT_LIMIT_CHARS) {
            findings.add("review", "Write at most 8,000 characters.");
        }
        self.check_alignments(&mut findings);
        self.check_rubric(&mut findings);
        findings.0
    }

    fn check_alignments(&self, findings: &mut Findings) {
        findings.alignments("alignments", &self.alignments);
    }

    fn check_rubric(&self, findings: &mut Findings) {
        findings.list("rubric", self.rubric.len());
        for (index, criterion) in self.rubric.iter().enumerate() {
            let at = |member: &str| format!("rubric.{index}.{member}");
            findings.text(&at("name"), &criterion.name, NAME_LIMIT_CHARS);
            let is_twin = self.rubric[..index].iter().any(|other| other.id == criterion.id);
            findings.short_name(&at("id"), &criterion.id, is_twin);
            if criterion.levels.len() < 2 || criterion.levels.len() > 10 {
                findings.add(&at("levels"), "A criterion has 2 to 10 levels.");
            }
            for (number, level) in criterion.levels.iter().enumerate() {
                findings.text(&at(&format!("levels.{number}.name")), &level.name, NAME_LIMIT_CHARS);
                let is_twin = criterion.levels[..number].iter().any(|other| other.id == level.id);
                findings.short_name(&at(&format!("levels.{number}.id")), &level.id, is_twin);
            }
            findings.alignments(&at("alignments"), &criterion.alignments);
            let required = criterion.required_level.as_deref();
            if required.is_some_and(|required| criterion.levels.iter().all(|level| level.id != required)) {
                findings.add(&at("requiredLevel"), "The level needed must be one of the criterion's levels.");
            }
        }
    }

    /// The picture in words.
    pub fn picture_in_words(&self) -> String {
        match &self.artwork {
            Artwork::Design(design) if self.alternative_text.trim().is_empty() => design.alternative_text(),
            _ => self.alternative_text.clone(),
        }
    }

    /// The framework of its first alignment that names one.
    pub fn framework(&self) -> Option<&str> {
        self.all_alignments().find_map(|alignment| alignment.target_framework.as_deref())
    }

    /// What the whole is aligned with, then what its criteria are.
    pub fn all_alignments(&self) -> impl Iterator<Item = &AlignmentDefinition> {
        self.alignments.iter().chain(self.rubric.iter().flat_map(|criterion| &criterion.alignments))
    }
}

#[derive(Default)]
struct Findings(Vec<FieldError>);

impl Findings {
    fn add(&mut self, field: &str, message: &str) {
        self.0.push(FieldError::new(field, message));
    }

    fn text(&mut self, field: &str, value: &str, limit: usize) {
        if value.trim().is_empty() {
            self.add(field, "This must not be empty.");
        } else if value.chars().count() > limit {
            self.add(field, &format!("Write at most {limit} characters."));
        } else if value.chars().any(|c| c.is_control() && c != '\n') {
            self.add(field, "Control characters other than line breaks are not allowed.");
        }
    }

    fn alignments(&mut self, field: &str, alignments: &[AlignmentDefinition]) {
        self.list(field, alignments.len());
        for (index, alignment) in alignments.iter().enumerate() {
            let at = |member: &str| format!("{field}.{index}.{member}");
            self.text(&at("targetName"), &alignment.target_name, NAME_LIMIT_CHARS);
            if !is_web_address(&alignment.target_url) {
                self.add(&at("targetUrl"), "Write the address of the standard: https://…");
            }
            if alignment.target_type.as_deref().is_some_and(|kind| !TARGET_TYPE.allows(kind)) {
                self.add(&at("targetType"), "Use a target type of Open Badges 3.0, such as CFItem.");
            }
        }
    }

    fn list(&mut self, field: &str, length: usize) {
        if length > LIST_LIMIT {
            self.add(field, "At most 50 are allowed.");
        }
    }

    fn short_name(&mut self, field: &str, value: &str, is_twin: bool) {
        let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if value.is_empty() || value.len() > 40 || !value.bytes().all(is_fit) {
            self.add(field, "Use 1 to 40 letters, digits and hyphens.");
        } else if is_twin {
            self.add(field, "This short name is used twice.");
        }
    }
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && text.len() <= 2_000 && !text.contains(char::is_whitespace))
}

/// `#languagecode`: two to four lower-case letters, then a script and a region.
fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    let is_alphabetic = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let language = parts.next().unwrap_or("");
    let is_good = (2..=4).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    is_good && parts.all(|part| (2..=4).contains(&part.len()) && (is_alphabetic(part) || part.len() == 3))
}
