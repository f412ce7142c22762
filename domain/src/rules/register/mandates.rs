//! Mandates: who was eligible, appointed by whom, for how long, in which order.

use crate::Date;
use crate::association::{Association, Member};
use crate::calendar::term_of_office;
use crate::organisation::OrganisationKind;
use crate::rule::{Outcome, Rule, Verdict};
use crate::rules::case::{joined, kind_of, worst};
use crate::rules::rulebook::{
    APPOINTED_BEFORE_ELECTION, INELIGIBLE_APPOINTEE, MANDATE_OUT_OF_RANGE,
    SUBSTITUTE_ORDER_UNDEFINED,
};
use crate::seat::{Eligibility, Mandate};
use crate::text::Text;
use chrono::{Datelike, Days, Months};

/// A mandate in force, with the member that gave it.
type Held<'a> = (&'a Member, &'a Mandate);

/// The verdicts on the mandates in force on a day.
pub(super) fn verdicts(association: &Association, members: &[&Member], on: Date) -> Vec<Verdict> {
    let mut held: Vec<Held<'_>> = Vec::new();
    for member in members {
        let mandates = member.seats_on(on).flat_map(|seat| &seat.mandates);
        held.extend(
            mandates
                .filter(|mandate| mandate.in_force_on(on))
                .map(|mandate| (*member, mandate)),
        );
    }
    if held.is_empty() {
        let rules: [&'static Rule; 4] = [
            &INELIGIBLE_APPOINTEE,
            &APPOINTED_BEFORE_ELECTION,
            &MANDATE_OUT_OF_RANGE,
            &SUBSTITUTE_ORDER_UNDEFINED,
        ];
        let text = || {
            Text::new(
                "Inga mandat är registrerade för dagen.",
                "No mandates are registered for the day.",
            )
        };
        return rules
            .into_iter()
            .map(|rule| rule.verdict(Outcome::Unknown, text()))
            .collect();
    }
    let mut found = vec![eligible(&held)];
    found.extend(appointed(&held));
    found.push(in_range(association, &held, on));
    found.push(ordered(members, on));
    found
}

/// One verdict from the answers about several persons, naming those that gave the worst.
fn summed(
    rule: &'static Rule,
    answers: Vec<(Outcome, String)>,
    words: impl Fn(Outcome, &Text) -> Text,
) -> Option<Verdict> {
    let outcome = worst(answers.iter().map(|(outcome, _)| *outcome))?;
    let names: Vec<String> = answers
        .into_iter()
        .filter(|(held, _)| *held == outcome)
        .map(|(_, name)| name)
        .collect();
    let verdict = rule.verdict(outcome, words(outcome, &joined(&names)));
    Some(if outcome == Outcome::Met {
        verdict
    } else {
        verdict.figure("persons", names.join(", "))
    })
}

