//! Keeping subscriptions: made, changed, given another secret, sent again, taken away.
//!
//! A subscription is kept by those who may act for its owner ([`keeps_webhooks`]). To everybody else it does not exist. Every act is
//! stored beside what it did, with who did it; whoever is refused is told of in the log.

use super::signing::{Keyring, Secret};
use super::{
    Act, Attempt, Because, Filter, Format, HeldWebhook, LONGEST_OVERLAP, MOST_OF_ONE, OVERLAP,
    State, StoredSecret, Webhook, kind_of,
};
use crate::actor::Actor;
use crate::authorize::keeps_webhooks;
use crate::error::{AppError, StorageError};
use crate::ports::{Clock, Ids, Post, ReadModel, WebhookStore};
use crate::read::{Connection, FeedKind, Page};
use crate::visibility::Visibility;
use crate::webhooks::deliver::Deliverer;
use chrono::TimeDelta;
use domain::id::{OrganisationId, WebhookId};
use domain::name::Slug;
use domain::organisation::Organisation;
use std::sync::Arc;

/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 500;
/// How many associations a filter names at the most.
const MOST_ASSOCIATIONS: usize = 100;

/// A subscription as somebody wants it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Whose it is, by name as an address or by id.
    pub organisation: String,
    /// Where events go.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// CloudEvents rather than plain.
    pub cloud_events: bool,
    /// Only of these associations' feeds.
    pub associations: Vec<String>,
    /// Only what concerns this organisation.
    pub concerning: Option<String>,
    /// Only these types of events.
    pub events: Vec<String>,
}

/// What is to be otherwise; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Where events go.
    pub url: Option<String>,
    /// What it is for; `Some(None)` = nothing is said.
    pub description: Option<Option<String>>,
    /// CloudEvents rather than plain.
    pub cloud_events: Option<bool>,
    /// Only of these associations' feeds.
    pub associations: Option<Vec<String>>,
    /// Only what concerns this organisation; `Some(None)` = everything.
    pub concerning: Option<Option<String>>,
    /// Only these types of events.
    pub events: Option<Vec<String>>,
    /// Whether events are sent.
    pub active: Option<bool>,
    /// The version that the asker saw.
    pub expected_version: Option<i64>,
}

/// Why nothing can be signed.
#[derive(Debug)]
pub enum Failure {
    /// As every use case.
    App(AppError),
    /// The service has no key to derive secrets from.
    NoKey,
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

/// Where subscriptions are kept.
#[derive(Clone)]
pub struct Office {
    /// Storage.
    pub store: Arc<dyn WebhookStore>,
    /// Organisations.
    pub read: Arc<dyn ReadModel>,
    /// Who knows where events may go.
    pub post: Arc<dyn Post>,
    /// Who sends what is to be seen at once.
    pub deliverer: Deliverer,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Identities.
    pub ids: Arc<dyn Ids>,
    /// What secrets are derived from.
    pub keys: Arc<Keyring>,
}

impl std::fmt::Debug for Office {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Office").finish_non_exhaustive()
    }
}

/// Somebody who keeps subscriptions, and what they may know of.
#[derive(Debug, Clone, Copy)]
pub struct Keeper<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
}

fn missing() -> AppError {
    AppError::NotFound { what: "webhook" }
}

/// Tells the log who was refused what.
fn refused(keeper: &Keeper<'_>, what: &'static str, of: &str, error: AppError) -> AppError {
    let actor = keeper.actor.signature();
    tracing::warn!(actor, what, of, code = error.code(), "refused");
    error
}

impl Office {
    /// The organisations whose subscriptions somebody keeps.
    async fn kept(&self, keeper: &Keeper<'_>) -> Result<Vec<Organisation>, StorageError> {
        let names: Vec<String> = keeper.actor.organisations.iter().cloned().collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let named = self.read.named(&names).await?;
        let kept = named.into_iter();
        Ok(kept
            .filter(|organisation| keeps_webhooks(keeper.actor, organisation))
            .collect())
    }

