//! Whom and what a § points at: who moved a proposal, and earlier decisions.

use super::Surroundings;
use super::case::{called, joined, worst};
use super::rulebook::{PROPOSER_PERSON_UNKNOWN, XREF_UNRESOLVED};
use crate::meeting::Meeting;
use crate::name::{fold, organisation_key};
use crate::organisation::OrganisationKind;
use crate::paragraph::{Paragraph, Reference};
use crate::proposal::ProposalKind;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;
use chrono::Datelike;

/// Endings of words that name a body and never a person.
const BODIES: [&str; 9] = [
    "förbundet",
    "styrelsen",
    "gruppen",
    "rådet",
    "nämnden",
    "kansliet",
    "presidiet",
    "utskottet",
    "utskott",
];

/// Words for the parties to a record, which name no person.
const PARTIES: [&str; 8] = [
    "kommunerna",
    "regionerna",
    "parterna",
    "medlemmarna",
    "arbetsgivaren",
    "arbetsgivarna",
    "facken",
    "arbetstagarorganisationerna",
];

/// The office that a word names, as a title starts.
fn office(folded: &str) -> Option<&'static str> {
    match folded {
        "ordförande" | "ordföranden" => Some("ordförande"),
        "vice ordförande" | "vice ordföranden" => Some("vice ordförande"),
        "sekreterare" | "sekreteraren" => Some("sekreterare"),
        "förbundschef" | "förbundschefen" => Some("förbundschef"),
        _ => None,
    }
}

/// Whether the record names who held an office at the meeting. A vice chair may have been the one in the chair.
fn holds(meeting: &Meeting, office: &str) -> bool {
    let officer = match office {
        "ordförande" | "vice ordförande" => meeting.officers.chair.is_some(),
        "sekreterare" => meeting.officers.secretary.is_some(),
        _ => false,
    };
    let titles = meeting.attendance.iter().flatten();
    officer
        || titles
            .filter_map(|line| line.title.as_deref())
            .any(|title| fold(title).starts_with(office))
}

/// Whether a person is named for every proposal of a §; `None` where nobody is named at all.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 67 § and 6 kap. 35 § for boards; for others it is what a record needs.
pub(super) fn proposers(
    meeting: &Meeting,
    around: &Surroundings,
    paragraph: &Paragraph,
) -> Option<Verdict> {
    let mut answers: Vec<(Outcome, String)> = Vec::new();
    let proposals = paragraph.walk().flat_map(|item| &item.proposals);
    for by in proposals
        .filter(|held| held.kind == Some(ProposalKind::Proposal))
        .filter_map(|held| held.by.as_ref())
    {
        if !answers.iter().any(|(_, name)| name == by) {
            answers.push((proposer(meeting, around, by), by.clone()));
        }
    }
    let outcome = worst(answers.iter().map(|(outcome, _)| *outcome))?;
    let names: Vec<String> = answers
        .into_iter()
        .filter(|(held, _)| *held == outcome)
        .map(|(_, name)| name)
        .collect();
    let (names, at) = (joined(&names), called(meeting, paragraph));
    let text = match outcome {
        Outcome::NotMet => Text::new(
            format!(
                "I {} yrkade {}; vilken person som gjorde det framgår inte.",
                at.sv, names.sv
            ),
            format!(
                "In {}, {} moved a proposal; which person did so does not appear.",
                at.en, names.en
            ),
        ),
        Outcome::Met => Text::new(
            format!("I {} yrkade {}, som finns i protokollet.", at.sv, names.sv),
            format!(
                "In {}, {} moved a proposal, and the record holds them.",
                at.en, names.en
            ),
        ),
        _ => Text::new(
            format!("Om {} i {} är en person framgår inte.", names.sv, at.sv),
            format!(
                "Whether {} in {} is a person does not appear.",
                names.en, at.en
            ),
        ),
    };
    Some(
        PROPOSER_PERSON_UNKNOWN
            .verdict(outcome, text)
            .figure("by", names.sv)
            .about(paragraph.id),
    )
}

