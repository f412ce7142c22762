//! GraphQL over HTTP: one resource that answers POST and GET.
//!
//! Statuses are those that the `graphql-http` audits want: with
//! `application/json` a well-formed request is answered 200 even when its
//! document is refused, with `application/graphql-response+json` such a refusal
//! is 400. Only `application/json` bodies are read, which a browser does not
//! send across origins without asking first.

mod negotiation;
mod stepping;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Resource, guard as route_guard, web};
use async_graphql::parser::types::OperationType;
use async_graphql::{ErrorExtensionValues, Executor, Request, Response, ServerError, Value};
use futures_util::StreamExt;
use serde::Serialize;
use tracing::Instrument;

use self::negotiation::MediaType;
use super::guard::{Admitted, Code, Guard, Refusal};
use crate::answers::{Answers, Kept, Made, Way};
use crate::auth::TokenError;
use crate::context::{Asker, Sight};
use crate::fresh;
use crate::limiting::{Account, EXCEEDED, Exceeded, units};
use crate::metrics::RefusedWith;
use crate::traces;
use crate::web::doors::at;
use application::error::StorageError;
use application::ports::ReadModel;

/// Where GraphQL answers.
pub const PATH: &str = "/graphql";

/// Puts what belongs to one HTTP request into the GraphQL request: the viewer,
/// the language, the loaders.
#[async_trait::async_trait(?Send)]
pub trait RequestContext: Send + Sync + 'static {
    /// Who asks, and what they may see.
    ///
    /// # Errors
    ///
    /// Credentials that do not hold; a request without any is no error here.
    async fn who(&self, http: &HttpRequest) -> Result<Asker, AuthRefusal>;

    /// Puts into a request what belongs to whoever asks, over a read model; without one over the service's own.
    fn prepare(&self, asker: &Asker, read: Option<Arc<dyn ReadModel>>, request: Request)
    -> Request;
}

/// Whose request it is cannot be said.
#[derive(Debug, thiserror::Error)]
pub enum AuthRefusal {
    /// The credentials do not hold: 401 with a challenge. The message must not quote them.
    #[error("{0}")]
    InvalidToken(String),
    /// Whether they hold cannot be known now: nothing is done for them until it can.
    #[error(transparent)]
    Unknown(#[from] StorageError),
}

impl AuthRefusal {
    /// The code on the wire of credentials that do not hold.
    pub const CODE: &'static str = "UNAUTHENTICATED";
    /// The value of `WWW-Authenticate`.
    pub const CHALLENGE: &'static str = r#"Bearer error="invalid_token""#;

    /// A token that does not hold; the message must not quote it.
    pub fn invalid_token(message: impl Into<String>) -> Self {
        Self::InvalidToken(message.into())
    }
}

impl From<TokenError> for AuthRefusal {
    fn from(error: TokenError) -> Self {
        Self::invalid_token(error.to_string())
    }
}

/// How long a client and a query may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// From the first byte of the body to the last.
    pub body: Duration,
    /// From admission to the answer.
    pub execution: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            body: Duration::from_secs(10),
            execution: Duration::from_secs(10),
        }
    }
}

/// The endpoint over one schema.
pub struct GraphqlEndpoint<E> {
    executor: E,
    guard: Arc<Guard>,
    context: Arc<dyn RequestContext>,
    answers: Option<Arc<Answers>>,
    deadlines: Deadlines,
}

impl<E> Clone for GraphqlEndpoint<E>
where
    E: Clone,
{
    fn clone(&self) -> Self {
        Self {
            executor: self.executor.clone(),
            guard: Arc::clone(&self.guard),
            context: Arc::clone(&self.context),
            answers: self.answers.clone(),
            deadlines: self.deadlines,
        }
    }
}

impl<E> std::fmt::Debug for GraphqlEndpoint<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GraphqlEndpoint")
            .field("deadlines", &self.deadlines)
            .finish_non_exhaustive()
    }
}

