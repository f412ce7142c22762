//! What is held of a series of numbers, and what is missing from it: so that who has a copy knows what it lacks.

use crate::Date;
use crate::redaction::Redaction;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The numbers of one record in a series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeldRecord {
    /// Its numbers.
    pub numbers: BTreeSet<u32>,
    /// Those of them that were drawn and then not used.
    pub voided: BTreeSet<u32>,
    /// Those of them that are under the seal.
    pub sealed: BTreeSet<u32>,
    /// What was blotted from it.
    pub redactions: Vec<Redaction>,
    /// Those of them that are withheld as secret, or have words that are: with the day of the note and the provision.
    pub secret: Vec<(u32, Date, String)>,
}

/// Why numbers are not there, or not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No record that the reader may know of holds them: it is not public, not brought here, or there never was one.
    NotHeld,
    /// Missing inside the range of one record: its print skips them.
    Skipped,
    /// Drawn and then not used.
    Voided,
    /// Personal data was blotted from their record for good.
    Redacted {
        /// The day.
        on: Date,
        /// On what ground.
        ground: String,
    },
    /// Held, and withheld as presumed to be secret, whole or in part.
    Secret {
        /// The day of the note.
        on: Date,
        /// The provision.
        ground: String,
    },
}

/// Numbers that are not there, or not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The numbers.
    pub numbers: RangeInclusive<u32>,
    /// Why.
    pub reason: Reason,
}

/// What is held of a series.
///
/// # Legal source
/// None: numbering is custom, not law (rule R-42). What is told here is what a reader needs to trust a copy; whether a gap
/// is an irregularity is for that rule to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Statement {
    /// Lowest number held.
    pub first: Option<u32>,
    /// Highest number held.
    pub last: Option<u32>,
    /// How many records.
    pub records: usize,
    /// The numbers under the seal.
    pub sealed: Vec<RangeInclusive<u32>>,
    /// What is missing between the ends, and what is not whole, in order.
    pub withheld: Vec<Withheld>,
}

impl Statement {
    /// States what records of one series hold.
    pub fn of(records: &[HeldRecord]) -> Self {
        let held: BTreeSet<u32> = all(records, |record| &record.numbers);
        let mut withheld: Vec<Withheld> = between(&held)
            .map(|numbers| Withheld {
                reason: match records.iter().any(|record| spans(record, &numbers)) {
                    true => Reason::Skipped,
                    false => Reason::NotHeld,
                },
                numbers,
            })
            .collect();
        let voided = ranges(&all(records, |record| &record.voided));
        withheld.extend(voided.into_iter().map(|numbers| Withheld {
            numbers,
            reason: Reason::Voided,
        }));
        for record in records {
            for redaction in &record.redactions {
                withheld.extend(ranges(&record.numbers).into_iter().map(|numbers| Withheld {
                    numbers,
                    reason: Reason::Redacted {
                        on: redaction.on,
                        ground: redaction.ground.clone(),
                    },
                }));
            }
        }
        for (number, on, ground) in records.iter().flat_map(|record| &record.secret) {
            withheld.push(Withheld {
                numbers: *number..=*number,
                reason: Reason::Secret {
                    on: *on,
                    ground: ground.clone(),
                },
            });
        }
        withheld.sort_by_key(|held| (*held.numbers.start(), *held.numbers.end()));
        Self {
            first: held.first().copied(),
            last: held.last().copied(),
            records: records.len(),
            sealed: ranges(&all(records, |record| &record.sealed)),
            withheld,
        }
    }

    /// Whether a record holds every number from the first to the last.
    pub fn is_complete(&self) -> bool {
        !self
            .withheld
            .iter()
            .any(|held| matches!(held.reason, Reason::NotHeld | Reason::Skipped))
    }
}

fn all(records: &[HeldRecord], of: impl Fn(&HeldRecord) -> &BTreeSet<u32>) -> BTreeSet<u32> {
    records.iter().flat_map(of).copied().collect()
}

/// Whether a record has numbers on both sides.
fn spans(record: &HeldRecord, numbers: &RangeInclusive<u32>) -> bool {
    let ends = record.numbers.first().zip(record.numbers.last());
    ends.is_some_and(|(first, last)| first < numbers.start() && numbers.end() < last)
}

