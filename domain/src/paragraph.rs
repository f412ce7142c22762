//! Paragraphs (§) and their sub-items.

use crate::Date;
use crate::assignment::Assignment;
use crate::cooperation::CooperationOutcome;
use crate::decision::Decision;
use crate::id::ParagraphId;
use crate::money::Amount;
use crate::proposal::Proposal;
use crate::vote::Vote;

/// How the record groups its items, where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// Information.
    Information,
    /// Dialog.
    Dialogue,
    /// Beslut.
    Decision,
}

/// The mark that numbers are printed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// `§ 47`.
    Section,
    /// `5.`.
    Point,
    /// No number.
    None,
}

impl Mark {
    /// Several numbers as they are printed; `None` where there are none.
    ///
    /// # Examples
    ///
    /// ```
    /// use domain::paragraph::Mark;
    /// let span = Mark::Section.span(&[65, 67, 66, 69, 66]);
    /// assert_eq!(span.as_deref(), Some("§§ 65–67, 69"));
    /// ```
    pub fn span(self, numbers: &[u32]) -> Option<String> {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for number in sorted.iter().copied() {
            match runs.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
                _ => runs.push((number, number)),
            }
        }
        let printed: Vec<String> = runs
            .iter()
            .map(|(first, last)| match first == last {
                true => first.to_string(),
                false => format!("{first}–{last}"),
            })
            .collect();
        let mark = match (self, sorted.len()) {
            (_, 0) => return None,
            (Self::Section, 1) => "§ ",
            (Self::Section, _) => "§§ ",
            (Self::Point | Self::None, _) => "",
        };
        Some(format!("{mark}{}", printed.join(", ")))
    }
}

/// A reservation (reservation) against a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// Who, as printed.
    pub by: Vec<String>,
    /// The reasons, where given.
    pub text: Option<String>,
}

/// A minuted remark (protokollsanteckning, särskilt yttrande).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Who, as printed.
    pub by: Option<String>,
    /// What.
    pub text: String,
}

/// A reference to an earlier decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// As printed.
    pub text: String,
    /// The date of the meeting referred to, where printed.
    pub date: Option<Date>,
    /// The § referred to, where printed.
    pub number: Option<u32>,
}

/// A numbered matter, or a sub-item of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Identity, kept over revisions of the record.
    pub id: ParagraphId,
    /// Number in the series; `None` where none is printed.
    pub number: Option<u32>,
    /// 1 for the first print of a number in this record, 2 for the second.
    pub occurrence: u32,
    /// Letter of a sub-item.
    pub letter: Option<char>,
    /// Heading.
    pub title: Option<String>,
    /// How the record groups it.
    pub category: Option<Category>,
    /// Diarienummer.
    pub case_number: Option<String>,
    /// Föredragande, as printed: names, initials or roles.
    pub presenters: Vec<String>,
    /// Who brought the matter, as printed.
    pub raised_by: Option<String>,
    /// The whole text as printed, decision sentences included.
    pub text: Option<String>,
    /// What was moved or recommended.
    pub proposals: Vec<Proposal>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// Who shall do what.
    pub assignments: Vec<Assignment>,
    /// Outcomes of labour cooperation.
    pub cooperation: Vec<CooperationOutcome>,
    /// Votes.
    pub votes: Vec<Vote>,
    /// Reservations.
    pub reservations: Vec<Reservation>,
    /// Names of those who stood aside (jäv), as printed.
    pub disqualified: Vec<String>,
    /// Whether the § was adjusted at the meeting (omedelbart justerad).
    pub adjusted_immediately: bool,
    /// Whether the item says that there was nothing.
    pub nothing_reported: bool,
    /// Amounts in the text.
    pub amounts: Vec<Amount>,
    /// Protokollsutdrag skickas till.
    pub recipients: Vec<String>,
    /// References to earlier decisions.
    pub references: Vec<Reference>,
    /// Minuted remarks.
    pub statements: Vec<Statement>,
    /// Bilagor.
    pub appendices: Vec<String>,
    /// The reason, where the number was drawn and then voided.
    pub voided: Option<String>,
    /// Sub-items, in order of print.
    pub items: Vec<Paragraph>,
}

impl Paragraph {
    /// A paragraph with an identity and nothing else stated.
    pub fn empty(id: ParagraphId) -> Self {
        Self {
            id,
            number: None,
            occurrence: 1,
            letter: None,
            title: None,
            category: None,
            case_number: None,
            presenters: Vec::new(),
            raised_by: None,
            text: None,
            proposals: Vec::new(),
            decisions: Vec::new(),
            assignments: Vec::new(),
            cooperation: Vec::new(),
            votes: Vec::new(),
            reservations: Vec::new(),
            disqualified: Vec::new(),
            adjusted_immediately: false,
            nothing_reported: false,
            amounts: Vec::new(),
            recipients: Vec::new(),
            references: Vec::new(),
            statements: Vec::new(),
            appendices: Vec::new(),
            voided: None,
            items: Vec::new(),
        }
    }

    /// This item and all below it, in order of print.
    pub fn walk(&self) -> impl Iterator<Item = &Paragraph> {
        let mut stack = vec![self];
        std::iter::from_fn(move || {
            let next = stack.pop()?;
            stack.extend(next.items.iter().rev());
            Some(next)
        })
    }

    /// The printed label: `§ 47`, `5.`, and for a sub-item `§ 8 a` or `8 a`; `None` where there is none. It is stored with
    /// the item: whoever changes the rule changes what is stored.
    pub fn label(&self, mark: Mark, parent: Option<u32>) -> Option<String> {
        match (mark, self.number, self.letter, parent) {
            (Mark::None, ..) => None,
            (Mark::Section, Some(number), None, _) => Some(format!("§ {number}")),
            (Mark::Point, Some(number), None, _) => Some(format!("{number}.")),
            (Mark::Section, own, Some(letter), above) => {
                own.or(above).map(|number| format!("§ {number} {letter}"))
            }
            (Mark::Point, own, Some(letter), above) => {
                own.or(above).map(|number| format!("{number} {letter}"))
            }
            (_, None, None, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn item(number: Option<u32>, letter: Option<char>) -> Paragraph {
        Paragraph {
            number,
            letter,
            ..Paragraph::empty(ParagraphId::from_uuid(Uuid::nil()))
        }
    }

    #[test]
    fn labels_are_printed_as_the_record_prints_them() {
        for (number, letter, mark, parent, label) in [
            (Some(47), None, Mark::Section, None, Some("§ 47")),
            (Some(5), None, Mark::Point, None, Some("5.")),
            (None, Some('a'), Mark::Point, Some(8), Some("8 a")),
            (None, Some('a'), Mark::Section, Some(8), Some("§ 8 a")),
            (None, None, Mark::Section, Some(58), None),
            (Some(3), None, Mark::None, None, None),
        ] {
            assert_eq!(item(number, letter).label(mark, parent).as_deref(), label);
        }
    }

    #[test]
    fn walking_keeps_the_order_of_print() {
        let mut top = item(Some(1), None);
        top.items = vec![item(None, Some('a')), item(None, Some('b'))];
        if let Some(first) = top.items.first_mut() {
            first.items = vec![item(Some(9), None)];
        }
        let seen: Vec<_> = top.walk().map(|p| (p.number, p.letter)).collect();
        assert_eq!(
            seen,
            [
                (Some(1), None),
                (None, Some('a')),
                (Some(9), None),
                (None, Some('b'))
            ]
        );
    }
}
