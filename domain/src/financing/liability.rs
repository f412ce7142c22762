//! What members owe and own: shortage, shares of assets and debts, proportions.

use super::exact::{Exact, gcd, lcm};
use super::key::{Key, Open};
use super::split::{Payer, STATE, Split, divide_by, key_name, law, party_parts};
use super::{FinancingError, Funders};
use crate::association::FundingParty;
use crate::money::Ore;
use crate::rule::{Outcome, Verdict};
use crate::rules::rulebook::{CONSOLIDATION_SHARE, MEMBERS_LIABILITY};
use crate::text::Text;

/// A shortage and who covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// What is owed.
    pub debts: Ore,
    /// What there is to pay with.
    pub assets: Ore,
    /// What is lacking, never below zero.
    pub shortage: Ore,
    /// Who covers how much of it.
    pub split: Split,
    /// On it.
    pub verdict: Verdict,
}

/// Assets and debts by member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExitShares {
    /// Who owns how much.
    pub assets: Split,
    /// Who owes how much.
    pub debts: Split,
    /// Assets less debts, by payer in the order of the splits; `None` where an agreement leaves it open.
    pub net: Vec<Option<Ore>>,
    /// On it.
    pub verdict: Verdict,
}

/// One payer's part of the whole, as a fraction in its lowest terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proportion {
    /// Who.
    pub payer: Payer,
    /// Its name.
    pub name: String,
    /// Above and below the line; `None` where an agreement leaves it open.
    pub share: Option<(u128, u128)>,
}

/// The year whose contributions proportions are taken from.
///
/// Keys without fixed sums need no more than the year. A key of fixed sums alone gives the proportions of its sums;
/// one that mixes fixed sums with another key needs the state's allocation of the year.
#[derive(Debug, Clone, Copy)]
struct Reference<'a> {
    funders: &'a Funders,
    year: i32,
    state: Option<Ore>,
}

impl Reference<'_> {
    /// The members' proportions within a party, as weights.
    fn weights(
        &self,
        party: FundingParty,
        key: &Key,
    ) -> Result<Result<Vec<u128>, Open>, FinancingError> {
        let amount = match (key, self.state) {
            (key, _) if !key.has_fixed_sums() => 1,
            (_, Some(state)) => {
                let whole = u64::try_from(state.get())
                    .ok()
                    .and_then(|state| state.checked_mul(2))
                    .ok_or(FinancingError::Negative("reference"))?;
                let law = law(self.funders.has_region());
                let parts = party_parts(whole, law)?;
                let own = law.iter().zip(parts).find(|((own, _), _)| *own == party);
                own.map(|(_, part)| part.ore).unwrap_or_default()
            }
            (Key::Fixed { sums, .. }, None) => {
                sums.iter().map(|sum| sum.get().unsigned_abs()).sum()
            }
            (_, None) => return Ok(Err(Open::NoReference)),
        };
        match key.share(amount, self.year)? {
            Ok(exact) => {
                let weights = exact.weights().ok_or(FinancingError::TooLarge("key"))?;
                Ok(if weights.iter().all(|weight| *weight == 0) {
                    Err(Open::NoReference)
                } else {
                    Ok(weights)
                })
            }
            Err(open) => Ok(Err(open)),
        }
    }

    fn divide(&self, amount: Ore) -> Result<Split, FinancingError> {
        divide_by(
            amount,
            self.funders,
            self.year,
            |party, key, amount| match self.weights(party, key)? {
                Ok(weights) => Exact::by_weights(amount, &weights)
                    .map(Ok)
                    .ok_or(FinancingError::TooLarge("key")),
                Err(open) => Ok(Err(open)),
            },
        )
    }
}

/// Who covers what an association cannot pay.
///
/// # Errors
/// [`FinancingError`] for amounts below zero and keys whose figures are too large.
///
/// # Legal source
/// Lag (2003:1210) 22 §: where assets are lacking to pay a debt, each member adds in proportion to the share that it
/// contributes by 5 §. Försäkringskassan contributes the state's half.
pub fn liability(
    debts: Ore,
    assets: Ore,
    funders: &Funders,
    year: i32,
    reference: Option<Ore>,
) -> Result<Shortage, FinancingError> {
    not_below_zero(debts, "debts")?;
    not_below_zero(assets, "assets")?;
    let lacking = debts.get().saturating_sub(assets.get()).max(0);
    let shortage = Ore::new(lacking).ok_or(FinancingError::TooLarge("debts"))?;
    let split = Reference {
        funders,
        year,
        state: reference,
    }
    .divide(shortage)?;
    let mut verdict = split.verdict_by(&MEMBERS_LIABILITY);
    if lacking == 0 {
        verdict = MEMBERS_LIABILITY.verdict(
            Outcome::Met,
            Text::new(
                format!("Tillgångarna {assets} täcker skulderna {debts}."),
                format!("The assets {assets} cover the debts {debts}."),
            ),
        );
    }
    let verdict = verdict
        .figure("debtsOre", debts.get())
        .figure("assetsOre", assets.get())
        .figure("shortageOre", lacking);
    Ok(Shortage {
        debts,
        assets,
        shortage,
        split,
        verdict,
    })
}

