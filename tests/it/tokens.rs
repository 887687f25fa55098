//! The header gate of tokens.

use accolade::keys::{Algorithm, Signer};
use accolade::proof::vc_jwt::{self, JwtError, KeyHint, Token};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

fn with_header(header: &str) -> String {
    format!("{}.e30.AAAA", URL_SAFE_NO_PAD.encode(header))
}

#[test]
fn a_token_of_every_kind_of_key_verifies_with_that_key_only() {
    let signers: Vec<Signer> = [Algorithm::Ed25519, Algorithm::P256, Algorithm::P384, Algorithm::Rsa]
        .into_iter()
        .map(|algorithm| Signer::generate(algorithm).expect("a key"))
        .collect();
    for (index, signer) in signers.iter().enumerate() {
        let text = vc_jwt::sign(b"{}", signer, KeyHint::Embedded).expect("a token");
        let token = Token::read(&text).expect("a token");

        assert_eq!(token.key.as_ref(), Some(signer.public()));
        assert_eq!(token.verify(signer.public()), Ok(()));
        let other = &signers[(index + 1) % 4];
        assert!(matches!(token.verify(other.public()), Err(JwtError::WrongKey { .. })));
    }
}

#[test]
fn the_header_gate_lets_nothing_strange_through() {
    for (header, why) in [
        (r#"{"alg":"none"}"#, "alg"),
        (r#"{"alg":"HS256"}"#, "alg"),
        (r#"{"alg":"PS384"}"#, "alg"),
        (r#"{"alg":"ES512"}"#, "alg"),
        (r#"{"alg":"es384"}"#, "alg"),
        (r#"{"alg":"RS512"}"#, "alg"),
        (r#"{"alg":"ES256K"}"#, "alg"),
        (r#"{"alg":"rs256"}"#, "alg"),
        (r#"{"alg":"EdDSA ","kid":"x"}"#, "alg"),
        (r#"{"alg":""}"#, "alg"),
        (r#"{}"#, "member"),
        (r#"{"alg":1}"#, "member"),
        (r#"{"alg":null}"#, "member"),
        (r#"{"alg":["EdDSA"]}"#, "member"),
        (r#"{"alg":"EdDSA","typ":"at+jwt"}"#, "member"),
        (r#"{"alg":"EdDSA","typ":1}"#, "member"),
        (r#"{"alg":"EdDSA","kid":1}"#, "member"),
        (r#"{"alg":"EdDSA","kid":""}"#, "member"),
        (r#"{"alg":"EdDSA","crit":[]}"#, "forbidden"),
        (r#"{"alg":"EdDSA","crit":["exp"],"exp":1}"#, "forbidden"),
        (r#"{"alg":"EdDSA","zip":"DEF"}"#, "forbidden"),
        (r#"{"alg":"EdDSA","b64":false}"#, "forbidden"),
        (r#"{"alg":"EdDSA","jku":"https://evil.example"}"#, "forbidden"),
        (r#"{"alg":"EdDSA","x5c":[]}"#, "forbidden"),
        (r#"{"alg":"EdDSA","x5u":"https://evil.example"}"#, "forbidden"),
        (r#"{"alg":"EdDSA","cty":"JWT"}"#, "forbidden"),
        (r#"{"alg":"EdDSA","iss":"x"}"#, "forbidden"),
        (r#"{"alg":"EdDSA","alg":"none"}"#, "header"),
        (r#"{"alg":"none","alg":"EdDSA"}"#, "header"),
        (r#"{"alg":"EdDSA","\u0061lg":"none"}"#, "header"),
        (r#"["EdDSA"]"#, "header"),
        (r#""EdDSA""#, "header"),
        (r#"{"alg":"EdDSA""#, "header"),
        (r#"{"alg":"EdDSA","jwk":{"kty":"oct","k":"AAAA"}}"#, "key"),
        (r#"{"alg":"EdDSA","jwk":"x"}"#, "key"),
        (
            r#"{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#,
            "key",
        ),
        (
            r#"{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}}"#,
            "key",
        ),
    ] {
        let found = match Token::read(&with_header(header)) {
            Ok(_) => "accepted",
            Err(JwtError::Algorithm(_)) => "alg",
            Err(JwtError::Member(_)) => "member",
            Err(JwtError::ForbiddenMember(_)) => "forbidden",
            Err(JwtError::Header(_)) => "header",
            Err(JwtError::Key(_)) => "key",
            Err(other) => panic!("{header}: {other}"),
        };
        assert_eq!(found, why, "{header}");
    }
}

#[test]
fn a_text_that_is_no_compact_token_is_refused() {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"EdDSA"}"#);
    for text in [
        String::new(),
        header.clone(),
        format!("{header}.e30"),
        format!("{header}.e30."),
        format!("{header}..AAAA"),
        format!("{header}.e30.AAAA.AAAA"),
        format!("{header}=.e30.AAAA"),
        format!("{header}.e30=.AAAA"),
        format!("{header}.e30.AA+A"),
        format!("{header}.e30.AAB"),
        format!("{header}.e 30.AAAA"),
        format!("{}.e30.AAAA", "A".repeat(20_000)),
    ] {
        assert!(Token::read(&text).is_err(), "{text}");
    }
}

#[test]
fn a_token_changed_in_any_one_letter_is_never_good() {
    let signer = Signer::from_secret(Algorithm::Ed25519, &[9; 32]).expect("a key");
    let text = vc_jwt::sign(br#"{"a":"b"}"#, &signer, KeyHint::Id("https://a.example/k")).expect("a token");

    for at in 0..text.len() {
        for letter in ['A', 'B', 'z', '_', '.', '='] {
            let mut changed = text.clone();
            changed.replace_range(at..=at, &letter.to_string());
            if changed != text {
                let good = Token::read(&changed).and_then(|token| token.verify(signer.public()));
                assert!(good.is_err(), "{at} {letter}");
            }
        }
    }
}
