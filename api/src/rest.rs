//! REST under `/paragraf/v1`: the same records by the same policy, for those who ask without GraphQL.

pub mod attachments;
pub mod budgets;
pub mod bundle;
mod frame;
pub mod given;
pub mod imports;
pub mod minutes;
pub mod openapi;
pub mod problem;
pub mod service;
mod snapshot;
mod stream;
pub mod trace;
pub mod twin;
pub mod webhooks;

use crate::answers::Kept;
use crate::context::{Sight, Views};
use crate::fresh;
use crate::importing::Importing;
use crate::rest::attachments::Attachments;
use crate::rest::bundle::Bundles;
use crate::rest::frame::Known;
use crate::rest::service::Service;
use crate::rest::twin::Twin;
use crate::rest::webhooks::Webhooks;
use actix_web::http::header;
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use domain::text::Language;
use serde_json::Value;
use std::sync::Arc;

/// The root of every address here.
pub const ROOT: &str = "/paragraf/v1";

/// What answers below the root.
#[derive(Debug, Clone)]
pub struct Rest {
    views: Arc<Views>,
    bundles: Bundles,
    attachments: Attachments,
    importing: Importing,
    webhooks: Webhooks,
    twin: web::Data<Twin>,
    service: web::Data<Service>,
    known: web::Data<Known>,
}

impl Rest {
    /// What answers: what has its own code, the reads, and the service as it describes itself.
    pub fn new(
        views: Arc<Views>,
        bundles: Bundles,
        attachments: Attachments,
        importing: Importing,
        webhooks: Webhooks,
        twin: Twin,
        service: Service,
    ) -> Self {
        Self {
            views,
            bundles,
            attachments,
            importing,
            webhooks,
            twin: web::Data::new(twin),
            known: web::Data::new(Known::of(service.document())),
            service: web::Data::new(service),
        }
    }

    /// Registers every route. An address that the description does not have is not there, whatever is registered.
    pub fn configure(self) -> impl FnOnce(&mut web::ServiceConfig) {
        move |routes| {
            let reads = twin::configure(&self.twin);
            routes
                .app_data(web::Data::new(self.bundles))
                .app_data(web::Data::new(self.attachments))
                .app_data(web::Data::new(self.importing))
                .app_data(web::Data::new(self.webhooks))
                .app_data(self.known)
                .service(
                    web::scope(ROOT)
                        .app_data(web::Data::from(self.views))
                        .app_data(self.twin)
                        .app_data(self.service)
                        .app_data(web::PathConfig::default().error_handler(problem::no_address))
                        .app_data(web::QueryConfig::default().error_handler(problem::malformed))
                        .wrap(from_fn(frame::frame))
                        .configure(imports::configure)
                        .configure(reads)
                        .configure(service::configure)
                        .configure(attachments::configure)
                        .configure(budgets::configure)
                        .configure(bundle::configure)
                        .configure(minutes::configure)
                        .configure(snapshot::configure)
                        .configure(stream::configure)
                        .configure(webhooks::configure)
                        .default_service(web::to(problem::nothing_here)),
                );
            bundle::well_known(routes);
            service::problems(routes);
        }
    }
}

/// A resource as it may be held.
fn kept(body: &Value) -> Kept {
    let text = body.to_string();
    let tag = fresh::tag(&text);
    Kept {
        body: Bytes::from(text),
        tag,
        cost: 0,
        trusted: true,
    }
}

/// A resource as an answer, or that nothing changed.
fn sent(http: &HttpRequest, sight: &Sight, Kept { body, tag, .. }: Kept) -> HttpResponse {
    let known = tag.as_ref().and_then(|tag| tag.to_str().ok());
    let unchanged = known.is_some_and(|tag| fresh::has(http, tag));
    let mut response = if unchanged {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    if let Some(tag) = tag {
        response.insert_header((header::ETAG, tag));
    }
    response
        .insert_header((header::CACHE_CONTROL, fresh::caching(sight)))
        .insert_header((header::VARY, "Authorization, Accept-Language"));
    if unchanged {
        return response.finish();
    }
    let language = match sight.language {
        Language::Swedish => "sv",
        Language::English => "en",
    };
    response
        .insert_header((header::CONTENT_LANGUAGE, language))
        .content_type("application/json")
        .body(body)
}
