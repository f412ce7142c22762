//! What a paper must be to be taken: its days in order, its amounts what they can be, and what it points at there.

use super::accounts::{AnnualReport, Invoice, OutcomeOf, OutcomeReport, Payment};
use super::content::{Contributor, Line, Span};
use super::steps::{Fault, Misfit, Unfit};
use super::{Budget, Paper};
use crate::Date;
use crate::id::BudgetLineId;
use crate::money::Ore;
use chrono::Datelike;

impl Budget {
    /// With one more paper.
    ///
    /// # Errors
    /// [`Misfit`] with the field: a day ahead, an amount below 0 where none can be, a version, line or invoice that is
    /// not there, a period that runs into another; `BUDGET_NOT_APPROVED` for the outcome of a line that is not approved.
    pub fn file(&mut self, paper: Paper, today: Date) -> Result<(), Unfit> {
        let on = paper.on();
        if today < on {
            return Err(Misfit::new("on", Fault::Ahead { on, today }).into());
        }
        match &paper {
            Paper::Request(held) => owed(held.amount)?,
            Paper::Allocation(held) => owed(Some(held.amount))?,
            Paper::Commitment(held) => owed(held.amount)?,
            Paper::Consultation(held) => {
                if held.version.is_some_and(|it| self.version(it).is_none()) {
                    return Err(Misfit::new("budgetVersion", Fault::NoSuchVersion).into());
                }
            }
            Paper::Outcome(held) => self.outcome_fits(held)?,
            Paper::Invoice(held) => self.invoice_fits(held)?,
            Paper::Payment(held) => self.payment_fits(held)?,
            Paper::Equity(held) => booked(held.amount)?,
            Paper::AnnualReport(held) => self.report_fits(held, today)?,
            Paper::AuditReport(held) => self.closed_before(held.on)?,
            Paper::Discharge(held) => self.closed_before(held.on)?,
            Paper::Auditor(_) => {}
        }
        self.papers.push(paper);
        Ok(())
    }

    fn outcome_fits(&self, report: &OutcomeReport) -> Result<(), Unfit> {
        let period = report.period;
        let year = period.year();
        let year = year.map_err(|fault| Misfit::new("until", fault))?;
        if year != self.year {
            let (first, last) = (self.year, self.year);
            return Err(Misfit::new("from", Fault::OutsidePlan { first, last }).into());
        }
        if report.on < period.until {
            let (on, earliest) = (report.on, period.until);
            return Err(Misfit::new("on", Fault::Before { on, earliest }).into());
        }
        let told = self.told(Date::MAX);
        for (place, row) in report.rows.iter().enumerate() {
            let field = || format!("rows.{place}");
            if let OutcomeOf::Line(id) = &row.of {
                let (version, _) = self
                    .line(*id)
                    .ok_or_else(|| Misfit::new(format!("rows.{place}.line"), Fault::NoSuchLine))?;
                if version.adoption.is_none() {
                    return Err(self.not_approved().into());
                }
            }
            let same = |it: &super::OutcomeRow| {
                self.standing(&it.of, Date::MAX) == self.standing(&row.of, Date::MAX)
            };
            if report.rows.iter().take(place).any(same) {
                return Err(Misfit::new(field(), Fault::Twice).into());
            }
            let runs_into = told.iter().find(|held| {
                row.amount.is_some()
                    && held.amount.is_some()
                    && self.follows(&row.of, &held.of, Date::MAX)
                    && touches(period, held.period)
                    && !holds(period, held.period)
            });
            if let Some(held) = runs_into {
                let Span { from, until } = held.period;
                return Err(Misfit::new(field(), Fault::Overlaps { from, until }).into());
            }
        }
        Ok(())
    }

    fn invoice_fits(&self, invoice: &Invoice) -> Result<(), Unfit> {
        booked(invoice.amount)?;
        if matches!(invoice.contributor, Contributor::Other(_)) {
            return Err(Misfit::new("contributor", Fault::NoMember).into());
        }
        if self.invoice(&invoice.reference).is_some() {
            return Err(Misfit::new("reference", Fault::Twice).into());
        }
        if let Some(due) = invoice.due_on.filter(|due| *due < invoice.on) {
            let (on, earliest) = (due, invoice.on);
            return Err(Misfit::new("dueOn", Fault::Before { on, earliest }).into());
        }
        Ok(())
    }

