//! Sending: what a subscription owes now, one letter after the other.
//!
//! What a letter tells is noted before it goes out, and its name follows from that: where a process dies between the mail
//! server's answer and the note of it, the same letter goes out under the same name.

use super::keeping::{lapse, new_link};
use super::letter::{self, Letter, Line, Outgoing, Telling};
use super::{Due, Kind, LinkDigest, MailAddress, Purpose, TO_CONFIRM, TO_UNSUBSCRIBE, again_after};
use crate::error::{AppError, StorageError};
use crate::journal::sha256;
use crate::live::Desk;
use crate::ports::{MailQueue, Mailer, ReadModel, Received};
use crate::read::{
    ChangeFilter, ChangeHit, FeedKind, MeetingFilter, MeetingOrder, Page, Record, Subject,
};
use crate::visibility::Visibility;
use crate::webhooks::KINDS;
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::Date;
use domain::id::{MeetingId, OrganisationId};
use domain::live::Stage;
use domain::organisation::Organisation;
use domain::rules;
use std::sync::Arc;
use uuid::Uuid;

/// How many changes one letter tells at the most; the rest follows in another.
const CHANGES: u32 = 100;
/// How far back meetings are looked at for duties, in days, and how many: as the query `duties` has it.
const BACK: (u64, u32) = (400, 200);
/// How long a letter rests that the mail server refused for good.
const REFUSED_FOR: TimeDelta = TimeDelta::hours(6);
/// How often in a row it is refused before nothing more is sent.
pub const MOST_REFUSED: u32 = 3;

/// Whoever sends.
#[derive(Clone)]
pub struct Sender {
    /// What is owed.
    pub queue: Arc<dyn MailQueue>,
    /// The record.
    pub read: Arc<dyn ReadModel>,
    /// Whoever ends what nobody confirmed.
    pub desk: Desk,
    /// The mail server.
    pub mailer: Arc<dyn Mailer>,
    /// Where the service is, without a slash at the end.
    pub base: String,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sender").finish_non_exhaustive()
    }
}

/// What is to be sent.
struct Ready {
    to: MailAddress,
    letter: Letter,
    /// The place in the feed up to which it tells; `None` where it tells nothing of the feed.
    upto: Option<i64>,
    /// Whether more follows at once.
    more: bool,
    links: Vec<LinkDigest>,
}

fn storage(error: AppError) -> StorageError {
    match error {
        AppError::Storage(error) => error,
        other => StorageError::Conflict(other.to_string()),
    }
}

/// The kind of the feed that a code names.
fn kind(hit: &ChangeHit) -> Option<FeedKind> {
    KINDS.into_iter().find(|kind| code(*kind) == hit.kind)
}

/// A kind's code on the wire.
const fn code(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Published => "PUBLISHED",
        FeedKind::Revised => "REVISED",
        FeedKind::Recalled => "RECALLED",
        FeedKind::RegisterChanged => "REGISTER_CHANGED",
    }
}

impl Sender {
    /// Sends what a subscription owes now. Whoever calls holds its lease under the name `holder`; it is given back.
    ///
    /// # Errors
    /// [`StorageError`]; what was sent and could not be noted as sent is sent again under the same name.
    pub async fn serve(&self, mut due: Due, holder: Uuid) -> Result<(), StorageError> {
        let now = self.desk.clock.now();
        let held = &due.subscription;
        if held.confirmed_at.is_none() && due.standing.asked_at.is_some() {
            return lapse(held.id, &self.desk).await.map_err(storage);
        }
        let Some(ready) = self.ready(&mut due, now).await? else {
            passed(&mut due, now);
            return self.queue.settle_mail(holder, &due).await;
        };
        let id = due.subscription.id;
        let noted = self
            .queue
            .note_mail(id, holder, ready.upto, &ready.links)
            .await?;
        if !noted {
            return Ok(());
        }
        due.standing.upto = ready.upto;
        let mail = Outgoing {
            name: name(&due),
            to: ready.to,
            letter: ready.letter,
            at: now,
        };
        let received = self.mailer.send(&mail).await;
        let now = self.desk.clock.now();
        match received {
            Received::Taken => taken(&mut due, ready.more, now),
            Received::Refused { code } => refused(&mut due, code, now),
            Received::Later { code, reason } => {
                let [low, high, ..] = self.desk.ids.random();
                later(
                    &mut due,
                    (code, reason),
                    now,
                    u16::from_le_bytes([low, high]),
                );
            }
        }
        self.queue.settle_mail(holder, &due).await?;
        if due.subscription.confirmed_at.is_none() && due.subscription.stopped_at.is_some() {
            return lapse(id, &self.desk).await.map_err(storage);
        }
        Ok(())
    }

