//! The desk: what people and programs can ask the service for, one transaction each, and who may.
//!
//! [`App`] is the store, the keys, the clock, the mail and the way to documents, put together. Doors call it and
//! present what it answers; it knows neither HTTP nor SQL.

pub mod access;
mod achievements;
mod addresses;
mod api_keys;
mod audit;
mod awarding;
mod batches;
mod bundles;
mod earner;
mod entries;
mod error;
mod figures;
mod frameworks;
mod general;
mod importing;
mod joining;
mod keyring;
mod languages;
mod letters;
mod members;
mod milestones;
mod onboarding;
mod organisations;
mod passkeys;
mod pictures;
mod provider;
mod public;
mod recent;
mod reminders;
pub mod restore;
mod reviewing;
mod sign_in;
mod signing;
mod status_changes;
mod status_lists;
mod trust;
mod verifying;
mod webhooks;
mod worker;

pub use access::{Actor, Holder, Permission};
pub use achievements::AchievementView;
pub use addresses::Addresses;
pub use api_keys::{ApiKeyRequest, MadeApiKey};
pub use audit::AuditReport;
pub use awarding::{
    AwardAnswer, AwardRequest, AwardRow, EvidenceRequest, Idempotency, Recipient, ResultRequest, RowError,
};
pub use batches::BatchRun;
pub use bundles::OpenedBundle;
pub use earner::{
    AddressOffer, AnswerMove, Choices, CollectionMove, ErasureReport, HeldBadge, NameRequestLine, OpenedShare,
    OwnCollection, ShareEnd, ShareField, ShareRequest, SharedBadge, ShownEvidence, ShownPiece,
};
pub use entries::EntryRequest;
pub use error::Error;
pub use figures::MonthFigures;
pub use frameworks::{FrameworkImport, ItemView};
pub use general::{CredentialRequest, Securing};
pub use importing::{
    AwardImportRequest, DayOrder, Duplicates, ImportChange, ImportColumn, ImportCounts, ImportLine, ImportView,
    PLANNED_SECONDS, RowChange,
};
pub use joining::{Accepted, JoinOutcome, JoinPage, JoinRulesRequest, OpenInvitation, OpenRequest};
pub use keyring::{Keyring, OrganisationKeys};
pub use milestones::{MilestoneProgress, MilestoneRequest};
pub use onboarding::{DomainCheck, Onboarding, ReviewChoice, Step};
pub use organisations::OrganisationRequest;
pub use passkeys::{PasskeyAnswer, PasskeyOptions, PasskeyReset};
pub use pictures::{Picture, PictureForm};
pub use provider::{ProviderAnswer, ProviderSettings, ProviderStart};
pub use public::{AwardState, PublicAward};
pub use recent::Recent;
pub use reminders::{RemindOutcome, ReminderMove};
pub use reviewing::{
    AchievementInsight, BenchLine, BenchWork, Case, CaseReview, ClaimLine, CoachLine, CoachedWork, CommunityAnswer,
    Draft as ClaimDraft, EvidenceForm, EvidenceReader, GoldSet, Insights, Judged, JudgedBy, NewReviewer, OwnClaim,
    PublicEpoch, Queue, QueueLine, Readiness, ReviewRequest, ReviewSetup, ReviewerLine, RulingRequest,
    Seal as EvidenceSeal, SheetRequest, ShownFile, Trial, TrialResult, TrialWork, UPLOAD_PIECE_BYTES, WorkEvidence,
};
pub use sign_in::{Entered, LinkAnswer, PasskeyRule, PendingSession, Session};
pub use status_changes::{StatusChange, StatusMove};
pub use status_lists::{ListForm, PublishedStatus};
pub use trust::{ImportMode, ImportRequest, TrustChange, TrustImport, TrustRequest};
pub use verifying::Verification;
pub use webhooks::{MadeWebhook, WEBHOOK_EVENTS, WebhookRequest, WebhookState};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::{Clock, Timestamp};
use crate::fetch::{self, Fetcher};
use crate::ids::{AchievementId, AwardId, MessageId, Random};
use crate::keys::Seal;
use crate::mail::{self, Mailer};
use crate::store::{self, Engine, EvidenceFiles, Journal, Store};
use crate::verify;

/// What the service needs to know before it starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it is reached: `https://host[:port][/path]`, or `http://` on a loopback address.
    pub base_url: String,
    /// The database.
    pub store: store::Settings,
    /// The folder of the signing keys, a folder in it for each organisation.
    pub keys: PathBuf,
    /// The journal of withdrawals, which backups leave alone.
    pub journal: PathBuf,
    /// The folder of evidence that was handed in as files; several instances share it, or have a bucket instead.
    pub evidence: PathBuf,
    /// The bucket of evidence, in place of the folder.
    pub evidence_bucket: Option<store::BucketSettings>,
    /// How documents of others are fetched.
    pub fetch: fetch::Settings,
    /// How mail is sent.
    pub mail: mail::Settings,
    /// How badges are verified.
    pub verify: verify::Settings,
    /// Whose list of trusted issuers speaks for everybody who has none of their own, by short name.
    pub trust_organisation: Option<String>,
    /// When owners and awarders must have a passkey.
    pub passkeys: PasskeyRule,
    /// Addresses of those who run the service: they see the page for operators.
    pub operators: Vec<String>,
    /// The provider over which people sign in, if there is one.
    pub provider: Option<ProviderSettings>,
}

