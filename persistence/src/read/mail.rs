//! Subscriptions by mail: those of an owner, the one that a link leads to, and all of them as they are checked.

use super::page::{Listed, list};
use crate::entity::{mail_link, mail_subscription};
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::store::Store;
use application::error::StorageError;
use application::mail::{
    Kind, MailAddress, MailSubscription, Plan, Purpose, Rhythm, language_of, tag,
};
use application::ports::{MailAudit, MailReads};
use application::read::{Connection, Page};
use async_trait::async_trait;
use chrono::{DateTime, Utc, Weekday};
use domain::id::{MailSubscriptionId, OrganisationId};
use sea_orm::sea_query::{Order, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryOrder,
};
use uuid::Uuid;

/// A subscription from its row.
pub(crate) fn of(row: mail_subscription::Model) -> Result<MailSubscription, StorageError> {
    let wrong = |reason: &str| corrupt("mail_subscription", reason);
    let rhythm = match row.weekday {
        None => Rhythm::Daily,
        Some(weekday) => {
            let day = u8::try_from(weekday - 1).ok();
            let day = day.and_then(|day| Weekday::try_from(day).ok());
            Rhythm::Weekly(day.ok_or_else(|| wrong("its day is none"))?)
        }
    };
    let address = row.address.as_deref().map(MailAddress::parse).transpose();
    Ok(MailSubscription {
        id: MailSubscriptionId::from_uuid(row.id),
        owner: OrganisationId::from_uuid(row.owner_id),
        kind: Kind::parse(&row.kind).ok_or_else(|| wrong("its kind is none"))?,
        plan: Plan {
            rhythm,
            hour: u8::try_from(row.hour).map_err(|_| wrong("its hour is none"))?,
            language: language_of(&row.language).ok_or_else(|| wrong("its language is none"))?,
        },
        address: address.map_err(|_| wrong("its address is none"))?,
        at: row.made_at,
        by: row.made_by,
        confirmed_at: row.confirmed_at,
        ended_at: row.ended_at,
        sent_at: row.sent_at,
        stopped_at: row.stopped_at,
        failure: row.failure,
        version: row.version,
    })
}

/// The row of a new subscription, whose question is due at once.
pub(crate) fn columns(held: &MailSubscription) -> mail_subscription::Model {
    mail_subscription::Model {
        id: held.id.uuid(),
        owner_id: held.owner.uuid(),
        kind: held.kind.code().to_owned(),
        weekday: weekday(held.plan),
        hour: i64::from(held.plan.hour),
        language: tag(held.plan.language).to_owned(),
        address: held
            .address
            .as_ref()
            .map(|address| address.expose().to_owned()),
        made_at: to_microseconds(held.at),
        made_by: held.by.clone(),
        confirmed_at: held.confirmed_at.map(to_microseconds),
        ended_at: held.ended_at.map(to_microseconds),
        version: held.version,
        sent_at: None,
        stopped_at: None,
        failure: None,
        slot: to_microseconds(held.at),
        retry_at: None,
        position: 0,
        upto: None,
        attempts: 0,
        refused: 0,
        asked_at: None,
        lease_holder: None,
        lease_until: None,
    }
}

/// The column of a plan's day.
pub(crate) fn weekday(plan: Plan) -> Option<i64> {
    match plan.rhythm {
        Rhythm::Daily => None,
        Rhythm::Weekly(weekday) => Some(i64::from(weekday.number_from_monday())),
    }
}

/// The subscription that a link leads to, while the link holds.
pub(crate) async fn linked(
    db: &impl ConnectionTrait,
    digest: &str,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Option<MailSubscription>, StorageError> {
    let link = mail_link::Entity::find_by_id(digest)
        .filter(mail_link::Column::Purpose.eq(purpose.code()))
        .filter(mail_link::Column::Until.gt(to_microseconds(now)))
        .one(db)
        .await
        .or_storage()?;
    let Some(link) = link else { return Ok(None) };
    let row = mail_subscription::Entity::find_by_id(link.subscription_id);
    row.one(db).await.or_storage()?.map(of).transpose()
}

#[async_trait]
impl MailReads for Store {
    async fn mail_subscriptions(
        &self,
        owner: OrganisationId,
        page: &Page,
    ) -> Result<Connection<MailSubscription>, StorageError> {
        use mail_subscription::Column;
        let counted = Query::select()
            .from(mail_subscription::Entity)
            .and_where(Column::OwnerId.eq(owner.uuid()))
            .and_where(Column::EndedAt.is_null())
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
            let row = mail_subscription::Model::from_query_result(row, "").or_storage()?;
            let key = row.id.to_string();
            Ok((of(row)?, key))
        })
        .await
    }

    async fn mail_of_link(
        &self,
        digest: &str,
        purpose: Purpose,
        now: DateTime<Utc>,
    ) -> Result<Option<MailSubscription>, StorageError> {
        linked(&self.reader, digest, purpose, now).await
    }
}

#[async_trait]
impl MailAudit for Store {
    async fn all_mail_subscriptions(&self) -> Result<Vec<MailSubscription>, StorageError> {
        let rows = mail_subscription::Entity::find()
            .order_by_asc(mail_subscription::Column::Id)
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(of).collect()
    }
}
