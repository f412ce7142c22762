//! What the calculators answer.

use crate::graphql::codes;
use crate::graphql::object::Verdict;
use crate::graphql::scalar::Ore;
use async_graphql::SimpleObject;
use domain::financing as held;
use domain::money;
use domain::text::Language;

/// An amount, exact and in Swedish form.
#[derive(SimpleObject, Debug, Clone)]
pub struct Money {
    /// In whole öre.
    ore: Ore,
    /// In Swedish form, `10 000 000,00 kr` with no-break spaces.
    formatted: String,
}

impl From<money::Ore> for Money {
    fn from(amount: money::Ore) -> Self {
        Self {
            ore: Ore(amount),
            formatted: amount.to_string(),
        }
    }
}

fn known(amount: Option<money::Ore>) -> Option<Money> {
    amount.map(Money::from)
}

/// An amount divided between parties and members.
#[derive(SimpleObject, Debug)]
pub struct Split {
    /// The whole.
    total: Money,
    /// The year whose keys were used.
    year: i32,
    /// State, regions, municipalities; two where no region takes part.
    parties: Vec<PartyShare>,
    /// What each pays in all: Försäkringskassan, then the members in their fixed order.
    payers: Vec<PayerTotal>,
    /// Which party got an öre more than its exact share rounded down, and why; null where none did.
    rounding: Option<String>,
    /// The split with figures and law; unknown where an agreement leaves a member's share open. Null in a division of
    /// debts or assets, which has its verdict beside it.
    verdict: Option<Verdict>,
}

/// What a party pays.
#[derive(SimpleObject, Debug)]
pub struct PartyShare {
    /// The party.
    party: codes::FundingParty,
    /// 2 for half of the whole, 4 for a quarter.
    one_in: i32,
    /// How much.
    amount: Money,
    /// The exact share in öre, as a mixed number: `250000050 1/2`.
    exact_ore: String,
    /// Whether and why it is an öre more than that rounded down.
    extra: codes::ExtraOre,
    /// What its members share by, with the key's years; null where it has one member, or none is told.
    key: Option<String>,
    /// What each member pays; null where that is open.
    shares: Option<Vec<MemberShare>>,
    /// Why it is open; null where it is not.
    open: Option<codes::OpenShares>,
    /// The same in words.
    open_text: Option<String>,
    /// Which members got an öre more than their exact share rounded down, and why; null where none did.
    rounding: Option<String>,
}

/// What a member pays of a party's part.
#[derive(SimpleObject, Debug)]
pub struct MemberShare {
    /// The member.
    name: String,
    /// How much.
    amount: Money,
    /// The exact share in öre, as a mixed number: `33333333 1/3`.
    exact_ore: String,
    /// Whether and why it is an öre more than that rounded down.
    extra: codes::ExtraOre,
}

/// What somebody pays in all.
#[derive(SimpleObject, Debug)]
pub struct PayerTotal {
    /// Who.
    name: String,
    /// How much; null where an agreement leaves it open.
    amount: Option<Money>,
    /// In which parties: two for a municipality outside any region beside a region.
    parties: Vec<codes::FundingParty>,
}

impl PartyShare {
    fn of(share: held::PartyShare, language: Language) -> Self {
        let rounding = share.rounding();
        let (shares, open) = match share.shares {
            held::Shares::Known(shares) => {
                let shares = shares.into_iter().map(|share| MemberShare {
                    name: share.name,
                    amount: share.amount.into(),
                    exact_ore: share.part.exact(),
                    extra: share.part.extra.into(),
                });
                (Some(shares.collect()), None)
            }
            held::Shares::Open(open) => (None, Some(open)),
        };
        Self {
            party: share.party.into(),
            one_in: i32::try_from(share.one_in).unwrap_or(i32::MAX),
            amount: share.amount.into(),
            exact_ore: share.part.exact(),
            extra: share.part.extra.into(),
            key: share.key.map(|key| key.in_language(language).to_owned()),
            shares,
            open: open.map(Into::into),
            open_text: open.map(|open| open.text().in_language(language).to_owned()),
            rounding: rounding.map(|text| text.in_language(language).to_owned()),
        }
    }
}

