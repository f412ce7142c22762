//! Weighs a parsed document: every fragment once, however often it is spread.

use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection,
    SelectionSet, VariableDefinition,
};
use async_graphql::{Name, Number, Positioned, Value, Variables};

use super::shape::{FieldShape, Shapes, Size, TypeShape};
use super::{Code, Limits, Refusal};

/// What an operation amounts to once its fragments are spread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// Fields that may be resolved: each counts one, and what is inside a page
    /// or list counts once for each of its objects.
    pub cost: u64,
    /// The same, for the fields that describe the schema.
    pub introspection: u64,
    /// Fields inside one another; fragments add nothing.
    pub depth: usize,
    /// Lists of introspection inside one another.
    pub introspection_lists: usize,
    /// Fragments spread inside one another.
    pub fragment_depth: usize,
    /// Fields with an alias.
    pub aliases: u64,
    /// Directives, wherever they stand.
    pub directives: u64,
    /// Fields, spreads and inline fragments.
    pub selections: u64,
}

impl Weight {
    /// This beside that.
    fn beside(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_add(other.cost),
            introspection: self.introspection.saturating_add(other.introspection),
            depth: self.depth.max(other.depth),
            introspection_lists: self.introspection_lists.max(other.introspection_lists),
            fragment_depth: self.fragment_depth.max(other.fragment_depth),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            selections: self.selections.saturating_add(other.selections),
        }
    }

    fn with_directives(mut self, directives: &[Positioned<Directive>]) -> Self {
        self.directives = self.directives.saturating_add(directives.len() as u64);
        self
    }

    fn as_selection(mut self) -> Self {
        self.selections = self.selections.saturating_add(1);
        self
    }
}

