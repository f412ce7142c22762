//! A client that speaks `graphql-transport-ws`.

use crate::client::Answer;
use crate::decent::{Answered, decent};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// The protocol's name.
pub const PROTOCOL: &str = "graphql-transport-ws";
/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection. Dropping it cuts it without a word.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    known: bool,
    asked: String,
}

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// A message.
    Message(Value),
    /// The connection was closed, with a code where there was one.
    Closed(Option<u16>),
}

impl Socket {
    /// Opens a connection to the service at an address, with a protocol or none.
    ///
    /// # Errors
    /// Where the service does not take it.
    pub async fn open(base: &str, protocol: Option<&'static str>) -> Result<Self, Error> {
        let address = base.strip_prefix("http://").unwrap_or(base);
        let mut request = format!("ws://{address}/graphql").into_client_request()?;
        if let Some(protocol) = protocol {
            let headers = request.headers_mut();
            headers.insert("sec-websocket-protocol", HeaderValue::from_static(protocol));
        }
        let tcp = TcpStream::connect(address).await?;
        let (stream, _) = client_async(request, tcp).await?;
        Ok(Self {
            stream,
            known: false,
            asked: String::new(),
        })
    }

    /// A connection of the protocol that has said nothing yet.
    pub async fn silent(base: &str) -> Self {
        Self::open(base, Some(PROTOCOL))
            .await
            .expect("a connection")
    }

    /// A connection that was greeted, with a token or without.
    pub async fn greeted(base: &str, token: Option<&str>) -> Self {
        let mut socket = Self::silent(base).await;
        let payload = token.map(|token| json!({"authorization": format!("Bearer {token}")}));
        socket
            .say(&json!({"type": "connection_init", "payload": payload}))
            .await;
        assert_eq!(
            socket.hear().await,
            Heard::Message(json!({"type": "connection_ack"}))
        );
        socket
    }

    /// Sends a message.
    pub async fn say(&mut self, message: &Value) {
        self.known |= message["payload"].get("authorization").is_some();
        self.asked = message.to_string();
        self.send(Message::text(self.asked.clone())).await;
    }

    /// Sends a frame as it is. One that the service does not wait for is lost.
    pub async fn send(&mut self, message: Message) {
        let _ = self.stream.send(message).await;
    }

    /// Starts an operation.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({"query": query, "variables": variables});
        self.say(&json!({"type": "subscribe", "id": id, "payload": payload}))
            .await;
    }

    /// What comes next, apart from pings.
    pub async fn hear(&mut self) -> Heard {
        self.hear_within(PATIENCE)
            .await
            .expect("something within half a minute")
    }

    /// What comes within a time.
    pub async fn hear_within(&mut self, time: Duration) -> Option<Heard> {
        tokio::time::timeout(time, async {
            loop {
                return match self.stream.next().await {
                    Some(Ok(Message::Text(text))) => {
                        let message: Value =
                            serde_json::from_str(text.as_str()).expect("messages are JSON");
                        self.looked_at(&message);
                        Heard::Message(message)
                    }
                    Some(Ok(Message::Close(frame))) => {
                        Heard::Closed(frame.map(|frame| frame.code.into()))
                    }
                    Some(Ok(_)) => continue,
                    Some(Err(_)) | None => Heard::Closed(None),
                };
            }
        })
        .await
        .ok()
    }

    /// What an operation gives, as over HTTP; what it fails with is told as its errors.
    fn looked_at(&self, message: &Value) {
        let payload = match message["type"].as_str() {
            Some("error") => json!({"errors": message["payload"]}),
            _ => message["payload"].clone(),
        };
        decent(Answered {
            asked: &self.asked,
            known: self.known,
            status: 200,
            body: payload.to_string().as_bytes(),
        });
    }

    /// The code that the connection is closed with, whatever comes before.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            if let Heard::Closed(code) = self.hear().await {
                return code;
            }
        }
    }

    /// The next result of an operation, as an answer.
    #[track_caller]
    pub fn result(&mut self, id: &str) -> impl Future<Output = Answer> + use<'_> {
        let place = std::panic::Location::caller();
        let id = id.to_owned();
        async move {
            match self.hear().await {
                Heard::Message(message) if message["type"] == "next" && message["id"] == *id => {
                    Answer {
                        status: 200,
                        body: message["payload"].clone(),
                    }
                }
                other => panic!("no result for {id} at {place}: {other:?}"),
            }
        }
    }

    /// Codes of the errors that an operation ends with.
    #[track_caller]
    pub fn failure(&mut self, id: &str) -> impl Future<Output = Vec<String>> + use<'_> {
        let place = std::panic::Location::caller();
        let id = id.to_owned();
        async move {
            match self.hear().await {
                Heard::Message(message) if message["type"] == "error" && message["id"] == *id => {
                    let errors = message["payload"].as_array().expect("a list");
                    let code =
                        |error: &Value| error["extensions"]["code"].as_str().map(str::to_owned);
                    errors
                        .iter()
                        .map(|error| code(error).expect("a code"))
                        .collect()
                }
                other => panic!("no failure of {id} at {place}: {other:?}"),
            }
        }
    }
}
