//! One transaction and all that a use case does in it.

mod api_keys;
mod attachment;
mod binding;
mod budget;
mod delegation;
mod embargo;
mod followup;
mod imports;
mod keeping;
mod live;
mod mail;
mod redaction;
mod register;
mod revision;
mod revocation;
mod sealing;
mod secrecy;
mod series;

use crate::codes::Code;
use crate::entity::{body, meeting, organisation, organisation_alias, person, person_variant};
use crate::epoch;
use crate::fault::OrStorage;
use crate::following::Bell;
use crate::read::eyes::{Eyes, chunks};
use crate::{journal, mapping, read};
use application::error::StorageError;
use application::followup::{Item, NewReport, NewSettlement, StoredItem, Told};
use application::journal::{Chained, Entry};
use application::live::{StoredLive, Target};
use application::ports::{
    Address, Derived, LiveSave, Located, NumbersInUse, Receipt, Revision, StoredKeys,
    StoredMeeting, StoredStep, UnitOfWork,
};
use application::read::{FeedEntry, Record};
use application::visibility::Hidden;
use async_trait::async_trait;
use domain::association::Association;
use domain::body::Body;
use domain::decision::ConditionState;
use domain::followup::LinkKind;
use domain::id::{BodyId, DecisionId, MeetingId, OrganisationId, PersonId, SeatId};
use domain::meeting::Meeting;
use domain::name::{Slug, fold};
use domain::organisation::Organisation;
use domain::rules::Surroundings;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeSet, HashMap};
use tracing::Span;

/// How many values one statement carries at most; SQLite takes 32,766.
pub(crate) const MOST_VALUES: usize = 30_000;

/// A writing transaction; dropped without a commit it is rolled back.
#[derive(Debug)]
pub(crate) struct Work {
    transaction: DatabaseTransaction,
    bell: Bell,
    locked: journal::Locked,
    /// Whose journal it appended to.
    grown: BTreeSet<OrganisationId>,
    /// What is told of it in a trace.
    span: Span,
}

impl Work {
    pub(crate) fn new(transaction: DatabaseTransaction, bell: Bell, span: Span) -> Self {
        Self {
            transaction,
            bell,
            locked: journal::Locked::default(),
            grown: BTreeSet::new(),
            span,
        }
    }
}

/// Inserts rows in few statements.
pub(crate) async fn insert_all<E>(
    db: &impl ConnectionTrait,
    rows: Vec<E::Model>,
) -> Result<(), StorageError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    use sea_orm::Iterable;
    let at_once = MOST_VALUES / E::Column::iter().count().max(1);
    let mut rows = rows.into_iter();
    loop {
        let part: Vec<E::Model> = rows.by_ref().take(at_once).collect();
        if part.is_empty() {
            return Ok(());
        }
        let part = part.into_iter().map(IntoActiveModel::into_active_model);
        E::insert_many(part)
            .exec_without_returning(db)
            .await
            .or_storage()?;
    }
}

fn stored(row: meeting::Model) -> Result<StoredMeeting, StorageError> {
    Ok(StoredMeeting {
        id: MeetingId::from_uuid(row.id),
        body: BodyId::from_uuid(row.body_id),
        revision: mapping::number("meeting.revision", row.revision)?,
        digest: row.digest,
        published: row.published,
        live: row.stage.is_some(),
        redactions: mapping::life::redactions(row.details)?,
    })
}

#[async_trait]
impl UnitOfWork for Work {
    async fn organisations(
        &mut self,
        slugs: &[Slug],
    ) -> Result<HashMap<Slug, Organisation>, StorageError> {
        read::directory::by_slugs(&self.transaction, slugs).await
    }

    async fn add_organisation(
        &mut self,
        organisation: &Organisation,
        published: bool,
    ) -> Result<(), StorageError> {
        let row = organisation::Model {
            id: organisation.id.uuid(),
            slug: organisation.slug.as_str().to_owned(),
            name: organisation.name.clone(),
            kind: organisation.kind.map(|kind| kind.to_code().to_owned()),
            published,
            journal_sequence: 0,
            journal_head: application::journal::GENESIS.to_owned(),
            feed_sequence: 0,
        };
        insert_all::<organisation::Entity>(&self.transaction, vec![row]).await
    }

    async fn update_organisation(
        &mut self,
        organisation: &Organisation,
        published: bool,
    ) -> Result<(), StorageError> {
        let own = organisation::Column::Id.eq(organisation.id.uuid());
        if let Some(kind) = organisation.kind {
            organisation::Entity::update_many()
                .col_expr(organisation::Column::Kind, Expr::value(kind.to_code()))
                .filter(own.clone())
                .filter(organisation::Column::Kind.is_null())
                .exec(&self.transaction)
                .await
                .or_storage()?;
        }
        if published {
            organisation::Entity::update_many()
                .col_expr(organisation::Column::Published, Expr::value(true))
                .filter(own)
                .exec(&self.transaction)
                .await
                .or_storage()?;
        }
        Ok(())
    }

