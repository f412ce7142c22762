//! Every read, in a number of statements that does not grow with what is asked for.

pub(crate) mod api_keys;
pub(crate) mod associations;
mod attachment;
pub(crate) mod binding;
mod briefs;
pub(crate) mod budget;
pub(crate) mod delegation;
pub(crate) mod directory;
pub(crate) mod embargo;
pub(crate) mod eyes;
mod followup;
pub(crate) mod hiding;
mod holdings;
pub(crate) mod imports;
pub(crate) mod live;
pub(crate) mod mail;
mod matters;
mod meetings;
mod noticeboard;
pub(crate) mod page;
pub(crate) mod records;
pub(crate) mod revisions;
pub(crate) mod revocation;
mod rows;
pub(crate) mod sealing;
pub(crate) mod secrecy;
mod series;
pub(crate) mod spine;
pub(crate) mod surroundings;
mod together;

use crate::entity::{assignment, decision, decision_link, paragraph};
use crate::epoch;
use crate::reading::Reading;
use crate::shelf::Counted;
use crate::store::Store;
use application::delegation::Book;
use application::error::StorageError;
use application::live::StoredLive;
use application::noticeboard::{BoardFilter, Posted};
use application::ports::{Audit, Epoch, FeedEnds, ReadModel, StoredEntry, StoredFeed};
use application::read::{
    AssignmentFilter, AssignmentHit, AssignmentOrder, Brief, ChangeFilter, ChangeHit, Connection,
    DecisionBrief, DecisionFilter, DecisionHit, DecisionInBrief, DecisionLink, DecisionOrder,
    Holdings, MeetingFilter, MeetingOrder, OrganisationFilter, Page, ParagraphHit, Record, Report,
    SeriesFacts, Settlement,
};
use application::verify::Sourced;
use application::visibility::Visibility;
use async_trait::async_trait;
use domain::Date;
use domain::association::Association;
use domain::body::Body;
use domain::decision::Concern;
use domain::id::{
    AssignmentId, BodyId, DecisionId, MeetingId, OrganisationId, ParagraphId, PersonId,
};
use domain::name::Slug;
use domain::organisation::Organisation;
use domain::rules::Surroundings;
use eyes::Eyes;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

