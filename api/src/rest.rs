//! REST under `/paragraf/v1`: the same records by the same policy, for those who ask without GraphQL.

pub mod attachments;
pub mod budgets;
pub mod bundle;
pub mod given;
pub mod minutes;
pub mod problem;

use crate::context::Views;
use crate::rest::attachments::Attachments;
use crate::rest::bundle::Bundles;
use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::web;
use std::sync::Arc;

/// The root of every address here.
pub const ROOT: &str = "/paragraf/v1";

/// Registers every route.
pub fn configure(
    views: Arc<Views>,
    bundles: Bundles,
    attachments: Attachments,
) -> impl FnOnce(&mut web::ServiceConfig) {
    move |routes| {
        let headers = DefaultHeaders::new()
            .add((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .add((
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                "ETag, Content-Disposition, Content-Language, Content-Range, Accept-Ranges, Location",
            ));
        routes
            .app_data(web::Data::new(bundles))
            .app_data(web::Data::new(attachments))
            .service(
                web::scope(ROOT)
                    .app_data(web::Data::from(views))
                    .app_data(web::QueryConfig::default().error_handler(problem::malformed))
                    .wrap(headers)
                    .configure(attachments::configure)
                    .configure(budgets::configure)
                    .configure(bundle::configure)
                    .configure(minutes::configure)
                    .default_service(web::to(problem::nothing_here)),
            );
        bundle::well_known(routes);
    }
}
