//! What became of assignments, conditions and earlier decisions.

use super::{Assignment, Decision, Paragraph};
use crate::graphql::codes;
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{
    LinksOf, LinksTo, ReportsOf, ReportsUnder, Seen, SettlementOf, viewing,
};
use application::read::{Report, Teller};
use async_graphql::{Context, Object, Result};
use domain::decision;
use domain::id::{AssignmentId, DecisionId, MeetingId, ParagraphId};
use std::sync::Arc;

/// The paragraph that tells of something, where the viewer may know of it.
async fn told_under(
    context: &Context<'_>,
    teller: Option<Teller>,
) -> Result<Option<(Teller, Arc<Seen>)>> {
    let Some((teller, meeting)) = teller.and_then(|teller| Some((teller, teller.meeting?))) else {
        return Ok(None);
    };
    let seen = viewing(context).one::<MeetingId>(meeting).await?;
    Ok(seen.map(|seen| (teller, seen)))
}

async fn paragraph(context: &Context<'_>, teller: Option<Teller>) -> Result<Option<Paragraph>> {
    let told = told_under(context, teller).await?;
    Ok(told.map(|(teller, seen)| Paragraph::new(teller.paragraph, &seen)))
}

/// What somebody wrote when they told of something in a record, as far as the viewer may read it.
async fn words(
    context: &Context<'_>,
    text: &str,
    record: &Seen,
    teller: Option<Teller>,
) -> Result<Option<String>> {
    let told = told_under(context, teller).await?;
    let told = told.as_ref().map(|(_, seen)| seen.as_ref());
    Ok(record.retold(text, teller, told))
}

/// A report of what became of an assignment.
#[derive(Debug, Clone)]
pub struct AssignmentReport {
    report: Report,
    /// The record that gave the assignment.
    seen: Arc<Seen>,
}

impl AssignmentReport {
    /// Reports of an assignment, in order.
    pub(super) async fn of(
        context: &Context<'_>,
        assignment: AssignmentId,
        seen: &Arc<Seen>,
    ) -> Result<Vec<Self>> {
        let reports = viewing(context).one(ReportsOf(assignment)).await?;
        let reports = reports.into_iter().flatten();
        Ok(reports
            .map(|report| Self {
                report,
                seen: Arc::clone(seen),
            })
            .collect())
    }

    /// Reports that paragraphs give, in order.
    pub(super) async fn under(
        context: &Context<'_>,
        paragraphs: impl Iterator<Item = ParagraphId>,
    ) -> Result<Vec<Self>> {
        let view = viewing(context);
        let keys: Vec<ReportsUnder> = paragraphs.map(ReportsUnder).collect();
        let mut found = view.many(keys.clone()).await?;
        let reports: Vec<Report> = keys
            .iter()
            .filter_map(|key| found.remove(key))
            .flatten()
            .collect();
        let records = reports.iter().map(|report| report.given_by).collect();
        let records = view.many::<MeetingId>(records).await?;
        Ok(reports
            .into_iter()
            .filter_map(|report| {
                let seen = Arc::clone(records.get(&report.given_by)?);
                Some(Self { report, seen })
            })
            .collect())
    }
}

/// A report of what became of an assignment.
#[Object]
impl AssignmentReport {
    /// The assignment.
    async fn assignment(&self) -> Assignment {
        Assignment::new(self.report.assignment, &self.seen)
    }

    /// Where it stood from then on.
    async fn status(&self) -> codes::AssignmentStatus {
        self.report.status.into()
    }

    /// In words; null where nothing was said, or where it stands under a paragraph that the viewer may not know of.
    async fn note(&self, context: &Context<'_>) -> Option<Result<String>> {
        let note = self.report.note.as_deref()?;
        words(context, note, &self.seen, self.report.teller)
            .await
            .transpose()
    }

    /// The day.
    async fn on(&self) -> Date {
        Date(self.report.on)
    }

    /// The paragraph that reports or closes it; null where none does, or the viewer may not know of it.
    async fn paragraph(&self, context: &Context<'_>) -> Option<Result<Paragraph>> {
        paragraph(context, self.report.teller).await.transpose()
    }
}

/// What a decision waits for.
#[derive(Debug, Clone)]
pub struct Condition {
    decision: DecisionId,
    condition: decision::Condition,
    seen: Arc<Seen>,
}

impl Condition {
    /// The condition of a decision.
    pub(super) fn new(
        decision: DecisionId,
        condition: decision::Condition,
        seen: &Arc<Seen>,
    ) -> Self {
        Self {
            decision,
            condition,
            seen: Arc::clone(seen),
        }
    }
}

/// What a decision waits for.
#[Object]
impl Condition {
    /// As printed.
    async fn text(&self) -> &str {
        &self.condition.text
    }

    /// Whether it has come.
    async fn state(&self) -> codes::ConditionState {
        self.condition.state.into()
    }

    /// The day on which it came, or could no longer come; null while it is pending.
    async fn settled_on(&self, context: &Context<'_>) -> Option<Result<Date>> {
        let settled = viewing(context).one(SettlementOf(self.decision)).await;
        settled
            .map(|held| held.map(|settled| Date(settled.on)))
            .transpose()
    }

    /// What shows it; null while it is pending, or where it stands under a paragraph that the viewer may not know of.
    async fn evidence(&self, context: &Context<'_>) -> Option<Result<String>> {
        let told = async {
            match viewing(context).one(SettlementOf(self.decision)).await? {
                None => Ok(None),
                Some(settled) => {
                    words(context, &settled.evidence, &self.seen, settled.teller).await
                }
            }
        };
        told.await.transpose()
    }

    /// The paragraph that tells of it; null where none does, or the viewer may not know of it.
    async fn paragraph(&self, context: &Context<'_>) -> Option<Result<Paragraph>> {
        let told = async {
            let settled = viewing(context).one(SettlementOf(self.decision)).await?;
            paragraph(context, settled.and_then(|settled| settled.teller)).await
        };
        told.await.transpose()
    }
}

/// A decision that another is linked to.
#[derive(Debug, Clone)]
pub struct DecisionLink {
    kind: codes::LinkKind,
    decision: Decision,
}

impl DecisionLink {
    async fn read(
        context: &Context<'_>,
        links: Option<Vec<application::read::DecisionLink>>,
    ) -> Result<Vec<Self>> {
        let links = links.unwrap_or_default();
        let records = links.iter().map(|link| link.meeting).collect();
        let records = viewing(context).many::<MeetingId>(records).await?;
        Ok(links
            .into_iter()
            .filter_map(|link| {
                let seen = records.get(&link.meeting)?;
                Some(Self {
                    kind: link.kind.into(),
                    decision: Decision::new(link.decision, seen),
                })
            })
            .collect())
    }

    /// The earlier decisions that one bears on.
    pub(super) async fn of(context: &Context<'_>, decision: DecisionId) -> Result<Vec<Self>> {
        let links = viewing(context).one(LinksOf(decision)).await?;
        Self::read(context, links).await
    }

    /// The later decisions that bear on one.
    pub(super) async fn to(context: &Context<'_>, decision: DecisionId) -> Result<Vec<Self>> {
        let links = viewing(context).one(LinksTo(decision)).await?;
        Self::read(context, links).await
    }
}

/// A decision that another is linked to.
#[Object]
impl DecisionLink {
    /// What the later decision does to the earlier one.
    async fn kind(&self) -> codes::LinkKind {
        self.kind
    }

    /// The other decision.
    async fn decision(&self) -> &Decision {
        &self.decision
    }
}
