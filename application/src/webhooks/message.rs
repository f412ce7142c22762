//! What is sent: thin bodies that tell what happened and where it is read, and nothing that could not be read there.

use super::{Event, Format, TEST, Webhook, event_type};
use crate::journal::moment;
use crate::read::{FeedKind, Subject};
use chrono::{DateTime, Utc};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use domain::id::{MinutesId, OrganisationId, WebhookId};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// An event as it is sent, but for its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `webhook-id`: the same at every attempt.
    pub id: String,
    /// The type of the event.
    pub event: &'static str,
    /// `Content-Type`.
    pub media: &'static str,
    /// The body, to the byte.
    pub body: String,
}

/// The `webhook-id` of an event for a subscription.
pub fn id_of(webhook: WebhookId, organisation: OrganisationId, sequence: i64) -> String {
    let of = format!("{webhook}\n{organisation}\n{sequence}");
    let digest = Sha256::digest(of.as_bytes());
    format!(
        "msg_{}",
        HEXLOWER.encode(digest.get(..16).unwrap_or_default())
    )
}

/// An entry of the feed for a subscription. `base` is the address of the service as the outside knows it, or empty.
pub fn of_event(webhook: &Webhook, event: &Event, base: &str) -> Message {
    let (kind, id, path) = match event.subject {
        Subject::Meeting(id) => {
            let path = format!("minutes/{}", MinutesId::of(id));
            ("MEETING", id.to_string(), path)
        }
        Subject::Organisation(id) => {
            let path = format!("organisations/{id}");
            ("ORGANISATION", id.to_string(), path)
        }
    };
    let data = json!({
        "organisation": event.organisation.to_string(),
        "sequence": event.sequence,
        // As the list of all changes gives it: pass it there to go on from here.
        "cursor": BASE64URL_NOPAD.encode(event.position.to_string().as_bytes()),
        "kind": kind_code(event.kind),
        "mustErase": event.kind == FeedKind::Recalled,
        "subject": {"type": kind, "id": id},
        "link": format!("{base}/paragraf/v1/{path}"),
    });
    let about = Some(id.as_str());
    let message = id_of(webhook.id, event.organisation, event.sequence);
    written(
        webhook,
        (message, event_type(event.kind)),
        event.at,
        about,
        data,
        base,
    )
}

/// An event that only shows that events arrive. `chance` makes its id.
pub fn of_test(webhook: &Webhook, at: DateTime<Utc>, chance: [u8; 16], base: &str) -> Message {
    let data = json!({
        "organisation": webhook.owner.to_string(),
        "webhook": webhook.id.to_string(),
        "link": format!("{base}/paragraf/v1/webhooks/{}", webhook.id),
    });
    let message = format!("msg_{}", HEXLOWER.encode(&chance));
    written(webhook, (message, TEST), at, None, data, base)
}

const fn kind_code(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Published => "PUBLISHED",
        FeedKind::Revised => "REVISED",
        FeedKind::Recalled => "RECALLED",
        FeedKind::RegisterChanged => "REGISTER_CHANGED",
    }
}