/// The ranges that a set leaves out between its ends.
fn between(held: &BTreeSet<u32>) -> impl Iterator<Item = RangeInclusive<u32>> {
    let pairs = held.iter().zip(held.iter().skip(1));
    pairs.filter_map(|(before, after)| {
        let (first, last) = (before.checked_add(1)?, after.checked_sub(1)?);
        (first <= last).then_some(first..=last)
    })
}

/// The ranges that a set consists of.
fn ranges(held: &BTreeSet<u32>) -> Vec<RangeInclusive<u32>> {
    let mut found: Vec<RangeInclusive<u32>> = Vec::new();
    for number in held {
        match found.last_mut() {
            Some(last) if last.end().checked_add(1) == Some(*number) => {
                *last = *last.start()..=*number;
            }
            _ => found.push(*number..=*number),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(numbers: impl IntoIterator<Item = u32>) -> HeldRecord {
        HeldRecord {
            numbers: numbers.into_iter().collect(),
            ..HeldRecord::default()
        }
    }

    fn told(statement: &Statement) -> Vec<(u32, u32, &Reason)> {
        let held = statement.withheld.iter();
        held.map(|held| (*held.numbers.start(), *held.numbers.end(), &held.reason))
            .collect()
    }

    #[test]
    fn a_dense_run_over_meetings_is_complete() {
        let statement = Statement::of(&[record(1..=9), record(10..=18)]);
        assert_eq!((statement.first, statement.last), (Some(1), Some(18)));
        assert!(statement.is_complete() && statement.withheld.is_empty());
        assert_eq!(statement.records, 2);
    }

    #[test]
    fn what_a_print_skips_is_told_from_what_no_record_holds() {
        let statement = Statement::of(&[record([1, 2, 4]), record([9, 10])]);
        assert_eq!(
            told(&statement),
            [(3, 3, &Reason::Skipped), (5, 8, &Reason::NotHeld)]
        );
        assert!(!statement.is_complete());
    }

    #[test]
    fn records_that_lie_within_each_other_leave_out_nothing_of_their_own() {
        let statement = Statement::of(&[record([1, 2, 7]), record([4, 5])]);
        assert_eq!(
            told(&statement),
            [(3, 3, &Reason::Skipped), (6, 6, &Reason::Skipped)]
        );
    }

    #[test]
    fn voided_and_redacted_numbers_are_told_and_held() {
        let redaction = Redaction {
            on: Date::from_ymd_opt(2026, 3, 1).expect("a day"),
            ground: "fel uppgift".to_owned(),
        };
        let reason = Reason::Redacted {
            on: redaction.on,
            ground: redaction.ground.clone(),
        };
        let statement = Statement::of(&[
            HeldRecord {
                voided: [2].into(),
                sealed: [1, 2, 3].into(),
                ..record(1..=3)
            },
            HeldRecord {
                redactions: vec![redaction],
                ..record([4, 6])
            },
        ]);
        assert_eq!(
            told(&statement),
            [
                (2, 2, &Reason::Voided),
                (4, 4, &reason),
                (5, 5, &Reason::Skipped),
                (6, 6, &reason)
            ]
        );
        assert_eq!(statement.sealed, [1..=3]);
    }

    #[test]
    fn a_number_that_is_secret_is_held_and_told() {
        let on = Date::from_ymd_opt(2026, 3, 1).expect("a day");
        let ground = "26 kap. 1 § OSL".to_owned();
        let statement = Statement::of(&[HeldRecord {
            secret: vec![(2, on, ground.clone())],
            ..record(1..=3)
        }]);
        assert_eq!(told(&statement), [(2, 2, &Reason::Secret { on, ground })]);
        assert!(statement.is_complete());
    }

    #[test]
    fn a_number_far_off_is_one_range_and_nothing_held_is_no_series() {
        let statement = Statement::of(&[record([1, u32::MAX])]);
        assert_eq!(told(&statement), [(2, u32::MAX - 1, &Reason::Skipped)]);
        assert_eq!(Statement::of(&[]), Statement::default());
    }
}
