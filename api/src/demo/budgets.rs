//! The budgets of the demo: the tables in `demo/budgets`, taken in, consulted on and approved under the §§ of the
//! demo's minutes, each step by the same command as a treasurer's.

use super::Files;
use crate::rest::budgets::table;
use crate::system::{SystemClock, SystemIds};
use application::actor::{Actor, Role};
use application::budget::{self, Command, Draft, OfYear, Request};
use application::error::AppError;
use application::live::{Desk, StepUp};
use application::once::Once;
use application::ports::{Address, BudgetReads, Clock, ReadModel};
use application::read::{MeetingFilter, MeetingOrder, Page};
use application::visibility::Visibility;
use domain::Date;
use domain::association::FundingParty;
use domain::budget::{Budget, ConsultationForm};
use domain::id::{BudgetId, DecisionId, MeetingId, OrganisationId};
use domain::meeting::Meeting;
use domain::money::Ore;
use domain::name::Slug;
use persistence::Store;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The year that the demo's boards have a budget for, and the last year of their plans.
const YEAR: i32 = 2026;
const LAST_YEAR: i32 = 2028;

const NORRSKEN: &str = super::ASSOCIATION;
const SYDKUSTEN: &str = "samordningsforbundet-sydkusten";

/// Adds the demo's budgets where the year has none yet.
///
/// # Errors
/// [`AppError`] where the database cannot take them.
pub(super) async fn load(store: &Store) -> Result<(), AppError> {
    let treasurer = Treasurer::of(store).await?;
    norrsken(&treasurer).await?;
    sydkusten(&treasurer).await
}

/// Asked for in March, talked over with the members in October and approved in November, as the minutes tell.
async fn norrsken(treasurer: &Treasurer<'_>) -> Result<(), AppError> {
    let Some(books) = treasurer.of_association(NORRSKEN).await? else {
        return Ok(());
    };
    let asked = books.paragraph("2025-03-27", 21).await?;
    let council = books.paragraph("2025-10-02", 5).await?;
    let adopted = books.paragraph("2025-11-27", 70).await?;
    let state = Ore::new(540_000_000);
    books
        .make(Command::Request {
            of: books.year(),
            amount: state,
            text: asked.text,
            on: None,
            decision: Some(asked.decision),
        })
        .await?;
    books.propose("norrsken-2026-1.csv", "2025-09-18").await?;
    books
        .make(Command::Commit {
            of: books.year(),
            parties: vec![FundingParty::Region, FundingParty::Municipalities],
            amount: state,
            matches: Some(FundingParty::State),
            binding: false,
            text: council.text,
            on: None,
            decision: Some(council.decision),
            follow_ups: Vec::new(),
        })
        .await?;
    let members = [
        "forsakringskassan",
        "arbetsformedlingen",
        "region-norrskog",
        "bjorkanas-kommun",
        "sagfors-kommun",
        "tallmo-kommun",
        "vitsjo-kommun",
    ];
    let members = members
        .into_iter()
        .map(slug)
        .collect::<Result<Vec<_>, AppError>>()?;
    books
        .make(Command::Consult {
            of: books.year(),
            on: day("2025-10-02")?,
            form: ConsultationForm::Council,
            members: Some(members),
            evidence: None,
            meeting: Some(council.meeting),
            version: Some(1),
        })
        .await?;
    let budget = books.propose("norrsken-2026-2.csv", "2025-11-13").await?;
    let announced = Some(day("2025-11-12")?);
    books.approve(budget, 2, &adopted, announced).await
}

/// Approved late, with two lines that wait for an event; the event of one came.
async fn sydkusten(treasurer: &Treasurer<'_>) -> Result<(), AppError> {
    let Some(books) = treasurer.of_association(SYDKUSTEN).await? else {
        return Ok(());
    };
    let adopted = books.paragraph("2025-12-04", 40).await?;
    let id = books.propose("sydkusten-2026.csv", "2025-11-27").await?;
    books.approve(id, 1, &adopted, None).await?;
    let budget = books.budget(id).await?;
    let lines = budget
        .versions
        .iter()
        .flat_map(|version| &version.content.lines);
    let mut waiting = lines.filter(|line| line.suspension().is_some());
    let line = waiting.next().ok_or_else(|| missing("budget line"))?.id;
    books
        .make(Command::Settle {
            line,
            released: true,
            on: day("2026-01-19")?,
            evidence: "Region Sydslätts anställningsbesked den 16 januari 2026".to_owned(),
        })
        .await?;
    Ok(())
}

fn missing(what: &'static str) -> AppError {
    AppError::NotFound { what }
}

fn day(text: &str) -> Result<Date, AppError> {
    text.parse().map_err(|_| missing("day"))
}

fn slug(text: &str) -> Result<Address, AppError> {
    let slug = Slug::parse(text).map_err(|_| missing("organisation"))?;
    Ok(Address::Slug(slug))
}

/// Who keeps the demo's budgets.
struct Treasurer<'a> {
    store: &'a Store,
    desk: Desk,
    actor: Actor,
    see: Visibility,
}

