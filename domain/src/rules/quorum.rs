//! Quorum of each §, and quorum lost because somebody stood aside.

use super::case::{Case, called, count, disqualified, same_name, same_person};
use super::rulebook::{QUORUM_LOST_BY_JAV, QUORUM_NOT_MET};
use crate::association::Fraction;
use crate::attendance::{Attendance, Presence};
use crate::name::{fold, organisation_key};
use crate::paragraph::Paragraph;
use crate::quorum::Roll;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;
use std::collections::BTreeMap;

/// The number that must be present: more than half, or the statutes' fraction where that is more.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §; statutes may ask for more, not for less.
fn needed(seats: u32, statutes: Option<Fraction>) -> u32 {
    let own = statutes
        .filter(|fraction| fraction.denominator > 0)
        .map_or(0, |fraction| {
            (u64::from(seats) * u64::from(fraction.numerator))
                .div_ceil(u64::from(fraction.denominator))
        });
    Roll::needed(seats).max(u32::try_from(own).unwrap_or(u32::MAX))
}

/// The largest number of seats with which so many present are a quorum.
fn most_seats(present: u32, statutes: Option<Fraction>) -> u32 {
    let law = Roll {
        present,
        seats: None,
    }
    .most_seats();
    let own =
        statutes
            .filter(|fraction| fraction.numerator > 0)
            .map_or(u64::from(law), |fraction| {
                u64::from(present) * u64::from(fraction.denominator) / u64::from(fraction.numerator)
            });
    law.min(u32::try_from(own).unwrap_or(u32::MAX))
}

/// Whether two lines fill one seat: the same person, one in place of the other, or both in place of a third.
fn same_seat(one: &Attendance, other: &Attendance) -> bool {
    let stands_for = |substitute: &Attendance, member: &Attendance| {
        substitute
            .substitutes_for
            .as_deref()
            .is_some_and(|name| same_name(name, &member.person.name))
    };
    let for_a_third = match (&one.substitutes_for, &other.substitutes_for) {
        (Some(one), Some(other)) => same_name(one, other),
        _ => false,
    };
    same_person(one, other) || stands_for(one, other) || stands_for(other, one) || for_a_third
}

/// How many seats these lines fill: one for a person, one for a member and its substitute together, and for a
/// member organisation no more than the register gives it.
fn seats_filled(case: &Case<'_>, lines: &[&Attendance]) -> u32 {
    let mut kept: Vec<&Attendance> = Vec::new();
    for line in lines {
        if !kept.iter().any(|held| same_seat(held, line)) {
            kept.push(line);
        }
    }
    let mut by_member: BTreeMap<String, usize> = BTreeMap::new();
    for line in &kept {
        let own = line
            .organisation
            .as_ref()
            .map(|held| organisation_key(&held.name));
        let elsewhere = line
            .substitutes_for
            .as_deref()
            .and_then(|name| case.organisation_of(name));
        if let Some(key) = elsewhere.or(own) {
            *by_member.entry(key).or_default() += 1;
        }
    }
    let surplus = by_member
        .iter()
        .filter_map(|(key, filled)| Some(filled.saturating_sub(case.seats_of(key)?)))
        .sum::<usize>();
    count(kept.len().saturating_sub(surplus))
}

/// Whether it cannot be said of somebody entitled if they were there.
fn somebody_unclear(case: &Case<'_>, paragraph: &Paragraph) -> bool {
    let out = disqualified(paragraph);
    case.meeting.attendance.iter().flatten().any(|line| {
        line.is_entitled()
            && line.presence.at(paragraph.number).is_none()
            && !out.contains(&fold(&line.person.name))
    })
}

/// How many seats were filled at a §; `None` where the record does not tell.
pub(super) fn present_count(case: &Case<'_>, paragraph: &Paragraph) -> Option<u32> {
    let lines = case.entitled_at(paragraph)?;
    (!somebody_unclear(case, paragraph)).then(|| seats_filled(case, &lines))
}

/// The verdict on the quorum of a §; `None` where its number was voided.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §. Vacant seats count (a cautious reading).
pub(super) fn verdict(case: &Case<'_>, paragraph: &Paragraph) -> Option<Verdict> {
    if paragraph.voided.is_some() {
        return None;
    }
    let at = called(case.meeting, paragraph);
    let unknown = |why_sv: &str, why_en: &str| {
        QUORUM_NOT_MET.verdict(
            Outcome::Unknown,
            Text::new(
                format!("Om {} var beslutför kan inte sägas: {why_sv}.", at.sv),
                format!("Whether {} had a quorum cannot be said: {why_en}.", at.en),
            ),
        )
    };
    let Some(lines) = case.entitled_at(paragraph) else {
        let verdict = unknown(
            "protokollet anger ingen närvaro",
            "the record states no attendance",
        );
        return Some(verdict.about(paragraph.id));
    };
    if somebody_unclear(case, paragraph) {
        let verdict = unknown(
            "närvaron är angiven i paragrafnummer och punkten har inget",
            "presence is stated by number and the item has none",
        );
        return Some(verdict.about(paragraph.id));
    }
    let present = seats_filled(case, &lines);
    let verdict = match case.seats() {
        Some(seats) => counted(case, &at, present, seats),
        None => uncounted(case, &at, present),
    };
    Some(verdict.about(paragraph.id))
}

