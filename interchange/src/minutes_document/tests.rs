use super::*;

mod exported;
mod malformed;
mod mapping;

/// A complete document with these members beside the required ones.
fn document(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(
        r#"{{"format":"paragraf/minutes@1","body":{{"name":"Styrelsen","kind":"BOARD"}},"meeting":{{"date":null}},"items":[]{comma}{members}}}"#
    )
}

/// A complete document with these items.
fn items(items: &str) -> String {
    format!(
        r#"{{"format":"paragraf/minutes@1","body":{{"name":"Styrelsen","kind":"BOARD"}},"meeting":{{"date":null}},"items":[{items}]}}"#
    )
}

/// A complete document with this body and meeting.
fn of(body: &str, meeting: &str) -> String {
    format!(r#"{{"format":"paragraf/minutes@1","body":{body},"meeting":{meeting},"items":[]}}"#)
}
