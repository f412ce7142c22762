//! What is told of webhooks. A secret is told where it is made, and nowhere else.

use crate::graphql::paging::cursor;
use crate::rest::ROOT;
use crate::rest::twin::link;
use application::journal::moment;
use application::webhooks::{Attempt, Because, DeadLetter, Format, HeldWebhook, State, event_type};
use chrono::{DateTime, Utc};
use domain::id::{OrganisationId, WebhookId};
use serde_json::{Value, json};

/// What is told beside the subscription itself.
pub(super) struct Shown<'a> {
    pub(super) base: &'a str,
    pub(super) public_key: Option<String>,
    pub(super) now: DateTime<Utc>,
}

impl Shown<'_> {
    /// A subscription as a resource.
    pub(super) fn resource(&self, held: &HeldWebhook) -> Value {
        let webhook = &held.webhook;
        let (state, because, disabled_at) = match webhook.state {
            State::Active => ("ACTIVE", None, None),
            State::Disabled { because, at } => {
                let because = match because {
                    Because::Asked => "ASKED",
                    Because::Gone => "GONE",
                    Because::Failing => "FAILING",
                };
                ("DISABLED", Some(because), Some(moment(at)))
            }
        };
        let format = match webhook.format {
            Format::Plain => "PLAIN",
            Format::CloudEvents => "CLOUD_EVENTS",
        };
        let filter = &webhook.filter;
        let associations = filter.associations.iter().map(ToString::to_string);
        let events = filter.kinds.iter().map(|kind| event_type(*kind));
        let secrets = webhook.signing(self.now).map(|secret| {
            json!({
                "generation": secret.generation,
                "madeAt": moment(secret.made_at),
                "signsUntil": secret.until.map(moment),
            })
        });
        let own = format!("{ROOT}/webhooks/{}", webhook.id);
        let at = |rel: &str, below: &str| link(self.base, rel, &format!("{own}{below}"));
        json!({
            "id": webhook.id.to_string(),
            "organisation": webhook.owner.to_string(),
            "url": webhook.url,
            "description": webhook.description,
            "format": format,
            "filter": {
                "associations": associations.collect::<Vec<_>>(),
                "concerning": filter.concerning.map(|id| id.to_string()),
                "events": events.collect::<Vec<_>>(),
            },
            "state": state,
            "disabledBecause": because,
            "disabledAt": disabled_at,
            "failingSince": webhook.failing_since.map(moment),
            "pausedUntil": webhook.paused_until.filter(|until| self.now < *until).map(moment),
            "createdAt": moment(webhook.created_at),
            "version": webhook.version,
            "cursor": cursor(&held.position.to_string()),
            "publicKey": self.public_key,
            "secrets": secrets.collect::<Vec<_>>(),
            "_links": {
                "self": at("self", ""),
                "deliveries": at("deliveries", "/deliveries"),
                "deadLetters": at("deadLetters", "/dead-letters"),
            },
        })
    }
}

/// An attempt of the delivery log.
pub(super) fn of_attempt(attempt: &Attempt) -> Value {
    let (organisation, sequence) = attempt.of.unzip();
    json!({
        "at": moment(attempt.at),
        "milliseconds": attempt.millis,
        "event": attempt.event,
        "messageId": attempt.message,
        "organisation": organisation.map(|id| id.to_string()),
        "sequence": sequence,
        "attempt": attempt.number,
        "status": attempt.status,
        "error": attempt.error,
    })
}

/// An event that was given up.
pub(super) fn of_letter(letter: &DeadLetter) -> Value {
    json!({
        "organisation": letter.organisation.to_string(),
        "sequence": letter.sequence,
        "event": letter.event,
        "messageId": letter.message,
        "attempts": letter.attempts,
        "firstAt": moment(letter.first_at),
        "diedAt": moment(letter.died_at),
        "status": letter.status,
        "error": letter.error,
    })
}

/// What is sent again.
pub(super) fn of_replay(
    id: WebhookId,
    (organisation, last): (OrganisationId, i64),
    from: i64,
) -> Value {
    json!({
        "webhook": id.to_string(),
        "organisation": organisation.to_string(),
        "fromSequence": from,
        "toSequence": last,
    })
}