impl<E: Executor> GraphqlEndpoint<E> {
    /// An endpoint with the default deadlines.
    pub fn new(executor: E, guard: Arc<Guard>, context: Arc<dyn RequestContext>) -> Self {
        Self {
            executor,
            guard,
            context,
            answers: None,
            deadlines: Deadlines::default(),
        }
    }

    /// The same endpoint, which has answers from those that are held.
    #[must_use]
    pub fn with_answers(mut self, answers: Arc<Answers>) -> Self {
        self.answers = Some(answers);
        self
    }

    /// The same endpoint with other deadlines.
    #[must_use]
    pub fn with_deadlines(mut self, deadlines: Deadlines) -> Self {
        self.deadlines = deadlines;
        self
    }

    async fn post(&self, http: &HttpRequest, payload: web::Payload) -> HttpResponse {
        let answer = match negotiation::accepted(http.headers()) {
            Some(media_type) => Answer { media_type },
            None => return Answer::not_acceptable(),
        };
        if !negotiation::is_plain_json(http.headers()) {
            return answer.problem(&Problem {
                status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
                code: "UNSUPPORTED_MEDIA_TYPE",
                message: "the body must be application/json in UTF-8, without content encoding",
            });
        }
        match self.read(http, payload).await {
            Ok(body) => self.run(http, answer, Asked::Body(body)).await,
            Err(problem) => answer.close(problem),
        }
    }

    async fn get(&self, http: &HttpRequest) -> HttpResponse {
        let answer = match negotiation::accepted(http.headers()) {
            Some(media_type) => Answer { media_type },
            None => return Answer::not_acceptable(),
        };
        let parameters = web::Bytes::copy_from_slice(http.query_string().as_bytes());
        self.run(http, answer, Asked::Parameters(parameters)).await
    }

    /// Reads the body; holds never more than the cap.
    async fn read(
        &self,
        http: &HttpRequest,
        mut payload: web::Payload,
    ) -> Result<web::Bytes, BodyFault> {
        let cap = self.guard.limits().body;
        let announced = http
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.parse::<u64>().ok());
        if let Some(length) = announced
            && length > cap as u64
        {
            return Err(BodyFault::TooLarge(Refusal::body_too_large(cap, length)));
        }
        let read = async {
            let mut body = web::BytesMut::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(BodyFault::Broken)?;
                let length = body.len() + chunk.len();
                if length > cap {
                    return Err(BodyFault::TooLarge(Refusal::body_too_large(
                        cap,
                        length as u64,
                    )));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(body.freeze())
        };
        tokio::time::timeout(self.deadlines.body, read)
            .await
            .unwrap_or(Err(BodyFault::TooSlow))
    }

    async fn run(&self, http: &HttpRequest, answer: Answer, asked: Asked) -> HttpResponse {
        if let Some(held) = self.at_hand(http, answer, &asked).await {
            return held;
        }
        let admitted = match asked.admitted(&self.guard) {
            Ok(admitted) => admitted,
            Err(refusal) => return answer.refusal(&refusal),
        };
        if admitted.operation == OperationType::Subscription {
            return answer.refusal(&Refusal::subscription_over_http());
        }
        if let Err(exceeded) = spend(http, admitted.weight.cost) {
            return answer.exceeded(exceeded);
        }
        let asker = match self.context.who(http).await {
            Ok(asker) => asker,
            Err(refusal) => return answer.unauthenticated(refusal),
        };
        if let Err(refusal) = self.guard.permits(admitted.trusted, asker.actor.is_some()) {
            return answer.refusal(&refusal);
        }
        let reads = admitted.operation == OperationType::Query && admitted.asks_for_data;
        let answered = async {
            match self.answers.as_ref().filter(|_| reads) {
                Some(answers) => {
                    self.answered(http, answers, &asker, answer, &asked, admitted)
                        .await
                }
                None => answer.response(self.execute(&asker, None, admitted).await),
            }
        };
        match tokio::time::timeout(self.deadlines.execution, answered).await {
            Ok(answered) => answered,
            Err(_) => answer.problem(&Problem {
                status: StatusCode::SERVICE_UNAVAILABLE,
                code: "TIMEOUT",
                message: "the request took too long and was given up",
            }),
        }
    }

