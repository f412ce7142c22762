//! Signatures and proof of posting, a unit of adjustment at a time.

use super::wording::Wording;
use super::{Printing, after, plain, quoted, some};
use crate::document::{Block, Fact, Line, Role, Run, Signed};
use crate::shown::Shown;
use crate::standing::{ByDecision, Posting, Signatory, Signature, Standing, Unit};
use crate::words;
use domain::name::fold;
use domain::text::Label;

impl Printing<'_> {
    /// A line for everybody who is to sign, and one for everybody else who did.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 65 and 69 §§ and 6 kap. 35 § by lag (2003:1210) 19 §: the chair answers for the
    /// minutes, which are adjusted as the body has decided.
    pub(crate) fn signatures(&self, unit: Option<&Unit>) -> Block {
        let officers = &self.meeting.officers;
        let given = unit
            .map(|unit| unit.signatures.as_slice())
            .unwrap_or_default();
        let expected = (officers
            .secretary
            .iter()
            .map(|person| (Signatory::Secretary, person)))
        .chain(
            officers
                .chair
                .iter()
                .map(|person| (Signatory::Chair, person)),
        )
        .chain(
            officers
                .adjusters
                .iter()
                .flatten()
                .map(|person| (Signatory::Adjuster, person)),
        );
        let mut left: Vec<&Signature> = given.iter().collect();
        let by_decision = unit.and_then(|unit| unit.by_decision.as_ref());
        let absent = by_decision.into_iter().flat_map(|by| &by.instead_of);
        let mut unsigned: Vec<&(Signatory, String)> = absent.collect();
        let mut lines: Vec<Signed> = Vec::new();
        for (signatory, person) in expected {
            let own = left.iter().position(|signature| {
                signature.signatory == signatory && fold(&signature.name) == fold(&person.name)
            });
            let signature = own.map(|place| left.remove(place));
            let absent = unsigned
                .iter()
                .position(|(role, name)| *role == signatory && fold(name) == fold(&person.name));
            let absent = absent.map(|place| unsigned.remove(place));
            lines.push(match by_decision.filter(|_| absent.is_some()) {
                Some(by) => self.instead(signatory, &person.name, by),
                None => self.signed(signatory, &person.name, signature),
            });
        }
        if let Some(by) = by_decision {
            let others = unsigned.into_iter();
            lines.extend(others.map(|(role, name)| self.instead(*role, name, by)));
        }
        lines.extend(
            left.into_iter().map(|signature| {
                self.signed(signature.signatory, &signature.name, Some(signature))
            }),
        );
        // Whom the record does not name still has to sign.
        for (signatory, known) in [
            (Signatory::Secretary, officers.secretary.is_some()),
            (Signatory::Chair, officers.chair.is_some()),
            (Signatory::Adjuster, officers.adjusters.is_some()),
        ] {
            if !known
                && !given
                    .iter()
                    .any(|signature| signature.signatory == signatory)
            {
                lines.push(Signed {
                    role: self.words(words::signatory(signatory)),
                    name: vec![Run::Blank],
                    signed: Line::new(),
                });
            }
        }
        Block::Signatures { lines }
    }

    /// What the body decided, and where that stands: `genom beslut av Styrelsen, § 14`.
    fn by_decision(&self, words: Label, by: &ByDecision) -> Line {
        let body = quoted(&self.meeting.body.name);
        let mut line = vec![self.say(words), plain(" "), body];
        let number: Vec<u32> = by.number.into_iter().collect();
        if let Some(label) = self.span(&number) {
            after(&mut line, Run::Words(label));
        }
        line
    }

    /// The line of somebody in whose place the body adjusted.
    fn instead(&self, signatory: Signatory, name: &str, by: &ByDecision) -> Signed {
        let mut signed = self.by_decision(words::INSTEAD, by);
        after(&mut signed, Run::Date(by.on));
        Signed {
            signed,
            ..self.signed(signatory, name, None)
        }
    }

    fn signed(&self, signatory: Signatory, name: &str, signature: Option<&Signature>) -> Signed {
        let mut signed = Line::new();
        if let Some(signature) = signature {
            signed.push(self.say(words::SIGNED));
            if let Some(at) = signature.at {
                signed.extend([plain(" "), Run::Moment(at)]);
            }
            if let Some(method) = &signature.method {
                after(&mut signed, quoted(method));
            }
        }
        Signed {
            role: self.words(words::signatory(signatory)),
            name: vec![quoted(name)],
            signed,
        }
    }

    /// The facts that notice and proof of posting share.
    pub(crate) fn posting_facts(&self, unit: &Unit, standing: &Standing) -> Vec<Fact> {
        let mut facts = vec![self.owner(), self.body(), self.day()];
        let numbers = self.numbers(unit, standing);
        facts.push(
            self.fact(
                words::PARAGRAPHS,
                self.span(&numbers)
                    .map(|span| vec![Run::Words(span)])
                    .into_iter()
                    .collect(),
            ),
        );
        facts.push(self.dated(words::ADJUSTED_ON, unit.adjusted_on));
        facts.push(self.stored_at(standing));
        facts.push(self.dated(words::LAST_APPEAL_DAY, unit.last_appeal_day));
        facts.extend(
            unit.final_on
                .map(|day| self.dated(words::FINAL_ON, Some(day))),
        );
        facts
    }

    pub(crate) fn stored_at(&self, standing: &Standing) -> Fact {
        let place = standing
            .stored_at
            .as_deref()
            .or(self.meeting.stored_at.as_deref());
        self.fact(
            words::STORED_AT,
            vec![vec![place.map_or(Run::Blank, quoted)]],
        )
    }

    /// One row a board; where none is known, one to fill in.
    pub(crate) fn postings(&self, caption: Label, notices: &[Posting]) -> Block {
        let unknown = [Posting::default()];
        let notices = if notices.is_empty() {
            &unknown
        } else {
            notices
        };
        let day = |day: Option<domain::Date>| vec![day.map_or(Run::Blank, Run::Date)];
        let words_or_blank =
            |text: &Option<String>| vec![text.as_deref().map_or(Run::Blank, quoted)];
        let rows = notices
            .iter()
            .map(|notice| {
                let own = notice.earliest_removal.map(Run::Date).into_iter().collect();
                vec![
                    words_or_blank(&notice.board),
                    day(notice.posted_on),
                    own,
                    day(notice.removed_on),
                    words_or_blank(&notice.posted_by),
                ]
            })
            .collect();
        let columns = [
            words::BOARD,
            words::POSTED_ON,
            words::EARLIEST_REMOVAL,
            words::REMOVED_ON,
            words::POSTED_BY,
        ];
        self.columns(Role::Posting, caption, &columns, rows)
    }

    /// Signatures and proof of posting for every unit; where the record knows none, one of each to fill in.
    pub(crate) fn closing(&self, standing: &Standing) -> Vec<Block> {
        let whole = [Unit::default()];
        let units = if standing.units.is_empty() {
            &whole[..]
        } else {
            &standing.units
        };
        let several = units.len() > 1;
        let mut blocks = Vec::new();
        for unit in units {
            blocks.push(Block::Section {
                role: Role::Signatures,
                heading: self.of_unit(words::SIGNATURES, unit, standing, several),
                blocks: vec![self.signatures(Some(unit))],
            });
        }
        for unit in units {
            let mut inner = vec![Block::Facts {
                role: Role::Posting,
                caption: None,
                facts: self.posting_facts(unit, standing),
            }];
            inner.push(self.postings(words::PROOF_OF_POSTING, &unit.notices));
            blocks.push(Block::Section {
                role: Role::Posting,
                heading: self.of_unit(words::POSTING, unit, standing, several),
                blocks: inner,
            });
        }
        blocks
    }

    /// A heading; with several units, the §§ that it is about.
    fn of_unit(&self, label: Label, unit: &Unit, standing: &Standing, several: bool) -> Shown {
        let word = label.in_language(self.language);
        match self.span(&self.numbers(unit, standing)) {
            Some(span) if several => Shown::new(&format!("{word}, {}", span.as_str())),
            _ => Shown::new(word),
        }
    }

    /// Place and date of adjustment, unit by unit.
    pub(crate) fn adjustment(&self, standing: &Standing) -> Fact {
        let several = standing.units.len() > 1;
        let values: Vec<Line> = standing
            .units
            .iter()
            .flat_map(|unit| {
                let mut line = Line::new();
                if several && let Some(span) = self.span(&self.numbers(unit, standing)) {
                    line.extend([Run::Words(span), plain(": ")]);
                }
                let mut when: Line = unit.place.as_deref().map(quoted).into_iter().collect();
                if let Some(day) = unit.adjusted_on {
                    after(&mut when, Run::Date(day));
                }
                if when.is_empty() {
                    when.push(Run::Blank);
                } else if unit.numbers.is_some() {
                    after(&mut when, self.say(words::IMMEDIATE));
                }
                if let Some(by) = &unit.by_decision {
                    when.push(plain(", "));
                    when.extend(self.by_decision(words::BY_DECISION, by));
                }
                line.extend(when);
                some(line)
            })
            .collect();
        if values.is_empty() {
            return self.dated(words::ADJUSTMENT, None);
        }
        self.fact(words::ADJUSTMENT, values)
    }
}
