//! What minutes hold and how they number their §§.

use super::Surroundings;
use super::case::{Case, called, count, joined, ranges, sections, standing};
use super::rulebook::{MINUTES_CONTENT_MISSING, PARAGRAPH_DUPLICATE, PARAGRAPH_GAP};
use crate::body::NumberingScheme;
use crate::decision::DecisionKind;
use crate::meeting::Meeting;
use crate::paragraph::Paragraph;
use crate::rule::{Outcome, Verdict};
use crate::series::Range;
use crate::text::Text;
use crate::vote::{About, Vote};
use std::collections::BTreeSet;

/// Whether the minutes hold what the law asks for, as far as a record can show.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 65–67 §§ and 6 kap. 35 § by lag (2003:1210) 19 §.
pub(super) fn complete(case: &Case<'_>) -> Verdict {
    let meeting = case.meeting;
    let mut missing: Vec<Text> = Vec::new();
    if meeting.officers.chair.is_none() {
        missing.push(Text::new("ordförande", "the chair"));
    }
    let served = meeting
        .attendance
        .iter()
        .flatten()
        .any(|line| line.is_entitled());
    if !served {
        missing.push(Text::new("vilka som tjänstgjorde", "who served"));
    }
    for paragraph in standing(meeting) {
        missing.extend(missing_in(meeting, paragraph));
    }
    if missing.is_empty() {
        let text = Text::new(
            "Protokollet anger ordförande, vilka som tjänstgjorde och varje besluts och omröstnings innehåll.",
            "The minutes state the chair, who served, and the content of every decision and vote.",
        );
        return MINUTES_CONTENT_MISSING.verdict(Outcome::Met, text);
    }
    let sv: Vec<String> = missing.iter().map(|held| held.sv.clone()).collect();
    let en: Vec<String> = missing.iter().map(|held| held.en.clone()).collect();
    let text = Text::new(
        format!("Protokollet saknar {}.", joined(&sv).sv),
        format!("The minutes lack {}.", joined(&en).en),
    );
    MINUTES_CONTENT_MISSING
        .verdict(Outcome::NotMet, text)
        .figure("missing", missing.len())
}

fn missing_in(meeting: &Meeting, paragraph: &Paragraph) -> Vec<Text> {
    let at = called(meeting, paragraph);
    let items = || paragraph.walk();
    let election = items()
        .flat_map(|item| &item.decisions)
        .any(|held| held.kind == DecisionKind::Elect);
    let mut missing = Vec::new();
    let votes = || items().flat_map(|item| &item.votes);
    let counted = |vote: &Vote| {
        vote.tally().is_some() || vote.candidates.iter().any(|held| held.votes.is_some())
    };
    if votes().any(|vote| !counted(vote)) {
        missing.push(Text::new(
            format!("röstetal i {}", at.sv),
            format!("the figures of a vote in {}", at.en),
        ));
    }
    // A closed vote keeps how each voted to itself.
    let open =
        |vote: &Vote| vote.secret != Some(true) && !vote.about.is_some_and(About::is_of_persons);
    let nameless = |vote: &&Vote| open(vote) && vote.tally().is_some() && vote.ballots.is_empty();
    if !election && votes().any(|vote| nameless(&vote)) {
        missing.push(Text::new(
            format!("hur var och en röstade i {}", at.sv),
            format!("how each voted in {}", at.en),
        ));
    }
    if items()
        .flat_map(|item| &item.decisions)
        .any(|held| held.text.trim().is_empty())
    {
        missing.push(Text::new(
            format!("ett besluts lydelse i {}", at.sv),
            format!("the wording of a decision in {}", at.en),
        ));
    }
    missing
}

/// Gaps and doubled numbers within one record; none where it has no numbers.
///
/// A number that was voided, or that an immediate adjustment holds, is not missing.
pub(super) fn numbering(meeting: &Meeting, around: &Surroundings) -> Vec<Verdict> {
    if meeting.numbering.scheme == NumberingScheme::None {
        return Vec::new();
    }
    let printed: Vec<u32> = meeting
        .paragraphs
        .iter()
        .filter_map(|held| held.number)
        .collect();
    if printed.is_empty() {
        return Vec::new();
    }
    let seen: BTreeSet<u32> = printed.iter().copied().collect();
    let elsewhere: BTreeSet<u32> = meeting
        .units
        .iter()
        .filter_map(|unit| unit.numbers.as_ref())
        .flatten()
        .copied()
        .collect();
    let numbers = printed
        .iter()
        .copied()
        .chain(elsewhere.difference(&seen).copied());
    let present = seen.union(&elsewhere).copied().collect::<BTreeSet<u32>>();
    let range = Range::of(
        numbers,
        (
            meeting.numbering.declared_first,
            meeting.numbering.declared_last,
        ),
    );
    let mut found = vec![gap(&range, &present)];
    found.extend(duplicates(meeting, around));
    found
}

fn gap(range: &Range, present: &BTreeSet<u32>) -> Verdict {
    let (first, last) = (
        range.first.unwrap_or_default(),
        range.last.unwrap_or_default(),
    );
    if range.gaps.is_empty() {
        let text = Text::new(
            format!("Numren löper från {first} till {last} utan lucka."),
            format!("The numbers run from {first} to {last} without a gap."),
        );
        return PARAGRAPH_GAP
            .verdict(Outcome::Met, text)
            .figure("first", first)
            .figure("last", last);
    }
    let missing = sections(&range.gaps);
    // Only so many missing numbers are listed: where there are more, the words say so.
    let held = u64::from(count(present.len())) + u64::from(count(range.gaps.len()));
    let more = held < u64::from(last.abs_diff(first)) + 1;
    let (more_sv, more_en) = if more {
        (" med flera", " and more")
    } else {
        ("", "")
    };
    let verb = if range.gaps.len() == 1 { "is" } else { "are" };
    let inside = present.contains(&first) && present.contains(&last);
    let text = if inside {
        Text::new(
            format!("Mellan {first} och {last} saknas {missing}{more_sv}."),
            format!("Between {first} and {last}, {missing}{more_en} {verb} missing."),
        )
    } else {
        Text::new(
            format!("Av numren {first}–{last} saknas {missing}{more_sv}."),
            format!("Of the numbers {first}–{last}, {missing}{more_en} {verb} missing."),
        )
    };
    PARAGRAPH_GAP
        .verdict(Outcome::NotMet, text)
        .figure("first", first)
        .figure("last", last)
        .figure("missing", ranges(&range.gaps))
}

fn duplicates(meeting: &Meeting, around: &Surroundings) -> Vec<Verdict> {
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    let mut told: BTreeSet<u32> = BTreeSet::new();
    let mut found = Vec::new();
    for paragraph in &meeting.paragraphs {
        let Some(number) = paragraph.number else {
            continue;
        };
        let earlier = around
            .earlier_prints
            .contains_key(&(number, paragraph.letter));
        let again = !seen.insert(number) || earlier;
        if again && told.insert(number) {
            let at = called(meeting, paragraph);
            let text = Text::new(
                format!(
                    "Numret {number} har använts förut i serien; {} är inte den första.",
                    at.sv
                ),
                format!(
                    "The number {number} was used before in its series; {} is not the first.",
                    at.en
                ),
            );
            let verdict = PARAGRAPH_DUPLICATE.verdict(Outcome::NotMet, text);
            found.push(verdict.figure("number", number).about(paragraph.id));
        }
    }
    if found.is_empty() {
        let text = Text::new("Varje nummer står en gång.", "Each number stands once.");
        found.push(PARAGRAPH_DUPLICATE.verdict(Outcome::Met, text));
    }
    found
}
