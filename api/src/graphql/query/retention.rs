//! What of an organisation's attachments is due for removal.

use super::{organisation, storage};
use crate::graphql::codes::RemovalKind;
use crate::graphql::object::{Attachment, LegalBasis};
use crate::graphql::scalar::Date;
use crate::graphql::viewing::viewing;
use async_graphql::{Context, Result, SimpleObject};
use domain::attachment::Due;

/// Something that is due for removal.
#[derive(SimpleObject, Debug)]
pub struct DueRemoval {
    /// What.
    kind: RemovalKind,
    /// From which day: the one after the last on which it was to be kept or shown.
    due_on: Date,
    /// Of which attachment.
    attachment: Attachment,
    /// The law behind it.
    basis: Vec<LegalBasis>,
}

/// What is due by a day, for viewers inside the organisation, in order of day.
pub(super) async fn due(
    context: &Context<'_>,
    slug: &str,
    by: Option<Date>,
) -> Result<Vec<DueRemoval>> {
    let view = viewing(context);
    let Some(owner) = organisation(view, slug).await? else {
        return Ok(Vec::new());
    };
    let by = by.map_or(view.today(), |day| day.0);
    let found = view.read().attachments_due(owner.id, by, view.see()).await;
    let mut listed: Vec<(Due, Attachment)> = Vec::new();
    for held in Attachment::all(context, found.map_err(storage)?).await? {
        let due = held.due_by(by);
        listed.extend(due.into_iter().map(|due| (due, held.clone())));
    }
    listed.sort_by_key(|(due, _)| *due);
    let listed = listed.into_iter().map(|(due, attachment)| DueRemoval {
        kind: due.what.into(),
        due_on: Date(due.on),
        attachment,
        basis: due
            .what
            .rule()
            .basis
            .iter()
            .map(|basis| LegalBasis::of(basis, view.language))
            .collect(),
    });
    Ok(listed.collect())
}