    /// What nobody in particular asks and was asked before: what was let through then is not read again.
    async fn at_hand(
        &self,
        http: &HttpRequest,
        answer: Answer,
        asked: &Asked,
    ) -> Option<HttpResponse> {
        if http.headers().contains_key(header::AUTHORIZATION) {
            return None;
        }
        let answers = self.answers.as_ref()?;
        let asker = self.context.who(http).await.ok()?;
        let question = asker.question(asked.way(answer.media_type), asked.words())?;
        let kept = answers.held(question).await?;
        if let Err(exceeded) = spend(http, kept.cost) {
            return Some(answer.exceeded(exceeded));
        }
        if let Err(refusal) = self.guard.permits(kept.trusted, false) {
            return Some(answer.refusal(&refusal));
        }
        Some(answer.kept(http, &asker.sight, kept))
    }

    async fn execute(
        &self,
        asker: &Asker,
        read: Option<Arc<dyn ReadModel>>,
        admitted: Admitted,
    ) -> Response {
        let span = traces::operation(admitted.operation, admitted.name.as_deref());
        let request = self.context.prepare(asker, read, admitted.request);
        let mut response = self.executor.execute(request).instrument(span).await;
        admitted.order.apply(&mut response.data);
        response
    }

    /// Has the answer to a query, held or made.
    async fn answered(
        &self,
        http: &HttpRequest,
        answers: &Answers,
        asker: &Asker,
        answer: Answer,
        asked: &Asked,
        admitted: Admitted,
    ) -> HttpResponse {
        let question = asker.question(asked.way(answer.media_type), asked.words());
        let (cost, trusted) = (admitted.weight.cost, admitted.trusted);
        let tagged = question.is_some() && matches!(asked, Asked::Parameters(_));
        let first = Cell::new(Some(admitted));
        let made = answers.answer(question, async |read| {
            // Executing takes the document; what was let through once is again.
            let admitted = first.take().map_or_else(|| asked.admitted(&self.guard), Ok);
            let response = match admitted {
                Ok(admitted) => self.execute(asker, Some(read), admitted).await,
                Err(refusal) => return Made::Other(answer.refusal(&refusal)),
            };
            if !response.errors.is_empty() {
                return Made::Other(answer.response(response));
            }
            match written(&Body::of(&response, Settled::Executed)) {
                Some(body) => Made::Kept(Kept {
                    tag: match tagged {
                        true => str::from_utf8(&body).ok().and_then(fresh::tag),
                        false => None,
                    },
                    body,
                    cost,
                    trusted,
                }),
                None => Made::Other(HttpResponse::InternalServerError().finish()),
            }
        });
        match made.await {
            Made::Kept(kept) => answer.kept(http, &asker.sight, kept),
            Made::Other(response) => response,
        }
    }
}

/// A request as it came.
enum Asked {
    /// The body of a POST.
    Body(web::Bytes),
    /// The parameters of a GET.
    Parameters(web::Bytes),
}

impl Asked {
    fn admitted(&self, guard: &Guard) -> Result<Admitted, Refusal> {
        match self {
            Self::Body(body) => guard.admit_body(body),
            Self::Parameters(text) => guard.admit_params(&String::from_utf8_lossy(text)),
        }
    }

    fn words(&self) -> web::Bytes {
        let (Self::Body(words) | Self::Parameters(words)) = self;
        words.clone()
    }

    const fn way(&self, media_type: MediaType) -> Way {
        match (self, media_type) {
            (Self::Body(_), MediaType::Json) => Way::Body,
            (Self::Body(_), MediaType::GraphqlResponse) => Way::BodyAsGraphql,
            (Self::Parameters(_), MediaType::Json) => Way::Parameters,
            (Self::Parameters(_), MediaType::GraphqlResponse) => Way::ParametersAsGraphql,
        }
    }
}

