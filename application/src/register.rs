//! The register: associations with their statutes, members, seats and presidium, loaded whole or kept step by step.

mod binding;
mod command;
mod keeping;
mod loading;
mod settling;

pub(crate) use binding::COMMANDS as BINDINGS;
pub use binding::{Bindings, Identity};
pub use command::{NewBody, NewMember, RegisterCommand};
pub use keeping::{Kept, Request, run};
pub use loading::{LoadRegister, load};

use crate::archive::derived;
use crate::error::AppError;
use crate::ports::UnitOfWork;
use domain::id::OrganisationId;

/// Works out the figures of an owner's records anew: members, seats and statutes bear on when a record is final.
async fn derive_anew(owner: OrganisationId, work: &mut dyn UnitOfWork) -> Result<(), AppError> {
    for record in work.records_of(owner).await? {
        let figures = derived(&record.meeting, &record.surroundings);
        work.set_derived(record.meeting.id, &figures).await?;
    }
    Ok(())
}
