//! Following up what was decided: reports of assignments, settled conditions, links between decisions.
//!
//! Loaded records and live meetings are followed up alike. Nothing in the record itself changes: what is told of it
//! stands beside it and survives its revisions.

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::journal;
use crate::live::Desk;
use crate::live::facts::{Fact, Unreadable, field};
use crate::once::{Once, stale, tried};
use crate::ports::UnitOfWork;
use crate::read::Subject;
use crate::visibility::Visibility;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::assignment::AssignmentStatus;
use domain::decision::ConditionState;
use domain::followup::{
    LinkKind, Misfit, Spot, linked, linked_already, on_day, settled_once, told_under,
};
use domain::id::{AssignmentId, DecisionId, MeetingId, ParagraphId};
use domain::live::Happening;
use domain::organisation::Organisation;
use serde_json::{Value, json};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followup {
    /// What became of an assignment.
    Report {
        /// Which.
        assignment: AssignmentId,
        /// Where it stands from now on.
        status: AssignmentStatus,
        /// In words.
        note: Option<String>,
        /// The day; `None` = today.
        on: Option<Date>,
        /// The § that reports or closes it.
        paragraph: Option<ParagraphId>,
    },
    /// A condition is met or has failed.
    Settle {
        /// The decision that waits.
        decision: DecisionId,
        /// Met, or failed.
        met: bool,
        /// The day.
        on: Date,
        /// What shows it.
        evidence: String,
        /// The § that tells of it.
        paragraph: Option<ParagraphId>,
    },
    /// What a decision does to an earlier one.
    Link {
        /// The later one.
        decision: DecisionId,
        /// The earlier one.
        earlier: DecisionId,
        /// What it does.
        kind: LinkKind,
    },
}

impl Followup {
    /// The command's name in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Report { .. } => REPORT,
            Self::Settle { .. } => SETTLE,
            Self::Link { .. } => "LinkDecisions",
        }
    }

    /// What it is about, and what that is called.
    const fn subject(&self) -> (Item, &'static str) {
        match self {
            Self::Report { assignment, .. } => (Item::Assignment(*assignment), "assignment"),
            Self::Settle { decision, .. } | Self::Link { decision, .. } => {
                (Item::Decision(*decision), "decision")
            }
        }
    }
}

pub(crate) const REPORT: &str = "ReportAssignment";
pub(crate) const SETTLE: &str = "SettleCondition";

/// A command that follows something up.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// What is asked.
    pub followup: Followup,
    /// What makes it safe to repeat; the version is that of the meeting.
    pub once: Once,
}

/// The answer to a command. Repeated, it tells of what stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// The meeting that gave the task or took the decision.
    pub meeting: MeetingId,
    /// Its version.
    pub version: i64,
}

/// Something in a record that is followed up or that tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// A § or sub-item.
    Paragraph(ParagraphId),
    /// A decision.
    Decision(DecisionId),
    /// An assignment.
    Assignment(AssignmentId),
}

/// The same, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredItem {
    /// Whose record it is.
    pub owner: Organisation,
    /// Whether the public may know of it.
    pub public: bool,
    /// The version of its meeting.
    pub version: i64,
    /// Where it stands.
    pub spot: Spot,
}

/// Who told something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
}

/// A report to be stored; the assignment stands so from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReport {
    /// Of which assignment.
    pub assignment: AssignmentId,
    /// Where it stands.
    pub status: AssignmentStatus,
    /// In words.
    pub note: Option<String>,
    /// The day.
    pub on: Date,
    /// Under which §.
    pub paragraph: Option<ParagraphId>,
}

/// A settled condition to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSettlement {
    /// Of which decision.
    pub decision: DecisionId,
    /// Met or failed.
    pub state: ConditionState,
    /// The day.
    pub on: Date,
    /// What shows it.
    pub evidence: String,
    /// Under which §.
    pub paragraph: Option<ParagraphId>,
}

/// Carries a command out, or answers once more where it was carried out before.
///
/// # Errors
/// `INVALID_VALUE` with the field for a day or a § that does not fit; `ALREADY_SETTLED`, `ALREADY_LINKED`;
/// `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<Followed, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<Followed, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let (subject, what) = request.followup.subject();
    let owner = permitted(request, work).await?;
    // Under the lock: whoever repeats a command that is under way waits here for its answer.
    work.lock(owner.id).await?;
    let item = work.item(subject).await?;
    let item = item.ok_or(AppError::NotFound { what })?;
    let meeting = item.spot.meeting;
    let (once, said) = (&request.once, format!("{:?}", request.followup));
    let turn = once.turn(owner.id, request.actor, desk.clock.now(), &said);
    if turn.receipt(&mut *work).await?.is_some() {
        let version = item.version;
        return Ok(Followed { meeting, version });
    }
    fresh(once.expected_version, &item, work).await?;

    let told = Told {
        at: turn.at,
        actor: turn.actor.clone(),
    };
    let following = Following {
        item: &item,
        today: desk.clock.today(),
        told: &told,
        work: &mut *work,
    };
    let change = following.follow(&request.followup).await?;

    work.raise_version(meeting, item.version).await?;
    let (command, subject) = (request.followup.name(), Some(Subject::Meeting(meeting)));
    let (payload, salt) = (payload(meeting, change)?, desk.ids.salt());
    let sequence = turn
        .tell(command, subject, payload, salt, &mut *work)
        .await?;
    turn.keep(Some(meeting), sequence, &mut *work).await?;
    begun.commit().await?;
    Ok(Followed {
        meeting,
        version: item.version + 1,
    })
}

