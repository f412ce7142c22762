//! Keys for machines: the one that is presented, those of an owner, and all of them as they are checked.

use super::page::{Listed, list};
use crate::entity::api_key;
use crate::epoch;
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::store::Store;
use application::api_keys::{ApiKey, Former, KeyRole};
use application::error::StorageError;
use application::ports::{ApiKeyAudit, ApiKeyReads};
use application::read::{Connection, Page};
use application::revocation::Ended;
use async_trait::async_trait;
use domain::Date;
use domain::id::{ApiKeyId, OrganisationId};
use sea_orm::sea_query::{Expr, Order, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A key from its row.
pub(crate) fn of(row: api_key::Model) -> Result<ApiKey, StorageError> {
    let wrong = |reason: &str| corrupt("api_key", reason);
    let former = match (row.former_digest, row.former_made_at, row.former_until) {
        (None, None, None) => None,
        (Some(digest), Some(made_at), Some(until)) => Some(Former {
            digest,
            made_at,
            until,
        }),
        _ => return Err(wrong("half of its former secret is there")),
    };
    let revoked = match (row.revoked_at, row.revoked_by) {
        (None, None) => None,
        (Some(at), Some(by)) => Some(Ended { at, by }),
        _ => return Err(wrong("it was revoked by half")),
    };
    Ok(ApiKey {
        id: ApiKeyId::from_uuid(row.id),
        owner: OrganisationId::from_uuid(row.owner_id),
        name: row.name,
        role: KeyRole::parse(&row.role).ok_or_else(|| wrong("its role is none"))?,
        at: row.issued_at,
        by: row.issued_by,
        expires_at: row.expires_at,
        digest: row.digest,
        made_at: row.made_at,
        former,
        revoked,
        used_on: row.used_on,
        version: row.version,
    })
}

/// The row of a key.
pub(crate) fn columns(held: &ApiKey) -> api_key::Model {
    let (former, revoked) = (held.former.as_ref(), held.revoked.as_ref());
    api_key::Model {
        id: held.id.uuid(),
        owner_id: held.owner.uuid(),
        name: held.name.clone(),
        role: held.role.role().as_str().to_owned(),
        issued_at: to_microseconds(held.at),
        issued_by: held.by.clone(),
        expires_at: to_microseconds(held.expires_at),
        digest: held.digest.clone(),
        made_at: to_microseconds(held.made_at),
        former_digest: former.map(|former| former.digest.clone()),
        former_made_at: former.map(|former| to_microseconds(former.made_at)),
        former_until: former.map(|former| to_microseconds(former.until)),
        revoked_at: revoked.map(|ended| to_microseconds(ended.at)),
        revoked_by: revoked.map(|ended| ended.by.clone()),
        used_on: held.used_on,
        version: held.version,
    }
}

#[async_trait]
impl ApiKeyReads for Store {
    async fn api_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StorageError> {
        let row = api_key::Entity::find_by_id(id.uuid())
            .one(&self.reader)
            .await
            .or_storage()?;
        row.map(of).transpose()
    }

    async fn api_keys(
        &self,
        owner: OrganisationId,
        page: &Page,
    ) -> Result<Connection<ApiKey>, StorageError> {
        use api_key::Column;
        let counted = Query::select()
            .from(api_key::Entity)
            .and_where(Column::OwnerId.eq(owner.uuid()))
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
            let row = api_key::Model::from_query_result(row, "").or_storage()?;
            let key = row.id.to_string();
            Ok((of(row)?, key))
        })
        .await
    }

    async fn used_api_key(&self, id: ApiKeyId, on: Date) -> Result<(), StorageError> {
        let earlier = Condition::any()
            .add(api_key::Column::UsedOn.is_null())
            .add(api_key::Column::UsedOn.lt(on));
        let work = self.begin_writing().await?;
        api_key::Entity::update_many()
            .col_expr(api_key::Column::UsedOn, Expr::value(on))
            .filter(api_key::Column::Id.eq(id.uuid()))
            .filter(earlier)
            .exec(&work)
            .await
            .or_storage()?;
        // Those who keep the key see the day.
        epoch::moved(&work, &BTreeSet::new()).await?;
        work.commit().await.or_storage()
    }
}

#[async_trait]
impl ApiKeyAudit for Store {
    async fn all_api_keys(&self) -> Result<Vec<ApiKey>, StorageError> {
        let rows = api_key::Entity::find()
            .order_by_asc(api_key::Column::Id)
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(of).collect()
    }
}
