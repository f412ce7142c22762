//! From an HTTP request to what it may see: token, language, day.

use crate::answers::{Known, Question, Watch, Way, viewer};
use crate::auth::{self, Tokens};
use crate::graphql::acting::Acting;
use crate::graphql::http::{AuthRefusal, RequestContext};
use crate::graphql::socket::{Peer, SocketContext};
use crate::graphql::viewing::Viewing;
use crate::graphql::watching::Watching;
use crate::web::pages::session::Sessions;
use actix_web::HttpRequest;
use actix_web::http::header;
use application::actor::Actor;
use application::api_keys::{self, ApiKey, Presented};
use application::error::StorageError;
use application::following::Follow;
use application::live::Desk;
use application::ports::{Clock, Files, ReadModel};
use application::revocation;
use application::visibility::{Visibility, Wire};
use async_graphql::Request;
use bytes::Bytes;
use domain::Date;
use domain::id::ApiKeyId;
use domain::text::Language;
use std::sync::Arc;
use std::time::Duration;

/// Makes the view of each request.
pub struct Views {
    /// Reads.
    pub read: Arc<dyn ReadModel>,
    /// The journal as it grows.
    pub follow: Arc<dyn Follow>,
    /// Changes.
    pub desk: Desk,
    /// The bytes of attachments.
    pub files: Arc<dyn Files>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Checks tokens.
    pub tokens: Tokens,
    /// What is stored of those who come with them.
    pub(crate) known: KnownSights,
    /// The address that the outside knows, where the settings tell it.
    pub public_url: Option<String>,
    /// Whoever offers the data, and on what terms.
    pub offer: Offer,
    /// People who are signed in to the pages.
    pub sessions: Sessions,
    /// Whether the service has a mail server.
    pub mail: bool,
}

/// What is stored of keys, and of what tokens let see, as it stands now.
pub(crate) struct KnownSights {
    keys: Known<ApiKeyId, ApiKey>,
    /// Actors as their tokens stand on a day, and what they may see.
    sights: Known<(Actor, Date), (Actor, Visibility)>,
}

impl KnownSights {
    /// None yet; or none ever, where nothing is to be held.
    pub(crate) fn new(watch: &Arc<Watch>, holds: bool) -> Self {
        Self {
            keys: Known::new(watch, holds),
            sights: Known::new(watch, holds),
        }
    }
}

/// Whoever comes with a token or a key that is sound; nobody has looked yet whether it was revoked.
struct Bearer {
    actor: Actor,
    key: Option<ApiKey>,
}

impl Bearer {
    /// What is said where it was. Why a key holds no more, nobody is told.
    fn revoked(&self) -> AuthRefusal {
        AuthRefusal::invalid_token(match self.key {
            Some(_) => NO_KEY,
            None => "the token has been revoked",
        })
    }
}

/// What is said where a key does not hold, or there is none.
const NO_KEY: &str = "the key does not hold";

/// Whoever offers the data of this service, as the settings tell it, and on what terms.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Whom one turns to.
    pub contact_name: Option<String>,
    /// Where one writes to.
    pub contact_email: Option<String>,
    /// The address of the licence that the data is offered under.
    pub licence: String,
}

/// Who makes a plain request, and what they may see.
#[derive(Debug)]
pub struct Asker {
    /// Who; `None` = nobody, without a token.
    pub actor: Option<Actor>,
    /// What they may see.
    pub sight: Sight,
}

/// What a plain request may see, in which language, on which day.
#[derive(Debug)]
pub struct Sight {
    /// What the viewer may see.
    pub see: Visibility,
    /// The language asked for.
    pub language: Language,
    /// The day.
    pub today: Date,
}

impl Sight {
    /// Whether the viewer sees what everybody sees.
    pub fn is_public(&self) -> bool {
        self.see == Visibility::public()
    }

    /// The view that resolvers answer with, over a read model.
    pub fn view(&self, read: Arc<dyn ReadModel>) -> Viewing {
        Viewing::new(read, self.see.clone(), self.language, self.today)
    }
}

impl Asker {
    /// The question that they ask; `None` where its answers may not be held.
    pub fn question(&self, way: Way, words: Bytes) -> Option<Question> {
        Some(Question {
            way,
            words,
            language: self.sight.language,
            day: self.sight.today,
            viewer: viewer(self.actor.as_ref(), &self.sight.see)?,
        })
    }
}

impl std::fmt::Debug for Views {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Views").finish_non_exhaustive()
    }
}

