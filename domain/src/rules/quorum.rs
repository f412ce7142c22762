//! Quorum of each § and of those of its sub-items that others take part in.

use super::case::{Case, count};
use super::matter::Matter;
use super::quorum_lost::called_with_quorum;
use super::rulebook::QUORUM_NOT_MET;
use crate::association::Fraction;
use crate::paragraph::Paragraph;
use crate::quorum::{self, required};
use crate::rule::{Outcome, Verdict};
use crate::text::Text;

/// The largest number of seats with which so many present are a quorum.
pub(super) fn most_seats(present: u32, statutes: Option<Fraction>) -> u32 {
    let law = quorum::most_seats(present);
    let own =
        statutes
            .filter(|fraction| fraction.numerator > 0)
            .map_or(u64::from(law), |fraction| {
                u64::from(present) * u64::from(fraction.denominator) / u64::from(fraction.numerator)
            });
    law.min(u32::try_from(own).unwrap_or(u32::MAX))
}

/// How many seats were filled at a matter; `None` where the record does not tell.
pub(super) fn present_count(case: &Case<'_>, matter: &Matter<'_>) -> Option<u32> {
    let taking = matter.taking(case)?;
    (!taking.unclear && taking.doubtful == 0).then(|| case.roster().seats_filled(&taking.lines))
}

/// The verdicts on the quorum of a § and of those of its sub-items that others take part in; none where its number
/// was voided.
pub(super) fn verdicts(case: &Case<'_>, paragraph: &Paragraph) -> Vec<Verdict> {
    let matters = Matter::all(paragraph).into_iter();
    matters
        .filter(|matter| differs(case, matter))
        .filter_map(|matter| verdict(case, &matter))
        .collect()
}

/// The verdict on the quorum of a matter: its own, else that of the nearest one above it with one of its own.
pub(super) fn nearest(case: &Case<'_>, matter: Matter<'_>) -> Option<Verdict> {
    let mut matter = matter;
    while let Some(above) = matter.above() {
        if differs(case, &matter) {
            break;
        }
        matter = above;
    }
    verdict(case, &matter)
}

/// Whether others take part in a matter than in the one above it; so for every §.
fn differs(case: &Case<'_>, matter: &Matter<'_>) -> bool {
    matter.above().is_none_or(|above| {
        !matter.item().disqualified.is_empty() && matter.taking(case) != above.taking(case)
    })
}

/// The verdict on the quorum of a matter; `None` where its number was voided.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §. Vacant seats count (a cautious reading).
fn verdict(case: &Case<'_>, matter: &Matter<'_>) -> Option<Verdict> {
    if matter.is_voided() {
        return None;
    }
    let at = matter.called(case.meeting);
    let unknown = |why_sv: &str, why_en: &str| {
        QUORUM_NOT_MET.verdict(
            Outcome::Unknown,
            Text::new(
                format!("Om {} var beslutför kan inte sägas: {why_sv}.", at.sv),
                format!("Whether {} had a quorum cannot be said: {why_en}.", at.en),
            ),
        )
    };
    let about = matter.item().id;
    let Some(taking) = matter.taking(case) else {
        let verdict = unknown(
            "protokollet anger ingen närvaro",
            "the record states no attendance",
        );
        return Some(verdict.about(about));
    };
    if taking.unclear {
        let verdict = unknown(
            "närvaron är angiven i paragrafnummer och punkten har inget",
            "presence is stated by number and the item has none",
        );
        return Some(verdict.about(about));
    }
    let present = case.roster().seats_filled(&taking.lines);
    let verdict = match case.seats() {
        _ if taking.doubtful > 0 => {
            let least = present.saturating_sub(taking.doubtful);
            between(case, &at, least, present).unwrap_or_else(|| {
                unknown(
                    "namnet på den som var jävig kan avse någon av de närvarande",
                    "the name of one who stood aside may be that of somebody present",
                )
                .figure("presentAtLeast", least)
                .figure("presentAtMost", present)
            })
        }
        Some(seats) => called_with_quorum(case, matter, &taking.lines, seats)
            .unwrap_or_else(|| counted(case, &at, present, seats)),
        None => uncounted(case, &at, present),
    };
    Some(verdict.about(about))
}

