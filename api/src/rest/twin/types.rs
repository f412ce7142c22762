//! What the GraphQL schema says of its types, read from its own text.

use super::PlanError;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, EnumValueDefinition, FieldDefinition, InputValueDefinition, Type, TypeDefinition,
    TypeKind, TypeSystemDefinition,
};
use async_graphql::{Positioned, parser};
use std::collections::HashMap;

/// The types of a schema by name.
#[derive(Debug)]
pub struct Types(HashMap<String, TypeDefinition>);

/// The name at the core of a type: of a list, that of its items.
pub fn core(ty: &Type) -> &str {
    named(&ty.base)
}

fn named(base: &BaseType) -> &str {
    match base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => core(inner),
    }
}

/// What a description says, in one line.
pub fn told(description: Option<&Positioned<String>>) -> String {
    let text = description.map(|held| held.node.as_str());
    text.unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

impl From<parser::Error> for PlanError {
    fn from(error: parser::Error) -> Self {
        Self(error.to_string())
    }
}

impl Types {
    /// Reads the types of a schema from its SDL.
    ///
    /// # Errors
    /// [`PlanError`] where it is no SDL.
    pub fn read(sdl: &str) -> Result<Self, PlanError> {
        let definitions = parse_schema(sdl)?.definitions.into_iter();
        let types = definitions.filter_map(|definition| match definition {
            TypeSystemDefinition::Type(held) => Some((held.node.name.node.to_string(), held.node)),
            _ => None,
        });
        Ok(Self(types.collect()))
    }

    /// A field of an object type or interface.
    ///
    /// # Errors
    /// [`PlanError`] where the schema has no such field.
    pub fn field(&self, on: &str, field: &str) -> Result<&FieldDefinition, PlanError> {
        let fields = match self.0.get(on).map(|held| &held.kind) {
            Some(TypeKind::Object(object)) => object.fields.as_slice(),
            Some(TypeKind::Interface(interface)) => interface.fields.as_slice(),
            _ => &[],
        };
        let found = fields.iter().find(|held| held.node.name.node == field);
        found
            .map(|held| &held.node)
            .ok_or_else(|| PlanError(format!("the schema has no field {on}.{field}")))
    }

    /// What an object type is.
    pub fn description(&self, name: &str) -> String {
        told(self.0.get(name).and_then(|held| held.description.as_ref()))
    }

    /// The fields of an input object; `None` for any other type.
    pub fn input(&self, name: &str) -> Option<&[Positioned<InputValueDefinition>]> {
        match &self.0.get(name)?.kind {
            TypeKind::InputObject(input) => Some(&input.fields),
            _ => None,
        }
    }

    /// The values of an enum; `None` for any other type.
    pub fn values(&self, name: &str) -> Option<&[Positioned<EnumValueDefinition>]> {
        match &self.0.get(name)?.kind {
            TypeKind::Enum(held) => Some(&held.values),
            _ => None,
        }
    }

    /// Whether an enum has a value.
    pub fn has_value(&self, name: &str, value: &str) -> bool {
        let values = self.values(name).unwrap_or_default();
        values.iter().any(|held| held.node.value.node == value)
    }
}
