//! The one home of the machine's clock and randomness.

use application::ports::{Clock, Ids};
use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one home of the clock")]
    fn now(&self) -> DateTime<Utc> {
        // Microseconds are what both databases keep.
        Utc::now().trunc_subsecs(6)
    }
}

/// The machine's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one home of fresh identities"
    )]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }

    #[expect(clippy::disallowed_methods, reason = "the one home of randomness")]
    fn salt(&self) -> Uuid {
        Uuid::new_v4()
    }

    #[expect(clippy::disallowed_methods, reason = "the one home of randomness")]
    fn random(&self) -> [u8; 16] {
        // Bytes 6 and 8 of a UUID hold its version and variant; the others are random throughout.
        let (first, second) = (Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes());
        let mut bytes = first;
        bytes[6] = second[0];
        bytes[8] = second[1];
        bytes
    }
}
