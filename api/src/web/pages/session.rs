//! People who are signed in to the pages: the cookie, who it is, and what may be sent in their name.
//!
//! The cookie opens pages and nothing else; GraphQL and REST take a bearer token alone.

mod cookie;
mod extracted;
mod origin;

pub use cookie::Cookie;
pub use extracted::{Fetched, SignedIn, Submitted, field, from_elsewhere, posted};
pub use origin::{is_same, local};

use crate::config::Settings;
use crate::context::Views;
use actix_web::HttpMessage;
use actix_web::HttpRequest;
use application::actor::Actor;
use application::error::StorageError;
use application::ports::{Ids, SessionStore};
use application::sessions::{self, Limits, Session, SessionId};
use application::visibility::Visibility;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// What sessions are kept with.
pub struct Sessions {
    /// Where.
    pub store: Arc<dyn SessionStore>,
    /// Chance.
    pub ids: Arc<dyn Ids>,
    /// How long they last.
    pub limits: Limits,
    /// Their cookie.
    pub cookie: Cookie,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sessions").finish_non_exhaustive()
    }
}

impl Sessions {
    /// As the settings say.
    pub fn new(settings: &Settings, store: Arc<dyn SessionStore>, ids: Arc<dyn Ids>) -> Self {
        let minutes = |held: u32| TimeDelta::minutes(i64::from(held.max(1)));
        let secure = settings.public_url.as_deref();
        Self {
            store,
            ids,
            limits: Limits {
                idle: minutes(settings.session_idle),
                whole: minutes(settings.session_longest),
            },
            cookie: Cookie::of_sessions(secure.is_some_and(|url| url.starts_with("https:"))),
        }
    }
}

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Viewer {
    /// Who.
    pub actor: Actor,
    /// What they may see, by the one visibility policy.
    pub see: Visibility,
    /// Their session.
    pub session: Session,
    id: SessionId,
}

impl Viewer {
    /// What they are called: the name in their token, else the subject.
    pub fn name(&self) -> &str {
        let name = self.actor.name.as_deref();
        name.filter(|name| !name.trim().is_empty())
            .unwrap_or(&self.actor.subject)
    }

    /// The word that every form of theirs holds in its field `csrf`, and every request of a page's own script in its
    /// header `x-csrf-token`.
    pub fn form_token(&self) -> String {
        self.id.form_token()
    }

    /// Whether that is the word.
    pub fn is_form_token(&self, text: &str) -> bool {
        self.id.is_form_token(text)
    }
}

/// What a request was found to come from, so that it is looked up once.
#[derive(Clone)]
struct Found(Option<Arc<Viewer>>);

impl Views {
    /// Whoever is signed in where a request comes from; `None` = nobody, as without a cookie.
    ///
    /// # Errors
    /// [`StorageError`] where it cannot be known.
    pub async fn viewer(&self, http: &HttpRequest) -> Result<Option<Arc<Viewer>>, StorageError> {
        let Some(id) = self.session_id(http) else {
            return Ok(None);
        };
        if let Some(Found(found)) = http.extensions().get::<Found>().cloned() {
            return Ok(found);
        }
        let (sessions, now) = (&self.sessions, self.clock.now());
        let store = sessions.store.as_ref();
        let read = self.read.as_ref();
        let held = sessions::admitted(&id, now, &sessions.limits, store, read).await?;
        let found = match held {
            None => None,
            Some(session) => {
                let actor = session.actor.clone();
                let see = Visibility::of(Some(&actor), read, self.clock.today()).await?;
                Some(Arc::new(Viewer {
                    actor,
                    see,
                    session,
                    id,
                }))
            }
        };
        http.extensions_mut().insert(Found(found.clone()));
        Ok(found)
    }

    /// Has a request answered as nobody's, once its session was ended.
    pub fn forget(&self, http: &HttpRequest) {
        http.extensions_mut().insert(Found(None));
    }

    /// The id that a request comes with.
    pub fn session_id(&self, http: &HttpRequest) -> Option<SessionId> {
        let held = self.sessions.cookie.of(http)?;
        SessionId::parse(&held)
    }

    /// Signs somebody in, until an instant at the latest; gives what the browser is to keep.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn sign_in(
        &self,
        http: &HttpRequest,
        actor: Actor,
        until: Option<DateTime<Utc>>,
    ) -> Result<String, StorageError> {
        let (sessions, now) = (&self.sessions, self.clock.now());
        let former = self.session_id(http);
        tracing::info!(actor = %actor.signature(), "signed in");
        let id = sessions::begin(
            actor,
            until,
            former.as_ref(),
            now,
            &sessions.limits,
            sessions.ids.as_ref(),
            sessions.store.as_ref(),
        )
        .await?;
        Ok(sessions.cookie.kept(id.expose(), None))
    }
}
