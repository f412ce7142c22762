//! `/paragraf/v1/minutes/{id}/bundle` and `/.well-known/paragraf-keys.json`.

use super::problem::{Fault, nothing_here};
use crate::context::{Views, language};
use crate::sealing::ServiceKey;
use crate::web::doors::at;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use application::error::{AppError, StorageError};
use application::ports::SealReads;
use application::sealing::{Wanted, bundle, key_list, log_key};
use domain::id::{OrganisationId, ParagraphId};
use seal::key::PublicKey;
use serde::Deserialize;
use std::sync::Arc;

/// What gives bundles and the public key.
#[derive(Clone)]
pub struct Bundles {
    views: Arc<Views>,
    seals: Arc<dyn SealReads>,
    key: Option<PublicKey>,
}

impl std::fmt::Debug for Bundles {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Bundles").finish_non_exhaustive()
    }
}

impl Bundles {
    /// Bundles of what is sealed, and the public key where the service has one.
    pub fn new(views: Arc<Views>, seals: Arc<dyn SealReads>, key: Option<&ServiceKey>) -> Self {
        Self {
            views,
            seals,
            key: key.map(ServiceKey::public),
        }
    }
}

/// Registers the bundle, below the root; before the documents, whose addresses have the same form.
pub fn configure(routes: &mut web::ServiceConfig) {
    routes.service(web::resource("/minutes/{id}/bundle").route(web::get().to(of_minutes)));
}

/// Registers the list of keys.
pub fn well_known(routes: &mut web::ServiceConfig) {
    routes.service(at("/.well-known/paragraf-keys.json").route(web::get().to(keys)));
}

/// Which part of the minutes.
#[derive(Debug, Deserialize)]
struct Part {
    paragraph: Option<String>,
    /// How many entries of the log the reader knows already.
    since: Option<String>,
}

async fn of_minutes(
    http: HttpRequest,
    bundles: web::Data<Bundles>,
    id: web::Path<String>,
    part: web::Query<Part>,
) -> HttpResponse {
    let answer = async {
        let sight = bundles.views.sight_of(&http).await?;
        let paragraph = part.paragraph.as_deref().map(ParagraphId::parse);
        // What is no address at all is not found either.
        let nothing = || AppError::NotFound { what: "bundle" };
        let meeting = super::minutes::meeting(&id).ok_or_else(nothing)?;
        let paragraph = paragraph.transpose().map_err(|_| nothing())?;
        let since = part.since.as_deref().map(str::parse).transpose();
        let since = since.map_err(|_| AppError::invalid("since", "a number of entries"))?;
        let wanted = Wanted {
            meeting,
            paragraph,
            since,
        };
        let (reads, seals) = (bundles.views.read.as_ref(), bundles.seals.as_ref());
        let bundle = bundle(reads, seals, wanted, &sight.see).await?;
        let text = bundle
            .to_canonical()
            .map_err(|cause| StorageError::Corrupt {
                what: "bundle",
                reason: cause.to_string(),
            })?;
        Ok(HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::VARY, "Authorization"))
            .insert_header((
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{meeting}.bundle.json\""),
            ))
            .body(text))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}

/// Whose keys.
#[derive(Debug, Deserialize)]
struct Whose {
    /// The association whose log it is; the service's own list where that is left out.
    log: Option<String>,
}

async fn keys(
    http: HttpRequest,
    bundles: web::Data<Bundles>,
    whose: web::Query<Whose>,
) -> HttpResponse {
    let Some(key) = &bundles.key else {
        return nothing_here(http).await;
    };
    let answer = async {
        let owner = whose.log.as_deref().map(OrganisationId::parse).transpose();
        let owner = owner.map_err(|_| AppError::NotFound { what: "log" })?;
        let handovers = bundles.seals.handovers(owner).await?;
        let unreadable = |reason: String| StorageError::Corrupt {
            what: "list of keys",
            reason,
        };
        let own = match owner {
            None => Ok(key.clone()),
            Some(owner) => log_key(key, owner),
        };
        let own = own.map_err(|error| unreadable(error.to_string()))?;
        let list = key_list(&own, &handovers)?;
        let text = list.to_canonical();
        let text = text.map_err(|error| unreadable(error.to_string()))?;
        Ok(HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .body(text))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}
