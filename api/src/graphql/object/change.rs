//! Entries of the public feed and of the journal.

use super::Organisation;
use crate::graphql::paging::cursor;
use crate::graphql::scalar::DateTime;
use crate::graphql::viewing::viewing;
use application::read::{ChangeHit, Subject};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

/// The type of what a change is about.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectType {
    /// A meeting and its record.
    Meeting,
    /// An organisation's register.
    Organisation,
}

/// What a change is about. It may be recalled since: then `node` finds nothing.
#[derive(SimpleObject, Debug, Clone)]
pub struct ChangeSubject {
    /// Its address.
    id: ID,
    /// Its type.
    #[graphql(name = "type")]
    subject_type: SubjectType,
}

/// An entry of the public feed; of the journal, for an auditor of the organisation.
#[derive(Debug, Clone)]
pub struct Change {
    hit: ChangeHit,
    key: String,
}

impl Change {
    /// An entry and its sort key.
    pub fn new(hit: ChangeHit, key: String) -> Self {
        Self { hit, key }
    }
}

/// An entry of the public feed; of the journal, for an auditor of the organisation.
#[Object]
impl Change {
    /// Where to go on from: pass it as `after`.
    async fn cursor(&self) -> String {
        cursor(&self.key)
    }

    /// Dense number within the organisation, from 1.
    async fn sequence(&self) -> i64 {
        self.hit.sequence
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.hit.at)
    }

    /// What happened: `PUBLISHED`, `REVISED`, `RECALLED` (erase it) or `REGISTER_CHANGED` in the feed, the command's
    /// name in the journal.
    async fn kind(&self) -> &str {
        &self.hit.kind
    }

    /// About what.
    async fn subject(&self) -> Option<ChangeSubject> {
        self.hit.subject.map(|subject| match subject {
            Subject::Meeting(id) => ChangeSubject {
                id: id.to_string().into(),
                subject_type: SubjectType::Meeting,
            },
            Subject::Organisation(id) => ChangeSubject {
                id: id.to_string().into(),
                subject_type: SubjectType::Organisation,
            },
        })
    }

    /// The organisation whose record or register it is.
    async fn organisation(&self, context: &Context<'_>) -> Option<Result<Organisation>> {
        let found = viewing(context).one(self.hit.organisation).await;
        found.map(|held| held.map(Organisation)).transpose()
    }

    /// Who did it; null in the public feed.
    async fn actor(&self) -> Option<&str> {
        self.hit.actor.as_deref()
    }

    /// Hash of the journal entry; null in the public feed.
    async fn hash(&self) -> Option<&str> {
        self.hit.hash.as_deref()
    }
}
