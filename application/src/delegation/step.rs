//! One command on its way: judged by the domain and stored.

use super::Command;
use super::book::Told;
use crate::error::AppError;
use crate::followup::{self, Item};
use crate::live::{Desk, Who, person};
use crate::ports::UnitOfWork;
use domain::Date;
use domain::attendance::PersonRef;
use domain::decision::DecisionKind;
use domain::delegation::{
    Delegate, DelegatedDecision, Delegation, Misfit, Revocation, RunningNumber, Sitting, Unfit,
    lawful, settles,
};
use domain::followup::on_day;
use domain::id::{DecisionId, DelegatedDecisionId, DelegationId, ParagraphId};
use domain::organisation::Organisation;

/// One command on its way.
pub(super) struct Delegating<'a> {
    pub owner: &'a Organisation,
    pub today: Date,
    pub desk: &'a Desk,
    pub work: &'a mut dyn UnitOfWork,
}

fn misfit(field: &str) -> impl Fn(Misfit) -> AppError + '_ {
    move |misfit| AppError::invalid(field, misfit.to_string())
}

fn unfit(field: &str) -> impl Fn(Unfit) -> AppError + '_ {
    move |unfit| match unfit {
        Unfit::Misfit(held) => misfit(field)(held),
        Unfit::Refused(refusal) => refusal.into(),
    }
}

impl Delegating<'_> {
    /// Judges and stores: what the journal keeps of it.
    pub(super) async fn carry_out(&mut self, command: &Command) -> Result<Told, AppError> {
        match command {
            Command::Grant { .. } => self.grant(command).await,
            Command::Revoke {
                delegation,
                decision,
            } => self.revoke(*delegation, *decision).await,
            Command::Decide { .. } => self.decide(command).await,
            Command::Report {
                paragraph,
                decisions,
            } => self.report(*paragraph, decisions).await,
        }
    }

    async fn grant(&mut self, command: &Command) -> Result<Told, AppError> {
        let Command::Grant {
            decision,
            matters,
            kind,
            delegate,
            role,
            person: named,
            limit,
            until,
        } = command
        else {
            return Err(AppError::invalid("command", "it grants nothing"));
        };
        lawful(*delegate, *kind)?;
        let from = self.decided(*decision).await?;
        Delegation::period(from, *until).map_err(misfit("until"))?;
        let person = match named {
            Some(who) => Some(self.person("delegate.person", who).await?),
            None => None,
        };
        let delegation = Delegation {
            id: DelegationId::from_uuid(self.desk.ids.next()),
            association: self.owner.id,
            granted_by: *decision,
            matters: matters.clone(),
            kind: *kind,
            delegate: Delegate {
                kind: *delegate,
                role: role.clone(),
                person,
            },
            limit: *limit,
            from,
            until: *until,
            revocation: None,
        };
        self.work.add_delegation(&delegation).await?;
        Ok(Told::Granted(delegation))
    }

    async fn revoke(&mut self, id: DelegationId, by: DecisionId) -> Result<Told, AppError> {
        let on = self.decided(by).await?;
        let held = self.standing(id).await?;
        held.revoke(by, on).map_err(unfit("decision"))?;
        let revocation = Revocation { by, on };
        self.work.revoke_delegation(id, &revocation).await?;
        Ok(Told::Revoked(id, revocation))
    }

    async fn decide(&mut self, command: &Command) -> Result<Told, AppError> {
        let Command::Decide {
            delegation,
            decided_on,
            decided_by,
            text,
            amount,
        } = command
        else {
            return Err(AppError::invalid("command", "it decides nothing"));
        };
        let on = *decided_on;
        on_day(on, None, self.today).map_err(followup::misfit("decidedOn"))?;
        let held = self.standing(*delegation).await?;
        let by = self.person("decidedBy", decided_by).await?;
        held.permits(&by, on, *amount)?;
        let year = chrono::Datelike::year(&on);
        let number = self.work.draw_delegated(self.owner.id, year).await?;
        let decision = DelegatedDecision {
            id: DelegatedDecisionId::from_uuid(self.desk.ids.next()),
            delegation: held.id,
            number: RunningNumber { year, number },
            decided_on: on,
            decided_by: by,
            text: text.clone(),
            amount: *amount,
            reported_in: None,
        };
        self.work.add_delegated(self.owner.id, &decision).await?;
        Ok(Told::Decided(decision))
    }

    async fn report(
        &mut self,
        paragraph: ParagraphId,
        ids: &[DelegatedDecisionId],
    ) -> Result<Told, AppError> {
        let (met, _) = self
            .of_the_board(Item::Paragraph(paragraph), "paragraph")
            .await?;
        let held = self.work.delegated(self.owner.id, ids).await?;
        for (place, id) in ids.iter().enumerate() {
            let field = format!("decisions.{place}");
            if ids.iter().take(place).any(|before| before == id) {
                return Err(AppError::invalid(field, "it stands here twice"));
            }
            let decision = held.iter().find(|decision| decision.id == *id);
            let decision = decision.ok_or_else(|| self.nothing(&field))?;
            decision
                .clone()
                .report(paragraph, met)
                .map_err(unfit(&field))?;
        }
        self.work.report_delegated(ids, paragraph).await?;
        Ok(Told::Reported(ids.to_vec(), paragraph))
    }

    /// The day on which the board took a decision that settles something.
    async fn decided(&mut self, decision: DecisionId) -> Result<Date, AppError> {
        let (day, kind) = self
            .of_the_board(Item::Decision(decision), "decision")
            .await?;
        kind.map_or(Ok(()), settles).map_err(misfit("decision"))?;
        Ok(day)
    }

    /// The day on which the board of this association met where something stands. What another's records hold is not
    /// told.
    async fn of_the_board(
        &mut self,
        item: Item,
        field: &str,
    ) -> Result<(Date, Option<DecisionKind>), AppError> {
        let held = self.work.sitting(item).await?;
        let held = held.filter(|held| held.owner.id == self.owner.id);
        let held = held.ok_or_else(|| self.nothing(field))?;
        let sitting = Sitting {
            body: &held.body,
            owner: held.owner.kind,
            date: held.date,
            voided: held.voided,
        };
        let day = sitting.of_the_board().map_err(misfit(field))?;
        Ok((day, held.decides))
    }

    /// A delegation as it stands under the lock.
    async fn standing(&mut self, id: DelegationId) -> Result<Delegation, AppError> {
        let held = self.work.delegation(id).await?;
        let held = held.ok_or(AppError::NotFound { what: "delegation" })?;
        Ok(held.delegation)
    }

    async fn person(&mut self, field: &str, who: &Who) -> Result<PersonRef, AppError> {
        let ids = self.desk.ids.as_ref();
        person((self.owner.id, field), who, ids, &mut *self.work).await
    }

    fn nothing(&self, field: &str) -> AppError {
        AppError::invalid(field, format!("{} has no such thing", self.owner.name))
    }
}
