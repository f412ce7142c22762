//! Which entries of the public feed a filter lets through.

use crate::codes::Code;
use crate::entity::feed;
use crate::read::eyes::padded;
use crate::read::spine::told_to;
use application::webhooks::Filter;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

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
    let told = |id| feed::Column::Position.in_subquery(told_to(id));
    condition.add_option(filter.concerning.map(told))
}
