//! Running a meeting: every command of the secretary, from authorization to commit, in one place.
//!
//! A live meeting is its happenings, and those stand in the journal alone. Each command loads them, asks the domain,
//! appends what happened, and writes the record that follows to the tables that reads use.

mod by_board;
mod command;
pub(crate) mod facts;
mod minutes;
mod stepping;
mod stored;

pub(crate) use command::person;
pub use command::{Act, Slot, Target, Who};
pub use minutes::{MinutesAct, signed_digest, signed_text};
pub use stepping::StepUp;
pub use stored::StoredLive;

use crate::actor::Actor;
use crate::archive::{derived, noted, postings};
use crate::authorize;
use crate::error::AppError;
use crate::once::{Once, tried};
use crate::ports::{BeginWork, Clock, Drafted, Ids, LiveSave, Receipt, Signer, UnitOfWork};
use crate::read::{FeedKind, Record, Subject};
use crate::sealing::{self, Press, Unsealed};
use crate::secrecy::withheld;
use crate::visibility::{Hidden, Mask, Visibility};
use chrono::{DateTime, TimeDelta, Utc};
use command::Setting;
use domain::body::{Body, NumberingScheme};
use domain::id::{AppealId, AssignmentId, BodyId, DecisionId, MeetingId, NoticeId, ParagraphId};
use domain::live::{Happening, LiveMeeting};
use domain::meeting::{Meeting, Numbering, Occasion, Officers, RecordKind};
use domain::organisation::Organisation;
use domain::paragraph::{Mark, Paragraph, Reference};
use domain::rule::Verdict;
use domain::rules::{self, Surroundings};
use domain::secrecy::Marking;
use std::sync::Arc;

/// A command of somebody who keeps the record.
#[derive(Debug)]
pub struct Command<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// What it is about.
    pub target: Target,
    /// What is asked.
    pub act: Act,
    /// What makes it safe to repeat; the version is the meeting's.
    pub once: Once,
}

/// What a command made or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Touched {
    /// The § or item.
    pub paragraph: Option<ParagraphId>,
    /// The decision.
    pub decision: Option<DecisionId>,
    /// The assignment.
    pub assignment: Option<AssignmentId>,
    /// The first notice.
    pub notice: Option<NoticeId>,
    /// The appeal.
    pub appeal: Option<AppealId>,
}

/// The answer to a command, the same each time that it is repeated.
#[derive(Debug)]
pub struct Answer {
    /// The record after the command.
    pub record: Arc<Record>,
    /// The meeting after the command.
    pub live: LiveMeeting,
    /// Its version.
    pub version: i64,
    /// What it made or changed.
    pub touched: Touched,
    /// Irregularities that were not there before.
    pub raised: Vec<Verdict>,
}

/// What running a meeting needs from outside.
#[derive(Clone)]
pub struct Desk {
    /// Transactions.
    pub begin: Arc<dyn BeginWork>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Identities.
    pub ids: Arc<dyn Ids>,
    /// Who signs the logs; `None` = adjusted units are not sealed.
    pub signer: Option<Arc<dyn Signer>>,
    /// What is demanded of the authentication of whoever signs.
    pub step_up: StepUp,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Desk").finish_non_exhaustive()
    }
}

/// How long the answer to a command is kept for those who repeat it.
pub const KEPT: TimeDelta = TimeDelta::hours(48);

impl Desk {
    /// Carries a command out, or answers once more where it was carried out before.
    ///
    /// # Errors
    /// [`AppError::Refused`] by a rule or by the order of a meeting; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`;
    /// `NOT_FOUND`, `FORBIDDEN`, `INVALID_VALUE`. Nothing was changed.
    pub async fn run(&self, command: &Command<'_>) -> Result<Answer, AppError> {
        command.once.named()?;
        tried(|| self.attempt(command)).await
    }

