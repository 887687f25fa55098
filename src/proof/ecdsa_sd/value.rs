//! The proof value of `ecdsa-sd-2023`: three bytes that say which of two forms it has, then an array in CBOR (RFC 8949).
//!
//! VC Data Integrity ECDSA, `#parsebaseproofvalue` and `#parsederivedproofvalue`. Every length has one spelling, tags are
//! refused as the specification says, and nothing may follow.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minicbor::Decoder;

use crate::proof::data_integrity::ProofError;

/// Statements of one proof that are signed one by one.
const SIGNATURES_LIMIT: u64 = 2_000;
/// Statements, blank nodes or pointers that one proof may list.
const LIST_LIMIT: u64 = 5_000;
/// Letters of a proof value: room for all of that.
const VALUE_LIMIT_BYTES: usize = 400_000;

const BASE_HEADER: [u8; 3] = [0xd9, 0x5d, 0x00];
const DERIVED_HEADER: [u8; 3] = [0xd9, 0x5d, 0x01];

/// What a proof value holds.
#[derive(Clone, Debug)]
pub(in crate::proof) struct SelectiveValue {
    /// Over the options, the statements' key and what is always shown.
    pub(super) base_signature: [u8; 64],
    /// The Multikey bytes of the key that signed the statements, made for this one credential.
    pub(super) statement_key: [u8; 35],
    /// One for each statement that may be left out, in their order.
    pub(super) signatures: Vec<[u8; 64]>,
    pub(super) form: Form,
}

#[derive(Clone, Debug)]
pub(super) enum Form {
    /// As the issuer made it, for the holder.
    Base { label_secret: [u8; 32], pointers: Vec<String> },
    /// As the holder shows it.
    Derived { labels: Vec<(u32, [u8; 32])>, mandatory: Vec<u32> },
}

impl SelectiveValue {
    /// Reads multibase base64url (`u…`).
    pub(in crate::proof) fn read(text: &str) -> Result<Self, ProofError> {
        let digits = text.strip_prefix('u').ok_or(refused("is not multibase base64url (`u…`)"))?;
        if digits.len() > VALUE_LIMIT_BYTES {
            return Err(refused("is longer than is allowed"));
        }
        let bytes = URL_SAFE_NO_PAD.decode(digits).map_err(|_| refused("is not multibase base64url (`u…`)"))?;
        let (header, body) = bytes.split_first_chunk::<3>().ok_or(refused("is too short"))?;
        let mut reader = Reader { decoder: Decoder::new(body), size: 0 };
        let value = match *header {
            BASE_HEADER => reader.base(),
            DERIVED_HEADER => reader.derived(),
            _ => return Err(refused("is neither a whole nor a derived proof of this kind")),
        };
        let value = value.ok_or(refused("is damaged"))?;
        // Lengths are written in the shortest way and nothing follows: then the sizes agree.
        if reader.size != body.len() { Err(refused("is damaged")) } else { Ok(value) }
    }

    /// How many signatures must be looked at.
    pub(in crate::proof) fn signature_count(&self) -> usize {
        self.signatures.len() + 1
    }
}

struct Reader<'b> {
    decoder: Decoder<'b>,
    /// Bytes that the things read so far take in their shortest form.
    size: usize,
}

impl Reader<'_> {
    fn base(&mut self) -> Option<SelectiveValue> {
        self.array(5, 5)?;
        let (base_signature, statement_key, label_secret) = (self.bytes()?, self.bytes()?, self.bytes()?);
        let signatures = self.signatures()?;
        let count = self.array(0, LIST_LIMIT)?;
        let pointers = (0..count).map(|_| self.text()).collect::<Option<_>>()?;
        let form = Form::Base { label_secret, pointers };
        Some(SelectiveValue { base_signature, statement_key, signatures, form })
    }

    fn derived(&mut self) -> Option<SelectiveValue> {
        self.array(5, 5)?;
        let (base_signature, statement_key) = (self.bytes()?, self.bytes()?);
        let signatures = self.signatures()?;
        let count = self.decoder.map().ok()?.filter(|count| *count <= LIST_LIMIT)?;
        self.count(count, 0);
        let labels = (0..count).map(|_| Some((self.number()?, self.bytes()?))).collect::<Option<_>>()?;
        let count = self.array(0, LIST_LIMIT)?;
        let mandatory = (0..count).map(|_| self.number()).collect::<Option<_>>()?;
        let form = Form::Derived { labels, mandatory };
        Some(SelectiveValue { base_signature, statement_key, signatures, form })
    }

    fn signatures(&mut self) -> Option<Vec<[u8; 64]>> {
        let count = self.array(0, SIGNATURES_LIMIT)?;
        (0..count).map(|_| self.bytes()).collect()
    }

    fn array(&mut self, least: u64, most: u64) -> Option<u64> {
        let count = self.decoder.array().ok()?.filter(|count| (least..=most).contains(count))?;
        self.count(count, 0);
        Some(count)
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes: [u8; N] = self.decoder.bytes().ok()?.try_into().ok()?;
        self.count(N as u64, N);
        Some(bytes)
    }

    fn text(&mut self) -> Option<String> {
        let text = self.decoder.str().ok()?;
        self.count(text.len() as u64, text.len());
        Some(text.to_owned())
    }

    fn number(&mut self) -> Option<u32> {
        let number = self.decoder.u32().ok()?;
        self.count(u64::from(number), 0);
        Some(number)
    }

    /// Adds the shortest head for `argument`, and what follows it.
    fn count(&mut self, argument: u64, content: usize) {
        self.size += content
            + match argument {
                0..=23 => 1,
                24..=0xff => 2,
                0x100..=0xffff => 3,
                0x1_0000..=0xffff_ffff => 5,
                _ => 9,
            };
    }
}

fn refused(why: &'static str) -> ProofError {
    ProofError::Format { member: "proofValue", why }
}
