//! The closed lists of terms of the data model (Open Badges 3.0, `#org.1edtech.ob.v3p0.derived-and-other`).

/// A list of terms.
pub struct Vocabulary {
    /// Its name in the specification.
    pub name: &'static str,
    /// Its terms.
    pub terms: &'static [&'static str],
    /// Whether terms of others are allowed when they start with `ext:`.
    pub is_extensible: bool,
}

impl Vocabulary {
    /// Whether `term` may be used.
    pub fn allows(&self, term: &str) -> bool {
        let is_extension = |rest: &str| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        };
        self.terms.contains(&term) || (self.is_extensible && term.strip_prefix("ext:").is_some_and(is_extension))
    }
}

/// `AchievementType`.
pub static ACHIEVEMENT_TYPE: Vocabulary = Vocabulary {
    name: "AchievementType",
    is_extensible: true,
    terms: &[
        "Achievement",
        "ApprenticeshipCertificate",
        "Assessment",
        "Assignment",
        "AssociateDegree",
        "Award",
        "Badge",
        "BachelorDegree",
        "Certificate",
        "CertificateOfCompletion",
        "Certification",
        "CommunityService",
        "Competency",
        "Course",
        "CoCurricular",
        "Degree",
        "Diploma",
        "DoctoralDegree",
        "Fieldwork",
        "GeneralEducationDevelopment",
        "JourneymanCertificate",
        "LearningProgram",
        "License",
        "Membership",
        "ProfessionalDoctorate",
        "QualityAssuranceCredential",
        "MasterCertificate",
        "MasterDegree",
        "MicroCredential",
        "ResearchDoctorate",
        "SecondarySchoolDiploma",
    ],
};

/// `IdentifierTypeEnum`.
pub static IDENTIFIER_TYPE: Vocabulary = Vocabulary {
    name: "IdentifierTypeEnum",
    is_extensible: true,
    terms: &[
        "name",
        "sourcedId",
        "systemId",
        "productId",
        "userName",
        "accountId",
        "emailAddress",
        "nationalIdentityNumber",
        "isbn",
        "issn",
        "lisSourcedId",
        "oneRosterSourcedId",
        "sisSourcedId",
        "ltiContextId",
        "ltiDeploymentId",
        "ltiToolId",
        "ltiPlatformId",
        "ltiUserId",
        "identifier",
    ],
};

/// `AlignmentTargetType`.
pub static TARGET_TYPE: Vocabulary = Vocabulary {
    name: "AlignmentTargetType",
    is_extensible: true,
    terms: &[
        "ceasn:Competency",
        "ceterms:Credential",
        "CFItem",
        "CFRubric",
        "CFRubricCriterion",
        "CFRubricCriterionLevel",
        "CTDL",
    ],
};

/// `ResultType`.
pub static RESULT_TYPE: Vocabulary = Vocabulary {
    name: "ResultType",
    is_extensible: true,
    terms: &[
        "GradePointAverage",
        "LetterGrade",
        "Percent",
        "PerformanceLevel",
        "PredictedScore",
        "RawScore",
        "Result",
        "RubricCriterion",
        "RubricCriterionLevel",
        "RubricScore",
        "ScaledScore",
        "Status",
    ],
};

/// `ResultStatusType`.
pub static RESULT_STATUS: Vocabulary = Vocabulary {
    name: "ResultStatusType",
    is_extensible: false,
    terms: &["Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"],
};
