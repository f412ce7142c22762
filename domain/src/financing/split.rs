//! The statutory split: from the state's allocation to every party and member.

use super::apportionment::{Extra, Part, apportion};
use super::exact::Exact;
use super::key::{Key, Open, ore};
use super::wording::{figure_name, party_name, rounding};
use super::{FinancingError, Funder, Funders};
use crate::association::FundingParty;
use crate::money::Ore;
use crate::rule::{Outcome, Rule, Verdict};
use crate::rules::rulebook::SPLIT_MISMATCH;
use crate::text::{Language, Text, list};

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Payer {
    /// Försäkringskassan, also for Arbetsförmedlingen.
    SocialInsuranceAgency,
    /// A funder, by its place in [`Funders::members`].
    Member(usize),
}

/// The state's payer by name.
pub(super) const STATE: &str = "Försäkringskassan";

/// What one member pays of a party's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberShare {
    /// Who.
    pub payer: Payer,
    /// Its name.
    pub name: String,
    /// How much.
    pub amount: Ore,
    /// The exact share, and why it was rounded as it was.
    pub part: Part,
}

/// What each member pays of a party's part, or why that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shares {
    /// Every member's share; they sum to the part.
    Known(Vec<MemberShare>),
    /// The agreement does not settle it.
    Open(Open),
}

/// What a party pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyShare {
    /// The party.
    pub party: FundingParty,
    /// Below the line of its share by law: 2 for a half, 4 for a quarter.
    pub one_in: u64,
    /// How much.
    pub amount: Ore,
    /// The exact share, and why it was rounded as it was.
    pub part: Part,
    /// What its members agreed to share by; `None` where it has one member, or none is told.
    pub key: Option<Text>,
    /// What each of its members pays.
    pub shares: Shares,
}

impl PartyShare {
    /// Who got an öre more than the share rounded down, and why; `None` where nobody did.
    pub fn rounding(&self) -> Option<Text> {
        let Shares::Known(shares) = &self.shares else {
            return None;
        };
        let rows: Vec<(&str, &Part)> = shares
            .iter()
            .map(|share| (share.name.as_str(), &share.part))
            .collect();
        rounding(&rows)
    }
}

/// What a payer pays in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerTotal {
    /// Who.
    pub payer: Payer,
    /// Its name.
    pub name: String,
    /// How much; `None` where an agreement leaves it open.
    pub amount: Option<Ore>,
    /// The parties that it pays in: two for a municipality outside any region, where a region takes part.
    pub parties: Vec<FundingParty>,
}

/// An amount divided between parties and members as the law and their agreements say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The whole amount.
    pub total: Ore,
    /// The year whose keys were used.
    pub year: i32,
    /// The parties in the order of the law: state, regions, municipalities. Where no region takes part, two.
    pub parties: Vec<PartyShare>,
    /// Every payer: Försäkringskassan, then the funders in their fixed order.
    pub payers: Vec<PayerTotal>,
}

impl Split {
    /// What a party pays; `None` for regions where none takes part.
    pub fn of(&self, party: FundingParty) -> Option<&PartyShare> {
        self.parties.iter().find(|share| share.party == party)
    }

    /// What a payer pays; `None` where an agreement leaves it open or there is no such payer.
    pub fn paid_by(&self, payer: Payer) -> Option<Ore> {
        self.payers
            .iter()
            .find(|total| total.payer == payer)
            .and_then(|total| total.amount)
    }

    /// Which party got an öre more than its share rounded down, and why; `None` where none did.
    pub fn rounding(&self) -> Option<Text> {
        let labels: Vec<(Text, &Part)> = self
            .parties
            .iter()
            .map(|share| (party_name(share.party), &share.part))
            .collect();
        let of = |language: Language| {
            let rows: Vec<(&str, &Part)> = labels
                .iter()
                .map(|(name, part)| (name.in_language(language), *part))
                .collect();
            rounding(&rows)
        };
        let (sv, en) = (of(Language::Swedish)?, of(Language::English)?);
        Some(Text::new(sv.sv, en.en))
    }

