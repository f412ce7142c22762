//! Selections from the schema, compiled: what an answer holds, for those who shape it and those who describe it.

use super::PlanError;
use super::types::{Types, core};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    Field, FieldDefinition, FragmentDefinition, InputValueDefinition, Selection, SelectionSet, Type,
};
use async_graphql::{Name, Positioned};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The fragments of every resource.
const SOURCE: &str = include_str!("selections.graphql");
/// The name of a field whose own fields take its place.
const MERGED: &str = "merged";

/// What of an object is answered.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The object's type in the schema.
    pub on: String,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of an object.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is called in the answer.
    pub key: String,
    /// What the schema says of it.
    pub field: FieldDefinition,
    /// Its type; of a connection, that of its nodes.
    pub ty: Type,
    /// What of it is answered; `None` for a value without parts.
    pub below: Option<Below>,
    /// Whether it is a connection of which the nodes alone are answered.
    flattened: bool,
}

/// What is answered of a part that is an object.
#[derive(Debug, Clone)]
pub enum Below {
    /// What a fragment says.
    Named(String),
    /// What stands here.
    Inline(Shape),
}

impl Part {
    /// Whether its parts take its place.
    pub fn is_merged(&self) -> bool {
        self.key == MERGED
    }
}

/// Every fragment, compiled.
#[derive(Debug)]
pub struct Selections {
    shapes: BTreeMap<String, Shape>,
    texts: BTreeMap<String, &'static str>,
    below: BTreeMap<String, BTreeSet<String>>,
    variables: BTreeMap<String, BTreeMap<String, InputValueDefinition>>,
}

struct Compiling<'a> {
    types: &'a Types,
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    spread: BTreeSet<String>,
    variables: BTreeMap<String, InputValueDefinition>,
}

impl Compiling<'_> {
    fn fragment(&self, name: &Name) -> Result<&FragmentDefinition, PlanError> {
        let found = self.fragments.get(name);
        found
            .map(|held| &held.node)
            .ok_or_else(|| PlanError(format!("no fragment {name}")))
    }

    fn shape(&mut self, on: &str, set: &SelectionSet) -> Result<Shape, PlanError> {
        let mut parts = Vec::new();
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => parts.push(self.part(on, &field.node)?),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    self.spread.insert(name.to_string());
                    let set = self.fragment(name)?.selection_set.node.clone();
                    parts.extend(self.shape(on, &set)?.parts);
                }
                Selection::InlineFragment(_) => {
                    return Err(PlanError(format!("an inline fragment on {on}")));
                }
            }
        }
        Ok(Shape {
            on: on.to_owned(),
            parts,
        })
    }

    fn part(&mut self, on: &str, field: &Field) -> Result<Part, PlanError> {
        let name = field.name.node.as_str();
        let known = self.types.field(on, name)?.clone();
        for (argument, value) in &field.arguments {
            let value = value.node.to_string();
            let Some(variable) = value.strip_prefix('$') else {
                continue;
            };
            let mut arguments = known.arguments.iter();
            let known = arguments.find(|held| held.node.name.node == argument.node);
            let known = known.ok_or_else(|| PlanError(format!("no {on}.{name}({argument:?})")))?;
            let known = known.node.clone();
            self.variables.insert(variable.to_owned(), known);
        }
        let mut ty = known.ty.node.clone();
        let mut set = &field.selection_set.node;
        let flattened = core(&ty).ends_with("Connection");
        if flattened {
            let [
                Positioned {
                    node: Selection::Field(nodes),
                    ..
                },
            ] = set.items.as_slice()
            else {
                return Err(PlanError(format!("{on}.{name}: more than nodes")));
            };
            ty = self.types.field(core(&ty), "nodes")?.ty.node.clone();
            set = &nodes.node.selection_set.node;
        }
        let below = match set.items.as_slice() {
            [] => None,
            [
                Positioned {
                    node: Selection::FragmentSpread(spread),
                    ..
                },
            ] => {
                let name = &spread.node.fragment_name.node;
                self.spread.insert(name.to_string());
                Some(Below::Named(name.to_string()))
            }
            _ => Some(Below::Inline(self.shape(core(&ty), set)?)),
        };
        let alias = field.alias.as_ref().map(|alias| alias.node.to_string());
        Ok(Part {
            key: alias.unwrap_or_else(|| name.to_owned()),
            field: known,
            ty,
            below,
            flattened,
        })
    }
}

