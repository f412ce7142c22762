//! A § as it is written, and amounts as minutes print them.

use super::words::{FINDINGS, REMARKS};
use crate::chance::Chance;
use serde_json::{Value, json};

/// A § that is being written.
#[derive(Debug)]
pub struct Draft {
    title: String,
    text: Vec<String>,
    /// What is decided under it.
    pub decisions: Vec<Value>,
    more: Value,
}

impl Draft {
    /// A § with nothing under its heading.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: Vec::new(),
            decisions: Vec::new(),
            more: json!({}),
        }
    }

    /// A part of its text.
    pub fn says(mut self, text: impl Into<String>) -> Self {
        self.text.push(text.into());
        self
    }

    /// Three findings and a remark, drawn.
    pub fn reports(mut self, chance: &mut Chance) -> Self {
        let mut findings: Vec<&str> = FINDINGS.to_vec();
        chance.shuffle(&mut findings);
        findings.truncate(3);
        self.text.push(findings.join(" "));
        self.text.push(chance.pick(&REMARKS, "").to_owned());
        self
    }

    /// A decision, which stands in the text as well.
    pub fn decides(mut self, kind: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        self.decisions.push(json!({"kind": kind, "text": text}));
        self.text.push(text);
        self
    }

    /// Another member of the minutes document's item.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.more[name] = value;
        self
    }

    /// The item under its number.
    pub fn numbered(self, number: usize) -> Value {
        let mut item = self.more;
        item["number"] = json!(number);
        item["title"] = json!(self.title);
        item["text"] = json!(self.text.join("\n\n"));
        if !self.decisions.is_empty() {
            item["decisions"] = Value::Array(self.decisions);
        }
        item
    }
}

/// An amount as printed: thousands with spaces between.
pub fn kronor(amount: usize) -> String {
    let (millions, thousands) = (amount / 1_000_000, amount / 1000 % 1000);
    match millions {
        0 => format!("{thousands} 000 kronor"),
        millions => format!("{millions} {thousands:03} 000 kronor"),
    }
}

/// An amount of an item, as printed and in öre.
pub fn amount(kronor_: usize) -> Value {
    json!({"text": kronor(kronor_), "ore": kronor_ * 100})
}