    async fn add_alias(
        &mut self,
        organisation: OrganisationId,
        slug: &Slug,
        name: &str,
    ) -> Result<(), StorageError> {
        let row = organisation_alias::Model {
            slug: slug.as_str().to_owned(),
            organisation_id: organisation.uuid(),
            name: name.to_owned(),
        };
        insert_all::<organisation_alias::Entity>(&self.transaction, vec![row]).await
    }

    async fn lock(&mut self, owner: OrganisationId) -> Result<(), StorageError> {
        self.locked.row(&self.transaction, owner).await.map(drop)
    }

    async fn body(
        &mut self,
        owner: OrganisationId,
        slug: &Slug,
    ) -> Result<Option<Body>, StorageError> {
        body::Entity::find()
            .filter(body::Column::OwnerId.eq(owner.uuid()))
            .filter(body::Column::Slug.eq(slug.as_str()))
            .one(&self.transaction)
            .await
            .or_storage()?
            .map(mapping::body)
            .transpose()
    }

    async fn put_body(&mut self, body: &Body, published: bool) -> Result<(), StorageError> {
        let row = body::Model {
            id: body.id.uuid(),
            owner_id: body.owner.uuid(),
            slug: body.slug.as_str().to_owned(),
            name: body.name.clone(),
            kind: body.kind.to_code().to_owned(),
            scheme: body.scheme.to_code().to_owned(),
            safety_committee: body.safety_committee,
            published,
        };
        let update = OnConflict::column(body::Column::Id)
            .update_columns([
                body::Column::Slug,
                body::Column::Name,
                body::Column::Kind,
                body::Column::Scheme,
                body::Column::SafetyCommittee,
            ])
            // What is public stays public: one record that is not does not hide its body.
            .value(
                body::Column::Published,
                Expr::cust("\"body\".\"published\" OR excluded.published"),
            )
            .to_owned();
        body::Entity::insert_many([row.into_active_model()])
            .on_conflict(update)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn persons(
        &mut self,
        owner: OrganisationId,
        names: &[String],
    ) -> Result<HashMap<String, PersonId>, StorageError> {
        let mut found = HashMap::new();
        for part in chunks(names) {
            let rows = person::Entity::find()
                .filter(person::Column::OwnerId.eq(owner.uuid()))
                .filter(person::Column::Folded.is_in(part))
                .all(&self.transaction)
                .await
                .or_storage()?;
            found.extend(
                rows.into_iter()
                    .map(|row| (row.folded, PersonId::from_uuid(row.id))),
            );
        }
        for part in chunks(names) {
            let rows = person_variant::Entity::find()
                .filter(person_variant::Column::OwnerId.eq(owner.uuid()))
                .filter(person_variant::Column::Folded.is_in(part))
                .all(&self.transaction)
                .await
                .or_storage()?;
            for row in rows {
                let person = PersonId::from_uuid(row.person_id);
                found.entry(row.folded).or_insert(person);
            }
        }
        Ok(found)
    }

    async fn add_variants(
        &mut self,
        owner: OrganisationId,
        variants: &[(PersonId, String)],
    ) -> Result<(), StorageError> {
        let rows = variants
            .iter()
            .map(|(id, name)| person_variant::Model {
                owner_id: owner.uuid(),
                folded: fold(name),
                name: name.clone(),
                person_id: id.uuid(),
            })
            .collect();
        insert_all::<person_variant::Entity>(&self.transaction, rows).await
    }

    async fn add_persons(
        &mut self,
        owner: OrganisationId,
        persons: &[(PersonId, String)],
    ) -> Result<(), StorageError> {
        let rows = persons
            .iter()
            .map(|(id, name)| person::Model {
                id: id.uuid(),
                owner_id: owner.uuid(),
                name: name.clone(),
                folded: fold(name),
            })
            .collect();
        insert_all::<person::Entity>(&self.transaction, rows).await
    }

    async fn known_meeting(
        &mut self,
        body: BodyId,
        identity: &str,
    ) -> Result<Option<StoredMeeting>, StorageError> {
        meeting::Entity::find()
            .filter(meeting::Column::BodyId.eq(body.uuid()))
            .filter(meeting::Column::Identity.eq(identity))
            .one(&self.transaction)
            .await
            .or_storage()?
            .map(stored)
            .transpose()
    }

    async fn meeting(
        &mut self,
        owner: OrganisationId,
        id: MeetingId,
    ) -> Result<Option<StoredMeeting>, StorageError> {
        meeting::Entity::find_by_id(id.uuid())
            .filter(meeting::Column::OwnerId.eq(owner.uuid()))
            .one(&self.transaction)
            .await
            .or_storage()?
            .map(stored)
            .transpose()
    }

    async fn keys(&mut self, meeting: MeetingId) -> Result<StoredKeys, StorageError> {
        revision::keys(&self.transaction, meeting).await
    }

    async fn surroundings(&mut self, meeting: &Meeting) -> Result<Surroundings, StorageError> {
        let around =
            read::surroundings::Around::of(&self.transaction, &[meeting], Eyes::All).await?;
        // Every stored revision stands before the one that is under way.
        let mut earlier =
            read::revisions::earlier(&self.transaction, &[(meeting, u32::MAX)]).await?;
        Ok(Surroundings {
            earlier_revisions: earlier.remove(&meeting.id.uuid()).unwrap_or_default(),
            ..around.of_meeting(meeting)
        })
    }

    async fn hidden(&mut self, meeting: &Meeting) -> Result<Hidden, StorageError> {
        let hiding = read::hiding::Hiding::of(&self.transaction, &[meeting]).await?;
        Ok(hiding.of_meeting(meeting))
    }

    async fn save_revision(&mut self, revision: &Revision<'_>) -> Result<(), StorageError> {
        self.lock(revision.meeting.owner.id).await?;
        revision::save(&self.transaction, revision).await
    }

    async fn set_published(
        &mut self,
        meeting: MeetingId,
        published: bool,
    ) -> Result<(), StorageError> {
        meeting::Entity::update_many()
            .col_expr(meeting::Column::Published, Expr::value(published))
            .col_expr(
                meeting::Column::Version,
                Expr::col(meeting::Column::Version).add(1),
            )
            .filter(meeting::Column::Id.eq(meeting.uuid()))
            .exec(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn seats(
        &mut self,
        association: OrganisationId,
    ) -> Result<HashMap<(OrganisationId, usize), SeatId>, StorageError> {
        register::seats(&self.transaction, association).await
    }

    async fn owner_of(&mut self, address: &Address) -> Result<Option<Located>, StorageError> {
        keeping::owner_of(&self.transaction, address).await
    }

    async fn association(
        &mut self,
        id: OrganisationId,
    ) -> Result<Option<Association>, StorageError> {
        let mut found = read::associations::load(&self.transaction, &[id.uuid()]).await?;
        Ok(found.remove(&id.uuid()))
    }

    async fn register_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError> {
        keeping::version(&self.transaction, owner).await
    }

    async fn register_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        keeping::steps(&self.transaction, owner, from).await
    }

    async fn numbers_in_use(
        &mut self,
        body: BodyId,
        year: i32,
    ) -> Result<NumbersInUse, StorageError> {
        series::in_use(&self.transaction, body, year).await
    }

    async fn start_series(
        &mut self,
        body: BodyId,
        year: i32,
        first: u32,
    ) -> Result<(), StorageError> {
        series::start(&self.transaction, body, year, first).await
    }

    async fn put_association(&mut self, association: &Association) -> Result<bool, StorageError> {
        register::put(&self.transaction, association).await
    }

    async fn record(&mut self, meeting: MeetingId) -> Result<Option<Record>, StorageError> {
        let found =
            read::records::surrounded(&self.transaction, &[meeting.uuid()], Eyes::All).await?;
        Ok(found.into_iter().next())
    }

    async fn records_of(&mut self, owner: OrganisationId) -> Result<Vec<Record>, StorageError> {
        let ids: Vec<uuid::Uuid> = meeting::Entity::find()
            .select_only()
            .column(meeting::Column::Id)
            .filter(meeting::Column::OwnerId.eq(owner.uuid()))
            .order_by_asc(meeting::Column::SortKey)
            .into_tuple()
            .all(&self.transaction)
            .await
            .or_storage()?;
        read::records::surrounded(&self.transaction, &ids, Eyes::All).await
    }

    async fn set_derived(
        &mut self,
        meeting: MeetingId,
        derived: &Derived,
    ) -> Result<(), StorageError> {
        meeting::Entity::update_many()
            .col_expr(
                meeting::Column::Status,
                Expr::value(derived.status.to_code()),
            )
            .col_expr(meeting::Column::FinalOn, Expr::value(derived.final_on))
            .filter(meeting::Column::Id.eq(meeting.uuid()))
            .exec(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn locate(&mut self, target: Target) -> Result<Option<Located>, StorageError> {
        live::locate(&self.transaction, target).await
    }

    async fn body_by_id(&mut self, id: BodyId) -> Result<Option<Body>, StorageError> {
        live::body_by_id(&self.transaction, id.uuid()).await
    }

    async fn person_name(
        &mut self,
        owner: OrganisationId,
        id: PersonId,
    ) -> Result<Option<String>, StorageError> {
        let row = person::Entity::find_by_id(id.uuid())
            .filter(person::Column::OwnerId.eq(owner.uuid()))
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(row.map(|row| row.name))
    }

    async fn live(&mut self, id: MeetingId) -> Result<Option<StoredLive>, StorageError> {
        let found = read::live::live(&self.transaction, &[id.uuid()], Eyes::All).await?;
        Ok(found.into_iter().next())
    }

    async fn draw(&mut self, meeting: &Meeting) -> Result<Option<u32>, StorageError> {
        live::draw(&self.transaction, meeting).await
    }

    async fn save_live(&mut self, save: &LiveSave<'_>) -> Result<(), StorageError> {
        live::save(&self.transaction, save).await
    }

    async fn receipt(
        &mut self,
        owner: OrganisationId,
        actor: &str,
        key: &str,
    ) -> Result<Option<Receipt>, StorageError> {
        live::receipt(&self.transaction, owner, actor, key).await
    }

    async fn keep_receipt(
        &mut self,
        owner: OrganisationId,
        actor: &str,
        key: &str,
        receipt: &Receipt,
    ) -> Result<(), StorageError> {
        live::keep_receipt(&self.transaction, owner, actor, key, receipt).await
    }

    async fn item(&mut self, item: Item) -> Result<Option<StoredItem>, StorageError> {
        followup::item(&self.transaction, item).await
    }

    async fn condition(
        &mut self,
        decision: DecisionId,
    ) -> Result<Option<ConditionState>, StorageError> {
        followup::condition(&self.transaction, decision).await
    }

    async fn add_report(&mut self, report: &NewReport, told: &Told) -> Result<(), StorageError> {
        followup::add_report(&self.transaction, report, told).await
    }

    async fn add_settlement(
        &mut self,
        settlement: &NewSettlement,
        told: &Told,
    ) -> Result<(), StorageError> {
        followup::add_settlement(&self.transaction, settlement, told).await
    }

    async fn add_link(
        &mut self,
        link: (DecisionId, DecisionId, LinkKind),
        told: &Told,
    ) -> Result<bool, StorageError> {
        followup::add_link(&self.transaction, link, told).await
    }

    async fn version_of(&mut self, meeting: MeetingId) -> Result<i64, StorageError> {
        let held: Option<i64> = meeting::Entity::find_by_id(meeting.uuid())
            .select_only()
            .column(meeting::Column::Version)
            .into_tuple()
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(held.unwrap_or_default())
    }

    async fn reveal(&mut self, meeting: MeetingId) -> Result<(), StorageError> {
        let held: Option<(uuid::Uuid, uuid::Uuid)> = meeting::Entity::find_by_id(meeting.uuid())
            .select_only()
            .columns([meeting::Column::OwnerId, meeting::Column::BodyId])
            .into_tuple()
            .one(&self.transaction)
            .await
            .or_storage()?;
        let Some((owner, own)) = held else {
            return Ok(());
        };
        organisation::Entity::update_many()
            .col_expr(organisation::Column::Published, Expr::value(true))
            .filter(organisation::Column::Id.eq(owner))
            .exec(&self.transaction)
            .await
            .or_storage()?;
        body::Entity::update_many()
            .col_expr(body::Column::Published, Expr::value(true))
            .filter(body::Column::Id.eq(own))
            .exec(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn raise_version(&mut self, meeting: MeetingId, from: i64) -> Result<(), StorageError> {
        followup::raise_version(&self.transaction, meeting, from).await
    }

    async fn latest_steps(
        &mut self,
        meeting: MeetingId,
        count: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        followup::latest_steps(&self.transaction, meeting, count).await
    }

    async fn append(&mut self, entry: Entry) -> Result<Chained, StorageError> {
        if self.grown.is_empty() {
            self.span.record("paragraf.command", entry.command);
        }
        self.grown.insert(entry.organisation);
        journal::append(&self.transaction, &mut self.locked, entry).await
    }

    async fn publish(&mut self, entry: FeedEntry) -> Result<(), StorageError> {
        journal::publish(&self.transaction, &mut self.locked, entry).await
    }

    async fn commit(self: Box<Self>) -> Result<(), StorageError> {
        epoch::moved(&self.transaction, &self.grown).await?;
        self.transaction.commit().await.or_storage()?;
        self.span.record("paragraf.committed", true);
        self.bell.committed(&self.grown);
        Ok(())
    }
}
