//! What the guard knows of the schema: for every field the type it returns and
//! how many objects it may return.

use std::collections::HashMap;

use async_graphql::Value;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, OperationType, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};

use super::{Limits, SchemaError};

/// The schema as the guard sees it.
#[derive(Debug)]
pub(super) struct Shapes {
    types: HashMap<String, TypeShape>,
    query: String,
    mutation: String,
    subscription: String,
}

/// One type with fields.
#[derive(Debug, Default)]
pub(super) struct TypeShape {
    fields: HashMap<String, FieldShape>,
    /// Whether the type describes the schema itself (`__Schema`, `__Type` …).
    pub(super) introspection: bool,
}

/// One field.
#[derive(Debug)]
pub(super) struct FieldShape {
    /// Name of the returned type, without list and non-null.
    pub(super) returns: String,
    pub(super) size: Size,
}

/// How many objects a field may return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// At most one.
    One,
    /// As many as `first` or `last` ask for; this many if neither is given.
    Page(u64),
    /// A list without pages: what its parent owns in natural bounds.
    List(u64),
}

impl Shapes {
    /// Reads the schema's own description.
    pub(super) fn read(sdl: &str, limits: &Limits) -> Result<Self, SchemaError> {
        let unreadable = |error: async_graphql::parser::Error| SchemaError {
            reason: error.to_string(),
        };
        let own = parse_schema(sdl).map_err(unreadable)?;
        let meta = parse_schema(INTROSPECTION_TYPES).map_err(unreadable)?;
        let counts = Counts::of(&own);

        let mut shapes = Self {
            types: HashMap::new(),
            query: "Query".to_owned(),
            mutation: "Mutation".to_owned(),
            subscription: "Subscription".to_owned(),
        };
        for definition in &own.definitions {
            if let TypeSystemDefinition::Schema(schema) = definition {
                let named = |name: &Option<async_graphql::Positioned<async_graphql::Name>>| {
                    name.as_ref()
                        .map_or_else(String::new, |name| name.node.to_string())
                };
                shapes.query = named(&schema.node.query);
                shapes.mutation = named(&schema.node.mutation);
                shapes.subscription = named(&schema.node.subscription);
            }
        }
        for (name, fields) in types_with_fields(&own) {
            let shape = shapes.types.entry(name.to_owned()).or_default();
            shape.fields.extend(fields.iter().map(|field| {
                (
                    field.node.name.node.to_string(),
                    own_field(&field.node, limits),
                )
            }));
        }
        shapes.settle_connections(limits);
        for (name, fields) in types_with_fields(&meta) {
            let shape = shapes.types.entry(name.to_owned()).or_default();
            shape.introspection = true;
            shape.fields.extend(fields.iter().map(|field| {
                let (depth, returns) = unwrap_type(&field.node.ty.node);
                let size = match depth {
                    0 => Size::One,
                    _ => Size::List(counts.size(name, &field.node.name.node)),
                };
                (
                    field.node.name.node.to_string(),
                    FieldShape { returns, size },
                )
            }));
        }
        if !shapes.types.contains_key(&shapes.query) {
            return Err(SchemaError {
                reason: "there is no query type".to_owned(),
            });
        }
        Ok(shapes)
    }

    /// The type of that name, if it has fields.
    pub(super) fn named(&self, name: &str) -> Option<&TypeShape> {
        self.types.get(name)
    }

    /// The type that an operation starts from.
    pub(super) fn root(&self, operation: OperationType) -> Option<&TypeShape> {
        self.named(match operation {
            OperationType::Query => &self.query,
            OperationType::Mutation => &self.mutation,
            OperationType::Subscription => &self.subscription,
        })
    }

    /// A field that returns a connection is a page even without arguments, and
    /// the lists inside the connection are that same page: they count once.
    fn settle_connections(&mut self, limits: &Limits) {
        let connections: Vec<String> = self
            .types
            .iter()
            .filter(|(_, shape)| {
                shape.fields.contains_key("pageInfo")
                    && (shape.fields.contains_key("nodes") || shape.fields.contains_key("edges"))
            })
            .map(|(name, _)| name.clone())
            .collect();
        for (name, shape) in &mut self.types {
            let inside = connections.contains(name);
            for (field, shape) in &mut shape.fields {
                if inside && (field == "nodes" || field == "edges") {
                    shape.size = Size::One;
                } else if shape.size == Size::One && connections.contains(&shape.returns) {
                    shape.size = Size::Page(limits.page);
                }
            }
        }
    }
}

impl TypeShape {
    pub(super) fn field(&self, name: &str) -> Option<&FieldShape> {
        self.fields.get(name)
    }
}

fn types_with_fields(
    document: &ServiceDocument,
) -> impl Iterator<Item = (&str, &[async_graphql::Positioned<FieldDefinition>])> {
    document.definitions.iter().filter_map(|definition| {
        let TypeSystemDefinition::Type(definition) = definition else {
            return None;
        };
        let fields = match &definition.node.kind {
            TypeKind::Object(object) => &object.fields,
            TypeKind::Interface(interface) => &interface.fields,
            _ => return None,
        };
        Some((definition.node.name.node.as_str(), fields.as_slice()))
    })
}

