//! Evidence is attached to a draft, and taken out of it again.

use super::file::CleanFile;
use super::perform::Move;
use crate::app::{Actor, App, Error};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, EvidenceId};
use crate::review::evidence::{EvidenceItem, EvidenceKind, Medium, Pupils, Visibility};
use crate::review::{ContentHash, FlagKind, State};
use crate::store::KeptEvidence;

const TEXT_LIMIT_CHARS: usize = 40_000;
const ADDRESS_LIMIT_CHARS: usize = 2_000;
/// Pieces that can be attached to one claim, those that were taken out included.
const PIECES_LIMIT: usize = 200;

/// A piece of evidence to be attached: a text, or the address of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceForm {
    /// What it is evidence of.
    pub kind: EvidenceKind,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether pupils can be recognised in it.
    pub pupils: Pupils,
    /// A text written here.
    pub text: String,
    /// An address; either this or a text.
    pub link: String,
}

impl EvidenceForm {
    /// The content, its form and its media type.
    fn content(&self) -> Result<(String, Medium, &'static str), Error> {
        let (text, link) = (self.text.trim(), self.link.trim());
        if text.is_empty() == link.is_empty() {
            return Err(Error::invalid("text", "Write a text, or the address of something: one of the two."));
        }
        if link.is_empty() {
            let is_text = !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
            if text.chars().count() > TEXT_LIMIT_CHARS || !is_text {
                return Err(Error::invalid("text", "Write at most 40,000 characters of text."));
            }
            return Ok((text.to_owned(), Medium::Text, "text/plain"));
        }
        let is_link = link.starts_with("https://") || link.starts_with("http://");
        let is_plain = !link.chars().any(|c| c.is_whitespace() || c.is_control());
        if !is_link || !is_plain || link.chars().count() > ADDRESS_LIMIT_CHARS {
            return Err(Error::invalid("link", "Write the whole address, starting with https://."));
        }
        Ok((link.to_owned(), Medium::Link, "text/uri-list"))
    }

    /// The piece as it is kept. Of a link, the digest is that of its address; what stands there is looked at by the
    /// worker, and what it saw is kept beside ([`Look`](crate::review::evidence::Look)).
    fn kept(&self, id: EvidenceId, now: Timestamp) -> Result<KeptEvidence, Error> {
        let (words, medium, media_type) = self.content()?;
        Ok(KeptEvidence {
            item: EvidenceItem {
                id,
                kind: self.kind,
                medium,
                sha256: ContentHash::of_bytes(words.as_bytes()),
                size_bytes: words.len() as u64,
                visibility: self.visibility,
                pupils: self.pupils,
            },
            media_type: media_type.into(),
            words,
            stored_as: None,
            created_at: now,
            frozen_at: None,
            removed_at: None,
            looks: Vec::new(),
        })
    }
}

impl EvidenceForm {
    /// The piece that is a file; the text says what it shows, and may be left out.
    pub(super) fn kept_file(
        &self,
        id: EvidenceId,
        (file, name): (&CleanFile, &str),
        now: Timestamp,
    ) -> Result<KeptEvidence, Error> {
        let words = self.text.trim();
        if words.chars().count() > 2_000 || words.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(Error::invalid("text", "Say in at most 2,000 characters what the file shows."));
        }
        Ok(KeptEvidence {
            item: EvidenceItem {
                id,
                kind: self.kind,
                medium: file.medium,
                sha256: ContentHash::of_bytes(&file.bytes),
                size_bytes: file.bytes.len() as u64,
                visibility: self.visibility,
                pupils: self.pupils,
            },
            media_type: file.media_type.into(),
            words: words.to_owned(),
            stored_as: Some(name.to_owned()),
            created_at: now,
            frozen_at: None,
            removed_at: None,
            looks: Vec::new(),
        })
    }
}

impl App {
    /// Attaches a piece of evidence to what is handed in next.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::Conflict`] while the claim is with reviewers; [`Error::Limit`] above 200 pieces.
    pub async fn add_evidence(&self, actor: &Actor, claim: &ClaimId, form: EvidenceForm) -> Result<EvidenceId, Error> {
        self.own_claim(actor, claim).await?;
        let id = self.draw(EvidenceId::random);
        self.attach(claim, form.kept(id.clone(), self.now())?).await?;
        Ok(id)
    }

    /// Attaches a piece that is made ready.
    pub(super) async fn attach(&self, claim: &ClaimId, new: KeptEvidence) -> Result<(), Error> {
        let (now, claim) = (new.created_at, claim.clone());
        self.store()
            .write(move |session| {
                let (claim, new) = (claim.clone(), new.clone());
                Box::pin(async move {
                    let kept = session.find_claim(&claim).await?.ok_or(Error::NotFound("claim"))?;
                    only_while_writing(kept.claim.state())?;
                    if session.list_evidence(&claim).await?.len() >= PIECES_LIMIT {
                        return Err(Error::Limit("at most 200 pieces can be attached to one claim".into()));
                    }
                    session.insert_evidence(&claim, &new).await?;
                    // Whoever hands in at this moment begins anew, and the piece is in or out as a whole.
                    session.update_claim(&kept, now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Takes a piece out of what is handed in next. What was handed in before stays as it was.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while the claim is with reviewers.
    pub async fn remove_evidence(&self, actor: &Actor, claim: &ClaimId, evidence: &EvidenceId) -> Result<(), Error> {
        self.own_claim(actor, claim).await?;
        let (now, claim, evidence) = (self.now(), claim.clone(), evidence.clone());
        self.store()
            .write(move |session| {
                let (claim, evidence) = (claim.clone(), evidence.clone());
                Box::pin(async move {
                    let kept = session.find_claim(&claim).await?.ok_or(Error::NotFound("claim"))?;
                    only_while_writing(kept.claim.state())?;
                    if !session.remove_evidence(&claim, &evidence, now).await? {
                        return Err(Error::NotFound("piece of evidence"));
                    }
                    session.update_claim(&kept, now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// A reviewer points something out: a pupil who can be recognised, work that cannot be read, misconduct.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who does not review it.
    pub async fn flag_work(&self, actor: &Actor, claim: &ClaimId, kind: FlagKind) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        self.make_move(actor.label(), claim, Move::Flag(person.clone(), kind)).await
    }
}

pub(super) fn only_while_writing(state: State) -> Result<(), Error> {
    match state {
        State::Draft | State::Returned | State::NotYet | State::NotDecided => Ok(()),
        _ => Err(Error::Conflict("the evidence is with reviewers and cannot be changed now".into())),
    }
}
