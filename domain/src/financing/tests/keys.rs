//! Keys between municipalities.

use super::{inhabitants, kr, ore, paid, region_and};
use crate::association::FundingParty;
use crate::financing::{
    Basis, BlendPart, Extra, FinancingError, Funder, FunderKind, Funders, Key, Open, Shares, Split,
    split,
};
use crate::money::Ore;

fn shares(split: &Split) -> Vec<i64> {
    match &split.of(FundingParty::Municipalities).expect("part").shares {
        Shares::Known(shares) => shares.iter().map(|share| share.amount.get()).collect(),
        Shares::Open(open) => panic!("{open:?}"),
    }
}

/// The municipalities' part is half of what the state pays.
fn municipal(part: Ore, key: Key, members: usize, year: i32) -> Split {
    split(ore(part.get() * 2), &region_and(members, Some(key)), year).expect("a split")
}

#[test]
fn a_million_over_three_equal_gives_the_first_the_ore_more() {
    let split = municipal(ore(1_000_000), inhabitants(&[1, 1, 1]), 3, 2024);
    assert_eq!(shares(&split), [333_334, 333_333, 333_333]);
    let part = split.of(FundingParty::Municipalities).expect("part");
    assert_eq!(
        part.rounding().expect("a rounding").sv,
        "Andelarna är avrundade nedåt till hela öre; ören som blev över: 1 kommun (samma rest som 2 kommun och 3 kommun, men före i medlemmarnas ordning)."
    );
    assert_eq!(part.key.as_ref().expect("a key").sv, "invånare 2023");
    let Shares::Known(known) = &part.shares else {
        panic!("open");
    };
    assert_eq!(known.first().expect("a share").part.exact(), "333333 1/3");
}

#[test]
fn the_largest_remainder_comes_before_the_order() {
    let split = municipal(ore(10), inhabitants(&[1, 1, 4]), 3, 2024);
    assert_eq!(shares(&split), [2, 2, 6]);
    let split = municipal(ore(10), inhabitants(&[3, 8, 8]), 3, 2024);
    assert_eq!(shares(&split), [2, 4, 4]);
    let Shares::Known(known) = &split.of(FundingParty::Municipalities).expect("part").shares else {
        panic!("open");
    };
    let why: Vec<Extra> = known.iter().map(|share| share.part.extra).collect();
    assert_eq!(why, [Extra::LargestRemainder, Extra::None, Extra::None]);
}

#[test]
fn an_extra_allocation_of_a_million_costs_a_tenth_of_the_municipal_part() {
    let key = Key::Weights {
        basis: Basis::Agreed,
        year: 2015,
        weights: vec![104, 896],
    };
    let split = split(kr(500_000), &region_and(2, Some(key)), 2015).expect("a split");
    assert_eq!(split.total, kr(1_000_000));
    assert_eq!(shares(&split), [2_600_000, 22_400_000]);
}

#[test]
fn fixed_sums_settle_the_part_that_they_come_to_and_no_other() {
    let key = || Key::Fixed {
        year: 2024,
        sums: vec![kr(26_000), kr(224_000)],
    };
    assert_eq!(
        shares(&municipal(kr(250_000), key(), 2, 2024)),
        [2_600_000, 22_400_000]
    );
    let other = municipal(kr(240_000), key(), 2, 2024);
    assert_eq!(
        other.of(FundingParty::Municipalities).expect("part").shares,
        Shares::Open(Open::SumsMismatch {
            sums: kr(250_000),
            amount: kr(240_000)
        })
    );
    assert_eq!(paid(&other).last(), Some(&None));
}

#[test]
fn a_fixed_sum_each_and_the_rest_by_inhabitants() {
    let key = || Key::FixedThen {
        year: 2024,
        sums: vec![kr(100_000), kr(100_000), kr(0)],
        rest: Box::new(inhabitants(&[60_000, 25_000, 15_000])),
    };
    let split = municipal(kr(1_200_000), key(), 3, 2024);
    assert_eq!(shares(&split), [70_000_000, 35_000_000, 15_000_000]);
    let small = municipal(kr(150_000), key(), 3, 2024);
    assert_eq!(
        small.of(FundingParty::Municipalities).expect("part").shares,
        Shares::Open(Open::SumsExceed {
            sums: kr(200_000),
            amount: kr(150_000)
        })
    );
}

