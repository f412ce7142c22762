//! Attendance as a table of names with a cross in a column that says `Närvarande`.

use super::{Field, LABELS, Label, Line, Printed, Value, label_at, names};
use regex::Regex;
use std::sync::LazyLock;

/// A name, its cross, and what is printed after it.
static CROSSED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(\S.*?)\s+[Xx×✓✔](?:\s*,?\s+(.+)|,(.+))?$").ok());

/// Takes the tables out of the lines: their fields, and the lines that are left.
pub(super) fn ticked(lines: &[Line]) -> (Vec<Field>, Vec<Line>) {
    let mut fields: Vec<Field> = Vec::new();
    let mut rest: Vec<Line> = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let rows = &lines[index + 1..];
        match heads(&line.text) {
            Some((label, word)) if rows.iter().take(6).any(|row| crossed(row).is_some()) => {
                fields.push(field(label, word));
                index += 1 + table(rows, &mut fields);
            }
            _ => {
                rest.push(line.clone());
                index += 1;
            }
        }
    }
    (fields, rest)
}

/// `Ledamöter Närvarande`: the first group's label and the column's word.
fn heads(text: &str) -> Option<(Label, &'static str)> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let (last, first) = words.split_last()?;
    if !matches!(
        last.trim_end_matches('.'),
        "närvarande" | "närvaro" | "närv"
    ) {
        return None;
    }
    let first = first.join(" ");
    LABELS
        .iter()
        .find(|(word, label)| *word == first && label.is_list())
        .map(|(word, label)| (*label, *word))
}

fn crossed(line: &Line) -> Option<Printed> {
    let text = line.text.flat().tidy();
    let found = CROSSED.as_ref()?.captures(&text)?;
    let mut whole = text.part(found.get(1)?.range());
    if !names::is_person(whole.split([',', '(']).next().unwrap_or_default().trim()) {
        return None;
    }
    if let Some(more) = found.get(2).or_else(|| found.get(3)) {
        whole.glue(", ");
        whole.append(&text.part(more.range()));
    }
    Some(whole)
}

/// Reads the rows; how many they are.
fn table(rows: &[Line], fields: &mut Vec<Field>) -> usize {
    let mut group = fields.len() - 1;
    for (index, row) in rows.iter().enumerate() {
        let text = row.text.flat().tidy();
        let value = |text: Printed| Value { text, gap: false };
        if let Some(person) = crossed(row) {
            fields[group].values.push(value(person));
        } else if let Some((label, word, _)) =
            label_at(&text).filter(|(label, _, at)| label.is_list() && *at == text.len())
        {
            group = fields.len();
            fields.push(field(label, &word));
        } else if let Some(name) = excused(&text) {
            fields.push(field(Label::Absent, "anmält förhinder"));
            if let Some(last) = fields.last_mut() {
                last.values.push(value(name));
            }
        } else if !names::is_person(&text) {
            return index;
        }
        // A name without a cross: the table says nothing of it.
    }
    rows.len()
}

/// `Jörgen Ek Anmält förhinder`: the name, where an absence stands in the cross's place.
fn excused(text: &Printed) -> Option<Printed> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let lower = lower.trim_end_matches('.');
    LABELS
        .iter()
        .filter(|(_, label)| *label == Label::Absent)
        .filter_map(|(word, _)| lower.strip_suffix(word))
        .map(|before| text.to(before.len()).bare(&[',', '-', '–', ' ']))
        .find(|name| names::is_person(name))
}

fn field(label: Label, word: &str) -> Field {
    Field {
        label,
        word: word.to_owned(),
        values: Vec::new(),
    }
}
