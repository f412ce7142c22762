//! Meetings and their minutes.

use super::{
    Absentee, Attachment, Attendance, Body, ListedParagraph, LiveMeeting, Minutes, Paragraph,
    Person, SecrecyMarking, Verdict,
};
use crate::graphql::codes;
use crate::graphql::paging::{List, list, page, slice};
use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::viewing::{Seen, Viewing, viewing};
use application::read::{Connection, Page};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::id::MeetingId;
use domain::rule as law;
use std::sync::Arc;

/// A meeting and its whole record.
#[derive(Debug, Clone)]
pub struct Meeting(pub Arc<Seen>);

impl Meeting {
    /// Meetings found, loaded together.
    pub async fn list(
        found: Connection<MeetingId>,
        page: &Page,
        view: &Viewing,
    ) -> Result<List<Self>> {
        let ids = found.items.iter().map(|(id, _)| *id).collect();
        let records = view.many::<MeetingId>(ids).await?;
        let nodes = found
            .items
            .into_iter()
            .filter_map(|(id, key)| records.get(&id).map(|seen| (Self(Arc::clone(seen)), key)));
        Ok(list(
            nodes.collect::<Vec<_>>(),
            found.total,
            page,
            found.has_next,
        ))
    }
}

fn clock(time: domain::Time) -> String {
    time.format("%H:%M").to_string()
}

/// A meeting that a record announces.
#[derive(SimpleObject, Debug, Clone)]
pub struct NextMeeting {
    /// The day.
    date: Option<Date>,
    /// Start, as printed.
    starts_at: Option<String>,
    /// End, as printed.
    ends_at: Option<String>,
    /// As printed.
    note: Option<String>,
}

