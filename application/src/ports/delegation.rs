//! What delegating needs of storage.

use crate::delegation::{Held, HeldDecision, StoredDelegation, StoredSitting, Unreported};
use crate::error::StorageError;
use crate::followup::Item;
use crate::ports::StoredStep;
use crate::read::{Connection, DelegatedFilter, Page};
use crate::visibility::Visibility;
use async_trait::async_trait;
use domain::Date;
use domain::delegation::{DelegatedDecision, Delegation, Revocation};
use domain::id::{DecisionId, DelegatedDecisionId, DelegationId, OrganisationId, ParagraphId};
use std::collections::HashMap;

/// Delegations within a transaction.
#[async_trait]
pub trait DelegationWork: Send {
    /// Where a decision or a § stands.
    async fn sitting(&mut self, item: Item) -> Result<Option<StoredSitting>, StorageError>;
    /// A delegation.
    async fn delegation(
        &mut self,
        id: DelegationId,
    ) -> Result<Option<StoredDelegation>, StorageError>;
    /// Delegated decisions of an association, those of them that there are, in order of number.
    async fn delegated(
        &mut self,
        owner: OrganisationId,
        ids: &[DelegatedDecisionId],
    ) -> Result<Vec<DelegatedDecision>, StorageError>;
    /// The number of the journal's latest entry about the delegations of an association; 0 before the first.
    async fn delegation_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError>;
    /// The journal's entries about the delegations of an association from a number on, a hundred at the most.
    async fn delegation_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
    /// Draws the next number of the delegated decisions of an association's year, under the association's lock. One
    /// drawn in a transaction that is not committed is drawn again by the next.
    async fn draw_delegated(
        &mut self,
        owner: OrganisationId,
        year: i32,
    ) -> Result<u32, StorageError>;
    /// Adds a delegation.
    async fn add_delegation(&mut self, delegation: &Delegation) -> Result<(), StorageError>;
    /// Ends a delegation.
    async fn revoke_delegation(
        &mut self,
        id: DelegationId,
        revocation: &Revocation,
    ) -> Result<(), StorageError>;
    /// Adds a delegated decision of an association.
    async fn add_delegated(
        &mut self,
        owner: OrganisationId,
        decision: &DelegatedDecision,
    ) -> Result<(), StorageError>;
    /// Delegated decisions are reported under a §.
    async fn report_delegated(
        &mut self,
        ids: &[DelegatedDecisionId],
        paragraph: ParagraphId,
    ) -> Result<(), StorageError>;
    /// The journal's entry of this number is the latest about the delegations of an association.
    async fn set_delegation_version(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<(), StorageError>;
    /// The last day up to a day on which the board of an association held a meeting that is over.
    async fn board_met(
        &mut self,
        owner: OrganisationId,
        until: Date,
    ) -> Result<Option<Date>, StorageError>;
}

/// Reads of delegations, as far as the viewer may know of them. A delegation is public with the minutes that grant it,
/// its end with those that revoke it, a delegated decision with those that report it.
#[async_trait]
pub trait DelegationReads: Send + Sync {
    /// Delegations by id.
    async fn delegations(
        &self,
        ids: &[DelegationId],
        see: &Visibility,
    ) -> Result<HashMap<DelegationId, Held>, StorageError>;
    /// Delegations of associations, oldest first.
    async fn delegations_of(
        &self,
        associations: &[OrganisationId],
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Vec<Held>>, StorageError>;
    /// Delegations that decisions grant.
    async fn delegations_by(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Vec<Held>>, StorageError>;
    /// Delegated decisions by id.
    async fn delegated_by_id(
        &self,
        ids: &[DelegatedDecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DelegatedDecisionId, HeldDecision>, StorageError>;
    /// Delegated decisions that paragraphs report, in order of number.
    async fn delegated_under(
        &self,
        paragraphs: &[ParagraphId],
        see: &Visibility,
    ) -> Result<HashMap<ParagraphId, Vec<HeldDecision>>, StorageError>;
    /// Delegated decisions, the latest number first.
    async fn delegated_decisions(
        &self,
        filter: &DelegatedFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<HeldDecision>, StorageError>;
    /// What waits for its report on a day, of associations whose records the viewer stands inside of.
    async fn unreported(
        &self,
        associations: &[OrganisationId],
        on: Date,
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Unreported>, StorageError>;
}
