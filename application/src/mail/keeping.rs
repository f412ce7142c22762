//! Keeping subscriptions by mail: asked for, confirmed, changed, ended.

use super::book;
use super::{
    Kind, LinkDigest, MOST_A_DAY, MOST_OF_ONE, MailAddress, MailSubscription, Plan, Purpose, Rhythm,
};
use crate::actor::Actor;
use crate::authorize::keeps_mail;
use crate::error::AppError;
use crate::journal::{Entry, sha256};
use crate::live::Desk;
use crate::once::{Once, stale, tried};
use crate::ports::{Address, Ids, UnitOfWork};
use crate::visibility::Visibility;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use domain::id::{MailSubscriptionId, OrganisationId};
use domain::organisation::{Organisation, OrganisationKind};
use domain::text::Language;

/// Who the journal says acted, where a link did.
pub const BY_LINK: &str = "paragraf-mail";
/// Digits of a token in a link: 256 bits.
const TOKEN_DIGITS: usize = 64;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A subscription. Its address is asked whether it wants it.
    Subscribe {
        /// What is told.
        kind: Kind,
        /// When and in what language.
        plan: Plan,
        /// To whom.
        address: MailAddress,
    },
    /// That the address wants it, by the token of the link that was sent there.
    Confirm {
        /// Which.
        subscription: MailSubscriptionId,
        /// The token.
        token: String,
    },
    /// Another time or language; what is `None` stays. What had stopped because it was refused goes on.
    Change {
        /// Which.
        subscription: MailSubscriptionId,
        /// How often.
        rhythm: Option<Rhythm>,
        /// At what hour.
        hour: Option<u8>,
        /// In what language.
        language: Option<Language>,
    },
    /// The end of one, at once, and of its address.
    Unsubscribe {
        /// Which.
        subscription: MailSubscriptionId,
    },
}

impl Command {
    /// The name in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Subscribe { .. } => book::SUBSCRIBE,
            Self::Confirm { .. } => book::CONFIRM,
            Self::Change { .. } => book::CHANGE,
            Self::Unsubscribe { .. } => book::UNSUBSCRIBE,
        }
    }

    /// What a receipt knows it again by: not the address, which nobody is to guess from a digest.
    fn told(&self) -> String {
        match self {
            Self::Confirm { subscription, .. } => format!("Confirm {subscription}"),
            other => format!("{other:?}"),
        }
    }
}

/// A command about the subscriptions of an organisation.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// Whose subscriptions.
    pub address: Address,
    /// What is asked.
    pub command: Command,
    /// What makes it safe to repeat; the version is that of the organisation's subscriptions.
    pub once: Once,
    /// Whether the service has a mail server.
    pub on: bool,
}

/// The answer to a command.
#[derive(Debug)]
pub struct Answer {
    /// Whose it is.
    pub owner: Organisation,
    /// As it stands.
    pub subscription: MailSubscription,
    /// The version of the organisation's subscriptions: the highest of any.
    pub version: i64,
}

/// Carries a command out, or answers once more where it was carried out before.
///
/// # Errors
/// `MAIL_OFF` where there is no mail server, but for the end of a subscription; `INVALID_VALUE` with the field;
/// `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<Answer, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<Answer, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let owner = permitted(request, work).await?;
    if !request.on && !matches!(request.command, Command::Unsubscribe { .. }) {
        return Err(AppError::MailOff);
    }
    // Under the lock: whoever repeats a command that is under way waits here for its answer.
    work.lock(owner.id).await?;
    let once = &request.once;
    let said = format!("{:?} {}", request.address, request.command.told());
    let turn = once.turn(owner.id, request.actor, desk.clock.now(), &said);
    if let Some(receipt) = turn.receipt(&mut *work).await? {
        let held = work.mail_told(owner.id, receipt.sequence).await?;
        let subscription = held.ok_or_else(missing)?;
        same_address(&request.command, &subscription)?;
        return Ok(Answer {
            subscription,
            version: work.mail_version(owner.id).await?,
            owner,
        });
    }
    fresh(once.expected_version, owner.id, work).await?;
    let subscription = settled(request, (&owner, turn.at), desk, &mut *work).await?;
    let told = (request.command.name(), turn.actor.as_str());
    let subscription = kept(subscription, told, turn.at, desk, &mut *work).await?;
    turn.keep(None, subscription.version, &mut *work).await?;
    begun.commit().await?;
    Ok(Answer {
        version: subscription.version,
        owner,
        subscription,
    })
}

/// Refuses a name that was given to a subscription for another address.
fn same_address(command: &Command, held: &MailSubscription) -> Result<(), AppError> {
    match (command, &held.address) {
        (Command::Subscribe { address, .. }, Some(known)) if !known.is_same(address) => {
            Err(AppError::KeyReused)
        }
        _ => Ok(()),
    }
}

