//! `/imports`: files that operators bring in to become records, for those who are signed in as such.
//!
//! Nothing here is public. Who is signed in and is neither operator nor auditor of an organisation sees nothing of its
//! files; an auditor sees and changes nothing.

mod bringing;
mod labels;
mod review;
mod shown;

pub use bringing::{bring, new};
pub use review::{act, page as review};

use super::frame::Frame;
use super::session::{SignedIn, Viewer};
use super::visit::{Framed, POLICY_WITH_SCRIPT, Trouble, Visit, answer};
use crate::context::Views;
use crate::graphql::paging;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use application::authorize::{self, Action};
use application::error::AppError;
use application::imports::{Import, Outcome};
use application::ports::{ImportBatch, ImportFilter};
use askama::Template;
use domain::id::OrganisationId;
use domain::organisation::Organisation;

/// What runs in the pages: upload with progress, marks in the text, keys. Each page is whole without it, but for the
/// upload of several files.
const SCRIPT: &str = include_str!("../../../assets/pages/imports.js");

/// The script.
pub async fn script() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(SCRIPT)
}

/// The organisations whose files a viewer may see, in order of name.
async fn organisations(visit: &Visit, viewer: &Viewer) -> Result<Vec<Organisation>, Trouble> {
    let ids: Vec<OrganisationId> = viewer.see.access.iter().copied().collect();
    let found = visit.read().organisations_by_id(&ids, &viewer.see).await?;
    let mut found: Vec<Organisation> = found.into_values().collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    match found.is_empty() {
        true => Err(AppError::Forbidden.into()),
        false => Ok(found),
    }
}

/// Whether a viewer may bring files in and change them.
fn operates(viewer: &Viewer, owner: &Organisation) -> bool {
    authorize::check(&viewer.actor, Action::Operate, owner).is_ok()
}

/// An outcome in words.
const fn outcome(visit: &Visit, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Read => visit.say("Att granska", "To review"),
        Outcome::Refused => visit.say("Inget protokoll", "No minutes"),
        Outcome::Stored => visit.say("Sparad", "Stored"),
        Outcome::Discarded => visit.say("Lagd åt sidan", "Put aside"),
    }
}

/// A batch, and how far it has come.
struct BatchRow {
    name: String,
    path: String,
    total: u64,
    settled: u64,
    counts: Vec<(&'static str, u64)>,
}

/// A file of the table.
struct FileRow {
    path: String,
    file: String,
    batch: String,
    outcome: &'static str,
    reason: String,
    items: usize,
    open: [usize; 3],
}

impl FileRow {
    fn of(visit: &Visit, held: &Import) -> Self {
        let refusal = held.refusal.as_ref();
        let counts = held.counts;
        Self {
            path: format!("/imports/{}", held.id),
            file: held.file.clone(),
            batch: held.batch.clone().unwrap_or_default(),
            outcome: outcome(visit, held.outcome),
            reason: refusal.map_or_else(String::new, |refusal| {
                visit.say(&refusal.text.sv, &refusal.text.en).to_owned()
            }),
            items: counts.items,
            open: [counts.doubtful, counts.missing, counts.contradictions],
        }
    }
}

#[derive(Template)]
#[template(path = "imports.html")]
struct ImportsPage {
    frame: Frame,
    owner: Organisation,
    others: Vec<(String, String)>,
    may_bring: bool,
    batches: Vec<BatchRow>,
    batch: Option<String>,
    files: Vec<FileRow>,
    total: Option<u64>,
    next: Option<String>,
}

impl Framed for ImportsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn policy(&self) -> &'static str {
        POLICY_WITH_SCRIPT
    }
}

/// The list of files, and of the batches that they came in.
pub async fn page(http: HttpRequest, views: web::Data<Views>, viewer: SignedIn) -> HttpResponse {
    answer(http, views, async |visit| list(visit, &viewer).await).await
}

async fn list(visit: &Visit, viewer: &Viewer) -> Result<ImportsPage, Trouble> {
    let all = organisations(visit, viewer).await?;
    let asked = visit.asked("organisation");
    let owner = match asked {
        Some(slug) => all.iter().find(|held| held.slug.as_str() == slug),
        None => all.first(),
    };
    let owner = owner.ok_or(AppError::NotFound { what: "page" })?.clone();
    let batch = visit.asked("batch").map(str::to_owned);
    let filter = ImportFilter {
        owner: owner.id,
        batch: batch.clone(),
        outcome: None,
    };
    let lines = visit.lines()?;
    let found = visit.read().imports(&filter, &lines, &viewer.see).await?;
    let batches = visit.read().import_batches(owner.id, &viewer.see).await?;
    let slug = owner.slug.as_str();
    let last = found.items.last();
    let frame = Frame {
        unlisted: true,
        ..visit.frame(
            visit.say("Inlästa filer", "Imported files").to_owned(),
            None,
        )
    };
    let next = last.filter(|_| found.has_next);
    let others = all.iter().filter(|held| held.id != owner.id);
    Ok(ImportsPage {
        others: others
            .map(|held| {
                let path = format!("/imports?organisation={}", held.slug.as_str());
                (held.name.clone(), path)
            })
            .collect(),
        may_bring: operates(viewer, &owner),
        batches: batches
            .iter()
            .map(|held| batch_row(visit, slug, held))
            .collect(),
        batch,
        files: found
            .items
            .iter()
            .map(|(held, _)| FileRow::of(visit, held))
            .collect(),
        total: found.total,
        next: next.map(|(_, key)| frame.after(&paging::cursor(key))),
        frame,
        owner,
    })
}

fn batch_row(visit: &Visit, slug: &str, held: &ImportBatch) -> BatchRow {
    let total = held.counts.iter().map(|(_, files)| files).sum();
    let waiting = held.counts.iter().find(|(held, _)| *held == Outcome::Read);
    let mut counts = held.counts.clone();
    counts.sort_unstable();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("organisation", slug);
    query.append_pair("batch", held.name.as_deref().unwrap_or_default());
    BatchRow {
        name: match &held.name {
            Some(name) => name.clone(),
            None => visit.say("Utan namn", "Without a name").to_owned(),
        },
        path: format!("/imports?{}", query.finish()),
        total,
        settled: waiting.map_or(total, |(_, files)| total.saturating_sub(*files)),
        counts: counts
            .into_iter()
            .map(|(held, files)| (outcome(visit, held), files))
            .collect(),
    }
}
