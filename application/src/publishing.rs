//! Publishing minutes after review, and taking them back.

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::embargo::{self, Embargo};
use crate::error::AppError;
use crate::journal;
use crate::live::{Desk, Target};
use crate::once::{Once, tried};
use crate::ports::{Located, UnitOfWork};
use crate::read::{FeedKind, Subject};
use crate::visibility::Visibility;
use chrono::{DateTime, Utc};
use domain::id::MeetingId;
use domain::refusal::{self, Refusal};
use serde_json::json;

/// A command about who may read a record.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// The meeting.
    pub meeting: MeetingId,
    /// Whether its minutes are to be public.
    pub publish: bool,
    /// From which instant on, where not from now.
    pub until: Option<DateTime<Utc>>,
    /// Why they are taken back; nothing is said of it in public.
    pub reason: Option<String>,
    /// What makes it safe to repeat; the version is the meeting's.
    pub once: Once,
}

/// Makes minutes public, now or from an instant on, or takes them back, or answers once more where that was done before. Gives the meeting's
/// version.
///
/// # Legal source
/// Rule R-72: minutes are published after review. R-48 and tryckfrihetsförordningen 2 kap. 10 §: minutes become an
/// official document when they are adjusted.
///
/// # Errors
/// `INVALID_VALUE` for an instant that has come, or more than 366 days off; `NOT_ADJUSTED` for a board's minutes that nobody has adjusted, `WRONG_STAGE` before the meeting was closed;
/// `ALREADY_PUBLISHED`, `NOT_PUBLISHED`; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`.
/// Nothing was changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<i64, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

/// What a command comes to.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The minutes are public from an instant on.
    Embargo(DateTime<Utc>),
    /// They are no longer to be.
    Withdraw,
    /// They are public from now on, or no longer.
    Now(bool),
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<i64, AppError> {
    let mut work = desk.begin.begin().await?;
    let found = permitted(request, work.as_mut()).await?;
    let owner = found.owner;
    work.lock(owner.id).await?;
    let said = match request.until {
        None => format!("{} {}", request.meeting, request.publish),
        Some(until) => format!("{} {until}", request.meeting),
    };
    let once = &request.once;
    let turn = once.turn(owner.id, request.actor, desk.clock.now(), &said);
    let receipt = turn.receipt(work.as_mut()).await?;
    let version = work.version_of(request.meeting).await?;
    if receipt.is_some() {
        return Ok(version);
    }
    once.saw(request.meeting, version, work.as_mut()).await?;
    // Asked once more under the lock.
    let now = permitted(request, work.as_mut()).await?;
    let waits = work.embargo(request.meeting).await?.is_some();
    let step = match (request.publish, request.until) {
        (true, Some(until)) if !now.public => {
            embargo::fit(until, turn.at)?;
            Step::Embargo(until)
        }
        (false, _) if !now.public && waits => Step::Withdraw,
        _ if now.public == request.publish => return Err(as_it_is(request.publish).into()),
        (publish, _) => Step::Now(publish),
    };
    if request.publish
        && let Some(live) = work.live(request.meeting).await?
    {
        live.live(None)?.publishable()?;
    }
    let subject = Subject::Meeting(request.meeting);
    let payload = match step {
        Step::Embargo(until) => {
            let held = Embargo {
                meeting: request.meeting,
                owner: owner.id,
                until,
                by: turn.actor.clone(),
            };
            work.set_embargo(&held).await?;
            work.raise_version(request.meeting, version).await?;
            embargo::payload(request.meeting, until)?
        }
        Step::Withdraw => {
            work.end_embargo(request.meeting).await?;
            work.raise_version(request.meeting, version).await?;
            let meeting = request.meeting.to_string();
            journal::canonical(&json!({
                "version": 1, "meeting": meeting, "reason": request.reason,
            }))?
        }
        Step::Now(publish) => {
            work.end_embargo(request.meeting).await?;
            work.set_published(request.meeting, publish).await?;
            if publish {
                work.reveal(request.meeting).await?;
            }
            journal::canonical(&json!({
                "version": 1,
                "meeting": request.meeting.to_string(),
                "published": publish,
                "reason": request.reason,
            }))?
        }
    };
    let (command, kind) = match step {
        Step::Embargo(_) => (embargo::SET, None),
        Step::Withdraw => (embargo::WITHDRAW, None),
        Step::Now(true) => ("PublishMinutes", Some(FeedKind::Published)),
        Step::Now(false) => ("UnpublishMinutes", Some(FeedKind::Recalled)),
    };
    let (held, salt) = (Some(subject), desk.ids.salt());
    let sequence = turn
        .tell(command, held, payload, salt, work.as_mut())
        .await?;
    if let Some(kind) = kind {
        turn.publish(kind, subject, work.as_mut()).await?;
    }
    turn.keep(Some(request.meeting), sequence, work.as_mut())
        .await?;
    work.commit().await?;
    Ok(version + 1)
}

async fn permitted(request: &Request<'_>, work: &mut dyn UnitOfWork) -> Result<Located, AppError> {
    let what = "meeting";
    let found = work.locate(Target::Meeting(request.meeting)).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let known = found.public || request.see.is_inside(found.owner.id);
    authorize::check_known(request.actor, Action::Publish, &found.owner, known, what)?;
    Ok(found)
}

fn as_it_is(public: bool) -> Refusal {
    match public {
        true => Refusal::step(
            refusal::Step::AlreadyPublished,
            "protokollet är redan publicerat",
            "the minutes are published already",
        ),
        false => Refusal::step(
            refusal::Step::NotPublished,
            "protokollet är inte publicerat",
            "the minutes are not published",
        ),
    }
}