/// # Legal source
/// Lag (2003:1210) 12 §. That an assembly member sits in the appointing assembly is custom, not text.
fn eligible(held: &[Held<'_>]) -> Verdict {
    let answers = held
        .iter()
        .map(|(member, mandate)| {
            let wanted = kind_of(&member.organisation).and_then(Eligibility::asked_by);
            let outcome = match (mandate.eligibility, wanted) {
                (Some(stated), Some(wanted)) if stated == wanted => Outcome::Met,
                (Some(_), Some(_)) | (Some(Eligibility::Other), None) => Outcome::NotMet,
                _ => Outcome::Unknown,
            };
            (outcome, mandate.person.name.clone())
        })
        .collect();
    let verdict = summed(
        &INELIGIBLE_APPOINTEE,
        answers,
        |outcome, names| match outcome {
            Outcome::NotMet => Text::new(
                format!("{} är inte valbar på den grund som angetts.", names.sv),
                format!("{} is not eligible on the ground stated.", names.en),
            ),
            Outcome::Met => Text::new("Alla utsedda är valbara.", "All appointees are eligible."),
            _ => Text::new(
                format!(
                    "På vilken grund {} är valbar är inte registrerat.",
                    names.sv
                ),
                format!(
                    "On which ground {} is eligible is not registered.",
                    names.en
                ),
            ),
        },
    );
    verdict.unwrap_or_else(|| INELIGIBLE_APPOINTEE.verdict(Outcome::Unknown, Text::default()))
}

/// The day of general elections: the second Sunday of September, before 2014 the third.
fn election_day(year: i32) -> Option<Date> {
    let earliest = Date::from_ymd_opt(year, 9, if year < 2014 { 15 } else { 8 })?;
    let to_sunday = (7 - earliest.weekday().num_days_from_sunday()) % 7;
    earliest.checked_add_days(Days::new(u64::from(to_sunday)))
}

/// Whether those whose term began the year after elections were appointed after them; `None` where nobody's did.
///
/// # Legal source
/// Lag (2003:1210) 12 and 14 §§: in an election year the newly elected assembly appoints.
fn appointed(held: &[Held<'_>]) -> Option<Verdict> {
    let assembly = |member: &Member| {
        matches!(
            kind_of(&member.organisation),
            Some(OrganisationKind::Municipality | OrganisationKind::Region)
        )
    };
    let answers = held
        .iter()
        .filter(|(member, mandate)| assembly(member) && mandate.from.year().rem_euclid(4) == 3)
        .filter_map(|(_, mandate)| {
            let election = election_day(mandate.from.year().checked_sub(1)?)?;
            let outcome = match mandate.appointed_on {
                Some(day) if day < election => Outcome::NotMet,
                Some(_) => Outcome::Met,
                None => Outcome::Unknown,
            };
            Some((outcome, mandate.person.name.clone()))
        })
        .collect();
    summed(
        &APPOINTED_BEFORE_ELECTION,
        answers,
        |outcome, names| match outcome {
            Outcome::NotMet => Text::new(
                format!(
                    "{} utsågs före valdagen, inte av det nyvalda fullmäktige.",
                    names.sv
                ),
                format!(
                    "{} was appointed before election day, not by the newly elected assembly.",
                    names.en
                ),
            ),
            Outcome::Met => Text::new(
                "De som tillträdde året efter valet utsågs efter valdagen.",
                "Those who took office the year after the elections were appointed after election day.",
            ),
            _ => Text::new(
                format!("När {} utsågs är inte registrerat.", names.sv),
                format!("When {} was appointed is not registered.", names.en),
            ),
        },
    )
}

/// Whether everybody in office is within the term that they were appointed for. Where no statutes are registered
/// for the day they may set another start, so only what outlasts four years is certain.
///
/// # Legal source
/// Lag (2003:1210) 13 §.
fn in_range(association: &Association, held: &[Held<'_>], on: Date) -> Verdict {
    let parameters = association.parameters_on(on);
    let known = association.statutes.iter().any(|version| {
        version.valid_from <= on && version.valid_until.is_none_or(|until| on <= until)
    });
    let answers = held
        .iter()
        .map(|(_, mandate)| {
            let name = mandate.person.name.clone();
            let Some((_, last)) =
                term_of_office(mandate.from, parameters.term_start, parameters.term_years)
            else {
                return (Outcome::Unknown, name);
            };
            let ends = mandate.until.unwrap_or(on).max(on);
            let four_years = mandate.from.checked_add_months(Months::new(48));
            let too_long = four_years.is_some_and(|end| end <= ends);
            let outcome = match (ends <= last, too_long || known) {
                (true, _) => Outcome::Met,
                (false, true) => Outcome::NotMet,
                (false, false) => Outcome::Conditional,
            };
            (outcome, name)
        })
        .collect();
    let verdict = summed(
        &MANDATE_OUT_OF_RANGE,
        answers,
        |outcome, names| match outcome {
            Outcome::NotMet => Text::new(
                format!(
                    "{} tjänstgör längre än den mandattid som uppdraget gavs för.",
                    names.sv
                ),
                format!(
                    "{} serves beyond the term of office that the mandate was given for.",
                    names.en
                ),
            ),
            Outcome::Met => Text::new(
                "Alla mandat ryms i mandattiden.",
                "All mandates keep within the term of office.",
            ),
            _ => Text::new(
                format!(
                    "{} tjänstgör längre än lagens mandattid; förbundsordningen är inte registrerad.",
                    names.sv
                ),
                format!(
                    "{} serves beyond the law's term of office; the statutes are not registered.",
                    names.en
                ),
            ),
        },
    );
    let verdict = verdict
        .unwrap_or_else(|| MANDATE_OUT_OF_RANGE.verdict(Outcome::Unknown, Text::default()))
        .on(on);
    if verdict.outcome == Outcome::Conditional {
        return verdict.depending_on(Text::new(
            "om förbundsordningen bestämmer en annan mandattid",
            "if the statutes set another term of office",
        ));
    }
    verdict
}

/// Whether the order of the substitutes is fixed, where a member has more than one.
///
/// # Legal source
/// Lag (2003:1210) 12 §; kommunallag (2017:725) 6 kap. 17 §. A sole substitute needs no order.
fn ordered(members: &[&Member], on: Date) -> Verdict {
    let rule = &SUBSTITUTE_ORDER_UNDEFINED;
    let mut answers: Vec<(Outcome, String)> = Vec::new();
    for member in members {
        let substitutes: Vec<&Mandate> = member
            .seats_on(on)
            .flat_map(|seat| seat.substitutes_on(on))
            .collect();
        if substitutes.is_empty() {
            continue;
        }
        let doubled = member.seats_on(on).any(|seat| {
            let held = seat.substitutes_on(on);
            held.iter()
                .zip(held.iter().skip(1))
                .any(|(one, next)| one.order.is_some() && one.order == next.order)
        });
        let missing = substitutes.len() > 1 && substitutes.iter().any(|held| held.order.is_none());
        let outcome = if doubled || missing {
            Outcome::NotMet
        } else {
            Outcome::Met
        };
        answers.push((outcome, member.organisation.name.clone()));
    }
    summed(rule, answers, |outcome, names| match outcome {
        Outcome::NotMet => Text::new(
            format!(
                "I vilken ordning ersättarna för {} kallas in är inte bestämt.",
                names.sv
            ),
            format!(
                "The order of call of the substitutes of {} is not fixed.",
                names.en
            ),
        ),
        _ => Text::new(
            "Ersättarnas ordning är bestämd.",
            "The order of the substitutes is fixed.",
        ),
    })
    .unwrap_or_else(|| {
        let text = Text::new(
            "Inga ersättare är registrerade för dagen.",
            "No substitutes are registered for the day.",
        );
        rule.verdict(Outcome::Unknown, text)
    })
}
