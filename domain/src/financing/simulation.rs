//! What if: the state gives more or less, and what each party and member pays then.

use super::split::{Payer, Split, split};
use super::{FinancingError, Funders};
use crate::association::FundingParty;
use crate::money::Ore;

/// A change of the state's allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// In hundredths of a per cent: −500 is five per cent less. The new amount is rounded to the nearest öre, a half
    /// upwards.
    HundredthsOfPerCent(i32),
    /// By an amount, negative for less.
    By(Ore),
    /// To an amount.
    To(Ore),
}

impl Change {
    /// The allocation after it.
    ///
    /// # Errors
    /// [`FinancingError`] where that would be below zero or too large.
    pub fn of(self, state: Ore) -> Result<Ore, FinancingError> {
        let before = i128::from(state.get());
        let after = match self {
            Self::HundredthsOfPerCent(change) => {
                let parts = before * (10_000 + i128::from(change));
                (parts + 5_000).div_euclid(10_000)
            }
            Self::By(change) => before + i128::from(change.get()),
            Self::To(after) => i128::from(after.get()),
        };
        if after < 0 {
            return Err(FinancingError::Negative("change"));
        }
        i64::try_from(after)
            .ok()
            .and_then(Ore::new)
            .ok_or(FinancingError::TooLarge("change"))
    }
}

/// What somebody pays before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<T> {
    /// Who.
    pub of: T,
    /// Before; `None` where an agreement leaves it open.
    pub before: Option<Ore>,
    /// After.
    pub after: Option<Ore>,
    /// After less before, negative for less.
    pub difference: Option<Ore>,
}

/// The split before and after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// As it is.
    pub before: Split,
    /// As it would be.
    pub after: Split,
    /// Each party.
    pub parties: Vec<Difference<FundingParty>>,
    /// Each payer, by its place and name.
    pub payers: Vec<Difference<(Payer, String)>>,
}

/// What each party and member would pay, were the state's allocation another.
///
/// # Errors
/// [`FinancingError`] as for [`split`], and where the change leads below zero.
///
/// # Legal source
/// Lag (2003:1210) 5 and 5 a §§.
pub fn simulate(
    state: Ore,
    change: Change,
    funders: &Funders,
    year: i32,
) -> Result<Simulation, FinancingError> {
    let before = split(state, funders, year)?;
    let after = split(change.of(state)?, funders, year)?;
    let parties = before
        .parties
        .iter()
        .map(|share| {
            let after = after.of(share.party).map(|share| share.amount);
            difference(share.party, Some(share.amount), after)
        })
        .collect();
    let payers = before
        .payers
        .iter()
        .map(|payer| {
            let of = (payer.payer, payer.name.clone());
            difference(of, payer.amount, after.paid_by(payer.payer))
        })
        .collect();
    Ok(Simulation {
        before,
        after,
        parties,
        payers,
    })
}

fn difference<T>(of: T, before: Option<Ore>, after: Option<Ore>) -> Difference<T> {
    let difference = before
        .zip(after)
        .and_then(|(before, after)| after.get().checked_sub(before.get()))
        .and_then(Ore::new);
    Difference {
        of,
        before,
        after,
        difference,
    }
}
