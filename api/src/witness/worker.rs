//! Asks witnesses after each new checkpoint, and about every log now and then.

use application::sealing::{Heard, Patience, Said, Witnessing};
use chrono::TimeDelta;
use std::convert::Infallible;
use std::time::Duration;

/// What asks the witnesses for as long as the service runs.
#[derive(Debug)]
pub struct Worker {
    /// Whom it asks, about what.
    pub witnessing: Witnessing,
    /// How long it rests between two looks.
    pub rest: Duration,
    /// How long a witness may be silent without a warning.
    pub overdue: TimeDelta,
}

impl Worker {
    /// Asks until the service ends; without witnesses it only waits for that.
    pub async fn run(self) -> Infallible {
        if self.witnessing.witnesses.is_empty() {
            return std::future::pending().await;
        }
        let (mut patience, mut warned) = (Patience::default(), None);
        loop {
            match self.witnessing.pass(&mut patience).await {
                Ok(said) => said.iter().for_each(logged),
                Err(cause) => tracing::error!(%cause, "the witnesses could not be asked"),
            }
            let now = self.witnessing.clock.now();
            if warned.is_none_or(|last| TimeDelta::hours(1) <= now - last) {
                warned = Some(now);
                match self.witnessing.overdue(self.overdue).await {
                    Ok(late) => late.iter().for_each(|late| tracing::warn!("{late}")),
                    Err(cause) => tracing::error!(%cause, "the cosignatures could not be read"),
                }
            }
            tokio::time::sleep(self.rest).await;
        }
    }
}

fn logged(said: &Said) {
    let (log, witness) = (said.owner, said.witness.name());
    match &said.heard {
        Heard::Cosigned { size } => tracing::info!(%log, witness, size, "a witness signed"),
        Heard::Nothing { reason, .. } => {
            tracing::warn!(%log, witness, "a witness did not sign: {reason}");
        }
        // Logged where it was stored.
        Heard::Objects(_) => {}
    }
}
