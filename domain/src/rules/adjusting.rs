//! Adjustment: in time, by somebody who was there, of a text that exists.

use super::case::{Case, called, count, days, joined, same_name, sections, standing};
use super::clock::{adjustment_due, covers_everything, main_unit};
use super::matter::{Matter, Taking};
use super::rulebook::{
    ADJUSTED_LATE, ADJUSTER_COUNT, ADJUSTER_NOT_PRESENT, IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT,
};
use crate::adjustment::{AdjustmentUnit, SigningRole};
use crate::id::ParagraphId;
use crate::name::fold;
use crate::paragraph::Paragraph;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;

/// The § that a verdict on an immediate unit is about: its first.
pub(super) fn first_of(case: &Case<'_>, unit: &AdjustmentUnit) -> Option<ParagraphId> {
    let numbers = unit.numbers.as_ref()?;
    let mut held = standing(case.meeting).filter(|paragraph| {
        paragraph
            .number
            .is_some_and(|number| numbers.contains(&number))
    });
    held.next().map(|paragraph| paragraph.id)
}

/// A verdict on an immediate unit, which speaks only where something is wrong with it.
pub(super) fn about_unit(
    case: &Case<'_>,
    unit: &AdjustmentUnit,
    verdict: Verdict,
) -> Option<Verdict> {
    let wrong = verdict.outcome == Outcome::NotMet;
    wrong.then(|| match first_of(case, unit) {
        Some(paragraph) => verdict.about(paragraph),
        None => verdict,
    })
}

/// Whether the minutes were adjusted in time: the main unit always, an immediate one where it was late.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §.
pub(super) fn in_time(case: &Case<'_>) -> Vec<Verdict> {
    let mut found = Vec::new();
    if let Some(unit) = main_unit(case.meeting) {
        found.extend(timed(case, Some(unit)));
    } else if !covers_everything(case.meeting) {
        found.extend(timed(case, None));
    }
    let immediate = case
        .meeting
        .units
        .iter()
        .filter(|unit| unit.numbers.is_some());
    found.extend(immediate.filter_map(|unit| about_unit(case, unit, timed(case, Some(unit))?)));
    found
}

fn timed(case: &Case<'_>, unit: Option<&AdjustmentUnit>) -> Option<Verdict> {
    let due = adjustment_due(case)?;
    let (met, last) = (case.date, due.last_day);
    let stated = unit.and_then(|unit| unit.adjusted_on);
    let Some(adjusted) = stated.filter(|adjusted| met <= *adjusted) else {
        let text = match stated {
            None => Text::new(
                format!("När protokollet justerades framgår inte; sista dagen var {last}."),
                format!("When the minutes were adjusted does not appear; the last day was {last}."),
            ),
            Some(adjusted) => Text::new(
                format!(
                    "Protokollet anges som justerat {adjusted}, före sammanträdet {met}; sista dagen var {last}."
                ),
                format!(
                    "The minutes are said to be adjusted on {adjusted}, before the meeting of {met}; the last day was {last}."
                ),
            ),
        };
        let verdict = ADJUSTED_LATE.verdict(Outcome::Unknown, text);
        return Some(
            verdict
                .figure("meetingDate", met)
                .figure("dueOn", last)
                .on(last),
        );
    };
    let margin = due.margin(adjusted);
    let late = margin.min(0).unsigned_abs();
    let so_late = days(late);
    let (outcome, text) = if margin < 0 {
        let text = Text::new(
            format!(
                "Sammanträdet var {met} och protokollet justerades {adjusted}, {} efter den sista dagen {last}.",
                so_late.sv
            ),
            format!(
                "The meeting was on {met} and the minutes were adjusted on {adjusted}, {} after the last day {last}.",
                so_late.en
            ),
        );
        (Outcome::NotMet, text)
    } else {
        let text = Text::new(
            format!("Protokollet justerades {adjusted}; sista dagen var {last}."),
            format!("The minutes were adjusted on {adjusted}; the last day was {last}."),
        );
        (Outcome::Met, text)
    };
    let verdict = ADJUSTED_LATE
        .verdict(outcome, text)
        .figure("meetingDate", met)
        .figure("adjustedOn", adjusted)
        .figure("dueOn", last)
        .figure("daysLate", late)
        .margin(margin)
        .on(last);
    let by_weekend_rule = margin >= 0 && due.nominal < adjusted;
    Some(if by_weekend_rule {
        verdict.by_interpretation()
    } else {
        verdict
    })
}

