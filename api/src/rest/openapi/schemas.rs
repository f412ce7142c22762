//! Components: what the selections hold, by the types and the words of the GraphQL schema.

use super::component;
use super::examples::{of_enum, of_scalar, prefix};
use crate::rest::ROOT;
use crate::rest::twin::{
    Below, Form, LONGEST, MOST_VALUES, Parameter, Part, Place, Plan, PlanError, Planned, Shape,
    core, told,
};
use async_graphql::parser::types::{BaseType, Type};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The largest whole number that every reader of JSON holds exactly.
const LARGEST: i64 = 9_007_199_254_740_991;
/// Longest text of a record, in bytes: that of a whole minutes document.
const LONGEST_TEXT: usize = interchange::MAX_DOCUMENT;
/// Longest list that a parent owns.
const LONGEST_LIST: usize = 100_000;
/// What a text may hold: everything but U+0000.
const TEXT: &str = "^[^\\u0000]*$";
/// What an id ends with: 26 characters of base32, after the letters of its type.
const ID: &str = "-[0-9a-v]{25}[048cgkos]$";

/// Makes the components of a plan.
#[derive(Debug)]
pub(super) struct Describing<'a> {
    plan: &'a Plan,
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// A schema that takes null too.
fn nullable(mut schema: Value, is: bool) -> Value {
    if !is {
        return schema;
    }
    match schema["type"].take() {
        Value::String(ty) => {
            schema["type"] = json!([ty, "null"]);
            schema
        }
        _ => {
            schema.as_object_mut().map(|held| held.remove("type"));
            json!({"anyOf": [schema, {"type": "null"}]})
        }
    }
}

/// An id with these letters.
fn id(letters: &str) -> Value {
    json!({"type": "string", "pattern": format!("^{letters}{ID}"), "maxLength": 31})
}

fn scalar(name: &str) -> Value {
    let whole =
        json!({"type": "integer", "format": "int64", "minimum": -LARGEST, "maximum": LARGEST});
    match name {
        "ID" => id("[a-z]{3,4}"),
        "Int" | "Ore" => whole,
        "Float" => json!({"type": "number", "format": "double", "minimum": -1e15, "maximum": 1e15}),
        "Boolean" => json!({"type": "boolean"}),
        "Date" => {
            json!({"type": "string", "format": "date", "maxLength": 10, "example": "2025-11-27"})
        }
        "DateTime" => {
            json!({"type": "string", "format": "date-time", "maxLength": 40, "example": "2025-11-28T09:30:00Z"})
        }
        _ => json!({"type": "string", "maxLength": LONGEST_TEXT, "pattern": TEXT}),
    }
}

impl<'a> Describing<'a> {
    pub(super) const fn new(plan: &'a Plan) -> Self {
        Self { plan }
    }

    /// Every component.
    pub(super) fn components(&self) -> Result<Map<String, Value>, PlanError> {
        let mut components = Map::new();
        let mut fragments = BTreeSet::new();
        for read in &self.plan.reads {
            fragments.extend(self.plan.selections.reach(component(read)));
        }
        // Of what is spread into another, only what somebody points at is a component.
        let mut pointed: BTreeSet<String> = BTreeSet::new();
        for name in &fragments {
            self.pointed(self.plan.selections.shape(name)?, &mut pointed);
        }
        let own = self.plan.reads.iter();
        pointed.extend(own.map(|read| component(read).to_owned()));
        let mut enums = BTreeSet::new();
        for name in &pointed {
            let shape = self.plan.selections.shape(name)?;
            components.insert(name.clone(), self.object(shape, &mut enums)?);
        }
        for name in enums {
            components.insert(name.clone(), self.values(&name));
        }
        for read in &self.plan.reads {
            let name = component(read);
            if read.operation.own.is_some() {
                let held = &mut components[name];
                held["properties"]["_links"] = reference("Links");
                if let Some(required) = held["required"].as_array_mut()
                    && !required.contains(&json!("_links"))
                {
                    required.push(json!("_links"));
                }
            }
            if read.form != Form::One {
                components.insert(format!("{name}Page"), page(name, read));
            }
        }
        Ok(components)
    }

