//! Budgets over REST: as documents, and as tables (`paragraf/budget@1`) that are given as CSV or as a workbook, and taken in
//! as a version.

pub mod known;
pub(crate) mod table;

use self::known::KnownBudget;
use self::table::Format;
use super::ROOT;
use super::attachments::key;
use super::given::{self, Giving, chosen_language};
use super::problem::Fault;
use crate::context::{Asker, Sight, Views, language};
use crate::fresh;
use crate::graphql::query::filter::{Named, named};
use actix_web::http::header;
use actix_web::web::{Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::budget::{self, Answer, Command, Draft, OfYear, Request};
use application::error::{AppError, FileFault};
use application::once::Once;
use application::ports::Address;
use domain::budget::{Budget, Version};
use domain::id::BudgetId;
use domain::text::Language;
use domain::{Date, Time};
use futures_util::StreamExt;
use interchange::budget_table::{BudgetTable, MAX_BUDGET_FILE, rows};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a table may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// Registers the routes.
pub fn configure(routes: &mut web::ServiceConfig) {
    let read = || web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    routes
        .service(
            web::resource("/organisations/{organisation}/budgets/{year}")
                .route(web::post().to(propose)),
        )
        .service(web::resource("/budgets/{id}/versions").route(web::post().to(revise)))
        .service(web::resource("/budgets/{name}").route(read().to(give)));
}

fn missing(what: &'static str) -> AppError {
    AppError::NotFound { what }
}

/// Which version a reader asks for, and in which language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Its number; without it the version that holds, else the latest.
    version: Option<u32>,
    /// `sv` or `en` for a document; without it, `Accept-Language`. A table has no words of ours.
    language: Option<String>,
}

/// What a version is given as.
enum As {
    Table(Format),
    Document(given::Format),
}

impl As {
    fn of_ending(ending: &str) -> Option<Self> {
        let printed = given::Format::of(ending).filter(|format| {
            use given::Format::{Html, Pdf, Text};
            matches!(format, Html | Pdf | Text)
        });
        let table = Format::of_ending(ending).map(Self::Table);
        table.or(printed.map(Self::Document))
    }
}

