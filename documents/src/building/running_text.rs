//! The running text of a §, with decisions and proposals set apart where they stand in it.
//!
//! A record holds the whole text as printed and, beside it, what was decided in it. Printing both would say everything
//! twice; printing the decisions last would tear them out of their order. So each is looked for in the text and set
//! apart on the spot; what the text does not hold comes after it.

use crate::building::Printing;
use crate::building::wording::Wording;
use crate::document::{Block, Fact, Role, Run, Text};
use crate::shown::Shown;
use domain::text::Label;

/// Something that the record holds beside its text.
pub(crate) struct Piece {
    pub(crate) role: Role,
    pub(crate) label: Label,
    pub(crate) text: String,
    /// What belongs to it and is printed with it wherever it stands.
    pub(crate) facts: Vec<Fact>,
}

enum Part {
    Free(String),
    Apart(Piece),
}

/// A text that pieces are being set apart in.
pub(crate) struct RunningText {
    parts: Vec<Part>,
}

impl RunningText {
    pub(crate) fn new(text: Option<&str>) -> Self {
        Self {
            parts: text
                .map(|text| Part::Free(text.replace("\r\n", "\n")))
                .into_iter()
                .collect(),
        }
    }

    /// Sets a piece apart where the text holds it; gives it back where it does not.
    pub(crate) fn set_apart(&mut self, piece: Piece) -> Result<(), Piece> {
        let wanted = piece.text.trim().replace("\r\n", "\n");
        if wanted.is_empty() {
            return Err(piece);
        }
        let found = self
            .parts
            .iter()
            .enumerate()
            .find_map(|(place, part)| match part {
                Part::Free(text) => whole(text, &wanted).map(|at| (place, at)),
                Part::Apart(_) => None,
            });
        if let Some((place, at)) = found {
            let Some(Part::Free(text)) = self.parts.get(place) else {
                return Err(piece);
            };
            let before = Part::Free(without_marker(&text[..at], piece.label));
            let after = Part::Free(text[at + wanted.len()..].to_owned());
            self.parts
                .splice(place..=place, [before, Part::Apart(piece), after]);
            return Ok(());
        }
        // Within something set apart already: what belongs to it is printed there.
        for part in &mut self.parts {
            if let Part::Apart(holder) = part
                && holder.text.contains(&wanted)
            {
                holder.facts.extend(piece.facts);
                return Ok(());
            }
        }
        Err(piece)
    }

    /// The blocks before the first decision, and those from it on.
    pub(crate) fn blocks(self, printing: &Printing<'_>) -> (Vec<Block>, Vec<Block>) {
        let mut blocks: Vec<Block> = Vec::new();
        for part in self.parts {
            match part {
                Part::Free(text) => {
                    let texts: Vec<Text> = text
                        .split("\n\n")
                        .map(|text| text.trim_matches(['\n', ' ']))
                        .filter(|text| !text.is_empty())
                        .map(|text| Text {
                            text: Run::Quoted(Shown::new(text)),
                            facts: Vec::new(),
                        })
                        .collect();
                    if !texts.is_empty() {
                        blocks.push(Block::Passage {
                            role: Role::Text,
                            label: None,
                            texts,
                        });
                    }
                }
                Part::Apart(piece) => printing.push(&mut blocks, piece, true),
            }
        }
        let first = blocks
            .iter()
            .position(|block| {
                matches!(
                    block,
                    Block::Passage {
                        role: Role::Decision,
                        ..
                    }
                )
            })
            .unwrap_or(blocks.len());
        let rest = blocks.split_off(first);
        (blocks, rest)
    }
}

impl Printing<'_> {
    /// Adds a piece, under the label above where that is the same. What the text holds stays in its place.
    pub(crate) fn push(&self, blocks: &mut Vec<Block>, piece: Piece, in_place: bool) {
        let text = Text {
            text: Run::Quoted(Shown::new(&piece.text)),
            facts: piece.facts,
        };
        let own = Some(self.words(piece.label));
        let last = blocks.len().saturating_sub(1);
        let joins = blocks
            .iter_mut()
            .enumerate()
            .rev()
            .find_map(|(place, block)| match block {
                // A decision goes to those taken before it, another piece to what stands right above.
                Block::Passage { role, label, texts }
                    if *role == piece.role
                        && *label == own
                        && (place == last || (piece.role == Role::Decision && !in_place)) =>
                {
                    Some(texts)
                }
                _ => None,
            });
        match joins {
            Some(texts) => texts.push(text),
            None => blocks.push(Block::Passage {
                role: piece.role,
                label: own,
                texts: vec![text],
            }),
        }
    }
}

/// Where a text holds another as whole sentences: not in the middle of a word.
fn whole(text: &str, wanted: &str) -> Option<usize> {
    text.match_indices(wanted).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[*at + wanted.len()..].chars().next();
        let breaks = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        breaks(before) && breaks(after)
    })
}

/// Takes the marker away that a record prints before what we set apart under the same label.
fn without_marker(before: &str, label: Label) -> String {
    let kept = before.trim_end();
    let bare = kept.strip_suffix(':').unwrap_or(kept);
    match bare.strip_suffix(label.sv) {
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => rest.to_owned(),
        _ => before.to_owned(),
    }
}
