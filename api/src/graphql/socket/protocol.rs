//! The messages of `graphql-transport-ws` and their order, without a socket.

use actix_ws::{CloseCode, CloseReason};
use async_graphql::{ServerError, Value};
use futures_util::stream::AbortHandle;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The name under which a client asks for it.
pub(super) const NAME: &str = "graphql-transport-ws";
/// Operations that one connection may have under way.
pub(super) const MOST_OPERATIONS: usize = 20;
/// Bytes of the longest id of an operation.
const LONGEST_ID: usize = 128;

/// Why the service closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// A message that is none of the protocol's.
    Malformed(&'static str),
    /// An operation before the connection is acknowledged.
    NotAcknowledged,
    /// A token that does not hold, or holds no longer.
    Forbidden(&'static str),
    /// The client speaks another protocol.
    Subprotocol,
    /// Nothing was said in time.
    InitialisationTimeout,
    /// An id that is in use.
    IdInUse,
    /// The connection was initialised before.
    InitialisedTwice,
    /// A message is too large.
    TooLarge,
    /// What came is no WebSocket.
    NoWebSocket,
    /// The service stops, or hears nothing of the client.
    Away(&'static str),
}

impl Closing {
    /// The code and the reason on the wire.
    pub(super) fn reason(self) -> CloseReason {
        let (code, text) = match self {
            Self::Malformed(what) => (CloseCode::Other(4400), what),
            Self::NotAcknowledged => (CloseCode::Other(4401), "Unauthorized"),
            Self::Forbidden(why) => (CloseCode::Other(4403), why),
            Self::Subprotocol => (CloseCode::Other(4406), "Subprotocol not acceptable"),
            Self::InitialisationTimeout => {
                (CloseCode::Other(4408), "Connection initialisation timeout")
            }
            Self::IdInUse => (CloseCode::Other(4409), "Subscriber already exists"),
            Self::InitialisedTwice => (CloseCode::Other(4429), "Too many initialisation requests"),
            Self::TooLarge => (CloseCode::Size, "the message is too large"),
            Self::NoWebSocket => (CloseCode::Protocol, "not a WebSocket frame"),
            Self::Away(why) => (CloseCode::Away, why),
        };
        CloseReason {
            code,
            description: Some(text.to_owned()),
        }
    }
}

/// A message of the client. Members that we do not know are passed over.
#[derive(Deserialize)]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

/// What a message asks of the connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To greet the client, who came with this instead of an `Authorization` header.
    Greet(Option<String>),
    /// To send this.
    Send(String),
    /// To run an operation: its id, and the request as a body of HTTP would have it.
    Run { id: String, body: Vec<u8> },
    /// Nothing.
    Nothing,
}

/// Where a connection stands.
#[derive(Debug, Default)]
pub(super) struct Protocol {
    acknowledged: bool,
    running: HashMap<String, AbortHandle>,
}

impl Protocol {
    /// Takes a text message.
    pub(super) fn receive(&mut self, text: &str) -> Result<Step, Closing> {
        let message: Message<'_> =
            serde_json::from_str(text).map_err(|_| Closing::Malformed("Invalid message"))?;
        match message.kind.as_str() {
            "connection_init" if self.acknowledged => Err(Closing::InitialisedTwice),
            "connection_init" => {
                let authorization = authorization(message.payload)?;
                self.acknowledged = true;
                Ok(Step::Greet(authorization))
            }
            "ping" => Ok(Step::Send(write("pong", None, message.payload))),
            "pong" => Ok(Step::Nothing),
            "subscribe" => self.subscribe(message),
            "complete" => {
                let id = identity(message.id)?;
                self.stop(&id);
                Ok(Step::Nothing)
            }
            _ => Err(Closing::Malformed("Invalid message type")),
        }
    }

    fn subscribe(&mut self, message: Message<'_>) -> Result<Step, Closing> {
        let id = identity(message.id)?;
        let body = message
            .payload
            .ok_or(Closing::Malformed("subscribe has no payload"))?;
        if !self.acknowledged {
            return Err(Closing::NotAcknowledged);
        }
        if self.running.contains_key(&id) {
            return Err(Closing::IdInUse);
        }
        Ok(Step::Run {
            id,
            body: body.get().as_bytes().to_vec(),
        })
    }

    /// Notes that an operation is under way, if there is room for it.
    pub(super) fn started(&mut self, id: &str, operation: AbortHandle) -> bool {
        if self.running.len() >= MOST_OPERATIONS {
            return false;
        }
        match self.running.entry(id.to_owned()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(operation);
                true
            }
        }
    }

    /// Stops an operation; one that is unknown has ended meanwhile.
    pub(super) fn stop(&mut self, id: &str) {
        if let Some(operation) = self.running.remove(id) {
            operation.abort();
        }
    }
}