    /// A subscription that somebody keeps.
    async fn found(
        &self,
        keeper: &Keeper<'_>,
        id: WebhookId,
        what: &'static str,
    ) -> Result<HeldWebhook, AppError> {
        let held = self.store.webhook(id).await?;
        let kept = self.kept(keeper).await?;
        let own = held.filter(|held| kept.iter().any(|own| own.id == held.webhook.owner));
        own.ok_or_else(|| refused(keeper, what, &id.to_string(), missing()))
    }

    fn act(&self, keeper: &Keeper<'_>, what: &'static str) -> Act {
        Act {
            actor: keeper.actor.signature(),
            what,
            at: self.clock.now(),
        }
    }

    fn did(&self, act: &Act, id: WebhookId) {
        tracing::info!(actor = act.actor, what = act.what, webhook = %id, "a webhook was kept");
    }

    /// The subscriptions that somebody keeps.
    ///
    /// # Errors
    /// `FORBIDDEN` for those who keep none.
    pub async fn list(
        &self,
        keeper: &Keeper<'_>,
        page: &Page,
    ) -> Result<Connection<HeldWebhook>, AppError> {
        let kept = self.kept(keeper).await?;
        if kept.is_empty() {
            return Err(refused(keeper, "ListWebhooks", "", AppError::Forbidden));
        }
        let owners: Vec<OrganisationId> = kept.iter().map(|own| own.id).collect();
        Ok(self.store.webhooks(&owners, page).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// `NOT_FOUND`, also for what others keep.
    pub async fn get(&self, keeper: &Keeper<'_>, id: WebhookId) -> Result<HeldWebhook, AppError> {
        self.found(keeper, id, "ReadWebhook").await
    }

    /// The key by which anybody checks `v1a` of a subscription; `None` where the service's key is not at hand.
    pub fn public_key(&self, webhook: &Webhook) -> Option<String> {
        let latest = webhook.secrets.first()?;
        let secret = self
            .keys
            .secret(webhook.id, latest.generation, &latest.key)?;
        Some(secret.public())
    }

    /// Makes a subscription, and tells its secret this once. It is sent what comes into the feed from now on.
    ///
    /// # Errors
    /// `FORBIDDEN` where the asker does not keep the owner's; `INVALID_VALUE` with the field at fault.
    pub async fn create(
        &self,
        keeper: &Keeper<'_>,
        draft: Draft,
    ) -> Result<(HeldWebhook, Secret), Failure> {
        let name = &draft.organisation;
        let kept = self.kept(keeper).await?;
        let own = kept
            .into_iter()
            .find(|own| own.slug.as_str() == name || own.id.to_string() == *name);
        let owner =
            own.ok_or_else(|| refused(keeper, "CreateWebhook", name, AppError::Forbidden))?;
        let key = self.keys.current().ok_or(Failure::NoKey)?.to_owned();
        let now = self.clock.now();
        let webhook = Webhook {
            id: WebhookId::from_uuid(self.ids.next()),
            owner: owner.id,
            url: self.address(&draft.url)?,
            description: described(draft.description)?,
            format: format(draft.cloud_events),
            filter: Filter {
                associations: self.associations(&draft.associations, keeper.see).await?,
                concerning: self
                    .concerning(draft.concerning.as_deref(), keeper.see)
                    .await?,
                kinds: kinds(&draft.events)?,
            },
            state: State::Active,
            created_at: now,
            created_by: keeper.actor.signature(),
            version: 1,
            secrets: vec![StoredSecret {
                generation: 1,
                key: key.clone(),
                made_at: now,
                until: None,
            }],
            failing_since: None,
            paused_until: None,
        };
        let act = self.act(keeper, "CreateWebhook");
        let added = self.store.add_webhook(&webhook, MOST_OF_ONE, &act).await?;
        let held = added.ok_or_else(|| {
            let reason = format!("it has {MOST_OF_ONE} webhooks already, which is the most");
            AppError::invalid("organisation", reason)
        })?;
        self.did(&act, webhook.id);
        let secret = self
            .keys
            .secret(webhook.id, 1, &key)
            .ok_or(Failure::NoKey)?;
        Ok((held, secret))
    }

    /// Changes a subscription. One that is set active, or sent elsewhere, is sent at once what waits.
    ///
    /// # Errors
    /// `NOT_FOUND`; `STALE_VERSION`; `INVALID_VALUE` with the field at fault.
    pub async fn change(
        &self,
        keeper: &Keeper<'_>,
        id: WebhookId,
        change: Change,
    ) -> Result<HeldWebhook, AppError> {
        let mut held = self.found(keeper, id, "ChangeWebhook").await?;
        let (now, webhook) = (self.clock.now(), &mut held.webhook);
        if let Some(expected) = change.expected_version
            && expected != webhook.version
        {
            return Err(AppError::Stale {
                expected,
                found: webhook.version,
                since: Vec::new(),
            });
        }
        let mut anew = false;
        if let Some(url) = &change.url {
            let url = self.address(url)?;
            anew |= url != webhook.url;
            webhook.url = url;
        }
        if let Some(description) = change.description {
            webhook.description = described(description)?;
        }
        if let Some(cloud_events) = change.cloud_events {
            webhook.format = format(cloud_events);
        }
        if let Some(names) = &change.associations {
            webhook.filter.associations = self.associations(names, keeper.see).await?;
        }
        if let Some(name) = &change.concerning {
            webhook.filter.concerning = self.concerning(name.as_deref(), keeper.see).await?;
        }
        if let Some(events) = &change.events {
            webhook.filter.kinds = kinds(events)?;
        }
        match (change.active, webhook.state) {
            (Some(true), State::Disabled { .. }) => {
                anew = true;
                webhook.state = State::Active;
            }
            (Some(false), State::Active) => {
                let because = Because::Asked;
                webhook.state = State::Disabled { because, at: now };
            }
            _ => {}
        }
        if anew {
            webhook.failing_since = None;
            webhook.paused_until = None;
        }
        webhook.version += 1;
        let act = self.act(keeper, "ChangeWebhook");
        self.store.put_webhook(webhook, anew, &act).await?;
        self.did(&act, id);
        Ok(held)
    }

    /// Gives a subscription another secret, told this once. The one before signs beside it for as long as `overlap`
    /// says, a day where it says nothing; those before that sign no more.
    ///
    /// # Errors
    /// `NOT_FOUND`; `INVALID_VALUE` for an overlap of more than seven days.
    pub async fn rotate(
        &self,
        keeper: &Keeper<'_>,
        id: WebhookId,
        overlap: Option<TimeDelta>,
    ) -> Result<(HeldWebhook, Secret), Failure> {
        let mut held = self.found(keeper, id, "RotateWebhookSecret").await?;
        let overlap = overlap.unwrap_or(OVERLAP);
        if overlap < TimeDelta::zero() || LONGEST_OVERLAP < overlap {
            let hours = LONGEST_OVERLAP.num_hours();
            let reason = format!("expected a number of hours from 0 to {hours}");
            return Err(AppError::invalid("overlapHours", reason).into());
        }
        let key = self.keys.current().ok_or(Failure::NoKey)?.to_owned();
        let (now, webhook) = (self.clock.now(), &mut held.webhook);
        let generation = webhook.secrets.first().map_or(0, |held| held.generation) + 1;
        let before = webhook.secrets.first().cloned().map(|held| StoredSecret {
            until: Some(now + overlap),
            ..held
        });
        let latest = StoredSecret {
            generation,
            key: key.clone(),
            made_at: now,
            until: None,
        };
        webhook.secrets = std::iter::once(latest).chain(before).collect();
        webhook.version += 1;
        let act = self.act(keeper, "RotateWebhookSecret");
        self.store.put_webhook(webhook, false, &act).await?;
        self.did(&act, id);
        let secret = self
            .keys
            .secret(id, generation, &key)
            .ok_or(Failure::NoKey)?;
        Ok((held, secret))
    }

    /// Takes a subscription away.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn remove(&self, keeper: &Keeper<'_>, id: WebhookId) -> Result<(), AppError> {
        self.found(keeper, id, "DeleteWebhook").await?;
        let act = self.act(keeper, "DeleteWebhook");
        if !self.store.remove_webhook(id, &act).await? {
            return Err(missing());
        }
        self.did(&act, id);
        Ok(())
    }

    /// Has the events of an organisation sent again from a number of its feed on. Gives that organisation, and the number
    /// up to which they are sent again.
    ///
    /// # Errors
    /// `NOT_FOUND`; `INVALID_VALUE` for an organisation or a number that there is not.
    pub async fn replay(
        &self,
        keeper: &Keeper<'_>,
        id: WebhookId,
        organisation: &str,
        from: i64,
    ) -> Result<(OrganisationId, i64), AppError> {
        self.found(keeper, id, "ReplayWebhook").await?;
        let of = self
            .organisation("organisation", organisation, keeper.see)
            .await?;
        if from < 1 {
            let reason = "expected a number from 1";
            return Err(AppError::invalid("fromSequence", reason));
        }
        let act = self.act(keeper, "ReplayWebhook");
        let last = self.store.replay(id, of, from, &act).await?;
        let last = last.ok_or_else(missing)?;
        if last < from {
            let reason =
                format!("nothing to send again: the feed of the organisation ends at {last}");
            return Err(AppError::invalid("fromSequence", reason));
        }
        self.did(&act, id);
        Ok((of, last))
    }

    /// Sends an event that only shows that events arrive, and tells what became of it.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn test(&self, keeper: &Keeper<'_>, id: WebhookId) -> Result<Attempt, Failure> {
        let held = self.found(keeper, id, "TestWebhook").await?;
        let sent = self.deliverer.test(&held.webhook).await?;
        sent.ok_or(Failure::NoKey)
    }

