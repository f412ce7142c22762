//! Sessions of people who are signed in to the pages.
//!
//! Whoever signs in gets an id of 256 bits of chance, which stands in a cookie; what is kept is its digest, with what the
//! token or the issuer said of them. A session ends where it is not used for a while, after some hours in any case, and
//! where its token or its subject is revoked. It is a key to pages, never to GraphQL or REST.

use crate::actor::Actor;
use crate::error::StorageError;
use crate::journal::sha256;
use crate::ports::{Ids, RevocationReads, SessionStore};
use crate::revocation;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use subtle::ConstantTimeEq;

/// Digits of an id.
const DIGITS: usize = 64;

/// What an id is hashed with to give the word that forms hold.
const FORMS: &str = "paragraf form ";

/// The id of a session, as its cookie has it. Whoever has it is signed in.
#[derive(Clone)]
pub struct SessionId(String);

impl std::fmt::Debug for SessionId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SessionId").finish_non_exhaustive()
    }
}

impl SessionId {
    /// A new one.
    pub fn new(ids: &dyn Ids) -> Self {
        Self(HEXLOWER.encode(&[ids.random(), ids.random()].concat()))
    }

    /// Reads one as a cookie has it; `None` for what cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == DIGITS && text.bytes().all(digit)).then(|| Self(text.to_owned()))
    }

    /// As its cookie has it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256 of it, hexadecimal: what is kept.
    pub fn digest(&self) -> String {
        sha256(&self.0)
    }

    /// The word that every form of the session holds, so that no other site can send one. It follows from the id, and
    /// stands nowhere.
    pub fn form_token(&self) -> String {
        sha256(&format!("{FORMS}{}", self.0))
    }

    /// Whether that is the word of its forms.
    pub fn is_form_token(&self, text: &str) -> bool {
        self.form_token().as_bytes().ct_eq(text.as_bytes()).into()
    }
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Unused.
    pub idle: TimeDelta,
    /// In any case.
    pub whole: TimeDelta,
}

impl Limits {
    /// How much later than it was noted a use is noted again.
    fn coarse(&self) -> TimeDelta {
        TimeDelta::minutes(1).min(self.idle / 2)
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its id, hexadecimal.
    pub digest: String,
    /// Who is signed in.
    pub actor: Actor,
    /// Since when.
    pub began_at: DateTime<Utc>,
    /// When it was last used, to within a minute.
    pub used_at: DateTime<Utc>,
    /// When it ends in any case.
    pub ends_at: DateTime<Utc>,
}

impl Session {
    /// Whether it holds at an instant.
    fn holds(&self, now: DateTime<Utc>, limits: &Limits) -> bool {
        now < self.ends_at && now - self.used_at < limits.idle
    }
}

/// Begins a session of an actor, which ends at an instant at the latest, and ends the one that they came with: an id that
/// somebody else may have planted is worth nothing.
///
/// # Errors
/// [`StorageError`].
pub async fn begin(
    actor: Actor,
    until: Option<DateTime<Utc>>,
    former: Option<&SessionId>,
    now: DateTime<Utc>,
    limits: &Limits,
    ids: &dyn Ids,
    store: &dyn SessionStore,
) -> Result<SessionId, StorageError> {
    let id = SessionId::new(ids);
    let latest = now + limits.whole;
    let session = Session {
        digest: id.digest(),
        actor,
        began_at: now,
        used_at: now,
        ends_at: until.map_or(latest, |until| until.min(latest)),
    };
    if let Some(former) = former {
        store.end_session(&former.digest()).await?;
    }
    let unused_since = now - limits.idle;
    store.begin_session(&session, now, unused_since).await?;
    Ok(id)
}

/// The session of an id at an instant, with the actor as they stand now; `None` where there is none such, or it holds no
/// more.
///
/// # Errors
/// [`StorageError`] where it cannot be known. Whoever asks must not go on as if somebody were signed in.
pub async fn admitted(
    id: &SessionId,
    now: DateTime<Utc>,
    limits: &Limits,
    store: &dyn SessionStore,
    read: &(impl RevocationReads + ?Sized),
) -> Result<Option<Session>, StorageError> {
    let Some(session) = store.session(&id.digest()).await? else {
        return Ok(None);
    };
    if !session.holds(now, limits) {
        store.end_session(&session.digest).await?;
        return Ok(None);
    }
    let Some(actor) = revocation::admitted(session.actor.clone(), read).await? else {
        store.end_session(&session.digest).await?;
        return Ok(None);
    };
    if now - session.used_at >= limits.coarse()
        && let Err(cause) = store.use_session(&session.digest, now).await
    {
        // What it is asked for does not depend on that.
        tracing::warn!(%cause, "the use of a session was not noted");
    }
    Ok(Some(Session { actor, ..session }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_session_holds_to_the_second_before_either_limit() {
        let limits = Limits {
            idle: TimeDelta::seconds(1_800),
            whole: TimeDelta::hours(8),
        };
        let session = |used, ends| Session {
            digest: String::new(),
            actor: Actor {
                issuer: "i".to_owned(),
                subject: "s".to_owned(),
                name: None,
                roles: BTreeSet::new(),
                organisations: BTreeSet::new(),
                person: None,
                acr: None,
                auth_time: None,
                token_id: None,
                issued_at: 0,
                expires_at: ends,
                barred: BTreeSet::new(),
            },
            began_at: at(0),
            used_at: at(used),
            ends_at: at(ends),
        };
        for (now, used, ends, holds) in [
            (1_799, 0, 28_800, true),
            (1_800, 0, 28_800, false),
            (28_799, 28_000, 28_800, true),
            (28_800, 28_799, 28_800, false),
        ] {
            assert_eq!(session(used, ends).holds(at(now), &limits), holds, "{now}");
        }
    }

    #[test]
    fn an_id_is_read_as_it_was_written_and_nothing_else_is() {
        let id = SessionId("0123456789abcdef".repeat(4));
        assert!(SessionId::parse(id.expose()).is_some());
        assert!(!format!("{id:?}").contains("0123"));
        for wrong in [
            "",
            "0",
            &id.0.to_uppercase(),
            &id.0[1..],
            &format!("{}0", id.0),
        ] {
            assert!(SessionId::parse(wrong).is_none(), "{wrong}");
        }
        assert!(id.is_form_token(&id.form_token()));
        let other = SessionId("f".repeat(64));
        assert!(!id.is_form_token(&other.form_token()) && !id.is_form_token(""));
        assert_ne!(id.form_token(), id.digest());
    }
}
