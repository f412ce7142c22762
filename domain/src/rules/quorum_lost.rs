//! Quorum lost because somebody stood aside.

use super::case::Case;
use super::matter::Matter;
use super::quorum::{at_most, most_seats, needed};
use super::rulebook::QUORUM_LOST_BY_JAV;
use crate::attendance::Presence;
use crate::paragraph::Paragraph;
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
    let out = matter.aside();
    let without = roster.seats_filled(&taking.lines);
    let left_the_room = |place: usize| {
        roster.lines.get(place).is_some_and(|held| {
            held.line.is_entitled() && about_the_room(&held.line.presence, matter.number())
        })
    };
    let mut lines = taking.lines.clone();
    lines.extend((0..roster.lines.len()).filter(|place| {
        let named = roster.lines.get(*place);
        named.is_some_and(|held| out.contains(&held.name)) && left_the_room(*place)
    }));
    let with = roster.seats_filled(&lines);
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
    let needed = needed(seats, case.parameters.quorum);
    if without >= needed || with < needed {
        return figures(kept(&at));
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
        .map(|seats| needed(seats, case.parameters.quorum));
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
