//! The labels of cover, signatures and notice, and the values printed beside or below them.

mod ticked;
mod words;

use words::LABELS;

use super::lines::Line;
use super::names;
use super::printed::Printed;

/// What a label says that its value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    PlaceAndTime,
    Place,
    Time,
    Date,
    Body,
    Organisation,
    Deciding,
    Present,
    Members,
    Serving,
    Substitutes,
    Others,
    BoardMembers,
    Officials,
    Employer,
    Union,
    Absent,
    Chair,
    Secretary,
    Adjusters,
    AdjustPlaceAndTime,
    AdjustDate,
    AdjustPlace,
    Range,
    Posted,
    Removed,
    Stored,
    Boards,
    /// A heading or a field that says nothing to the document.
    Ignored,
}

impl Label {
    /// Its value is a row of people.
    pub(crate) const fn is_list(self) -> bool {
        matches!(
            self,
            Self::Deciding
                | Self::Present
                | Self::Members
                | Self::Serving
                | Self::Substitutes
                | Self::Others
                | Self::BoardMembers
                | Self::Officials
                | Self::Employer
                | Self::Union
                | Self::Absent
        )
    }

    pub(crate) const fn is_officer(self) -> bool {
        matches!(self, Self::Chair | Self::Secretary | Self::Adjusters)
    }
}

/// One field: a label and its value's lines.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) label: Label,
    /// The label as printed, lower case.
    pub(crate) word: String,
    /// Lines of the value; cells of a line are parted by tabs.
    pub(crate) values: Vec<Value>,
}

/// One line of a value.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) text: Printed,
    /// A blank line comes before.
    pub(crate) gap: bool,
}

/// Fields of a stretch of lines, and the lines that belong to none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    pub(crate) all: Vec<Field>,
    pub(crate) free: Vec<Line>,
}

/// The label at the start of a cell, and where its value begins.
pub(crate) fn label_at(cell: &str) -> Option<(Label, String, usize)> {
    let lower = cell.to_lowercase();
    if lower.len() != cell.len() {
        return None;
    }
    let mut best: Option<(&str, Label)> = None;
    for (word, label) in LABELS {
        if lower.starts_with(word) && best.is_none_or(|(known, _)| known.len() < word.len()) {
            let rest = &lower[word.len()..];
            if rest.is_empty() || rest.starts_with([' ', ':', '.', '…', '_', '\t', ',', '(']) {
                best = Some((word, *label));
            }
        }
    }
    let (word, label) = best?;
    let after = &cell[word.len()..];
    let colon = after.trim_start().starts_with(':');
    let rest = after.trim_start_matches([' ', ':', '.', '…', '_', '\t']);
    let at = cell.len() - rest.len();
    if rest.is_empty() || colon {
        return Some((label, word.to_owned(), at));
    }
    if after.starts_with(['\t', '.', '…', '_']) || after.starts_with(" ..") {
        return Some((label, word.to_owned(), at));
    }
    if after.starts_with([',', '('])
        || label == Label::Employer
            && word == "arbetsgivaren"
            && rest.starts_with(|c: char| c.is_lowercase())
    {
        return None;
    }
    let digits = rest.contains(|c: char| c.is_ascii_digit());
    let capital = rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '§');
    let first = rest
        .split([',', '(', '\t'])
        .next()
        .unwrap_or_default()
        .trim();
    let fits = match label {
        label if label.is_list() || label.is_officer() => {
            names::is_person(first)
                || first.split(" och ").all(names::is_person)
                || label_at(rest).is_some() && names::is_office(first)
                || names_row(first)
        }
        Label::Date
        | Label::Time
        | Label::Range
        | Label::Posted
        | Label::Removed
        | Label::AdjustDate => digits && rest.len() < 90,
        Label::Place | Label::Body | Label::Organisation | Label::Boards => {
            capital && rest.len() < 120
        }
        Label::PlaceAndTime | Label::AdjustPlaceAndTime | Label::AdjustPlace | Label::Stored => {
            rest.len() < 200
        }
        _ => false,
    };
    fits.then(|| (label, word.to_owned(), at))
}

