//! Setting aside what a witness holds against a log, by whoever answers for it.

use crate::error::AppError;
use crate::journal::{self, Entry};
use crate::ports::{BeginWork, Clock, Ids};
use domain::name::Slug;
use serde_json::json;

/// What is set aside, and why.
#[derive(Debug, Clone)]
pub struct Settle<'a> {
    /// Whose log.
    pub organisation: &'a Slug,
    /// The name of the witness.
    pub witness: &'a str,
    /// Why it may be set aside, for the journal.
    pub reason: &'a str,
    /// Who says so.
    pub actor: &'a str,
}

/// Sets aside what a witness holds against a log, with the reason in the journal. A witness that is asked further on
/// will raise it again.
///
/// # Errors
/// `NOT_FOUND` where there is no such organisation, or nothing that the witness holds against its log;
/// `INVALID_VALUE` without a reason.
pub async fn settle(
    command: &Settle<'_>,
    begin: &dyn BeginWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<(), AppError> {
    let reason = command.reason.trim();
    if reason.is_empty() {
        return Err(AppError::invalid("reason", "say why it may be set aside"));
    }
    let mut work = begin.begin().await?;
    let slugs = std::slice::from_ref(command.organisation);
    let found = work.organisations(slugs).await?;
    let owner = found.get(command.organisation).map(|found| found.id);
    let owner = owner.ok_or(AppError::NotFound {
        what: "organisation",
    })?;
    work.lock(owner).await?;
    let held = work.objections(owner).await?;
    let named = |witness: &str| witness.split('+').next() == Some(command.witness);
    let objection = held.iter().find(|objection| named(&objection.witness));
    let objection = objection.ok_or(AppError::NotFound {
        what: "objection of that witness",
    })?;
    work.drop_objection(owner, &objection.witness).await?;
    let payload = json!({
        "version": 1,
        "witness": objection.witness,
        "size": objection.size,
        "known": objection.known,
        "reason": reason,
    });
    work.append(Entry {
        organisation: owner,
        at: clock.now(),
        actor: command.actor.to_owned(),
        command: "SettleObjection",
        subject: None,
        payload: journal::canonical(&payload)?,
        salt: ids.salt(),
    })
    .await?;
    work.commit().await.map_err(AppError::from)
}
