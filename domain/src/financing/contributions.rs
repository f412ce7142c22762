//! Given contributions: what they are a base for, and what each party gave beyond it.

use super::FinancingError;
use super::key::ore;
use super::split::{law, party_parts};
use super::wording::party_name;
use crate::association::FundingParty;
use crate::money::Ore;
use crate::rule::{Outcome, Verdict};
use crate::rules::rulebook::{NON_MEMBER_CONTRIBUTION, SPLIT_MISMATCH};
use crate::text::{Language, Text, list};

/// Where money comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contributor {
    /// A party, or one of its members.
    Party(FundingParty),
    /// A project (ESF and others), by name. Its money is booked apart from the split.
    Project(String),
    /// Somebody who is no member, by name.
    NonMember(String),
}

/// Money given or promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// From whom.
    pub from: Contributor,
    /// How much; `None` where nobody knows.
    pub amount: Option<Ore>,
}

/// What money of a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContributionKind {
    /// Its share by law.
    Statutory,
    /// What a local party gives beyond its share (överskjutande del).
    VoluntaryExcess,
    /// What the state gives beyond what the local side matches.
    ExtraState,
}

/// How the contributions fit each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Matching {
    /// As the law says.
    Exact,
    /// The local side matches the state, and one party or both give more.
    VoluntaryExcess,
    /// The local side does not match what the state gives.
    LocalSideShort,
    /// An amount is not known.
    Unknown,
}

/// One party's money against the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// The party.
    pub party: FundingParty,
    /// What it gives; `None` where nobody knows.
    pub given: Option<Ore>,
    /// Its share of the base.
    pub statutory: Option<Ore>,
    /// What it gives beyond that, never below zero.
    pub surplus: Option<Ore>,
    /// What the surplus is; `None` where there is none.
    pub surplus_kind: Option<ContributionKind>,
    /// What it lacks of matching the state; zero where it matches.
    pub short: Option<Ore>,
}

/// What contributions come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributions {
    /// What all parties give; `None` where an amount is not known.
    pub total: Option<Ore>,
    /// The largest whole that every party's money covers its share of.
    pub base: Option<Ore>,
    /// The parties in the order of the law.
    pub parties: Vec<Balance>,
    /// Project money, booked apart; `None` where an amount of it is not known.
    pub apart: Option<Ore>,
    /// How they fit.
    pub matching: Matching,
    /// On the split and on who contributes.
    pub verdicts: Vec<Verdict>,
}

/// Weighs given contributions against the law.
///
/// The base is the smallest of twice the state's money and four times each local party's (twice the municipalities'
/// where no region takes part). Contributions that are the law's shares rounded to whole öre are exact.
///
/// # Errors
/// [`FinancingError`] for an amount below zero or too large, and for regions' money where no region takes part.
///
/// # Legal source
/// Lag (2003:1210) 5, 5 a and 6 §§. That more may be given than the split asks for is custom.
pub fn weigh(
    contributions: &[Contribution],
    has_region: bool,
) -> Result<Contributions, FinancingError> {
    if contributions
        .iter()
        .any(|given| given.amount.is_some_and(|amount| amount.get() < 0))
    {
        return Err(FinancingError::Negative("contributions"));
    }
    let of_regions = Contributor::Party(FundingParty::Region);
    if !has_region && contributions.iter().any(|given| given.from == of_regions) {
        return Err(FinancingError::OutOfRange("contributions"));
    }
    let law = law(has_region);
    let given: Vec<Option<u64>> = law
        .iter()
        .map(|(party, _)| {
            let own = |given: &&Contribution| given.from == Contributor::Party(*party);
            if contributions.iter().any(|given| own(&given)) {
                sum(contributions.iter().filter(own))
            } else {
                Ok(None)
            }
        })
        .collect::<Result<_, _>>()?;
    let apart = sum(contributions
        .iter()
        .filter(|given| matches!(given.from, Contributor::Project(_))))?;
    let known: Option<Vec<u64>> = given.iter().copied().collect();
    let weighed = match known {
        Some(given) => weighed(&given, law)?,
        None => unknown(&given, law)?,
    };
    let split = mismatch(&weighed);
    let members = only_members(contributions);
    Ok(Contributions {
        apart: apart.map(ore).transpose()?,
        verdicts: vec![split, members],
        ..weighed
    })
}

