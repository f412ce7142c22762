//! §§ and decisions of lists: what lists show is answered from a brief, and what is asked beyond that from the record.
//!
//! There is one set of resolvers all the same, those of the whole things: a brief answers the fields that it is sure of, and
//! hands every other to them. A field that nobody thought of here is slow and right.

use super::followup::{Condition, DecisionLink};
use super::paragraph::{BudgetPeriod, Concern};
use super::{Body, BudgetVersion, Decision, Delegation, Meeting, Paragraph};
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{BriefOf, ConcernsOf, DecisionBriefOf, Seen, Viewing, viewing};
use crate::graphql::{codes, fail};
use application::error::AppError;
use application::read::{Brief, DecisionBrief, DecisionInBrief as Found, ParagraphHit};
use application::search;
use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, Error, ID, ObjectType, OutputType, Positioned, Result,
    ServerResult, Value,
};
use domain::decision;
use domain::id::{DecisionId, MeetingId};
use std::borrow::Cow;
use std::sync::Arc;

/// A thing with its record, or with a brief of it.
#[derive(Debug, Clone)]
pub enum Listed<Whole, InBrief> {
    /// With its record.
    Whole(Whole),
    /// With a brief.
    InBrief(InBrief),
}

/// A paragraph of a list.
pub type ListedParagraph = Listed<Paragraph, ParagraphInBrief>;
/// A decision of a list.
pub type ListedDecision = Listed<Decision, DecisionInBrief>;

impl<W: ObjectType, B: ContainerType> ContainerType for Listed<W, B> {
    async fn resolve_field(&self, context: &Context<'_>) -> ServerResult<Option<Value>> {
        match self {
            Self::Whole(whole) => whole.resolve_field(context).await,
            Self::InBrief(brief) => brief.resolve_field(context).await,
        }
    }
}

impl<W: ObjectType, B: ContainerType> OutputType for Listed<W, B> {
    fn type_name() -> Cow<'static, str> {
        W::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        W::create_type_info(registry)
    }

    async fn resolve(
        &self,
        context: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        resolve_container(context, self).await
    }
}

impl<W: ObjectType, B: ContainerType> ObjectType for Listed<W, B> {}

impl ListedParagraph {
    /// Those of a list, in its order.
    pub async fn all(
        view: &Viewing,
        hits: Vec<(ParagraphHit, String)>,
        terms: &[String],
    ) -> Result<Vec<(Self, String)>> {
        let ids = hits.iter().map(|(hit, _)| BriefOf(hit.paragraph));
        let briefs = view.many(ids.collect()).await?;
        let left = hits
            .iter()
            .filter(|(hit, _)| !briefs.contains_key(&BriefOf(hit.paragraph)));
        let left: Vec<MeetingId> = left.map(|(hit, _)| hit.meeting).collect();
        let records = view.many(left).await?;
        let listed = hits.into_iter().filter_map(|(hit, key)| {
            let id = hit.paragraph;
            let listed = match briefs.get(&BriefOf(id)) {
                Some(brief) => Self::InBrief(ParagraphInBrief {
                    brief: Arc::clone(brief),
                    terms: terms.to_vec(),
                }),
                None => Paragraph::new(id, records.get(&hit.meeting)?)
                    .found_by(terms)
                    .into(),
            };
            Some((listed, key))
        });
        Ok(listed.collect())
    }

    pub(super) async fn id(&self, context: &Context<'_>) -> Result<ID> {
        match self {
            Self::Whole(whole) => whole.id(context).await,
            Self::InBrief(held) => Ok(held.brief.paragraph.to_string().into()),
        }
    }
}

impl ListedDecision {
    /// Those of a list, in its order. Whom they concern is read before anything is asked of them: it is the only one that
    /// leads to others who are named, and asked for in between it would part what is asked for together.
    pub async fn all(
        context: &Context<'_>,
        hits: Vec<(Found, String)>,
        terms: &[String],
    ) -> Result<Vec<(Self, String)>> {
        let view = viewing(context);
        let nodes = [
            context.look_ahead().field("nodes"),
            context.look_ahead().field("edges").field("node"),
        ];
        if nodes.iter().any(|node| node.field("concerns").exists()) {
            let told = hits.iter().filter(|(found, _)| found.brief.is_some());
            let told = told.map(|(found, _)| ConcernsOf(found.hit.decision));
            view.many(told.collect()).await?;
        }
        let left = hits.iter().filter(|(found, _)| found.brief.is_none());
        let left: Vec<MeetingId> = left.map(|(found, _)| found.hit.meeting).collect();
        let records = view.many(left).await?;
        let listed = hits.into_iter().filter_map(|(Found { hit, brief }, key)| {
            let id = hit.decision;
            let listed = match brief {
                Some(brief) => Self::InBrief(DecisionInBrief {
                    id,
                    brief,
                    terms: terms.to_vec(),
                }),
                None => Decision::new(id, records.get(&hit.meeting)?)
                    .found_by(terms)
                    .into(),
            };
            Some((listed, key))
        });
        Ok(listed.collect())
    }

