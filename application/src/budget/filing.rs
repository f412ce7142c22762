//! Papers as they are told: their days found in the decisions behind them, those who are named found in the register.

use super::step::{Budgeting, misfit};
use super::{Command, Entered, Giver};
use crate::error::AppError;
use crate::followup::Item;
use crate::ports::Address;
use domain::Date;
use domain::association::{Association, Member};
use domain::body::RuleProfile;
use domain::budget::{
    Allocation, AnnualReport, AuditReport, Auditor, Commitment, Consultation, Contributor,
    Discharge, EquityBooking, Fault, FundingRequest, Invoice, Misfit, OutcomeReport, Paper,
    Payment,
};
use domain::delegation::Sitting;
use domain::id::{DecisionId, OrganisationId};
use domain::name::Slug;
use domain::organisation::Organisation;

impl Budgeting<'_> {
    /// A command's paper.
    pub(super) async fn paper(&mut self, command: &Command) -> Result<Paper, AppError> {
        Ok(match command {
            Command::Request {
                amount,
                text,
                on,
                decision,
                ..
            } => Paper::Request(FundingRequest {
                amount: *amount,
                text: text.clone(),
                on: self.day(*on, *decision, false).await?,
                decision: *decision,
            }),
            Command::Allocate {
                amount,
                on,
                reference,
                ..
            } => Paper::Allocation(Allocation {
                amount: *amount,
                on: *on,
                reference: reference.clone(),
            }),
            Command::Commit {
                parties,
                amount,
                matches,
                binding,
                text,
                on,
                decision,
                follow_ups,
                ..
            } => {
                for (place, held) in follow_ups.iter().enumerate() {
                    if let Some(decision) = held.decision {
                        let field = format!("followUps.{place}.decision");
                        self.sitting(&field, decision).await?;
                    }
                }
                Paper::Commitment(Commitment {
                    parties: parties.clone(),
                    amount: *amount,
                    matches: *matches,
                    binding: *binding,
                    text: text.clone(),
                    on: self.day(*on, *decision, *binding).await?,
                    decision: *decision,
                    follow_ups: follow_ups.clone(),
                })
            }
            Command::Consult {
                on,
                form,
                members,
                evidence,
                meeting,
                version,
                ..
            } => {
                if let Some(meeting) = meeting {
                    let held = self.work.meeting(self.owner.id, *meeting).await?;
                    held.ok_or_else(|| self.nothing("meeting"))?;
                }
                let members = match members {
                    Some(named) => Some(self.members("members", named).await?),
                    None => None,
                };
                Paper::Consultation(Consultation {
                    on: *on,
                    form: *form,
                    members,
                    evidence: evidence.clone(),
                    meeting: *meeting,
                    version: *version,
                })
            }
            Command::Record { entry, .. } => self.entered(entry).await?,
            _ => return Err(AppError::invalid("command", "it files nothing")),
        })
    }

    /// What follows on the approval, as a paper.
    async fn entered(&mut self, entry: &Entered) -> Result<Paper, AppError> {
        Ok(match entry {
            Entered::Outcome {
                period,
                rows,
                on,
                decision,
            } => Paper::Outcome(OutcomeReport {
                period: *period,
                rows: rows.clone(),
                on: self.day(*on, *decision, false).await?,
                decision: *decision,
            }),
            Entered::Invoice {
                giver,
                kind,
                amount,
                reference,
                on,
                due_on,
            } => {
                let association = self.work.association(self.owner.id).await?;
                Paper::Invoice(Invoice {
                    contributor: contributor(association.as_ref(), "member", giver)?,
                    kind: *kind,
                    amount: *amount,
                    reference: reference.clone(),
                    on: *on,
                    due_on: *due_on,
                })
            }
            Entered::Payment {
                invoice,
                amount,
                on,
            } => Paper::Payment(Payment {
                invoice: invoice.clone(),
                amount: *amount,
                on: *on,
            }),
            Entered::Equity {
                party,
                kind,
                amount,
                text,
                on,
                decision,
            } => Paper::Equity(EquityBooking {
                party: *party,
                kind: *kind,
                amount: *amount,
                text: text.clone(),
                on: self.day(*on, *decision, false).await?,
                decision: *decision,
            }),
            Entered::AnnualReport {
                on,
                decision,
                sent_on,
                income,
                costs,
                equity,
                reference,
            } => Paper::AnnualReport(AnnualReport {
                on: self.given(*on, *decision).await?,
                decision: *decision,
                sent_on: *sent_on,
                income: *income,
                costs: *costs,
                equity: *equity,
                reference: reference.clone(),
            }),
            Entered::Auditor {
                name,
                appointed_by,
                on,
                reference,
            } => Paper::Auditor(Auditor {
                name: name.clone(),
                appointed_by: self.members("appointedBy", appointed_by).await?,
                on: *on,
                reference: reference.clone(),
            }),
            Entered::Audit {
                on,
                members,
                favours_discharge,
                remark,
                reference,
            } => Paper::AuditReport(AuditReport {
                on: *on,
                members: match members {
                    Some(named) => Some(self.members("members", named).await?),
                    None => None,
                },
                favours_discharge: *favours_discharge,
                remark: remark.clone(),
                reference: reference.clone(),
            }),
            Entered::Discharge {
                member: named,
                outcome,
                claims_damages,
                on,
                reference,
            } => {
                let association = self.work.association(self.owner.id).await?;
                let held = member(association.as_ref(), "member", named)?;
                Paper::Discharge(Discharge {
                    member: held.organisation.id,
                    outcome: *outcome,
                    claims_damages: *claims_damages,
                    on: *on,
                    reference: reference.clone(),
                })
            }
        })
    }

    /// The day on which the board gave the annual report: that of its decision, else as told.
    async fn given(
        &mut self,
        on: Option<Date>,
        decision: Option<DecisionId>,
    ) -> Result<Date, AppError> {
        let Some(decision) = decision else {
            return on.ok_or_else(|| AppError::invalid("on", "give the day, or the decision"));
        };
        let held = self.work.sitting(Item::Decision(decision)).await?;
        let held = held.filter(|held| held.owner.id == self.owner.id);
        let held = held.ok_or_else(|| self.nothing("decision"))?;
        let sitting = Sitting {
            body: &held.body,
            owner: held.owner.kind,
            date: held.date,
            voided: held.voided,
        };
        let day = sitting.of_the_board();
        let day = day.map_err(|fault| misfit(Misfit::new("decision", Fault::Sitting(fault))))?;
        match on {
            Some(on) if on != day => {
                let reason = format!("the decision was taken on {day}");
                Err(AppError::invalid("on", reason))
            }
            _ => Ok(day),
        }
    }

    /// The day of something: as given, else that of its decision's meeting, else today. What a member council resolves
    /// binds nobody.
    async fn day(
        &mut self,
        on: Option<Date>,
        decision: Option<DecisionId>,
        binding: bool,
    ) -> Result<Date, AppError> {
        let Some(decision) = decision else {
            return Ok(on.unwrap_or(self.today));
        };
        let (held, profile) = self.sitting("decision", decision).await?;
        if binding && profile == RuleProfile::MemberCouncil {
            let reason = "a member council binds nobody; each member decides for itself";
            return Err(AppError::invalid("binding", reason));
        }
        on.or(held)
            .ok_or_else(|| AppError::invalid("on", "its meeting has no day; give it"))
    }

    /// The day and the kind of body of a decision of this association.
    async fn sitting(
        &mut self,
        field: &str,
        decision: DecisionId,
    ) -> Result<(Option<Date>, RuleProfile), AppError> {
        let held = self.work.sitting(Item::Decision(decision)).await?;
        let held = held.filter(|held| held.owner.id == self.owner.id);
        let held = held.ok_or_else(|| self.nothing(field))?;
        Ok((held.date, held.body.profile(held.owner.kind)))
    }

    async fn members(
        &mut self,
        list: &str,
        named: &[Address],
    ) -> Result<Vec<OrganisationId>, AppError> {
        let association = self.work.association(self.owner.id).await?;
        let mut found = Vec::new();
        for (place, address) in named.iter().enumerate() {
            let field = format!("{list}.{place}");
            let member = member(association.as_ref(), &field, address)?;
            if found.contains(&member.organisation.id) {
                return Err(misfit(Misfit::new(field, Fault::Twice)));
            }
            found.push(member.organisation.id);
        }
        Ok(found)
    }
}

/// Who contributes, as the register holds them.
pub(super) fn contributor(
    association: Option<&Association>,
    field: &str,
    giver: &Giver,
) -> Result<Contributor, AppError> {
    Ok(match giver {
        Giver::Party(party) => Contributor::Party(*party),
        Giver::Other(name) => Contributor::Other(name.clone()),
        Giver::Member(address) => {
            let member = member(association, field, address)?;
            Contributor::Member(member.organisation.id, member.funding_party())
        }
    })
}

/// A member of an association, past or present.
fn member<'a>(
    association: Option<&'a Association>,
    field: &str,
    address: &Address,
) -> Result<&'a Member, AppError> {
    let is = |organisation: &Organisation| match address {
        Address::Id(id) => organisation.id == *id,
        Address::Slug(slug) => organisation.slug == *slug || named(organisation, slug),
        Address::Body(_) | Address::Seat(_) => false,
    };
    let mut members = association.into_iter().flat_map(|held| &held.members);
    let found = members.find(|member| is(&member.organisation));
    found.ok_or_else(|| AppError::invalid(field, "the association never had such a member"))
}

fn named(organisation: &Organisation, slug: &Slug) -> bool {
    Slug::of(&organisation.name).is_some_and(|held| held == *slug)
}
