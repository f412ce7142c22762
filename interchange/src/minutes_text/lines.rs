//! From pages to lines: characters made plain, marks of Markdown and HTML taken out, columns and rows told apart.

use super::printed::Printed;
use regex::Regex;
use std::sync::LazyLock;

/// One line with something on it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// The text; a tab stands for a gap between columns.
    pub(crate) text: Printed,
    /// The page, from 0.
    pub(crate) page: usize,
    /// A blank line, or the start of a page or paragraph mark, comes before.
    pub(crate) gap: bool,
    /// The line's end was marked as the end of a paragraph's line.
    pub(crate) hard: bool,
    /// The line is the row of a table.
    pub(crate) row: bool,
    /// The line was printed as a heading (`##`) or all of it in bold.
    pub(crate) strong: bool,
    /// The line was cut out of a page that had lost its lines.
    pub(crate) flat: bool,
    /// Width in characters, as printed.
    pub(crate) width: usize,
    /// Blanks before the text, and gaps between columns.
    pub(crate) indent: usize,
    pub(crate) tabs: usize,
    /// Where each cell stood, for a row of cells.
    pub(crate) cells: Vec<Cell>,
    /// Whether the line goes on with the one before cannot be told by its form.
    pub(crate) soft: bool,
}

/// Where a cell of a row stood: characters from the left, and gaps that were marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) at: usize,
    pub(crate) gaps: usize,
}

/// Words that no cell ends with: what they lead to stands on the next line.
const UNFINISHED: [&str; 14] = [
    "för", "i", "av", "på", "till", "med", "och", "samt", "vid", "från", "under", "som", "att",
    "den",
];

impl Line {
    /// Takes in a line that goes on with one of its cells: it begins with as many gaps as there are cells before that
    /// one, which breaks off in the middle. A line below a finished cell is another entry of a list.
    fn go_on(&mut self, raw: &Printed, text: &Printed) -> bool {
        let before = raw.len() - raw.trim_start_matches('\t').len();
        let mut cells = self.text.pieces(|c| c == '\t');
        let Some(cell) = cells.get_mut(before).filter(|_| before > 0) else {
            return false;
        };
        let last = cell.split_whitespace().next_back().unwrap_or_default();
        if !UNFINISHED.contains(&last) || text.contains('\t') {
            return false;
        }
        cell.glue(" ");
        cell.append(text);
        let mut whole = Printed::default();
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                whole.glue("\t");
            }
            whole.append(cell);
        }
        self.text = whole;
        true
    }
}

/// Longest line of a page that keeps its lines, in bytes.
const FLAT: usize = 300;

/// Reads the pages into lines; blank ones are left out. Where an extractor has put a page into one line, headings
/// with § begin lines of their own again.
pub(crate) fn lines(pages: &[&str]) -> Vec<Line> {
    let mut out = Vec::new();
    for line in plain_lines(pages) {
        if line.text.len() > FLAT && line.text.matches('§').count() > 1 {
            unflatten(line, &mut out);
        } else {
            out.push(line);
        }
    }
    out
}

/// Labels of a cover, as they stand in a page without lines.
static COVER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\s)(Plats och tid|Tid och plats|Beslutande(?: ledamöter)?|Närvarande(?: ledamöter| ersättare)?|Tjänstgörande ersättare|Ersättare|Övriga(?: deltagare| närvarande| deltagande)?|Utses att justera|Justeringens plats och tid|Paragrafer|Omfattning|Sekreterare|Ordförande|Justerare|Justerande|Underskrifter|Sammanträdesdatum|Justeringsdatum|Organ|Anslaget sätts upp|Anslaget tas ned|Datum för anslags? (?:uppsättande|nedtagande)|Förvaringsplats(?: för protokollet)?|Frånvarande|ANSLAG/BEVIS|BEVIS)[\s:]").ok()
});
/// Section words that follow on a sentence.
static SECTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[.!?:)\d]\s)((?:\p{Lu}\p{L}+s )?(?:Beslut|beslut|Förslag till beslut|förslag till beslut|Sammanfattning|Bakgrund|Yrkanden?|Reservation(?:er)?|Omröstning|Propositionsordning|Beslutsunderlag|Handlingar|Protokollsutdrag(?: skickas)? till|Protokollsanteckning|Jäv))\s\p{Lu}").ok()
});

/// Where a section word at a text's start ends, with a sentence right after it.
pub(crate) fn section_word(text: &str) -> Option<usize> {
    let found = SECTION.as_ref()?.captures(text)?.get(1)?;
    (found.start() == 0).then_some(found.end())
}

