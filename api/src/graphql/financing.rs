//! The calculators of financing on the wire: typed questions, answers with figures and law. They read nothing, store
//! nothing and answer everybody alike.

mod answer;
mod input;

use self::answer::{
    ContributionsWeighed, EquityAssessed, ExitShares, MemberProportion, ServiceFee, Shortage,
    Simulation, Split,
};
use self::input::{
    ContributionsInput, EquityInput, EquityOriginInput, ExitSharesInput, LiabilityInput,
    ProportionsInput, ServiceFeeInput, SimulateInput, SplitInput, calculated,
};
use super::object::Verdict;
use super::viewing::viewing;
use async_graphql::{Context, Object, Result};
use domain::financing as money;

/// Calculators of financing.
#[derive(Debug, Clone, Copy)]
pub struct Financing;

/// Calculators of financing: they read nothing and store nothing. Amounts are whole öre; what an agreement leaves
/// open, or nobody knows, is null.
#[Object]
impl Financing {
    /// From the state's allocation to what every party and member pays (rule R-65; lag 2003:1210, 5 and 5 a §§).
    async fn split(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The state's allocation and who shares.")] input: SplitInput,
    ) -> Option<Result<Split>> {
        let answer = || {
            let state = input::not_below_zero("state", input.state)?;
            let funders = input.funders.read("funders")?;
            let split = money::split(state, &funders.held, funders.year).map_err(calculated)?;
            Ok(Split::of(split, viewing(context).language))
        };
        Some(answer())
    }

    /// What given contributions are a base for, and what each party gives beyond it (rules ).
    async fn contributions(
        &self,
        #[graphql(desc = "What is given or promised.")] input: ContributionsInput,
    ) -> Option<Result<ContributionsWeighed>> {
        let answer = || {
            let given = input.read()?;
            let weighed = money::weigh(&given, input.has_region).map_err(calculated)?;
            Ok(ContributionsWeighed::of(weighed))
        };
        Some(answer())
    }

    /// What each party and member would pay, were the state's allocation another.
    async fn simulate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The allocation, who shares, and the change.")] input: SimulateInput,
    ) -> Option<Result<Simulation>> {
        let answer = || {
            let state = input::not_below_zero("state", input.state)?;
            let funders = input.funders.read("funders")?;
            let change = input.change.read("change")?;
            let found = money::simulate(state, change, &funders.held, funders.year);
            let found = found.map_err(calculated)?;
            Ok(Simulation::of(found, viewing(context).language))
        };
        Some(answer())
    }

    /// Who covers what an association cannot pay (rule R-67; lag 2003:1210, 22 §).
    async fn liability(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Debts, assets and who shares.")] input: LiabilityInput,
    ) -> Option<Result<Shortage>> {
        let answer = || {
            let funders = input.funders.read("funders")?;
            let found = money::liability(
                input.debts.0,
                input.assets.0,
                &funders.held,
                funders.year,
                input::reference(input.reference)?,
            );
            let found = found.map_err(calculated)?;
            Ok(Shortage::of(found, viewing(context).language))
        };
        Some(answer())
    }

    /// What each member owns of the assets and owes of the debts, on withdrawal or for consolidation (rule R-88; lag
    /// 2003:1210, 9 §; lag 2018:597, 12 kap. 5 §).
    async fn exit_shares(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Assets, debts and who shares.")] input: ExitSharesInput,
    ) -> Option<Result<ExitShares>> {
        let answer = || {
            let funders = input.funders.read("funders")?;
            let found = money::exit_shares(
                input.assets.0,
                input.debts.0,
                &funders.held,
                funders.year,
                input::reference(input.reference)?,
            );
            let found = found.map_err(calculated)?;
            Ok(ExitShares::of(found, viewing(context).language))
        };
        Some(answer())
    }

    /// Each payer's part of the whole, as an exact fraction.
    async fn proportions(
        &self,
        #[graphql(desc = "Who shares.")] input: ProportionsInput,
    ) -> Option<Result<Vec<MemberProportion>>> {
        let answer = || {
            let funders = input.funders.read("funders")?;
            let reference = input::reference(input.reference)?;
            let found = money::proportions(&funders.held, funders.year, reference);
            let found = found.map_err(calculated)?;
            Ok(found.into_iter().map(MemberProportion::of).collect())
        };
        Some(answer())
    }

    /// The service fee to the national network of associations (NNS). No rule of law: what is known of it is one line
    /// in a board's minutes, so each of its terms is asked for.
    async fn service_fee(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The amount and the terms.")] input: ServiceFeeInput,
    ) -> Option<Result<ServiceFee>> {
        let answer = || {
            let (terms, year) = input.read()?;
            let fee = money::service_fee(input.amount.0, &terms, year).map_err(calculated)?;
            Ok(ServiceFee::of(fee, &terms, viewing(context).language))
        };
        Some(answer())
    }

    /// Equity against a ladder of what is held to be reasonable. There is no ladder but the one that you give.
    async fn equity(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Equity, a year's funds and a ladder.")] input: EquityInput,
    ) -> Option<Result<EquityAssessed>> {
        let answer = || {
            let policy = input.policy()?;
            let found = money::assess_equity(input.equity.0, input.yearly_funds.0, &policy);
            let found = found.map_err(calculated)?;
            Ok(EquityAssessed::of(found, viewing(context).language))
        };
        Some(answer())
    }

    /// Whether equity by origin follows the shares of contribution (`EQUITY_ORIGIN_CONFLICT`; lag 2003:1210, 9 §).
    async fn equity_origin(
        &self,
        #[graphql(desc = "Whose money the equity is.")] input: EquityOriginInput,
    ) -> Option<Result<Verdict>> {
        let answer = || {
            let ledger = input.read()?;
            let verdict = money::equity_origin(&ledger, input.has_region, input.regulated);
            Ok(Verdict::of_register(verdict))
        };
        Some(answer())
    }
}
