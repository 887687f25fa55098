//! Everything of a person as one archive: the badges in every form, each with what its verification needs without a
//! network, the claims with their evidence and what came of them (never who judged), collections, links, addresses.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};

use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::addresses::own;
use crate::app::{Actor, App, Error, OwnClaim, PictureForm, PublicAward};
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::review::evidence::Medium;

const README: &str = "This is everything that this service keeps about you.\n\n\
    profile.json      your name and addresses\n\
    badges/CODE/      each badge: badge.json and badge.jwt (the signed credential), badge.png and badge.svg (the picture\n\
    \x20                 with the credential in it), offline.json (the credential with the issuer's keys and status list,\n\
    \x20                 signed by the issuer), about.json (how it stands here, what you decided)\n\
    claims/NUMBER/    each claim: claim.json (what you handed in and what came of it) and your files\n\
    collections.json  your collections\n\
    links.json        the links that you handed out\n\n\
    Verify a badge without a network, with this program or any other that knows Open Badges 3.0:\n\
    accolade bundle verify badges/CODE/offline.json\n\
    accolade verify --documents badges/CODE/offline.json badges/CODE/badge.png\n";

/// An archive under way.
struct Archive(ZipWriter<File>);

impl Archive {
    fn new() -> Result<Self, Error> {
        Ok(Self(ZipWriter::new(tempfile::tempfile().map_err(Error::internal)?)))
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        // Pictures and signed texts hardly get smaller.
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(name, options).map_err(Error::internal)?;
        self.0.write_all(bytes).map_err(Error::internal)
    }

    fn add_json(&mut self, name: &str, value: &Value) -> Result<(), Error> {
        self.add(name, serde_json::to_string_pretty(value).unwrap_or_default().as_bytes())
    }

    fn finish(self) -> Result<File, Error> {
        let mut file = self.0.finish().map_err(Error::internal)?;
        file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
        Ok(file)
    }
}

impl App {
    /// Everything of whoever is signed in, as a ZIP archive: a file without a name, to be read from its beginning.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers; [`Error::Unavailable`] when too many badges are being verified.
    pub async fn export_myself(&self, actor: &Actor) -> Result<File, Error> {
        self.export(own(actor)?).await
    }

    /// The same of anybody, at the console of whoever runs the service.
    ///
    /// # Errors
    /// As [`Self::export_myself`]; [`Error::Unknown`] for everybody else.
    pub async fn export_person(&self, actor: &Actor, person: &PersonId) -> Result<File, Error> {
        match actor {
            Actor::Operator => self.export(person).await,
            _ => Err(Error::Unknown),
        }
    }

    async fn export(&self, person: &PersonId) -> Result<File, Error> {
        let actor = Actor::Person(person.clone());
        let mut archive = Archive::new()?;
        archive.add("README.txt", README.as_bytes())?;
        let (found, emails) = self.load_own_addresses(&actor).await?;
        let profile = json!({
            "name": found.name, "emails": emails, "subjectId": found.subject_id,
            "since": text(found.created_at), "exportedAt": text(self.now()),
        });
        archive.add_json("profile.json", &profile)?;
        for shown in self.list_own_badges(&actor).await? {
            self.add_badge(&mut archive, &shown).await?;
        }
        for (number, line) in self.list_own_claims(&actor).await?.into_iter().enumerate() {
            let own = self.load_own_claim(&actor, &line.claim_id).await?;
            self.add_claim(&mut archive, &own, number + 1).await?;
        }
        let mut collections = Vec::new();
        for collection in self.list_own_collections(&actor).await? {
            let own = self.load_own_collection(&actor, &collection.collection_id).await?;
            let badges: Vec<&str> = own.badges.iter().map(|shown| shown.award.short_code.as_str()).collect();
            collections.push(json!({
                "title": collection.title, "introduction": collection.introduction, "badges": badges,
            }));
        }
        archive.add_json("collections.json", &collections.into())?;
        let links: Vec<Value> = self
            .store()
            .read()
            .await?
            .list_shares_of(person)
            .await?
            .iter()
            .map(|link| {
                json!({
                    "address": self.addresses().share(&link.token), "label": link.label, "shows": link.fields,
                    "madeAt": text(link.created_at), "endsAt": link.expires_at.map(text),
                    "endedAt": link.withdrawn_at.map(text),
                })
            })
            .collect();
        archive.add_json("links.json", &links.into())?;
        archive.finish()
    }

