//! GraphQL over WebSocket, by the protocol `graphql-transport-ws`.
//!
//! One task serves one connection: it reads messages, forwards what operations yield, and watches the clock. Who asks
//! is said once, in the payload of the initialisation, and holds as long as the token does. Every operation passes the
//! same guard as over HTTP.

mod protocol;

use self::protocol::{Closing, MOST_OPERATIONS, Protocol, Step};
use super::guard::Guard;
use super::http::{AuthRefusal, COSTS_TOO_MUCH, PATH, Settled, coded, no_room, settle, spend};
use crate::limiting::EXCEEDED;
use crate::metrics::held;
use crate::traces;
use crate::web::doors::at;
use actix_web::http::{Method, header};
use actix_web::{Error, HttpRequest, HttpResponse, guard as route_guard, web};
use actix_ws::{
    AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session,
};
use application::actor::Actor;
use application::error::StorageError;
use async_graphql::parser::types::{DocumentOperations, OperationType, Selection};
use async_graphql::{Executor, Request, Response, ServerError, Value};
use domain::text::Language;
use futures_util::StreamExt;
use futures_util::stream::{self, AbortHandle, Abortable, LocalBoxStream, SelectAll};
use prometheus_client::metrics::gauge::Gauge;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, MissedTickBehavior};
use tracing::Instrument;

/// Who is at the other end.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Whom the token names; `None` without one.
    pub actor: Option<Actor>,
    /// The language of texts for people.
    pub language: Language,
}

/// Puts what belongs to one connection into its GraphQL requests.
#[async_trait::async_trait(?Send)]
pub trait SocketContext: Send + Sync + 'static {
    /// Tells who comes with a value as an `Authorization` header has it, or without one.
    ///
    /// # Errors
    /// Credentials that do not hold.
    async fn greet(
        &self,
        http: &HttpRequest,
        authorization: Option<&str>,
    ) -> Result<Peer, AuthRefusal>;

    /// How long the peer's token still holds; `None` where there is no end.
    fn remaining(&self, peer: &Peer) -> Option<Duration>;

    /// Whether the peer's token still holds at all; one that was revoked does not.
    ///
    /// # Errors
    /// [`StorageError`] where it cannot be known.
    async fn holds(&self, peer: &Peer) -> Result<bool, StorageError>;

    /// Adds the request's data.
    async fn prepare(&self, peer: &Peer, request: Request) -> Request;
}

/// How long a connection waits for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the initialisation.
    pub initialisation: Duration,
    /// Between two pings. Who says nothing between three of them is gone.
    pub ping: Duration,
    /// For the client to take a message.
    pub sending: Duration,
    /// For the answer to a query or a mutation.
    pub execution: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            initialisation: Duration::from_secs(3),
            ping: Duration::from_secs(15),
            sending: Duration::from_secs(10),
            execution: Duration::from_secs(10),
        }
    }
}

/// The endpoint of sockets over one schema.
pub struct SocketEndpoint<E> {
    executor: E,
    guard: Arc<Guard>,
    context: Arc<dyn SocketContext>,
    patience: Patience,
    /// True once the service stops.
    stopping: watch::Receiver<bool>,
    /// Connections for which there is room.
    room: Arc<Semaphore>,
    /// For how many there is room when none is open.
    most: u16,
    /// Counts the subscriptions that are open.
    open: Gauge,
}

impl<E> std::fmt::Debug for SocketEndpoint<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocketEndpoint")
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

impl<E: Clone> Clone for SocketEndpoint<E> {
    fn clone(&self) -> Self {
        Self {
            executor: self.executor.clone(),
            guard: Arc::clone(&self.guard),
            context: Arc::clone(&self.context),
            patience: self.patience,
            stopping: self.stopping.clone(),
            room: Arc::clone(&self.room),
            most: self.most,
            open: self.open.clone(),
        }
    }
}

impl<E: Executor> SocketEndpoint<E> {
    /// An endpoint with the default patience and room for so many connections over all of its clones. They are closed
    /// once `stopping` is true.
    pub fn new(
        executor: E,
        guard: Arc<Guard>,
        context: Arc<dyn SocketContext>,
        stopping: watch::Receiver<bool>,
        room: u16,
    ) -> Self {
        Self {
            executor,
            guard,
            context,
            patience: Patience::default(),
            stopping,
            room: Arc::new(Semaphore::new(room.into())),
            most: room,
            open: Gauge::default(),
        }
    }