    async fn attempt(&self, command: &Command<'_>) -> Result<Answer, AppError> {
        let mut work = self.begin.begin().await?;
        let place = locate(command, work.as_mut()).await?;
        // Under the lock: whoever repeats a command that is under way waits here for its answer.
        work.lock(place.owner.id).await?;
        let (once, said) = (
            &command.once,
            format!("{:?} {:?}", command.target, command.act),
        );
        let turn = once.turn(place.owner.id, command.actor, self.clock.now(), &said);
        if let Some(receipt) = turn.receipt(work.as_mut()).await? {
            return self.again(&receipt, work.as_mut()).await;
        }
        let stored = match place.meeting {
            Some(id) => Some(stored(id, work.as_mut()).await?),
            None => None,
        };
        if let Some(stored) = &stored {
            stored.check(once.expected_version)?;
        }
        let live = match &stored {
            Some(stored) => stored.live(None)?,
            None => LiveMeeting::scheduled(self.blank(&place, work.as_mut()).await?),
        };
        let before = stored.is_some().then(|| live.record().clone());
        let around = around(live.record(), work.as_mut()).await?;
        let setting = Setting {
            live: &live,
            around: &around,
            work: work.as_mut(),
            ids: self.ids.as_ref(),
            actor: command.actor,
            step_up: &self.step_up,
            now: turn.at,
            today: self.clock.today(),
        };
        let happened = setting.carry_out(&command.act, place.paragraph).await?;
        let after = live.replay(&happened);
        let at = turn.at;
        let version = stored.as_ref().map_or(1, |stored| stored.version + 1);
        let published = stored.as_ref().is_some_and(|stored| stored.published);
        let identity = match &command.act {
            Act::Schedule(slot) | Act::Reschedule(slot) => {
                Some(free(slot, after.record(), work.as_mut()).await?)
            }
            _ => None,
        };
        let around = around_after(before.as_ref(), after.record(), around, work.as_mut()).await?;
        let hidden = work.hidden(after.record()).await?;
        let id = after.record().id;
        let secrecy = work.markings(id).await?;
        let kept = Kept {
            identity: identity.as_deref(),
            hidden: &hidden,
            secrecy: &secrecy,
            version,
            published,
            at,
        };
        save(before.as_ref(), &after, &around, &kept, work.as_mut()).await?;
        let sealed = match (&self.signer, sealing::adjusted_by(&happened)) {
            (Some(signer), Some(part)) => {
                let (signer, ids) = (signer.as_ref(), self.ids.as_ref());
                let press = Press { signer, ids, at };
                Some(press.seal(&after, part, work.as_mut()).await?)
            }
            // A log that was begun has no holes.
            (None, Some(_)) if !work.sealed_owners().await?.is_empty() => {
                return Err(Unsealed::KeyMissing.into());
            }
            _ => None,
        };
        let step = stored::Step {
            first: stored.is_none(),
            happened: &happened,
            sealed: sealed.as_ref(),
        };
        let (subject, payload) = (
            Subject::Meeting(id),
            stored::payload(&place, &after, &step)?,
        );
        let (name, salt) = (command.act.name(), self.ids.salt());
        let sequence = turn
            .tell(name, Some(subject), payload, salt, work.as_mut())
            .await?;
        if published {
            // What is public changed: followers of the feed read it again.
            turn.publish(FeedKind::Revised, subject, work.as_mut())
                .await?;
        }
        if happened.iter().any(is_posting) {
            // Whoever reads the notice reads whose it is.
            work.reveal(id).await?;
        }
        turn.keep(Some(id), sequence, work.as_mut()).await?;
        work.commit().await?;
        let standing = Standing {
            version,
            published,
            at,
            secrecy,
            hidden,
        };
        Ok(answer(before.as_ref(), after, around, &happened, standing))
    }

    /// The answer to a command that was carried out before: the meeting as it stood right after.
    async fn again(
        &self,
        receipt: &Receipt,
        work: &mut dyn UnitOfWork,
    ) -> Result<Answer, AppError> {
        let meeting = receipt.meeting.ok_or(AppError::KeyReused)?;
        let stored = stored(meeting, work).await?;
        let place = stored.place_of(receipt.sequence)?;
        let before = match place {
            0 => None,
            _ => Some(stored.live(Some(place))?.record().clone()),
        };
        let after = stored.live(Some(place + 1))?;
        let around = around(after.record(), work).await?;
        let hidden = work.hidden(after.record()).await?;
        let happened = stored.happened(place)?;
        let standing = Standing {
            version: i64::try_from(place + 1).unwrap_or(i64::MAX),
            published: stored.published,
            at: receipt.at,
            secrecy: work.markings(meeting).await?,
            hidden,
        };
        Ok(answer(before.as_ref(), after, around, &happened, standing))
    }

