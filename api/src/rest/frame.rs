//! What holds for every request below the root: only what the description has is there, other methods are refused with
//! `Allow`, parameters that it does not name are refused by name, and every answer belongs to a trace.

use super::ROOT;
use super::problem::Fault;
use super::trace::{TRACEPARENT, Trace};
use crate::context::language;
use crate::system::SystemIds;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use application::error::AppError;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a page of another origin may read of an answer beside its body.
const EXPOSED: &str = "ETag, Content-Disposition, Content-Language, Content-Range, Accept-Ranges, Location, traceparent, Paragraf-Cursor, RateLimit, RateLimit-Policy, Retry-After";
/// What a page of another origin may send with a read. No token: what is public is all that it gets.
const SENDABLE: &str = "Accept, Accept-Language, If-None-Match, If-Range, Last-Event-ID, Range, traceparent, tracestate";
/// How long a browser may keep what it was told of that, in seconds.
const KEPT: &str = "86400";

/// An address of the description.
#[derive(Debug)]
struct Address {
    /// Its parts, between the strokes.
    parts: Vec<String>,
    /// What each method takes.
    methods: BTreeMap<String, Taken>,
}

/// What an operation takes beside its address.
#[derive(Debug, Default)]
struct Taken {
    /// Parameters of the query by name, and whether more than once.
    query: BTreeMap<String, bool>,
    /// Headers by name, and the longest value.
    headers: BTreeMap<String, usize>,
}

impl Address {
    /// Whether a path is one of it. A part in braces stands for a name without an ending, two with a full stop between
    /// for a name with one.
    fn fits(&self, path: &[&str]) -> bool {
        let mut pairs = self.parts.iter().zip(path);
        self.parts.len() == path.len()
            && pairs.all(|(part, text)| match part.strip_prefix('{') {
                None => part == text,
                Some(rest) => match rest.split_once("}.") {
                    None => !text.is_empty() && !text.contains('.'),
                    Some((_, "csv")) => text.ends_with(".csv"),
                    Some(_) => text.contains('.'),
                },
            })
    }

    /// What `Allow` says of it.
    fn allowed(&self) -> String {
        let mut allowed: Vec<&str> = self.methods.keys().map(String::as_str).collect();
        if self.methods.contains_key("GET") {
            allowed.push("HEAD");
        }
        allowed.push("OPTIONS");
        allowed.join(", ")
    }
}

/// Every address that the description has.
#[derive(Debug)]
pub struct Known(Vec<Address>);

impl Taken {
    /// What an operation of a description names; what many have in common stands among its components.
    fn of(operation: &Value, document: &Value) -> Self {
        let mut taken = Self::default();
        for held in operation["parameters"].as_array().into_iter().flatten() {
            let common = held["$ref"]
                .as_str()
                .map(|held| held.trim_start_matches('#'));
            let common = common.and_then(|pointer| document.pointer(pointer));
            let held = common.unwrap_or(held);
            let Some(name) = held["name"].as_str() else {
                continue;
            };
            if held["in"] == "query" {
                let many = held["schema"]["type"] == "array";
                taken.query.insert(name.to_owned(), many);
            }
            let longest = held["schema"]["maxLength"].as_u64();
            if let ("header", Some(longest)) = (held["in"].as_str().unwrap_or_default(), longest) {
                let longest = usize::try_from(longest).unwrap_or(usize::MAX);
                taken.headers.insert(name.to_owned(), longest);
            }
        }
        taken
    }

    /// The first header that is longer than it may be.
    fn too_long(&self, headers: &HeaderMap) -> Option<AppError> {
        let mut named = self.headers.iter();
        let (name, longest) = named.find(|(name, longest)| {
            let held = headers.get_all(name.as_str());
            held.map(|value| value.len()).sum::<usize>() > **longest
        })?;
        let reason = format!("longer than {longest} characters");
        Some(AppError::invalid(name.clone(), reason))
    }
}

impl Known {
    /// Reads the addresses of a description.
    pub fn of(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        let addresses = paths.map(|(path, held)| {
            let methods = held.as_object().into_iter().flatten();
            Address {
                parts: path.split('/').skip(1).map(str::to_owned).collect(),
                methods: methods
                    .map(|(method, held)| (method.to_uppercase(), Taken::of(held, document)))
                    .collect(),
            }
        });
        Self(addresses.collect())
    }

    fn find(&self, path: &str) -> Option<&Address> {
        let below: Vec<&str> = path.strip_prefix(ROOT)?.split('/').skip(1).collect();
        let fitting = || self.0.iter().filter(|address| address.fits(&below));
        // What is written out goes before what stands for anything.
        let plain = |address: &&Address| !address.parts.iter().any(|part| part.starts_with('{'));
        fitting().find(plain).or_else(|| fitting().next())
    }
}

