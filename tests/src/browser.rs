//! A browser as far as pages need one: it keeps cookies, says where a form comes from, and follows no redirection unless
//! it is told to.

use crate::app::App;
use crate::client::Asking;
use reqwest::Url;
use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A browser.
#[derive(Debug)]
pub struct Browser {
    http: reqwest::Client,
    base: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A page as it came.
#[derive(Debug, Clone)]
pub struct Shown {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: String,
}

impl Shown {
    /// A header, empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        let held = self.headers.get(name).and_then(|held| held.to_str().ok());
        held.unwrap_or_default()
    }

    /// Where it leads to, empty where it leads nowhere.
    pub fn leads_to(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// The value of a field of a form.
    pub fn field(&self, name: &str) -> Option<String> {
        let found = self
            .body
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1)?;
        let value = found.split('"').next()?;
        Some(
            value
                .replace("&amp;", "&")
                .replace("&#38;", "&")
                .replace("&#x2F;", "/"),
        )
    }

    /// The word that its forms hold.
    ///
    /// # Panics
    /// It has no form of somebody who is signed in.
    pub fn csrf(&self) -> String {
        self.field("csrf")
            .expect("a form of somebody who is signed in")
    }
}

impl Browser {
    /// One without cookies.
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .tls_certs_only([])
            .no_proxy()
            .redirect(Policy::none())
            .build();
        Self {
            http: http.expect("a client"),
            base: base.to_owned(),
            cookies: Mutex::default(),
        }
    }

    /// One in which somebody signed in with a development token.
    ///
    /// # Panics
    /// The token was not taken.
    pub async fn signed_in(app: &App, token: &str) -> Self {
        let browser = Self::new(app.base());
        let shown = browser.post("/sign-in", &[("token", token)]).await;
        assert_eq!(shown.status, 303, "{}", shown.body);
        browser
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("no panic").get(name).cloned()
    }

    /// Sets a cookie.
    pub fn plant(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().expect("no panic");
        cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Gets a path of the service, or an address.
    pub async fn get(&self, path: &str) -> Shown {
        self.send(self.http.get(self.address(path))).await
    }

    /// Posts a form as a page of the service does.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        self.post_from(path, fields, &[("origin", &self.base)])
            .await
    }

    /// Posts a form with headers of its own.
    pub async fn post_from(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Shown {
        let mut form = Url::parse("http://form.invalid").expect("an address");
        form.query_pairs_mut().extend_pairs(fields);
        let body = form.query().unwrap_or_default().to_owned();
        let mut request = self
            .http
            .post(self.address(path))
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body)).await
    }

    fn address(&self, path: &str) -> String {
        match path.starts_with("http") {
            true => path.to_owned(),
            false => format!("{}{path}", self.base),
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Shown {
        let cookies = {
            let held = self.cookies.lock().expect("no panic");
            let pairs = held.iter().map(|(name, value)| format!("{name}={value}"));
            pairs.collect::<Vec<_>>().join("; ")
        };
        let request = match cookies.is_empty() {
            true => request,
            false => request.header("cookie", cookies),
        };
        let answer = request.answered().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for set in headers.get_all(SET_COOKIE) {
            let text = set.to_str().expect("text");
            let (name, value) = text.split_once('=').expect("a cookie");
            let value = value.split(';').next().unwrap_or_default();
            let mut held = self.cookies.lock().expect("no panic");
            match text.contains("Max-Age=0") {
                true => held.remove(name),
                false => held.insert(name.to_owned(), value.to_owned()),
            };
        }
        Shown {
            status,
            headers,
            body: answer.text().await.expect("a body"),
        }
    }
}
