//! The order of fields in an answer.
//!
//! The specification wants fields in the order in which the query asks for them. The library collects them as they
//! are resolved, so an answer is put in order before it is written.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, Value};

/// Response keys in the order of the query, with those below each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order(IndexMap<Name, Order>);

impl Order {
    /// The order that an operation asks for. The guard has bounded how much its fragments expand to, and has refused
    /// cycles.
    pub fn of(document: &ExecutableDocument, operation: Option<&str>) -> Self {
        let mut order = Self::default();
        let chosen = document
            .operations
            .iter()
            .find(|(name, _)| operation.is_none() || name.map(Name::as_str) == operation);
        if let Some((_, definition)) = chosen {
            order.add(&definition.node.selection_set.node, document);
        }
        order
    }

    fn add(&mut self, selections: &SelectionSet, document: &ExecutableDocument) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.clone();
                    let below = self.0.entry(key).or_default();
                    below.add(&field.node.selection_set.node, document);
                }
                Selection::InlineFragment(fragment) => {
                    self.add(&fragment.node.selection_set.node, document);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node)
                    {
                        self.add(&fragment.node.selection_set.node, document);
                    }
                }
            }
        }
    }

    /// Puts an answer in this order.
    pub fn apply(&self, value: &mut Value) {
        match value {
            Value::List(values) => values.iter_mut().for_each(|value| self.apply(value)),
            Value::Object(fields) => {
                let in_order = fields.keys().eq(self.0.keys());
                if !in_order {
                    fields.sort_by(|one, _, other, _| self.place(one).cmp(&self.place(other)));
                }
                for (key, value) in fields {
                    if let Some(below) = self.0.get(key) {
                        below.apply(value);
                    }
                }
            }
            _ => {}
        }
    }

    fn place(&self, key: &Name) -> usize {
        self.0.get_index_of(key).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;
    use serde_json::json;

    fn ordered(query: &str, operation: Option<&str>, answer: serde_json::Value) -> String {
        let document = parse_query(query).expect("a query");
        let mut value = Value::from_json(answer).expect("a value");
        Order::of(&document, operation).apply(&mut value);
        serde_json::to_string(&value).expect("JSON")
    }

    #[test]
    fn fields_stand_as_the_query_asks_for_them() {
        let query = "{ b a: x { d c } ...F } fragment F on T { e b a { f } }";
        let answer = json!({"e": 1, "a": [{"f": 1, "c": 2, "d": 3}, null], "b": 4});
        assert_eq!(
            ordered(query, None, answer),
            r#"{"b":4,"a":[{"d":3,"c":2,"f":1},null],"e":1}"#
        );
    }

    #[test]
    fn the_chosen_operation_gives_the_order() {
        let query = "query One { a b } query Two { b ... on T { a } }";
        let answer = json!({"a": 1, "b": 2});
        assert_eq!(
            ordered(query, Some("Two"), answer.clone()),
            r#"{"b":2,"a":1}"#
        );
        assert_eq!(ordered(query, Some("One"), answer), r#"{"a":1,"b":2}"#);
    }
}