impl Selections {
    /// Compiles every fragment against the schema.
    ///
    /// # Errors
    /// [`PlanError`] for a field that the schema has not.
    pub fn compile(types: &Types) -> Result<Self, PlanError> {
        // The parser wants an operation.
        let document = parse_query(format!("{SOURCE}\nquery Any {{ __typename }}"))?;
        let mut compiled = Self {
            shapes: BTreeMap::new(),
            texts: BTreeMap::new(),
            below: BTreeMap::new(),
            variables: BTreeMap::new(),
        };
        for text in SOURCE.split("\nfragment ").skip(1) {
            let name = text.split(' ').next().unwrap_or_default();
            let text = text.split("\n}").next().unwrap_or_default();
            compiled.texts.insert(name.to_owned(), text);
        }
        for (name, fragment) in &document.fragments {
            let mut compiling = Compiling {
                types,
                fragments: &document.fragments,
                spread: BTreeSet::new(),
                variables: BTreeMap::new(),
            };
            let on = &fragment.node.type_condition.node.on.node;
            let shape = compiling.shape(on, &fragment.node.selection_set.node)?;
            let Compiling {
                spread, variables, ..
            } = compiling;
            compiled.shapes.insert(name.to_string(), shape);
            compiled.below.insert(name.to_string(), spread);
            compiled.variables.insert(name.to_string(), variables);
        }
        Ok(compiled)
    }

    /// What a fragment answers.
    ///
    /// # Errors
    /// [`PlanError`] where there is none of that name.
    pub fn shape(&self, name: &str) -> Result<&Shape, PlanError> {
        let found = self.shapes.get(name);
        found.ok_or_else(|| PlanError(format!("no fragment {name}")))
    }

    /// A fragment and all that it spreads.
    pub fn reach(&self, name: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![name];
        while let Some(next) = open.pop() {
            if let Some((held, below)) = self.below.get_key_value(next)
                && reached.insert(held.as_str())
            {
                open.extend(below.iter().map(String::as_str));
            }
        }
        reached
    }

    /// The text of a fragment and of all that it spreads.
    pub fn text(&self, name: &str) -> String {
        let reached = self.reach(name).into_iter();
        let texts = reached.filter_map(|name| self.texts.get(name));
        texts.map(|text| format!("fragment {text}\n}}\n")).collect()
    }

    /// The variables that a fragment and all that it spreads ask for.
    pub fn variables(&self, name: &str) -> BTreeMap<&str, &InputValueDefinition> {
        let reached = self.reach(name).into_iter();
        let asked = reached
            .filter_map(|name| self.variables.get(name))
            .flatten();
        asked.map(|(name, held)| (name.as_str(), held)).collect()
    }

    /// An object as GraphQL answers it, in the form of REST.
    pub fn shaped(&self, shape: &Shape, value: Json) -> Json {
        let Json::Object(mut held) = value else {
            return value;
        };
        let mut shaped = Map::new();
        for part in &shape.parts {
            let below = self.part(part, held.remove(&part.key).unwrap_or_default());
            match below {
                Json::Object(fields) if part.is_merged() => shaped.extend(fields),
                _ if part.is_merged() => {}
                below => {
                    shaped.insert(part.key.clone(), below);
                }
            }
        }
        Json::Object(shaped)
    }

    fn part(&self, part: &Part, value: Json) -> Json {
        let shape = match &part.below {
            None => return value,
            Some(Below::Inline(shape)) => shape,
            Some(Below::Named(name)) => match self.shapes.get(name) {
                Some(shape) => shape,
                None => return value,
            },
        };
        let value = match value {
            Json::Object(mut connection) if part.flattened => {
                connection.remove("nodes").unwrap_or_default()
            }
            value => value,
        };
        match value {
            Json::Array(items) => {
                let items = items.into_iter();
                items.map(|item| self.shaped(shape, item)).collect()
            }
            value => self.shaped(shape, value),
        }
    }
}