fn own_field(field: &FieldDefinition, limits: &Limits) -> FieldShape {
    let (depth, returns) = unwrap_type(&field.ty.node);
    let pages = field
        .arguments
        .iter()
        .filter(|argument| matches!(argument.node.name.node.as_str(), "first" | "last"));
    let mut size = match depth {
        0 => Size::One,
        // A list of lists holds that many for each.
        depth => Size::List(limits.list.saturating_pow(depth)),
    };
    for argument in pages {
        let otherwise = match argument
            .node
            .default_value
            .as_ref()
            .map(|value| &value.node)
        {
            Some(Value::Number(number)) => number.as_u64().unwrap_or(limits.page),
            _ => limits.page,
        };
        size = match size {
            Size::Page(known) => Size::Page(known.max(otherwise)),
            _ => Size::Page(otherwise),
        };
    }
    FieldShape { returns, size }
}

/// How many lists are around the named type, and its name.
fn unwrap_type(ty: &Type) -> (u32, String) {
    let mut depth = 0;
    let mut base = &ty.base;
    loop {
        match base {
            BaseType::Named(name) => return (depth, name.to_string()),
            BaseType::List(inner) => {
                depth += 1;
                base = &inner.base;
            }
        }
    }
}

/// How large the answers of introspection are: known, since the schema is.
#[derive(Debug, Default)]
struct Counts {
    types: u64,
    directives: u64,
    fields: u64,
    arguments: u64,
    interfaces: u64,
    possible: u64,
    enum_values: u64,
    input_fields: u64,
}

impl Counts {
    fn of(document: &ServiceDocument) -> Self {
        // Beside the types of the document there are those of introspection itself
        // and the five scalars of the language.
        let mut counts = Self {
            types: 13,
            directives: 5,
            ..Self::default()
        };
        for definition in &document.definitions {
            match definition {
                TypeSystemDefinition::Schema(_) => {}
                TypeSystemDefinition::Directive(_) => counts.directives += 1,
                TypeSystemDefinition::Type(definition) => {
                    counts.types += 1;
                    match &definition.node.kind {
                        TypeKind::Scalar => {}
                        TypeKind::Object(object) => {
                            counts.interfaces += object.implements.len() as u64;
                            counts.possible += object.implements.len() as u64;
                        }
                        TypeKind::Interface(interface) => {
                            counts.interfaces += interface.implements.len() as u64
                        }
                        TypeKind::Union(union) => counts.possible += union.members.len() as u64,
                        TypeKind::Enum(r#enum) => counts.enum_values += r#enum.values.len() as u64,
                        TypeKind::InputObject(input) => {
                            counts.input_fields += input.fields.len() as u64
                        }
                    }
                }
            }
        }
        for (_, fields) in types_with_fields(document) {
            counts.fields += fields.len() as u64;
            counts.arguments += fields
                .iter()
                .map(|field| field.node.arguments.len() as u64)
                .sum::<u64>();
        }
        counts
    }

    /// How many objects that list of introspection holds, rounded up: exactly
    /// for those of the schema, on the average for those of a type.
    fn size(&self, ty: &str, field: &str) -> u64 {
        let each = |all: u64, of: u64| all.div_ceil(of.max(1)).max(1);
        match (ty, field) {
            ("__Schema", "types") => self.types,
            ("__Schema", "directives") => self.directives,
            ("__Type", "fields") => each(self.fields, self.types),
            ("__Type", "interfaces") => each(self.interfaces, self.types),
            ("__Type", "possibleTypes") => each(self.possible, self.types),
            ("__Type", "enumValues") => each(self.enum_values, self.types),
            ("__Type", "inputFields") => each(self.input_fields, self.types),
            ("__Field", "args") => each(self.arguments, self.fields),
            _ => 2,
        }
    }
}

/// The types of introspection, which no schema lists among its own.
const INTROSPECTION_TYPES: &str = "
type __Schema {
  description: String types: [__Type!]! queryType: __Type! mutationType: __Type
  subscriptionType: __Type directives: [__Directive!]!
}
type __Type {
  kind: __TypeKind! name: String description: String specifiedByURL: String isOneOf: Boolean
  fields(includeDeprecated: Boolean): [__Field!] interfaces: [__Type!] possibleTypes: [__Type!]
  enumValues(includeDeprecated: Boolean): [__EnumValue!]
  inputFields(includeDeprecated: Boolean): [__InputValue!] ofType: __Type
}
type __Field {
  name: String! description: String args(includeDeprecated: Boolean): [__InputValue!]!
  type: __Type! isDeprecated: Boolean! deprecationReason: String
}
type __InputValue {
  name: String! description: String type: __Type! defaultValue: String
  isDeprecated: Boolean! deprecationReason: String
}
type __EnumValue { name: String! description: String isDeprecated: Boolean! deprecationReason: String }
type __Directive {
  name: String! description: String locations: [__DirectiveLocation!]!
  args(includeDeprecated: Boolean): [__InputValue!]! isRepeatable: Boolean!
}
";

/// The full introspection query as clients send it, with the longest chain of
/// `ofType` in use: its price is the yardstick for introspection.
pub(super) const INTROSPECTION_QUERY: &str = "
query IntrospectionQuery {
  __schema {
    description
    queryType { name kind } mutationType { name kind } subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) {
    name description
    args(includeDeprecated: true) { ...InputValue }
    type { ...TypeRef } isDeprecated deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue {
  name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
}
fragment TypeRef on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  } } } } } } } } }
}
";
