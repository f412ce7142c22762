//! REST as the twin of the GraphQL reads: each resource is a fixed selection from the schema, answered by its resolvers.
//!
//! There is one policy, one batching and one set of names, since there is one set of resolvers; see ADR 0023.

mod answer;
mod asked;
mod operations;
mod plan;
mod selection;
mod types;
mod waiting;

pub use self::answer::link;
pub use self::asked::{Asked, LAST_PAGE, LONGEST, LONGEST_STREAM, LONGEST_WAIT, MOST_VALUES};
pub use self::plan::{Form, Parameter, Place, Plan, Planned};
pub use self::selection::{Below, Part, Selections, Shape};
pub use self::types::{Types, core, told};

use self::answer::Found;
pub use self::waiting::{Waiter, Waiting};
use super::minutes;
use super::problem::Fault;
use super::{kept, sent};
use crate::answers::{Answers, Kept, Made, Way};
use crate::context::{Asker, Sight, Views, language};
use crate::graphql::ParagrafSchema;
use crate::traces;
use actix_web::http::uri::PathAndQuery;
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::error::AppError;
use application::ports::ReadModel;
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, ServerError, Variables};
use bytes::Bytes;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tracing::Instrument;

/// How long a read may take, as over GraphQL.
const PATIENCE: Duration = Duration::from_secs(10);

/// The table of reads and the schema do not fit.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct PlanError(pub String);

/// What answers the reads.
pub struct Twin {
    views: Arc<Views>,
    schema: ParagrafSchema,
    plan: Arc<Plan>,
    base: String,
    waiting: Waiting,
    answers: Arc<Answers>,
}

impl std::fmt::Debug for Twin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Twin").finish_non_exhaustive()
    }
}

impl Twin {
    /// Reads over a schema; `base` is the address of the service as the outside knows it, empty where nobody said.
    pub fn new(
        views: Arc<Views>,
        answers: Arc<Answers>,
        schema: ParagrafSchema,
        plan: Arc<Plan>,
        base: String,
    ) -> Self {
        Self {
            answers,
            waiting: Waiting::new(Arc::clone(&views)),
            views,
            schema,
            plan,
            base,
        }
    }

    /// Those who wait for something new.
    pub const fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// A read by the name of its operation.
    pub fn planned(&self, id: &str) -> Option<&Planned> {
        let mut reads = self.plan.reads.iter();
        reads.find(|planned| planned.operation.id == id)
    }

    /// What a request says to a read.
    ///
    /// # Errors
    /// As [`asked::read`].
    pub fn asked(&self, http: &HttpRequest, planned: &Planned) -> Result<Asked, AppError> {
        asked::read(http, planned, &self.plan.types)
    }

    /// What a read finds now, by whoever asks as they may see it now; nothing where there is no such thing.
    ///
    /// # Errors
    /// [`Fault`] where the token does not hold, or where the schema does not answer.
    pub async fn find(
        &self,
        http: &HttpRequest,
        planned: &Planned,
        asked: &Asked,
    ) -> Result<(Sight, Option<Value>), Fault> {
        let sight = self.views.sight_of(http).await?;
        let read = Arc::clone(&self.views.read);
        let found = self
            .found(&sight, read, http.path(), planned, asked)
            .await?;
        Ok((sight, found))
    }

    async fn found(
        &self,
        sight: &Sight,
        read: Arc<dyn ReadModel>,
        path: &str,
        planned: &Planned,
        asked: &Asked,
    ) -> Result<Option<Value>, Fault> {
        let mut request = Request::new("")
            .variables(Variables::from_json(asked.variables.clone()))
            .data(sight.view(read));
        request.set_parsed_query(planned.document.clone());
        let span = traces::operation(OperationType::Query, Some(planned.operation.id));
        let executed = self.schema.execute(request).instrument(span);
        let response = tokio::time::timeout(PATIENCE, executed).await;
        let response =
            response.map_err(|_| Fault::told("TIMEOUT", "the read took too long", None))?;
        if let Some(error) = response.errors.first() {
            return Err(fault(error, planned));
        }
        let data = response.data.into_json().map_err(|cause| {
            tracing::error!(%cause, "an answer is no JSON");
            Fault::told("INTERNAL", "", None)
        })?;
        let found = Found {
            planned,
            selections: &self.plan.selections,
            asked,
            base: &self.base,
            path,
        };
        Ok(found.answer(data))
    }

