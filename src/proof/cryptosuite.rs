//! The cryptosuites by name, and what each wants of its key.
//!
//! VC Data Integrity EdDSA and ECDSA; `Ed25519Signature2020` is from before cryptosuites had names.

use crate::keys::Algorithm;

/// The cryptosuites that we check; the first two are also signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cryptosuite {
    /// `eddsa-rdfc-2022`, what Open Badges certification asks for.
    EddsaRdfc2022,
    /// `eddsa-jcs-2022`, which canonicalises the JSON itself.
    EddsaJcs2022,
    /// `eddsa-2022`, an early name of the first.
    Eddsa2022,
    /// The proof type `Ed25519Signature2020`, from before cryptosuites had names.
    Ed25519Signature2020,
    /// `ecdsa-rdfc-2019`, with P-256 or P-384.
    EcdsaRdfc2019,
    /// `ecdsa-jcs-2019`, the same over the JSON itself.
    EcdsaJcs2019,
    /// `ecdsa-sd-2023`, of which holders may show a part.
    EcdsaSd2023,
}

/// Those that a `DataIntegrityProof` may name.
const NAMED: [Cryptosuite; 6] = [
    Cryptosuite::EddsaRdfc2022,
    Cryptosuite::EddsaJcs2022,
    Cryptosuite::Eddsa2022,
    Cryptosuite::EcdsaRdfc2019,
    Cryptosuite::EcdsaJcs2019,
    Cryptosuite::EcdsaSd2023,
];

impl Cryptosuite {
    /// The name in a proof's `cryptosuite`; the oldest has none.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::EddsaRdfc2022 => Some("eddsa-rdfc-2022"),
            Self::EddsaJcs2022 => Some("eddsa-jcs-2022"),
            Self::Eddsa2022 => Some("eddsa-2022"),
            Self::Ed25519Signature2020 => None,
            Self::EcdsaRdfc2019 => Some("ecdsa-rdfc-2019"),
            Self::EcdsaJcs2019 => Some("ecdsa-jcs-2019"),
            Self::EcdsaSd2023 => Some("ecdsa-sd-2023"),
        }
    }

    /// The proof's `type`.
    pub fn proof_type(self) -> &'static str {
        if self.name().is_some() { "DataIntegrityProof" } else { "Ed25519Signature2020" }
    }

    /// What reports call it: its name, or the proof's type.
    pub fn title(self) -> &'static str {
        self.name().unwrap_or(self.proof_type())
    }

    pub(super) fn find(proof_type: &str, name: Option<&str>) -> Option<Self> {
        match (proof_type, name) {
            ("Ed25519Signature2020", None) => Some(Self::Ed25519Signature2020),
            ("DataIntegrityProof", Some(name)) => NAMED.into_iter().find(|suite| suite.name() == Some(name)),
            _ => None,
        }
    }

    /// Whether the suite's proofs are made with keys of this kind.
    pub(super) fn accepts(self, algorithm: Algorithm) -> bool {
        match self {
            Self::EddsaRdfc2022 | Self::EddsaJcs2022 | Self::Eddsa2022 | Self::Ed25519Signature2020 => {
                algorithm == Algorithm::Ed25519
            }
            Self::EcdsaRdfc2019 | Self::EcdsaJcs2019 => matches!(algorithm, Algorithm::P256 | Algorithm::P384),
            Self::EcdsaSd2023 => algorithm == Algorithm::P256,
        }
    }

    /// Whether the canonical form is that of the JSON itself.
    pub(super) fn is_jcs(self) -> bool {
        matches!(self, Self::EddsaJcs2022 | Self::EcdsaJcs2019)
    }
}
