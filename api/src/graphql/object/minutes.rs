//! Minutes on their way from draft to legal force.

use super::{BoardAdjustment, Paragraph, Person};
use crate::graphql::codes;
use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::viewing::{EmbargoOf, Seen, viewing};
use crate::rest::minutes::{Format, path};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::calendar::Deadline;
use domain::id::MinutesId;
use domain::rules::{MinutesClock, UnitClock};
use std::sync::Arc;

/// The minutes of a meeting on their way to legal force.
#[derive(Debug, Clone)]
pub struct Minutes(Arc<Seen>);

impl Minutes {
    /// The minutes of a meeting.
    pub fn of(seen: &Arc<Seen>) -> Self {
        Self(Arc::clone(seen))
    }

    /// A day of their clock, where it has one.
    async fn timed(
        &self,
        context: &Context<'_>,
        day: impl Fn(&MinutesClock) -> Option<Date>,
    ) -> Option<Result<Date>> {
        let judged = viewing(context).judged(&self.0).await;
        judged.map(|judged| day(judged.clock())).transpose()
    }
}

/// The minutes of a meeting on their way to legal force.
#[Object]
impl Minutes {
    /// Address: `/paragraf/v1/minutes/{id}` leads to the documents.
    async fn id(&self) -> ID {
        MinutesId::of(self.0.meeting.id).to_string().into()
    }

    /// The minutes as a document, in every format.
    async fn documents(&self) -> Vec<MinutesDocument> {
        let formats = Format::ALL.into_iter();
        formats
            .map(|format| MinutesDocument {
                media_type: format.media_type(),
                path: path(self.0.meeting.id, format),
            })
            .collect()
    }

    /// Where they stand today.
    async fn status(&self, context: &Context<'_>) -> Result<codes::MinutesStatus> {
        let judged = viewing(context).judged(&self.0).await?;
        Ok(judged.clock().status.into())
    }

    /// The instant from which on they are public, where one was set and has not come; null outside the organisation.
    async fn embargo_until(&self, context: &Context<'_>) -> Result<Option<DateTime>> {
        if self.0.published() || !self.0.is_inside() {
            return Ok(None);
        }
        let held = viewing(context).one(EmbargoOf(self.0.meeting.id)).await?;
        Ok(held.map(DateTime))
    }

    /// Last day to adjust; null for a body that no statute binds, or without a date.
    async fn adjustment_due_on(&self, context: &Context<'_>) -> Option<Result<Date>> {
        self.timed(context, |clock| clock.adjustment_due.map(last_day))
            .await
    }

    /// The day of adjustment.
    async fn adjusted_on(&self, context: &Context<'_>) -> Option<Result<Date>> {
        self.timed(context, |clock| clock.adjusted_on.map(Date))
            .await
    }

    /// Last day to appeal, from the latest posting; null where it cannot be said, or no statute asks.
    async fn last_appeal_day(&self, context: &Context<'_>) -> Option<Result<Date>> {
        self.timed(context, |clock| clock.last_appeal_day.map(last_day))
            .await
    }

    /// First day of legal force (laga kraft); null where nothing shows that it came.
    async fn final_on(&self, context: &Context<'_>) -> Option<Result<Date>> {
        self.timed(context, |clock| clock.final_on.map(Date)).await
    }

    /// Notices on every board, of all units.
    async fn notices(&self) -> Vec<Notice> {
        self.0
            .meeting
            .units
            .iter()
            .flat_map(|unit| &unit.notices)
            .map(Notice::of)
            .collect()
    }

    /// Units of adjustment: paragraphs adjusted at once, and the rest.
    async fn units(&self, context: &Context<'_>) -> Result<Vec<AdjustmentUnit>> {
        let judged = viewing(context).judged(&self.0).await?;
        let clocks = &judged.clock().units;
        let units = self.0.meeting.units.iter().enumerate();
        Ok(units
            .map(|(place, unit)| AdjustmentUnit::of(unit, clocks.get(place), &self.0))
            .collect())
    }

