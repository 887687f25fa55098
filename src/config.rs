//! The office: reads the configuration file and the environment into the settings that each room defines for itself.
//!
//! The environment wins over the file, the file over the defaults. [`DEFAULT_FILE`] is the documented default, and a
//! test holds it to what the program does without a file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{app, fetch, http, mail, store, verify};

/// The configuration file with every key, its meaning and its default.
pub const DEFAULT_FILE: &str = include_str!("config/default.toml");

/// The file that is read when none is named and it is there.
pub const FILE_NAME: &str = "accolade.toml";

/// Everything that can be configured.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The service.
    pub app: app::Settings,
    /// The hall.
    pub http: http::Settings,
    /// The log.
    pub log: Log,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// Lines of JSON for programs.
    Json,
}

/// What is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The form of a line.
    pub format: LogFormat,
    /// The least grave level: `error`, `warn`, `info`, `debug`.
    pub level: String,
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Its answer.
        source: std::io::Error,
    },
    /// The file does not say what it must.
    #[error("{path}: {why}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A value is not what it must be.
    #[error("{name}: {why}")]
    Value {
        /// The key or the variable.
        name: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    base_url: Option<String>,
    listen: Option<String>,
    database: Option<String>,
    readers: Option<u32>,
    keys: Option<PathBuf>,
    journal: Option<PathBuf>,
    evidence: Option<PathBuf>,
    evidence_bucket: BucketSection,
    mail: MailSection,
    fetch: FetchSection,
    limits: LimitsSection,
    verify: VerifySection,
    sign_in: SignInSection,
    log: LogSection,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SignInSection {
    passkeys: Option<app::PasskeyRule>,
    operators: Vec<String>,
    provider: ProviderSection,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ProviderSection {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    domains: Vec<String>,
    label: Option<String>,
}

impl ProviderSection {
    /// The provider, when an issuer is named.
    fn read(self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Option<app::ProviderSettings>, ConfigError> {
        let Some(issuer) = self.issuer.filter(|issuer| !issuer.is_empty()) else { return Ok(None) };
        let wrong = |name, why: &str| ConfigError::Value { name, why: why.to_owned() };
        let is_loopback = issuer.starts_with("http://127.0.0.1");
        if !issuer.starts_with("https://") && !is_loopback {
            return Err(wrong(
                "sign_in.provider.issuer",
                "it must be the https:// address that the provider calls itself",
            ));
        }
        if self.domains.is_empty() {
            return Err(wrong(
                "sign_in.provider.domains",
                "name the domains of addresses that the provider speaks for",
            ));
        }
        let missing = |name| wrong(name, "the provider gave it to you; it is needed");
        let secret = variable("ACCOLADE_PROVIDER_SECRET").or(self.client_secret);
        Ok(Some(app::ProviderSettings {
            issuer,
            client_id: self.client_id.ok_or_else(|| missing("sign_in.provider.client_id"))?,
            client_secret: secret.ok_or_else(|| missing("sign_in.provider.client_secret"))?,
            domains: self.domains.iter().map(|domain| domain.trim_start_matches('@').to_lowercase()).collect(),
            label: self.label.unwrap_or_else(|| "Sign in with your organisation".into()),
        }))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct BucketSection {
    name: Option<String>,
    endpoint: Option<String>,
    region: Option<String>,
    key_id: Option<String>,
    secret: Option<String>,
}

impl BucketSection {
    /// The bucket, when one is named.
    fn read(self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Option<store::BucketSettings>, ConfigError> {
        let Some(name) = self.name.filter(|name| !name.is_empty()) else { return Ok(None) };
        let wrong = |name, why: &str| ConfigError::Value { name, why: why.to_owned() };
        let endpoint = self.endpoint.unwrap_or_default().trim_end_matches('/').to_owned();
        let is_loopback = ["http://127.0.0.1", "http://localhost"].iter().any(|start| endpoint.starts_with(start));
        if !endpoint.starts_with("https://") && !is_loopback {
            return Err(wrong("evidence_bucket.endpoint", "it must be the https:// address of the bucket's server"));
        }
        let missing = |name| wrong(name, "whoever keeps the bucket gave you an access key; it is needed");
        let key_id = variable("ACCOLADE_BUCKET_KEY_ID").or(self.key_id);
        let secret = variable("ACCOLADE_BUCKET_SECRET").or(self.secret);
        Ok(Some(store::BucketSettings {
            name,
            endpoint,
            region: self.region.unwrap_or_else(|| "us-east-1".into()),
            key_id: key_id.ok_or_else(|| missing("evidence_bucket.key_id"))?,
            secret: secret.ok_or_else(|| missing("evidence_bucket.secret"))?,
        }))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct MailSection {
    smtp: Option<String>,
    from: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FetchSection {
    contact: Option<String>,
    allow_loopback: Option<bool>,
    extra_ca: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct VerifySection {
    strict: Option<bool>,
    trust_organisation: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LimitsSection {
    behind_proxy: Option<bool>,
    verifications_per_minute: Option<u32>,
    recipients_per_minute: Option<u32>,
    links_per_hour: Option<u32>,
    batches_per_hour: Option<u32>,
    upload_megabytes: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LogSection {
    format: Option<LogFormat>,
    level: Option<String>,
}

impl Config {
    /// Reads the file that is named, or [`FILE_NAME`] when it is there, and the environment through `variable`.
    ///
    /// # Errors
    /// [`ConfigError`] names the key and what is wrong with it.
    pub fn load(named: Option<&Path>, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let path = named.map_or_else(|| PathBuf::from(FILE_NAME), Path::to_path_buf);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(ConfigError::Io { path, source }),
        };
        let file = toml::from_str(&text)
            .map_err(|error: toml::de::Error| ConfigError::File { path: path.clone(), why: error.to_string() })?;
        // Paths in the file are meant from where the file stands.
        let folder = path.parent().filter(|_| named.is_some()).map(Path::to_path_buf).unwrap_or_default();
        Self::from_parts(file, &folder, variable)
    }

    fn from_parts(file: File, folder: &Path, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let listen = variable("ACCOLADE_LISTEN").or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".into());
        let listen: SocketAddr = listen.parse().map_err(|_| ConfigError::Value {
            name: "listen",
            why: format!("`{listen}` is not an address and port such as 127.0.0.1:8080"),
        })?;
        let base_url = variable("ACCOLADE_BASE_URL").or(file.base_url);
        let defaults = http::Settings::default();
        let path = |name: &str, value: Option<PathBuf>, or: &str| {
            let inside = |path: PathBuf| if path.is_absolute() { path } else { folder.join(path) };
            variable(name).map(PathBuf::from).unwrap_or_else(|| inside(value.unwrap_or_else(|| or.into())))
        };
        let database = match variable("DATABASE_URL").or_else(|| variable("ACCOLADE_DATABASE")) {
            Some(url) => url,
            None => in_folder(file.database.unwrap_or_else(|| "sqlite:data/accolade.db".into()), folder),
        };
        let mut store = store::Settings::new(database);
        store.readers = file.readers.unwrap_or(store.readers).clamp(1, 64);
        Ok(Self {
            listen,
            app: app::Settings {
                base_url: base_url.unwrap_or_else(|| format!("http://{listen}")),
                store,
                keys: path("ACCOLADE_KEYS", file.keys, "issuer-keys"),
                journal: path("ACCOLADE_JOURNAL", file.journal, "data/revocations.ndjson"),
                evidence: path("ACCOLADE_EVIDENCE", file.evidence, "data/evidence"),
                evidence_bucket: file.evidence_bucket.read(variable)?,
                fetch: fetch::Settings {
                    contact: file.fetch.contact,
                    allow_loopback: flag(variable, "ACCOLADE_ALLOW_LOOPBACK")
                        .or(file.fetch.allow_loopback)
                        .unwrap_or(false),
                    extra_ca: file.fetch.extra_ca.map(|path| folder.join(path)),
                    ..fetch::Settings::default()
                },
                mail: mail::Settings {
                    smtp: variable("ACCOLADE_SMTP").or(file.mail.smtp).filter(|text| !text.is_empty()),
                    from: variable("ACCOLADE_MAIL_FROM")
                        .or(file.mail.from)
                        .unwrap_or_else(|| mail::Settings::default().from),
                    ..mail::Settings::default()
                },
                verify: verify::Settings { is_strict: file.verify.strict.unwrap_or(false) },
                trust_organisation: file.verify.trust_organisation.filter(|slug| !slug.is_empty()),
                passkeys: file.sign_in.passkeys.unwrap_or_default(),
                operators: file.sign_in.operators,
                provider: file.sign_in.provider.read(variable)?,
            },
            http: http::Settings {
                behind_proxy: file.limits.behind_proxy.unwrap_or(defaults.behind_proxy),
                verifications_per_minute: file
                    .limits
                    .verifications_per_minute
                    .unwrap_or(defaults.verifications_per_minute),
                recipients_per_minute: file.limits.recipients_per_minute.unwrap_or(defaults.recipients_per_minute),
                links_per_hour: file.limits.links_per_hour.unwrap_or(defaults.links_per_hour),
                batches_per_hour: file.limits.batches_per_hour.unwrap_or(defaults.batches_per_hour),
                upload_bytes: file
                    .limits
                    .upload_megabytes
                    .map_or(defaults.upload_bytes, |megabytes| u64::from(megabytes) * 1_000_000),
            },
            log: Log {
                format: file.log.format.unwrap_or_default(),
                level: variable("ACCOLADE_LOG").or(file.log.level).unwrap_or_else(|| "info".into()),
            },
        })
    }
}

fn in_folder(database: String, folder: &Path) -> String {
    match database.strip_prefix("sqlite:") {
        Some(path) if !Path::new(path).is_absolute() => format!("sqlite:{}", folder.join(path).display()),
        _ => database,
    }
}

fn flag(variable: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<bool> {
    variable(name).map(|text| matches!(text.as_str(), "1" | "true" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.toml");
        std::fs::write(&path, text).expect("written");
        let find =
            |name: &str| variables.iter().find(|(found, _)| *found == name).map(|(_, value)| (*value).to_owned());
        Config::load(Some(&path), &find)
    }

    #[test]
    fn the_default_file_says_what_happens_without_a_file() {
        let (empty, default) = (load("", &[]).expect("no file"), load(DEFAULT_FILE, &[]).expect("the default file"));
        let without_folders = |config: &Config| {
            let text = format!("{config:?}");
            let temporary = config.app.keys.parent().expect("a folder").display().to_string();
            text.replace(&temporary, "")
        };
        assert_eq!(without_folders(&empty), without_folders(&default));
    }

    #[test]
    fn every_key_stands_in_the_default_file_and_can_be_switched_on() {
        let uncommented: String = DEFAULT_FILE
            .lines()
            .map(|line| {
                line.strip_prefix("# ").filter(|rest| rest.contains(" = ") && !rest.contains(". ")).unwrap_or(line)
            })
            .map(|line| format!("{line}\n"))
            .collect();
        load(&uncommented, &[]).expect("all keys are known");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let config = load("listen = \"127.0.0.1:1\"\ndatabase = \"sqlite:x.db\"", &[("DATABASE_URL", "postgres://x")]);
        let config = config.expect("good");
        assert_eq!((config.listen.port(), config.app.store.url.as_str()), (1, "postgres://x"));
        assert_eq!(config.app.base_url, "http://127.0.0.1:1");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, word) in [
            ("listen = \"here\"", "listen"),
            ("liste = \"127.0.0.1:1\"", "liste"),
            ("[mail]\nserver = \"x\"", "server"),
            ("[log]\nformat = \"xml\"", "xml"),
            ("readers = \"many\"", "readers"),
            ("[evidence_bucket]\nname = \"x\"\nendpoint = \"http://far.example\"", "endpoint"),
            ("[evidence_bucket]\nname = \"x\"\nendpoint = \"https://far.example\"", "key_id"),
            ("[", "x.toml"),
        ] {
            let error = load(text, &[]).expect_err(text).to_string();
            assert!(error.contains(word), "{text}: {error}");
        }
    }
}
