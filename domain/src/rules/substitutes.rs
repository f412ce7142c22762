//! Substitutes who serve: for whom, in whose absence, in which order.

use super::case::{Case, called, joined, same_name, same_person, worst};
use super::rulebook::{
    SUBSTITUTE_OUT_OF_ORDER, SUBSTITUTE_SERVED_WITHOUT_ABSENCE, SUBSTITUTE_WRONG_MEMBER,
};
use crate::attendance::{Attendance, Capacity};
use crate::name::{fold, organisation_key};
use crate::paragraph::Paragraph;
use crate::rule::{Outcome, Rule, Verdict};
use crate::seat::MandateRole;
use crate::text::Text;
use std::collections::BTreeMap;

/// The verdicts on the substitutes who serve at a §; none where no substitute does.
pub(super) fn verdicts(case: &Case<'_>, paragraph: &Paragraph) -> Vec<Verdict> {
    let Some(entitled) = case.entitled_at(paragraph) else {
        return Vec::new();
    };
    let serving: Vec<&Attendance> = entitled
        .iter()
        .filter(|line| line.capacity == Capacity::ServingSubstitute)
        .copied()
        .collect();
    let mut found: Vec<Verdict> = without_absence(case, paragraph, &entitled, &serving)
        .into_iter()
        .collect();
    if !serving.is_empty() {
        found.push(out_of_order(case, paragraph, &serving));
        found.push(wrong_member(case, paragraph, &serving));
    }
    found
}

/// One verdict from the answers about several persons, naming those that gave the worst.
fn summed(
    case: &Case<'_>,
    rule: &'static Rule,
    paragraph: &Paragraph,
    answers: &[(Outcome, String)],
    words: impl Fn(Outcome, &Text, &Text) -> Text,
) -> Verdict {
    let outcome = worst(answers.iter().map(|(outcome, _)| *outcome)).unwrap_or(Outcome::Met);
    let names: Vec<String> = answers
        .iter()
        .filter(|(held, _)| *held == outcome)
        .map(|(_, name)| name.clone())
        .collect();
    let text = words(outcome, &called(case.meeting, paragraph), &joined(&names));
    rule.verdict(outcome, text).about(paragraph.id)
}

fn without_absence(
    case: &Case<'_>,
    paragraph: &Paragraph,
    entitled: &[&Attendance],
    serving: &[&Attendance],
) -> Option<Verdict> {
    let mut answers: Vec<(Outcome, String)> = Vec::new();
    for line in serving {
        answers.push((
            absence(case, paragraph, entitled, line),
            line.person.name.clone(),
        ));
    }
    let mut by_member: BTreeMap<String, Vec<&Attendance>> = BTreeMap::new();
    for line in entitled {
        let elsewhere = line
            .substitutes_for
            .as_deref()
            .and_then(|name| case.organisation_of(name));
        let own = line
            .organisation
            .as_ref()
            .map(|held| organisation_key(&held.name));
        if let Some(key) = elsewhere.or(own) {
            let held = by_member.entry(key).or_default();
            if !held.iter().any(|other| same_person(other, line)) {
                held.push(line);
            }
        }
    }
    let mut beyond_seats = false;
    for (key, lines) in &by_member {
        if case.seats_of(key).is_some_and(|seats| lines.len() > seats) {
            let names: Vec<String> = lines.iter().map(|line| line.person.name.clone()).collect();
            beyond_seats = true;
            answers.retain(|(_, name)| !names.contains(name));
            answers.extend(names.into_iter().map(|name| (Outcome::NotMet, name)));
        }
    }
    if answers.is_empty() {
        return None;
    }
    let rule = &SUBSTITUTE_SERVED_WITHOUT_ABSENCE;
    Some(summed(
        case,
        rule,
        paragraph,
        &answers,
        |outcome, at, names| match outcome {
            Outcome::NotMet if !beyond_seats => Text::new(
                format!(
                    "I {} tjänstgjorde {} för någon som var närvarande.",
                    at.sv, names.sv
                ),
                format!("In {}, {} served for somebody present.", at.en, names.en),
            ),
            Outcome::NotMet => Text::new(
                format!(
                    "I {} tjänstgjorde fler än platserna medger: {}.",
                    at.sv, names.sv
                ),
                format!(
                    "In {}, more served than the seats allow: {}.",
                    at.en, names.en
                ),
            ),
            Outcome::Met => Text::new(
                format!(
                    "I {} tjänstgjorde {} för någon som inte var närvarande.",
                    at.sv, names.sv
                ),
                format!(
                    "In {}, {} served for somebody not present.",
                    at.en, names.en
                ),
            ),
            _ => Text::new(
                format!(
                    "För vem {} tjänstgjorde i {} framgår inte.",
                    names.sv, at.sv
                ),
                format!("For whom {} served in {} does not appear.", names.en, at.en),
            ),
        },
    ))
}