/// Whether a text is a row of capitalised words, as names without separators are.
pub(crate) fn names_row(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() >= 4
        && words.iter().all(|word| {
            word.starts_with(|c: char| c.is_uppercase())
                && !word.contains(|c: char| c.is_ascii_digit())
        })
        && !words
            .iter()
            .any(|word| names::is_office(word) || names::is_organisation(word))
}

/// A label with a colon inside a cell: `2023-11-30 Justeringsdatum: 2023-12-20`.
fn label_within(cell: &str) -> Option<usize> {
    for (colon, _) in cell.char_indices().filter(|(_, c)| *c == ':') {
        let head = &cell[..colon];
        for (space, _) in head.char_indices().filter(|(_, c)| *c == ' ') {
            let word = head[space + 1..].to_lowercase();
            if word.len() > 3
                && LABELS
                    .iter()
                    .any(|(known, label)| *known == word && *label != Label::Ignored)
            {
                return Some(space + 1);
            }
        }
        if colon > 400 {
            break;
        }
    }
    // Two fields of the notice in one line, without colons.
    let lower = cell.to_lowercase();
    if lower.len() == cell.len() {
        for (word, label) in LABELS {
            if matches!(label, Label::Posted | Label::Removed)
                && word.len() > 12
                && let Some(at) = lower.find(&format!(" {word}"))
            {
                return Some(at + 1);
            }
        }
    }
    None
}

/// Reads labels and their values.
pub(crate) fn fields(lines: &[Line]) -> Fields {
    let (tables, lines) = ticked::ticked(lines);
    let mut out = Fields {
        all: tables,
        free: Vec::new(),
    };
    let mut open = false;
    let mut beside: Vec<usize> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let cells: Vec<Printed> = line
            .text
            .pieces(|c| c == '\t')
            .into_iter()
            .map(|cell| cell.tidy())
            .filter(|cell| !cell.is_empty())
            .collect();
        if !beside.is_empty() {
            // Under labels side by side each column goes to its own.
            if cells.iter().all(|cell| {
                label_at(cell).is_none()
                    && (names::is_person(cell.split([',', '(']).next().unwrap_or_default().trim())
                        || is_dots(cell))
            }) && (!line.gap
                || beside.iter().any(|at| {
                    out.all
                        .get(*at)
                        .is_some_and(|field| field.values.is_empty())
                }))
            {
                for (column, cell) in cells
                    .into_iter()
                    .enumerate()
                    .filter(|(_, cell)| !is_dots(cell))
                {
                    let at = beside
                        .get(column)
                        .or(beside.last())
                        .copied()
                        .unwrap_or_default();
                    if let Some(field) = out.all.get_mut(at) {
                        field.values.push(Value {
                            text: cell,
                            gap: false,
                        });
                    }
                }
                continue;
            }
            beside.clear();
        }
        // Officers whose title stands below the name.
        if cells.iter().all(|cell| officer_word(cell).is_some())
            && let Some(above) = out.free.last()
            && above.page == line.page
            && !line.gap
        {
            let names: Vec<Printed> = above
                .text
                .pieces(|c| c == '\t')
                .into_iter()
                .map(|cell| cell.tidy())
                .filter(|cell| !cell.is_empty())
                .collect();
            if names.len() == cells.len() && names.iter().all(|name| names::is_person(name)) {
                for (cell, name) in cells.iter().zip(names) {
                    if let Some((label, word)) = officer_word(cell) {
                        out.all.push(Field {
                            label,
                            word,
                            values: vec![Value {
                                text: name,
                                gap: false,
                            }],
                        });
                    }
                }
                out.free.pop();
                open = false;
                continue;
            }
        }
        if cells.len() > 1
            && !group_within(&cells, lines.get(index + 1))
            && cells.iter().all(|cell| {
                label_at(cell).is_some_and(|(label, _, at)| {
                    at == cell.len()
                        && (label.is_list() || label.is_officer() || label == Label::Ignored)
                })
            })
        {
            for cell in &cells {
                if let Some((label, word, _)) = label_at(cell) {
                    beside.push(out.all.len());
                    out.all.push(Field {
                        label,
                        word,
                        values: Vec::new(),
                    });
                }
            }
            open = false;
            continue;
        }
        let mut placed = false;
        let mut first = true;
        let mut fresh = false;
        for cell in line.text.pieces(|c| c == '\t') {
            let mut cell = cell.tidy();
            if cell.is_empty() {
                continue;
            }
            // A label over two lines: `Ej tjänstgörande` / `ersättare`.
            if first && open && wraps(&mut out, &cell) {
                placed = true;
                first = false;
                continue;
            }
            loop {
                match label_at(&cell) {
                    Some((label, word, at))
                        if !(open && !first && swallowed(&out, label, &cell)) =>
                    {
                        out.all.push(Field {
                            label,
                            word,
                            values: Vec::new(),
                        });
                        open = true;
                        placed = true;
                        fresh = true;
                        cell = cell.from(at);
                    }
                    _ => {
                        if first && below_signature(&mut out, &cell) {
                            placed = true;
                            break;
                        }
                        if open && keeps(out.all.last(), &cell, line.gap && first, fresh || !first)
                        {
                            let (head, tail) = match label_within(&cell) {
                                Some(at) => (cell.to(at).tidy(), Some(cell.from(at))),
                                None => (cell.clone(), None),
                            };
                            push(&mut out, head, line.gap && first, fresh || first);
                            fresh = false;
                            placed = true;
                            match tail {
                                Some(tail) => {
                                    cell = tail;
                                    first = false;
                                    continue;
                                }
                                None => break,
                            }
                        }
                        if let Some(at) = label_within(&cell) {
                            open = false;
                            cell = cell.from(at);
                            first = false;
                            continue;
                        }
                        break;
                    }
                }
                if cell.is_empty() {
                    break;
                }
            }
            first = false;
        }
        if !placed {
            // A field whose figures stand below another line stays open.
            open &= out.all.last().is_some_and(|field| {
                field.values.is_empty() && !field.label.is_list() && field.label != Label::Ignored
            });
            out.free.push(line.clone());
        }
    }
    flip(&mut out);
    out
}

