//! How a year is closed: the annual report, its audit, and each member's discharge.

use super::Whole;
use crate::graphql::codes;
use crate::graphql::object::{Decision, Organisation, Verdict};
use crate::graphql::scalar::{Date, Ore};
use crate::graphql::viewing::{RegisterOf, viewing};
use async_graphql::{Context, Object, Result, SimpleObject};
use domain::association::Association as Register;
use domain::budget::{self as held};
use domain::calendar::annual_report_deadline;
use domain::id::OrganisationId;
use domain::money;
use domain::rule::Verdict as Judged;
use domain::rules::{BudgetSurroundings, evaluate_closing};
use std::sync::Arc;

/// The annual report (årsredovisning) of a year, as told last.
#[derive(SimpleObject, Debug, Clone)]
pub struct AnnualReport {
    /// The day on which the board gave it.
    on: Date,
    /// The board's decision; null where there is none, or the viewer may not know of it.
    decision: Option<Decision>,
    /// The day on which it was sent to members and auditors; null where not known.
    sent_on: Option<Date>,
    /// Income of the year; null where not stated.
    income: Option<Ore>,
    /// Costs of the year; null where not stated.
    costs: Option<Ore>,
    /// Income less costs; null where either is not stated.
    result: Option<Ore>,
    /// The result in Swedish form.
    result_formatted: Option<String>,
    /// Equity at the end of the year; null where not stated.
    equity: Option<Ore>,
    /// Where it is kept.
    reference: Option<String>,
}

impl AnnualReport {
    fn of(whole: &Whole, report: &held::AnnualReport) -> Self {
        let result = report.income.zip(report.costs).and_then(|(income, costs)| {
            let result = income.get().checked_sub(costs.get());
            result.and_then(money::Ore::new)
        });
        Self {
            on: Date(report.on),
            decision: whole.decision(report.decision),
            sent_on: report.sent_on.map(Date),
            income: report.income.map(Ore),
            costs: report.costs.map(Ore),
            result: result.map(Ore),
            result_formatted: result.map(|result| result.to_string()),
            equity: report.equity.map(Ore),
            reference: whole.shown_option(report.reference.as_ref()),
        }
    }
}

/// Organisations by id, those that the viewer may know of, in the same order.
async fn organisations(context: &Context<'_>, ids: &[OrganisationId]) -> Result<Vec<Organisation>> {
    let mut found = viewing(context).many(ids.to_vec()).await?;
    let held = ids.iter().filter_map(|id| found.remove(id));
    Ok(held.map(Organisation).collect())
}

/// An auditor of a year (revisor).
#[derive(Debug, Clone)]
pub struct Auditor {
    whole: Arc<Whole>,
    auditor: held::Auditor,
}

/// An auditor of a year (revisor).
///
/// Lag (2003:1210) 25 §.
#[Object]
impl Auditor {
    /// Name.
    async fn name(&self) -> String {
        self.whole.shown(&self.auditor.name)
    }

    /// The members that appointed them; several may share one.
    async fn appointed_by(&self, context: &Context<'_>) -> Result<Vec<Organisation>> {
        organisations(context, &self.auditor.appointed_by).await
    }

    /// The day of the appointment.
    async fn on(&self) -> Date {
        Date(self.auditor.on)
    }

    /// What shows it.
    async fn reference(&self) -> Option<String> {
        self.whole.shown_option(self.auditor.reference.as_ref())
    }
}

/// A report of auditors on a year (revisionsberättelse).
#[derive(Debug, Clone)]
pub struct AuditReport {
    whole: Arc<Whole>,
    report: held::AuditReport,
}

/// A report of auditors on a year (revisionsberättelse).
///
/// Lag (2003:1210) 26 §.
#[Object]
impl AuditReport {
    /// The day.
    async fn on(&self) -> Date {
        Date(self.report.on)
    }

    /// The members whose auditors gave it; null for those of all members together.
    async fn members(&self, context: &Context<'_>) -> Option<Result<Vec<Organisation>>> {
        let members = self.report.members.as_ref()?;
        Some(organisations(context, members).await)
    }

    /// Whether it is in favour of discharge; null where it does not say, or that is not known.
    async fn favours_discharge(&self) -> Option<bool> {
        self.report.favours_discharge
    }

    /// Criticism, as worded.
    async fn remark(&self) -> Option<String> {
        self.whole.shown_option(self.report.remark.as_ref())
    }

    /// Where it is kept.
    async fn reference(&self) -> Option<String> {
        self.whole.shown_option(self.report.reference.as_ref())
    }
}