    fn pointed(&self, shape: &Shape, pointed: &mut BTreeSet<String>) {
        for part in &shape.parts {
            match &part.below {
                Some(Below::Named(name)) if !part.is_merged() => {
                    pointed.insert(name.clone());
                }
                Some(Below::Inline(below)) => self.pointed(below, pointed),
                _ => {}
            }
        }
    }

    fn object(&self, shape: &Shape, enums: &mut BTreeSet<String>) -> Result<Value, PlanError> {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        self.fill(shape, true, &mut properties, &mut required, enums)?;
        Ok(json!({
            "type": "object",
            "description": self.plan.types.description(&shape.on),
            "properties": properties,
            "required": required,
        }))
    }

    fn fill(
        &self,
        shape: &Shape,
        sure: bool,
        properties: &mut Map<String, Value>,
        required: &mut Vec<Value>,
        enums: &mut BTreeSet<String>,
    ) -> Result<(), PlanError> {
        for part in &shape.parts {
            if part.is_merged() {
                let below = match &part.below {
                    Some(Below::Inline(below)) => below,
                    Some(Below::Named(name)) => self.plan.selections.shape(name)?,
                    None => continue,
                };
                self.fill(
                    below,
                    sure && !part.ty.nullable,
                    properties,
                    required,
                    enums,
                )?;
                continue;
            }
            let mut schema = self.part(part, &part.ty, enums)?;
            let words = told(part.field.description.as_ref());
            // What an enum or an object is stands at its own place; what it is here stands here.
            schema["description"] = json!(words);
            properties.insert(part.key.clone(), schema);
            if sure {
                required.push(json!(part.key));
            }
        }
        Ok(())
    }

    fn part(
        &self,
        part: &Part,
        ty: &Type,
        enums: &mut BTreeSet<String>,
    ) -> Result<Value, PlanError> {
        let schema = match &ty.base {
            BaseType::List(inner) => {
                let items = self.part(part, inner, enums)?;
                json!({"type": "array", "items": items, "maxItems": LONGEST_LIST})
            }
            BaseType::Named(name) => match &part.below {
                Some(Below::Named(fragment)) => reference(fragment),
                Some(Below::Inline(shape)) => self.object(shape, enums)?,
                None if self.plan.types.values(name).is_some() => {
                    enums.insert(name.to_string());
                    reference(name)
                }
                None => scalar(name),
            },
        };
        Ok(nullable(schema, ty.nullable))
    }

    fn values(&self, name: &str) -> Value {
        let values = self.plan.types.values(name).unwrap_or_default();
        let names: Vec<&str> = values
            .iter()
            .map(|held| held.node.value.node.as_str())
            .collect();
        let words = values.iter().map(|held| {
            let words = told(held.node.description.as_ref());
            format!("- `{}`: {words}", held.node.value.node)
        });
        let words: Vec<String> = words.collect();
        json!({
            "type": "string", "enum": names,
            "description": format!("{}\n\n{}", self.plan.types.description(name), words.join("\n")),
        })
    }

    /// What a parameter takes.
    pub(super) fn input(&self, held: &Parameter) -> Value {
        let name = core(&held.ty);
        let mut schema = match self.plan.types.values(name) {
            Some(values) => {
                let values = values.iter().map(|held| held.node.value.node.as_str());
                json!({"type": "string", "enum": values.collect::<Vec<_>>()})
            }
            None => match name {
                "ID" => id(prefix(&held.name)),
                "Int" => {
                    json!({"type": "integer", "format": "int32", "minimum": 0, "maximum": i32::MAX})
                }
                "Boolean" | "Date" => scalar(name),
                _ => json!({"type": "string", "maxLength": LONGEST, "pattern": TEXT}),
            },
        };
        if let Some(default) = &held.default {
            schema["default"] = serde_json::from_str(default).unwrap_or_else(|_| json!(default));
        }
        match held.ty.base {
            BaseType::List(_) => json!({"type": "array", "items": schema, "maxItems": MOST_VALUES}),
            BaseType::Named(_) => schema,
        }
    }

