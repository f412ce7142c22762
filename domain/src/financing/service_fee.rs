//! The service fee to the national network of associations (Nationella nätverket för samordningsförbund, NNS).
//!
//! What is known of it is one line in the minutes of a board of 2023: 3.5 per mille of the allocation, and a fee may
//! rise by at most 30 000 kr. What counts as allocation, which fee the rise is counted from, for how many years and
//! how to round is not told, so each is a parameter. It is a calculator, and no rule of law.

use super::FinancingError;
use super::key::ore;
use crate::money::Ore;
use crate::text::Text;

/// What the fee is counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeeBasis {
    /// The state's allocation.
    StateAllocation,
    /// What all parties contribute.
    AllContributions,
}

/// What the fee is rounded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeeUnit {
    /// Whole öre.
    Ore,
    /// Whole kronor.
    Krona,
}

/// How the fee is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeeRounding {
    /// To the nearest, a half upwards.
    Nearest,
    /// Downwards.
    Down,
    /// Upwards.
    Up,
}

/// How much a fee may rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// The fee that the rise is counted from; `None` where nobody knows.
    pub reference_fee: Option<Ore>,
    /// The highest rise.
    pub increase: Ore,
    /// For how many years from the first the cap holds; `None` = every year.
    pub years: Option<u32>,
}

/// The terms of the fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeTerms {
    /// Parts per million: 3 500 for 3.5 per mille.
    pub rate_per_million: u32,
    /// What it is counted on.
    pub basis: FeeBasis,
    /// How much it may rise; `None` = without limit.
    pub cap: Option<Cap>,
    /// What it is rounded to.
    pub unit: FeeUnit,
    /// How it is rounded.
    pub rounding: FeeRounding,
}

/// A fee and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// The fee; `None` where the cap holds and the fee that it counts from is not known.
    pub fee: Option<Ore>,
    /// The rate on the basis, rounded, before any cap.
    pub uncapped: Ore,
    /// The highest fee that the cap admits; `None` where no cap holds, or it cannot be said.
    pub ceiling: Option<Ore>,
    /// Whether the cap lowered it; `None` where that cannot be said.
    pub capped: Option<bool>,
    /// In words.
    pub text: Text,
}

/// The fee on an amount in a year of the terms, 1 for the first.
///
/// # Errors
/// [`FinancingError`] for amounts below zero, a rate above the whole, or year 0.
pub fn service_fee(amount: Ore, terms: &FeeTerms, year: u32) -> Result<Fee, FinancingError> {
    const WHOLE: u32 = 1_000_000;
    let basis = u128::try_from(amount.get()).map_err(|_| FinancingError::Negative("amount"))?;
    if terms.rate_per_million > WHOLE {
        return Err(FinancingError::OutOfRange("ratePerMillion"));
    }
    if year == 0 {
        return Err(FinancingError::OutOfRange("year"));
    }
    let unit: u128 = match terms.unit {
        FeeUnit::Ore => 1,
        FeeUnit::Krona => 100,
    };
    let divisor = u128::from(WHOLE) * unit;
    let exact = basis * u128::from(terms.rate_per_million);
    let rounded = match terms.rounding {
        FeeRounding::Down => exact / divisor,
        FeeRounding::Up => exact.div_ceil(divisor),
        FeeRounding::Nearest => (exact + divisor / 2) / divisor,
    };
    let uncapped = u64::try_from(rounded * unit)
        .map_err(|_| FinancingError::TooLarge("amount"))
        .and_then(ore)?;
    let holding = terms
        .cap
        .filter(|cap| cap.years.is_none_or(|years| year <= years));
    let Some(cap) = holding else {
        return Ok(Fee {
            fee: Some(uncapped),
            uncapped,
            ceiling: None,
            capped: Some(false),
            text: Text::new(
                format!(
                    "{} av {amount} är {uncapped}; inget tak gäller.",
                    rate(terms).sv
                ),
                format!(
                    "{} of {amount} is {uncapped}; no cap holds.",
                    rate(terms).en
                ),
            ),
        });
    };
    if cap.increase.get() < 0 {
        return Err(FinancingError::Negative("increase"));
    }
    let Some(reference) = cap.reference_fee else {
        return Ok(Fee {
            fee: None,
            uncapped,
            ceiling: None,
            capped: None,
            text: Text::new(
                format!(
                    "{} av {amount} är {uncapped}, men avgiften som höjningen räknas från är inte känd.",
                    rate(terms).sv
                ),
                format!(
                    "{} of {amount} is {uncapped}, but the fee that the rise is counted from is not known.",
                    rate(terms).en
                ),
            ),
        });
    };
    if reference.get() < 0 {
        return Err(FinancingError::Negative("referenceFee"));
    }
    let ceiling = reference
        .get()
        .checked_add(cap.increase.get())
        .and_then(Ore::new)
        .ok_or(FinancingError::TooLarge("increase"))?;
    let capped = ceiling < uncapped;
    let fee = ceiling.min(uncapped);
    let text = if capped {
        Text::new(
            format!(
                "{} av {amount} är {uncapped}; höjningen från {reference} får vara högst {}, så avgiften blir {fee}.",
                rate(terms).sv,
                cap.increase
            ),
            format!(
                "{} of {amount} is {uncapped}; the rise from {reference} may be at most {}, so the fee is {fee}.",
                rate(terms).en,
                cap.increase
            ),
        )
    } else {
        Text::new(
            format!(
                "{} av {amount} är {fee}, inom taket {ceiling}.",
                rate(terms).sv
            ),
            format!(
                "{} of {amount} is {fee}, within the cap of {ceiling}.",
                rate(terms).en
            ),
        )
    };
    Ok(Fee {
        fee: Some(fee),
        uncapped,
        ceiling: Some(ceiling),
        capped: Some(capped),
        text,
    })
}

/// The rate in per mille, without needless zeros.
fn rate(terms: &FeeTerms) -> Text {
    let (whole, over) = (
        terms.rate_per_million / 1_000,
        terms.rate_per_million % 1_000,
    );
    let over = format!("{over:03}");
    let over = over.trim_end_matches('0');
    if over.is_empty() {
        Text::new(format!("{whole} promille"), format!("{whole} per mille"))
    } else {
        Text::new(
            format!("{whole},{over} promille"),
            format!("{whole}.{over} per mille"),
        )
    }
}
