//! Identities bound to persons, as they are checked.

use crate::entity::person_identity;
use crate::fault::OrStorage;
use crate::store::Store;
use application::error::StorageError;
use application::ports::BindingAudit;
use application::register::{Bindings, Identity};
use async_trait::async_trait;
use domain::id::{OrganisationId, PersonId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Who is bound to whom in a row.
pub(crate) fn of(row: &person_identity::Model) -> (Identity, PersonId) {
    let identity = Identity {
        issuer: row.issuer.clone(),
        subject: row.subject.clone(),
    };
    (identity, PersonId::from_uuid(row.person_id))
}

#[async_trait]
impl BindingAudit for Store {
    async fn bindings(&self, owner: OrganisationId) -> Result<Bindings, StorageError> {
        let rows = person_identity::Entity::find()
            .filter(person_identity::Column::OwnerId.eq(owner.uuid()))
            .all(&self.reader)
            .await
            .or_storage()?;
        Ok(Bindings(rows.iter().map(of).collect()))
    }
}
