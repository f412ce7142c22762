//! Tests of the financing. All names are invented.

mod contributions;
mod equity;
mod fee;
mod keys;
mod liability;
mod properties;
mod split;

use super::{Basis, Funder, FunderKind, Funders, Key, Payer, Split};
use crate::money::Ore;

/// Kronor as öre.
pub(super) fn kr(kronor: i64) -> Ore {
    ore(kronor * 100)
}

pub(super) fn ore(ore: i64) -> Ore {
    Ore::new(ore).expect("an amount")
}

pub(super) fn inhabitants(weights: &[u64]) -> Key {
    Key::Weights {
        basis: Basis::Inhabitants,
        year: 2023,
        weights: weights.to_vec(),
    }
}

/// A region and as many municipalities as the key has figures.
pub(super) fn region_and(municipalities: usize, key: Option<Key>) -> Funders {
    let mut members = vec![Funder::new("Region Norrmark", FunderKind::Region)];
    members.extend(
        (1..=municipalities)
            .map(|place| Funder::new(format!("{place} kommun"), FunderKind::Municipality)),
    );
    Funders::try_new(members, None, key).expect("funders")
}

/// What each payer pays in öre, Försäkringskassan first.
pub(super) fn paid(split: &Split) -> Vec<Option<i64>> {
    let all = split.payers.iter();
    all.map(|payer| payer.amount.map(Ore::get)).collect()
}

pub(super) fn member(place: usize) -> Payer {
    Payer::Member(place)
}
