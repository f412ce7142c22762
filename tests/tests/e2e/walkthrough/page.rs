//! The page that a run of the walk-through writes: requests and answers as they were, with addresses that stay the
//! same from run to run.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The variable that says to write the page anew instead of comparing it.
const VARIABLE: &str = "PARAGRAF_WRITE_WALKTHROUGH";

/// Longest line of JSON that is not broken up.
const LINE: usize = 110;

/// A page in the making.
#[derive(Debug, Default)]
pub struct Page {
    text: String,
    names: BTreeMap<String, String>,
    unnamed: BTreeMap<String, usize>,
    cited: bool,
}

impl Page {
    /// Calls an address by a name of its own.
    pub fn call(&mut self, id: &str, name: &str) {
        let kind = id.split('-').next().unwrap_or_default();
        self.names.insert(id.to_owned(), format!("{kind}-…{name}"));
    }

    /// Words between the requests.
    pub fn say(&mut self, words: &str) {
        self.text.push_str(words.trim());
        self.text.push_str("\n\n");
    }

    /// A request with its variables and the answer.
    pub fn exchange(&mut self, query: &str, variables: &Value, answer: &Value) {
        self.block("graphql", query);
        if variables.as_object().is_some_and(|held| !held.is_empty()) {
            let variables = laid_out(variables, 0);
            self.block("json", &variables);
        }
        self.say("Answer:");
        let answer = laid_out(answer, 0);
        self.block("json", &answer);
    }

    /// A request that was refused: the first with the words of the law, the others with its place alone.
    pub fn refusal(&mut self, query: &str, variables: &Value, answer: &Value) {
        let mut answer = answer.clone();
        let basis = answer.pointer_mut("/errors/0/extensions/legalBasis");
        for cited in basis.and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(cited) = cited.as_object_mut().filter(|_| self.cited) {
                cited.remove("text");
                cited.remove("url");
            }
        }
        self.cited |= answer.pointer("/errors/0/extensions/legalBasis").is_some();
        self.exchange(query, variables, &answer);
    }

    fn block(&mut self, kind: &str, text: &str) {
        let text = self.named(text);
        self.say(&format!("```{kind}\n{text}\n```"));
    }

    /// A text with the names of its addresses.
    fn named(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = next_address(rest) {
            let (before, from) = rest.split_at(start);
            out.push_str(before);
            let (id, after) = from.split_at(ADDRESS);
            let name = match self.names.get(id) {
                Some(name) => name.clone(),
                None => {
                    let kind = id.split('-').next().unwrap_or_default().to_owned();
                    let count = self.unnamed.entry(kind).or_default();
                    *count += 1;
                    let count = count.to_string();
                    self.call(id, &count);
                    self.names.get(id).cloned().unwrap_or_default()
                }
            };
            out.push_str(&name);
            rest = after;
        }
        out + rest
    }

    /// Compares the page with the one that is checked in, or writes that anew where the variable says so.
    pub fn is_the_one_checked_in(&self) {
        let path = PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../docs/walkthrough.md"
        ));
        #[expect(
            clippy::disallowed_methods,
            reason = "the home of this variable, which is no part of the service"
        )]
        let anew = std::env::var_os(VARIABLE).is_some();
        let text = format!("{}\n", self.text.trim_end());
        if anew {
            std::fs::write(&path, text).expect("the page is written");
            return;
        }
        let held = std::fs::read_to_string(&path).expect("docs/walkthrough.md");
        let differs = held
            .lines()
            .zip(text.lines())
            .position(|(one, other)| one != other);
        assert!(
            held == text,
            "docs/walkthrough.md is not what the service answers, from line {} on: run the test once more with {VARIABLE}=1",
            differs.unwrap_or_else(|| held.lines().count().min(text.lines().count())) + 1
        );
    }
}

/// Length of an address: three letters, a hyphen, 26 digits of base32.
const ADDRESS: usize = 30;

/// Where the next address starts: a quotation mark stands before it.
fn next_address(text: &str) -> Option<usize> {
    text.match_indices('"').find_map(|(mark, _)| {
        let word = text.get(mark + 1..mark + 1 + ADDRESS)?;
        let (kind, digits) = word.split_once('-')?;
        let fits = kind.len() == 3
            && kind.bytes().all(|byte| byte.is_ascii_lowercase())
            && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then_some(mark + 1)
    })
}

/// JSON in lines that fit the page: as much on a line as goes there.
fn laid_out(value: &Value, depth: usize) -> String {
    let whole = spaced(value);
    if whole.chars().count() + 2 * depth <= LINE {
        return whole;
    }
    let (open, parts, close): (_, Vec<String>, _) = match value {
        Value::Object(held) => {
            let part = |(name, value): (&String, &Value)| {
                format!("\"{name}\": {}", laid_out(value, depth + 1))
            };
            ("{", held.iter().map(part).collect(), "}")
        }
        Value::Array(held) => {
            let part = |value: &Value| laid_out(value, depth + 1);
            ("[", held.iter().map(part).collect(), "]")
        }
        _ => return whole,
    };
    let mut lines: Vec<String> = Vec::new();
    for (place, mut part) in parts.iter().cloned().enumerate() {
        if place + 1 < parts.len() {
            part.push(',');
        }
        let room = LINE.saturating_sub(2 * (depth + 1) + part.chars().count() + 1);
        match lines.last_mut() {
            Some(line)
                if !line.contains('\n') && !part.contains('\n') && line.chars().count() <= room =>
            {
                line.push(' ');
                line.push_str(&part);
            }
            _ => lines.push(part),
        }
    }
    let inner = "  ".repeat(depth + 1);
    let lines: Vec<String> = lines.iter().map(|line| format!("{inner}{line}")).collect();
    format!(
        "{open}\n{}\n{}{close}",
        lines.join("\n"),
        "  ".repeat(depth)
    )
}

/// JSON in one line, with a space after each colon and comma.
fn spaced(value: &Value) -> String {
    match value {
        Value::Object(held) => {
            let parts: Vec<String> = held
                .iter()
                .map(|(name, value)| format!("\"{name}\": {}", spaced(value)))
                .collect();
            format!("{{{}}}", parts.join(", "))
        }
        Value::Array(held) => format!(
            "[{}]",
            held.iter().map(spaced).collect::<Vec<_>>().join(", ")
        ),
        plain => plain.to_string(),
    }
}
