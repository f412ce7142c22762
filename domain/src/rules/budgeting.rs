//! A version of a budget against the law: in time, after consultation, in public, in balance and
//! for three years, with its funding, split as the law says, by members alone, and by a decision with a quorum.

mod closing;
mod content;
mod procedure;

pub use closing::evaluate_closing;

use super::rulebook;
use crate::Date;
use crate::association::Association;
use crate::budget::{Budget, Version};
use crate::rule::Verdict;

/// What lies outside a budget and bears on its verdicts.
#[derive(Debug, Clone, Copy)]
pub struct BudgetSurroundings<'a> {
    /// The association as the register holds it; `None` where it is not registered.
    pub association: Option<&'a Association>,
    /// The day asked for, up to which things are known.
    pub on: Date,
}

/// Every verdict on a version of a budget, kept rules too, by rule number.
///
/// A rule that was not yet in force on the day of approval says nothing; for what is not approved, the day asked for
/// counts. Verdicts are about no § of their own: the § is that of the version's decision.
pub fn evaluate_budget(
    budget: &Budget,
    version: &Version,
    around: &BudgetSurroundings<'_>,
) -> Vec<Verdict> {
    let mut found: Vec<Verdict> = procedure::verdicts(budget, version, around);
    found.extend(content::verdicts(budget, version, around));
    let day = version.adoption.as_ref().map_or(around.on, |held| held.on);
    found.retain(|verdict| verdict.rule.applies_on(day));
    found.sort_by_key(|verdict| rulebook::place(verdict.rule));
    found
}
