//! Budgets within a transaction.

use super::delegation::{owner_of, steps_of};
use super::{Work, insert_all};
use crate::codes::Code;
use crate::entity::{
    budget, budget_book, budget_contribution, budget_line, budget_paper, budget_version,
};
use crate::fault::OrStorage;
use crate::mapping;
use crate::mapping::budget::{Place, budget_row, paper_row, version_rows};
use crate::read;
use crate::read::budget::{gathered, is_public};
use crate::read::eyes::Eyes;
use application::budget::{COMMANDS, StoredBudget, write_execution};
use application::error::StorageError;
use application::ports::{BudgetWork, StoredStep};
use application::read::Record;
use async_trait::async_trait;
use domain::budget::{Adoption, Budget, Execution, Paper, Version};
use domain::id::{BudgetId, BudgetLineId, DecisionId, MeetingId, OrganisationId};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

#[async_trait]
impl BudgetWork for Work {
    async fn record(&mut self, meeting: MeetingId) -> Result<Option<Record>, StorageError> {
        let found = read::records::load(&self.transaction, &[meeting.uuid()], Eyes::All).await?;
        Ok(found.into_iter().next())
    }

    async fn budget(&mut self, id: BudgetId) -> Result<Option<StoredBudget>, StorageError> {
        let db = &self.transaction;
        let row = budget::Entity::find_by_id(id.uuid())
            .one(db)
            .await
            .or_storage()?;
        let Some(row) = row else { return Ok(None) };
        let owner = owner_of(db, row.owner_id).await?;
        let public = is_public(db, row.id).await?;
        let found = gathered(db, vec![row]).await?.into_iter().next();
        Ok(found.map(|budget| StoredBudget {
            owner,
            public,
            budget,
        }))
    }

    async fn budget_of_year(
        &mut self,
        owner: OrganisationId,
        year: i32,
    ) -> Result<Option<BudgetId>, StorageError> {
        let row = budget::Entity::find()
            .filter(budget::Column::OwnerId.eq(owner.uuid()))
            .filter(budget::Column::Year.eq(year))
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(row.map(|row| BudgetId::from_uuid(row.id)))
    }

    async fn budget_of_line(
        &mut self,
        line: BudgetLineId,
    ) -> Result<Option<BudgetId>, StorageError> {
        let row = budget_line::Entity::find_by_id(line.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(row.map(|row| BudgetId::from_uuid(row.budget_id)))
    }

    async fn approved_by(
        &mut self,
        decision: DecisionId,
    ) -> Result<Option<(BudgetId, u32)>, StorageError> {
        let row = budget_version::Entity::find()
            .filter(budget_version::Column::DecisionId.eq(decision.uuid()))
            .one(&self.transaction)
            .await
            .or_storage()?;
        let Some(row) = row else { return Ok(None) };
        let number = mapping::number("budget_version.number", row.number)?;
        Ok(Some((BudgetId::from_uuid(row.budget_id), number)))
    }

    async fn budget_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError> {
        let row = budget_book::Entity::find_by_id(owner.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(row.map_or(0, |row| row.sequence))
    }

    async fn budget_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        steps_of(&self.transaction, owner, from, &COMMANDS).await
    }

    async fn set_budget_version(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<(), StorageError> {
        let row = budget_book::Model {
            owner_id: owner.uuid(),
            sequence,
        };
        let again = OnConflict::column(budget_book::Column::OwnerId)
            .update_column(budget_book::Column::Sequence)
            .to_owned();
        budget_book::Entity::insert_many([row.into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn add_budget(&mut self, budget: &Budget) -> Result<(), StorageError> {
        insert_all::<budget::Entity>(&self.transaction, vec![budget_row(budget)]).await
    }

    async fn add_budget_paper(
        &mut self,
        budget: BudgetId,
        place: usize,
        paper: &Paper,
    ) -> Result<(), StorageError> {
        let row = paper_row(budget, place, paper);
        insert_all::<budget_paper::Entity>(&self.transaction, vec![row]).await
    }

    async fn add_budget_version(
        &mut self,
        owner: OrganisationId,
        budget: BudgetId,
        year: i32,
        version: &Version,
    ) -> Result<(), StorageError> {
        let at = Place {
            owner,
            budget,
            year,
        };
        let (row, contributions, lines) = version_rows(at, version);
        let db = &self.transaction;
        insert_all::<budget_version::Entity>(db, vec![row]).await?;
        insert_all::<budget_contribution::Entity>(db, contributions).await?;
        insert_all::<budget_line::Entity>(db, lines).await
    }

    async fn approve_budget_version(
        &mut self,
        budget: BudgetId,
        number: u32,
        adoption: &Adoption,
    ) -> Result<(), StorageError> {
        use budget_version::Column;
        budget_version::Entity::update_many()
            .col_expr(Column::DecisionId, Expr::value(adoption.decision.uuid()))
            .col_expr(Column::ApprovedOn, Expr::value(adoption.on))
            .col_expr(Column::Quorum, Expr::value(adoption.quorum.to_code()))
            .col_expr(Column::Open, Expr::value(adoption.open))
            .col_expr(Column::Announced, Expr::value(adoption.announced))
            .col_expr(Column::AnnouncedOn, Expr::value(adoption.announced_on))
            .filter(Column::BudgetId.eq(budget.uuid()))
            .filter(Column::Number.eq(i64::from(number)))
            .exec(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn settle_budget_line(
        &mut self,
        line: BudgetLineId,
        execution: &Execution,
    ) -> Result<(), StorageError> {
        budget_line::Entity::update_many()
            .col_expr(
                budget_line::Column::Execution,
                Expr::value(write_execution(execution)),
            )
            .filter(budget_line::Column::Id.eq(line.uuid()))
            .exec(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }
}