/// `Beslutande` with the first of its groups beside it, `Ledamöter`, and one column below.
fn group_within(cells: &[Printed], below: Option<&Line>) -> bool {
    let label = |cell: &Printed| label_at(cell).map(|(label, ..)| label);
    let [whole, group] = cells else {
        return false;
    };
    let within = match label(whole) {
        Some(Label::Deciding | Label::Present) => {
            matches!(label(group), Some(Label::Members | Label::Serving))
        }
        Some(Label::Others) => {
            matches!(label(group), Some(Label::Substitutes | Label::Officials))
        }
        _ => false,
    };
    within && below.is_some_and(|line| !line.text.trim().contains('\t'))
}

/// An officer's label and nothing else.
fn officer_word(cell: &str) -> Option<(Label, String)> {
    let (label, word, at) = label_at(cell)?;
    (label.is_officer() && at == cell.len() && !cell.contains(':')).then_some((label, word))
}

fn is_dots(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '.' | '…' | '_' | ' ' | '-'))
}

/// `Sekreterare ……  Paragrafer 1-8` and the name on the next line: it belongs to the officer.
fn below_signature(out: &mut Fields, cell: &Printed) -> bool {
    let [.., officer, figures] = out.all.as_mut_slice() else {
        return false;
    };
    let ours = officer.label.is_officer()
        && officer.values.is_empty()
        && figures.label == Label::Range
        && figures.values.len() == 1
        && names::is_person(cell);
    if ours {
        officer.values.push(Value {
            text: cell.clone(),
            gap: false,
        });
    }
    ours
}

/// A value without the line of underscores or dots that is signed on.
fn unsigned(text: &Printed) -> Printed {
    let line = text.starts_with("__") || text.starts_with("..") || text.starts_with('…');
    if line || text.ends_with("__") {
        text.bare(&['_', '.', '…'])
    } else {
        text.clone()
    }
}

