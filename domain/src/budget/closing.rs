//! How a year is closed: the annual report, its audit, and each member's discharge.

use super::accounts::{AnnualReport, AuditReport, Auditor, Discharge, DischargeOutcome};
use super::{Budget, Paper};
use crate::Date;
use crate::association::{Association, Member};
use crate::id::OrganisationId;
use crate::organisation::{Organisation, OrganisationKind};

/// How far the closing of a year has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClosingStage {
    /// No annual report is recorded.
    Open,
    /// The board has given the annual report; the auditors' report is missing, in whole or for a member.
    AuditPending,
    /// It is audited; a member has not decided on discharge.
    DischargePending,
    /// Every member has decided.
    Settled,
}

/// How far one member has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberClosing<'a> {
    /// The member.
    pub member: &'a Member,
    /// Auditors that it appointed, or that the state's other agency did for both.
    pub auditors: Vec<&'a Auditor>,
    /// Whether its auditors have reported.
    pub audited: bool,
    /// What it decided last; `None` = nothing is recorded.
    pub discharge: Option<&'a Discharge>,
    /// Whether it may be that it has nothing to decide: Arbetsförmedlingen, whose right the law leaves open.
    pub optional: bool,
}

impl MemberClosing<'_> {
    /// Whether it has granted or refused.
    pub fn decided(&self) -> bool {
        let settled = |held: &Discharge| held.outcome != DischargeOutcome::PutOff;
        self.discharge.is_some_and(settled)
    }
}

/// The closing of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing<'a> {
    /// The annual report; `None` = not recorded.
    pub report: Option<&'a AnnualReport>,
    /// Those who were members on the last day of the year, in their order; empty where none is registered.
    pub members: Vec<MemberClosing<'a>>,
    /// How far it has come.
    pub stage: ClosingStage,
}

impl Budget {
    /// The annual report as told last; `None` = not recorded.
    pub fn annual_report(&self) -> Option<&AnnualReport> {
        self.papers.iter().rev().find_map(|paper| match paper {
            Paper::AnnualReport(held) => Some(held),
            _ => None,
        })
    }

    /// Auditors of the year, in order of recording.
    pub fn auditors(&self) -> impl Iterator<Item = &Auditor> {
        self.papers.iter().filter_map(|paper| match paper {
            Paper::Auditor(held) => Some(held),
            _ => None,
        })
    }

    /// Reports of auditors, in order of recording.
    pub fn audit_reports(&self) -> impl Iterator<Item = &AuditReport> {
        self.papers.iter().filter_map(|paper| match paper {
            Paper::AuditReport(held) => Some(held),
            _ => None,
        })
    }

    /// What a member decided last on discharge.
    pub fn discharge_by(&self, member: OrganisationId) -> Option<&Discharge> {
        self.papers.iter().rev().find_map(|paper| match paper {
            Paper::Discharge(held) if held.member == member => Some(held),
            _ => None,
        })
    }

    /// How the year is closed, by those who were members on its last day.
    ///
    /// # Legal source
    /// Lag (2003:1210) 24–26 §§. Försäkringskassan appoints one auditor for itself and Arbetsförmedlingen; that
    /// Arbetsförmedlingen need not decide on discharge in its own name is a reading.
    pub fn closing<'a>(&'a self, association: Option<&'a Association>) -> Closing<'a> {
        let last = Date::from_ymd_opt(self.year, 12, 31);
        let members = association
            .zip(last)
            .map(|(association, last)| association.members_on(last))
            .unwrap_or_default();
        let state = |id: OrganisationId| {
            members.iter().any(|it| {
                it.organisation.id == id
                    && it.organisation.kind == Some(OrganisationKind::StateAgency)
            })
        };
        let each: Vec<MemberClosing<'_>> = members
            .iter()
            .map(|member| {
                let id = member.organisation.id;
                let covers = |named: &[OrganisationId]| {
                    named.iter().any(|it| *it == id || state(id) && state(*it))
                };
                let audited = self.audit_reports().any(|report| {
                    let named = report.members.as_deref();
                    named.is_none_or(covers)
                });
                MemberClosing {
                    member,
                    auditors: self
                        .auditors()
                        .filter(|held| covers(&held.appointed_by))
                        .collect(),
                    audited,
                    discharge: self.discharge_by(id),
                    optional: is_employment_service(&member.organisation),
                }
            })
            .collect();
        let report = self.annual_report();
        Closing {
            report,
            stage: self.closing_stage(report.is_some(), &each),
            members: each,
        }
    }

    fn closing_stage(&self, reported: bool, members: &[MemberClosing<'_>]) -> ClosingStage {
        let audited = match members {
            [] => self.audit_reports().next().is_some(),
            members => members.iter().all(|member| member.audited),
        };
        let decided = members
            .iter()
            .all(|member| member.decided() || member.optional);
        match (reported, audited, decided && !members.is_empty()) {
            (false, ..) => ClosingStage::Open,
            (true, false, _) => ClosingStage::AuditPending,
            (true, true, false) => ClosingStage::DischargePending,
            (true, true, true) => ClosingStage::Settled,
        }
    }
}

/// Whether an organisation is Arbetsförmedlingen.
fn is_employment_service(organisation: &Organisation) -> bool {
    organisation.kind == Some(OrganisationKind::StateAgency)
        && organisation
            .name
            .to_lowercase()
            .starts_with("arbetsförmedlingen")
}
