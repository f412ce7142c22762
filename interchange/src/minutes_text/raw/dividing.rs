//! Parts an item into what stands below it.

use super::*;

/// Parts an item into its lettered sub-items, or those with a heading of their own.
pub(super) fn divide(raw: &mut Raw, wrap: &Wrap, letter: &mut char) {
    if by_letters(raw, wrap, letter) {
        return;
    }
    by_headings(raw, wrap);
}

struct Lettered {
    line: usize,
    letter: char,
    rest: usize,
    at: std::ops::Range<usize>,
}

fn lettered(lines: &[Line]) -> Vec<Lettered> {
    let mut section = None;
    let mut out = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(found) = marker(&line.text) {
            section = Some(found.section);
        }
        // Letters below a section word are points of a decision or proposal.
        if section.is_some_and(|s| !matches!(s, Section::Background)) {
            continue;
        }
        let Some(found) = LETTER.as_ref().and_then(|l| l.captures(&line.text)) else {
            continue;
        };
        let (Some(whole), Some(letter)) = (found.get(0), found.get(1)) else {
            continue;
        };
        if let Some(character) = letter.as_str().chars().next() {
            out.push(Lettered {
                line: index,
                letter: character,
                rest: whole.end(),
                at: letter.range(),
            });
        }
    }
    out
}

fn following(letter: char) -> char {
    const ROW: &str = "abcdefghijklmnopqrstuvwxyzåäö";
    ROW.chars()
        .skip_while(|c| *c != letter)
        .nth(1)
        .unwrap_or('a')
}

fn by_letters(raw: &mut Raw, wrap: &Wrap, next: &mut char) -> bool {
    let letters = lettered(&raw.body);
    let (Some(first), true) = (letters.first(), letters.len() > 1) else {
        return false;
    };
    // Lettering may run on across headings.
    if first.letter != 'a' && first.letter != *next {
        return false;
    }
    // A decision's list: `beslutar att` with points a), b).
    if first.line > 0 {
        let lead = raw.body[first.line - 1].text.to_lowercase();
        if [
            "beslutar",
            "beslutade",
            "beslutar att",
            "beslutade att",
            "att",
            "om",
            "föreslår",
            "yrkar",
        ]
        .iter()
        .any(|w| {
            lead.trim_end_matches([':', ','])
                .ends_with(&format!(" {w}"))
        }) {
            return false;
        }
    }
    let lines = std::mem::take(&mut raw.body);
    let mut before: Vec<Line> = lines[..first.line].to_vec();
    let mut raised: Option<Printed> = None;
    if let Some(last) = before.last()
        && let Some(party) = from_party(&last.text)
    {
        raised = Some(party);
        before.pop();
    }
    let mut expected = first.letter;
    let mut answers: Vec<Line> = Vec::new();
    let mut answering = false;
    for (index, this) in letters.iter().enumerate() {
        let end = letters.get(index + 1).map_or(lines.len(), |next| next.line);
        let mut own: Vec<Line> = lines[this.line..end].to_vec();
        let mut next_raised = raised.clone();
        if let Some(at) = own
            .iter()
            .skip(1)
            .position(|line| from_party(&line.text).is_some())
        {
            next_raised = own.get(at + 1).and_then(|line| from_party(&line.text));
            own.truncate(at + 1);
        }
        let again = this.letter == 'a' && index > 0 || answering;
        if again
            && raw.items.iter().any(|item| {
                item.letter
                    .as_ref()
                    .is_some_and(|l| l.starts_with(this.letter))
            })
        {
            if !answering {
                answering = true;
                // What stands between the last question and the first answer belongs to each answer.
                if let Some(last) = raw.items.last_mut() {
                    let from = last
                        .body
                        .iter()
                        .skip(1)
                        .position(|line| line.gap)
                        .map_or(last.body.len(), |at| at + 1);
                    answers = last.body.split_off(from);
                    answers.truncate(20);
                }
            }
            let place = raw.items.iter_mut().find(|item| {
                item.letter
                    .as_ref()
                    .is_some_and(|l| l.starts_with(this.letter))
            });
            if let Some(place) = place {
                place.body.extend(answers.iter().cloned());
                strip(&mut own, this.rest);
                if let Some(first) = own.first_mut() {
                    first.gap = true;
                }
                place.body.append(&mut own);
            }
            continue;
        }
        if this.letter != expected && index > 0 {
            // No letter of the row: the line belongs to the item above.
            if let Some(last) = raw.items.last_mut() {
                last.body.append(&mut own);
            }
            continue;
        }
        expected = following(this.letter);
        let letter = lines[this.line].text.part(this.at.clone());
        strip(&mut own, this.rest);
        let mut item = Raw {
            letter: Some(letter),
            raised_by: raised.clone(),
            ..Raw::default()
        };
        head_of(&mut own, &mut item, wrap);
        item.body = own;
        raw.items.push(item);
        raised = next_raised;
    }
    *next = expected;
    raw.body = before;
    true
}