impl Split {
    /// A split of contributions in a language.
    pub(super) fn of(split: held::Split, language: Language) -> Self {
        let verdict = Verdict::of_register(split.verdict());
        Self {
            verdict: Some(verdict),
            ..Self::division(split, language)
        }
    }

    /// A division of anything else.
    fn division(split: held::Split, language: Language) -> Self {
        let rounding = split.rounding();
        let parties = split.parties.into_iter();
        let payers = split.payers.into_iter().map(|payer| PayerTotal {
            name: payer.name,
            amount: known(payer.amount),
            parties: payer.parties.into_iter().map(Into::into).collect(),
        });
        Self {
            total: split.total.into(),
            year: split.year,
            parties: parties
                .map(|share| PartyShare::of(share, language))
                .collect(),
            payers: payers.collect(),
            rounding: rounding.map(|text| text.in_language(language).to_owned()),
            verdict: None,
        }
    }
}

/// Contributions against the law.
#[derive(SimpleObject, Debug)]
pub struct ContributionsWeighed {
    /// What all parties give; null where an amount is not known.
    total: Option<Money>,
    /// The largest whole that every party's money covers its share of.
    base: Option<Money>,
    /// Project money, booked apart; null where an amount of it is not known.
    apart: Option<Money>,
    /// How they fit.
    matching: codes::Matching,
    /// Each party.
    parties: Vec<PartyBalance>,
    /// On the split (`SPLIT_MISMATCH`) and on who contributes (`NON_MEMBER_CONTRIBUTION`).
    verdicts: Vec<Verdict>,
}

/// One party's money against the base.
#[derive(SimpleObject, Debug)]
pub struct PartyBalance {
    /// The party.
    party: codes::FundingParty,
    /// What it gives; null where nobody knows.
    given: Option<Money>,
    /// Its share of the base.
    statutory: Option<Money>,
    /// What it gives beyond that.
    surplus: Option<Money>,
    /// What the surplus is; null where there is none.
    surplus_kind: Option<codes::ContributionKind>,
    /// What it lacks of matching the state.
    short: Option<Money>,
}

impl ContributionsWeighed {
    /// As weighed.
    pub(super) fn of(weighed: held::Contributions) -> Self {
        let parties = weighed.parties.into_iter().map(|party| PartyBalance {
            party: party.party.into(),
            given: known(party.given),
            statutory: known(party.statutory),
            surplus: known(party.surplus),
            surplus_kind: party.surplus_kind.map(Into::into),
            short: known(party.short),
        });
        let verdicts = weighed.verdicts.into_iter();
        Self {
            total: known(weighed.total),
            base: known(weighed.base),
            apart: known(weighed.apart),
            matching: weighed.matching.into(),
            parties: parties.collect(),
            verdicts: verdicts.map(Verdict::of_register).collect(),
        }
    }
}

/// The split before and after a change.
#[derive(SimpleObject, Debug)]
pub struct Simulation {
    /// As it is.
    before: Split,
    /// As it would be.
    after: Split,
    /// Each party.
    parties: Vec<PartyDifference>,
    /// Each payer.
    payers: Vec<PayerDifference>,
}

/// What a party pays before and after.
#[derive(SimpleObject, Debug)]
pub struct PartyDifference {
    /// The party.
    party: codes::FundingParty,
    /// Before.
    before: Option<Money>,
    /// After.
    after: Option<Money>,
    /// After less before, negative for less.
    difference: Option<Money>,
}

/// What somebody pays before and after.
#[derive(SimpleObject, Debug)]
pub struct PayerDifference {
    /// Who.
    name: String,
    /// Before; null where an agreement leaves it open.
    before: Option<Money>,
    /// After; null where an agreement leaves it open.
    after: Option<Money>,
    /// After less before, negative for less.
    difference: Option<Money>,
}

impl Simulation {
    /// A simulation in a language.
    pub(super) fn of(found: held::Simulation, language: Language) -> Self {
        let parties = found.parties.into_iter().map(|row| PartyDifference {
            party: row.of.into(),
            before: known(row.before),
            after: known(row.after),
            difference: known(row.difference),
        });
        let payers = found.payers.into_iter().map(|row| PayerDifference {
            name: row.of.1,
            before: known(row.before),
            after: known(row.after),
            difference: known(row.difference),
        });
        Self {
            parties: parties.collect(),
            payers: payers.collect(),
            before: Split::of(found.before, language),
            after: Split::of(found.after, language),
        }
    }
}