/// Whether somebody who adjusts served at every §, and each at one at least; one adjuster may cover what another left.
/// `None` where there is no adjuster, and where the body adjusted in the place of one.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 § leaves the manner to the board; that adjusters were there is custom.
pub(super) fn by_those_present(case: &Case<'_>) -> Option<Verdict> {
    let by_board = main_unit(case.meeting).and_then(|unit| unit.by_board.as_ref());
    let mut absent = by_board.into_iter().flat_map(|held| &held.instead_of);
    if absent.any(|held| held.role == SigningRole::Adjuster) {
        return None;
    }
    let adjusters = match &case.meeting.officers.adjusters {
        Some(adjusters) if adjusters.is_empty() => return None,
        Some(adjusters) => adjusters,
        None => {
            let text = Text::new(
                "Vem som justerade framgår inte.",
                "Who adjusted does not appear.",
            );
            return Some(ADJUSTER_NOT_PRESENT.verdict(Outcome::Unknown, text));
        }
    };
    let names: Vec<String> = adjusters.iter().map(|held| held.name.clone()).collect();
    let names = joined(&names);
    let unknown = || {
        let text = Text::new(
            format!("Om {} tjänstgjorde framgår inte av närvaron.", names.sv),
            format!(
                "Whether {} served does not appear from the attendance.",
                names.en
            ),
        );
        ADJUSTER_NOT_PRESENT.verdict(Outcome::Unknown, text)
    };
    let numbered: Vec<&Paragraph> = standing(case.meeting)
        .filter(|held| held.number.is_some())
        .collect();
    let asked = if numbered.is_empty() {
        standing(case.meeting).collect()
    } else {
        numbered
    };
    let roster = case.roster();
    let taking = asked
        .iter()
        .map(|paragraph| Matter::of(paragraph).taking(case));
    let Some(served) = taking.collect::<Option<Vec<_>>>() else {
        return Some(unknown());
    };
    let serves = |taking: &Taking, name: &str| {
        let mut places = roster.places(name).iter();
        places.any(|place| taking.lines.binary_search(place).is_ok())
    };
    // Presence with limits at a § without number is not known.
    let unclear_at = |paragraph: &Paragraph, name: &str| {
        roster.at(roster.places(name)).any(|held| {
            held.line.is_entitled() && held.line.presence.at(paragraph.number).is_none()
        })
    };
    let folded: Vec<String> = adjusters.iter().map(|held| fold(&held.name)).collect();
    let never: Vec<String> = adjusters
        .iter()
        .zip(&folded)
        .filter(|(_, name)| {
            !asked.is_empty()
                && !served.iter().any(|taking| serves(taking, name))
                && !asked.iter().any(|paragraph| unclear_at(paragraph, name))
        })
        .map(|(held, _)| held.name.clone())
        .collect();
    let uncovered: Vec<&Paragraph> = asked
        .iter()
        .zip(&served)
        .filter(|(_, taking)| !folded.iter().any(|name| serves(taking, name)))
        .map(|(paragraph, _)| *paragraph)
        .collect();
    let unclear = uncovered
        .iter()
        .any(|paragraph| folded.iter().any(|name| unclear_at(paragraph, name)));
    if !never.is_empty() && (uncovered.is_empty() || unclear) {
        let names = joined(&never);
        let text = Text::new(
            format!(
                "{} justerade utan att ha tjänstgjort i någon paragraf.",
                names.sv
            ),
            format!(
                "{} adjusted without having served in any paragraph.",
                names.en
            ),
        );
        let verdict = ADJUSTER_NOT_PRESENT.verdict(Outcome::NotMet, text);
        return Some(verdict.figure("adjusters", names.sv));
    }
    if unclear {
        return Some(unknown());
    }
    if uncovered.is_empty() {
        let text = Text::new(
            format!(
                "I varje paragraf tjänstgjorde någon av dem som justerade: {}.",
                names.sv
            ),
            format!(
                "In every paragraph somebody who adjusted served: {}.",
                names.en
            ),
        );
        return Some(ADJUSTER_NOT_PRESENT.verdict(Outcome::Met, text));
    }
    let numbers: Vec<u32> = uncovered
        .iter()
        .filter_map(|paragraph| paragraph.number)
        .collect();
    let place = if numbers.is_empty() {
        String::new()
    } else {
        format!(" {}", sections(&numbers))
    };
    let text = Text::new(
        format!("{} justerade{place} utan att ha tjänstgjort där.", names.sv),
        format!("{} adjusted{place} without having served there.", names.en),
    );
    let verdict = ADJUSTER_NOT_PRESENT.verdict(Outcome::NotMet, text);
    Some(verdict.figure("paragraphs", super::case::ranges(&numbers)))
}

