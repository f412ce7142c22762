//! What is kept as JSON: parts of a record that no list filters by. Field names are part of the stored format.

use crate::codes::Coded;
use crate::fault::corrupt;
use application::error::StorageError;
use domain::attendance::{Interval, Presence};
use domain::cooperation::{CooperationOutcome, CooperationResult};
use domain::money::{Amount, Ore};
use domain::paragraph::{Paragraph, Reference, Reservation, Statement};
use domain::proposal::{Proposal, ProposalKind};
use domain::vote::{About, Ballot, Base, Candidate, Choice, Majority, Vote, VoteResult};
use domain::{Date, Time};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A value as a column of JSON holds it.
pub(crate) fn to_json(what: &'static str, value: &impl Serialize) -> Result<Value, StorageError> {
    serde_json::to_value(value).map_err(|error| corrupt(what, error))
}

/// The value that a column of JSON holds.
pub(crate) fn from_json<T: DeserializeOwned>(
    what: &'static str,
    json: Value,
) -> Result<T, StorageError> {
    serde_json::from_value(json).map_err(|error| corrupt(what, error))
}

/// A time of day as a column holds it.
pub(crate) fn clock(time: Time) -> String {
    time.format("%H:%M").to_string()
}

/// The time of day that a column holds.
pub(crate) fn time(what: &'static str, text: Option<&str>) -> Result<Option<Time>, StorageError> {
    text.map(|text| Time::parse_from_str(text, "%H:%M").map_err(|error| corrupt(what, error)))
        .transpose()
}

