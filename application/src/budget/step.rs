//! One command on its way: judged by the domain and stored.

use super::book::Told;
use super::filing::contributor;
use super::{Command, Draft, NewLine, OfYear, revising};
use crate::error::AppError;
use crate::followup::Item;
use crate::live::Desk;
use crate::ports::UnitOfWork;
use domain::Date;
use domain::budget::{
    Approving, Budget, Content, Contribution, EquityMove, Execution, Fault, Line, LineState,
    Misfit, OtherIncome, Settlement, Span, Suspension, Unfit, VersionKind,
};
use domain::delegation::Sitting;
use domain::id::{BudgetId, BudgetLineId};
use domain::organisation::{Organisation, OrganisationKind};
use domain::refusal::{Refusal, Step};
use domain::rule::Outcome;
use domain::rules::quorum_at;

/// One command on its way.
pub(super) struct Budgeting<'a> {
    pub owner: &'a Organisation,
    pub today: Date,
    pub desk: &'a Desk,
    pub work: &'a mut dyn UnitOfWork,
}

pub(super) fn misfit(misfit: Misfit) -> AppError {
    AppError::invalid(misfit.field, misfit.fault.to_string())
}

fn unfit(unfit: Unfit) -> AppError {
    match unfit {
        Unfit::Misfit(held) => misfit(held),
        Unfit::Refused(refusal) => refusal.into(),
    }
}

/// The same for what stands in the content of a version.
fn within_content(held: Unfit) -> AppError {
    match held {
        Unfit::Misfit(held) => misfit(Misfit {
            field: format!("content.{}", held.field),
            ..held
        }),
        Unfit::Refused(refusal) => refusal.into(),
    }
}

