//! Between rows and the domain. Stored rows are checked again when they are read.

pub(crate) mod association;
pub(crate) mod attachment;
pub(crate) mod budget;
pub(crate) mod delegation;
pub(crate) mod details;
pub(crate) mod life;
pub(crate) mod record;
pub(crate) mod rows;

use crate::codes::Code;
use crate::entity::{body, organisation};
use crate::fault::corrupt;
use application::error::StorageError;
use domain::body::Body;
use domain::id::{BodyId, OrganisationId};
use domain::name::Slug;
use domain::organisation::Organisation;

/// A count or number from a column.
pub(crate) fn number(what: &'static str, value: i64) -> Result<u32, StorageError> {
    u32::try_from(value).map_err(|_| corrupt(what, format!("{value} is out of range")))
}

/// A count or number from a column that may be empty.
pub(crate) fn optional_number(
    what: &'static str,
    value: Option<i64>,
) -> Result<Option<u32>, StorageError> {
    value.map(|value| number(what, value)).transpose()
}

/// The place of something in a list, as a column holds it.
pub(crate) fn ordinal(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

pub(crate) fn slug(what: &'static str, text: &str) -> Result<Slug, StorageError> {
    Slug::parse(text).map_err(|error| corrupt(what, error))
}

pub(crate) fn organisation(row: organisation::Model) -> Result<Organisation, StorageError> {
    Ok(Organisation {
        id: OrganisationId::from_uuid(row.id),
        slug: slug("organisation.slug", &row.slug)?,
        name: row.name,
        kind: Code::read_optional("organisation.kind", row.kind.as_deref())?,
    })
}

pub(crate) fn body(row: body::Model) -> Result<Body, StorageError> {
    Ok(Body {
        id: BodyId::from_uuid(row.id),
        owner: OrganisationId::from_uuid(row.owner_id),
        slug: slug("body.slug", &row.slug)?,
        name: row.name,
        kind: Code::read("body.kind", &row.kind)?,
        scheme: Code::read("body.scheme", &row.scheme)?,
        safety_committee: row.safety_committee,
    })
}
