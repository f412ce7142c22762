//! Publishing minutes after review, and taking them back.

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::journal::{self, Entry, sha256};
use crate::live::{Desk, Target};
use crate::once::{Once, stale, tried};
use crate::ports::{Located, Receipt, UnitOfWork};
use crate::read::{FeedEntry, FeedKind, Subject};
use crate::visibility::Visibility;
use domain::id::MeetingId;
use domain::refusal::{Refusal, Step};
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
    /// Why they are taken back; nothing is said of it in public.
    pub reason: Option<String>,
    /// What makes it safe to repeat; the version is the meeting's.
    pub once: Once,
}

/// Makes minutes public or takes them back, or answers once more where that was done before. Gives the meeting's
/// version.
///
/// # Legal source
/// Rule R-72: minutes are published after review. R-48 and tryckfrihetsförordningen 2 kap. 10 §: minutes become an
/// official document when they are adjusted.
///
/// # Errors
/// `NOT_ADJUSTED` for a board's minutes that nobody has adjusted, `WRONG_STAGE` before the meeting was closed;
/// `ALREADY_PUBLISHED`, `NOT_PUBLISHED`; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`.
/// Nothing was changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<i64, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<i64, AppError> {
    let mut work = desk.begin.begin().await?;
    let found = permitted(request, work.as_mut()).await?;
    let owner = found.owner;
    work.lock(owner.id).await?;
    let (actor, at) = (request.actor.signature(), desk.clock.now());
    let digest = sha256(&format!("{} {}", request.meeting, request.publish));
    let once = &request.once;
    let receipt = once
        .receipt(owner.id, &actor, &digest, work.as_mut())
        .await?;
    let version = work.version_of(request.meeting).await?;
    if receipt.is_some() {
        return Ok(version);
    }
    if let Some(expected) = once
        .expected_version
        .filter(|expected| *expected != version)
    {
        let missed = version.saturating_sub(expected);
        let steps = work.latest_steps(request.meeting, missed).await?;
        return Err(stale(expected, version, steps));
    }
    // Asked once more under the lock.
    let now = permitted(request, work.as_mut()).await?;
    if now.public == request.publish {
        return Err(as_it_is(request.publish).into());
    }
    if request.publish
        && let Some(live) = work.live(request.meeting).await?
    {
        live.live(None)?.publishable()?;
    }
    work.set_published(request.meeting, request.publish).await?;
    if request.publish {
        work.reveal(request.meeting).await?;
    }
    let subject = Subject::Meeting(request.meeting);
    let payload = json!({
        "version": 1,
        "meeting": request.meeting.to_string(),
        "published": request.publish,
        "reason": request.reason,
    });
    let chained = work
        .append(Entry {
            organisation: owner.id,
            at,
            actor: actor.clone(),
            command: match request.publish {
                true => "PublishMinutes",
                false => "UnpublishMinutes",
            },
            subject: Some(subject),
            payload: journal::canonical(&payload)?,
            salt: desk.ids.salt(),
        })
        .await?;
    work.publish(FeedEntry {
        organisation: owner.id,
        at,
        kind: match request.publish {
            true => FeedKind::Published,
            false => FeedKind::Recalled,
        },
        subject,
    })
    .await?;
    let receipt = Receipt {
        meeting: Some(request.meeting),
        digest,
        sequence: chained.sequence,
        at,
    };
    once.keep(owner.id, &actor, &receipt, work.as_mut()).await?;
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
            Step::AlreadyPublished,
            "protokollet är redan publicerat",
            "the minutes are published already",
        ),
        false => Refusal::step(
            Step::NotPublished,
            "protokollet är inte publicerat",
            "the minutes are not published",
        ),
    }
}
