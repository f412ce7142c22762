//! What the review page shows: fields with their sources, and the text with marks.

use super::labels::label;
use application::imports::{Certainty, Found, How, Reading, Remark, Settled};
use domain::text::Language;
use serde_json::Value;
use std::collections::BTreeSet;

/// A field, or a remark about one.
pub(super) struct Row {
    /// What links lead to it by.
    pub(super) anchor: String,
    /// The path.
    pub(super) path: String,
    /// The path in words.
    pub(super) label: String,
    /// What is said of it.
    pub(super) remark: String,
    /// What stands there.
    pub(super) value: String,
    /// How many lines that takes.
    pub(super) lines: usize,
    /// Where it was read: the page, and the mark in the text.
    pub(super) source: Option<(u32, String)>,
    /// How sure the reading is.
    pub(super) certainty: &'static str,
    /// Who settled it.
    pub(super) settled: Option<String>,
}

/// Part of a page's text.
pub(super) struct Piece {
    /// The characters.
    pub(super) text: String,
    /// The field that it was read into: its anchor, and what the field is called.
    pub(super) field: Option<(String, String)>,
    /// What links lead to it by, where it begins a field's source.
    pub(super) marks: Vec<String>,
    /// Anchors of all fields that it is in, for the script.
    pub(super) within: String,
    /// Whether a field that it is in is open and doubtful.
    pub(super) doubtful: bool,
}

/// All that is shown of a reading.
pub(super) struct Shown {
    pub(super) doubtful: Vec<Row>,
    pub(super) missing: Vec<Row>,
    pub(super) contradictions: Vec<Row>,
    pub(super) alike: Vec<String>,
    pub(super) others: Vec<Row>,
    pub(super) pages: Vec<Vec<Piece>>,
}

fn printed(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

const fn say<'t>(language: Language, sv: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Swedish => sv,
        Language::English => en,
    }
}

fn settled(held: Option<&Settled>, language: Language) -> Option<String> {
    let held = held?;
    let how = match held.how {
        How::Confirmed => say(language, "Bekräftat av", "Confirmed by"),
        How::Corrected => say(language, "Rättat av", "Corrected by"),
    };
    let day = held.at.get(..10).unwrap_or_default();
    Some(format!("{how} {}, {day}", held.by))
}

struct Showing<'a> {
    reading: &'a Reading,
    language: Language,
}

impl Showing<'_> {
    fn row(&self, anchor: String, path: &str, about: Option<&Settled>) -> Row {
        let value = printed(self.reading.value_at(path));
        Row {
            anchor,
            label: label(path, &self.reading.document, self.language),
            path: path.to_owned(),
            remark: String::new(),
            lines: (value.chars().count() / 60 + value.lines().count()).clamp(1, 12),
            value,
            source: None,
            certainty: "",
            settled: settled(about, self.language),
        }
    }

    fn field(&self, place: usize, held: &Found) -> Row {
        let certainty = match held.certainty {
            Certainty::Doubtful => say(self.language, "tveksam", "doubtful"),
            Certainty::Likely => say(self.language, "trolig", "likely"),
            Certainty::Certain => say(self.language, "säker", "certain"),
        };
        let source = held.spans.first();
        Row {
            source: source.map(|span| (span.page, format!("s{place}"))),
            certainty,
            ..self.row(format!("f{place}"), &held.path, held.settled.as_ref())
        }
    }

    fn remarks(&self, letter: char, held: &[Remark]) -> Vec<Row> {
        let rows = held.iter().enumerate().map(|(place, held)| {
            let found = self.reading.report.found.iter();
            let found = found.enumerate().find(|(_, found)| found.path == held.path);
            let span =
                found.and_then(|(at, found)| Some((found.spans.first()?.page, format!("s{at}"))));
            Row {
                remark: say(self.language, &held.text.sv, &held.text.en).to_owned(),
                source: span,
                ..self.row(
                    format!("{letter}{place}"),
                    &held.path,
                    held.settled.as_ref(),
                )
            }
        });
        rows.collect()
    }
}

