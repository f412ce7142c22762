//! The budget table `paragraf/budget@1`: what a version of a budget holds, one row a thing, as CSV or as a worksheet.
//!
//! The columns stand in [`Column`], what they hold in `docs/budget-format.md`. A table is read whole or refused with the
//! row and the column at fault. Members stand by name; who they are is for the caller to find.

mod csv;
mod row;
#[cfg(test)]
mod tests;
mod xlsx;

pub use self::csv::{from_csv, to_csv};
pub use self::xlsx::{from_xlsx, to_xlsx};

use crate::DocumentError;
use domain::association::FundingParty;
use domain::budget::{
    Content, ContributionKind, Contributor, EquityMove, LineState, OtherIncome, Span, Suspension,
};
use domain::id::OrganisationId;
use domain::money::Ore;

/// Largest file that is read at all, in bytes.
pub const MAX_BUDGET_FILE: usize = 1024 * 1024;

/// Most rows that a table has below its header.
pub const MAX_ROWS: usize = 2_000;

/// A column, in the order in which tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// What the row is: `CONTRIBUTION`, `INCOME`, `LINE`, `EQUITY`, `GOAL`.
    Row,
    /// The budget year or a plan year.
    Year,
    /// The party that contributes as a whole: `STATE`, `REGION`, `MUNICIPALITIES`.
    Party,
    /// The member that contributes, by name.
    Member,
    /// Whoever contributes without being a member, by name.
    Other,
    /// What a contribution or an income is.
    Kind,
    /// The activity of a line, what an income is, or a goal.
    Text,
    /// A line's first day.
    From,
    /// A line's last day.
    Until,
    /// The amount in kronor; empty where it is not known.
    Amount,
    /// What is expected of a line.
    ExpectedOutcome,
    /// The event that a line waits for.
    Event,
    /// What else must hold.
    Condition,
    /// The first day of the part that waits.
    WaitsFrom,
    /// The last day of the part that waits.
    WaitsUntil,
    /// What became of the waiting: `WAITING`, `RELEASED`, `LAPSED`. Written, and not read.
    State,
    /// Taken from equity, in kronor.
    Drawn,
    /// Put to equity, in kronor.
    Added,
}

impl Column {
    /// Every column in order.
    pub const ALL: [Self; 18] = [
        Self::Row,
        Self::Year,
        Self::Party,
        Self::Member,
        Self::Other,
        Self::Kind,
        Self::Text,
        Self::From,
        Self::Until,
        Self::Amount,
        Self::ExpectedOutcome,
        Self::Event,
        Self::Condition,
        Self::WaitsFrom,
        Self::WaitsUntil,
        Self::State,
        Self::Drawn,
        Self::Added,
    ];

    /// Its name in the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Year => "year",
            Self::Party => "party",
            Self::Member => "member",
            Self::Other => "other",
            Self::Kind => "kind",
            Self::Text => "text",
            Self::From => "from",
            Self::Until => "until",
            Self::Amount => "amount",
            Self::ExpectedOutcome => "expected_outcome",
            Self::Event => "event",
            Self::Condition => "condition",
            Self::WaitsFrom => "waits_from",
            Self::WaitsUntil => "waits_until",
            Self::State => "state",
            Self::Drawn => "drawn",
            Self::Added => "added",
        }
    }

    /// Whether it holds words of people.
    const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Member
                | Self::Other
                | Self::Text
                | Self::ExpectedOutcome
                | Self::Event
                | Self::Condition
        )
    }
}

/// Who contributes, as a table tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Giver {
    /// A party as a whole.
    Party(FundingParty),
    /// A member, by name.
    Member(String),
    /// Somebody who is no member, by name.
    Other(String),
}

/// What a line waits for, as a table tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// The event.
    pub event: String,
    /// What else must hold.
    pub condition: Option<String>,
    /// The part of the line's period that waits; `None` = all of it.
    pub period: Option<Span>,
    /// What became of it, in a table that is written; `None` in one that was read.
    pub state: Option<&'static str>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// What somebody contributes in a year.
    Contribution {
        /// The year.
        year: i32,
        /// Who.
        giver: Giver,
        /// What it is.
        kind: ContributionKind,
        /// How much; `None` = not known.
        amount: Option<Ore>,
    },
    /// Income outside the split.
    Income(OtherIncome),
    /// An activity with its cost.
    Line {
        /// The activity.
        activity: String,
        /// When; `None` in a table that was read = the whole budget year.
        period: Option<Span>,
        /// The cost; `None` = not known.
        amount: Option<Ore>,
        /// What is expected of it.
        expected_outcome: Option<String>,
        /// What it waits for.
        waits: Option<Waits>,
    },
    /// What is taken from equity and put to it.
    Equity(EquityMove),
    /// A goal.
    Goal(String),
}

