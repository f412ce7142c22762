//! What the calculators are asked: funders by name with their keys, contributions, terms.

use crate::graphql::codes;
use crate::graphql::mutation::input::{count, invalid, text};
use crate::graphql::scalar::Ore;
use async_graphql::{Error, InputObject, Result};
use domain::association::FundingParty;
use domain::financing::{
    BlendPart, Cap, Change, Contribution, Contributor, EquityEntry, EquityPolicy, EquityStep,
    FeeTerms, FinancingError, Funder, Funders, Key,
};
use domain::money;

/// How many funders, contributions or steps are taken at the most.
const MOST: usize = 200;

/// Who shares, in the members' fixed order, which settles ties between equal remainders.
#[derive(InputObject, Debug)]
pub struct FundersInput {
    /// The year whose keys hold.
    pub year: i32,
    /// Regions and municipalities; the state is always there.
    pub members: Vec<FunderInput>,
    /// How several regions share, a municipality outside any region among them; left out, their shares are open.
    pub region_key: Option<KeyInput>,
    /// How several municipalities share; left out, their shares are open.
    pub municipal_key: Option<KeyInput>,
}

/// A member that funds the association, beside the state.
#[derive(InputObject, Debug)]
pub struct FunderInput {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: codes::FunderKind,
}

/// A key: exactly one of its forms.
#[derive(InputObject, Debug)]
pub struct KeyInput {
    /// In proportion to a figure of each member.
    pub weights: Option<WeightsInput>,
    /// Fixed sums, which must come to the whole part.
    pub fixed: Option<FixedInput>,
    /// A fixed sum each, and the rest by another key.
    pub fixed_then: Option<Box<FixedThenInput>>,
    /// Several keys, each for its part of the amount.
    pub blend: Option<Vec<BlendPartInput>>,
    /// From one key to another over years.
    pub phased: Option<Box<PhasedInput>>,
}

/// A figure of each member.
#[derive(InputObject, Debug)]
pub struct WeightsInput {
    /// What they count.
    pub basis: codes::KeyBasis,
    /// The year that they are of.
    pub year: i32,
    /// One for each that shares.
    pub figures: Vec<MemberFigureInput>,
}

/// A member's figure in a key.
#[derive(InputObject, Debug)]
pub struct MemberFigureInput {
    /// The member's name.
    pub member: String,
    /// The figure, 0 or more.
    pub figure: i64,
}

/// Fixed sums.
#[derive(InputObject, Debug)]
pub struct FixedInput {
    /// The year that they were agreed for.
    pub year: i32,
    /// One for each that shares.
    pub sums: Vec<MemberSumInput>,
}

/// Fixed sums, and another key for the rest.
#[derive(InputObject, Debug)]
pub struct FixedThenInput {
    /// The year that the sums were agreed for.
    pub year: i32,
    /// One for each that shares.
    pub sums: Vec<MemberSumInput>,
    /// How the rest is shared.
    pub rest: KeyInput,
}

/// A member's fixed sum.
#[derive(InputObject, Debug)]
pub struct MemberSumInput {
    /// The member's name.
    pub member: String,
    /// The sum, 0 or more.
    pub amount: Ore,
}

/// A key within a blend.
#[derive(InputObject, Debug)]
pub struct BlendPartInput {
    /// How much of the amount it shares, against the other parts: 70 and 30, or 7 and 3.
    pub weight: i32,
    /// The key.
    pub key: KeyInput,
}

/// A change from one key to another in equal steps, a year each.
#[derive(InputObject, Debug)]
pub struct PhasedInput {
    /// The key that is left.
    pub from: KeyInput,
    /// The last year that it holds alone.
    pub last_year_of_from: i32,
    /// The key that comes.
    pub to: KeyInput,
    /// The first year that it holds alone.
    pub first_year_of_to: i32,
}

/// What the split is asked.
#[derive(InputObject, Debug)]
pub struct SplitInput {
    /// The state's allocation.
    pub state: Ore,
    /// Who shares.
    pub funders: FundersInput,
}

