//! What makes a command safe to repeat, safe from those who came before, and safe beside those who come at once.

use crate::actor::Actor;
use crate::error::{AppError, Since, StorageError};
use crate::journal::{Entry, sha256};
use crate::ports::{Receipt, StoredStep, UnitOfWork};
use crate::read::{FeedEntry, FeedKind, Subject};
use chrono::{DateTime, SubsecRound, Utc};
use domain::id::{MeetingId, OrganisationId};
use uuid::Uuid;

/// What an asker says of a command beside the command.
#[derive(Debug, Clone, Default)]
pub struct Once {
    /// The version that the asker saw last; another one refuses.
    pub expected_version: Option<i64>,
    /// The asker's own name for the command, which makes it safe to repeat.
    pub client_mutation_id: Option<String>,
}

/// How often a command is tried that somebody else's write came in the way of.
const ATTEMPTS: u32 = 5;

/// Longest name that an asker may give a command, in characters.
const LONGEST_NAME: usize = 200;

/// Tries until nobody else's write comes in the way, a few times at the most.
pub(crate) async fn tried<T, F>(attempt: impl Fn() -> F) -> Result<T, AppError>
where
    F: Future<Output = Result<T, AppError>> + Send,
{
    for _ in 1..ATTEMPTS {
        match attempt().await {
            Err(AppError::Storage(StorageError::Stale | StorageError::Conflict(_))) => {}
            settled => return settled,
        }
    }
    attempt().await
}

impl Once {
    /// Refuses a name that is none.
    pub(crate) fn named(&self) -> Result<(), AppError> {
        let Some(name) = &self.client_mutation_id else {
            return Ok(());
        };
        if (1..=LONGEST_NAME).contains(&name.chars().count()) {
            return Ok(());
        }
        let reason = format!("must have 1 to {LONGEST_NAME} characters");
        Err(AppError::invalid("clientMutationId", reason))
    }

    /// The turn of a command at an organisation. `said` is what the command is known again by: all that it asks, and
    /// nothing that nobody is to guess from a digest.
    pub(crate) fn turn(
        &self,
        owner: OrganisationId,
        actor: &Actor,
        now: DateTime<Utc>,
        said: &str,
    ) -> Turn<'_> {
        Turn {
            once: self,
            owner,
            actor: actor.signature(),
            at: now.trunc_subsecs(6),
            digest: sha256(said),
        }
    }

    /// Refuses who last saw another version of a meeting, with what changed since and by whom.
    pub(crate) async fn saw(
        &self,
        meeting: MeetingId,
        version: i64,
        work: &mut dyn UnitOfWork,
    ) -> Result<(), AppError> {
        let Some(expected) = self.expected_version.filter(|seen| *seen != version) else {
            return Ok(());
        };
        let missed = version.saturating_sub(expected);
        let steps = work.latest_steps(meeting, missed).await?;
        Err(stale(expected, version, steps))
    }
}

/// A command while it is carried out, under its owner's lock: whose, by whom, when. What it comes to is told to the
/// journal and to followers, and a receipt is kept, all in one transaction.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    once: &'a Once,
    owner: OrganisationId,
    /// Who asks, as the journal names them.
    pub(crate) actor: String,
    /// One instant for all that the command writes, to the microsecond.
    pub(crate) at: DateTime<Utc>,
    digest: String,
}

impl Turn<'_> {
    /// The receipt of the same command, where it was carried out before. Ask under the owner's lock: whoever repeats a
    /// command that is under way waits there for its answer.
    ///
    /// # Errors
    /// `CLIENT_MUTATION_ID_REUSED` where the name was given to another command.
    pub(crate) async fn receipt(
        &self,
        work: &mut dyn UnitOfWork,
    ) -> Result<Option<Receipt>, AppError> {
        let Some(name) = &self.once.client_mutation_id else {
            return Ok(None);
        };
        let held = work.receipt(self.owner, &self.actor, name).await?;
        match held {
            Some(receipt) if receipt.digest != self.digest => Err(AppError::KeyReused),
            held => Ok(held),
        }
    }

    /// Tells the journal what the command came to; gives the entry's number. No subject: nothing that a read of the
    /// journal resolves, neither a meeting nor a change of the register.
    pub(crate) async fn tell(
        &self,
        command: &'static str,
        subject: Option<Subject>,
        payload: String,
        salt: Uuid,
        work: &mut dyn UnitOfWork,
    ) -> Result<i64, AppError> {
        let entry = Entry {
            organisation: self.owner,
            at: self.at,
            actor: self.actor.clone(),
            command,
            subject,
            payload,
            salt,
        };
        Ok(work.append(entry).await?.sequence)
    }

    /// Tells whoever follows the public feed.
    pub(crate) async fn publish(
        &self,
        kind: FeedKind,
        subject: Subject,
        work: &mut dyn UnitOfWork,
    ) -> Result<(), AppError> {
        let entry = FeedEntry {
            organisation: self.owner,
            at: self.at,
            kind,
            subject,
        };
        Ok(work.publish(entry).await?)
    }

    /// Keeps a receipt, where the command has a name.
    pub(crate) async fn keep(
        &self,
        meeting: Option<MeetingId>,
        sequence: i64,
        work: &mut dyn UnitOfWork,
    ) -> Result<(), AppError> {
        let Some(name) = &self.once.client_mutation_id else {
            return Ok(());
        };
        let receipt = Receipt {
            meeting,
            digest: self.digest.clone(),
            sequence,
            at: self.at,
        };
        Ok(work
            .keep_receipt(self.owner, &self.actor, name, &receipt)
            .await?)
    }
}

impl From<StoredStep> for Since {
    fn from(step: StoredStep) -> Self {
        Self {
            command: step.command,
            actor: step.actor,
            at: step.at,
        }
    }
}

/// The refusal of an asker who had not seen what these steps changed.
pub(crate) fn stale(
    expected: i64,
    found: i64,
    steps: impl IntoIterator<Item = StoredStep>,
) -> AppError {
    AppError::Stale {
        expected,
        found,
        since: steps.into_iter().map(Since::from).collect(),
    }
}
