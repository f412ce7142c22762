//! The root of every read.

mod duties;
pub mod filter;
mod retention;

use self::duties::Duty;
use self::filter::{
    AssignmentFilter, BudgetFilter, ContributionFilter, DecisionFilter, DelegatedDecisionFilter,
    MeetingFilter, OrganisationFilter,
};
use self::retention::DueRemoval;
use super::acting::acting;
use super::financing::Financing;
use super::object::{
    Announcement, ApiKey, Assignment, Association, Attachment, Body, Budget, BudgetContribution,
    Change, Completeness, Decision, DelegatedDecision, Delegation, Import, ListedDecision,
    ListedParagraph, LiveMeeting, MailSubscription, Meeting, Node, Organisation, Paragraph, Person,
    QuorumNow, Rule, SecrecyRead, TokenRevocation,
};
use super::paging::{List, list, page};
use super::scalar::Date;
use super::viewing::{Viewing, viewing};
use super::{codes, fail};
use application::authorize::keeps_mail;
use application::error::AppError;
use application::noticeboard::{self, BoardFilter};
use application::ports::{ImportFilter, ReadModel};
use application::read::{self, ChangeFilter, Connection, Page};
use async_graphql::{Context, ID, Object, Result};
use domain::id::{
    AssignmentId, AttachmentId, BodyId, BudgetId, DecisionId, DelegatedDecisionId, DelegationId,
    IdError, ImportId, MeetingId, OrganisationId, ParagraphId, PersonId,
};
use domain::rules;

/// Reads of the record.
#[derive(Debug, Clone, Copy)]
pub struct Query;

fn storage(error: application::error::StorageError) -> async_graphql::Error {
    fail(&error.into())
}

/// An identity that an argument names.
pub(super) fn id<T>(field: &str, text: &ID, parse: fn(&str) -> Result<T, IdError>) -> Result<T> {
    parse(text).map_err(|error| fail(&AppError::invalid(field, error.to_string())))
}

/// The organisation with a name as an address, or with an id.
pub(super) async fn organisation(
    view: &Viewing,
    named: &str,
) -> Result<Option<domain::organisation::Organisation>> {
    match filter::named(named) {
        filter::Named::Id(id) => view.one(id).await,
        filter::Named::Slug(slug) => view
            .read()
            .organisation_by_slug(&slug, view.see())
            .await
            .map_err(storage),
        filter::Named::Nothing => Ok(None),
    }
}

async fn decisions(
    context: &Context<'_>,
    filter: read::DecisionFilter,
    order: codes::DecisionOrder,
    page: Page,
) -> Result<List<ListedDecision>> {
    let (view, order) = (viewing(context), filter::decision_order(order));
    let found = view
        .read()
        .decisions_in_brief(&filter, order, &page, view.see())
        .await
        .map_err(storage)?;
    let terms = filter.terms.unwrap_or_default();
    let nodes = ListedDecision::all(context, found.items, &terms).await?;
    Ok(list(nodes, found.total, &page, found.has_next))
}