    /// The split as a verdict: kept by its making, unknown where an agreement leaves a member's share open.
    pub fn verdict(&self) -> Verdict {
        self.verdict_by(&SPLIT_MISMATCH)
    }

    pub(super) fn verdict_by(&self, rule: &'static Rule) -> Verdict {
        let of = |language: Language| {
            let parts: Vec<String> = self
                .parties
                .iter()
                .map(|share| {
                    let name = party_name(share.party);
                    format!("{} {}", name.in_language(language), share.amount)
                })
                .collect();
            list(&parts, language)
        };
        let open: Vec<(FundingParty, Open)> = self
            .parties
            .iter()
            .filter_map(|share| match share.shares {
                Shares::Open(open) => Some((share.party, open)),
                Shares::Known(_) => None,
            })
            .collect();
        let mut text = Text::new(
            format!("{} fördelas: {}.", self.total, of(Language::Swedish)),
            format!("{} is shared: {}.", self.total, of(Language::English)),
        );
        for (party, open) in &open {
            let (name, why) = (party_name(*party), open.text());
            text.sv
                .push_str(&format!(" Andelarna inom {} är öppna. {}", name.sv, why.sv));
            text.en.push_str(&format!(
                " The shares within {} are open. {}",
                name.en, why.en
            ));
        }
        let outcome = if open.is_empty() {
            Outcome::Met
        } else {
            Outcome::Unknown
        };
        let mut verdict = rule
            .verdict(outcome, text)
            .figure("totalOre", self.total.get());
        for share in &self.parties {
            verdict = verdict.figure(figure_name(share.party), share.amount.get());
        }
        verdict
    }
}

/// The split that follows from the state's allocation: the state's is half of the whole.
///
/// # Units
/// Öre. Where the allocation is an odd number of öre, half of it is no whole öre: the regions, named first in the
/// law, get the öre more.
///
/// # Errors
/// [`FinancingError`] where the allocation is below zero or passes half of what [`Ore`] holds.
///
/// # Legal source
/// Lag (2003:1210) 5 and 5 a §§.
pub fn split(state: Ore, funders: &Funders, year: i32) -> Result<Split, FinancingError> {
    if state.get() < 0 {
        return Err(FinancingError::Negative("state"));
    }
    let total = state
        .get()
        .checked_mul(2)
        .and_then(Ore::new)
        .ok_or(FinancingError::TooLarge("state"))?;
    divide(total, funders, year)
}

/// Any amount divided in the proportions of the law.
///
/// # Errors
/// [`FinancingError`] where the amount is below zero or a key's figures are too large.
///
/// # Legal source
/// Lag (2003:1210) 5 and 5 a §§.
pub fn divide(total: Ore, funders: &Funders, year: i32) -> Result<Split, FinancingError> {
    divide_by(total, funders, year, |_, key, amount| {
        key.share(amount, year)
    })
}

/// As [`divide`], with another way to read a key.
pub(super) fn divide_by(
    total: Ore,
    funders: &Funders,
    year: i32,
    read: impl Fn(FundingParty, &Key, u64) -> Result<Result<Exact, Open>, FinancingError>,
) -> Result<Split, FinancingError> {
    let amount = u64::try_from(total.get()).map_err(|_| FinancingError::Negative("amount"))?;
    let law = law(funders.has_region());
    let parts = party_parts(amount, law)?;
    let mut parties = Vec::with_capacity(law.len());
    for ((party, one_in), part) in law.iter().zip(parts) {
        let (key, sharing): (_, Vec<(usize, &Funder)>) = match party {
            FundingParty::State => (None, Vec::new()),
            FundingParty::Region => (funders.region_key(), funders.regions().collect()),
            FundingParty::Municipalities => {
                (funders.municipal_key(), funders.municipalities().collect())
            }
        };
        let shares = match (party, sharing.as_slice(), key) {
            (FundingParty::State, ..) => {
                Shares::Known(alone(Payer::SocialInsuranceAgency, STATE, part.ore)?)
            }
            (_, [(place, only)], None) => {
                Shares::Known(alone(Payer::Member(*place), &only.name, part.ore)?)
            }
            (_, _, None) => Shares::Open(Open::NoKey),
            (_, _, Some(key)) => {
                match read(*party, key, part.ore).map_err(|error| error.of_key(key_name(*party)))? {
                    Ok(exact) => Shares::Known(members(part.ore, &exact, &sharing)?),
                    Err(open) => Shares::Open(open),
                }
            }
        };
        parties.push(PartyShare {
            party: *party,
            one_in: *one_in,
            amount: ore(part.ore)?,
            part,
            key: key.map(Key::text),
            shares,
        });
    }
    let payers = payers(funders, &parties)?;
    Ok(Split {
        total,
        year,
        parties,
        payers,
    })
}