/// Whether the person that a substitute serves for was away from the §.
fn absence(
    case: &Case<'_>,
    paragraph: &Paragraph,
    entitled: &[&Attendance],
    line: &Attendance,
) -> Outcome {
    let Some(name) = line.substitutes_for.as_deref() else {
        let key = line
            .organisation
            .as_ref()
            .map(|held| organisation_key(&held.name));
        return match key.and_then(|key| case.seats_of(&key)) {
            Some(_) => Outcome::Met,
            None => Outcome::Unknown,
        };
    };
    let there = entitled
        .iter()
        .any(|other| same_name(&other.person.name, name));
    let unclear = || {
        let aside = super::case::disqualified(paragraph);
        super::case::lines_of(case.meeting, name)
            .iter()
            .any(|other| {
                other.is_entitled()
                    && other.presence.at(paragraph.number).is_none()
                    && !aside.contains(&fold(name))
            })
    };
    if there {
        Outcome::NotMet
    } else if unclear() {
        Outcome::Unknown
    } else {
        Outcome::Met
    }
}

fn wrong_member(case: &Case<'_>, paragraph: &Paragraph, serving: &[&Attendance]) -> Verdict {
    let answers: Vec<(Outcome, String)> = serving
        .iter()
        .map(|line| {
            let own = line
                .organisation
                .as_ref()
                .map(|held| organisation_key(&held.name));
            let own = own.or_else(|| case.organisation_of(&line.person.name));
            let theirs = line
                .substitutes_for
                .as_deref()
                .and_then(|name| case.organisation_of(name));
            let outcome = match (own, theirs) {
                _ if case.parameters.cross_member_substitution => Outcome::Met,
                (Some(own), Some(theirs)) if own == theirs => Outcome::Met,
                (Some(_), Some(_)) => Outcome::NotMet,
                _ => Outcome::Unknown,
            };
            (outcome, line.person.name.clone())
        })
        .collect();
    summed(
        case,
        &SUBSTITUTE_WRONG_MEMBER,
        paragraph,
        &answers,
        |outcome, at, names| match outcome {
            Outcome::NotMet => Text::new(
                format!(
                    "I {} tjänstgjorde {} för en ledamot av en annan medlem.",
                    at.sv, names.sv
                ),
                format!(
                    "In {}, {} served for a board member of another member.",
                    at.en, names.en
                ),
            ),
            Outcome::Met => Text::new(
                format!("I {} tjänstgjorde {} för rätt medlem.", at.sv, names.sv),
                format!("In {}, {} served for the right member.", at.en, names.en),
            ),
            _ => Text::new(
                format!(
                    "För vilken medlem {} tjänstgjorde i {} framgår inte.",
                    names.sv, at.sv
                ),
                format!(
                    "For which member {} served in {} does not appear.",
                    names.en, at.en
                ),
            ),
        },
    )
}

fn out_of_order(case: &Case<'_>, paragraph: &Paragraph, serving: &[&Attendance]) -> Verdict {
    let answers: Vec<(Outcome, String)> = serving
        .iter()
        .map(|line| (order(case, paragraph, line), line.person.name.clone()))
        .collect();
    summed(
        case,
        &SUBSTITUTE_OUT_OF_ORDER,
        paragraph,
        &answers,
        |outcome, at, names| match outcome {
            Outcome::NotMet => Text::new(
                format!(
                    "I {} tjänstgjorde {} fast en ersättare före i ordningen var närvarande.",
                    at.sv, names.sv
                ),
                format!(
                    "In {}, {} served though a substitute earlier in the order was present.",
                    at.en, names.en
                ),
            ),
            Outcome::Met => Text::new(
                format!("I {} tjänstgjorde {} i tur och ordning.", at.sv, names.sv),
                format!("In {}, {} served in turn.", at.en, names.en),
            ),
            _ => Text::new(
                format!(
                    "Registret anger ingen ordning för {} i {}.",
                    names.sv, at.sv
                ),
                format!("The register gives no order for {} in {}.", names.en, at.en),
            ),
        },
    )
}

/// Whether nobody earlier in the order of the same member sat by without serving.
fn order(case: &Case<'_>, paragraph: &Paragraph, line: &Attendance) -> Outcome {
    let folded = fold(&line.person.name);
    let Some(member) = case
        .association()
        .and_then(|held| held.member_of(&folded, case.date))
    else {
        return Outcome::Unknown;
    };
    let substitutes: Vec<_> = member
        .seats_on(case.date)
        .flat_map(|seat| &seat.mandates)
        .filter(|mandate| mandate.role == MandateRole::Substitute && mandate.in_force_on(case.date))
        .collect();
    let own = substitutes
        .iter()
        .find(|mandate| fold(&mandate.person.name) == folded);
    let Some(own) = own.and_then(|mandate| mandate.order) else {
        return Outcome::Unknown;
    };
    let passed_over = substitutes
        .iter()
        .filter(|mandate| mandate.order.is_some_and(|order| order < own))
        .flat_map(|mandate| super::case::lines_of(case.meeting, &mandate.person.name))
        .any(|other| {
            other.capacity == Capacity::Substitute
                && other.presence.at(paragraph.number) == Some(true)
        });
    if passed_over {
        Outcome::NotMet
    } else {
        Outcome::Met
    }
}