/// What contributions are weighed.
#[derive(InputObject, Debug)]
pub struct ContributionsInput {
    /// Whether a region takes part.
    #[graphql(default = true)]
    pub has_region: bool,
    /// What is given or promised. A party that is not named gives what nobody knows.
    pub contributions: Vec<ContributionInput>,
}

/// Money given or promised, by exactly one of party, project and non-member.
#[derive(InputObject, Debug)]
pub struct ContributionInput {
    /// A party, or one of its members.
    pub party: Option<codes::FundingParty>,
    /// A project (ESF and others), by name; its money is booked apart.
    pub project: Option<String>,
    /// Somebody who is no member, by name.
    pub non_member: Option<String>,
    /// How much; left out where nobody knows.
    pub amount: Option<Ore>,
}

/// What a simulation is asked.
#[derive(InputObject, Debug)]
pub struct SimulateInput {
    /// The state's allocation.
    pub state: Ore,
    /// Who shares.
    pub funders: FundersInput,
    /// The change.
    pub change: ChangeInput,
}

/// A change of the state's allocation: exactly one of its forms.
#[derive(InputObject, Debug)]
pub struct ChangeInput {
    /// In hundredths of a per cent: -500 is five per cent less.
    pub hundredths_of_per_cent: Option<i32>,
    /// By an amount, negative for less.
    pub by: Option<Ore>,
    /// To an amount.
    pub to: Option<Ore>,
}

/// What liability is asked.
#[derive(InputObject, Debug)]
pub struct LiabilityInput {
    /// What is owed.
    pub debts: Ore,
    /// What there is to pay with.
    pub assets: Ore,
    /// Who shares.
    pub funders: FundersInput,
    /// The state's allocation of the year whose contributions give the proportions; asked for where a key mixes fixed
    /// sums with another key.
    pub reference: Option<Ore>,
}

/// What shares of assets and debts are asked.
#[derive(InputObject, Debug)]
pub struct ExitSharesInput {
    /// Assets.
    pub assets: Ore,
    /// Debts.
    pub debts: Ore,
    /// Who shares.
    pub funders: FundersInput,
    /// The state's allocation of the year whose contributions give the proportions; asked for where a key mixes fixed
    /// sums with another key.
    pub reference: Option<Ore>,
}

/// What proportions are asked.
#[derive(InputObject, Debug)]
pub struct ProportionsInput {
    /// Who shares.
    pub funders: FundersInput,
    /// The state's allocation of the year whose contributions give the proportions; asked for where a key mixes fixed
    /// sums with another key.
    pub reference: Option<Ore>,
}

/// What a service fee is asked.
#[derive(InputObject, Debug)]
pub struct ServiceFeeInput {
    /// What the fee is counted on.
    pub amount: Ore,
    /// What that amount is.
    pub basis: codes::FeeBasis,
    /// Parts per million: 3500 for 3.5 per mille.
    pub rate_per_million: i32,
    /// How much the fee may rise; without limit where left out.
    pub cap: Option<FeeCapInput>,
    /// What it is rounded to.
    pub unit: codes::FeeUnit,
    /// How it is rounded.
    pub rounding: codes::FeeRounding,
    /// The year of the terms, 1 for the first.
    #[graphql(default = 1)]
    pub year: i32,
}

/// How much a fee may rise.
#[derive(InputObject, Debug)]
pub struct FeeCapInput {
    /// The fee that the rise is counted from; left out where nobody knows.
    pub reference_fee: Option<Ore>,
    /// The highest rise.
    pub increase: Ore,
    /// For how many years from the first the cap holds; every year where left out.
    pub years: Option<i32>,
}

/// What equity is held against a ladder.
#[derive(InputObject, Debug)]
pub struct EquityInput {
    /// The equity, negative for a deficit.
    pub equity: Ore,
    /// A year's funds.
    pub yearly_funds: Ore,
    /// The ladder, from the smallest funds to the largest; there is no ladder of our own.
    pub ladder: Vec<EquityStepInput>,
}

