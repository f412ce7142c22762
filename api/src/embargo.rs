//! Makes minutes public when their embargo ends, for as long as the service runs.

use application::embargo::publish_due;
use application::live::Desk;
use persistence::Store;
use std::convert::Infallible;
use std::time::Duration;

/// How long it rests between two looks: so long after their instant minutes may come at the most.
const REST: Duration = Duration::from_millis(500);

/// Looks for what is due. What a server that was down did not publish, it publishes when it comes up.
pub async fn keep(desk: &Desk, store: &Store) -> Infallible {
    loop {
        match publish_due(desk, store).await {
            Ok(0) => {}
            Ok(published) => tracing::info!(published, "an embargo ended"),
            Err(cause) => tracing::error!(%cause, "minutes under embargo could not be published"),
        }
        tokio::time::sleep(REST).await;
    }
}