/// Cuts before each § that follows on the one before, before labels in front of the first, and around section words.
fn unflatten(line: Line, out: &mut Vec<Line>) {
    let mut cuts: Vec<usize> = Vec::new();
    let mut last: Option<u32> = None;
    for (at, _) in line.text.match_indices('§') {
        let Some(numbered) = super::outline::heading_number(&line.text[at..]) else {
            continue;
        };
        let title = line.text[at + numbered.rest..].starts_with(|c: char| c.is_uppercase());
        if title && last.is_none_or(|last| numbered.number == last + 1) {
            cuts.push(at);
            last = Some(numbered.number);
        }
    }
    let Some(first) = cuts.first().copied().filter(|_| cuts.len() > 1) else {
        out.push(line);
        return;
    };
    let labels: Vec<usize> = COVER
        .as_ref()
        .map(|p| {
            p.captures_iter(&line.text[..first])
                .filter_map(|found| Some(found.get(1)?.start()))
                .collect()
        })
        .unwrap_or_default();
    if labels.len() > 2 {
        cuts.extend(labels);
    }
    if let Some(section) = SECTION.as_ref() {
        for found in section
            .captures_iter(&line.text[first..])
            .filter_map(|found| found.get(1))
        {
            cuts.extend([first + found.start(), first + found.end()]);
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    let mut start = 0;
    for cut in cuts.into_iter().chain([line.text.len()]) {
        let text = line.text.part(start..cut).tidy();
        if !text.is_empty() {
            out.push(Line {
                width: text.chars().count(),
                gap: true,
                hard: true,
                flat: true,
                text,
                ..line.clone()
            });
        }
        start = cut;
    }
}

fn plain_lines(pages: &[&str]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for (page, text) in pages.iter().enumerate() {
        let mut gap = page == 0;
        let mut raw = Printed::default();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let ends = match character {
                '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => true,
                '\r' => characters.peek() != Some(&'\n'),
                _ => false,
            };
            if ends {
                close(&mut raw, page, &mut gap, &mut lines);
            } else if let Some(plain) = plain(character) {
                raw.push(plain, at);
            }
            at += 1;
        }
        close(&mut raw, page, &mut gap, &mut lines);
    }
    lines
}

/// The character as it is read; nothing for what is not seen.
fn plain(character: char) -> Option<char> {
    match character {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\0' | '\r' => None,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{2010}' | '\u{2011}' => Some('-'),
        '\t' => Some('\t'),
        c if c.is_control() => Some(' '),
        c => Some(c),
    }
}

fn close(raw: &mut Printed, page: usize, gap: &mut bool, lines: &mut Vec<Line>) {
    let raw = std::mem::take(raw);
    if raw.trim().is_empty() {
        *gap = true;
        return;
    }
    let width = raw.trim_end().chars().count();
    let hard = raw.ends_with("  ");
    let trimmed = raw.tidy();
    let row = trimmed.starts_with('|') && trimmed.len() > 1;
    if row
        && trimmed
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '=' | '+'))
    {
        return;
    }
    let hashes = trimmed.len() - trimmed.trim_start_matches('#').len();
    let heading = (1..=6).contains(&hashes) && trimmed[hashes..].starts_with(' ');
    let bold = trimmed.len() > 4 && trimmed.starts_with("**") && trimmed.ends_with("**");
    let mut first = true;
    for (part, paragraph) in without_marks(&raw, row) {
        let text = columns(&part);
        let text = if heading { text.bare(&['#']) } else { text };
        if text.is_empty() {
            *gap |= paragraph;
            continue;
        }
        if first
            && !*gap
            && lines
                .last_mut()
                .is_some_and(|above| above.page == page && above.go_on(&part, &text))
        {
            continue;
        }
        lines.push(Line {
            page,
            gap: *gap || (!first && paragraph),
            hard: hard || !first,
            row: row
                || text.pieces(|c| c == '\t').len() > 1
                    && text.starts_with(|c: char| c.is_ascii_digit()),
            strong: heading || bold,
            flat: false,
            width,
            indent: raw.chars().take_while(|c| *c == ' ').count(),
            tabs: raw.chars().take_while(|c| *c == '\t').count(),
            soft: false,
            cells: if text.contains('\t') {
                cells(&raw)
            } else {
                Vec::new()
            },
            text,
        });
        *gap = false;
        first = false;
    }
}

