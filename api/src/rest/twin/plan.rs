//! A read, worked out once: its GraphQL document, and what its caller may say beside the address.

use super::PlanError;
use super::operations::{Given, OPERATIONS, Operation, Step};
use super::selection::{Selections, Shape};
use super::types::{Types, core, told};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, InputValueDefinition, Type};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};

/// How many a page holds: where left out, and at the most.
const PAGING: [&str; 2] = ["first", "after"];

/// What is found at the end of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One thing.
    One,
    /// A list that a parent owns, whole.
    Owned,
    /// A list that storage gives in pages.
    Paged,
}

/// Something that the caller may say.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What the schema says of it.
    pub description: String,
    /// Its type in the schema.
    pub ty: Type,
    /// What holds where it is left out, as the schema writes it.
    pub default: Option<String>,
    /// The variable that it goes into.
    pub variable: String,
    /// Whether it is a field of that variable, and not the whole of it.
    pub field: bool,
}

impl Parameter {
    /// Whether it must be said.
    pub fn is_required(&self) -> bool {
        !self.ty.nullable && self.default.is_none()
    }

    fn of(input: &InputValueDefinition, variable: &str, field: bool) -> Self {
        let default = input.default_value.as_ref();
        Self {
            name: input.name.node.to_string(),
            description: told(input.description.as_ref()),
            ty: input.ty.node.clone(),
            default: default.map(|held| held.node.to_string()),
            variable: variable.to_owned(),
            field,
        }
    }
}

/// A part of the address.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its name, which is that of the variable too.
    pub name: &'static str,
    /// The argument that it is given to.
    pub argument: &'static str,
    /// What the schema says of it.
    pub description: String,
    /// Its type in the schema.
    pub ty: Type,
    /// Whether it names minutes, and their meeting is wanted.
    pub minutes: bool,
}

/// A read, worked out.
#[derive(Debug)]
pub struct Planned {
    /// The row of the table.
    pub operation: &'static Operation,
    /// What is asked of the schema.
    pub document: ExecutableDocument,
    /// What is found.
    pub form: Form,
    /// What the field says of itself.
    pub description: String,
    /// The parts of the address.
    pub places: Vec<Place>,
    /// What the caller may say, but for pages.
    pub parameters: Vec<Parameter>,
    /// What one thing holds.
    pub shape: Shape,
}

/// Every read, worked out, and what they select from.
#[derive(Debug)]
pub struct Plan {
    /// The types of the schema.
    pub types: Types,
    /// The selections.
    pub selections: Selections,
    /// The reads.
    pub reads: Vec<Planned>,
}

/// The plan of this process, which has one schema.
static MADE: OnceLock<Arc<Plan>> = OnceLock::new();

impl Plan {
    /// The plan over the schema of this process, worked out once.
    ///
    /// # Errors
    /// As [`Plan::of`].
    pub fn shared(sdl: &str) -> Result<Arc<Self>, PlanError> {
        match MADE.get() {
            Some(made) => Ok(Arc::clone(made)),
            None => {
                let made = Arc::new(Self::of(sdl)?);
                Ok(Arc::clone(MADE.get_or_init(|| made)))
            }
        }
    }

    /// Works out every read over a schema.
    ///
    /// # Errors
    /// [`PlanError`] where the table and the schema do not fit.
    pub fn of(sdl: &str) -> Result<Self, PlanError> {
        let types = Types::read(sdl)?;
        let selections = Selections::compile(&types)?;
        let planned = OPERATIONS.iter().map(|operation| {
            planned(operation, &types, &selections)
                .map_err(|error| PlanError(format!("{}: {error}", operation.id)))
        });
        let reads = planned.collect::<Result<_, _>>()?;
        Ok(Self {
            types,
            selections,
            reads,
        })
    }
}

/// A document as it grows.
#[derive(Default)]
struct Writing {
    declared: BTreeSet<String>,
    variables: String,
    places: Vec<Place>,
    parameters: Vec<Parameter>,
}

impl Writing {
    fn declare(&mut self, name: &str, ty: &str) {
        if self.declared.insert(name.to_owned()) {
            let _ = write!(self.variables, "${name}: {ty} ");
        }
    }

