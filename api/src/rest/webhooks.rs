//! Webhooks over REST: kept by those who may act for their owner, and told to nobody else.

mod said;
mod shown;

use super::ROOT;
use super::problem::Fault;
use crate::context::{Asker, Views, language};
use actix_web::http::header;
use actix_web::web::{Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use application::actor::Actor;
use application::error::AppError;
use application::read::Connection;
use application::visibility::Visibility;
use application::webhooks::administer::{Failure, Keeper, Office};
use application::webhooks::{Attempt, DeadLetter, HeldWebhook};
use chrono::TimeDelta;
use domain::id::WebhookId;
use said::{Changed, Created, Pages, Replayed, Rotated};
use serde_json::Value;
use shown::{Shown, of_attempt, of_letter};

/// The code where the service has no key to derive secrets from.
const NO_KEY: &str = "WEBHOOK_KEY_MISSING";

/// What keeps webhooks.
#[derive(Debug, Clone)]
pub struct Webhooks {
    /// How.
    pub office: Office,
    /// The address of the service as the outside knows it; empty where nobody said.
    pub base: String,
}

/// Registers the routes.
pub fn configure(routes: &mut web::ServiceConfig) {
    let read = || {
        web::route()
            .guard(actix_web::guard::Any(actix_web::guard::Get()).or(actix_web::guard::Head()))
    };
    routes
        .service(
            web::resource("/webhooks")
                .route(web::post().to(create))
                .route(read().to(list)),
        )
        .service(
            web::resource("/webhooks/{webhook}")
                .route(web::patch().to(change))
                .route(web::delete().to(remove))
                .route(read().to(get)),
        )
        .service(web::resource("/webhooks/{webhook}/secrets").route(web::post().to(rotate)))
        .service(web::resource("/webhooks/{webhook}/replays").route(web::post().to(replay)))
        .service(web::resource("/webhooks/{webhook}/test-events").route(web::post().to(test)))
        .service(web::resource("/webhooks/{webhook}/deliveries").route(read().to(deliveries)))
        .service(web::resource("/webhooks/{webhook}/dead-letters").route(read().to(dead_letters)));
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::App(error) => Self::App(error),
            Failure::NoKey => Self::told(NO_KEY, "", None),
        }
    }
}

/// Who asks; nobody without a token keeps anything.
struct Known {
    actor: Actor,
    see: Visibility,
}

impl Known {
    async fn of(http: &HttpRequest, views: &Views) -> Result<Self, Fault> {
        let Asker { actor, sight } = views.asker(http).await?;
        Ok(Self {
            actor: actor.ok_or(AppError::Unauthenticated)?,
            see: sight.see,
        })
    }

    const fn keeper(&self) -> Keeper<'_> {
        Keeper {
            actor: &self.actor,
            see: &self.see,
        }
    }
}

fn id(text: &str) -> Result<WebhookId, AppError> {
    WebhookId::parse(text).map_err(|_| AppError::NotFound { what: "webhook" })
}

/// What is told here is for who asked, and nobody keeps it.
fn answered(mut response: HttpResponseBuilder, body: &Value) -> HttpResponse {
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Authorization"))
        .content_type("application/json")
        .body(body.to_string())
}

fn ok(body: &Value) -> HttpResponse {
    answered(HttpResponse::Ok(), body)
}

fn told(http: &HttpRequest, answer: Result<HttpResponse, Fault>) -> HttpResponse {
    answer.unwrap_or_else(|fault| fault.answer(http, language(http)))
}

impl Webhooks {
    fn shown(&self, held: &HeldWebhook) -> Shown<'_> {
        Shown {
            base: &self.base,
            public_key: self.office.public_key(&held.webhook),
            now: self.office.clock.now(),
        }
    }

    fn resource(&self, held: &HeldWebhook) -> Value {
        self.shown(held).resource(held)
    }
}

/// `GET /webhooks`.
async fn list(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    pages: Query<Pages>,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let found = webhooks
            .office
            .list(&known.keeper(), &pages.read()?)
            .await?;
        let page = found.map(|held| webhooks.resource(&held));
        Ok(ok(&pages.answer(&webhooks.base, http.path(), page)))
    };
    told(&http, answer.await)
}

