//! Files as evidence: what they are is found by their content, pictures are written anew so that nothing but their pixels
//! remains, of a badge the credential alone is kept, and the name that they had never is.

use super::evidence::EvidenceForm;
use crate::app::{Actor, App, Error};
use crate::bake;
use crate::ids::{ClaimId, EvidenceId};
use crate::picture::upload::{self, UploadKind};
use crate::review::evidence::Medium;
use crate::store::KeptEvidence;

const TEXT_LIMIT_BYTES: usize = 1_000_000;
const PDF_LIMIT_BYTES: usize = 8_000_000;
const BADGE_JSON: &str = "application/vc";
const BADGE_TOKEN: &str = "application/vc+jwt";
/// The largest file of any kind.
pub(super) const LARGEST_BYTES: usize = PDF_LIMIT_BYTES;

/// Who wants to see a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Whoever handed it in.
    Claimant,
    /// A reviewer at work.
    Reviewer,
    /// A moderator.
    Moderator,
    /// The coach whom the claimant named.
    Coach,
}

/// A file to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownFile {
    /// What it is.
    pub media_type: String,
    /// Its bytes, checked against what was handed in.
    pub bytes: Vec<u8>,
}

/// Without the bytes, which would fill a log.
impl std::fmt::Debug for ShownFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ShownFile({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// A file that can be kept.
pub(super) struct CleanFile {
    pub(super) medium: Medium,
    pub(super) media_type: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// Looks at a file and makes of it what is kept.
pub(super) fn clean(file: &[u8]) -> Result<CleanFile, Error> {
    let refuse = |text: &str| Error::invalid("upload", text);
    if let Some(badge) = badge_in(file) {
        return Ok(badge);
    }
    if file.starts_with(b"%PDF-") {
        return clean_pdf(file);
    }
    if let Some(text) = as_text(file) {
        if text.len() > TEXT_LIMIT_BYTES {
            return Err(refuse("A text file has at most 1 MB."));
        }
        return Ok(CleanFile { medium: Medium::File, media_type: "text/plain", bytes: text.as_bytes().to_vec() });
    }
    let picture = upload::accept(file).map_err(|error| Error::invalid("upload", format!("{error}.")))?;
    match picture.kind {
        UploadKind::Png => Ok(CleanFile { medium: Medium::Media, media_type: "image/png", bytes: picture.bytes }),
        UploadKind::Svg => Err(refuse("Drawings in SVG are not taken as evidence; save it as PNG.")),
    }
}

/// The badge that a file is or has baked in. Whether it holds is found out by looking, now and later.
fn badge_in(file: &[u8]) -> Option<CleanFile> {
    let text = match bake::image_kind(file) {
        Some(_) => bake::unbake(file).ok()?.text,
        None => std::str::from_utf8(file).ok()?.trim().to_owned(),
    };
    let media_type = match text.starts_with('{') {
        true => {
            let json: serde_json::Value = serde_json::from_str(&text).ok()?;
            ["credentialSubject", "badge"].iter().any(|member| json.get(member).is_some()).then_some(BADGE_JSON)?
        }
        false => {
            let is_token =
                text.starts_with("eyJ") && text.split('.').count() == 3 && !text.contains(char::is_whitespace);
            is_token.then_some(BADGE_TOKEN)?
        }
    };
    Some(CleanFile { medium: Medium::Credential, media_type, bytes: text.into_bytes() })
}

/// A PDF is kept as it is, so it must not tell its author's name where programs write it.
fn clean_pdf(file: &[u8]) -> Result<CleanFile, Error> {
    let refuse = |text: &str| Error::invalid("upload", text);
    if file.len() > PDF_LIMIT_BYTES {
        return Err(refuse("A PDF has at most 8 MB."));
    }
    let has = |word: &[u8]| file.windows(word.len()).any(|window| window == word);
    if has(b"/Author") || has(b"dc:creator") {
        let text = "The PDF names its author. Remove that from its properties, or print it to PDF anew, so that peers \
                    do not learn who you are.";
        return Err(refuse(text));
    }
    Ok(CleanFile { medium: Medium::File, media_type: "application/pdf", bytes: file.to_vec() })
}

/// The file as plain text, when it is one: no control characters, and nothing that a browser takes for a page.
fn as_text(file: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(file).ok()?;
    let is_plain = !text.trim_start().starts_with('<')
        && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    (is_plain && !text.trim().is_empty()).then_some(text)
}

impl App {
    /// Attaches a file to what is handed in next; the form's text says what it shows.
    ///
    /// # Errors
    /// [`Error::Invalid`] for files that are no picture, PDF or text, or too large; as [`App::add_evidence`].
    pub async fn add_evidence_file(
        &self,
        actor: &Actor,
        claim: &ClaimId,
        form: EvidenceForm,
        file: Vec<u8>,
    ) -> Result<EvidenceId, Error> {
        self.own_claim(actor, claim).await?;
        let clean = tokio::task::spawn_blocking(move || clean(&file)).await.map_err(Error::internal)??;
        let (id, name) = self.draw(|random| (EvidenceId::random(random), random.text(32)));
        let new = form.kept_file(id.clone(), (&clean, &name), self.now())?;
        self.0.evidence.put(&name, clean.bytes).await.map_err(Error::internal)?;
        if let Err(error) = self.attach(claim, new).await {
            if let Err(left) = self.0.evidence.delete(&name).await {
                tracing::warn!(error = %left, "A file of evidence was left behind: {left}");
            }
            return Err(error);
        }
        Ok(id)
    }

    /// The bytes of a piece of evidence for somebody who may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who may not; [`Error::Internal`] when the bytes are not what was handed in.
    pub async fn load_evidence_file(
        &self,
        actor: &Actor,
        claim: &ClaimId,
        evidence: &EvidenceId,
        reader: Reader,
    ) -> Result<ShownFile, Error> {
        let seen: Vec<EvidenceId> = match reader {
            Reader::Claimant => {
                self.own_claim(actor, claim).await?;
                vec![evidence.clone()]
            }
            Reader::Reviewer => ids(self.load_work(actor, claim).await?.evidence),
            Reader::Coach => ids(self.load_coached(actor, claim).await?.evidence),
            Reader::Moderator => ids(self.load_case(actor, claim).await?.evidence),
        };
        const NONE: Error = Error::NotFound("file");
        let kept = self.store().read().await?.list_evidence(claim).await?;
        let kept =
            kept.into_iter().find(|kept| kept.item.id == *evidence && seen.contains(&kept.item.id)).ok_or(NONE)?;
        // A badge says whose it is; reviewers get what verifying it found.
        if reader == Reader::Reviewer && kept.item.medium == Medium::Credential {
            return Err(NONE);
        }
        self.read_kept_file(kept).await
    }

    /// The bytes of a piece of evidence, whoever asks; whoever calls has found out that they may.
    pub(in crate::app) async fn read_evidence_file(
        &self,
        claim: &ClaimId,
        evidence: &EvidenceId,
    ) -> Result<ShownFile, Error> {
        let kept = self.store().read().await?.list_evidence(claim).await?;
        let kept = kept.into_iter().find(|kept| kept.item.id == *evidence);
        self.read_kept_file(kept.ok_or(Error::NotFound("file"))?).await
    }

    async fn read_kept_file(&self, kept: KeptEvidence) -> Result<ShownFile, Error> {
        let name = kept.stored_as.as_deref().ok_or(Error::NotFound("file"))?;
        let bytes = self.0.evidence.read(name).await.map_err(Error::internal)?;
        check(&kept, &bytes)?;
        Ok(ShownFile { media_type: kept.media_type, bytes })
    }
}

fn ids(evidence: Vec<super::WorkEvidence>) -> Vec<EvidenceId> {
    evidence.into_iter().map(|one| one.evidence_id).collect()
}

/// What is stored is no longer what was handed in.
#[derive(Debug, thiserror::Error)]
#[error("the stored bytes of evidence {0} are not what was handed in")]
struct Altered(EvidenceId);

fn check(kept: &KeptEvidence, bytes: &[u8]) -> Result<(), Error> {
    if kept.item.is(bytes) { Ok(()) } else { Err(Error::internal(Altered(kept.item.id.clone()))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_their_content() {
        assert_eq!(clean(b"A plan.\r\nLesson 1").expect("a text").media_type, "text/plain");
        assert_eq!(clean(b"%PDF-1.7\n1 0 obj").expect("a PDF").media_type, "application/pdf");
        for file in [&b""[..], b"MZ\x90\0", b"<html><script>", b"PK\x03\x04", b"\x89PNG\r\n\x1a\nbroken", b"<svg/>"] {
            assert!(clean(file).is_err(), "{file:?}");
        }
    }

    #[test]
    fn a_pdf_that_names_its_author_is_refused_with_what_to_do() {
        let error = clean(b"%PDF-1.7 /Author (Zelda)").err().expect("refused");
        assert!(error.to_string().contains("names its author"), "{error}");
    }
}
