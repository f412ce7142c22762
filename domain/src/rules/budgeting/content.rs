//! What a version holds: balance, plan, funding of more spending, and who contributes.

use super::BudgetSurroundings;
use crate::association::{Association, FundingParty, Member};
use crate::budget::{Budget, Contribution, Contributor, Version, VersionKind, YearSums};
use crate::financing::{self, weigh};
use crate::money::Ore;
use crate::rule::{Outcome, Severity, Verdict};
use crate::rules::case::joined;
use crate::rules::rulebook::{
    BUDGET_UNBALANCED, NON_MEMBER_CONTRIBUTION, PLAN_PERIOD_WRONG, SPLIT_MISMATCH,
    UNFUNDED_SPENDING,
};
use crate::text::Text;
use chrono::Datelike;
use std::collections::BTreeSet;

/// The verdicts on what a version holds.
pub(super) fn verdicts(
    budget: &Budget,
    version: &Version,
    around: &BudgetSurroundings<'_>,
) -> Vec<Verdict> {
    let mut found = vec![three_years(budget, version)];
    // Content that adds up to more than can be held is never stored.
    if let Ok(sums) = version.content.year(budget.year) {
        found.push(balanced(budget.year, &sums));
        if version.kind != VersionKind::Original {
            found.extend(funded(budget, version, &sums));
        }
    }
    found.extend(as_split(budget, version, around.association));
    found.extend(by_members(budget, version, around.association));
    found
}

fn plain(amount: Ore) -> String {
    amount.get().to_string()
}

/// # Legal source
/// Kommunallag (2017:725) 11 kap. 5 § by lag (2003:1210) 21 §. Its third paragraph, with the exceptions, is not
/// imported; taking from equity is a reason and no income.
fn balanced(year: i32, sums: &YearSums) -> Verdict {
    let rule = &BUDGET_UNBALANCED;
    let (income, costs) = (sums.income.total(), sums.costs.total());
    let Some((income, costs, result)) = income
        .zip(costs)
        .zip(sums.result())
        .map(|((income, costs), result)| (income, costs, result))
    else {
        let text = match sums.income.rows == 0 && sums.costs.rows == 0 {
            true => Text::new(
                format!("Budgeten för {year} anger inga belopp."),
                format!("The budget of {year} states no amounts."),
            ),
            false => Text::new(
                format!(
                    "Alla belopp för {year} är inte kända: {} av {} intäkter och {} av {} kostnader är okända.",
                    sums.income.unknown, sums.income.rows, sums.costs.unknown, sums.costs.rows
                ),
                format!(
                    "Not all amounts of {year} are known: of {} incomes {} are unknown, of {} costs {}.",
                    sums.income.rows, sums.income.unknown, sums.costs.rows, sums.costs.unknown
                ),
            ),
        };
        return rule
            .verdict(Outcome::Unknown, text)
            .figure("unknownIncomes", sums.income.unknown)
            .figure("unknownCosts", sums.costs.unknown);
    };
    let figures = |verdict: Verdict| {
        verdict
            .figure("income", plain(income))
            .figure("costs", plain(costs))
            .figure("result", plain(result))
    };
    if result > Ore::ZERO {
        let text = Text::new(
            format!("Intäkterna {income} överstiger kostnaderna {costs} med {result}."),
            format!("Income, {income}, exceeds costs, {costs}, by {result}."),
        );
        return figures(rule.verdict(Outcome::Met, text));
    }
    if result == Ore::ZERO {
        let text = Text::new(
            format!("Intäkterna {income} är lika stora som kostnaderna, inte större."),
            format!("Income, {income}, equals costs and does not exceed them."),
        );
        let verdict = figures(rule.verdict(Outcome::NotMet, text));
        return verdict.with_severity(Severity::Info);
    }
    let short = Ore::new(result.get().saturating_neg()).unwrap_or(Ore::ZERO);
    let (sv, en) = match sums.drawn.total() {
        Some(drawn) => (
            format!(" {drawn} tas ur eget kapital, vilket lagen inte räknar som intäkt."),
            format!(" {drawn} is taken from equity, which the law does not count as income."),
        ),
        None => (String::new(), String::new()),
    };
    let text = Text::new(
        format!("Intäkterna {income} är {short} mindre än kostnaderna {costs}.{sv}"),
        format!("Income, {income}, falls short of costs, {costs}, by {short}.{en}"),
    );
    let verdict = figures(rule.verdict(Outcome::NotMet, text));
    match sums.drawn.total() {
        Some(drawn) => verdict.figure("equityDrawn", plain(drawn)),
        None => verdict,
    }
}

