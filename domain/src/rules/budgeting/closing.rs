//! The closing of a year: the annual report in time, and an auditor for every member.

use super::BudgetSurroundings;
use crate::Date;
use crate::association::Association;
use crate::budget::{Budget, MemberClosing};
use crate::calendar::annual_report_deadline;
use crate::rule::{Outcome, Verdict};
use crate::rules::case::{days, joined};
use crate::rules::rulebook;
use crate::rules::rulebook::{ANNUAL_REPORT_LATE, AUDITOR_MISSING};
use crate::text::Text;

/// Every verdict on how a year is closed, kept rules too, by rule number. Before the year is out nothing is said.
pub fn evaluate_closing(budget: &Budget, around: &BudgetSurroundings<'_>) -> Vec<Verdict> {
    let ended = Date::from_ymd_opt(budget.year, 12, 31).is_some_and(|last| last < around.on);
    if !ended {
        return Vec::new();
    }
    let mut found: Vec<Verdict> = in_time(budget, around.on).into_iter().collect();
    found.push(audited(budget, around.association));
    found.retain(|verdict| verdict.rule.applies_on(around.on));
    found.sort_by_key(|verdict| rulebook::place(verdict.rule));
    found
}

/// # Legal source
/// Lag (2003:1210) 24 §; that lag (1930:173) 2 § moves the day is a reading.
fn in_time(budget: &Budget, today: Date) -> Option<Verdict> {
    let (rule, year) = (&ANNUAL_REPORT_LATE, budget.year);
    let due = annual_report_deadline(year)?;
    let last = due.last_day;
    let figures = |verdict: Verdict| verdict.figure("year", year).figure("dueOn", last).on(last);
    let Some(report) = budget.annual_report() else {
        // Nobody knows of a report that no one told us of.
        return (last < today).then(|| {
            let text = Text::new(
                format!(
                    "Ingen årsredovisning för {year} är antecknad; sista dagen var {last}. Om den avgavs i tid framgår inte."
                ),
                format!(
                    "No annual report of {year} is recorded; the last day was {last}. Whether it was given in time does not appear."
                ),
            );
            figures(rule.verdict(Outcome::Unknown, text))
        });
    };
    let (given, margin) = (report.on, due.margin(report.on));
    let late = days(margin.unsigned_abs());
    let (outcome, text) = match margin < 0 {
        true => (
            Outcome::NotMet,
            Text::new(
                format!(
                    "Årsredovisningen för {year} avgavs {given}, {} efter den sista dagen {last}.",
                    late.sv
                ),
                format!(
                    "The annual report of {year} was given on {given}, {} after the last day {last}.",
                    late.en
                ),
            ),
        ),
        false => (
            Outcome::Met,
            Text::new(
                format!("Årsredovisningen för {year} avgavs {given}; sista dagen var {last}."),
                format!(
                    "The annual report of {year} was given on {given}; the last day was {last}."
                ),
            ),
        ),
    };
    let verdict = rule.verdict(outcome, text).margin(margin);
    let verdict = figures(verdict.figure("givenOn", given));
    Some(match outcome == Outcome::Met && due.nominal < given {
        true => verdict.by_interpretation(),
        false => verdict,
    })
}

/// # Legal source
/// Lag (2003:1210) 25 §: each member an auditor; several members may share one.
fn audited(budget: &Budget, association: Option<&Association>) -> Verdict {
    let (rule, year) = (&AUDITOR_MISSING, budget.year);
    let count = budget.auditors().count();
    let figures = |verdict: Verdict| verdict.figure("year", year).figure("auditors", count);
    if count == 0 {
        let text = Text::new(
            format!("Inga revisorer för {year} är antecknade; om de utsågs framgår inte."),
            format!(
                "No auditors of {year} are recorded; whether they were appointed does not appear."
            ),
        );
        return figures(rule.verdict(Outcome::Unknown, text));
    }
    let closing = budget.closing(association);
    if closing.members.is_empty() {
        let text = Text::new(
            format!(
                "Revisorer för {year}: {count}; vilka medlemmar förbundet hade är inte registrerat."
            ),
            format!("Auditors of {year}: {count}; which members there were is not registered."),
        );
        let verdict = figures(rule.verdict(Outcome::Conditional, text));
        return verdict.depending_on(Text::new(
            "om varje medlem har utsett en av dem",
            "if every member appointed one of them",
        ));
    }
    let without: Vec<String> = closing
        .members
        .iter()
        .filter(|held| held.auditors.is_empty())
        .map(name)
        .collect();
    let members = closing.members.len();
    let covered = members.saturating_sub(without.len());
    let figures = |verdict: Verdict| {
        figures(verdict)
            .figure("members", members)
            .figure("covered", covered)
    };
    if without.is_empty() {
        let text = Text::new(
            format!("Alla {members} medlemmar har en revisor för {year}."),
            format!("All {members} members have an auditor of {year}."),
        );
        return figures(rule.verdict(Outcome::Met, text));
    }
    let names = joined(&without);
    let text = Text::new(
        format!(
            "{covered} av {members} medlemmar har en revisor för {year}; ingen är antecknad för {}.",
            names.sv
        ),
        format!(
            "{covered} of {members} members have an auditor of {year}; none is recorded for {}.",
            names.en
        ),
    );
    figures(rule.verdict(Outcome::NotMet, text)).figure("missing", without.join(", "))
}

fn name(held: &MemberClosing<'_>) -> String {
    held.member.organisation.name.clone()
}
