//! Where somebody without a token finds out who gives one: protected resource metadata (RFC 9728), and the way to it in
//! every challenge.

use crate::config::Settings;
use crate::rest::ROOT;
use crate::rest::service::base;
use crate::web::doors::at;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use serde_json::json;

/// Its address.
const PATH: &str = "/.well-known/oauth-protected-resource";

/// What the service says of itself as a protected resource. It needs an address of its own for that: where the settings
/// do not tell it, there is nothing to say.
#[derive(Debug, Clone)]
pub struct Protected(Option<Told>);

#[derive(Debug, Clone)]
struct Told {
    body: String,
    parameter: String,
}

impl Protected {
    /// By the settings, and the issuers whose tokens are taken.
    pub fn new(settings: &Settings, issuers: &[&str]) -> Self {
        let base = base(settings);
        if base.is_empty() {
            return Self(None);
        }
        let body = json!({
            "resource": base,
            "resource_name": "Paragraf",
            "authorization_servers": issuers,
            "bearer_methods_supported": ["header"],
            "resource_documentation": format!("{base}{ROOT}/terms"),
        });
        Self(Some(Told {
            body: body.to_string(),
            parameter: format!("resource_metadata=\"{base}{PATH}\""),
        }))
    }

    /// Registers the address.
    pub fn configure(self) -> impl FnOnce(&mut web::ServiceConfig) {
        move |routes| {
            if let Some(told) = self.0 {
                let give = move || {
                    let body = told.body.clone();
                    async move {
                        HttpResponse::Ok()
                            .content_type("application/json")
                            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
                            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
                            .body(body)
                    }
                };
                routes.service(at(PATH).route(web::get().to(give)));
            }
        }
    }
}

/// Tells the way in every challenge.
pub async fn challenge(
    protected: web::Data<Protected>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut answer = next.call(request).await?;
    let told = protected.0.as_ref();
    let held = answer.headers().get(header::WWW_AUTHENTICATE);
    if let (Some(told), Some(held)) = (told, held.and_then(|held| held.to_str().ok())) {
        let joined = match held {
            "Bearer" => format!("Bearer {}", told.parameter),
            held => format!("{held}, {}", told.parameter),
        };
        if let Ok(joined) = HeaderValue::from_str(&joined) {
            let headers = answer.headers_mut();
            headers.insert(header::WWW_AUTHENTICATE, joined);
        }
    }
    Ok(answer)
}