/// `POST /webhooks`.
async fn create(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    payload: Payload,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let asked: Created = said::body(&http, payload).await?;
        let made = webhooks.office.create(&known.keeper(), asked.draft()).await;
        let (held, secret) = made?;
        let mut body = webhooks.resource(&held);
        body["secret"] = secret.shared().into();
        let mut response = HttpResponse::Created();
        let own = format!("{ROOT}/webhooks/{}", held.webhook.id);
        response.insert_header((header::LOCATION, own));
        Ok(answered(response, &body))
    };
    told(&http, answer.await)
}

/// `GET /webhooks/{webhook}`.
async fn get(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    webhook: Path<String>,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let held = webhooks.office.get(&known.keeper(), id(&webhook)?).await?;
        Ok(ok(&webhooks.resource(&held)))
    };
    told(&http, answer.await)
}

/// `PATCH /webhooks/{webhook}`.
async fn change(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    webhook: Path<String>,
    payload: Payload,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let id = id(&webhook)?;
        let asked: Changed = said::body(&http, payload).await?;
        let (office, keeper) = (&webhooks.office, known.keeper());
        let changed = office.change(&keeper, id, asked.change()).await?;
        Ok(ok(&webhooks.resource(&changed)))
    };
    told(&http, answer.await)
}

/// `DELETE /webhooks/{webhook}`.
async fn remove(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    webhook: Path<String>,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let (office, keeper) = (&webhooks.office, known.keeper());
        office.remove(&keeper, id(&webhook)?).await?;
        Ok(HttpResponse::NoContent().finish())
    };
    told(&http, answer.await)
}

/// `POST /webhooks/{webhook}/secrets`.
async fn rotate(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    webhook: Path<String>,
    payload: Payload,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let id = id(&webhook)?;
        let asked: Rotated = said::body(&http, payload).await?;
        let overlap = asked.overlap_hours.map(|hours| {
            let hours = TimeDelta::try_hours(hours);
            hours.unwrap_or(TimeDelta::MAX)
        });
        let (held, secret) = webhooks.office.rotate(&known.keeper(), id, overlap).await?;
        let mut body = webhooks.resource(&held);
        body["secret"] = secret.shared().into();
        let mut response = HttpResponse::Created();
        let own = format!("{ROOT}/webhooks/{id}");
        response.insert_header((header::LOCATION, own));
        Ok(answered(response, &body))
    };
    told(&http, answer.await)
}

/// `POST /webhooks/{webhook}/replays`.
async fn replay(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    webhook: Path<String>,
    payload: Payload,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let id = id(&webhook)?;
        let asked: Replayed = said::body(&http, payload).await?;
        let (office, keeper) = (&webhooks.office, known.keeper());
        let from = asked.from_sequence;
        let replayed = office
            .replay(&keeper, id, &asked.organisation, from)
            .await?;
        Ok(answered(
            HttpResponse::Accepted(),
            &shown::of_replay(id, replayed, from),
        ))
    };
    told(&http, answer.await)
}

/// `POST /webhooks/{webhook}/test-events`.
async fn test(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    webhook: Path<String>,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let sent = webhooks.office.test(&known.keeper(), id(&webhook)?).await?;
        Ok(ok(&of_attempt(&sent)))
    };
    told(&http, answer.await)
}

/// `GET /webhooks/{webhook}/deliveries`.
async fn deliveries(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    webhook: Path<String>,
    pages: Query<Pages>,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let held = webhooks.office.get(&known.keeper(), id(&webhook)?).await?;
        let (store, page) = (&webhooks.office.store, pages.read()?);
        let page: Connection<Attempt> = store.attempts_of(held.webhook.id, &page).await?;
        let page = page.map(|attempt| of_attempt(&attempt));
        Ok(ok(&pages.answer(&webhooks.base, http.path(), page)))
    };
    told(&http, answer.await)
}

/// `GET /webhooks/{webhook}/dead-letters`.
async fn dead_letters(
    http: HttpRequest,
    views: Data<Views>,
    webhooks: Data<Webhooks>,
    webhook: Path<String>,
    pages: Query<Pages>,
) -> HttpResponse {
    let answer = async {
        let known = Known::of(&http, &views).await?;
        let held = webhooks.office.get(&known.keeper(), id(&webhook)?).await?;
        let (store, page) = (&webhooks.office.store, pages.read()?);
        let page: Connection<DeadLetter> = store.dead_letters(held.webhook.id, &page).await?;
        let page = page.map(|letter| of_letter(&letter));
        Ok(ok(&pages.answer(&webhooks.base, http.path(), page)))
    };
    told(&http, answer.await)
}