/// Who asks, in a heading over questions: `Inkomna frågor från Vision`.
fn from_party(text: &Printed) -> Option<Printed> {
    if crate::minutes_text::names::is_union(text.trim_end_matches(':')) {
        return Some(text.bare(&[':']));
    }
    let found = FROM_PARTY.as_ref()?.captures(text)?;
    Some(text.part(found.get(1)?.range()))
}

fn strip(lines: &mut [Line], rest: usize) {
    if let Some(first) = lines.first_mut() {
        first.text = first.text.from(rest.min(first.text.len())).tidy();
    }
}

/// The title of a lettered sub-item: a short line of its own, or words with a colon.
fn head_of(lines: &mut Vec<Line>, item: &mut Raw, wrap: &Wrap) {
    let Some(first) = lines.first().cloned() else {
        return;
    };
    let text = first.text.as_str();
    let short = |text: &str| text.chars().count() <= 90 && text.split_whitespace().count() <= 12;
    if let Some(at) = text
        .find(':')
        .filter(|at| text[..*at].split_whitespace().count() <= 6 && !text[..*at].contains('.'))
    {
        let mut title = first.text.to(at).tidy();
        let rest = first.text.from(at + 1).tidy();
        take_presenters(&mut title, &mut item.presenters);
        item.title = Some(title);
        if rest.is_empty() {
            lines.remove(0);
        } else if let Some(first) = lines.first_mut() {
            first.text = rest;
        }
    } else if short(text)
        && !ends_sentence(text)
        && lines.get(1).is_none_or(|next| !wrap.joins(&first, next))
    {
        let mut title = first.text.flat();
        take_presenters(&mut title, &mut item.presenters);
        item.title = Some(title);
        lines.remove(0);
    }
}

/// Unlettered matters under one number: each a short line with prose below, in `Övriga frågor` and where presenters
/// are named.
fn by_headings(raw: &mut Raw, wrap: &Wrap) {
    let open = raw.title.as_ref().is_some_and(|title| {
        let title = title.to_lowercase();
        [
            "övriga frågor",
            "övrigt",
            "övriga ärenden",
            "övriga punkter",
            "övriga anmälda frågor",
        ]
        .iter()
        .any(|word| title.starts_with(word))
    });
    let mut starts: Vec<(usize, Raw)> = Vec::new();
    for (index, line) in raw.body.iter().enumerate() {
        let below = raw.body.get(index + 1);
        if !is_subheading(line, below, index == 0)
            || below.is_some_and(|below| wrap.joins(line, below))
        {
            continue;
        }
        let mut title = line.text.flat();
        let mut item = Raw {
            loose: true,
            ..Raw::default()
        };
        let presented = take_presenters(&mut title, &mut item.presenters);
        if presented || open {
            item.title = Some(title.bare(&[':']));
            starts.push((index, item));
        }
    }
    let Some((first, _)) = starts.first() else {
        return;
    };
    if !open && *first > 0 && starts.len() < 2 {
        return;
    }
    let lines = std::mem::take(&mut raw.body);
    let mut own: Vec<Line> = lines.clone();
    own.truncate(*first);
    raw.body = own;
    let ends: Vec<usize> = starts
        .iter()
        .skip(1)
        .map(|(line, _)| *line)
        .chain([lines.len()])
        .collect();
    for ((line, mut item), end) in starts.into_iter().zip(ends) {
        item.body = lines.get(line + 1..end).unwrap_or_default().to_vec();
        raw.items.push(item);
    }
}

/// A short line that could be a heading: begins with a capital, ends without a stop, with prose below.
pub(crate) fn is_subheading(line: &Line, next: Option<&Line>, first: bool) -> bool {
    let text = line.text.as_str();
    let words = text.split_whitespace().count();
    text.starts_with(|c: char| c.is_uppercase() || c == '"' || c == '”' || c.is_ascii_digit())
        && words <= 14
        && text.chars().count() <= 110
        && !text.ends_with(['.', ',', ';', ':', '!', '?', '…'])
        && list_mark(text).is_none()
        && marker(text).is_none()
        && !text.contains('\t')
        && (first || line.gap || line.strong)
        && next.is_some_and(|next| {
            !next.text.starts_with(|c: char| c.is_lowercase())
                && next.text.split_whitespace().count() >= 3
        })
}
