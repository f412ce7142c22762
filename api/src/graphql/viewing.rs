//! What one request sees: the viewer, the language, the day, and loaders that batch its reads.

use super::fail;
use application::attachments::HeldAttachment;
use application::budget::HeldBudget;
use application::delegation::{Held, HeldDecision, Unreported};
use application::error::AppError;
use application::live::StoredLive;
use application::ports::ReadModel;
use application::read::{
    Brief, Connection, DecisionBrief, DecisionLink, MeetingFilter, MeetingOrder, Page, Record,
    Report, SeriesFacts, Settlement, Teller,
};
use application::visibility::{Mask, Visibility, masked, printable};
use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::{Context, Error};
use domain::Date;
use domain::association::Association;
use domain::body::Body;
use domain::decision::Concern;
use domain::id::{
    AssignmentId, AttachmentId, BodyId, BudgetId, DecisionId, DelegatedDecisionId, DelegationId,
    ImportId, MeetingId, OrganisationId, ParagraphId, PersonId,
};
use domain::live::Stage;
use domain::meeting::{Meeting, Placed};
use domain::organisation::Organisation;
use domain::rule::Verdict;
use domain::rules::{self, MinutesClock, Surroundings};
use domain::secrecy::{Marking, Scope};
use domain::text::Language;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// A record as the viewer sees it.
#[derive(Debug)]
pub struct Seen {
    /// The whole record; never leaves this module.
    record: Arc<Record<()>>,
    /// The record as the viewer sees it.
    pub meeting: Meeting,
    /// What is hidden.
    pub mask: Mask,
    inside: bool,
    today: Date,
}

impl Seen {
    /// A record as a viewer sees it on a day.
    pub fn new(record: Arc<Record<()>>, see: &Visibility, today: Date) -> Self {
        let mask = Mask::of(&record.meeting, &record.hidden, see);
        let inside = see.is_inside(record.meeting.owner.id);
        let meeting = masked(&record.meeting, &mask);
        Self {
            record,
            meeting,
            mask,
            inside,
            today,
        }
    }

    /// An item by id, with its place.
    pub fn placed(&self, id: ParagraphId) -> Option<Placed<'_>> {
        self.meeting.find(id)
    }

    /// What somebody wrote when they told of something in this record: without the names that this record or that of
    /// the § hides, and nothing of it where it stands under a § that the viewer may not know of.
    pub fn retold(
        &self,
        text: &str,
        teller: Option<Teller>,
        told: Option<&Self>,
    ) -> Option<String> {
        let text = self.mask.text(text);
        match (teller, told) {
            (None, _) => Some(text),
            (Some(_), Some(told)) => Some(told.mask.text(&text)),
            (Some(_), None) => self.inside.then_some(text),
        }
    }

    /// Whether the record is public.
    pub fn published(&self) -> bool {
        self.record.published
    }

    /// Revision of the record, from 1.
    pub fn revision(&self) -> u32 {
        self.record.revision
    }

    /// Grows with every change of the record.
    pub fn version(&self) -> i64 {
        self.record.version
    }

    /// Whether anything of the record is hidden from the viewer.
    pub fn is_veiled(&self) -> bool {
        let secret = self.record.withheld && !self.record.secrecy.is_empty();
        secret || self.mask.changed(&self.record.meeting, &self.meeting)
    }

    /// What of the record is marked as secret.
    pub fn secrecy(&self) -> &[Marking] {
        &self.record.secrecy
    }

    /// Whether what is marked as secret is withheld from the viewer.
    pub fn is_withheld(&self) -> bool {
        self.record.withheld
    }

    /// Whether a § is withheld from the viewer as secret: then nothing is said of it either.
    pub fn is_secret(&self, id: ParagraphId) -> bool {
        let whole = |held: &Marking| held.scope == Scope::Paragraph(id);
        self.record.withheld && self.record.secrecy.iter().any(whole)
    }

    /// The record to be printed: each § that is withheld says so in a language.
    pub fn printable(&self, language: Language) -> Meeting {
        let mut meeting = printable(&self.meeting);
        for held in self.record.secrecy.iter().filter(|_| self.record.withheld) {
            let tops = meeting.paragraphs.iter_mut();
            for top in tops.filter(|top| held.scope == Scope::Paragraph(top.id)) {
                top.text = Some(held.basis.label().in_language(language).to_owned());
            }
        }
        meeting
    }

    /// Whether the viewer stands inside the owner's records.
    pub fn is_inside(&self) -> bool {
        self.inside
    }

    /// Where a meeting stands that is run through the service; `None` for a record that was loaded.
    pub fn stage(&self) -> Option<&Stage> {
        self.record.stage.as_ref()
    }

    /// When this revision was stored.
    pub fn stored_at(&self) -> chrono::DateTime<chrono::Utc> {
        self.record.stored_at
    }
}