/// Takes what an operation costs beyond its request from the budget of whoever asks.
pub(super) fn spend(http: &HttpRequest, cost: u64) -> Result<(), Exceeded> {
    let account = http.extensions().get::<Account>().cloned();
    account.map_or(Ok(()), |account| account.spend(units(cost)))
}

/// The resource at [`PATH`]: POST and GET, 405 for anything else.
///
/// A GET that asks for an upgrade is left to a route that the caller adds.
pub fn resource<E: Executor>(endpoint: GraphqlEndpoint<E>) -> Resource {
    at(PATH)
        .app_data(web::Data::new(endpoint))
        .route(web::post().to(post::<E>))
        .route(
            web::get()
                .guard(route_guard::fn_guard(|context| {
                    !context.head().headers().contains_key(header::UPGRADE)
                }))
                .to(get::<E>),
        )
        .default_service(web::to(method_not_allowed))
}

/// Registers [`resource`], for `App::configure`.
pub fn configure<E: Executor>(
    endpoint: GraphqlEndpoint<E>,
) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        config.service(resource(endpoint));
    }
}

async fn post<E: Executor>(
    endpoint: web::Data<GraphqlEndpoint<E>>,
    http: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    endpoint.post(&http, payload).await
}

async fn get<E: Executor>(
    endpoint: web::Data<GraphqlEndpoint<E>>,
    http: HttpRequest,
) -> HttpResponse {
    endpoint.get(&http).await
}

async fn method_not_allowed() -> HttpResponse {
    let mut response = Answer {
        media_type: MediaType::Json,
    }
    .problem(&Problem {
        status: StatusCode::METHOD_NOT_ALLOWED,
        code: Code::MethodNotAllowed.as_str(),
        message: "only GET and POST are answered here",
    });
    response
        .headers_mut()
        .insert(header::ALLOW, header::HeaderValue::from_static("GET, POST"));
    response
}

/// The answer to who comes when there is no room, and when to come again.
pub(super) fn no_room(code: &'static str, message: &'static str, after: Duration) -> HttpResponse {
    let media_type = MediaType::Json;
    let mut response = Answer { media_type }.problem(&Problem {
        status: StatusCode::SERVICE_UNAVAILABLE,
        code,
        message,
    });
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, after.as_secs().into());
    response
}

/// Why a body was not read to its end.
#[derive(Debug)]
enum BodyFault {
    TooLarge(Refusal),
    TooSlow,
    Broken(PayloadError),
}

/// What is said where the budget does not hold an operation.
pub(super) const COSTS_TOO_MUCH: &str =
    "what the operation may amount to is more than is left of the client's budget";

/// A refusal that the guard has no part in.
struct Problem {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
}

/// Whether credentials hold cannot be known.
const UNKNOWN: Problem = Problem {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "UNAVAILABLE",
    message: "the database does not answer",
};

/// What of a request an answer depends on beside its words.
const VARIES: &str = "Accept, Accept-Language, Authorization";

/// Writes answers in the media type that was negotiated.
#[derive(Debug, Clone, Copy)]
struct Answer {
    media_type: MediaType,
}

/// The body of an answer; a request that was not executed has no `data`.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<&'a std::collections::BTreeMap<String, Value>>,
}

impl<'a> Body<'a> {
    fn of(response: &'a Response, settled: Settled) -> Self {
        Self {
            data: (settled == Settled::Executed).then_some(&response.data),
            errors: &response.errors,
            extensions: (!response.extensions.is_empty()).then_some(&response.extensions),
        }
    }
}

impl Answer {
    fn not_acceptable() -> HttpResponse {
        Self {
            media_type: MediaType::Json,
        }
        .problem(&Problem {
            status: StatusCode::NOT_ACCEPTABLE,
            code: "NOT_ACCEPTABLE",
            message: "answers are application/graphql-response+json or application/json",
        })
    }

