//! Revocation (återkallelse) of tokens: one by its id, or all of a subject that were issued before an instant.
//!
//! A token that was revoked at an organisation holds nothing there, as one that does not name it, and is what it was
//! everywhere else. One that was revoked for the whole service is taken no more. What was revoked is asked of the
//! database with every request, so that it bites in every process at once.
//!
//! Nobody but its issuer knows until when a token could hold, so revocations are kept; one that was a mistake is ended.

mod book;

pub(crate) use book::Book;
pub use book::{COMMANDS, told_id};

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::{AppError, StorageError};
use crate::journal::{Chained, Entry};
use crate::live::Desk;
use crate::once::{Once, stale, tried};
use crate::ports::{Address, BeginWork, Clock, Ids, RevocationReads, UnitOfWork};
use crate::visibility::{Visibility, impersonal};
use chrono::{DateTime, SubsecRound, Utc};
use domain::id::{OrganisationId, RevocationId};
use domain::name::Slug;
use domain::organisation::Organisation;

/// Longest issuer, in bytes.
const LONGEST_ISSUER: usize = 512;
/// Longest id or subject, in bytes.
const LONGEST_NAME: usize = 1_024;
/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Which tokens of an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// One, by its id (`jti`).
    Token(String),
    /// Every one of a subject.
    Subject {
        /// The subject (`sub`).
        subject: String,
        /// Those issued (`iat`) before this instant, to the microsecond.
        issued_before: DateTime<Utc>,
    },
}

/// That a revocation holds no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Since when.
    pub at: DateTime<Utc>,
    /// By whom: issuer and subject, or `command-line`.
    pub by: String,
}

/// A revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Identity.
    pub id: RevocationId,
    /// Where; `None` = at the whole service.
    pub organisation: Option<OrganisationId>,
    /// Whose tokens (`iss`).
    pub issuer: String,
    /// Which of them.
    pub aim: Aim,
    /// Why, in the words of who did it.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom: issuer and subject, or `command-line`.
    pub by: String,
    /// That it was ended; `None` while it holds.
    pub ended: Option<Ended>,
    /// The number of the latest entry about it in the journal of its organisation; 0 at the whole service, of which
    /// every journal tells under a number of its own.
    pub version: i64,
}

impl Revocation {
    /// Whether it holds, and a token is one of those that it is aimed at.
    pub fn bears_on(&self, actor: &Actor) -> bool {
        let aimed = match &self.aim {
            Aim::Token(id) => actor.token_id.as_ref() == Some(id),
            Aim::Subject {
                subject,
                issued_before,
            } => {
                let issued = actor.issued_at.saturating_mul(1_000_000);
                actor.subject == *subject && issued < issued_before.timestamp_micros()
            }
        };
        aimed && self.ended.is_none() && self.issuer == actor.issuer
    }
}

/// An actor as their token stands now: without the organisations where it was revoked. `None` where it was revoked for
/// the whole service.
///
/// # Errors
/// [`StorageError`] where it cannot be known. Whoever asks must not go on then.
pub async fn admitted(
    actor: Actor,
    read: &(impl RevocationReads + ?Sized),
) -> Result<Option<Actor>, StorageError> {
    let token = actor.token_id.as_deref();
    let found = read
        .revocations_of(&actor.issuer, token, &actor.subject)
        .await?;
    let bearing = found.iter().filter(|held| held.bears_on(&actor));
    let places: Option<_> = bearing.map(|held| held.organisation).collect();
    Ok(places.map(|barred| Actor { barred, ..actor }))
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// To revoke tokens: one by its id, or those of a subject.
    Revoke {
        /// Whose tokens (`iss`).
        issuer: String,
        /// The one with this id (`jti`).
        token: Option<String>,
        /// Those of this subject (`sub`).
        subject: Option<String>,
        /// Of a subject those issued before this instant; now where left out.
        issued_before: Option<DateTime<Utc>>,
        /// Why.
        reason: Option<String>,
    },
    /// To end a revocation.
    Restore {
        /// Which.
        revocation: RevocationId,
    },
}