/// A record as the viewer sees it, with what the rules say of it.
///
/// Verdicts are worked out from the whole record and masked afterwards, so that hiding a name never changes one.
#[derive(Debug)]
pub struct Judged {
    seen: Arc<Seen>,
    around: Surroundings,
    verdicts: OnceLock<Vec<Verdict>>,
    clock: OnceLock<MinutesClock>,
}

impl std::ops::Deref for Judged {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.seen
    }
}

impl Judged {
    /// A record with what surrounds it, as a viewer sees it on a day.
    pub fn new(mut record: Record, see: &Visibility, today: Date) -> Self {
        let around = std::mem::take(&mut record.surroundings);
        let record = Arc::new(record.within(()));
        Self::within(Arc::new(Seen::new(record, see, today)), around)
    }

    fn within(seen: Arc<Seen>, around: Surroundings) -> Self {
        Self {
            seen,
            around,
            verdicts: OnceLock::new(),
            clock: OnceLock::new(),
        }
    }

    /// The record itself.
    pub fn seen(&self) -> &Arc<Seen> {
        &self.seen
    }

    /// Every verdict of the rules.
    pub fn verdicts(&self) -> &[Verdict] {
        self.verdicts.get_or_init(|| {
            let mut verdicts = rules::evaluate(&self.record.meeting, &self.around);
            verdicts.retain(|verdict| verdict.paragraph.is_none_or(|id| !self.is_secret(id)));
            for verdict in &mut verdicts {
                self.hide(verdict);
            }
            verdicts
        })
    }

    /// The verdict on quorum at a paragraph; `None` where no statutory rule asks.
    pub fn quorum_at(&self, id: ParagraphId) -> Option<Verdict> {
        let placed = self.record.meeting.find(id)?;
        if self.is_secret(id) {
            return None;
        }
        let mut verdict = rules::quorum_at(&self.record.meeting, placed.item, &self.around)?;
        self.hide(&mut verdict);
        Some(verdict)
    }

    fn hide(&self, verdict: &mut Verdict) {
        let texts = std::iter::once(&mut verdict.explanation).chain(&mut verdict.condition);
        for text in texts {
            text.sv = self.mask.text(&text.sv);
            text.en = self.mask.text(&text.en);
        }
        for figure in &mut verdict.figures {
            figure.value = self.mask.text(&figure.value);
        }
    }

    /// Where the minutes stand.
    pub fn clock(&self) -> &MinutesClock {
        self.clock
            .get_or_init(|| rules::clock(&self.record.meeting, &self.around, Some(self.today)))
    }

    /// Which print of its number an item is, counted over the records of its series that the viewer may read.
    pub fn occurrence(&self, placed: Placed<'_>) -> u32 {
        let item = placed.item;
        let earlier = item
            .number
            .filter(|_| placed.parent.is_none())
            .and_then(|number| self.around.earlier_prints.get(&(number, item.letter)));
        item.occurrence + earlier.copied().unwrap_or_default()
    }

    /// What is still to be done with the minutes.
    pub fn duties(&self) -> Vec<rules::Duty> {
        rules::duties(&self.record.meeting, &self.around)
    }

    /// The register that its rules are asked with.
    pub fn association(&self) -> Option<&Association> {
        self.around.association.as_ref()
    }
}

