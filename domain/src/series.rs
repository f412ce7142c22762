//! § series: gaps and duplicates within one record.

use std::collections::{BTreeMap, BTreeSet};

/// What the numbers of one record look like as a series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Range {
    /// Lowest number.
    pub first: Option<u32>,
    /// Highest number.
    pub last: Option<u32>,
    /// Numbers missing between them.
    pub gaps: Vec<u32>,
    /// Numbers that stand more than once.
    pub duplicates: Vec<u32>,
}

impl Range {
    /// Reads the numbers of one record. Numbers that the cover declares but the text lacks are gaps too.
    ///
    /// At most a thousand missing numbers are listed: beyond that the range is a typing error, and the ends say so.
    pub fn of(
        numbers: impl IntoIterator<Item = u32>,
        declared: (Option<u32>, Option<u32>),
    ) -> Self {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for number in numbers {
            *counts.entry(number).or_default() += 1;
        }
        let lowest = counts.keys().next().copied();
        let highest = counts.keys().next_back().copied();
        let first = lowest.into_iter().chain(declared.0).min();
        let last = highest.into_iter().chain(declared.1).max();
        let present: BTreeSet<u32> = counts.keys().copied().collect();
        let gaps = match (lowest, first, last) {
            (Some(_), Some(first), Some(last)) => (first..=last)
                .filter(|n| !present.contains(n))
                .take(1000)
                .collect(),
            _ => Vec::new(),
        };
        let duplicates = counts
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|(n, _)| *n)
            .collect();
        Self {
            first,
            last,
            gaps,
            duplicates,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dense_run_has_neither_gap_nor_duplicate() {
        let range = Range::of(47..=60, (None, None));
        assert_eq!((range.first, range.last), (Some(47), Some(60)));
        assert!(range.gaps.is_empty() && range.duplicates.is_empty());
    }

    #[test]
    fn a_missing_and_a_doubled_number_are_seen() {
        let range = Range::of([1, 2, 4, 4, 6], (Some(1), Some(7)));
        assert_eq!(range.gaps, [3, 5, 7]);
        assert_eq!(range.duplicates, [4]);
    }

    #[test]
    fn no_number_at_all_is_no_series() {
        assert_eq!(Range::of([], (None, None)), Range::default());
    }
}
