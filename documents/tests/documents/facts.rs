//! Every text of a record stands in every format.

use crate::fixtures;
use crate::reading::{all_formats, formats, said};
use domain::adjustment::{Addendum, AdjustmentUnit, BoardAdjustment, PreventedSigner};
use domain::attendance::{Absentee, Attendance};
use domain::meeting::{Meeting, NextMeeting, Occasion, Officers};
use domain::paragraph::Paragraph;
use domain::text::Language;
use domain::vote::{Vote, VoteResult};

/// All texts, dates and numbers that a record holds. Every field is named, so that a new one must be thought of here.
fn held(meeting: &Meeting) -> Vec<String> {
    let Meeting {
        id: _,
        owner,
        body,
        record: _,
        appendix_to,
        occasion:
            Occasion {
                date,
                date_hint,
                starts_at,
                ends_at,
                place,
                mode: _,
            },
        numbering: _,
        officers:
            Officers {
                chair,
                secretary,
                adjusters,
            },
        attendance,
        absent,
        paragraphs,
        no_decisions_stated: _,
        previous_minutes: _,
        units,
        addenda,
        redactions,
        // No part of the minutes: they tell of what was decided.
        appeals: _,
        stored_at,
        next_meetings,
    } = meeting;
    let mut all = vec![owner.name.clone(), body.name.clone()];
    all.extend(
        [appendix_to, date_hint, place, stored_at]
            .into_iter()
            .flatten()
            .cloned(),
    );
    all.extend(date.map(|date| date.to_string()));
    for redaction in redactions {
        all.extend([redaction.on.to_string(), redaction.ground.clone()]);
    }
    all.extend(
        [starts_at, ends_at]
            .into_iter()
            .flatten()
            .map(|time| time.format("%H:%M").to_string()),
    );
    let people = chair
        .iter()
        .chain(secretary)
        .chain(adjusters.iter().flatten());
    all.extend(people.map(|person| person.name.clone()));
    for Attendance {
        person,
        organisation,
        title,
        party,
        capacity: _,
        deciding: _,
        remote: _,
        substitutes_for,
        presence,
    } in attendance.iter().flatten()
    {
        all.push(person.name.clone());
        all.extend(organisation.as_ref().map(|of| of.name.clone()));
        all.extend(
            [title, party, substitutes_for]
                .into_iter()
                .flatten()
                .cloned(),
        );
        for interval in presence.intervals().into_iter().flatten() {
            all.extend(interval.from.iter().chain(&interval.to).map(u32::to_string));
        }
    }
    for Absentee {
        person,
        organisation,
    } in absent.iter().flatten()
    {
        all.push(person.name.clone());
        all.extend(organisation.as_ref().map(|of| of.name.clone()));
    }
    for top in paragraphs {
        for item in top.walk() {
            of_item(item, &mut all);
        }
    }
    for AdjustmentUnit {
        numbers,
        adjusted_on,
        place,
        // The caller tells of them in the standing.
        signatures: _,
        by_board,
        notices,
    } in units
    {
        all.extend(numbers.iter().flatten().map(u32::to_string));
        all.extend(adjusted_on.map(|day| day.to_string()));
        all.extend(place.clone());
        if let Some(BoardAdjustment {
            // Addresses, and a digest: the bundle tells of them.
            meeting: _,
            decision: _,
            digest: _,
            number,
            on,
            instead_of,
        }) = by_board
        {
            all.extend(number.map(|number| number.to_string()));
            all.push(on.to_string());
            for PreventedSigner {
                person,
                role: _,
                // Why is for those inside.
                reason: _,
            } in instead_of
            {
                all.push(person.name.clone());
            }
        }
        for notice in notices {
            all.extend(notice.board.clone());
            all.extend(
                notice
                    .posted_on
                    .iter()
                    .chain(&notice.removed_on)
                    .map(ToString::to_string),
            );
        }
    }
    for Addendum {
        number,
        text,
        by,
        on,
    } in addenda
    {
        all.extend(number.map(|number| number.to_string()));
        all.push(text.clone());
        all.extend(by.clone());
        all.extend(on.map(|day| day.to_string()));
    }
    for NextMeeting {
        date,
        starts_at,
        ends_at,
        note,
    } in next_meetings
    {
        all.extend(date.map(|date| date.to_string()));
        all.extend([starts_at, ends_at, note].into_iter().flatten().cloned());
    }
    all
}

