//! Minutes under embargo: reviewed and approved, and public from an instant on, by themselves.

use crate::error::{AppError, StorageError};
use crate::journal::{self, Chained, Entry, moment};
use crate::live::Desk;
use crate::once::tried;
use crate::ports::EmbargoQueue;
use crate::read::{FeedEntry, FeedKind, Subject};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{MeetingId, OrganisationId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The journal's command that sets an embargo, anew too.
pub(crate) const SET: &str = "EmbargoMinutes";
/// The journal's command that takes one back before its instant.
pub(crate) const WITHDRAW: &str = "WithdrawEmbargo";

/// How far off an instant may be.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// That minutes become public at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embargo {
    /// The meeting.
    pub meeting: MeetingId,
    /// Whose record it is.
    pub owner: OrganisationId,
    /// The instant.
    pub until: DateTime<Utc>,
    /// Who approved it, issuer and subject.
    pub by: String,
}

/// Refuses an instant that has come, or is too far off.
pub(crate) fn fit(until: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), AppError> {
    let wrong = |reason: &str| Err(AppError::invalid("embargoUntil", reason));
    match until {
        until if until <= now => wrong("must be later than now"),
        until if until - now > LONGEST => wrong("must be within 366 days"),
        _ => Ok(()),
    }
}

/// The payload of an entry that sets an embargo.
pub(crate) fn payload(meeting: MeetingId, until: DateTime<Utc>) -> Result<String, StorageError> {
    journal::canonical(&json!({
        "version": 1,
        "meeting": meeting.to_string(),
        "embargoUntil": moment(until),
    }))
}

/// Makes public what is due, each in a transaction of its own. Gives how many.
///
/// # Errors
/// [`AppError`] where storage fails; what was published before stays so, and the rest is due still.
pub async fn publish_due(desk: &Desk, queue: &dyn EmbargoQueue) -> Result<usize, AppError> {
    let mut published = 0;
    for (owner, meeting) in queue.due_embargoes(desk.clock.now()).await? {
        if tried(|| publish(desk, owner, meeting)).await? {
            published += 1;
        }
    }
    Ok(published)
}

/// Publishes what is due still, under its owner's lock: two servers find it so once.
async fn publish(desk: &Desk, owner: OrganisationId, meeting: MeetingId) -> Result<bool, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    work.lock(owner).await?;
    let at = desk.clock.now();
    let held = work.embargo(meeting).await?;
    let Some(held) = held.filter(|held| held.until <= at) else {
        return Ok(false);
    };
    work.set_published(meeting, true).await?;
    work.reveal(meeting).await?;
    work.end_embargo(meeting).await?;
    let subject = Subject::Meeting(meeting);
    let payload = json!({
        "version": 1,
        "meeting": meeting.to_string(),
        "published": true,
        "embargoUntil": moment(held.until),
    });
    work.append(Entry {
        organisation: owner,
        at,
        // Whoever approved it; that it came by itself is told by the payload.
        actor: held.by,
        command: "PublishMinutes",
        subject: Some(subject),
        payload: journal::canonical(&payload)?,
        salt: desk.ids.salt(),
    })
    .await?;
    work.publish(FeedEntry {
        organisation: owner,
        at,
        kind: FeedKind::Published,
        subject,
    })
    .await?;
    begun.commit().await?;
    Ok(true)
}

/// The embargoes of an organisation, as its journal tells them.
#[derive(Debug, Default)]
pub(crate) struct Book(BTreeMap<String, (String, String)>);

impl Book {
    /// Enters an entry about a meeting.
    pub(crate) fn enter(&mut self, entry: &Chained, payload: &str) {
        let payload: Value = serde_json::from_str(payload).unwrap_or_default();
        let text = |name: &str| payload.get(name).and_then(Value::as_str).map(str::to_owned);
        let Some(meeting) = text("meeting") else {
            return;
        };
        let published = payload.get("published") == Some(&Value::Bool(true));
        match entry.command.as_str() {
            SET => {
                let until = text("embargoUntil").unwrap_or_default();
                self.0.insert(meeting, (until, entry.actor.clone()));
            }
            WITHDRAW => drop(self.0.remove(&meeting)),
            "PublishMinutes" | "LoadMinutes" if published => drop(self.0.remove(&meeting)),
            _ => {}
        }
    }

    /// Where the tables say something else.
    pub(crate) fn difference(&self, tables: &[Embargo]) -> Option<String> {
        let held: BTreeMap<String, (String, String)> = tables
            .iter()
            .map(|held| {
                let stands = (moment(held.until), held.by.clone());
                (held.meeting.to_string(), stands)
            })
            .collect();
        let all = self.0.keys().chain(held.keys());
        let mut off = all.filter(|id| self.0.get(*id) != held.get(*id));
        off.next()
            .map(|id| format!("the embargo of {id} is not as the journal tells"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_later_than_now_and_within_a_year() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
        let second = TimeDelta::seconds(1);
        for (until, fits) in [
            (now - second, false),
            (now, false),
            (now + second, true),
            (now + LONGEST, true),
            (now + LONGEST + second, false),
        ] {
            assert_eq!(fit(until, now).is_ok(), fits, "{until}");
        }
    }
}
