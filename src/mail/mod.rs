//! Mail to one person at a time: the only outgoing mail.
//!
//! With a mail server, a mail is handed to it over SMTP. Without one it is kept in memory, where the operator can read
//! it: enough to try the program out, and no mail is lost without a word. Knows neither people nor why they are written
//! to; whoever calls keeps a mail that failed for the time being and tries again.

mod page;
mod server;

pub use page::page;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use self::server::Server;
use crate::clock::Timestamp;
use crate::ids::Random;

/// Mails that are kept for the operator: the newest.
pub const KEPT_LIMIT: usize = 100;

/// What an operator may choose about mail.
#[derive(Clone)]
pub struct Settings {
    /// The mail server: `smtps://user:password@host` (TLS from the start, port 465), `smtp://user:password@host`
    /// (STARTTLS, insisted on, port 587), or for a server on this machine `smtp://127.0.0.1:25?tls=none`. Signs in the
    /// password are written as in addresses (`%40` for `@`). Default: none, and mails are kept for the operator.
    pub smtp: Option<String>,
    /// Who writes, as `Name <address>` or an address. Default: `Accolade <accolade@localhost>`.
    pub from: String,
    /// A PEM file with further certificate authorities for the mail server. Default: the system's alone.
    pub extra_ca: Option<PathBuf>,
    /// Time for handing over one mail. Default: 20 seconds.
    pub time_limit: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            smtp: None,
            from: "Accolade <accolade@localhost>".into(),
            extra_ca: None,
            time_limit: Duration::from_secs(20),
        }
    }
}

impl std::fmt::Debug for Settings {
    /// Without the address of the server, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("from", &self.from)
            .field("has_smtp", &self.smtp.is_some())
            .finish_non_exhaustive()
    }
}

/// Why a mailer cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The server's address is not of the form.
    #[error("the address of the mail server is not usable: {0}")]
    Server(&'static str),
    /// Nobody can write under this name.
    #[error("`{0}` is not a sender such as `Name <name@example.org>`")]
    Sender(String),
    /// The file of certificate authorities cannot be read.
    #[error("the certificate authorities in {path} cannot be read: {source}")]
    Authorities {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// TLS cannot be set up with these authorities.
    #[error("TLS cannot be set up for the mail server")]
    Tls,
}

/// Why a mail was not handed over. Sentences hold no addresses, so that they can be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The recipient is not one address.
    #[error("the recipient is not one e-mail address")]
    Recipient,
    /// The subject would break out of its header.
    #[error("the subject holds a line break or another control character")]
    Subject,
    /// The server does not want this mail, and will not want it later.
    #[error("the mail server refuses the mail for good (code {code})")]
    Refused {
        /// The reply code, 500 to 599.
        code: u16,
    },
    /// The server cannot write to addresses outside ASCII.
    #[error("the mail server cannot deliver to an address that is not in ASCII")]
    Script,
    /// The server does not take the mail now.
    #[error("the mail server does not take the mail at this time (code {code})")]
    Deferred {
        /// The reply code, 400 to 499.
        code: u16,
    },
    /// There is no conversation with the server.
    #[error("the mail server cannot be reached, or breaks off")]
    Unreachable,
    /// No encrypted connection with the server that was meant.
    #[error("the mail server does not offer an encrypted connection that can be trusted")]
    NotProven,
    /// The server does not know the user, or not with this password.
    #[error("the mail server refuses the user name or password")]
    Login,
    /// Not done in time.
    #[error("the mail server did not take the mail in time")]
    TooSlow,
}

impl MailError {
    /// Whether trying again later may help. Otherwise the mail itself is at fault.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Recipient | Self::Subject | Self::Refused { .. } | Self::Script => false,
            Self::Deferred { .. } | Self::Unreachable | Self::NotProven | Self::Login | Self::TooSlow => true,
        }
    }
}

