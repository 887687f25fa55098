//! Links in mails that open a badge for its earner, without an account. Only their hashes are kept, so that each mail has a
//! link of its own.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::app::access::Holder;
use crate::app::{App, Error};
use crate::ids::AwardId;

/// What is kept of a link.
pub(in crate::app) fn hash_of(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

impl App {
    /// New links that open these badges for their earners, as whole addresses: 130 random bits each.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub(in crate::app) async fn make_award_links(&self, awards: &[AwardId]) -> Result<HashMap<AwardId, String>, Error> {
        if awards.is_empty() {
            return Ok(HashMap::new());
        }
        let mut made = HashMap::with_capacity(awards.len());
        let mut kept = Vec::with_capacity(awards.len());
        for award in awards {
            let token = self.draw(|random| random.text(26));
            kept.push((hash_of(&token), award.clone()));
            made.insert(award.clone(), self.addresses().yours(&token));
        }
        let now = self.now();
        self.write_about_mail(move |session| {
            let kept = kept.clone();
            Box::pin(async move {
                session.insert_award_links(&kept, now).await?;
                Ok::<_, Error>(())
            })
        })
        .await?;
        Ok(made)
    }

    /// Ends every link of a badge's mails: for who passed a mail on by mistake. The badge stays in the earner's account.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn end_award_links(&self, holder: &Holder) -> Result<(), Error> {
        let (award, now) = (holder.award().clone(), self.now());
        self.store()
            .write(move |session| {
                let award = award.clone();
                Box::pin(async move {
                    session.end_award_links(&award, now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }
}
