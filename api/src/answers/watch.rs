//! How far the database has come, asked once for all who want to know at the same time.

use application::ports::{Epoch, ReadModel};
use std::mem::{replace, take};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot::{self, Sender};

/// How long anybody waits to learn it.
const PATIENCE: Duration = Duration::from_secs(1);
/// Those who wait while the database says nothing, before those who gave up are forgotten.
const MANY: usize = 1_000;

#[derive(Default)]
struct Waiting {
    /// Whether somebody asks.
    asking: bool,
    /// Whether the one who asks has kept others waiting too long: nobody waits for them any more.
    late: bool,
    /// Who came since the last statement began, and is told what the next one says.
    next: Vec<Sender<Option<Epoch>>>,
}

/// Asks.
pub(crate) struct Watch {
    read: Arc<dyn ReadModel>,
    waiting: Mutex<Waiting>,
}

impl Watch {
    /// Over a read model.
    pub(crate) fn new(read: Arc<dyn ReadModel>) -> Self {
        Self {
            read,
            waiting: Mutex::default(),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the database has come, by a statement that begins after this is called; `None` where it does not say.
    pub(crate) async fn now(self: &Arc<Self>) -> Option<Epoch> {
        let (tell, told) = oneshot::channel();
        let leads = {
            let mut waiting = self.waiting();
            if waiting.asking && waiting.late {
                return None;
            }
            if waiting.next.len() >= MANY {
                waiting.next.retain(|tell| !tell.is_closed());
            }
            waiting.next.push(tell);
            !replace(&mut waiting.asking, true)
        };
        if leads {
            let leading = Leading {
                watch: Arc::clone(self),
                done: false,
            };
            tokio::spawn(leading.ask());
        }
        match tokio::time::timeout(PATIENCE, told).await {
            Ok(told) => told.ok().flatten(),
            Err(_) => {
                self.waiting().late = true;
                None
            }
        }
    }
}

/// Whoever asks; dropped with its thread it leaves the place to the next.
struct Leading {
    watch: Arc<Watch>,
    done: bool,
}

impl Leading {
    async fn ask(mut self) {
        loop {
            let told = {
                let mut waiting = self.watch.waiting();
                if waiting.next.is_empty() {
                    waiting.asking = false;
                    self.done = true;
                    return;
                }
                take(&mut waiting.next)
            };
            let epoch = match self.watch.read.epoch().await {
                Ok(epoch) => Some(epoch),
                Err(cause) => {
                    tracing::warn!(%cause, "how far the database has come could not be read");
                    None
                }
            };
            self.watch.waiting().late = false;
            for tell in told {
                // Who gave up is not told.
                let _ = tell.send(epoch);
            }
        }
    }
}

impl Drop for Leading {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        let mut waiting = self.watch.waiting();
        waiting.asking = false;
        waiting.late = false;
        waiting.next.clear();
    }
}