    /// A meeting of a body with nothing in it yet.
    async fn blank(&self, place: &Place, work: &mut dyn UnitOfWork) -> Result<Meeting, AppError> {
        let id = match place.body {
            Some(id) => id,
            None => return Err(AppError::NotFound { what: "body" }),
        };
        let body = work
            .body_by_id(id)
            .await?
            .ok_or(AppError::NotFound { what: "body" })?;
        Ok(blank(
            MeetingId::from_uuid(self.ids.next()),
            place.owner.clone(),
            body,
        ))
    }
}

/// Whether a step put up a notice.
fn is_posting(happening: &Happening) -> bool {
    matches!(happening, Happening::NoticePosted { .. })
}

/// A meeting with nothing in it yet.
fn blank(id: MeetingId, owner: Organisation, body: Body) -> Meeting {
    let scheme = body.scheme;
    Meeting {
        id,
        owner,
        body,
        record: Some(RecordKind::Minutes),
        appendix_to: None,
        occasion: Occasion::default(),
        numbering: Numbering {
            mark: match scheme {
                NumberingScheme::CalendarYear | NumberingScheme::Meeting => Mark::Section,
                NumberingScheme::None => Mark::None,
            },
            scheme,
            declared_first: None,
            declared_last: None,
        },
        officers: Officers::default(),
        attendance: None,
        absent: None,
        paragraphs: Vec::new(),
        no_decisions_stated: false,
        previous_minutes: None,
        units: Vec::new(),
        addenda: Vec::new(),
        appeals: Vec::new(),
        redactions: Vec::new(),
        stored_at: None,
        next_meetings: Vec::new(),
    }
}

/// Where a command goes.
struct Place {
    owner: Organisation,
    body: Option<BodyId>,
    meeting: Option<MeetingId>,
    paragraph: Option<ParagraphId>,
}

/// Finds what a command is about, and refuses who may not act there. What the asker may not know of is not found.
async fn locate(command: &Command<'_>, work: &mut dyn UnitOfWork) -> Result<Place, AppError> {
    let what = match command.target {
        Target::Body(_) => "body",
        Target::Meeting(_) => "meeting",
        Target::Paragraph(_) => "paragraph",
        Target::Notice(_) => "notice",
    };
    let found = work.locate(command.target).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let known = found.public || command.see.is_inside(found.owner.id);
    let (actor, action) = (command.actor, command.act.action());
    authorize::check_known(actor, action, &found.owner, known, what)?;
    Ok(Place {
        owner: found.owner,
        body: match command.target {
            Target::Body(body) => Some(body),
            _ => None,
        },
        meeting: found.meeting,
        paragraph: match command.target {
            Target::Paragraph(paragraph) => Some(paragraph),
            _ => None,
        },
    })
}

/// A live meeting as stored.
async fn stored(id: MeetingId, work: &mut dyn UnitOfWork) -> Result<StoredLive, AppError> {
    work.live(id).await?.ok_or_else(|| {
        AppError::invalid(
            "meeting",
            "the record was loaded as minutes; it is not run through the service",
        )
    })
}

/// What lies around a record that is kept while the meeting goes on.
pub(crate) async fn around(
    record: &Meeting,
    work: &mut dyn UnitOfWork,
) -> Result<Surroundings, AppError> {
    Ok(Surroundings {
        decisions_complete: true,
        ..work.surroundings(record).await?
    })
}

/// What lies around a record after a command: read anew where the command changed what it follows from, which is when the
/// meeting is, and what its §§ refer to.
async fn around_after(
    before: Option<&Meeting>,
    after: &Meeting,
    stood: Surroundings,
    work: &mut dyn UnitOfWork,
) -> Result<Surroundings, AppError> {
    let referred = |record: &Meeting| -> Vec<Reference> {
        let items = record.placed().into_iter();
        items
            .flat_map(|placed| placed.item.references.clone())
            .collect()
    };
    let numbers = |record: &Meeting| -> Vec<Option<u32>> {
        record.paragraphs.iter().map(|top| top.number).collect()
    };
    let references = referred(after);
    let same = before.is_some_and(|before| {
        before.occasion == after.occasion
            && referred(before) == references
            && (references.is_empty() || numbers(before) == numbers(after))
    });
    match same {
        true => Ok(stood),
        false => around(after, work).await,
    }
}

