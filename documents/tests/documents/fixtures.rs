//! Meetings and standings to print.

use crate::register;
use documents::{Attestation, Extract, Posting, Signatory, Signature, Standing, Summons};
use domain::Date;
use domain::adjustment::{
    BoardAdjustment, MinutesStatus, PreventedSigner, Prevention, SigningRole,
};
use domain::id::DecisionId;
use domain::meeting::Meeting;

/// Every minutes document of the demonstration.
pub fn demo() -> Vec<(String, Meeting)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/minutes");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .expect("the demonstration")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (
                name,
                register::meeting(&std::fs::read(&path).expect("readable")),
            )
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(found.len() > 10, "the demonstration is complete");
    found
}

/// A board meeting with a budget, an immediate adjustment and notices on five boards.
pub fn budget_meeting() -> Meeting {
    register::meeting(include_bytes!(
        "../../../demo/minutes/norrsken-styrelsen-2025-11-27.json"
    ))
}

/// The same, the rest adjusted by the board under § 9 of its next meeting, as an adjuster of its own could not sign.
pub fn adjusted_by_the_board() -> Meeting {
    let mut meeting = budget_meeting();
    let adjusters = meeting.officers.adjusters.as_mut().expect("adjusters");
    let adjuster = adjusters.first_mut().expect("one");
    adjuster.name = "Torvald Aldersten".to_owned();
    let prevented = PreventedSigner {
        person: adjuster.clone(),
        role: SigningRole::Adjuster,
        reason: Prevention::Refuses,
    };
    let unit = meeting.units.last_mut().expect("the rest");
    unit.adjusted_on = Some(day("2026-01-29"));
    unit.by_board = Some(BoardAdjustment {
        meeting: meeting.id,
        decision: DecisionId::from_uuid(meeting.id.uuid()),
        number: Some(9),
        on: day("2026-01-29"),
        instead_of: vec![prevented],
        digest: "0f".repeat(32),
    });
    meeting
}

/// A meeting that has something in every field that a record can have.
pub fn full_meeting() -> Meeting {
    completed(register::meeting(FULL))
}

/// The same with a mark of its own on each text, so that none stands for another.
pub fn marked_meeting() -> Meeting {
    let mut document = serde_json::from_slice(FULL).expect("JSON");
    mark(&mut document, "", &mut 0);
    completed(register::meeting(document.to_string().as_bytes()))
}

pub const FULL: &[u8] = include_bytes!("full.json");

/// Members whose texts are codes, dates or times.
const CODES: [&str; 22] = [
    "format",
    "record",
    "kind",
    "organisationKind",
    "date",
    "startsAt",
    "endsAt",
    "mode",
    "mark",
    "scheme",
    "capacity",
    "category",
    "vote",
    "outcome",
    "letter",
    "dueOn",
    "on",
    "adjustedOn",
    "postedOn",
    "removedOn",
    "previousMinutes",
    "numbers",
];

fn mark(value: &mut serde_json::Value, name: &str, count: &mut u32) {
    match value {
        serde_json::Value::String(text) if !CODES.contains(&name) => {
            *count += 1;
            text.push_str(&format!(" ¤{count}¤"));
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(|item| mark(item, name, count)),
        serde_json::Value::Object(members) => {
            members
                .iter_mut()
                .for_each(|(name, member)| mark(member, name, count));
        }
        _ => {}
    }
}

fn completed(mut meeting: Meeting) -> Meeting {
    use domain::assignment::AssignmentStatus;
    use domain::decision::ConditionState;
    use domain::vote::{About, Base, Candidate, Majority, VoteResult};
    // What the minutes document has no member for, and a live meeting gives.
    let [_, matter, election, ..] = meeting.paragraphs.as_mut_slice() else {
        panic!("three paragraphs")
    };
    let vote = matter.votes.first_mut().expect("a vote");
    vote.about = Some(About::Matter);
    vote.secret = Some(false);
    vote.majority = Some(Majority {
        numerator: 2,
        denominator: 3,
        base: Base::Present,
    });
    vote.result = Some(VoteResult::Carried);
    matter.proposals.last_mut().expect("a proposal").withdrawn = true;
    let decision = matter.decisions.first_mut().expect("a decision");
    decision.condition.as_mut().expect("a condition").state = ConditionState::Met;
    matter
        .assignments
        .first_mut()
        .expect("an assignment")
        .status = AssignmentStatus::Reported;
    let vote = election.votes.first_mut().expect("a vote");
    vote.about = Some(About::Election);
    vote.secret = Some(true);
    vote.candidates = vec![
        Candidate {
            name: "Märta Sjöqvist".to_owned(),
            votes: Some(3),
        },
        Candidate {
            name: "Joel Abrahamsson".to_owned(),
            votes: Some(3),
        },
    ];
    vote.lot = Some("Märta Sjöqvist".to_owned());
    vote.result = Some(VoteResult::Elected("Märta Sjöqvist".to_owned()));
    meeting
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// All that can be known of the budget meeting's minutes.
pub fn known(meeting: &Meeting) -> Standing {
    let mut standing = Standing::of(meeting);
    standing.status = Some(MinutesStatus::Final);
    standing.court = Some("Förvaltningsrätten i Umeå".to_owned());
    standing.address = Some("https://protokoll.example.se/norrsken/2025-11-27".to_owned());
    for unit in &mut standing.units {
        let at = unit.adjusted_on.expect("adjusted").and_hms_opt(14, 5, 0);
        for (name, signatory) in [
            ("Olivia Sandahl", Signatory::Secretary),
            ("Lars-Åke Tjernlund", Signatory::Chair),
            ("Sara Kvarnsten", Signatory::Adjuster),
        ] {
            unit.signatures.push(Signature {
                name: name.to_owned(),
                signatory,
                at,
                method: Some("e-legitimation".to_owned()),
            });
        }
        for Posting {
            earliest_removal,
            posted_by,
            removed_on,
            ..
        } in &mut unit.notices
        {
            *earliest_removal = removed_on.and_then(|day| day.pred_opt());
            *posted_by = Some("Olivia Sandahl".to_owned());
        }
        let (last, lawful) = match unit.numbers {
            Some(_) => ("2025-12-19", "2025-12-20"),
            None => ("2026-01-02", "2026-01-03"),
        };
        unit.last_appeal_day = Some(day(last));
        unit.final_on = Some(day(lawful));
    }
    standing
}

/// An extract of the budget §§ for the agencies.
pub fn of_budget(meeting: &Meeting) -> Extract {
    Extract {
        paragraphs: meeting
            .paragraphs
            .iter()
            .filter(|top| matches!(top.number, Some(70 | 71)))
            .map(|top| top.id)
            .collect(),
        recipients: vec![
            "Försäkringskassan".to_owned(),
            "Arbetsförmedlingen".to_owned(),
        ],
        attestation: Some(Attestation {
            by: "Olivia Sandahl".to_owned(),
            title: Some("Administratör".to_owned()),
            on: Some(day("2025-12-10")),
        }),
    }
}

pub fn called() -> Summons {
    Summons {
        issued_on: Some(day("2025-11-13")),
        to: vec!["Ledamöter".to_owned(), "Ersättare".to_owned()],
        open_to_public: Some(true),
        contact: Some("kansli@norrsken.example.se".to_owned()),
        address: None,
        marked: Vec::new(),
    }
}
