//! Keys: how several municipalities, or several regions, share their part.

use super::FinancingError;
use super::exact::Exact;
use crate::money::Ore;
use crate::text::{Language, Text, list};

/// What the figures of a key count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Inhabitants (invånare).
    Inhabitants,
    /// Inhabitants from 16 to 64 years of age.
    WorkingAge,
    /// Parts that the members agreed on, e.g. per cent.
    Agreed,
}

/// A key (fördelningsnyckel) that those who share a part agreed on. Its figures stand in the members' fixed order,
/// and each has the year that they are of.
///
/// # Legal source
/// Lag (2003:1210) 5 §: several municipalities share as they agree; so do several regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// In proportion to a figure of each member.
    Weights {
        /// What the figures count.
        basis: Basis,
        /// The year that they are of.
        year: i32,
        /// One figure a member.
        weights: Vec<u64>,
    },
    /// Fixed sums, which must come to the whole part.
    Fixed {
        /// The year that they were agreed for.
        year: i32,
        /// One sum a member.
        sums: Vec<Ore>,
    },
    /// A fixed sum each, and the rest by another key.
    FixedThen {
        /// The year that the sums were agreed for.
        year: i32,
        /// One sum a member.
        sums: Vec<Ore>,
        /// How the rest is shared.
        rest: Box<Key>,
    },
    /// Several keys, each for its part of the amount.
    Blend(Vec<BlendPart>),
    /// From one key to another in equal steps, a year each.
    Phased {
        /// The key that is left.
        from: Box<Key>,
        /// The last year that it holds alone.
        last_year_of_from: i32,
        /// The key that comes.
        to: Box<Key>,
        /// The first year that it holds alone.
        first_year_of_to: i32,
    },
}

/// A key within a blend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlendPart {
    /// How much of the amount it shares, against the other parts: 70 and 30, or 7 and 3.
    pub weight: u32,
    /// The key.
    pub key: Key,
}

/// Why an agreement does not settle what each member pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Several share, and how is not told.
    NoKey,
    /// The fixed sums do not come to the part.
    SumsMismatch {
        /// What they come to.
        sums: Ore,
        /// What is to be shared.
        amount: Ore,
    },
    /// The fixed sums before the rest come to more than the part.
    SumsExceed {
        /// What they come to.
        sums: Ore,
        /// What is to be shared.
        amount: Ore,
    },
    /// The proportions between members depend on the amount, for some of it is fixed; the year's contribution that
    /// they would be taken from is not told.
    NoReference,
}

impl Open {
    /// In words.
    pub fn text(&self) -> Text {
        match self {
            Self::NoKey => Text::new(
                "Hur medlemmarna kommit överens om att fördela delen är inte angivet.",
                "How the members agreed to share this part is not told.",
            ),
            Self::SumsMismatch { sums, amount } => Text::new(
                format!("De fasta beloppen blir {sums}, men delen är {amount}."),
                format!("The fixed sums come to {sums}, but the part is {amount}."),
            ),
            Self::SumsExceed { sums, amount } => Text::new(
                format!("De fasta beloppen blir {sums}, mer än hela delen {amount}."),
                format!("The fixed sums come to {sums}, more than the whole part {amount}."),
            ),
            Self::NoReference => Text::new(
                "Nyckeln har fasta belopp; proportionerna beror på vilket års bidrag de räknas av, och det är inte angivet.",
                "The key has fixed sums; the proportions depend on which year's contributions they are taken from, and that is not told.",
            ),
        }
    }
}

/// What a key makes of an amount.
type Shared = Result<Exact, Open>;

/// How deep keys may stand within keys.
const DEPTH: u32 = 4;

impl Key {
    /// # Errors
    /// Where the key has another number of figures than members, nothing to share by, or years that do not follow.
    pub(super) fn check(&self, members: usize) -> Result<(), FinancingError> {
        self.check_within(members, DEPTH)
    }

    fn check_within(&self, members: usize, depth: u32) -> Result<(), FinancingError> {
        let key = "key";
        let deeper = depth.checked_sub(1).ok_or(FinancingError::KeyDepth(key))?;
        let fits = |found: usize| {
            (found == members)
                .then_some(())
                .ok_or(FinancingError::KeyLength {
                    key,
                    expected: members,
                    found,
                })
        };
        match self {
            Self::Weights { weights, .. } => {
                fits(weights.len())?;
                if weights.iter().all(|weight| *weight == 0) {
                    return Err(FinancingError::KeyEmpty(key));
                }
                Ok(())
            }
            Self::Fixed { sums, .. } => {
                fits(sums.len())?;
                total(sums).map(|_| ())
            }
            Self::FixedThen { sums, rest, .. } => {
                fits(sums.len())?;
                total(sums)?;
                rest.check_within(members, deeper)
            }
            Self::Blend(parts) => {
                if parts.iter().all(|part| part.weight == 0) {
                    return Err(FinancingError::KeyEmpty(key));
                }
                parts
                    .iter()
                    .try_for_each(|part| part.key.check_within(members, deeper))
            }
            Self::Phased {
                from,
                last_year_of_from: old,
                to,
                first_year_of_to: new,
            } => {
                if new <= old {
                    return Err(FinancingError::KeyYears(key, *new, *old));
                }
                from.check_within(members, deeper)?;
                to.check_within(members, deeper)
            }
        }
    }

