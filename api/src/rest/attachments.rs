//! Attachments over REST: uploaded, listed, described, and given as files.

mod content;
mod said;

pub(crate) use said::{keep, key, line, name};

use super::ROOT;
use super::problem::Fault;
use crate::config::Settings;
use crate::context::{Asker, Views, language};
use crate::fresh;
use crate::graphql::viewing::Seen;
use actix_web::http::header;
use actix_web::web::{Bytes, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::attachments::{self, Content, HeldAttachment, Limits, Upload};
use application::error::{AppError, FileFault};
use application::ports::Files;
use async_trait::async_trait;
use domain::attachment::{Keep, Standing};
use domain::id::{AttachmentId, MeetingId, MinutesId};
use futures_util::StreamExt;
use said::Said;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What takes and gives files.
#[derive(Clone)]
pub struct Attachments {
    views: Arc<Views>,
    files: Arc<dyn Files>,
    limits: Limits,
    patience: Duration,
}

impl std::fmt::Debug for Attachments {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Attachments")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Attachments {
    /// Files as the settings want them.
    pub fn new(views: Arc<Views>, settings: &Settings) -> Self {
        Self {
            files: Arc::clone(&views.files),
            views,
            limits: Limits {
                bytes: settings.upload_bytes,
            },
            patience: Duration::from_secs(settings.upload_seconds),
        }
    }
}

/// Registers the routes.
pub fn configure(routes: &mut web::ServiceConfig) {
    let read = || web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    routes
        .service(
            web::resource("/meetings/{id}/attachments")
                .route(web::post().to(upload))
                .route(read().to(list)),
        )
        .service(web::resource("/attachments/{id}").route(read().to(describe)))
        .service(web::resource("/attachments/{id}/content").route(read().to(content::give)));
}

/// The address of an attachment.
pub fn path(id: AttachmentId) -> String {
    format!("{ROOT}/attachments/{id}")
}

fn missing(what: &'static str) -> AppError {
    AppError::NotFound { what }
}

/// The body of a request as it comes, until the time for it has run out.
struct Incoming {
    payload: Payload,
    until: Instant,
}

#[async_trait(?Send)]
impl Content for Incoming {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        match tokio::time::timeout_at(self.until, self.payload.next()).await {
            Ok(None) => Ok(None),
            Ok(Some(Ok(bytes))) => Ok(Some(bytes)),
            Ok(Some(Err(error))) => Err(AppError::invalid("body", error.to_string())),
            Err(_) => Err(AppError::File {
                fault: FileFault::TooSlow,
                field: "body",
                reason: "it did not arrive in time".to_owned(),
            }),
        }
    }
}

/// `POST /meetings/{id}/attachments`.
async fn upload(
    http: HttpRequest,
    served: Data<Attachments>,
    meeting: Path<String>,
    asked: web::Query<said::Asked>,
    payload: Payload,
) -> HttpResponse {
    // A connection that breaks off takes its handler with it, but not this: what came of the file is cleared.
    let taken = actix_web::rt::spawn(take(http, served, meeting, asked, payload));
    taken.await.unwrap_or_else(|cause| {
        tracing::error!(%cause, "an upload was given up");
        HttpResponse::InternalServerError().finish()
    })
}

