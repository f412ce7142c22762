//! Revocations of tokens: what bears on one, those of an organisation, and all of them as they are checked.

use super::page::{Listed, list};
use crate::entity::revocation;
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::store::Store;
use application::error::StorageError;
use application::ports::{RevocationAudit, RevocationReads};
use application::read::{Connection, Page};
use application::revocation::{Aim, Ended, Revocation};
use async_trait::async_trait;
use domain::id::{OrganisationId, RevocationId};
use sea_orm::sea_query::{Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Kind of a revocation of one token.
const TOKEN: &str = "TOKEN";
/// Kind of one of a subject's tokens.
const SUBJECT: &str = "SUBJECT";

/// A revocation from its row.
pub(crate) fn of(row: revocation::Model) -> Result<Revocation, StorageError> {
    let wrong = |reason: &str| corrupt("revocation", reason);
    let aim = match (row.kind.as_str(), row.issued_before) {
        (TOKEN, None) => Aim::Token(row.name),
        (SUBJECT, Some(issued_before)) => Aim::Subject {
            subject: row.name,
            issued_before,
        },
        _ => return Err(wrong("it is aimed at nothing")),
    };
    let ended = match (row.ended_at, row.ended_by) {
        (None, None) => None,
        (Some(at), Some(by)) => Some(Ended { at, by }),
        _ => return Err(wrong("it was ended by half")),
    };
    Ok(Revocation {
        id: RevocationId::from_uuid(row.id),
        organisation: row.organisation_id.map(OrganisationId::from_uuid),
        issuer: row.issuer,
        aim,
        reason: row.reason,
        at: row.revoked_at,
        by: row.revoked_by,
        ended,
        version: row.version,
    })
}

/// The row of a revocation.
pub(crate) fn columns(held: &Revocation) -> revocation::Model {
    let (kind, name, issued_before) = match &held.aim {
        Aim::Token(id) => (TOKEN, id, None),
        Aim::Subject {
            subject,
            issued_before,
        } => (SUBJECT, subject, Some(to_microseconds(*issued_before))),
    };
    let ended = held.ended.as_ref();
    revocation::Model {
        id: held.id.uuid(),
        organisation_id: held.organisation.map(OrganisationId::uuid),
        issuer: held.issuer.clone(),
        kind: kind.to_owned(),
        name: name.clone(),
        issued_before,
        reason: held.reason.clone(),
        revoked_at: to_microseconds(held.at),
        revoked_by: held.by.clone(),
        ended_at: ended.map(|ended| to_microseconds(ended.at)),
        ended_by: ended.map(|ended| ended.by.clone()),
        version: held.version,
    }
}

#[async_trait]
impl RevocationReads for Store {
    async fn revocations_of(
        &self,
        issuer: &str,
        token: Option<&str>,
        subject: &str,
    ) -> Result<Vec<Revocation>, StorageError> {
        // Two names always, so that the statement is one. Which kind each is of is seen in the rows.
        let names = [token.unwrap_or(subject), subject];
        let rows = revocation::Entity::find()
            .filter(revocation::Column::Issuer.eq(issuer))
            .filter(revocation::Column::Name.is_in(names))
            .filter(revocation::Column::EndedAt.is_null())
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(of).collect()
    }

    async fn revocations_at(
        &self,
        organisation: OrganisationId,
        page: &Page,
    ) -> Result<Connection<Revocation>, StorageError> {
        use revocation::Column;
        let counted = Query::select()
            .from(revocation::Entity)
            .and_where(Column::OrganisationId.eq(organisation.uuid()))
            .to_owned();
        let mut items = counted.clone();
        items
            .columns(Column::iter())
            .order_by(Column::Id, Order::Desc);
        if let Some(cursor) = &page.after {
            let after = Uuid::parse_str(cursor).unwrap_or_default();
            items.and_where(Column::Id.lt(after));
        }
        list(&self.reader, Listed { items, counted }, page, |row| {
            let row = revocation::Model::from_query_result(row, "").or_storage()?;
            let key = row.id.to_string();
            Ok((of(row)?, key))
        })
        .await
    }
}

#[async_trait]
impl RevocationAudit for Store {
    async fn all_revocations(&self) -> Result<Vec<Revocation>, StorageError> {
        let rows = revocation::Entity::find()
            .order_by_asc(revocation::Column::Id)
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(of).collect()
    }
}