/// Reads of the record.
#[Object]
impl Query {
    /// The thing with an address; null where there is none that the viewer may know of.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its address.")] id: ID,
    ) -> Option<Result<Node>> {
        let found = match delegated_node(context, &id).await {
            Ok(None) => node(viewing(context), &id).await,
            found => found,
        };
        found.transpose()
    }

    /// The organisation with an address; null where there is none that the viewer may know of.
    async fn organisation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its name as an address, or its id.")] slug: String,
    ) -> Option<Result<Organisation>> {
        organisation(viewing(context), &slug)
            .await
            .map(|found| found.map(Organisation))
            .transpose()
    }

    /// Organisations, in order of address.
    async fn organisations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Which; all where left out.")] filter: Option<OrganisationFilter>,
    ) -> Result<List<Organisation>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let filter = filter::organisations(filter.unwrap_or_default());
        let found = view
            .read()
            .organisations(&filter, &page, view.see())
            .await
            .map_err(storage)?;
        let nodes = found
            .items
            .into_iter()
            .map(|(organisation, key)| (Organisation(organisation), key));
        Ok(list(
            nodes.collect::<Vec<_>>(),
            found.total,
            &page,
            found.has_next,
        ))
    }

    /// The coordination association with an address; null where there is none that the viewer may know of.
    async fn association(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its name as an address, or its id.")] slug: String,
    ) -> Option<Result<Association>> {
        let found = organisation(viewing(context), &slug).await;
        found
            .map(|held| held.as_ref().and_then(Association::of))
            .transpose()
    }

    /// The body with an id; null where there is none that the viewer may know of.
    async fn body(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its id.", name = "id")] body: ID,
    ) -> Option<Result<Body>> {
        let found = async {
            let key = id("id", &body, BodyId::parse)?;
            Ok(viewing(context).one(key).await?.map(Body))
        };
        found.await.transpose()
    }

    /// The meeting with an id; null where there is none that the viewer may know of.
    async fn meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its id.", name = "id")] meeting: ID,
    ) -> Option<Result<Meeting>> {
        let found = async {
            let key = id("id", &meeting, MeetingId::parse)?;
            Ok(viewing(context).one(key).await?.map(Meeting))
        };
        found.await.transpose()
    }

    /// Meetings over all bodies.
    async fn meetings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Which; all where left out.")] filter: Option<MeetingFilter>,
        #[graphql(desc = "In what order.", default)] order: codes::MeetingOrder,
    ) -> Result<List<Meeting>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let Some(filter) = filter::meetings(filter.unwrap_or_default(), view).await? else {
            return Ok(list([], Some(0), &page, false));
        };
        let order = filter::meeting_order(order);
        let found = view
            .read()
            .meetings(&filter, order, &page, view.see())
            .await
            .map_err(storage)?;
        Meeting::list(found, &page, view).await
    }

    /// What is still to be done with the minutes of meetings run through the service in the last 400 days: adjust
    /// them, post notices, take them down. For viewers inside the organisation; empty for others.
    async fn duties(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The organisation: its name as an address, or its id.")]
        organisation: String,
        #[graphql(
            desc = "What comes up within so many days; what is overdue is listed too.",
            default = 7
        )]
        within: u32,
    ) -> Result<Vec<Duty>> {
        duties::duties(viewing(context), &organisation, within).await
    }

    /// What of an organisation's attachments is due for removal by a day, that day included: published copies to be
    /// taken down, archive copies to be disposed of, each by its own time (rules ); of the 500 that came
    /// first. For viewers inside the organisation; empty for others.
    async fn retention(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The organisation: its name as an address, or its id.")]
        organisation: String,
        #[graphql(desc = "The day; today where left out.")] by: Option<Date>,
    ) -> Result<Vec<DueRemoval>> {
        retention::due(context, &organisation, by).await
    }

    /// Tokens that were revoked at an organisation, the latest first. For its operators and auditors; empty for others.
    async fn token_revocations(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The organisation: its name as an address, or its id.")]
        organisation: String,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<TokenRevocation>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let owner = self::organisation(view, &organisation).await?;
        let owner = owner.filter(|owner| view.see().access.contains(&owner.id));
        let Some(owner) = owner else {
            return Ok(list([], Some(0), &page, false));
        };
        let found = view.read().revocations_at(owner.id, &page).await;
        let found = found.map_err(storage)?;
        let nodes = found.items.into_iter();
        let nodes = nodes.map(|(held, key)| (TokenRevocation(held), key));
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// Who was given what is marked as secret in the records of an organisation, the latest first. For its operators and
    /// auditors; empty for others.
    async fn secrecy_reads(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The organisation: its name as an address, or its id.")]
        organisation: String,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<SecrecyRead>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let owner = self::organisation(view, &organisation).await?;
        let owner = owner.filter(|owner| view.see().access.contains(&owner.id));
        let Some(owner) = owner else {
            return Ok(list([], Some(0), &page, false));
        };
        let found = view.read().secrecy_reads(owner.id, &page).await;
        let found = found.map_err(storage)?;
        let nodes = found.items.into_iter();
        let nodes = nodes.map(|(held, key)| (SecrecyRead(held), key));
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// Keys for machines of an organisation, the latest first, without their secrets. For operators and auditors of an
    /// association, and for the officers of the member whose they are; empty for others.
    async fn api_keys(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The organisation: its name as an address, or its id.")]
        organisation: String,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<ApiKey>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let owner = self::organisation(view, &organisation).await?;
        let owner = owner.filter(|owner| view.see().keys.contains(&owner.id));
        let Some(owner) = owner else {
            return Ok(list([], Some(0), &page, false));
        };
        let found = view.read().api_keys(owner.id, &page).await;
        let found = found.map_err(storage)?;
        let nodes = found.items.into_iter();
        let nodes = nodes.map(|(held, key)| (ApiKey(held), key));
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// Files that were brought in to become records of an organisation, the latest first. For its operators and auditors;
    /// empty for others.
    async fn imports(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The organisation: its name as an address, or its id.")]
        organisation: String,
        #[graphql(desc = "Only those that were brought in as this batch.")] batch: Option<String>,
        #[graphql(desc = "Only those of which this became.")] outcome: Option<codes::ImportOutcome>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<Import>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let owner = self::organisation(view, &organisation).await?;
        let Some(owner) = owner else {
            return Ok(list([], Some(0), &page, false));
        };
        let filter = ImportFilter {
            owner: owner.id,
            batch,
            outcome: outcome.map(Into::into),
        };
        let found = view.read().imports(&filter, &page, view.see()).await;
        let found = found.map_err(storage)?;
        let nodes = found.items.into_iter();
        let nodes = nodes.map(|(held, key)| (Import(held), key));
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// A file that was brought in; null for what is none, and for whoever is neither operator nor auditor of its
    /// organisation.
    async fn import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<Option<Import>> {
        let Ok(id) = ImportId::parse(&id) else {
            return Ok(None);
        };
        let view = viewing(context);
        let found = view.read().imports_by_id(&[id], view.see()).await;
        Ok(found.map_err(storage)?.remove(&id).map(Import))
    }

    /// Subscriptions by mail of an organisation that have not ended, the latest first. For those who keep them: the reader of
    /// a member, the secretary and the operator of an association; empty for others.
    async fn mail_subscriptions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The organisation: its name as an address, or its id.")]
        organisation: String,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<MailSubscription>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let owner = self::organisation(view, &organisation).await?;
        let actor = acting(context).actor.as_ref();
        let keeps = |owner: &domain::organisation::Organisation| {
            actor.is_some_and(|actor| keeps_mail(actor, owner))
        };
        let Some(owner) = owner.filter(keeps) else {
            return Ok(list([], Some(0), &page, false));
        };
        let found = view.read().mail_subscriptions(owner.id, &page).await;
        let found = found.map_err(storage)?;
        let nodes = found.items.into_iter();
        let nodes = nodes.map(|(held, key)| (MailSubscription(held), key));
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// Calculators of financing (lag 2003:1210, 5, 5 a, 6, 9 and 22 §§): they read nothing and store nothing.
    async fn financing(&self) -> Financing {
        Financing
    }

    /// The paragraph that a citation such as "§ 51/2023" points at; null where there is none that the viewer may
    /// know of.
    async fn paragraph(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Id of the body.")] body: ID,
        #[graphql(desc = "Year of the series.")] year: i32,
        #[graphql(desc = "Number.")] number: i32,
        #[graphql(
            desc = "1 for the first print of the number, 2 for the second.",
            default = 1
        )]
        occurrence: u32,
    ) -> Option<Result<Paragraph>> {
        let found = async {
            let view = viewing(context);
            let body = id("body", &body, BodyId::parse)?;
            let number = u32::try_from(number)
                .ok()
                .filter(|number| *number > 0)
                .ok_or_else(|| {
                    fail(&AppError::invalid(
                        "number",
                        "a paragraph number is 1 or more",
                    ))
                })?;
            let cited = view
                .read()
                .cited(body, year, number, view.see())
                .await
                .map_err(storage)?;
            let place = usize::try_from(occurrence)
                .ok()
                .and_then(|place| place.checked_sub(1));
            let Some((meeting, paragraph)) = place.and_then(|place| cited.get(place)).copied()
            else {
                return Ok(None);
            };
            Ok(view
                .one(meeting)
                .await?
                .map(|seen| Paragraph::new(paragraph, &seen)))
        };
        found.await.transpose()
    }

    /// Paragraphs that hold a text, in any inflection, best match first.
    async fn search(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Words that all must stand there.")] text: String,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<ListedParagraph>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let terms = filter::terms(&text)?;
        let found = if terms.is_empty() {
            Connection::empty()
        } else {
            view.read()
                .paragraphs(&terms, &page, view.see())
                .await
                .map_err(storage)?
        };
        let nodes = ListedParagraph::all(view, found.items, &terms).await?;
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// Paragraphs of all bodies of an organisation with one case number (diarienummer), in order of date.
    async fn case_paragraphs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Name as an address, or id, of the organisation.")] organisation: String,
        #[graphql(desc = "The case number as printed; case and white space do not matter.")]
        case_number: String,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<ListedParagraph>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        // No text in a database holds it.
        let sound = !case_number.contains('\0');
        let found = match self::organisation(view, &organisation).await? {
            Some(owner) if sound => view
                .read()
                .case_paragraphs(owner.id, &case_number, &page, view.see())
                .await
                .map_err(storage)?,
            _ => Connection::empty(),
        };
        let nodes = ListedParagraph::all(view, found.items, &[]).await?;
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// Decisions over all records. With a `text` the best match comes first, else the latest.
    async fn decisions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Which; all where left out.")] filter: Option<DecisionFilter>,
        #[graphql(desc = "In what order; RELEVANCE where left out.")] order: Option<
            codes::DecisionOrder,
        >,
    ) -> Result<List<ListedDecision>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let Some(filter) = filter::decisions(filter.unwrap_or_default(), view).await? else {
            return Ok(list([], Some(0), &page, false));
        };
        decisions(
            context,
            filter,
            order.unwrap_or(codes::DecisionOrder::Relevance),
            page,
        )
        .await
    }

    /// Assignments over all records.
    async fn assignments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Which; all where left out.")] filter: Option<AssignmentFilter>,
        #[graphql(desc = "In what order.", default)] order: codes::AssignmentOrder,
    ) -> Result<List<Assignment>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let Some(filter) = filter::assignments(filter.unwrap_or_default(), view).await? else {
            return Ok(list([], Some(0), &page, false));
        };
        let order = filter::assignment_order(order);
        let found = view
            .read()
            .assignments(&filter, order, &page, view.see())
            .await
            .map_err(storage)?;
        let ids = found.items.iter().map(|(hit, _)| hit.meeting).collect();
        let records = view.many::<MeetingId>(ids).await?;
        let nodes = found.items.into_iter().filter_map(|(hit, key)| {
            records
                .get(&hit.meeting)
                .map(|seen| (Assignment::new(hit.assignment, seen), key))
        });
        Ok(list(
            nodes.collect::<Vec<_>>(),
            found.total,
            &page,
            found.has_next,
        ))
    }

    /// Decisions taken by delegation (delegationsbeslut) over all associations, the latest number first. One is public
    /// with the minutes that report it. Lag (2003:1210) 10 §.
    async fn delegated_decisions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Which; all where left out.")] filter: Option<DelegatedDecisionFilter>,
    ) -> Result<List<DelegatedDecision>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let Some(filter) = filter::delegated(filter.unwrap_or_default(), view).await? else {
            return Ok(list([], Some(0), &page, false));
        };
        let found = view
            .read()
            .delegated_decisions(&filter, &page, view.see())
            .await
            .map_err(storage)?;
        let (held, keys): (Vec<_>, Vec<_>) = found.items.into_iter().unzip();
        let nodes = DelegatedDecision::all(context, held).await?;
        Ok(list(
            nodes.into_iter().zip(keys),
            found.total,
            &page,
            found.has_next,
        ))
    }

    /// The budget with an id; null where there is none that the viewer may know of.
    async fn budget(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Option<Result<Budget>> {
        let found = async {
            let key = self::id("id", &id, BudgetId::parse)?;
            Budget::find(context, key).await
        };
        found.await.transpose()
    }

    /// Budgets over all associations, the latest year first. One is public with the minutes that approve it. Lag
    /// (2003:1210) 23 §.
    async fn budgets(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Which; all where left out.")] filter: Option<BudgetFilter>,
    ) -> Result<List<Budget>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let Some(filter) = filter::budgets(filter.unwrap_or_default(), view).await? else {
            return Ok(list([], Some(0), &page, false));
        };
        let found = view.read().budgets(&filter, &page, view.see()).await;
        let found = found.map_err(storage)?;
        let (held, keys): (Vec<_>, Vec<_>) = found.items.into_iter().unzip();
        let nodes = Budget::all(context, held).await?;
        Ok(list(
            nodes.into_iter().zip(keys),
            found.total,
            &page,
            found.has_next,
        ))
    }

    /// What was contributed in each budget year by the versions that hold, the latest year first: one member's history
    /// with amount, share and decision, or all members of a year beside one another. Lag (2003:1210) 5 §.
    async fn contributions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Which; all where left out.")] filter: Option<ContributionFilter>,
    ) -> Result<List<BudgetContribution>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let Some(filter) = filter::contributions(filter.unwrap_or_default(), view).await? else {
            return Ok(list([], Some(0), &page, false));
        };
        let found = view.read().contributions(&filter, &page, view.see()).await;
        let found = found.map_err(storage)?;
        let nodes = BudgetContribution::all(context, found.items).await?;
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// The digital notice board (digital anslagstavla): adjusted minutes that were announced, the latest meeting first.
    /// What is up is public whether the minutes are published or not.
    async fn notices(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Of this organisation: its name as an address, or its id.")]
        organisation: Option<String>,
        #[graphql(
            desc = "Of meetings with a notice that is up, or with none; both where left out."
        )]
        up: Option<bool>,
    ) -> Result<List<Announcement>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let Ok(owner) = filter::owner(organisation, view).await? else {
            return Ok(list([], Some(0), &page, false));
        };
        let filter = BoardFilter {
            owner,
            up,
            today: view.today(),
        };
        let found = noticeboard::list(view.read(), &filter, &page, view.see());
        let found = found.await.map_err(storage)?;
        let nodes = found.items.into_iter();
        let nodes = nodes.map(|(announced, key)| (Announcement(announced), key));
        Ok(list(nodes, found.total, &page, found.has_next))
    }

    /// What is held of an organisation's records: series by series from the first number to the last, what is missing
    /// between them and why, what is under the seal; null where there is no organisation that the viewer may know of.
    async fn completeness(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its name as an address, or its id.")] organisation: String,
    ) -> Result<Option<Completeness>> {
        let view = viewing(context);
        let Some(whose) = self::organisation(view, &organisation).await? else {
            return Ok(None);
        };
        let held = view.read().holdings(whose.id, view.see()).await;
        Ok(Some(Completeness::of(whose, held.map_err(storage)?)))
    }

    /// What changed, in order: the public feed of an organisation or of all. Its numbers are given at publication,
    /// without holes; a recalled record leaves an entry that says so. An auditor of the organisation reads its
    /// journal here instead.
    async fn changes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Name as an address, or id, of the organisation; all where left out.")]
        organisation: Option<String>,
        #[graphql(
            desc = "That concern this organisation, or once did: its name as an address, or its id. Those of the public feed, whoever asks."
        )]
        concerns: Option<String>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<Change>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let (Ok(organisation), Ok(concerns)) = (
            filter::owner(organisation, view).await?,
            filter::owner(concerns, view).await?,
        ) else {
            return Ok(list([], Some(0), &page, false));
        };
        let journal = organisation.filter(|id| view.see().journal.contains(id));
        let filter = ChangeFilter {
            organisation,
            concerns,
        };
        let found = match (journal, concerns) {
            (Some(id), None) => view.read().journal(id, &page).await,
            _ => view.read().feed(&filter, &page).await,
        }
        .map_err(storage)?;
        let nodes = found
            .items
            .into_iter()
            .map(|(hit, key)| (Change::new(hit, key.clone()), key));
        Ok(list(
            nodes.collect::<Vec<_>>(),
            found.total,
            &page,
            found.has_next,
        ))
    }

    /// The quorum (beslutsförhet) of a meeting at this moment, with figures, margin and who could step in. Null where
    /// the meeting is not run through the service, or the viewer stands outside the organisation.
    async fn quorum_now(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The meeting's id.")] meeting: ID,
    ) -> Option<Result<QuorumNow>> {
        quorum_now(context, &meeting).await.transpose()
    }

    /// Every rule that the service knows, with its law.
    async fn rulebook(&self) -> Vec<Rule> {
        rules::rulebook().iter().copied().map(Rule).collect()
    }
}

