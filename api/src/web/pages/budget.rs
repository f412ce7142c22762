//! `/{organisation}/budgets/{year}`: the budget that holds for a year, what it holds, and the § that approved it.

use super::budgets::Approved;
use super::chart::Chart;
use super::frame::Frame;
use super::visit::{Framed, Trouble, Visit, answer, missing};
use crate::context::Views;
use crate::rest::budgets::known::{KnownBudget, path};
use actix_web::{HttpRequest, HttpResponse, web};
use application::budget::BudgetFilter;
use askama::Template;
use documents::naming;
use domain::budget::Version;
use domain::text::Language;

#[derive(Template)]
#[template(path = "budget.html")]
struct BudgetPage {
    frame: Frame,
    year: i32,
    plan: Option<String>,
    funding: Option<String>,
    version: VersionRow,
    chart: Option<Chart>,
    /// The version's parts, as every document has them.
    parts: String,
    /// Earlier versions that were approved, the latest first.
    earlier: Vec<VersionRow>,
    formats: Vec<(&'static str, String)>,
}

impl Framed for BudgetPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// An approved version.
struct VersionRow {
    number: u32,
    kind: &'static str,
    approved: Approved,
    /// Where it is printed.
    path: String,
}

impl VersionRow {
    fn of(known: &KnownBudget, version: &Version, language: Language) -> Option<Self> {
        Some(Self {
            number: version.number,
            kind: naming::budget_version(version.kind).in_language(language),
            approved: Approved::of(known, version)?,
            path: path(known.budget().id, Some(version.number), "pdf"),
        })
    }
}

/// The page of a year.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<(String, String)>,
) -> HttpResponse {
    answer(http, views, async |visit| {
        let year = named.1.parse().map_err(|_| missing("budget"))?;
        budget(visit, &named.0, year).await
    })
    .await
}

async fn budget(visit: &Visit, owner: &str, year: i32) -> Result<BudgetPage, Trouble> {
    let owner = visit.organisation(owner).await?;
    let filter = BudgetFilter {
        organisation: Some(owner.id),
        from: Some(year),
        to: Some(year),
    };
    let found = visit
        .read()
        .budgets(&filter, &visit.first(1), &visit.see)
        .await?;
    let held = found.items.into_iter().map(|(held, _)| held).collect();
    let known = KnownBudget::all(visit.read(), &visit.see, visit.today, held).await?;
    let known = known.first().ok_or_else(|| missing("budget"))?;
    let holds = known.budget().in_force();
    let holds = holds.ok_or_else(|| missing("budget version"))?;
    let printed = known.printed(holds).ok_or_else(|| missing("budget"))?;
    let language = visit.language;
    let row = |version: &Version| VersionRow::of(known, version, language);
    let version = row(holds).ok_or_else(|| missing("budget version"))?;
    let approved = known.budget().versions.iter().rev();
    let earlier = approved.filter(|version| version.number < holds.number);
    let id = known.budget().id;
    Ok(BudgetPage {
        frame: visit.frame(format!("Budget {year}, {}", owner.name), Some(&owner)),
        year,
        plan: plan(holds, year),
        funding: printed.version.funding.clone(),
        chart: Chart::of(&printed.version.content, year, language),
        parts: documents::budget(&printed, language).to_html_parts(2),
        earlier: earlier.filter_map(row).collect(),
        formats: [("PDF", "pdf"), ("Text", "txt"), ("CSV", "csv")]
            .map(|(name, ending)| (name, path(id, None, ending)))
            .to_vec(),
        version,
    })
}

/// The plan years; `None` where there are none, or nobody stated them.
fn plan(version: &Version, year: i32) -> Option<String> {
    let (first, last) = (year.saturating_add(1), version.last_year?);
    match last {
        last if last < first => None,
        last if last == first => Some(last.to_string()),
        last => Some(format!("{first}–{last}")),
    }
}
