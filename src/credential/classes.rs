//! The classes of Open Badges 3.0 (`#data-models`), with what of VC Data Model 2.0 a badge needs.

use serde_json::{Map, Number, Value};

use super::class::{
    Class, Date, DateTime, Kind, Member, ReadError, Shape, Typing, Uri, class, read_types, write_types, wrong,
};
use super::vocabulary;

/// A few texts are terms of a list; the Rust type is a text all the same, since others may extend most lists.
const fn member_kind(class: &str, member: &str, kind: Kind) -> Kind {
    match (class.as_bytes(), member.as_bytes()) {
        (b"Achievement", b"achievementType") => Kind::Term(&vocabulary::ACHIEVEMENT_TYPE),
        (b"IdentityObject", b"identityType") => Kind::Term(&vocabulary::IDENTIFIER_TYPE),
        (b"IdentifierEntry", b"identifierType") => Kind::Term(&vocabulary::IDENTIFIER_TYPE),
        (b"Alignment", b"targetType") => Kind::Term(&vocabulary::TARGET_TYPE),
        (b"ResultDescription", b"resultType") => Kind::Term(&vocabulary::RESULT_TYPE),
        (b"Result", b"status") => Kind::Term(&vocabulary::RESULT_STATUS),
        _ => kind,
    }
}

class! {
    /// A badge: the signed statement that somebody achieved something.
    AchievementCredential Free {
        /// The contexts, credentials/v2 first.
        "@context" context: Vec<Value>,
        /// The address of this statement.
        "id" id: Uri,
        /// A name for people.
        "name" name: Option<String>,
        /// What it is about.
        "description" description: Option<String>,
        /// A picture of it.
        "image" image: Option<Image>,
        /// When the achievement was first awarded.
        "awardedDate" awarded_date: Option<DateTime>,
        /// Who achieved what.
        "credentialSubject" credential_subject: AchievementSubject,
        /// What others say about it, with proofs of their own.
        "endorsement" endorsement: Vec<EndorsementCredential>,
        /// The same as tokens.
        "endorsementJwt" endorsement_jwt: Vec<String>,
        /// What shows it.
        "evidence" evidence: Vec<Evidence>,
        /// Who says so.
        "issuer" issuer: Profile,
        /// From when on it holds.
        "validFrom" valid_from: DateTime,
        /// Until when.
        "validUntil" valid_until: Option<DateTime>,
        /// What makes it trustworthy.
        "proof" proof: Vec<Proof>,
        /// Schemas that it keeps to.
        "credentialSchema" credential_schema: Vec<CredentialSchema>,
        /// Where to ask whether it still stands.
        "credentialStatus" credential_status: Option<CredentialStatus>,
        /// Where to get a newer version.
        "refreshService" refresh_service: Option<RefreshService>,
        /// Under which terms it was issued.
        "termsOfUse" terms_of_use: Vec<TermsOfUse>,
    }

    /// Who achieved what, and how well.
    AchievementSubject Open {
        /// Who, by an address.
        "id" id: Option<Uri>,
        /// When the activity began.
        "activityStartDate" activity_start_date: Option<DateTime>,
        /// When it ended.
        "activityEndDate" activity_end_date: Option<DateTime>,
        /// What was achieved.
        "achievement" achievement: Achievement,
        /// Credits earned.
        "creditsEarned" credits_earned: Option<Number>,
        /// Who, by other identifiers.
        "identifier" identifier: Vec<IdentityObject>,
        /// The baked picture.
        "image" image: Option<Image>,
        /// A licence's number.
        "licenseNumber" license_number: Option<String>,
        /// How it was achieved, in Markdown.
        "narrative" narrative: Option<String>,
        /// How well.
        "result" result: Vec<Result>,
        /// In which role.
        "role" role: Option<String>,
        /// Who assessed it.
        "source" source: Option<Profile>,
        /// The academic term.
        "term" term: Option<String>,
    }

    /// What can be earned.
    Achievement Open {
        /// Its address.
        "id" id: Uri,
        /// What it is aligned with.
        "alignment" alignment: Vec<Alignment>,
        /// What kind of achievement it is.
        "achievementType" achievement_type: Option<String>,
        /// Who made it.
        "creator" creator: Option<Profile>,
        /// Credits to be had.
        "creditsAvailable" credits_available: Option<Number>,
        /// What earns it.
        "criteria" criteria: Criteria,
        /// What it is about.
        "description" description: String,
        /// What others say about it, with proofs of their own.
        "endorsement" endorsement: Vec<EndorsementCredential>,
        /// The same as tokens.
        "endorsementJwt" endorsement_jwt: Vec<String>,
        /// The subject.
        "fieldOfStudy" field_of_study: Option<String>,
        /// A code for people.
        "humanCode" human_code: Option<String>,
        /// A picture of it.
        "image" image: Option<Image>,
        /// Its language.
        "inLanguage" in_language: Option<String>,
        /// Its name.
        "name" name: String,
        /// Other identifiers.
        "otherIdentifier" other_identifier: Vec<IdentifierEntry>,
        /// Other versions of it.
        "related" related: Vec<Related>,
        /// What results there can be.
        "resultDescription" result_description: Vec<ResultDescription>,
        /// The specialization.
        "specialization" specialization: Option<String>,
        /// Words to find it by.
        "tag" tag: Vec<String>,
        /// Its version.
        "version" version: Option<String>,
    }

