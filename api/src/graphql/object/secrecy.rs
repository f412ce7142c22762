//! Markings of secrecy, and who was given what they cover.

use super::{Attachment, Organisation, Paragraph};
use crate::graphql::codes::SecrecyWire;
use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::viewing::{Seen, viewing};
use application::secrecy::NotedRead;
use application::visibility::Wire;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::secrecy::{Basis, Marking, Scope};
use std::sync::Arc;

/// The provision that something is presumed to be secret under.
#[derive(SimpleObject, Debug, Clone)]
pub struct SecrecyBasis {
    /// As in `26 kap. 1 §` or `18 kap. 8 a § andra stycket`.
    provision: String,
    /// The SFS number of the act: `2009:400` for offentlighets- och sekretesslagen (OSL).
    act: String,
}

impl From<&Basis> for SecrecyBasis {
    fn from(basis: &Basis) -> Self {
        Self {
            provision: basis.provision(),
            act: basis.act.clone(),
        }
    }
}

/// A note that something in a record is presumed to be secret (sekretessmarkering). It is a note and no decision:
/// whoever asks to have a document out has the question examined each time.
#[derive(Debug, Clone)]
pub struct SecrecyMarking {
    held: Marking,
    seen: Arc<Seen>,
}

impl SecrecyMarking {
    /// A marking of a record.
    pub fn new(held: Marking, seen: &Arc<Seen>) -> Self {
        Self {
            held,
            seen: Arc::clone(seen),
        }
    }

    /// Those of a record that meet a condition.
    pub(super) fn all(seen: &Arc<Seen>, of: impl Fn(&Scope) -> bool) -> Vec<Self> {
        let held = seen.secrecy().iter().filter(|held| of(&held.scope));
        held.map(|held| Self::new(held.clone(), seen)).collect()
    }
}

/// A note that something in a record is presumed to be secret (sekretessmarkering). It is a note and no decision:
/// whoever asks to have a document out has the question examined each time.
#[Object]
impl SecrecyMarking {
    /// Its address in commands.
    async fn id(&self) -> ID {
        self.held.id.to_string().into()
    }

    /// The provision.
    async fn basis(&self) -> SecrecyBasis {
        (&self.held.basis).into()
    }

    /// In words; Swedish, or English with `Accept-Language: en`.
    async fn label(&self, context: &Context<'_>) -> String {
        let label = self.held.basis.label();
        label.in_language(viewing(context).language).to_owned()
    }

    /// The day of the note.
    async fn marked_on(&self) -> Date {
        Date(self.held.on)
    }

    /// The authority that noted it: the one whose record it is.
    async fn authority(&self) -> Organisation {
        Organisation(self.seen.meeting.owner.clone())
    }

    /// Whether what it covers is withheld from you.
    async fn withheld(&self) -> bool {
        self.held.stands() && self.seen.is_withheld()
    }

    /// Whether it covers the whole of its paragraph or attachment; false where it covers words.
    async fn whole(&self) -> bool {
        !matches!(self.held.scope, Scope::Words(..))
    }

    /// The paragraph that it covers, or has words of; null for an attachment.
    async fn paragraph(&self) -> Option<Paragraph> {
        let id = self.held.scope.paragraph()?;
        self.seen.placed(id)?;
        Some(Paragraph::new(id, &self.seen))
    }

    /// The attachment that it covers; null for a paragraph, and where it is withheld from you.
    async fn attachment(&self, context: &Context<'_>) -> Option<Result<Attachment>> {
        let id = self.held.scope.attachment()?;
        Attachment::find(context, id).await.transpose()
    }

    /// The words that it covers; null where they are withheld from you, and where it covers the whole.
    async fn words(&self) -> Option<&[String]> {
        match &self.held.scope {
            Scope::Words(_, words) if !self.seen.is_withheld() => Some(words),
            _ => None,
        }
    }

    /// Who noted it, issuer and subject; null where what it covers is withheld from you.
    async fn marked_by(&self) -> Option<&str> {
        let by = self.held.by.as_str();
        (!self.seen.is_withheld()).then_some(by)
    }

    /// What was noted beside, no less secret; null where what it covers is withheld from you.
    async fn note(&self) -> Option<&str> {
        let note = self.held.note.as_deref();
        note.filter(|_| !self.seen.is_withheld())
    }

    /// The day on which it was taken back; null while it stands.
    async fn lifted_on(&self) -> Option<Date> {
        self.held.lifted.as_ref().map(|lifted| Date(lifted.on))
    }
}

/// That somebody was given what a marking covers.
#[derive(Debug, Clone)]
pub struct SecrecyRead(pub NotedRead);

/// That somebody was given what a marking covers: once a minute at the most for each person and marking.
#[Object]
impl SecrecyRead {
    /// The marking.
    async fn marking(&self) -> ID {
        self.0.marking.to_string().into()
    }

    /// Who: issuer and subject.
    async fn reader(&self) -> &str {
        &self.0.who
    }

    /// The name that the token told; null where it told none.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Over which wire; null for one that this service no longer has.
    async fn wire(&self) -> Option<SecrecyWire> {
        Wire::parse(&self.0.wire).map(Into::into)
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