/// A mail to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The recipient's address, without a name.
    pub to: String,
    /// One line.
    pub subject: String,
    /// What is to be read; always there, for readers that show nothing else.
    pub text: String,
    /// The same as a page.
    pub html: Option<String>,
    /// A name for this mail, the same when it is handed over once more because nobody knows whether it was: servers and
    /// readers then see that it is one. In letters, digits and hyphens; made up when there is none.
    pub id: Option<String>,
}

impl std::fmt::Debug for Mail {
    /// Without anything that is nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").finish_non_exhaustive()
    }
}

/// A mail that was kept for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMail {
    /// When it would have been sent.
    pub at: Timestamp,
    /// The mail.
    pub mail: Mail,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The mail server has it.
    Sent,
    /// It is kept here, for there is no mail server.
    Kept,
}

/// Sends mails. Clones share the kept ones.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    server: Option<Server>,
    from: Mailbox,
    kept: Mutex<VecDeque<KeptMail>>,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("has_server", &self.0.server.is_some()).finish_non_exhaustive()
    }
}

impl Mailer {
    /// A mailer with the server of the settings, or without one. Nothing is connected to before the first mail.
    ///
    /// # Errors
    /// [`SetupError`] names the setting that is not usable.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        let from: Mailbox = settings.from.parse().map_err(|_| SetupError::Sender(settings.from.clone()))?;
        let server = match &settings.smtp {
            None => None,
            Some(address) => Some(Server::new(address, from.email.domain(), &settings)?),
        };
        Ok(Self(Arc::new(Inner { server, from, kept: Mutex::default() })))
    }

    /// Hands a mail over, or keeps it when there is no server.
    ///
    /// # Errors
    /// [`MailError`]; [`MailError::is_temporary`] says whether to try again.
    pub async fn send(&self, mail: Mail, now: Timestamp) -> Result<Delivery, MailError> {
        let message = self.message(&mail, now)?;
        match &self.0.server {
            Some(server) => server.hand_over(&message).await.map(|()| Delivery::Sent),
            None => {
                self.keep(KeptMail { at: now, mail });
                tracing::info!("Kept a mail for the operator, since no mail server is configured");
                Ok(Delivery::Kept)
            }
        }
    }

    /// Whether mail leaves this machine; else it is kept for the operator.
    pub fn has_server(&self) -> bool {
        self.0.server.is_some()
    }

    /// The mails that were kept, the newest last; at most 100.
    pub fn kept(&self) -> Vec<KeptMail> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Forgets the mails that were kept for these addresses.
    pub fn forget(&self, addresses: &[String]) {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| !addresses.iter().any(|address| address.eq_ignore_ascii_case(&kept.mail.to)));
    }

    fn keep(&self, mail: KeptMail) {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT_LIMIT {
            kept.pop_front();
        }
        kept.push_back(mail);
    }

    fn message(&self, mail: &Mail, now: Timestamp) -> Result<Message, MailError> {
        let is_open = |text: &str| text.chars().any(char::is_control);
        if is_open(&mail.subject) {
            return Err(MailError::Subject);
        }
        if is_open(&mail.to) || mail.to.chars().any(|c| c.is_whitespace() || "<>,;\"".contains(c)) {
            return Err(MailError::Recipient);
        }
        let to: Address = mail.to.parse().map_err(|_| MailError::Recipient)?;
        let is_fit = |id: &&String| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let unique = mail.id.as_ref().filter(is_fit).cloned();
        let unique = unique.unwrap_or_else(|| Random::system().urn_uuid().trim_start_matches("urn:uuid:").into());
        let seconds = u64::try_from(now.unix_seconds()).unwrap_or(0);
        let builder = Message::builder()
            .from(self.0.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .date(UNIX_EPOCH + Duration::from_secs(seconds))
            .message_id(Some(format!("<{unique}@{}>", self.0.from.email.domain())))
            // Keeps out-of-office programs from answering (RFC 3834, section 5).
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into()));
        let built = match &mail.html {
            None => builder.singlepart(SinglePart::plain(mail.text.clone())),
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone())),
        };
        built.map_err(|_| MailError::Recipient)
    }
}
