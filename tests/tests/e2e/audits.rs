//! The audits of the GraphQL over HTTP specification, as its authors wrote them.

use std::path::Path;
use std::process::Stdio;
use tests::app::{App, Engine};
use tokio::process::Command;

#[tokio::test]
async fn every_audit_of_graphql_over_http_is_passed() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("node/graphql-http-audit.mjs");
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("node/node_modules/graphql-http");
    assert!(
        package.is_dir(),
        "{} is missing: run `npm ci --prefix tests/node`",
        package.display()
    );
    let app = App::start(Engine::Sqlite).await;
    let output = Command::new("node")
        .arg(script)
        .arg(format!("{}/graphql", app.base()))
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap_or_else(|error| panic!("node cannot be run: {error}; install Node.js 20 or later"));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.lines().last() == Some("61 of 61 audits passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
