//! A running service on a database of its own.

use crate::client::Client;
use crate::clock::SetClock;
use crate::logs;
use crate::postgres;
use api::auth::{Claims, TokenVerifier};
use api::config::Settings;
use api::startup::{Application, open};
use api::system::{SystemClock, SystemIds};
use application::archive::{self, LoadMinutes, Loaded};
use application::error::AppError;
use application::ports::Clock;
use application::register::{self, LoadRegister};
use chrono::{DateTime, Utc};
use domain::name::Slug;
use persistence::Store;
use seal::key::{KeyKind, SecretKey};
use secrecy::SecretString;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite in a file of its own.
    Sqlite,
    /// PostgreSQL, a database of its own.
    Postgres,
}

impl Engine {
    /// Both, for tests that must hold on either.
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// The secret of the tests' tokens.
pub const SECRET: &str = "a secret for tests of forty characters..";

/// The key that the tests' services seal with.
pub fn seal_key() -> SecretKey {
    SecretKey::from_randomness("log.example", KeyKind::Note, &[11; 32]).expect("a key")
}

/// A running service.
#[derive(Debug)]
pub struct App {
    /// What it serves from.
    pub store: Store,
    /// Its settings.
    pub settings: Settings,
    /// Its clock.
    pub clock: Arc<SetClock>,
    base: String,
    statements: Arc<AtomicUsize>,
    handle: actix_web::dev::ServerHandle,
    folder: Arc<TempDir>,
    copies: AtomicUsize,
}

impl App {
    /// Starts the service on an empty database.
    pub async fn start(engine: Engine) -> Self {
        Self::with(engine, |_| {}).await
    }

    /// Starts the service on an empty database with settings of its own.
    pub async fn with(engine: Engine, set: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let database_url = match engine {
            Engine::Sqlite => format!("sqlite://{}/paragraf.db", folder.path().display()),
            Engine::Postgres => postgres::fresh_database().await,
        };
        let mut settings = Settings {
            database_url,
            listen: "127.0.0.1:0".to_owned(),
            dev_secret: Some(SecretString::from(SECRET)),
            seal_key: Some(SecretString::from(seal_key().to_private_text())),
            ..Settings::default()
        };
        set(&mut settings);
        Self::serving(settings, Arc::default(), Arc::new(folder)).await
    }

    /// Starts the service on an empty database; it holds no answers, so that each read asks what it always would.
    pub async fn asking(engine: Engine) -> Self {
        Self::with(engine, |settings| settings.answers = 0).await
    }

    /// Starts another service on the same database, with nothing in common but that and the time.
    pub async fn beside(&self) -> Self {
        let (settings, clock) = (self.settings.clone(), Arc::clone(&self.clock));
        Self::serving(settings, clock, Arc::clone(&self.folder)).await
    }

    /// Starts another service on the same database with settings of its own.
    pub async fn beside_with(&self, settings: Settings) -> Self {
        Self::serving(settings, Arc::clone(&self.clock), Arc::clone(&self.folder)).await
    }

    /// Starts another service on a copy of the database as it stands, with settings of its own: a backup that is restored.
    pub async fn on_a_copy(&self, set: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.settings.clone();
        settings.database_url = self.copied().await;
        set(&mut settings);
        Self::serving(settings, Arc::clone(&self.clock), Arc::clone(&self.folder)).await
    }

    /// Copies the database as it stands, and gives the address of the copy.
    pub async fn copied(&self) -> String {
        let url = &self.settings.database_url;
        if url.starts_with("postgres") {
            return postgres::copy_of(url).await;
        }
        let copies = self.copies.fetch_add(1, Ordering::SeqCst);
        let port = self.base.rsplit(':').next().unwrap_or_default();
        let path = self.folder.path().join(format!("copy-{port}-{copies}.db"));
        let database = sea_orm::Database::connect(url).await.expect("a connection");
        let copy = format!("VACUUM INTO '{}'", path.display());
        let done = sea_orm::ConnectionTrait::execute_unprepared(&database, &copy).await;
        done.expect("copied");
        database.close().await.expect("closed");
        format!("sqlite://{}", path.display())
    }

    async fn serving(settings: Settings, clock: Arc<SetClock>, folder: Arc<TempDir>) -> Self {
        logs::keep();
        let mut store = open(&settings).await.expect("an open database");
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&statements);
        store.on_statement(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let application = Application::build(&settings, store.clone(), clock.clone())
            .await
            .expect("a bound service");
        let base = format!("http://{}", application.address());
        let handle = application.handle();
        // The server has workers of its own; this thread only waits for them.
        crate::process::beside(application.serve());
        Self {
            store,
            settings,
            clock,
            base,
            statements,
            handle,
            folder,
            copies: AtomicUsize::default(),
        }
    }