/// One walk over one document.
pub(super) struct Walk<'a> {
    shapes: &'a Shapes,
    limits: &'a Limits,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    definitions: &'a [Positioned<VariableDefinition>],
    /// `None` while the fragment is open: meeting it again is a cycle.
    fragments: HashMap<&'a str, Option<Weight>>,
    /// How many fragments are open: bounds the recursion.
    open: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        shapes: &'a Shapes,
        limits: &'a Limits,
        document: &'a ExecutableDocument,
        variables: &'a Variables,
        definitions: &'a [Positioned<VariableDefinition>],
    ) -> Self {
        Self {
            shapes,
            limits,
            document,
            variables,
            definitions,
            fragments: HashMap::new(),
            open: 0,
        }
    }

    pub(super) fn operation(
        &mut self,
        operation: &'a OperationDefinition,
    ) -> Result<Weight, Refusal> {
        let mut weight = self.selection_set(
            self.shapes.root(operation.ty),
            &operation.selection_set.node,
        )?;
        weight = weight.with_directives(&operation.directives);
        for definition in &operation.variable_definitions {
            weight = weight.with_directives(&definition.node.directives);
        }
        Ok(weight)
    }

    pub(super) fn fragment(
        &mut self,
        name: &'a str,
        fragment: &'a Positioned<FragmentDefinition>,
    ) -> Result<Weight, Refusal> {
        match self.fragments.get(name) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => {
                return Err(
                    Refusal::new(Code::FragmentCycle, "a fragment spreads itself")
                        .at(Some(fragment.pos)),
                );
            }
            None => {}
        }
        if self.open >= self.limits.fragment_depth {
            return Err(self.too_many_fragments(self.open + 1));
        }
        self.open += 1;
        self.fragments.insert(name, None);
        let parent = self
            .shapes
            .named(&fragment.node.type_condition.node.on.node);
        let mut weight = self
            .selection_set(parent, &fragment.node.selection_set.node)?
            .with_directives(&fragment.node.directives);
        weight.fragment_depth += 1;
        self.fragments.insert(name, Some(weight));
        self.open -= 1;
        Ok(weight)
    }

    pub(super) fn too_many_fragments(&self, found: usize) -> Refusal {
        Refusal::exceeded(
            Code::DepthLimitExceeded,
            "fragments are spread too deep inside one another",
            self.limits.fragment_depth,
            found,
        )
    }

    fn selection_set(
        &mut self,
        parent: Option<&'a TypeShape>,
        set: &'a SelectionSet,
    ) -> Result<Weight, Refusal> {
        let mut weight = Weight::default();
        for selection in &set.items {
            weight = weight.beside(self.selection(parent, &selection.node)?);
        }
        Ok(weight)
    }

    fn selection(
        &mut self,
        parent: Option<&'a TypeShape>,
        selection: &'a Selection,
    ) -> Result<Weight, Refusal> {
        let weight = match selection {
            Selection::Field(field) => self.field(parent, &field.node)?,
            Selection::InlineFragment(inline) => {
                let parent = match &inline.node.type_condition {
                    Some(condition) => self.shapes.named(&condition.node.on.node),
                    None => parent,
                };
                self.selection_set(parent, &inline.node.selection_set.node)?
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                match self.document.fragments.get_key_value(name) {
                    Some((name, fragment)) => self.fragment(name.as_str(), fragment)?,
                    // The library refuses a fragment that is not there.
                    None => Weight::default(),
                }
            }
        };
        Ok(weight
            .with_directives(selection.directives())
            .as_selection())
    }

    fn field(
        &mut self,
        parent: Option<&'a TypeShape>,
        field: &'a Field,
    ) -> Result<Weight, Refusal> {
        let name = field.name.node.as_str();
        let (returned, size) = match name {
            "__schema" => (self.shapes.named("__Schema"), 1),
            "__type" => (self.shapes.named("__Type"), 1),
            _ => match parent.and_then(|parent| parent.field(name)) {
                Some(shape) => (self.shapes.named(&shape.returns), self.size(shape, field)),
                // The library refuses a field that is not there.
                None => (None, 1),
            },
        };
        let inside = self.selection_set(returned, &field.selection_set.node)?;
        let describes = parent.is_some_and(|parent| parent.introspection);
        let [own_cost, own_introspection] = if describes { [0, 1] } else { [1, 0] };
        Ok(Weight {
            cost: inside.cost.saturating_mul(size).saturating_add(own_cost),
            introspection: inside
                .introspection
                .saturating_mul(size)
                .saturating_add(own_introspection),
            depth: inside.depth + 1,
            introspection_lists: inside.introspection_lists
                + usize::from(
                    describes
                        && matches!(
                            name,
                            "fields" | "inputFields" | "interfaces" | "possibleTypes"
                        ),
                ),
            aliases: inside
                .aliases
                .saturating_add(u64::from(field.alias.is_some())),
            ..inside
        })
    }

    /// How many objects the field may return.
    fn size(&self, shape: &FieldShape, field: &Field) -> u64 {
        match shape.size {
            Size::One => 1,
            Size::Page(otherwise) => field
                .arguments
                .iter()
                .filter(|(name, _)| matches!(name.node.as_str(), "first" | "last"))
                .filter_map(|(_, value)| {
                    let number = |name: Name| {
                        let value = self
                            .variable(&name)
                            .filter(|value| matches!(value, Value::Number(_)));
                        Ok::<_, Infallible>(value.cloned().unwrap_or_default())
                    };
                    match value.node.clone().into_const_with(number) {
                        Ok(Value::Number(number)) => Some(saturated(&number)),
                        _ => None,
                    }
                })
                .max()
                .unwrap_or(otherwise)
                .max(1),
            // A list that is asked for by a list (`nodes(ids: […])`) is as long as that.
            Size::List(usual) => field
                .arguments
                .iter()
                .map(|(_, value)| {
                    let mut by_variable = 0;
                    let note = |name: Name| {
                        by_variable = by_variable.max(self.variable(&name).map_or(0, longest));
                        Ok::<_, Infallible>(Value::Null)
                    };
                    let literal = value
                        .node
                        .clone()
                        .into_const_with(note)
                        .map_or(0, |value| longest(&value));
                    literal.max(by_variable)
                })
                .max()
                .unwrap_or(0)
                .max(usual),
        }
    }

    fn variable(&self, name: &Name) -> Option<&Value> {
        self.variables.get(name).or_else(|| {
            self.definitions
                .iter()
                .find(|definition| definition.node.name.node == *name)
                .and_then(|definition| definition.node.default_value.as_ref())
                .map(|value| &value.node)
        })
    }
}

/// The number as an amount: a negative one is none, an absurd one is the most
/// there is. The cast of a float does just that.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn saturated(number: &Number) -> u64 {
    number
        .as_u64()
        .or_else(|| number.as_f64().map(|float| float as u64))
        .unwrap_or(0)
}

/// The length of the longest list inside a value.
fn longest(value: &Value) -> u64 {
    match value {
        Value::List(items) => items
            .iter()
            .map(longest)
            .max()
            .unwrap_or(0)
            .max(items.len() as u64),
        Value::Object(members) => members.values().map(longest).max().unwrap_or(0),
        _ => 0,
    }
}
