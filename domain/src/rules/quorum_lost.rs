//! Quorum lost because somebody stood aside.

use super::case::Case;
use super::matter::Matter;
use super::quorum::{at_most, most_seats};
use super::rulebook::{QUORUM_LOST_BY_JAV, QUORUM_NOT_MET};
use crate::attendance::Presence;
use crate::paragraph::Paragraph;
use crate::quorum::required;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;

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

/// Whether it is known that nothing at all was settled in a matter: it waited.
fn waited(case: &Case<'_>, matter: &Matter<'_>) -> bool {
    case.around.decisions_complete
        && matter.item().walk().all(|item| {
            item.decisions.is_empty()
                && item.votes.is_empty()
                && item.assignments.is_empty()
                && item.reservations.is_empty()
        })
}

/// The attendance lines of those who took part in a matter and of those who stood aside from it in the room.
fn with_those_aside(case: &Case<'_>, matter: &Matter<'_>, taking: &[usize]) -> Vec<usize> {
    let (roster, out) = (case.roster(), matter.aside());
    let mut lines = taking.to_vec();
    lines.extend((0..roster.lines.len()).filter(|place| {
        roster.lines.get(*place).is_some_and(|held| {
            out.contains(&held.name)
                && held.line.is_entitled()
                && about_the_room(&held.line.presence, matter.number())
        })
    }));
    lines
}

/// The verdict on the quorum of a matter that lost it because somebody stood aside and then waited: it was called
/// with a quorum, and nothing was settled without one. `None` for any other.
pub(super) fn called_with_quorum(
    case: &Case<'_>,
    matter: &Matter<'_>,
    taking: &[usize],
    seats: u32,
) -> Option<Verdict> {
    let needed = required(seats, case.parameters.quorum);
    let roster = case.roster();
    let without = roster.seats_filled(taking);
    let with = roster.seats_filled(&with_those_aside(case, matter, taking));
    if without >= needed || with < needed || !waited(case, matter) {
        return None;
    }
    let at = matter.called(case.meeting);
    let explanation = Text::new(
        format!(
            "I {} var {with} av {seats} platser närvarande, {needed} krävs; sedan jäviga lämnat var {without} kvar, och inget avgjordes.",
            at.sv
        ),
        format!(
            "In {}, {with} of {seats} seats were present, {needed} required; after the disqualified left {without} remained, and nothing was settled.",
            at.en
        ),
    );
    Some(
        QUORUM_NOT_MET
            .verdict(Outcome::Met, explanation)
            .figure("present", without)
            .figure("presentWithDisqualified", with)
            .figure("seats", seats)
            .figure("needed", needed)
            .margin(i64::from(with) - i64::from(needed)),
    )
}

/// Whether a § or a sub-item lost its quorum because somebody stood aside from it; none where nobody did.
pub(super) fn verdicts(case: &Case<'_>, paragraph: &Paragraph) -> Vec<Verdict> {
    let matters = Matter::all(paragraph).into_iter();
    matters
        .filter(|matter| !matter.item().disqualified.is_empty() && !matter.is_voided())
        .map(|matter| lost(case, &matter))
        .collect()
}

/// Whether a matter lost its quorum because somebody stood aside from it, or from what it stands under.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 27 and 30 §§ by lag (2003:1210) 19 §: the number of seats stays, and 5 kap. 46 §
/// gives no relief, since it is not among the provisions that apply.
fn lost(case: &Case<'_>, matter: &Matter<'_>) -> Verdict {
    let at = matter.called(case.meeting);
    let about = matter.item().id;
    let Some(taking) = matter.taking(case) else {
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
        return QUORUM_LOST_BY_JAV
            .verdict(Outcome::Unknown, explanation)
            .about(about);
    };
    let roster = case.roster();
    let without = roster.seats_filled(&taking.lines);
    let left_the_room = |place: usize| {
        roster.lines.get(place).is_some_and(|held| {
            held.line.is_entitled() && about_the_room(&held.line.presence, matter.number())
        })
    };
    let with = roster.seats_filled(&with_those_aside(case, matter, &taking.lines));
    let doubtful = taking.doubtful;
    let gone = matter.doubtful(case, |place| {
        taking.lines.binary_search(&place).is_err() && left_the_room(place)
    });
    if doubtful + gone > 0 {
        let least = without.saturating_sub(doubtful);
        let most = with.saturating_add(gone);
        return in_doubt(case, &at, (least, without), (with, most)).about(about);
    }
    let figures = |verdict: Verdict| {
        verdict
            .figure("present", without)
            .figure("presentWithDisqualified", with)
            .about(about)
    };
    let Some(seats) = case.seats() else {
        let most = most_seats(without, case.parameters.quorum);
        if with == without {
            return figures(kept(&at));
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
        return figures(verdict);
    };
    let needed = required(seats, case.parameters.quorum);
    if without >= needed || with < needed {
        return figures(kept(&at));
    }
    if waited(case, matter) {
        let explanation = Text::new(
            format!(
                "I {} var {without} av {seats} platser kvar sedan jäviga lämnat och {needed} krävs; ärendet fick vänta, som det ska.",
                at.sv
            ),
            format!(
                "In {}, {without} of {seats} seats remained after the disqualified left and {needed} are required; the matter waited, as it must.",
                at.en
            ),
        );
        return figures(QUORUM_LOST_BY_JAV.verdict(Outcome::Met, explanation))
            .figure("seats", seats)
            .figure("needed", needed);
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
    figures(verdict)
        .figure("seats", seats)
        .figure("needed", needed)
}

/// The answer where a name may be that of somebody there, given the fewest and the most who remained, and the fewest
/// and the most with those who stood aside.
fn in_doubt(case: &Case<'_>, at: &Text, without: (u32, u32), with: (u32, u32)) -> Verdict {
    let needed = case
        .seats()
        .map(|seats| required(seats, case.parameters.quorum));
    let decided = needed.and_then(|needed| {
        if without.0 >= needed || with.1 < needed {
            Some(Outcome::Met)
        } else if without.1 < needed && with.0 >= needed {
            Some(Outcome::NotMet)
        } else {
            None
        }
    });
    let verdict = match decided {
        Some(Outcome::Met) => kept(at),
        Some(outcome) => {
            let text = Text::new(
                format!(
                    "I {} var för få kvar sedan jäviga lämnat. Paragrafen skulle ha skjutits upp.",
                    at.sv
                ),
                format!(
                    "In {}, too few remained after the disqualified left. The matter should have been deferred.",
                    at.en
                ),
            );
            QUORUM_LOST_BY_JAV.verdict(outcome, text)
        }
        None => {
            let text = Text::new(
                format!(
                    "Om jävet avgjorde beslutsförheten i {} kan inte sägas: namnet på den som var jävig kan avse någon av de närvarande.",
                    at.sv
                ),
                format!(
                    "Whether disqualification decided the quorum of {} cannot be said: the name of one who stood aside may be that of somebody present.",
                    at.en
                ),
            );
            QUORUM_LOST_BY_JAV.verdict(Outcome::Unknown, text)
        }
    };
    verdict
        .figure("presentAtLeast", without.0)
        .figure("presentAtMost", without.1)
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
