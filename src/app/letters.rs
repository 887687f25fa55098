//! What mails say, and in which language: in the one that their reader chose, else in the one of the page that asked for
//! them.

use std::fmt;

use serde_json::Value;

use super::{App, Error};
use crate::ids::{MessageId, PersonId};
use crate::language::{Language, Words};
use crate::mail::{self, Mail};

/// What is to be said in a mail.
pub(super) struct Letter {
    words: Words,
    subject: String,
    text: String,
}

impl Letter {
    /// A mail in the language of `words`.
    pub(super) fn new(words: Words, subject: impl Into<String>, text: impl fmt::Display) -> Self {
        Self { words, subject: subject.into(), text: format!("{text}\n") }
    }

    /// The mail to an address, as text and as a page. Its name comes from the message that asked for it.
    pub(super) fn addressed(self, to: String, message: &MessageId) -> Mail {
        Mail {
            to,
            html: Some(mail::page(self.words.language().tag(), &self.subject, &self.text)),
            subject: self.subject,
            text: self.text,
            id: Some(message.to_string()),
        }
    }
}

/// The language that a message was asked for in.
pub(super) fn asked_in(body: &Value) -> Language {
    body["language"].as_str().and_then(|tag| tag.parse().ok()).unwrap_or_default()
}

impl App {
    /// The texts for writing to somebody: in the language that they chose, else in `otherwise`.
    pub(super) async fn words_for(&self, person: &PersonId, otherwise: Language) -> Result<Words, Error> {
        Ok(self.find_language(person).await?.unwrap_or(otherwise).words())
    }

    /// The texts for writing to an address, which need not be anybody's here.
    pub(super) async fn words_for_address(&self, email: &str, otherwise: Language) -> Result<Words, Error> {
        match self.store().read().await?.find_person_by_email(email).await? {
            Some(person) => self.words_for(&person.person_id, otherwise).await,
            None => Ok(otherwise.words()),
        }
    }
}
