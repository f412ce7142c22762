//! The stamp of secrecy (sekretessmarkering) on what is printed for those whom the secret is for.

use super::wording::Wording;
use super::{Printing, plain, quoted};
use crate::document::{Block, Line, Role, Run, Text};
use crate::shown::Shown;
use crate::standing::Marked;
use crate::words;
use domain::id::ParagraphId;

impl Printing<'_> {
    /// What stands at the head of the first page: each marking with its §, or nothing.
    ///
    /// # Legal source
    /// Offentlighets- och sekretesslag (2009:400) 5 kap. 5 §: provision, day and authority.
    pub(crate) fn stamp(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for marked in self.marked {
            let mut line: Line = self.label_of(marked.paragraph).into_iter().collect();
            if !line.is_empty() {
                line.push(plain(": "));
            }
            line.extend([
                self.provision(marked),
                plain(", "),
                quoted(&self.meeting.owner.name),
                plain(", "),
                Run::Date(marked.on),
            ]);
            // Words that are marked one by one under one provision are told once.
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    /// What stands at the head of a § that is marked.
    pub(crate) fn stamped(&self, paragraph: ParagraphId) -> Option<Block> {
        let mut texts: Vec<Text> = Vec::new();
        for marked in self
            .marked
            .iter()
            .filter(|held| held.paragraph == paragraph)
        {
            let owner = quoted(&self.meeting.owner.name);
            let text = Text {
                text: self.provision(marked),
                facts: vec![
                    self.fact(words::MARKED_BY, vec![vec![owner]]),
                    self.dated(words::MARKED_ON, Some(marked.on)),
                ],
            };
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        (!texts.is_empty()).then(|| Block::Passage {
            role: Role::Secrecy,
            label: Some(self.words(words::SECRECY)),
            texts,
        })
    }

    fn provision(&self, marked: &Marked) -> Run {
        let label = marked.basis.label();
        Run::Words(Shown::new(label.in_language(self.language)))
    }

    fn label_of(&self, paragraph: ParagraphId) -> Option<Run> {
        let placed = self.meeting.find(paragraph)?;
        let above = placed
            .parent
            .and_then(|above| above.number.or(placed.top.number));
        let label = placed.item.label(self.meeting.numbering.mark, above)?;
        Some(Run::Words(Shown::new(&label)))
    }
}