fn written(
    webhook: &Webhook,
    (id, event): (String, &'static str),
    at: DateTime<Utc>,
    about: Option<&str>,
    data: Value,
    base: &str,
) -> Message {
    let (media, body) = match webhook.format {
        Format::Plain => (
            "application/json",
            json!({"type": event, "timestamp": moment(at), "data": data}),
        ),
        Format::CloudEvents => {
            let mut body = json!({
                "specversion": "1.0",
                "id": id,
                "source": format!("{base}/paragraf/v1"),
                "type": event,
                "time": moment(at),
                "datacontenttype": "application/json",
                "data": data,
            });
            if let Some(about) = about {
                body["subject"] = json!(about);
            }
            ("application/cloudevents+json", body)
        }
    };
    Message {
        id,
        event,
        media,
        body: body.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Filter, State};
    use super::*;
    use domain::id::MeetingId;
    use uuid::Uuid;

    fn webhook(format: Format) -> Webhook {
        Webhook {
            id: WebhookId::from_uuid(Uuid::from_u128(1)),
            owner: OrganisationId::from_uuid(Uuid::from_u128(2)),
            url: "https://mottagare.example/".to_owned(),
            description: None,
            format,
            filter: Filter::default(),
            state: State::Active,
            created_at: at(),
            created_by: "test test".to_owned(),
            version: 1,
            secrets: Vec::new(),
            failing_since: None,
            paused_until: None,
        }
    }

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_782_864_000, 0).expect("a moment")
    }

    fn event(kind: FeedKind) -> Event {
        Event {
            position: 12,
            sequence: 3,
            organisation: OrganisationId::from_uuid(Uuid::from_u128(4)),
            at: at(),
            kind,
            subject: Subject::Meeting(MeetingId::from_uuid(Uuid::from_u128(5))),
        }
    }

    #[test]
    fn an_event_tells_what_happened_where_it_is_and_no_more() {
        let plain = webhook(Format::Plain);
        let message = of_event(
            &plain,
            &event(FeedKind::Recalled),
            "https://protokoll.example",
        );
        assert_eq!(
            (message.media, message.event),
            ("application/json", "minutes.recalled")
        );
        let body: Value = serde_json::from_str(&message.body).expect("JSON");
        let id = MinutesId::of(MeetingId::from_uuid(Uuid::from_u128(5)));
        assert_eq!(
            body,
            json!({
                "type": "minutes.recalled",
                "timestamp": "2026-07-01T00:00:00.000000Z",
                "data": {
                    "organisation": event(FeedKind::Recalled).organisation.to_string(),
                    "sequence": 3, "cursor": "MTI", "kind": "RECALLED", "mustErase": true,
                    "subject": {"type": "MEETING", "id": id.meeting().to_string()},
                    "link": format!("https://protokoll.example/paragraf/v1/minutes/{id}"),
                },
            })
        );
        assert!(message.body.len() < 20_000, "thin");
        let message = of_event(&plain, &event(FeedKind::Revised), "");
        assert!(
            message.body.contains("\"mustErase\":false"),
            "{}",
            message.body
        );
        assert!(
            message
                .body
                .contains("\"link\":\"/paragraf/v1/minutes/min-")
        );
    }

    #[test]
    fn a_cloud_event_is_the_same_in_another_form() {
        let message = of_event(
            &webhook(Format::CloudEvents),
            &event(FeedKind::Published),
            "",
        );
        assert_eq!(message.media, "application/cloudevents+json");
        let body: Value = serde_json::from_str(&message.body).expect("JSON");
        let plain = of_event(&webhook(Format::Plain), &event(FeedKind::Published), "");
        let told: Value = serde_json::from_str(&plain.body).expect("JSON");
        assert_eq!(body["data"], told["data"]);
        assert_eq!(body["id"], json!(message.id));
        assert_eq!(
            message.id, plain.id,
            "by event and subscription, whatever the form"
        );
        assert_eq!(
            (&body["specversion"], &body["type"], &body["source"]),
            (
                &json!("1.0"),
                &json!("minutes.published"),
                &json!("/paragraf/v1")
            )
        );
        assert_eq!(
            (&body["time"], &body["subject"]),
            (&told["timestamp"], &told["data"]["subject"]["id"])
        );
    }

    #[test]
    fn an_id_is_that_of_one_event_for_one_subscription() {
        let of = |webhook: u128, organisation: u128, sequence| {
            let webhook = WebhookId::from_uuid(Uuid::from_u128(webhook));
            id_of(
                webhook,
                OrganisationId::from_uuid(Uuid::from_u128(organisation)),
                sequence,
            )
        };
        assert_eq!(of(1, 2, 3), of(1, 2, 3));
        for other in [of(9, 2, 3), of(1, 9, 3), of(1, 2, 9)] {
            assert_ne!(of(1, 2, 3), other);
        }
        // It is a part of what is signed, where full stops divide.
        assert!(
            of(1, 2, 3)
                .bytes()
                .all(|l| l.is_ascii_alphanumeric() || l == b'_')
        );
        let test = of_test(&webhook(Format::Plain), at(), [7; 16], "");
        assert_eq!(
            (test.event, test.id.len()),
            ("webhook.test", of(1, 2, 3).len())
        );
    }
}