/// What each member owns of the assets and owes of the debts, on withdrawal or when it consolidates the association.
///
/// # Errors
/// As for [`liability`].
///
/// # Legal source
/// Lag (2003:1210) 9 § point 8: the members' shares in assets and debts stand in relation to what they contribute by
/// 5 §. Lag (2018:597) 12 kap. 5 §: they consolidate by those shares. How a share is paid out on withdrawal is for
/// the statutes, so the answer is a reading.
pub fn exit_shares(
    assets: Ore,
    debts: Ore,
    funders: &Funders,
    year: i32,
    reference: Option<Ore>,
) -> Result<ExitShares, FinancingError> {
    not_below_zero(debts, "debts")?;
    not_below_zero(assets, "assets")?;
    let by = Reference {
        funders,
        year,
        state: reference,
    };
    let (owned, owed) = (by.divide(assets)?, by.divide(debts)?);
    let net = owned
        .payers
        .iter()
        .map(|payer| {
            let owed = owed.paid_by(payer.payer)?;
            Ore::new(payer.amount?.get().checked_sub(owed.get())?)
        })
        .collect();
    let verdict = owned
        .verdict_by(&CONSOLIDATION_SHARE)
        .figure("assetsOre", assets.get())
        .figure("debtsOre", debts.get())
        .by_interpretation();
    Ok(ExitShares {
        assets: owned,
        debts: owed,
        net,
        verdict,
    })
}

/// Each payer's part of the whole, exactly.
///
/// # Errors
/// [`FinancingError::TooLarge`] where a key's figures are.
///
/// # Legal source
/// Lag (2003:1210) 5 and 5 a §§.
pub fn proportions(
    funders: &Funders,
    year: i32,
    reference: Option<Ore>,
) -> Result<Vec<Proportion>, FinancingError> {
    let by = Reference {
        funders,
        year,
        state: reference,
    };
    let mut rows = vec![Proportion {
        payer: Payer::SocialInsuranceAgency,
        name: STATE.to_owned(),
        share: Some((1, 2)),
    }];
    let members = funders.members().iter().enumerate();
    rows.extend(members.map(|(place, funder)| Proportion {
        payer: Payer::Member(place),
        name: funder.name.clone(),
        share: Some((0, 1)),
    }));
    for (party, one_in) in law(funders.has_region()) {
        let (places, key): (Vec<usize>, _) = match party {
            FundingParty::State => continue,
            FundingParty::Region => (
                funders.regions().map(|(place, _)| place).collect(),
                funders.region_key(),
            ),
            FundingParty::Municipalities => (
                funders.municipalities().map(|(place, _)| place).collect(),
                funders.municipal_key(),
            ),
        };
        let weights = match key {
            Some(key) => by
                .weights(*party, key)
                .map_err(|error| error.of_key(key_name(*party)))?
                .ok(),
            None if places.len() == 1 => Some(vec![1]),
            None => None,
        };
        let sum = weights.as_ref().map(|weights| weights.iter().sum::<u128>());
        for (index, place) in places.iter().enumerate() {
            let Some(row) = rows.get_mut(place.saturating_add(1)) else {
                continue;
            };
            let own = weights
                .as_ref()
                .and_then(|weights| weights.get(index).copied())
                .zip(sum.and_then(|sum| sum.checked_mul(u128::from(*one_in))));
            row.share = match (row.share, own) {
                (Some(so_far), Some(own)) => {
                    Some(added(so_far, own).ok_or(FinancingError::TooLarge(key_name(*party)))?)
                }
                _ => None,
            };
        }
    }
    Ok(rows)
}

fn added(left: (u128, u128), right: (u128, u128)) -> Option<(u128, u128)> {
    let below = lcm(left.1, right.1)?;
    let above = left
        .0
        .checked_mul(below / left.1)?
        .checked_add(right.0.checked_mul(below / right.1)?)?;
    let divisor = gcd(above, below);
    Some((above / divisor, below / divisor))
}

fn not_below_zero(amount: Ore, field: &'static str) -> Result<(), FinancingError> {
    (amount.get() >= 0)
        .then_some(())
        .ok_or(FinancingError::Negative(field))
}