/// The verdict where so many to so many were present and any such number gives the same answer.
fn between(case: &Case<'_>, at: &Text, least: u32, most: u32) -> Option<Verdict> {
    let seats = case.seats()?;
    let needed = required(seats, case.parameters.quorum);
    let (outcome, counted) = match (least >= needed, most < needed) {
        (true, _) => (Outcome::Met, least),
        (_, true) => (Outcome::NotMet, most),
        _ => return None,
    };
    let explanation = Text::new(
        format!(
            "I {} var {least}–{most} av {seats} platser närvarande, {needed} krävs; vem som var jävig är inte säkert men ändrar inte svaret.",
            at.sv
        ),
        format!(
            "In {}, {least}–{most} of {seats} seats were present, {needed} required; who stood aside is not certain but does not change the answer.",
            at.en
        ),
    );
    Some(
        QUORUM_NOT_MET
            .verdict(outcome, explanation)
            .figure("presentAtLeast", least)
            .figure("presentAtMost", most)
            .figure("seats", seats)
            .figure("needed", needed)
            .margin(i64::from(counted) - i64::from(needed)),
    )
}

/// The verdict where the number of seats is registered.
fn counted(case: &Case<'_>, at: &Text, present: u32, seats: u32) -> Verdict {
    let needed_here = required(seats, case.parameters.quorum);
    let margin = i64::from(present) - i64::from(needed_here);
    let outcome = if margin < 0 {
        Outcome::NotMet
    } else {
        Outcome::Met
    };
    let (spare_sv, spare_en) = match margin {
        ..0 => (
            format!("{} saknas", -margin),
            format!("{} missing", -margin),
        ),
        0 => (
            format!("går en till faller {}", at.sv),
            format!("if one more leaves, {} falls", at.en),
        ),
        _ => (
            format!("{margin} till kan lämna"),
            format!("{margin} more may leave"),
        ),
    };
    let explanation = Text::new(
        format!(
            "I {} var {present} av {seats} platser närvarande, {needed_here} krävs; {spare_sv}.",
            at.sv
        ),
        format!(
            "In {}, {present} of {seats} seats were present, {needed_here} required; {spare_en}.",
            at.en
        ),
    );
    let verdict = QUORUM_NOT_MET
        .verdict(outcome, explanation)
        .figure("present", present)
        .figure("seats", seats)
        .figure("needed", needed_here)
        .margin(margin);
    let vacant = case.association().map_or(0, |held| {
        let seats = held
            .members_on(case.date)
            .into_iter()
            .flat_map(|member| member.seats_on(case.date));
        count(
            seats
                .filter(|seat| seat.holder_on(case.date).is_none())
                .count(),
        )
    });
    let filled = seats.saturating_sub(vacant);
    let by_vacancies =
        margin < 0 && filled > 0 && present >= required(filled, case.parameters.quorum);
    if by_vacancies {
        verdict.by_interpretation()
    } else {
        verdict
    }
}

/// The verdict where the number of seats is not registered.
fn uncounted(case: &Case<'_>, at: &Text, present: u32) -> Verdict {
    let most = most_seats(present, case.parameters.quorum);
    if most == 0 {
        let explanation = Text::new(
            format!("I {} var ingen beslutande närvarande.", at.sv),
            format!("In {}, nobody entitled to decide was present.", at.en),
        );
        return QUORUM_NOT_MET
            .verdict(Outcome::NotMet, explanation)
            .figure("present", present)
            .figure("mostSeats", most);
    }
    let explanation = Text::new(
        format!(
            "I {} var {present} beslutande närvarande, vilket räcker om styrelsen har högst {most} platser; antalet platser är inte registrerat.",
            at.sv
        ),
        format!(
            "In {}, {present} entitled to decide were present, enough if the board has at most {most} seats; the number of seats is not registered.",
            at.en
        ),
    );
    QUORUM_NOT_MET
        .verdict(Outcome::Conditional, explanation)
        .figure("present", present)
        .figure("mostSeats", most)
        .depending_on(at_most(most))
}

pub(super) fn at_most(seats: u32) -> Text {
    Text::new(
        format!("om styrelsen har högst {seats} platser"),
        format!("if the board has at most {seats} seats"),
    )
}
