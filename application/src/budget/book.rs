//! Budgets as the journal keeps them: what each entry tells, and what all of them together leave.

use crate::journal;
use crate::live::facts::{Fact, Unreadable, field};
use crate::{error::AppError, error::StorageError};
use domain::budget::{
    Adoption, Budget, EquityMove, Execution, LineState, OtherIncome, Paper, Settlement, Version,
};
use domain::id::{BudgetId, BudgetLineId, OrganisationId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The commands whose entries are about budgets.
pub const COMMANDS: [&str; 17] = [
    REQUEST, ALLOCATE, COMMIT, CONSULT, PROPOSE, REVISE, APPROVE, RELEASE, LAPSE, OUTCOME, INVOICE,
    PAYMENT, EQUITY, REPORT, AUDITOR, AUDIT, DISCHARGE,
];

pub(super) const REQUEST: &str = "RequestAllocation";
pub(super) const ALLOCATE: &str = "RecordAllocation";
pub(super) const COMMIT: &str = "RecordCommitment";
pub(super) const CONSULT: &str = "RecordConsultation";
pub(super) const PROPOSE: &str = "ProposeBudget";
pub(super) const REVISE: &str = "ReviseBudget";
pub(super) const APPROVE: &str = "ApproveBudget";
pub(super) const RELEASE: &str = "ReleaseBudgetLine";
pub(super) const LAPSE: &str = "LapseBudgetLine";
pub(super) const OUTCOME: &str = "RecordOutcome";
pub(super) const INVOICE: &str = "RecordInvoice";
pub(super) const PAYMENT: &str = "RecordPayment";
pub(super) const EQUITY: &str = "BookEquity";
pub(super) const REPORT: &str = "RecordAnnualReport";
pub(super) const AUDITOR: &str = "RecordAuditor";
pub(super) const AUDIT: &str = "RecordAudit";
pub(super) const DISCHARGE: &str = "RecordDischarge";

/// What tables keep as JSON, in the form that the journal has for it.
macro_rules! kept {
    ($($write:ident, $read:ident, $kind:ty, $doc:literal;)+) => {$(
        #[doc = $doc]
        pub fn $write(held: &$kind) -> Value {
            held.write()
        }

        #[doc = $doc]
        ///
        /// # Errors
        /// [`StorageError::Corrupt`] with the column.
        pub fn $read(what: &'static str, value: &Value) -> Result<$kind, StorageError> {
            Fact::read(value).map_err(|reason| StorageError::Corrupt { what, reason })
        }
    )+};
}

kept! {
    write_paper, read_paper, Paper, "A paper as tables keep it.";
    write_income, read_income, Vec<OtherIncome>, "Income outside the split as tables keep it.";
    write_equity, read_equity, Vec<EquityMove>, "Equity in and out as tables keep it.";
    write_goals, read_goals, Vec<String>, "Goals as tables keep them.";
    write_execution, read_execution, Execution, "When a line is carried out, as tables keep it.";
}

/// What an entry tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// Something that surrounds a budget.
    Filed(BudgetId, i32, Paper),
    /// A version was proposed.
    Proposed(BudgetId, i32, Version),
    /// A version was approved.
    Approved(BudgetId, u32, Adoption),
    /// A suspended line was settled: released, or else lapsed.
    Settled(BudgetId, u32, BudgetLineId, bool, Settlement),
}

impl Told {
    /// The budget.
    pub(super) const fn budget(&self) -> BudgetId {
        match self {
            Self::Filed(id, ..)
            | Self::Proposed(id, ..)
            | Self::Approved(id, ..)
            | Self::Settled(id, ..) => *id,
        }
    }

    /// The version.
    pub(super) const fn number(&self) -> Option<u32> {
        match self {
            Self::Filed(..) => None,
            Self::Proposed(_, _, version) => Some(version.number),
            Self::Approved(_, number, _) | Self::Settled(_, number, ..) => Some(*number),
        }
    }

    /// Whether it is about the closing of the year.
    pub(super) const fn closes(&self) -> bool {
        matches!(
            self,
            Self::Filed(
                _,
                _,
                Paper::AnnualReport(_)
                    | Paper::Auditor(_)
                    | Paper::AuditReport(_)
                    | Paper::Discharge(_)
            )
        )
    }

