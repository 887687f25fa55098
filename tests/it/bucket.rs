//! Evidence in a bucket: a server that speaks S3 and checks every signature, over a folder of its own.

use std::convert::Infallible;
use std::path::PathBuf;

use accolade::app::{Actor, App, Error, EvidenceReader, Settings};
use accolade::clock::Clock;
use accolade::ids::ClaimId;
use accolade::review::evidence::Visibility;
use accolade::store::BucketSettings;
use axum::error_handling::HandleError;
use axum::http::StatusCode;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;

use crate::support::peers::{Peers, text_evidence};
use crate::support::town::{Engine, engines, now, open_with};

const NAME: &str = "evidence";
const KEY_ID: &str = "northside";
const SECRET: &str = "kept by nobody else";

/// The server and what it keeps.
struct Bucket {
    folder: tempfile::TempDir,
    endpoint: String,
}

impl Bucket {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(NAME)).expect("a bucket");
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).expect("a server"));
        service.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
        let service = HandleError::new(service.build(), |_| async { StatusCode::INTERNAL_SERVER_ERROR });
        let router: axum::Router = axum::Router::new().fallback_service(service);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { Ok::<_, Infallible>(axum::serve(listener, router).await) });
        Self { folder, endpoint }
    }

    fn settings(&self, secret: &str) -> BucketSettings {
        BucketSettings {
            name: NAME.into(),
            endpoint: self.endpoint.clone(),
            region: "us-east-1".into(),
            key_id: KEY_ID.into(),
            secret: secret.into(),
        }
    }

    /// The objects that are kept.
    fn objects(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join(NAME)).expect("a bucket");
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file()).collect()
    }
}

/// The service over the bucket, on a machine whose folder of evidence is its own.
async fn instance(peers: &Peers, bucket: &Bucket, secret: &str, machine: &str) -> App {
    let settings = Settings {
        evidence: peers.ground.path(machine),
        evidence_bucket: Some(bucket.settings(secret)),
        ..peers.ground.settings()
    };
    open_with(&peers.ground, settings, Clock::Fixed(now())).await
}

/// A text of more than one piece.
fn plan() -> Vec<u8> {
    "A unit on water, week by week. ".repeat(40_000).into_bytes()[..999_000].to_vec()
}

async fn uploaded(app: &App, peers: &Peers, claim: &ClaimId) -> accolade::ids::EvidenceId {
    let (actor, file) = (peers.claimant(), plan());
    let upload = app.begin_upload(&actor, claim, file.len() as u64).await.expect("begun").upload_id;
    for (number, piece) in file.chunks(400_000).enumerate() {
        let offset = number as u64 * 400_000;
        app.add_upload_piece(&actor, claim, &upload, (offset, piece.to_vec())).await.expect("a piece");
    }
    let form = text_evidence("The plan of the unit", Visibility::Public);
    app.attach_upload(&actor, claim, &upload, form).await.expect("attached")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_a_bucket_is_read_by_an_instance_without_a_folder_in_common() {
    for engine in engines() {
        let (bucket, peers) = (Bucket::new().await, Peers::new(engine, 2).await);
        peers.app.close().await;
        let first = instance(&peers, &bucket, SECRET, "one").await;
        let claim = first.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
        let evidence = uploaded(&first, &peers, &claim).await;
        assert_eq!(bucket.objects().len(), 1, "the file, and no piece of it");
        first.close().await;
        drop(first);

        let second = instance(&peers, &bucket, SECRET, "two").await;
        let read = second.load_evidence_file(&peers.claimant(), &claim, &evidence, EvidenceReader::Claimant).await;
        assert!(read.expect("the file").bytes == plan(), "other bytes");
        assert!(!peers.ground.path("one").exists() && !peers.ground.path("two").exists());

        let object = bucket.objects().remove(0);
        std::fs::write(&object, "changed by whoever keeps the bucket").expect("written");
        let changed = second.load_evidence_file(&peers.claimant(), &claim, &evidence, EvidenceReader::Claimant).await;
        assert!(matches!(changed, Err(Error::Internal(_))), "{:?}", changed.map(|file| file.bytes.len()));

        second.erase_person(&Actor::Operator, &peers.claimant).await.expect("erased");
        assert!(bucket.objects().is_empty(), "{:?}", bucket.objects());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_refuses_the_access_key_is_told_and_nothing_is_attached() {
    let (bucket, peers) = (Bucket::new().await, Peers::new(Engine::Sqlite, 2).await);
    peers.app.close().await;
    let app = instance(&peers, &bucket, "of somebody else", "one").await;
    let claim = app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
    let form = text_evidence("The plan of the unit", Visibility::Public);
    let refused = app.add_evidence_file(&peers.claimant(), &claim, form, plan()).await;
    assert!(matches!(&refused, Err(Error::Internal(_))), "{refused:?}");
    assert!(bucket.objects().is_empty());
    let own = app.load_own_claim(&peers.claimant(), &claim).await.expect("the claim");
    assert!(own.evidence.is_empty());
    let settings = Settings { evidence_bucket: Some(bucket.settings(SECRET)), ..peers.ground.settings() };
    let files = settings.evidence_files().expect("described well");
    files.probe("doctor").await.expect("a bucket that answers");
    let settings = Settings { evidence_bucket: Some(bucket.settings("wrong")), ..settings };
    let told = settings.evidence_files().expect("described well").probe("doctor").await.expect_err("the key is wrong");
    assert!(told.to_string().starts_with("the storage of evidence does not answer"), "{told}");
}