/// Takes out tags and emphasis; each `<p>` and `<br>` starts a part of its own.
fn without_marks(raw: &Printed, row: bool) -> Vec<(Printed, bool)> {
    let mut parts = vec![(Printed::default(), false)];
    let text = raw.as_str();
    let mut index = 0;
    let mut link = false;
    while let Some(character) = text[index..].chars().next() {
        let rest = &text[index..];
        let step = if let Some((length, name)) = tag(rest) {
            // The first `<p>` of a table row opens the cell.
            let opening = matches!(
                name.as_str(),
                "p" | "li" | "div" | "br" | "tr" | "h1" | "h2" | "h3"
            );
            if opening && parts.last().is_some_and(|(part, _)| !only_number(part)) {
                parts.push((Printed::default(), name != "br"));
            }
            length
        } else if rest.starts_with("**") || rest.starts_with("__") && !rest.starts_with("___") {
            2
        } else if let Some((length, meant)) = entity(rest) {
            if let Some((part, _)) = parts.last_mut() {
                let at = raw.part(index..index + 1).first().unwrap_or_default();
                part.push(meant, at);
            }
            length
        } else if character == '\\'
            && rest[1..].starts_with(['.', '-', '*', '_', '#', '(', ')', '[', ']'])
        {
            1
        } else if rest.starts_with("<http") || character == '>' && link {
            link = character == '<';
            1
        } else {
            let length = character.len_utf8();
            if let Some((part, _)) = parts.last_mut() {
                if row && character == '|' {
                    part.glue("\t");
                } else {
                    part.append_part(raw, index..index + length);
                }
            }
            length
        };
        index += step;
    }
    parts
}

fn only_number(part: &Printed) -> bool {
    part.trim()
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '§' | '.' | ' '))
}

/// Length and lower-case name of the tag at the start.
fn tag(rest: &str) -> Option<(usize, String)> {
    let inner = rest.strip_prefix('<')?;
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .take(12)
        .collect();
    const KNOWN: [&str; 20] = [
        "p", "br", "b", "i", "u", "em", "strong", "span", "div", "td", "tr", "th", "li", "ul",
        "ol", "table", "h1", "h2", "h3", "sup",
    ];
    let name = name.to_ascii_lowercase();
    if !KNOWN.contains(&name.as_str()) {
        return None;
    }
    let end = inner.char_indices().take(200).find(|(_, c)| *c == '>')?.0;
    // `<i samverkan>` is none: what stands after a name is an attribute.
    let after = inner
        .get(..end)?
        .trim_start_matches('/')
        .get(name.len()..)?;
    if !(after.trim_matches([' ', '/']).is_empty() || after.contains('=')) {
        return None;
    }
    let opening = !inner.starts_with('/');
    Some((end + 2, if opening { name } else { String::new() }))
}

fn entity(rest: &str) -> Option<(usize, char)> {
    const KNOWN: [(&str, char); 6] = [
        ("&amp;", '&'),
        ("&nbsp;", ' '),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&sect;", '§'),
    ];
    if !rest.starts_with('&') {
        return None;
    }
    let found = KNOWN.iter().find(|(name, _)| rest.starts_with(name))?;
    Some((found.0.len(), found.1))
}

/// Where the cells of a row stand; an empty one leaves its gap.
fn cells(raw: &str) -> Vec<Cell> {
    let mut out: Vec<Cell> = Vec::new();
    let (mut gaps, mut blanks, mut apart) = (0, 0, true);
    for (at, character) in raw.chars().enumerate() {
        match character {
            '\t' | '|' => {
                gaps += 1;
                apart = true;
            }
            c if c.is_whitespace() => {
                blanks += 1;
                apart |= blanks > 2;
            }
            _ => {
                if apart {
                    out.push(Cell { at, gaps });
                }
                blanks = 0;
                apart = false;
            }
        }
    }
    out
}

/// One space between words, one tab between columns, nothing around.
fn columns(part: &Printed) -> Printed {
    let mut out = Printed::default();
    let mut spaces = 0;
    let mut tab = false;
    for (index, character) in part.as_str().char_indices() {
        match character {
            ' ' => spaces += 1,
            '\t' => tab = true,
            _ => {
                if !out.is_empty() {
                    if tab || spaces > 2 {
                        out.glue("\t");
                    } else if spaces > 0 {
                        out.glue(" ");
                    }
                }
                spaces = 0;
                tab = false;
                out.append_part(part, index..index + character.len_utf8());
            }
        }
    }
    out
}
