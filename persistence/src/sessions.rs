//! Sessions of people, on either engine.

use crate::entity::session::{Column, Entity, Model};
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::store::Store;
use crate::unit_of_work::insert_all;
use application::actor::{Actor, Role};
use application::error::StorageError;
use application::ports::SessionStore;
use application::register::Identity;
use application::sessions::Session;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// Most sessions of an identity that are listed.
const MOST: u64 = 100;

fn of(row: Model) -> Result<Session, StorageError> {
    let texts = |what, value: serde_json::Value| {
        serde_json::from_value::<Vec<String>>(value).map_err(|error| corrupt(what, error))
    };
    let roles = texts("session.roles", row.roles)?;
    let organisations = texts("session.organisations", row.organisations)?;
    Ok(Session {
        digest: row.digest,
        actor: Actor {
            issuer: row.issuer,
            subject: row.subject,
            name: row.name,
            roles: roles.iter().filter_map(|role| Role::parse(role)).collect(),
            organisations: organisations.into_iter().collect(),
            person: row.person,
            acr: row.acr,
            auth_time: row.auth_time,
            token_id: row.token_id,
            issued_at: row.issued_at,
            expires_at: row.ends_at.timestamp(),
            barred: BTreeSet::new(),
        },
        began_at: row.began_at,
        used_at: row.used_at,
        ends_at: row.ends_at,
    })
}

fn columns(held: &Session) -> Model {
    let actor = &held.actor;
    let roles: Vec<&str> = actor.roles.iter().map(|role| role.as_str()).collect();
    Model {
        digest: held.digest.clone(),
        issuer: actor.issuer.clone(),
        subject: actor.subject.clone(),
        name: actor.name.clone(),
        roles: serde_json::json!(roles),
        organisations: serde_json::json!(actor.organisations),
        person: actor.person.clone(),
        acr: actor.acr.clone(),
        auth_time: actor.auth_time,
        token_id: actor.token_id.clone(),
        issued_at: actor.issued_at,
        began_at: to_microseconds(held.began_at),
        used_at: to_microseconds(held.used_at),
        ends_at: to_microseconds(held.ends_at),
    }
}

fn whose(identity: &Identity) -> Condition {
    Condition::all()
        .add(Column::Issuer.eq(&identity.issuer))
        .add(Column::Subject.eq(&identity.subject))
}

#[async_trait]
impl SessionStore for Store {
    async fn session(&self, digest: &str) -> Result<Option<Session>, StorageError> {
        let row = Entity::find_by_id(digest).one(&self.reader).await;
        row.or_storage()?.map(of).transpose()
    }

    async fn sessions_of(&self, identity: &Identity) -> Result<Vec<Session>, StorageError> {
        let rows = Entity::find()
            .filter(whose(identity))
            .order_by_desc(Column::BeganAt)
            .limit(MOST)
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(of).collect()
    }

    async fn begin_session(
        &self,
        session: &Session,
        ended_by: DateTime<Utc>,
        unused_since: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let over = Condition::any()
            .add(Column::EndsAt.lte(to_microseconds(ended_by)))
            .add(Column::UsedAt.lte(to_microseconds(unused_since)));
        Entity::delete_many()
            .filter(over)
            .exec(&self.writer)
            .await
            .or_storage()?;
        insert_all::<Entity>(&self.writer, vec![columns(session)]).await
    }

    async fn use_session(&self, digest: &str, at: DateTime<Utc>) -> Result<(), StorageError> {
        let at = to_microseconds(at);
        Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(at))
            .filter(Column::Digest.eq(digest))
            .filter(Column::UsedAt.lt(at))
            .exec(&self.writer)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn end_session(&self, digest: &str) -> Result<(), StorageError> {
        Entity::delete_by_id(digest)
            .exec(&self.writer)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn end_sessions_of(&self, identity: &Identity) -> Result<(), StorageError> {
        Entity::delete_many()
            .filter(whose(identity))
            .exec(&self.writer)
            .await
            .or_storage()?;
        Ok(())
    }
}
