//! What a read may see, and lists of ids in a shape that engines plan once.

use crate::entity::{body, meeting, organisation};
use application::visibility::Visibility;
use domain::id::OrganisationId;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

/// How many ids one statement asks for at most.
const AT_ONCE: usize = 500;

/// Whose eyes a read looks with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Eyes<'a> {
    /// Those of a use case that has authorized its actor: everything.
    All,
    /// A viewer's: what is published, and all of the owners that the viewer is inside of.
    Of(&'a Visibility),
}

impl Eyes<'_> {
    /// Which meetings.
    pub(crate) fn meetings(self) -> Condition {
        self.published_or_inside(meeting::Column::Published, meeting::Column::OwnerId)
    }

    /// Which meetings, as a condition to which others are added.
    pub(crate) fn meetings_all(self) -> Condition {
        Condition::all().add(self.meetings())
    }

    /// The meetings that they may not know of, which are few beside those that they may; `None` where there are none.
    pub(crate) fn hidden_meetings(self) -> Option<SelectStatement> {
        let Self::Of(see) = self else {
            return None;
        };
        let mut hidden = Query::select();
        hidden
            .column((meeting::Entity, meeting::Column::Id))
            .from(meeting::Entity)
            .and_where(meeting::Column::Published.eq(false));
        let inside: Vec<Uuid> = see.inside.iter().map(|id| id.uuid()).collect();
        if !inside.is_empty() {
            hidden.and_where(among(meeting::Column::OwnerId, &inside).not());
        }
        Some(hidden)
    }

    /// Which owners' records are looked into, published or not.
    pub(crate) fn inside(self, owner: impl ColumnTrait) -> Condition {
        match self {
            Self::All => Condition::all(),
            Self::Of(see) if see.inside.is_empty() => Condition::all().add(Expr::value(false)),
            Self::Of(see) => Condition::all()
                .add(owner.is_in(padded(see.inside.iter().map(|id| id.uuid()).collect()))),
        }
    }

    /// Whether they may look at the secret matter of an owner.
    pub(crate) fn cleared_for(self, owner: OrganisationId) -> bool {
        match self {
            Self::All => true,
            Self::Of(see) => see.is_cleared(owner),
        }
    }

    /// Which bodies.
    pub(crate) fn bodies(self) -> Condition {
        self.published_or_inside(body::Column::Published, body::Column::OwnerId)
    }

    /// Which organisations.
    pub(crate) fn organisations(self) -> Condition {
        self.published_or_inside(organisation::Column::Published, organisation::Column::Id)
    }

    fn published_or_inside(
        self,
        published: impl ColumnTrait,
        owner: impl ColumnTrait,
    ) -> Condition {
        let Self::Of(see) = self else {
            return Condition::all();
        };
        let condition = Condition::any().add(published.eq(true));
        if see.inside.is_empty() {
            return condition;
        }
        condition.add(owner.is_in(padded(see.inside.iter().map(|id| id.uuid()).collect())))
    }
}

/// A list filled up to a power of two with its last element, so that lists of any length make few statements.
pub(crate) fn padded<T: Clone>(mut list: Vec<T>) -> Vec<T> {
    if let Some(last) = list.last().cloned() {
        list.resize(list.len().next_power_of_two(), last);
    }
    list
}

/// The parts in which a long list is asked for, each [`padded`].
pub(crate) fn chunks<T: Clone>(list: &[T]) -> impl Iterator<Item = Vec<T>> {
    list.chunks(AT_ONCE).map(|part| padded(part.to_vec()))
}

/// A condition over ids: none of them where the list is empty.
pub(crate) fn among(column: impl ColumnTrait, ids: &[Uuid]) -> Expr {
    column.is_in(padded(ids.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_filled_up_without_anything_new() {
        assert_eq!(padded(vec![1, 2, 3]), [1, 2, 3, 3]);
        assert_eq!(padded(vec![7]), [7]);
        assert!(padded(Vec::<i32>::new()).is_empty());
    }

    #[test]
    fn long_lists_are_asked_for_in_parts() {
        let list: Vec<usize> = (0..1200).collect();
        assert_eq!(
            chunks(&list).map(|part| part.len()).collect::<Vec<_>>(),
            [512, 512, 256]
        );
    }
}