    fn payment_fits(&self, payment: &Payment) -> Result<(), Unfit> {
        booked(payment.amount)?;
        match self.invoice(&payment.invoice) {
            Some(_) => Ok(()),
            None => Err(Misfit::new("invoice", Fault::NoSuchInvoice).into()),
        }
    }

    fn report_fits(&self, report: &AnnualReport, today: Date) -> Result<(), Unfit> {
        self.closed_before(report.on)?;
        owed(report.income).map_err(|held| Misfit::new("income", held.fault))?;
        owed(report.costs).map_err(|held| Misfit::new("costs", held.fault))?;
        if let Some(sent) = report.sent_on {
            let earliest = report.on;
            if sent < earliest {
                let fault = Fault::Before { on: sent, earliest };
                return Err(Misfit::new("sentOn", fault).into());
            }
            if today < sent {
                return Err(Misfit::new("sentOn", Fault::Ahead { on: sent, today }).into());
            }
        }
        Ok(())
    }

    /// Refuses a day within the year for what can only come after it.
    fn closed_before(&self, on: Date) -> Result<(), Misfit> {
        let earliest = Date::from_ymd_opt(self.year.saturating_add(1), 1, 1);
        match earliest.filter(|earliest| on < *earliest) {
            Some(earliest) => Err(Misfit::new("on", Fault::Before { on, earliest })),
            None => Ok(()),
        }
    }

    /// The invoice with a number.
    pub fn invoice(&self, reference: &str) -> Option<&Invoice> {
        self.papers.iter().find_map(|paper| match paper {
            Paper::Invoice(held) if held.reference == reference => Some(held),
            _ => None,
        })
    }

    /// What an outcome stands at on a day: the line of the version then in force that carries a line on, where it is
    /// beyond doubt which; else the thing itself.
    pub(super) fn standing(&self, of: &OutcomeOf, on: Date) -> OutcomeOf {
        match of {
            OutcomeOf::Line(id) => {
                let carried = self.carried_on(*id, on).map(|line| line.id);
                OutcomeOf::Line(carried.unwrap_or(*id))
            }
            other => other.clone(),
        }
    }

    /// The line in force on a day that carries a line on: itself, else the one of the same activity and period, else the only
    /// one of the same activity.
    fn carried_on(&self, id: BudgetLineId, on: Date) -> Option<&Line> {
        let (_, line) = self.line(id)?;
        let held = &self.in_force_on(on)?.content.lines;
        if let Some(itself) = held.iter().find(|it| it.id == id) {
            return Some(itself);
        }
        let of_year = |it: &&Line| it.period.from.year() == self.year;
        let same: Vec<&Line> = held
            .iter()
            .filter(of_year)
            .filter(|it| it.activity == line.activity)
            .collect();
        let days: Vec<&&Line> = same.iter().filter(|it| it.period == line.period).collect();
        match (days.as_slice(), same.as_slice()) {
            ([one], _) => Some(one),
            ([], [one]) => Some(one),
            _ => None,
        }
    }

    /// Whether an outcome may take the place of an earlier one: of the same thing, or of a later version's line that
    /// carries it on. Lines of one version never take each other's place.
    pub(super) fn follows(&self, later: &OutcomeOf, earlier: &OutcomeOf, on: Date) -> bool {
        if later == earlier {
            return true;
        }
        let (OutcomeOf::Line(later_id), OutcomeOf::Line(earlier_id)) = (later, earlier) else {
            return false;
        };
        let number = |id: &BudgetLineId| self.line(*id).map(|(version, _)| version.number);
        self.standing(later, on) == self.standing(earlier, on)
            && number(later_id) > number(earlier_id)
    }
}

/// Whether a period holds all of another.
pub(super) fn holds(whole: Span, part: Span) -> bool {
    whole.from <= part.from && part.until <= whole.until
}

/// Whether two periods share a day.
fn touches(one: Span, other: Span) -> bool {
    one.from <= other.until && other.from <= one.until
}

/// Refuses an amount below 0.
fn owed(amount: Option<Ore>) -> Result<(), Misfit> {
    match amount.filter(|amount| *amount < Ore::ZERO) {
        Some(_) => Err(Misfit::new("amount", Fault::Negative)),
        None => Ok(()),
    }
}

/// Refuses a booking of nothing.
fn booked(amount: Ore) -> Result<(), Misfit> {
    match amount == Ore::ZERO {
        true => Err(Misfit::new("amount", Fault::Nothing)),
        false => Ok(()),
    }
}