    /// What earns an achievement.
    Criteria Untyped {
        /// A page that says it.
        "id" id: Option<Uri>,
        /// The text, in Markdown.
        "narrative" narrative: Option<String>,
    }

    /// Somebody: an issuer, a creator, an assessor.
    Profile Open {
        /// The address.
        "id" id: Uri,
        /// The name.
        "name" name: Option<String>,
        /// The home page.
        "url" url: Option<Uri>,
        /// The telephone number.
        "phone" phone: Option<String>,
        /// Who this is.
        "description" description: Option<String>,
        /// What others say about them, with proofs of their own.
        "endorsement" endorsement: Vec<EndorsementCredential>,
        /// The same as tokens.
        "endorsementJwt" endorsement_jwt: Vec<String>,
        /// A picture, PNG or SVG.
        "image" image: Option<Image>,
        /// The e-mail address.
        "email" email: Option<String>,
        /// The postal address.
        "address" address: Option<Address>,
        /// Other identifiers.
        "otherIdentifier" other_identifier: Vec<IdentifierEntry>,
        /// The official in charge.
        "official" official: Option<String>,
        /// The organisation above.
        "parentOrg" parent_org: Option<Box<Profile>>,
        /// Family name.
        "familyName" family_name: Option<String>,
        /// Given name.
        "givenName" given_name: Option<String>,
        /// Additional name.
        "additionalName" additional_name: Option<String>,
        /// Patronymic name.
        "patronymicName" patronymic_name: Option<String>,
        /// Honorific before the name.
        "honorificPrefix" honorific_prefix: Option<String>,
        /// Honorific after the name.
        "honorificSuffix" honorific_suffix: Option<String>,
        /// Prefix of the family name.
        "familyNamePrefix" family_name_prefix: Option<String>,
        /// Date of birth.
        "dateOfBirth" date_of_birth: Option<Date>,
    }

    /// A postal address.
    Address Open {
        /// The country.
        "addressCountry" address_country: Option<String>,
        /// The country's ISO 3166 code.
        "addressCountryCode" address_country_code: Option<String>,
        /// The region.
        "addressRegion" address_region: Option<String>,
        /// The town.
        "addressLocality" address_locality: Option<String>,
        /// Street and number.
        "streetAddress" street_address: Option<String>,
        /// The post office box.
        "postOfficeBoxNumber" post_office_box_number: Option<String>,
        /// The postal code.
        "postalCode" postal_code: Option<String>,
        /// The place on the globe.
        "geo" geo: Option<GeoCoordinates>,
    }

    /// A place on the globe.
    GeoCoordinates Open {
        /// Degrees north.
        "latitude" latitude: f64,
        /// Degrees east.
        "longitude" longitude: f64,
    }

    /// A picture.
    Image Closed {
        /// Its address, or itself as a `data:` address.
        "id" id: Uri,
        /// What it shows.
        "caption" caption: Option<String>,
    }

    /// What shows that somebody achieved something.
    Evidence Open {
        /// Where it is.
        "id" id: Option<Uri>,
        /// What it shows, in Markdown.
        "narrative" narrative: Option<String>,
        /// Its name.
        "name" name: Option<String>,
        /// What it is.
        "description" description: Option<String>,
        /// What kind of evidence it is.
        "genre" genre: Option<String>,
        /// For whom it was made.
        "audience" audience: Option<String>,
    }

    /// A point of a framework that an achievement is aligned with.
    Alignment Open {
        /// The point's code.
        "targetCode" target_code: Option<String>,
        /// What it says.
        "targetDescription" target_description: Option<String>,
        /// Its name.
        "targetName" target_name: String,
        /// The framework.
        "targetFramework" target_framework: Option<String>,
        /// What kind of point it is.
        "targetType" target_type: Option<String>,
        /// Its address.
        "targetUrl" target_url: Uri,
    }

