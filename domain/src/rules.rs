//! The rule engine: every rule that a stored record can answer, and the rulebook that lists them all.

mod acts;
mod adjusting;
mod announcing;
mod appeal;
mod budget;
mod budgeting;
mod case;
mod clock;
mod content;
mod correction;
mod delegation;
mod duties;
mod finality;
mod groups;
mod matter;
mod printed;
mod quorum;
mod quorum_lost;
mod record;
mod references;
mod register;
mod remote;
mod removal;
mod roster;
pub(crate) mod rulebook;
mod substitutes;
mod voting;

pub use appeal::is_appealable;
pub use budgeting::{BudgetSurroundings, evaluate_budget, evaluate_closing};
pub use clock::{MinutesClock, UnitClock, clock, required_boards};
pub use delegation::delegated_reported;
pub use duties::{Duty, DutyKind, duties};
pub use rulebook::rulebook;

use crate::Date;
use crate::association::Association;
use crate::body::RuleProfile;
use crate::meeting::Meeting;
use crate::paragraph::Paragraph;
use crate::rule::Verdict;
use case::{Case, standing};
use matter::Matter;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What lies outside a record and bears on its verdicts, as it stood at the meeting's date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// The association as the register holds it; `None` where the owner is none or is not registered.
    pub association: Option<Association>,
    /// Earlier decisions of the same body, in meetings held before this one, that speak of remote participation.
    pub earlier_remote_decisions: Vec<EarlierDecision>,
    /// Dates of member council meetings of the association in the year before this meeting, latest first.
    pub council_meetings: Vec<Date>,
    /// The §§ among this record's references that the register holds, as (date of the meeting, §).
    pub held_references: BTreeSet<(Date, u32)>,
    /// Dates among this record's references on which the register holds a meeting of the same body.
    pub held_meetings: BTreeSet<Date>,
    /// The body's latest earlier meeting that the register holds.
    pub previous_meeting: Option<Date>,
    /// How often each number, with its letter, is printed in earlier records of the same series.
    pub earlier_prints: BTreeMap<(u32, Option<char>), u32>,
    /// Whether every decision is known to stand in the record as one: so where it was kept while the meeting went on.
    /// Printed minutes may leave a decision unmarked in their text.
    pub decisions_complete: bool,
    /// Earlier revisions of this record in which anything was adjusted, oldest first; empty = nothing to compare with.
    pub earlier_revisions: Vec<Meeting>,
}

/// A decision in an earlier record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierDecision {
    /// The day of the meeting.
    pub date: Date,
    /// The § as printed.
    pub label: Option<String>,
    /// Its text.
    pub text: String,
}

/// Every verdict on a record, kept rules too: those about the meeting by rule number, then § by § in order of print.
///
/// The statutory rules are asked of the board of an association alone, and only where the record gives its day; a
/// rule that was not yet, or no longer, in force that day says nothing. A § whose number was voided is not judged.
pub fn evaluate(meeting: &Meeting, around: &Surroundings) -> Vec<Verdict> {
    let mut found = content::numbering(meeting, around);
    found.extend(record::verdicts(meeting));
    for paragraph in standing(meeting) {
        found.extend(references::proposers(meeting, around, paragraph));
        found.extend(references::references(meeting, around, paragraph));
    }
    match meeting.profile() {
        RuleProfile::StatutoryBoard => {
            found.extend(Case::of(meeting, around).iter().flat_map(statutory))
        }
        RuleProfile::MemberCouncil => found.extend(groups::council(meeting)),
        RuleProfile::CooperationGroup => found.extend(groups::cooperation(meeting, around)),
        RuleProfile::RecordOnly => {}
    }
    let mut in_print = HashMap::new();
    for (place, placed) in meeting.placed().into_iter().enumerate() {
        in_print.entry(placed.item.id).or_insert(place);
    }
    let place = |verdict: &Verdict| verdict.paragraph.map(|id| in_print.get(&id).copied());
    found.sort_by_cached_key(|verdict| (place(verdict), rulebook::place(verdict.rule)));
    found
}

/// The verdicts of sections A to H on the board of an association.
fn statutory(case: &Case<'_>) -> Vec<Verdict> {
    let mut found: Vec<Verdict> = remote::verdict(case).into_iter().collect();
    found.push(content::complete(case));
    found.extend(adjusting::in_time(case));
    found.extend(adjusting::by_those_present(case));
    found.extend(adjusting::as_many_as_fixed(case));
    found.extend(correction::verdict(case));
    found.extend(announcing::verdicts(case));
    found.push(finality::verdict(case));
    found.extend(appeal::verdicts(case));
    for paragraph in standing(case.meeting) {
        found.extend(quorum::verdicts(case, paragraph));
        found.extend(substitutes::verdicts(case, paragraph));
        found.extend(acts::non_serving(case, paragraph));
        found.extend(acts::disqualified_present(case, paragraph));
        found.extend(quorum_lost::verdicts(case, paragraph));
        found.extend(voting::verdicts(case, paragraph));
        found.extend(acts::reservations(case, paragraph));
        found.extend(adjusting::in_writing(case, paragraph));
        found.extend(budget::verdicts(case, paragraph));
    }
    found.retain(|verdict| verdict.rule.applies_on(case.date));
    found
}

/// The verdicts that count as irregularities (avvikelser), in the order of [`evaluate`].
pub fn irregularities(meeting: &Meeting, around: &Surroundings) -> Vec<Verdict> {
    evaluate(meeting, around)
        .into_iter()
        .filter(Verdict::is_irregularity)
        .collect()
}

/// Whether a § or a sub-item had its quorum: a sub-item has a verdict of its own where others take part in it than
/// in what it stands under, else that of what it stands under. `None` for a body that no statutory quorum applies to, for a record without a day,
/// for a day before the rule, and for a § whose number was voided.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §.
pub fn quorum_at(
    meeting: &Meeting,
    paragraph: &Paragraph,
    around: &Surroundings,
) -> Option<Verdict> {
    let case = Case::of(meeting, around)?;
    quorum::nearest(&case, Matter::placed(meeting, paragraph))
        .filter(|verdict| verdict.rule.applies_on(case.date))
}

/// Every verdict on the register of an association as it stands on a day, by rule number.
pub fn evaluate_association(association: &Association, on: Date) -> Vec<Verdict> {
    let mut found = register::verdicts(association, on);
    found.retain(|verdict| verdict.rule.applies_on(on));
    found.sort_by_key(|verdict| rulebook::place(verdict.rule));
    found
}

/// The verdicts on a register that count as irregularities.
pub fn association_irregularities(association: &Association, on: Date) -> Vec<Verdict> {
    evaluate_association(association, on)
        .into_iter()
        .filter(Verdict::is_irregularity)
        .collect()
}

#[cfg(test)]
mod tests;