fn identity(id: Option<String>) -> Result<String, Closing> {
    id.filter(|id| !id.is_empty() && id.len() <= LONGEST_ID)
        .ok_or(Closing::Malformed("the message has no proper id"))
}

/// What a client says instead of an `Authorization` header, which browsers cannot send with a WebSocket.
fn authorization(payload: Option<&RawValue>) -> Result<Option<String>, Closing> {
    #[derive(Deserialize)]
    struct Initialisation {
        // Twice, in either case, is refused as a name that is repeated.
        #[serde(alias = "Authorization")]
        authorization: Option<String>,
    }
    let Some(payload) = payload else {
        return Ok(None);
    };
    // A struct could be read from a list as well.
    if !payload.get().starts_with('{') {
        return match payload.get() {
            "null" => Ok(None),
            _ => Err(Closing::Malformed("the payload is not an object")),
        };
    }
    serde_json::from_str::<Initialisation>(payload.get())
        .map(|initialisation| initialisation.authorization)
        .map_err(|_| Closing::Malformed("authorization is not one text"))
}

/// A message as text.
fn write(kind: &str, id: Option<&str>, payload: Option<impl Serialize>) -> String {
    #[derive(Serialize)]
    struct Message<'a, P> {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        #[serde(rename = "type")]
        kind: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<P>,
    }
    serde_json::to_string(&Message { id, kind, payload }).unwrap_or_else(|cause| {
        // Only a map whose keys are no texts could not be written, and there is none.
        tracing::error!(%cause, "a message could not be written as JSON");
        String::new()
    })
}

/// The greeting.
pub(super) fn acknowledgement() -> String {
    write("connection_ack", None, None::<()>)
}

/// A result of an operation.
pub(super) fn next(id: &str, response: &async_graphql::Response) -> String {
    #[derive(Serialize)]
    struct Outcome<'a> {
        data: &'a Value,
        #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
        errors: &'a [ServerError],
    }
    let outcome = Outcome {
        data: &response.data,
        errors: &response.errors,
    };
    write("next", Some(id), Some(outcome))
}

/// An operation was refused, or ended in failure.
pub(super) fn error(id: &str, errors: &[ServerError]) -> String {
    write("error", Some(id), Some(errors))
}

