//! Who moved, voted and reserved; what minutes hold.

use super::builder::{
    MEMBERS, PEOPLE, a_board, ballots, board_of, figure, member, paragraph, person, tally,
    unnumbered,
};
use crate::attendance::{Absentee, Capacity, Interval, Presence};
use crate::decision::DecisionKind;
use crate::paragraph::{Paragraph, Reservation};
use crate::rule::Outcome;
use crate::vote::{Choice, Vote};

fn reserved(mut paragraph: Paragraph, name: &str) -> Paragraph {
    paragraph.reservations.push(Reservation {
        by: vec![name.to_owned()],
        text: None,
    });
    paragraph
}

#[test]
fn a_substitute_who_does_not_serve_does_not_act() {
    let code = "NON_SERVING_SUBSTITUTE_ACTED";
    let mut lines = board_of(8);
    lines.push(member("Ersättare X", MEMBERS[8]).as_capacity(Capacity::Substitute));
    let vote = Vote {
        ballots: ballots(&[("Ersättare X", Choice::Yes)]),
        ..Vote::default()
    };
    for acted in [
        paragraph(1).moved_by("Ersättare X"),
        paragraph(1).voted(vote),
        reserved(paragraph(1), "ersättare  x"),
    ] {
        assert_eq!(
            a_board()
                .attended(lines.clone())
                .with(vec![acted])
                .outcome(code),
            Some(Outcome::NotMet)
        );
    }
    let built = a_board()
        .attended(lines.clone())
        .with(vec![paragraph(1).moved_by(PEOPLE[0])]);
    assert_eq!(built.outcome(code), Some(Outcome::Met));
    lines[8] = member("Ersättare X", MEMBERS[8])
        .as_capacity(Capacity::Substitute)
        .between(None, Some(4));
    lines.push(
        member("Ersättare X", MEMBERS[8])
            .serving_for(PEOPLE[8])
            .between(Some(5), None),
    );
    let built = a_board()
        .attended(lines)
        .with(vec![paragraph(5).moved_by("Ersättare X")]);
    assert_eq!(built.outcome(code), Some(Outcome::Met));
}

#[test]
fn a_disqualified_person_is_out_of_the_room() {
    let code = "JAV_PRESENT";
    let aside = || paragraph(7).stood_aside(PEOPLE[2]);
    let mut lines = board_of(9);
    let at = |lines: Vec<_>, paragraph| {
        a_board()
            .attended(lines)
            .with(vec![paragraph])
            .outcome(code)
    };
    assert_eq!(
        at(lines.clone(), aside()),
        Some(Outcome::Unknown),
        "presence without limits says nothing"
    );
    assert_eq!(
        at(lines.clone(), reserved(aside(), PEOPLE[2])),
        Some(Outcome::NotMet)
    );
    lines[2] = member(PEOPLE[2], MEMBERS[2]).between(None, Some(6));
    assert_eq!(at(lines.clone(), aside()), Some(Outcome::Met));
    lines[2] = member(PEOPLE[2], MEMBERS[2]).between(None, Some(7));
    assert_eq!(
        at(lines.clone(), aside()),
        Some(Outcome::Unknown),
        "one departure does not track the room"
    );
    lines[2] = member(PEOPLE[2], MEMBERS[2]).between(Some(1), Some(7));
    assert_eq!(at(lines.clone(), aside()), Some(Outcome::NotMet));
    let two = [(None, Some(3)), (Some(5), None)].map(|(from, to)| Interval { from, to });
    lines[2].presence = Presence::stated(two.to_vec()).expect("ordered");
    assert_eq!(at(lines.clone(), aside()), Some(Outcome::NotMet));
    assert_eq!(at(lines, paragraph(7)), None);
}

#[test]
fn a_reservation_is_for_those_who_took_part() {
    let code = "RESERVATION_NOT_ENTITLED";
    let mut lines = board_of(9);
    lines[4] = member(PEOPLE[4], MEMBERS[4]).between(None, Some(5));
    let at = |paragraph| {
        a_board()
            .attended(lines.clone())
            .with(vec![paragraph])
            .outcome(code)
    };
    assert_eq!(at(reserved(paragraph(5), PEOPLE[4])), Some(Outcome::Met));
    assert_eq!(at(reserved(paragraph(8), PEOPLE[4])), Some(Outcome::NotMet));
    assert_eq!(
        at(reserved(paragraph(8).stood_aside(PEOPLE[3]), PEOPLE[3])),
        Some(Outcome::NotMet)
    );
    assert_eq!(
        at(reserved(paragraph(8), "Försäkringskassan")),
        Some(Outcome::Unknown)
    );
    assert_eq!(
        at(reserved(unnumbered("Övrigt"), PEOPLE[4])),
        Some(Outcome::Unknown)
    );
    for (name, outcome) in [
        ("Nils Nilsson", Outcome::NotMet),
        ("Nilsson", Outcome::Unknown),
        ("Region Norrdal", Outcome::Unknown),
        ("Agnes Ask (S)", Outcome::Unknown),
    ] {
        assert_eq!(at(reserved(paragraph(8), name)), Some(outcome), "{name}");
    }
    let mut built = a_board().with(vec![reserved(paragraph(1), "Olle")]);
    built.meeting.absent = Some(vec![Absentee {
        person: person("Olle"),
        organisation: None,
    }]);
    assert_eq!(built.outcome(code), Some(Outcome::NotMet));
    built.meeting.absent = None;
    assert_eq!(built.outcome(code), Some(Outcome::Unknown));
}

#[test]
fn minutes_hold_what_the_law_asks_for() {
    let code = "MINUTES_CONTENT_MISSING";
    assert_eq!(a_board().outcome(code), Some(Outcome::Met));
    let mut built = a_board();
    built.meeting.officers.chair = None;
    built.meeting.attendance = None;
    let mut blank = paragraph(1)
        .deciding(DecisionKind::Adopt)
        .voted(Vote::default())
        .voted(tally(3, 2, None));
    blank.decisions[0].text = " ".to_owned();
    built.meeting.paragraphs = vec![blank];
    let verdict = built.only(code);
    assert_eq!(verdict.outcome, Outcome::NotMet);
    assert_eq!(figure(&verdict, "missing").as_deref(), Some("5"));
    let election = paragraph(1)
        .deciding(DecisionKind::Elect)
        .voted(tally(3, 2, None));
    assert_eq!(
        a_board().with(vec![election]).outcome(code),
        Some(Outcome::Met),
        "elections may be closed"
    );
}

#[test]
fn a_ballot_of_the_disqualified_is_not_a_vote_too_many() {
    let names: Vec<(&str, Choice)> = PEOPLE.iter().map(|name| (*name, Choice::Yes)).collect();
    let vote = Vote {
        ballots: ballots(&names),
        ..Vote::default()
    };
    let built = a_board().with(vec![paragraph(1).stood_aside(PEOPLE[2]).voted(vote)]);
    assert_eq!(built.outcome("WEIGHTED_VOTE"), Some(Outcome::Met));
    assert_eq!(built.outcome("JAV_PRESENT"), Some(Outcome::NotMet));
}