/// The input that holds a party's key.
pub(super) const fn key_name(party: FundingParty) -> &'static str {
    match party {
        FundingParty::Region => "regionKey",
        _ => "municipalKey",
    }
}

/// The parties by law and their shares, each one in so many.
///
/// # Legal source
/// Lag (2003:1210) 5 §; 5 a § first paragraph where no region takes part.
pub(super) const fn law(has_region: bool) -> &'static [(FundingParty, u64)] {
    if has_region {
        &[
            (FundingParty::State, 2),
            (FundingParty::Region, 4),
            (FundingParty::Municipalities, 4),
        ]
    } else {
        &[(FundingParty::State, 2), (FundingParty::Municipalities, 2)]
    }
}

/// An amount divided between the parties alone.
pub(super) fn party_parts(
    amount: u64,
    law: &[(FundingParty, u64)],
) -> Result<Vec<Part>, FinancingError> {
    let weights: Vec<u128> = law
        .iter()
        .map(|(_, one_in)| u128::from(4 / one_in))
        .collect();
    Exact::by_weights(amount, &weights)
        .and_then(|exact| apportion(amount, &exact))
        .ok_or(FinancingError::TooLarge("amount"))
}

fn alone(payer: Payer, name: &str, amount: u64) -> Result<Vec<MemberShare>, FinancingError> {
    let part = Part {
        ore: amount,
        whole: amount,
        over: 0,
        denominator: 1,
        extra: Extra::None,
    };
    Ok(vec![MemberShare {
        payer,
        name: name.to_owned(),
        amount: ore(amount)?,
        part,
    }])
}

fn members(
    amount: u64,
    exact: &Exact,
    sharing: &[(usize, &Funder)],
) -> Result<Vec<MemberShare>, FinancingError> {
    let parts = apportion(amount, exact).ok_or(FinancingError::TooLarge("key"))?;
    sharing
        .iter()
        .zip(parts)
        .map(|((place, funder), part)| {
            Ok(MemberShare {
                payer: Payer::Member(*place),
                name: funder.name.clone(),
                amount: ore(part.ore)?,
                part,
            })
        })
        .collect()
}

fn payers(funders: &Funders, parties: &[PartyShare]) -> Result<Vec<PayerTotal>, FinancingError> {
    let own = |payer: Payer, name: &str, within: &[FundingParty]| {
        let mut amount = Some(0_u64);
        for share in parties.iter().filter(|share| within.contains(&share.party)) {
            let paid = match &share.shares {
                Shares::Open(_) => None,
                Shares::Known(shares) => shares
                    .iter()
                    .find(|share| share.payer == payer)
                    .map(|share| share.part.ore),
            };
            amount = amount
                .zip(paid)
                .and_then(|(amount, paid)| amount.checked_add(paid));
        }
        Ok(PayerTotal {
            payer,
            name: name.to_owned(),
            amount: amount.map(ore).transpose()?,
            parties: within.to_vec(),
        })
    };
    let mut all = vec![own(
        Payer::SocialInsuranceAgency,
        STATE,
        &[FundingParty::State],
    )?];
    for (place, funder) in funders.members().iter().enumerate() {
        let mut within = Vec::new();
        if funder.kind.as_region() && funders.has_region() {
            within.push(FundingParty::Region);
        }
        if funder.kind.as_municipality() {
            within.push(FundingParty::Municipalities);
        }
        all.push(own(Payer::Member(place), &funder.name, &within)?);
    }
    Ok(all)
}
