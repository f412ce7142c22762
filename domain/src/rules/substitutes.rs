//! Substitutes who serve: for whom, in whose absence, in which order.

use super::case::{Case, called, joined, worst};
use super::matter::{Matter, Taking};
use super::roster::{Line, Persons};
use super::rulebook::{
    SUBSTITUTE_OUT_OF_ORDER, SUBSTITUTE_SERVED_WITHOUT_ABSENCE, SUBSTITUTE_WRONG_MEMBER,
};
use crate::attendance::Capacity;
use crate::name::fold;
use crate::paragraph::Paragraph;
use crate::rule::{Outcome, Rule, Verdict};
use crate::text::Text;
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

/// The verdicts on the substitutes who serve at a §; none where no substitute does.
pub(super) fn verdicts(case: &Case<'_>, paragraph: &Paragraph) -> Vec<Verdict> {
    let Some(taking) = Matter::of(paragraph).taking(case) else {
        return Vec::new();
    };
    let nobody_aside = paragraph.walk().all(|item| item.disqualified.is_empty());
    let pattern = case.roster().pattern(paragraph.number);
    let known = case.serving.borrow().get(&pattern).map(Rc::clone);
    let serving = known.filter(|_| nobody_aside).unwrap_or_else(|| {
        let found = Rc::new(serving(case, paragraph, &taking));
        if nobody_aside {
            case.serving.borrow_mut().insert(pattern, Rc::clone(&found));
        }
        found
    });
    let at = called(case.meeting, paragraph);
    let told = serving.iter().map(|held| {
        let text = (held.words)(held.outcome, &at, &held.names);
        held.rule.verdict(held.outcome, text).about(paragraph.id)
    });
    told.collect()
}

/// What was found about the substitutes who serve, for every § with the same people.
pub(super) type Serving = Vec<Answer>;

/// The answer to one rule, with those who gave it.
#[derive(Debug)]
pub(super) struct Answer {
    rule: &'static Rule,
    outcome: Outcome,
    names: Text,
    words: fn(Outcome, &Text, &Text) -> Text,
}

fn serving(case: &Case<'_>, paragraph: &Paragraph, taking: &Taking) -> Serving {
    let entitled: Vec<&Line<'_>> = case.roster().at(&taking.lines).collect();
    let serving: Vec<&Line<'_>> = entitled
        .iter()
        .filter(|held| held.line.capacity == Capacity::ServingSubstitute)
        .copied()
        .collect();
    let mut found: Serving = without_absence(case, paragraph, &entitled, &serving)
        .into_iter()
        .collect();
    if !serving.is_empty() {
        found.push(out_of_order(case, paragraph, &serving));
        found.push(wrong_member(case, &serving));
    }
    found
}

/// One answer from those about several persons, naming those that gave the worst.
fn summed(
    rule: &'static Rule,
    answers: &[(Outcome, String)],
    words: fn(Outcome, &Text, &Text) -> Text,
) -> Answer {
    let outcome = worst(answers.iter().map(|(outcome, _)| *outcome)).unwrap_or(Outcome::Met);
    let names: Vec<String> = answers
        .iter()
        .filter(|(held, _)| *held == outcome)
        .map(|(_, name)| name.clone())
        .collect();
    Answer {
        rule,
        outcome,
        names: joined(&names),
        words,
    }
}

/// Folded names of those who were not there for the whole of a §: they stood aside from it, from a part of it, or
/// under a name that may be theirs.
fn in_and_out(case: &Case<'_>, paragraph: &Paragraph) -> HashSet<String> {
    let roster = case.roster();
    let mut names = HashSet::new();
    for name in paragraph.walk().flat_map(|item| &item.disqualified) {
        names.insert(fold(name));
        for places in roster.likely(name).iter() {
            names.extend(roster.at(places).map(|held| held.name.clone()));
        }
    }
    names
}