/// Key: what the rules say of a record that was read; of this one, not of another reading of it.
#[derive(Debug, Clone)]
pub struct JudgedOf(pub Arc<Seen>);

impl PartialEq for JudgedOf {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for JudgedOf {}

impl std::hash::Hash for JudgedOf {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

/// An error that loaders can hand to each of those who waited.
pub type Shared = Arc<AppError>;

fn shared(error: application::error::StorageError) -> Shared {
    Arc::new(error.into())
}

/// What reads share within one request.
struct Reading {
    read: Arc<dyn ReadModel>,
    see: Visibility,
    today: Date,
}

/// Batches of one request.
pub struct Batches(Arc<Reading>);

impl std::fmt::Debug for Batches {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Batches").finish_non_exhaustive()
    }
}

/// A list of meetings below a body.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MeetingsOf {
    /// The body.
    pub body: BodyId,
    /// Which.
    pub filter: MeetingFilter,
    /// In what order.
    pub order: MeetingOrder,
    /// Which page.
    pub page: Page,
}

/// Key: the bodies of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BodiesOf(pub OrganisationId);

/// Key: other prints of a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VariantsOf(pub PersonId);

/// Key: the § series of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeriesOf(pub BodyId);

/// Key: a live meeting with its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LiveOf(pub MeetingId);

/// Key: the register of an association.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RegisterOf(pub OrganisationId);

/// Key: the version of an organisation's register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RegisterVersionOf(pub OrganisationId);

/// Key: what lists show of a §.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BriefOf(pub ParagraphId);

/// Key: what lists show of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DecisionBriefOf(pub DecisionId);

/// Key: whom a decision concerns of which there is a brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConcernsOf(pub DecisionId);

/// Key: the reports of an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReportsOf(pub AssignmentId);

/// Key: the reports that a paragraph gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReportsUnder(pub ParagraphId);

/// Key: how the condition of a decision was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SettlementOf(pub DecisionId);

/// Key: the earlier decisions that a decision is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinksOf(pub DecisionId);

/// Key: the later decisions that are linked to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinksTo(pub DecisionId);

/// Key: a delegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DelegationOf(pub DelegationId);

/// Key: the delegations of an association.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DelegationsOf(pub OrganisationId);

/// Key: the delegations that a decision grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DelegationsBy(pub DecisionId);

/// Key: a delegated decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DelegatedById(pub DelegatedDecisionId);

/// Key: the delegated decisions that a paragraph reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DelegatedUnder(pub ParagraphId);

/// Key: an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttachmentById(pub AttachmentId);

/// Key: the attachments of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttachmentsOf(pub MeetingId);

/// Key: the attachments of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttachmentsUnder(pub ParagraphId);

/// Key: the embargo of a meeting's minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EmbargoOf(pub MeetingId);

/// Key: a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BudgetOf(pub BudgetId);

/// Key: the budgets of an association.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BudgetsOf(pub OrganisationId);

/// Key: the version of a budget that a decision approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ApprovedBy(pub DecisionId);

/// Key: what of an association waits for its report on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnreportedOf(pub OrganisationId, pub Date);

/// Key: what was read in the file of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImportReadingOf(pub ImportId);

/// Loaders of what the read model gives by key.
macro_rules! by_key {
    ($($key:ident => $value:ty, $read:ident;)+) => {$(
        impl Loader<$key> for Batches {
            type Value = $value;
            type Error = Shared;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Self::Value>, Shared> {
                let Reading { read, see, .. } = &*self.0;
                let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
                let held = read.$read(&ids, see).await.map_err(shared)?;
                Ok(held.into_iter().map(|(id, value)| ($key(id), value)).collect())
            }
        }
    )+};
}

