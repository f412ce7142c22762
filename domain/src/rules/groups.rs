//! Member councils and labour cooperation groups.

use super::Surroundings;
use super::case::{called, standing};
use super::rulebook::{
    CENTRAL_NEGOTIATION_DEADLINE, COOPERATION_OUTCOME_MISSING, COUNCIL_DECISION_NON_BINDING,
    SAFETY_COMMITTEE_GAP, SAFETY_REP_ABSENT,
};
use crate::calendar::{central_negotiation_deadline, next_safety_meeting};
use crate::cooperation::CooperationResult;
use crate::meeting::Meeting;
use crate::paragraph::Paragraph;
use crate::proposal::ProposalKind;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;

/// Whether a § holds a decision that does more than move the meeting along.
fn decides(paragraph: &Paragraph) -> bool {
    paragraph
        .walk()
        .flat_map(|item| &item.decisions)
        .any(|decision| !decision.kind.is_procedural())
}

/// The verdicts on a member council: each § that resolves something binds nobody.
pub(super) fn council(meeting: &Meeting) -> Vec<Verdict> {
    standing(meeting)
        .filter(|paragraph| decides(paragraph))
        .map(|paragraph| {
            let at = called(meeting, paragraph);
            let text = Text::new(
                format!("Medlemsrådet är inget beslutande organ; det som sägs i {} binder först när medlemmarna eller styrelsen beslutar.", at.sv),
                format!("A member council is no deciding organ; what {} says binds only when the members or the board decide.", at.en),
            );
            COUNCIL_DECISION_NON_BINDING.verdict(Outcome::NotMet, text).about(paragraph.id)
        })
        .collect()
}

/// The verdicts on a cooperation group.
pub(super) fn cooperation(meeting: &Meeting, around: &Surroundings) -> Vec<Verdict> {
    let mut found = safety(meeting, around);
    for paragraph in standing(meeting) {
        found.extend(outcome_stated(meeting, paragraph));
        found.extend(negotiation(meeting, paragraph));
    }
    found
}

fn outcome_stated(meeting: &Meeting, paragraph: &Paragraph) -> Option<Verdict> {
    let proposed = paragraph
        .walk()
        .flat_map(|item| &item.proposals)
        .any(|proposal| proposal.kind == Some(ProposalKind::Proposal));
    if !proposed && !decides(paragraph) {
        return None;
    }
    let outcomes = paragraph.walk().flat_map(|item| &item.cooperation).count();
    let at = called(meeting, paragraph);
    let (outcome, text) = if outcomes == 0 {
        let text = Text::new(
            format!(
                "{} rymmer ett förslag eller beslut men inget samverkansresultat.",
                at.sv
            ),
            format!(
                "{} holds a proposal or decision but no outcome of cooperation.",
                at.en
            ),
        );
        (Outcome::NotMet, text)
    } else {
        let text = Text::new(
            format!("{} anger hur samverkan slutade ({outcomes}).", at.sv),
            format!("{} states how cooperation ended ({outcomes}).", at.en),
        );
        (Outcome::Met, text)
    };
    let verdict = COOPERATION_OUTCOME_MISSING.verdict(outcome, text);
    Some(verdict.figure("outcomes", outcomes).about(paragraph.id))
}

/// # Legal source
/// Lag (1976:580) 14 § with the cooperation agreement: seven days, which days off do not move.
fn negotiation(meeting: &Meeting, paragraph: &Paragraph) -> Option<Verdict> {
    let disagreed = paragraph
        .walk()
        .flat_map(|item| &item.cooperation)
        .any(|held| held.result == CooperationResult::Disagreement);
    let last = meeting
        .occasion
        .date
        .filter(|_| disagreed)
        .and_then(central_negotiation_deadline)?;
    let at = called(meeting, paragraph);
    let text = Text::new(
        format!(
            "{} slutade i oenighet; central förhandling begärs senast {last}.",
            at.sv
        ),
        format!(
            "{} ended in disagreement; central negotiation is to be requested by {last}.",
            at.en
        ),
    );
    let condition = Text::new(
        format!("om central förhandling begärs senast {last}"),
        format!("if central negotiation is requested by {last}"),
    );
    let verdict = CENTRAL_NEGOTIATION_DEADLINE.verdict(Outcome::Conditional, text);
    Some(
        verdict
            .depending_on(condition)
            .figure("dueOn", last)
            .on(last)
            .about(paragraph.id),
    )
}

/// # Legal source
/// Arbetsmiljöförordning (1977:1166) 8 a §, a "should"; only where the parties agreed that the group is the committee.
fn safety(meeting: &Meeting, around: &Surroundings) -> Vec<Verdict> {
    let agreed = match meeting.body.safety_committee {
        Some(false) => return Vec::new(),
        Some(true) => true,
        None => false,
    };
    let unsettled = Text::new(
        "Om gruppen också är skyddskommitté är inte känt.",
        "Whether the group is also the safety committee is not known.",
    );
    let representative = if agreed {
        Text::new(
            "Om ett skyddsombud deltog framgår inte.",
            "Whether a safety representative took part does not appear.",
        )
    } else {
        unsettled.clone()
    };
    let mut found: Vec<Verdict> = Vec::new();
    if let Some(date) = meeting.occasion.date {
        let due = around
            .previous_meeting
            .and_then(|held| Some((held, next_safety_meeting(held)?)));
        found.push(match due.filter(|_| agreed) {
            None => {
                let text = if agreed {
                    Text::new("När gruppen senast sammanträdde är inte känt.", "When the group last met is not known.")
                } else {
                    unsettled
                };
                SAFETY_COMMITTEE_GAP.verdict(Outcome::Unknown, text)
            }
            Some((previous, due)) => {
                let margin = due.signed_duration_since(date).num_days();
                let outcome = if margin < 0 { Outcome::NotMet } else { Outcome::Met };
                let text = Text::new(
                    format!("Skyddskommittén sammanträdde {previous} och {date}; den bör sammanträda igen senast {due}."),
                    format!("The safety committee met on {previous} and {date}; it should meet again by {due}."),
                );
                SAFETY_COMMITTEE_GAP
                    .verdict(outcome, text)
                    .figure("previousMeeting", previous)
                    .figure("dueOn", due)
                    .margin(margin)
                    .on(due)
                    .by_interpretation()
            }
        });
    }
    found.push(SAFETY_REP_ABSENT.verdict(Outcome::Unknown, representative));
    found
}