/// Whether there were as many adjusters beside the chair as the statutes fix; `None` where they fix no number.
pub(super) fn as_many_as_fixed(case: &Case<'_>) -> Option<Verdict> {
    let wanted = case.parameters.adjuster_count?;
    let Some(adjusters) = &case.meeting.officers.adjusters else {
        let text = Text::new(
            format!(
                "Hur många som justerade framgår inte; {wanted} ska göra det utöver ordföranden."
            ),
            format!("How many adjusted does not appear; {wanted} shall, beside the chair."),
        );
        return Some(
            ADJUSTER_COUNT
                .verdict(Outcome::Unknown, text)
                .figure("wanted", wanted),
        );
    };
    let chair = case.meeting.officers.chair.as_ref();
    let beside = adjusters
        .iter()
        .filter(|held| !chair.is_some_and(|chair| same_name(&chair.name, &held.name)));
    let there = count(beside.count());
    let margin = i64::from(there) - i64::from(wanted);
    let outcome = if margin < 0 {
        Outcome::NotMet
    } else {
        Outcome::Met
    };
    let text = Text::new(
        format!("{there} justerade utöver ordföranden; förbundsordningen anger {wanted}."),
        format!("{there} adjusted beside the chair; the statutes fix {wanted}."),
    );
    Some(
        ADJUSTER_COUNT
            .verdict(outcome, text)
            .figure("adjusters", there)
            .figure("wanted", wanted)
            .margin(margin),
    )
}

/// Whether a § adjusted at the meeting has a text; `None` where the § was not adjusted so.
pub(super) fn in_writing(case: &Case<'_>, paragraph: &Paragraph) -> Option<Verdict> {
    let by_unit = paragraph.number.is_some_and(|number| {
        case.meeting
            .units
            .iter()
            .filter_map(|unit| unit.numbers.as_ref())
            .any(|held| held.contains(&number))
    });
    if !by_unit && !paragraph.walk().any(|item| item.adjusted_immediately) {
        return None;
    }
    let says = |text: &str| !text.trim().is_empty();
    let written = paragraph.walk().any(|item| {
        item.text.as_deref().is_some_and(says)
            || item.decisions.iter().any(|decision| says(&decision.text))
    });
    let at = called(case.meeting, paragraph);
    let (outcome, text) = if written {
        let text = Text::new(
            format!("Texten i {} fanns när den justerades omedelbart.", at.sv),
            format!("{} had a text when it was adjusted at once.", at.en),
        );
        (Outcome::Met, text)
    } else {
        let text = Text::new(
            format!("{} är omedelbart justerad men saknar text.", at.sv),
            format!("{} was adjusted at once but has no text.", at.en),
        );
        (Outcome::NotMet, text)
    };
    Some(
        IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT
            .verdict(outcome, text)
            .about(paragraph.id),
    )
}
