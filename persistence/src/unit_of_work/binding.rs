//! Identities bound to persons.

use super::{Work, insert_all};
use crate::entity::person_identity;
use crate::fault::OrStorage;
use crate::read::binding::of;
use application::error::StorageError;
use application::ports::BindingWork;
use application::register::Identity;
use async_trait::async_trait;
use domain::id::{OrganisationId, PersonId};
use sea_orm::EntityTrait;

#[async_trait]
impl BindingWork for Work {
    async fn bound(
        &mut self,
        owner: OrganisationId,
        identity: &Identity,
    ) -> Result<Option<PersonId>, StorageError> {
        let key = (
            owner.uuid(),
            identity.issuer.clone(),
            identity.subject.clone(),
        );
        let row = person_identity::Entity::find_by_id(key)
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(row.as_ref().map(of).map(|(_, person)| person))
    }

    async fn bind(
        &mut self,
        owner: OrganisationId,
        identity: &Identity,
        person: PersonId,
    ) -> Result<(), StorageError> {
        let row = person_identity::Model {
            owner_id: owner.uuid(),
            issuer: identity.issuer.clone(),
            subject: identity.subject.clone(),
            person_id: person.uuid(),
        };
        insert_all::<person_identity::Entity>(&self.transaction, vec![row]).await
    }

    async fn unbind(
        &mut self,
        owner: OrganisationId,
        identity: &Identity,
    ) -> Result<(), StorageError> {
        let key = (
            owner.uuid(),
            identity.issuer.clone(),
            identity.subject.clone(),
        );
        person_identity::Entity::delete_by_id(key)
            .exec(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }
}
