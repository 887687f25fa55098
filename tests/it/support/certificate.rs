//! A certificate authority of one test, and servers' certificates by it.

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509NameBuilder};

/// An authority with a key of its own.
pub(crate) struct Authority {
    key: PKey<Private>,
    certificate: X509,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = new_key();
        let mut certificate = begin("An authority for tests", "An authority for tests", 1, &key);
        certificate
            .append_extension(BasicConstraints::new().critical().ca().build().expect("built"))
            .expect("appended");
        certificate.sign(&key, MessageDigest::sha256()).expect("signed");
        Self { key, certificate: certificate.build() }
    }

    /// The authority's certificate, for those who are to trust it.
    pub(crate) fn pem(&self) -> Vec<u8> {
        self.certificate.to_pem().expect("PEM")
    }

    /// TLS for a server that is `host`.
    pub(crate) fn acceptor(&self, host: &str) -> SslAcceptor {
        self.acceptor_for(&[host])
    }

    /// TLS for a server that is all of these hosts.
    pub(crate) fn acceptor_for(&self, hosts: &[&str]) -> SslAcceptor {
        let key = new_key();
        let mut certificate = begin(hosts[0], "An authority for tests", 2, &key);
        let context = certificate.x509v3_context(Some(&self.certificate), None);
        let mut names = SubjectAlternativeName::new();
        hosts.iter().for_each(|host| {
            names.dns(host);
        });
        let name = names.build(&context).expect("built");
        certificate.append_extension(name).expect("appended");
        certificate.sign(&self.key, MessageDigest::sha256()).expect("signed");
        let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls()).expect("TLS");
        acceptor.set_private_key(&key).expect("a key");
        acceptor.set_certificate(&certificate.build()).expect("a certificate");
        acceptor.build()
    }
}

fn new_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("the curve");
    PKey::from_ec_key(EcKey::generate(&group).expect("a key")).expect("a key")
}

fn begin(subject: &str, issuer: &str, serial: u32, key: &PKey<Private>) -> X509Builder {
    let name = |text: &str| {
        let mut name = X509NameBuilder::new().expect("a name");
        name.append_entry_by_nid(Nid::COMMONNAME, text).expect("a common name");
        name.build()
    };
    let mut certificate = X509Builder::new().expect("a certificate");
    certificate.set_version(2).expect("a version");
    let serial = BigNum::from_u32(serial).and_then(|number| number.to_asn1_integer()).expect("a number");
    certificate.set_serial_number(&serial).expect("a number");
    certificate.set_subject_name(&name(subject)).expect("a subject");
    certificate.set_issuer_name(&name(issuer)).expect("an issuer");
    certificate.set_not_before(&Asn1Time::days_from_now(0).expect("a time")).expect("a time");
    certificate.set_not_after(&Asn1Time::days_from_now(2).expect("a time")).expect("a time");
    certificate.set_pubkey(key).expect("a key");
    certificate
}
