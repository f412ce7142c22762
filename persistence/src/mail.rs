//! What subscriptions by mail owe: leases, what a mail tells, and what became of it.

use crate::entity::{mail_link, mail_subscription};
use crate::epoch;
use crate::fault::OrStorage;
use crate::journal::to_microseconds;
use crate::mapping::number;
use crate::read::mail::of;
use crate::read::page::limited;
use crate::store::Store;
use crate::unit_of_work::insert_all;
use application::error::StorageError;
use application::mail::{Due, LinkDigest, Standing};
use application::ports::MailQueue;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::MailSubscriptionId;
use sea_orm::sea_query::{Condition, Expr, Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Subscriptions that something is due for and that nobody else serves.
fn due(now: DateTime<Utc>) -> Condition {
    use mail_subscription::Column;
    let past = |column: Column| Condition::any().add(column.is_null()).add(column.lte(now));
    Condition::all()
        .add(Column::EndedAt.is_null())
        .add(Column::StoppedAt.is_null())
        .add(Column::Slot.lte(now))
        .add(past(Column::RetryAt))
        .add(past(Column::LeaseUntil))
}

#[async_trait]
impl MailQueue for Store {
    async fn mail_due(
        &self,
        now: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<MailSubscriptionId>, StorageError> {
        use mail_subscription::Column;
        let select = Query::select()
            .column(Column::Id)
            .from(mail_subscription::Entity)
            .cond_where(due(to_microseconds(now)))
            .order_by(Column::Slot, Order::Asc)
            .order_by(Column::Id, Order::Asc)
            .to_owned();
        let rows = limited(&self.working, &select, u64::from(most)).await?;
        rows.iter()
            .map(|row| {
                let id = row.try_get_by_index(0).or_storage()?;
                Ok(MailSubscriptionId::from_uuid(id))
            })
            .collect()
    }

    async fn lease_mail(
        &self,
        id: MailSubscriptionId,
        holder: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Due>, StorageError> {
        use mail_subscription::Column;
        let taken = mail_subscription::Entity::update_many()
            .col_expr(Column::LeaseHolder, Expr::value(holder))
            .col_expr(Column::LeaseUntil, Expr::value(to_microseconds(until)))
            .filter(Column::Id.eq(id.uuid()))
            .filter(due(to_microseconds(now)))
            .exec(&self.writer)
            .await
            .or_storage()?;
        if taken.rows_affected == 0 {
            return Ok(None);
        }
        let row = mail_subscription::Entity::find_by_id(id.uuid())
            .one(&self.writer)
            .await
            .or_storage()?;
        let Some(row) = row else { return Ok(None) };
        let standing = Standing {
            slot: row.slot,
            retry_at: row.retry_at,
            position: row.position,
            upto: row.upto,
            attempts: number("mail_subscription.attempts", row.attempts)?,
            refused: number("mail_subscription.refused", row.refused)?,
            asked_at: row.asked_at,
        };
        Ok(Some(Due {
            subscription: of(row)?,
            standing,
        }))
    }

    async fn note_mail(
        &self,
        id: MailSubscriptionId,
        holder: Uuid,
        upto: Option<i64>,
        links: &[LinkDigest],
    ) -> Result<bool, StorageError> {
        use mail_subscription::Column;
        let work = self.begin_writing().await?;
        let ours = mail_subscription::Entity::update_many()
            .col_expr(Column::Upto, Expr::value(upto))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::LeaseHolder.eq(holder))
            .filter(Column::EndedAt.is_null())
            .exec(&work)
            .await
            .or_storage()?;
        if ours.rows_affected == 0 {
            return Ok(false);
        }
        let rows = links.iter().map(|link| mail_link::Model {
            digest: link.digest.clone(),
            subscription_id: id.uuid(),
            purpose: link.purpose.code().to_owned(),
            until: to_microseconds(link.until),
        });
        insert_all::<mail_link::Entity>(&work, rows.collect()).await?;
        work.commit().await.or_storage()?;
        Ok(true)
    }

    async fn settle_mail(&self, holder: Uuid, due: &Due) -> Result<(), StorageError> {
        use mail_subscription::Column;
        let (held, standing) = (&due.subscription, &due.standing);
        let moment = |at: Option<DateTime<Utc>>| Expr::value(at.map(to_microseconds));
        let work = self.begin_writing().await?;
        // Somebody may have changed in the meantime when it is due, or let it go on.
        mail_subscription::Entity::update_many()
            .col_expr(Column::Slot, Expr::value(to_microseconds(standing.slot)))
            .col_expr(Column::RetryAt, moment(standing.retry_at))
            .col_expr(Column::StoppedAt, moment(held.stopped_at))
            .filter(Column::Id.eq(held.id.uuid()))
            .filter(Column::LeaseHolder.eq(holder))
            .filter(Column::Version.eq(held.version))
            .exec(&work)
            .await
            .or_storage()?;
        mail_subscription::Entity::update_many()
            .col_expr(Column::SentAt, moment(held.sent_at))
            .col_expr(Column::Failure, Expr::value(held.failure.clone()))
            .col_expr(Column::Position, Expr::value(standing.position))
            .col_expr(Column::Upto, Expr::value(standing.upto))
            .col_expr(Column::Attempts, Expr::value(i64::from(standing.attempts)))
            .col_expr(Column::Refused, Expr::value(i64::from(standing.refused)))
            .col_expr(Column::AskedAt, moment(standing.asked_at))
            .col_expr(Column::LeaseHolder, Expr::value(None::<Uuid>))
            .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(Column::Id.eq(held.id.uuid()))
            .filter(Column::LeaseHolder.eq(holder))
            .exec(&work)
            .await
            .or_storage()?;
        // The subscriber sees what became of it.
        epoch::moved(&work, &BTreeSet::new()).await?;
        work.commit().await.or_storage()
    }

    async fn prune_mail_links(&self, now: DateTime<Utc>) -> Result<(), StorageError> {
        mail_link::Entity::delete_many()
            .filter(mail_link::Column::Until.lte(to_microseconds(now)))
            .exec(&self.writer)
            .await
            .or_storage()
            .map(drop)
    }
}