/// Takes a file in, to the end or the fault, whether or not anybody waits for the answer.
async fn take(
    http: HttpRequest,
    served: Data<Attachments>,
    meeting: Path<String>,
    asked: web::Query<said::Asked>,
    payload: Payload,
) -> HttpResponse {
    let answer = async {
        let Asker { actor, sight } = served.views.asker(&http).await?;
        let actor = actor.ok_or(AppError::Unauthenticated)?;
        let meeting = MeetingId::parse(&meeting).map_err(|_| missing("meeting"))?;
        let Said { file, once } = said::read(&http, &asked, meeting)?;
        let stated = http.headers().get(header::CONTENT_LENGTH);
        let stated = stated.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if stated.is_some_and(|length| length > served.limits.bytes) {
            return Err(served.limits.too_large().into());
        }
        let mut incoming = Incoming {
            payload,
            until: Instant::now() + served.patience,
        };
        let request = Upload {
            actor: &actor,
            see: &sight.see,
            file,
            once,
        };
        let (desk, files) = (&served.views.desk, served.files.as_ref());
        let held = attachments::upload(&request, &mut incoming, served.limits, desk, files).await?;
        let seen = records(&served.views, &[&held], &sight).await?;
        let seen = seen.get(&meeting).ok_or_else(|| missing("meeting"))?;
        let body = resource(&held, seen, true);
        Ok(HttpResponse::Created()
            .insert_header((header::LOCATION, path(held.attachment.id)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type("application/json")
            .body(body.to_string()))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}

/// The records of attachments, as the viewer sees them.
async fn records(
    views: &Views,
    held: &[&HeldAttachment],
    sight: &crate::context::Sight,
) -> Result<HashMap<MeetingId, Seen>, Fault> {
    let ids: Vec<MeetingId> = held.iter().map(|held| held.attachment.meeting).collect();
    let records = views.read.records(&ids, &sight.see).await?;
    let seen = records
        .into_iter()
        .map(|(id, record)| (id, Seen::new(record, &sight.see, sight.today)));
    Ok(seen.collect())
}

/// `GET /meetings/{id}/attachments`.
async fn list(http: HttpRequest, served: Data<Attachments>, meeting: Path<String>) -> HttpResponse {
    let answer = async {
        let Asker { sight, .. } = served.views.asker(&http).await?;
        let meeting = MeetingId::parse(&meeting).map_err(|_| missing("meeting"))?;
        let read = &served.views.read;
        let mut records = read.records(&[meeting], &sight.see).await?;
        let record = records.remove(&meeting).ok_or_else(|| missing("meeting"))?;
        let seen = Seen::new(record, &sight.see, sight.today);
        let mut held = read.attachments_of(&[meeting], &sight.see).await?;
        let held = held.remove(&meeting).unwrap_or_default();
        let inside = sight.see.is_inside(seen.meeting.owner.id);
        let nodes: Vec<Value> = held
            .iter()
            .map(|held| resource(held, &seen, inside))
            .collect();
        let own = format!("{ROOT}/meetings/{meeting}/attachments");
        let body = json!({"nodes": nodes, "_links": {"self": link(&own, "application/json")}});
        Ok(described(&sight, &body))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}

/// An attachment that an address names, where the viewer may know of it.
async fn found(
    served: &Attachments,
    id: &str,
    sight: &crate::context::Sight,
) -> Result<HeldAttachment, Fault> {
    let id = AttachmentId::parse(id).map_err(|_| missing("attachment"))?;
    let mut found = served.views.read.attachments(&[id], &sight.see).await?;
    Ok(found.remove(&id).ok_or_else(|| missing("attachment"))?)
}

/// `GET /attachments/{id}`.
async fn describe(http: HttpRequest, served: Data<Attachments>, id: Path<String>) -> HttpResponse {
    let answer = async {
        let Asker { sight, .. } = served.views.asker(&http).await?;
        let held = found(&served, &id, &sight).await?;
        let seen = records(&served.views, &[&held], &sight).await?;
        let inside = sight.see.is_inside(held.owner);
        let seen = seen.get(&held.attachment.meeting);
        let seen = seen.ok_or_else(|| missing("attachment"))?;
        let body = resource(&held, seen, inside);
        Ok(described(&sight, &body))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}

fn described(sight: &crate::context::Sight, body: &Value) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, fresh::caching(sight)))
        .insert_header((header::VARY, "Authorization"))
        .content_type("application/json")
        .body(body.to_string())
}

fn link(href: &str, media: &str) -> Value {
    json!({"href": href, "method": "GET", "type": media})
}

/// An attachment as a resource. Names that its record hides are hidden in what is told of it.
fn resource(held: &HeldAttachment, seen: &Seen, inside: bool) -> Value {
    let attachment = &held.attachment;
    let shown = |text: &str| seen.mask.text(text);
    let (standing, publication) = match &attachment.standing {
        Standing::Held { publication } => ("HELD", *publication),
        Standing::Withdrawn(_) => ("WITHDRAWN", None),
        Standing::Disposed { .. } => ("DISPOSED", None),
    };
    let own = path(attachment.id);
    let minutes = MinutesId::of(attachment.meeting);
    let mut links = json!({
        "self": link(&own, "application/json"),
        "minutes": link(&format!("{ROOT}/minutes/{minutes}"), "application/json"),
    });
    if standing == "HELD" {
        links["content"] = link(&format!("{own}/content"), attachment.file.media.as_str());
    }
    let mut body = json!({
        "id": attachment.id.to_string(),
        "meeting": attachment.meeting.to_string(),
        "paragraph": attachment.paragraph.map(|id| id.to_string()),
        "appendix": attachment.appendix.as_deref().map(shown),
        "title": shown(&attachment.title),
        "fileName": shown(attachment.file.name.as_str()),
        "mediaType": attachment.file.media.as_str(),
        "size": attachment.file.size,
        "sha256": attachment.file.digest.as_str(),
        "uploadedAt": application::journal::moment(attachment.uploaded_at),
        "public": attachment.is_public(),
        "publicUntil": publication.and_then(|held| held.until),
        "retention": retention(attachment.keep),
        "standing": standing,
        "_links": links,
    });
    if inside {
        body["version"] = json!(held.version);
        body["uploadedBy"] = json!(attachment.uploaded_by);
        let withdrawn = match &attachment.standing {
            Standing::Withdrawn(withdrawal) => Some(withdrawal),
            Standing::Disposed { withdrawn, .. } => withdrawn.as_ref(),
            Standing::Held { .. } => None,
        };
        body["withdrawnOn"] = json!(withdrawn.map(|held| held.on));
        body["withdrawnBecause"] = json!(withdrawn.map(|held| &held.reason));
        body["disposedOn"] = match &attachment.standing {
            Standing::Disposed { on, .. } => json!(on),
            _ => Value::Null,
        };
    }
    body
}

fn retention(keep: Keep) -> Value {
    let (kind, year) = match keep {
        Keep::ForGood => ("PRESERVE", None),
        Keep::Accounting { financial_year } => ("ACCOUNTING", Some(financial_year)),
        Keep::Until(_) => ("UNTIL", None),
    };
    json!({"kind": kind, "financialYear": year, "keepUntil": keep.last_day()})
}
