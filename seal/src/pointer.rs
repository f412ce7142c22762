//! A value taken apart into members by JSON pointer (RFC 6901), and put together again.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, VecDeque};

fn is_position(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Takes an object apart: its members, and those named in `deep` down to what has no members of its own.
pub(crate) fn apart(object: &Map<String, Value>, deep: &[&str]) -> BTreeMap<String, Value> {
    fn down(pointer: String, value: &Value, into: &mut BTreeMap<String, Value>) {
        match value {
            Value::Array(parts) if !parts.is_empty() => {
                for (place, part) in parts.iter().enumerate() {
                    down(format!("{pointer}/{place}"), part, into);
                }
            }
            // A name that looks like a place in a list would be read back as one.
            Value::Object(members)
                if !members.is_empty() && !members.keys().any(|name| is_position(name)) =>
            {
                for (name, member) in members {
                    down(format!("{pointer}/{}", escaped(name)), member, into);
                }
            }
            whole => {
                into.insert(pointer, whole.clone());
            }
        }
    }
    let mut found = BTreeMap::new();
    for (name, value) in object {
        let pointer = format!("/{}", escaped(name));
        if deep.contains(&name.as_str()) {
            down(pointer, value, &mut found);
        } else {
            found.insert(pointer, value.clone());
        }
    }
    found
}

/// The tokens of a pointer in its only form; `None` for what is no pointer, or one to the whole.
fn tokens(pointer: &str) -> Option<VecDeque<String>> {
    let found: VecDeque<String> = pointer
        .strip_prefix('/')?
        .split('/')
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect();
    let again: String = found
        .iter()
        .map(|token| format!("/{}", escaped(token)))
        .collect();
    (again == pointer).then_some(found)
}

/// A tree of members: what a pointer ends at, or what goes on.
enum Branch<'a> {
    End(Option<&'a Value>),
    On(BTreeMap<String, Branch<'a>>),
}

/// Puts an object together from members, of which some are withheld: those are missing in objects and null in lists.
/// `None` where the pointers do not fit together: one within another, a list with a hole in it.
pub(crate) fn together<'a>(
    members: impl Iterator<Item = (&'a str, Option<&'a Value>)>,
) -> Option<Value> {
    let mut root = BTreeMap::new();
    for (pointer, value) in members {
        insert(&mut root, tokens(pointer)?, value)?;
    }
    // At the top stands an object, whatever its names look like.
    let mut object = Map::new();
    for (name, branch) in root {
        if let Some(value) = grown(branch)? {
            object.insert(name, value);
        }
    }
    Some(Value::Object(object))
}

fn insert<'a>(
    into: &mut BTreeMap<String, Branch<'a>>,
    mut tokens: VecDeque<String>,
    value: Option<&'a Value>,
) -> Option<()> {
    let token = tokens.pop_front()?;
    if tokens.is_empty() {
        return into
            .insert(token, Branch::End(value))
            .is_none()
            .then_some(());
    }
    let below = into
        .entry(token)
        .or_insert_with(|| Branch::On(BTreeMap::new()));
    match below {
        Branch::On(below) => insert(below, tokens, value),
        Branch::End(_) => None,
    }
}

/// The value of a branch; `Some(None)` where all of it is withheld and it has no shape of its own.
fn grown(branch: Branch<'_>) -> Option<Option<Value>> {
    let mut members = match branch {
        Branch::End(value) => return Some(value.cloned()),
        Branch::On(members) => members,
    };
    if !members.keys().any(|name| is_position(name)) {
        let mut object = Map::new();
        for (name, branch) in members {
            if let Some(value) = grown(branch)? {
                object.insert(name, value);
            }
        }
        return Some(Some(Value::Object(object)));
    }
    let mut list = Vec::with_capacity(members.len());
    for place in 0..members.len() {
        let branch = members.remove(&place.to_string())?;
        list.push(grown(branch)?.unwrap_or(Value::Null));
    }
    Some(Some(Value::Array(list)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn round(value: &Value, deep: &[&str]) -> Option<Value> {
        let object = value.as_object().expect("an object");
        let members = apart(object, deep);
        together(
            members
                .iter()
                .map(|(name, value)| (name.as_str(), Some(value))),
        )
    }

    #[test]
    fn what_is_taken_apart_goes_together_again() {
        let value = json!({
            "title": "Ärende", "list": [], "none": {}, "a/b~c": {"~1": [1, {"x/y": null}]},
            "attendance": [{"name": "Anna", "presence": [{"from": null, "to": 3}], "party": []}, "x", [[]], {}],
            "odd": {"0": "a", "b": ["c"]}, "": {"": [""]}, "7": {"8x": 1}});
        let all: Vec<&str> = value
            .as_object()
            .map(|object| object.keys().map(String::as_str).collect())
            .unwrap_or_default();
        assert_eq!(round(&value, &all).as_ref(), Some(&value));
        assert_eq!(round(&value, &[]).as_ref(), Some(&value));
        let long: Vec<u32> = (0..120).collect();
        let value = json!({"long": long});
        assert_eq!(round(&value, &["long"]).as_ref(), Some(&value));
    }

    #[test]
    fn a_withheld_member_leaves_a_gap_and_a_list_keeps_its_length() {
        let one = json!(1);
        let members = [
            ("/a/0/b", None),
            ("/a/1", None),
            ("/a/2/c", Some(&one)),
            ("/d", None),
        ];
        assert_eq!(
            together(members.into_iter()),
            Some(json!({"a": [{}, null, {"c": 1}]}))
        );
    }

    #[test]
    fn pointers_that_do_not_fit_together_are_refused() {
        let one = json!(1);
        for pointers in [
            &["/a", "/a/b"][..],
            &["/a/b", "/a"],
            &["/a/0", "/a/2"],
            &["/a/0", "/a/b"],
            &["/a/00"],
            &["/a/1"],
            &["a"],
            &[""],
            &["/a~"],
            &["/a~2"],
        ] {
            let members = pointers.iter().map(|pointer| (*pointer, Some(&one)));
            assert_eq!(together(members), None, "{pointers:?}");
        }
    }
}