/// # Legal source
/// Kommunallag (2017:725) 11 kap. 6 § by lag (2003:1210) 21 §.
fn three_years(budget: &Budget, version: &Version) -> Verdict {
    let (rule, first) = (&PLAN_PERIOD_WRONG, budget.year);
    let Some(last) = version.last_year else {
        let text = Text::new(
            format!("Till vilket år planen från {first} sträcker sig framgår inte."),
            format!("To which year the plan from {first} reaches does not appear."),
        );
        return rule
            .verdict(Outcome::Unknown, text)
            .figure("firstYear", first);
    };
    let length = last.saturating_sub(first).saturating_add(1);
    let (outcome, text) = if length == 3 {
        let text = Text::new(
            format!("Planen omfattar {first}–{last}, tre år med budgetåret först."),
            format!("The plan covers {first}–{last}, three years with the budget year first."),
        );
        (Outcome::Met, text)
    } else {
        let years = if length == 1 { "year" } else { "years" };
        let text = Text::new(
            format!("Planen omfattar {first}–{last}, {length} år i stället för tre."),
            format!("The plan covers {first}–{last}, {length} {years} instead of three."),
        );
        (Outcome::NotMet, text)
    };
    rule.verdict(outcome, text)
        .figure("firstYear", first)
        .figure("lastYear", last)
}

/// Whether more spending than the approved version had says how it is paid for.
///
/// # Legal source
/// Kommunallag (2017:725) 11 kap. 15 § by lag (2003:1210) 21 §: the decision names the funding. More income, and more
/// taken from equity, is funding by the figures; words are funding too.
fn funded(budget: &Budget, version: &Version, sums: &YearSums) -> Option<Verdict> {
    let rule = &UNFUNDED_SPENDING;
    let before = budget.before(version.number)?;
    let held = before.content.year(budget.year).ok()?;
    let unknown = [&sums.costs, &held.costs, &sums.income, &held.income]
        .iter()
        .any(|sum| sum.unknown > 0)
        || sums.costs.rows == 0
        || held.costs.rows == 0;
    let stated = version.funding.as_deref();
    if unknown {
        return Some(match stated {
            Some(funding) => rule.verdict(
                Outcome::Met,
                Text::new(
                    format!("Beslutet anger finansieringen: ”{funding}”."),
                    format!("The decision names its funding: \"{funding}\"."),
                ),
            ),
            None => rule.verdict(
                Outcome::Unknown,
                Text::new(
                    "Alla belopp är inte kända, och beslutet anger ingen finansiering.",
                    "Not all amounts are known, and the decision names no funding.",
                ),
            ),
        });
    }
    let more = |new: Ore, old: Ore| new.get().saturating_sub(old.get());
    let spending = more(sums.costs.stated, held.costs.stated);
    let income = more(sums.income.stated, held.income.stated);
    let equity = more(sums.drawn.stated, held.drawn.stated);
    let paid = income.saturating_add(equity);
    let short = spending.saturating_sub(paid);
    let amount = |ore: i64| Ore::new(ore).map_or_else(|| ore.to_string(), |ore| ore.to_string());
    let figures = |verdict: Verdict| {
        verdict
            .figure("moreCosts", spending)
            .figure("moreIncome", income)
            .figure("moreEquityDrawn", equity)
            .figure("againstVersion", before.number)
    };
    let (outcome, text) = if spending <= 0 {
        let text = Text::new(
            format!("Kostnaderna är inte högre än i version {}.", before.number),
            format!("Costs are no higher than in version {}.", before.number),
        );
        (Outcome::Met, text)
    } else if short <= 0 {
        let text = Text::new(
            format!(
                "Kostnaderna ökar med {} och finansieringen med {}.",
                amount(spending),
                amount(paid)
            ),
            format!(
                "Costs rise by {} and their funding by {}.",
                amount(spending),
                amount(paid)
            ),
        );
        (Outcome::Met, text)
    } else if let Some(funding) = stated {
        let text = Text::new(
            format!(
                "Kostnaderna ökar med {}; beslutet anger finansieringen: ”{funding}”.",
                amount(spending)
            ),
            format!(
                "Costs rise by {}; the decision names their funding: \"{funding}\".",
                amount(spending)
            ),
        );
        (Outcome::Met, text)
    } else {
        let text = Text::new(
            format!(
                "Kostnaderna ökar med {}, men för {} anges ingen finansiering.",
                amount(spending),
                amount(short)
            ),
            format!(
                "Costs rise by {}, but no funding is named for {}.",
                amount(spending),
                amount(short)
            ),
        );
        (Outcome::NotMet, text)
    };
    let verdict = figures(rule.verdict(outcome, text));
    Some(match outcome {
        Outcome::NotMet => verdict.figure("unfunded", short),
        _ => verdict,
    })
}