fn proposer(meeting: &Meeting, around: &Surroundings, by: &str) -> Outcome {
    let folded = fold(by);
    let named = meeting
        .full_names()
        .into_iter()
        .map(fold)
        .filter(|name| name.contains(' ') || *name == folded);
    let mut named = named.collect::<Vec<_>>().into_iter();
    if named.any(|name| folded.contains(&name)) {
        return Outcome::Met;
    }
    if let Some(office) = office(&folded) {
        return if holds(meeting, office) {
            Outcome::Met
        } else {
            Outcome::Unknown
        };
    }
    let key = organisation_key(by);
    let attending = meeting
        .attendance
        .iter()
        .flatten()
        .filter_map(|line| line.organisation.as_ref());
    let absent = meeting
        .absent
        .iter()
        .flatten()
        .filter_map(|line| line.organisation.as_ref());
    let members = around
        .association
        .iter()
        .flat_map(|held| &held.members)
        .map(|member| &member.organisation);
    let mut organisations = attending
        .chain(absent)
        .chain(members)
        .chain([&meeting.owner]);
    let known = organisations.any(|held| organisation_key(&held.name) == key)
        || folded == fold(&meeting.body.name)
        || matches!(folded.as_str(), "fk" | "af")
        || OrganisationKind::of_name(by).is_some();
    let common_noun =
        !folded.contains(' ') && by.trim().chars().next().is_some_and(char::is_lowercase);
    let body =
        BODIES.iter().any(|ending| folded.ends_with(ending)) || PARTIES.contains(&folded.as_str());
    if known || common_noun || body {
        Outcome::NotMet
    } else {
        Outcome::Unknown
    }
}

/// Whether the references of a § lead to something that the register holds; `None` where it has none.
pub(super) fn references(
    meeting: &Meeting,
    around: &Surroundings,
    paragraph: &Paragraph,
) -> Option<Verdict> {
    let answers: Vec<(Outcome, String)> = paragraph
        .walk()
        .flat_map(|item| &item.references)
        .map(|held| {
            (
                reference(meeting, around, held),
                format!("”{}”", held.text.trim()),
            )
        })
        .collect();
    let outcome = worst(answers.iter().map(|(outcome, _)| *outcome))?;
    let texts: Vec<String> = answers
        .into_iter()
        .filter(|(held, _)| *held == outcome)
        .map(|(_, text)| text)
        .collect();
    let (texts, at) = (joined(&texts), called(meeting, paragraph));
    let text = match outcome {
        Outcome::NotMet => Text::new(
            format!(
                "Hänvisningen i {} leder inte till någon paragraf i registret: {}.",
                at.sv, texts.sv
            ),
            format!(
                "The reference in {} leads to no paragraph in the register: {}.",
                at.en, texts.en
            ),
        ),
        Outcome::Met => Text::new(
            format!(
                "Hänvisningen i {} leder till registret: {}.",
                at.sv, texts.sv
            ),
            format!(
                "The reference in {} leads to the register: {}.",
                at.en, texts.en
            ),
        ),
        _ => Text::new(
            format!(
                "Hänvisningen i {} anger en dag som registret inte har något sammanträde för: {}.",
                at.sv, texts.sv
            ),
            format!(
                "The reference in {} gives a day on which the register holds no meeting: {}.",
                at.en, texts.en
            ),
        ),
    };
    Some(XREF_UNRESOLVED.verdict(outcome, text).about(paragraph.id))
}

fn reference(meeting: &Meeting, around: &Surroundings, held: &Reference) -> Outcome {
    let own_day = meeting.occasion.date;
    let own = |number: u32| {
        meeting
            .paragraphs
            .iter()
            .any(|paragraph| paragraph.number == Some(number))
    };
    let found = match (held.date, held.number) {
        (None, None) => false,
        (Some(date), Some(number)) => {
            around.held_references.contains(&(date, number))
                || (Some(date) == own_day && own(number))
        }
        (None, Some(number)) => {
            let year = own_day.map(|date| date.year());
            own(number)
                || around
                    .held_references
                    .iter()
                    .any(|(date, held)| Some(date.year()) == year && *held == number)
        }
        (Some(date), None) if around.held_meetings.contains(&date) || Some(date) == own_day => true,
        (Some(_), None) => return Outcome::Unknown,
    };
    if found { Outcome::Met } else { Outcome::NotMet }
}
