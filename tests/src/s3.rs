//! Storage as S3 offers it, by the server of moto: `PARAGRAF_TEST_S3` names one, else `scripts/moto` starts it.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// Whether what is missing on the machine fails a test, instead of being said.
fn must_have_everything() -> bool {
    #[expect(
        clippy::disallowed_methods,
        reason = "the home of this variable, which is no part of the service"
    )]
    let stated = std::env::var_os("CI");
    stated.is_some_and(|stated| !stated.is_empty() && stated != "false")
}

/// The address of a server for this process; `None`, and a line that says so, where Python is missing.
///
/// # Panics
/// Where it does not start although `CI` is set.
pub fn endpoint() -> Option<&'static str> {
    static ENDPOINT: OnceLock<Option<String>> = OnceLock::new();
    ENDPOINT.get_or_init(start).as_deref()
}

fn start() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the home of this variable, which is no part of the service"
    )]
    let given = std::env::var("PARAGRAF_TEST_S3").unwrap_or_default();
    if !given.is_empty() {
        return Some(given);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/moto");
    let output = Command::new(&script)
        .args(["start", "--until", &std::process::id().to_string()])
        .output()
        .unwrap_or_else(|error| panic!("{} cannot be run: {error}", script.display()));
    if output.status.success() {
        return Some(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let reason = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!must_have_everything(), "no S3 for the tests: {reason}");
    eprintln!("no S3 for the tests, which are passed over: {reason}");
    None
}

/// A new bucket, by its address.
///
/// # Panics
/// Where the server refuses.
pub async fn bucket(endpoint: &str, name: &str) -> String {
    let client = reqwest::Client::builder().no_proxy().build();
    let made = client
        .expect("a client")
        .put(format!("{endpoint}/{name}"))
        .send()
        .await
        .expect("an answer");
    assert!(made.status().is_success(), "{}", made.status());
    format!("s3://{name}/attachments")
}