by_key! {
    ImportReadingOf => application::imports::Reading, import_readings;
    BriefOf => Arc<Brief>, briefs;
    DecisionBriefOf => Arc<DecisionBrief>, decision_briefs;
    ConcernsOf => Vec<Concern>, concerns;
    ReportsOf => Vec<Report>, reports_of;
    ReportsUnder => Vec<Report>, reports_under;
    SettlementOf => Settlement, settlements;
    LinksOf => Vec<DecisionLink>, links_of;
    LinksTo => Vec<DecisionLink>, links_to;
    DelegationOf => Held, delegations;
    DelegationsOf => Vec<Held>, delegations_of;
    DelegationsBy => Vec<Held>, delegations_by;
    DelegatedById => HeldDecision, delegated_by_id;
    DelegatedUnder => Vec<HeldDecision>, delegated_under;
    EmbargoOf => chrono::DateTime<chrono::Utc>, embargoes;
    BudgetOf => HeldBudget, budgets_by_id;
    BudgetsOf => Vec<HeldBudget>, budgets_of;
    ApprovedBy => (BudgetId, u32), approved_by;
    AttachmentById => HeldAttachment, attachments;
    AttachmentsOf => Vec<HeldAttachment>, attachments_of;
    AttachmentsUnder => Vec<HeldAttachment>, attachments_under;
}

impl Loader<UnreportedOf> for Batches {
    type Value = Unreported;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[UnreportedOf],
    ) -> Result<HashMap<UnreportedOf, Unreported>, Shared> {
        let mut asked: HashMap<Date, Vec<OrganisationId>> = HashMap::new();
        for UnreportedOf(association, day) in keys {
            asked.entry(*day).or_default().push(*association);
        }
        let Reading { read, see, .. } = &*self.0;
        let mut found = HashMap::new();
        for (day, associations) in asked {
            let held = read.unreported(&associations, day, see).await;
            let held = held.map_err(shared)?.into_iter();
            found.extend(held.map(|(association, waits)| (UnreportedOf(association, day), waits)));
        }
        Ok(found)
    }
}

impl Loader<MeetingId> for Batches {
    type Value = Arc<Seen>;
    type Error = Shared;

    async fn load(&self, keys: &[MeetingId]) -> Result<HashMap<MeetingId, Self::Value>, Shared> {
        let Reading { read, see, today } = &*self.0;
        let records = read.records(keys, see).await.map_err(shared)?;
        Ok(records
            .into_iter()
            .map(|(id, record)| (id, Arc::new(Seen::new(record, see, *today))))
            .collect())
    }
}

impl Loader<JudgedOf> for Batches {
    type Value = Arc<Judged>;
    type Error = Shared;

    async fn load(&self, keys: &[JudgedOf]) -> Result<HashMap<JudgedOf, Self::Value>, Shared> {
        let Reading { read, see, .. } = &*self.0;
        let records: Vec<&Record<()>> = keys.iter().map(|key| &*key.0.record).collect();
        let around = read.surroundings(&records, see).await.map_err(shared)?;
        let judged = keys.iter().zip(around).map(|(key, own)| {
            let judged = Judged::within(Arc::clone(&key.0), own);
            (key.clone(), Arc::new(judged))
        });
        Ok(judged.collect())
    }
}

impl Loader<OrganisationId> for Batches {
    type Value = Organisation;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[OrganisationId],
    ) -> Result<HashMap<OrganisationId, Organisation>, Shared> {
        self.0
            .read
            .organisations_by_id(keys, &self.0.see)
            .await
            .map_err(shared)
    }
}

impl Loader<RegisterVersionOf> for Batches {
    type Value = i64;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RegisterVersionOf],
    ) -> Result<HashMap<RegisterVersionOf, i64>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let held = self.0.read.register_versions(&ids).await.map_err(shared)?;
        Ok(held
            .into_iter()
            .map(|(id, version)| (RegisterVersionOf(id), version))
            .collect())
    }
}

impl Loader<RegisterOf> for Batches {
    type Value = Arc<Association>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RegisterOf],
    ) -> Result<HashMap<RegisterOf, Arc<Association>>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let held = self.0.read.associations(&ids).await.map_err(shared)?;
        Ok(held
            .into_iter()
            .map(|(id, association)| (RegisterOf(id), association))
            .collect())
    }
}

impl Loader<LiveOf> for Batches {
    type Value = Arc<StoredLive>;
    type Error = Shared;

