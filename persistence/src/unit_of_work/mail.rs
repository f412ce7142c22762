//! Subscriptions by mail.

use super::Work;
use super::delegation::steps_of;
use crate::entity::{counter, journal as entry, mail_link, mail_subscription};
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::read::mail::{columns, linked, of, weekday};
use application::error::StorageError;
use application::mail::{COMMANDS, MailSubscription, Purpose, tag, told_id};
use application::ports::{MailWork, StoredStep};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{MailSubscriptionId, OrganisationId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

#[async_trait]
impl MailWork for Work {
    async fn mail_subscription(
        &mut self,
        id: MailSubscriptionId,
    ) -> Result<Option<MailSubscription>, StorageError> {
        let row = mail_subscription::Entity::find_by_id(id.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        row.map(of).transpose()
    }

    async fn mail_told(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<Option<MailSubscription>, StorageError> {
        let told = entry::Entity::find_by_id((owner.uuid(), sequence))
            .one(&self.transaction)
            .await
            .or_storage()?;
        let Some(told) = told else { return Ok(None) };
        let id = told_id(&told.payload).map_err(|reason| corrupt("journal.payload", reason))?;
        self.mail_subscription(id).await
    }

    async fn add_mail(&mut self, held: &MailSubscription) -> Result<(), StorageError> {
        let row = columns(held).into_active_model();
        mail_subscription::Entity::insert_many([row])
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()
            .map(drop)
    }

    async fn put_mail(
        &mut self,
        held: &MailSubscription,
        slot: Option<DateTime<Utc>>,
    ) -> Result<(), StorageError> {
        use mail_subscription::Column;
        let address = held.address.as_ref().map(|address| address.expose());
        let mut update = mail_subscription::Entity::update_many()
            .col_expr(Column::Weekday, Expr::value(weekday(held.plan)))
            .col_expr(Column::Hour, Expr::value(i64::from(held.plan.hour)))
            .col_expr(Column::Language, Expr::value(tag(held.plan.language)))
            .col_expr(Column::Address, Expr::value(address))
            .col_expr(
                Column::ConfirmedAt,
                Expr::value(held.confirmed_at.map(to_microseconds)),
            )
            .col_expr(
                Column::EndedAt,
                Expr::value(held.ended_at.map(to_microseconds)),
            )
            .col_expr(Column::Version, Expr::value(held.version))
            .filter(Column::Id.eq(held.id.uuid()));
        if let Some(slot) = slot {
            update = update
                .col_expr(Column::Slot, Expr::value(to_microseconds(slot)))
                .col_expr(Column::RetryAt, Expr::value(None::<DateTime<Utc>>))
                .col_expr(Column::Attempts, Expr::value(0_i64))
                .col_expr(Column::Refused, Expr::value(0_i64))
                .col_expr(Column::StoppedAt, Expr::value(None::<DateTime<Utc>>))
                .col_expr(Column::Failure, Expr::value(None::<String>));
        }
        update.exec(&self.transaction).await.or_storage()?;
        if held.ended_at.is_none() {
            return Ok(());
        }
        // The link that ends it leads on, so that whoever follows it twice is told the same.
        mail_link::Entity::delete_many()
            .filter(mail_link::Column::SubscriptionId.eq(held.id.uuid()))
            .filter(mail_link::Column::Purpose.eq(Purpose::Confirm.code()))
            .exec(&self.transaction)
            .await
            .or_storage()
            .map(drop)
    }

    async fn start_mail(&mut self, id: MailSubscriptionId) -> Result<(), StorageError> {
        let end = counter::Entity::find_by_id("feed")
            .one(&self.transaction)
            .await
            .or_storage()?
            .map_or(0, |counter| counter.value);
        mail_subscription::Entity::update_many()
            .col_expr(mail_subscription::Column::Position, Expr::value(end))
            .filter(mail_subscription::Column::Id.eq(id.uuid()))
            .exec(&self.transaction)
            .await
            .or_storage()
            .map(drop)
    }

    async fn mail_that_holds(
        &mut self,
        owner: OrganisationId,
    ) -> Result<Vec<MailSubscription>, StorageError> {
        let rows = mail_subscription::Entity::find()
            .filter(mail_subscription::Column::OwnerId.eq(owner.uuid()))
            .filter(mail_subscription::Column::EndedAt.is_null())
            .order_by_asc(mail_subscription::Column::Id)
            .all(&self.transaction)
            .await
            .or_storage()?;
        rows.into_iter().map(of).collect()
    }

    async fn mail_made_since(
        &mut self,
        owner: OrganisationId,
        since: DateTime<Utc>,
    ) -> Result<usize, StorageError> {
        let count = mail_subscription::Entity::find()
            .filter(mail_subscription::Column::OwnerId.eq(owner.uuid()))
            .filter(mail_subscription::Column::MadeAt.gt(to_microseconds(since)))
            .count(&self.transaction)
            .await
            .or_storage()?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    async fn mail_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError> {
        let latest: Option<Option<i64>> = mail_subscription::Entity::find()
            .select_only()
            .column_as(mail_subscription::Column::Version.max(), "latest")
            .filter(mail_subscription::Column::OwnerId.eq(owner.uuid()))
            .into_tuple()
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(latest.flatten().unwrap_or_default())
    }

    async fn mail_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        steps_of(&self.transaction, owner, from, &COMMANDS).await
    }

    async fn mail_linked(
        &mut self,
        digest: &str,
        purpose: Purpose,
        now: DateTime<Utc>,
    ) -> Result<Option<MailSubscription>, StorageError> {
        linked(&self.transaction, digest, purpose, now).await
    }
}
