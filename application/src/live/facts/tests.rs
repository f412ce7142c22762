//! The stored format: what was written once is read for ever. A row that no longer fits is a journal that can no
//! longer be replayed, so rows are added here and never changed.

use super::*;
use serde_json::json;
use std::collections::BTreeSet;

/// One of each happening as the journal keeps it, with every field filled.
fn stored() -> Vec<Value> {
    let zero = |prefix: &str| format!("{prefix}-00000000000000000000000000");
    let (paragraph, person, seat) = (zero("par"), zero("per"), zero("sea"));
    let named = json!({"id": person, "name": "Greta Näslund"});
    let organisation = json!({"id": zero("org"), "slug": "almby-kommun", "name": "Almby kommun", "kind": "Municipality"});
    let wording = json!({
        "title": "Budget", "text": "Text.", "category": "Decision", "case_number": "2026/7", "presenters": ["A"],
        "raised_by": "B", "appendices": ["C"], "recipients": ["D"], "nothing_reported": false,
        "adjusted_immediately": true,
    });
    let vote = json!({
        "meaning_of_yes": "bifall", "yes": 4, "no": 3, "abstained": 1, "casting_vote": false,
        "ballots": [{"name": "Greta Näslund", "choice": "Yes"}], "about": "Hiring", "secret": false,
        "majority": {"numerator": 2, "denominator": 3, "base": "Seats"},
        "candidates": [{"name": "E", "votes": 3}], "lot": "E", "result": {"elected": "E"},
    });
    vec![
        json!({"is": "Scheduled", "occasion": {"date": "2026-03-12", "date_hint": "mars", "starts_at": "09:00", "ends_at": "11:30", "place": "Almby", "mode": "Hybrid"}}),
        json!({"is": "Summoned", "on": "2026-03-01", "agenda": ["Val"], "documents": ["Kallelse"]}),
        json!({"is": "Cancelled", "reason": "Sjukdom"}),
        json!({"is": "Opened", "at": "09:05", "presidium": [named], "secretary": named}),
        json!({"is": "Adjourned", "at": "10:00"}),
        json!({"is": "Resumed", "at": "10:15"}),
        json!({"is": "Closed", "at": "11:30", "next": [{"date": "2026-04-16", "starts_at": "9", "ends_at": "12", "note": "Preliminärt"}]}),
        json!({"is": "Arrived", "arrival": {"person": named, "organisation": organisation, "title": "Ledamot", "party": "X", "capacity": "Member", "seat": seat, "remote": true, "remote_counts": true}, "from": 3}),
        json!({"is": "Left", "person": person, "after": 5}),
        json!({"is": "Linked", "person": person, "remote": true, "counts": false}),
        json!({"is": "SteppedIn", "person": person, "seat": seat, "holder": named, "because": "Absence", "from": 6}),
        json!({"is": "SteppedIn", "person": person, "seat": seat, "because": paragraph}),
        json!({"is": "SteppedOut", "person": person, "after": 8}),
        json!({"is": "Presided", "person": named}),
        json!({"is": "AdjustersChosen", "adjusters": [named]}),
        json!({"is": "ParagraphOpened", "id": paragraph, "number": 7, "wording": wording}),
        json!({"is": "ParagraphEnded", "paragraph": paragraph}),
        json!({"is": "ItemOpened", "id": paragraph, "above": paragraph, "letter": "a", "wording": wording}),
        json!({"is": "Worded", "paragraph": paragraph, "wording": wording}),
        json!({"is": "Voided", "paragraph": paragraph, "reason": "Utgår"}),
        json!({"is": "Disqualified", "paragraph": paragraph, "person": named, "ground": "Part", "standing": "Contested"}),
        json!({"is": "Proposed", "paragraph": paragraph, "proposal": {"by": "Greta Näslund", "kind": "Proposal", "text": "Bifall", "withdrawn": false}}),
        json!({"is": "Withdrawn", "paragraph": paragraph, "place": 0}),
        json!({"is": "PropositionsOrdered", "paragraph": paragraph, "order": "Bifall först"}),
        json!({"is": "VoteCalled", "paragraph": paragraph, "vote": vote}),
        json!({"is": "VoteCounted", "paragraph": paragraph, "place": 0, "yes": 4, "no": 4, "abstained": 1, "ballots": [{"name": "Greta Näslund", "choice": "Abstain"}], "votes": [3, 2], "casting_vote": true, "result": "Carried"}),
        json!({"is": "VoteWithdrawn", "paragraph": paragraph, "place": 1}),
        json!({"is": "LotDrawn", "paragraph": paragraph, "place": 0, "winner": "E"}),
        json!({"is": "Decided", "paragraph": paragraph, "decision": {"id": zero("dec"), "text": "Antas.", "kind": "Adopt", "condition": {"text": "om medel", "state": "Pending"}, "budget": {"first_year": 2027, "last_year": 2029}}, "took_part": [person]}),
        json!({"is": "Reserved", "paragraph": paragraph, "by": named, "text": "För dyrt"}),
        json!({"is": "Stated", "paragraph": paragraph, "statement": {"by": "Greta Näslund", "text": "Noteras"}}),
        json!({"is": "Assigned", "paragraph": paragraph, "assignment": {"id": zero("asg"), "assignees": ["Chefen"], "text": "Utred", "due": "hösten", "due_on": "2026-10-01", "status": "Open"}}),
        json!({"is": "Reported", "assignment": zero("asg"), "status": "Done"}),
        json!({"is": "ConditionSettled", "decision": zero("dec"), "state": "Met"}),
        json!({"is": "SetApart", "numbers": [7, 9]}),
        json!({"is": "Signed", "part": [7, 9], "signature": {"by": named, "role": "Chair", "method": "Token", "on": "2026-03-20", "at": "2026-03-20T08:30:00.000000Z", "assurance": "loa3", "authenticated_at": "2026-03-20T08:29:00.000000Z", "digest": "ab"}, "adjusted_on": "2026-03-20"}),
        json!({"is": "Signed", "signature": {"by": named, "role": "Adjuster", "method": "Paper", "on": "2026-03-20", "at": "2026-03-21T08:30:00.000000Z", "digest": "ab"}}),
        json!({"is": "SignatureWithdrawn", "part": [7, 9], "by": person}),
        json!({"is": "AdjustedByBoard", "part": [7, 9], "adjusted_on": "2026-04-16", "adjustment": {"meeting": zero("mtg"), "decision": zero("dec"), "number": 14, "on": "2026-04-16", "instead_of": [{"person": named, "role": "Adjuster", "reason": "OutOfOffice"}], "digest": "0f"}}),
        json!({"is": "Corrected", "addendum": {"number": 7, "text": "Rättelse", "by": "Greta Näslund", "on": "2026-04-01"}}),
        json!({"is": "NoticePosted", "part": [7, 9], "notice": {"id": zero("ntc"), "board": "Almby kommun", "posted_on": "2026-03-21", "removed_on": "2026-04-12", "posted_by": "A", "removed_by": "B"}, "stored_at": "Kansliet"}),
        json!({"is": "NoticeRemoved", "notice": zero("ntc"), "on": "2026-04-12", "by": "B"}),
        json!({"is": "AppealRegistered", "appeal": {"id": zero("apl"), "paragraphs": [paragraph], "received_on": "2026-04-01", "appellant": "MunicipalMember", "court": "Förvaltningsrätten", "case_number": "1-26", "ruling": {"outcome": "Rejected", "on": "2026-05-01", "final_on": "2026-06-01"}}}),
        json!({"is": "AppealDecided", "appeal": zero("apl"), "ruling": {"outcome": "Annulled", "on": "2026-05-01"}}),
        json!({"is": "Commented", "comment": {"id": zero("cmt"), "paragraph": paragraph, "by": named, "text": "Fel år", "wording": "Planen för 2027 antas.", "of": "Planen för 2026 antas.", "on": "2026-03-14"}}),
        json!({"is": "Redacted", "redaction": {"on": "2026-04-02", "ground": "Artikel 17 i dataskyddsförordningen"}}),
        json!({"is": "ExtractIssued", "extract": {"id": zero("ext"), "paragraphs": [paragraph], "recipients": ["Almby kommun"], "attested_by": "A", "title": "sekreterare", "on": "2026-03-22"}}),
        json!({"is": "CommentAnswered", "comment": zero("cmt"), "answer": {"accepted": true, "note": "Rättat", "on": "2026-03-15"}}),
    ]
}

#[test]
fn what_was_written_is_read_and_written_the_same() {
    for row in stored() {
        let read = Happening::read(&row).unwrap_or_else(|reason| panic!("{row}: {reason}"));
        assert_eq!(read.write(), row);
    }
}

#[test]
fn every_happening_has_a_row() {
    let rows = stored();
    let held: BTreeSet<&str> = rows.iter().filter_map(|row| row["is"].as_str()).collect();
    assert_eq!(held, KINDS.iter().copied().collect());
}

#[test]
fn what_is_no_happening_is_told_with_its_place() {
    for (row, reason) in [
        (
            json!({"is": "Danced"}),
            r#"{"is":"Danced"} is no happening"#,
        ),
        (json!({"is": "Cancelled"}), "reason: no text"),
        (
            json!({"is": "Opened", "presidium": [{"id": "x", "name": "A"}]}),
            "presidium: id: expected an id that starts with per-",
        ),
        (
            json!({"is": "Adjourned", "at": "25:00"}),
            "at: input is out of range",
        ),
    ] {
        assert_eq!(Happening::read(&row), Err(reason.to_owned()));
    }
}