/// Whose record a command is about. Refuses who may not keep it; what the asker may not know of is not found.
async fn permitted(
    request: &Request<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<Organisation, AppError> {
    let (subject, what) = request.followup.subject();
    let found = work.item(subject).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let known = found.public || request.see.is_inside(found.owner.id);
    let (actor, action) = (request.actor, Action::KeepRecord);
    authorize::check_known(actor, action, &found.owner, known, what)?;
    Ok(found.owner)
}

/// Refuses who last saw another version of the meeting, with what changed since and by whom.
async fn fresh(
    expected: Option<i64>,
    item: &StoredItem,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let found = item.version;
    let Some(expected) = expected.filter(|expected| *expected != found) else {
        return Ok(());
    };
    let missed = found.saturating_sub(expected);
    let steps = work.latest_steps(item.spot.meeting, missed).await?;
    Err(stale(expected, found, steps))
}

/// One command on its way.
struct Following<'a> {
    item: &'a StoredItem,
    today: Date,
    told: &'a Told,
    work: &'a mut dyn UnitOfWork,
}

/// What a day or a place that does not fit is told as.
pub(crate) fn misfit(field: &str) -> impl Fn(Misfit) -> AppError + '_ {
    move |misfit| AppError::invalid(field, misfit.to_string())
}

impl Following<'_> {
    /// Judges and stores: what the journal keeps of it.
    async fn follow(self, followup: &Followup) -> Result<Value, AppError> {
        match followup {
            Followup::Report {
                assignment,
                status,
                note,
                on,
                paragraph,
            } => {
                let report = NewReport {
                    assignment: *assignment,
                    status: *status,
                    note: note.clone(),
                    on: on.unwrap_or(self.today),
                    paragraph: *paragraph,
                };
                self.report(report).await
            }
            Followup::Settle {
                decision,
                met,
                on,
                evidence,
                paragraph,
            } => {
                let settlement = NewSettlement {
                    decision: *decision,
                    state: match met {
                        true => ConditionState::Met,
                        false => ConditionState::Failed,
                    },
                    on: *on,
                    evidence: evidence.clone(),
                    paragraph: *paragraph,
                };
                self.settle(settlement).await
            }
            Followup::Link {
                decision,
                earlier,
                kind,
            } => self.link(*decision, *earlier, *kind).await,
        }
    }

    async fn report(mut self, report: NewReport) -> Result<Value, AppError> {
        self.dated(report.on, report.paragraph).await?;
        self.work.add_report(&report, self.told).await?;
        Ok(json!({
            "assignment": report.assignment.to_string(),
            "status": report.status.write(),
            "note": report.note,
            "on": report.on.to_string(),
            "paragraph": report.paragraph.map(|id| id.to_string()),
        }))
    }

    async fn settle(mut self, settlement: NewSettlement) -> Result<Value, AppError> {
        let standing = self.work.condition(settlement.decision).await?;
        let standing = standing
            .ok_or_else(|| AppError::invalid("decision", "the decision waits for nothing"))?;
        settled_once(standing)?;
        self.dated(settlement.on, settlement.paragraph).await?;
        self.work.add_settlement(&settlement, self.told).await?;
        Ok(json!({
            "decision": settlement.decision.to_string(),
            "state": settlement.state.write(),
            "on": settlement.on.to_string(),
            "evidence": settlement.evidence,
            "paragraph": settlement.paragraph.map(|id| id.to_string()),
        }))
    }

    async fn link(
        mut self,
        decision: DecisionId,
        earlier: DecisionId,
        kind: LinkKind,
    ) -> Result<Value, AppError> {
        let other = self.beside(Item::Decision(earlier), "earlier").await?;
        linked(&self.item.spot, &other.spot).map_err(misfit("earlier"))?;
        if !self
            .work
            .add_link((decision, earlier, kind), self.told)
            .await?
        {
            return Err(linked_already().into());
        }
        Ok(json!({
            "decision": decision.to_string(),
            "earlier": earlier.to_string(),
            "kind": kind.write(),
        }))
    }

    /// The day, and the § that tells, fit what is followed up.
    async fn dated(&mut self, on: Date, paragraph: Option<ParagraphId>) -> Result<(), AppError> {
        on_day(on, self.item.spot.date, self.today).map_err(misfit("on"))?;
        if let Some(paragraph) = paragraph {
            let teller = self.beside(Item::Paragraph(paragraph), "paragraph").await?;
            told_under(&teller.spot, &self.item.spot).map_err(misfit("paragraph"))?;
        }
        Ok(())
    }

    /// Something else in the records of the same organisation. What another's records hold is not told.
    async fn beside(&mut self, item: Item, field: &str) -> Result<StoredItem, AppError> {
        let found = self.work.item(item).await?;
        found
            .filter(|found| found.owner.id == self.item.owner.id)
            .ok_or_else(|| {
                AppError::invalid(field, format!("{} has no such thing", self.item.owner.name))
            })
    }
}

/// What a follow-up did to the record of a live meeting, by what the journal keeps of it; a link changes nothing there.
pub(crate) fn happening(change: &Value) -> Result<Option<Happening>, Unreadable> {
    if change.get("status").is_some() {
        return Ok(Some(Happening::Reported {
            assignment: field(change, "assignment")?,
            status: field(change, "status")?,
        }));
    }
    if change.get("state").is_some() {
        return Ok(Some(Happening::ConditionSettled {
            decision: field(change, "decision")?,
            state: field(change, "state")?,
        }));
    }
    Ok(None)
}

fn payload(meeting: MeetingId, change: Value) -> Result<String, AppError> {
    let payload = json!({
        "version": 1,
        "meeting": meeting.to_string(),
        "followup": change,
    });
    Ok(journal::canonical(&payload)?)
}