    /// The answer to a read, held or made, with its tag.
    async fn answer(
        &self,
        asker: &Asker,
        http: &HttpRequest,
        planned: &Planned,
        asked: &Asked,
    ) -> Result<Kept, Fault> {
        let words = http.uri().path_and_query().map_or("", PathAndQuery::as_str);
        let words = Bytes::copy_from_slice(words.as_bytes());
        let question = asker.question(Way::Rest, words);
        let made = self.answers.answer(question, async |read| {
            let found = self.found(&asker.sight, read, http.path(), planned, asked);
            match found.await {
                Ok(Some(body)) => Made::Kept(self.kept(planned, body)),
                Ok(None) => Made::Other(AppError::NotFound { what: "resource" }.into()),
                Err(fault) => Made::Other(fault),
            }
        });
        match made.await {
            Made::Kept(kept) => Ok(kept),
            Made::Other(fault) => Err(fault),
        }
    }

    fn kept(&self, planned: &Planned, mut body: Value) -> Kept {
        if planned.operation.id == "getMinutes" {
            minutes::add_links(&mut body, &self.base);
        }
        kept(&body)
    }
}

/// Registers every read. An address of one thing has no ending: with one, it is a document's.
pub fn configure(twin: &web::Data<Twin>) -> impl FnOnce(&mut web::ServiceConfig) + use<> {
    let reads = 0..twin.plan.reads.len();
    let paths: Vec<String> = twin
        .plan
        .reads
        .iter()
        .map(|planned| planned.operation.path.replace('}', ":[^/.]+}"))
        .collect();
    move |routes| {
        for (place, path) in reads.zip(paths) {
            let answer = move |http: HttpRequest, twin: web::Data<Twin>| async move {
                let answer = read(&http, &twin, place).await;
                answer.unwrap_or_else(|fault| fault.answer(&http, language(&http)))
            };
            let read = web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
            routes.service(web::resource(path).route(read.to(answer)));
        }
    }
}

async fn read(http: &HttpRequest, twin: &Twin, place: usize) -> Result<HttpResponse, Fault> {
    let nothing = || AppError::NotFound { what: "resource" };
    let planned = twin.plan.reads.get(place).ok_or_else(nothing)?;
    let asked = twin.asked(http, planned)?;
    if asked.wait.is_zero() {
        let asker = twin.views.asker(http).await?;
        let kept = twin.answer(&asker, http, planned, &asked).await?;
        return Ok(sent(http, &asker.sight, kept));
    }
    let (sight, body) = twin.waiting.find(twin, http, planned, &asked).await?;
    let kept = twin.kept(planned, body.ok_or_else(nothing)?);
    Ok(sent(http, &sight, kept))
}

/// Why the schema did not answer. What stands in the address is no value that could be wrong: it is found or it is not.
fn fault(error: &ServerError, planned: &Planned) -> Fault {
    let said = |name: &str| {
        let extensions = error.extensions.as_ref()?;
        match extensions.get(name)? {
            async_graphql::Value::String(text) => Some(text.clone()),
            _ => None,
        }
    };
    let Some(code) = said("code") else {
        tracing::error!(cause = %error.message, "a read does not fit the schema");
        return Fault::told("INTERNAL", "", None);
    };
    let field = said("field");
    let field = field.map(|field| field.trim_start_matches("filter.").to_owned());
    let of_address = |field: &String| planned.places.iter().any(|held| held.argument == field);
    if code == "INVALID_VALUE" && field.as_ref().is_some_and(of_address) {
        return AppError::NotFound { what: "resource" }.into();
    }
    let field = field.map(|field| match field.as_str() {
        "after" => "cursor".to_owned(),
        _ => field,
    });
    Fault::told(&code, &error.message, field)
}