/// A shortage and who covers it.
#[derive(SimpleObject, Debug)]
pub struct Shortage {
    /// What is lacking; zero where the assets cover the debts.
    shortage: Money,
    /// Who covers how much.
    split: Split,
    /// With figures and law.
    verdict: Verdict,
}

impl Shortage {
    /// A shortage in a language.
    pub(super) fn of(found: held::Shortage, language: Language) -> Self {
        Self {
            shortage: found.shortage.into(),
            split: Split::division(found.split, language),
            verdict: Verdict::of_register(found.verdict),
        }
    }
}

/// Assets and debts by member.
#[derive(SimpleObject, Debug)]
pub struct ExitShares {
    /// Who owns how much.
    assets: Split,
    /// Who owes how much.
    debts: Split,
    /// Assets less debts.
    net: Vec<MemberNet>,
    /// With figures and law; a reading, since the statutes say how a share is paid out.
    verdict: Verdict,
}

/// What a member owns less what it owes.
#[derive(SimpleObject, Debug)]
pub struct MemberNet {
    /// Who.
    name: String,
    /// Negative where it owes more; null where an agreement leaves it open.
    amount: Option<Money>,
}

impl ExitShares {
    /// Shares in a language.
    pub(super) fn of(found: held::ExitShares, language: Language) -> Self {
        let names = found.assets.payers.iter().map(|payer| payer.name.clone());
        let net = names.zip(found.net).map(|(name, amount)| MemberNet {
            name,
            amount: known(amount),
        });
        Self {
            net: net.collect(),
            assets: Split::division(found.assets, language),
            debts: Split::division(found.debts, language),
            verdict: Verdict::of_register(found.verdict),
        }
    }
}

/// A payer's part of the whole.
#[derive(SimpleObject, Debug)]
pub struct MemberProportion {
    /// Who.
    name: String,
    /// An exact fraction in its lowest terms, `5/24`; null where an agreement leaves it open.
    fraction: Option<String>,
}

impl MemberProportion {
    /// One payer's.
    pub(super) fn of(found: held::Proportion) -> Self {
        Self {
            name: found.name,
            fraction: found.share.map(|(above, below)| format!("{above}/{below}")),
        }
    }
}

/// A service fee and how it came about.
#[derive(SimpleObject, Debug)]
pub struct ServiceFee {
    /// The fee; null where the cap holds and the fee that it counts from is not known.
    fee: Option<Money>,
    /// The rate on the amount, rounded, before any cap.
    uncapped: Money,
    /// The highest fee that the cap admits; null where no cap holds, or it cannot be said.
    ceiling: Option<Money>,
    /// Whether the cap lowered it; null where that cannot be said.
    capped: Option<bool>,
    /// What the amount was said to be.
    basis: codes::FeeBasis,
    /// In words.
    text: String,
}

impl ServiceFee {
    /// A fee in a language.
    pub(super) fn of(fee: held::Fee, terms: &held::FeeTerms, language: Language) -> Self {
        Self {
            fee: known(fee.fee),
            uncapped: fee.uncapped.into(),
            ceiling: known(fee.ceiling),
            capped: fee.capped,
            basis: terms.basis.into(),
            text: fee.text.in_language(language).to_owned(),
        }
    }
}

/// Equity against a ladder.
#[derive(SimpleObject, Debug)]
pub struct EquityAssessed {
    /// The highest reasonable equity; null where the ladder has no step for such funds.
    reasonable: Option<Money>,
    /// What is held beyond that; zero where nothing is.
    above: Option<Money>,
    /// In words.
    text: String,
}

impl EquityAssessed {
    /// An assessment in a language.
    pub(super) fn of(found: held::EquityAssessment, language: Language) -> Self {
        Self {
            reasonable: known(found.reasonable),
            above: known(found.above),
            text: found.text.in_language(language).to_owned(),
        }
    }
}
