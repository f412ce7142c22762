//! A table and what it asks for: formats, rows to a draft, and where in the table a draft is at fault.

use actix_web::HttpRequest;
use actix_web::http::header;
use application::budget::{
    Draft, Giver, NewContribution, NewEquity, NewIncome, NewLine, NewSuspension,
};
use application::error::{AppError, FileFault};
use application::journal::sha256;
use application::ports::Address;
use application::visibility::impersonal;
use domain::id::OrganisationId;
use domain::name::Slug;
use interchange::DocumentError;
use interchange::budget_table::{
    self, BudgetTable, Giver as Named, Row, from_csv, from_xlsx, to_csv, to_xlsx,
};

/// Longest text that a cell takes, in characters.
const LONGEST: usize = 20_000;

/// A format of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// CSV, RFC 4180.
    Csv,
    /// An Office Open XML workbook.
    Xlsx,
}

impl Format {
    const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// What an address ends with.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    pub(super) const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    pub(super) fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.ending() == ending)
    }

    /// The format that a request says its body is in.
    pub(super) fn stated(http: &HttpRequest) -> Result<Self, AppError> {
        let stated = http.headers().get(header::CONTENT_TYPE);
        let stated = stated.and_then(|value| value.to_str().ok());
        let essence = |media: &str| {
            let media = media.split(';').next().unwrap_or_default();
            media.trim().to_ascii_lowercase()
        };
        let stated = essence(stated.unwrap_or_default());
        Self::ALL
            .into_iter()
            .find(|format| essence(format.media_type()) == stated)
            .ok_or_else(|| AppError::File {
                fault: FileFault::TypeNotAllowed,
                field: "Content-Type",
                reason: format!("must be text/csv or {}", Self::Xlsx.media_type()),
            })
    }

    /// Writes a table.
    pub(super) fn write(self, rows: &[Row]) -> Result<Vec<u8>, AppError> {
        let written = match self {
            Self::Csv => to_csv(rows),
            Self::Xlsx => to_xlsx(rows),
        };
        written.map_err(refused)
    }

    /// What tells whether a table is the one that a reader has already.
    pub(super) fn tag(self, rows: &[Row]) -> Result<String, AppError> {
        let written = to_csv(rows).map_err(refused)?;
        let written = String::from_utf8_lossy(&written);
        Ok(format!(
            "\"{}\"",
            sha256(&format!("{} {written}", self.ending()))
        ))
    }

    /// Reads a table.
    pub(super) fn read(self, bytes: &[u8]) -> Result<BudgetTable, AppError> {
        let read = match self {
            Self::Csv => from_csv(bytes),
            Self::Xlsx => from_xlsx(bytes),
        };
        read.map_err(refused)
    }
}

fn refused(error: DocumentError) -> AppError {
    AppError::invalid(error.path, error.reason)
}

/// A text that may be left out, though not blank.
pub(super) fn text(field: &str, text: Option<&str>) -> Result<Option<String>, AppError> {
    let Some(text) = text.map(str::trim) else {
        return Ok(None);
    };
    if !(1..=LONGEST).contains(&text.chars().count()) || text.contains('\0') {
        let reason = format!("must have 1 to {LONGEST} characters, none of them U+0000");
        return Err(AppError::invalid(field, reason));
    }
    impersonal(field, text)?;
    Ok(Some(text.to_owned()))
}

/// Visits every text of people in a table.
pub(super) fn for_each_text(rows: &mut [Row], mut visit: impl FnMut(&mut String)) {
    for row in rows {
        match row {
            Row::Contribution { giver, .. } => match giver {
                Named::Other(name) => visit(name),
                Named::Party(_) | Named::Member(_) => {}
            },
            Row::Income(held) => visit(&mut held.text),
            Row::Line {
                activity,
                expected_outcome,
                waits,
                ..
            } => {
                visit(activity);
                expected_outcome.iter_mut().for_each(&mut visit);
                if let Some(waits) = waits {
                    visit(&mut waits.event);
                    waits.condition.iter_mut().for_each(&mut visit);
                }
            }
            Row::Goal(goal) => visit(goal),
            Row::Equity(_) => {}
        }
    }
}