async fn quorum_now(context: &Context<'_>, meeting: &ID) -> Result<Option<QuorumNow>> {
    let view = viewing(context);
    let key = id("meeting", meeting, MeetingId::parse)?;
    let Some(seen) = view.one(key).await? else {
        return Ok(None);
    };
    let live = LiveMeeting::of(context, &seen).await?;
    Ok(live.map(|live| live.now(view.language)))
}

/// What has an address and stands beside the records; `None` where the address is of another kind.
async fn delegated_node(context: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    match id.split('-').next().unwrap_or_default() {
        DelegationId::PREFIX => {
            let key = self::id("id", id, DelegationId::parse)?;
            let found = Delegation::find(context, key).await?;
            Ok(found.map(Node::Delegation))
        }
        DelegatedDecisionId::PREFIX => {
            let key = self::id("id", id, DelegatedDecisionId::parse)?;
            let found = DelegatedDecision::find(context, &[key]).await?;
            Ok(found.into_iter().next().map(Node::DelegatedDecision))
        }
        BudgetId::PREFIX => {
            let key = self::id("id", id, BudgetId::parse)?;
            let found = Budget::find(context, key).await?;
            Ok(found.map(Node::Budget))
        }
        AttachmentId::PREFIX => {
            let key = self::id("id", id, AttachmentId::parse)?;
            let found = Attachment::find(context, key).await?;
            Ok(found.map(Node::Attachment))
        }
        _ => Ok(None),
    }
}