/// A meeting and its whole record.
#[Object]
impl Meeting {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.0.meeting.id.to_string().into()
    }

    /// The day; null where the record gives none.
    async fn date(&self) -> Option<Date> {
        self.0.meeting.occasion.date.map(Date)
    }

    /// What the record says of the time, where it gives no date.
    async fn date_hint(&self) -> Option<&str> {
        self.0.meeting.occasion.date_hint.as_deref()
    }

    /// Start, `HH:MM`.
    async fn starts_at(&self) -> Option<String> {
        self.0.meeting.occasion.starts_at.map(clock)
    }

    /// End, `HH:MM`.
    async fn ends_at(&self) -> Option<String> {
        self.0.meeting.occasion.ends_at.map(clock)
    }

    /// Place as printed.
    async fn place(&self) -> Option<&str> {
        self.0.meeting.occasion.place.as_deref()
    }

    /// How it was held; null where the record does not say.
    async fn mode(&self) -> Option<codes::MeetingMode> {
        self.0.meeting.occasion.mode.map(Into::into)
    }

    /// The body that met.
    async fn body(&self) -> Body {
        Body(self.0.meeting.body.clone())
    }

    /// Kind of record; null where it does not say.
    async fn record(&self) -> Option<codes::RecordKind> {
        self.0.meeting.record.map(Into::into)
    }

    /// The record that this one is an appendix to, as printed.
    async fn appendix_to(&self) -> Option<&str> {
        self.0.meeting.appendix_to.as_deref()
    }

    /// How this record numbers its paragraphs.
    async fn numbering(&self) -> codes::NumberingScheme {
        self.0.meeting.numbering.scheme.into()
    }

    /// Chair (ordförande); null where not stated, or hidden.
    async fn chair(&self) -> Option<Person> {
        self.0
            .meeting
            .officers
            .chair
            .as_ref()
            .and_then(|person| Person::seen(person, &self.0))
    }

    /// Secretary (sekreterare); null where not stated, or hidden.
    async fn secretary(&self) -> Option<Person> {
        self.0
            .meeting
            .officers
            .secretary
            .as_ref()
            .and_then(|person| Person::seen(person, &self.0))
    }

    /// Adjusters (justerare), null in the place of one that is hidden; null as a whole where not stated.
    async fn adjusters(&self) -> Option<Vec<Option<Person>>> {
        let adjusters = self.0.meeting.officers.adjusters.as_ref()?;
        Some(
            adjusters
                .iter()
                .map(|person| Person::seen(person, &self.0))
                .collect(),
        )
    }

    /// Attendance list, in order of print; null where the record does not state attendance.
    async fn attendance(&self) -> Option<Vec<Attendance>> {
        let lines = self.0.meeting.attendance.as_ref()?;
        Some(
            lines
                .iter()
                .map(|line| Attendance::seen(line, &self.0))
                .collect(),
        )
    }

    /// Those listed as absent; null where the record has no such list.
    async fn absent(&self) -> Option<Vec<Absentee>> {
        let lines = self.0.meeting.absent.as_ref()?;
        Some(
            lines
                .iter()
                .map(|line| Absentee::seen(line, &self.0))
                .collect(),
        )
    }

    /// Numbered or top-level paragraphs, in order of print.
    async fn paragraphs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<ListedParagraph>> {
        let page = page(context, Some(first), after)?;
        let all = self.0.meeting.paragraphs.iter();
        slice(
            all.map(|paragraph| Paragraph::new(paragraph.id, &self.0).into())
                .collect(),
            &page,
        )
    }

    /// Whether the record says that no decision was taken, which is not the same as a record without decisions.
    async fn no_decisions_stated(&self) -> bool {
        self.0.meeting.no_decisions_stated
    }

    /// What the record says of the minutes of the meeting before.
    async fn previous_minutes(&self) -> Option<codes::PreviousMinutes> {
        self.0.meeting.previous_minutes.map(Into::into)
    }

    /// Meetings that the record announces.
    async fn next_meetings(&self) -> Vec<NextMeeting> {
        let next = self.0.meeting.next_meetings.iter();
        next.map(|next| NextMeeting {
            date: next.date.map(Date),
            starts_at: next.starts_at.clone(),
            ends_at: next.ends_at.clone(),
            note: next.note.clone(),
        })
        .collect()
    }

    /// The minutes: adjustment, notices, appeal, legal force.
    async fn minutes(&self) -> Minutes {
        Minutes::of(&self.0)
    }

    /// Grows by one with every change of the record.
    async fn version(&self) -> i64 {
        self.0.version()
    }

    /// Where the meeting stands, where it is run through the service; null for a record that was loaded.
    async fn stage(&self) -> Option<codes::MeetingStage> {
        self.0.stage().map(Into::into)
    }

    /// How it is run: room, lead, quorum at this moment. Null for a record that was loaded, and for viewers outside
    /// the organisation.
    async fn live(&self, context: &Context<'_>) -> Option<Result<LiveMeeting>> {
        LiveMeeting::of(context, &self.0).await.transpose()
    }

    /// What in the procedure was not as the law wants, with figures and law. Open questions stand here too, for the
    /// rules that the rulebook marks so.
    async fn irregularities(&self, context: &Context<'_>) -> Result<Vec<Verdict>> {
        let judged = viewing(context).judged(&self.0).await?;
        Ok(Verdict::all_of(&judged, |verdict| {
            verdict.is_irregularity()
        }))
    }

    /// Every verdict of the rules, kept ones and open ones too.
    async fn verdicts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those with this outcome.")] outcome: Option<codes::Outcome>,
    ) -> Result<Vec<Verdict>> {
        let judged = viewing(context).judged(&self.0).await?;
        let wanted = outcome.map(domain::rule::Outcome::from);
        let asked = |verdict: &&law::Verdict| wanted.is_none_or(|o| o == verdict.outcome);
        Ok(Verdict::all_of(&judged, asked))
    }

    /// Attachments (bilagor) that were uploaded, those of its paragraphs among them, in order of upload; outside the
    /// public ones alone.
    async fn attachments(&self, context: &Context<'_>) -> Result<Vec<Attachment>> {
        Attachment::of(context, &self.0).await
    }

    /// What of the record is marked as presumed to be secret: paragraphs, words of them, and attachments.
    async fn secrecy(&self) -> Vec<SecrecyMarking> {
        SecrecyMarking::all(&self.0, |_| true)
    }

    /// Whether the record is public.
    async fn published(&self) -> bool {
        self.0.published()
    }

    /// Revision of the record, from 1.
    async fn revision(&self) -> u32 {
        self.0.revision()
    }

    /// When this revision was stored.
    async fn stored_at(&self) -> DateTime {
        DateTime(self.0.stored_at())
    }
}