fn sum<'a>(
    contributions: impl Iterator<Item = &'a Contribution>,
) -> Result<Option<u64>, FinancingError> {
    let mut total = Some(0_u64);
    for given in contributions {
        total = match (total, given.amount) {
            (Some(total), Some(amount)) => Some(
                total
                    .checked_add(amount.get().unsigned_abs())
                    .ok_or(FinancingError::TooLarge("contributions"))?,
            ),
            _ => None,
        };
    }
    total.map(ore).transpose().map_err(too_large)?;
    Ok(total)
}

fn too_large(_: FinancingError) -> FinancingError {
    FinancingError::TooLarge("contributions")
}

fn weighed(given: &[u64], law: &[(FundingParty, u64)]) -> Result<Contributions, FinancingError> {
    let total: u128 = given.iter().copied().map(u128::from).sum();
    let total = u64::try_from(total).map_err(|_| FinancingError::TooLarge("contributions"))?;
    ore(total).map_err(too_large)?;
    let within_an_ore = given.iter().zip(law).all(|(given, (_, one_in))| {
        (u128::from(*given) * u128::from(*one_in)).abs_diff(u128::from(total)) < u128::from(*one_in)
    });
    let smallest = given
        .iter()
        .zip(law)
        .map(|(given, (_, one_in))| u128::from(*given) * u128::from(*one_in))
        .min()
        .and_then(|base| u64::try_from(base).ok());
    let base = match smallest {
        _ if within_an_ore => total,
        Some(base) => base,
        None => return Err(FinancingError::TooLarge("contributions")),
    };
    let statutory: Vec<u64> = if within_an_ore {
        given.to_vec()
    } else {
        let parts = party_parts(base, law).map_err(too_large)?;
        parts.into_iter().map(|part| part.ore).collect()
    };
    let matched = given
        .first()
        .copied()
        .and_then(|state| state.checked_mul(2));
    let matched = matched
        .map(|whole| party_parts(whole, law))
        .transpose()
        .map_err(too_large)?;
    let mut parties = Vec::with_capacity(law.len());
    for (place, ((party, _), given)) in law.iter().zip(given).enumerate() {
        let share = statutory.get(place).copied().unwrap_or(*given);
        let surplus = given.saturating_sub(share);
        let wanted = matched
            .as_ref()
            .and_then(|parts| parts.get(place))
            .map(|part| part.ore.saturating_sub(*given));
        parties.push(Balance {
            party: *party,
            given: Some(ore(*given).map_err(too_large)?),
            statutory: Some(ore(share).map_err(too_large)?),
            surplus: Some(ore(surplus).map_err(too_large)?),
            surplus_kind: (surplus > 0).then_some(match party {
                FundingParty::State => ContributionKind::ExtraState,
                _ => ContributionKind::VoluntaryExcess,
            }),
            short: match wanted {
                _ if within_an_ore => Ore::new(0),
                Some(short) => Some(ore(short).map_err(too_large)?),
                None => None,
            },
        });
    }
    let state_surplus = parties
        .first()
        .is_some_and(|state| state.surplus_kind.is_some());
    let matching = if state_surplus {
        Matching::LocalSideShort
    } else if parties.iter().any(|party| party.surplus_kind.is_some()) {
        Matching::VoluntaryExcess
    } else {
        Matching::Exact
    };
    Ok(Contributions {
        total: Some(ore(total).map_err(too_large)?),
        base: Some(ore(base).map_err(too_large)?),
        parties,
        apart: None,
        matching,
        verdicts: Vec::new(),
    })
}

fn unknown(
    given: &[Option<u64>],
    law: &[(FundingParty, u64)],
) -> Result<Contributions, FinancingError> {
    let parties = law
        .iter()
        .zip(given)
        .map(|((party, _), given)| {
            Ok(Balance {
                party: *party,
                given: given.map(ore).transpose()?,
                statutory: None,
                surplus: None,
                surplus_kind: None,
                short: None,
            })
        })
        .collect::<Result<_, FinancingError>>()?;
    Ok(Contributions {
        total: None,
        base: None,
        parties,
        apart: None,
        matching: Matching::Unknown,
        verdicts: Vec::new(),
    })
}

