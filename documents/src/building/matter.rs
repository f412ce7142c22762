//! A matter: one § with all that belongs to it, and its sub-items.

use super::running_text::{Piece, RunningText};
use super::wording::Wording;
use super::{Printing, plain, quoted};
use crate::document::{Block, Fact, Line, Role, Run, Text};
use crate::shown::Shown;
use crate::words;
use domain::assignment::{Assignment, AssignmentStatus};
use domain::decision::{BudgetPeriod, ConditionState, Decision};
use domain::paragraph::Paragraph;
use domain::proposal::Proposal;
use std::collections::BTreeSet;

/// Gives every § an address of its own within the document.
#[derive(Default)]
pub(crate) struct Anchors(BTreeSet<String>);

impl Anchors {
    /// `p70`, `p76a`, `p47-2` for a number printed twice, `i3` for what has no number.
    fn give(&mut self, item: &Paragraph, above: Option<&str>) -> String {
        let own = match (item.number, item.letter) {
            (Some(number), letter) => {
                format!("p{number}{}", letter.map(String::from).unwrap_or_default())
            }
            (None, Some(letter)) => format!("{}{letter}", above.unwrap_or("i")),
            (None, None) => format!("{}i{}", above.unwrap_or_default(), self.0.len() + 1),
        };
        // An id has no white space in it, and letters may be anything.
        let own: String = own
            .chars()
            .map(|letter| {
                if letter.is_alphanumeric() {
                    letter
                } else {
                    '-'
                }
            })
            .collect();
        let mut anchor = own.clone();
        let mut print = 2;
        while !self.0.insert(anchor.clone()) {
            anchor = format!("{own}-{print}");
            print += 1;
        }
        anchor
    }
}

