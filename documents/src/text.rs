//! Plain text, UTF-8, eighty columns.

use crate::document::{Block, Document, Fact, Line, Role, Text};
use crate::words;

const WIDTH: usize = 80;
/// Where the values of a list of facts begin.
const VALUES: usize = 32;

impl Document {
    /// Plain text, no line longer than eighty characters.
    pub fn to_text(&self) -> String {
        let mut page = Page::default();
        page.wrapped(0, 0, self.organisation.as_str());
        page.wrapped(0, 0, &self.title.as_str().to_uppercase());
        page.wrapped(0, 0, &self.running());
        if let Some(draft) = &self.draft {
            page.wrapped(0, 0, &draft.as_str().to_uppercase());
        }
        if !self.stamp.is_empty() {
            let secrecy = words::SECRECY.in_language(self.language);
            page.wrapped(0, 0, &secrecy.to_uppercase());
            for line in &self.stamp {
                page.wrapped(0, 4, &say(line));
            }
        }
        page.rule('=');
        page.facts(0, &self.facts);
        page.blocks(&self.blocks, 0);
        if !self.footer.is_empty() {
            page.rule('-');
            for line in &self.footer {
                page.wrapped(0, 0, &say(line));
            }
        }
        page.0
    }
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn blocks(&mut self, blocks: &[Block], depth: usize) {
        for block in blocks {
            self.block(block, depth);
        }
    }

    fn block(&mut self, block: &Block, depth: usize) {
        match block {
            Block::Section {
                heading, blocks, ..
            } => {
                self.gap();
                self.wrapped(0, 0, &heading.as_str().to_uppercase());
                self.rule('-');
                self.blocks(blocks, depth);
            }
            Block::Paragraph {
                label,
                title,
                blocks,
                items,
                ..
            } => {
                self.gap();
                let mut heading: Vec<String> = Vec::new();
                heading.extend(label.as_ref().map(|label| label.as_str().to_owned()));
                heading.extend(title.as_ref().map(|title| title.say()));
                let heading = heading.join("  ");
                if depth == 0 && !heading.is_empty() {
                    self.rule('-');
                }
                self.wrapped(0, 6, &heading);
                self.blocks(blocks, depth);
                self.blocks(items, depth + 1);
            }
            Block::Passage { label, texts, .. } => {
                self.gap();
                let indent = match label {
                    Some(label) => {
                        self.wrapped(0, 0, &format!("{}:", label.as_str()));
                        4
                    }
                    None => 0,
                };
                for (place, text) in texts.iter().enumerate() {
                    if place > 0 {
                        self.gap();
                    }
                    self.text(indent, text);
                }
            }
            Block::Facts { caption, facts, .. } => {
                self.gap();
                if let Some(caption) = caption {
                    self.wrapped(0, 0, &format!("{}:", caption.as_str()));
                }
                self.facts(if caption.is_some() { 4 } else { 0 }, facts);
            }
            Block::Table {
                role,
                caption,
                columns,
                rows,
            } => {
                self.gap();
                self.wrapped(0, 0, &format!("{}:", caption.as_str()));
                for row in rows {
                    // One row, one line where it fits: the head cell, then what each other column says.
                    let mut cells = row.iter();
                    let mut line = cells.next().map(say).unwrap_or_default();
                    for (column, cell) in columns.iter().skip(1).zip(cells) {
                        if cell.is_empty() {
                            continue;
                        }
                        // Who somebody is says itself; dates need their names.
                        let label = format!("{}: ", column.as_str());
                        let label = if *role == Role::Attendance {
                            ""
                        } else {
                            &label
                        };
                        let comma = if *role == Role::Attendance {
                            ", "
                        } else {
                            "; "
                        };
                        line.push_str(&format!("{comma}{label}{}", say(cell)));
                    }
                    self.wrapped(2, 6, &line);
                }
            }
            Block::Signatures { lines } => {
                for line in lines {
                    self.gap();
                    if line.signed.is_empty() {
                        self.wrapped(0, 0, &"_".repeat(40));
                    } else {
                        self.wrapped(0, 0, &say(&line.signed));
                    }
                    let role = line.role.as_str();
                    let name = say(&line.name);
                    let both = if role.is_empty() {
                        name
                    } else {
                        format!("{name}, {role}")
                    };
                    self.wrapped(0, 0, &both);
                }
            }
        }
    }

    fn text(&mut self, indent: usize, text: &Text) {
        self.wrapped(indent, indent, &text.text.say());
        for fact in &text.facts {
            for value in &fact.values {
                self.wrapped(
                    indent,
                    indent + 2,
                    &format!("{}: {}", fact.label.as_str(), say(value)),
                );
            }
        }
    }

    fn facts(&mut self, indent: usize, facts: &[Fact]) {
        for fact in facts {
            for (place, value) in fact.values.iter().enumerate() {
                let label = if place == 0 {
                    format!("{}:", fact.label.as_str())
                } else {
                    String::new()
                };
                let width = VALUES - indent - 1;
                if label.chars().count() > width {
                    self.wrapped(indent, indent, &label);
                    self.hanging(&" ".repeat(VALUES), VALUES, &say(value));
                } else {
                    let first = format!("{}{label:<width$} ", " ".repeat(indent));
                    self.hanging(&first, VALUES, &say(value));
                }
            }
        }
    }

    fn wrapped(&mut self, indent: usize, hang: usize, text: &str) {
        if !text.is_empty() {
            self.hanging(&" ".repeat(indent), hang, text);
        }
    }

    /// Writes a text after what begins its first line, the others indented; a word too long for a line is cut.
    fn hanging(&mut self, first: &str, hang: usize, text: &str) {
        let mut line = first.to_owned();
        let mut fresh = true;
        for (place, row) in text.split('\n').enumerate() {
            if place > 0 {
                self.end(&mut line, hang);
                fresh = true;
            }
            for word in row.split(' ').filter(|word| !word.is_empty()) {
                let mut word = word;
                let used = line.chars().count();
                if !fresh && used + 1 + word.chars().count() > WIDTH {
                    self.end(&mut line, hang);
                    fresh = true;
                }
                if !fresh {
                    line.push(' ');
                }
                loop {
                    let room = WIDTH - line.chars().count();
                    let Some((cut, _)) = word.char_indices().nth(room) else {
                        break;
                    };
                    line.push_str(&word[..cut]);
                    word = &word[cut..];
                    self.end(&mut line, hang);
                }
                line.push_str(word);
                fresh = false;
            }
        }
        self.end(&mut line, 0);
    }

    fn end(&mut self, line: &mut String, hang: usize) {
        self.0.push_str(line.trim_end());
        self.0.push('\n');
        *line = " ".repeat(hang);
    }

    fn rule(&mut self, of: char) {
        self.0.extend(std::iter::repeat_n(of, WIDTH));
        self.0.push('\n');
    }

    fn gap(&mut self) {
        if !self.0.ends_with("\n\n") && !self.0.is_empty() {
            self.0.push('\n');
        }
    }
}

fn say(line: &Line) -> String {
    line.iter().map(crate::document::Run::say).collect()
}
