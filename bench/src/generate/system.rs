//! Time and identities that are the same in every run.

use crate::chance::Chance;
use application::ports::{Clock, Ids};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use uuid::Uuid;

/// What the clock of the record shows when loading begins: 2026-07-01 00:00 UTC, in seconds.
const BEGINNING: i64 = 1_782_864_000;

/// A clock that goes on by a second whenever it is looked at.
#[derive(Debug, Default)]
pub struct Ticking(AtomicU32);

impl Clock for Ticking {
    fn now(&self) -> DateTime<Utc> {
        let passed = self.0.fetch_add(1, Ordering::Relaxed);
        DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(BEGINNING + i64::from(passed))
    }
}

/// Identities of one association: counted, and ordered by their count as those of the service are by time.
#[derive(Debug)]
pub struct Counted {
    seed: u64,
    owner: u64,
    count: AtomicU64,
}

impl Counted {
    /// Identities out of a seed, of nobody else's.
    pub fn of(seed: u64, owner: u64) -> Self {
        Self {
            seed,
            owner,
            count: AtomicU64::new(0),
        }
    }

    fn draw(&self) -> (u64, [u8; 16]) {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let mut chance = Chance::of(self.seed ^ self.owner.rotate_left(32), count);
        let both = (u128::from(chance.next()) << 64) | u128::from(chance.next());
        (count, both.to_be_bytes())
    }
}

impl Ids for Counted {
    fn next(&self) -> Uuid {
        let (count, bytes) = self.draw();
        let beginning = u64::try_from(BEGINNING).unwrap_or_default() * 1000;
        let mut random = [0; 10];
        random.copy_from_slice(&bytes[..10]);
        uuid::Builder::from_unix_timestamp_millis(beginning + count, &random).into_uuid()
    }

    fn salt(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.draw().1).into_uuid()
    }

    fn random(&self) -> [u8; 16] {
        self.draw().1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_in_order_and_everybody_elses() {
        let (one, other) = (Counted::of(1, 1), Counted::of(1, 2));
        let drawn: Vec<Uuid> = (0..100).map(|_| one.next()).collect();
        assert!(drawn.is_sorted_by(|one, other| one < other));
        assert!((0..100).all(|_| !drawn.contains(&other.next())));
        assert_eq!(Counted::of(1, 1).next(), drawn[0]);
    }
}
