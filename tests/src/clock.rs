//! A clock that a test sets.

use api::system::SystemClock;
use application::ports::Clock;
use chrono::{DateTime, Utc};
use std::sync::Mutex;

/// The machine's clock until a test sets it; then it stands still until it is set again.
#[derive(Debug, Default)]
pub struct SetClock(Mutex<Option<DateTime<Utc>>>);

impl SetClock {
    /// Sets it, forwards or back.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().expect("no panic") = Some(now);
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        let set = *self.0.lock().expect("no panic");
        set.unwrap_or_else(|| SystemClock.now())
    }
}