    fn response(self, mut response: Response) -> HttpResponse {
        let settled = settle(&mut response);
        let challenge = stepping::challenge(&response.errors);
        let status = match (settled, self.media_type) {
            (Settled::NotExecuted, MediaType::GraphqlResponse) => StatusCode::BAD_REQUEST,
            _ if challenge.is_some() && stepping::is_nothing_else(&response) => {
                StatusCode::UNAUTHORIZED
            }
            _ => StatusCode::OK,
        };
        let mut written = self.write(status, &Body::of(&response, settled));
        if let Some(challenge) = challenge {
            let headers = written.headers_mut();
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        written
    }

    fn refusal(self, refusal: &Refusal) -> HttpResponse {
        let code = refusal.code();
        let status = match self.media_type {
            MediaType::Json if code.concerns_document() => StatusCode::OK,
            _ => code.status(),
        };
        let mut response = self.errors(status, refusal.to_server_error());
        if code == Code::MethodNotAllowed {
            response
                .headers_mut()
                .insert(header::ALLOW, header::HeaderValue::from_static("POST"));
        }
        response
    }

    fn unauthenticated(self, refusal: AuthRefusal) -> HttpResponse {
        if let AuthRefusal::Unknown(cause) = refusal {
            tracing::error!(%cause, "whether a token holds could not be read");
            return self.problem(&UNKNOWN);
        }
        let mut response = self.errors(
            StatusCode::UNAUTHORIZED,
            coded(AuthRefusal::CODE, refusal.to_string()),
        );
        response.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            header::HeaderValue::from_static(AuthRefusal::CHALLENGE),
        );
        response
    }

    fn problem(self, problem: &Problem) -> HttpResponse {
        self.errors(problem.status, coded(problem.code, problem.message))
    }

    /// Nothing is left of the client's budget; whoever stands around the request says when there is.
    fn exceeded(self, exceeded: Exceeded) -> HttpResponse {
        let mut response = self.problem(&Problem {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: EXCEEDED,
            message: COSTS_TOO_MUCH,
        });
        response.extensions_mut().insert(exceeded);
        response
    }

    /// Answers and hangs up: what is left of the body is not wanted.
    fn close(self, fault: BodyFault) -> HttpResponse {
        let mut response = match fault {
            BodyFault::TooLarge(refusal) => self.refusal(&refusal),
            BodyFault::TooSlow => self.problem(&Problem {
                status: StatusCode::REQUEST_TIMEOUT,
                code: "REQUEST_TIMEOUT",
                message: "the body did not arrive in time",
            }),
            BodyFault::Broken(cause) => {
                tracing::debug!(%cause, "a body broke off");
                self.problem(&Problem {
                    status: StatusCode::BAD_REQUEST,
                    code: Code::MalformedRequest.as_str(),
                    message: "the body could not be read",
                })
            }
        };
        response
            .head_mut()
            .set_connection_type(actix_web::http::ConnectionType::Close);
        response
    }

    fn errors(self, status: StatusCode, mut error: ServerError) -> HttpResponse {
        shorten(&mut error);
        self.write(
            status,
            &Body {
                data: None,
                errors: &[error],
                extensions: None,
            },
        )
    }

    fn write(self, status: StatusCode, body: &Body<'_>) -> HttpResponse {
        let Some(written) = written(body) else {
            return HttpResponse::InternalServerError().finish();
        };
        let mut response = self.whole(status, written);
        response.extensions_mut().insert(refused_with(body.errors));
        response
    }

    /// An answer without errors, or that the asker has it already. What came in a body is nobody's to keep.
    fn kept(self, http: &HttpRequest, sight: &Sight, Kept { body, tag, .. }: Kept) -> HttpResponse {
        let Some(tag) = tag else {
            return self.whole(StatusCode::OK, body);
        };
        let unchanged = tag.to_str().is_ok_and(|tag| fresh::has(http, tag));
        let mut response = match unchanged {
            true => HttpResponse::NotModified()
                .insert_header((header::VARY, VARIES))
                .finish(),
            false => self.whole(StatusCode::OK, body),
        };
        let caching = HeaderValue::from_static(fresh::caching(sight));
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, caching);
        response.headers_mut().insert(header::ETAG, tag);
        response
    }

    fn whole(self, status: StatusCode, body: web::Bytes) -> HttpResponse {
        HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, self.media_type.as_str()))
            .insert_header((header::VARY, VARIES))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(body)
    }
}