    /// Starts the service on the demo data.
    pub async fn demo(engine: Engine) -> Self {
        Self::start(engine).await.with_demo().await
    }

    /// The same service, with the demo data loaded.
    pub async fn with_demo(self) -> Self {
        let app = self;
        api::demo::load(&app.store).await.expect("demo data");
        app
    }

    /// Address of the service, `http://127.0.0.1:…`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Loads a minutes document and publishes it.
    ///
    /// # Errors
    /// As the use case.
    pub async fn load(&self, document: &serde_json::Value) -> Result<Loaded, AppError> {
        self.load_as(document, true, None).await
    }

    /// Loads a minutes document.
    ///
    /// # Errors
    /// As the use case.
    pub async fn load_as(
        &self,
        document: &serde_json::Value,
        publish: bool,
        organisation: Option<&Slug>,
    ) -> Result<Loaded, AppError> {
        let bytes = document.to_string();
        let command = LoadMinutes {
            bytes: bytes.as_bytes(),
            organisation,
            publish,
            replaces: None,
            actor: "test",
        };
        archive::load(command, &self.store, self.clock.as_ref(), &SystemIds).await
    }

    /// Loads a register document.
    ///
    /// # Errors
    /// As the use case.
    pub async fn register(&self, document: &serde_json::Value) -> Result<usize, AppError> {
        let bytes = document.to_string();
        let command = LoadRegister {
            bytes: bytes.as_bytes(),
            actor: "test",
        };
        register::load(command, &self.store, self.clock.as_ref(), &SystemIds).await
    }

    /// A client without a token.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.base, None)
    }

    /// A client with a token of a role for organisations.
    pub fn client(&self, role: &str, organisations: &[&str]) -> Client {
        Client::new(&self.base, Some(self.token(role, organisations)))
    }

    /// A token of a role for organisations, good for an hour by the service's clock.
    pub fn token(&self, role: &str, organisations: &[&str]) -> String {
        token_issued(self.clock.now(), role, organisations, 3600)
    }

    /// SQL statements that reads have sent since the last call.
    pub fn statements(&self) -> usize {
        self.statements.swap(0, Ordering::SeqCst)
    }

    /// What a service that is warm answers, and the SQL statements that it takes: the fewest of three times, since what
    /// the service does meanwhile on its own account is counted too.
    pub async fn counted<T>(&self, ask: impl AsyncFn() -> T) -> (T, usize) {
        // The first time may prepare what later times find ready.
        let mut answer = ask().await;
        let mut fewest = usize::MAX;
        for _ in 0..3 {
            self.statements();
            answer = ask().await;
            fewest = fewest.min(self.statements());
        }
        (answer, fewest)
    }
}

/// A token of a role for organisations, good for an hour.
pub fn token(role: &str, organisations: &[&str]) -> String {
    token_for(role, organisations, 3600)
}

/// A token of a role for organisations, good for so many seconds.
pub fn token_for(role: &str, organisations: &[&str], seconds: i64) -> String {
    token_issued(SystemClock.now(), role, organisations, seconds)
}

fn token_issued(now: DateTime<Utc>, role: &str, organisations: &[&str], seconds: i64) -> String {
    let verifier = TokenVerifier::try_new(&SecretString::from(SECRET)).expect("a long secret");
    let now = now.timestamp();
    let organisations = organisations.iter().map(|name| (*name).to_owned());
    let claims = Claims {
        sub: format!("test-{role}"),
        name: None,
        exp: now + seconds,
        iat: now,
        nbf: None,
        jti: None,
        roles: vec![role.to_owned()],
        organisations: organisations.collect(),
        person: None,
        acr: None,
        auth_time: None,
    };
    verifier.issue(&claims).expect("a signed token")
}

/// Somebody of the register who signs: the token of a role that claims to be a person, authenticated so many seconds ago
/// where that is said.
pub fn signing_token(
    role: &str,
    organisation: &str,
    person: &str,
    authenticated: Option<i64>,
) -> String {
    let verifier = TokenVerifier::try_new(&SecretString::from(SECRET)).expect("a long secret");
    let now = SystemClock.now().timestamp();
    let claims = Claims {
        sub: format!("test-{role}-{person}"),
        name: Some(person.to_owned()),
        exp: now + 3600,
        iat: now,
        nbf: None,
        jti: None,
        roles: vec![role.to_owned()],
        organisations: vec![organisation.to_owned()],
        person: Some(person.to_owned()),
        acr: authenticated.map(|_| "loa3".to_owned()),
        auth_time: authenticated.map(|ago| now - ago),
    };
    verifier.issue(&claims).expect("a signed token")
}

impl Drop for App {
    fn drop(&mut self) {
        // The handle queues the stop at once; nobody needs to wait for it.
        drop(self.handle.stop(false));
    }
}
