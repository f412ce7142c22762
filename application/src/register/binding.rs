//! Who signs in as whom: identities at an issuer of tokens, bound to persons of the register by the operator.

use domain::id::PersonId;
use serde_json::Value;
use std::collections::BTreeMap;

/// The journal's commands about bindings.
pub(crate) const COMMANDS: [&str; 2] = [BIND, UNBIND];
pub(crate) const BIND: &str = "BindPerson";
pub(crate) const UNBIND: &str = "UnbindPerson";

/// Somebody as an issuer of tokens knows them. The same subject at another issuer is somebody else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The issuer (`iss`).
    pub issuer: String,
    /// The subject (`sub`).
    pub subject: String,
}

/// Which persons of an organisation's register identities are bound to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bindings(pub BTreeMap<Identity, PersonId>);

impl Bindings {
    /// Enters what a journal entry tells.
    ///
    /// # Errors
    /// In words, where the entry tells nothing that can have happened.
    pub(crate) fn enter(&mut self, command: &str, payload: &str) -> Result<(), String> {
        let payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
        let change = payload.get("change").ok_or("it tells of no change")?;
        let field = |name: &str| {
            let held = change.get(name).and_then(Value::as_str);
            held.map(str::to_owned)
                .ok_or_else(|| format!("it has no {name}"))
        };
        let identity = Identity {
            issuer: field("issuer")?,
            subject: field("subject")?,
        };
        let person = change.pointer("/person/id").and_then(Value::as_str);
        let person = person.and_then(|id| PersonId::parse(id).ok());
        let person = person.ok_or("it names no person")?;
        match command {
            BIND if self.0.contains_key(&identity) => {
                return Err("it binds what is bound already".to_owned());
            }
            BIND => drop(self.0.insert(identity, person)),
            _ if self.0.remove(&identity) == Some(person) => {}
            _ => return Err("it ends a binding that there was not".to_owned()),
        }
        Ok(())
    }

    /// Where the tables say something else.
    pub(crate) fn difference(&self, tables: &Self) -> Option<String> {
        let named = |identity: &Identity| format!("{} {}", identity.issuer, identity.subject);
        let held = self.0.iter();
        let lost = held
            .filter(|(identity, person)| tables.0.get(identity) != Some(person))
            .map(|(identity, _)| format!("{} is bound otherwise in the journal", named(identity)));
        let added = tables
            .0
            .keys()
            .filter(|identity| !self.0.contains_key(identity))
            .map(|identity| format!("{} is bound in the tables alone", named(identity)));
        lost.chain(added).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    fn told(person: u128, subject: &str) -> String {
        let id = PersonId::from_uuid(Uuid::from_u128(person)).to_string();
        json!({"change": {"issuer": "https://idp.example", "subject": subject, "person": {"id": id}}}).to_string()
    }

    #[test]
    fn what_is_bound_follows_from_the_journal_and_any_other_table_is_told() {
        let mut journal = Bindings::default();
        journal.enter(BIND, &told(1, "a")).expect("bound");
        let one = journal.clone();
        journal.enter(BIND, &told(2, "b")).expect("bound");
        let two = journal.clone();
        assert_eq!(two.difference(&two), None);
        assert!(two.difference(&one).is_some() && one.difference(&two).is_some());
        assert!(journal.enter(UNBIND, &told(1, "b")).is_err(), "another's");
        let mut journal = two.clone();
        journal.enter(UNBIND, &told(2, "b")).expect("ended");
        assert_eq!(journal, one);
        assert!(
            journal.enter(UNBIND, &told(2, "b")).is_err(),
            "ended before"
        );
        assert!(journal.enter(BIND, "{}").is_err());
        assert!(journal.enter(BIND, &told(2, "a")).is_err(), "bound before");
        let mut moved = Bindings::default();
        moved.enter(BIND, &told(3, "a")).expect("bound");
        assert!(one.difference(&moved).is_some());
    }
}
