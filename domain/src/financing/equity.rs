//! Equity (eget kapital): how much is held to be reasonable, and whose money it is.

use super::FinancingError;
use super::contributions::ContributionKind;
use super::key::ore;
use super::split::law;
use super::wording::{figure_name, party_name};
use crate::association::FundingParty;
use crate::money::Ore;
use crate::rule::{Outcome, Verdict};
use crate::rules::rulebook::EQUITY_ORIGIN_CONFLICT;
use crate::text::{Language, Text, list};

/// One step of a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EquityStep {
    /// The highest yearly funds that the step is for; `None` = all above the step before.
    pub up_to: Option<Ore>,
    /// Equity that is held to be reasonable, in hundredths of a per cent of the whole of the yearly funds.
    pub hundredths_of_per_cent: u32,
}

/// How much equity is held to be reasonable against a year's funds.
///
/// A ladder of Nationella rådet from 2013 is known to exist; its figures are not known to us, so none stand here.
/// Whoever has a ladder gives it. An empty one answers nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EquityPolicy {
    ladder: Vec<EquityStep>,
}

/// Equity against a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquityAssessment {
    /// The step that was used; `None` where the ladder has none for such funds.
    pub step: Option<EquityStep>,
    /// The highest reasonable equity, rounded down to whole öre.
    pub reasonable: Option<Ore>,
    /// What is held beyond that; zero where nothing is.
    pub above: Option<Ore>,
    /// In words.
    pub text: Text,
}

impl EquityPolicy {
    /// A ladder from the smallest funds to the largest.
    ///
    /// # Errors
    /// [`FinancingError::OutOfRange`] where a step does not lie above the one before.
    pub fn try_new(ladder: Vec<EquityStep>) -> Result<Self, FinancingError> {
        let mut last = Some(Ore::new(-1));
        for step in &ladder {
            let rises = match (last, step.up_to) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(last), Some(up_to)) => last.is_none_or(|last| last < up_to),
            };
            if !rises {
                return Err(FinancingError::OutOfRange("ladder"));
            }
            last = step.up_to.map(Some);
        }
        Ok(Self { ladder })
    }

    /// Its steps.
    pub fn ladder(&self) -> &[EquityStep] {
        &self.ladder
    }
}

/// Equity against a policy and the year's funds.
///
/// # Errors
/// [`FinancingError`] where the funds are below zero or an amount too large.
pub fn assess_equity(
    equity: Ore,
    yearly_funds: Ore,
    policy: &EquityPolicy,
) -> Result<EquityAssessment, FinancingError> {
    let funds =
        u128::try_from(yearly_funds.get()).map_err(|_| FinancingError::Negative("yearlyFunds"))?;
    let step = policy
        .ladder
        .iter()
        .find(|step| step.up_to.is_none_or(|up_to| yearly_funds <= up_to))
        .copied();
    let Some(step) = step else {
        return Ok(EquityAssessment {
            step: None,
            reasonable: None,
            above: None,
            text: Text::new(
                format!("Trappan har inget steg för årsmedel om {yearly_funds}."),
                format!("The ladder has no step for yearly funds of {yearly_funds}."),
            ),
        });
    };
    let reasonable = funds * u128::from(step.hundredths_of_per_cent) / 10_000;
    let reasonable = u64::try_from(reasonable)
        .map_err(|_| FinancingError::TooLarge("yearlyFunds"))
        .and_then(ore)?;
    let above = equity
        .get()
        .checked_sub(reasonable.get())
        .map(|above| above.max(0))
        .and_then(Ore::new)
        .ok_or(FinancingError::TooLarge("equity"))?;
    let text = if above.get() > 0 {
        Text::new(
            format!(
                "Eget kapital {equity} är {above} mer än {reasonable}; sådant kan minska kommande tilldelning."
            ),
            format!(
                "The equity {equity} is {above} more than {reasonable}; that may lower coming allocations."
            ),
        )
    } else {
        Text::new(
            format!("Eget kapital {equity} är inom {reasonable}."),
            format!("The equity {equity} is within {reasonable}."),
        )
    };
    Ok(EquityAssessment {
        step: Some(step),
        reasonable: Some(reasonable),
        above: Some(above),
        text,
    })
}

