//! Equity: the ladder and whose money it is.

use super::kr;
use crate::association::FundingParty;
use crate::financing::{
    ContributionKind, EquityEntry, EquityPolicy, EquityStep, FinancingError, assess_equity,
    equity_origin,
};
use crate::money::Ore;
use crate::rule::{Outcome, Severity};

const fn step(up_to: Option<Ore>, hundredths_of_per_cent: u32) -> EquityStep {
    EquityStep {
        up_to,
        hundredths_of_per_cent,
    }
}

#[test]
fn without_a_ladder_nothing_is_said() {
    let found = assess_equity(kr(5), kr(10), &EquityPolicy::default()).expect("an assessment");
    assert_eq!(
        (found.step, found.reasonable, found.above),
        (None, None, None)
    );
}

#[test]
fn a_ladder_tells_what_is_reasonable_for_funds_of_that_size() {
    let ladder = vec![step(Some(kr(2_000_000)), 5_000), step(None, 1_000)];
    let policy = EquityPolicy::try_new(ladder).expect("a ladder");
    let assess = |equity, funds| {
        let found = assess_equity(kr(equity), kr(funds), &policy).expect("an assessment");
        (found.reasonable, found.above)
    };
    assert_eq!(
        assess(1_000_000, 2_000_000),
        (Some(kr(1_000_000)), Some(kr(0)))
    );
    assert_eq!(
        assess(1_000_000, 3_000_000),
        (Some(kr(300_000)), Some(kr(700_000)))
    );
    assert_eq!(assess(-5, 3_000_000), (Some(kr(300_000)), Some(kr(0))));
}

#[test]
fn a_ladder_rises() {
    let tried = |ladder| EquityPolicy::try_new(ladder).err();
    let wrong = Some(FinancingError::OutOfRange("ladder"));
    assert_eq!(
        tried(vec![step(Some(kr(2)), 1), step(Some(kr(2)), 1)]),
        wrong
    );
    assert_eq!(tried(vec![step(None, 1), step(Some(kr(2)), 1)]), wrong);
    assert_eq!(tried(vec![step(Some(kr(0)), 1), step(None, 1)]), None);
}

fn ledger(amounts: [i64; 4]) -> Vec<EquityEntry> {
    let origins = [
        (FundingParty::State, ContributionKind::Statutory),
        (FundingParty::Region, ContributionKind::Statutory),
        (FundingParty::Municipalities, ContributionKind::Statutory),
        (
            FundingParty::Municipalities,
            ContributionKind::VoluntaryExcess,
        ),
    ];
    let rows = origins.into_iter().zip(amounts);
    rows.map(|((party, kind), amount)| EquityEntry {
        party: Some(party),
        kind,
        amount: Some(kr(amount)),
    })
    .collect()
}

#[test]
fn equity_of_two_parties_conflicts_unless_the_statutes_say_whose_it_is() {
    let even = equity_origin(&ledger([200, 100, 100, 0]), true, None);
    assert_eq!(even.outcome, Outcome::Met);
    let excess = ledger([200, 100, 100, 40]);
    let open = equity_origin(&excess, true, None);
    assert_eq!(open.outcome, Outcome::Conditional);
    assert!(open.condition.is_some());
    let silent = equity_origin(&excess, true, Some(false));
    assert_eq!(
        (silent.outcome, silent.severity),
        (Outcome::NotMet, Severity::Info)
    );
    assert_eq!(silent.rule.code, "EQUITY_ORIGIN_CONFLICT");
    assert_eq!(
        equity_origin(&excess, true, Some(true)).outcome,
        Outcome::Met
    );
    let municipalities = silent
        .figures
        .iter()
        .find(|figure| figure.name == "municipalitiesOre");
    assert_eq!(
        municipalities.map(|figure| figure.value.as_str()),
        Some("14000")
    );
}

#[test]
fn an_origin_that_nobody_knows_is_unknown() {
    let mut rows = ledger([200, 100, 100, 40]);
    let whose = EquityEntry {
        party: None,
        kind: ContributionKind::Statutory,
        amount: Some(kr(1)),
    };
    rows.push(whose);
    assert_eq!(equity_origin(&rows, true, None).outcome, Outcome::Unknown);
    rows.pop();
    rows.push(EquityEntry {
        party: Some(FundingParty::Region),
        kind: ContributionKind::VoluntaryExcess,
        amount: None,
    });
    assert_eq!(equity_origin(&rows, true, None).outcome, Outcome::Unknown);
    assert_eq!(equity_origin(&[], true, None).outcome, Outcome::Unknown);
}