    /// The letter that is due; `None` where there is nothing to tell.
    async fn ready(
        &self,
        due: &mut Due,
        now: DateTime<Utc>,
    ) -> Result<Option<Ready>, StorageError> {
        let held = &due.subscription;
        let Some(to) = held.address.clone() else {
            return Ok(None);
        };
        let see = Visibility {
            inside: [held.owner].into(),
            ..Visibility::public()
        };
        let owners = self.read.organisations_by_id(&[held.owner], &see).await?;
        let Some(owner) = owners.get(&held.owner) else {
            return Ok(None);
        };
        let ids = self.desk.ids.as_ref();
        let (token, link) = new_link(Purpose::Unsubscribe, now + TO_UNSUBSCRIBE, ids);
        let unsubscribe = self.link(Purpose::Unsubscribe, &token);
        let mut ready = Ready {
            to,
            letter: Letter {
                language: held.plan.language,
                subject: String::new(),
                lead: Vec::new(),
                lines: Vec::new(),
                action: None,
                foot: String::new(),
                unsubscribe: String::new(),
            },
            upto: None,
            more: false,
            links: vec![link],
        };
        if held.confirmed_at.is_none() {
            let (token, link) = new_link(Purpose::Confirm, now + TO_CONFIRM, ids);
            let confirm = self.link(Purpose::Confirm, &token);
            ready.links.push(link);
            ready.letter = letter::question(held, owner, confirm, unsubscribe);
            return Ok(Some(ready));
        }
        let lines = match held.kind {
            Kind::Digest => {
                let (lines, upto, more) = self.news(due).await?;
                due.standing.upto = Some(upto);
                (ready.upto, ready.more) = (Some(upto), more);
                lines
            }
            Kind::Duties => self.to_do(due, owner, &see).await?,
        };
        if lines.is_empty() {
            return Ok(None);
        }
        let held = &due.subscription;
        ready.letter = match held.kind {
            Kind::Digest => letter::digest(held, owner, lines, unsubscribe),
            Kind::Duties => letter::duties(held, owner, lines, unsubscribe),
        };
        Ok(Some(ready))
    }

    fn link(&self, purpose: Purpose, token: &str) -> String {
        format!("{}/mail/{}/{token}", self.base, purpose.page())
    }

    /// What came into the public feed that concerns the owner, up to where a letter that is on its way tells; else up to
    /// the end, or as much as a letter holds.
    async fn news(&self, due: &Due) -> Result<(Vec<Line>, i64, bool), StorageError> {
        let (held, standing) = (&due.subscription, &due.standing);
        let filter = ChangeFilter {
            organisation: None,
            concerns: Some(held.owner),
        };
        let page = Page {
            first: CHANGES,
            after: Some(standing.position.to_string()),
            ..Page::default()
        };
        let found = self.read.feed(&filter, &page).await?;
        let mut hits: Vec<(i64, ChangeHit)> = found
            .items
            .into_iter()
            .filter_map(|(hit, key)| Some((key.parse().ok()?, hit)))
            .collect();
        let last = hits.last().map_or(standing.position, |(place, _)| *place);
        let upto = standing.upto.unwrap_or(last);
        hits.retain(|(place, _)| *place <= upto);
        let meetings: Vec<MeetingId> = hits
            .iter()
            .filter_map(|(_, hit)| match hit.subject {
                Some(Subject::Meeting(id)) => Some(id),
                _ => None,
            })
            .collect();
        let see = Visibility::public();
        let records = self.read.records(&meetings, &see).await?;
        let owners: Vec<OrganisationId> = hits.iter().map(|(_, hit)| hit.organisation).collect();
        let owners = self.read.organisations_by_id(&owners, &see).await?;
        let telling = Telling {
            language: held.plan.language,
            base: &self.base,
            to: held.owner,
        };
        let lines = hits.iter().filter_map(|(_, hit)| {
            let record = match hit.subject {
                Some(Subject::Meeting(id)) => records.get(&id).map(AsRef::as_ref),
                _ => None,
            };
            Some(telling.change(kind(hit)?, owners.get(&hit.organisation), record))
        });
        Ok((lines.collect(), upto, found.has_next || upto < last))
    }