    /// Appeals of what was decided, as far as they are registered here.
    async fn appeals(&self) -> Vec<Appeal> {
        let appeals = self.0.meeting.appeals.iter();
        appeals.map(|held| Appeal::of(held, &self.0)).collect()
    }

    /// Where the minutes are kept (förvaringsplats).
    async fn stored_at(&self) -> Option<&str> {
        self.0.meeting.stored_at.as_deref()
    }

    /// That personal data was blotted from the record, and on what ground.
    async fn redactions(&self) -> Vec<Redaction> {
        let redactions = self.0.meeting.redactions.iter();
        redactions
            .map(|held| Redaction {
                on: Date(held.on),
                ground: held.ground.clone(),
            })
            .collect()
    }

    /// Corrections after adjustment.
    async fn addenda(&self) -> Vec<Addendum> {
        let addenda = self.0.meeting.addenda.iter();
        addenda
            .map(|addendum| Addendum {
                number: addendum.number,
                text: addendum.text.clone(),
                by: addendum.by.clone(),
                on: addendum.on.map(Date),
            })
            .collect()
    }
}

/// That personal data was blotted (maskerat) from a record for good.
#[derive(SimpleObject, Debug, Clone)]
pub struct Redaction {
    /// The day.
    on: Date,
    /// On what ground.
    ground: String,
}

/// The minutes as a document in one format.
#[derive(SimpleObject, Debug, Clone)]
pub struct MinutesDocument {
    /// The media type.
    media_type: &'static str,
    /// Where it is, on this service.
    path: String,
}

fn last_day(deadline: Deadline) -> Date {
    Date(deadline.last_day)
}

/// A notice (anslag) on one board.
#[derive(SimpleObject, Debug, Clone)]
pub struct Notice {
    /// Address.
    id: ID,
    /// Whose board, as printed.
    board: Option<String>,
    /// The day it went up.
    posted_on: Option<Date>,
    /// The day it came down.
    removed_on: Option<Date>,
    /// Who put it up; null where the record does not say.
    posted_by: Option<String>,
    /// Who took it down; null where the record does not say.
    removed_by: Option<String>,
}

impl Notice {
    pub(in crate::graphql) fn of(notice: &domain::notice::Notice) -> Self {
        Self {
            id: notice.id.to_string().into(),
            board: notice.board.clone(),
            posted_on: notice.posted_on.map(Date),
            removed_on: notice.removed_on.map(Date),
            posted_by: notice.posted_by.clone(),
            removed_by: notice.removed_by.clone(),
        }
    }
}

/// Paragraphs that were adjusted together, with their own clock.
#[derive(SimpleObject, Debug, Clone)]
pub struct AdjustmentUnit {
    /// The paragraphs of an immediate adjustment; null = all that no other unit holds.
    numbers: Option<Vec<u32>>,
    /// The day of adjustment.
    adjusted_on: Option<Date>,
    /// Where.
    place: Option<String>,
    /// Last day to post the notice.
    notice_due_on: Option<Date>,
    /// Last day to appeal.
    last_appeal_day: Option<Date>,
    /// First day on which the notices may come down.
    earliest_removal_on: Option<Date>,
    /// First day of legal force.
    final_on: Option<Date>,
    /// Signatures in order; empty where the record tells of none.
    signatures: Vec<Signature>,
    /// The decision by which the body adjusted it itself, in place of those who could not sign; null where all did.
    adjusted_by_board: Option<BoardAdjustment>,
    /// Notices.
    notices: Vec<Notice>,
}