/// A step of a ladder.
#[derive(InputObject, Debug)]
pub struct EquityStepInput {
    /// The highest yearly funds that it is for; all above the step before where left out.
    pub up_to: Option<Ore>,
    /// Reasonable equity in hundredths of a per cent of the yearly funds.
    pub hundredths_of_per_cent: i32,
}

/// Equity by origin.
#[derive(InputObject, Debug)]
pub struct EquityOriginInput {
    /// Whether a region takes part.
    #[graphql(default = true)]
    pub has_region: bool,
    /// The ledger.
    pub entries: Vec<EquityEntryInput>,
    /// Whether the statutes say whose equity in other shares is; left out where nobody has looked.
    pub regulated: Option<bool>,
}

/// Equity that came from one party.
#[derive(InputObject, Debug)]
pub struct EquityEntryInput {
    /// Whose money it was.
    pub party: codes::FundingParty,
    /// What kind of money.
    pub kind: codes::ContributionKind,
    /// How much, negative for a loss; left out where nobody knows.
    pub amount: Option<Ore>,
}

/// Funders as asked, with the year.
pub(super) struct Asked {
    /// The funders.
    pub held: Funders,
    /// The year whose keys hold.
    pub year: i32,
}

/// A calculation that is not possible, told of the field at fault.
pub(super) fn calculated(error: FinancingError) -> Error {
    let field = error.field();
    let field = match field {
        "funders" => "funders.members".to_owned(),
        "regionKey" | "municipalKey" => format!("funders.{field}"),
        "referenceFee" | "increase" => format!("cap.{field}"),
        field => field.to_owned(),
    };
    invalid(&field, error.to_string())
}

/// An amount that is no debt.
pub(super) fn not_below_zero(field: &str, Ore(amount): Ore) -> Result<money::Ore> {
    if amount.get() < 0 {
        return Err(invalid(field, "must be 0 or more"));
    }
    Ok(amount)
}

/// The state's allocation of the year whose contributions give proportions.
pub(super) fn reference(amount: Option<Ore>) -> Result<Option<money::Ore>> {
    amount
        .map(|amount| not_below_zero("reference", amount))
        .transpose()
}

fn few<T>(field: &str, items: &[T]) -> Result<()> {
    if items.len() > MOST {
        return Err(invalid(field, format!("must be {MOST} or fewer")));
    }
    Ok(())
}

impl FundersInput {
    /// # Errors
    /// `INVALID_VALUE` with the field.
    pub(super) fn read(&self, at: &str) -> Result<Asked> {
        few(&format!("{at}.members"), &self.members)?;
        let members = self.members.iter().enumerate().map(|(place, funder)| {
            let name = text(&format!("{at}.members.{place}.name"), &funder.name)?;
            Ok(Funder::new(name, funder.kind.into()))
        });
        let members: Vec<Funder> = members.collect::<Result<_>>()?;
        let sharing = |keeps: fn(&Funder) -> bool| -> Vec<&str> {
            let funders = members.iter().filter(|funder| keeps(funder));
            funders.map(|funder| funder.name.as_str()).collect()
        };
        let key = |name: &str, key: &Option<KeyInput>, keeps: fn(&Funder) -> bool| {
            key.as_ref()
                .map(|key| key.read(&format!("{at}.{name}"), &sharing(keeps)))
                .transpose()
        };
        let regions = key("regionKey", &self.region_key, |funder| {
            funder.kind.as_region()
        })?;
        let municipalities = key("municipalKey", &self.municipal_key, |funder| {
            funder.kind.as_municipality()
        })?;
        Ok(Asked {
            held: Funders::try_new(members, regions, municipalities).map_err(calculated)?,
            year: self.year,
        })
    }
}