impl Views {
    /// What a plain request may see.
    ///
    /// # Errors
    /// [`AuthRefusal`] where it brings a token that does not hold.
    pub async fn sight_of(&self, http: &HttpRequest) -> Result<Sight, AuthRefusal> {
        Ok(self.asker(http).await?.sight)
    }

    /// Who makes a plain request, and what they may see.
    ///
    /// # Errors
    /// [`AuthRefusal`] where it brings a token that does not hold.
    pub async fn asker(&self, http: &HttpRequest) -> Result<Asker, AuthRefusal> {
        self.asking(http, Wire::Rest).await
    }

    async fn asking(&self, http: &HttpRequest, wire: Wire) -> Result<Asker, AuthRefusal> {
        let (today, language) = (self.clock.today(), language(http));
        let Some(bearer) = self.sound(auth::bearer(http.headers())?).await? else {
            return Ok(Asker {
                actor: None,
                sight: Sight {
                    see: Visibility::public(),
                    language,
                    today,
                },
            });
        };
        let asked = (bearer.actor.clone(), today);
        let found = self.known.sights.of(asked, async || {
            let read = self.read.as_ref();
            let Some(actor) = revocation::admitted(bearer.actor.clone(), read).await? else {
                return Ok(None);
            };
            let see = Visibility::of(Some(&actor), read, today).await?;
            Ok::<_, StorageError>(Some((actor, see)))
        });
        let (actor, see) = found.await?.ok_or_else(|| bearer.revoked())?;
        self.note_use(&bearer).await;
        let see = see.noted(Some(&actor), wire, self.clock.now());
        Ok(Asker {
            actor: Some(actor),
            sight: Sight {
                see,
                language,
                today,
            },
        })
    }

    /// Who comes with a token or a key, where it is sound.
    async fn sound(&self, token: Option<&str>) -> Result<Option<Bearer>, AuthRefusal> {
        let Some(token) = token else {
            return Ok(None);
        };
        let now = self.clock.now();
        if api_keys::is_key(token) {
            let refused = || AuthRefusal::invalid_token(NO_KEY);
            let presented = Presented::read(token).ok_or_else(refused)?;
            let id = presented.id();
            let found = self.known.keys.of(id, async || self.read.api_key(id).await);
            let key = found.await?.ok_or_else(refused)?;
            let actor = presented.actor(&key, now).ok_or_else(refused)?;
            return Ok(Some(Bearer {
                actor,
                key: Some(key),
            }));
        }
        if self.tokens.is_empty() {
            return Err(AuthRefusal::invalid_token("this service accepts no tokens"));
        }
        let actor = self.tokens.verify(token, now.timestamp()).await?;
        Ok(Some(Bearer { actor, key: None }))
    }

    async fn actor(&self, token: Option<&str>) -> Result<Option<Actor>, AuthRefusal> {
        let Some(bearer) = self.sound(token).await? else {
            return Ok(None);
        };
        let found = revocation::admitted(bearer.actor.clone(), self.read.as_ref()).await?;
        let actor = found.ok_or_else(|| bearer.revoked())?;
        self.note_use(&bearer).await;
        Ok(Some(actor))
    }

    /// Notes the day of a key's last use.
    async fn note_use(&self, bearer: &Bearer) {
        let Some(key) = &bearer.key else {
            return;
        };
        let today = self.clock.today();
        if key.used_on.is_none_or(|used| used < today)
            && let Err(cause) = self.read.used_api_key(key.id, today).await
        {
            // What it is asked for does not depend on that.
            tracing::warn!(%cause, key = %key.id, "the day of a key's last use was not noted");
        }
    }

    /// Who makes a plain request, where it brings a token.
    ///
    /// # Errors
    /// [`AuthRefusal`] where the token does not hold.
    pub async fn bearer(&self, http: &HttpRequest) -> Result<Option<Actor>, AuthRefusal> {
        self.actor(auth::bearer(http.headers())?).await
    }

    /// An actor of before, as their token or key stands now; `None` where it was revoked.
    ///
    /// # Errors
    /// [`StorageError`] where it cannot be known.
    pub async fn still(&self, actor: Actor) -> Result<Option<Actor>, StorageError> {
        api_keys::still(actor, self.clock.now(), self.read.as_ref()).await
    }

    async fn sight(&self, actor: Option<&Actor>, on: Date, wire: Wire) -> Visibility {
        match Visibility::of(actor, self.read.as_ref(), on).await {
            Ok(see) => see.noted(actor, wire, self.clock.now()),
            Err(cause) => {
                // What the token gives cannot be worked out now; the reads that follow will say so.
                tracing::error!(%cause, "the viewer's organisations could not be read");
                Visibility::public()
            }
        }
    }