    /// The line.
    pub(super) const fn line(&self) -> Option<BudgetLineId> {
        match self {
            Self::Settled(_, _, line, ..) => Some(*line),
            _ => None,
        }
    }

    /// As a payload.
    pub(super) fn payload(&self) -> Result<String, AppError> {
        let change = match self {
            Self::Filed(id, year, paper) => {
                json!({"id": id.write(), "year": year, "filed": paper.write()})
            }
            Self::Proposed(id, year, version) => {
                json!({"id": id.write(), "year": year, "proposed": version.write()})
            }
            Self::Approved(id, number, adoption) => {
                json!({"id": id.write(), "approved": number, "adoption": adoption.write()})
            }
            Self::Settled(id, number, line, released, settlement) => {
                let how = if *released { "released" } else { "lapsed" };
                json!({"id": id.write(), "number": number, how: line.write(), "settlement": settlement.write()})
            }
        };
        let payload = json!({"version": 1, "budget": change});
        Ok(journal::canonical(&payload)?)
    }

    /// From a payload.
    pub(super) fn read(payload: &str) -> Result<Self, Unreadable> {
        let payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
        let change = payload.get("budget").unwrap_or(&Value::Null);
        let id = field(change, "id")?;
        if change.get("filed").is_some() {
            return Ok(Self::Filed(
                id,
                field(change, "year")?,
                field(change, "filed")?,
            ));
        }
        if change.get("proposed").is_some() {
            return Ok(Self::Proposed(
                id,
                field(change, "year")?,
                field(change, "proposed")?,
            ));
        }
        if change.get("approved").is_some() {
            return Ok(Self::Approved(
                id,
                field(change, "approved")?,
                field(change, "adoption")?,
            ));
        }
        let released = change.get("released").is_some();
        let how = if released { "released" } else { "lapsed" };
        Ok(Self::Settled(
            id,
            field(change, "number")?,
            field(change, how)?,
            released,
            field(change, "settlement")?,
        ))
    }

    /// The same, where storage must be able to read it.
    pub(super) fn stored(payload: &str) -> Result<Self, StorageError> {
        Self::read(payload).map_err(|reason| StorageError::Corrupt {
            what: "journal payload",
            reason,
        })
    }
}

/// The budgets of an association: as its journal tells them, or as the tables hold them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    /// Budgets.
    pub budgets: BTreeMap<BudgetId, Budget>,
    /// The number of the journal's latest entry about them; 0 before the first.
    pub sequence: i64,
}

impl Book {
    /// After one more entry of an association's journal.
    ///
    /// # Errors
    /// Why the entry does not follow on those before it.
    pub fn enter(
        &mut self,
        association: OrganisationId,
        sequence: i64,
        payload: &str,
    ) -> Result<(), String> {
        self.sequence = sequence;
        let told = Told::read(payload)?;
        let id = told.budget();
        if let Told::Filed(_, year, _) | Told::Proposed(_, year, _) = &told {
            let twin = self
                .budgets
                .values()
                .find(|held| held.year == *year && held.id != id);
            if let Some(twin) = twin {
                return Err(format!("{} is the budget of {year} already", twin.id));
            }
            if let Entry::Vacant(place) = self.budgets.entry(id) {
                let fresh = Budget::try_new(id, association, *year);
                place.insert(fresh.map_err(|misfit| misfit.to_string())?);
            }
        }
        let held = self.budgets.get_mut(&id);
        let held = held.ok_or_else(|| format!("it is about {id}, which nobody proposed"))?;
        match told {
            Told::Filed(_, _, paper) => held.papers.push(paper),
            Told::Proposed(_, _, version) => {
                let next = held.versions.len() + 1;
                if usize::try_from(version.number).ok() != Some(next) {
                    return Err(format!(
                        "version {} does not follow on the last one",
                        version.number
                    ));
                }
                held.versions.push(version);
            }
            Told::Approved(_, number, adoption) => {
                let mut versions = held.versions.iter_mut();
                let version = versions.find(|version| version.number == number);
                let version =
                    version.ok_or_else(|| format!("it approves version {number} of nothing"))?;
                version.adoption = Some(adoption);
            }
            Told::Settled(_, _, line, released, settlement) => {
                let lines = held.versions.iter_mut();
                let mut lines = lines.flat_map(|version| version.content.lines.iter_mut());
                let line = lines.find(|held| held.id == line);
                let line = line.ok_or_else(|| "it settles no line".to_owned())?;
                let Execution::Suspended(waits) = &mut line.execution else {
                    return Err("it settles a line that waits for nothing".to_owned());
                };
                waits.state = match released {
                    true => LineState::Released(settlement),
                    false => LineState::Lapsed(settlement),
                };
            }
        }
        Ok(())
    }