impl AdjustmentUnit {
    fn of(
        unit: &domain::adjustment::AdjustmentUnit,
        clock: Option<&UnitClock>,
        seen: &Seen,
    ) -> Self {
        Self {
            numbers: unit.numbers.clone(),
            adjusted_on: unit.adjusted_on.map(Date),
            place: unit.place.clone(),
            notice_due_on: clock.and_then(|clock| clock.notice_due).map(last_day),
            last_appeal_day: clock.and_then(|clock| clock.last_appeal_day).map(last_day),
            earliest_removal_on: clock.and_then(|clock| clock.earliest_removal).map(Date),
            final_on: clock.and_then(|clock| clock.final_on).map(Date),
            signatures: unit
                .signatures
                .iter()
                .map(|held| Signature::of(held, seen))
                .collect(),
            adjusted_by_board: unit
                .by_board
                .as_ref()
                .map(|held| BoardAdjustment::of(held, seen)),
            notices: unit.notices.iter().map(Notice::of).collect(),
        }
    }
}

/// A correction after adjustment.
#[derive(SimpleObject, Debug, Clone)]
pub struct Addendum {
    /// The paragraph corrected.
    number: Option<u32>,
    /// The correction.
    text: String,
    /// Who, as printed.
    by: Option<String>,
    /// When.
    on: Option<Date>,
}

/// A signature under minutes.
#[derive(SimpleObject, Debug, Clone)]
pub struct Signature {
    /// Who; null for a union's representative, where the viewer stands outside the organisation.
    person: Option<Person>,
    /// As what.
    role: codes::SigningRole,
    /// How.
    method: codes::SigningMethod,
    /// The day.
    signed_on: Date,
    /// When it was given, or recorded where it was given on paper; null for viewers outside the organisation.
    signed_at: Option<DateTime>,
    /// How strongly the signer was authenticated (`acr`); null where the token does not say, and for viewers outside.
    assurance: Option<String>,
    /// When the signer was authenticated; null where the token does not say, and for viewers outside.
    authenticated_at: Option<DateTime>,
    /// SHA-256 of exactly what was signed, hexadecimal; null where a name is hidden from the viewer, since it could be
    /// tried against the digest.
    digest: Option<String>,
}

impl Signature {
    fn of(held: &domain::adjustment::Signature, seen: &Seen) -> Self {
        let inside = seen.is_inside();
        Self {
            person: Person::seen(&held.by, seen),
            role: held.role.into(),
            method: held.method.into(),
            signed_on: Date(held.on),
            signed_at: inside.then_some(DateTime(held.at)),
            assurance: held.assurance.clone().filter(|_| inside),
            authenticated_at: held.authenticated_at.map(DateTime).filter(|_| inside),
            digest: (!seen.is_veiled()).then(|| held.digest.clone()),
        }
    }
}

/// An appeal (överklagande) to the administrative court.
#[derive(SimpleObject, Debug, Clone)]
pub struct Appeal {
    /// Address.
    id: ID,
    /// The paragraphs whose decisions are appealed.
    paragraphs: Vec<Paragraph>,
    /// The day it came in.
    received_on: Date,
    /// Who appeals, as far as the right to appeal goes; null where that is not known.
    appellant: Option<codes::Appellant>,
    /// The court.
    court: Option<String>,
    /// The court's case number (målnummer).
    case_number: Option<String>,
    /// How it ended; null while it waits.
    outcome: Option<codes::AppealOutcome>,
    /// The day of the ruling.
    decided_on: Option<Date>,
    /// The day from which the ruling can no longer be changed.
    final_on: Option<Date>,
}

impl Appeal {
    pub(in crate::graphql) fn of(held: &domain::appeal::Appeal, seen: &Arc<Seen>) -> Self {
        let paragraphs = held.paragraphs.iter();
        Self {
            id: held.id.to_string().into(),
            paragraphs: paragraphs.map(|id| Paragraph::new(*id, seen)).collect(),
            received_on: Date(held.received_on),
            appellant: held.appellant.map(Into::into),
            court: held.court.clone(),
            case_number: held.case_number.clone(),
            outcome: held.ruling.map(|ruling| ruling.outcome.into()),
            decided_on: held.ruling.map(|ruling| Date(ruling.on)),
            final_on: held.ruling.and_then(|ruling| ruling.final_on).map(Date),
        }
    }
}