    /// The decision with an id, if there is a brief of it.
    pub async fn one(view: &Viewing, id: DecisionId) -> Result<Option<Self>> {
        let brief = view.one(DecisionBriefOf(id)).await?;
        let terms = Vec::new();
        Ok(brief.map(|brief| Self::InBrief(DecisionInBrief { id, brief, terms })))
    }

    pub(super) async fn id(&self, context: &Context<'_>) -> Result<ID> {
        match self {
            Self::Whole(whole) => whole.id(context).await,
            Self::InBrief(held) => Ok(held.id.to_string().into()),
        }
    }
}

impl From<Paragraph> for ListedParagraph {
    fn from(whole: Paragraph) -> Self {
        Self::Whole(whole)
    }
}

impl From<Decision> for ListedDecision {
    fn from(whole: Decision) -> Self {
        Self::Whole(whole)
    }
}

/// A paragraph of which a list tells.
#[derive(Debug, Clone)]
pub struct ParagraphInBrief {
    brief: Arc<Brief>,
    /// Terms of the search that found it.
    terms: Vec<String>,
}

/// A decision of which a list tells.
#[derive(Debug, Clone)]
pub struct DecisionInBrief {
    id: DecisionId,
    brief: Arc<DecisionBrief>,
    /// Terms of the search that found it.
    terms: Vec<String>,
}

/// What a decision waits for of which a list tells.
#[derive(Debug, Clone)]
struct ConditionInBrief {
    id: DecisionId,
    condition: decision::Condition,
    under: Arc<Brief>,
}

/// The meeting of something of which a list tells.
#[derive(Debug, Clone)]
struct MeetingInBrief(Arc<Brief>);

/// Each is in the schema what its whole is.
macro_rules! in_brief {
    ($($brief:ty => $whole:ty),+) => {$(
        impl OutputType for $brief {
            fn type_name() -> Cow<'static, str> {
                <$whole as OutputType>::type_name()
            }

            fn create_type_info(registry: &mut Registry) -> String {
                <$whole as OutputType>::create_type_info(registry)
            }

            async fn resolve(
                &self,
                context: &ContextSelectionSet<'_>,
                _: &Positioned<Field>,
            ) -> ServerResult<Value> {
                resolve_container(context, self).await
            }
        }
    )+};
}

in_brief! {
    ParagraphInBrief => Paragraph,
    DecisionInBrief => Decision,
    ConditionInBrief => Condition,
    MeetingInBrief => Meeting
}

/// An answer that needs no record.
async fn told(context: &Context<'_>, value: impl OutputType) -> ServerResult<Option<Value>> {
    let below = context.with_selection_set(&context.item.node.selection_set);
    value.resolve(&below, context.item).await.map(Some)
}

/// A field that could not be read: null where it may be, and never left out of the answer.
fn unread<W: OutputType>(context: &Context<'_>, error: Error) -> ServerResult<Option<Value>> {
    let error = context.set_error_path(error.into_server_error(context.item.pos));
    let whole = context.schema_env.registry.types.get(&*W::type_name());
    let field = whole.and_then(|whole| whole.field_by_name(&context.item.node.name.node));
    if field.is_none_or(|field| field.ty.ends_with('!')) {
        return Err(error);
    }
    context.add_error(error);
    Ok(Some(Value::Null))
}

/// An answer of a thing that had to be read.
async fn read<W: OutputType>(
    context: &Context<'_>,
    value: Result<impl OutputType>,
) -> ServerResult<Option<Value>> {
    match value {
        Ok(value) => told(context, value).await,
        Err(error) => unread::<W>(context, error),
    }
}

/// A field that the record answers.
async fn beyond<W: ContainerType + OutputType>(
    context: &Context<'_>,
    meeting: MeetingId,
    whole: impl FnOnce(&Arc<Seen>) -> W + Send,
) -> ServerResult<Option<Value>> {
    let seen = viewing(context).one(meeting).await;
    let missing = || fail(&AppError::NotFound { what: "meeting" });
    match seen.and_then(|seen| seen.ok_or_else(missing)) {
        Ok(seen) => whole(&seen).resolve_field(context).await,
        Err(error) => unread::<W>(context, error),
    }
}

