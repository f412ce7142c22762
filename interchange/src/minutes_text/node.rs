//! The document as it grows: values with the place that each was read at.

use super::printed::{Pages, Printed};
use super::report::{Certainty, Found};
use serde_json::{Map, Value};

/// Where a value was read, and how sure that is.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) text: Printed,
    pub(crate) certainty: Certainty,
}

/// A part of the document.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Value(Value, Option<Mark>),
    Object(Vec<(&'static str, Node)>),
    List(Vec<Node>),
    /// A list that was read at one place, even if nothing is in it.
    Marked(Vec<Node>, Mark),
}

impl Node {
    /// A value that follows from the text without being printed at one place.
    pub(crate) fn plain(value: impl Into<Value>) -> Self {
        Self::Value(value.into(), None)
    }

    /// A value and where it stands.
    pub(crate) fn read(value: impl Into<Value>, text: &Printed, certainty: Certainty) -> Self {
        Self::Value(
            value.into(),
            Some(Mark {
                text: text.clone(),
                certainty,
            }),
        )
    }

    /// The text itself as the value.
    pub(crate) fn words(text: &Printed, certainty: Certainty) -> Self {
        Self::read(text.as_str(), text, certainty)
    }

    pub(crate) fn object() -> Object {
        Object(Vec::new())
    }

    /// Writes the value and what was found on the way.
    pub(crate) fn write(&self, path: &str, pages: &Pages, found: &mut Vec<Found>) -> Value {
        match self {
            Self::Value(value, mark) => {
                note(mark.as_ref(), path, pages, found);
                value.clone()
            }
            Self::List(nodes) => list(nodes, path, pages, found),
            Self::Marked(nodes, mark) => {
                note(Some(mark), path, pages, found);
                list(nodes, path, pages, found)
            }
            Self::Object(members) => {
                let mut map = Map::new();
                for (name, node) in members {
                    let below = if path.is_empty() {
                        (*name).to_owned()
                    } else {
                        format!("{path}.{name}")
                    };
                    map.insert((*name).to_owned(), node.write(&below, pages, found));
                }
                Value::Object(map)
            }
        }
    }
}

fn list(nodes: &[Node], path: &str, pages: &Pages, found: &mut Vec<Found>) -> Value {
    let each = nodes.iter().enumerate();
    each.map(|(index, node)| node.write(&format!("{path}[{index}]"), pages, found))
        .collect()
}

fn note(mark: Option<&Mark>, path: &str, pages: &Pages, found: &mut Vec<Found>) {
    let Some(mark) = mark else { return };
    let spans = pages.spans(&mark.text);
    if spans.is_empty() {
        return;
    }
    let printed: Vec<String> = spans.iter().map(|span| pages.characters(span)).collect();
    found.push(Found {
        path: path.to_owned(),
        spans,
        printed: printed.join("\n"),
        certainty: mark.certainty,
    });
}

/// Members of an object, in order; what is unknown is left out.
#[derive(Debug)]
pub(crate) struct Object(Vec<(&'static str, Node)>);

impl Object {
    pub(crate) fn with(mut self, name: &'static str, node: Node) -> Self {
        self.0.push((name, node));
        self
    }

    pub(crate) fn known(self, name: &'static str, node: Option<Node>) -> Self {
        match node {
            Some(node) => self.with(name, node),
            None => self,
        }
    }

    /// A list, unless nothing is in it.
    pub(crate) fn some(self, name: &'static str, nodes: Vec<Node>) -> Self {
        if nodes.is_empty() {
            self
        } else {
            self.with(name, Node::List(nodes))
        }
    }

    pub(crate) fn done(self) -> Node {
        Node::Object(self.0)
    }
}
