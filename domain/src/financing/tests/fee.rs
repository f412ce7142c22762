//! The service fee.

use super::{kr, ore};
use crate::financing::{
    Cap, Fee, FeeBasis, FeeRounding, FeeTerms, FeeUnit, FinancingError, service_fee,
};
use crate::money::Ore;

fn terms(reference_fee: Option<Ore>) -> FeeTerms {
    FeeTerms {
        rate_per_million: 3_500,
        basis: FeeBasis::StateAllocation,
        cap: Some(Cap {
            reference_fee,
            increase: kr(30_000),
            years: None,
        }),
        unit: FeeUnit::Ore,
        rounding: FeeRounding::Nearest,
    }
}

fn fee(amount: Ore, previous: i64) -> Fee {
    service_fee(amount, &terms(Some(kr(previous))), 1).expect("a fee")
}

/// Allocation, 3.5 per mille, fee before and fee, in kronor.
#[test]
fn the_table_of_fees() {
    let rows = [
        (10_000_000, 35_000, 20_000, 35_000, false),
        (20_000_000, 70_000, 25_000, 55_000, true),
        (6_000_000, 21_000, 25_000, 21_000, false),
        (20_000_000, 70_000, 40_000, 70_000, false),
        (20_000_001, 70_000, 40_000, 70_000, false),
    ];
    for (allocation, uncapped, previous, wanted, capped) in rows {
        let found = fee(kr(allocation), previous);
        assert_eq!(found.uncapped, kr(uncapped), "{allocation}");
        assert_eq!(found.fee, Some(kr(wanted)), "{allocation} after {previous}");
        assert_eq!(found.capped, Some(capped));
    }
    assert_eq!(
        fee(kr(20_000_000), 25_000).text.en,
        "3.5 per mille of 20\u{a0}000\u{a0}000,00\u{a0}kr is 70\u{a0}000,00\u{a0}kr; the rise from 25\u{a0}000,00\u{a0}kr may be at most 30\u{a0}000,00\u{a0}kr, so the fee is 55\u{a0}000,00\u{a0}kr."
    );
}

#[test]
fn rounding_is_a_parameter() {
    let amount = kr(20_000_001);
    let rounded = |rounding, unit| {
        let terms = FeeTerms {
            rounding,
            unit,
            cap: None,
            ..terms(None)
        };
        service_fee(amount, &terms, 1)
            .expect("a fee")
            .uncapped
            .get()
    };
    assert_eq!(rounded(FeeRounding::Nearest, FeeUnit::Ore), 7_000_000);
    assert_eq!(rounded(FeeRounding::Down, FeeUnit::Ore), 7_000_000);
    assert_eq!(rounded(FeeRounding::Up, FeeUnit::Ore), 7_000_001);
    assert_eq!(rounded(FeeRounding::Up, FeeUnit::Krona), 7_000_100);
    assert_eq!(rounded(FeeRounding::Nearest, FeeUnit::Krona), 7_000_000);
}

#[test]
fn a_cap_of_one_year_holds_in_the_first_alone() {
    let mut terms = terms(Some(kr(25_000)));
    terms.cap = terms.cap.map(|cap| Cap {
        years: Some(1),
        ..cap
    });
    let fee = |year| {
        service_fee(kr(20_000_000), &terms, year)
            .expect("a fee")
            .fee
    };
    assert_eq!(fee(1), Some(kr(55_000)));
    assert_eq!(fee(2), Some(kr(70_000)));
}

#[test]
fn a_cap_on_a_fee_that_nobody_knows_gives_no_fee() {
    let found = service_fee(kr(20_000_000), &terms(None), 1).expect("a fee");
    assert_eq!(found.uncapped, kr(70_000));
    assert_eq!((found.fee, found.ceiling, found.capped), (None, None, None));
}

#[test]
fn terms_that_cannot_be_are_refused() {
    let refused = |amount, terms: &FeeTerms, year| service_fee(amount, terms, year).err();
    let mut beyond = terms(None);
    beyond.rate_per_million = 1_000_001;
    assert_eq!(
        refused(kr(1), &beyond, 1),
        Some(FinancingError::OutOfRange("ratePerMillion"))
    );
    assert_eq!(
        refused(ore(-1), &terms(None), 1),
        Some(FinancingError::Negative("amount"))
    );
    assert_eq!(
        refused(kr(1), &terms(None), 0),
        Some(FinancingError::OutOfRange("year"))
    );
    assert_eq!(
        refused(kr(1), &terms(Some(ore(-1))), 1),
        Some(FinancingError::Negative("referenceFee"))
    );
}