impl DecisionInBrief {
    async fn beyond(&self, context: &Context<'_>) -> ServerResult<Option<Value>> {
        let whole = |seen: &_| Decision::new(self.id, seen).found_by(&self.terms);
        beyond(context, self.brief.under.meeting, whole).await
    }
}

impl ContainerType for DecisionInBrief {
    async fn resolve_field(&self, context: &Context<'_>) -> ServerResult<Option<Value>> {
        let Self { id, brief, terms } = self;
        match context.item.node.name.node.as_str() {
            "id" => told(context, ID::from(id.to_string())).await,
            "kind" => told(context, codes::DecisionKind::from(brief.kind)).await,
            "text" => told(context, brief.text.as_str()).await,
            "excerpt" => told(context, search::excerpt(&brief.text, terms)).await,
            // Of a record without appeals.
            "annulled" => told(context, false).await,
            "item" if brief.item.is_none() => Ok(Some(Value::Null)),
            "condition" => {
                let (id, under) = (*id, &brief.under);
                let held = brief.condition.as_ref();
                let condition = held.map(|condition| ConditionInBrief {
                    id,
                    condition: condition.clone(),
                    under: Arc::clone(under),
                });
                told(context, condition).await
            }
            "budget" => told(context, brief.budget.map(BudgetPeriod::from)).await,
            "concerns" => match viewing(context).one(ConcernsOf(*id)).await {
                Ok(Some(held)) => {
                    let concerns = held.into_iter().map(Concern::from);
                    told(context, concerns.collect::<Vec<_>>()).await
                }
                // It was marked since its brief was read.
                Ok(None) => self.beyond(context).await,
                Err(error) => unread::<Decision>(context, error),
            },
            "links" => read::<Decision>(context, DecisionLink::of(context, *id).await).await,
            "linkedFrom" => read::<Decision>(context, DecisionLink::to(context, *id).await).await,
            "delegations" => read::<Decision>(context, Delegation::by(context, *id).await).await,
            "approvesBudget" => {
                let version = BudgetVersion::by_decision(context, *id).await;
                read::<Decision>(context, version).await
            }
            "paragraph" => {
                let under = ParagraphInBrief {
                    brief: Arc::clone(&brief.under),
                    terms: Vec::new(),
                };
                told(context, under).await
            }
            _ => self.beyond(context).await,
        }
    }
}

impl ContainerType for ParagraphInBrief {
    async fn resolve_field(&self, context: &Context<'_>) -> ServerResult<Option<Value>> {
        let Self { brief, terms } = self;
        match context.item.node.name.node.as_str() {
            "id" => told(context, ID::from(brief.paragraph.to_string())).await,
            "label" => told(context, &brief.label).await,
            "number" => told(context, brief.number).await,
            "title" => told(context, &brief.title).await,
            "text" => told(context, &brief.text).await,
            "excerpt" => {
                let texts = [brief.text.as_deref(), brief.title.as_deref()];
                let found = Paragraph::excerpt_of(texts, terms);
                told(context, found).await
            }
            "meeting" => told(context, MeetingInBrief(Arc::clone(brief))).await,
            _ => {
                let whole = |seen: &_| Paragraph::new(brief.paragraph, seen).found_by(terms);
                beyond(context, brief.meeting, whole).await
            }
        }
    }
}

impl ContainerType for ConditionInBrief {
    async fn resolve_field(&self, context: &Context<'_>) -> ServerResult<Option<Value>> {
        let Self {
            id,
            condition,
            under,
        } = self;
        match context.item.node.name.node.as_str() {
            "text" => told(context, condition.text.as_str()).await,
            "state" => told(context, codes::ConditionState::from(condition.state)).await,
            _ => {
                let whole = |seen: &_| Condition::new(*id, condition.clone(), seen);
                beyond(context, under.meeting, whole).await
            }
        }
    }
}

impl ContainerType for MeetingInBrief {
    async fn resolve_field(&self, context: &Context<'_>) -> ServerResult<Option<Value>> {
        let Self(brief) = self;
        match context.item.node.name.node.as_str() {
            "id" => told(context, ID::from(brief.meeting.to_string())).await,
            "date" => told(context, brief.date.map(Date)).await,
            "body" => told(context, Body(brief.body.as_ref().clone())).await,
            _ => beyond(context, brief.meeting, |seen| Meeting(Arc::clone(seen))).await,
        }
    }
}