#[test]
fn a_weighted_key_takes_its_parts_of_each() {
    let working_age = Key::Weights {
        basis: Basis::WorkingAge,
        year: 2023,
        weights: vec![30_000, 10_000],
    };
    let key = Key::Blend(vec![
        BlendPart {
            weight: 70,
            key: inhabitants(&[50_000, 50_000]),
        },
        BlendPart {
            weight: 30,
            key: working_age,
        },
    ]);
    assert_eq!(
        key.text().en,
        "weighted key: 70 parts by inhabitants 2023 and 30 parts by inhabitants aged 16 to 64 2023"
    );
    let split = municipal(kr(1_000_000), key, 2, 2024);
    assert_eq!(shares(&split), [57_500_000, 42_500_000]);
}

#[test]
fn a_phased_key_goes_from_one_to_the_other_in_equal_steps() {
    let key = || Key::Phased {
        from: Box::new(inhabitants(&[1, 1])),
        last_year_of_from: 2024,
        to: Box::new(inhabitants(&[4, 1])),
        first_year_of_to: 2027,
    };
    let first = |year| {
        let all = shares(&municipal(ore(1_000_000), key(), 2, year));
        all.first().copied().expect("a share")
    };
    assert_eq!(first(2020), 500_000);
    assert_eq!(first(2024), 500_000);
    assert_eq!(first(2025), 600_000);
    assert_eq!(first(2026), 700_000);
    assert_eq!(first(2027), 800_000);
    assert_eq!(first(2040), 800_000);
}

#[test]
fn a_key_that_is_left_is_not_asked_once_it_weighs_nothing() {
    let key = || Key::Phased {
        from: Box::new(Key::Fixed {
            year: 2024,
            sums: vec![kr(1), kr(1)],
        }),
        last_year_of_from: 2024,
        to: Box::new(inhabitants(&[1, 3])),
        first_year_of_to: 2026,
    };
    let after = municipal(kr(100), key(), 2, 2026);
    assert_eq!(shares(&after), [2_500, 7_500]);
    let within = municipal(kr(100), key(), 2, 2025);
    assert!(matches!(
        within
            .of(FundingParty::Municipalities)
            .expect("part")
            .shares,
        Shares::Open(Open::SumsMismatch { .. })
    ));
}

#[test]
fn keys_that_share_nothing_are_refused() {
    let tried = |key| {
        let members = vec![
            Funder::new("Region Norrmark", FunderKind::Region),
            Funder::new("1 kommun", FunderKind::Municipality),
            Funder::new("2 kommun", FunderKind::Municipality),
        ];
        Funders::try_new(members, None, Some(key)).err()
    };
    assert_eq!(
        tried(inhabitants(&[0, 0])),
        Some(FinancingError::KeyEmpty("municipalKey"))
    );
    assert_eq!(
        tried(Key::Blend(Vec::new())),
        Some(FinancingError::KeyEmpty("municipalKey"))
    );
    let sums = vec![ore(-1), kr(1)];
    assert_eq!(
        tried(Key::Fixed { year: 2024, sums }),
        Some(FinancingError::Negative("municipalKey"))
    );
    let phased = |first| Key::Phased {
        from: Box::new(inhabitants(&[1, 1])),
        last_year_of_from: 2024,
        to: Box::new(inhabitants(&[1, 2])),
        first_year_of_to: first,
    };
    assert_eq!(
        tried(phased(2024)),
        Some(FinancingError::KeyYears("municipalKey", 2024, 2024))
    );
    let mut deep = phased(2025);
    for _ in 0..4 {
        deep = Key::Blend(vec![BlendPart {
            weight: 1,
            key: deep,
        }]);
    }
    assert_eq!(tried(deep), Some(FinancingError::KeyDepth("municipalKey")));
}

#[test]
fn figures_too_large_to_divide_by_exactly_are_told_of_their_key() {
    let figure = |weight| Key::Weights {
        basis: Basis::Agreed,
        year: 2024,
        weights: vec![weight, u64::MAX - 2 * weight],
    };
    let parts = [5, 7, 11].map(|weight| BlendPart {
        weight: 1,
        key: figure(weight),
    });
    let key = Key::Blend(parts.into_iter().collect());
    let error = split(kr(1), &region_and(2, Some(key)), 2024).expect_err("too large");
    assert_eq!(error, FinancingError::TooLarge("municipalKey"));
    assert_eq!(error.field(), "municipalKey");
}
