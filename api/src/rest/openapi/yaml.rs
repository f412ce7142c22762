//! JSON as YAML 1.2, for those who read with their eyes.

use serde_json::Value;
use std::fmt::Write;

/// Whether a key needs no quotes.
fn is_plain(key: &str) -> bool {
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    key.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && key.chars().all(word)
        && !reserved.contains(&key.to_ascii_lowercase().as_str())
}

/// What has no lines of its own. A text in double quotes is the same in both.
fn flow(value: &Value) -> Option<String> {
    match value {
        Value::Object(fields) if !fields.is_empty() => None,
        Value::Array(items) if !items.is_empty() => None,
        value => Some(value.to_string()),
    }
}

fn lines(value: &Value, depth: usize, in_list: bool, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(fields) => {
            for (place, (key, value)) in fields.iter().enumerate() {
                let lead = if in_list && place == 0 { "" } else { &indent };
                let key = if is_plain(key) {
                    key.clone()
                } else {
                    Value::from(key.as_str()).to_string()
                };
                match flow(value) {
                    Some(value) => {
                        let _ = writeln!(text, "{lead}{key}: {value}");
                    }
                    None => {
                        let _ = writeln!(text, "{lead}{key}:");
                        lines(value, depth + 1, false, text);
                    }
                }
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                let lead = if in_list && place == 0 { "" } else { &indent };
                match flow(item) {
                    Some(item) => {
                        let _ = writeln!(text, "{lead}- {item}");
                    }
                    None => {
                        let _ = write!(text, "{lead}- ");
                        lines(item, depth + 1, true, text);
                    }
                }
            }
        }
        value => {
            let _ = writeln!(text, "{indent}{value}");
        }
    }
}

/// Writes a value.
pub fn written(value: &Value) -> String {
    let mut text = String::new();
    lines(value, 0, false, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_keys_and_texts_are_yaml() {
        let value =
            json!({"a": {"200": "x: y", "no": [], "list": [1, {"b": null, "c": ["å\n"]}, [true]]}});
        let text = "a:\n  \"200\": \"x: y\"\n  list:\n    - 1\n    - b: null\n      c:\n        - \"å\\n\"\n    - - true\n  \"no\": []\n";
        assert_eq!(written(&value), text);
    }
}
