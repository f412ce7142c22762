//! `/account`: who is signed in, what that gives, and where else they are.

use super::frame::Frame;
use super::session::{SignedIn, Viewer};
use super::visit::{Framed, Trouble, Visit, answer};
use crate::context::Views;
use actix_web::{HttpRequest, HttpResponse, web};
use application::actor::Role;
use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Stockholm;
use domain::text::Label;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    facts: Vec<(&'static str, String)>,
    /// Name and address of each organisation that is known here.
    organisations: Vec<(String, String)>,
    sessions: Vec<Row>,
    csrf: String,
}

impl Framed for AccountPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// A session.
struct Row {
    began: String,
    used: String,
    here: bool,
}

/// What a role is called.
const fn role(role: Role) -> Label {
    let (sv, en) = match role {
        Role::Reader => ("Tjänsteperson hos en medlem", "Officer of a member"),
        Role::Secretary => ("Sekreterare", "Secretary"),
        Role::Chair => ("Ordförande", "Chair"),
        Role::Adjuster => ("Justerare", "Adjuster"),
        Role::Treasurer => ("Ekonomiansvarig", "Treasurer"),
        Role::Auditor => ("Revisor", "Auditor"),
        Role::Operator => ("Förvaltare", "Operator"),
    };
    Label { sv, en }
}

/// An instant as it is told here: by the minute, in the record's zone.
fn told(at: DateTime<Utc>) -> String {
    at.with_timezone(&Stockholm)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

/// The page of whoever is signed in.
pub async fn page(http: HttpRequest, views: web::Data<Views>, viewer: SignedIn) -> HttpResponse {
    let store = std::sync::Arc::clone(&views.sessions.store);
    answer(http, views, async |visit| {
        let held = store.sessions_of(&viewer.actor.identity()).await?;
        let rows = held.into_iter().map(|session| Row {
            began: told(session.began_at),
            used: told(session.used_at),
            here: session.digest == viewer.session.digest,
        });
        account(visit, &viewer, rows.collect()).await
    })
    .await
}

async fn account(
    visit: &Visit,
    viewer: &Viewer,
    sessions: Vec<Row>,
) -> Result<AccountPage, Trouble> {
    let actor = &viewer.actor;
    let roles = actor.roles.iter();
    let roles: Vec<&str> = roles
        .map(|held| role(*held).in_language(visit.language))
        .collect();
    let names: Vec<String> = actor.organisations.iter().cloned().collect();
    let mut known = visit.read().named(&names).await?;
    known.retain(|held| !actor.barred.contains(&held.id));
    let authenticated = actor
        .auth_time
        .and_then(|at| DateTime::from_timestamp(at, 0));
    let facts = [
        (
            visit.say("Roller", "Roles"),
            Some(roles.join(", ")).filter(|roles| !roles.is_empty()),
        ),
        (visit.say("Utfärdare", "Issuer"), Some(actor.issuer.clone())),
        (
            visit.say("Identitet hos utfärdaren", "Identity at the issuer"),
            Some(actor.subject.clone()),
        ),
        (
            visit.say("Legitimerad", "Authenticated"),
            authenticated.map(told),
        ),
        (
            visit.say("Tillitsnivå", "Level of assurance"),
            actor.acr.clone(),
        ),
        (
            visit.say("Loggas ut senast", "Signed out by"),
            Some(told(viewer.session.ends_at)),
        ),
    ];
    let title = visit.say("Mitt konto", "My account");
    Ok(AccountPage {
        frame: Frame {
            unlisted: true,
            ..visit.frame(title.to_owned(), None)
        },
        name: viewer.name().to_owned(),
        facts: facts
            .into_iter()
            .filter_map(|(label, value)| Some((label, value?)))
            .collect(),
        organisations: known
            .into_iter()
            .map(|held| (held.name, format!("/{}", held.slug.as_str())))
            .collect(),
        sessions,
        csrf: viewer.form_token(),
    })
}