/// A member's decision on discharge (ansvarsfrihet).
#[derive(SimpleObject, Debug, Clone)]
pub struct Discharge {
    /// How it decided.
    outcome: codes::DischargeOutcome,
    /// Whether it decided to claim damages; null where not known.
    claims_damages: Option<bool>,
    /// The day.
    on: Date,
    /// Its own decision: body, day and §.
    reference: Option<String>,
}

impl Discharge {
    fn of(whole: &Whole, discharge: &held::Discharge) -> Self {
        Self {
            outcome: discharge.outcome.into(),
            claims_damages: discharge.claims_damages,
            on: Date(discharge.on),
            reference: whole.shown_option(discharge.reference.as_ref()),
        }
    }
}

/// How far one member has come with a year.
#[derive(SimpleObject, Debug, Clone)]
pub struct MemberClosing {
    /// The member.
    member: Organisation,
    /// Auditors that it appointed, or that the state's other agency did for both.
    auditors: Vec<Auditor>,
    /// Whether its auditors have reported.
    audited: bool,
    /// What it decided last on discharge; null where nothing is recorded.
    discharge: Option<Discharge>,
    /// Whether it may be that it has nothing to decide: Arbetsförmedlingen, whose right the law leaves open.
    optional: bool,
}

/// How a year is closed.
#[derive(Debug, Clone)]
pub struct YearClosing {
    whole: Arc<Whole>,
    register: Option<Arc<Register>>,
    judged: Vec<Judged>,
}

impl YearClosing {
    pub(super) async fn of(context: &Context<'_>, whole: &Arc<Whole>) -> Result<Self> {
        let view = viewing(context);
        let budget = &whole.held.budget;
        let register = view.one(RegisterOf(budget.association)).await?;
        let around = BudgetSurroundings {
            association: register.as_deref(),
            on: view.today(),
        };
        let judged = evaluate_closing(budget, &around).into_iter();
        Ok(Self {
            judged: judged.map(|verdict| whole.told(verdict)).collect(),
            whole: Arc::clone(whole),
            register,
        })
    }

    fn auditor(&self, auditor: &held::Auditor) -> Auditor {
        Auditor {
            whole: Arc::clone(&self.whole),
            auditor: auditor.clone(),
        }
    }
}

/// How a year is closed: the annual report, its audit, and each member's discharge.
///
/// Lag (2003:1210) 24–26 §§.
#[Object]
impl YearClosing {
    /// How far it has come, as far as the viewer may know.
    async fn stage(&self) -> codes::ClosingStage {
        let budget = &self.whole.held.budget;
        budget.closing(self.register.as_deref()).stage.into()
    }

    /// The last day to give the annual report: 31 March, or the next working day.
    async fn annual_report_due_on(&self) -> Option<Date> {
        let due = annual_report_deadline(self.whole.held.budget.year)?;
        Some(Date(due.last_day))
    }

    /// The annual report; null where none is recorded.
    async fn annual_report(&self) -> Option<AnnualReport> {
        let report = self.whole.held.budget.annual_report()?;
        Some(AnnualReport::of(&self.whole, report))
    }

    /// Auditors of the year, in order of recording.
    async fn auditors(&self) -> Vec<Auditor> {
        let auditors = self.whole.held.budget.auditors();
        auditors.map(|held| self.auditor(held)).collect()
    }

    /// Reports of auditors, in order of recording.
    async fn audit_reports(&self) -> Vec<AuditReport> {
        let reports = self.whole.held.budget.audit_reports();
        reports
            .map(|report| AuditReport {
                whole: Arc::clone(&self.whole),
                report: report.clone(),
            })
            .collect()
    }

    /// Those who were members on the last day of the year, as registered, each with what is known of it.
    async fn members(&self) -> Vec<MemberClosing> {
        let budget = &self.whole.held.budget;
        let closing = budget.closing(self.register.as_deref());
        let members = closing.members.iter();
        members
            .map(|held| MemberClosing {
                member: Organisation(held.member.organisation.clone()),
                auditors: held.auditors.iter().map(|it| self.auditor(it)).collect(),
                audited: held.audited,
                discharge: held.discharge.map(|it| Discharge::of(&self.whole, it)),
                optional: held.optional,
            })
            .collect()
    }

    /// Every verdict of the rules on the closing, kept rules too; none before the year is out.
    async fn verdicts(&self) -> Vec<Verdict> {
        let judged = self.judged.iter().cloned();
        judged.map(Verdict::of_register).collect()
    }

    /// What in it is not as the law wants.
    async fn irregularities(&self) -> Vec<Verdict> {
        let judged = self.judged.iter().filter(|it| it.is_irregularity());
        judged.cloned().map(Verdict::of_register).collect()
    }
}
