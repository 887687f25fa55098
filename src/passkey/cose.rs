//! Keys as authenticators write them: COSE (RFC 9053) in CBOR (RFC 8949); and the signature of P-256 without its ASN.1.

use minicbor::Decoder;
use minicbor::data::Type;

use crate::keys::PublicKey;

/// Members of a key.
const MEMBERS_LIMIT: u64 = 16;
/// Nesting of what is passed over.
const DEPTH_LIMIT: usize = 8;

/// The members of a COSE key that matter here.
#[derive(Default)]
struct Members<'b> {
    kind: i64,
    algorithm: i64,
    curve: i64,
    modulus: &'b [u8],
    x: &'b [u8],
    y: &'b [u8],
}

/// Reads one key and what follows it. The key is `None` when it is of a kind that is not used here.
pub(super) fn read_key(bytes: &[u8]) -> Option<(Option<PublicKey>, &[u8])> {
    let mut decoder = Decoder::new(bytes);
    let count = decoder.map().ok()?.filter(|count| *count <= MEMBERS_LIMIT)?;
    let (mut found, mut seen) = (Members::default(), Vec::new());
    for _ in 0..count {
        let label = decoder.i64().ok()?;
        if seen.contains(&label) {
            return None;
        }
        seen.push(label);
        match (label, decoder.datatype().ok()?) {
            (1, _) => found.kind = decoder.i64().ok()?,
            (3, _) => found.algorithm = decoder.i64().ok()?,
            // The curve of a point; the modulus of RSA.
            (-1, Type::Bytes) => found.modulus = decoder.bytes().ok()?,
            (-1, _) => found.curve = decoder.i64().ok()?,
            (-2, Type::Bytes) => found.x = decoder.bytes().ok()?,
            (-3, Type::Bytes) => found.y = decoder.bytes().ok()?,
            _ => skip(&mut decoder, DEPTH_LIMIT)?,
        }
    }
    Some((found.key(), &bytes[decoder.position()..]))
}

impl Members<'_> {
    /// ES256, EdDSA with Ed25519, RS256: what the options ask for.
    fn key(&self) -> Option<PublicKey> {
        match (self.kind, self.algorithm, self.curve) {
            (2, -7, 1) if self.x.len() == 32 && self.y.len() == 32 => {
                PublicKey::p256(&[&[4], self.x, self.y].concat()).ok()
            }
            (1, -8, 6) => PublicKey::ed25519(self.x).ok(),
            (3, -257, 0) => PublicKey::rsa(self.modulus, self.x).ok(),
            _ => None,
        }
    }
}

/// The authenticator data inside of an attestation object.
pub(super) fn authenticator_data_of(bytes: &[u8]) -> Option<&[u8]> {
    let mut decoder = Decoder::new(bytes);
    let count = decoder.map().ok()?.filter(|count| *count <= MEMBERS_LIMIT)?;
    let mut found = None;
    for _ in 0..count {
        match decoder.str().ok()? {
            "authData" if found.is_some() => return None,
            "authData" => found = Some(decoder.bytes().ok()?),
            _ => skip(&mut decoder, DEPTH_LIMIT)?,
        }
    }
    found.filter(|_| decoder.position() == bytes.len())
}

/// What follows a map that nobody here looks at.
pub(super) fn skip_map(bytes: &[u8]) -> Option<&[u8]> {
    let mut decoder = Decoder::new(bytes);
    if decoder.datatype().ok()? != Type::Map {
        return None;
    }
    skip(&mut decoder, DEPTH_LIMIT)?;
    Some(&bytes[decoder.position()..])
}

/// Passes over one value. Lengths that are not told are refused, as CTAP2's form of CBOR has none.
fn skip(decoder: &mut Decoder<'_>, depth: usize) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match decoder.datatype().ok()? {
        Type::Array => {
            let count = decoder.array().ok()??;
            (0..count).try_for_each(|_| skip(decoder, depth))
        }
        Type::Map => {
            let count = decoder.map().ok()??;
            (0..count).try_for_each(|_| skip(decoder, depth).and_then(|()| skip(decoder, depth)))
        }
        Type::Bytes => decoder.bytes().ok().map(drop),
        Type::String => decoder.str().ok().map(drop),
        Type::Bool => decoder.bool().ok().map(drop),
        Type::Null => decoder.null().ok(),
        _ => decoder.int().ok().map(drop),
    }
}

/// A signature of P-256 as its two numbers of 32 bytes, from ASN.1 DER: one spelling, nothing behind it.
pub(super) fn fixed_signature(der: &[u8]) -> Option<[u8; 64]> {
    let (tag, rest) = der.split_first()?;
    let (length, body) = rest.split_first()?;
    if *tag != 0x30 || usize::from(*length) != body.len() || body.len() > 72 {
        return None;
    }
    let mut out = [0; 64];
    let (one, body) = number(body)?;
    let (two, body) = number(body)?;
    out[32 - one.len()..32].copy_from_slice(one);
    out[64 - two.len()..].copy_from_slice(two);
    body.is_empty().then_some(out)
}

/// One number without its leading zero, and what follows it.
fn number(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (number, rest) = rest.split_at_checked(usize::from(*length))?;
    if *tag != 0x02 {
        return None;
    }
    let plain = match number {
        // A zero stands before a number whose first bit is set, and nowhere else.
        [0, after @ ..] if after.first().is_some_and(|first| first & 0x80 != 0) => after,
        [first, ..] if *first != 0 && first & 0x80 == 0 => number,
        _ => return None,
    };
    (plain.len() <= 32).then_some((plain, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_has_one_spelling() {
        let short = [0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x07];
        let read = fixed_signature(&short).expect("two numbers");
        assert_eq!((read[31], read[63]), (5, 7));
        let with_zero = [0x30, 0x07, 0x02, 0x02, 0x00, 0x85, 0x02, 0x01, 0x07];
        assert_eq!(fixed_signature(&with_zero).expect("two numbers")[31], 0x85);
        for wrong in [
            &[][..],
            &[0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01],
            &[0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x07, 0x00],
            &[0x31, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x07],
            &[0x30, 0x07, 0x02, 0x02, 0x00, 0x05, 0x02, 0x01, 0x07],
            &[0x30, 0x06, 0x02, 0x01, 0x85, 0x02, 0x01, 0x07],
            &[0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x07],
            &[0x30, 0x81, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x07],
            &[0x30, 0x05, 0x02, 0x00, 0x02, 0x01, 0x07],
        ] {
            assert_eq!(fixed_signature(wrong), None, "{wrong:02x?}");
        }
    }

    #[test]
    fn what_is_passed_over_ends_somewhere() {
        assert_eq!(skip_map(&[0xa1, 0x61, 0x61, 0xf5, 0x01]), Some(&[0x01][..]));
        assert_eq!(skip_map(&[0x81, 0x01]), None, "a list is no map");
        assert_eq!(skip_map(&[0xbf, 0xff]), None, "a length that is not told");
        assert_eq!(skip_map(&[0xa1, 0x01]), None);
        let deep: Vec<u8> = std::iter::repeat_n([0xa1, 0x01], 20).flatten().collect();
        assert_eq!(skip_map(&deep), None);
    }
}