impl Budgeting<'_> {
    /// Judges and stores: what the journal keeps of it.
    pub(super) async fn carry_out(&mut self, command: &Command) -> Result<Told, AppError> {
        if self.owner.kind != Some(OrganisationKind::CoordinationAssociation) {
            let reason = "only a coordination association has budgets here";
            return Err(AppError::invalid("association", reason));
        }
        match command {
            Command::Propose { of, draft } => {
                let budget = self.of_year(of).await?;
                self.propose(budget, VersionKind::Original, draft).await
            }
            Command::Revise {
                budget,
                supplement,
                draft,
            } => {
                let budget = self.standing(*budget).await?;
                self.propose(budget, revising(*supplement), draft).await
            }
            Command::Approve { .. } => self.approve(command).await,
            Command::Settle {
                line,
                released,
                on,
                evidence,
            } => {
                let settlement = Settlement {
                    on: *on,
                    evidence: evidence.clone(),
                };
                self.settle(*line, *released, settlement).await
            }
            Command::Request { of, .. }
            | Command::Allocate { of, .. }
            | Command::Commit { of, .. }
            | Command::Consult { of, .. }
            | Command::Record { of, .. } => {
                let paper = self.paper(command).await?;
                let mut budget = self.of_year(of).await?;
                budget.file(paper.clone(), self.today).map_err(unfit)?;
                let place = budget.papers.len().saturating_sub(1);
                self.work.add_budget_paper(budget.id, place, &paper).await?;
                Ok(Told::Filed(budget.id, budget.year, paper))
            }
        }
    }

    async fn propose(
        &mut self,
        mut budget: Budget,
        kind: VersionKind,
        draft: &Draft,
    ) -> Result<Told, AppError> {
        let on = draft.on.unwrap_or(self.today);
        if self.today < on {
            let today = self.today;
            let ahead = Misfit::new("content.proposedOn", Fault::Ahead { on, today });
            return Err(misfit(ahead));
        }
        let association = self.work.association(self.owner.id).await?;
        let mut contributions = Vec::new();
        for (place, held) in draft.contributions.iter().enumerate() {
            let field = format!("content.contributions.{place}.member");
            contributions.push(Contribution {
                year: held.year.unwrap_or(budget.year),
                contributor: contributor(association.as_ref(), &field, &held.giver)?,
                kind: held.kind,
                amount: held.amount,
            });
        }
        let year = budget.year;
        let other_income = draft.other_income.iter().map(|held| OtherIncome {
            year: held.year.unwrap_or(year),
            source: held.source,
            text: held.text.clone(),
            amount: held.amount,
        });
        let equity = draft.equity.iter().map(|held| EquityMove {
            year: held.year.unwrap_or(year),
            drawn: held.drawn,
            added: held.added,
        });
        let lines = draft.lines.iter();
        let lines = lines.map(|line| self.line(year, line));
        let content = Content {
            contributions,
            other_income: other_income.collect(),
            lines: lines.collect::<Result<_, _>>()?,
            equity: equity.collect(),
            goals: draft.goals.clone(),
        };
        let proposed = budget.propose(kind, draft.last_year, content, draft.funding.clone(), on);
        let version = proposed.map_err(within_content)?.clone();
        self.work
            .add_budget_version(self.owner.id, budget.id, budget.year, &version)
            .await?;
        Ok(Told::Proposed(budget.id, budget.year, version))
    }

    fn line(&self, year: i32, asked: &NewLine) -> Result<Line, AppError> {
        let whole = || {
            let from = Date::from_ymd_opt(year, 1, 1)?;
            let until = Date::from_ymd_opt(year, 12, 31)?;
            Some(Span { from, until })
        };
        let period = asked.period.or_else(whole);
        let period = period.ok_or_else(|| misfit(Misfit::new("year", Fault::NoSuchYear)))?;
        let waits = |held: &super::NewSuspension| {
            Execution::Suspended(Suspension {
                event: held.event.clone(),
                condition: held.condition.clone(),
                period: held.period,
                state: LineState::Waiting,
            })
        };
        Ok(Line {
            id: BudgetLineId::from_uuid(self.desk.ids.next()),
            activity: asked.activity.clone(),
            period,
            amount: asked.amount,
            expected_outcome: asked.expected_outcome.clone(),
            execution: asked
                .suspension
                .as_ref()
                .map_or(Execution::Immediate, waits),
        })
    }

    async fn approve(&mut self, command: &Command) -> Result<Told, AppError> {
        let Command::Approve {
            budget,
            number,
            decision,
            open,
            announced,
            announced_on,
        } = command
        else {
            return Err(AppError::invalid("command", "it approves nothing"));
        };
        let mut budget = self.standing(*budget).await?;
        let sitting = self.work.sitting(Item::Decision(*decision)).await?;
        let sitting = sitting.filter(|held| held.owner.id == self.owner.id);
        let sitting = sitting.ok_or_else(|| self.nothing("decision"))?;
        let kind = sitting.decides.ok_or_else(|| self.nothing("decision"))?;
        if let Some((other, version)) = self.work.approved_by(*decision).await? {
            return Err(approves_another(other == budget.id, version).into());
        }
        let record = self.work.record(sitting.meeting).await?;
        let record = record.ok_or_else(|| self.nothing("decision"))?;
        let placed = record.meeting.placed().into_iter().find(|placed| {
            let mut decisions = placed.item.decisions.iter();
            decisions.any(|held| held.id == *decision)
        });
        let quorum = placed
            .and_then(|placed| quorum_at(&record.meeting, placed.item, &record.surroundings))
            .map_or(Outcome::Unknown, |verdict| verdict.outcome);
        let by = Approving {
            decision: *decision,
            kind,
            sitting: Sitting {
                body: &sitting.body,
                owner: sitting.owner.kind,
                date: sitting.date,
                voided: sitting.voided,
            },
            quorum,
            live: record.stage.is_some(),
            open: *open,
            announced: *announced,
            announced_on: *announced_on,
        };
        let adoption = budget.approve(*number, &by).map_err(unfit)?.clone();
        self.work
            .approve_budget_version(budget.id, *number, &adoption)
            .await?;
        Ok(Told::Approved(budget.id, *number, adoption))
    }

    async fn settle(
        &mut self,
        line: BudgetLineId,
        released: bool,
        settlement: Settlement,
    ) -> Result<Told, AppError> {
        let id = self.work.budget_of_line(line).await?;
        let id = id.ok_or(AppError::NotFound {
            what: "budget line",
        })?;
        let mut budget = self.standing(id).await?;
        budget
            .settle(line, released, settlement.clone(), self.today)
            .map_err(unfit)?;
        let settled = budget.line(line);
        let (version, held) = settled.ok_or(AppError::NotFound {
            what: "budget line",
        })?;
        let number = version.number;
        let execution = held.execution.clone();
        self.work.settle_budget_line(line, &execution).await?;
        Ok(Told::Settled(id, number, line, released, settlement))
    }

    /// A budget as it stands under the lock.
    async fn standing(&mut self, id: BudgetId) -> Result<Budget, AppError> {
        let held = self.work.budget(id).await?;
        Ok(held.ok_or(AppError::NotFound { what: "budget" })?.budget)
    }

    /// The budget of a year; one that is not there is added.
    async fn of_year(&mut self, of: &OfYear) -> Result<Budget, AppError> {
        let held = self.work.budget_of_year(self.owner.id, of.year).await?;
        if let Some(id) = held {
            return self.standing(id).await;
        }
        let id = BudgetId::from_uuid(self.desk.ids.next());
        let budget = Budget::try_new(id, self.owner.id, of.year).map_err(misfit)?;
        self.work.add_budget(&budget).await?;
        Ok(budget)
    }

    pub(super) fn nothing(&self, field: &str) -> AppError {
        AppError::invalid(field, format!("{} has no such thing", self.owner.name))
    }
}

fn approves_another(same_budget: bool, version: u32) -> Refusal {
    let (sv, en) = match same_budget {
        true => (
            format!("beslutet fastställer redan version {version}"),
            format!("the decision approves version {version} already"),
        ),
        false => (
            "beslutet fastställer redan en annan budget".to_owned(),
            "the decision approves another budget already".to_owned(),
        ),
    };
    Refusal::step(Step::DecisionApprovesAnother, sv, en).figure("version", version)
}
