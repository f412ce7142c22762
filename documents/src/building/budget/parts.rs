//! The parts of a budget: what each year adds up to, equity among it, and the rows of income, lines and goals.

use super::{Printing, number};
use crate::building::wording::Wording;
use crate::building::{plain, quoted};
use crate::document::{Block, Fact, Line, Role, Run, Text};
use crate::shown::Shown;
use crate::words;
use chrono::Datelike;
use domain::budget::{
    Content, Contribution, Contributor, Execution, Line as BudgetLine, LineState, Span, Sum,
    Suspension, YearSums,
};
use domain::money::Ore;
use domain::text::Label;
use std::collections::BTreeSet;

/// How many years stand beside one another on a page.
const YEARS: usize = 3;

/// The years that something is told of.
pub(super) fn years(content: &Content) -> BTreeSet<i32> {
    let given = content.contributions.iter().map(|held| held.year);
    let income = content.other_income.iter().map(|held| held.year);
    let equity = content.equity.iter().map(|held| held.year);
    let lines = content.lines.iter().map(year_of);
    given.chain(income).chain(equity).chain(lines).collect()
}

fn year_of(line: &BudgetLine) -> i32 {
    line.period.from.year()
}

/// A row of the summary: what it is called, and the amount in a year.
type Summed = (Label, fn(&YearSums) -> Cell);

/// An amount of the summary.
enum Cell {
    Amount(Option<Ore>),
    /// No line waits, of those that are told of.
    Nothing,
}

