//! Budgets as the journal keeps them, and the tables where they keep what no list filters by. Names of fields and
//! values are part of the stored format.

use crate::live::facts::{Fact, Unreadable, codes, field, put, structures, texts};
use domain::association::FundingParty;
use domain::budget::{
    Adoption, Allocation, AnnualReport, AuditReport, Auditor, Commitment, Consultation,
    ConsultationForm, Content, Contribution, ContributionKind, Contributor, Discharge,
    DischargeOutcome, EquityBooking, EquityMove, Execution, FollowUp, FundingRequest, IncomeSource,
    Invoice, Line, LineState, OtherIncome, OutcomeOf, OutcomeReport, OutcomeRow, Paper, Payment,
    Settlement, Span, Suspension, Version, VersionKind,
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
    DischargeOutcome { Granted, Refused, PutOff }
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
    OutcomeRow { of, amount, forecast, comment }
    OutcomeReport { period, rows, on, decision }
    Invoice { contributor, kind, amount, reference, on, due_on }
    Payment { invoice, amount, on }
    EquityBooking { party, kind, amount, text, on, decision }
    AnnualReport { on, decision, sent_on, income, costs, equity, reference }
    Auditor { name, appointed_by, on, reference }
    AuditReport { on, members, favours_discharge, remark, reference }
    Discharge { member, outcome, claims_damages, on, reference }
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

impl Fact for OutcomeOf {
    fn write(&self) -> Value {
        match self {
            Self::Line(id) => json!({"line": id.write()}),
            Self::Income(source) => json!({"income": source.write()}),
            Self::Unbudgeted(text) => json!({ "unbudgeted": text }),
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        if value.get("line").is_some() {
            return field(value, "line").map(Self::Line);
        }
        if value.get("income").is_some() {
            return field(value, "income").map(Self::Income);
        }
        field(value, "unbudgeted").map(Self::Unbudgeted)
    }
}

/// Papers by the name that each kind is stored under.
macro_rules! papers {
    ($($kind:ident $name:literal)+) => {
        impl Fact for Paper {
            fn write(&self) -> Value {
                match self {
                    $(Self::$kind(held) => json!({$name: held.write()}),)+
                }
            }

            fn read(value: &Value) -> Result<Self, Unreadable> {
                $(if value.get($name).is_some() {
                    return field(value, $name).map(Self::$kind);
                })+
                Err("no paper".to_owned())
            }
        }
    };
}

papers! {
    Request "requested"
    Allocation "allocated"
    Consultation "consulted"
    Commitment "committed"
    Outcome "outcome"
    Invoice "invoiced"
    Payment "paid"
    Equity "equity"
    AnnualReport "reported"
    Auditor "auditor"
    AuditReport "audited"
    Discharge "discharge"
}
