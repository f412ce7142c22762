//! Text that knows where it was printed.

use serde::Serialize;
use std::ops::{Deref, Range};

/// A stretch of one page, in characters from the page's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The page, from 1.
    pub page: u32,
    /// The first character.
    pub start: u32,
    /// The character after the last.
    pub end: u32,
}

/// The pages as one row of characters.
#[derive(Debug)]
pub(crate) struct Pages {
    starts: Vec<u32>,
    characters: Vec<char>,
}

/// The longest stretch of marks and white space that a span reaches over.
const MAX_GAP: u32 = 200;

impl Pages {
    pub(crate) fn of(pages: &[&str]) -> Self {
        let mut starts = Vec::with_capacity(pages.len());
        let mut characters = Vec::new();
        for page in pages {
            starts.push(characters.len() as u32);
            characters.extend(page.chars());
        }
        Self { starts, characters }
    }

    pub(crate) fn page_of(&self, at: u32) -> usize {
        self.starts
            .partition_point(|start| *start <= at)
            .saturating_sub(1)
    }

    /// Where the characters of a text stand. Characters that were passed over, white space or marks, do not end a
    /// span; other text and the end of a page do.
    pub(crate) fn spans(&self, text: &Printed) -> Vec<Span> {
        let mut spans: Vec<(u32, u32)> = Vec::new();
        for (index, character) in text.text.char_indices() {
            let Some(&at) = text.at.get(index) else { break };
            if character.is_whitespace() {
                continue;
            }
            match spans.last_mut() {
                Some((_, end)) if at < *end && at + 1 == *end => {}
                Some((_, end)) if at >= *end && self.only_marks(*end, at) => *end = at + 1,
                _ => spans.push((at, at + 1)),
            }
        }
        spans
            .into_iter()
            .map(|(start, end)| {
                let page = self.page_of(start);
                let base = self.starts.get(page).copied().unwrap_or_default();
                Span {
                    page: page as u32 + 1,
                    start: start - base,
                    end: end - base,
                }
            })
            .collect()
    }

    /// The characters of a span.
    pub(crate) fn characters(&self, span: &Span) -> String {
        let base = self
            .starts
            .get(span.page as usize - 1)
            .copied()
            .unwrap_or_default();
        let range = (base + span.start) as usize..(base + span.end) as usize;
        self.characters
            .get(range)
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// Whether nothing but marks and white space of one page stands between two places.
    fn only_marks(&self, from: u32, to: u32) -> bool {
        if to - from > MAX_GAP || self.page_of(from.max(1) - 1) != self.page_of(to) {
            return false;
        }
        let Some(gap) = self.characters.get(from as usize..to as usize) else {
            return false;
        };
        let mut tag = false;
        gap.iter().all(|character| {
            match character {
                '<' => tag = true,
                '>' => tag = false,
                _ => {}
            }
            tag || !character.is_alphanumeric()
        })
    }
}

/// A text with the place of each of its characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Printed {
    text: String,
    /// For each byte, the place of its character among all pages.
    at: Vec<u32>,
}

impl Deref for Printed {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Printed {
    pub(crate) fn push(&mut self, character: char, at: u32) {
        self.text.push(character);
        self.at
            .extend(std::iter::repeat_n(at, character.len_utf8()));
    }

    /// Characters that were not printed, such as the space for a line's end: they stand where the text before ends.
    pub(crate) fn glue(&mut self, characters: &str) {
        let at = self.at.last().copied().unwrap_or_default();
        for character in characters.chars() {
            self.push(character, at);
        }
    }

    /// Takes the last character away.
    pub(crate) fn pop(&mut self) {
        self.text.pop();
        self.at.truncate(self.text.len());
    }

    pub(crate) fn append(&mut self, other: &Self) {
        self.text.push_str(&other.text);
        self.at.extend_from_slice(&other.at);
    }

    /// Appends part of another text; nothing where the range is none of it.
    pub(crate) fn append_part(&mut self, other: &Self, range: Range<usize>) {
        if let (Some(text), Some(at)) = (other.text.get(range.clone()), other.at.get(range)) {
            self.text.push_str(text);
            self.at.extend_from_slice(at);
        }
    }

    /// Part of the text; nothing where the range is none of it.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        match (self.text.get(range.clone()), self.at.get(range)) {
            (Some(text), Some(at)) => Self {
                text: text.to_owned(),
                at: at.to_vec(),
            },
            _ => Self::default(),
        }
    }

    pub(crate) fn from(&self, start: usize) -> Self {
        self.part(start..self.text.len())
    }

    pub(crate) fn to(&self, end: usize) -> Self {
        self.part(0..end)
    }

    /// Without white space and these characters around it.
    pub(crate) fn bare(&self, marks: &[char]) -> Self {
        let outer = |c: char| c.is_whitespace() || marks.contains(&c);
        let start = self.text.len() - self.text.trim_start_matches(outer).len();
        let end = self.text.trim_end_matches(outer).len();
        if start >= end {
            return Self::default();
        }
        self.part(start..end)
    }

    /// Without white space around it.
    pub(crate) fn tidy(&self) -> Self {
        self.bare(&[])
    }

    /// Gaps between columns as simple spaces.
    pub(crate) fn flat(&self) -> Self {
        Self {
            text: self.text.replace('\t', " "),
            at: self.at.clone(),
        }
    }

    /// The parts between matches of a separator.
    pub(crate) fn pieces(&self, separator: impl Fn(char) -> bool) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut start = 0;
        for (index, character) in self.text.char_indices() {
            if separator(character) {
                parts.push(self.part(start..index));
                start = index + character.len_utf8();
            }
        }
        parts.push(self.from(start));
        parts
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The place of the first character.
    pub(crate) fn first(&self) -> Option<u32> {
        self.at.first().copied()
    }
}
