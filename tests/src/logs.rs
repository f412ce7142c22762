//! The logs of every service that tests run, kept in one folder where the run asks for it: `scripts/check-logs` then
//! looks through all of them for what a log must never hold.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Names the folder.
pub const VARIABLE: &str = "PARAGRAF_TEST_LOGS";

/// What is logged there: as in operation, and more of what is our own. The service has no statement logged; those that are
/// come from the tests' own connections, which write what they like.
pub const FILTER: &str =
    "info,sqlx::query=off,api=debug,application=debug,persistence=debug,files=debug";

/// The folder, where the run keeps logs.
pub fn folder() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "the home of this variable, which is no part of the service"
        )]
        let given = std::env::var_os(VARIABLE)?;
        Some(PathBuf::from(given))
    });
    folder.as_deref()
}

/// The file of a process's log, begun or gone on with.
///
/// # Panics
/// Where it cannot be opened.
pub fn file(folder: &Path, name: &str) -> File {
    let path = folder.join(format!("{name}-{}.log", std::process::id()));
    let opened = OpenOptions::new().create(true).append(true).open(&path);
    opened.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Keeps what the services of this process log, from the first call on.
pub fn keep() {
    static KEPT: OnceLock<()> = OnceLock::new();
    KEPT.get_or_init(|| {
        if let Some(folder) = folder() {
            let lines = tracing_subscriber::fmt()
                .json()
                .with_env_filter(FILTER)
                .with_writer(std::sync::Mutex::new(file(folder, "tests")));
            lines.try_init().expect("no other subscriber");
        }
    });
}