    /// What is to be done with the owner's minutes until the day before the next letter.
    async fn to_do(
        &self,
        due: &Due,
        owner: &Organisation,
        see: &Visibility,
    ) -> Result<Vec<Line>, StorageError> {
        let (plan, today) = (due.subscription.plan, self.desk.clock.today());
        let (days, most) = BACK;
        let filter = MeetingFilter {
            organisation: Some(owner.id),
            from: today.checked_sub_days(Days::new(days)),
            to: Some(today),
            ..MeetingFilter::default()
        };
        let page = Page {
            first: most,
            ..Page::default()
        };
        let order = MeetingOrder::DateDescending;
        let found = self.read.meetings(&filter, order, &page, see).await?;
        let ids: Vec<MeetingId> = found.items.into_iter().map(|(id, _)| id).collect();
        let records = self.read.records(&ids, see).await?;
        // A record that was loaded is another office's, or of another time.
        let closed: Vec<&Record<()>> = ids
            .iter()
            .filter_map(|id| records.get(id).map(AsRef::as_ref))
            .filter(|record| record.stage == Some(Stage::Closed))
            .collect();
        let around = self.read.surroundings(&closed, see).await?;
        let ahead = Days::new(plan.rhythm.days_ahead());
        let until = today.checked_add_days(ahead).unwrap_or(today);
        let telling = Telling {
            language: plan.language,
            base: &self.base,
            to: owner.id,
        };
        let mut lines: Vec<(Date, Line)> = Vec::new();
        for (record, around) in closed.into_iter().zip(&around) {
            for duty in rules::duties(&record.meeting, around) {
                if duty.comes_up_by(until) {
                    let day = duty.due.or(duty.not_before).unwrap_or(today);
                    lines.push((day, telling.duty(&duty, record)));
                }
            }
        }
        lines.sort_by_key(|(day, _)| *day);
        Ok(lines.into_iter().map(|(_, line)| line).collect())
    }
}

/// The name of a letter: that of the same subscription, for the same time, up to the same place.
fn name(due: &Due) -> String {
    let (id, standing) = (due.subscription.id, &due.standing);
    let slot = standing.slot.timestamp_micros();
    let told = standing.upto.unwrap_or_default();
    let digest = sha256(&format!("{id} {slot} {told}"));
    digest.get(..32).unwrap_or_default().to_owned()
}

/// Nothing was to be told: the next time is the plan's.
fn passed(due: &mut Due, now: DateTime<Utc>) {
    let standing = &mut due.standing;
    standing.position = standing.upto.take().unwrap_or(standing.position);
    standing.slot = due.subscription.plan.next(now);
    standing.retry_at = None;
    (standing.attempts, standing.refused) = (0, 0);
}

fn taken(due: &mut Due, more: bool, now: DateTime<Utc>) {
    let (held, standing) = (&mut due.subscription, &mut due.standing);
    held.failure = None;
    held.sent_at = Some(now);
    if held.confirmed_at.is_none() {
        standing.asked_at = Some(now);
        standing.slot = now + TO_CONFIRM;
    } else if !more {
        standing.slot = held.plan.next(now);
    }
    standing.position = standing.upto.take().unwrap_or(standing.position);
    standing.retry_at = None;
    (standing.attempts, standing.refused) = (0, 0);
    tracing::info!(subscription = %held.id, "a mail was taken");
}

fn refused(due: &mut Due, code: u16, now: DateTime<Utc>) {
    let (held, standing) = (&mut due.subscription, &mut due.standing);
    standing.refused = standing.refused.saturating_add(1);
    standing.retry_at = Some(now + REFUSED_FOR);
    held.failure = Some(format!("the mail server refused it: {code}"));
    if MOST_REFUSED <= standing.refused {
        held.stopped_at = Some(now);
    }
    let stopped = held.stopped_at.is_some();
    tracing::warn!(subscription = %held.id, code, stopped, "a mail was refused");
}

fn later(
    due: &mut Due,
    (code, reason): (Option<u16>, &'static str),
    now: DateTime<Utc>,
    chance: u16,
) {
    let (held, standing) = (&mut due.subscription, &mut due.standing);
    standing.attempts = standing.attempts.saturating_add(1);
    let at = now + again_after(standing.attempts, chance);
    standing.retry_at = Some(at);
    held.failure = Some(match code {
        Some(code) => format!("{reason}: {code}"),
        None => reason.to_owned(),
    });
    tracing::info!(subscription = %held.id, code, reason, again = %at, "a mail was not taken");
}
