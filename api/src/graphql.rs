//! GraphQL on the wire.

pub mod acting;
pub mod codes;
pub mod financing;
pub mod guard;
pub mod http;
pub mod mutation;
pub mod object;
pub mod order;
pub mod paging;
pub mod query;
#[cfg(test)]
mod sample;
pub mod scalar;
pub mod socket;
pub mod subscription;
pub mod viewing;
pub mod watching;

use application::error::AppError;
use async_graphql::indexmap::IndexMap;
use async_graphql::{Error, ErrorExtensions, Name, Schema, SchemaBuilder, Value};
use domain::refusal::Refusal;
use domain::text::Language;

/// The schema that is served.
pub type ParagrafSchema = Schema<query::Query, mutation::Mutation, subscription::Subscription>;

fn builder() -> SchemaBuilder<query::Query, mutation::Mutation, subscription::Subscription> {
    Schema::build(
        query::Query,
        mutation::Mutation::default(),
        subscription::Subscription,
    )
    .register_output_type::<object::Node>()
    .disable_suggestions()
}

/// Builds the schema. Limits are the guard's, which reads a request before the library does.
pub fn schema() -> ParagrafSchema {
    builder().finish()
}

/// The same schema for connections that stay open. Apart, since an extension costs every field that is resolved.
pub fn schema_of_sockets() -> ParagrafSchema {
    builder().extension(watching::ViewOfEachStep).finish()
}

/// An error with its code, and nothing of its cause where that is ours.
pub fn fail(error: &AppError) -> Error {
    fail_in(error, Language::English)
}

/// The same, with what is said of a refusal in the viewer's language.
pub fn fail_in(error: &AppError, language: Language) -> Error {
    let code = error.code();
    let message = match error {
        AppError::Refused(refusal) => refusal.text.in_language(language).to_owned(),
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
        AppError::File { field, .. } => Some((*field).to_owned()),
        _ => None,
    };
    Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code);
        if let Some(field) = error_field {
            extensions.set("field", field);
        }
        match error {
            AppError::Refused(refusal) => refused(extensions, refusal, language),
            AppError::Stale {
                expected,
                found,
                since,
            } => {
                extensions.set("expectedVersion", *expected);
                extensions.set("version", *found);
                let since = since.iter().map(|step| {
                    Value::Object(
                        [
                            ("change", step.command.clone()),
                            ("by", step.actor.clone()),
                            ("at", application::journal::moment(step.at)),
                        ]
                        .into_iter()
                        .map(|(name, value)| (async_graphql::Name::new(name), Value::from(value)))
                        .collect(),
                    )
                });
                extensions.set("since", Value::List(since.collect()));
            }
            AppError::StepUp { acr, max_age } => {
                let levels = acr.iter().map(|level| Value::from(level.as_str()));
                extensions.set("acrValues", Value::List(levels.collect()));
                extensions.set("maxAge", *max_age);
            }
            _ => {}
        }
    })
}

/// What a refusal tells beside its words: rule, figures, law.
fn refused(
    extensions: &mut async_graphql::ErrorExtensionValues,
    refusal: &Refusal,
    language: Language,
) {
    let mut params: Vec<(&str, Vec<&str>)> = Vec::new();
    for figure in &refusal.figures {
        match params.iter_mut().find(|(name, _)| *name == figure.name) {
            Some((_, values)) => values.push(&figure.value),
            None => params.push((figure.name, vec![&figure.value])),
        }
    }
    let params = params.into_iter().map(|(name, values)| {
        let value = match values.as_slice() {
            [only] => Value::from(*only),
            several => Value::List(several.iter().map(|value| Value::from(*value)).collect()),
        };
        (Name::new(name), value)
    });
    let mut params: IndexMap<Name, Value> = params.collect();
    if !refusal.missing.is_empty() {
        let missing = refusal.missing.iter();
        let codes = missing.clone().map(|part| Value::from(part.code));
        let words = missing.map(|part| Value::from(part.text.in_language(language)));
        params.insert(Name::new("missing"), Value::List(words.collect()));
        params.insert(Name::new("missingCodes"), Value::List(codes.collect()));
    }
    extensions.set("params", Value::Object(params));
    let Some(rule) = refusal.rule() else {
        return;
    };
    extensions.set("ruleId", rule.id);
    let basis = rule.basis.iter().map(|citation| {
        let cited = object::LegalBasis::of(citation, language);
        Value::Object(
            cited
                .fields()
                .into_iter()
                .map(|(name, value)| (async_graphql::Name::new(name), value))
                .collect(),
        )
    });
    extensions.set("legalBasis", Value::List(basis.collect()));
}

#[cfg(test)]
mod tests {
    use super::guard::{Code, Limits};
    use async_graphql::Variables;
    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

    #[test]
    fn what_a_subscription_asks_for_at_each_change_has_its_cost() {
        let guard = super::guard::Guard::from_sdl(&super::schema().sdl(), Limits::default())
            .expect("our own schema");
        let ask = |first: u32| {
            let query = format!(
                "subscription {{ meetingChanged(meeting: \"m\") {{ meeting {{ paragraphs(first: {first}) {{ nodes {{ title }} }} }} }} }}"
            );
            guard.admits(&query, Variables::default())
        };
        assert_eq!(ask(200).expect("admitted").cost, 3 + 200 * 2);
        let refused = ask(1_000_000).expect_err("too much");
        assert_eq!(refused.code(), Code::CostLimitExceeded);
    }

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
