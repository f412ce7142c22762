//! Budgets over REST as tables (`paragraf/budget@1`): given as CSV or as a workbook, and taken in as a version.

mod table;

use self::table::Format;
use super::ROOT;
use super::attachments::key;
use super::problem::Fault;
use crate::context::{Asker, Sight, Views, language};
use crate::graphql::query::filter::{Named, named};
use crate::graphql::viewing::Seen;
use actix_web::http::header;
use actix_web::web::{Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::budget::{self, Answer, Command, Draft, HeldBudget, OfYear, Request};
use application::error::{AppError, FileFault};
use application::once::Once;
use application::ports::Address;
use domain::Date;
use domain::budget::{Contributor, Version};
use domain::id::BudgetId;
use futures_util::StreamExt;
use interchange::budget_table::{BudgetTable, MAX_BUDGET_FILE, Row, rows};
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

/// Which version a reader asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Its number; without it the version that holds, else the latest.
    version: Option<u32>,
}

/// `GET /budgets/{id}.csv` and `.xlsx`.
async fn give(
    http: HttpRequest,
    views: Data<Views>,
    name: Path<String>,
    wanted: Query<Wanted>,
) -> HttpResponse {
    let answer = async {
        let Asker { sight, .. } = views.asker(&http).await?;
        let (id, format) = name
            .split_once('.')
            .and_then(|(id, ending)| Some((BudgetId::parse(id).ok()?, Format::of_ending(ending)?)))
            .ok_or_else(|| missing("budget"))?;
        let mut found = views.read.budgets_by_id(&[id], &sight.see).await?;
        let held = found.remove(&id).ok_or_else(|| missing("budget"))?;
        let version = version(&held, wanted.version).ok_or_else(|| missing("budget version"))?;
        let rows = shown(&views, &sight, &held, version).await?;
        let tag = format.tag(&rows)?;
        let body = format.write(&rows)?;
        Ok(sent(&http, &sight, (&held, version), format, (tag, body)))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}

fn version(held: &HeldBudget, wanted: Option<u32>) -> Option<&Version> {
    match wanted {
        Some(number) => held.budget.version(number),
        None => {
            let latest = held.budget.versions.iter().max_by_key(|held| held.number);
            held.budget.in_force().or(latest)
        }
    }
}

/// The rows of a version, without the names that the records of its decisions hide.
async fn shown(
    views: &Views,
    sight: &Sight,
    held: &HeldBudget,
    version: &Version,
) -> Result<Vec<Row>, Fault> {
    let contributions = version.content.contributions.iter();
    let mut members: Vec<_> = contributions
        .filter_map(|held| match held.contributor {
            Contributor::Member(id, _) => Some(id),
            _ => None,
        })
        .collect();
    members.sort();
    members.dedup();
    let members = views.read.organisations_by_id(&members, &sight.see).await?;
    let name = |id| members.get(&id).map(|member| member.name.clone());
    let meetings = held.decided_in.values().chain(&held.consulted_in).copied();
    let meetings: Vec<_> = meetings.collect();
    let records = views.read.records(&meetings, &sight.see).await?;
    let seen: Vec<Seen> = records
        .into_values()
        .map(|record| Seen::new(record, &sight.see, sight.today))
        .collect();
    let mut rows = rows(&version.content, name);
    table::for_each_text(&mut rows, |text| {
        for held in &seen {
            *text = held.mask.text(text);
        }
    });
    Ok(rows)
}

fn sent(
    http: &HttpRequest,
    sight: &Sight,
    (held, version): (&HeldBudget, &Version),
    format: Format,
    (tag, body): (String, Vec<u8>),
) -> HttpResponse {
    let caching = if sight.is_public() {
        "public, no-cache"
    } else {
        "private, no-cache"
    };
    let known = http.headers().get(header::IF_NONE_MATCH);
    let known = known.and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| {
        let mut tags = known.split(',').map(str::trim);
        tags.any(|held| held == "*" || held.trim_start_matches("W/") == tag)
    });
    let mut response = if unchanged {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::VARY, "Authorization"));
    if unchanged {
        return response.finish();
    }
    let name = format!(
        "budget-{}-{}.{}",
        held.budget.year,
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