impl Command {
    /// The name in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Revoke { .. } => book::REVOKE,
            Self::Restore { .. } => book::RESTORE,
        }
    }
}

/// A command about the tokens that hold at an organisation.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// At which organisation.
    pub address: Address,
    /// What is asked.
    pub command: Command,
    /// What makes it safe to repeat; the version is that of the organisation's revocations.
    pub once: Once,
}

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The organisation.
    pub owner: Organisation,
    /// The revocation as it stands.
    pub revocation: Revocation,
    /// The version of the organisation's revocations: the highest of any.
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
    let what = "organisation";
    let found = work.owner_of(&request.address).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let known = found.public || request.see.is_inside(found.owner.id);
    let owner = found.owner;
    authorize::check_known(request.actor, Action::Operate, &owner, known, what)?;
    // Under the lock: whoever repeats a command that is under way waits here for its answer.
    work.lock(owner.id).await?;
    let once = &request.once;
    let said = format!("{:?} {:?}", request.address, request.command);
    let turn = once.turn(owner.id, request.actor, desk.clock.now(), &said);
    if let Some(receipt) = turn.receipt(&mut *work).await? {
        let revocation = work.revocation_told(owner.id, receipt.sequence).await?;
        return Ok(Answer {
            revocation: revocation.ok_or_else(missing)?,
            version: work.revocation_version(owner.id).await?,
            owner,
        });
    }
    fresh(once.expected_version, owner.id, work).await?;
    let place = Place {
        organisation: Some(owner.id),
        actor: &turn.actor,
        clock: desk.clock.as_ref(),
        ids: desk.ids.as_ref(),
    };
    let revocation = place.carry_out(&request.command, &mut *work).await?;
    turn.keep(None, revocation.version, &mut *work).await?;
    begun.commit().await?;
    Ok(Answer {
        version: revocation.version,
        owner,
        revocation,
    })
}

/// A command of whoever runs the service.
#[derive(Debug)]
pub struct Order<'a> {
    /// At which organisation; `None` = at the whole service.
    pub organisation: Option<&'a Slug>,
    /// What is asked.
    pub command: Command,
    /// Who, as the journal names them.
    pub actor: &'a str,
}

/// Carries a command out for whoever runs the service: at an organisation, or at the whole of it, of which then every
/// journal tells.
///
/// # Errors
/// As [`run`]; `INVALID_VALUE` too where there is no journal yet that could tell of it.
pub async fn run_service(
    order: &Order<'_>,
    begin: &dyn BeginWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Revocation, AppError> {
    tried(|| attempt_order(order, begin, clock, ids)).await
}

async fn attempt_order(
    order: &Order<'_>,
    begin: &dyn BeginWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Revocation, AppError> {
    let mut begun = begin.begin().await?;
    let work = begun.as_mut();
    let organisation = match order.organisation {
        Some(slug) => {
            let found = work.owner_of(&Address::Slug(slug.clone())).await?;
            let what = "organisation";
            let owner = found.ok_or(AppError::NotFound { what })?.owner;
            work.lock(owner.id).await?;
            Some(owner.id)
        }
        None => None,
    };
    let place = Place {
        organisation,
        actor: order.actor,
        clock,
        ids,
    };
    let revocation = place.carry_out(&order.command, work).await?;
    begun.commit().await?;
    Ok(revocation)
}

/// Where something is revoked, and by whom.
struct Place<'a> {
    organisation: Option<OrganisationId>,
    actor: &'a str,
    clock: &'a dyn Clock,
    ids: &'a dyn Ids,
}

impl Place<'_> {
    async fn carry_out(
        &self,
        command: &Command,
        work: &mut dyn UnitOfWork,
    ) -> Result<Revocation, AppError> {
        let now = self.clock.now().trunc_subsecs(6);
        let mut revocation = match command {
            Command::Revoke { issuer, reason, .. } => Revocation {
                id: RevocationId::from_uuid(self.ids.next()),
                organisation: self.organisation,
                issuer: claim("issuer", issuer, LONGEST_ISSUER)?,
                aim: aim(command, now)?,
                reason: why(reason.as_deref())?,
                at: now,
                by: self.actor.to_owned(),
                ended: None,
                version: 0,
            },
            Command::Restore { revocation } => {
                let held = work.revocation(*revocation).await?;
                let held = held.filter(|held| held.organisation == self.organisation);
                let held = held.ok_or_else(missing)?;
                if held.ended.is_some() {
                    return Err(AppError::invalid("revocation", "was ended before"));
                }
                let ended = Ended {
                    at: now,
                    by: self.actor.to_owned(),
                };
                Revocation {
                    ended: Some(ended),
                    ..held
                }
            }
        };
        let told = self.tell(&revocation, command, now, work).await?;
        if self.organisation.is_some() {
            revocation.version = told.sequence;
        }
        work.put_revocation(&revocation).await?;
        Ok(revocation)
    }

    /// Tells the journal of the organisation, or every journal; gives the last entry.
    async fn tell(
        &self,
        revocation: &Revocation,
        command: &Command,
        at: DateTime<Utc>,
        work: &mut dyn UnitOfWork,
    ) -> Result<Chained, AppError> {
        let journals = match self.organisation {
            Some(id) => vec![id],
            None => work.journalled().await?,
        };
        let mut last = None;
        for organisation in journals {
            let entry = Entry {
                organisation,
                at,
                actor: self.actor.to_owned(),
                command: command.name(),
                // Nothing that a read of the journal resolves: not a meeting, and no change of the register.
                subject: None,
                payload: book::payload(organisation, revocation)?,
                salt: self.ids.salt(),
            };
            last = Some(work.append(entry).await?);
        }
        let reason = "there is no journal yet that could tell of it";
        last.ok_or_else(|| AppError::invalid("organisation", reason))
    }
}