fn without_absence(
    case: &Case<'_>,
    paragraph: &Paragraph,
    entitled: &[&Line<'_>],
    serving: &[&Line<'_>],
) -> Option<Answer> {
    let roster = case.roster();
    let there: HashSet<&str> = entitled.iter().map(|held| held.name.as_str()).collect();
    let in_and_out = in_and_out(case, paragraph);
    let aside = Matter::of(paragraph).aside();
    let mut answers: Vec<(Outcome, String)> = serving
        .iter()
        .map(|held| {
            let outcome = match held.serves_for.as_deref() {
                Some(name) if there.contains(name) && in_and_out.contains(name) => Outcome::Unknown,
                Some(name) if there.contains(name) => Outcome::NotMet,
                Some(name) if !aside.contains(name) && unclear(case, paragraph, name) => {
                    Outcome::Unknown
                }
                Some(_) => Outcome::Met,
                None => held
                    .organisation
                    .as_deref()
                    .and_then(|key| roster.seats_of(key))
                    .map_or(Outcome::Unknown, |_| Outcome::Met),
            };
            (outcome, held.line.person.name.clone())
        })
        .collect();
    let mut by_member: BTreeMap<String, (Persons<'_>, Vec<&Line<'_>>)> = BTreeMap::new();
    for held in entitled
        .iter()
        .filter(|held| !in_and_out.contains(&held.name))
    {
        if let Some(key) = roster.seat_of(held) {
            let (persons, lines) = by_member.entry(key).or_default();
            if !persons.hold(held) {
                persons.take(held);
                lines.push(held);
            }
        }
    }
    let mut beyond_seats = false;
    for (key, (_, lines)) in &by_member {
        if roster
            .seats_of(key)
            .is_some_and(|seats| lines.len() > seats)
        {
            let names: Vec<&str> = lines
                .iter()
                .map(|held| held.line.person.name.as_str())
                .collect();
            let told: HashSet<&str> = names.iter().copied().collect();
            beyond_seats = true;
            answers.retain(|(_, name)| !told.contains(name.as_str()));
            answers.extend(
                names
                    .into_iter()
                    .map(|name| (Outcome::NotMet, name.to_owned())),
            );
        }
    }
    if answers.is_empty() {
        return None;
    }
    let words = |outcome, at: &Text, names: &Text| match outcome {
        Outcome::NotMet => Text::new(
            format!(
                "I {} tjänstgjorde {} för någon som var närvarande.",
                at.sv, names.sv
            ),
            format!("In {}, {} served for somebody present.", at.en, names.en),
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
    };
    let words_beyond_seats = |_, at: &Text, names: &Text| {
        Text::new(
            format!(
                "I {} tjänstgjorde fler än platserna medger: {}.",
                at.sv, names.sv
            ),
            format!(
                "In {}, more served than the seats allow: {}.",
                at.en, names.en
            ),
        )
    };
    Some(if beyond_seats {
        summed(
            &SUBSTITUTE_SERVED_WITHOUT_ABSENCE,
            &answers,
            words_beyond_seats,
        )
    } else {
        summed(&SUBSTITUTE_SERVED_WITHOUT_ABSENCE, &answers, words)
    })
}

/// Whether it cannot be said of somebody entitled if they were there.
fn unclear(case: &Case<'_>, paragraph: &Paragraph, folded: &str) -> bool {
    let roster = case.roster();
    roster
        .at(roster.places(folded))
        .any(|held| held.line.is_entitled() && held.line.presence.at(paragraph.number).is_none())
}

fn wrong_member(case: &Case<'_>, serving: &[&Line<'_>]) -> Answer {
    let answers: Vec<(Outcome, String)> = serving
        .iter()
        .map(|held| {
            let roster = case.roster();
            let own = held
                .organisation
                .clone()
                .or_else(|| roster.organisation_of(&held.name));
            let theirs = held
                .serves_for
                .as_deref()
                .and_then(|name| roster.organisation_of(name));
            let outcome = match (own, theirs) {
                _ if case.parameters.cross_member_substitution => Outcome::Met,
                (Some(own), Some(theirs)) if own == theirs => Outcome::Met,
                (Some(_), Some(_)) => Outcome::NotMet,
                _ => Outcome::Unknown,
            };
            (outcome, held.line.person.name.clone())
        })
        .collect();
    summed(
        &SUBSTITUTE_WRONG_MEMBER,
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

fn out_of_order(case: &Case<'_>, paragraph: &Paragraph, serving: &[&Line<'_>]) -> Answer {
    let answers: Vec<(Outcome, String)> = serving
        .iter()
        .map(|held| (order(case, paragraph, held), held.line.person.name.clone()))
        .collect();
    summed(
        &SUBSTITUTE_OUT_OF_ORDER,
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
fn order(case: &Case<'_>, paragraph: &Paragraph, held: &Line<'_>) -> Outcome {
    let Some(before) = case.roster().before(&held.name, case.date) else {
        return Outcome::Unknown;
    };
    let passed_over = before.iter().any(|other| {
        other.capacity == Capacity::Substitute && other.presence.at(paragraph.number) == Some(true)
    });
    if passed_over {
        Outcome::NotMet
    } else {
        Outcome::Met
    }
}
