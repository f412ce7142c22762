//! Webhooks on either engine: their rows, and what those see and change who keep them.

mod matching;
mod queue;

use crate::codes::{Code, Coded};
use crate::entity::{
    counter, feed, organisation, webhook, webhook_act, webhook_attempt, webhook_dead, webhook_lane,
};
use crate::fault::{OrStorage, corrupt};
use crate::journal::{locked, to_microseconds};
use crate::mapping::number;
use crate::read::eyes::among;
use crate::read::page::{Listed, list};
use crate::store::Store;
use crate::unit_of_work::insert_all;
use application::error::StorageError;
use application::ports::WebhookStore;
use application::read::{Connection, FeedKind, Page};
use application::webhooks::{
    Act, Attempt, Because, DeadLetter, Filter, Format, HeldWebhook, State, StoredSecret, Webhook,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{OrganisationId, WebhookId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Order,
    PaginatorTrait, QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use uuid::Uuid;

/// State of a subscription whose events are sent.
const ACTIVE: &str = "ACTIVE";
/// State of one whose events wait.
const DISABLED: &str = "DISABLED";

/// A filter as its column keeps it.
#[derive(Debug, Serialize, Deserialize)]
struct FilterJson {
    associations: Vec<String>,
    concerning: Option<String>,
    kinds: Vec<Coded<FeedKind>>,
}

/// A secret as its column keeps it; moments in microseconds since 1970-01-01 UTC.
#[derive(Debug, Serialize, Deserialize)]
struct SecretJson {
    generation: u32,
    key: String,
    made_at: i64,
    until: Option<i64>,
}

fn json(what: &'static str, value: &impl Serialize) -> Result<serde_json::Value, StorageError> {
    serde_json::to_value(value).map_err(|error| corrupt(what, error))
}

fn filter_json(filter: &Filter) -> Result<serde_json::Value, StorageError> {
    let held = FilterJson {
        associations: filter
            .associations
            .iter()
            .map(ToString::to_string)
            .collect(),
        concerning: filter.concerning.map(|id| id.to_string()),
        kinds: filter.kinds.iter().map(|kind| Coded(*kind)).collect(),
    };
    json("webhook.filter", &held)
}

fn filter_of(value: serde_json::Value) -> Result<Filter, StorageError> {
    let wrong = |error: String| corrupt("webhook.filter", error);
    let held: FilterJson =
        serde_json::from_value(value).map_err(|error| wrong(error.to_string()))?;
    let id = |text: &String| OrganisationId::parse(text).map_err(|error| wrong(error.to_string()));
    Ok(Filter {
        associations: held.associations.iter().map(id).collect::<Result<_, _>>()?,
        concerning: held.concerning.as_ref().map(id).transpose()?,
        kinds: held.kinds.into_iter().map(|kind| kind.0).collect(),
    })
}

fn secrets_json(secrets: &[StoredSecret]) -> Result<serde_json::Value, StorageError> {
    let held: Vec<SecretJson> = secrets
        .iter()
        .map(|secret| SecretJson {
            generation: secret.generation,
            key: secret.key.clone(),
            made_at: secret.made_at.timestamp_micros(),
            until: secret.until.map(|until| until.timestamp_micros()),
        })
        .collect();
    json("webhook.secrets", &held)
}

fn secrets_of(value: serde_json::Value) -> Result<Vec<StoredSecret>, StorageError> {
    let wrong = |error: String| corrupt("webhook.secrets", error);
    let held: Vec<SecretJson> =
        serde_json::from_value(value).map_err(|error| wrong(error.to_string()))?;
    let moment = |micros: i64| {
        let moment = DateTime::<Utc>::from_timestamp_micros(micros);
        moment.ok_or_else(|| wrong("no moment".to_owned()))
    };
    let secrets = held.into_iter().map(|held| {
        Ok(StoredSecret {
            generation: held.generation,
            key: held.key,
            made_at: moment(held.made_at)?,
            until: held.until.map(moment).transpose()?,
        })
    });
    secrets.collect()
}

/// The columns of a state.
fn state_columns(state: State) -> (&'static str, Option<String>, Option<DateTime<Utc>>) {
    match state {
        State::Active => (ACTIVE, None, None),
        State::Disabled { because, at } => (
            DISABLED,
            Some(because.to_code().to_owned()),
            Some(to_microseconds(at)),
        ),
    }
}

fn webhook_of(row: webhook::Model) -> Result<Webhook, StorageError> {
    let because = Because::read_optional("webhook.because", row.because.as_deref())?;
    let state = match (row.state.as_str(), because, row.disabled_at) {
        (ACTIVE, None, None) => State::Active,
        (DISABLED, Some(because), Some(at)) => State::Disabled { because, at },
        _ => return Err(corrupt("webhook.state", "it is half of one")),
    };
    Ok(Webhook {
        id: WebhookId::from_uuid(row.id),
        owner: OrganisationId::from_uuid(row.owner_id),
        url: row.url,
        description: row.description,
        format: Format::read("webhook.format", &row.format)?,
        filter: filter_of(row.filter)?,
        state,
        created_at: row.created_at,
        created_by: row.created_by,
        version: row.version,
        secrets: secrets_of(row.secrets)?,
        failing_since: row.failing_since,
        paused_until: row.paused_until,
    })
}

/// The row of a new subscription that has come so far.
fn row_of(held: &Webhook, position: i64) -> Result<webhook::Model, StorageError> {
    let (state, because, disabled_at) = state_columns(held.state);
    Ok(webhook::Model {
        id: held.id.uuid(),
        owner_id: held.owner.uuid(),
        url: held.url.clone(),
        description: held.description.clone(),
        format: held.format.to_code().to_owned(),
        filter: filter_json(&held.filter)?,
        secrets: secrets_json(&held.secrets)?,
        state: state.to_owned(),
        because,
        disabled_at,
        created_at: to_microseconds(held.created_at),
        created_by: held.created_by.clone(),
        version: held.version,
        position,
        attempts: 0,
        failing_since: held.failing_since.map(to_microseconds),
        paused_until: held.paused_until.map(to_microseconds),
        lease_holder: None,
        lease_until: None,
    })
}

fn status(what: &'static str, status: Option<i64>) -> Result<Option<u16>, StorageError> {
    let read = |status: i64| u16::try_from(status).map_err(|_| corrupt(what, "it is no status"));
    status.map(read).transpose()
}

/// The position of the latest entry of the public feed.
async fn feed_end(db: &impl ConnectionTrait) -> Result<i64, StorageError> {
    let drawn = counter::Entity::find_by_id("feed").one(db).await;
    Ok(drawn.or_storage()?.map_or(0, |counter| counter.value))
}

/// The row of a subscription, locked until the transaction ends.
async fn locked_row(
    db: &impl ConnectionTrait,
    id: WebhookId,
) -> Result<Option<webhook::Model>, StorageError> {
    let row = webhook::Entity::find_by_id(id.uuid()).lock_exclusive();
    row.one(db).await.or_storage()
}

/// Stores who did what, under the lock of the subscription's row.
async fn keep_act(
    db: &impl ConnectionTrait,
    (id, owner): (WebhookId, Uuid),
    act: &Act,
) -> Result<(), StorageError> {
    let latest: Option<Option<i64>> = webhook_act::Entity::find()
        .select_only()
        .column_as(webhook_act::Column::Ordinal.max(), "latest")
        .filter(webhook_act::Column::WebhookId.eq(id.uuid()))
        .into_tuple()
        .one(db)
        .await
        .or_storage()?;
    let row = webhook_act::Model {
        webhook_id: id.uuid(),
        ordinal: latest.flatten().unwrap_or_default() + 1,
        owner_id: owner,
        at: to_microseconds(act.at),
        actor: act.actor.clone(),
        what: act.what.to_owned(),
    };
    insert_all::<webhook_act::Entity>(db, vec![row]).await
}

/// Subscriptions with how far they have come: to where they looked, or to before the first event that is still owed.
async fn held(
    db: &impl ConnectionTrait,
    rows: Vec<webhook::Model>,
) -> Result<Vec<HeldWebhook>, StorageError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let lane = |column| Expr::col((webhook_lane::Entity, column));
    let entry = |column| Expr::col((feed::Entity, column));
    let select = Query::select()
        .column((webhook_lane::Entity, webhook_lane::Column::WebhookId))
        .expr(entry(feed::Column::Position).min())
        .from(webhook_lane::Entity)
        .inner_join(
            feed::Entity,
            lane(webhook_lane::Column::OrganisationId)
                .equals((feed::Entity, feed::Column::OrganisationId))
                .and(
                    lane(webhook_lane::Column::Done)
                        .add(1)
                        .equals((feed::Entity, feed::Column::Sequence)),
                ),
        )
        .and_where(among(webhook_lane::Column::WebhookId, &ids))
        .and_where(lane(webhook_lane::Column::Done).lt(Expr::col((
            webhook_lane::Entity,
            webhook_lane::Column::Last,
        ))))
        .group_by_col((webhook_lane::Entity, webhook_lane::Column::WebhookId))
        .to_owned();
    let mut owed: HashMap<Uuid, i64> = HashMap::new();
    if !ids.is_empty() {
        for row in db.query_all(&select).await.or_storage()? {
            let (id, position): (Uuid, i64) = row.try_get_many_by_index().or_storage()?;
            owed.insert(id, position);
        }
    }
    rows.into_iter()
        .map(|row| {
            let before = owed.get(&row.id).map_or(i64::MAX, |position| position - 1);
            Ok(HeldWebhook {
                position: Ord::min(row.position, before),
                webhook: webhook_of(row)?,
            })
        })
        .collect()
}

/// The number that a cursor stands for, in a list whose latest comes first; of one that is none of ours nothing follows.
fn before(page: &Page) -> Option<i64> {
    let cursor = page.after.as_ref();
    cursor.map(|cursor| cursor.parse().unwrap_or(i64::MIN))
}

#[async_trait]
impl WebhookStore for Store {
    async fn webhooks(
        &self,
        owners: &[OrganisationId],
        page: &Page,
    ) -> Result<Connection<HeldWebhook>, StorageError> {
        let owners: Vec<Uuid> = owners.iter().map(|owner| owner.uuid()).collect();
        let counted = Query::select()
            .from(webhook::Entity)
            .and_where(among(webhook::Column::OwnerId, &owners))
            .to_owned();
        let mut items = counted.clone();
        items
            .column(webhook::Column::Id)
            .order_by(webhook::Column::Id, Order::Asc);
        if let Some(cursor) = &page.after {
            let after = Uuid::parse_str(cursor).unwrap_or(Uuid::max());
            items.and_where(webhook::Column::Id.gt(after));
        }
        let snapshot = self.snapshot().await?;
        let found = list(&snapshot, Listed { items, counted }, page, |row| {
            let id: Uuid = row.try_get_by_index(0).or_storage()?;
            Ok((id, id.to_string()))
        })
        .await?;
        let ids: Vec<Uuid> = found.items.iter().map(|(id, _)| *id).collect();
        let rows = webhook::Entity::find().filter(among(webhook::Column::Id, &ids));
        let rows = match ids.is_empty() {
            true => Vec::new(),
            false => rows.all(&snapshot).await.or_storage()?,
        };
        let known = held(&snapshot, rows).await?;
        let mut known: HashMap<Uuid, HeldWebhook> = known
            .into_iter()
            .map(|held| (held.webhook.id.uuid(), held))
            .collect();
        Ok(Connection {
            items: found
                .items
                .into_iter()
                .filter_map(|(id, key)| Some((known.remove(&id)?, key)))
                .collect(),
            total: found.total,
            has_next: found.has_next,
        })
    }

    async fn webhook(&self, id: WebhookId) -> Result<Option<HeldWebhook>, StorageError> {
        let snapshot = self.snapshot().await?;
        let row = webhook::Entity::find_by_id(id.uuid()).one(&snapshot).await;
        let rows = row.or_storage()?.into_iter().collect();
        Ok(held(&snapshot, rows).await?.pop())
    }

    async fn add_webhook(
        &self,
        added: &Webhook,
        most: u64,
        act: &Act,
    ) -> Result<Option<HeldWebhook>, StorageError> {
        let work = self.begin_writing().await?;
        // Under the lock of the owner's row nobody else adds one.
        locked(&work, added.owner).await?;
        let own = webhook::Entity::find().filter(webhook::Column::OwnerId.eq(added.owner.uuid()));
        if most <= own.count(&work).await.or_storage()? {
            return Ok(None);
        }
        let position = feed_end(&work).await?;
        insert_all::<webhook::Entity>(&work, vec![row_of(added, position)?]).await?;
        keep_act(&work, (added.id, added.owner.uuid()), act).await?;
        work.commit().await.or_storage()?;
        Ok(Some(HeldWebhook {
            webhook: added.clone(),
            position,
        }))
    }

    async fn put_webhook(
        &self,
        changed: &Webhook,
        tried_anew: bool,
        act: &Act,
    ) -> Result<(), StorageError> {
        let work = self.begin_writing().await?;
        let row = locked_row(&work, changed.id).await?;
        let row = row.filter(|row| row.version == changed.version - 1);
        let row = row.ok_or(StorageError::Stale)?;
        let (state, because, disabled_at) = state_columns(changed.state);
        let (failing_since, paused_until) = match tried_anew {
            true => (None, None),
            // Its sender may have written them since.
            false => (row.failing_since, row.paused_until),
        };
        let fresh = webhook::Model {
            url: changed.url.clone(),
            description: changed.description.clone(),
            format: changed.format.to_code().to_owned(),
            filter: filter_json(&changed.filter)?,
            secrets: secrets_json(&changed.secrets)?,
            state: state.to_owned(),
            because,
            disabled_at,
            version: changed.version,
            failing_since,
            paused_until,
            ..row
        };
        let owner = fresh.owner_id;
        webhook::Entity::update(fresh.into_active_model().reset_all())
            .exec(&work)
            .await
            .or_storage()?;
        if tried_anew {
            webhook_lane::Entity::update_many()
                .col_expr(webhook_lane::Column::Attempts, Expr::value(0_i64))
                .col_expr(
                    webhook_lane::Column::FirstAt,
                    Expr::value(None::<DateTime<Utc>>),
                )
                .col_expr(
                    webhook_lane::Column::NextAt,
                    Expr::value(None::<DateTime<Utc>>),
                )
                .filter(webhook_lane::Column::WebhookId.eq(changed.id.uuid()))
                .exec(&work)
                .await
                .or_storage()?;
        }
        keep_act(&work, (changed.id, owner), act).await?;
        work.commit().await.or_storage()
    }

    async fn remove_webhook(&self, id: WebhookId, act: &Act) -> Result<bool, StorageError> {
        let work = self.begin_writing().await?;
        let Some(row) = locked_row(&work, id).await? else {
            return Ok(false);
        };
        keep_act(&work, (id, row.owner_id), act).await?;
        webhook::Entity::delete_by_id(id.uuid())
            .exec(&work)
            .await
            .or_storage()?;
        work.commit().await.or_storage()?;
        Ok(true)
    }

    async fn replay(
        &self,
        id: WebhookId,
        of: OrganisationId,
        from: i64,
        act: &Act,
    ) -> Result<Option<i64>, StorageError> {
        let work = self.begin_writing().await?;
        let Some(row) = locked_row(&work, id).await? else {
            return Ok(None);
        };
        let there = organisation::Entity::find_by_id(of.uuid()).one(&work).await;
        if there.or_storage()?.is_none() {
            return Ok(None);
        }
        // What comes after its place in the feed is looked at in its own time.
        let last: Option<Option<i64>> = feed::Entity::find()
            .select_only()
            .column_as(feed::Column::Sequence.max(), "last")
            .filter(feed::Column::OrganisationId.eq(of.uuid()))
            .filter(feed::Column::Position.lte(row.position))
            .into_tuple()
            .one(&work)
            .await
            .or_storage()?;
        let last = last.flatten().unwrap_or_default();
        if last < from {
            return Ok(Some(last));
        }
        let lane = webhook_lane::Entity::find_by_id((id.uuid(), of.uuid())).one(&work);
        let lane = lane.await.or_storage()?;
        let row_of_lane = webhook_lane::Model {
            webhook_id: id.uuid(),
            organisation_id: of.uuid(),
            // What is owed from before stays owed.
            done: lane
                .as_ref()
                .map_or(from - 1, |lane| Ord::min(lane.done, from - 1)),
            last: lane.as_ref().map_or(last, |lane| Ord::max(lane.last, last)),
            attempts: 0,
            first_at: None,
            next_at: None,
        };
        put_lane(&work, row_of_lane).await?;
        webhook_dead::Entity::delete_many()
            .filter(webhook_dead::Column::WebhookId.eq(id.uuid()))
            .filter(webhook_dead::Column::OrganisationId.eq(of.uuid()))
            .filter(webhook_dead::Column::Sequence.gte(from))
            .exec(&work)
            .await
            .or_storage()?;
        keep_act(&work, (id, row.owner_id), act).await?;
        work.commit().await.or_storage()?;
        Ok(Some(last))
    }

    async fn attempts_of(
        &self,
        id: WebhookId,
        page: &Page,
    ) -> Result<Connection<Attempt>, StorageError> {
        use webhook_attempt::Column;
        let counted = Query::select()
            .from(webhook_attempt::Entity)
            .and_where(Column::WebhookId.eq(id.uuid()))
            .to_owned();
        let mut items = counted.clone();
        if let Some(ordinal) = before(page) {
            items.and_where(Column::Ordinal.lt(ordinal));
        }
        items
            .columns([
                Column::At,
                Column::Millis,
                Column::Event,
                Column::OrganisationId,
                Column::Sequence,
                Column::Message,
                Column::Number,
                Column::Status,
                Column::Error,
                Column::Ordinal,
            ])
            .order_by(Column::Ordinal, Order::Desc);
        list(&self.reader, Listed { items, counted }, page, |row| {
            type Row = (
                DateTime<Utc>,
                i64,
                String,
                Option<Uuid>,
                Option<i64>,
                String,
                i64,
                Option<i64>,
                Option<String>,
                i64,
            );
            let (at, millis, event, organisation, sequence, message, attempt, code, error, ordinal): Row =
                row.try_get_many_by_index().or_storage()?;
            let of = organisation.map(OrganisationId::from_uuid).zip(sequence);
            let attempt = Attempt {
                at,
                millis,
                event,
                of,
                message,
                number: number("webhook_attempt.number", attempt)?,
                status: status("webhook_attempt.status", code)?,
                error,
            };
            Ok((attempt, ordinal.to_string()))
        })
        .await
    }

    async fn dead_letters(
        &self,
        id: WebhookId,
        page: &Page,
    ) -> Result<Connection<DeadLetter>, StorageError> {
        use webhook_dead::Column;
        let counted = Query::select()
            .from(webhook_dead::Entity)
            .and_where(Column::WebhookId.eq(id.uuid()))
            .to_owned();
        let mut items = counted.clone();
        if let Some(ordinal) = before(page) {
            items.and_where(Column::Ordinal.lt(ordinal));
        }
        items
            .columns([
                Column::OrganisationId,
                Column::Sequence,
                Column::Event,
                Column::Message,
                Column::Attempts,
                Column::FirstAt,
                Column::DiedAt,
                Column::Status,
                Column::Error,
                Column::Ordinal,
            ])
            .order_by(Column::Ordinal, Order::Desc);
        list(&self.reader, Listed { items, counted }, page, |row| {
            type Row = (
                Uuid,
                i64,
                String,
                String,
                i64,
                DateTime<Utc>,
                DateTime<Utc>,
                Option<i64>,
                Option<String>,
                i64,
            );
            let (
                organisation,
                sequence,
                event,
                message,
                attempts,
                first_at,
                died_at,
                code,
                error,
                ordinal,
            ): Row = row.try_get_many_by_index().or_storage()?;
            let letter = DeadLetter {
                organisation: OrganisationId::from_uuid(organisation),
                sequence,
                event,
                message,
                attempts: number("webhook_dead.attempts", attempts)?,
                first_at,
                died_at,
                status: status("webhook_dead.status", code)?,
                error,
            };
            Ok((letter, ordinal.to_string()))
        })
        .await
    }
}

/// Stores a lane in place of the one that stands.
async fn put_lane(
    db: &impl ConnectionTrait,
    lane: webhook_lane::Model,
) -> Result<(), StorageError> {
    use webhook_lane::Column;
    let again = OnConflict::columns([Column::WebhookId, Column::OrganisationId])
        .update_columns([
            Column::Done,
            Column::Last,
            Column::Attempts,
            Column::FirstAt,
            Column::NextAt,
        ])
        .to_owned();
    webhook_lane::Entity::insert_many([lane.into_active_model()])
        .on_conflict(again)
        .exec_without_returning(db)
        .await
        .or_storage()
        .map(drop)
}
