//! A client that speaks GraphQL over HTTP.

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
        Self::read(request.body(body).send().await.expect("an answer")).await
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
        let answer = request.body(body.to_owned()).send().await.ok()?;
        serde_json::from_str(&answer.text().await.ok()?).ok()
    }

    /// Gets a path of the service.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self
            .http
            .get(format!("{}{path}", self.base))
            .header("accept", "application/json");
        Self::read(request.send().await.expect("an answer")).await
    }

    /// Gets a path of the service: status, media type and body to the byte.
    pub async fn fetch(&self, path: &str) -> (u16, String, String) {
        let mut request = self.http.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.expect("an answer");
        let media = response.headers().get("content-type");
        let media = media.and_then(|media| media.to_str().ok());
        let (status, media) = (
            response.status().as_u16(),
            media.unwrap_or_default().to_owned(),
        );
        (status, media, response.text().await.expect("a body"))
    }

    async fn read(response: reqwest::Response) -> Answer {
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        Answer {
            status,
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
        }
    }
}