impl KeyInput {
    fn read(&self, at: &str, sharing: &[&str]) -> Result<Key> {
        match self {
            Self {
                weights: Some(weights),
                fixed: None,
                fixed_then: None,
                blend: None,
                phased: None,
            } => {
                let at = format!("{at}.weights.figures");
                let figures = weights.figures.iter().enumerate();
                let figures = figures.map(|(place, held)| {
                    let figure = u64::try_from(held.figure).map_err(|_| {
                        invalid(&format!("{at}.{place}.figure"), "must be 0 or more")
                    })?;
                    Ok((held.member.as_str(), figure))
                });
                let figures: Vec<(&str, u64)> = figures.collect::<Result<_>>()?;
                Ok(Key::Weights {
                    basis: weights.basis.into(),
                    year: weights.year,
                    weights: in_order(&at, &figures, sharing)?,
                })
            }
            Self {
                weights: None,
                fixed: Some(fixed),
                fixed_then: None,
                blend: None,
                phased: None,
            } => Ok(Key::Fixed {
                year: fixed.year,
                sums: sums(&format!("{at}.fixed.sums"), &fixed.sums, sharing)?,
            }),
            Self {
                weights: None,
                fixed: None,
                fixed_then: Some(mixed),
                blend: None,
                phased: None,
            } => Ok(Key::FixedThen {
                year: mixed.year,
                sums: sums(&format!("{at}.fixedThen.sums"), &mixed.sums, sharing)?,
                rest: Box::new(mixed.rest.read(&format!("{at}.fixedThen.rest"), sharing)?),
            }),
            Self {
                weights: None,
                fixed: None,
                fixed_then: None,
                blend: Some(parts),
                phased: None,
            } => {
                let parts = parts.iter().enumerate().map(|(place, part)| {
                    let at = format!("{at}.blend.{place}");
                    Ok(BlendPart {
                        weight: count(&format!("{at}.weight"), part.weight)?,
                        key: part.key.read(&format!("{at}.key"), sharing)?,
                    })
                });
                Ok(Key::Blend(parts.collect::<Result<_>>()?))
            }
            Self {
                weights: None,
                fixed: None,
                fixed_then: None,
                blend: None,
                phased: Some(phased),
            } => Ok(Key::Phased {
                from: Box::new(phased.from.read(&format!("{at}.phased.from"), sharing)?),
                last_year_of_from: phased.last_year_of_from,
                to: Box::new(phased.to.read(&format!("{at}.phased.to"), sharing)?),
                first_year_of_to: phased.first_year_of_to,
            }),
            _ => Err(invalid(
                at,
                "give exactly one of weights, fixed, fixedThen, blend and phased",
            )),
        }
    }
}

fn sums(at: &str, sums: &[MemberSumInput], sharing: &[&str]) -> Result<Vec<money::Ore>> {
    let sums = sums.iter().enumerate().map(|(place, held)| {
        let amount = not_below_zero(&format!("{at}.{place}.amount"), held.amount)?;
        Ok((held.member.as_str(), amount))
    });
    let sums: Vec<(&str, money::Ore)> = sums.collect::<Result<_>>()?;
    in_order(at, &sums, sharing)
}

/// What stands beside the names, in the order of those who share: one for each of them and for nobody else.
fn in_order<T: Copy>(at: &str, rows: &[(&str, T)], sharing: &[&str]) -> Result<Vec<T>> {
    for (place, (name, _)) in rows.iter().enumerate() {
        let name = name.trim();
        let field = format!("{at}.{place}.member");
        if !sharing.contains(&name) {
            return Err(invalid(&field, format!("{name} does not share this part")));
        }
        if rows
            .iter()
            .take(place)
            .any(|(other, _)| other.trim() == name)
        {
            return Err(invalid(&field, format!("{name} stands twice")));
        }
    }
    let figures = sharing.iter().map(|name| {
        rows.iter()
            .find(|(other, _)| other.trim() == *name)
            .map(|(_, figure)| *figure)
            .ok_or_else(|| invalid(at, format!("{name} is missing")))
    });
    figures.collect()
}