    async fn sighted(&self, actor: Option<Actor>, language: Language, wire: Wire) -> Asker {
        let today = self.clock.today();
        let see = self.sight(actor.as_ref(), today, wire).await;
        let sight = Sight {
            see,
            language,
            today,
        };
        Asker { actor, sight }
    }

    fn seen_by(&self, asker: &Asker, read: Arc<dyn ReadModel>, request: Request) -> Request {
        let acting = Acting {
            actor: asker.actor.clone(),
            desk: self.desk.clone(),
            files: Arc::clone(&self.files),
            mail: self.mail,
        };
        request.data(asker.sight.view(read)).data(acting)
    }
}

/// The language that a request asks for: English where that comes first, else Swedish.
pub fn language(http: &HttpRequest) -> Language {
    let asked = http
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let mut best = (Language::Swedish, 0.0_f32);
    for part in asked.unwrap_or_default().split(',') {
        let mut pieces = part.split(';');
        let tag = pieces
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let quality = pieces
            .find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok())
            .filter(|quality| (0.0..=1.0).contains(quality))
            .unwrap_or(1.0);
        let language = match tag.split('-').next() {
            Some("sv") => Language::Swedish,
            Some("en") => Language::English,
            _ => continue,
        };
        if quality > best.1 {
            best = (language, quality);
        }
    }
    best.0
}

#[async_trait::async_trait(?Send)]
impl RequestContext for Views {
    async fn who(&self, http: &HttpRequest) -> Result<Asker, AuthRefusal> {
        self.asking(http, Wire::Graphql).await
    }

    fn prepare(
        &self,
        asker: &Asker,
        read: Option<Arc<dyn ReadModel>>,
        request: Request,
    ) -> Request {
        let read = read.unwrap_or_else(|| Arc::clone(&self.read));
        self.seen_by(asker, read, request)
    }
}

#[async_trait::async_trait(?Send)]
impl SocketContext for Views {
    async fn greet(
        &self,
        http: &HttpRequest,
        authorization: Option<&str>,
    ) -> Result<Peer, AuthRefusal> {
        let token = authorization.map(auth::credentials).transpose()?;
        Ok(Peer {
            actor: self.actor(token).await?,
            language: language(http),
        })
    }

    fn remaining(&self, peer: &Peer) -> Option<Duration> {
        let expires_at = peer.actor.as_ref()?.expires_at;
        let left = expires_at
            .saturating_mul(1000)
            .saturating_sub(self.clock.now().timestamp_millis());
        Some(Duration::from_millis(u64::try_from(left).unwrap_or(0)))
    }

    async fn holds(&self, peer: &Peer) -> Result<bool, StorageError> {
        let Some(actor) = &peer.actor else {
            return Ok(true);
        };
        Ok(self.still(actor.clone()).await?.is_some())
    }

    async fn prepare(&self, peer: &Peer, request: Request) -> Request {
        // What was revoked since the greeting counts from the next operation on. Who then holds nothing is nobody; the
        // connection is closed soon after.
        let actor = match peer.actor.clone() {
            Some(actor) => self.still(actor).await.unwrap_or_else(|cause| {
                tracing::error!(%cause, "whether a token holds could not be read");
                None
            }),
            None => None,
        };
        let watching = Watching::new(
            Arc::clone(&self.read),
            Arc::clone(&self.follow),
            Arc::clone(&self.clock),
            actor.clone(),
            peer.language,
        );
        let asker = self.sighted(actor, peer.language, Wire::Subscription).await;
        let request = self.seen_by(&asker, Arc::clone(&self.read), request);
        request.data(Arc::new(watching))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_language_is_swedish_unless_english_is_preferred() {
        for (header, language) in [
            ("", Language::Swedish),
            ("en", Language::English),
            ("en-GB,en;q=0.9,sv;q=0.8", Language::English),
            ("sv-SE,sv;q=0.9,en;q=0.8", Language::Swedish),
            ("de, en;q=0.5", Language::English),
            ("en;q=0, sv;q=0.1", Language::Swedish),
            ("fi", Language::Swedish),
        ] {
            let request = TestRequest::default()
                .insert_header((header::ACCEPT_LANGUAGE, header))
                .to_http_request();
            assert_eq!(super::language(&request), language, "{header}");
        }
    }
}
