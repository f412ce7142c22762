//! GraphQL on the wire.

pub mod codes;
pub mod guard;
pub mod http;
pub mod object;
pub mod order;
pub mod paging;
pub mod query;
#[cfg(test)]
mod sample;
pub mod scalar;
pub mod viewing;

use application::error::AppError;
use async_graphql::{EmptyMutation, EmptySubscription, Error, ErrorExtensions, Schema};

/// The schema that is served.
pub type ParagrafSchema = Schema<query::Query, EmptyMutation, EmptySubscription>;

/// Builds the schema. Limits are the guard's, which reads a request before the library does.
pub fn schema() -> ParagrafSchema {
    Schema::build(query::Query, EmptyMutation, EmptySubscription)
        .register_output_type::<object::Node>()
        .disable_suggestions()
        .finish()
}

/// An error with its code, and nothing of its cause where that is ours.
pub fn fail(error: &AppError) -> Error {
    let code = error.code();
    let message = match error {
        AppError::Storage(cause) => {
            tracing::error!(%cause, "a read failed");
            match code {
                "UNAVAILABLE" => "the service cannot reach its database".to_owned(),
                _ => "an internal error; the log has the cause".to_owned(),
            }
        }
        other => other.to_string(),
    };
    let error_field = match error {
        AppError::Invalid { field, .. } => Some(field.clone()),
        _ => None,
    };
    Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code);
        if let Some(field) = error_field {
            extensions.set("field", field);
        }
    })
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

    #[test]
    fn every_type_field_argument_and_value_is_described() {
        let sdl = super::schema().sdl();
        let document = parse_schema(sdl).expect("our own schema");
        let mut bare = Vec::new();
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else {
                continue;
            };
            let name = definition.node.name.node.to_string();
            let mut note = |place: String, described: bool| {
                if !described {
                    bare.push(place);
                }
            };
            note(name.clone(), definition.node.description.is_some());
            let fields = match &definition.node.kind {
                TypeKind::Object(object) => object.fields.as_slice(),
                TypeKind::Interface(interface) => interface.fields.as_slice(),
                TypeKind::InputObject(input) => {
                    for field in &input.fields {
                        note(
                            format!("{name}.{}", field.node.name.node),
                            field.node.description.is_some(),
                        );
                    }
                    &[]
                }
                TypeKind::Enum(values) => {
                    for value in &values.values {
                        note(
                            format!("{name}.{}", value.node.value.node),
                            value.node.description.is_some(),
                        );
                    }
                    &[]
                }
                TypeKind::Scalar | TypeKind::Union(_) => &[],
            };
            for field in fields {
                note(
                    format!("{name}.{}", field.node.name.node),
                    field.node.description.is_some(),
                );
                for argument in &field.node.arguments {
                    let place = format!(
                        "{name}.{}({})",
                        field.node.name.node, argument.node.name.node
                    );
                    note(place, argument.node.description.is_some());
                }
            }
        }
        assert!(bare.is_empty(), "without description: {bare:#?}");
    }
}
