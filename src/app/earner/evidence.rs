//! The evidence of a badge, piece by piece: what the credential holds, and what was handed in with the claim.
//!
//! What the signed credential holds stays in it; an earner only chooses what our pages show. Pieces of the claim that the
//! credential does not have can be shown on top of it.

use serde_json::Value;

use crate::app::reviewing::{PROCESS_GENRE, kind_word};
use crate::app::{App, Error, PublicAward};
use crate::credential::items_of;
use crate::ids::{ClaimId, EvidenceId};
use crate::review::evidence::{Medium, Pupils, Visibility};
use crate::store::{Decision, KeptEvidence};

/// What a piece of evidence says, as pages show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownEvidence {
    /// What kind it is; may be empty.
    pub kind: String,
    /// What it is called; may be empty.
    pub name: String,
    /// Its address, as somebody wrote it.
    pub address: Option<String>,
    /// What it shows, in Markdown; may be empty.
    pub narrative: String,
    /// Whether it tells how the badge was judged.
    pub is_review: bool,
    /// The file of the claim that it is, when its bytes are kept here.
    pub file: Option<(ClaimId, EvidenceId)>,
    /// The SHA-256 of the file that was judged.
    pub fingerprint: Option<String>,
}

/// A piece of evidence with what its earner decided about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownPiece {
    /// What it is called in forms.
    pub key: String,
    /// Its place in the credential's evidence; `None` for pieces that the credential does not have.
    pub place: Option<usize>,
    /// Whether pages show it.
    pub is_shown: bool,
    /// Whether it may not be shown: pupils can be recognised in it.
    pub must_stay_private: bool,
    /// What it says.
    pub content: ShownEvidence,
}

/// The pieces that the credential holds.
fn signed_pieces(credential: &str, decision: &Decision) -> Vec<ShownPiece> {
    // Most badges have none, and this is asked for every time that a page is shown.
    if !credential.contains("\"evidence\"") {
        return Vec::new();
    }
    let credential: Value = serde_json::from_str(credential).unwrap_or_default();
    let piece = |(place, item): (usize, &Value)| {
        let text = |name: &str| item[name].as_str().unwrap_or("").to_owned();
        ShownPiece {
            key: format!("signed-{place}"),
            place: Some(place),
            is_shown: !decision.hidden_evidence.contains(&place),
            must_stay_private: false,
            content: ShownEvidence {
                kind: text("genre"),
                name: text("name"),
                address: item["id"].as_str().map(str::to_owned),
                narrative: text("narrative"),
                is_review: item["genre"] == PROCESS_GENRE,
                file: None,
                fingerprint: None,
            },
        }
    };
    items_of(credential.get("evidence")).iter().enumerate().map(piece).collect()
}

fn claim_piece(claim: &ClaimId, kept: &KeptEvidence, decision: &Decision) -> ShownPiece {
    let key = kept.item.id.to_string();
    let is_file = kept.stored_as.is_some();
    let must_stay_private = kept.item.pupils != Pupils::NotIdentifiable;
    ShownPiece {
        is_shown: !must_stay_private && decision.shown_evidence.contains(&key),
        key,
        place: None,
        must_stay_private,
        content: ShownEvidence {
            kind: kind_word(kept.item.kind).to_owned(),
            name: if is_file { "A file".to_owned() } else { String::new() },
            address: (kept.item.medium == Medium::Link).then(|| kept.words.clone()),
            narrative: if kept.item.medium == Medium::Link { String::new() } else { kept.words.clone() },
            is_review: false,
            file: is_file.then(|| (claim.clone(), kept.item.id.clone())),
            fingerprint: is_file.then(|| kept.item.sha256.to_string()),
        },
    }
}

impl App {
    /// All evidence of a badge: of its credential, then what else was handed in with the claim that led to it.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn list_pieces(&self, shown: &PublicAward) -> Result<Vec<ShownPiece>, Error> {
        let decision = &shown.award.decision;
        let mut pieces = signed_pieces(&shown.credential, decision);
        let mut session = self.store().read().await?;
        let Some(claim) = session.find_claim_of_award(&shown.award.award_id).await? else { return Ok(pieces) };
        let kept = session.list_evidence(&claim).await?;
        let is_more = |kept: &&KeptEvidence| {
            // What is public went into the credential.
            kept.removed_at.is_none() && kept.frozen_at.is_some() && kept.item.visibility != Visibility::Public
        };
        pieces.extend(kept.iter().filter(is_more).map(|kept| claim_piece(&claim, kept, decision)));
        Ok(pieces)
    }

    /// The evidence that pages show, and how many pieces they leave out.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn list_shown_evidence(&self, shown: &PublicAward) -> Result<(Vec<ShownEvidence>, usize), Error> {
        let decision = &shown.award.decision;
        // Most badges have nothing but what they were signed with, and that needs no question to the database.
        let pieces = match decision.shown_evidence.is_empty() {
            true => signed_pieces(&shown.credential, decision),
            false => self.list_pieces(shown).await?,
        };
        let hidden = pieces.iter().filter(|piece| !piece.is_shown && piece.place.is_some()).count();
        let shown = pieces.into_iter().filter(|piece| piece.is_shown).map(|piece| piece.content).collect();
        Ok((shown, hidden))
    }

    /// The bytes of a file of evidence that pages show.
    ///
    /// # Errors
    /// [`Error::NotFound`] when its earner does not show it.
    pub async fn load_shown_file(
        &self,
        shown: &PublicAward,
        evidence: &EvidenceId,
    ) -> Result<crate::app::ShownFile, Error> {
        const NONE: Error = Error::NotFound("file that is shown");
        let (found, _) = self.list_shown_evidence(shown).await?;
        let file = found.into_iter().filter_map(|one| one.file).find(|(_, id)| id == evidence);
        let (claim, id) = file.ok_or(NONE)?;
        self.read_evidence_file(&claim, &id).await
    }
}