fn uuids<I: Copy>(ids: &[I], uuid: impl Fn(I) -> Uuid) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.iter().map(|id| uuid(*id)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

impl Store {
    /// Records as they are given to a viewer: what of them is secret is noted as read.
    async fn given<Around>(
        &self,
        records: Vec<Record<Around>>,
        see: &Visibility,
    ) -> Result<impl Iterator<Item = Record<Around>>, StorageError> {
        let given = records.iter().flat_map(secrecy::given_of).collect();
        self.note_reads(see, given).await?;
        Ok(records.into_iter())
    }
}

#[async_trait]
impl ReadModel for Store {
    async fn epoch(&self) -> Result<Epoch, StorageError> {
        match &self.reader {
            Reading::Moving(_) => epoch::current(&self.watching).await,
            still @ Reading::Still(_) => epoch::current(still).await,
        }
    }

    async fn standing(&self) -> Result<Arc<dyn ReadModel>, StorageError> {
        Ok(Arc::new(self.standing().await?))
    }

    fn at(&self, epoch: Epoch) -> Arc<dyn ReadModel> {
        Arc::new(Self {
            shelf: self.shelf.at(Some(epoch)),
            ..self.clone()
        })
    }

    async fn records(
        &self,
        ids: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, Arc<Record<()>>>, StorageError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        // One state for all of a record, so that none is half of one revision and half of the next.
        let (ids, eyes) = (uuids(ids, MeetingId::uuid), Eyes::Of(see));
        let records = match records::of_one_state(&self.reader, &ids, eyes).await? {
            Some(records) => records,
            None => records::load(&self.snapshot().await?, &ids, eyes).await?,
        };
        let given = self.given(records, see).await?;
        Ok(given
            .map(|record| (record.meeting.id, Arc::new(record)))
            .collect())
    }

    async fn surroundings(
        &self,
        records: &[&Record<()>],
        see: &Visibility,
    ) -> Result<Vec<Surroundings>, StorageError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let snapshot = self.snapshot().await?;
        surroundings::of_records(&snapshot, records, Eyes::Of(see)).await
    }

    async fn surrounded(
        &self,
        ids: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, Record>, StorageError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let snapshot = self.snapshot().await?;
        let ids = uuids(ids, MeetingId::uuid);
        let records = records::surrounded(&snapshot, &ids, Eyes::Of(see)).await?;
        let given = self.given(records, see).await?;
        Ok(given.map(|record| (record.meeting.id, record)).collect())
    }

    async fn meetings(
        &self,
        filter: &MeetingFilter,
        order: MeetingOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<MeetingId>, StorageError> {
        let of = Counted::Meetings(filter.clone());
        let list = async |page: &Page| meetings::all(&self.reader, filter, order, page, see).await;
        self.shelf.counted(of, page, see, list).await
    }

    async fn posted(
        &self,
        filter: &BoardFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<Posted>, StorageError> {
        let snapshot = self.snapshot().await?;
        noticeboard::posted(&snapshot, filter, page, see).await
    }

    async fn meetings_of(
        &self,
        bodies: &[BodyId],
        filter: &MeetingFilter,
        order: MeetingOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<HashMap<BodyId, Connection<MeetingId>>, StorageError> {
        meetings::of_bodies(&self.reader, bodies, filter, order, page, see).await
    }

    async fn decisions(
        &self,
        filter: &DecisionFilter,
        order: DecisionOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<DecisionHit>, StorageError> {
        let of = Counted::Decisions(filter.clone());
        let list =
            async |page: &Page| matters::decisions(&self.reader, filter, order, page, see).await;
        self.shelf.counted(of, page, see, list).await
    }

    async fn decisions_in_brief(
        &self,
        filter: &DecisionFilter,
        order: DecisionOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<DecisionInBrief>, StorageError> {
        let of = Counted::Decisions(filter.clone());
        let list = async |page: &Page| {
            matters::decisions_in_brief(&self.reader, filter, order, page, see).await
        };
        self.shelf.counted(of, page, see, list).await
    }

    async fn paragraphs(
        &self,
        terms: &[String],
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<ParagraphHit>, StorageError> {
        let of = Counted::Paragraphs(terms.to_vec());
        let list = async |page: &Page| matters::paragraphs(&self.reader, terms, page, see).await;
        self.shelf.counted(of, page, see, list).await
    }

    async fn briefs(
        &self,
        paragraphs: &[ParagraphId],
        see: &Visibility,
    ) -> Result<HashMap<ParagraphId, Arc<Brief>>, StorageError> {
        let ids = uuids(paragraphs, ParagraphId::uuid);
        briefs::paragraphs(&self.reader, &ids, see).await
    }

    async fn decision_briefs(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Arc<DecisionBrief>>, StorageError> {
        let ids = uuids(decisions, DecisionId::uuid);
        briefs::decisions(&self.reader, &ids, see).await
    }

    async fn concerns(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Vec<Concern>>, StorageError> {
        let ids = uuids(decisions, DecisionId::uuid);
        briefs::concerns(&self.reader, &ids, see).await
    }

    async fn assignments(
        &self,
        filter: &AssignmentFilter,
        order: AssignmentOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<AssignmentHit>, StorageError> {
        let of = Counted::Assignments(filter.clone(), order);
        let list =
            async |page: &Page| matters::assignments(&self.reader, filter, order, page, see).await;
        self.shelf.counted(of, page, see, list).await
    }

    async fn reports_of(
        &self,
        assignments: &[AssignmentId],
        see: &Visibility,
    ) -> Result<HashMap<AssignmentId, Vec<Report>>, StorageError> {
        let ids = uuids(assignments, AssignmentId::uuid);
        followup::reports_of(&self.reader, &ids, see).await
    }

    async fn reports_under(
        &self,
        paragraphs: &[ParagraphId],
        see: &Visibility,
    ) -> Result<HashMap<ParagraphId, Vec<Report>>, StorageError> {
        let ids = uuids(paragraphs, ParagraphId::uuid);
        followup::reports_under(&self.reader, &ids, see).await
    }

    async fn settlements(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Settlement>, StorageError> {
        let ids = uuids(decisions, DecisionId::uuid);
        followup::settlements(&self.reader, &ids, see).await
    }

    async fn links_of(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Vec<DecisionLink>>, StorageError> {
        use decision_link::Column::{DecisionId as Later, EarlierId as Earlier};
        let ids = uuids(decisions, DecisionId::uuid);
        followup::links(&self.reader, (Later, Earlier), &ids, see).await
    }

    async fn links_to(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Vec<DecisionLink>>, StorageError> {
        use decision_link::Column::{DecisionId as Later, EarlierId as Earlier};
        let ids = uuids(decisions, DecisionId::uuid);
        followup::links(&self.reader, (Earlier, Later), &ids, see).await
    }

    async fn case_paragraphs(
        &self,
        organisation: OrganisationId,
        case_number: &str,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<ParagraphHit>, StorageError> {
        followup::case_paragraphs(&self.reader, organisation, case_number, page, see).await
    }

    async fn cited(
        &self,
        body: BodyId,
        year: i32,
        number: u32,
        see: &Visibility,
    ) -> Result<Vec<(MeetingId, ParagraphId)>, StorageError> {
        series::cited(&self.reader, (body, year, number), see).await
    }

    async fn meeting_of_paragraph(
        &self,
        id: ParagraphId,
        see: &Visibility,
    ) -> Result<Option<MeetingId>, StorageError> {
        let columns = (
            paragraph::Column::Id,
            paragraph::Column::MeetingId,
            paragraph::Column::ParentId,
        );
        matters::meeting_of(&self.reader, paragraph::Entity, columns, id.uuid(), see).await
    }

    async fn meeting_of_decision(
        &self,
        id: DecisionId,
        see: &Visibility,
    ) -> Result<Option<MeetingId>, StorageError> {
        let columns = (
            decision::Column::Id,
            decision::Column::MeetingId,
            decision::Column::ParagraphId,
        );
        matters::meeting_of(&self.reader, decision::Entity, columns, id.uuid(), see).await
    }

    async fn meeting_of_assignment(
        &self,
        id: AssignmentId,
        see: &Visibility,
    ) -> Result<Option<MeetingId>, StorageError> {
        let columns = (
            assignment::Column::Id,
            assignment::Column::MeetingId,
            assignment::Column::ParagraphId,
        );
        matters::meeting_of(&self.reader, assignment::Entity, columns, id.uuid(), see).await
    }

    async fn organisations_by_id(
        &self,
        ids: &[OrganisationId],
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Organisation>, StorageError> {
        let read = async |ids: &[OrganisationId]| {
            let ids = uuids(ids, OrganisationId::uuid);
            let found = directory::by_ids_seen(&self.reader, &ids, Eyes::Of(see)).await?;
            let found = found.into_values();
            Ok(found.map(|held| (held.id, held)).collect())
        };
        self.shelf
            .by_id(|held| &mut held.organisations, ids, see, read)
            .await
    }

    async fn organisation_by_slug(
        &self,
        slug: &Slug,
        see: &Visibility,
    ) -> Result<Option<Organisation>, StorageError> {
        directory::by_slug(&self.reader, slug, Eyes::Of(see)).await
    }

    async fn organisations(
        &self,
        filter: &OrganisationFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<Organisation>, StorageError> {
        directory::organisations(&self.reader, filter, page, see).await
    }

    async fn associations(
        &self,
        ids: &[OrganisationId],
    ) -> Result<HashMap<OrganisationId, Arc<Association>>, StorageError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let snapshot = self.snapshot().await?;
        let found = associations::load(&snapshot, &uuids(ids, OrganisationId::uuid)).await?;
        Ok(found
            .into_iter()
            .map(|(id, found)| (OrganisationId::from_uuid(id), Arc::new(found)))
            .collect())
    }

    async fn register_versions(
        &self,
        ids: &[OrganisationId],
    ) -> Result<HashMap<OrganisationId, i64>, StorageError> {
        spine::register_versions(&self.reader, ids).await
    }

    async fn bodies_of(
        &self,
        owners: &[OrganisationId],
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Vec<Body>>, StorageError> {
        directory::bodies_of(&self.reader, owners, Eyes::Of(see)).await
    }

    async fn bodies(
        &self,
        ids: &[BodyId],
        see: &Visibility,
    ) -> Result<HashMap<BodyId, Body>, StorageError> {
        let read = async |ids: &[BodyId]| {
            let ids = uuids(ids, BodyId::uuid);
            directory::bodies(&self.reader, &ids, Eyes::Of(see)).await
        };
        self.shelf
            .by_id(|held| &mut held.bodies, ids, see, read)
            .await
    }

    async fn series_of(
        &self,
        bodies: &[BodyId],
        see: &Visibility,
    ) -> Result<HashMap<BodyId, Vec<SeriesFacts>>, StorageError> {
        series::of_bodies(&self.reader, bodies, see).await
    }

    async fn holdings(
        &self,
        organisation: OrganisationId,
        see: &Visibility,
    ) -> Result<Holdings, StorageError> {
        let snapshot = self.snapshot().await?;
        holdings::of(&snapshot, organisation, see).await
    }

    async fn person(&self, id: PersonId, see: &Visibility) -> Result<Option<String>, StorageError> {
        let snapshot = self.snapshot().await?;
        directory::person(&snapshot, id, see).await
    }

    async fn variants(
        &self,
        ids: &[PersonId],
    ) -> Result<HashMap<PersonId, Vec<String>>, StorageError> {
        directory::variants(&self.reader, &uuids(ids, PersonId::uuid)).await
    }

    async fn feed(
        &self,
        filter: &ChangeFilter,
        page: &Page,
    ) -> Result<Connection<ChangeHit>, StorageError> {
        spine::feed(&self.reader, filter, page).await
    }

    async fn journal(
        &self,
        organisation: OrganisationId,
        page: &Page,
    ) -> Result<Connection<ChangeHit>, StorageError> {
        spine::journal(&self.reader, organisation, page).await
    }

    async fn memberships(
        &self,
        members: &[OrganisationId],
        on: Date,
    ) -> Result<Vec<OrganisationId>, StorageError> {
        associations::of_members(&self.reader, members, on).await
    }

    async fn named(&self, names: &[String]) -> Result<Vec<Organisation>, StorageError> {
        directory::named(&self.reader, names).await
    }

    async fn live(
        &self,
        ids: &[MeetingId],
        see: &Visibility,
    ) -> Result<Vec<StoredLive>, StorageError> {
        let snapshot = self.snapshot().await?;
        let ids = uuids(ids, MeetingId::uuid);
        let held = live::live(&snapshot, &ids, Eyes::Of(see)).await?;
        let ids: Vec<Uuid> = held.iter().map(|live| live.id.uuid()).collect();
        let mut given = Vec::new();
        for (owner, marking) in secrecy::standing(&snapshot, &ids).await? {
            if marking.scope.paragraph().is_some() {
                given.push((owner, marking.id));
            }
        }
        self.note_reads(see, given).await?;
        Ok(held)
    }

    async fn ready(&self) -> Result<(), StorageError> {
        match self.schema().await?.iter().find(|change| !change.applied) {
            None => Ok(()),
            Some(missing) => {
                let reason = format!("the database lacks {}; migrate it", missing.name);
                Err(StorageError::Unavailable(reason.into()))
            }
        }
    }
}

#[async_trait]
impl Audit for Store {
    async fn journals(&self) -> Result<Vec<(OrganisationId, i64, String)>, StorageError> {
        spine::journals(&self.reader).await
    }

    async fn delegations(&self, association: OrganisationId) -> Result<Book, StorageError> {
        let snapshot = self.snapshot().await?;
        delegation::book(&snapshot, association).await
    }

    async fn journal_of(
        &self,
        organisation: OrganisationId,
        command: &str,
    ) -> Result<Vec<StoredEntry>, StorageError> {
        spine::journal_of(&self.reader, organisation, command).await
    }

    async fn journal_after(
        &self,
        organisation: OrganisationId,
        sequence: i64,
        limit: u32,
    ) -> Result<Vec<StoredEntry>, StorageError> {
        spine::journal_after(&self.reader, organisation, sequence, limit).await
    }

    async fn feed_after(&self, position: i64, limit: u32) -> Result<Vec<StoredFeed>, StorageError> {
        spine::feed_after(&self.reader, position, limit).await
    }

    async fn untold(&self) -> Result<Option<String>, StorageError> {
        spine::untold(&self.reader).await
    }

    async fn feed_ends(&self) -> Result<FeedEnds, StorageError> {
        spine::feed_ends(&self.reader).await
    }

    async fn meetings(
        &self,
        after: Option<MeetingId>,
        limit: u32,
    ) -> Result<Vec<Sourced>, StorageError> {
        let snapshot = self.snapshot().await?;
        spine::sourced(&snapshot, after, limit).await
    }
}
