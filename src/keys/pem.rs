//! Public keys as PEM: the form of `publicKeyPem` in Open Badges 2.0 (`#CryptographicKey`).
//!
//! Reads `PUBLIC KEY` (RFC 5280) and the older `RSA PUBLIC KEY` (RFC 8017). What is read passes the same gate for weak
//! keys as any other form.

use openssl::bn::BigNumContext;
use openssl::ec::PointConversionForm;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::rsa::Rsa;

use super::curve::Curve;
use super::{KeyError, PublicKey};

/// Length of a PEM text; an RSA key of 8192 bits has about 1,500 bytes.
const LIMIT_BYTES: usize = 16 * 1024;

pub(super) fn read_public(pem: &str) -> Result<PublicKey, KeyError> {
    if pem.len() > LIMIT_BYTES {
        return Err(KeyError::Format("the PEM text is longer than any key"));
    }
    if pem.contains("PRIVATE KEY-----") {
        return Err(KeyError::Private("publicKeyPem"));
    }
    if pem.matches("-----BEGIN ").count() != 1 {
        return Err(KeyError::Format("a PEM text holds one key"));
    }
    let unreadable = |_| KeyError::Format("the PEM text is not a public key");
    if pem.contains("-----BEGIN RSA PUBLIC KEY-----") {
        return from_rsa(&Rsa::public_key_from_pem_pkcs1(pem.as_bytes()).map_err(unreadable)?);
    }
    let key = PKey::public_key_from_pem(pem.as_bytes()).map_err(unreadable)?;
    match key.id() {
        Id::RSA => from_rsa(&key.rsa()?),
        Id::EC => from_curve(&key),
        Id::ED25519 => PublicKey::ed25519(&key.raw_public_key()?),
        other => Err(KeyError::Unsupported(format!("PEM of the kind {}", other.as_raw()))),
    }
}

fn from_rsa(key: &Rsa<Public>) -> Result<PublicKey, KeyError> {
    PublicKey::rsa(&key.n().to_vec(), &key.e().to_vec())
}

fn from_curve(key: &PKey<Public>) -> Result<PublicKey, KeyError> {
    let key = key.ec_key()?;
    let curve = match key.group().curve_name() {
        Some(Nid::X9_62_PRIME256V1) => Curve::P256,
        Some(Nid::SECP384R1) => Curve::P384,
        _ => return Err(KeyError::Unsupported("EC on another curve than P-256 and P-384".into())),
    };
    let mut context = BigNumContext::new()?;
    PublicKey::ec(curve, &key.public_key().to_bytes(key.group(), PointConversionForm::UNCOMPRESSED, &mut context)?)
}
