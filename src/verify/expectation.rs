//! What whoever asks wants to know besides whether the credential is good.

use super::Report;

/// How verifying is set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether a warning counts as a failure when the asker does not say.
    pub is_strict: bool,
}

/// What is expected of a credential. The default expects nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Expectation {
    /// The person it should be about: an e-mail address, a DID or another identifier, as the asker typed it.
    pub recipient: Option<String>,
    /// Whether a newer version is looked for even if this one stands.
    pub refresh: bool,
    /// Whether a warning counts as a failure.
    pub is_strict: bool,
}

impl Expectation {
    /// What was typed, without the space around it; nothing when nothing was.
    pub(super) fn recipient(&self) -> Option<&str> {
        self.recipient.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

impl Report {
    /// Adds what the asker expects of a credential that was verified without it: the person, and strictness. A newer
    /// version is not looked for any more.
    pub fn meet(&mut self, expectation: &Expectation) {
        if let Some(known) = expectation.recipient() {
            super::recipient::check(known, self);
        }
        if expectation.is_strict {
            self.be_strict();
        }
    }
}

/// Without the person asked about, who must not stand in a log.
impl std::fmt::Debug for Expectation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Expectation")
            .field("recipient", &self.recipient.is_some())
            .field("refresh", &self.refresh)
            .field("is_strict", &self.is_strict)
            .finish()
    }
}