/// What is shown of a reading, in a language.
pub(super) fn shown(reading: &Reading, language: Language) -> Shown {
    let showing = Showing { reading, language };
    let report = &reading.report;
    let fields = report.found.iter().enumerate();
    let open = |held: &Found| held.certainty == Certainty::Doubtful && held.settled.is_none();
    let (doubtful, others): (Vec<_>, Vec<_>) = fields.partition(|(_, held)| open(held));
    let rows = |held: Vec<(usize, &Found)>| {
        let rows = held
            .into_iter()
            .map(|(place, held)| showing.field(place, held));
        rows.collect()
    };
    let open = |rows: &mut Vec<Row>| {
        let open: Vec<Row> = rows.extract_if(.., |row| row.settled.is_none()).collect();
        open
    };
    let mut missing = showing.remarks('m', &report.missing);
    let mut contradictions = showing.remarks('c', &report.contradictions);
    let mut settled_fields: Vec<Row> = rows(others);
    let (open_missing, open_contradictions) = (open(&mut missing), open(&mut contradictions));
    // What was settled of them is shown with the fields, once.
    let known: BTreeSet<String> = settled_fields.iter().map(|row| row.path.clone()).collect();
    let more = missing.into_iter().chain(contradictions);
    settled_fields.extend(more.filter(|row| !known.contains(&row.path)));
    Shown {
        doubtful: rows(doubtful),
        missing: open_missing,
        contradictions: open_contradictions,
        alike: report
            .alike
            .iter()
            .map(|held| say(language, &held.text.sv, &held.text.en).to_owned())
            .collect(),
        others: settled_fields,
        pages: pages(&showing),
    }
}

/// The text in pieces: each is in the same fields from its first character to its last.
fn pages(showing: &Showing<'_>) -> Vec<Vec<Piece>> {
    let found = &showing.reading.report.found;
    let mut marked = BTreeSet::new();
    let mut pages = Vec::new();
    for (number, page) in (1_u32..).zip(&showing.reading.pages) {
        let characters: Vec<char> = page.chars().collect();
        let length = u32::try_from(characters.len()).unwrap_or(u32::MAX);
        let mut spans = Vec::new();
        for (place, held) in found.iter().enumerate() {
            let own = held.spans.iter().filter(|span| span.page == number);
            spans.extend(own.map(|span| (place, span.start.min(length), span.end.min(length))));
        }
        let edges = spans.iter().flat_map(|(_, start, end)| [*start, *end]);
        let edges: BTreeSet<u32> = edges.chain([0, length]).collect();
        let edges: Vec<u32> = edges.into_iter().collect();
        let mut pieces = Vec::new();
        for pair in edges.windows(2) {
            let [start, end] = pair else { continue };
            let over = spans
                .iter()
                .filter(|(_, from, to)| from <= start && end <= to);
            let over: Vec<&(usize, u32, u32)> = over.collect();
            let least = over
                .iter()
                .min_by_key(|(place, from, to)| (to - from, *place));
            let begins = over.iter().filter(|(place, ..)| marked.insert(*place));
            let marks = begins.map(|(place, ..)| format!("s{place}")).collect();
            let text = usize::try_from(*start).ok().zip(usize::try_from(*end).ok());
            let text = text.and_then(|(start, end)| characters.get(start..end));
            let within: Vec<String> = over.iter().map(|(place, ..)| format!("f{place}")).collect();
            let open = |place: usize| {
                let held = found.get(place);
                held.is_some_and(|held| {
                    held.certainty == Certainty::Doubtful && held.settled.is_none()
                })
            };
            pieces.push(Piece {
                text: text.unwrap_or_default().iter().collect(),
                field: least.and_then(|(place, ..)| {
                    let path = &found.get(*place)?.path;
                    let document = &showing.reading.document;
                    Some((format!("f{place}"), label(path, document, showing.language)))
                }),
                marks,
                within: within.join(" "),
                doubtful: over.iter().any(|(place, ..)| open(*place)),
            });
        }
        pages.push(pieces);
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use application::imports::{Report, Span};
    use serde_json::json;

    #[test]
    fn a_page_is_cut_where_fields_begin_and_end_and_loses_no_letter() {
        let found = |path: &str, start: u32, end: u32| Found {
            path: path.to_owned(),
            spans: vec![Span {
                page: 1,
                start,
                end,
            }],
            printed: String::new(),
            certainty: Certainty::Doubtful,
            settled: None,
        };
        let text = "§ 1 Öppnande av mötet";
        let reading = Reading {
            pages: vec![text.to_owned(), String::new()],
            document: json!({"items": [{"number": 1, "title": "Öppnande"}]}),
            report: Report {
                found: vec![
                    found("items[0]", 0, 21),
                    found("items[0].title", 4, 12),
                    found("x", 30, 50),
                ],
                ..Report::default()
            },
            corrections: Vec::new(),
        };
        let shown = shown(&reading, Language::Swedish);
        let whole: String = shown.pages[0]
            .iter()
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(whole, text);
        let inner = &shown.pages[0][1];
        assert_eq!(inner.text, "Öppnande");
        assert_eq!(
            inner.field.as_ref().map(|(anchor, _)| anchor.as_str()),
            Some("f1")
        );
        assert_eq!(
            (inner.within.as_str(), inner.marks.as_slice()),
            ("f0 f1", &["s1".to_owned()][..])
        );
        assert_eq!(shown.doubtful.len(), 3);
    }
}
