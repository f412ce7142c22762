//! Minutes in the form that this service prints: as text, as the text of a PDF, or as the text of a Word document that
//! was made of the page.
//!
//! That form names what it sets apart: facts have labels, decisions and motions stand below words of their own, people
//! and notices in tables. So what was printed can be read back as it was, where other minutes must be read by their
//! sentences. The form is known by its cover and its end; a text that only looks like it in part is read as any other.

mod cover;
mod matter;
mod people;
mod words;

pub(crate) use cover::fill;
pub(crate) use matter::{content, divide};

use super::lines::Line;
use super::printed::Printed;
use words::{CAPTIONS, COVER, DISPATCH, HEADS, JUSTIFIED, NOTICE, PIECE, TABLES, VOTE};

/// What the form was printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Plain text of eighty columns, what belongs together indented alike.
    Text,
    /// A PDF: what belongs together without a blank line.
    Pages,
    /// A Word document: each paragraph a line, nothing else.
    Word,
}

/// Characters of a line of the plain text, and where its facts begin.
const WIDTH: usize = 80;
const VALUES: usize = 32;
/// A line of a PDF that ends before this many characters had room for the next word.
const SHORT_LINE: usize = 94;

impl Form {
    /// The form of a text, if it is ours.
    pub(crate) fn of(lines: &[Line]) -> Option<Self> {
        let cover = lines.get(..lines.len().min(60))?;
        let form = cover.iter().find_map(|line| {
            let rest = line.text.strip_prefix("Sammanträdesdatum")?;
            match rest.chars().next() {
                None => Some(Self::Word),
                Some('\t') => Some(Self::Pages),
                Some(':') if rest.starts_with(":\t") => Some(Self::Text),
                Some(_) => None,
            }
        })?;
        // Labels of the cover and the words of the proof of posting, which is printed even where nothing was posted.
        let has = |lines: &[Line], label: &'static str| {
            let one = |line: &Line| form.label(&line.text, &[label]).is_some();
            lines.iter().any(one)
        };
        let all = [JUSTIFIED, "Utses att justera", "Ordförande", "Sekreterare"]
            .iter()
            .all(|label| has(cover, label))
            && has(lines, "Sista dag att överklaga")
            && lines
                .iter()
                .any(|line| form.caption(&line.text, &["Bevis om anslag"]).is_some());
        all.then_some(form)
    }

    /// The label that a line begins with, and where its value begins.
    fn label(self, text: &str, labels: &[&'static str]) -> Option<(&'static str, usize)> {
        labels.iter().find_map(|label| {
            let rest = text.strip_prefix(label)?;
            let length = match self {
                Self::Text => rest.starts_with(':').then_some(1)?,
                Self::Pages | Self::Word => 0,
            };
            let rest = rest.get(length..)?;
            let blank = rest.len() - rest.trim_start().len();
            let one = rest.is_empty() || rest.starts_with('\t') || self == Self::Text && blank > 0;
            one.then_some((*label, label.len() + length + blank))
        })
    }

    fn known(self, text: &str) -> Option<(&'static str, usize)> {
        let all = [&COVER[..], &HEADS, &DISPATCH, &VOTE, &PIECE, &NOTICE];
        all.iter().find_map(|labels| self.label(text, labels))
    }

    /// The word that stands over what is set apart, alone on its line.
    fn caption(self, text: &str, captions: &[&'static str]) -> Option<&'static str> {
        let word = match self {
            Self::Text => text.strip_suffix(':')?,
            Self::Pages | Self::Word => text,
        };
        captions.iter().find(|caption| **caption == word).copied()
    }

    fn opens(self, line: &Line) -> bool {
        let text = line.text.as_str();
        // A heading has a blank line before it wherever blank lines are told.
        let heading = line.gap || self == Self::Word;
        self.known(text).is_some()
            || self.caption(text, &CAPTIONS).is_some()
            || self.caption(text, &TABLES).is_some()
            || heading
                && super::outline::heading_number(text)
                    .is_some_and(|number| number.style != super::outline::Style::Bare)
    }

    /// Each paragraph, fact and row of a table as one line; a further value of a fact as a line with one tab before it.
    pub(crate) fn rows(self, lines: Vec<Line>) -> Vec<Line> {
        let mut out: Vec<Line> = Vec::with_capacity(lines.len());
        // The fact above, of which a line may be a further value, and whether it takes several.
        let mut fact: Option<&'static str> = None;
        for line in lines {
            let Some(above) = out.last_mut() else {
                out.push(line);
                continue;
            };
            // In Word a label's value is the next line, whatever it looks like.
            let value = self == Self::Word && fact.is_some() && above.text.ends_with('\t');
            if let Some((label, at)) = self.fact(&line).filter(|_| !value) {
                fact = Some(label);
                out.push(line_of(&line, label, at));
                continue;
            }
            // The §§ of a part that was adjusted by itself are no heading.
            let part = fact == Some(JUSTIFIED) && another(&line.text);
            if self.opens(&line) && !part && !value {
                fact = None;
                out.push(line);
                continue;
            }
            match self {
                Self::Text => {
                    if line.indent == VALUES && fact.is_some() {
                        let word = line.text.split(' ').next().unwrap_or_default();
                        let room = above.width + 1 + word.chars().count() <= WIDTH
                            || another(&line.text) && !above.text.ends_with(',');
                        if above.text.ends_with('\t') {
                            extend(above, &line, "");
                        } else if room {
                            out.push(Line { tabs: 1, ..line });
                        } else {
                            extend(above, &line, " ");
                        }
                        continue;
                    }
                    let below = line.indent == 6 && matches!(above.indent, 0 | 2 | 4);
                    let same = line.indent == above.indent && matches!(line.indent, 0 | 4);
                    if !line.gap && (below || same && fact.is_none() && !self.opens(above))
                        || line.indent == 6 && fact.is_some()
                    {
                        extend(above, &line, " ");
                        continue;
                    }
                    fact = None;
                    out.push(line);
                }
                Self::Pages => {
                    if line.tabs > 0 && !line.gap {
                        if fact.is_some() && another(&line.text) {
                            out.push(Line { tabs: 1, ..line });
                        } else {
                            into_cell(above, &line);
                        }
                        continue;
                    }
                    // A label of two lines: its value stands beside the first.
                    let mut cells = above.text.pieces(|c| c == '\t').into_iter();
                    let head = cells.next().unwrap_or_default();
                    let whole = format!("{} {}", head.as_str(), line.text.as_str());
                    if let Some((label, _)) = self.label(&whole, &VOTE) {
                        let value = above.text.from(head.len());
                        *above = line_of(above, label, 0);
                        above.text = printed(label, &head);
                        above.text.append(&value);
                        continue;
                    }
                    let running = !above.text.contains('\t') && !line.text.contains('\t');
                    let started = line.text.starts_with(|c: char| !c.is_lowercase());
                    let ended = super::flow::ends_sentence(&above.text);
                    let word = line.text.split(' ').next().unwrap_or_default();
                    let full = above.width + 1 + word.chars().count() > SHORT_LINE;
                    let apart = line.gap && (line.page == above.page || ended || started);
                    if running && !apart && !self.opens(above) && (full || !started) {
                        if ended && started {
                            // It may be a paragraph of its own.
                            out.push(Line { soft: true, ..line });
                        } else {
                            extend(above, &line, " ");
                        }
                    } else {
                        fact = None;
                        out.push(line);
                    }
                }
                Self::Word => {
                    if value {
                        extend(above, &line, "");
                        let more = fact.is_some_and(|label| {
                            label != "Beslut"
                                && (COVER.contains(&label) || DISPATCH.contains(&label))
                        });
                        fact = fact.filter(|_| more);
                    } else if fact.is_some() {
                        out.push(Line { tabs: 1, ..line });
                    } else {
                        out.push(line);
                    }
                }
            }
        }
        out
    }

    /// The fact that a line opens. In Word its value is the next line, so that a word that stands over other things as
    /// well is none.
    fn fact(self, line: &Line) -> Option<(&'static str, usize)> {
        let (label, at) = self.known(&line.text)?;
        let bare = line.text.len() <= at;
        (!bare || !CAPTIONS.contains(&label)).then_some((label, at))
    }
}

/// A label and its value, parted by a tab.
fn line_of(line: &Line, label: &str, at: usize) -> Line {
    let mut text = line.text.to(label.len());
    text.glue("\t");
    text.append(&line.text.from(at.min(line.text.len())));
    Line {
        text,
        ..line.clone()
    }
}

fn printed(text: &str, at: &Printed) -> Printed {
    let mut out = at.clone();
    if let Some(rest) = text.strip_prefix(at.as_str()) {
        out.glue(rest);
    }
    out
}

fn extend(line: &mut Line, next: &Line, with: &str) {
    line.text.glue(with);
    line.text.append(&next.text);
    line.width = next.width;
}

/// A further value of a fact, not the end of the one before.
fn another(text: &str) -> bool {
    text.starts_with('§') && text.contains(": ")
        || text.starts_with("Bilaga ")
        || text.split([',', ':']).next().is_some_and(is_day)
}

fn is_day(text: &str) -> bool {
    super::when::days(text, None, false)
        .first()
        .is_some_and(|day| day.at == (0..text.len()))
}

/// Takes what goes on below a cell into it.
fn into_cell(above: &mut Line, line: &Line) {
    let mut cells = above.text.pieces(|c| c == '\t');
    let last = cells.len() - 1;
    // Empty cells are not kept: what stands below one of them is the last that there is.
    if let Some(cell) = cells.get_mut(line.tabs.min(last)) {
        cell.glue(" ");
        cell.append(&line.text);
    }
    let mut whole = Printed::default();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            whole.glue("\t");
        }
        whole.append(cell);
    }
    above.text = whole;
}