    fn place(
        &mut self,
        name: &'static str,
        input: &InputValueDefinition,
        given: (&'static str, bool),
    ) {
        self.declare(name, &input.ty.node.to_string());
        self.places.push(Place {
            name,
            argument: given.0,
            description: told(input.description.as_ref()),
            ty: input.ty.node.clone(),
            minutes: given.1,
        });
    }

    /// What the caller may say of an argument.
    fn ask(&mut self, input: &InputValueDefinition, types: &Types, variable: &str) {
        if self.declared.contains(variable) {
            return;
        }
        let mut ty = input.ty.node.to_string();
        if let Some(default) = &input.default_value {
            let _ = write!(ty, " = {}", default.node);
        }
        self.declare(variable, &ty);
        match types.input(core(&input.ty.node)) {
            None => self.parameters.push(Parameter::of(input, variable, false)),
            Some(fields) => {
                let fields = fields.iter();
                let fields = fields.map(|field| Parameter::of(&field.node, variable, true));
                self.parameters.extend(fields);
            }
        }
    }

    fn arguments(
        &mut self,
        step: &Step,
        inputs: &[async_graphql::Positioned<InputValueDefinition>],
        types: &Types,
    ) -> String {
        let mut text = String::new();
        for input in inputs {
            let name = input.node.name.node.as_str();
            let given = step.given.iter().find(|(given, _)| *given == name);
            let _ = match given {
                Some((_, Given::Fixed(value))) => write!(text, "{name}: {value} "),
                Some((argument, Given::Path(place))) => {
                    self.place(place, &input.node, (argument, false));
                    write!(text, "{name}: ${place} ")
                }
                Some((argument, Given::Minutes(place))) => {
                    self.place(place, &input.node, (argument, true));
                    write!(text, "{name}: ${place} ")
                }
                None if PAGING.contains(&name) => {
                    self.declare(name, if name == "first" { "Int!" } else { "String" });
                    write!(text, "{name}: ${name} ")
                }
                None => {
                    self.ask(&input.node, types, name);
                    write!(text, "{name}: ${name} ")
                }
            };
        }
        if text.is_empty() {
            text
        } else {
            format!("({text})")
        }
    }
}

fn planned(
    operation: &'static Operation,
    types: &Types,
    selections: &Selections,
) -> Result<Planned, PlanError> {
    let mut writing = Writing::default();
    let (mut open, mut on) = (String::new(), "Query".to_owned());
    let (mut ty, mut description) = (None, String::new());
    for step in operation.steps {
        let field = types.field(&on, step.field)?;
        let arguments = writing.arguments(step, &field.arguments, types);
        let _ = write!(open, "{{ {}{arguments} ", step.field);
        on = core(&field.ty.node).to_owned();
        description = told(field.description.as_ref());
        ty = Some(field.ty.node.clone());
    }
    let ty = ty.ok_or_else(|| PlanError("no steps".to_owned()))?;
    let form = match ty.base {
        _ if on.ends_with("Connection") => Form::Paged,
        async_graphql::parser::types::BaseType::List(_) => Form::Owned,
        async_graphql::parser::types::BaseType::Named(_) => Form::One,
    };
    let wanted = format!("...{}", operation.fragment);
    let wanted = match (operation.on, operation.take) {
        (Some(on), _) => format!("... on {on} {{ {wanted} }}"),
        (None, Some(field)) => format!("{field} {{ {wanted} }}"),
        (None, None) => wanted,
    };
    let wanted = match form {
        Form::Paged => {
            format!("{{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {wanted} }} }}")
        }
        _ => format!("{{ {wanted} }}"),
    };
    for (variable, input) in selections.variables(operation.fragment) {
        writing.ask(input, types, variable);
    }
    let close = "}".repeat(operation.steps.len());
    let variables = match writing.variables.as_str() {
        "" => String::new(),
        held => format!("({held})"),
    };
    let text = selections.text(operation.fragment);
    let text = format!("query{variables} {open}{wanted} {close}\n{text}");
    Ok(Planned {
        operation,
        document: parse_query(&text)?,
        form,
        description,
        places: writing.places,
        parameters: writing.parameters,
        shape: selections.shape(operation.fragment)?.clone(),
    })
}
