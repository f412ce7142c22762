//! A real PostgreSQL for the tests, as durable as the one in production.
//!
//! The cluster is whatever `PARAGRAF_TEST_POSTGRES` names (an administrator's `postgres://` URL;
//! `scripts/test` starts one for all test binaries), or else one that this process starts with
//! `scripts/postgres` and that a watchdog removes once the process has ended, however it ended.
//! Where neither can be had the test fails: a test over PostgreSQL is never skipped.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use sea_orm::{ConnectionTrait, Database};

/// The variable that names a cluster to use, by an administrator's URL.
pub const VARIABLE: &str = "PARAGRAF_TEST_POSTGRES";

/// A running PostgreSQL in which databases can be created.
#[derive(Debug)]
pub struct Cluster {
    admin_url: String,
}

impl Cluster {
    /// The cluster of this test process, started by whoever asks first.
    ///
    /// # Panics
    ///
    /// When there is no PostgreSQL to be had, with the reason.
    pub fn shared() -> &'static Cluster {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| {
            #[expect(
                clippy::disallowed_methods,
                reason = "the home of this variable, which is no part of the service"
            )]
            let given = std::env::var(VARIABLE).unwrap_or_default();
            let admin_url = if given.is_empty() { start() } else { given };
            Cluster { admin_url }
        })
    }

    /// A cluster of one test alone, which it may do with as it likes.
    ///
    /// # Panics
    ///
    /// When there is no PostgreSQL to be had, with the reason.
    #[must_use]
    pub fn own() -> Self {
        Self { admin_url: start() }
    }

    /// Has it die at once and start again, as after a loss of power. Only for a cluster that is a test's own.
    ///
    /// # Panics
    ///
    /// When it does not start again.
    pub fn crash(&self) {
        script(&["crash", &self.admin_url]);
    }

    /// Has it stand still until it is thawed. Only for a cluster that is a test's own.
    ///
    /// # Panics
    ///
    /// When it cannot be.
    pub fn freeze(&self) {
        script(&["freeze", &self.admin_url]);
    }

    /// Has it go on.
    ///
    /// # Panics
    ///
    /// When it cannot.
    pub fn thaw(&self) {
        script(&["thaw", &self.admin_url]);
    }

    /// The URL of a database on this cluster.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        let (address, options) = match self.admin_url.split_once('?') {
            Some((address, options)) => (address, format!("?{options}")),
            None => (self.admin_url.as_str(), String::new()),
        };
        // postgres://user@host:port[/database]
        let scheme = address.find("://").map_or(0, |at| at + 3);
        let end = address[scheme..]
            .find('/')
            .map_or(address.len(), |at| scheme + at);
        format!("{}/{database}{options}", &address[..end])
    }

    /// Creates an empty database of a name not used before and gives its URL.
    ///
    /// # Panics
    ///
    /// When the cluster does not answer or refuses, with the reason.
    pub async fn create_database(&self) -> String {
        // By chance, since test processes share the cluster and a given one outlives the run.
        let name = format!(
            "paragraf_test_{:016x}",
            RandomState::new().build_hasher().finish()
        );
        if let Err(error) = self.execute(&format!(r#"CREATE DATABASE "{name}""#)).await {
            panic!(
                "no test database on PostgreSQL at {}: {error}",
                self.admin_url
            );
        }
        self.url_of(&name)
    }

    /// Over a connection of its own: pools belong to the runtime of one test.
    async fn execute(&self, statement: &str) -> Result<(), sea_orm::DbErr> {
        let admin = Database::connect(&self.admin_url).await?;
        let outcome = admin.execute_unprepared(statement).await.map(drop);
        admin.close().await?;
        outcome
    }
}

/// The URL of a new empty database on the shared cluster.
///
/// # Panics
///
/// When there is no PostgreSQL to be had, with the reason.
pub async fn fresh_database() -> String {
    Cluster::shared().create_database().await
}

/// The URL of a new database that holds what another one holds now.
///
/// # Panics
///
/// When the database cannot be dumped or restored, with the reason.
pub async fn copy_of(url: &str) -> String {
    let copy = fresh_database().await;
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        let output = output.unwrap_or_else(|error| panic!("{program} cannot be run: {error}"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{program}: {said}");
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("dump.sql");
    let file = file.to_str().expect("a path");
    run("pg_dump", &["--dbname", url, "--file", file]);
    let quiet = ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"];
    run(
        "psql",
        &[&quiet[..], &["--dbname", &copy, "--file", file]].concat(),
    );
    copy
}

fn start() -> String {
    script(&["start", "--until", &std::process::id().to_string()])
}

fn script(arguments: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres");
    let output = Command::new(&script)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{} cannot be run: {error}", script.display()));
    assert!(
        output.status.success(),
        "no PostgreSQL for the tests; set {VARIABLE} to an administrator's URL, or install a \
         server (Debian: apt-get install postgresql):\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cluster(admin_url: &str) -> Cluster {
        Cluster {
            admin_url: admin_url.to_owned(),
        }
    }

    #[test]
    fn a_database_takes_the_place_of_the_administrators() {
        for (admin, expected) in [
            ("postgres://p@h:1/postgres", "postgres://p@h:1/new"),
            ("postgres://p@h:1", "postgres://p@h:1/new"),
            (
                "postgres://h/a?sslmode=disable",
                "postgres://h/new?sslmode=disable",
            ),
        ] {
            assert_eq!(cluster(admin).url_of("new"), expected);
        }
    }

    #[tokio::test]
    async fn two_fresh_databases_are_two_and_forget_nothing_on_power_loss() {
        let (one, other) = (fresh_database().await, fresh_database().await);
        assert_ne!(one, other);
        let database = Database::connect(&one).await.expect("the database answers");
        for setting in [
            "fsync",
            "full_page_writes",
            "data_checksums",
            "synchronous_commit",
        ] {
            let row = database
                .query_one_raw(sea_orm::Statement::from_string(
                    sea_orm::DbBackend::Postgres,
                    format!("SELECT current_setting('{setting}') AS value"),
                ))
                .await
                .expect("the setting can be read")
                .expect("a row");
            let value: String = row.try_get("", "value").expect("a text");
            assert_eq!(value, "on", "{setting}");
        }
    }
}
