//! Randomness and the identifiers made from it.
//!
//! Everything random in the program comes from here or from [`crate::keys`]; tests use a seeded source and so see
//! the same identifiers at every run. Knows nothing about what is being named.

use sha2::{Digest, Sha256};

/// A source of random bytes.
#[derive(Clone, Debug)]
pub struct Random(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Seeded { seed: u64, drawn: u64 },
}

impl Random {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A predictable source for tests and demonstrations of the same output: never for keys that matter.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded { seed, drawn: 0 })
    }

    /// Fills an array of `N` bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing sensible can be done without it.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        match &mut self.0 {
            Source::System => fill_from_system(&mut out),
            Source::Seeded { seed, drawn } => {
                for chunk in out.chunks_mut(32) {
                    let block =
                        Sha256::new().chain_update(seed.to_be_bytes()).chain_update(drawn.to_be_bytes()).finalize();
                    *drawn += 1;
                    chunk.copy_from_slice(&block[..chunk.len()]);
                }
            }
        }
        out
    }

    /// A new random `urn:uuid:` identifier (RFC 9562 version 4).
    pub fn urn_uuid(&mut self) -> String {
        let mut bytes: [u8; 16] = self.bytes();
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = u128::from_be_bytes(bytes);
        let group = |shift: u32, digits: u32| (hex >> shift) & ((1u128 << (4 * digits)) - 1);
        format!(
            "urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            group(96, 8),
            group(80, 4),
            group(64, 4),
            group(48, 4),
            group(0, 12)
        )
    }
}

/// Digits of identifiers and codes: those that nobody mistakes for another (no `i`, `l`, `o`, `u`).
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Random {
    /// A text of `length` digits from an alphabet of 32, five random bits each.
    pub fn text(&mut self, length: usize) -> String {
        let mut out = String::with_capacity(length);
        while out.len() < length {
            let block: [u8; 32] = self.bytes();
            out.extend(block.iter().take(length - out.len()).map(|byte| char::from(DIGITS[usize::from(byte & 31)])));
        }
        out
    }

    /// A text of 26 digits that begins with the time in milliseconds (nine digits, until the year 3084); the other 85
    /// bits are random.
    fn dated_text(&mut self, unix_micros: i64) -> String {
        let millis = unix_micros.max(0) / 1_000;
        let digit = |place: u32| char::from(DIGITS[(millis >> (5 * place)) as usize & 31]);
        (0..DATE_DIGITS).rev().map(digit).collect::<String>() + &self.text(26 - DATE_DIGITS as usize)
    }
}

/// Digits of an identifier that say when it was made, when it begins with that.
const DATE_DIGITS: u32 = 9;

/// Declares identifier types: a text that only its own kind is compared with.
macro_rules! identifier {
    ($($(#[doc = $doc:literal])+ $name:ident;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier that a stored or received text stands for. Whether it exists is for the store to say.
            pub fn from_text(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Its text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

/// Declares identifier types that are nothing but random.
macro_rules! random_identifier {
    ($($(#[doc = $doc:literal])+ $name:ident;)*) => {$(
        identifier! { $(#[doc = $doc])+ $name; }

        impl $name {
            /// A new one, which nobody can guess: 130 random bits.
            pub fn random(random: &mut Random) -> Self {
                Self(random.text(26))
            }
        }
    )*};
}

/// Declares types of identifiers that begin with the time when they were made, so that what is made together stands
/// together in the database (docs/decisions/0056).
macro_rules! dated_identifier {
    ($($(#[doc = $doc:literal])+ $name:ident;)*) => {$(
        identifier! { $(#[doc = $doc])+ $name; }

        impl $name {
            /// A new one, made so many microseconds after the start of 1970, which nobody can guess: 85 random bits.
            pub fn dated(random: &mut Random, unix_micros: i64) -> Self {
                Self(random.dated_text(unix_micros))
            }
        }
    )*};
}

dated_identifier! {
    /// Somebody who earns, awards or reviews.
    PersonId;
    /// The decision to give an achievement to a person.
    AwardId;
    /// A message in the outbox.
    MessageId;
}

random_identifier! {
    /// An organisation that issues.
    OrganisationId;
    /// What can be earned.
    AchievementId;
    /// A status list.
    StatusListId;
    /// A key for the API.
    ApiKeyId;
    /// An issuer on an organisation's list of those it trusts.
    TrustedIssuerId;
    /// Somebody's evidence for an achievement, from the first draft to the end.
    ClaimId;
    /// One piece of evidence.
    EvidenceId;
    /// Somebody was asked to join an organisation.
    InvitationId;
    /// Somebody asks to join an organisation.
    JoinRequestId;
    /// Badges that somebody shows together.
    CollectionId;
    /// The end of an address that an earner hands to others; whoever has it sees what it shows.
    ShareToken;
    /// An earner's request to have a name corrected.
    NameRequestId;
    /// A list of people to award an achievement to.
    ImportId;
    /// A piece of work whose levels are known.
    GoldItemId;
    /// A file of evidence on its way.
    UploadId;
    /// An address that is told what happens.
    WebhookId;
    /// A list of standards or skills.
    FrameworkId;
    /// A statement of a framework.
    FrameworkItemId;
}

#[expect(clippy::disallowed_methods, reason = "the owner of randomness")]
fn fill_from_system(out: &mut [u8]) {
    getrandom::fill(out).expect("the operating system gives random bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_differ_and_have_the_form_of_a_random_uuid() {
        let mut random = Random::system();
        let (one, two) = (random.urn_uuid(), random.urn_uuid());

        assert_ne!(one, two);
        assert_eq!(one.len(), "urn:uuid:00000000-0000-4000-8000-000000000000".len());
        assert_eq!(one.as_bytes()[23], b'4');
    }

    #[test]
    fn dated_identifiers_are_in_the_order_of_their_time_and_differ_at_the_same() {
        let mut random = Random::system();
        // Before 1970, in 2026, a millisecond later, and in 3083.
        let times = [-1_000_000, 1_773_480_413_000_000, 1_773_480_413_001_000, 35_123_000_000_000_000];
        let ids = times.map(|time| AwardId::dated(&mut random, time));
        let again = AwardId::dated(&mut random, times[1]);

        assert!(ids.is_sorted(), "{ids:?}");
        assert_ne!(again, ids[1]);
        assert_eq!(again.as_str()[..9], ids[1].as_str()[..9]);
        assert!(ids.iter().all(|id| id.as_str().len() == 26));
    }

    #[test]
    fn a_seeded_source_repeats_itself_but_not_within_a_run() {
        let (mut one, mut two) = (Random::seeded(7), Random::seeded(7));

        assert_eq!(one.bytes::<48>(), two.bytes::<48>());
        assert_ne!(one.bytes::<16>(), one.bytes::<16>());
    }
}