/// The verdict where the number of seats is registered.
fn counted(case: &Case<'_>, at: &Text, present: u32, seats: u32) -> Verdict {
    let needed_here = needed(seats, case.parameters.quorum);
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
        margin < 0 && filled > 0 && present >= needed(filled, case.parameters.quorum);
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

fn at_most(seats: u32) -> Text {
    Text::new(
        format!("om styrelsen har högst {seats} platser"),
        format!("if the board has at most {seats} seats"),
    )
}

/// Whether somebody was in the room about a §, though perhaps out of it for the § itself.
fn about_the_room(presence: &Presence, number: Option<u32>) -> bool {
    let Some(number) = number else {
        return !presence.is_none();
    };
    [number.checked_sub(1), Some(number), number.checked_add(1)]
        .into_iter()
        .flatten()
        .any(|near| presence.at(Some(near)) == Some(true))
}

/// Whether a § lost its quorum because somebody stood aside; `None` where nobody did.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 27 and 30 §§ by lag (2003:1210) 19 §: the number of seats stays, and 5 kap. 46 §
/// gives no relief, since it is not among the provisions that apply.
pub(super) fn lost_by_jav(case: &Case<'_>, paragraph: &Paragraph) -> Option<Verdict> {
    let out = disqualified(paragraph);
    if out.is_empty() || paragraph.voided.is_some() {
        return None;
    }
    let at = called(case.meeting, paragraph);
    let Some(mut lines) = case.entitled_at(paragraph) else {
        let explanation = Text::new(
            format!(
                "Om jävet avgjorde beslutsförheten i {} kan inte sägas utan närvaro.",
                at.sv
            ),
            format!(
                "Whether disqualification decided the quorum of {} cannot be said without attendance.",
                at.en
            ),
        );
        return Some(
            QUORUM_LOST_BY_JAV
                .verdict(Outcome::Unknown, explanation)
                .about(paragraph.id),
        );
    };
    let without = seats_filled(case, &lines);
    let aside = case.meeting.attendance.iter().flatten().filter(|line| {
        line.is_entitled()
            && out.contains(&fold(&line.person.name))
            && about_the_room(&line.presence, paragraph.number)
    });
    lines.extend(aside);
    let with = seats_filled(case, &lines);
    let figures = |verdict: Verdict| {
        verdict
            .figure("present", without)
            .figure("presentWithDisqualified", with)
            .about(paragraph.id)
    };
    let Some(seats) = case.seats() else {
        let most = most_seats(without, case.parameters.quorum);
        if with == without {
            return Some(figures(kept(&at)));
        }
        let explanation = Text::new(
            format!(
                "I {} var {without} kvar sedan jäviga lämnat; antalet platser är inte registrerat.",
                at.sv
            ),
            format!(
                "In {}, {without} remained after the disqualified left; the number of seats is not registered.",
                at.en
            ),
        );
        let verdict = QUORUM_LOST_BY_JAV
            .verdict(Outcome::Conditional, explanation)
            .depending_on(at_most(most));
        return Some(figures(verdict));
    };
    let needed = needed(seats, case.parameters.quorum);
    if without >= needed || with < needed {
        return Some(figures(kept(&at)));
    }
    let explanation = Text::new(
        format!(
            "I {} var {without} av {seats} platser kvar sedan jäviga lämnat och {needed} krävs; med dem var det {with}. Paragrafen skulle ha skjutits upp.",
            at.sv
        ),
        format!(
            "In {}, {without} of {seats} seats remained after the disqualified left and {needed} are required; with them there were {with}. The matter should have been deferred.",
            at.en
        ),
    );
    let verdict = QUORUM_LOST_BY_JAV
        .verdict(Outcome::NotMet, explanation)
        .margin(i64::from(without) - i64::from(needed));
    Some(
        figures(verdict)
            .figure("seats", seats)
            .figure("needed", needed),
    )
}

fn kept(at: &Text) -> Verdict {
    QUORUM_LOST_BY_JAV.verdict(
        Outcome::Met,
        Text::new(
            format!("Jävet avgjorde inte beslutsförheten i {}.", at.sv),
            format!("Disqualification did not decide the quorum of {}.", at.en),
        ),
    )
}
