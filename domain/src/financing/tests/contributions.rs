//! Given contributions, and what if.

use super::{inhabitants, kr, ore, region_and};
use crate::association::FundingParty;
use crate::financing::{
    Change, Contribution, ContributionKind, Contributions, Contributor, FinancingError, Matching,
    simulate, weigh,
};
use crate::money::Ore;
use crate::rule::{Outcome, Severity};

fn given(amounts: [Option<i64>; 3]) -> Contributions {
    let parties = [
        FundingParty::State,
        FundingParty::Region,
        FundingParty::Municipalities,
    ];
    let all: Vec<Contribution> = parties
        .into_iter()
        .zip(amounts)
        .map(|(party, amount)| Contribution {
            from: Contributor::Party(party),
            amount: amount.map(ore),
        })
        .collect();
    weigh(&all, true).expect("contributions")
}

fn surpluses(contributions: &Contributions) -> Vec<i64> {
    let parties = contributions.parties.iter();
    parties
        .filter_map(|party| party.surplus.map(Ore::get))
        .collect()
}

/// State, regions, municipalities, base and surpluses, in hundreds of thousands of kronor.
#[test]
fn the_table_of_deviations() {
    const UNIT: i64 = 10_000_000;
    let rows: [([i64; 3], i64, [i64; 3], Matching); 5] = [
        ([100, 50, 50], 200, [0, 0, 0], Matching::Exact),
        ([100, 50, 54], 200, [0, 0, 4], Matching::VoluntaryExcess),
        ([100, 45, 50], 180, [10, 0, 5], Matching::LocalSideShort),
        ([100, 55, 55], 200, [0, 5, 5], Matching::VoluntaryExcess),
        ([50, 25, 26], 100, [0, 0, 1], Matching::VoluntaryExcess),
    ];
    for (amounts, base, surplus, matching) in rows {
        let found = given(amounts.map(|amount| Some(amount * UNIT)));
        assert_eq!(found.base, Some(ore(base * UNIT)), "{amounts:?}");
        assert_eq!(
            surpluses(&found),
            surplus.map(|ore| ore * UNIT),
            "{amounts:?}"
        );
        assert_eq!(found.matching, matching, "{amounts:?}");
        let verdict = found.verdicts.first().expect("a verdict");
        let outcome = if matching == Matching::Exact {
            Outcome::Met
        } else {
            Outcome::NotMet
        };
        assert_eq!(
            (verdict.rule.code, verdict.outcome),
            ("SPLIT_MISMATCH", outcome)
        );
        assert_eq!(verdict.severity, Severity::Warning);
    }
}

#[test]
fn a_local_side_that_falls_short_is_told_what_is_missing() {
    let found = given([Some(1_000_000_000), Some(450_000_000), Some(500_000_000)]);
    let short: Vec<_> = found.parties.iter().map(|party| party.short).collect();
    assert_eq!(short, [Some(ore(0)), Some(kr(500_000)), Some(ore(0))]);
    let kinds: Vec<_> = found
        .parties
        .iter()
        .map(|party| party.surplus_kind)
        .collect();
    assert_eq!(
        kinds,
        [
            Some(ContributionKind::ExtraState),
            None,
            Some(ContributionKind::VoluntaryExcess)
        ]
    );
    let text = &found.verdicts.first().expect("a verdict").explanation.sv;
    assert!(
        text.contains("regionerna 500\u{a0}000,00\u{a0}kr"),
        "{text}"
    );
    assert!(
        text.contains("staten 1\u{a0}000\u{a0}000,00\u{a0}kr"),
        "{text}"
    );
}

#[test]
fn what_is_unknown_is_neither_zero_nor_a_mismatch() {
    let found = given([Some(100), None, Some(50)]);
    assert_eq!(found.matching, Matching::Unknown);
    assert_eq!((found.total, found.base), (None, None));
    let verdict = found.verdicts.first().expect("a verdict");
    assert_eq!(verdict.outcome, Outcome::Unknown);
    assert_eq!(
        verdict.explanation.en,
        "What is contributed by the regions is not known."
    );
    let nobody = weigh(&[], true).expect("contributions");
    assert_eq!(nobody.matching, Matching::Unknown);
    let nothing = given([Some(0), Some(0), Some(0)]);
    assert_eq!(nothing.matching, Matching::Exact);
}

