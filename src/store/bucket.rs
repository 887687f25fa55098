//! A bucket that speaks S3, for several instances without a shared folder. `object_store` knows the protocol; the
//! connection is the TLS that the rest of the program has, and the digests are those that it signs badges with, so that
//! no second TLS and no second set of ciphers comes along.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use hyper_tls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as Tcp;
use hyper_util::rt::TokioExecutor;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{
    CryptoProvider, DigestAlgorithm, DigestContext, HmacContext, HttpClient, HttpConnector, HttpError, HttpErrorKind,
    HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody, HttpService, Signer, SigningAlgorithm,
};
use object_store::{ClientOptions, Error, RetryConfig};
use sha2::{Digest as _, Sha256};

/// Time for one request with its answer's head. A file of evidence is at most 8 MB.
const REQUEST_LIMIT: Duration = Duration::from_secs(60);
/// Further tries after a request that failed on the way, and the time for all of them.
const RETRIES_LIMIT: usize = 4;
const RETRIES_TIME_LIMIT: Duration = Duration::from_secs(90);

/// Where a bucket is and who may use it.
#[derive(Clone, PartialEq, Eq)]
pub struct BucketSettings {
    /// The bucket's name.
    pub name: String,
    /// The server: `https://host[:port]`, or `http://` for one on this machine. The bucket is the first part of the
    /// path there.
    pub endpoint: String,
    /// The region that requests are signed for. Servers of one's own mostly take `us-east-1`.
    pub region: String,
    /// The identifier of the access key.
    pub key_id: String,
    /// The secret of the access key.
    pub secret: String,
}

impl fmt::Debug for BucketSettings {
    /// Without the access key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BucketSettings")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// The bucket; nothing is asked of it yet.
pub(super) fn open(settings: &BucketSettings) -> Result<AmazonS3, Error> {
    AmazonS3Builder::new()
        .with_bucket_name(&settings.name)
        .with_endpoint(&settings.endpoint)
        .with_region(&settings.region)
        .with_access_key_id(&settings.key_id)
        .with_secret_access_key(&settings.secret)
        .with_virtual_hosted_style_request(false)
        .with_allow_http(settings.endpoint.starts_with("http://"))
        .with_crypto_provider(Arc::new(Digests))
        .with_retry(RetryConfig {
            max_retries: RETRIES_LIMIT,
            retry_timeout: RETRIES_TIME_LIMIT,
            ..RetryConfig::default()
        })
        .with_http_connector(Connector)
        .build()
}

/// Makes clients that keep their connections.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = Client::builder(TokioExecutor::new()).build(HttpsConnector::new());
        Ok(HttpClient::new(Line(client)))
    }
}

#[derive(Debug)]
struct Line(Client<HttpsConnector<Tcp>, HttpRequestBody>);

impl HttpService for Line {
    // What the attribute `async_trait` makes of an asynchronous function.
    fn call<'line, 'out>(
        &'line self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'out>>
    where
        'line: 'out,
        Self: 'out,
    {
        Box::pin(async move {
            let answer = tokio::time::timeout(REQUEST_LIMIT, self.0.request(request));
            let answer = answer.await.map_err(|late| HttpError::new(HttpErrorKind::Timeout, late))?;
            let answer = answer.map_err(|error| {
                let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
                HttpError::new(kind, error)
            })?;
            Ok(answer.map(|body| HttpResponseBody::new(Received(body))))
        })
    }
}

/// The body of an answer, with the errors that `object_store` expects.
struct Received(hyper::body::Incoming);

impl hyper::body::Body for Received {
    type Data = hyper::body::Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, HttpError>>> {
        let frame = Pin::new(&mut self.0).poll_frame(context);
        frame.map(|frame| frame.map(|frame| frame.map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.0.size_hint()
    }
}

/// SHA-256 and HMAC, for the signatures of requests (AWS Signature Version 4).
#[derive(Debug)]
struct Digests;

impl CryptoProvider for Digests {
    fn digest(&self, algorithm: DigestAlgorithm) -> object_store::Result<Box<dyn DigestContext>> {
        match algorithm {
            DigestAlgorithm::Sha256 => Ok(Box::new(Running { state: Sha256::new(), done: [0; 32] })),
            other => Err(unsupported(&other)),
        }
    }

    fn hmac(&self, algorithm: DigestAlgorithm, secret: &[u8]) -> object_store::Result<Box<dyn HmacContext>> {
        match algorithm {
            DigestAlgorithm::Sha256 => {
                let state = Hmac::<Sha256>::new_from_slice(secret).map_err(|error| unsupported(&error))?;
                Ok(Box::new(Running { state, done: [0; 32] }))
            }
            other => Err(unsupported(&other)),
        }
    }

    fn sign(&self, algorithm: SigningAlgorithm, _pem: &[u8]) -> object_store::Result<Box<dyn Signer>> {
        Err(unsupported(&algorithm))
    }
}

fn unsupported(what: &dyn fmt::Debug) -> Error {
    Error::NotSupported { source: format!("{what:?}").into() }
}

/// A digest that is not at its end, and then its value.
struct Running<S> {
    state: S,
    done: [u8; 32],
}

impl DigestContext for Running<Sha256> {
    fn update(&mut self, data: &[u8]) {
        sha2::Digest::update(&mut self.state, data);
    }

    fn finish(&mut self) -> object_store::Result<&[u8]> {
        self.done = self.state.finalize_reset().into();
        Ok(&self.done)
    }
}

impl HmacContext for Running<Hmac<Sha256>> {
    fn update(&mut self, data: &[u8]) {
        hmac::Mac::update(&mut self.state, data);
    }

    fn finish(&mut self) -> object_store::Result<&[u8]> {
        self.done = self.state.clone().finalize().into_bytes().into();
        Ok(&self.done)
    }
}
