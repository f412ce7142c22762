//! Values that stand in examples: fictional, and of the form that a reader will meet.

use domain::id::{
    AppealId, AssignmentId, AttachmentId, BodyId, BudgetId, BudgetLineId, DecisionId,
    DelegatedDecisionId, DelegationId, ImportId, MeetingId, MinutesId, NoticeId, OrganisationId,
    ParagraphId, PersonId, SeatId,
};
use serde_json::{Value, json};

/// The 26 characters of every id here.
const PLACE: &str = "06f2k9t3v8s5d7n1q4r6t8u0b0";

/// A value of an enum; the first where none is more telling.
pub(super) fn of_enum<'a>(name: &str, values: &[&'a str]) -> &'a str {
    let telling = match name {
        "OrganisationKind" => "COORDINATION_ASSOCIATION",
        "MinutesStatus" => "FINAL",
        "Outcome" => "NOT_MET",
        "Severity" => "WARNING",
        "DecisionMethod" => "ACCLAMATION",
        "MeetingStage" => "CLOSED",
        "BudgetStage" => "APPROVED",
        _ => "",
    };
    let first = values.first().copied().unwrap_or_default();
    values
        .iter()
        .copied()
        .find(|value| *value == telling)
        .unwrap_or(first)
}

/// The letters of the ids of a type, or of a part of an address.
pub(super) fn prefix(on: &str) -> &'static str {
    match on {
        "Organisation" | "Association" => OrganisationId::PREFIX,
        "Body" | "body" => BodyId::PREFIX,
        "Paragraph" | "paragraph" => ParagraphId::PREFIX,
        "Decision" | "decision" => DecisionId::PREFIX,
        "Assignment" | "assignment" => AssignmentId::PREFIX,
        "Person" => PersonId::PREFIX,
        "Seat" => SeatId::PREFIX,
        "Minutes" | "minutes" => MinutesId::PREFIX,
        "Attachment" => AttachmentId::PREFIX,
        "Budget" | "budget" => BudgetId::PREFIX,
        "BudgetLine" => BudgetLineId::PREFIX,
        "Delegation" | "delegation" => DelegationId::PREFIX,
        "DelegatedDecision" | "delegatedDecision" => DelegatedDecisionId::PREFIX,
        "Import" | "import" => ImportId::PREFIX,
        "Notice" => NoticeId::PREFIX,
        "Appeal" => AppealId::PREFIX,
        _ => MeetingId::PREFIX,
    }
}

fn text(on: &str, key: &str) -> &'static str {
    match (on, key) {
        ("Organisation" | "Association", "name") => "Samordningsförbundet Norrsken",
        ("Organisation" | "Association", "slug") => "samordningsforbundet-norrsken",
        ("Body", "name") => "Styrelsen",
        ("Body", "slug") => "styrelsen",
        ("Person" | "Ballot" | "Candidate", "name") => "Karin Ekdal",
        ("Figure", "name") => "adjustedOn",
        ("Figure", "value") => "2025-12-15",
        ("LegalBasis", "act") => "Kommunallag (2017:725)",
        ("LegalBasis", "section") => "5 kap. 69 §",
        ("LegalBasis", "text") => "Protokollet ska justeras senast 14 dagar efter sammanträdet.",
        ("LegalBasis", "url") => "https://lagen.example/2017:725",
        ("Verdict" | "Rule", "ruleId") => "R-44",
        ("Verdict" | "Rule", "code") => "ADJUSTED_LATE",
        ("Verdict", "explanation") => "Protokollet justerades 2025-12-15, 4 dagar för sent.",
        ("Rule", "title") => "Protokollet ska justeras i tid",
        ("Decision", "text") => "Styrelsen antar verksamhetsplanen för 2026.",
        ("Assignment", "text") => "Kansliet redovisar utfallet vid nästa sammanträde.",
        ("Change", "kind") => "PUBLISHED",
        ("Change", "hash") => "3c9909afec25354d551dae21590bb26e38d53f2173b8d3dc3eee4c047e7ab1c1",
        ("DelegatedDecision", "label") => "2025/14",
        ("Statutes", "termStart") => "01-01",
        (_, "label") => "§ 47",
        (_, "title") => "Verksamhetsplan 2026",
        (_, "place") => "Kommunhuset, Almby",
        (_, "startsAt") => "09:00",
        (_, "endsAt") => "11:30",
        (_, "board") => "Almby kommun",
        (_, "mediaType") => "application/pdf",
        (_, "path") => "/paragraf/v1/minutes/min-06f2k9t3v8s5d7n1q4r6t8u0b0.pdf",
        (_, "contentPath") => "/paragraf/v1/attachments/att-06f2k9t3v8s5d7n1q4r6t8u0b0/content",
        (_, "fileName") => "verksamhetsplan.pdf",
        (_, "caseNumber") => "2025-31",
        (_, "digest" | "sha256") => {
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        }
        (_, "amountFormatted" | "formatted" | "limitFormatted" | "resultFormatted") => {
            "1 250 000,00 kr"
        }
        (_, "cursor") => "MTI",
        (_, "storedAt" | "keptAt") => "Kansliet",
        (_, "politicalParty") => "S",
        (_, "assignees") => "Kansliet",
        (_, "ground") => "Uppgiften saknade stöd",
        (_, "by" | "presenters" | "disqualified" | "postedBy" | "removedBy") => "Karin Ekdal",
        _ => "Som det står i protokollet.",
    }
}

/// A value of a scalar, for a field of a type.
pub(super) fn of_scalar(name: &str, on: &str, key: &str) -> Value {
    match name {
        "ID" => {
            let letters = match key {
                "meeting" | "meetingId" => MeetingId::PREFIX,
                "id" if on == "Meeting" => MeetingId::PREFIX,
                _ => prefix(on),
            };
            json!(format!("{letters}-{PLACE}"))
        }
        "Int" => json!(match key {
            "year" | "firstYear" | "financialYear" => 2026,
            "lastYear" => 2028,
            "number" | "numbers" => 47,
            "sequence" => 12,
            "version" | "registerVersion" => 3,
            "seatCount" => 9,
            "quorumNeeded" => 5,
            "first" => 1,
            "last" => 88,
            "gaps" | "unknown" => 31,
            "margin" => -4,
            "size" => 184_320,
            "termYears" => 4,
            "adjustmentDays" => 14,
            "no" | "abstained" | "unknownAmounts" => 0,
            _ => 1,
        }),
        "Ore" => json!(125_000_000),
        "Float" => json!(0.25),
        "Boolean" => json!(matches!(
            key,
            "published" | "appealable" | "up" | "inForce" | "public" | "evaluated" | "deciding"
        )),
        "Date" => json!("2025-11-27"),
        "DateTime" => json!("2025-11-28T09:30:00Z"),
        _ => json!(text(on, key)),
    }
}
