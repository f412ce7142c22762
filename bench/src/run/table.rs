//! The table: a line for each way that a work is asked for.

use super::asking::Measured;
use super::process::Cost;
use super::{Turn, Whom};
use crate::works::Work;
use std::fmt;

/// How a work is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// GraphQL.
    Graphql,
    /// REST.
    Rest,
}

/// What stands above the lines.
pub fn head(connections: u32, seconds: u32, rounds: u32) -> String {
    format!(
        "### {connections} connections, {rounds} rounds of {seconds} s\n\n\
        | work | asked | service /s | rows /s | memory /s | service ÷ rows (least–most) | p50, p99 ms | \
        CPU ms: service + PostgreSQL | rows + PostgreSQL | answer KiB | service MiB |\n\
        |---|---|---|---|---|---|---|---|---|---|---|"
    )
}

type Rounds = [(Measured, Cost)];

/// A line.
#[derive(Debug)]
pub struct Line {
    work: Work,
    way: Way,
    warm: bool,
    service: Figures,
    rows: Option<Figures>,
    memory: Option<f64>,
    /// The share of rows in each round.
    shares: Vec<f64>,
    resident: f64,
}

/// What the rounds of one server come to.
#[derive(Debug, Clone, Copy)]
struct Figures {
    rate: f64,
    p50: f64,
    p99: f64,
    server: f64,
    postgres: f64,
    kib: f64,
    refused: f64,
}

/// The middle one; of an even number the mean of the two in the middle.
fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = figures.collect();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted.len().saturating_sub(1) / 2, sorted.len() / 2);
    let at = |place: usize| sorted.get(place).copied().unwrap_or_default();
    f64::midpoint(at(low), at(high))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts and times of a few seconds"
)]
impl Figures {
    fn of(rounds: &Rounds) -> Self {
        let refused = rounds.iter().map(|(held, _)| held.refused());
        let of = |read: &dyn Fn(&(Measured, Cost)) -> f64| median(rounds.iter().map(read));
        Self {
            rate: of(&|(held, _)| held.rate()),
            p50: of(&|(held, _)| held.p50 as f64 / 1000.0),
            p99: of(&|(held, _)| held.p99 as f64 / 1000.0),
            server: of(&|(held, cost)| cost.server * 1000.0 / held.units.max(1) as f64),
            postgres: of(&|(held, cost)| cost.postgres * 1000.0 / held.units.max(1) as f64),
            kib: of(&|(held, _)| held.bytes as f64 / 1024.0 / held.requests.max(1) as f64),
            refused: refused.fold(0.0, f64::max),
        }
    }
}

impl Line {
    /// What was measured of the service.
    pub fn of(work: Work, way: Way, warm: bool, service: &Rounds) -> Self {
        Self {
            work,
            way,
            warm,
            service: Figures::of(service),
            rows: None,
            memory: None,
            shares: service.iter().map(|(held, _)| held.rate()).collect(),
            resident: 0.0,
        }
    }

    /// Beside what was measured of the others in the same rounds; nothing of memory where it has no answer.
    pub fn beside(mut self, rows: &Rounds, memory: &Rounds) -> Self {
        let pairs = self.shares.iter().zip(rows);
        self.shares = pairs
            .map(|(service, (rows, _))| service / rows.rate())
            .collect();
        self.rows = Some(Figures::of(rows));
        self.memory = (!memory.is_empty()).then(|| Figures::of(memory).rate);
        self
    }

    /// With the share of refusals among answers that were looked into.
    fn with_refused(mut self, refused: f64) -> Self {
        self.service.refused = self.service.refused.max(refused);
        self
    }

    /// With the memory of the service after the work, in MiB.
    pub fn with_resident(mut self, resident: f64) -> Self {
        self.resident = resident;
        self
    }
}

/// The lines of a work that only reads.
pub fn lines(work: Work, turns: &[Turn], resident: f64) -> Vec<Line> {
    let of = |whom: Whom| turns.iter().filter(move |turn| turn.whom == whom);
    let rounds = |whom: Whom| {
        of(whom)
            .next()
            .map_or(&[][..], |turn| turn.measured.as_slice())
    };
    of(Whom::Service)
        .map(|turn| {
            let memory = if turn.warm { rounds(Whom::Memory) } else { &[] };
            Line::of(work, turn.way, turn.warm, &turn.measured)
                .with_refused(turn.refused)
                .beside(rounds(Whom::Rows), memory)
                .with_resident(resident)
        })
        .collect()
}

/// A number with as many digits as tell something.
fn short(number: f64) -> String {
    match number {
        many if many >= 1000.0 => format!("{:.0}", (many / 10.0).round() * 10.0),
        many if many >= 100.0 => format!("{many:.0}"),
        some if some >= 10.0 => format!("{some:.1}"),
        few => format!("{few:.2}"),
    }
}

fn or_none(number: Option<f64>) -> String {
    number.map_or_else(|| "–".to_owned(), short)
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.way {
            Way::Graphql => "GraphQL",
            Way::Rest => "REST",
        };
        let warm = match (self.work, self.warm) {
            (Work::Write, _) => "two requests",
            (_, true) => "warm",
            (_, false) => "cold",
        };
        let (service, rows) = (&self.service, self.rows.as_ref());
        let refused = match service.refused {
            none if none < 0.0005 => String::new(),
            some => format!(" ({:.1} % refused)", some * 100.0),
        };
        let share = rows.map(|rows| service.rate / rows.rate);
        let least = self.shares.iter().copied().reduce(f64::min);
        let most = self.shares.iter().copied().reduce(f64::max);
        write!(
            formatter,
            "| {} | {way}, {warm} | {}{refused} | {} | {} | {} ({}–{}) | {}, {} | {} + {} | {} + {} | {} | {:.0} |",
            self.work.title(),
            short(service.rate),
            or_none(rows.map(|rows| rows.rate)),
            or_none(self.memory),
            or_none(share),
            or_none(least),
            or_none(most),
            short(service.p50),
            short(service.p99),
            short(service.server),
            short(service.postgres),
            or_none(rows.map(|rows| rows.server)),
            or_none(rows.map(|rows| rows.postgres)),
            short(service.kib),
            self.resident,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounds(units: [u64; 3]) -> Vec<(Measured, Cost)> {
        let measured = |units| Measured {
            requests: units,
            units,
            microseconds: 1_000_000,
            bytes: 0,
            errors: 0,
            p50: 1500,
            p99: 9000,
        };
        units
            .map(|units| {
                (
                    measured(units),
                    Cost {
                        server: 0.5,
                        postgres: 0.25,
                    },
                )
            })
            .into()
    }

    #[test]
    fn a_line_has_the_ratio_of_medians_and_its_spread() {
        let line = Line::of(Work::Decision, Way::Graphql, false, &rounds([50, 100, 200]))
            .beside(&rounds([100, 400, 400]), &[])
            .with_resident(40.0)
            .to_string();
        assert!(
            line.contains("| 100 | 400 | – | 0.25 (0.25–0.50) | 1.50, 9.00 | 5.00 + 2.50 |"),
            "{line}"
        );
    }

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        assert!((median([4.0, 1.0, 2.0, 3.0].into_iter()) - 2.5).abs() < 1e-9);
    }
}