    /// A result that can be had.
    ResultDescription Open {
        /// Its address, which results name.
        "id" id: Uri,
        /// What it is aligned with.
        "alignment" alignment: Vec<Alignment>,
        /// The values allowed, from low to high.
        "allowedValue" allowed_value: Vec<String>,
        /// Its name.
        "name" name: String,
        /// The level needed.
        "requiredLevel" required_level: Option<Uri>,
        /// The value needed.
        "requiredValue" required_value: Option<String>,
        /// What kind of result it is.
        "resultType" result_type: String,
        /// The levels of a rubric criterion, from low to high.
        "rubricCriterionLevel" rubric_criterion_level: Vec<RubricCriterionLevel>,
        /// The highest value.
        "valueMax" value_max: Option<String>,
        /// The lowest value.
        "valueMin" value_min: Option<String>,
    }

    /// A level of a rubric criterion.
    RubricCriterionLevel Open {
        /// Its address, which results name.
        "id" id: Uri,
        /// What it is aligned with.
        "alignment" alignment: Vec<Alignment>,
        /// What reaches it.
        "description" description: Option<String>,
        /// Its rank.
        "level" level: Option<String>,
        /// Its name.
        "name" name: String,
        /// Its points.
        "points" points: Option<String>,
    }

    /// A result that was had.
    Result Open {
        /// The level reached, by its address.
        "achievedLevel" achieved_level: Option<Uri>,
        /// What it is aligned with.
        "alignment" alignment: Vec<Alignment>,
        /// Which of the achievement's results this is.
        "resultDescription" result_description: Option<Uri>,
        /// How things stand.
        "status" status: Option<String>,
        /// The value.
        "value" value: Option<String>,
    }

    /// A person by an identifier, which may be hashed.
    IdentityObject Closed {
        /// Whether it is hashed.
        "hashed" hashed: bool,
        /// The identifier, or its hash as `sha256$` and hexadecimal.
        "identityHash" identity_hash: String,
        /// What kind of identifier it is.
        "identityType" identity_type: String,
        /// What was put behind it before hashing.
        "salt" salt: Option<String>,
    }

    /// An identifier of something.
    IdentifierEntry Closed {
        /// The identifier.
        "identifier" identifier: String,
        /// What kind of identifier it is.
        "identifierType" identifier_type: String,
    }

    /// Another version of an achievement.
    Related Open {
        /// Its address.
        "id" id: Uri,
        /// Its language.
        "inLanguage" in_language: Option<String>,
        /// Its version.
        "version" version: Option<String>,
    }

    /// A signed statement that somebody stands behind a badge, an achievement or a profile.
    EndorsementCredential Free {
        /// The contexts, credentials/v2 first.
        "@context" context: Vec<Value>,
        /// The address of this statement.
        "id" id: Uri,
        /// A name for people.
        "name" name: Option<String>,
        /// What it is about.
        "description" description: Option<String>,
        /// When it was first given.
        "awardedDate" awarded_date: Option<DateTime>,
        /// What is endorsed.
        "credentialSubject" credential_subject: EndorsementSubject,
        /// Who says so.
        "issuer" issuer: Profile,
        /// From when on it holds.
        "validFrom" valid_from: Option<DateTime>,
        /// Until when.
        "validUntil" valid_until: Option<DateTime>,
        /// What makes it trustworthy.
        "proof" proof: Vec<Proof>,
        /// Schemas that it keeps to.
        "credentialSchema" credential_schema: Vec<CredentialSchema>,
        /// Where to ask whether it still stands.
        "credentialStatus" credential_status: Option<CredentialStatus>,
        /// Where to get a newer version.
        "refreshService" refresh_service: Option<RefreshService>,
        /// Under which terms it was issued.
        "termsOfUse" terms_of_use: Vec<TermsOfUse>,
    }

    /// What is endorsed.
    EndorsementSubject Open {
        /// The address of the badge, achievement or profile.
        "id" id: Uri,
        /// What the endorser says about it, in Markdown.
        "endorsementComment" endorsement_comment: Option<String>,
    }

    /// An embedded proof.
    Proof Free {
        /// When it was made.
        "created" created: Option<DateTime>,
        /// The suite it was made with.
        "cryptosuite" cryptosuite: Option<String>,
        /// A verifier's nonce.
        "challenge" challenge: Option<String>,
        /// Where it may be used.
        "domain" domain: Option<Value>,
        /// A signer's nonce.
        "nonce" nonce: Option<String>,
        /// What it is for.
        "proofPurpose" proof_purpose: Option<String>,
        /// The signature.
        "proofValue" proof_value: Option<String>,
        /// The address of the key.
        "verificationMethod" verification_method: Option<Uri>,
    }

    /// A schema that a credential keeps to.
    CredentialSchema Free {
        /// Its address.
        "id" id: Uri,
    }

    /// Where to ask whether a credential still stands.
    CredentialStatus Free {
        /// The address of the entry.
        "id" id: Option<Uri>,
    }

    /// Where to get a newer version.
    RefreshService Free {
        /// Its address.
        "id" id: Uri,
    }

    /// Terms of use.
    TermsOfUse Free {
        /// Their address.
        "id" id: Option<Uri>,
    }
}