fn missing() -> AppError {
    AppError::NotFound { what: "revocation" }
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
    let found = work.revocation_version(owner).await?;
    if expected == found {
        return Ok(());
    }
    let from = expected.saturating_add(1);
    let steps = work.revocation_steps(owner, from).await?;
    Err(stale(expected, found, steps))
}

/// What a command is aimed at.
fn aim(command: &Command, now: DateTime<Utc>) -> Result<Aim, AppError> {
    let Command::Revoke {
        token,
        subject,
        issued_before,
        ..
    } = command
    else {
        return Err(AppError::invalid("command", "it revokes nothing"));
    };
    match (token, subject, issued_before) {
        (Some(token), None, None) => Ok(Aim::Token(claim("token", token, LONGEST_NAME)?)),
        (Some(_), None, Some(_)) => {
            let reason = "goes with subject; a token is revoked whenever it was issued";
            Err(AppError::invalid("issuedBefore", reason))
        }
        (None, Some(subject), before) => {
            let issued_before = before.unwrap_or(now).trunc_subsecs(6);
            if issued_before > now {
                return Err(AppError::invalid("issuedBefore", "must not be to come"));
            }
            Ok(Aim::Subject {
                subject: claim("subject", subject, LONGEST_NAME)?,
                issued_before,
            })
        }
        _ => Err(AppError::invalid("token", "give either token or subject")),
    }
}

/// A claim as tokens can have it.
fn claim(field: &str, value: &str, longest: usize) -> Result<String, AppError> {
    let sound = !value.trim().is_empty() && !value.contains(char::is_control);
    match sound && value.len() <= longest {
        true => Ok(value.to_owned()),
        false => {
            let reason = format!(
                "must be as the token has it: 1 to {longest} bytes, no control characters, not blank"
            );
            Err(AppError::invalid(field, reason))
        }
    }
}