    /// The same endpoint, whose open subscriptions a gauge counts.
    #[must_use]
    pub fn counting(mut self, open: Gauge) -> Self {
        self.open = open;
        self
    }

    /// How many connections are open.
    pub fn connections(&self) -> u64 {
        let left = u64::try_from(self.room.available_permits()).unwrap_or(u64::MAX);
        u64::from(self.most).saturating_sub(left)
    }

    /// What an operation yields, as messages.
    fn operation(
        &self,
        http: &HttpRequest,
        peer: &Peer,
        id: String,
        body: &[u8],
    ) -> Result<LocalBoxStream<'static, Told>, Closing> {
        let refused = |error: ServerError| stream::iter([Told::Failed(vec![error])]).boxed_local();
        let admitted = match self.guard.admit_body(body) {
            Ok(admitted) => admitted,
            Err(refusal) if refusal.code().concerns_document() => {
                return Ok(refused(refusal.to_server_error()));
            }
            Err(_) => return Err(Closing::Malformed("the payload is no GraphQL request")),
        };
        if spend(http, admitted.weight.cost).is_err() {
            return Ok(refused(coded(EXCEEDED, COSTS_TOO_MUCH)));
        }
        if let Err(refusal) = self.guard.permits(admitted.trusted, peer.actor.is_some()) {
            return Ok(refused(refusal.to_server_error()));
        }
        let (executor, context) = (self.executor.clone(), Arc::clone(&self.context));
        let (peer, order, mut request) = (peer.clone(), admitted.order, admitted.request);
        let longest = self.patience.execution;
        let in_order = move |mut response: Response| {
            order.apply(&mut response.data);
            response
        };
        if admitted.operation == OperationType::Subscription {
            if !has_one_field(&mut request) {
                let message = "a subscription asks for one field, and not through a fragment";
                return Ok(refused(coded("VALIDATION_FAILED", message)));
            }
            let prepared = async move { context.prepare(&peer, request).await };
            let responses = stream::once(prepared)
                .flat_map(move |request| executor.execute_stream(request, None));
            let open = held(&self.open);
            return Ok(responses
                .map(move |response| {
                    // It is open for as long as anybody listens.
                    let _ = &open;
                    Told::of_subscription(in_order(response))
                })
                .boxed_local());
        }
        let span = traces::operation(admitted.operation, admitted.name.as_deref());
        let answer = async move {
            let request = context.prepare(&peer, request).await;
            tokio::time::timeout(longest, executor.execute(request)).await
        };
        let answer = answer.instrument(span);
        let told = stream::once(answer).map(move |answer| match answer {
            Ok(response) => Told::of_answer(in_order(response)),
            Err(_) => {
                tracing::warn!(
                    operation = id,
                    "an operation took too long and was given up"
                );
                let message = "the request took too long and was given up";
                Told::Failed(vec![coded("TIMEOUT", message)])
            }
        });
        Ok(told.boxed_local())
    }
}

/// Whether a subscription asks for one field. The library would run several beside one another, and would pass over
/// those in fragments.
fn has_one_field(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else {
        return false;
    };
    let chosen = match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name.as_str()),
        (DocumentOperations::Multiple(operations), None) => operations.values().next(),
    };
    chosen.is_some_and(|operation| {
        matches!(
            operation.node.selection_set.node.items.as_slice(),
            [only] if matches!(only.node, Selection::Field(_))
        )
    })
}

/// What an operation tells.
#[derive(Debug)]
enum Told {
    /// A result.
    Next(Response),
    /// Why it was refused or cannot go on: the last that it tells.
    Failed(Vec<ServerError>),
    /// That it has ended.
    Complete,
}

impl Told {
    /// A subscription that has nothing to show but errors cannot go on.
    fn of_subscription(mut response: Response) -> Self {
        settle(&mut response);
        if response.data == Value::Null && !response.errors.is_empty() {
            return Self::Failed(response.errors);
        }
        Self::Next(response)
    }

    fn of_answer(mut response: Response) -> Self {
        match settle(&mut response) {
            Settled::Executed => Self::Next(response),
            Settled::NotExecuted => Self::Failed(response.errors),
        }
    }
}

/// One connection.
struct Connection<E> {
    endpoint: SocketEndpoint<E>,
    http: HttpRequest,
    session: Session,
    messages: AggregatedMessageStream,
    protocol: Protocol,
    /// Who it is, once greeted.
    peer: Option<Peer>,
    operations: SelectAll<LocalBoxStream<'static, (String, Told)>>,
    /// Its place among all connections, free again once it has ended.
    _place: OwnedSemaphorePermit,
}

