//! `/{organisation}`: who it is, its members and bodies, its latest meetings.

use super::frame::Frame;
use super::front::latest;
use super::rows::MeetingRow;
use super::visit::{Framed, Trouble, Visit, answer};
use super::words;
use crate::context::Views;
use actix_web::{HttpRequest, HttpResponse, web};
use application::read::MeetingFilter;
use askama::Template;
use domain::association::Association;
use domain::organisation::Organisation;

/// How many of the latest meetings are shown.
const LATEST: u32 = 10;

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage {
    frame: Frame,
    name: String,
    kind: Option<&'static str>,
    concerning: String,
    bodies: Vec<BodyRow>,
    members: Vec<MemberRow>,
    board: Option<(u32, Option<u32>)>,
    latest: Vec<MeetingRow>,
}

impl Framed for OrganisationPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

struct BodyRow {
    path: String,
    name: String,
    kind: &'static str,
}

struct MemberRow {
    name: String,
    party: Option<&'static str>,
    since: String,
    seats: usize,
}

/// The page of an organisation.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    answer(http, views, async |visit| organisation(visit, &named).await).await
}

async fn organisation(visit: &Visit, named: &str) -> Result<OrganisationPage, Trouble> {
    let owner = visit.organisation(named).await?;
    let (read, language) = (visit.read(), visit.language);
    let bodies = read
        .bodies_of(&[owner.id], &visit.see)
        .await?
        .remove(&owner.id);
    let register = read.associations(&[owner.id]).await?.remove(&owner.id);
    let filter = MeetingFilter {
        organisation: Some(owner.id),
        ..MeetingFilter::default()
    };
    let slug = owner.slug.as_str();
    let bodies = bodies.unwrap_or_default().into_iter().map(|body| BodyRow {
        path: format!("/{slug}/{}", body.slug.as_str()),
        kind: words::body(body.kind).in_language(language),
        name: body.name,
    });
    Ok(OrganisationPage {
        frame: visit.frame(owner.name.clone(), Some(&owner)),
        kind: owner
            .kind
            .map(|kind| words::organisation(kind).in_language(language)),
        concerning: concerning(visit, &owner),
        bodies: bodies.collect(),
        members: register
            .as_deref()
            .map(|held| members(visit, held))
            .unwrap_or_default(),
        board: register.and_then(|held| {
            let seats = held.seat_count_on(visit.today)?;
            Some((seats, held.quorum_on(visit.today)))
        }),
        latest: latest(visit, &filter, LATEST).await?,
        name: owner.name,
    })
}

/// The search for decisions that concern an organisation.
fn concerning(visit: &Visit, organisation: &Organisation) -> String {
    let search = Frame {
        path: "/search".to_owned(),
        query: Vec::new(),
        ..visit.frame(String::new(), None)
    };
    search.with(&[("concerns", organisation.slug.as_str())])
}

fn members(visit: &Visit, held: &Association) -> Vec<MemberRow> {
    let members = held.members_on(visit.today).into_iter();
    members
        .map(|member| MemberRow {
            name: member.organisation.name.clone(),
            party: member
                .funding_party()
                .map(|party| words::party(party).in_language(visit.language)),
            since: member.joined_on.to_string(),
            seats: member.seats_on(visit.today).count(),
        })
        .collect()
}