    fn address(&self, text: &str) -> Result<String, AppError> {
        let address = self.post.address(text);
        address.map_err(|reason| AppError::invalid("url", reason))
    }

    async fn organisation(
        &self,
        field: &str,
        name: &str,
        see: &Visibility,
    ) -> Result<OrganisationId, AppError> {
        let found = match (OrganisationId::parse(name), Slug::parse(name)) {
            (Ok(id), _) => {
                let mut found = self.read.organisations_by_id(&[id], see).await?;
                found.remove(&id)
            }
            (_, Ok(slug)) => self.read.organisation_by_slug(&slug, see).await?,
            _ => None,
        };
        let found = found.map(|found| found.id);
        found.ok_or_else(|| AppError::invalid(field, "no such organisation"))
    }

    async fn associations(
        &self,
        names: &[String],
        see: &Visibility,
    ) -> Result<Vec<OrganisationId>, AppError> {
        if names.len() > MOST_ASSOCIATIONS {
            let reason = format!("more than {MOST_ASSOCIATIONS} associations");
            return Err(AppError::invalid("filter.associations", reason));
        }
        let mut found = Vec::new();
        for name in names {
            let id = self.organisation("filter.associations", name, see).await?;
            if !found.contains(&id) {
                found.push(id);
            }
        }
        Ok(found)
    }