/// How long nobody looks at the clock: that of tokens and that of timers are two.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// How long nobody looks whether a token was revoked.
const LOOK: Duration = Duration::from_secs(2);

/// The other end is gone, or is told why the connection is closed.
enum Over {
    Gone,
    Closed(Option<CloseReason>),
}

impl From<Closing> for Over {
    fn from(closing: Closing) -> Self {
        Self::Closed(Some(closing.reason()))
    }
}

impl<E: Executor> Connection<E> {
    async fn serve(mut self) {
        let Over::Closed(reason) = self.converse().await else {
            return;
        };
        let longest = self.endpoint.patience.sending;
        let _ = tokio::time::timeout(longest, self.session.close(reason)).await;
    }

    async fn converse(&mut self) -> Over {
        let patience = self.endpoint.patience;
        let mut stopping = self.endpoint.stopping.clone();
        let initialised_by = Instant::now() + patience.initialisation;
        let mut beat = tokio::time::interval_at(Instant::now() + patience.ping, patience.ping);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut look = tokio::time::interval_at(Instant::now() + LOOK, LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut silent_beats = 0_u8;
        loop {
            let (left, closing) = match &self.peer {
                None => (
                    initialised_by.saturating_duration_since(Instant::now()),
                    Closing::InitialisationTimeout,
                ),
                Some(peer) => (
                    self.endpoint
                        .context
                        .remaining(peer)
                        .unwrap_or(LONGEST_SLEEP),
                    Closing::Forbidden("the token has expired"),
                ),
            };
            if left.is_zero() {
                return closing.into();
            }
            let outcome = tokio::select! {
                // An error says that the service is gone already.
                _ = stopping.wait_for(|stopping| *stopping) => {
                    return Closing::Away("the service stops").into();
                }
                // What it means is worked out anew above.
                () = tokio::time::sleep(left.min(LONGEST_SLEEP)) => Ok(()),
                _ = beat.tick() => {
                    silent_beats += 1;
                    if silent_beats > 2 {
                        return Closing::Away("nothing was heard").into();
                    }
                    self.sent(|mut session| async move { session.ping(b"").await }).await
                }
                _ = look.tick(), if self.has_token() => self.look().await,
                message = self.messages.next() => {
                    silent_beats = 0;
                    self.heard(message).await
                }
                Some((id, told)) = self.operations.next(), if !self.operations.is_empty() => {
                    self.tell(&id, told).await
                }
            };
            if let Err(over) = outcome {
                return over;
            }
        }
    }

    fn has_token(&self) -> bool {
        self.peer.as_ref().is_some_and(|peer| peer.actor.is_some())
    }

    /// Whether the token was revoked. Where it cannot be known the operations say so, each of which asks as well.
    async fn look(&self) -> Result<(), Over> {
        let Some(peer) = &self.peer else {
            return Ok(());
        };
        match self.endpoint.context.holds(peer).await {
            Ok(false) => Err(Closing::Forbidden("the token has been revoked").into()),
            Ok(true) => Ok(()),
            Err(cause) => {
                tracing::error!(%cause, "whether a token holds could not be read");
                Ok(())
            }
        }
    }

    async fn heard(
        &mut self,
        message: Option<Result<AggregatedMessage, ProtocolError>>,
    ) -> Result<(), Over> {
        match message {
            None => Err(Over::Gone),
            Some(Ok(AggregatedMessage::Text(text))) => self.take(&text).await,
            Some(Ok(AggregatedMessage::Binary(_))) => {
                Err(Closing::Malformed("messages are text").into())
            }
            Some(Ok(AggregatedMessage::Ping(carried))) => {
                self.sent(|mut session| async move { session.pong(&carried).await })
                    .await
            }
            Some(Ok(AggregatedMessage::Pong(_))) => Ok(()),
            Some(Ok(AggregatedMessage::Close(reason))) => Err(Over::Closed(reason)),
            Some(Err(ProtocolError::Io(cause))) if cause.kind() == ErrorKind::InvalidData => {
                Err(Over::Closed(Some(CloseReason::from(CloseCode::Invalid))))
            }
            // The second: a message in frames that are too large together. A connection that broke will not hear it.
            Some(Err(ProtocolError::Overflow | ProtocolError::Io(_))) => {
                Err(Closing::TooLarge.into())
            }
            Some(Err(_)) => Err(Closing::NoWebSocket.into()),
        }
    }

    async fn take(&mut self, text: &str) -> Result<(), Over> {
        match self.protocol.receive(text)? {
            Step::Nothing => Ok(()),
            Step::Send(text) => self.send(text).await,
            Step::Greet(authorization) => {
                let greeted = self
                    .endpoint
                    .context
                    .greet(&self.http, authorization.as_deref())
                    .await;
                let Ok(peer) = greeted else {
                    return Err(Closing::Forbidden("Forbidden").into());
                };
                self.peer = Some(peer);
                self.send(protocol::acknowledgement()).await
            }
            Step::Run { id, body } => {
                let Some(peer) = &self.peer else {
                    return Err(Closing::NotAcknowledged.into());
                };
                let told = self
                    .endpoint
                    .operation(&self.http, peer, id.clone(), &body)?;
                let (handle, registration) = AbortHandle::new_pair();
                if !self.protocol.started(&id, handle) {
                    let message = format!(
                        "the connection has {MOST_OPERATIONS} operations under way, no more are allowed"
                    );
                    let error = coded(TOO_MANY, message);
                    return self.send(protocol::error(&id, &[error])).await;
                }
                let told = told.chain(stream::iter([Told::Complete]));
                let named = Abortable::new(told, registration).map(move |told| (id.clone(), told));
                self.operations.push(named.boxed_local());
                Ok(())
            }
        }
    }

    async fn tell(&mut self, id: &str, told: Told) -> Result<(), Over> {
        let text = match told {
            Told::Next(response) => return self.send(protocol::next(id, &response)).await,
            Told::Failed(errors) => protocol::error(id, &errors),
            Told::Complete => protocol::complete(id),
        };
        // Whatever it would still tell is not heard.
        self.protocol.stop(id);
        self.send(text).await
    }

    async fn send(&mut self, text: String) -> Result<(), Over> {
        self.sent(|mut session| async move { session.text(text).await })
            .await
    }

    /// Sends, unless the client does not take it.
    async fn sent<F>(&mut self, send: impl FnOnce(Session) -> F) -> Result<(), Over>
    where
        F: Future<Output = Result<(), actix_ws::Closed>>,
    {
        let sending = send(self.session.clone());
        match tokio::time::timeout(self.endpoint.patience.sending, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Over::Gone),
        }
    }
}

