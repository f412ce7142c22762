//! What budgets need of storage.

use crate::budget::{
    Book, BudgetFilter, ContributionFilter, HeldBudget, HeldContribution, StoredBudget,
};
use crate::error::StorageError;
use crate::ports::StoredStep;
use crate::read::{Connection, Page, Record};
use crate::visibility::Visibility;
use async_trait::async_trait;
use domain::budget::{Adoption, Budget, Execution, Paper, Version};
use domain::id::{BudgetId, BudgetLineId, DecisionId, MeetingId, OrganisationId};
use std::collections::HashMap;

/// Budgets within a transaction.
#[async_trait]
pub trait BudgetWork: Send {
    /// A whole record.
    async fn record(&mut self, meeting: MeetingId) -> Result<Option<Record>, StorageError>;
    /// A budget.
    async fn budget(&mut self, id: BudgetId) -> Result<Option<StoredBudget>, StorageError>;
    /// The budget of an association's year.
    async fn budget_of_year(
        &mut self,
        owner: OrganisationId,
        year: i32,
    ) -> Result<Option<BudgetId>, StorageError>;
    /// The budget that holds a line.
    async fn budget_of_line(
        &mut self,
        line: BudgetLineId,
    ) -> Result<Option<BudgetId>, StorageError>;
    /// The version that a decision approves.
    async fn approved_by(
        &mut self,
        decision: DecisionId,
    ) -> Result<Option<(BudgetId, u32)>, StorageError>;
    /// The number of the journal's latest entry about the budgets of an association; 0 before the first.
    async fn budget_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError>;
    /// The journal's entries about the budgets of an association from a number on, a hundred at the most.
    async fn budget_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
    /// The journal's entry of this number is the latest about the budgets of an association.
    async fn set_budget_version(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<(), StorageError>;
    /// Adds a budget without papers and versions.
    async fn add_budget(&mut self, budget: &Budget) -> Result<(), StorageError>;
    /// Adds a paper in its place, from 0.
    async fn add_budget_paper(
        &mut self,
        budget: BudgetId,
        place: usize,
        paper: &Paper,
    ) -> Result<(), StorageError>;
    /// Adds a version with all that it holds, of the budget of an association's year.
    async fn add_budget_version(
        &mut self,
        owner: OrganisationId,
        budget: BudgetId,
        year: i32,
        version: &Version,
    ) -> Result<(), StorageError>;
    /// A version is approved.
    async fn approve_budget_version(
        &mut self,
        budget: BudgetId,
        number: u32,
        adoption: &Adoption,
    ) -> Result<(), StorageError>;
    /// A suspended line is settled.
    async fn settle_budget_line(
        &mut self,
        line: BudgetLineId,
        execution: &Execution,
    ) -> Result<(), StorageError>;
}

/// Reads of budgets, as far as the viewer may know of them. A version is public with the minutes that approve it, a
/// paper with those of its decision; one that rests on no decision, with the first version that is public.
#[async_trait]
pub trait BudgetReads: Send + Sync {
    /// Budgets by id.
    async fn budgets_by_id(
        &self,
        ids: &[BudgetId],
        see: &Visibility,
    ) -> Result<HashMap<BudgetId, HeldBudget>, StorageError>;
    /// Budgets of associations, the latest year first.
    async fn budgets_of(
        &self,
        associations: &[OrganisationId],
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Vec<HeldBudget>>, StorageError>;
    /// The versions that decisions approve.
    async fn approved_by(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, (BudgetId, u32)>, StorageError>;
    /// Budgets, the latest year first.
    async fn budgets(
        &self,
        filter: &BudgetFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<HeldBudget>, StorageError>;
    /// Contributions to budget years by the approved versions that hold, the latest year first.
    async fn contributions(
        &self,
        filter: &ContributionFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<HeldContribution>, StorageError>;
}

/// Budgets for checking the record against itself.
#[async_trait]
pub trait BudgetAudit: Send + Sync {
    /// The budgets of an association.
    async fn budget_book(&self, association: OrganisationId) -> Result<Book, StorageError>;
}
