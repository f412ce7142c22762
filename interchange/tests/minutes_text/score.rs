//! Compares imported minutes with the expected document, fact by fact.
//!
//! Facts are compared as bags, so the order of a list does not matter and no fact is matched twice. What differs in any
//! part is a miss and a surplus, not a half.

mod facts;

pub use facts::{FIELDS, facts};

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How many facts were expected, how many found, how many of these right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    pub expected: usize,
    pub found: usize,
    pub right: usize,
}

impl Score {
    /// Share of what was found that is right; all of nothing is right.
    pub fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    /// Share of what was expected that was found.
    pub fn recall(self) -> f64 {
        share(self.right, self.expected)
    }

    fn add(&mut self, other: Self) {
        self.expected += other.expected;
        self.found += other.found;
        self.right += other.right;
    }
}

#[allow(clippy::cast_precision_loss, reason = "thousands of facts, not 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// A fact that only one of the two documents holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub file: String,
    pub field: &'static str,
    /// Expected and not found; otherwise found and not expected.
    pub missed: bool,
    pub fact: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, target: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let side = if self.missed { "missed " } else { "surplus" };
        write!(
            target,
            "{side} {:<13} {}: {}",
            self.field, self.file, self.fact
        )
    }
}

/// The scores of a set of files.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub fields: BTreeMap<&'static str, Score>,
    pub differences: Vec<Difference>,
}

impl Tally {
    /// Counts one file; `found` is null where nothing was understood.
    pub fn count(&mut self, file: &str, expected: &Value, found: &Value) {
        let (expected, mut found) = (facts(expected), facts(found));
        for field in FIELDS {
            let wanted = expected.get(field).cloned().unwrap_or_default();
            let mut left = found.remove(field).unwrap_or_default();
            let mut score = Score {
                expected: wanted.len(),
                found: left.len(),
                right: 0,
            };
            for fact in wanted {
                if let Some(place) = left.iter().position(|other| *other == fact) {
                    left.remove(place);
                    score.right += 1;
                } else {
                    self.differ(file, field, true, fact);
                }
            }
            for fact in left {
                self.differ(file, field, false, fact);
            }
            self.fields.entry(field).or_default().add(score);
        }
    }

    fn differ(&mut self, file: &str, field: &'static str, missed: bool, fact: String) {
        self.differences.push(Difference {
            file: file.to_owned(),
            field,
            missed,
            fact,
        });
    }

    /// All fields together, each fact weighing the same.
    pub fn overall(&self) -> Score {
        let mut sum = Score::default();
        self.fields.values().for_each(|score| sum.add(*score));
        sum
    }

    /// A table for people: one row per field that occurs.
    pub fn table(&self) -> String {
        let mut table = String::from("field          expected  found  right  precision  recall\n");
        let all = FIELDS
            .into_iter()
            .map(|field| (field, self.fields.get(field).copied().unwrap_or_default()));
        for (field, score) in all.chain([("overall", self.overall())]) {
            if score.expected + score.found == 0 {
                continue;
            }
            let Score {
                expected,
                found,
                right,
            } = score;
            let (precision, recall) = (score.precision(), score.recall());
            let _ = writeln!(
                table,
                "{field:<13} {expected:>9} {found:>6} {right:>6} {precision:>10.3} {recall:>7.3}"
            );
        }
        table
    }
}