    /// The exact shares of an amount in a year, or why they are open.
    ///
    /// # Errors
    /// [`FinancingError::TooLarge`] where the figures are too large to divide by exactly.
    pub(super) fn share(&self, amount: u64, year: i32) -> Result<Shared, FinancingError> {
        let too_large = FinancingError::TooLarge("key");
        match self {
            Self::Weights { weights, .. } => {
                let weights: Vec<u128> = weights.iter().copied().map(u128::from).collect();
                Exact::by_weights(amount, &weights).map(Ok).ok_or(too_large)
            }
            Self::Fixed { sums, .. } => {
                let (own, fixed) = (ore(amount)?, total(sums)?);
                Ok(if fixed == own {
                    Ok(Exact::of_sums(&unsigned(sums)))
                } else {
                    Err(Open::SumsMismatch {
                        sums: fixed,
                        amount: own,
                    })
                })
            }
            Self::FixedThen { sums, rest, .. } => {
                let (own, fixed) = (ore(amount)?, total(sums)?);
                let Some(left) = amount.checked_sub(fixed.get().unsigned_abs()) else {
                    return Ok(Err(Open::SumsExceed {
                        sums: fixed,
                        amount: own,
                    }));
                };
                match rest.share(left, year)? {
                    Ok(exact) => exact.plus(&unsigned(sums)).map(Ok).ok_or(too_large),
                    Err(open) => Ok(Err(open)),
                }
            }
            Self::Blend(parts) => {
                let parts = parts.iter().map(|part| (u64::from(part.weight), &part.key));
                mean(parts, amount, year)
            }
            Self::Phased {
                from,
                last_year_of_from,
                to,
                first_year_of_to,
            } => {
                let (old, new) = phase(*last_year_of_from, *first_year_of_to, year);
                mean([(old, &**from), (new, &**to)], amount, year)
            }
        }
    }

    /// Whether any of its shares is a sum that does not follow the amount.
    pub fn has_fixed_sums(&self) -> bool {
        match self {
            Self::Weights { .. } => false,
            Self::Fixed { .. } | Self::FixedThen { .. } => true,
            Self::Blend(parts) => parts.iter().any(|part| part.key.has_fixed_sums()),
            Self::Phased { from, to, .. } => from.has_fixed_sums() || to.has_fixed_sums(),
        }
    }

    /// What it shares by, with its years.
    pub fn text(&self) -> Text {
        match self {
            Self::Weights { basis, year, .. } => match basis {
                Basis::Inhabitants => {
                    Text::new(format!("invånare {year}"), format!("inhabitants {year}"))
                }
                Basis::WorkingAge => Text::new(
                    format!("invånare 16–64 år {year}"),
                    format!("inhabitants aged 16 to 64 {year}"),
                ),
                Basis::Agreed => Text::new(
                    format!("överenskomna andelar {year}"),
                    format!("agreed parts {year}"),
                ),
            },
            Self::Fixed { year, .. } => {
                Text::new(format!("fasta belopp {year}"), format!("fixed sums {year}"))
            }
            Self::FixedThen { year, rest, .. } => {
                let rest = rest.text();
                Text::new(
                    format!("fasta belopp {year} och resten efter {}", rest.sv),
                    format!("fixed sums {year} and the rest by {}", rest.en),
                )
            }
            Self::Blend(parts) => {
                let of = |language: Language, by: &str| {
                    let parts: Vec<String> = parts
                        .iter()
                        .map(|part| {
                            let text = part.key.text();
                            let key = text.in_language(language);
                            format!("{} {by} {key}", part.weight)
                        })
                        .collect();
                    list(&parts, language)
                };
                Text::new(
                    format!("vägd nyckel: {}", of(Language::Swedish, "delar efter")),
                    format!("weighted key: {}", of(Language::English, "parts by")),
                )
            }
            Self::Phased {
                from,
                last_year_of_from: old,
                to,
                first_year_of_to: new,
            } => {
                let (from, to) = (from.text(), to.text());
                Text::new(
                    format!(
                        "infasning från {} (till och med {old}) till {} (från och med {new})",
                        from.sv, to.sv
                    ),
                    format!(
                        "phased from {} (through {old}) to {} (from {new})",
                        from.en, to.en
                    ),
                )
            }
        }
    }
}

/// How much the key that is left and the key that comes weigh in a year.
fn phase(last_of_old: i32, first_of_new: i32, year: i32) -> (u64, u64) {
    let steps = u64::from(first_of_new.abs_diff(last_of_old));
    let taken = if year <= last_of_old {
        0
    } else {
        u64::from(year.abs_diff(last_of_old)).min(steps)
    };
    (steps - taken, taken)
}

/// Several keys at once; one that weighs nothing is not asked.
fn mean<'a>(
    keys: impl IntoIterator<Item = (u64, &'a Key)>,
    amount: u64,
    year: i32,
) -> Result<Shared, FinancingError> {
    let mut shares = Vec::new();
    for (weight, key) in keys.into_iter().filter(|(weight, _)| *weight > 0) {
        match key.share(amount, year)? {
            Ok(exact) => shares.push((weight, exact)),
            Err(open) => return Ok(Err(open)),
        }
    }
    Exact::mean(&shares)
        .map(Ok)
        .ok_or(FinancingError::TooLarge("key"))
}

fn total(sums: &[Ore]) -> Result<Ore, FinancingError> {
    let mut total = 0_i64;
    for sum in sums {
        if sum.get() < 0 {
            return Err(FinancingError::Negative("key"));
        }
        total = total
            .checked_add(sum.get())
            .ok_or(FinancingError::TooLarge("key"))?;
    }
    Ore::new(total).ok_or(FinancingError::TooLarge("key"))
}

/// Sums that are known not to be below zero.
fn unsigned(sums: &[Ore]) -> Vec<u64> {
    sums.iter().map(|sum| sum.get().unsigned_abs()).collect()
}

/// An amount as öre.
pub(super) fn ore(amount: u64) -> Result<Ore, FinancingError> {
    i64::try_from(amount)
        .ok()
        .and_then(Ore::new)
        .ok_or(FinancingError::TooLarge("amount"))
}
