//! Tables inside an item: votes with a cross in a column, and lists of what is to be done.

use super::content::Assignment;
use super::lines::{Cell, Line};
use super::names;
use super::printed::Printed;
use super::report::Certainty;
use super::votes::Vote;
use super::when;

/// How far a cell may stand from its column's head, in characters.
const NEAR: usize = 6;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Choice(&'static str),
    Number,
    Task,
    Who,
    Due,
}

/// The tables of an item.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub(crate) votes: Vec<Vote>,
    pub(crate) tasks: Vec<Assignment>,
}

/// Finds the tables among an item's lines.
pub(crate) fn tables(lines: &[Line]) -> Tables {
    let mut out = Tables::default();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let heads = heads(line);
        let rows = &lines[index + 1..];
        let count = if has(&heads, Column::Choice("YES")) && has(&heads, Column::Choice("NO")) {
            ballots(&heads, rows, &mut out.votes)
        } else if has(&heads, Column::Task) && has(&heads, Column::Who) {
            tasks(&heads, rows, &mut out.tasks)
        } else {
            0
        };
        index += 1 + count;
    }
    out
}

type Heads = Vec<(Column, Cell)>;

fn has(heads: &Heads, column: Column) -> bool {
    heads.iter().any(|(known, _)| *known == column)
}

/// The columns, if every cell of the line heads one.
fn heads(line: &Line) -> Heads {
    let mut heads = Vec::new();
    for (text, cell) in cells(line) {
        let word = text.trim_end_matches(['.', ':']).to_lowercase();
        let column = match word.as_str() {
            "ledamot" | "ledamöter" | "namn" | "tjänstgörande" | "beslutande" => Column::Name,
            "ja" => Column::Choice("YES"),
            "nej" => Column::Choice("NO"),
            "avstår" | "avst" | "avstod" => Column::Choice("ABSTAIN"),
            "nr" | "punkt" => Column::Number,
            "åtgärd" | "åtgärder" | "uppgift" | "aktivitet" | "att göra" | "uppdrag" => {
                Column::Task
            }
            "ansvarig" | "ansvariga" | "vem" => Column::Who,
            "klart" | "klar" | "klart senast" | "när" | "senast" | "tid" => Column::Due,
            _ => return Vec::new(),
        };
        heads.push((column, cell));
    }
    heads
}

/// The cells of a line with where each stood.
fn cells(line: &Line) -> Vec<(Printed, Cell)> {
    let parts = line.text.pieces(|c| c == '\t');
    if parts.len() != line.cells.len() {
        return Vec::new();
    }
    parts.into_iter().zip(line.cells.iter().copied()).collect()
}

/// The column that a cell stands in: as many gaps from the left as its head where gaps are marked, else below it.
fn column(heads: &Heads, cell: Cell) -> Option<Column> {
    let marked = heads.last().is_some_and(|(_, head)| head.gaps > 0);
    let mut found = heads
        .iter()
        .filter(|(_, head)| {
            if marked {
                head.gaps == cell.gaps
            } else {
                head.at.abs_diff(cell.at) <= NEAR
            }
        })
        .collect::<Vec<_>>();
    found.sort_by_key(|(_, head)| head.at.abs_diff(cell.at));
    found.first().map(|(column, _)| *column)
}

/// Rows of names with one cross each, and the sums below them; how many they are.
fn ballots(heads: &Heads, rows: &[Line], votes: &mut Vec<Vote>) -> usize {
    let mut vote = Vote::default();
    let mut count = 0;
    for row in rows {
        let cells = cells(row);
        let Some(((name, _), marks)) = cells.split_first() else {
            break;
        };
        let lower = name.trim_end_matches(':').to_lowercase();
        if ["summa", "antal", "totalt", "antal röster", "resultat"].contains(&lower.as_str()) {
            for (text, cell) in marks {
                let Ok(number) = text.parse() else { continue };
                let number = Some((number, text.clone()));
                match column(heads, *cell) {
                    Some(Column::Choice("YES")) => vote.yes = number,
                    Some(Column::Choice("NO")) => vote.no = number,
                    Some(Column::Choice(_)) => vote.abstained = number,
                    _ => {}
                }
            }
            count += 1;
            break;
        }
        let name = super::acts::without_party(name);
        let name = name.to(name.find(',').unwrap_or(name.len()));
        let [(mark, cell)] = marks else { break };
        let crossed = matches!(mark.as_str(), "x" | "X" | "×" | "✓" | "✔");
        let Some(Column::Choice(choice)) = column(heads, *cell).filter(|_| crossed) else {
            break;
        };
        if !names::is_person(&name) {
            break;
        }
        vote.ballots.push((name, choice));
        count += 1;
    }
    if vote.ballots.len() < 2 {
        return 0;
    }
    votes.push(vote);
    count
}

/// Rows of a list of what is to be done; how many they are.
fn tasks(heads: &Heads, rows: &[Line], tasks: &mut Vec<Assignment>) -> usize {
    let mut count = 0;
    for row in rows {
        let cells = cells(row);
        let of = |wanted: Column| {
            let own = |(_, cell): &&(Printed, Cell)| column(heads, *cell) == Some(wanted);
            cells.iter().find(own).map(|(text, _)| text.clone())
        };
        let Some(text) = of(Column::Task).filter(|_| cells.len() > 1) else {
            break;
        };
        let due = of(Column::Due).filter(|due| due.chars().any(char::is_alphanumeric));
        let early = |due: &Printed| {
            let lower = due.to_lowercase();
            lower.starts_with("före") || lower.starts_with("innan")
        };
        let due_on = due.as_ref().filter(|due| !early(due)).and_then(|due| {
            let day = when::days(due, None, true)
                .into_iter()
                .find(|day| day.whole)?;
            Some(day.date)
        });
        let who = of(Column::Who).map(|who| names::list(&who));
        tasks.push(Assignment {
            who: who.filter(|who| !who.is_empty()),
            text,
            due,
            due_on,
            certainty: Certainty::Certain,
        });
        count += 1;
    }
    count
}
