//! Feeds as Atom (RFC 4287).

use super::{Entry, Feed, tag, updated};
use atom_syndication::{self as atom, Category, Content, Link, Person, Text};

fn link(rel: &str, href: &str, media_type: &str) -> Link {
    Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

fn entry(held: &Entry) -> atom::Entry {
    let category = held.category.map(|term| Category {
        term: term.to_owned(),
        ..Category::default()
    });
    atom::Entry {
        title: Text::plain(held.title.clone()),
        id: held.id.clone(),
        updated: held.updated.fixed_offset(),
        authors: vec![Person {
            name: held.author.clone(),
            ..Person::default()
        }],
        categories: category.into_iter().collect(),
        links: vec![link("alternate", &held.link, "text/html")],
        content: Some(Content {
            content_type: Some("text".to_owned()),
            value: Some(held.text.clone()),
            ..Content::default()
        }),
        ..atom::Entry::default()
    }
}

/// A feed as Atom.
pub(super) fn write(feed: &Feed) -> String {
    let written = atom::Feed {
        title: Text::plain(feed.title.clone()),
        id: feed.own.clone(),
        updated: updated(feed).fixed_offset(),
        links: vec![
            link("self", &feed.own, "application/atom+xml"),
            link("alternate", &feed.page, "text/html"),
        ],
        lang: Some(tag(feed.language).to_owned()),
        entries: feed.entries.iter().map(entry).collect(),
        ..atom::Feed::default()
    };
    written.to_string()
}