    /// What a part of an address takes.
    pub(super) fn address(&self, place: &Place) -> Value {
        match core(&place.ty) {
            "ID" if place.minutes => id("(min|mtg)"),
            "ID" => id(prefix(place.name)),
            "Int" => {
                json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": i32::MAX})
            }
            _ => json!({"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 200}),
        }
    }

    pub(super) fn example_of_address(&self, place: &Place) -> Value {
        let name = place.name;
        match core(&place.ty) {
            "ID" => of_scalar("ID", name, name),
            "Int" => of_scalar("Int", "", name),
            _ => json!("samordningsforbundet-norrsken"),
        }
    }

    /// What a read answers, as an example.
    pub(super) fn answer(&self, planned: &Planned) -> Result<Value, PlanError> {
        let mut one = self.example(&planned.shape)?;
        let operation = planned.operation;
        let link =
            |rel: &str, path: &str| crate::rest::twin::link("https://paragraf.example", rel, path);
        if let (Some(own), Some(id)) = (operation.own, one["id"].as_str().map(str::to_owned)) {
            let at = |path: &str| format!("{ROOT}{}", path.replace("{id}", &id));
            let mut links = Map::new();
            links.insert("self".to_owned(), link("self", &at(own)));
            if planned.form == Form::One {
                for (rel, path) in operation.related {
                    links.insert((*rel).to_owned(), link(rel, &at(path)));
                }
            }
            one["_links"] = Value::Object(links);
        }
        if planned.form == Form::One {
            return Ok(one);
        }
        let mut path = format!("{ROOT}{}", operation.path);
        for place in &planned.places {
            let example = self.example_of_address(place);
            let text = example
                .as_str()
                .map_or_else(|| example.to_string(), str::to_owned);
            path = path.replace(&format!("{{{}}}", place.name), &text);
        }
        let path = format!("{path}?limit=20&page=1");
        Ok(json!({
            "_meta": {"totalRecords": 1, "page": 1, "offset": 0, "limit": 20, "count": 1, "nextCursor": null},
            "_links": {"self": link("self", &path), "first": link("first", &path), "last": link("last", &path)},
            "nodes": [one],
        }))
    }

    fn example(&self, shape: &Shape) -> Result<Value, PlanError> {
        let mut example = Map::new();
        for part in &shape.parts {
            let value = self.example_of(part, &part.ty, &shape.on)?;
            match value {
                Value::Object(fields) if part.is_merged() => example.extend(fields),
                value => {
                    example.insert(part.key.clone(), value);
                }
            }
        }
        Ok(Value::Object(example))
    }

    fn example_of(&self, part: &Part, ty: &Type, on: &str) -> Result<Value, PlanError> {
        let name = match &ty.base {
            BaseType::List(inner) => return Ok(json!([self.example_of(part, inner, on)?])),
            BaseType::Named(name) => name.as_str(),
        };
        match &part.below {
            Some(Below::Named(fragment)) => self.example(self.plan.selections.shape(fragment)?),
            Some(Below::Inline(shape)) => self.example(shape),
            None => Ok(match self.plan.types.values(name) {
                Some(values) => {
                    let values = values.iter().map(|held| held.node.value.node.as_str());
                    json!(of_enum(name, &values.collect::<Vec<_>>()))
                }
                None => of_scalar(name, on, &part.key),
            }),
        }
    }
}

fn page(name: &str, read: &Planned) -> Value {
    json!({
        "type": "object",
        "description": format!("A page of a list: {}.", read.operation.summary),
        "properties": {
            "_meta": reference("PageMeta"),
            "_links": reference("Links"),
            "nodes": {"type": "array", "items": reference(name), "maxItems": crate::graphql::paging::MAX_PAGE,
                      "description": "The items of this page."},
        },
        "required": ["_meta", "_links", "nodes"],
    })
}