impl ContributionsInput {
    /// # Errors
    /// `INVALID_VALUE` with the field.
    pub(super) fn read(&self) -> Result<Vec<Contribution>> {
        few("contributions", &self.contributions)?;
        let all = self.contributions.iter().enumerate().map(|(place, held)| {
            let at = format!("contributions.{place}");
            let from = match (held.party, &held.project, &held.non_member) {
                (Some(party), None, None) => {
                    let party = FundingParty::from(party);
                    if party == FundingParty::Region && !self.has_region {
                        let reason = "no region takes part";
                        return Err(invalid(&format!("{at}.party"), reason));
                    }
                    Contributor::Party(party)
                }
                (None, Some(project), None) => {
                    Contributor::Project(text(&format!("{at}.project"), project)?)
                }
                (None, None, Some(name)) => {
                    Contributor::NonMember(text(&format!("{at}.nonMember"), name)?)
                }
                _ => {
                    let reason = "give exactly one of party, project and nonMember";
                    return Err(invalid(&at, reason));
                }
            };
            let amount = held.amount.map(|amount| {
                let field = format!("{at}.amount");
                not_below_zero(&field, amount)
            });
            Ok(Contribution {
                from,
                amount: amount.transpose()?,
            })
        });
        all.collect()
    }
}

impl ChangeInput {
    /// # Errors
    /// `INVALID_VALUE` with the field.
    pub(super) fn read(&self, at: &str) -> Result<Change> {
        match (self.hundredths_of_per_cent, self.by, self.to) {
            (Some(change), None, None) => Ok(Change::HundredthsOfPerCent(change)),
            (None, Some(Ore(by)), None) => Ok(Change::By(by)),
            (None, None, Some(Ore(to))) => Ok(Change::To(to)),
            _ => Err(invalid(
                at,
                "give exactly one of hundredthsOfPerCent, by and to",
            )),
        }
    }
}

impl ServiceFeeInput {
    /// # Errors
    /// `INVALID_VALUE` with the field.
    pub(super) fn read(&self) -> Result<(FeeTerms, u32)> {
        let cap = self.cap.as_ref().map(|cap| {
            let years = cap.years.map(|years| count("cap.years", years));
            Ok::<_, Error>(Cap {
                reference_fee: cap.reference_fee.map(|Ore(fee)| fee),
                increase: cap.increase.0,
                years: years.transpose()?,
            })
        });
        let terms = FeeTerms {
            rate_per_million: count("ratePerMillion", self.rate_per_million)?,
            basis: self.basis.into(),
            cap: cap.transpose()?,
            unit: self.unit.into(),
            rounding: self.rounding.into(),
        };
        Ok((terms, count("year", self.year)?))
    }
}

impl EquityInput {
    /// # Errors
    /// `INVALID_VALUE` with the field.
    pub(super) fn policy(&self) -> Result<EquityPolicy> {
        few("ladder", &self.ladder)?;
        let steps = self.ladder.iter().enumerate().map(|(place, step)| {
            let field = format!("ladder.{place}.hundredthsOfPerCent");
            Ok(EquityStep {
                up_to: step.up_to.map(|Ore(up_to)| up_to),
                hundredths_of_per_cent: count(&field, step.hundredths_of_per_cent)?,
            })
        });
        EquityPolicy::try_new(steps.collect::<Result<_>>()?).map_err(calculated)
    }
}

impl EquityOriginInput {
    /// # Errors
    /// `INVALID_VALUE` with the field.
    pub(super) fn read(&self) -> Result<Vec<EquityEntry>> {
        few("entries", &self.entries)?;
        let entries = self.entries.iter().enumerate().map(|(place, entry)| {
            let party = FundingParty::from(entry.party);
            if party == FundingParty::Region && !self.has_region {
                let reason = "no region takes part";
                return Err(invalid(&format!("entries.{place}.party"), reason));
            }
            Ok(EquityEntry {
                party: Some(party),
                kind: entry.kind.into(),
                amount: entry.amount.map(|Ore(amount)| amount),
            })
        });
        entries.collect()
    }
}