/// Whether the parties contribute as the law splits it. `None` where no contribution is stated for the budget year.
///
/// # Legal source
/// Lag (2003:1210) 5 §. Money of others than members is no part of the split.
fn as_split(
    budget: &Budget,
    version: &Version,
    association: Option<&Association>,
) -> Option<Verdict> {
    let rule = &SPLIT_MISMATCH;
    let all = version.content.contributions.iter();
    let given: Vec<&Contribution> = all.filter(|held| held.year == budget.year).collect();
    if given.is_empty() {
        return None;
    }
    let nameless = |held: &&Contribution| {
        held.contributor.member().is_some() && held.contributor.party().is_none()
    };
    if given.iter().any(nameless) {
        let text = Text::new(
            "Till vilken part en medlems bidrag räknas är inte registrerat.",
            "Under which party a member's contribution counts is not registered.",
        );
        return Some(rule.verdict(Outcome::Unknown, text));
    }
    let parties: Vec<financing::Contribution> = given
        .iter()
        .filter_map(|held| {
            Some(financing::Contribution {
                from: financing::Contributor::Party(held.contributor.party()?),
                amount: held.amount,
            })
        })
        .collect();
    let of_regions = financing::Contributor::Party(FundingParty::Region);
    let region = |member: &Member| {
        member.joined_on.year() <= budget.year
            && member.left_on.is_none_or(|left| budget.year <= left.year())
            && member.funding_party() == Some(FundingParty::Region)
    };
    let has_region = parties.iter().any(|held| held.from == of_regions)
        || association.is_none_or(|held| held.members.iter().any(region));
    let weighed = weigh(&parties, has_region).ok()?;
    let mut verdicts = weighed.verdicts.into_iter();
    verdicts.find(|verdict| verdict.rule.code == rule.code)
}

/// Whether all who contribute are members in the year of their contribution. `None` where nobody is named.
///
/// # Legal source
/// Lag (2003:1210) 6 §.
fn by_members(
    budget: &Budget,
    version: &Version,
    association: Option<&Association>,
) -> Option<Verdict> {
    let rule = &NON_MEMBER_CONTRIBUTION;
    let contributions = &version.content.contributions;
    if contributions.is_empty() {
        return None;
    }
    let mut outside = BTreeSet::new();
    let mut unknown = false;
    for held in contributions {
        match &held.contributor {
            Contributor::Party(_) => {}
            Contributor::Other(name) => {
                outside.insert(name.clone());
            }
            Contributor::Member(id, _) => {
                let member = association.and_then(|association| {
                    let mut members = association.members.iter();
                    members.find(|member| {
                        member.organisation.id == *id
                            && member.joined_on.year() <= held.year
                            && member.left_on.is_none_or(|left| held.year <= left.year())
                    })
                });
                if member.is_some() {
                    continue;
                }
                let known = association.and_then(|association| {
                    let mut members = association.members.iter();
                    members.find(|member| member.organisation.id == *id)
                });
                match known {
                    Some(member) => {
                        outside.insert(format!("{} ({})", member.organisation.name, held.year));
                    }
                    None => unknown = true,
                }
            }
        }
    }
    let names: Vec<String> = outside.into_iter().collect();
    if !names.is_empty() {
        let listed = joined(&names);
        let text = Text::new(
            format!("Bidrag från andra än medlemmar: {}.", listed.sv),
            format!("Contributions from others than members: {}.", listed.en),
        );
        let verdict = rule.verdict(Outcome::NotMet, text);
        return Some(verdict.figure("contributors", names.join(", ")));
    }
    let (outcome, text) = match unknown {
        true => (
            Outcome::Unknown,
            Text::new(
                format!(
                    "Om alla som bidrar till budgeten för {} är medlemmar är inte registrerat.",
                    budget.year
                ),
                format!(
                    "Whether all who contribute to the budget of {} are members is not registered.",
                    budget.year
                ),
            ),
        ),
        false => (
            Outcome::Met,
            Text::new(
                "Bara medlemmar bidrar till budgeten.",
                "Only members contribute to the budget.",
            ),
        ),
    };
    Some(rule.verdict(outcome, text))
}
