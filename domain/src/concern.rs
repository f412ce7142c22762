//! Whom a decision concerns, and why.

use crate::body::RuleProfile;
use crate::decision::{Because, Concern, Decision, DecisionKind};
use crate::meeting::Meeting;
use crate::name::{fold, organisation_key};
use crate::organisation::{Organisation, OrganisationKind};
use crate::paragraph::Paragraph;
use crate::rules::Surroundings;
use std::collections::BTreeMap;

/// The members of the association whose board met: as registered on the day; where no register is kept, those whose
/// representatives were entitled to vote and those on whose boards the notice stood, since only members have either.
///
/// # Legal source
/// Lag (2003:1210) 10 § (a ledamot represents a member) and 19 § (notices on the boards of member municipalities
/// and regions).
fn members<'a>(
    meeting: &'a Meeting,
    around: &'a Surroundings,
    known: &'a [Organisation],
) -> Vec<&'a Organisation> {
    if meeting.profile() != RuleProfile::StatutoryBoard {
        return Vec::new();
    }
    let registered: Vec<&Organisation> = match (&around.association, meeting.occasion.date) {
        (Some(association), Some(day)) => association
            .members_on(day)
            .into_iter()
            .map(|member| &member.organisation)
            .collect(),
        _ => Vec::new(),
    };
    if !registered.is_empty() {
        return registered;
    }
    let voting = meeting
        .attendance
        .iter()
        .flatten()
        .filter(|line| line.is_entitled())
        .filter_map(|line| line.organisation.as_ref());
    let boards = meeting
        .units
        .iter()
        .flat_map(|unit| &unit.notices)
        .filter_map(|notice| {
            let board = fold(notice.board.as_deref()?);
            known.iter().find(|organisation| {
                fold(&organisation.name) == board
                    && matches!(
                        organisation.kind,
                        Some(OrganisationKind::Municipality | OrganisationKind::Region)
                    )
            })
        });
    voting.chain(boards).collect()
}

/// Whom a decision under a paragraph concerns: each organisation once, for the first reason in the order of
/// [`Because`]. `item` is the paragraph or sub-item that the decision stands in; `known` are the organisations that
/// the register can tell by name.
pub fn concerns(
    meeting: &Meeting,
    item: &Paragraph,
    decision: &Decision,
    around: &Surroundings,
    known: &[Organisation],
) -> Vec<Concern> {
    let by_name = |printed: &str| -> Option<&Organisation> {
        let key = fold(printed);
        known
            .iter()
            .find(|organisation| fold(&organisation.name) == key)
    };
    let acting = |printed: &str| -> Option<&Organisation> {
        by_name(printed).or_else(|| {
            let name = fold(printed);
            meeting
                .attendance
                .iter()
                .flatten()
                .find(|line| fold(&line.person.name) == name)
                .and_then(|line| line.organisation.as_ref())
        })
    };
    let mut found: BTreeMap<_, Because> = BTreeMap::new();
    let mut note = |organisation: &Organisation, because: Because| {
        if organisation.id != meeting.owner.id {
            let reason = found.entry(organisation.id).or_insert(because);
            *reason = (*reason).min(because);
        }
    };
    for recipient in &item.recipients {
        if let Some(organisation) = by_name(recipient) {
            note(organisation, Because::Recipient);
        }
    }
    for assignee in item
        .assignments
        .iter()
        .filter_map(|assignment| assignment.assignees.as_ref())
        .flatten()
    {
        if let Some(organisation) = acting(assignee) {
            note(organisation, Because::Assignee);
        }
    }
    for proposer in item
        .proposals
        .iter()
        .filter_map(|proposal| proposal.by.as_deref())
    {
        if let Some(organisation) = acting(proposer) {
            note(organisation, Because::Proposer);
        }
    }
    for organisation in known
        .iter()
        .filter(|organisation| names(&decision.text, &organisation.name))
    {
        note(organisation, Because::Named);
    }
    let binding = if decision.budget.is_some() {
        Some(Because::Contributor)
    } else if decision.kind == DecisionKind::Adopt && !settles_agenda(&decision.text) {
        Some(Because::Member)
    } else {
        None
    };
    if let Some(because) = binding {
        for member in members(meeting, around, known) {
            note(member, because);
        }
    }
    let mut concerns: Vec<Concern> = found
        .into_iter()
        .map(|(organisation, because)| Concern {
            organisation,
            because,
        })
        .collect();
    concerns.sort_by_key(|concern| (concern.because, concern.organisation));
    concerns
}

/// Whether a decision only fixes the meeting's own agenda, which binds nobody outside it.
fn settles_agenda(text: &str) -> bool {
    let text = fold(text);
    text.contains("dagordning") || text.contains("föredragningslista")
}

/// Whether a text names an organisation: its whole name as words of its own, a genitive s allowed.
fn names(text: &str, name: &str) -> bool {
    let (text, name) = (fold(text), fold(name));
    if organisation_key(&name).chars().count() < 2 {
        return false;
    }
    text.match_indices(&name).any(|(start, _)| {
        let before = text.get(..start).and_then(|head| head.chars().next_back());
        let after = text.get(start + name.len()..).unwrap_or_default();
        let after = after.strip_prefix('s').unwrap_or(after).chars().next();
        let edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        edge(before) && edge(after)
    })
}

#[cfg(test)]
mod tests {
    use super::{names, settles_agenda};

    #[test]
    fn an_agenda_binds_nobody_outside_the_meeting() {
        assert!(settles_agenda(
            "Styrelsen beslutar att fastställa dagordningen."
        ));
        assert!(!settles_agenda("Styrelsen antar verksamhetsplanen."));
    }

    #[test]
    fn an_organisation_is_named_by_its_whole_name_only() {
        assert!(names(
            "Bidrag till Björkanäs kommun beviljas.",
            "Björkanäs kommun"
        ));
        assert!(names(
            "enligt Försäkringskassans yrkande",
            "Försäkringskassan"
        ));
        assert!(!names("Björkanäsbornas kommunala", "Björkanäs kommun"));
        assert!(!names("visionära mål", "Vision"));
    }
}