/// What is kept of a meeting beside its record.
pub(crate) struct Kept<'a> {
    pub(crate) identity: Option<&'a str>,
    pub(crate) hidden: &'a Hidden,
    pub(crate) secrecy: &'a [Marking],
    pub(crate) version: i64,
    pub(crate) published: bool,
    pub(crate) at: DateTime<Utc>,
}

/// What a meeting is known again by, refused where the body meets then already.
async fn free(
    slot: &Slot,
    record: &Meeting,
    work: &mut dyn UnitOfWork,
) -> Result<String, AppError> {
    let identity = match slot.starts_at {
        Some(time) => format!("{}T{}", slot.date, time.format("%H:%M")),
        None => slot.date.to_string(),
    };
    let other = work.known_meeting(record.body.id, &identity).await?;
    if other.is_some_and(|other| other.id != record.id) {
        return Err(AppError::invalid(
            "date",
            "the body has a meeting at that time already",
        ));
    }
    Ok(identity)
}

/// Writes what a step changed of a record and of what is found by it.
pub(crate) async fn save(
    before: Option<&Meeting>,
    after: &LiveMeeting,
    around: &Surroundings,
    kept: &Kept<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let mask = Mask::for_public(after.record(), kept.hidden);
    let noted_before = match before {
        Some(before) => Some(noted(before.clone(), around, work).await?),
        None => None,
    };
    let noted_after = noted(after.record().clone(), around, work).await?;
    let changed = |paragraph: &Paragraph| {
        let stood = noted_before.iter().flat_map(|held| &held.paragraphs);
        !stood
            .into_iter()
            .any(|held| held.id == paragraph.id && held == paragraph)
    };
    let part = |meeting: &Meeting, ids: &[ParagraphId]| {
        let mut part = meeting.clone();
        part.paragraphs.retain(|held| ids.contains(&held.id));
        postings(&withheld(&part, kept.secrecy), &mask)
    };
    let ids: Vec<ParagraphId> = noted_after
        .paragraphs
        .iter()
        .filter(|paragraph| changed(paragraph))
        .map(|paragraph| paragraph.id)
        .collect();
    let (after_postings, before_postings) = (
        part(&noted_after, &ids),
        noted_before.as_ref().map(|held| part(held, &ids)),
    );
    let figures = derived(after.record(), around);
    work.save_live(&LiveSave {
        before: noted_before
            .as_ref()
            .zip(before_postings.as_deref())
            .map(|(meeting, postings)| Drafted { meeting, postings }),
        after: Drafted {
            meeting: &noted_after,
            postings: &after_postings,
        },
        identity: kept.identity,
        stage: after.stage(),
        version: kept.version,
        published: kept.published,
        derived: &figures,
        mask: &mask,
        secrecy: kept.secrecy,
        at: kept.at,
    })
    .await?;
    Ok(())
}

/// How a meeting stands after a command, beside its record.
struct Standing {
    version: i64,
    published: bool,
    at: DateTime<Utc>,
    secrecy: Vec<Marking>,
    hidden: Hidden,
}

fn answer(
    before: Option<&Meeting>,
    after: LiveMeeting,
    around: Surroundings,
    happened: &[Happening],
    standing: Standing,
) -> Answer {
    let stood = before
        .map(|before| rules::irregularities(before, &around))
        .unwrap_or_default();
    let raised = rules::irregularities(after.record(), &around)
        .into_iter()
        .filter(|verdict| {
            !stood.iter().any(|held| {
                held.rule.code == verdict.rule.code && held.paragraph == verdict.paragraph
            })
        })
        .collect();
    Answer {
        record: Arc::new(Record {
            meeting: after.record().clone(),
            surroundings: around,
            published: standing.published,
            revision: 1,
            version: standing.version,
            stage: Some(after.stage().clone()),
            stored_at: standing.at,
            hidden: standing.hidden,
            secrecy: standing.secrecy,
            withheld: false,
        }),
        touched: Touched::of(happened),
        live: after,
        version: standing.version,
        raised,
    }
}
