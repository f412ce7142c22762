//! Which entries of the public feed a filter lets through.

use crate::codes::Code;
use crate::entity::{concern, decision, feed, membership};
use crate::journal::{MEETING, ORGANISATION};
use crate::read::eyes::padded;
use application::webhooks::Filter;
use domain::id::OrganisationId;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};

/// A condition over the feed.
pub(super) fn matching(filter: &Filter) -> Condition {
    let mut condition = Condition::all();
    if !filter.associations.is_empty() {
        let owners = filter.associations.iter().map(|id| id.uuid()).collect();
        condition = condition.add(feed::Column::OrganisationId.is_in(padded(owners)));
    }
    if !filter.kinds.is_empty() {
        let codes: Vec<&str> = filter.kinds.iter().map(|kind| kind.to_code()).collect();
        condition = condition.add(feed::Column::Kind.is_in(padded(codes)));
    }
    condition.add_option(filter.concerning.map(concerning))
}

/// Entries that concern an organisation: a record with a decision that does, its own register, and that of an association
/// that it is or was a member of.
fn concerning(organisation: OrganisationId) -> Condition {
    let id = organisation.uuid();
    let records = Query::select()
        .distinct()
        .column((decision::Entity, decision::Column::MeetingId))
        .from(concern::Entity)
        .inner_join(
            decision::Entity,
            Expr::col((decision::Entity, decision::Column::Id))
                .equals((concern::Entity, concern::Column::DecisionId)),
        )
        .and_where(concern::Column::OrganisationId.eq(id))
        .to_owned();
    let associations = Query::select()
        .column(membership::Column::AssociationId)
        .from(membership::Entity)
        .and_where(membership::Column::OrganisationId.eq(id))
        .to_owned();
    let of_record = Condition::all()
        .add(feed::Column::SubjectKind.eq(MEETING))
        .add(feed::Column::SubjectId.in_subquery(records));
    let of_register = Condition::all()
        .add(feed::Column::SubjectKind.eq(ORGANISATION))
        .add(
            Condition::any()
                .add(feed::Column::SubjectId.eq(id))
                .add(feed::Column::SubjectId.in_subquery(associations)),
        );
    Condition::any().add(of_record).add(of_register)
}