/// The code of an operation for which a connection has no room.
pub const TOO_MANY: &str = "SUBSCRIPTION_LIMIT_EXCEEDED";
/// The code of a connection for which the service has no room.
pub const NO_ROOM: &str = "CONNECTION_LIMIT_EXCEEDED";
/// When there may be room again.
const COME_AGAIN: Duration = Duration::from_secs(30);

/// Registers the endpoint. It takes the requests that ask for a WebSocket and leaves all others to what is registered
/// after it at the same path.
pub fn configure<E: Executor>(endpoint: SocketEndpoint<E>) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        config.service(
            at(PATH)
                .app_data(web::Data::new(endpoint))
                .guard(route_guard::fn_guard(|context| {
                    let head = context.head();
                    let upgrade = head.headers().get(header::UPGRADE);
                    head.method == Method::GET
                        && upgrade
                            .and_then(|value| value.to_str().ok())
                            .is_some_and(|value| value.trim().eq_ignore_ascii_case("websocket"))
                }))
                .route(web::get().to(open::<E>)),
        );
    }
}

async fn open<E: Executor>(
    endpoint: web::Data<SocketEndpoint<E>>,
    http: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let Ok(place) = Arc::clone(&endpoint.room).try_acquire_owned() else {
        let message = "too many connections are open";
        return Ok(no_room(NO_ROOM, message, COME_AGAIN));
    };
    let (response, session, messages) =
        actix_ws::handle_with_protocols(&http, payload, &[protocol::NAME])?;
    let cap = endpoint.guard.limits().body;
    let messages = messages
        .max_frame_size(cap)
        .aggregate_continuations()
        .max_continuation_size(cap);
    if !response
        .headers()
        .contains_key(header::SEC_WEBSOCKET_PROTOCOL)
    {
        // Only an open connection can be told by a code of the protocol why it is closed.
        actix_web::rt::spawn(session.close(Some(Closing::Subprotocol.reason())));
        return Ok(response);
    }
    let connection = Connection {
        endpoint: endpoint.get_ref().clone(),
        http,
        session,
        messages,
        protocol: Protocol::default(),
        peer: None,
        operations: SelectAll::new(),
        _place: place,
    };
    actix_web::rt::spawn(connection.serve());
    Ok(response)
}