#[test]
fn shares_rounded_to_whole_ore_are_exact_whichever_way_they_were_rounded() {
    for amounts in [[7, 4, 3], [7, 3, 4]] {
        let found = given(amounts.map(Some));
        assert_eq!(found.matching, Matching::Exact, "{amounts:?}");
        assert_eq!(found.base, Some(ore(14)));
        assert_eq!(surpluses(&found), [0, 0, 0]);
    }
    let of_fifteen = given([Some(7), Some(4), Some(4)]);
    assert_eq!(of_fifteen.matching, Matching::Exact);
    let more = given([Some(7), Some(4), Some(5)]);
    assert_eq!(more.matching, Matching::VoluntaryExcess);
    assert_eq!(surpluses(&more), [0, 0, 2]);
}

#[test]
fn without_a_region_the_municipality_matches_the_whole_of_the_state() {
    let by = |party, amount| Contribution {
        from: Contributor::Party(party),
        amount: Some(kr(amount)),
    };
    let all = [
        by(FundingParty::State, 3_000_000),
        by(FundingParty::Municipalities, 3_100_000),
    ];
    let found = weigh(&all, false).expect("contributions");
    assert_eq!(found.base, Some(kr(6_000_000)));
    assert_eq!(surpluses(&found), [0, 10_000_000]);
    let with_region = [by(FundingParty::Region, 1)];
    assert_eq!(
        weigh(&with_region, false).err(),
        Some(FinancingError::OutOfRange("contributions"))
    );
}

#[test]
fn project_money_stands_apart_and_strangers_are_told() {
    let parties = [
        (FundingParty::State, 10),
        (FundingParty::Region, 5),
        (FundingParty::Municipalities, 2),
        (FundingParty::Municipalities, 3),
    ];
    let mut all: Vec<Contribution> = parties
        .into_iter()
        .map(|(party, amount)| Contribution {
            from: Contributor::Party(party),
            amount: Some(kr(amount)),
        })
        .collect();
    all.push(Contribution {
        from: Contributor::Project("ESF".to_owned()),
        amount: Some(kr(70)),
    });
    let found = weigh(&all, true).expect("contributions");
    assert_eq!(found.matching, Matching::Exact);
    assert_eq!((found.total, found.apart), (Some(kr(20)), Some(kr(70))));
    let members = |found: &Contributions| found.verdicts.last().map(|verdict| verdict.outcome);
    assert_eq!(members(&found), Some(Outcome::Met));
    all.push(Contribution {
        from: Contributor::NonMember("Stiftelsen Ek".to_owned()),
        amount: Some(kr(1)),
    });
    let found = weigh(&all, true).expect("contributions");
    assert_eq!(found.total, Some(kr(20)));
    assert_eq!(members(&found), Some(Outcome::NotMet));
}

#[test]
fn an_amount_below_zero_or_beyond_a_json_number_is_refused() {
    let by = |amount| Contribution {
        from: Contributor::Party(FundingParty::State),
        amount: Some(ore(amount)),
    };
    assert_eq!(
        weigh(&[by(-1)], true).err(),
        Some(FinancingError::Negative("contributions"))
    );
    assert_eq!(
        weigh(&[by(Ore::MAX), by(1)], true).err(),
        Some(FinancingError::TooLarge("contributions"))
    );
}

#[test]
fn five_per_cent_less_from_the_state_is_five_per_cent_less_for_everybody() {
    let funders = region_and(2, Some(inhabitants(&[3, 1])));
    let change = Change::HundredthsOfPerCent(-500);
    let found = simulate(kr(10_000_000), change, &funders, 2024).expect("a simulation");
    let differences: Vec<_> = found
        .payers
        .iter()
        .map(|payer| payer.difference.map(Ore::get))
        .collect();
    assert_eq!(
        differences,
        [
            Some(-50_000_000),
            Some(-25_000_000),
            Some(-18_750_000),
            Some(-6_250_000)
        ]
    );
    assert_eq!(found.after.total, kr(19_000_000));
    assert_eq!(
        found.parties.first().and_then(|state| state.after),
        Some(kr(9_500_000))
    );
}

#[test]
fn a_change_is_rounded_to_the_nearest_ore_and_never_leads_below_zero() {
    let after = |change: Change| change.of(ore(30)).map(Ore::get);
    assert_eq!(after(Change::HundredthsOfPerCent(-500)), Ok(29));
    assert_eq!(after(Change::HundredthsOfPerCent(0)), Ok(30));
    assert_eq!(after(Change::HundredthsOfPerCent(-10_000)), Ok(0));
    assert_eq!(after(Change::By(ore(-5))), Ok(25));
    assert_eq!(after(Change::To(ore(7))), Ok(7));
    for change in [Change::HundredthsOfPerCent(-10_200), Change::By(ore(-31))] {
        assert_eq!(after(change), Err(FinancingError::Negative("change")));
    }
    assert_eq!(
        Change::HundredthsOfPerCent(1).of(ore(Ore::MAX)),
        Err(FinancingError::TooLarge("change"))
    );
}
