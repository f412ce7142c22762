//! The budgets of an association: proposed and approved each year by the commands that a treasurer gives.

use super::names::{MUNICIPALITIES, association, municipality, region};
use super::system::{Counted, Ticking};
use crate::chance::Chance;
use application::actor::{Actor, Role};
use application::budget::{
    Command, Draft, Giver, NewContribution, NewIncome, NewLine, OfYear, Request, run,
};
use application::error::AppError;
use application::live::{Desk, StepUp};
use application::once::Once;
use application::ports::{Address, Clock, ReadModel};
use application::visibility::Visibility;
use domain::association::FundingParty;
use domain::budget::{ContributionKind, IncomeSource};
use domain::id::{DecisionId, MeetingId};
use domain::money::Ore;
use domain::name::Slug;
use persistence::Store;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the lines of a budget are for, and their part of it in thousandths.
const LINES: [(&str, i64); 6] = [
    ("Samordningsteam", 310),
    ("Insatser för unga", 280),
    ("Förrehabilitering", 170),
    ("Kompetensutveckling", 50),
    ("Utvärdering", 40),
    ("Styrelse och kansli", 150),
];

/// Who keeps the budgets of one association.
#[derive(Debug)]
pub struct Treasurer<'a> {
    store: &'a Store,
    actor: Actor,
    see: Visibility,
    desk: Desk,
    association: usize,
    seed: u64,
}

fn slug(name: &str) -> Result<Slug, AppError> {
    Slug::of(name).ok_or_else(|| AppError::invalid("name", format!("{name} has no letters")))
}

impl<'a> Treasurer<'a> {
    /// The treasurer of an association that is registered.
    ///
    /// # Errors
    /// [`AppError`] where the register cannot be read.
    pub async fn of(
        store: &'a Store,
        (number, seed): (usize, u64),
        clock: Arc<Ticking>,
        ids: Arc<Counted>,
    ) -> Result<Self, AppError> {
        let actor = Actor {
            issuer: "bench".to_owned(),
            subject: "treasurer".to_owned(),
            name: None,
            roles: BTreeSet::from([Role::Treasurer]),
            organisations: BTreeSet::from([slug(&association(number))?.as_str().to_owned()]),
            person: None,
            acr: None,
            auth_time: None,
            token_id: None,
            issued_at: 0,
            expires_at: i64::MAX,
            barred: BTreeSet::new(),
        };
        let see = Visibility::of(Some(&actor), store, clock.today()).await?;
        let desk = Desk {
            begin: Arc::new(store.clone()),
            clock,
            ids,
            signer: None,
            step_up: StepUp::default(),
        };
        Ok(Self {
            store,
            actor,
            see,
            desk,
            association: number,
            seed,
        })
    }

    /// Proposes and approves the budget that a meeting adopted.
    ///
    /// # Errors
    /// [`AppError`] where it is refused.
    pub async fn adopt(&self, year: i32, by: MeetingId) -> Result<(), AppError> {
        let decision = self.decision(by).await?;
        let association = Address::Slug(slug(&association(self.association))?);
        let of = OfYear { association, year };
        let made = self
            .make(Command::Propose {
                of,
                draft: self.draft(year)?,
            })
            .await?;
        self.make(Command::Approve {
            budget: made.budget,
            number: 1,
            decision,
            open: Some(true),
            announced: Some(true),
            announced_on: None,
        })
        .await?;
        Ok(())
    }

    async fn make(&self, command: Command) -> Result<application::budget::Answer, AppError> {
        let request = Request {
            actor: &self.actor,
            see: &self.see,
            command,
            once: Once::default(),
        };
        run(&request, &self.desk).await
    }

    /// The decision of a meeting on a budget.
    async fn decision(&self, by: MeetingId) -> Result<DecisionId, AppError> {
        let records = self.store.records(&[by], &self.see).await?;
        let record = records
            .get(&by)
            .ok_or(AppError::NotFound { what: "meeting" })?;
        let paragraphs = record.meeting.paragraphs.iter();
        let mut decisions = paragraphs.flat_map(|top| &top.decisions);
        let found = decisions.find(|held| held.budget.is_some());
        Ok(found.ok_or(AppError::NotFound { what: "decision" })?.id)
    }

    fn draft(&self, year: i32) -> Result<Draft, AppError> {
        let purpose = (self.association as u64) << 16 | u64::try_from(year).unwrap_or_default();
        let mut chance = Chance::of(self.seed, purpose);
        // What a municipality gives, in whole thousands of kronor; the region gives as much as all of them, the state
        // as much as both.
        let share = i64::try_from(400 + chance.below(900)).unwrap_or_default() * 100_000;
        let all = share * i64::try_from(MUNICIPALITIES).unwrap_or_default();
        let given = |giver: Giver, amount: i64| NewContribution {
            year: None,
            giver,
            kind: ContributionKind::Statutory,
            amount: Ore::new(amount),
        };
        let member = |name: &str| slug(name).map(|slug| Giver::Member(Address::Slug(slug)));
        let mut contributions = vec![
            given(Giver::Party(FundingParty::State), 2 * all),
            given(member(&region(self.association))?, all),
        ];
        for which in 0..MUNICIPALITIES {
            let name = municipality(self.association, which);
            contributions.push(given(member(&name)?, share));
        }
        let lines = LINES.map(|(activity, part)| NewLine {
            activity: activity.to_owned(),
            period: None,
            amount: Ore::new(4 * all * part / 1000),
            expected_outcome: Some("Fler i arbete eller studier".to_owned()),
            suspension: None,
        });
        let interest = i64::try_from(1 + chance.below(9)).unwrap_or_default();
        Ok(Draft {
            last_year: Some(year + 2),
            on: format!("{}-10-01", year - 1).parse().ok(),
            contributions,
            other_income: vec![NewIncome {
                year: None,
                source: IncomeSource::Interest,
                text: "Ränta".to_owned(),
                amount: Ore::new(interest * 100_000),
            }],
            lines: lines.into(),
            equity: Vec::new(),
            goals: vec![
                "Fler unga i arbete eller studier".to_owned(),
                "Ett första möte inom två veckor".to_owned(),
                "Insatser i hela området".to_owned(),
            ],
            funding: None,
        })
    }
}
