//! Configuration: environment `PARAGRAF_*`, an optional TOML file, `*_FILE` for secrets.

use crate::auth::{IssuerError, SecretTooShort, TokenVerifier, Tokens, issuers};
use crate::client::Proxies;
use crate::graphql::guard::Guard;
use crate::graphql::guard::trusted::{ListError as TrustedError, Mode, Trusted};
use crate::limiting::Limiter;
use crate::traces::{self, Unfit, Wanted};
use crate::web::metrics::Access;
use crate::witness::{ListError, Listed};
use application::live::StepUp;
use application::webhooks::network::{Networks, NoNetwork};
use application::webhooks::signing::{KeyTooShort, Keyring};
use chrono::TimeDelta;
use config::{Config, Environment, File, FileFormat};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// CC0 1.0, by the address that DIGG's recommendation gives it.
const CC0: &str = "http://creativecommons.org/publicdomain/zero/1.0/";

/// Why the configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A value of another type, an unknown key in the file, or a file that cannot be read.
    #[error("configuration: {0}")]
    Unreadable(#[from] config::ConfigError),
    /// A secret's file cannot be read.
    #[error("configuration: {name}: {path}: {source}")]
    SecretFile {
        /// The setting.
        name: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The key of the seal cannot be used. What was given is not told.
    #[error("configuration: the key of the seal: {0}")]
    SealKey(String),
    /// The witnesses cannot be read.
    #[error("configuration: PARAGRAF_WITNESSES: {0}")]
    Witnesses(#[from] ListError),
    /// The issuers cannot be read.
    #[error("configuration: PARAGRAF_OIDC_ISSUERS: {0}")]
    Issuers(#[from] IssuerError),
    /// A key that secrets of webhooks are derived from. What was given is not told.
    #[error("configuration: PARAGRAF_WEBHOOK_KEY: {0}")]
    WebhookKey(#[from] KeyTooShort),
    /// The networks of the proxies cannot be read.
    #[error("configuration: PARAGRAF_PROXIES: {0}")]
    Proxies(#[source] NoNetwork),
    /// The networks that webhooks may be delivered to cannot be read.
    #[error("configuration: PARAGRAF_WEBHOOK_NETWORKS: {0}")]
    WebhookNetworks(#[from] NoNetwork),
    /// The licence of the data is no address.
    #[error("configuration: PARAGRAF_DATA_LICENCE: not an absolute address: {0}")]
    DataLicence(String),
    /// The levels of assurance cannot be told to anybody.
    #[error("configuration: PARAGRAF_SIGNING_ACR: ASCII without quotation marks is expected")]
    Levels,
    /// The documents that are trusted cannot be read.
    #[error("configuration: PARAGRAF_TRUSTED_MANIFEST: {0}")]
    Trusted(#[from] TrustedError),
    /// Mail cannot be sent by these settings. What was given is not told.
    #[error("configuration: {0}")]
    Mail(#[from] crate::mail::Unusable),
    /// A variable of the standard on traces.
    #[error("configuration: {0}")]
    Traces(#[from] Unfit),
    /// The development secret is too short.
    #[error("configuration: PARAGRAF_DEV_SECRET: {0}")]
    Secret(#[from] SecretTooShort),
}

/// What the service is told from outside.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// Address and port; port 0 takes a free one.
    pub listen: String,
    /// Address that the outside knows.
    pub public_url: Option<String>,
    /// Whom those who use the interface turn to.
    pub contact_name: Option<String>,
    /// Where they write to.
    pub contact_email: Option<String>,
    /// Address of the licence that open data is offered under.
    pub data_licence: String,
    /// Secret of development tokens, 32 bytes or more.
    pub dev_secret: Option<SecretString>,
    /// File that holds it.
    pub dev_secret_file: Option<PathBuf>,
    /// The key that logs of sealed units are signed with, `PRIVATE+KEY+…`.
    pub seal_key: Option<SecretString>,
    /// File that holds it.
    pub seal_key_file: Option<PathBuf>,
    /// Witnesses of the logs, each `KEY=ADDRESS`, with white space or commas between them.
    pub witnesses: Option<String>,
    /// Seconds between two looks for checkpoints that a witness has not signed.
    pub witness_interval: u32,
    /// Hours after which a witness's silence is warned of.
    pub witness_overdue: u32,
    /// OpenID issuers whose tokens are taken: addresses, or a list in JSON.
    pub oidc_issuers: Option<String>,
    /// File that holds them.
    pub oidc_issuers_file: Option<PathBuf>,
    /// Minutes after which somebody who is signed in and does nothing is signed out.
    pub session_idle: u32,
    /// Minutes after which somebody who is signed in is signed out in any case.
    pub session_longest: u32,
    /// Seconds that the authentication of whoever signs may be old; where set, tokens of issuers must tell of it.
    pub signing_max_age: Option<u32>,
    /// Levels of assurance (`acr`) of which whoever signs needs one, with white space or commas between them.
    pub signing_acr: Option<String>,
    /// Whether development tokens are held to both too.
    pub signing_development: bool,
    /// What is logged, in the syntax of `RUST_LOG`.
    pub log: String,
    /// Logs as JSON.
    pub log_json: bool,
    /// Permits a database that may lose acknowledged writes.
    pub allow_data_loss: bool,
    /// Migrates on start.
    pub migrate: bool,
    /// Seconds that requests are answered as before once the service is asked to terminate.
    pub drain_seconds: u64,
    /// Seconds that what is under way may take after that.
    pub stop_seconds: u64,
    /// Units that a client may spend in a minute; 0 for no limit.
    pub limit: u32,
    /// Memory for answers that are held, in MiB at the most; 0 holds none.
    pub answers: u32,
    /// Networks of the proxies that are believed when they tell whom they ask for.
    pub proxies: String,
    /// Who may ask for metrics.
    pub metrics: Access,
    /// WebSocket connections that may be open at once.
    pub sockets: u16,
    /// Where files are kept: `database`, `file:///…` or `s3://bucket/prefix`.
    pub files: String,
    /// Address of the S3-compatible storage; that of the region where left out.
    pub files_endpoint: Option<String>,
    /// Its region.
    pub files_region: String,
    /// The name of the key to it.
    pub files_key: Option<String>,
    /// The key to it.
    pub files_secret: Option<SecretString>,
    /// File that holds it.
    pub files_secret_file: Option<PathBuf>,
    /// Bytes that an uploaded file may have.
    pub upload_bytes: u64,
    /// Seconds that an upload may take.
    pub upload_seconds: u64,
    /// The program that reads files that are brought in, as this one does by `read-minutes`; this one where left out.
    pub import_reader: Option<String>,
    /// Seconds that reading one may take.
    pub import_seconds: u64,
    /// Keys that secrets of webhooks are derived from, 32 bytes or more each, with white space between; the first is for
    /// new ones.
    pub webhook_key: Option<SecretString>,
    /// File that holds them.
    pub webhook_key_file: Option<PathBuf>,
    /// Networks that are not public and that webhooks may be delivered to all the same.
    pub webhook_networks: Option<String>,
    /// Milliseconds between two looks for events that are to be delivered.
    pub webhook_interval: u32,
    /// Seconds after which another process delivers in place of one that died.
    pub webhook_lease: u32,
    /// What becomes of GraphQL documents that are not trusted.
    pub trusted_documents: Mode,
    /// File that lists those that are.
    pub trusted_manifest: Option<PathBuf>,
    /// Whether whoever has a token may run others all the same.
    pub trusted_insiders: bool,
    /// The mail server: `smtp://` or `smtps://`, with name and password where it asks for them.
    pub smtp_url: Option<SecretString>,
    /// File that holds it.
    pub smtp_url_file: Option<PathBuf>,
    /// Whom mail is from: an address, or a name with an address in angle brackets.
    pub mail_from: Option<String>,
    /// Milliseconds between two looks for mail that is due.
    pub mail_interval: u32,
    /// Seconds that the mail server may take for one mail.
    pub mail_timeout: u32,
    /// What the standard's variables say about traces, by their names.
    #[serde(skip)]
    pub otel: BTreeMap<&'static str, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            database_url: "sqlite://data/paragraf.db".to_owned(),
            listen: "127.0.0.1:8080".to_owned(),
            public_url: None,
            contact_name: None,
            contact_email: None,
            data_licence: CC0.to_owned(),
            dev_secret: None,
            dev_secret_file: None,
            seal_key: None,
            seal_key_file: None,
            witnesses: None,
            witness_interval: 10,
            witness_overdue: 24,
            oidc_issuers: None,
            oidc_issuers_file: None,
            session_idle: 30,
            session_longest: 8 * 60,
            signing_max_age: None,
            signing_acr: None,
            signing_development: false,
            log: "warn,paragraf=info,api=info".to_owned(),
            log_json: false,
            allow_data_loss: false,
            migrate: true,
            drain_seconds: 2,
            stop_seconds: 20,
            limit: 6_000,
            answers: 32,
            proxies: "127.0.0.0/8, ::1".to_owned(),
            metrics: Access::default(),
            sockets: 1_000,
            files: "database".to_owned(),
            files_endpoint: None,
            files_region: "eu-north-1".to_owned(),
            files_key: None,
            files_secret: None,
            files_secret_file: None,
            upload_bytes: 50 * 1024 * 1024,
            upload_seconds: 600,
            import_reader: None,
            import_seconds: 30,
            webhook_key: None,
            webhook_key_file: None,
            webhook_networks: None,
            webhook_interval: 500,
            webhook_lease: 10,
            trusted_documents: Mode::Off,
            trusted_manifest: None,
            trusted_insiders: true,
            smtp_url: None,
            smtp_url_file: None,
            mail_from: None,
            mail_interval: 5_000,
            mail_timeout: 30,
            otel: BTreeMap::new(),
        }
    }
}

/// The names of the settings, as the environment has them after `PARAGRAF_`.
const NAMES: &[&str] = &[
    "database_url",
    "listen",
    "public_url",
    "contact_name",
    "contact_email",
    "data_licence",
    "dev_secret",
    "dev_secret_file",
    "seal_key",
    "seal_key_file",
    "witnesses",
    "witness_interval",
    "witness_overdue",
    "oidc_issuers",
    "oidc_issuers_file",
    "session_idle",
    "session_longest",
    "signing_max_age",
    "signing_acr",
    "signing_development",
    "log",
    "log_json",
    "allow_data_loss",
    "migrate",
    "drain_seconds",
    "stop_seconds",
    "limit",
    "answers",
    "proxies",
    "metrics",
    "sockets",
    "files",
    "files_endpoint",
    "files_region",
    "files_key",
    "files_secret",
    "files_secret_file",
    "upload_bytes",
    "upload_seconds",
    "import_reader",
    "import_seconds",
    "webhook_key",
    "webhook_key_file",
    "webhook_networks",
    "webhook_interval",
    "webhook_lease",
    "trusted_documents",
    "trusted_manifest",
    "trusted_insiders",
    "smtp_url",
    "smtp_url_file",
    "mail_from",
    "mail_interval",
    "mail_timeout",
];

fn secret(name: &'static str, path: PathBuf) -> Result<SecretString, ConfigError> {
    match std::fs::read_to_string(&path) {
        Ok(secret) => Ok(SecretString::from(secret.trim_end().to_owned())),
        Err(source) => Err(ConfigError::SecretFile { name, path, source }),
    }
}

impl Settings {
    /// Reads the environment over the file over the defaults. Variables that only tests and scripts read are passed over.
    ///
    /// # Errors
    /// [`ConfigError`] that names the setting.
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        #[expect(clippy::disallowed_methods, reason = "the one home of the environment")]
        let said = |name: &str| std::env::var(name).ok();
        let environment = NAMES
            .iter()
            .filter_map(|name| {
                let value = said(&format!("PARAGRAF_{}", name.to_uppercase()))?;
                Some(((*name).to_owned(), value))
            })
            .collect();
        let otel = traces::NAMES.iter();
        Ok(Self {
            otel: otel.filter_map(|name| Some((*name, said(name)?))).collect(),
            ..Self::from_sources(file, environment)?
        })
    }

    fn from_sources(
        file: Option<&Path>,
        environment: config::Map<String, String>,
    ) -> Result<Self, ConfigError> {
        let mut sources = Config::builder();
        if let Some(file) = file {
            sources = sources.add_source(File::from(file).format(FileFormat::Toml).required(true));
        }
        let environment = Environment::default()
            .try_parsing(true)
            .source(Some(environment));
        let mut settings: Self = sources.add_source(environment).build()?.try_deserialize()?;
        if let Some(path) = settings.dev_secret_file.take() {
            settings.dev_secret = Some(secret("PARAGRAF_DEV_SECRET_FILE", path)?);
        }
        if let Some(path) = settings.seal_key_file.take() {
            settings.seal_key = Some(secret("PARAGRAF_SEAL_KEY_FILE", path)?);
        }
        if let Some(path) = settings.webhook_key_file.take() {
            settings.webhook_key = Some(secret("PARAGRAF_WEBHOOK_KEY_FILE", path)?);
        }
        if let Some(path) = settings.smtp_url_file.take() {
            settings.smtp_url = Some(secret("PARAGRAF_SMTP_URL_FILE", path)?);
        }
        if let Some(path) = settings.files_secret_file.take() {
            settings.files_secret = Some(secret("PARAGRAF_FILES_SECRET_FILE", path)?);
        }
        if let Some(path) = settings.oidc_issuers_file.take() {
            let name = "PARAGRAF_OIDC_ISSUERS_FILE";
            settings.oidc_issuers = Some(secret(name, path)?.expose_secret().to_owned());
        }
        Ok(settings)
    }

    /// The address of the licence that open data is offered under.
    ///
    /// # Errors
    /// [`ConfigError::DataLicence`] for what is no absolute address.
    pub fn data_licence(&self) -> Result<String, ConfigError> {
        let address = reqwest::Url::parse(&self.data_licence).ok();
        match address.filter(|held| matches!(held.scheme(), "http" | "https")) {
            Some(address) => Ok(address.into()),
            None => Err(ConfigError::DataLicence(self.data_licence.clone())),
        }
    }

    /// The witnesses that the logs are shown to, and nobody else.
    ///
    /// # Errors
    /// [`ConfigError::Witnesses`].
    pub fn witnesses(&self) -> Result<Vec<Listed>, ConfigError> {
        let text = self.witnesses.as_deref().unwrap_or_default();
        Ok(crate::witness::listed(text)?)
    }

    /// What secrets of webhooks are derived from; `None` where the settings give no key.
    ///
    /// # Errors
    /// [`ConfigError::WebhookKey`].
    pub fn webhook_keys(&self) -> Result<Option<Keyring>, ConfigError> {
        let given = self.webhook_key.as_ref().map(ExposeSecret::expose_secret);
        let ring = given.map(|keys| Keyring::try_new(keys.split_whitespace()));
        Ok(ring.transpose()?)
    }

    /// Where webhooks may be delivered beside the public network.
    ///
    /// # Errors
    /// [`ConfigError::WebhookNetworks`].
    pub fn webhook_networks(&self) -> Result<Networks, ConfigError> {
        let text = self.webhook_networks.as_deref().unwrap_or_default();
        Ok(Networks::parse(text)?)
    }

    /// The GraphQL documents that are trusted, each as the guard lets it through.
    ///
    /// # Errors
    /// [`ConfigError::Trusted`].
    pub fn trusted(&self, guard: &Guard) -> Result<Trusted, ConfigError> {
        let (path, mode) = (self.trusted_manifest.as_deref(), self.trusted_documents);
        Ok(Trusted::read(path, mode, self.trusted_insiders, guard)?)
    }

    /// What traces are wanted; `None` where none are.
    ///
    /// # Errors
    /// [`ConfigError::Traces`].
    pub fn traces(&self) -> Result<Option<Wanted>, ConfigError> {
        Ok(Wanted::read(&self.otel)?)
    }

    /// The budgets of clients; `None` where there is no limit.
    ///
    /// # Errors
    /// [`ConfigError::Proxies`].
    pub fn limiter(&self) -> Result<Option<Limiter>, ConfigError> {
        let proxies = Proxies::parse(&self.proxies).map_err(ConfigError::Proxies)?;
        Ok(NonZeroU32::new(self.limit).map(|quota| Limiter::new(quota, proxies)))
    }

    /// Whose tokens are taken.
    ///
    /// # Errors
    /// [`ConfigError::Secret`] and [`ConfigError::Issuers`].
    pub fn tokens(&self) -> Result<Tokens, ConfigError> {
        let issuers = issuers(self.oidc_issuers.as_deref().unwrap_or_default())?;
        let lacking = issuers.iter().find(|issuer| issuer.door().is_some());
        if let (Some(issuer), None) = (lacking, &self.public_url) {
            let reason = "signIn needs PARAGRAF_PUBLIC_URL, which the issuer leads back to";
            return Err(ConfigError::Issuers(IssuerError::Value {
                issuer: issuer.name().to_owned(),
                reason: reason.to_owned(),
            }));
        }
        Ok(Tokens {
            development: self.verifier()?,
            issuers,
        })
    }

    /// What is demanded of the authentication of whoever signs.
    ///
    /// # Errors
    /// [`ConfigError::Levels`] for levels that no challenge can name.
    pub fn step_up(&self) -> Result<StepUp, ConfigError> {
        let levels = self.signing_acr.as_deref().unwrap_or_default();
        let levels = levels.split(|letter: char| letter.is_whitespace() || letter == ',');
        let acr: Vec<String> = levels
            .filter(|level| !level.is_empty())
            .map(str::to_owned)
            .collect();
        let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
        if !acr.iter().all(|level| level.bytes().all(plain)) {
            return Err(ConfigError::Levels);
        }
        let set = self.signing_max_age.is_some() || !acr.is_empty();
        let usual = StepUp::default();
        let seconds = self.signing_max_age.map(i64::from).map(TimeDelta::seconds);
        Ok(StepUp {
            max_age: seconds.unwrap_or(usual.max_age),
            acr,
            of_issuers: set,
            of_development: self.signing_development,
        })
    }

    /// What checks and issues development tokens; `None` where no secret is set, and then nobody has one.
    ///
    /// # Errors
    /// [`ConfigError::Secret`] for a secret of less than 32 bytes.
    pub fn verifier(&self) -> Result<Option<TokenVerifier>, ConfigError> {
        Ok(self
            .dev_secret
            .as_ref()
            .map(TokenVerifier::try_new)
            .transpose()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> config::Map<String, String> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_environment_goes_before_the_file_and_the_file_before_the_defaults() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("paragraf.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9\"\nlog = \"debug\"\n").expect("written");
        let read = Settings::from_sources(Some(&file), environment(&[("listen", "127.0.0.1:0")]));
        let settings = read.expect("readable");
        assert_eq!(
            (settings.listen.as_str(), settings.log.as_str()),
            ("127.0.0.1:0", "debug")
        );
        assert_eq!(settings.database_url, "sqlite://data/paragraf.db");
    }

    #[test]
    fn an_unknown_key_and_a_value_of_another_type_are_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("paragraf.toml");
        std::fs::write(&file, "databse_url = \"x\"\n").expect("written");
        let unknown = Settings::from_sources(Some(&file), environment(&[])).expect_err("unknown");
        assert!(unknown.to_string().contains("databse_url"), "{unknown}");
        let wrong = Settings::from_sources(None, environment(&[("allow_data_loss", "perhaps")]));
        assert!(
            wrong
                .expect_err("no boolean")
                .to_string()
                .contains("allow_data_loss")
        );
    }

    #[test]
    fn a_secret_comes_from_its_file_and_must_be_long_enough() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        std::fs::write(&file, "0123456789abcdef0123456789abcdef\n").expect("written");
        let path = file.display().to_string();
        let settings = Settings::from_sources(None, environment(&[("dev_secret_file", &path)]))
            .expect("readable");
        assert_eq!(
            settings
                .dev_secret
                .as_ref()
                .map(|s| s.expose_secret().len()),
            Some(32)
        );
        assert!(settings.verifier().is_ok_and(|verifier| verifier.is_some()));
        let short = Settings::from_sources(None, environment(&[("dev_secret", "short")]))
            .expect("readable");
        assert!(matches!(short.verifier(), Err(ConfigError::Secret(_))));
        assert!(
            !format!("{settings:?}").contains("0123456789"),
            "a secret is never printed"
        );
    }
}