/// A role in a list's column is no label: `Berit Ek\tOrdförande`.
fn swallowed(fields: &Fields, label: Label, cell: &str) -> bool {
    label.is_officer()
        && fields
            .all
            .last()
            .is_some_and(|field| field.label.is_list() && !field.values.is_empty())
        && !cell.contains("..")
}

fn push(out: &mut Fields, text: Printed, gap: bool, new_line: bool) {
    let text = unsigned(&text.bare(&['|']));
    if text.is_empty() || is_dots(&text) {
        return;
    }
    let Some(field) = out.all.last_mut() else {
        return;
    };
    match field.values.last_mut() {
        Some(last) if !new_line => {
            last.text.glue("\t");
            last.text.append(&text);
        }
        _ => field.values.push(Value { text, gap }),
    }
}

/// The second line of a label that is printed over two.
fn wraps(out: &mut Fields, cell: &Printed) -> bool {
    let Some(field) = out.all.last_mut() else {
        return false;
    };
    let whole = format!(
        "{} {}",
        field.word,
        cell.trim_end_matches(':').to_lowercase()
    );
    match LABELS.iter().find(|(known, _)| *known == whole) {
        Some((word, label)) => {
            field.label = *label;
            field.word = (*word).to_owned();
            true
        }
        None => false,
    }
}

/// Whether a line goes on with the value of the field above.
fn keeps(field: Option<&Field>, cell: &Printed, gap: bool, beside: bool) -> bool {
    let Some(field) = field else { return false };
    let cell = &unsigned(cell);
    if beside {
        return true;
    }
    let empty = field.values.is_empty();
    if field.label == Label::Ignored {
        return empty && !gap && names::is_person(cell);
    }
    if field.label.is_list() {
        if cell.chars().count() > 220 {
            return false;
        }
        let first = cell
            .split([',', '(', '\t', ':'])
            .next()
            .unwrap_or_default()
            .trim();
        return names::is_person(first)
            || names::is_organisation(first)
            || names::is_office(first)
            || !gap && cell.starts_with(|c: char| c.is_lowercase() || c == '(' || c == '§')
            || !gap
                && names::is_person(
                    cell.split([' '])
                        .take(2)
                        .collect::<Vec<_>>()
                        .join(" ")
                        .as_str(),
                )
                && !cell.ends_with('.')
            || names_row(first);
    }
    if field.label.is_officer() {
        let first = cell
            .split([',', '(', '\t'])
            .next()
            .unwrap_or_default()
            .trim();
        let people = first
            .split(" och ")
            .all(|name| names::is_person(name.trim()));
        return people && (empty || !gap) || !gap && !empty && names::is_office(cell);
    }
    let figures = matches!(
        field.label,
        Label::Date
            | Label::Time
            | Label::Range
            | Label::Posted
            | Label::Removed
            | Label::AdjustDate
    );
    if figures && !cell.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    empty && cell.chars().count() < 200
        || !gap
            && matches!(
                field.label,
                Label::PlaceAndTime | Label::Place | Label::AdjustPlaceAndTime
            )
            && cell.chars().count() < 120
}

/// Labels in a row with their names after the last: each gets its own.
fn flip(fields: &mut Fields) {
    let mut index = 0;
    while index < fields.all.len() {
        let mut end = index;
        while fields
            .all
            .get(end)
            .is_some_and(|field| field.label.is_officer() && field.values.is_empty())
        {
            end += 1;
        }
        let labels = end - index + 1;
        if end > index
            && fields
                .all
                .get(end)
                .is_some_and(|field| field.label.is_officer() && field.values.len() >= labels)
        {
            let mut values = std::mem::take(&mut fields.all[end].values);
            let last = values.split_off(labels - 1);
            for (field, value) in fields.all[index..end].iter_mut().zip(values) {
                field.values.push(value);
            }
            fields.all[end].values = last;
        }
        index = end + 1;
    }
}