    async fn concerning(
        &self,
        name: Option<&str>,
        see: &Visibility,
    ) -> Result<Option<OrganisationId>, AppError> {
        match name {
            None => Ok(None),
            Some(name) => {
                let found = self.organisation("filter.concerning", name, see).await?;
                Ok(Some(found))
            }
        }
    }
}

const fn format(cloud_events: bool) -> Format {
    if cloud_events {
        Format::CloudEvents
    } else {
        Format::Plain
    }
}

fn described(text: Option<String>) -> Result<Option<String>, AppError> {
    let wrong = |reason: String| Err(AppError::invalid("description", reason));
    match text {
        Some(text) if text.chars().count() > LONGEST_DESCRIPTION => {
            wrong(format!("more than {LONGEST_DESCRIPTION} characters"))
        }
        Some(text) if text.contains('\0') => wrong("holds the character U+0000".to_owned()),
        held => Ok(held.filter(|text| !text.is_empty())),
    }
}

fn kinds(events: &[String]) -> Result<Vec<FeedKind>, AppError> {
    let mut kinds = Vec::new();
    for event in events {
        let known: Vec<&str> = super::KINDS.into_iter().map(super::event_type).collect();
        let reason = || format!("expected some of {}", known.join(", "));
        let kind = kind_of(event);
        let kind = kind.ok_or_else(|| AppError::invalid("filter.events", reason()))?;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Ok(kinds)
}