/// A table as read: rows with where they stand (`row 5` of a worksheet, `line 5` of a text).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BudgetTable {
    /// Rows below the header, in order.
    pub rows: Vec<(String, Row)>,
}

impl BudgetTable {
    /// The rows alone.
    pub fn into_rows(self) -> Vec<Row> {
        self.rows.into_iter().map(|(_, row)| row).collect()
    }
}

/// What a version holds, as rows.
pub fn rows(content: &Content, name: impl Fn(OrganisationId) -> Option<String>) -> Vec<Row> {
    let mut rows = Vec::new();
    for held in &content.contributions {
        let giver = match &held.contributor {
            Contributor::Party(party) => Giver::Party(*party),
            Contributor::Member(id, _) => {
                Giver::Member(name(*id).unwrap_or_else(|| id.to_string()))
            }
            Contributor::Other(name) => Giver::Other(name.clone()),
        };
        rows.push(Row::Contribution {
            year: held.year,
            giver,
            kind: held.kind,
            amount: held.amount,
        });
    }
    rows.extend(content.other_income.iter().cloned().map(Row::Income));
    for line in &content.lines {
        rows.push(Row::Line {
            activity: line.activity.clone(),
            period: Some(line.period),
            amount: line.amount,
            expected_outcome: line.expected_outcome.clone(),
            waits: line.suspension().map(waits),
        });
    }
    rows.extend(content.equity.iter().copied().map(Row::Equity));
    rows.extend(content.goals.iter().cloned().map(Row::Goal));
    rows
}

fn waits(held: &Suspension) -> Waits {
    Waits {
        event: held.event.clone(),
        condition: held.condition.clone(),
        period: held.period,
        state: Some(match held.state {
            LineState::Waiting => "WAITING",
            LineState::Released(_) => "RELEASED",
            LineState::Lapsed(_) => "LAPSED",
        }),
    }
}

/// The columns of a header, by place; `None` for a place without a name below which nothing may stand.
fn header(at: &str, names: &[String]) -> Result<Vec<Option<Column>>, DocumentError> {
    let mut columns: Vec<Option<Column>> = Vec::with_capacity(names.len());
    for name in names {
        let name = name.trim().to_lowercase();
        if name.is_empty() {
            columns.push(None);
            continue;
        }
        let known = Column::ALL.into_iter().find(|column| column.name() == name);
        let Some(column) = known else {
            let reason = format!("{name:?} is no column of a budget table");
            return Err(DocumentError::new(at, reason));
        };
        if columns.contains(&Some(column)) {
            return Err(DocumentError::new(at, format!("{name:?} stands twice")));
        }
        columns.push(Some(column));
    }
    if !columns.contains(&Some(Column::Row)) {
        return Err(DocumentError::new(at, "the column \"row\" is missing"));
    }
    Ok(columns)
}

/// Reads rows of cells below a header; rows of empty cells are passed over.
fn read(
    columns: &[Option<Column>],
    cells: impl Iterator<Item = Result<(String, Vec<String>), DocumentError>>,
) -> Result<BudgetTable, DocumentError> {
    let mut table = BudgetTable::default();
    for row in cells {
        let (at, cells) = row?;
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if table.rows.len() == MAX_ROWS {
            let reason = format!("a table has at most {MAX_ROWS} rows");
            return Err(DocumentError::new(at, reason));
        }
        let row = row::read(&at, columns, &cells)?;
        table.rows.push((at, row));
    }
    Ok(table)
}

fn too_large(bytes: &[u8]) -> Result<(), DocumentError> {
    if bytes.len() > MAX_BUDGET_FILE {
        return Err(DocumentError::new(
            "$",
            format!("{} bytes, at most {MAX_BUDGET_FILE} are read", bytes.len()),
        ));
    }
    Ok(())
}
