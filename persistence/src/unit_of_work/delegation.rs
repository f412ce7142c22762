//! Delegation: where decisions and §§ stand, what is delegated, and what was decided by it.

use super::{Work, insert_all};
use crate::codes::Code;
use crate::entity::{
    body, decision, delegated_decision, delegation, delegation_book, journal as entry, meeting,
    organisation, paragraph,
};
use crate::fault::{OrStorage, corrupt};
use crate::mapping;
use crate::mapping::delegation::{decision_of, decision_row, delegation_of, delegation_row};
use crate::read::delegation::last_met;
use crate::read::eyes::{chunks, padded};
use application::delegation::{COMMANDS, StoredDelegation, StoredSitting};
use application::error::StorageError;
use application::followup::Item;
use application::ports::{DelegationWork, StoredStep};
use async_trait::async_trait;
use domain::Date;
use domain::decision::DecisionKind;
use domain::delegation::{DelegatedDecision, Delegation, Revocation};
use domain::id::{DelegatedDecisionId, DelegationId, MeetingId, OrganisationId, ParagraphId};
use domain::organisation::Organisation;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// How many entries are told of at once.
const TOLD: u64 = 100;

pub(super) async fn owner_of(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Organisation, StorageError> {
    organisation::Entity::find_by_id(id)
        .one(db)
        .await
        .or_storage()?
        .ok_or_else(|| corrupt("owner_id", "it names no organisation"))
        .and_then(mapping::organisation)
}

/// Where a decision or a § stands; nowhere for an assignment.
async fn sitting(
    db: &impl ConnectionTrait,
    item: Item,
) -> Result<Option<StoredSitting>, StorageError> {
    let (paragraph, decides): (Uuid, Option<DecisionKind>) = match item {
        Item::Assignment(_) => return Ok(None),
        Item::Paragraph(id) => (id.uuid(), None),
        Item::Decision(id) => {
            let row = decision::Entity::find_by_id(id.uuid())
                .one(db)
                .await
                .or_storage()?;
            let Some(row) = row else { return Ok(None) };
            let kind = Code::read("decision.kind", &row.kind)?;
            (row.paragraph_id, Some(kind))
        }
    };
    let row = paragraph::Entity::find_by_id(paragraph)
        .one(db)
        .await
        .or_storage()?;
    let Some(under) = row else { return Ok(None) };
    let met = meeting::Entity::find_by_id(under.meeting_id)
        .one(db)
        .await
        .or_storage()?
        .ok_or_else(|| corrupt("paragraph.meeting_id", "it names no meeting"))?;
    let body = body::Entity::find_by_id(met.body_id)
        .one(db)
        .await
        .or_storage()?
        .ok_or_else(|| corrupt("meeting.body_id", "it names no body"))?;
    Ok(Some(StoredSitting {
        owner: owner_of(db, met.owner_id).await?,
        public: met.published,
        meeting: MeetingId::from_uuid(met.id),
        body: mapping::body(body)?,
        date: met.date,
        voided: under.voided.is_some(),
        decides,
    }))
}

/// The journal's entries of an organisation with one of several commands, from a number on.
pub(super) async fn steps_of(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
    from: i64,
    commands: &[&str],
) -> Result<Vec<StoredStep>, StorageError> {
    let rows = entry::Entity::find()
        .filter(entry::Column::OrganisationId.eq(owner.uuid()))
        .filter(entry::Column::Sequence.gte(from))
        .filter(entry::Column::Command.is_in(padded(commands.to_vec())))
        .order_by_asc(entry::Column::Sequence)
        .limit(TOLD)
        .all(db)
        .await
        .or_storage()?;
    let steps = rows.into_iter().map(|row| StoredStep {
        sequence: row.sequence,
        command: row.command,
        actor: row.actor,
        at: row.at,
        payload: row.payload,
    });
    Ok(steps.collect())
}

#[async_trait]
impl DelegationWork for Work {
    async fn sitting(&mut self, item: Item) -> Result<Option<StoredSitting>, StorageError> {
        sitting(&self.transaction, item).await
    }

    async fn delegation(
        &mut self,
        id: DelegationId,
    ) -> Result<Option<StoredDelegation>, StorageError> {
        let db = &self.transaction;
        let row = delegation::Entity::find_by_id(id.uuid())
            .one(db)
            .await
            .or_storage()?;
        let Some(row) = row else { return Ok(None) };
        let owner = owner_of(db, row.owner_id).await?;
        let delegation = delegation_of(row)?;
        let granted = sitting(db, Item::Decision(delegation.granted_by)).await?;
        Ok(Some(StoredDelegation {
            owner,
            public: granted.is_some_and(|granted| granted.public),
            delegation,
        }))
    }

    async fn delegated(
        &mut self,
        owner: OrganisationId,
        ids: &[DelegatedDecisionId],
    ) -> Result<Vec<DelegatedDecision>, StorageError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let mut found = Vec::new();
        for part in chunks(&ids) {
            let rows = delegated_decision::Entity::find()
                .filter(delegated_decision::Column::OwnerId.eq(owner.uuid()))
                .filter(delegated_decision::Column::Id.is_in(part))
                .order_by_asc(delegated_decision::Column::SortKey)
                .all(&self.transaction)
                .await
                .or_storage()?;
            for row in rows {
                found.push(decision_of(row)?);
            }
        }
        Ok(found)
    }

    async fn delegation_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError> {
        let row = delegation_book::Entity::find_by_id(owner.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(row.map_or(0, |row| row.sequence))
    }

    async fn delegation_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        steps_of(&self.transaction, owner, from, &COMMANDS).await
    }

    async fn draw_delegated(
        &mut self,
        owner: OrganisationId,
        year: i32,
    ) -> Result<u32, StorageError> {
        // Nothing deletes a row, so the highest number is the last one drawn.
        let last: Option<i64> = delegated_decision::Entity::find()
            .select_only()
            .column_as(delegated_decision::Column::Number.max(), "last")
            .filter(delegated_decision::Column::OwnerId.eq(owner.uuid()))
            .filter(delegated_decision::Column::Year.eq(year))
            .into_tuple::<Option<i64>>()
            .one(&self.transaction)
            .await
            .or_storage()?
            .flatten();
        let next = last.unwrap_or_default() + 1;
        mapping::number("delegated_decision.number", next)
    }

    async fn add_delegation(&mut self, delegation: &Delegation) -> Result<(), StorageError> {
        let row = delegation_row(delegation);
        insert_all::<delegation::Entity>(&self.transaction, vec![row]).await
    }

    async fn revoke_delegation(
        &mut self,
        id: DelegationId,
        revocation: &Revocation,
    ) -> Result<(), StorageError> {
        let (by, on) = (revocation.by.uuid(), revocation.on);
        delegation::Entity::update_many()
            .col_expr(delegation::Column::RevokedBy, Expr::value(by))
            .col_expr(delegation::Column::RevokedOn, Expr::value(on))
            .filter(delegation::Column::Id.eq(id.uuid()))
            .exec(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn add_delegated(
        &mut self,
        owner: OrganisationId,
        decision: &DelegatedDecision,
    ) -> Result<(), StorageError> {
        let row = decision_row(owner, decision);
        insert_all::<delegated_decision::Entity>(&self.transaction, vec![row]).await
    }

    async fn report_delegated(
        &mut self,
        ids: &[DelegatedDecisionId],
        paragraph: ParagraphId,
    ) -> Result<(), StorageError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        for part in chunks(&ids) {
            delegated_decision::Entity::update_many()
                .col_expr(
                    delegated_decision::Column::ReportedIn,
                    Expr::value(paragraph.uuid()),
                )
                .filter(delegated_decision::Column::Id.is_in(part))
                .exec(&self.transaction)
                .await
                .or_storage()?;
        }
        Ok(())
    }

    async fn set_delegation_version(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<(), StorageError> {
        let row = delegation_book::Model {
            owner_id: owner.uuid(),
            sequence,
        };
        let again = OnConflict::column(delegation_book::Column::OwnerId)
            .update_column(delegation_book::Column::Sequence)
            .to_owned();
        delegation_book::Entity::insert_many([row.into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn board_met(
        &mut self,
        owner: OrganisationId,
        until: Date,
    ) -> Result<Option<Date>, StorageError> {
        let met = last_met(&self.transaction, &[owner.uuid()], until).await?;
        Ok(met.get(&owner.uuid()).copied())
    }
}
