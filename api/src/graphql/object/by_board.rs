//! Adjustment of minutes by the body itself.

use super::{Decision, Person};
use crate::graphql::codes;
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{Seen, viewing};
use async_graphql::{Context, Object, Result, SimpleObject};
use domain::adjustment;
use domain::id::{DecisionId, MeetingId};

/// The decision by which a body adjusted its minutes itself, at a later meeting, in place of those who could not sign.
#[derive(Debug, Clone)]
pub struct BoardAdjustment {
    meeting: MeetingId,
    decision: DecisionId,
    number: Option<u32>,
    on: Date,
    digest: Option<String>,
    instead_of: Vec<PreventedSigner>,
}

/// Somebody in whose place a body adjusted its minutes itself.
#[derive(SimpleObject, Debug, Clone)]
pub struct PreventedSigner {
    /// Who; null for a union's representative, where the viewer stands outside the organisation.
    person: Option<Person>,
    /// As what the signature was wanted.
    role: codes::SigningRole,
    /// Why it was not given; null for viewers outside the organisation.
    reason: Option<codes::Prevention>,
}

impl BoardAdjustment {
    pub(in crate::graphql) fn of(held: &adjustment::BoardAdjustment, seen: &Seen) -> Self {
        let instead_of = held.instead_of.iter().map(|absent| PreventedSigner {
            person: Person::seen(&absent.person, seen),
            role: absent.role.into(),
            reason: seen.is_inside().then(|| absent.reason.into()),
        });
        Self {
            meeting: held.meeting,
            decision: held.decision,
            number: held.number,
            on: Date(held.on),
            digest: (!seen.is_veiled()).then(|| held.digest.clone()),
            instead_of: instead_of.collect(),
        }
    }
}

/// The decision by which a body adjusted its minutes itself, at a later meeting, in place of those who could not sign.
#[Object]
impl BoardAdjustment {
    /// The day of that meeting.
    async fn decided_on(&self) -> Date {
        self.on
    }

    /// The number of the paragraph that the decision stands under; null where it has none.
    async fn number(&self) -> Option<u32> {
        self.number
    }

    /// The decision; null where the viewer may not know of it, or a revision of its record took it out.
    async fn decision(&self, context: &Context<'_>) -> Result<Option<Decision>> {
        let seen = viewing(context).one(self.meeting).await?;
        let seen = seen.filter(|seen| {
            let tops = seen.meeting.paragraphs.iter();
            let mut items = tops.flat_map(|top| top.walk());
            items.any(|item| item.decisions.iter().any(|held| held.id == self.decision))
        });
        Ok(seen.map(|seen| Decision::new(self.decision, &seen)))
    }

    /// SHA-256 of exactly what was adjusted, hexadecimal; null where a name is hidden from the viewer.
    async fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// In whose place.
    async fn instead_of(&self) -> &[PreventedSigner] {
        &self.instead_of
    }
}
