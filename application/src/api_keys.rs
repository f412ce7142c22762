//! Keys for machines (API-nycklar): a system of a member, or of an association, reads by one what its owner may read.
//!
//! A key reads and never writes. It is kept by those who may act for its owner ([`keeps_keys`]), and gives no more than
//! who issued it has. The service keeps a digest of it alone: 256 bits of chance cannot be guessed from one, so a slow
//! digest would hold up every request and hinder nobody.

mod book;
mod presented;

pub(crate) use book::Book;
pub use book::{COMMANDS, told_id};
pub use presented::{MARK, Presented, is_key, still};

use crate::actor::{Actor, Role};
use crate::authorize::{gives_by_key, keeps_keys};
use crate::error::AppError;
use crate::live::Desk;
use crate::once::{Once, stale, tried};
use crate::ports::{Address, UnitOfWork};
use crate::revocation::Ended;
use crate::visibility::{Visibility, impersonal};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::Date;
use domain::id::{ApiKeyId, OrganisationId};
use domain::organisation::Organisation;

/// Who vouches for a key, where tokens have their issuer. No issuer has such a name: theirs are addresses.
pub const ISSUER: &str = "paragraf-key";
/// How many keys of an organisation hold at once at the most.
pub const MOST_OF_ONE: usize = 50;
/// For how long a key holds at the most.
pub const LONGEST_LIFE: TimeDelta = TimeDelta::days(366);
/// How long a key's former secret holds beside the latest, where nobody says.
pub const OVERLAP: TimeDelta = TimeDelta::hours(24);
/// How long it may at the most.
pub const LONGEST_OVERLAP: TimeDelta = TimeDelta::days(7);
/// Longest name, in characters.
const LONGEST_NAME: usize = 100;

/// What a key may: read. There is no key that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRole {
    /// What is not secret, as an officer of the owner: of an association its drafts, of a member those of the
    /// associations that it is a member of.
    Reader,
    /// All of the owner's records, the journal too.
    Auditor,
}

impl KeyRole {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Reader, Self::Auditor];

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.role().as_str() == name)
    }

    /// The role of whoever presents the key.
    pub const fn role(self) -> Role {
        match self {
            Self::Reader => Role::Reader,
            Self::Auditor => Role::Auditor,
        }
    }
}

/// A secret that gives way to a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// Its digest.
    pub digest: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it stops to hold.
    pub until: DateTime<Utc>,
}

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Identity.
    pub id: ApiKeyId,
    /// Whose it is, and what its role holds for.
    pub owner: OrganisationId,
    /// What its keepers call it.
    pub name: String,
    /// What it may.
    pub role: KeyRole,
    /// When it was issued.
    pub at: DateTime<Utc>,
    /// By whom: issuer and subject.
    pub by: String,
    /// When it stops to hold, a whole second.
    pub expires_at: DateTime<Utc>,
    /// SHA-256 of the key as it is presented, hexadecimal.
    pub digest: String,
    /// When that secret was made.
    pub made_at: DateTime<Utc>,
    /// The secret before.
    pub former: Option<Former>,
    /// That it was revoked.
    pub revoked: Option<Ended>,
    /// The last day that it was used on.
    pub used_on: Option<Date>,
    /// The number of the latest entry about it in its owner's journal.
    pub version: i64,
}

impl ApiKey {
    /// Whether it holds at an instant, its secret aside.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.revoked.is_none() && now < self.expires_at
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A key.
    Issue {
        /// What it is called.
        name: String,
        /// What it may.
        role: KeyRole,
        /// When it stops to hold.
        expires_at: DateTime<Utc>,
    },
    /// Another secret for a key.
    Rotate {
        /// Which.
        key: ApiKeyId,
        /// How long the secret before holds beside it; [`OVERLAP`] where left out.
        overlap: Option<TimeDelta>,
    },
    /// The end of a key, at once.
    Revoke {
        /// Which.
        key: ApiKeyId,
    },
}

impl Command {
    /// The name in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Issue { .. } => book::ISSUE,
            Self::Rotate { .. } => book::ROTATE,
            Self::Revoke { .. } => book::REVOKE,
        }
    }
}

/// A command about the keys of an organisation.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// Whose keys.
    pub address: Address,
    /// What is asked.
    pub command: Command,
    /// What makes it safe to repeat; the version is that of the organisation's keys.
    pub once: Once,
}

/// The answer to a command.
#[derive(Debug)]
pub struct Answer {
    /// Whose key it is.
    pub owner: Organisation,
    /// The key as it stands.
    pub key: ApiKey,
    /// The key as it is presented; told once, and never to who repeats the command.
    pub presented: Option<Presented>,
    /// The version of the organisation's keys: the highest of any.
    pub version: i64,
}

/// Carries a command out, or answers once more where it was carried out before.
///
/// # Errors
/// `INVALID_VALUE` with the field; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was
/// changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<Answer, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<Answer, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let owner = permitted(request, work).await?;
    // Under the lock: whoever repeats a command that is under way waits here for its answer.
    work.lock(owner.id).await?;
    let once = &request.once;
    let said = format!("{:?} {:?}", request.address, request.command);
    let turn = once.turn(owner.id, request.actor, desk.clock.now(), &said);
    if let Some(receipt) = turn.receipt(&mut *work).await? {
        let key = work.api_key_told(owner.id, receipt.sequence).await?;
        return Ok(Answer {
            key: key.ok_or_else(missing)?,
            presented: None,
            version: work.api_key_version(owner.id).await?,
            owner,
        });
    }
    fresh(once.expected_version, owner.id, work).await?;
    let (mut key, presented) = settled(request, (&owner, turn.at), desk, &mut *work).await?;
    let (command, salt) = (request.command.name(), desk.ids.salt());
    let payload = book::payload(&key)?;
    key.version = turn.tell(command, None, payload, salt, &mut *work).await?;
    work.put_api_key(&key).await?;
    turn.keep(None, key.version, &mut *work).await?;
    begun.commit().await?;
    Ok(Answer {
        version: key.version,
        owner,
        key,
        presented,
    })
}

