//! The language that somebody reads: kept per person, for pages and for mails.

use super::{App, Error};
use crate::ids::PersonId;
use crate::language::Language;

impl App {
    /// Remembers the language that a person chose.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn choose_language(&self, person: &PersonId, language: Language) -> Result<(), Error> {
        let person = person.clone();
        self.store()
            .write(move |session| {
                let person = person.clone();
                Box::pin(async move {
                    session.set_language(&person, language.tag()).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// The language that a person chose; `None` when they chose none, or one that is no longer spoken here.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn find_language(&self, person: &PersonId) -> Result<Option<Language>, Error> {
        let tag = self.store().read().await?.find_language(person).await?;
        Ok(tag.and_then(|tag| tag.parse().ok()))
    }
}