impl Settings {
    /// Where the bytes of evidence are: the bucket when there is one, else the folder.
    ///
    /// # Errors
    /// What is wrong with the bucket's description or the folder.
    pub fn evidence_files(&self) -> Result<EvidenceFiles, store::FileError> {
        match &self.evidence_bucket {
            Some(bucket) => EvidenceFiles::in_bucket(bucket),
            None => EvidenceFiles::in_folder(&self.evidence),
        }
    }
}

/// The service without its doors. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    keys: Keyring,
    clock: Clock,
    random: Mutex<Random>,
    addresses: Addresses,
    journal: Arc<Journal>,
    evidence: EvidenceFiles,
    fetcher: Fetcher,
    mailer: Mailer,
    lists: status_lists::Lists,
    /// What verifications found out a moment ago about lists and keys, ours and others'.
    known: Arc<verify::Known>,
    organisations: Recent<String, store::Organisation>,
    achievements: Recent<String, Arc<achievements::AchievementView>>,
    api_keys: Recent<String, Arc<store::ApiKey>>,
    awards: Recent<AwardId, Arc<PublicAward>>,
    pictures: Recent<String, Arc<Picture>>,
    judgements: Recent<AwardId, Option<Judged>>,
    claimable: Recent<AchievementId, bool>,
    verifications: verifying::Gate,
    batches: batches::Turns,
    verifying: verify::Settings,
    /// How often badges of organisations were verified since that was written down, by short name.
    verified: Mutex<BTreeMap<String, i64>>,
    trust: Recent<String, Option<Arc<crate::verify::trust::Entry>>>,
    trust_organisation: Option<String>,
    passkeys: PasskeyRule,
    operators: Vec<String>,
    provider: Option<provider::Provider>,
    worker: tokio::sync::Notify,
    /// Tells it that somebody is to be told about their badge, which may wait for others.
    notices: tokio::sync::Notify,
    /// Wakes whoever awards lists.
    lists_worker: tokio::sync::Notify,
    /// Wakes whoever tells others what happens.
    hooks_worker: tokio::sync::Notify,
    /// Keys of signatures, by how they are sealed.
    hook_keys: Mutex<std::collections::HashMap<String, Arc<zeroize::Zeroizing<Vec<u8>>>>>,
    press: awarding::Press,
    /// How far lists got since the journal was last told.
    reached: Mutex<BTreeMap<String, i64>>,
}

impl App {
    /// Opens the store and everything else. Nothing is done yet; [`Self::work`] does what is waiting.
    ///
    /// # Errors
    /// What is in the way, with what to do: the database, the journal, the base URL.
    pub async fn open(settings: &Settings, seal: Seal, clock: Clock, random: Random) -> Result<Self, Error> {
        let addresses = Addresses::new(&settings.base_url)?;
        let store = Store::open(&settings.store).await?;
        let journal = Journal::open(&settings.journal).map_err(Error::internal)?;
        let fetcher = Fetcher::new(settings.fetch.clone()).map_err(Error::internal)?;
        let mailer = Mailer::new(settings.mail.clone()).map_err(Error::internal)?;
        let (press, queue) = awarding::Press::new();
        let inner = Arc::new(Inner {
            store,
            keys: Keyring::new(settings.keys.clone(), seal),
            clock,
            random: Mutex::new(random),
            addresses,
            journal: Arc::new(journal),
            evidence: settings.evidence_files().map_err(Error::internal)?,
            fetcher,
            mailer,
            lists: status_lists::Lists::default(),
            known: Arc::default(),
            organisations: Recent::new(),
            achievements: Recent::new(),
            api_keys: Recent::new(),
            awards: Recent::new(),
            pictures: Recent::new(),
            judgements: Recent::new(),
            claimable: Recent::new(),
            verifications: verifying::Gate::new(),
            batches: batches::Turns::new(),
            verifying: settings.verify,
            verified: Mutex::default(),
            trust: Recent::new(),
            trust_organisation: settings.trust_organisation.clone(),
            passkeys: settings.passkeys,
            operators: settings.operators.iter().map(|email| store::email_key(email)).collect(),
            provider: settings.provider.clone().map(provider::Provider::new),
            worker: tokio::sync::Notify::new(),
            notices: tokio::sync::Notify::new(),
            lists_worker: tokio::sync::Notify::new(),
            hooks_worker: tokio::sync::Notify::new(),
            hook_keys: Mutex::default(),
            press,
            reached: Mutex::default(),
        });
        tokio::spawn(queue.run(Arc::downgrade(&inner)));
        Ok(Self(inner))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The addresses of everything.
    pub fn addresses(&self) -> &Addresses {
        &self.0.addresses
    }

    /// Which kind of database it stands on.
    pub fn engine(&self) -> Engine {
        self.store().engine()
    }

    /// Mail that was kept because no mail server is configured, the newest last.
    pub fn mailer(&self) -> &Mailer {
        &self.0.mailer
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn check_ready(&self) -> Result<(), Error> {
        Ok(self.store().read().await?.ping().await?)
    }

    /// Waits until the disk under the database is not to be trusted any more; the service must end then, so that the next
    /// start reads what is really there.
    pub async fn until_untrusted(&self) {
        self.store().until_untrusted().await;
    }

    /// Writes what waits, then closes the database.
    pub async fn close(&self) {
        if let Err(error) = self.journal_reached().await {
            tracing::warn!(error = %error, "The journal does not know how far the status lists got: {error}");
        }
        self.0.store.close().await;
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    /// The name of a message that is written now.
    fn new_message_id(&self) -> MessageId {
        self.draw(|random| MessageId::dated(random, self.now().unix_micros()))
    }

    /// Draws from the source of randomness.
    fn draw<T>(&self, draw: impl FnOnce(&mut Random) -> T) -> T {
        draw(&mut self.0.random.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