fn why(reason: Option<&str>) -> Result<Option<String>, AppError> {
    let Some(reason) = reason.map(str::trim).filter(|reason| !reason.is_empty()) else {
        return Ok(None);
    };
    if reason.chars().count() > LONGEST_REASON || reason.contains('\0') {
        let reason = format!("must have at most {LONGEST_REASON} characters, none of them U+0000");
        return Err(AppError::invalid("reason", reason));
    }
    impersonal("reason", reason)?;
    Ok(Some(reason.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn actor(issued_at: i64) -> Actor {
        Actor {
            issuer: "https://idp.example".to_owned(),
            subject: "u1".to_owned(),
            name: None,
            roles: [Role::Operator].into(),
            organisations: BTreeSet::new(),
            person: None,
            acr: None,
            auth_time: None,
            token_id: Some("t1".to_owned()),
            issued_at,
            expires_at: i64::MAX,
            barred: BTreeSet::new(),
        }
    }

    fn revocation(aim: Aim) -> Revocation {
        Revocation {
            id: RevocationId::from_uuid(Uuid::nil()),
            organisation: None,
            issuer: "https://idp.example".to_owned(),
            aim,
            reason: None,
            at: DateTime::UNIX_EPOCH,
            by: "command-line".to_owned(),
            ended: None,
            version: 0,
        }
    }

    fn instant(seconds: i64, micros: u32) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, micros * 1_000).expect("an instant")
    }

    #[test]
    fn a_subjects_tokens_are_revoked_up_to_the_instant_and_no_further() {
        let before = |issued_before| {
            revocation(Aim::Subject {
                subject: "u1".to_owned(),
                issued_before,
            })
        };
        for (issued, micros, revoked) in [
            (999, 0, true),
            (1_000, 0, false),
            (1_000, 1, true),
            (1_001, 1, false),
            (i64::MAX, 0, false),
            (0, 0, true),
        ] {
            let held = before(instant(1_000, micros));
            assert_eq!(held.bears_on(&actor(issued)), revoked, "{issued} {micros}");
        }
    }

    #[test]
    fn nothing_but_what_it_is_aimed_at_is_revoked() {
        let token = revocation(Aim::Token("t1".to_owned()));
        assert!(token.bears_on(&actor(5)));
        let mut other = actor(5);
        other.token_id = Some("T1".to_owned());
        assert!(!token.bears_on(&other));
        other.token_id = None;
        assert!(!token.bears_on(&other));
        let mut elsewhere = actor(5);
        elsewhere.issuer = "https://idp.example/".to_owned();
        assert!(!token.bears_on(&elsewhere));
        // A subject of the same name as a token's id is something else.
        let named = revocation(Aim::Token("u1".to_owned()));
        assert!(!named.bears_on(&actor(5)));
        let ended = Revocation {
            ended: Some(Ended {
                at: DateTime::UNIX_EPOCH,
                by: "command-line".to_owned(),
            }),
            ..token
        };
        assert!(!ended.bears_on(&actor(5)));
    }

    #[test]
    fn what_is_asked_is_one_token_or_one_subject() {
        let now = instant(1_000, 0);
        let ask = |token: Option<&str>, subject: Option<&str>, before| {
            let command = Command::Revoke {
                issuer: "i".to_owned(),
                token: token.map(str::to_owned),
                subject: subject.map(str::to_owned),
                issued_before: before,
                reason: None,
            };
            aim(&command, now)
        };
        assert_eq!(
            ask(Some("t"), None, None).expect("one"),
            Aim::Token("t".to_owned())
        );
        assert_eq!(
            ask(None, Some("s"), None).expect("now"),
            Aim::Subject {
                subject: "s".to_owned(),
                issued_before: now
            }
        );
        assert!(ask(None, Some("s"), Some(now)).is_ok());
        for (token, subject, before) in [
            (None, None, None),
            (Some("t"), Some("s"), None),
            (Some("t"), None, Some(now)),
            (None, Some("s"), Some(instant(1_000, 1))),
            (Some(" "), None, None),
            (Some("a\nb"), None, None),
            (None, Some(""), None),
        ] {
            assert!(
                ask(token, subject, before).is_err(),
                "{token:?} {subject:?}"
            );
        }
        let longest = "x".repeat(LONGEST_NAME);
        assert!(ask(Some(&longest), None, None).is_ok());
        assert!(ask(Some(&format!("{longest}x")), None, None).is_err());
    }
}