/// Where in the table the parts of a draft stand.
#[derive(Debug, Default)]
pub(crate) struct Places {
    contributions: Vec<String>,
    income: Vec<String>,
    lines: Vec<String>,
    equity: Vec<String>,
    goals: Vec<String>,
}

impl Places {
    /// An error told of the row where it arose, where it did in one.
    pub(crate) fn told(&self, error: AppError) -> AppError {
        match error {
            AppError::Invalid { field, reason } => {
                let field = self.row(&field).unwrap_or(field);
                AppError::Invalid { field, reason }
            }
            other => other,
        }
    }

    /// `content.contributions.3.amount` as `row 5, amount`.
    fn row(&self, field: &str) -> Option<String> {
        let mut parts = field
            .split('.')
            .skip_while(|part| self.list(part).is_none());
        let list = self.list(parts.next()?)?;
        let row = list.get(parts.next()?.parse::<usize>().ok()?)?;
        let rest: Vec<&str> = parts.collect();
        Some(match rest.as_slice() {
            [] => row.clone(),
            rest => format!("{row}, {}", rest.join(".")),
        })
    }

    fn list(&self, name: &str) -> Option<&[String]> {
        match name {
            "contributions" => Some(&self.contributions),
            "otherIncome" => Some(&self.income),
            "lines" => Some(&self.lines),
            "equity" => Some(&self.equity),
            "goals" => Some(&self.goals),
            _ => None,
        }
    }
}

/// The draft that a table in CSV asks for.
pub(crate) fn of_csv(bytes: &[u8]) -> Result<(Draft, Places), AppError> {
    draft(Format::Csv.read(bytes)?)
}

/// The draft that a table asks for.
pub(super) fn draft(table: BudgetTable) -> Result<(Draft, Places), AppError> {
    let mut draft = Draft {
        last_year: None,
        on: None,
        contributions: Vec::new(),
        other_income: Vec::new(),
        lines: Vec::new(),
        equity: Vec::new(),
        goals: Vec::new(),
        funding: None,
    };
    let mut places = Places::default();
    for (at, mut row) in table.rows {
        sound(&at, &mut row)?;
        match row {
            Row::Contribution {
                year,
                giver,
                kind,
                amount,
            } => {
                draft.contributions.push(NewContribution {
                    year: Some(year),
                    giver: self::giver(&at, giver)?,
                    kind,
                    amount,
                });
                places.contributions.push(at);
            }
            Row::Income(held) => {
                draft.other_income.push(NewIncome {
                    year: Some(held.year),
                    source: held.source,
                    text: held.text,
                    amount: held.amount,
                });
                places.income.push(at);
            }
            Row::Line {
                activity,
                period,
                amount,
                expected_outcome,
                waits,
            } => {
                draft.lines.push(NewLine {
                    activity,
                    period,
                    amount,
                    expected_outcome,
                    suspension: waits.map(suspension),
                });
                places.lines.push(at);
            }
            Row::Equity(held) => {
                draft.equity.push(NewEquity {
                    year: Some(held.year),
                    drawn: held.drawn,
                    added: held.added,
                });
                places.equity.push(at);
            }
            Row::Goal(goal) => {
                draft.goals.push(goal);
                places.goals.push(at);
            }
        }
    }
    Ok((draft, places))
}

fn suspension(waits: budget_table::Waits) -> NewSuspension {
    NewSuspension {
        event: waits.event,
        condition: waits.condition,
        period: waits.period,
    }
}

/// Refuses texts that nothing here may hold.
fn sound(at: &str, row: &mut Row) -> Result<(), AppError> {
    let mut found = Ok(());
    for_each_text(std::slice::from_mut(row), |held| {
        if found.is_ok() {
            found = text(at, Some(held)).map(|_| ());
        }
    });
    found
}

/// A member by id, by its name as an address, or by its name.
fn giver(at: &str, giver: Named) -> Result<Giver, AppError> {
    Ok(match giver {
        Named::Party(party) => Giver::Party(party),
        Named::Other(name) => Giver::Other(name),
        Named::Member(name) => {
            let id = OrganisationId::parse(&name).ok().map(Address::Id);
            let slug = || Slug::of(&name).map(Address::Slug);
            let member = id.or_else(slug).ok_or_else(|| {
                AppError::invalid(format!("{at}, member"), "is no name of a member")
            })?;
            Giver::Member(member)
        }
    })
}
