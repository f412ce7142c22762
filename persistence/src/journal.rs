//! The journal and the public feed: dense numbers, drawn under a lock that is held to the commit.

use crate::codes::Code;
use crate::entity::{
    concern, counter, decision, feed, feed_concern, journal, membership, organisation,
};
use crate::fault::{OrStorage, corrupt};
use crate::read::eyes::Eyes;
use crate::read::secrecy::Covered;
use crate::unit_of_work::insert_all;
use application::error::StorageError;
use application::journal::{Chained, Entry};
use application::read::{FeedEntry, Subject};
use application::visibility::Visibility;
use chrono::{DateTime, SubsecRound, Utc};
use domain::id::{MeetingId, OrganisationId};
use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A moment as both engines keep it.
pub(crate) fn to_microseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// Kind of subject of an entry that is about a meeting.
pub(crate) const MEETING: &str = "MEETING";
/// Kind of subject of an entry that is about a register.
pub(crate) const ORGANISATION: &str = "ORGANISATION";

fn subject_columns(subject: Subject) -> (&'static str, Uuid) {
    match subject {
        Subject::Meeting(id) => (MEETING, id.uuid()),
        Subject::Organisation(id) => (ORGANISATION, id.uuid()),
    }
}

/// What an entry is about, from its columns.
pub(crate) fn subject(what: &'static str, kind: &str, id: Uuid) -> Result<Subject, StorageError> {
    match kind {
        MEETING => Ok(Subject::Meeting(MeetingId::from_uuid(id))),
        ORGANISATION => Ok(Subject::Organisation(OrganisationId::from_uuid(id))),
        _ => Err(corrupt(what, format!("{kind:?} is no kind of subject"))),
    }
}

/// The row of an organisation, locked until the transaction ends.
pub(crate) async fn locked(
    db: &impl ConnectionTrait,
    id: OrganisationId,
) -> Result<organisation::Model, StorageError> {
    organisation::Entity::find_by_id(id.uuid())
        .lock_exclusive()
        .one(db)
        .await
        .or_storage()?
        .ok_or_else(|| StorageError::Conflict("the organisation does not exist".to_owned()))
}

/// The organisations that a transaction has locked, and how far it has brought their journals and feeds: nobody else moves
/// them on until it ends.
#[derive(Debug, Default)]
pub(crate) struct Locked(HashMap<OrganisationId, organisation::Model>);

impl Locked {
    /// The row of an organisation, locked now if it was not before.
    pub(crate) async fn row(
        &mut self,
        db: &impl ConnectionTrait,
        id: OrganisationId,
    ) -> Result<&mut organisation::Model, StorageError> {
        Ok(match self.0.entry(id) {
            Slot::Occupied(held) => held.into_mut(),
            Slot::Vacant(place) => place.insert(locked(db, id).await?),
        })
    }
}

/// Appends an entry to the journal of its organisation.
pub(crate) async fn append(
    db: &impl ConnectionTrait,
    locked: &mut Locked,
    mut entry: Entry,
) -> Result<Chained, StorageError> {
    entry.at = to_microseconds(entry.at);
    let organisation = locked.row(db, entry.organisation).await?;
    let chained = Chained::after(
        &entry,
        organisation.journal_sequence + 1,
        &organisation.journal_head,
    );
    let (subject_kind, subject_id) = entry.subject.map(subject_columns).unzip();
    let row = journal::Model {
        organisation_id: entry.organisation.uuid(),
        sequence: chained.sequence,
        at: chained.at,
        actor: chained.actor.clone(),
        command: chained.command.clone(),
        subject_kind: subject_kind.map(str::to_owned),
        subject_id,
        payload: entry.payload,
        salt: entry.salt,
        digest: chained.digest.clone(),
        previous: chained.previous.clone(),
        hash: chained.hash.clone(),
    };
    insert_all::<journal::Entity>(db, vec![row]).await?;
    organisation::Entity::update_many()
        .col_expr(
            organisation::Column::JournalSequence,
            Expr::value(chained.sequence),
        )
        .col_expr(
            organisation::Column::JournalHead,
            Expr::value(chained.hash.clone()),
        )
        .filter(organisation::Column::Id.eq(entry.organisation.uuid()))
        .exec(db)
        .await
        .or_storage()?;
    organisation.journal_sequence = chained.sequence;
    organisation.journal_head.clone_from(&chained.hash);
    Ok(chained)
}

