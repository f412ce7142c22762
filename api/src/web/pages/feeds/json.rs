//! Feeds as JSON Feed 1.1.

use super::{Entry, Feed, tag};
use chrono::SecondsFormat;
use serde_json::{Value, json};

fn item(held: &Entry) -> Value {
    let mut item = json!({
        "id": held.id,
        "url": held.link,
        "title": held.title,
        "content_text": held.text,
        "date_modified": held.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
        "authors": [{"name": held.author}],
        "tags": held.category.into_iter().collect::<Vec<_>>(),
    });
    if let Some(besides) = &held.besides {
        // An extension has a name of its own, which begins so.
        item["_paragraf"] = besides.clone();
    }
    item
}

/// A feed as JSON Feed.
pub(super) fn write(feed: &Feed) -> String {
    let written = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.own,
        "language": tag(feed.language),
        "items": feed.entries.iter().map(item).collect::<Vec<_>>(),
    });
    format!("{written:#}\n")
}