impl Printing<'_> {
    /// A § or sub-item with all below it.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 35 § and 5 kap. 65–67 §§ by lag (2003:1210) 19 §: what the minutes hold of each
    /// matter: proposals, the order in which they were put, votes, decisions, reservations.
    pub(crate) fn matter(
        &self,
        item: &Paragraph,
        above: Option<(&Paragraph, &str)>,
        number_above: Option<u32>,
        anchors: &mut Anchors,
    ) -> Block {
        let anchor = anchors.give(item, above.map(|(_, anchor)| anchor));
        let label = item
            .label(self.meeting.numbering.mark, number_above)
            .map(|label| Shown::new(&label));
        let number = item.number.or(number_above);
        let mut blocks: Vec<Block> = self.stamped(item.id).into_iter().collect();
        blocks.extend(self.heads(item));
        blocks.extend(self.body_of(item));
        blocks.extend(self.tail(item));
        let items = item
            .items
            .iter()
            .map(|below| self.matter(below, Some((item, &anchor)), number, anchors))
            .collect();
        Block::Paragraph {
            anchor,
            label,
            title: item.title.as_deref().map(quoted),
            blocks,
            items,
        }
    }

    /// What stands before the text.
    fn heads(&self, item: &Paragraph) -> Vec<Block> {
        let mut facts: Vec<Fact> = Vec::new();
        facts.extend(self.stated(words::CASE_NUMBER, item.case_number.as_deref()));
        facts.extend(item.category.map(|category| {
            self.fact(
                words::CATEGORY,
                vec![vec![self.say(words::category(category))]],
            )
        }));
        facts.extend(self.joined(words::PRESENTERS, &item.presenters));
        facts.extend(self.stated(words::RAISED_BY, item.raised_by.as_deref()));
        facts.extend(self.joined(words::DISQUALIFIED, &item.disqualified));
        if item.adjusted_immediately {
            facts.push(self.fact(
                words::ADJUSTED_IMMEDIATELY,
                vec![vec![self.say(words::YES)]],
            ));
        }
        let mut blocks = self.facts(Role::Matter, facts);
        if let Some(reason) = &item.voided {
            blocks.push(self.passage(Role::Voided, words::VOIDED, reason));
        }
        blocks
    }

    /// The text with what was moved, voted on and decided.
    fn body_of(&self, item: &Paragraph) -> Vec<Block> {
        let said = Said::of(item);
        let mut text = RunningText::new(item.text.as_deref());
        let (mut moved, mut late) = (Vec::new(), Vec::new());
        for decision in &item.decisions {
            late.extend(text.set_apart(self.decision(decision, &said)).err());
        }
        for proposal in &item.proposals {
            moved.extend(text.set_apart(self.proposal(proposal, &said)).err());
        }
        for statement in &item.statements {
            // A remark that the text brings, with whose it is, is left where it stands.
            let by = statement.by.as_deref();
            let stands = item
                .text
                .as_ref()
                .is_some_and(|text| text.contains(statement.text.trim()));
            if stands && by.is_none_or(|by| said.holds(by)) {
                continue;
            }
            let piece = match statement.text.strip_prefix("Propositionsordning: ") {
                Some(order) => Piece {
                    role: Role::Propositions,
                    label: words::PROPOSITIONS,
                    text: order.to_owned(),
                    facts: Vec::new(),
                },
                None => Piece {
                    role: Role::Statement,
                    label: words::STATEMENT,
                    text: statement.text.clone(),
                    facts: self
                        .unsaid(words::BY, statement.by.as_deref(), &said)
                        .into_iter()
                        .collect(),
                },
            };
            let order = piece.role == Role::Propositions;
            if let Err(piece) = text.set_apart(piece) {
                if order {
                    moved.push(piece)
                } else {
                    late.push(piece)
                }
            }
        }
        for reservation in &item.reservations {
            let piece = Piece {
                role: Role::Reservation,
                label: words::RESERVATION,
                text: reservation.text.clone().unwrap_or_default(),
                facts: self
                    .joined(words::BY, &reservation.by)
                    .into_iter()
                    .collect(),
            };
            late.extend(text.set_apart(piece).err());
        }
        for assignment in &item.assignments {
            late.extend(text.set_apart(self.assignment(assignment, &said)).err());
        }
        let (mut blocks, rest) = text.blocks(self);
        for piece in moved {
            self.push(&mut blocks, piece, false);
        }
        blocks.extend(item.votes.iter().flat_map(|vote| self.vote(vote)));
        blocks.extend(rest);
        for piece in late {
            self.push(&mut blocks, piece, false);
        }
        if item.nothing_reported && item.text.is_none() {
            blocks.push(Block::Passage {
                role: Role::Text,
                label: None,
                texts: vec![Text {
                    text: self.say(words::NOTHING_REPORTED),
                    facts: Vec::new(),
                }],
            });
        }
        blocks
    }

    /// What stands after the text.
    fn tail(&self, item: &Paragraph) -> Vec<Block> {
        let said = Said::of(item);
        let unsaid = |text: &&str| !said.holds(text);
        let mut facts: Vec<Fact> = Vec::new();
        let amounts = item.amounts.iter().map(|amount| amount.text.as_str());
        facts.extend(self.listed(words::AMOUNTS, amounts.filter(unsaid)));
        let references = item
            .references
            .iter()
            .map(|reference| reference.text.as_str());
        facts.extend(self.listed(words::REFERENCES, references.filter(unsaid)));
        facts.extend(self.listed(
            words::APPENDICES,
            item.appendices.iter().map(String::as_str),
        ));
        facts.extend(self.joined(words::RECIPIENTS, &item.recipients));
        let mut blocks = Vec::new();
        if !item.cooperation.is_empty() {
            blocks.push(self.cooperation(item));
        }
        blocks.extend(self.facts(Role::Dispatch, facts));
        blocks
    }

    fn decision(&self, decision: &Decision, said: &Said) -> Piece {
        let mut facts: Vec<Fact> = Vec::new();
        if let Some(condition) = &decision.condition {
            // Pending is what a condition is; only a change is news.
            let news = condition.state != ConditionState::Pending;
            if news || !said.holds(&condition.text) {
                let mut line = vec![quoted(&condition.text)];
                if news {
                    line.extend([
                        plain(" ("),
                        self.say(words::condition(condition.state)),
                        plain(")"),
                    ]);
                }
                facts.push(self.fact(words::CONDITION, vec![line]));
            }
        }
        facts.extend(decision.budget.and_then(|budget| self.budget(budget, said)));
        Piece {
            role: Role::Decision,
            label: words::DECISION,
            text: decision.text.clone(),
            facts,
        }
    }

    fn budget(&self, budget: BudgetPeriod, said: &Said) -> Option<Fact> {
        let years: Vec<String> = budget
            .first_year
            .into_iter()
            .chain(budget.last_year)
            .map(|year| year.to_string())
            .collect();
        if years.iter().all(|year| said.holds(year)) {
            return None;
        }
        let (label, text) = match years.as_slice() {
            [first, last] if first != last => (words::BUDGET_YEARS, format!("{first}–{last}")),
            [first, ..] => (words::BUDGET_YEAR, first.clone()),
            [] => return None,
        };
        Some(self.fact(label, vec![vec![Run::Words(Shown::new(&text))]]))
    }

    fn proposal(&self, proposal: &Proposal, said: &Said) -> Piece {
        let mut facts: Vec<Fact> = self
            .unsaid(words::BY, proposal.by.as_deref(), said)
            .into_iter()
            .collect();
        if proposal.withdrawn {
            facts.push(self.fact(words::WITHDRAWN, vec![vec![self.say(words::YES)]]));
        }
        Piece {
            role: Role::Proposal,
            label: proposal.kind.map_or(words::PROPOSED, words::proposal),
            text: proposal.text.clone(),
            facts,
        }
    }

    fn assignment(&self, assignment: &Assignment, said: &Said) -> Piece {
        let mut facts: Vec<Fact> = Vec::new();
        let assignees = assignment.assignees.as_deref().unwrap_or_default();
        if !assignees.iter().all(|name| said.holds(name)) {
            facts.extend(self.joined(words::ASSIGNEES, assignees));
        }
        facts.extend(self.unsaid(words::DUE, assignment.due.as_deref(), said));
        if assignment.due.is_none() {
            facts.extend(
                assignment
                    .due_on
                    .map(|due| self.dated(words::DUE, Some(due))),
            );
        }
        if assignment.status != AssignmentStatus::Open {
            let status = self.say(words::assignment(assignment.status));
            facts.push(self.fact(words::ASSIGNMENT_STATUS, vec![vec![status]]));
        }
        Piece {
            role: Role::Assignment,
            label: words::ASSIGNMENT,
            text: assignment.text.clone(),
            facts,
        }
    }

    fn cooperation(&self, item: &Paragraph) -> Block {
        let rows = item
            .cooperation
            .iter()
            .map(|outcome| {
                let or_nothing =
                    |text: &Option<String>| text.as_deref().map(quoted).into_iter().collect();
                vec![
                    vec![
                        outcome
                            .party
                            .as_deref()
                            .map_or_else(|| self.say(words::ALL_PARTIES), quoted),
                    ],
                    vec![self.say(words::cooperation(outcome.result))],
                    or_nothing(&outcome.scope),
                    or_nothing(&outcome.condition),
                ]
            })
            .collect();
        let columns = [
            words::PARTY_TO,
            words::OUTCOME,
            words::SCOPE,
            words::CONDITION,
        ];
        self.columns(Role::Cooperation, words::COOPERATION, &columns, rows)
    }

    fn passage(&self, role: Role, label: domain::text::Label, text: &str) -> Block {
        Block::Passage {
            role,
            label: Some(self.words(label)),
            texts: vec![Text {
                text: quoted(text),
                facts: Vec::new(),
            }],
        }
    }

    pub(crate) fn facts(&self, role: Role, facts: Vec<Fact>) -> Vec<Block> {
        if facts.is_empty() {
            return Vec::new();
        }
        vec![Block::Facts {
            role,
            caption: None,
            facts,
        }]
    }

    /// Names in one line.
    pub(crate) fn joined(&self, label: domain::text::Label, names: &[String]) -> Option<Fact> {
        let mut line = Line::new();
        for name in names {
            super::after(&mut line, quoted(name));
        }
        (!line.is_empty()).then(|| self.fact(label, vec![line]))
    }

    fn unsaid(&self, label: domain::text::Label, value: Option<&str>, said: &Said) -> Option<Fact> {
        self.stated(label, value.filter(|value| !said.holds(value)))
    }
}

/// What the printed texts of an item say already, so that nothing need be said twice.
struct Said(String);

impl Said {
    fn of(item: &Paragraph) -> Self {
        let mut said = item.text.clone().unwrap_or_default();
        let texts = (item.decisions.iter().map(|decision| &decision.text))
            .chain(item.proposals.iter().map(|proposal| &proposal.text))
            .chain(item.assignments.iter().map(|assignment| &assignment.text));
        for text in texts {
            said.push('\n');
            said.push_str(text);
        }
        Self(said)
    }

    fn holds(&self, text: &str) -> bool {
        self.0.contains(text.trim())
    }
}