/// The organisations of a select.
async fn organisations(
    db: &impl ConnectionTrait,
    select: Select<impl EntityTrait>,
    column: impl ColumnTrait,
) -> Result<Vec<Uuid>, StorageError> {
    let select = select.select_only().column(column).distinct();
    select.into_tuple().all(db).await.or_storage()
}

/// Whom an entry concerns. Whoever was told of a record once is told of it for good: that it concerns them no more is
/// news as well. A register concerns the members, and whoever was told of the organisation's records.
async fn concerned(
    db: &impl ConnectionTrait,
    entry: &FeedEntry,
) -> Result<BTreeSet<Uuid>, StorageError> {
    let told_of = |which: SimpleExpr| {
        let positions = Query::select()
            .column(feed::Column::Position)
            .from(feed::Entity)
            .and_where(which)
            .to_owned();
        feed_concern::Entity::find().filter(feed_concern::Column::Position.in_subquery(positions))
    };
    let (now, before) = match entry.subject {
        Subject::Meeting(id) => {
            let decisions = Query::select()
                .column(decision::Column::Id)
                .from(decision::Entity)
                .and_where(decision::Column::MeetingId.eq(id.uuid()))
                // Whom it concerns would tell of what is secret.
                .cond_where(
                    Eyes::Of(&Visibility::public())
                        .open(decision::Column::ParagraphId, Covered::Anything),
                )
                .to_owned();
            let named =
                concern::Entity::find().filter(concern::Column::DecisionId.in_subquery(decisions));
            (
                organisations(db, named, concern::Column::OrganisationId).await?,
                told_of(feed::Column::SubjectId.eq(id.uuid())),
            )
        }
        Subject::Organisation(id) => {
            let members =
                membership::Entity::find().filter(membership::Column::AssociationId.eq(id.uuid()));
            (
                organisations(db, members, membership::Column::OrganisationId).await?,
                told_of(feed::Column::OrganisationId.eq(id.uuid())),
            )
        }
    };
    let before = organisations(db, before, feed_concern::Column::OrganisationId).await?;
    Ok(now.into_iter().chain(before).collect())
}

/// Appends an entry to the public feed.
pub(crate) async fn publish(
    db: &impl ConnectionTrait,
    locked: &mut Locked,
    entry: FeedEntry,
) -> Result<(), StorageError> {
    // The organisation before the counter, always: two locks in one order never wait for each other.
    let organisation = locked.row(db, entry.organisation).await?;
    let counter = counter::Entity::find_by_id("feed")
        .lock_exclusive()
        .one(db)
        .await
        .or_storage()?
        .ok_or_else(|| corrupt("counter", "the feed has none"))?;
    let (position, sequence) = (counter.value + 1, organisation.feed_sequence + 1);
    let (subject_kind, subject_id) = subject_columns(entry.subject);
    let row = feed::Model {
        position,
        organisation_id: entry.organisation.uuid(),
        sequence,
        at: to_microseconds(entry.at),
        kind: entry.kind.to_code().to_owned(),
        subject_kind: subject_kind.to_owned(),
        subject_id,
    };
    insert_all::<feed::Entity>(db, vec![row]).await?;
    let concerned = concerned(db, &entry).await?.into_iter();
    let concerned = concerned.map(|organisation_id| feed_concern::Model {
        position,
        organisation_id,
    });
    insert_all::<feed_concern::Entity>(db, concerned.collect()).await?;
    counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::value(position))
        .filter(counter::Column::Name.eq("feed"))
        .exec(db)
        .await
        .or_storage()?;
    organisation::Entity::update_many()
        .col_expr(organisation::Column::FeedSequence, Expr::value(sequence))
        .filter(organisation::Column::Id.eq(entry.organisation.uuid()))
        .exec(db)
        .await
        .or_storage()?;
    organisation.feed_sequence = sequence;
    Ok(())
}
