//! What makes a command safe to repeat, safe from those who came before, and safe beside those who come at once.

use crate::error::{AppError, Since, StorageError};
use crate::ports::{Receipt, StoredStep, UnitOfWork};
use domain::id::OrganisationId;

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

    /// The receipt of the same command, where it was carried out before. Ask under the owner's lock: whoever repeats a
    /// command that is under way waits there for its answer.
    ///
    /// # Errors
    /// `CLIENT_MUTATION_ID_REUSED` where the name was given to another command.
    pub(crate) async fn receipt(
        &self,
        owner: OrganisationId,
        actor: &str,
        digest: &str,
        work: &mut dyn UnitOfWork,
    ) -> Result<Option<Receipt>, AppError> {
        let Some(name) = &self.client_mutation_id else {
            return Ok(None);
        };
        let held = work.receipt(owner, actor, name).await?;
        match held {
            Some(receipt) if receipt.digest != digest => Err(AppError::KeyReused),
            held => Ok(held),
        }
    }

    /// Keeps a receipt, where the command has a name.
    pub(crate) async fn keep(
        &self,
        owner: OrganisationId,
        actor: &str,
        receipt: &Receipt,
        work: &mut dyn UnitOfWork,
    ) -> Result<(), AppError> {
        if let Some(name) = &self.client_mutation_id {
            work.keep_receipt(owner, actor, name, receipt).await?;
        }
        Ok(())
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