fn of_item(item: &Paragraph, all: &mut Vec<String>) {
    let Paragraph {
        id: _,
        number,
        occurrence: _,
        letter,
        title,
        category: _,
        case_number,
        presenters,
        raised_by,
        text,
        proposals,
        decisions,
        assignments,
        cooperation,
        votes,
        reservations,
        disqualified,
        adjusted_immediately: _,
        nothing_reported: _,
        amounts,
        recipients,
        references,
        statements,
        appendices,
        voided,
        items: _,
    } = item;
    all.extend(number.map(|number| number.to_string()));
    all.extend(letter.map(String::from));
    all.extend(
        [title, case_number, raised_by, voided]
            .into_iter()
            .flatten()
            .cloned(),
    );
    for list in [presenters, disqualified, recipients, appendices] {
        all.extend(list.iter().cloned());
    }
    // Decisions are set apart within the text, so it is looked for sentence by sentence.
    let sentences = text
        .iter()
        .flat_map(|text| text.split('\n'))
        .flat_map(|line| line.split(". "));
    all.extend(
        sentences
            .filter(|part| *part != "Beslut:")
            .map(str::to_owned),
    );
    for proposal in proposals {
        all.extend(proposal.by.clone());
        all.push(proposal.text.clone());
    }
    for decision in decisions {
        all.push(decision.text.clone());
        all.extend(
            decision
                .condition
                .as_ref()
                .map(|condition| condition.text.clone()),
        );
        let years = decision
            .budget
            .iter()
            .flat_map(|budget| [budget.first_year, budget.last_year]);
        all.extend(years.flatten().map(|year| year.to_string()));
    }
    for assignment in assignments {
        all.extend(assignment.assignees.iter().flatten().cloned());
        all.push(assignment.text.clone());
        all.extend(
            assignment
                .due
                .clone()
                .or(assignment.due_on.map(|day| day.to_string())),
        );
    }
    for outcome in cooperation {
        all.extend(
            [&outcome.party, &outcome.scope, &outcome.condition]
                .into_iter()
                .flatten()
                .cloned(),
        );
    }
    votes.iter().for_each(|vote| of_vote(vote, all));
    for reservation in reservations {
        all.extend(reservation.by.iter().chain(&reservation.text).cloned());
    }
    all.extend(amounts.iter().map(|amount| amount.text.clone()));
    all.extend(references.iter().map(|reference| reference.text.clone()));
    for statement in statements {
        all.extend(statement.by.clone());
        // The order of propositions is a remark by its form and has a label of its own.
        all.push(
            statement
                .text
                .trim_start_matches("Propositionsordning: ")
                .to_owned(),
        );
    }
}

fn of_vote(vote: &Vote, all: &mut Vec<String>) {
    let Vote {
        meaning_of_yes,
        yes,
        no,
        abstained,
        casting_vote: _,
        ballots,
        about: _,
        secret: _,
        majority,
        candidates,
        lot,
        result,
    } = vote;
    all.extend(meaning_of_yes.iter().chain(lot).cloned());
    all.extend(
        [yes, no, abstained]
            .into_iter()
            .flatten()
            .map(u32::to_string),
    );
    all.extend(ballots.iter().map(|ballot| ballot.name.clone()));
    all.extend(majority.map(|majority| format!("{}/{}", majority.numerator, majority.denominator)));
    for candidate in candidates {
        all.push(candidate.name.clone());
        all.extend(candidate.votes.map(|votes| votes.to_string()));
    }
    if let Some(VoteResult::Elected(who)) = result {
        all.push(who.clone());
    }
}

fn every_fact_stands(name: &str, meeting: &Meeting, language: Language, pages: bool) {
    let document = documents::minutes(meeting, &documents::Standing::of(meeting), language);
    let wanted = held(meeting);
    let formats = if pages {
        all_formats(&document)
    } else {
        formats(&document)
    };
    for (format, shown) in formats {
        let missing: Vec<&String> = wanted
            .iter()
            .filter(|text| !shown.contains(&said(text)))
            .collect();
        assert!(
            missing.is_empty(),
            "{name}, {language:?}, {format}: {missing:#?}"
        );
    }
}

#[test]
fn every_fact_of_a_full_record_stands_in_every_format_and_language() {
    let meeting = fixtures::full_meeting();
    assert!(held(&meeting).len() > 120, "the record is full");
    every_fact_stands("full", &meeting, Language::Swedish, true);
    every_fact_stands("full", &meeting, Language::English, false);
}

#[test]
fn that_the_board_adjusted_stands_in_every_format_and_language() {
    let meeting = fixtures::adjusted_by_the_board();
    every_fact_stands("by the board", &meeting, Language::Swedish, true);
    every_fact_stands("by the board", &meeting, Language::English, true);
}

#[test]
fn every_text_of_a_record_stands_by_itself() {
    let meeting = fixtures::marked_meeting();
    let marks = held(&meeting)
        .iter()
        .filter(|text| text.ends_with('¤'))
        .count();
    assert!(marks > 80, "{marks} texts are marked");
    every_fact_stands("marked", &meeting, Language::Swedish, true);
}

#[test]
fn every_fact_of_the_demonstration_stands_in_every_format() {
    for (name, meeting) in fixtures::demo() {
        every_fact_stands(&name, &meeting, Language::Swedish, name.contains("2025-09"));
    }
}

#[test]
fn what_is_set_apart_is_printed_once() {
    let meeting = fixtures::budget_meeting();
    let document = documents::minutes(
        &meeting,
        &documents::Standing::of(&meeting),
        Language::Swedish,
    );
    for (format, shown) in formats(&document) {
        for item in meeting.paragraphs.iter().flat_map(Paragraph::walk) {
            for decision in &item.decisions {
                let times = shown.matches(&said(&decision.text)).count();
                assert_eq!(times, 1, "{format}: {}", decision.text);
            }
        }
    }
}
