//! What subscriptions owe: leases, the look through the feed, and what became of each attempt.

use super::matching::matching;
use super::{ACTIVE, feed_end, locked_row, webhook_of};
use crate::codes::Code;
use crate::entity::{feed, webhook, webhook_attempt, webhook_dead, webhook_lane};
use crate::fault::OrStorage;
use crate::journal::{subject, to_microseconds};
use crate::mapping::number;
use crate::read::page::limited;
use crate::store::Store;
use crate::unit_of_work::insert_all;
use application::error::StorageError;
use application::ports::WebhookQueue;
use application::read::FeedKind;
use application::webhooks::schedule::is_given_up;
use application::webhooks::{
    Attempt, Because, Event, Going, LOGGED, Lane, Looked, Settling, State, Webhook,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{OrganisationId, WebhookId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Order, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// How many entries of the feed one look takes.
const ONE_LOOK: u64 = 500;

/// Lanes with something to send now.
fn due(now: DateTime<Utc>) -> Condition {
    use webhook_lane::Column;
    Condition::all()
        .add(Expr::col(Column::Done).lt(Expr::col(Column::Last)))
        .add(
            Condition::any()
                .add(Column::NextAt.is_null())
                .add(Column::NextAt.lte(now)),
        )
}

/// A lane that starts, or goes on, at what was found. `excluded` is what was found; what is owed from before stays, and a
/// lane that owes nothing passes over what the filter left out.
fn found_more() -> OnConflict {
    use webhook_lane::Column;
    OnConflict::columns([Column::WebhookId, Column::OrganisationId])
        .value(
            Column::Done,
            Expr::cust(
                "CASE WHEN \"webhook_lane\".\"done\" = \"webhook_lane\".\"last\" \
                AND excluded.\"done\" > \"webhook_lane\".\"done\" \
                THEN excluded.\"done\" ELSE \"webhook_lane\".\"done\" END",
            ),
        )
        .value(
            Column::Last,
            Expr::cust(
                "CASE WHEN excluded.\"last\" > \"webhook_lane\".\"last\" \
                THEN excluded.\"last\" ELSE \"webhook_lane\".\"last\" END",
            ),
        )
        .to_owned()
}

/// Puts an attempt into the log under a number, and takes out what is too much.
async fn logged(
    db: &impl ConnectionTrait,
    id: WebhookId,
    ordinal: i64,
    attempt: &Attempt,
) -> Result<(), StorageError> {
    let row = webhook_attempt::Model {
        webhook_id: id.uuid(),
        ordinal,
        at: to_microseconds(attempt.at),
        millis: attempt.millis,
        event: attempt.event.clone(),
        organisation_id: attempt.of.map(|(organisation, _)| organisation.uuid()),
        sequence: attempt.of.map(|(_, sequence)| sequence),
        message: attempt.message.clone(),
        number: i64::from(attempt.number),
        status: attempt.status.map(i64::from),
        error: attempt.error.clone(),
    };
    insert_all::<webhook_attempt::Entity>(db, vec![row]).await?;
    webhook_attempt::Entity::delete_many()
        .filter(webhook_attempt::Column::WebhookId.eq(id.uuid()))
        .filter(webhook_attempt::Column::Ordinal.lte(ordinal - LOGGED))
        .exec(db)
        .await
        .or_storage()
        .map(drop)
}

fn event_of(row: feed::Model) -> Result<Event, StorageError> {
    Ok(Event {
        position: row.position,
        sequence: row.sequence,
        organisation: OrganisationId::from_uuid(row.organisation_id),
        at: row.at,
        kind: FeedKind::read("feed.kind", &row.kind)?,
        subject: subject("feed.subject_kind", &row.subject_kind, row.subject_id)?,
    })
}

/// A lane after an attempt.
fn moved(
    lane: &Lane,
    event: &Event,
    attempt: &Attempt,
    settling: &Settling,
) -> webhook_lane::Model {
    let still = webhook_lane::Model {
        webhook_id: Uuid::nil(),
        organisation_id: lane.organisation.uuid(),
        done: lane.done,
        last: lane.last,
        attempts: i64::from(lane.attempts) + 1,
        first_at: Some(to_microseconds(lane.first_at.unwrap_or(attempt.at))),
        next_at: None,
    };
    match settling {
        Settling::Taken | Settling::Dead => webhook_lane::Model {
            done: event.sequence,
            attempts: 0,
            first_at: None,
            ..still
        },
        Settling::Again { at, .. } => webhook_lane::Model {
            next_at: Some(to_microseconds(*at)),
            ..still
        },
        Settling::Gone => still,
    }
}

#[async_trait]
impl WebhookQueue for Store {
    async fn waiting(&self, now: DateTime<Utc>, most: u32) -> Result<Vec<WebhookId>, StorageError> {
        use webhook::Column;
        let end = feed_end(&self.working).await?;
        let lanes = Query::select()
            .column(webhook_lane::Column::WebhookId)
            .from(webhook_lane::Entity)
            .cond_where(due(now))
            .to_owned();
        let past = |column: Column| Condition::any().add(column.is_null()).add(column.lte(now));
        let select = Query::select()
            .column(Column::Id)
            .from(webhook::Entity)
            .and_where(Column::State.eq(ACTIVE))
            .cond_where(past(Column::PausedUntil))
            .cond_where(past(Column::LeaseUntil))
            .cond_where(
                Condition::any()
                    .add(Column::Position.lt(end))
                    .add(Column::Id.in_subquery(lanes)),
            )
            .order_by(Column::Id, Order::Asc)
            .to_owned();
        let rows = limited(&self.working, &select, u64::from(most)).await?;
        rows.iter()
            .map(|row| Ok(WebhookId::from_uuid(row.try_get_by_index(0).or_storage()?)))
            .collect()
    }

    async fn lease(
        &self,
        id: WebhookId,
        holder: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Webhook>, StorageError> {
        use webhook::Column;
        let free = Condition::any()
            .add(Column::LeaseUntil.is_null())
            .add(Column::LeaseUntil.lte(now))
            .add(Column::LeaseHolder.eq(holder));
        let taken = webhook::Entity::update_many()
            .col_expr(Column::LeaseHolder, Expr::value(holder))
            .col_expr(Column::LeaseUntil, Expr::value(to_microseconds(until)))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::State.eq(ACTIVE))
            .filter(free)
            .exec(&self.writer)
            .await
            .or_storage()?;
        if taken.rows_affected == 0 {
            return Ok(None);
        }
        let row = webhook::Entity::find_by_id(id.uuid()).one(&self.writer);
        row.await.or_storage()?.map(webhook_of).transpose()
    }

    async fn renew(
        &self,
        id: WebhookId,
        holder: Uuid,
        until: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        use webhook::Column;
        let kept = webhook::Entity::update_many()
            .col_expr(Column::LeaseUntil, Expr::value(to_microseconds(until)))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::LeaseHolder.eq(holder))
            .exec(&self.writer)
            .await
            .or_storage()?;
        Ok(kept.rows_affected > 0)
    }

    async fn release(&self, id: WebhookId, holder: Uuid) -> Result<(), StorageError> {
        use webhook::Column;
        webhook::Entity::update_many()
            .col_expr(Column::LeaseHolder, Expr::value(None::<Uuid>))
            .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::LeaseHolder.eq(holder))
            .exec(&self.writer)
            .await
            .or_storage()
            .map(drop)
    }

    async fn look(&self, of: &Webhook, holder: Uuid) -> Result<Looked, StorageError> {
        use feed::Column;
        let work = self.begin_writing().await?;
        let row = locked_row(&work, of.id).await?;
        let row = row.filter(|row| row.lease_holder == Some(holder) && row.version == of.version);
        let Some(row) = row else {
            return Ok(Looked::NotOurs);
        };
        let ahead: Vec<i64> = feed::Entity::find()
            .select_only()
            .column(Column::Position)
            .filter(Column::Position.gt(row.position))
            .order_by_asc(Column::Position)
            .limit(ONE_LOOK)
            .into_tuple()
            .all(&work)
            .await
            .or_storage()?;
        let Some(upto) = ahead.last().copied() else {
            return Ok(Looked::ToTheEnd);
        };
        let found: Vec<(Uuid, i64, i64)> = feed::Entity::find()
            .select_only()
            .column(Column::OrganisationId)
            .column_as(Column::Sequence.min(), "earliest")
            .column_as(Column::Sequence.max(), "latest")
            .filter(Column::Position.gt(row.position))
            .filter(Column::Position.lte(upto))
            .filter(matching(&of.filter))
            .group_by(Column::OrganisationId)
            .into_tuple()
            .all(&work)
            .await
            .or_storage()?;
        let lanes = found.into_iter().map(|(organisation, first, last)| {
            let lane = webhook_lane::Model {
                webhook_id: of.id.uuid(),
                organisation_id: organisation,
                done: first - 1,
                last,
                attempts: 0,
                first_at: None,
                next_at: None,
            };
            lane.into_active_model()
        });
        let lanes: Vec<_> = lanes.collect();
        if !lanes.is_empty() {
            webhook_lane::Entity::insert_many(lanes)
                .on_conflict(found_more())
                .exec_without_returning(&work)
                .await
                .or_storage()?;
        }
        webhook::Entity::update_many()
            .col_expr(webhook::Column::Position, Expr::value(upto))
            .filter(webhook::Column::Id.eq(of.id.uuid()))
            .exec(&work)
            .await
            .or_storage()?;
        work.commit().await.or_storage()?;
        let whole = u64::try_from(ahead.len()).is_ok_and(|count| count == ONE_LOOK);
        Ok(if whole {
            Looked::Partly
        } else {
            Looked::ToTheEnd
        })
    }

    async fn lanes(
        &self,
        id: WebhookId,
        now: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Lane>, StorageError> {
        let rows = webhook_lane::Entity::find()
            .filter(webhook_lane::Column::WebhookId.eq(id.uuid()))
            .filter(due(now))
            .order_by_asc(webhook_lane::Column::OrganisationId)
            .limit(u64::from(most))
            .all(&self.working)
            .await
            .or_storage()?;
        let lanes = rows.into_iter().map(|row| {
            Ok(Lane {
                organisation: OrganisationId::from_uuid(row.organisation_id),
                done: row.done,
                last: row.last,
                attempts: number("webhook_lane.attempts", row.attempts)?,
                first_at: row.first_at,
            })
        });
        lanes.collect()
    }

    async fn events(
        &self,
        of: &Webhook,
        lane: &Lane,
        most: u32,
    ) -> Result<Vec<Event>, StorageError> {
        let rows = feed::Entity::find()
            .filter(feed::Column::OrganisationId.eq(lane.organisation.uuid()))
            .filter(feed::Column::Sequence.gt(lane.done))
            .filter(feed::Column::Sequence.lte(lane.last))
            .filter(matching(&of.filter))
            .order_by_asc(feed::Column::Sequence)
            .limit(u64::from(most))
            .all(&self.working)
            .await
            .or_storage()?;
        if rows.is_empty() {
            use webhook_lane::Column;
            webhook_lane::Entity::update_many()
                .col_expr(Column::Done, Expr::col(Column::Last))
                .col_expr(Column::Attempts, Expr::value(0_i64))
                .col_expr(Column::FirstAt, Expr::value(None::<DateTime<Utc>>))
                .col_expr(Column::NextAt, Expr::value(None::<DateTime<Utc>>))
                .filter(Column::WebhookId.eq(of.id.uuid()))
                .filter(Column::OrganisationId.eq(lane.organisation.uuid()))
                .filter(Column::Done.eq(lane.done))
                .filter(Column::Last.eq(lane.last))
                .exec(&self.writer)
                .await
                .or_storage()?;
        }
        rows.into_iter().map(event_of).collect()
    }

    async fn settle(
        &self,
        of: &Webhook,
        holder: Uuid,
        lane: &Lane,
        event: &Event,
        attempt: &Attempt,
        settling: &Settling,
    ) -> Result<Going, StorageError> {
        let work = self.begin_writing().await?;
        let row = locked_row(&work, of.id).await?;
        let Some(row) = row.filter(|row| row.lease_holder == Some(holder)) else {
            return Ok(Going::Stop);
        };
        let ordinal = row.attempts + 1;
        logged(&work, of.id, ordinal, attempt).await?;
        let after = moved(lane, event, attempt, settling);
        let changed = {
            use webhook_lane::Column;
            webhook_lane::Entity::update_many()
                .col_expr(Column::Done, Expr::value(after.done))
                .col_expr(Column::Attempts, Expr::value(after.attempts))
                .col_expr(Column::FirstAt, Expr::value(after.first_at))
                .col_expr(Column::NextAt, Expr::value(after.next_at))
                .filter(Column::WebhookId.eq(of.id.uuid()))
                .filter(Column::OrganisationId.eq(lane.organisation.uuid()))
                // Somebody may have asked for what was before again.
                .filter(Column::Done.eq(lane.done))
                .exec(&work)
                .await
                .or_storage()?
        };
        let stands = changed.rows_affected > 0;
        let first_at = lane.first_at.unwrap_or(attempt.at);
        if stands && *settling == Settling::Dead {
            let letter = webhook_dead::Model {
                webhook_id: of.id.uuid(),
                organisation_id: event.organisation.uuid(),
                sequence: event.sequence,
                ordinal,
                event: attempt.event.clone(),
                message: attempt.message.clone(),
                attempts: i64::from(attempt.number),
                first_at: to_microseconds(first_at),
                died_at: to_microseconds(attempt.at),
                status: attempt.status.map(i64::from),
                error: attempt.error.clone(),
            };
            insert_all::<webhook_dead::Entity>(&work, vec![letter]).await?;
        }
        let disabled = match settling {
            _ if !stands => None,
            Settling::Gone => Some(Because::Gone),
            Settling::Dead if is_given_up(row.failing_since, first_at) => Some(Because::Failing),
            _ => None,
        };
        let failing_since = match settling {
            Settling::Taken => None,
            _ => row.failing_since.or(Some(to_microseconds(attempt.at))),
        };
        let paused_until = match settling {
            Settling::Again {
                rest: Some(rest), ..
            } => Some(to_microseconds(*rest)),
            _ => row.paused_until,
        };
        let mut update = {
            use webhook::Column;
            webhook::Entity::update_many()
                .col_expr(Column::Attempts, Expr::value(ordinal))
                .col_expr(Column::FailingSince, Expr::value(failing_since))
                .col_expr(Column::PausedUntil, Expr::value(paused_until))
                .filter(Column::Id.eq(of.id.uuid()))
        };
        let active = row.state == ACTIVE;
        if let Some(because) = disabled.filter(|_| active) {
            use webhook::Column;
            let at = attempt.at;
            let (state, because, at) = super::state_columns(State::Disabled { because, at });
            update = update
                .col_expr(Column::State, Expr::value(state))
                .col_expr(Column::Because, Expr::value(because))
                .col_expr(Column::DisabledAt, Expr::value(at))
                // Whoever saw it active must look again before they change it.
                .col_expr(Column::Version, Expr::value(row.version + 1));
        }
        update.exec(&work).await.or_storage()?;
        work.commit().await.or_storage()?;
        let rests = paused_until.is_some_and(|until| attempt.at < until);
        let goes = stands && active && disabled.is_none() && !rests && row.version == of.version;
        Ok(if goes { Going::On } else { Going::Stop })
    }

    async fn log(&self, id: WebhookId, attempt: &Attempt) -> Result<bool, StorageError> {
        let work = self.begin_writing().await?;
        let Some(row) = locked_row(&work, id).await? else {
            return Ok(false);
        };
        let ordinal = row.attempts + 1;
        logged(&work, id, ordinal, attempt).await?;
        webhook::Entity::update_many()
            .col_expr(webhook::Column::Attempts, Expr::value(ordinal))
            .filter(webhook::Column::Id.eq(id.uuid()))
            .exec(&work)
            .await
            .or_storage()?;
        work.commit().await.or_storage()?;
        Ok(true)
    }
}
