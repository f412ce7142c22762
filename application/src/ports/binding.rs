//! What binding identities to persons needs from storage.

use crate::error::StorageError;
use crate::register::{Bindings, Identity};
use async_trait::async_trait;
use domain::id::{OrganisationId, PersonId};

/// Bindings within a transaction, under their owner's lock where they change.
#[async_trait]
pub trait BindingWork: Send {
    /// The person of an owner's register that an identity is bound to.
    async fn bound(
        &mut self,
        owner: OrganisationId,
        identity: &Identity,
    ) -> Result<Option<PersonId>, StorageError>;
    /// Binds an identity that is bound to nobody.
    async fn bind(
        &mut self,
        owner: OrganisationId,
        identity: &Identity,
        person: PersonId,
    ) -> Result<(), StorageError>;
    /// Ends a binding.
    async fn unbind(
        &mut self,
        owner: OrganisationId,
        identity: &Identity,
    ) -> Result<(), StorageError>;
}

/// Bindings as they are checked.
#[async_trait]
pub trait BindingAudit: Send + Sync {
    /// Every binding of an owner's register.
    async fn bindings(&self, owner: OrganisationId) -> Result<Bindings, StorageError>;
}
