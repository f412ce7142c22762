//! One request for a page: what it asks for, and what it reads with.

mod answers;

pub use self::answers::{
    Framed, POLICY_WITH_SCRIPT, answer, answer_as, answer_inside, answer_part, answered_with,
    nothing_here, plainly, trouble,
};
use super::frame::{Frame, Place, Reader};
use super::session::Viewer;
use crate::auth::Issuer;
use crate::context::{Offer, Views, language};
use crate::graphql::paging;
use crate::graphql::viewing::Judged;
use actix_web::{HttpRequest, web};
use application::error::{AppError, StorageError};
use application::ports::ReadModel;
use application::read::Page;
use application::visibility::Visibility;
use domain::Date;
use domain::id::MeetingId;
use domain::name::Slug;
use domain::organisation::Organisation;
use domain::text::Language;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// How many lines a page of a list holds.
const LINES: u32 = 20;
/// How an address names the language.
const LANGUAGE: [&str; 2] = ["language", "lang"];

/// Why a page is not shown.
#[derive(Debug)]
pub enum Trouble {
    /// It lies elsewhere.
    Moved(String),
    /// Everything else.
    App(AppError),
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<StorageError> for Trouble {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

/// There is no such page that the public may know of.
pub fn missing(what: &'static str) -> Trouble {
    Trouble::App(AppError::NotFound { what })
}

/// One request.
#[derive(Debug, Clone)]
pub struct Visit {
    views: Arc<Views>,
    /// What the page may show: what the public sees, unless it is a page that shows more to people who are signed in.
    pub see: Visibility,
    /// The day.
    pub today: Date,
    /// The language.
    pub language: Language,
    chosen: bool,
    base: String,
    path: String,
    query: Vec<(String, String)>,
    viewer: Option<Arc<Viewer>>,
}

impl Visit {
    /// Reads a request.
    pub fn of(http: &HttpRequest, views: &web::Data<Views>) -> Self {
        let query: Vec<(String, String)> = form_urlencoded::parse(http.query_string().as_bytes())
            .into_owned()
            .collect();
        let named = |name: &str| {
            let mut held = query.iter().rev();
            held.find(|(held, _)| held == name)
                .map(|(_, value)| value.as_str())
        };
        // `lang` for those who embed a part of a page: the word that their own markup has.
        let chosen = match named("language").or_else(|| named("lang")) {
            Some("sv") => Some(Language::Swedish),
            Some("en") => Some(Language::English),
            _ => None,
        };
        Self {
            see: Visibility::public(),
            today: views.clock.today(),
            language: chosen.unwrap_or_else(|| language(http)),
            chosen: chosen.is_some(),
            base: match &views.public_url {
                Some(held) => held.trim_end_matches('/').to_owned(),
                None => {
                    let asked = http.connection_info();
                    format!("{}://{}", asked.scheme(), asked.host())
                }
            },
            // Two slashes at the start would lead to another host.
            path: format!("/{}", http.path().trim_start_matches(['/', '\\'])),
            query: query
                .into_iter()
                .filter(|(name, value)| !LANGUAGE.contains(&name.as_str()) && !value.is_empty())
                .collect(),
            views: Arc::clone(views),
            viewer: None,
        }
    }

    /// Finds out who is signed in where the request comes from. What they may see beyond the public is the page's to ask
    /// for.
    ///
    /// # Errors
    /// It cannot be known.
    pub async fn recognise(&mut self, http: &HttpRequest) -> Result<(), StorageError> {
        self.viewer = self.views.viewer(http).await?;
        Ok(())
    }

    /// The same request, seen with the eyes of whoever is signed in.
    pub fn inside(&self) -> Self {
        let mut inside = self.clone();
        if let Some(viewer) = self.viewer() {
            inside.see = viewer.see.clone();
        }
        inside
    }

    /// Whoever is signed in.
    pub fn viewer(&self) -> Option<&Viewer> {
        self.viewer.as_deref()
    }

    /// Whether development tokens are taken.
    pub fn takes_tokens(&self) -> bool {
        self.views.tokens.development.is_some()
    }

    /// Where people sign in: what addresses call it, and what people do.
    pub fn doors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.views.tokens.issuers.iter().filter_map(Issuer::door)
    }

    /// The words in the page's language.
    pub const fn say<'t>(&self, sv: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Swedish => sv,
            Language::English => en,
        }
    }

    /// Where the service is known: as the settings say, else as the request does.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What the service tells of whoever offers its data.
    pub fn offer(&self) -> &Offer {
        &self.views.offer
    }

    /// The read model.
    pub fn read(&self) -> &dyn ReadModel {
        self.views.read.as_ref()
    }

    /// A part of the query; empty and missing are the same.
    pub fn asked(&self, name: &str) -> Option<&str> {
        let mut held = self.query.iter().rev();
        held.find(|(held, _)| held == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// A number that is asked for, within bounds; else the usual one.
    ///
    /// # Errors
    /// `INVALID_VALUE` for what is no such number.
    pub fn number(
        &self,
        name: &'static str,
        within: RangeInclusive<u32>,
        usual: u32,
    ) -> Result<u32, Trouble> {
        let Some(text) = self.asked(name) else {
            return Ok(usual);
        };
        let number = text.parse().ok().filter(|number| within.contains(number));
        number.ok_or_else(|| {
            let (least, most) = (within.start(), within.end());
            let detail = format!("expected a number from {least} to {most}");
            AppError::invalid(name, detail).into()
        })
    }

    /// The page of a list that is asked for; the whole list is counted.
    ///
    /// # Errors
    /// `INVALID_VALUE` for a cursor that this service did not give.
    pub fn lines(&self) -> Result<Page, Trouble> {
        let after = self.asked("after").map(paging::open).transpose();
        Ok(Page {
            first: LINES,
            after: after.map_err(|_| AppError::invalid("after", "not a cursor of this list"))?,
            skip: 0,
            count: true,
        })
    }

    /// The first lines of a list.
    pub const fn first(&self, first: u32) -> Page {
        Page {
            first,
            after: None,
            skip: 0,
            count: false,
        }
    }

    /// What stands around the page.
    pub fn frame(&self, title: String, place: Option<&Organisation>) -> Frame {
        Frame {
            language: self.language,
            chosen: self.chosen,
            path: self.path.clone(),
            query: self.query.clone(),
            title,
            place: place.map(Place::from),
            unlisted: false,
            reader: self.viewer().map(|viewer| Reader {
                name: viewer.name().to_owned(),
                csrf: viewer.form_token(),
            }),
        }
    }

    /// The organisation that an address names.
    ///
    /// # Errors
    /// Not found, or moved where it is named otherwise now.
    pub async fn organisation(&self, named: &str) -> Result<Organisation, Trouble> {
        let slug = Slug::parse(named).map_err(|_| missing("organisation"))?;
        let found = self.read().organisation_by_slug(&slug, &self.see).await?;
        let found = found.ok_or_else(|| missing("organisation"))?;
        if found.slug == slug {
            return Ok(found);
        }
        let rest = self.path.trim_start_matches('/').split_once('/');
        let rest = rest.map(|(_, rest)| format!("/{rest}")).unwrap_or_default();
        Err(Trouble::Moved(format!("/{}{rest}", found.slug.as_str())))
    }

    /// Records by id with what the rules say of them, as the page may show them.
    pub async fn records(&self, ids: &[MeetingId]) -> Result<HashMap<MeetingId, Judged>, Trouble> {
        let found = self.read().surrounded(ids, &self.see).await?;
        let judged = found
            .into_iter()
            .map(|(id, record)| (id, Judged::new(record, &self.see, self.today)));
        Ok(judged.collect())
    }

    /// A record of an organisation.
    ///
    /// # Errors
    /// Not found, where it is another's too.
    pub async fn record(&self, owner: &Organisation, id: MeetingId) -> Result<Judged, Trouble> {
        let found = self.records(&[id]).await?.remove(&id);
        found
            .filter(|seen| seen.meeting.owner.id == owner.id)
            .ok_or_else(|| missing("meeting"))
    }
}
