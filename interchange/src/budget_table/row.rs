//! One row: cells to what they mean, and back.

use super::{Column, Giver, Row, Waits};
use crate::DocumentError;
use domain::Date;
use domain::association::FundingParty;
use domain::budget::{ContributionKind, EquityMove, IncomeSource, OtherIncome, Span};
use domain::money::Ore;
use std::collections::BTreeMap;

const CONTRIBUTION: &str = "CONTRIBUTION";
const INCOME: &str = "INCOME";
const LINE: &str = "LINE";
const EQUITY: &str = "EQUITY";
const GOAL: &str = "GOAL";

const PARTIES: [(FundingParty, &str); 3] = [
    (FundingParty::State, "STATE"),
    (FundingParty::Region, "REGION"),
    (FundingParty::Municipalities, "MUNICIPALITIES"),
];

const KINDS: [(ContributionKind, &str); 3] = [
    (ContributionKind::Statutory, "STATUTORY"),
    (ContributionKind::VoluntaryExcess, "VOLUNTARY_EXCESS"),
    (ContributionKind::ExtraState, "EXTRA_STATE"),
];

const SOURCES: [(IncomeSource, &str); 4] = [
    (IncomeSource::EuropeanSocialFund, "EUROPEAN_SOCIAL_FUND"),
    (IncomeSource::Project, "PROJECT"),
    (IncomeSource::Interest, "INTEREST"),
    (IncomeSource::Other, "OTHER"),
];

/// The cells of one row that hold something.
struct Cells<'a> {
    at: &'a str,
    held: BTreeMap<Column, &'a str>,
}

impl<'a> Cells<'a> {
    fn fault(&self, column: Column, reason: impl Into<String>) -> DocumentError {
        DocumentError::new(format!("{}, {}", self.at, column.name()), reason)
    }

    fn take(&mut self, column: Column) -> Option<&'a str> {
        self.held.remove(&column)
    }

    fn must(&mut self, column: Column) -> Result<&'a str, DocumentError> {
        self.take(column)
            .ok_or_else(|| self.fault(column, "must not be empty"))
    }

    fn text(&mut self, column: Column) -> Option<String> {
        self.take(column).map(str::to_owned)
    }

    fn code<T: Copy>(
        &mut self,
        column: Column,
        codes: &[(T, &'static str)],
    ) -> Result<Option<T>, DocumentError> {
        let Some(word) = self.take(column) else {
            return Ok(None);
        };
        let found = codes.iter().find(|(_, code)| *code == word);
        found.map(|(value, _)| Some(*value)).ok_or_else(|| {
            let codes: Vec<&str> = codes.iter().map(|(_, code)| *code).collect();
            self.fault(column, format!("expected one of {}", codes.join(", ")))
        })
    }

    fn year(&mut self) -> Result<i32, DocumentError> {
        let word = self.must(Column::Year)?;
        (word.len() == 4)
            .then(|| word.parse().ok())
            .flatten()
            .ok_or_else(|| self.fault(Column::Year, "expected a year of four digits"))
    }

    fn date(&mut self, column: Column) -> Result<Option<Date>, DocumentError> {
        let Some(word) = self.take(column) else {
            return Ok(None);
        };
        (word.len() == 10)
            .then(|| Date::parse_from_str(word, "%Y-%m-%d").ok())
            .flatten()
            .map(Some)
            .ok_or_else(|| self.fault(column, "expected a date YYYY-MM-DD"))
    }

    fn span(&mut self, first: Column, last: Column) -> Result<Option<Span>, DocumentError> {
        match (self.date(first)?, self.date(last)?) {
            (Some(from), Some(until)) => Ok(Some(Span { from, until })),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(self.fault(first, "must not be empty beside a last day")),
            (Some(_), None) => Err(self.fault(last, "must not be empty beside a first day")),
        }
    }

    fn money(&mut self, column: Column) -> Result<Option<Ore>, DocumentError> {
        self.take(column)
            .map(|word| kronor(word).map_err(|reason| self.fault(column, reason)))
            .transpose()
    }
}

/// The row that cells tell.
pub(super) fn read(
    at: &str,
    columns: &[Option<Column>],
    cells: &[String],
) -> Result<Row, DocumentError> {
    let mut held = BTreeMap::new();
    for (place, cell) in cells.iter().enumerate() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        match columns.get(place).copied().flatten() {
            Some(column) => {
                held.insert(column, cell);
            }
            None => {
                let path = format!("{at}, column {}", place + 1);
                return Err(DocumentError::new(path, "stands below no column"));
            }
        }
    }
    let mut cells = Cells { at, held };
    cells.take(Column::State);
    let word = cells.must(Column::Row)?;
    let row = match word {
        CONTRIBUTION => contribution(&mut cells)?,
        INCOME => {
            let year = cells.year()?;
            let source = cells.code(Column::Kind, &SOURCES)?;
            let source = source.ok_or_else(|| cells.fault(Column::Kind, "must not be empty"))?;
            Row::Income(OtherIncome {
                year,
                source,
                text: cells.must(Column::Text)?.to_owned(),
                amount: cells.money(Column::Amount)?,
            })
        }
        LINE => line(&mut cells)?,
        EQUITY => Row::Equity(EquityMove {
            year: cells.year()?,
            drawn: cells.money(Column::Drawn)?,
            added: cells.money(Column::Added)?,
        }),
        GOAL => Row::Goal(cells.must(Column::Text)?.to_owned()),
        _ => {
            let codes = [CONTRIBUTION, INCOME, LINE, EQUITY, GOAL].join(", ");
            return Err(cells.fault(Column::Row, format!("expected one of {codes}")));
        }
    };
    match cells.held.keys().next() {
        None => Ok(row),
        Some(column) => Err(cells.fault(*column, format!("{word} has no such value"))),
    }
}