#[derive(Debug, Serialize, Deserialize)]
struct ProposalJson {
    by: Option<String>,
    kind: Option<Coded<ProposalKind>>,
    text: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct CooperationJson {
    party: Option<String>,
    result: Coded<CooperationResult>,
    scope: Option<String>,
    condition: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct BallotJson {
    name: String,
    choice: Coded<Choice>,
}

#[derive(Debug, Serialize, Deserialize)]
struct VoteJson {
    meaning_of_yes: Option<String>,
    yes: Option<u32>,
    no: Option<u32>,
    abstained: Option<u32>,
    casting_vote: Option<bool>,
    ballots: Vec<BallotJson>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<Coded<About>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    majority: Option<MajorityJson>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<CandidateJson>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lot: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    result: Option<ResultJson>,
}

#[derive(Debug, Serialize, Deserialize)]
struct MajorityJson {
    numerator: u32,
    denominator: u32,
    base: Coded<Base>,
}

#[derive(Debug, Serialize, Deserialize)]
struct CandidateJson {
    name: String,
    votes: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ResultJson {
    Carried,
    Lost,
    Elected(String),
}

#[derive(Debug, Serialize, Deserialize)]
struct ReservationJson {
    by: Vec<String>,
    text: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct AmountJson {
    text: String,
    ore: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReferenceJson {
    text: String,
    date: Option<Date>,
    number: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StatementJson {
    by: Option<String>,
    text: String,
}

/// The parts of a paragraph that are kept as JSON. Empty lists are left out.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ParagraphDetails {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    presenters: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proposals: Vec<ProposalJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cooperation: Vec<CooperationJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    votes: Vec<VoteJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reservations: Vec<ReservationJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disqualified: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amounts: Vec<AmountJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipients: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    references: Vec<ReferenceJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statements: Vec<StatementJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    appendices: Vec<String>,
}

impl ParagraphDetails {
    /// The parts of a paragraph.
    pub(crate) fn of(paragraph: &Paragraph) -> Self {
        let proposal = |part: &Proposal| ProposalJson {
            by: part.by.clone(),
            kind: part.kind.map(Coded),
            text: part.text.clone(),
            withdrawn: part.withdrawn,
        };
        let cooperation = |part: &CooperationOutcome| CooperationJson {
            party: part.party.clone(),
            result: Coded(part.result),
            scope: part.scope.clone(),
            condition: part.condition.clone(),
        };
        let ballot = |part: &Ballot| BallotJson {
            name: part.name.clone(),
            choice: Coded(part.choice),
        };
        let candidate = |part: &Candidate| CandidateJson {
            name: part.name.clone(),
            votes: part.votes,
        };
        let vote = |part: &Vote| VoteJson {
            meaning_of_yes: part.meaning_of_yes.clone(),
            yes: part.yes,
            no: part.no,
            abstained: part.abstained,
            casting_vote: part.casting_vote,
            ballots: part.ballots.iter().map(ballot).collect(),
            about: part.about.map(Coded),
            secret: part.secret,
            majority: part.majority.map(|held| MajorityJson {
                numerator: held.numerator,
                denominator: held.denominator,
                base: Coded(held.base),
            }),
            candidates: part.candidates.iter().map(candidate).collect(),
            lot: part.lot.clone(),
            result: part.result.as_ref().map(|result| match result {
                VoteResult::Carried => ResultJson::Carried,
                VoteResult::Lost => ResultJson::Lost,
                VoteResult::Elected(name) => ResultJson::Elected(name.clone()),
            }),
        };
        let reservation = |part: &Reservation| ReservationJson {
            by: part.by.clone(),
            text: part.text.clone(),
        };
        let amount = |part: &Amount| AmountJson {
            text: part.text.clone(),
            ore: part.ore.map(Ore::get),
        };
        let reference = |part: &Reference| ReferenceJson {
            text: part.text.clone(),
            date: part.date,
            number: part.number,
        };
        let statement = |part: &Statement| StatementJson {
            by: part.by.clone(),
            text: part.text.clone(),
        };
        Self {
            presenters: paragraph.presenters.clone(),
            proposals: paragraph.proposals.iter().map(proposal).collect(),
            cooperation: paragraph.cooperation.iter().map(cooperation).collect(),
            votes: paragraph.votes.iter().map(vote).collect(),
            reservations: paragraph.reservations.iter().map(reservation).collect(),
            disqualified: paragraph.disqualified.clone(),
            amounts: paragraph.amounts.iter().map(amount).collect(),
            recipients: paragraph.recipients.clone(),
            references: paragraph.references.iter().map(reference).collect(),
            statements: paragraph.statements.iter().map(statement).collect(),
            appendices: paragraph.appendices.clone(),
        }
    }

    /// Gives the parts back to their paragraph.
    pub(crate) fn fill(self, paragraph: &mut Paragraph) -> Result<(), StorageError> {
        let amount = |part: AmountJson| {
            let ore = part.ore.map(|ore| {
                Ore::new(ore).ok_or_else(|| corrupt("paragraph.details", "too many öre"))
            });
            Ok::<_, StorageError>(Amount {
                text: part.text,
                ore: ore.transpose()?,
            })
        };
        let ballot = |part: BallotJson| Ballot {
            name: part.name,
            choice: part.choice.0,
        };
        let candidate = |part: CandidateJson| Candidate {
            name: part.name,
            votes: part.votes,
        };
        let vote = |part: VoteJson| Vote {
            meaning_of_yes: part.meaning_of_yes,
            yes: part.yes,
            no: part.no,
            abstained: part.abstained,
            casting_vote: part.casting_vote,
            ballots: part.ballots.into_iter().map(ballot).collect(),
            about: part.about.map(|about| about.0),
            secret: part.secret,
            majority: part.majority.map(|held| Majority {
                numerator: held.numerator,
                denominator: held.denominator,
                base: held.base.0,
            }),
            candidates: part.candidates.into_iter().map(candidate).collect(),
            lot: part.lot,
            result: part.result.map(|result| match result {
                ResultJson::Carried => VoteResult::Carried,
                ResultJson::Lost => VoteResult::Lost,
                ResultJson::Elected(name) => VoteResult::Elected(name),
            }),
        };
        let cooperation = |part: CooperationJson| CooperationOutcome {
            party: part.party,
            result: part.result.0,
            scope: part.scope,
            condition: part.condition,
        };
        let proposal = |part: ProposalJson| Proposal {
            by: part.by,
            kind: part.kind.map(|kind| kind.0),
            text: part.text,
            withdrawn: part.withdrawn,
        };
        let reference = |part: ReferenceJson| Reference {
            text: part.text,
            date: part.date,
            number: part.number,
        };
        paragraph.presenters = self.presenters;
        paragraph.proposals = self.proposals.into_iter().map(proposal).collect();
        paragraph.cooperation = self.cooperation.into_iter().map(cooperation).collect();
        paragraph.votes = self.votes.into_iter().map(vote).collect();
        paragraph.reservations = self
            .reservations
            .into_iter()
            .map(|part| Reservation {
                by: part.by,
                text: part.text,
            })
            .collect();
        paragraph.disqualified = self.disqualified;
        paragraph.amounts = self
            .amounts
            .into_iter()
            .map(amount)
            .collect::<Result<_, _>>()?;
        paragraph.recipients = self.recipients;
        paragraph.references = self.references.into_iter().map(reference).collect();
        paragraph.statements = self
            .statements
            .into_iter()
            .map(|part| Statement {
                by: part.by,
                text: part.text,
            })
            .collect();
        paragraph.appendices = self.appendices;
        Ok(())
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IntervalJson {
    from: Option<u32>,
    to: Option<u32>,
}

/// Presence as a column holds it; nothing for presence at the whole meeting.
pub(crate) fn presence_json(presence: &Presence) -> Result<Option<Value>, StorageError> {
    presence
        .intervals()
        .map(|intervals| {
            let parts: Vec<IntervalJson> = intervals
                .iter()
                .map(|part| IntervalJson {
                    from: part.from,
                    to: part.to,
                })
                .collect();
            to_json("attendance.presence", &parts)
        })
        .transpose()
}

/// The presence that a column holds.
pub(crate) fn presence(json: Option<Value>) -> Result<Presence, StorageError> {
    let Some(json) = json else {
        return Ok(Presence::Whole);
    };
    let parts: Vec<IntervalJson> = from_json("attendance.presence", json)?;
    let intervals = parts
        .into_iter()
        .map(|part| Interval {
            from: part.from,
            to: part.to,
        })
        .collect();
    Presence::stated(intervals).map_err(|error| corrupt("attendance.presence", error))
}