/// Whose keys a command is about. Refuses who may not keep them, or who would give more than they have.
async fn permitted(
    request: &Request<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<Organisation, AppError> {
    let what = "organisation";
    let found = work.owner_of(&request.address).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let permitted = match &request.command {
        Command::Issue { role, .. } => gives_by_key(request.actor, *role, &found.owner),
        Command::Rotate { .. } | Command::Revoke { .. } => keeps_keys(request.actor, &found.owner),
    };
    match permitted {
        true => Ok(found.owner),
        false if found.public || request.see.is_inside(found.owner.id) => Err(AppError::Forbidden),
        false => Err(AppError::NotFound { what }),
    }
}

/// The key as it is to stand, and its secret where it is a new one.
async fn settled(
    request: &Request<'_>,
    (owner, now): (&Organisation, DateTime<Utc>),
    desk: &Desk,
    work: &mut dyn UnitOfWork,
) -> Result<(ApiKey, Option<Presented>), AppError> {
    let actor = request.actor.signature();
    match &request.command {
        Command::Issue {
            name,
            role,
            expires_at,
        } => {
            let name = named(name)?;
            let expires_at = end(*expires_at, now)?;
            if MOST_OF_ONE <= work.api_keys_that_hold(owner.id, now).await? {
                let reason = format!("it has {MOST_OF_ONE} keys already, which is the most");
                return Err(AppError::invalid("organisation", reason));
            }
            let id = ApiKeyId::from_uuid(desk.ids.next());
            let presented = Presented::new(id, desk.ids.as_ref());
            let key = ApiKey {
                id,
                owner: owner.id,
                name,
                role: *role,
                at: now,
                by: actor,
                expires_at,
                digest: presented.digest(),
                made_at: now,
                former: None,
                revoked: None,
                used_on: None,
                version: 0,
            };
            Ok((key, Some(presented)))
        }
        Command::Rotate { key, overlap } => {
            let overlap = overlap.unwrap_or(OVERLAP);
            if overlap < TimeDelta::zero() || LONGEST_OVERLAP < overlap {
                let hours = LONGEST_OVERLAP.num_hours();
                let reason = format!("expected a number of hours from 0 to {hours}");
                return Err(AppError::invalid("overlapHours", reason));
            }
            let held = own(*key, owner, work).await?;
            if !held.holds(now) {
                return Err(AppError::invalid("apiKey", "holds no more"));
            }
            // What it has of rights it was given before: whoever rotates it gets its secret.
            if !gives_by_key(request.actor, held.role, owner) {
                return Err(AppError::Forbidden);
            }
            let presented = Presented::new(held.id, desk.ids.as_ref());
            let former = Former {
                digest: held.digest,
                made_at: held.made_at,
                until: now + overlap,
            };
            let key = ApiKey {
                digest: presented.digest(),
                made_at: now,
                former: Some(former),
                ..held
            };
            Ok((key, Some(presented)))
        }
        Command::Revoke { key } => {
            let held = own(*key, owner, work).await?;
            if held.revoked.is_some() {
                return Err(AppError::invalid("apiKey", "was revoked before"));
            }
            let revoked = Some(Ended { at: now, by: actor });
            Ok((ApiKey { revoked, ..held }, None))
        }
    }
}

/// A key of an organisation; that of another is not there.
async fn own(
    id: ApiKeyId,
    owner: &Organisation,
    work: &mut dyn UnitOfWork,
) -> Result<ApiKey, AppError> {
    let held = work.api_key(id).await?;
    let held = held.filter(|held| held.owner == owner.id);
    held.ok_or_else(missing)
}

fn missing() -> AppError {
    AppError::NotFound { what: "key" }
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
    let found = work.api_key_version(owner).await?;
    if expected == found {
        return Ok(());
    }
    let from = expected.saturating_add(1);
    let steps = work.api_key_steps(owner, from).await?;
    Err(stale(expected, found, steps))
}

fn named(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.contains(char::is_control) {
        let reason = format!("must have 1 to {LONGEST_NAME} characters, no control characters");
        return Err(AppError::invalid("name", reason));
    }
    impersonal("name", name)?;
    Ok(name.to_owned())
}

fn end(expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, AppError> {
    let expires_at = expires_at.trunc_subsecs(0);
    if expires_at <= now || now + LONGEST_LIFE < expires_at {
        let days = LONGEST_LIFE.num_days();
        let reason = format!("must be to come, and within {days} days");
        return Err(AppError::invalid("expiresAt", reason));
    }
    Ok(expires_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_ends_within_a_year_and_after_now() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(500);
        let second = TimeDelta::seconds(1);
        assert!(end(DateTime::UNIX_EPOCH, now).is_err());
        assert!(end(now, now).is_err());
        assert!(end(now + TimeDelta::milliseconds(400), now).is_err());
        assert_eq!(
            end(now + second, now).ok(),
            Some(DateTime::UNIX_EPOCH + second)
        );
        assert!(end(now + LONGEST_LIFE, now).is_ok());
        assert!(end(now + LONGEST_LIFE + second, now).is_err());
    }

    #[test]
    fn a_name_is_a_line_without_personal_numbers() {
        assert_eq!(named(" Intranätet ").ok().as_deref(), Some("Intranätet"));
        for wrong in ["", "  ", "a\nb", &"x".repeat(101), "19121212-1212"] {
            assert!(named(wrong).is_err(), "{wrong:?}");
        }
    }
}
