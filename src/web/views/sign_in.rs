//! Signing in by a link in a mail.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Field, FieldError, Frame};

/// `GET /sign-in`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "sign_in/form.html")]
pub struct SignIn {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The address. Field `email`.
    pub email: Field,
    /// Where to go afterwards, as the form sends it in `next`.
    pub next: String,
    /// The words on the button of the district's own provider, when there is one.
    pub provider: Option<String>,
}

/// `POST /sign-in`: the same for every address, known or not.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "sign_in/sent.html")]
pub struct MailSent {
    /// What surrounds the page.
    pub frame: Frame,
    /// The address as it was typed.
    pub email: String,
    /// How long the link works: "15 minutes".
    pub minutes: u32,
    /// Where the link is when no mail can be sent: "The link is on the server's console."
    pub console_note: Option<String>,
}

/// `GET /sign-in/{secret}`: one button, because mail scanners follow links and press no buttons.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "sign_in/confirm.html")]
pub struct ConfirmSignIn {
    /// What surrounds the page.
    pub frame: Frame,
    /// The link's secret, which is the end of the form's address.
    pub secret: String,
    /// Who will be signed in, when that may be shown.
    pub email: Option<String>,
}

/// `GET /signed-out`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "sign_in/out.html")]
pub struct SignedOut {
    /// What surrounds the page.
    pub frame: Frame,
}

impl SignIn {
    /// The form, and the form with something wrong.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let form = Self { frame: Frame::sample(), next: "/desk/northside".to_owned(), ..Self::default() };
        let wrong = "Type your whole e-mail address, such as ada@northside.example";
        let wrong =
            Self { errors: vec![FieldError::new("email", wrong)], email: Field::wrong("ada@", wrong), ..form.clone() };
        let district = Self { provider: Some("Sign in with your district account".to_owned()), ..form.clone() };
        vec![("sign-in", form), ("sign-in-wrong", wrong), ("sign-in-provider", district)]
    }
}

impl MailSent {
    /// With mail, and without.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let sent =
            Self { frame: Frame::sample(), email: "ada@northside.example".to_owned(), minutes: 15, console_note: None };
        let note = "This server has no mail set up. Whoever runs it finds the link on the server's console.";
        let console = Self { console_note: Some(note.to_owned()), ..sent.clone() };
        vec![("mail-sent", sent), ("mail-sent-console", console)]
    }
}

impl ConfirmSignIn {
    /// With the address, and without.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let secret = "J7m2h0w9".to_owned();
        let email = Some("ada@northside.example".to_owned());
        vec![
            ("confirm", Self { frame: Frame::sample(), secret: secret.clone(), email }),
            ("confirm-unnamed", Self { frame: Frame::sample(), secret, email: None }),
        ]
    }
}

impl SignedOut {
    /// The page.
    pub fn sample() -> Vec<(&'static str, Self)> {
        vec![("signed-out", Self { frame: Frame::sample() })]
    }
}
