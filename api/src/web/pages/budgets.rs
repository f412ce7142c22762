//! `/{organisation}/budgets`: the budgets of an association, the latest year first.

use super::frame::Frame;
use super::rows::paragraph_path;
use super::visit::{Framed, Trouble, Visit, answer};
use crate::context::Views;
use crate::graphql::paging::cursor;
use crate::rest::budgets::known::KnownBudget;
use actix_web::{HttpRequest, HttpResponse, web};
use application::budget::BudgetFilter;
use askama::Template;
use documents::naming::UNSTATED_AMOUNT;
use domain::budget::Version;
use domain::money::Ore;
use domain::text::Language;

#[derive(Template)]
#[template(path = "budgets.html")]
struct BudgetsPage {
    frame: Frame,
    owner: String,
    rows: Vec<BudgetRow>,
    next: Option<String>,
}

impl Framed for BudgetsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// A year in the list.
struct BudgetRow {
    year: i32,
    /// Its page and its figures, where a version holds that the public may know of.
    held: Option<Held>,
}

struct Held {
    path: String,
    income: String,
    costs: String,
    result: String,
    approved: Approved,
}

/// By which § a version was approved.
pub struct Approved {
    /// The day of the meeting.
    pub on: String,
    /// The § and its page; `None` where the record holds the decision no more.
    pub under: Option<(String, String)>,
    /// The decision as worded.
    pub text: Option<String>,
}

impl Approved {
    /// How a version was approved, as far as the public may know; `None` for a proposal.
    pub fn of(known: &KnownBudget, version: &Version) -> Option<Self> {
        let on = version.adoption.as_ref()?.on.to_string();
        let Some((seen, placed, decision)) = known.approval(version) else {
            return Some(Self {
                on,
                under: None,
                text: None,
            });
        };
        let meeting = &seen.meeting;
        let label = meeting.label(placed).unwrap_or_else(|| "§".to_owned());
        Some(Self {
            on,
            under: Some((paragraph_path(meeting, placed.top), label)),
            text: Some(decision.text.clone()),
        })
    }
}

/// The page of an association's budget of a year.
pub fn path(owner: &str, year: i32) -> String {
    format!("/{owner}/budgets/{year}")
}

/// An amount in words; what nobody stated is said to be so.
pub fn amount(held: Option<Ore>, language: Language) -> String {
    held.map_or_else(
        || UNSTATED_AMOUNT.in_language(language).to_owned(),
        |held| held.to_string(),
    )
}

/// The budgets of an association.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    answer(http, views, async |visit| budgets(visit, &named).await).await
}

async fn budgets(visit: &Visit, named: &str) -> Result<BudgetsPage, Trouble> {
    let owner = visit.organisation(named).await?;
    let filter = BudgetFilter {
        organisation: Some(owner.id),
        ..BudgetFilter::default()
    };
    let found = visit
        .read()
        .budgets(&filter, &visit.lines()?, &visit.see)
        .await?;
    let next = found.items.last().map(|(_, key)| cursor(key));
    let held = found.items.into_iter().map(|(held, _)| held).collect();
    let known = KnownBudget::all(visit.read(), &visit.see, visit.today, held).await?;
    let title = match visit.language {
        Language::Swedish => "Budgetar",
        Language::English => "Budgets",
    };
    let slug = owner.slug.as_str();
    Ok(BudgetsPage {
        frame: visit.frame(format!("{title}, {}", owner.name), Some(&owner)),
        rows: known.iter().map(|known| row(known, slug, visit)).collect(),
        next: next.filter(|_| found.has_next),
        owner: owner.name,
    })
}

fn row(known: &KnownBudget, owner: &str, visit: &Visit) -> BudgetRow {
    let budget = known.budget();
    let told = |held: Option<Ore>| amount(held, visit.language);
    let held = budget.in_force().and_then(|version| {
        // What is stored adds up: what does not was refused.
        let sums = version.content.year(budget.year).ok()?;
        Some(Held {
            path: path(owner, budget.year),
            income: told(sums.income.total()),
            costs: told(sums.costs.total()),
            result: told(sums.result()),
            approved: Approved::of(known, version)?,
        })
    });
    BudgetRow {
        year: budget.year,
        held,
    }
}