    async fn load(&self, keys: &[LiveOf]) -> Result<HashMap<LiveOf, Self::Value>, Shared> {
        let Reading { read, see, .. } = &*self.0;
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let held = read.live(&ids, see).await.map_err(shared)?;
        Ok(held
            .into_iter()
            .map(|live| (LiveOf(live.id), Arc::new(live)))
            .collect())
    }
}

impl Loader<BodiesOf> for Batches {
    type Value = Vec<Body>;
    type Error = Shared;

    async fn load(&self, keys: &[BodiesOf]) -> Result<HashMap<BodiesOf, Vec<Body>>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let held = self
            .0
            .read
            .bodies_of(&ids, &self.0.see)
            .await
            .map_err(shared)?;
        Ok(held
            .into_iter()
            .map(|(id, bodies)| (BodiesOf(id), bodies))
            .collect())
    }
}

impl Loader<BodyId> for Batches {
    type Value = Body;
    type Error = Shared;

    async fn load(&self, keys: &[BodyId]) -> Result<HashMap<BodyId, Body>, Shared> {
        self.0.read.bodies(keys, &self.0.see).await.map_err(shared)
    }
}

impl Loader<VariantsOf> for Batches {
    type Value = Vec<String>;
    type Error = Shared;

    async fn load(&self, keys: &[VariantsOf]) -> Result<HashMap<VariantsOf, Vec<String>>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let held = self.0.read.variants(&ids).await.map_err(shared)?;
        Ok(held
            .into_iter()
            .map(|(id, names)| (VariantsOf(id), names))
            .collect())
    }
}

impl Loader<SeriesOf> for Batches {
    type Value = Vec<SeriesFacts>;
    type Error = Shared;

    async fn load(&self, keys: &[SeriesOf]) -> Result<HashMap<SeriesOf, Vec<SeriesFacts>>, Shared> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let held = self
            .0
            .read
            .series_of(&ids, &self.0.see)
            .await
            .map_err(shared)?;
        Ok(held
            .into_iter()
            .map(|(id, series)| (SeriesOf(id), series))
            .collect())
    }
}

impl Loader<MeetingsOf> for Batches {
    type Value = Connection<MeetingId>;
    type Error = Shared;

    async fn load(&self, keys: &[MeetingsOf]) -> Result<HashMap<MeetingsOf, Self::Value>, Shared> {
        let mut asked: HashMap<(&MeetingFilter, MeetingOrder, &Page), Vec<BodyId>> = HashMap::new();
        for key in keys {
            asked
                .entry((&key.filter, key.order, &key.page))
                .or_default()
                .push(key.body);
        }
        let mut found = HashMap::new();
        for ((filter, order, page), bodies) in asked {
            let Reading { read, see, .. } = &*self.0;
            let lists = read
                .meetings_of(&bodies, filter, order, page, see)
                .await
                .map_err(shared)?;
            found.extend(lists.into_iter().map(|(body, list)| {
                (
                    MeetingsOf {
                        body,
                        filter: filter.clone(),
                        order,
                        page: page.clone(),
                    },
                    list,
                )
            }));
        }
        Ok(found)
    }
}

/// What one request sees.
#[derive(Clone)]
pub struct Viewing {
    reading: Arc<Reading>,
    /// The language of texts for people.
    pub language: Language,
    /// What was read once is kept for the request.
    batches: Arc<DataLoader<Batches, HashMapCache>>,
    /// How often something was asked for.
    asked: Arc<AtomicUsize>,
}

/// Waits until resolvers ask for nothing more. They take turns with the batches of their request: a batch that left
/// between two of them would be followed by another for the rest, and statements would grow with the page.
async fn quiet(asked: &AtomicUsize) {
    let (mut before, mut turns) = (asked.load(Ordering::Relaxed), 0);
    while turns < 3 {
        tokio::task::yield_now().await;
        let now = asked.load(Ordering::Relaxed);
        turns = if now == before { turns + 1 } else { 0 };
        before = now;
    }
}

impl std::fmt::Debug for Viewing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Viewing")
            .field("see", &self.reading.see)
            .finish_non_exhaustive()
    }
}

