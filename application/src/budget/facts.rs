//! Budgets as the journal keeps them, and the tables where they keep what no list filters by. Names of fields and
//! values are part of the stored format.

use crate::live::facts::{Fact, Unreadable, codes, field, put, structures, texts};
use domain::association::FundingParty;
use domain::budget::{
    Adoption, Allocation, Commitment, Consultation, ConsultationForm, Content, Contribution,
    ContributionKind, Contributor, EquityMove, Execution, FollowUp, FundingRequest, IncomeSource,
    Line, LineState, OtherIncome, Paper, Settlement, Span, Suspension, Version, VersionKind,
};
use domain::id::{BudgetId, BudgetLineId};
use domain::rule::Outcome;
use serde_json::{Map, Value, json};

texts! {
    BudgetId: BudgetId::to_string, BudgetId::parse;
    BudgetLineId: BudgetLineId::to_string, BudgetLineId::parse;
}

codes! {
    FundingParty { State, Region, Municipalities }
    ContributionKind { Statutory, VoluntaryExcess, ExtraState }
    IncomeSource { EuropeanSocialFund, Project, Interest, Other }
    ConsultationForm { Council, JointMeeting, Written, Other }
    VersionKind { Original, Revision, Supplement }
    Outcome { Met, NotMet, Conditional, Unknown }
}

structures! {
    FundingRequest { amount, text, on, decision }
    Allocation { amount, on, reference }
    FollowUp { condition, text, decision }
    Commitment { parties, amount, matches, binding, text, on, decision, follow_ups }
    Contribution { year, contributor, kind, amount }
    OtherIncome { year, source, text, amount }
    Span { from, until }
    Settlement { on, evidence }
    Suspension { event, condition, period, state }
    Line { id, activity, period, amount, expected_outcome, execution }
    EquityMove { year, drawn, added }
    Content { contributions, other_income, lines, equity, goals }
    Adoption { decision, on, quorum, open, announced, announced_on }
    Version { number, kind, proposed_on, last_year, content, funding, adoption }
}

/// A list of members that is not known reads as none at all, one without members as an empty list.
impl Fact for Consultation {
    fn write(&self) -> Value {
        let mut object = Map::new();
        put(&mut object, "on", &self.on);
        put(&mut object, "form", &self.form);
        if let Some(members) = &self.members {
            object.insert("members".to_owned(), members.write());
        }
        put(&mut object, "evidence", &self.evidence);
        put(&mut object, "meeting", &self.meeting);
        put(&mut object, "version", &self.version);
        Value::Object(object)
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        Ok(Self {
            on: field(value, "on")?,
            form: field(value, "form")?,
            members: field(value, "members")?,
            evidence: field(value, "evidence")?,
            meeting: field(value, "meeting")?,
            version: field(value, "version")?,
        })
    }
}

impl Fact for Contributor {
    fn write(&self) -> Value {
        match self {
            Self::Party(party) => json!({"party": party.write()}),
            Self::Member(id, party) => {
                let mut object = Map::new();
                put(&mut object, "member", id);
                put(&mut object, "party", party);
                Value::Object(object)
            }
            Self::Other(name) => json!({ "other": name }),
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        if value.get("member").is_some() {
            return Ok(Self::Member(
                field(value, "member")?,
                field(value, "party")?,
            ));
        }
        if value.get("other").is_some() {
            return field(value, "other").map(Self::Other);
        }
        field(value, "party").map(Self::Party)
    }
}

impl Fact for LineState {
    fn write(&self) -> Value {
        match self {
            Self::Waiting => Value::from("Waiting"),
            Self::Released(settlement) => json!({"released": settlement.write()}),
            Self::Lapsed(settlement) => json!({"lapsed": settlement.write()}),
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        if value.as_str() == Some("Waiting") {
            return Ok(Self::Waiting);
        }
        if value.get("released").is_some() {
            return field(value, "released").map(Self::Released);
        }
        field(value, "lapsed").map(Self::Lapsed)
    }
}

impl Fact for Execution {
    fn write(&self) -> Value {
        match self {
            Self::Immediate => Value::from("Immediate"),
            Self::Suspended(held) => held.write(),
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value.as_str() {
            Some("Immediate") => Ok(Self::Immediate),
            _ => Suspension::read(value).map(Self::Suspended),
        }
    }
}

impl Fact for Paper {
    fn write(&self) -> Value {
        match self {
            Self::Request(held) => json!({"requested": held.write()}),
            Self::Allocation(held) => json!({"allocated": held.write()}),
            Self::Consultation(held) => json!({"consulted": held.write()}),
            Self::Commitment(held) => json!({"committed": held.write()}),
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        if value.get("requested").is_some() {
            return field(value, "requested").map(Self::Request);
        }
        if value.get("allocated").is_some() {
            return field(value, "allocated").map(Self::Allocation);
        }
        if value.get("consulted").is_some() {
            return field(value, "consulted").map(Self::Consultation);
        }
        field(value, "committed").map(Self::Commitment)
    }
}