/// The first parameter that is not as an operation takes it.
fn strange(query: &str, taken: &BTreeMap<String, bool>) -> Option<AppError> {
    let mut met = BTreeSet::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        let reason = match taken.get(name.as_ref()) {
            None => "no such parameter",
            Some(_) if text.contains('\0') => "holds the character U+0000",
            Some(false) if met.contains(&name) => "stands more than once",
            Some(_) => {
                met.insert(name);
                continue;
            }
        };
        return Some(AppError::invalid(name, reason));
    }
    None
}

/// Answers what no route may answer.
fn refused(request: &ServiceRequest, known: &Known) -> Option<HttpResponse> {
    let http = request.request();
    let told = |fault: Fault| fault.answer(http, language(http));
    let Some(address) = known.find(request.path()) else {
        return Some(told(AppError::NotFound { what: "resource" }.into()));
    };
    let method = match request.method() {
        &Method::OPTIONS => return Some(options(request, address)),
        &Method::HEAD => "GET",
        method => method.as_str(),
    };
    let Some(taken) = address.methods.get(method) else {
        let fault = Fault::told("METHOD_NOT_ALLOWED", "", None);
        let mut answer = told(fault);
        if let Ok(allowed) = HeaderValue::from_str(&address.allowed()) {
            answer.headers_mut().insert(header::ALLOW, allowed);
        }
        return Some(answer);
    };
    strange(request.query_string(), &taken.query)
        .or_else(|| taken.too_long(request.headers()))
        .map(|error| told(error.into()))
}

/// What a browser asks before it reads for a page of another origin, and what methods there are.
fn options(request: &ServiceRequest, address: &Address) -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::NO_CONTENT);
    answer.insert_header((header::ALLOW, address.allowed()));
    let asks = request
        .headers()
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if asks && address.methods.contains_key("GET") {
        answer
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, SENDABLE))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, KEPT));
    }
    answer.finish()
}

/// Stands around every route.
pub async fn frame(
    known: web::Data<Known>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let trace = Trace::held(&request, &SystemIds);
    let mut answer = match refused(&request, &known) {
        Some(answer) => request.into_response(answer),
        None => next.call(request).await?.map_into_boxed_body(),
    };
    let headers = answer.headers_mut();
    if let Ok(trace) = HeaderValue::from_str(&trace.header()) {
        headers.insert(HeaderName::from_static(TRACEPARENT), trace);
    }
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn known() -> Known {
        Known::of(&json!({"paths": {
            "/meetings/{meeting}": {"get": {"parameters": [{"name": "meeting", "in": "path"}]}},
            "/meetings/{meeting}/attachments": {"get": {}, "post": {}},
            "/minutes/{minutes}.{format}": {"get": {"parameters": [{"name": "language", "in": "query"}]}},
            "/minutes/{minutes}/{document}.{format}": {"get": {}},
            "/minutes/{minutes}/bundle": {"get": {}},
        }}))
    }

    #[test]
    fn an_address_is_found_by_its_form() {
        let known = known();
        for (path, found) in [
            ("/meetings/mtg-1", "/meetings/{meeting}"),
            ("/meetings/mtg-1.pdf", ""),
            ("/meetings/", ""),
            ("/meetings", ""),
            ("/minutes/min-1.pdf", "/minutes/{minutes}.{format}"),
            (
                "/minutes/min-1/notice.pdf",
                "/minutes/{minutes}/{document}.{format}",
            ),
            ("/minutes/min-1/bundle", "/minutes/{minutes}/bundle"),
            ("/minutes/min-1/other", ""),
        ] {
            let held = known.find(&format!("{ROOT}{path}"));
            let held = held.map(|held| format!("/{}", held.parts.join("/")));
            assert_eq!(held.unwrap_or_default(), found, "{path}");
        }
        let attachments = known.find(&format!("{ROOT}/meetings/mtg-1/attachments"));
        let allowed = attachments.map(Address::allowed).expect("an address");
        assert_eq!(allowed, "GET, POST, HEAD, OPTIONS");
    }

    #[test]
    fn a_strange_parameter_is_refused_by_name() {
        let taken = BTreeMap::from([("page".to_owned(), false), ("kinds".to_owned(), true)]);
        for (query, field) in [
            ("", None),
            ("page=1&kinds=A&kinds=B", None),
            ("page=1&size=3", Some("size")),
            ("page=1&page=2", Some("page")),
            ("kinds=%00", Some("kinds")),
        ] {
            let field_at_fault = strange(query, &taken).map(|error| match error {
                AppError::Invalid { field, .. } => field,
                _ => String::new(),
            });
            assert_eq!(field_at_fault.as_deref(), field, "{query}");
        }
    }
}