/// The values of a fact: beside its label, and on the lines below.
fn values(lines: &[Line], label: &'static str) -> Vec<Printed> {
    let Some(at) = lines
        .iter()
        .position(|line| named(&line.text) == Some(label))
    else {
        return Vec::new();
    };
    let first = lines[at].text.from(label.len() + 1).tidy();
    let more = lines[at + 1..].iter().take_while(|line| line.tabs > 0);
    std::iter::once(first)
        .chain(more.map(|line| line.text.tidy()))
        .filter(|value| !is_blank(value))
        .collect()
}

/// Nothing, or a line to fill in.
fn is_blank(value: &str) -> bool {
    value.chars().all(|c| c == '_') || value == "Att fylla i"
}

/// Cuts off what stands after the last matter: corrections, signatures, notices.
pub(crate) fn take_tail(body: &mut Vec<Line>) -> Vec<Line> {
    const WORDS: [&str; 3] = ["rättelser efter justering", "underskrifter", "anslag/bevis"];
    let opens = |line: &Line| {
        let lower = line.text.to_lowercase();
        WORDS.iter().any(|word| {
            lower
                .strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(", "))
        })
    };
    match body.iter().position(opens) {
        Some(at) => body.split_off(at),
        None => Vec::new(),
    }
}

/// The label of a line that is a fact.
fn named(text: &str) -> Option<&'static str> {
    let (head, _) = text.split_once('\t')?;
    let all = [&COVER[..], &HEADS, &DISPATCH, &VOTE, &PIECE, &NOTICE];
    all.iter()
        .flat_map(|labels| labels.iter())
        .find(|label| **label == head)
        .copied()
}