    /// The first thing in which the tables differ from this, in words.
    pub fn difference(&self, tables: &Self) -> Option<String> {
        let mut keys = self.budgets.keys().chain(tables.budgets.keys());
        let differs = |id: &&BudgetId| self.budgets.get(id) != tables.budgets.get(id);
        keys.find(differs)
            .map(|id| format!("{id} does not stand as the journal tells"))
            .or_else(|| {
                (self.sequence != tables.sequence).then(|| {
                    format!(
                        "the tables know entry {} as the latest about budgets, the journal {}",
                        tables.sequence, self.sequence
                    )
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORGANISATION: &str = "org-00000000000000000000000000";

    /// What was written once is read for ever: rows are added here and never changed.
    fn stored() -> Vec<Value> {
        let zero = |prefix: &str| format!("{prefix}-00000000000000000000000000");
        let id = zero("bud");
        let waits = json!({
            "id": zero("bln"), "activity": "Psykolog", "period": {"from": "2027-01-01", "until": "2027-06-30"},
            "amount": 500, "expected_outcome": "Kortare väntan",
            "execution": {"event": "ESF beviljar", "condition": "i tid",
                "period": {"from": "2027-01-01", "until": "2027-06-30"}, "state": "Waiting"},
        });
        let content = json!({
            "contributions": [
                {"year": 2027, "contributor": {"party": "State"}, "kind": "ExtraState", "amount": 7},
                {"year": 2027, "contributor": {"member": ORGANISATION, "party": "Region"}, "kind": "Statutory"},
                {"year": 2028, "contributor": {"member": ORGANISATION}, "kind": "VoluntaryExcess"},
                {"year": 2027, "contributor": {"other": "Stiftelsen"}, "kind": "Statutory"},
            ],
            "other_income": [{"year": 2027, "source": "EuropeanSocialFund", "text": "Projekt", "amount": 9}],
            "lines": [waits],
            "equity": [{"year": 2027, "drawn": 3, "added": 4}],
            "goals": ["Fler i arbete"],
        });
        vec![
            json!({"id": id, "year": 2027, "filed": {"requested": {"amount": 5, "text": "Maximal andel", "on": "2026-03-27", "decision": zero("dec")}}}),
            json!({"id": id, "year": 2027, "filed": {"allocated": {"amount": 5, "on": "2026-09-01", "reference": "Brev 7"}}}),
            json!({"id": id, "year": 2027, "filed": {"committed": {"parties": ["Region", "Municipalities"], "amount": 5, "matches": "State", "binding": false, "text": "Åtagande", "on": "2026-03-27", "decision": zero("dec"), "follow_ups": [{"condition": "om mer", "text": "samråd", "decision": zero("dec")}]}}}),
            json!({"id": id, "year": 2027, "proposed": {"number": 1, "kind": "Original", "proposed_on": "2026-09-24", "last_year": 2029, "content": content}}),
            json!({"id": id, "year": 2027, "filed": {"consulted": {"on": "2026-10-06", "form": "Council", "members": [ORGANISATION], "evidence": "Anteckning", "meeting": zero("mtg"), "version": 1}}}),
            json!({"id": id, "year": 2027, "filed": {"consulted": {"on": "2026-10-07", "form": "Written"}}}),
            json!({"id": id, "approved": 1, "adoption": {"decision": zero("dec"), "on": "2026-11-26", "quorum": "Met", "open": true, "announced": true, "announced_on": "2026-11-12"}}),
            json!({"id": id, "number": 1, "released": zero("bln"), "settlement": {"on": "2027-05-03", "evidence": "Beslut"}}),
            json!({"id": id, "year": 2027, "proposed": {"number": 2, "kind": "Supplement", "proposed_on": "2027-09-01", "content": {}, "funding": "Eget kapital"}}),
            json!({"id": id, "number": 1, "lapsed": zero("bln"), "settlement": {"on": "2027-06-03", "evidence": "Avslag"}}),
            json!({"id": id, "year": 2027, "filed": {"outcome": {"period": {"from": "2027-01-01", "until": "2027-04-30"}, "rows": [
                {"of": {"line": zero("bln")}, "amount": -5, "forecast": 7, "comment": "Vakans"},
                {"of": {"income": "Interest"}, "amount": 1},
                {"of": {"unbudgeted": "Flytt"}, "forecast": 2},
            ], "on": "2027-05-10", "decision": zero("dec")}}}),
            json!({"id": id, "year": 2027, "filed": {"invoiced": {"contributor": {"party": "State"}, "kind": "Statutory", "amount": 7, "reference": "17", "on": "2027-01-10", "due_on": "2027-02-10"}}}),
            json!({"id": id, "year": 2027, "filed": {"paid": {"invoice": "17", "amount": 7, "on": "2027-02-09"}}}),
            json!({"id": id, "year": 2027, "filed": {"equity": {"party": "Region", "kind": "VoluntaryExcess", "amount": -3, "text": "Årets resultat", "on": "2027-12-31", "decision": zero("dec")}}}),
            json!({"id": id, "year": 2027, "filed": {"reported": {"on": "2028-03-20", "decision": zero("dec"), "sent_on": "2028-04-20", "income": 9, "costs": 8, "equity": -1, "reference": "Dnr 4"}}}),
            json!({"id": id, "year": 2027, "filed": {"auditor": {"name": "Rut Revisor", "appointed_by": [ORGANISATION], "on": "2027-01-01", "reference": "Beslut"}}}),
            json!({"id": id, "year": 2027, "filed": {"audited": {"on": "2028-04-15", "members": [ORGANISATION], "favours_discharge": true, "remark": "Sen", "reference": "Dnr 5"}}}),
            json!({"id": id, "year": 2027, "filed": {"discharge": {"member": ORGANISATION, "outcome": "PutOff", "claims_damages": false, "on": "2028-06-01", "reference": "§ 9"}}}),
        ]
    }

    fn payload(change: &Value) -> String {
        json!({"version": 1, "budget": change}).to_string()
    }

    fn association() -> OrganisationId {
        OrganisationId::parse(ORGANISATION).expect("an id")
    }

    #[test]
    fn a_stored_entry_reads_as_what_wrote_it() {
        for change in stored() {
            let told = Told::read(&payload(&change)).expect("readable");
            let written: Value =
                serde_json::from_str(&told.payload().expect("written")).expect("JSON");
            assert_eq!(written["budget"], change);
        }
    }

    #[test]
    fn the_entries_together_leave_a_book_and_what_follows_on_nothing_is_seen() {
        let mut book = Book::default();
        for (sequence, change) in (3..).zip(stored()) {
            book.enter(association(), sequence, &payload(&change))
                .expect("entered");
        }
        assert_eq!(book.sequence, 20);
        let budget = book.budgets.values().next().expect("one").clone();
        assert_eq!((budget.papers.len(), budget.versions.len()), (13, 2));
        assert_eq!(book.difference(&book.clone()), None);
        let mut other = book.clone();
        other.budgets.clear();
        assert_eq!(
            book.difference(&other),
            Some(format!("{} does not stand as the journal tells", budget.id))
        );
        let refused = |change: Value| {
            let mut book = book.clone();
            book.enter(association(), 13, &payload(&change))
        };
        let again = refused(stored()[3].clone());
        assert_eq!(
            again,
            Err("version 1 does not follow on the last one".to_owned())
        );
        let mut twin = stored()[1].clone();
        twin["id"] = json!("bud-00000000000000000000000004");
        assert_eq!(
            refused(twin),
            Err(format!("{} is the budget of 2027 already", budget.id))
        );
        let mut nothing = stored()[6].clone();
        nothing["approved"] = json!(7);
        assert_eq!(
            refused(nothing),
            Err("it approves version 7 of nothing".to_owned())
        );
    }
}