/// `GET /budgets/{id}.csv`, `.xlsx`, `.html`, `.pdf`, `.txt`.
async fn give(
    http: HttpRequest,
    views: Data<Views>,
    name: Path<String>,
    wanted: Query<Wanted>,
) -> HttpResponse {
    let answer = async {
        let Asker { sight, .. } = views.asker(&http).await?;
        let (id, given) = name
            .split_once('.')
            .and_then(|(id, ending)| Some((BudgetId::parse(id).ok()?, As::of_ending(ending)?)))
            .ok_or_else(|| missing("budget"))?;
        let language = chosen_language(wanted.language.as_deref(), &sight)?;
        let read = views.read.as_ref();
        let held = read.budgets_by_id(&[id], &sight.see).await?;
        let held = held.into_values().collect();
        let known = KnownBudget::all(read, &sight.see, sight.today, held).await?;
        let known = known.first().ok_or_else(|| missing("budget"))?;
        let version = version(known.budget(), wanted.version);
        let version = version.ok_or_else(|| missing("budget version"))?;
        match given {
            As::Table(format) => table(&http, &sight, (known, version), format),
            As::Document(format) => {
                let giving = Giving::to(&sight, language);
                document(&http, giving, (known, version), format, language).await
            }
        }
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}

fn version(budget: &Budget, wanted: Option<u32>) -> Option<&Version> {
    match wanted {
        Some(number) => budget.version(number),
        None => {
            let latest = budget.versions.iter().max_by_key(|held| held.number);
            budget.in_force().or(latest)
        }
    }
}

/// A version as its printed document.
async fn document(
    http: &HttpRequest,
    giving: Giving,
    (known, version): (&KnownBudget, &Version),
    format: given::Format,
    language: Language,
) -> Result<HttpResponse, Fault> {
    let printed = known.printed(version).ok_or_else(|| missing("budget"))?;
    let name = format!(
        "budget-{}-{}-{}.{}",
        printed.association.slug.as_str(),
        printed.year,
        version.number,
        format.ending()
    );
    // The day that a PDF tells is the same each time.
    let adopted = version.adoption.as_ref().map(|held| held.on);
    let created = adopted.unwrap_or(version.proposed_on).and_time(Time::MIN);
    let document = documents::budget(&printed, language);
    giving.document(http, document, format, created, name).await
}

/// A version as a table.
fn table(
    http: &HttpRequest,
    sight: &Sight,
    (known, version): (&KnownBudget, &Version),
    format: Format,
) -> Result<HttpResponse, Fault> {
    let shown = known.version(version);
    let name = |id| known.name(id).map(str::to_owned);
    let rows = rows(&shown.content, name);
    let tag = format.tag(&rows)?;
    let body = format.write(&rows)?;
    let of = (known.budget(), version);
    Ok(sent(http, sight, of, format, (tag, body)))
}

fn sent(
    http: &HttpRequest,
    sight: &Sight,
    (budget, version): (&Budget, &Version),
    format: Format,
    (tag, body): (String, Vec<u8>),
) -> HttpResponse {
    let unchanged = fresh::has(http, &tag);
    let mut response = if unchanged {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, fresh::caching(sight)))
        .insert_header((header::VARY, "Authorization"));
    if unchanged {
        return response.finish();
    }
    let name = format!(
        "budget-{}-{}.{}",
        budget.year,
        version.number,
        format.ending()
    );
    let name = format!("attachment; filename=\"{name}\"");
    response
        .insert_header((header::CONTENT_TYPE, format.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(body)
}

/// What is said beside a table, as parameters of the address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Said {
    /// The last plan year; not known without it.
    last_year: Option<i32>,
    /// The day of the proposal; today without it.
    proposed_on: Option<Date>,
    /// How a revision or a supplement is paid for.
    funding: Option<String>,
    /// Whether a later version is a supplement; a revision without it.
    supplement: Option<bool>,
    /// The version of the association's budgets that was seen last.
    expected_version: Option<i64>,
}

/// `POST /organisations/{organisation}/budgets/{year}`: a version before any is approved.
async fn propose(
    http: HttpRequest,
    views: Data<Views>,
    of: Path<(String, i32)>,
    said: Query<Said>,
    payload: Payload,
) -> HttpResponse {
    let (organisation, year) = of.into_inner();
    let command = |draft: Draft| {
        let association = match named(&organisation) {
            Named::Id(id) => Address::Id(id),
            Named::Slug(slug) => Address::Slug(slug),
            Named::Nothing => return Err(missing("organisation")),
        };
        if said.supplement.is_some() {
            let reason = "only a version after an approved one is a supplement";
            return Err(AppError::invalid("supplement", reason));
        }
        let of = OfYear { association, year };
        Ok(Command::Propose { of, draft })
    };
    taken(&http, &views, &said, payload, command).await
}

/// `POST /budgets/{id}/versions`: a version that takes the place of the approved one.
async fn revise(
    http: HttpRequest,
    views: Data<Views>,
    id: Path<String>,
    said: Query<Said>,
    payload: Payload,
) -> HttpResponse {
    let command = |draft: Draft| {
        Ok(Command::Revise {
            budget: BudgetId::parse(&id).map_err(|_| missing("budget"))?,
            supplement: said.supplement.unwrap_or(false),
            draft,
        })
    };
    taken(&http, &views, &said, payload, command).await
}

async fn taken(
    http: &HttpRequest,
    views: &Views,
    said: &Said,
    payload: Payload,
    command: impl FnOnce(Draft) -> Result<Command, AppError>,
) -> HttpResponse {
    let answer = async {
        let Asker { actor, sight } = views.asker(http).await?;
        let actor = actor.ok_or(AppError::Unauthenticated)?;
        let format = Format::stated(http)?;
        let bytes = body(payload).await?;
        let table: BudgetTable = format.read(&bytes)?;
        let (draft, places) = table::draft(table)?;
        let draft = Draft {
            last_year: said.last_year,
            on: said.proposed_on,
            funding: table::text("funding", said.funding.as_deref())?,
            ..draft
        };
        let request = Request {
            actor: &actor,
            see: &sight.see,
            command: command(draft)?,
            once: Once {
                expected_version: said.expected_version,
                client_mutation_id: key(http)?,
            },
        };
        let answer = budget::run(&request, &views.desk).await;
        let answer = answer.map_err(|error| places.told(error))?;
        Ok(created(&answer, &sight))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(http, language(http)))
}

/// The body of a request, as long as it is small enough and comes in time.
async fn body(mut payload: Payload) -> Result<Vec<u8>, AppError> {
    let fault = |fault, reason: &str| AppError::File {
        fault,
        field: "body",
        reason: reason.to_owned(),
    };
    let read = async {
        let mut bytes = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| AppError::invalid("body", error.to_string()))?;
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_BUDGET_FILE {
                let reason = format!("at most {MAX_BUDGET_FILE} bytes are taken");
                return Err(fault(FileFault::TooLarge, &reason));
            }
        }
        Ok(bytes)
    };
    tokio::time::timeout(PATIENCE, read)
        .await
        .unwrap_or_else(|_| Err(fault(FileFault::TooSlow, "it did not arrive in time")))
}

fn created(answer: &Answer, sight: &Sight) -> HttpResponse {
    let number = answer.number.unwrap_or_default();
    let address = |format: Format| {
        let ending = format.ending();
        format!("{ROOT}/budgets/{}.{ending}?version={number}", answer.budget)
    };
    let link = |format: Format| json!({"href": address(format), "method": "GET", "type": format.media_type()});
    let irregularities: Vec<Value> = answer
        .raised
        .iter()
        .map(|verdict| {
            let explanation = verdict.explanation.in_language(sight.language);
            json!({"code": verdict.rule.code, "explanation": explanation})
        })
        .collect();
    let body = json!({
        "budget": answer.budget.to_string(),
        "number": number,
        "version": answer.version,
        "irregularities": irregularities,
        "_links": {"csv": link(Format::Csv), "xlsx": link(Format::Xlsx)},
    });
    HttpResponse::Created()
        .insert_header((header::LOCATION, address(Format::Csv)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(body.to_string())
}