async fn node(view: &Viewing, id: &ID) -> Result<Option<Node>> {
    let read: &dyn ReadModel = view.read();
    let see = view.see();
    let prefix = id.split('-').next().unwrap_or_default();
    Ok(match prefix {
        OrganisationId::PREFIX => {
            let key = self::id("id", id, OrganisationId::parse)?;
            view.one(key)
                .await?
                .map(|found| Node::Organisation(Organisation(found)))
        }
        BodyId::PREFIX => {
            let key = self::id("id", id, BodyId::parse)?;
            view.one(key).await?.map(|found| Node::Body(Body(found)))
        }
        MeetingId::PREFIX => {
            let key = self::id("id", id, MeetingId::parse)?;
            view.one(key)
                .await?
                .map(|seen| Node::Meeting(Meeting(seen)))
        }
        ParagraphId::PREFIX => {
            let key = self::id("id", id, ParagraphId::parse)?;
            let Some(meeting) = read.meeting_of_paragraph(key, see).await.map_err(storage)? else {
                return Ok(None);
            };
            view.one(meeting)
                .await?
                .map(|seen| Node::Paragraph(Paragraph::new(key, &seen).into()))
        }
        DecisionId::PREFIX => {
            let key = self::id("id", id, DecisionId::parse)?;
            if let Some(brief) = ListedDecision::one(view, key).await? {
                return Ok(Some(Node::Decision(brief)));
            }
            let Some(meeting) = read.meeting_of_decision(key, see).await.map_err(storage)? else {
                return Ok(None);
            };
            view.one(meeting)
                .await?
                .map(|seen| Node::Decision(Decision::new(key, &seen).into()))
        }
        AssignmentId::PREFIX => {
            let key = self::id("id", id, AssignmentId::parse)?;
            let Some(meeting) = read
                .meeting_of_assignment(key, see)
                .await
                .map_err(storage)?
            else {
                return Ok(None);
            };
            view.one(meeting)
                .await?
                .map(|seen| Node::Assignment(Assignment::new(key, &seen)))
        }
        PersonId::PREFIX => {
            let key = self::id("id", id, PersonId::parse)?;
            let name = read.person(key, see).await.map_err(storage)?;
            name.map(|name| Node::Person(Person::new(key, name)))
        }
        DelegationId::PREFIX
        | DelegatedDecisionId::PREFIX
        | BudgetId::PREFIX
        | AttachmentId::PREFIX => None,
        _ => {
            return Err(fail(&AppError::invalid(
                "id",
                "no type of thing has ids of this form",
            )));
        }
    })
}
