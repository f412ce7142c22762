//! Delegations as the journal keeps them: what each entry tells, and what all of them together leave.

use crate::journal;
use crate::live::facts::{Fact, Unreadable, field};
use crate::{error::AppError, error::StorageError};
use domain::delegation::{DelegatedDecision, Delegation, Revocation};
use domain::id::{DelegatedDecisionId, DelegationId, ParagraphId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The commands whose entries are about delegations.
pub const COMMANDS: [&str; 4] = [GRANT, REVOKE, DECIDE, REPORT];

pub(super) const GRANT: &str = "Delegate";
pub(super) const REVOKE: &str = "RevokeDelegation";
pub(super) const DECIDE: &str = "RecordDelegatedDecision";
pub(super) const REPORT: &str = "ReportDelegatedDecisions";

/// What an entry tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// The board lets somebody decide.
    Granted(Delegation),
    /// A delegation ends before its time.
    Revoked(DelegationId, Revocation),
    /// Somebody decided.
    Decided(DelegatedDecision),
    /// Delegated decisions are reported under a §.
    Reported(Vec<DelegatedDecisionId>, ParagraphId),
}

impl Told {
    /// As a payload.
    pub(super) fn payload(&self) -> Result<String, AppError> {
        let change = match self {
            Self::Granted(delegation) => json!({"granted": delegation.write()}),
            Self::Revoked(delegation, revocation) => {
                json!({"revoked": delegation.write(), "revocation": revocation.write()})
            }
            Self::Decided(decision) => json!({"decided": decision.write()}),
            Self::Reported(decisions, paragraph) => {
                json!({"reported": decisions.write(), "paragraph": paragraph.write()})
            }
        };
        let payload = json!({"version": 1, "delegation": change});
        Ok(journal::canonical(&payload)?)
    }

    /// From a payload.
    pub(super) fn read(payload: &str) -> Result<Self, Unreadable> {
        let payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
        let change = payload.get("delegation").unwrap_or(&Value::Null);
        if change.get("granted").is_some() {
            return field(change, "granted").map(Self::Granted);
        }
        if change.get("revoked").is_some() {
            return Ok(Self::Revoked(
                field(change, "revoked")?,
                field(change, "revocation")?,
            ));
        }
        if change.get("decided").is_some() {
            return field(change, "decided").map(Self::Decided);
        }
        Ok(Self::Reported(
            field(change, "reported")?,
            field(change, "paragraph")?,
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

/// The delegations of an association: as its journal tells them, or as the tables hold them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    /// Delegations.
    pub delegations: BTreeMap<DelegationId, Delegation>,
    /// What was decided by them.
    pub decisions: BTreeMap<DelegatedDecisionId, DelegatedDecision>,
    /// The number of the journal's latest entry about them; 0 before the first.
    pub sequence: i64,
}

impl Book {
    /// After one more entry.
    ///
    /// # Errors
    /// Why the entry does not follow on those before it.
    pub fn enter(&mut self, sequence: i64, payload: &str) -> Result<(), String> {
        self.sequence = sequence;
        match Told::read(payload)? {
            Told::Granted(delegation) => {
                self.delegations.insert(delegation.id, delegation);
            }
            Told::Revoked(id, revocation) => {
                let held = self.delegations.get_mut(&id);
                let held = held.ok_or_else(|| format!("it ends {id}, which nobody granted"))?;
                held.revocation = Some(revocation);
            }
            Told::Decided(decision) => {
                let numbers = self.decisions.values().map(|held| held.number);
                let last = numbers
                    .filter(|held| held.year == decision.number.year)
                    .map(|held| held.number)
                    .max();
                if decision.number.number != last.unwrap_or_default() + 1 {
                    return Err(format!(
                        "{} does not follow on the last number",
                        decision.number
                    ));
                }
                self.decisions.insert(decision.id, decision);
            }
            Told::Reported(decisions, paragraph) => {
                for id in decisions {
                    let held = self.decisions.get_mut(&id);
                    let held = held.ok_or_else(|| format!("it reports {id}, which nobody took"))?;
                    held.reported_in = Some(paragraph);
                }
            }
        }
        Ok(())
    }

    /// The first thing in which the tables differ from this, in words.
    pub fn difference(&self, tables: &Self) -> Option<String> {
        let delegations = differing(&self.delegations, &tables.delegations);
        let decisions = differing(&self.decisions, &tables.decisions);
        delegations
            .map(|id| id.to_string())
            .or_else(|| decisions.map(|id| id.to_string()))
            .map(|id| format!("{id} does not stand as the journal tells"))
            .or_else(|| {
                (self.sequence != tables.sequence).then(|| {
                    format!(
                        "the tables know entry {} as the latest about delegations, the journal {}",
                        tables.sequence, self.sequence
                    )
                })
            })
    }
}

/// The first key under which two maps hold different things.
fn differing<K: Ord + Copy, V: PartialEq>(
    one: &BTreeMap<K, V>,
    other: &BTreeMap<K, V>,
) -> Option<K> {
    let keys = one.keys().chain(other.keys()).copied();
    keys.into_iter().find(|key| one.get(key) != other.get(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was written once is read for ever: rows are added here and never changed.
    fn stored() -> [Value; 4] {
        let zero = |prefix: &str| format!("{prefix}-00000000000000000000000000");
        let named = json!({"id": zero("per"), "name": "Sanna Skrivare"});
        [
            json!({"granted": {
                "id": zero("dlg"), "association": zero("org"), "granted_by": zero("dec"), "matters": "Inköp",
                "kind": "Group", "delegate": {"kind": "Officer", "role": "förbundschefen", "person": named},
                "limit": 100_000, "from": "2026-03-12", "until": "2026-12-31",
            }}),
            json!({"decided": {
                "id": zero("dld"), "delegation": zero("dlg"), "number": {"year": 2026, "number": 1},
                "decided_on": "2026-03-20", "decided_by": named, "text": "Stolar.", "amount": 50_000,
            }}),
            json!({"reported": [zero("dld")], "paragraph": zero("par")}),
            json!({"revoked": zero("dlg"), "revocation": {"by": zero("dec"), "on": "2026-06-01"}}),
        ]
    }

    #[test]
    fn a_stored_entry_reads_as_what_wrote_it() {
        for change in stored() {
            let payload = json!({"version": 1, "delegation": change}).to_string();
            let told = Told::read(&payload).expect("readable");
            let written: Value =
                serde_json::from_str(&told.payload().expect("written")).expect("JSON");
            assert_eq!(written["delegation"], change);
        }
    }

    #[test]
    fn the_entries_together_leave_a_book_and_a_number_out_of_turn_is_seen() {
        let mut book = Book::default();
        for (place, change) in stored().into_iter().enumerate() {
            let payload = json!({"version": 1, "delegation": change}).to_string();
            let sequence = i64::try_from(place).expect("few") + 3;
            book.enter(sequence, &payload).expect("entered");
        }
        assert_eq!(book.sequence, 6);
        let delegation = book.delegations.values().next().expect("one");
        assert!(delegation.revocation.is_some());
        let decision = book.decisions.values().next().expect("one");
        assert!(decision.reported_in.is_some());
        assert_eq!(book.difference(&book.clone()), None);
        let again = json!({"version": 1, "delegation": stored()[1]}).to_string();
        let refused = book.enter(7, &again);
        assert_eq!(
            refused,
            Err("D 1/2026 does not follow on the last number".to_owned())
        );
    }
}