impl<'a> Treasurer<'a> {
    async fn of(store: &'a Store) -> Result<Self, AppError> {
        let organisations = [NORRSKEN, SYDKUSTEN].map(str::to_owned);
        let actor = Actor {
            issuer: "command-line".to_owned(),
            subject: "demo-treasurer".to_owned(),
            name: None,
            roles: BTreeSet::from([Role::Treasurer]),
            organisations: organisations.into(),
            person: None,
            acr: None,
            auth_time: None,
            token_id: None,
            issued_at: 0,
            expires_at: i64::MAX,
            barred: BTreeSet::new(),
        };
        let see = Visibility::of(Some(&actor), store, SystemClock.today()).await?;
        let desk = Desk {
            begin: Arc::new(store.clone()),
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            signer: None,
            step_up: StepUp::default(),
        };
        Ok(Self {
            store,
            desk,
            actor,
            see,
        })
    }

    /// The books of an association; `None` where it has a budget for the year already.
    async fn of_association(&self, named: &'static str) -> Result<Option<Books<'_>>, AppError> {
        let slug = Slug::parse(named).map_err(|_| missing("organisation"))?;
        let found = self.store.organisation_by_slug(&slug, &self.see).await?;
        let id = found.ok_or_else(|| missing("organisation"))?.id;
        let held = self.store.budgets_of(&[id], &self.see).await?;
        let mut held = held.into_values().flatten();
        let taken = held.any(|held| held.budget.year == YEAR);
        Ok((!taken).then_some(Books {
            treasurer: self,
            id,
            slug,
        }))
    }
}

/// The budgets of an association.
struct Books<'a> {
    treasurer: &'a Treasurer<'a>,
    id: OrganisationId,
    slug: Slug,
}

/// The last decision under a §.
struct Decided {
    meeting: MeetingId,
    decision: DecisionId,
    text: String,
}

impl Books<'_> {
    fn year(&self) -> OfYear {
        OfYear {
            association: Address::Slug(self.slug.clone()),
            year: YEAR,
        }
    }

    async fn make(&self, command: Command) -> Result<BudgetId, AppError> {
        let request = Request {
            actor: &self.treasurer.actor,
            see: &self.treasurer.see,
            command,
            once: Once::default(),
        };
        let answer = budget::run(&request, &self.treasurer.desk).await?;
        Ok(answer.budget)
    }

    async fn propose(&self, file: &str, on: &str) -> Result<BudgetId, AppError> {
        let file = Files::get(&format!("budgets/{file}")).ok_or_else(|| missing("table"))?;
        let (draft, places) = table::of_csv(&file.data)?;
        let draft = Draft {
            last_year: Some(LAST_YEAR),
            on: Some(day(on)?),
            ..draft
        };
        let of = self.year();
        let made = self.make(Command::Propose { of, draft }).await;
        made.map_err(|error| places.told(error))
    }

    async fn approve(
        &self,
        budget: BudgetId,
        number: u32,
        by: &Decided,
        announced_on: Option<Date>,
    ) -> Result<(), AppError> {
        self.make(Command::Approve {
            budget,
            number,
            decision: by.decision,
            open: announced_on.map(|_| true),
            announced: announced_on.map(|_| true),
            announced_on,
        })
        .await?;
        Ok(())
    }

    async fn budget(&self, id: BudgetId) -> Result<Budget, AppError> {
        let see = &self.treasurer.see;
        let mut found = self.treasurer.store.budgets_by_id(&[id], see).await?;
        let held = found.remove(&id).ok_or_else(|| missing("budget"))?;
        Ok(held.budget)
    }

    /// What the association decided under a § on a day: the decision on a budget, where one of them is, else the last.
    async fn paragraph(&self, on: &str, number: u32) -> Result<Decided, AppError> {
        let on = day(on)?;
        let (store, see) = (self.treasurer.store, &self.treasurer.see);
        let filter = MeetingFilter {
            organisation: Some(self.id),
            from: Some(on),
            to: Some(on),
            ..MeetingFilter::default()
        };
        let page = Page {
            first: 1,
            ..Page::default()
        };
        let order = MeetingOrder::DateDescending;
        let found = store.meetings(&filter, order, &page, see).await?;
        let ids: Vec<MeetingId> = found.items.into_iter().map(|(id, _)| id).collect();
        let records = store.records(&ids, see).await?;
        let mut records = records.into_values();
        let record = records.next().ok_or_else(|| missing("meeting"))?;
        decided(&record.meeting, number).ok_or_else(|| missing("decision"))
    }
}

fn decided(meeting: &Meeting, number: u32) -> Option<Decided> {
    let mut tops = meeting.paragraphs.iter();
    let top = tops.find(|top| top.number == Some(number))?;
    let on_budget = top.decisions.iter().find(|held| held.budget.is_some());
    let held = on_budget.or(top.decisions.last())?;
    Some(Decided {
        meeting: meeting.id,
        decision: held.id,
        text: held.text.clone(),
    })
}