impl Viewing {
    /// For one request.
    pub fn new(read: Arc<dyn ReadModel>, see: Visibility, language: Language, today: Date) -> Self {
        let reading = Arc::new(Reading { read, see, today });
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let batches = DataLoader::with_cache(
            Batches(Arc::clone(&reading)),
            // On the thread of the request, once its resolvers have all asked.
            move |batch| {
                let asked = Arc::clone(&counter);
                actix_web::rt::spawn(async move {
                    quiet(&asked).await;
                    batch.await;
                })
            },
            HashMapCache::default(),
        )
        .delay(Duration::ZERO);
        Self {
            reading,
            language,
            batches: Arc::new(batches),
            asked,
        }
    }

    /// The read model.
    pub fn read(&self) -> &dyn ReadModel {
        self.reading.read.as_ref()
    }

    /// What the viewer may see.
    pub fn see(&self) -> &Visibility {
        &self.reading.see
    }

    /// Today in Europe/Stockholm.
    pub fn today(&self) -> Date {
        self.reading.today
    }

    /// One thing by key; `None` where it is not, or the viewer may not know that it is.
    pub async fn one<K>(&self, key: K) -> Result<Option<<Batches as Loader<K>>::Value>, Error>
    where
        K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
        Batches: Loader<K, Error = Shared>,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.batches
            .load_one(key)
            .await
            .map_err(|error| fail(&error))
    }

    /// What the rules say of a record.
    pub async fn judged(&self, seen: &Arc<Seen>) -> Result<Arc<Judged>, Error> {
        let found = self.one(JudgedOf(Arc::clone(seen))).await?;
        let missing = || fail(&AppError::NotFound { what: "meeting" });
        found.ok_or_else(missing)
    }

    /// Keeps what the rules say of a record for the request.
    pub async fn keep_judged(&self, judged: &Arc<Judged>) {
        let key = JudgedOf(Arc::clone(&judged.seen));
        self.batches.feed_one(key, Arc::clone(judged)).await;
    }

    /// Forgets what was read of meetings and of what is told after them, since a change made it old.
    pub fn forget_followup(&self) {
        self.batches.clear::<MeetingId>();
        self.batches.clear::<BriefOf>();
        self.batches.clear::<DecisionBriefOf>();
        self.batches.clear::<ConcernsOf>();
        self.batches.clear::<ReportsOf>();
        self.batches.clear::<ReportsUnder>();
        self.batches.clear::<SettlementOf>();
        self.batches.clear::<LinksOf>();
        self.batches.clear::<LinksTo>();
    }

    /// Forgets what was read of delegations, since a change made it old.
    pub fn forget_delegations(&self) {
        self.batches.clear::<DelegationOf>();
        self.batches.clear::<DelegationsOf>();
        self.batches.clear::<DelegationsBy>();
        self.batches.clear::<DelegatedById>();
        self.batches.clear::<DelegatedUnder>();
        self.batches.clear::<UnreportedOf>();
    }

    /// Forgets what was read of budgets, since a change made it old.
    pub fn forget_budgets(&self) {
        self.batches.clear::<BudgetOf>();
        self.batches.clear::<BudgetsOf>();
        self.batches.clear::<ApprovedBy>();
    }

    /// Forgets what was read of imports and of the records that they became, since a change made it old.
    pub fn forget_imports(&self) {
        self.batches.clear::<ImportReadingOf>();
        self.forget_followup();
    }

    /// Forgets what was read of attachments, since a change made it old.
    pub fn forget_attachments(&self) {
        self.batches.clear::<AttachmentById>();
        self.batches.clear::<AttachmentsOf>();
        self.batches.clear::<AttachmentsUnder>();
    }

    /// Many things by key.
    pub async fn many<K>(
        &self,
        keys: Vec<K>,
    ) -> Result<HashMap<K, <Batches as Loader<K>>::Value>, Error>
    where
        K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
        Batches: Loader<K, Error = Shared>,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.batches
            .load_many(keys)
            .await
            .map_err(|error| fail(&error))
    }
}

/// The request's view.
pub fn viewing<'a>(context: &Context<'a>) -> &'a Viewing {
    context.data_unchecked::<Viewing>()
}
