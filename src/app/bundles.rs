//! Offline bundles: those of our badges, signed by their issuers, and those that others hand in.

use std::sync::Arc;

use serde_json::Value;
use tokio::runtime::Handle;

use super::{App, Error};
use crate::clock::Timestamp;
use crate::fetch::Documents;
use crate::ids::AwardId;
use crate::keys::Algorithm;
use crate::language::sentence;
use crate::verify::Verifier;
use crate::verify::bundle::{self, Anchors, Badge, Maker, Proven};

/// What was found in a bundle.
pub struct OpenedBundle {
    /// The instant of which it speaks.
    pub as_of: Timestamp,
    /// Who made it.
    pub maker: Maker,
    /// Each badge.
    pub badges: Vec<Proven>,
    /// When it was looked at.
    pub at: Timestamp,
}

impl App {
    /// A badge of ours with everything that its verification needs, as of now, signed by its issuer.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] without a key that signs; [`Error::Unavailable`] when too many ask.
    pub async fn offline_bundle(&self, award: &AwardId) -> Result<String, Error> {
        let shown = self.load_public_award(award).await?;
        let _place = self.enter_verifications().await?;
        let organisation = &shown.view.organisation;
        let (keys, maker) = (self.keys_of(organisation)?, self.addresses().did(&organisation.slug));
        let (app, now, handle) = (self.clone(), self.now(), Handle::current());
        let shown = shown.clone();
        let work = move || {
            let local = move |address: &str| app.local_answer(&handle, address);
            let (documents, recording) = Documents::default().with_local(Arc::new(local)).recorded();
            let content = shown.credential.clone().into_bytes();
            Verifier { documents: &documents, now }.verify(&content);
            let badge = Badge { file: "badge.json".into(), content };
            let made = bundle::compose(&[badge], recording.to_json(), now);
            let no_key = || Error::Conflict("the organisation has no Ed25519 key that signs".into());
            let signer = keys.active(Algorithm::Ed25519).ok_or_else(no_key)?;
            let address = format!("{maker}#{}", signer.public().name());
            let signed = bundle::sign(&made, &maker, (signer, &address), now).map_err(Error::internal)?;
            Ok(signed.to_string())
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    /// Verifies what lies in a bundle, as of its time. Its maker's key is looked up where it is published.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a bundle that cannot be relied on, with the reason.
    pub async fn verify_bundle(&self, document: Value) -> Result<OpenedBundle, Error> {
        let _place = self.enter_verifications().await?;
        let (documents, now) = (self.documents(), self.now());
        let work = move || {
            let anchors = Anchors { keys: &[], documents: Some(&documents) };
            let opened = bundle::open(&document, anchors, now)?;
            let badges = opened.verify(now);
            Ok(OpenedBundle { as_of: opened.as_of, maker: opened.maker, badges, at: now })
        };
        let opened: Result<_, bundle::BundleError> =
            tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
        opened.map_err(|error| Error::invalid("file", sentence(&error.to_string())))
    }
}