impl Printing<'_> {
    fn content(&self) -> &Content {
        &self.held.version.content
    }

    /// All parts in order. One that nothing is told of says so.
    pub(super) fn parts(&self) -> Vec<Block> {
        let mut parts = vec![
            self.part(Role::Sums, words::SUMS, self.sums()),
            self.part(
                Role::Contributions,
                words::CONTRIBUTIONS,
                self.contributions(),
            ),
            self.part(Role::Income, words::OTHER_INCOME, self.income()),
            self.part(Role::Lines, words::LINES, self.lines()),
        ];
        let waiting = self.waiting();
        if !waiting.is_empty() {
            parts.push(self.part(Role::Waiting, words::SUSPENDED_LINES, waiting));
        }
        parts.push(self.part(Role::Goals, words::GOALS, self.goals()));
        parts
    }

    fn part(&self, role: Role, heading: Label, blocks: Vec<Block>) -> Block {
        let nothing = || Block::Passage {
            role: Role::Text,
            label: None,
            texts: vec![Text {
                text: self.say(words::NOT_STATED),
                facts: Vec::new(),
            }],
        };
        Block::Section {
            role,
            heading: self.words(heading),
            blocks: if blocks.is_empty() {
                vec![nothing()]
            } else {
                blocks
            },
        }
    }

    fn table(
        &self,
        role: Role,
        caption: Shown,
        columns: &[Label],
        rows: impl Iterator<Item = Vec<Line>>,
    ) -> Option<Block> {
        let rows: Vec<Vec<Line>> = rows.collect();
        (!rows.is_empty()).then(|| Block::Table {
            role,
            caption,
            columns: columns.iter().map(|label| self.words(*label)).collect(),
            rows,
        })
    }

    /// What each year adds up to, some years beside one another.
    fn sums(&self) -> Vec<Block> {
        let years: Vec<i32> = self.years().into_iter().collect();
        let mut tables = Vec::new();
        for years in years.chunks(YEARS) {
            // What is stored adds up: what does not was refused.
            let sums: Vec<Option<YearSums>> = years
                .iter()
                .map(|year| self.content().year(*year).ok())
                .collect();
            let mut rows: Vec<Summed> = vec![
                (words::CONTRIBUTIONS, |year| total(&year.contributions)),
                (words::INCOME, |year| total(&year.income)),
                (words::COSTS, |year| total(&year.costs)),
            ];
            if sums.iter().flatten().any(|year| year.suspended.rows > 0) {
                rows.push((words::WAITING_COSTS, waiting));
            }
            rows.push((words::BUDGETED_RESULT, |year| Cell::Amount(year.result())));
            rows.push((words::DRAWN, |year| total(&year.drawn)));
            rows.push((words::ADDED, |year| total(&year.added)));
            let mut columns = vec![self.words(words::ITEM)];
            columns.extend(years.iter().map(|year| Shown::new(&year.to_string())));
            tables.push(Block::Table {
                role: Role::Sums,
                caption: self.of_years(words::SUMS, years.iter().copied().collect()),
                columns,
                rows: rows
                    .iter()
                    .map(|(label, of)| self.summed(*label, &sums, *of))
                    .collect(),
            });
        }
        tables
    }

    fn summed(
        &self,
        label: Label,
        sums: &[Option<YearSums>],
        of: fn(&YearSums) -> Cell,
    ) -> Vec<Line> {
        let mut row = vec![vec![self.say(label)]];
        row.extend(sums.iter().map(|year| match year.as_ref().map(of) {
            Some(Cell::Nothing) => vec![self.say(words::NOTHING_WAITS)],
            Some(Cell::Amount(amount)) => self.amount(amount),
            None => self.amount(None),
        }));
        row
    }

    /// A year at a time: who gives, and where members give, what their parties give together.
    fn contributions(&self) -> Vec<Block> {
        let given = &self.content().contributions;
        let years: BTreeSet<i32> = given.iter().map(|held| held.year).collect();
        let mut tables = Vec::new();
        for year in years {
            let of_year: Vec<&Contribution> =
                given.iter().filter(|held| held.year == year).collect();
            let whole = self.content().year(year).ok();
            let whole = whole.and_then(|sums| sums.contributions.total());
            let rows = of_year.iter().map(|held| {
                vec![
                    vec![self.contributor(&held.contributor)],
                    vec![self.counts_under(&held.contributor)],
                    vec![self.say(words::contribution(held.kind))],
                    self.amount(held.amount),
                    self.share(held.amount, whole),
                ]
            });
            let columns = [
                words::CONTRIBUTOR,
                words::PARTY_TO,
                words::KIND,
                words::AMOUNT,
                words::SHARE,
            ];
            let caption = |label| self.of_years(label, BTreeSet::from([year]));
            tables.extend(self.table(
                Role::Contributions,
                caption(words::CONTRIBUTIONS),
                &columns,
                rows,
            ));
            let parties = self.content().by_party(year);
            if parties.len() < of_year.len() {
                let rows = parties.into_iter().map(|(party, sum)| {
                    let total = sum.and_then(|sum| sum.total());
                    vec![
                        vec![self.say(party.map_or(words::OF_NO_PARTY, words::party))],
                        self.amount(total),
                        self.share(total, whole),
                    ]
                });
                let columns = [words::PARTY_TO, words::AMOUNT, words::SHARE];
                tables.extend(self.table(
                    Role::Parties,
                    caption(words::CONTRIBUTIONS_BY_PARTY),
                    &columns,
                    rows,
                ));
            }
        }
        tables
    }

    fn contributor(&self, of: &Contributor) -> Run {
        match of {
            Contributor::Party(party) => self.say(words::party(*party)),
            Contributor::Member(id, _) => match self.held.members.get(id) {
                Some(name) => quoted(name),
                None => self.say(words::NOT_STATED),
            },
            Contributor::Other(name) => quoted(name),
        }
    }

    fn counts_under(&self, of: &Contributor) -> Run {
        match of {
            Contributor::Other(_) => self.say(words::NOT_A_MEMBER),
            Contributor::Party(party) | Contributor::Member(_, Some(party)) => {
                self.say(words::party(*party))
            }
            Contributor::Member(_, None) => self.say(words::NOT_STATED),
        }
    }

    fn income(&self) -> Vec<Block> {
        let held = &self.content().other_income;
        let rows = held.iter().map(|income| {
            vec![
                vec![quoted(&income.text)],
                vec![self.say(words::source(income.source))],
                vec![number(income.year)],
                self.amount(income.amount),
            ]
        });
        let columns = [words::ITEM, words::SOURCE, words::YEAR, words::AMOUNT];
        let years = held.iter().map(|income| income.year).collect();
        let caption = self.of_years(words::OTHER_INCOME, years);
        let table = self.table(Role::Income, caption, &columns, rows);
        table.into_iter().collect()
    }

    fn lines(&self) -> Vec<Block> {
        let held = &self.content().lines;
        let rows = held.iter().map(|line| {
            let outcome = line.expected_outcome.as_deref().map(quoted);
            vec![
                vec![quoted(&line.activity)],
                period(line.period),
                self.amount(line.amount),
                vec![outcome.unwrap_or_else(|| self.say(words::UNSTATED_AMOUNT))],
                vec![self.say(carried_out(&line.execution))],
            ]
        });
        let columns = [
            words::LINE,
            words::PERIOD,
            words::AMOUNT,
            words::EXPECTED_OUTCOME,
            words::CARRIED_OUT,
        ];
        let caption = self.of_years(words::COSTS, held.iter().map(year_of).collect());
        let table = self.table(Role::Lines, caption, &columns, rows);
        table.into_iter().collect()
    }

    /// What lines wait for, and what became of it.
    fn waiting(&self) -> Vec<Block> {
        let held = self.content().lines.iter();
        let held = held.filter_map(|line| Some((line, line.suspension()?)));
        held.map(|(line, held)| Block::Facts {
            role: Role::Waiting,
            caption: None,
            facts: self.suspension(line, held),
        })
        .collect()
    }

    fn suspension(&self, line: &BudgetLine, held: &Suspension) -> Vec<Fact> {
        let covers = match held.period {
            Some(part) => days(part),
            None => vec![self.say(words::WHOLE_LINE)],
        };
        let mut facts = vec![
            self.fact(words::LINE, vec![vec![quoted(&line.activity)]]),
            self.fact(words::EVENT, vec![vec![quoted(&held.event)]]),
        ];
        facts.extend(self.stated(words::CONDITION, held.condition.as_deref()));
        facts.push(self.fact(words::OF_WHICH_WAITS, vec![covers]));
        let state = vec![self.say(carried_out(&line.execution))];
        facts.push(self.fact(words::STANDS, vec![state]));
        if let LineState::Released(settled) | LineState::Lapsed(settled) = &held.state {
            facts.push(self.dated(words::SETTLED_ON, Some(settled.on)));
            facts.extend(self.stated(words::SHOWN_BY, Some(&settled.evidence)));
        }
        facts
    }

    fn goals(&self) -> Vec<Block> {
        let goals = self.content().goals.iter().map(|goal| Text {
            text: quoted(goal),
            facts: Vec::new(),
        });
        let texts: Vec<Text> = goals.collect();
        let passage = (!texts.is_empty()).then_some(Block::Passage {
            role: Role::Goals,
            label: None,
            texts,
        });
        passage.into_iter().collect()
    }
}

fn total(of: &Sum) -> Cell {
    Cell::Amount(of.total())
}

fn waiting(year: &YearSums) -> Cell {
    match (year.costs.rows, year.suspended.rows) {
        (1.., 0) => Cell::Nothing,
        _ => total(&year.suspended),
    }
}

/// When a line is carried out.
const fn carried_out(execution: &Execution) -> Label {
    match execution {
        Execution::Immediate => words::WITH_THE_BUDGET,
        Execution::Suspended(held) => match held.state {
            LineState::Waiting => words::LINE_WAITS,
            LineState::Released(_) => words::LINE_RELEASED,
            LineState::Lapsed(_) => words::LINE_LAPSED,
        },
    }
}

/// A whole calendar year by its number, else the days.
fn period(of: Span) -> Line {
    let year = of.from.year();
    let whole = of.from.ordinal() == 1 && of.until.month() == 12 && of.until.day() == 31;
    match whole {
        true => vec![number(year)],
        false => days(of),
    }
}

fn days(of: Span) -> Line {
    vec![Run::Date(of.from), plain("–"), Run::Date(of.until)]
}