/// Equity that came from one party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EquityEntry {
    /// Whose money it was; `None` where nobody knows.
    pub party: Option<FundingParty>,
    /// What kind of money.
    pub kind: ContributionKind,
    /// How much, negative for a loss; `None` where nobody knows.
    pub amount: Option<Ore>,
}

/// Whether equity by origin follows the shares of contribution. Where it does not, the statutes may say whose it is:
/// `regulated` tells whether they do, `None` where nobody has looked.
///
/// # Legal source
/// Lag (2003:1210) 9 § point 8: the shares in assets and debts stand in relation to those of 5 §.
pub fn equity_origin(ledger: &[EquityEntry], has_region: bool, regulated: Option<bool>) -> Verdict {
    let rule = &EQUITY_ORIGIN_CONFLICT;
    let amounts: Option<Vec<(FundingParty, i128)>> = ledger
        .iter()
        .map(|entry| Some((entry.party?, i128::from(entry.amount?.get()))))
        .collect();
    let Some(amounts) = amounts.filter(|amounts| !amounts.is_empty()) else {
        let text = Text::new(
            "Vems pengar det egna kapitalet är går inte att säga; uppgifter saknas.",
            "Whose money the equity is cannot be said; particulars are missing.",
        );
        return rule.verdict(Outcome::Unknown, text);
    };
    let total: i128 = amounts.iter().map(|(_, amount)| amount).sum();
    let mut off = Vec::new();
    let mut figures = vec![("equityOre", total)];
    for (party, one_in) in law(has_region) {
        let own: i128 = amounts
            .iter()
            .filter(|(from, _)| from == party)
            .map(|(_, amount)| amount)
            .sum();
        let one_in = i128::from(*one_in);
        if (own * one_in - total).abs() >= one_in {
            off.push((*party, own, total / one_in));
        }
        figures.push((figure_name(*party), own));
    }
    let conflict = |language: Language, than: &str| {
        let rows: Vec<String> = off
            .iter()
            .map(|(party, own, share)| {
                let name = party_name(*party);
                format!(
                    "{} {} {than} {}",
                    name.in_language(language),
                    kr(*own),
                    kr(*share)
                )
            })
            .collect();
        list(&rows, language)
    };
    let (outcome, text) = match (off.is_empty(), regulated) {
        (true, _) => (
            Outcome::Met,
            Text::new(
                "Eget kapital följer parternas andelar.",
                "The equity follows the parties' shares.",
            ),
        ),
        (false, Some(true)) => (
            Outcome::Met,
            Text::new(
                format!(
                    "Eget kapital följer inte parternas andelar, men förbundsordningen reglerar det: {}.",
                    conflict(Language::Swedish, "mot andelen")
                ),
                format!(
                    "The equity does not follow the parties' shares, but the statutes regulate it: {}.",
                    conflict(Language::English, "against the share of")
                ),
            ),
        ),
        (false, regulated) => (
            if regulated.is_some() {
                Outcome::NotMet
            } else {
                Outcome::Conditional
            },
            Text::new(
                format!(
                    "Eget kapital kommer i andra andelar än bidragen: {}.",
                    conflict(Language::Swedish, "mot andelen")
                ),
                format!(
                    "The equity comes in other shares than the contributions: {}.",
                    conflict(Language::English, "against the share of")
                ),
            ),
        ),
    };
    let mut verdict = rule.verdict(outcome, text).by_interpretation();
    if outcome == Outcome::Conditional {
        verdict = verdict.depending_on(Text::new(
            "om förbundsordningen inte reglerar vems det är",
            "if the statutes do not say whose it is",
        ));
    }
    for (name, value) in figures {
        verdict = verdict.figure(name, value);
    }
    verdict
}

fn kr(amount: i128) -> String {
    i64::try_from(amount)
        .ok()
        .and_then(Ore::new)
        .map_or_else(|| format!("{amount} öre"), |amount| amount.to_string())
}
