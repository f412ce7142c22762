//! A client that speaks GraphQL over HTTP.

use crate::decent::{Answered, decent};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

/// A client with or without a token.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    language: Option<&'static str>,
}

/// What the service answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body, null where it is no JSON.
    pub body: Value,
}

impl Answer {
    /// The data of an answer without errors.
    #[track_caller]
    pub fn data(self) -> Value {
        assert!(
            self.body.get("errors").is_none(),
            "errors: {:#}",
            self.body["errors"]
        );
        self.body["data"].clone()
    }

    /// Codes of the errors, in order.
    pub fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        errors
            .iter()
            .map(|error| error["extensions"]["code"].as_str().unwrap_or("(none)"))
            .collect()
    }
}

/// As much of a question is kept beside its answer.
const QUESTION: usize = 64 * 1024;

/// How a test asks the service: what is answered is looked at ([`decent`]) before the test sees it.
pub trait Asking {
    /// The whole answer.
    fn answered(self) -> impl Future<Output = reqwest::Result<Response>> + Send;
    /// An answer that does not end, read part by part.
    fn parts(self) -> impl Future<Output = Parts> + Send;
}

/// A question, and whether the asker said who they are.
#[derive(Debug)]
struct Asked {
    asked: String,
    known: bool,
}

impl Asked {
    fn of(request: &reqwest::Request) -> Self {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let body = body.unwrap_or_default();
        let body = String::from_utf8_lossy(&body[..body.len().min(QUESTION)]);
        let known = ["authorization", "cookie"]
            .iter()
            .any(|name| request.headers().contains_key(*name));
        Self {
            asked: format!("{} {body}", request.url()),
            known,
        }
    }

    fn decent(&self, status: StatusCode, body: &[u8]) {
        decent(Answered {
            asked: &self.asked,
            known: self.known,
            status: status.as_u16(),
            body,
        });
    }
}

impl Asking for RequestBuilder {
    async fn answered(self) -> reqwest::Result<Response> {
        let (client, request) = self.build_split();
        let request = request?;
        let asked = Asked::of(&request);
        let response = client.execute(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await?;
        asked.decent(status, &body);
        let mut whole = http::Response::new(body);
        (*whole.status_mut(), *whole.headers_mut()) = (status, headers);
        Ok(whole.into())
    }

    async fn parts(self) -> Parts {
        let (client, request) = self.build_split();
        let request = request.expect("a request");
        let asked = Asked::of(&request);
        let response = client.execute(request).await.expect("an answer");
        let (response, text) = (response, String::new());
        Parts {
            asked,
            response,
            text,
        }
    }
}

/// What came so far of an answer that does not end.
#[derive(Debug)]
pub struct Parts {
    asked: Asked,
    response: Response,
    text: String,
}

impl Parts {
    /// Status and headers.
    pub const fn response(&self) -> &Response {
        &self.response
    }

    /// Reads until enough has come, and tells all that came since the first part.
    pub async fn until(&mut self, patience: Duration, enough: impl Fn(&str) -> bool) -> &str {
        while !enough(&self.text) {
            let part = tokio::time::timeout(patience, self.response.chunk()).await;
            let part = part.unwrap_or_else(|_| panic!("nothing more after {}", self.text));
            let part = part.expect("read").expect("not ended");
            self.text
                .push_str(std::str::from_utf8(&part).expect("text"));
            let status = self.response.status();
            self.asked.decent(status, self.text.as_bytes());
        }
        &self.text
    }
}

/// What a request is answered: status, headers, and the body to the byte.
#[track_caller]
pub fn sent(request: RequestBuilder) -> impl Future<Output = (u16, HeaderMap, Vec<u8>)> {
    let place = std::panic::Location::caller();
    async move {
        let answer = request.answered().await;
        let answer = answer.unwrap_or_else(|error| panic!("{place}: {error}"));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.expect("read before");
        (status, headers, body.to_vec())
    }
}

impl Client {
    /// A client of the service at an address.
    pub fn new(base: &str, token: Option<String>) -> Self {
        // The machine's list of authorities takes a while to read, and nothing here is asked over TLS.
        let http = reqwest::Client::builder()
            .tls_certs_only([])
            .no_proxy()
            .build()
            .expect("a client");
        Self {
            http,
            base: base.to_owned(),
            token,
            language: None,
        }
    }

    /// The same client, reading English.
    #[must_use]
    pub fn in_english(mut self) -> Self {
        self.language = Some("en");
        self
    }

    /// Posts a query with variables.
    pub async fn query(&self, query: &str, variables: Value) -> Answer {
        self.post(json!({"query": query, "variables": variables}).to_string())
            .await
    }

    /// Posts a body as it is.
    pub async fn post(&self, body: impl Into<reqwest::Body>) -> Answer {
        let mut request = self
            .http
            .post(format!("{}/graphql", self.base))
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(language) = self.language {
            request = request.header("accept-language", language);
        }
        Self::read(request.body(body)).await
    }

    /// Posts a body and waits so long for the answer; `None` where the connection broke before it came.
    pub async fn try_post(&self, base: &str, body: &str, patience: Duration) -> Option<Value> {
        let mut request = self
            .http
            .post(format!("{base}/graphql"))
            .header("content-type", "application/json")
            .timeout(patience);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = request.body(body.to_owned()).answered().await.ok()?;
        serde_json::from_str(&answer.text().await.ok()?).ok()
    }

    /// Gets a path of the service.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self
            .http
            .get(format!("{}{path}", self.base))
            .header("accept", "application/json");
        Self::read(request).await
    }

    /// Gets a path of the service: status, media type and body to the byte.
    pub async fn fetch(&self, path: &str) -> (u16, String, String) {
        let (status, media, body) = self.fetch_bytes(path).await;
        (status, media, String::from_utf8_lossy(&body).into_owned())
    }

    /// The same where the body may be no text. It comes as it is, not packed.
    pub async fn fetch_bytes(&self, path: &str) -> (u16, String, Vec<u8>) {
        let mut request = self.http.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let (status, headers, body) = sent(request).await;
        let packed = headers.get("content-encoding");
        assert!(packed.is_none_or(|packed| packed == "identity"), "{path}");
        let media = headers.get("content-type");
        let media = media.and_then(|media| media.to_str().ok());
        (status, media.unwrap_or_default().to_owned(), body)
    }

    async fn read(request: RequestBuilder) -> Answer {
        let (status, _, body) = sent(request).await;
        Answer {
            status,
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        }
    }
}