/// An operation has ended.
pub(super) fn complete(id: &str) -> String {
    write("complete", Some(id), None::<()>)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greeted() -> Protocol {
        Protocol {
            acknowledged: true,
            running: HashMap::new(),
        }
    }

    #[test]
    fn a_message_is_one_of_the_protocols_or_closes_the_connection() {
        let long = format!(r#"{{"type":"complete","id":"{}"}}"#, "x".repeat(129));
        for (text, code) in [
            ("", 4400),
            ("[]", 4400),
            ("{}", 4400),
            (r#"{"type":7}"#, 4400),
            (r#"{"type":"start","id":"1","payload":{}}"#, 4400),
            (r#"{"type":"ping","type":"ping"}"#, 4400),
            (r#"{"type":"subscribe","payload":{}}"#, 4400),
            (r#"{"type":"subscribe","id":"","payload":{}}"#, 4400),
            (r#"{"type":"subscribe","id":7,"payload":{}}"#, 4400),
            (r#"{"type":"subscribe","id":"1"}"#, 4400),
            (r#"{"type":"complete"}"#, 4400),
            (&long, 4400),
            (r#"{"type":"connection_init"}"#, 4429),
        ] {
            let closing = greeted().receive(text).expect_err(text);
            assert_eq!(closing.reason().code, CloseCode::Other(code), "{text}");
        }
    }

    #[test]
    fn an_operation_waits_for_the_greeting_and_has_an_id_of_its_own() {
        let subscribe = r#"{"type":"subscribe","id":"1","payload":{"query":"{ a }"}}"#;
        let mut protocol = Protocol::default();
        assert_eq!(protocol.receive(subscribe), Err(Closing::NotAcknowledged));
        assert_eq!(
            protocol.receive(r#"{"type":"connection_init"}"#),
            Ok(Step::Greet(None))
        );
        let run = Step::Run {
            id: "1".to_owned(),
            body: br#"{"query":"{ a }"}"#.to_vec(),
        };
        assert_eq!(protocol.receive(subscribe), Ok(run));
        let (operation, _) = AbortHandle::new_pair();
        assert!(protocol.started("1", operation.clone()));
        assert_eq!(protocol.receive(subscribe), Err(Closing::IdInUse));
        assert_eq!(
            protocol.receive(r#"{"type":"complete","id":"1"}"#),
            Ok(Step::Nothing)
        );
        assert!(operation.is_aborted());
        assert!(matches!(protocol.receive(subscribe), Ok(Step::Run { .. })));
        // A completion that crosses the service's own is no fault.
        assert_eq!(
            protocol.receive(r#"{"type":"complete","id":"1"}"#),
            Ok(Step::Nothing)
        );
    }

    #[test]
    fn a_connection_has_twenty_operations_and_gets_room_when_one_ends() {
        let mut protocol = greeted();
        for number in 0..MOST_OPERATIONS {
            assert!(protocol.started(&number.to_string(), AbortHandle::new_pair().0));
        }
        assert!(!protocol.started("more", AbortHandle::new_pair().0));
        protocol.stop("7");
        assert!(protocol.started("more", AbortHandle::new_pair().0));
    }

    #[test]
    fn the_token_stands_in_the_payload_of_the_initialisation() {
        let init = |payload: &str| {
            let text = format!(r#"{{"type":"connection_init","payload":{payload}}}"#);
            Protocol::default().receive(&text)
        };
        let greet = |header: &str| Ok(Step::Greet(Some(header.to_owned())));
        assert_eq!(init(r#"{"authorization":"Bearer a"}"#), greet("Bearer a"));
        assert_eq!(
            init(r#"{"Authorization":"Bearer a","x":[{}]}"#),
            greet("Bearer a")
        );
        for nobody in ["null", "{}", r#"{"authorization":null}"#] {
            assert_eq!(init(nobody), Ok(Step::Greet(None)), "{nobody}");
        }
        for wrong in [
            "[]",
            r#"["Bearer a"]"#,
            "7",
            r#"{"authorization":7}"#,
            r#"{"authorization":"Bearer a","Authorization":"Bearer b"}"#,
        ] {
            let closing = init(wrong).expect_err(wrong);
            assert_eq!(closing.reason().code, CloseCode::Other(4400), "{wrong}");
        }
    }

    #[test]
    fn a_ping_is_answered_with_what_it_carries_at_any_time() {
        for mut protocol in [Protocol::default(), greeted()] {
            for (ping, pong) in [
                (r#"{"type":"ping"}"#, r#"{"type":"pong"}"#),
                (
                    r#"{"type":"ping","payload":{"b": 1, "a":[2]}}"#,
                    r#"{"type":"pong","payload":{"b": 1, "a":[2]}}"#,
                ),
            ] {
                assert_eq!(protocol.receive(ping), Ok(Step::Send(pong.to_owned())));
            }
            assert_eq!(protocol.receive(r#"{"type":"pong"}"#), Ok(Step::Nothing));
        }
    }
}
