//! Reviewers without an account: a link in a mail opens the bench, once, within a week.
//!
//! The link signs in, as the one that people ask for does; so it goes only to whoever has no role anywhere. A mail that
//! lies about for days must not open an organisation's desk (docs/decisions/0044).

use crate::app::sign_in::hash;
use crate::app::{App, Error};
use crate::ids::{OrganisationId, PersonId};

/// How long a link to the bench is good.
const LINK_SECONDS: i64 = 7 * 86_400;

impl App {
    /// The address of the bench for somebody's mail: a link that opens it, or the page that asks them to sign in.
    pub(super) async fn bench_address(&self, person: &PersonId) -> Result<String, Error> {
        let bench = format!("{}/bench", self.addresses().base());
        if !self.list_roles(person).await?.is_empty() {
            return Ok(bench);
        }
        let (now, token, person) = (self.now(), self.draw(|random| random.text(32)), person.clone());
        let link_hash = hash(&token);
        self.store()
            .write(move |session| {
                let (link_hash, person) = (link_hash.clone(), person.clone());
                Box::pin(async move {
                    session.insert_link(&link_hash, &person, now, now.plus_seconds(LINK_SECONDS)).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(format!("{bench}/enter/{token}"))
    }

    /// The names of organisations, for a mail.
    pub(super) async fn organisation_names(&self, ids: &[OrganisationId]) -> Result<Vec<String>, Error> {
        let mut names = Vec::with_capacity(ids.len());
        for id in ids {
            names.push(self.load_organisation(id).await?.name.clone());
        }
        Ok(names)
    }
}