fn contribution(cells: &mut Cells<'_>) -> Result<Row, DocumentError> {
    let year = cells.year()?;
    let party = cells.code(Column::Party, &PARTIES)?;
    let giver = match (party, cells.text(Column::Member), cells.text(Column::Other)) {
        (Some(party), None, None) => Giver::Party(party),
        (None, Some(member), None) => Giver::Member(member),
        (None, None, Some(other)) => Giver::Other(other),
        _ => {
            let reason = "give exactly one of party, member and other";
            return Err(cells.fault(Column::Party, reason));
        }
    };
    let kind = cells.code(Column::Kind, &KINDS)?;
    Ok(Row::Contribution {
        year,
        giver,
        kind: kind.ok_or_else(|| cells.fault(Column::Kind, "must not be empty"))?,
        amount: cells.money(Column::Amount)?,
    })
}

fn line(cells: &mut Cells<'_>) -> Result<Row, DocumentError> {
    let activity = cells.must(Column::Text)?.to_owned();
    let period = cells.span(Column::From, Column::Until)?;
    let amount = cells.money(Column::Amount)?;
    let expected_outcome = cells.text(Column::ExpectedOutcome);
    let event = cells.text(Column::Event);
    let condition = cells.text(Column::Condition);
    let waiting = cells.span(Column::WaitsFrom, Column::WaitsUntil)?;
    let waits = match (event, condition, waiting) {
        (Some(event), condition, period) => Some(Waits {
            event,
            condition,
            period,
            state: None,
        }),
        (None, None, None) => None,
        (None, ..) => {
            let reason = "must not be empty for a line that waits";
            return Err(cells.fault(Column::Event, reason));
        }
    };
    Ok(Row::Line {
        activity,
        period,
        amount,
        expected_outcome,
        waits,
    })
}

/// An amount in kronor as people write it: `1234567,50`, `1 234 567.50 kr`.
fn kronor(word: &str) -> Result<Ore, &'static str> {
    const FORM: &str = "expected kronor such as 1234567.50, 0 or more, with at most two decimals";
    let word = word.strip_suffix("kr").unwrap_or(word).trim_end();
    let (whole, over) = word.split_once(['.', ',']).unwrap_or((word, ""));
    if word.ends_with(['.', ',']) || over.len() > 2 || !over.bytes().all(|it| it.is_ascii_digit()) {
        return Err(FORM);
    }
    let groups: Vec<&str> = whole.split([' ', '\u{a0}', '\u{202f}']).collect();
    let grouped = groups.len() == 1
        || groups.iter().enumerate().all(|(place, group)| {
            group.len() == 3 || (place == 0 && (1..=3).contains(&group.len()))
        });
    let digits = groups.concat();
    if !grouped || digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(FORM);
    }
    let ore = format!("{digits}{over:0<2}");
    ore.parse::<i64>()
        .ok()
        .and_then(Ore::new)
        .ok_or("the amount is beyond 2^53 öre")
}

