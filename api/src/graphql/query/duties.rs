//! What an office has still to do with the minutes of its meetings.

use super::{organisation, storage};
use crate::graphql::codes;
use crate::graphql::object::Meeting;
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{JudgedOf, Seen, Viewing};
use application::read::{MeetingFilter, MeetingOrder, Page};
use async_graphql::{Result, SimpleObject};
use chrono::Days;
use domain::id::MeetingId;
use domain::live::Stage;
use domain::rules::Duty as ToDo;
use std::sync::Arc;

/// How far back meetings are looked at, in days: more than a year, so that a forgotten notice is found.
const BACK: u64 = 400;

/// How many of them at the most.
const MOST: u32 = 200;

/// Something that is to be done with minutes.
#[derive(SimpleObject, Debug)]
pub struct Duty {
    /// What.
    kind: codes::DutyKind,
    /// The meeting.
    meeting: Meeting,
    /// The paragraphs of a unit adjusted at once; null = the rest.
    numbers: Option<Vec<u32>>,
    /// The last day for it; null where there is none.
    due_on: Option<Date>,
    /// The first day for it; null where it can be done at once.
    not_before: Option<Date>,
    /// Days left to the last day, negative when it has passed.
    margin: Option<i64>,
    /// The boards concerned.
    boards: Vec<String>,
    /// In words; Swedish, or English with `Accept-Language: en`.
    text: String,
}

impl Duty {
    fn of(duty: ToDo, seen: &Arc<Seen>, view: &Viewing) -> Self {
        let left = |day: domain::Date| day.signed_duration_since(view.today()).num_days();
        Self {
            kind: duty.kind.into(),
            meeting: Meeting(Arc::clone(seen)),
            numbers: duty.numbers,
            due_on: duty.due.map(Date),
            not_before: duty.not_before.map(Date),
            margin: duty.due.map(left),
            boards: duty.boards,
            text: duty.text.in_language(view.language).to_owned(),
        }
    }
}

/// What comes up within so many days, for viewers inside the organisation; what is overdue first, then by day.
pub(super) async fn duties(view: &Viewing, slug: &str, within: u32) -> Result<Vec<Duty>> {
    let Some(owner) = organisation(view, slug).await? else {
        return Ok(Vec::new());
    };
    if !view.see().is_inside(owner.id) {
        return Ok(Vec::new());
    }
    let today = view.today();
    let filter = MeetingFilter {
        organisation: Some(owner.id),
        from: today.checked_sub_days(Days::new(BACK)),
        to: Some(today),
        ..MeetingFilter::default()
    };
    let page = Page {
        first: MOST,
        ..Page::default()
    };
    let order = MeetingOrder::DateDescending;
    let found = view.read().meetings(&filter, order, &page, view.see());
    let found = found.await.map_err(storage)?;
    let ids: Vec<MeetingId> = found.items.into_iter().map(|(id, _)| id).collect();
    let records = view.many::<MeetingId>(ids.clone()).await?;
    // A record that was loaded is another office's, or of another time.
    let seen = ids.iter().filter_map(|id| records.get(id));
    let closed: Vec<_> = seen
        .filter(|seen| seen.stage() == Some(&Stage::Closed))
        .map(|seen| JudgedOf(Arc::clone(seen)))
        .collect();
    let judged = view.many(closed.clone()).await?;
    let until = today.checked_add_days(Days::new(u64::from(within)));
    let mut listed: Vec<(domain::Date, Duty)> = Vec::new();
    for judged in closed.iter().filter_map(|key| judged.get(key)) {
        for duty in judged.duties() {
            if until.is_none_or(|until| duty.comes_up_by(until)) {
                let day = duty.due.or(duty.not_before).unwrap_or(today);
                listed.push((day, Duty::of(duty, judged.seen(), view)));
            }
        }
    }
    listed.sort_by_key(|(day, _)| *day);
    Ok(listed.into_iter().map(|(_, duty)| duty).collect())
}
