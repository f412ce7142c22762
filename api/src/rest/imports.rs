//! Files that operators bring in: uploaded here, read by the twin of the GraphQL reads.

use super::ROOT;
use super::attachments::{key, line, name};
use super::problem::Fault;
use super::twin::{Asked, Twin};
use crate::context::{Asker, Views, language};
use crate::importing::{Coming, Importing};
use actix_web::http::header;
use actix_web::web::{Data, Payload, Query};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::error::AppError;
use application::once::Once;
use application::ports::Address;
use domain::id::OrganisationId;
use domain::name::Slug;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

/// The read that answers an upload.
const READ: &str = "getImport";

/// What may be said beside the file, as parameters of the address. Others are refused by the description, and a page may
/// say its language.
#[derive(Debug, Deserialize)]
pub struct Said {
    /// Whose it is to be: the name as an address, or the id.
    organisation: String,
    /// What it is brought in with.
    batch: Option<String>,
}

impl Said {
    /// What comes with a request, and how it is said to be.
    ///
    /// # Errors
    /// `INVALID_VALUE` with the parameter or the header.
    pub fn coming(&self, http: &HttpRequest) -> Result<Coming, AppError> {
        let id = OrganisationId::parse(&self.organisation).map(Address::Id);
        let address = id.or_else(|_| Slug::parse(&self.organisation).map(Address::Slug));
        let address = address.map_err(|_| {
            AppError::invalid("organisation", "neither an id nor a name as an address")
        })?;
        let length = http.headers().get(header::CONTENT_LENGTH);
        Ok(Coming {
            address,
            batch: line("batch", self.batch.as_deref())?,
            file: name(http)?.as_str().to_owned(),
            length: length.and_then(|length| length.to_str().ok()?.parse().ok()),
            once: Once {
                expected_version: None,
                client_mutation_id: key(http)?,
            },
        })
    }
}

/// Registers the upload, before the read of the same address.
pub fn configure(routes: &mut web::ServiceConfig) {
    routes.service(
        web::resource("/imports")
            .guard(guard::Post())
            .route(web::post().to(upload)),
    );
}

/// `POST /imports`.
async fn upload(
    http: HttpRequest,
    views: Data<Views>,
    importing: Data<Importing>,
    twin: Data<Twin>,
    said: Query<Said>,
    payload: Payload,
) -> HttpResponse {
    let answer = async {
        let Asker { actor, sight } = views.asker(&http).await?;
        let actor = actor.ok_or(AppError::Unauthenticated)?;
        let coming = said.coming(&http)?;
        let taken = importing.take(&actor, &sight.see, &coming, payload).await?;
        let id = taken.import.id.to_string();
        let missing = || AppError::NotFound { what: "import" };
        let planned = twin.planned(READ).ok_or_else(missing)?;
        let asked = Asked {
            said: Vec::new(),
            pages: None,
            wait: Duration::ZERO,
            lasts: None,
            variables: json!({"import": id}),
        };
        let (_, body) = twin.find(&http, planned, &asked).await?;
        let body = body.ok_or_else(missing)?;
        let mut response = match taken.fresh {
            true => HttpResponse::Created(),
            false => HttpResponse::Ok(),
        };
        Ok(response
            .insert_header((header::LOCATION, format!("{ROOT}/imports/{id}")))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type("application/json")
            .body(body.to_string()))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}