    async fn add_badge(&self, archive: &mut Archive, shown: &PublicAward) -> Result<(), Error> {
        let folder = format!("badges/{}", shown.award.short_code.to_uppercase());
        let decision = &shown.award.decision;
        archive.add(&format!("{folder}/badge.json"), shown.credential.as_bytes())?;
        archive.add(&format!("{folder}/badge.jwt"), self.any_token_of(shown)?.as_bytes())?;
        for (form, name) in [(PictureForm::Png, "badge.png"), (PictureForm::Svg, "badge.svg")] {
            match self.baked_picture(shown, form).await {
                // A picture that was uploaded as pixels has no lines.
                Err(Error::NotFound(_)) => {}
                picture => archive.add(&format!("{folder}/{name}"), &picture?.bytes)?,
            }
        }
        let bundle = self.offline_bundle(&shown.award.award_id).await?;
        archive.add(&format!("{folder}/offline.json"), bundle.as_bytes())?;
        let about = json!({
            "name": shown.view.definition.name, "issuer": shown.view.organisation.name,
            "page": self.addresses().award(&shown.award.award_id),
            "awardedAt": text(shown.award.awarded_at), "validUntil": shown.award.valid_until.map(text),
            "withdrawn": shown.award.revocation.as_ref().map(|one| {
                json!({"at": text(one.revoked_at), "reason": one.reason})
            }),
            "onHold": shown.award.suspended_at.map(|at| {
                json!({"since": text(at), "reason": shown.award.suspended_reason})
            }),
            "answer": decision.answer.as_str(), "answeredAt": decision.answered_at.map(text),
            "pageIsOpen": decision.is_public, "pageShowsName": decision.shows_name,
            "hiddenEvidence": decision.hidden_evidence,
        });
        archive.add_json(&format!("{folder}/about.json"), &about)
    }

    async fn add_claim(&self, archive: &mut Archive, own: &OwnClaim, number: usize) -> Result<(), Error> {
        let folder = format!("claims/{number}");
        let mut evidence = Vec::new();
        for (at, kept) in own.evidence.iter().enumerate() {
            let mut file = None;
            if kept.stored_as.is_some() {
                let shown = self.read_evidence_file(&own.claim_id, &kept.item.id).await?;
                let ending = match shown.media_type.as_str() {
                    "image/png" => "png",
                    "application/pdf" => "pdf",
                    "application/vc" => "json",
                    "application/vc+jwt" => "jwt",
                    _ => "txt",
                };
                let name = format!("evidence-{}.{ending}", at + 1);
                archive.add(&format!("{folder}/{name}"), &shown.bytes)?;
                file = Some(name);
            }
            evidence.push(json!({
                "kind": kept.item.kind.as_str(), "visibility": kept.item.visibility, "pupils": kept.item.pupils,
                "link": (kept.item.medium == Medium::Link).then_some(&kept.words),
                "text": (kept.item.medium != Medium::Link).then_some(&kept.words),
                "file": file, "sha256": kept.item.sha256.to_string(), "attachedAt": text(kept.created_at),
            }));
        }
        let standing = &own.standing;
        let feedback = standing.feedback.iter().map(|one| json!({"levels": one.levels, "comments": one.comments}));
        let claim = json!({
            "achievement": own.view.definition.name, "statement": own.draft.statement, "school": own.draft.school,
            "selfLevels": own.draft.self_levels, "evidence": evidence,
            "state": standing.state, "criteria": standing.criteria, "reason": own.reason,
            "feedback": feedback.collect::<Vec<_>>(),
            "badge": own.award.as_ref().map(|award| self.addresses().award(award)),
        });
        archive.add_json(&format!("{folder}/claim.json"), &claim)
    }
}

fn text(at: Timestamp) -> String {
    at.whole_seconds().to_string()
}