/// A cell of a table that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// A code, or a word of ours.
    Word(&'static str),
    /// Words of people.
    Text(String),
    /// A year.
    Year(i32),
    /// A day.
    Day(Date),
    /// An amount.
    Money(Ore),
}

/// The cells of a row that hold something.
pub(super) fn write(row: &Row) -> Vec<(Column, Cell)> {
    let mut cells = Vec::new();
    let mut put = |column: Column, cell: Option<Cell>| {
        cells.extend(cell.map(|cell| (column, cell)));
    };
    let money = |amount: &Option<Ore>| amount.map(Cell::Money);
    let text = |text: &Option<String>| text.clone().map(Cell::Text);
    match row {
        Row::Contribution {
            year,
            giver,
            kind,
            amount,
        } => {
            put(Column::Row, Some(Cell::Word(CONTRIBUTION)));
            put(Column::Year, Some(Cell::Year(*year)));
            match giver {
                Giver::Party(party) => put(Column::Party, word(&PARTIES, party)),
                Giver::Member(name) => put(Column::Member, Some(Cell::Text(name.clone()))),
                Giver::Other(name) => put(Column::Other, Some(Cell::Text(name.clone()))),
            }
            put(Column::Kind, word(&KINDS, kind));
            put(Column::Amount, money(amount));
        }
        Row::Income(held) => {
            put(Column::Row, Some(Cell::Word(INCOME)));
            put(Column::Year, Some(Cell::Year(held.year)));
            put(Column::Kind, word(&SOURCES, &held.source));
            put(Column::Text, Some(Cell::Text(held.text.clone())));
            put(Column::Amount, money(&held.amount));
        }
        Row::Line {
            activity,
            period,
            amount,
            expected_outcome,
            waits,
        } => {
            put(Column::Row, Some(Cell::Word(LINE)));
            put(Column::Text, Some(Cell::Text(activity.clone())));
            put(Column::From, period.map(|held| Cell::Day(held.from)));
            put(Column::Until, period.map(|held| Cell::Day(held.until)));
            put(Column::Amount, money(amount));
            put(Column::ExpectedOutcome, text(expected_outcome));
            if let Some(waits) = waits {
                let part = waits.period;
                put(Column::Event, Some(Cell::Text(waits.event.clone())));
                put(Column::Condition, text(&waits.condition));
                put(Column::WaitsFrom, part.map(|held| Cell::Day(held.from)));
                put(Column::WaitsUntil, part.map(|held| Cell::Day(held.until)));
                put(Column::State, waits.state.map(Cell::Word));
            }
        }
        Row::Equity(held) => {
            put(Column::Row, Some(Cell::Word(EQUITY)));
            put(Column::Year, Some(Cell::Year(held.year)));
            put(Column::Drawn, money(&held.drawn));
            put(Column::Added, money(&held.added));
        }
        Row::Goal(goal) => {
            put(Column::Row, Some(Cell::Word(GOAL)));
            put(Column::Text, Some(Cell::Text(goal.clone())));
        }
    }
    cells
}

fn word<T: PartialEq>(codes: &[(T, &'static str)], value: &T) -> Option<Cell> {
    let found = codes.iter().find(|(held, _)| held == value);
    found.map(|(_, code)| Cell::Word(code))
}

/// An amount in kronor with two decimals, for machines.
pub(super) fn plain(amount: Ore) -> String {
    let (kronor, ore) = (
        amount.get().unsigned_abs() / 100,
        amount.get().unsigned_abs() % 100,
    );
    let sign = if amount.get() < 0 { "-" } else { "" };
    format!("{sign}{kronor}.{ore:02}")
}
