//! JSON Web Keys, RFC 7517, 7518 and 8037. Base64url without padding, one spelling per value.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::bn::BigNum;
use openssl::rsa::{Rsa, RsaPrivateKeyBuilder};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::curve::Curve;
use super::{Algorithm, KeyError, PublicKey, Scheme};

/// Members that only a private key has.
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

pub(super) fn read_public(jwk: &Value) -> Result<PublicKey, KeyError> {
    let members = jwk.as_object().ok_or(KeyError::Format("a JWK is an object"))?;
    if let Some(name) = PRIVATE_MEMBERS.into_iter().find(|name| members.contains_key(*name)) {
        return Err(KeyError::Private(name));
    }
    read_public_part(members)
}

/// The public key in `members`, whatever else they hold.
fn read_public_part(members: &Map<String, Value>) -> Result<PublicKey, KeyError> {
    let bytes = |name| decode(members, name);
    let alg = members.get("alg");
    let stated = alg.and_then(Value::as_str).and_then(Scheme::from_jose_name);
    let key = match algorithm_of(members)? {
        Algorithm::Ed25519 => PublicKey::ed25519(&bytes("x")?)?,
        Algorithm::P256 => read_point(Curve::P256, &bytes("x")?, &bytes("y")?)?,
        Algorithm::P384 => read_point(Curve::P384, &bytes("x")?, &bytes("y")?)?,
        Algorithm::Rsa => PublicKey::rsa_for(&bytes("n")?, &bytes("e")?, stated)?,
    };
    let fits = |name: &Value| name == "Ed25519" || stated.is_some_and(|scheme| scheme.algorithm() == key.algorithm());
    match alg {
        Some(name) if !fits(name) => Err(KeyError::Format("its `alg` does not fit its kind")),
        _ if members.get("use").is_some_and(|purpose| purpose != "sig") => {
            Err(KeyError::Format("its `use` is not `sig`"))
        }
        _ => Ok(key),
    }
}

fn read_point(curve: Curve, x: &[u8], y: &[u8]) -> Result<PublicKey, KeyError> {
    if x.len() != curve.size_bytes() || y.len() != curve.size_bytes() {
        return Err(KeyError::Format(match curve {
            Curve::P256 => "the coordinates of P-256 have 32 bytes each",
            Curve::P384 => "the coordinates of P-384 have 48 bytes each",
        }));
    }
    PublicKey::ec(curve, &[&[4], x, y].concat())
}

fn algorithm_of(members: &Map<String, Value>) -> Result<Algorithm, KeyError> {
    let text = |name| members.get(name).and_then(Value::as_str).unwrap_or("");
    match (text("kty"), text("crv")) {
        ("OKP", "Ed25519") => Ok(Algorithm::Ed25519),
        ("EC", "P-256") => Ok(Algorithm::P256),
        ("EC", "P-384") => Ok(Algorithm::P384),
        ("RSA", _) => Ok(Algorithm::Rsa),
        (kind, curve) => Err(KeyError::Unsupported(format!("{kind} {curve}").chars().take(40).collect())),
    }
}

/// The secret of a private JWK in the form that [`super::Signer::from_secret`] reads, with its kind.
pub(super) fn read_secret(jwk: &Value) -> Result<(Algorithm, Zeroizing<Vec<u8>>), KeyError> {
    let members = jwk.as_object().ok_or(KeyError::Format("a JWK is an object"))?;
    let public = read_public_part(members)?;
    let secret = match public.algorithm() {
        Algorithm::Ed25519 | Algorithm::P256 | Algorithm::P384 => decode(members, "d")?,
        Algorithm::Rsa => read_rsa_secret(members)?,
    };
    Ok((public.algorithm(), secret))
}

fn read_rsa_secret(members: &Map<String, Value>) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let number = |name| Ok::<_, KeyError>(BigNum::from_slice(&decode(members, name)?)?);
    let key = RsaPrivateKeyBuilder::new(number("n")?, number("e")?, number("d")?)?
        .set_factors(number("p")?, number("q")?)?
        .set_crt_params(number("dp")?, number("dq")?, number("qi")?)?
        .build();
    Ok(Zeroizing::new(key.private_key_to_der()?))
}

/// The private members of an RSA key, for the JWK that carries it.
pub(super) fn rsa_private_members(key: &Rsa<openssl::pkey::Private>) -> Vec<(&'static str, Zeroizing<Vec<u8>>)> {
    let number = |n: &openssl::bn::BigNumRef| Zeroizing::new(n.to_vec());
    let optional = [("p", key.p()), ("q", key.q()), ("dp", key.dmp1()), ("dq", key.dmq1()), ("qi", key.iqmp())];
    let mut members = vec![("d", number(key.d()))];
    members.extend(optional.into_iter().filter_map(|(name, value)| Some((name, number(value?)))));
    members
}

pub(super) fn write(texts: &[(&str, &str)], numbers: &[(&str, &[u8])]) -> Value {
    let texts = texts.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
    let numbers = numbers.iter().map(|(name, value)| ((*name).to_owned(), URL_SAFE_NO_PAD.encode(value).into()));
    Value::Object(texts.chain(numbers).collect())
}

/// RFC 7638: SHA-256 over the required members in alphabetical order.
pub(super) fn thumbprint(jwk: &Value) -> String {
    let mut members: Vec<_> = jwk.as_object().into_iter().flatten().collect();
    members.sort_unstable_by_key(|(name, _)| name.as_str());
    let required: Map<String, Value> = members.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    URL_SAFE_NO_PAD.encode(Sha256::digest(Value::Object(required).to_string()))
}

fn decode(members: &Map<String, Value>, name: &'static str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let text = members.get(name).and_then(Value::as_str).ok_or(KeyError::Format("a member of the JWK is missing"))?;
    if text.len() > 4096 {
        return Err(KeyError::Format("a member of the JWK is too long"));
    }
    let bytes = URL_SAFE_NO_PAD.decode(text);
    bytes.map(Zeroizing::new).map_err(|_| KeyError::Format("a member of the JWK is not base64url without padding"))
}