/// Whose subscriptions a command is about. Refuses who may not keep them.
async fn permitted(
    request: &Request<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<Organisation, AppError> {
    let what = "organisation";
    let found = work.owner_of(&request.address).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    match keeps_mail(request.actor, &found.owner) {
        true => Ok(found.owner),
        false if found.public || request.see.is_inside(found.owner.id) => Err(AppError::Forbidden),
        false => Err(AppError::NotFound { what }),
    }
}

/// The subscription as it is to stand; the sending of it is set already.
async fn settled(
    request: &Request<'_>,
    (owner, now): (&Organisation, DateTime<Utc>),
    desk: &Desk,
    work: &mut dyn UnitOfWork,
) -> Result<MailSubscription, AppError> {
    match &request.command {
        Command::Subscribe {
            kind,
            plan,
            address,
        } => {
            fits(*kind, owner)?;
            room(owner.id, (*kind, address), now, work).await?;
            Ok(MailSubscription {
                id: MailSubscriptionId::from_uuid(desk.ids.next()),
                owner: owner.id,
                kind: *kind,
                plan: *plan,
                address: Some(address.clone()),
                at: now,
                by: request.actor.signature(),
                confirmed_at: None,
                ended_at: None,
                sent_at: None,
                stopped_at: None,
                failure: None,
                version: 0,
            })
        }
        Command::Confirm {
            subscription,
            token,
        } => {
            let held = own(*subscription, owner, work).await?;
            let digest = digest_of(token).ok_or_else(unknown_token)?;
            let linked = work.mail_linked(&digest, Purpose::Confirm, now).await?;
            if linked.is_none_or(|linked| linked.id != held.id) {
                return Err(unknown_token());
            }
            if held.confirmed_at.is_some() {
                return Err(AppError::invalid(
                    "mailSubscription",
                    "was confirmed before",
                ));
            }
            Ok(confirmed(held, now))
        }
        Command::Change {
            subscription,
            rhythm,
            hour,
            language,
        } => {
            let held = own(*subscription, owner, work).await?;
            let plan = Plan {
                rhythm: rhythm.unwrap_or(held.plan.rhythm),
                hour: hour.unwrap_or(held.plan.hour),
                language: language.unwrap_or(held.plan.language),
            };
            Ok(MailSubscription {
                plan,
                stopped_at: None,
                failure: None,
                ..held
            })
        }
        Command::Unsubscribe { subscription } => {
            let held = own(*subscription, owner, work).await?;
            Ok(ended(held, now))
        }
    }
}

fn unknown_token() -> AppError {
    AppError::invalid(
        "token",
        "is none that was sent to confirm this in the last seven days",
    )
}

/// A digest is a member's, duties are an association's.
fn fits(kind: Kind, owner: &Organisation) -> Result<(), AppError> {
    let association = owner.kind == Some(OrganisationKind::CoordinationAssociation);
    match (kind, association) {
        (Kind::Digest, false) | (Kind::Duties, true) => Ok(()),
        (Kind::Digest, true) => Err(AppError::invalid(
            "kind",
            "a digest tells a member what concerns it; an association has DUTIES",
        )),
        (Kind::Duties, false) => Err(AppError::invalid(
            "kind",
            "duties are an association's; a member has DIGEST",
        )),
    }
}

/// Refuses a subscription that is there already, and one too many.
async fn room(
    owner: OrganisationId,
    (kind, address): (Kind, &MailAddress),
    now: DateTime<Utc>,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let held = work.mail_that_holds(owner).await?;
    let same = |held: &MailSubscription| {
        let known = held.address.as_ref();
        held.kind == kind && known.is_some_and(|known| known.is_same(address))
    };
    if held.iter().any(same) {
        return Err(AppError::invalid(
            "address",
            "has this subscription already",
        ));
    }
    if MOST_OF_ONE <= held.len() {
        let reason =
            format!("it has {MOST_OF_ONE} subscriptions by mail already, which is the most");
        return Err(AppError::invalid("organisation", reason));
    }
    let since = now - TimeDelta::days(1);
    if MOST_A_DAY <= work.mail_made_since(owner, since).await? {
        let reason =
            format!("it made {MOST_A_DAY} subscriptions by mail in a day, which is the most");
        return Err(AppError::invalid("organisation", reason));
    }
    Ok(())
}

fn confirmed(held: MailSubscription, now: DateTime<Utc>) -> MailSubscription {
    MailSubscription {
        confirmed_at: Some(now),
        ..held
    }
}

fn ended(held: MailSubscription, now: DateTime<Utc>) -> MailSubscription {
    MailSubscription {
        address: None,
        ended_at: Some(now),
        ..held
    }
}

/// Tells the journal of a subscription as it is to stand, and stores it.
async fn kept(
    held: MailSubscription,
    (command, actor): (&'static str, &str),
    at: DateTime<Utc>,
    desk: &Desk,
    work: &mut dyn UnitOfWork,
) -> Result<MailSubscription, AppError> {
    let entry = Entry {
        organisation: held.owner,
        at,
        actor: actor.to_owned(),
        command,
        // Nothing that a read of the journal resolves.
        subject: None,
        payload: book::payload(&held)?,
        salt: desk.ids.salt(),
    };
    let told = work.append(entry).await?;
    let held = MailSubscription {
        version: told.sequence,
        ..held
    };
    match command {
        book::SUBSCRIBE => work.add_mail(&held).await?,
        // Until it is confirmed its slot is that of the question.
        _ if held.ended_at.is_some() || held.confirmed_at.is_none() => {
            work.put_mail(&held, None).await?;
        }
        _ => work.put_mail(&held, Some(held.plan.next(at))).await?,
    }
    if command == book::CONFIRM {
        work.start_mail(held.id).await?;
    }
    Ok(held)
}

/// A subscription of an organisation, unless it has ended; that of another is not there.
async fn own(
    id: MailSubscriptionId,
    owner: &Organisation,
    work: &mut dyn UnitOfWork,
) -> Result<MailSubscription, AppError> {
    let held = work.mail_subscription(id).await?;
    let held = held.filter(|held| held.owner == owner.id);
    let held = held.ok_or_else(missing)?;
    match held.ended_at {
        None => Ok(held),
        Some(_) => Err(AppError::invalid("mailSubscription", "has ended")),
    }
}

fn missing() -> AppError {
    AppError::NotFound {
        what: "subscription by mail",
    }
}

/// Refuses who last saw another version, with what changed since and by whom.
async fn fresh(
    expected: Option<i64>,
    owner: OrganisationId,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let Some(expected) = expected else {
        return Ok(());
    };
    let found = work.mail_version(owner).await?;
    if expected == found {
        return Ok(());
    }
    let from = expected.saturating_add(1);
    let steps = work.mail_steps(owner, from).await?;
    Err(stale(expected, found, steps))
}

// --- links ----------------------------------------------------------------------------------------------------

/// A new token for a link, and what it is known again by.
pub(super) fn new_link(
    purpose: Purpose,
    until: DateTime<Utc>,
    ids: &dyn Ids,
) -> (String, LinkDigest) {
    let token = HEXLOWER.encode(&[ids.random(), ids.random()].concat());
    let digest = sha256(&token);
    let link = LinkDigest {
        digest,
        purpose,
        until,
    };
    (token, link)
}

/// The digest of a token as it came; `None` where it cannot be one.
pub fn digest_of(token: &str) -> Option<String> {
    let sound = token.len() == TOKEN_DIGITS
        && token
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    sound.then(|| sha256(token))
}

/// Follows a link: whoever has it may do what it is for, and doing it twice is doing it once. Gives the subscription as it
/// stands.
///
/// # Errors
/// `NOT_FOUND` for a link that leads nowhere, or no more.
pub async fn follow(
    token: &str,
    purpose: Purpose,
    desk: &Desk,
) -> Result<MailSubscription, AppError> {
    let digest = digest_of(token).ok_or_else(missing)?;
    tried(|| async {
        let mut begun = desk.begin.begin().await?;
        let work = begun.as_mut();
        let now = desk.clock.now().trunc_subsecs(6);
        let found = work.mail_linked(&digest, purpose, now).await?;
        let owner = found.ok_or_else(missing)?.owner;
        work.lock(owner).await?;
        // As it stands under the lock.
        let held = work.mail_linked(&digest, purpose, now).await?;
        let held = held.ok_or_else(missing)?;
        let done =
            held.ended_at.is_some() || purpose == Purpose::Confirm && held.confirmed_at.is_some();
        if done {
            return Ok(held);
        }
        let (held, command) = match purpose {
            Purpose::Confirm => (confirmed(held, now), book::CONFIRM),
            Purpose::Unsubscribe => (ended(held, now), book::UNSUBSCRIBE),
        };
        let actor = format!("{BY_LINK} {}", held.id);
        let subscription = kept(held, (command, &actor), now, desk, work).await?;
        begun.commit().await?;
        Ok(subscription)
    })
    .await
}

/// Ends a subscription that nobody confirmed, with its address.
///
/// # Errors
/// `UNAVAILABLE`.
pub async fn lapse(id: MailSubscriptionId, desk: &Desk) -> Result<(), AppError> {
    tried(|| async {
        let mut begun = desk.begin.begin().await?;
        let work = begun.as_mut();
        let Some(held) = work.mail_subscription(id).await? else {
            return Ok(());
        };
        work.lock(held.owner).await?;
        let held = work.mail_subscription(id).await?;
        let waits =
            |held: &MailSubscription| held.confirmed_at.is_none() && held.ended_at.is_none();
        let Some(held) = held.filter(waits) else {
            return Ok(());
        };
        let now = desk.clock.now().trunc_subsecs(6);
        let actor = format!("{BY_LINK} {id}");
        kept(
            ended(held, now),
            (book::UNSUBSCRIBE, &actor),
            now,
            desk,
            work,
        )
        .await?;
        begun.commit().await?;
        Ok(())
    })
    .await
}