fn mismatch(weighed: &Contributions) -> Verdict {
    let rule = &SPLIT_MISMATCH;
    let named = |amount: &dyn Fn(&Balance) -> Option<Ore>, language: Language| {
        let rows: Vec<String> = weighed
            .parties
            .iter()
            .filter_map(|party| {
                let amount = amount(party).filter(|amount| amount.get() > 0)?;
                let name = party_name(party.party);
                Some(format!("{} {amount}", name.in_language(language)))
            })
            .collect();
        list(&rows, language)
    };
    let both = |amount: &dyn Fn(&Balance) -> Option<Ore>| {
        (
            named(amount, Language::Swedish),
            named(amount, Language::English),
        )
    };
    let (given_sv, given_en) = both(&|party| party.given);
    let (over_sv, over_en) = both(&|party| party.surplus);
    let (short_sv, short_en) = both(&|party| party.short);
    let (outcome, text) = match weighed.matching {
        Matching::Unknown => {
            let missing = |language: Language| {
                let names: Vec<String> = weighed
                    .parties
                    .iter()
                    .filter(|party| party.given.is_none())
                    .map(|party| party_name(party.party).in_language(language).to_owned())
                    .collect();
                list(&names, language)
            };
            (
                Outcome::Unknown,
                Text::new(
                    format!(
                        "Vad {} bidrar med är inte känt.",
                        missing(Language::Swedish)
                    ),
                    format!(
                        "What is contributed by {} is not known.",
                        missing(Language::English)
                    ),
                ),
            )
        }
        Matching::Exact => (
            Outcome::Met,
            Text::new(
                format!("Bidragen följer lagens andelar: {given_sv}."),
                format!("The contributions follow the shares of the law: {given_en}."),
            ),
        ),
        Matching::VoluntaryExcess => (
            Outcome::NotMet,
            Text::new(
                format!("Staten matchas; utöver lagens andel ges {over_sv} som överskjutande del."),
                format!(
                    "The state is matched; beyond the shares of the law, {over_en} is given as voluntary excess."
                ),
            ),
        ),
        Matching::LocalSideShort => (
            Outcome::NotMet,
            Text::new(
                format!(
                    "Den lokala sidan matchar inte staten: det fattas {short_sv}. Utöver lagens andel ges {over_sv}. Staten brukar då sänka sin del; det är sedvana och inte belagt."
                ),
                format!(
                    "The local side does not match the state: missing are {short_en}. Beyond the shares of the law, {over_en} is given. The state usually lowers its part then; that is custom, and not verified."
                ),
            ),
        ),
    };
    let mut verdict = rule.verdict(outcome, text);
    if let Some(base) = weighed.base {
        verdict = verdict.figure("baseOre", base.get());
    }
    for party in &weighed.parties {
        let (given, surplus) = figure_names(party.party);
        if let Some(amount) = party.given {
            verdict = verdict.figure(given, amount.get());
        }
        if let Some(amount) = party.surplus {
            verdict = verdict.figure(surplus, amount.get());
        }
    }
    verdict
}

const fn figure_names(party: FundingParty) -> (&'static str, &'static str) {
    match party {
        FundingParty::State => ("stateOre", "stateSurplusOre"),
        FundingParty::Region => ("regionsOre", "regionsSurplusOre"),
        FundingParty::Municipalities => ("municipalitiesOre", "municipalitiesSurplusOre"),
    }
}

/// # Legal source
/// Lag (2003:1210) 6 §.
fn only_members(contributions: &[Contribution]) -> Verdict {
    let rule = &NON_MEMBER_CONTRIBUTION;
    let strangers: Vec<String> = contributions
        .iter()
        .filter_map(|given| match &given.from {
            Contributor::NonMember(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    if strangers.is_empty() {
        let text = Text::new(
            "Bara medlemmar bidrar; projektmedel bokförs för sig.",
            "Only members contribute; project money is booked apart.",
        );
        return rule.verdict(Outcome::Met, text);
    }
    let text = Text::new(
        format!(
            "{} bidrar men är inte medlem; pengarna räknas inte i fördelningen.",
            list(&strangers, Language::Swedish)
        ),
        format!(
            "{} contributes without being a member; the money does not count in the split.",
            list(&strangers, Language::English)
        ),
    );
    rule.verdict(Outcome::NotMet, text)
        .figure("nonMembers", strangers.len())
}