/// An answer in JSON; nothing where it cannot be written.
fn written(body: &Body<'_>) -> Option<web::Bytes> {
    match serde_json::to_vec(body) {
        Ok(written) => Some(written.into()),
        Err(cause) => {
            tracing::error!(%cause, "an answer could not be written as JSON");
            None
        }
    }
}

/// The codes of errors, for whoever counts.
fn refused_with(errors: &[ServerError]) -> RefusedWith {
    let code = |error: &ServerError| match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code.clone()),
        _ => None,
    };
    RefusedWith(errors.iter().filter_map(code).collect())
}

/// Whether the operation ran at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It ran; some fields may have failed.
    Executed,
    /// It was refused before it ran.
    NotExecuted,
}

/// Errors of one answer that are told; the rest is dropped.
const MOST_ERRORS: usize = 50;
/// Bytes of one message.
const LONGEST_MESSAGE: usize = 500;
/// Bytes of one error as JSON.
const LARGEST_ERROR: usize = 1_024;

/// Gives every error of the library a code, hides what was not meant for
/// clients, and keeps errors short. For every transport.
pub fn settle(response: &mut Response) -> Settled {
    let executed = response.errors.is_empty()
        || response.data != Value::Null
        || response.errors.iter().any(|error| !error.path.is_empty());
    response.errors.truncate(MOST_ERRORS);
    for error in &mut response.errors {
        let has_code = error
            .extensions
            .as_ref()
            .is_some_and(|extensions| extensions.get("code").is_some());
        if !has_code {
            let code = if !executed || is_about_input(error) {
                "VALIDATION_FAILED"
            } else {
                tracing::error!(path = ?error.path, cause = %error.message, "a resolver failed unexpectedly");
                "internal error".clone_into(&mut error.message);
                "INTERNAL"
            };
            error
                .extensions
                .get_or_insert_with(ErrorExtensionValues::default)
                .set("code", code);
        }
        shorten(error);
    }
    if executed {
        Settled::Executed
    } else {
        Settled::NotExecuted
    }
}

/// Whether the library says that an argument has not the form of its type.
/// It finds so only while the field is resolved, and marks it by its words alone.
fn is_about_input(error: &ServerError) -> bool {
    error.message.starts_with("Failed to parse \"")
        || error.message.starts_with("Expected input type \"")
}

fn shorten(error: &mut ServerError) {
    error.message = error.message.replace(char::is_control, " ");
    cut(&mut error.message, LONGEST_MESSAGE);
    error.locations.truncate(4);
    // Extensions are our own words; what a client sent comes back in message and path alone.
    let size = |error: &ServerError| {
        let bare = ServerError {
            extensions: None,
            ..error.clone()
        };
        serde_json::to_string(&bare).map_or(usize::MAX, |json| json.len())
    };
    // Quotation marks double in JSON, and paths have their length too.
    if size(error) > LARGEST_ERROR {
        cut(&mut error.message, LONGEST_MESSAGE / 4);
        error.locations.truncate(1);
    }
    if size(error) > LARGEST_ERROR {
        error.path.truncate(4);
    }
}

fn cut(text: &mut String, longest: usize) {
    if text.len() > longest {
        let ellipsis = '…';
        let mut end = longest - ellipsis.len_utf8();
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push(ellipsis);
    }
}

/// An error with its code. For every transport.
pub(super) fn coded(code: &'static str, message: impl Into<String>) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    let mut error = ServerError::new(message, None);
    error.extensions = Some(extensions);
    error
}
