//! What the journal tells of redactions, so that a check knows what was blotted from what was tampered with.

use super::{REDACT, Redacted};
use crate::journal::digest;
use crate::ports::StoredEntry;
use crate::sealing::Members;
use domain::id::{OrganisationId, PersonId};
use domain::redaction::Redaction;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one redaction blotted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Told {
    /// The digest of what is left of entries of the journal, under their new salts.
    pub(crate) entries: BTreeMap<i64, String>,
    /// Members withheld of entries of the log.
    pub(crate) members: BTreeMap<u64, Members>,
    /// Other entries of the journal in which the words stand.
    pub(crate) elsewhere: Vec<i64>,
    /// Persons who keep their names.
    pub(crate) persons: Vec<PersonId>,
}

impl Told {
    pub(super) fn write(&self) -> Value {
        let entries: serde_json::Map<String, Value> = self
            .entries
            .iter()
            .map(|(sequence, digest)| (sequence.to_string(), json!(digest)))
            .collect();
        let members: serde_json::Map<String, Value> = self
            .members
            .iter()
            .map(|(index, members)| (index.to_string(), json!(members)))
            .collect();
        let persons: Vec<String> = self.persons.iter().map(PersonId::to_string).collect();
        json!({
            "entries": entries,
            "members": members,
            "elsewhere": self.elsewhere,
            "persons": persons,
        })
    }

    /// From a payload; `None` where it tells of no redaction.
    pub(crate) fn read(payload: &str) -> Result<Option<Self>, String> {
        let payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
        let Some(held) = payload.get("redacted") else {
            return Ok(None);
        };
        fn part<T: serde::de::DeserializeOwned>(held: &Value, name: &str) -> Result<T, String> {
            let value = held.get(name).cloned().unwrap_or_default();
            serde_json::from_value(value).map_err(|error| format!("redacted.{name}: {error}"))
        }
        let persons: Vec<String> = part(held, "persons")?;
        let persons = persons.iter().map(|id| PersonId::parse(id));
        Ok(Some(Self {
            entries: part(held, "entries")?,
            members: part(held, "members")?,
            elsewhere: part(held, "elsewhere")?,
            persons: persons
                .collect::<Result<_, _>>()
                .map_err(|error| format!("redacted.persons: {error}"))?,
        }))
    }

    pub(super) fn answer(&self, version: i64) -> Redacted {
        Redacted {
            version,
            entries: self.entries.len(),
            members: self.members.values().map(Vec::len).sum(),
            elsewhere: self.elsewhere.clone(),
            persons: self.persons.clone(),
        }
    }
}

/// What one journal tells of redactions.
#[derive(Debug, Default)]
pub(crate) struct Redactions {
    /// The latest digest told of an entry, and by which.
    entries: BTreeMap<i64, (String, i64)>,
}

/// What journals tell of redactions beside their own entries.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// Members withheld of sealed units.
    members: BTreeMap<(OrganisationId, u64), BTreeSet<(usize, String)>>,
    /// Redactions of records, by meeting, in order.
    records: HashMap<String, Vec<Redaction>>,
    /// How many redactions there are.
    pub(crate) count: u64,
}

impl Redactions {
    /// What the entries of a journal that tell of redactions say; `others` are left out.
    ///
    /// # Errors
    /// Which entry cannot be read.
    pub(crate) fn of(
        organisation: OrganisationId,
        entries: &[StoredEntry],
        standing: &mut Standing,
    ) -> Result<Self, String> {
        let mut held = Self::default();
        for entry in entries
            .iter()
            .filter(|entry| entry.chained.command == REDACT)
        {
            let sequence = entry.chained.sequence;
            let place = |reason: String| format!("entry {sequence}: {reason}");
            let told = Told::read(&entry.payload).map_err(place)?;
            let told =
                told.ok_or_else(|| place("tells of nothing that was redacted".to_owned()))?;
            for (blotted, digest) in told.entries {
                if blotted >= sequence {
                    return Err(place(format!("tells of entry {blotted}, which came later")));
                }
                held.entries.insert(blotted, (digest, sequence));
            }
            for (index, members) in told.members {
                let own = standing.members.entry((organisation, index)).or_default();
                own.extend(members);
            }
            let payload: Value =
                serde_json::from_str(&entry.payload).map_err(|error| place(error.to_string()))?;
            let happened: Vec<domain::live::Happening> =
                crate::live::facts::field(&payload, "happenings").map_err(place)?;
            let meeting = payload.get("meeting").and_then(Value::as_str);
            let own = standing
                .records
                .entry(meeting.unwrap_or_default().to_owned());
            own.or_default()
                .extend(happened.into_iter().filter_map(|held| match held {
                    domain::live::Happening::Redacted { redaction } => Some(redaction),
                    _ => None,
                }));
            standing.count += 1;
        }
        Ok(held)
    }

    /// Whether the payload of an entry is the one that was signed in, or what is left of it.
    pub(crate) fn holds(&self, entry: &StoredEntry) -> Result<(), String> {
        let found = digest(entry.salt, &entry.payload);
        match self.entries.get(&entry.chained.sequence) {
            None if found == entry.chained.digest => Ok(()),
            None => Err("the payload is not the one that was signed in".to_owned()),
            Some((told, _)) if *told == found => Ok(()),
            Some((_, by)) => Err(format!(
                "the payload is not what entry {by} left of it when it was redacted"
            )),
        }
    }
}

impl Standing {
    /// Whether a member of a sealed unit was withheld by a redaction.
    pub(crate) fn withheld(
        &self,
        owner: OrganisationId,
        index: u64,
        member: (usize, &str),
    ) -> bool {
        let held = self.members.get(&(owner, index));
        held.is_some_and(|held| held.contains(&(member.0, member.1.to_owned())))
    }

    /// The redactions of a record.
    pub(crate) fn of(&self, meeting: &str) -> &[Redaction] {
        self.records.get(meeting).map_or(&[], Vec::as_slice)
    }
}
