//! The split of the law.

use super::{inhabitants, kr, ore, paid, region_and};
use crate::association::FundingParty;
use crate::financing::{
    Extra, FinancingError, Funder, FunderKind, Funders, Key, Open, Shares, split,
};
use crate::money::Ore;
use crate::rule::Outcome;

#[test]
fn the_state_pays_half_region_and_municipalities_a_quarter_each() {
    let funders = region_and(3, Some(inhabitants(&[60_000, 25_000, 15_000])));
    let split = split(kr(10_000_000), &funders, 2024).expect("a split");
    assert_eq!(split.total, kr(20_000_000));
    let amounts: Vec<i64> = [10_000_000, 5_000_000, 3_000_000, 1_250_000, 750_000]
        .map(|kronor| kronor * 100)
        .to_vec();
    assert_eq!(
        paid(&split),
        amounts.into_iter().map(Some).collect::<Vec<_>>()
    );
    assert_eq!(split.rounding(), None);
    let verdict = split.verdict();
    assert_eq!(verdict.outcome, Outcome::Met);
    assert_eq!(verdict.rule.code, "SPLIT_MISMATCH");
    assert!(
        verdict
            .rule
            .basis
            .iter()
            .any(|cited| cited.section == "5 och 5 a §§")
    );
    let figures: Vec<_> = verdict.figures.iter().map(|figure| figure.name).collect();
    assert_eq!(
        figures,
        ["totalOre", "stateOre", "regionsOre", "municipalitiesOre"]
    );
}

#[test]
fn half_of_an_odd_number_of_kronor_is_exact_in_ore() {
    let split = split(kr(5_000_001), &region_and(1, None), 2024).expect("a split");
    assert_eq!(
        paid(&split),
        [Some(500_000_100), Some(250_000_050), Some(250_000_050)]
    );
}

#[test]
fn an_odd_ore_goes_to_the_regions_and_the_answer_says_so() {
    let split = split(ore(7), &region_and(1, None), 2024).expect("a split");
    assert_eq!(paid(&split), [Some(7), Some(4), Some(3)]);
    let regions = split.of(FundingParty::Region).expect("regions");
    assert_eq!(regions.part.extra, Extra::FirstInOrder);
    assert_eq!(regions.part.exact(), "3 1/2");
    assert_eq!(
        split.rounding().expect("a rounding").en,
        "The shares are rounded down to whole öre; the öre left over: the regions (the same remainder as the municipalities, but before in the members' order)."
    );
}

#[test]
fn a_municipality_outside_any_region_pays_half_where_no_region_takes_part() {
    let island = Funder::new("Ön kommun", FunderKind::MunicipalityOutsideRegion);
    let funders = Funders::try_new(vec![island], None, None).expect("funders");
    let split = split(kr(3_000_000), &funders, 2024).expect("a split");
    assert_eq!(split.total, kr(6_000_000));
    assert_eq!(split.parties.len(), 2);
    assert!(split.of(FundingParty::Region).is_none());
    assert_eq!(paid(&split), [Some(300_000_000), Some(300_000_000)]);
}

#[test]
fn beside_a_region_it_shares_with_the_municipalities_and_with_the_region() {
    let members = vec![
        Funder::new("Region Fastlandet", FunderKind::Region),
        Funder::new("Kustens kommun", FunderKind::Municipality),
        Funder::new("Ön kommun", FunderKind::MunicipalityOutsideRegion),
    ];
    let funders = Funders::try_new(
        members,
        Some(inhabitants(&[300, 100])),
        Some(inhabitants(&[150, 100])),
    )
    .expect("funders");
    let split = split(kr(4_000_000), &funders, 2024).expect("a split");
    let of = |party| match &split.of(party).expect("party").shares {
        Shares::Known(shares) => shares
            .iter()
            .map(|share| (share.name.clone(), share.amount))
            .collect::<Vec<_>>(),
        Shares::Open(open) => panic!("{open:?}"),
    };
    assert_eq!(
        of(FundingParty::Region),
        [
            ("Region Fastlandet".to_owned(), kr(1_500_000)),
            ("Ön kommun".to_owned(), kr(500_000))
        ]
    );
    assert_eq!(
        of(FundingParty::Municipalities),
        [
            ("Kustens kommun".to_owned(), kr(1_200_000)),
            ("Ön kommun".to_owned(), kr(800_000))
        ]
    );
    assert_eq!(split.paid_by(super::member(2)), Some(kr(1_300_000)));
    assert_eq!(
        split.payers.last().expect("the island").parties,
        [FundingParty::Region, FundingParty::Municipalities]
    );
}

#[test]
fn several_regions_share_the_quarter_as_they_agree() {
    let members = vec![
        Funder::new("Region Öst", FunderKind::Region),
        Funder::new("Region Väst", FunderKind::Region),
        Funder::new("Gränsens kommun", FunderKind::Municipality),
    ];
    let funders = Funders::try_new(members, Some(inhabitants(&[2, 1])), None).expect("funders");
    let split = split(kr(2_000_000), &funders, 2024).expect("a split");
    assert_eq!(
        paid(&split),
        [
            Some(200_000_000),
            Some(66_666_667),
            Some(33_333_333),
            Some(100_000_000)
        ]
    );
    let rounding = split
        .of(FundingParty::Region)
        .and_then(|share| share.rounding());
    assert_eq!(
        rounding.expect("a rounding").sv,
        "Andelarna är avrundade nedåt till hela öre; ören som blev över: Region Öst (störst rest)."
    );
}

#[test]
fn what_is_not_agreed_is_open_and_not_zero() {
    let split = split(kr(1_000_000), &region_and(2, None), 2024).expect("a split");
    assert_eq!(
        paid(&split),
        [Some(100_000_000), Some(50_000_000), None, None]
    );
    let municipalities = split.of(FundingParty::Municipalities).expect("part");
    assert_eq!(municipalities.amount, kr(500_000));
    assert_eq!(municipalities.shares, Shares::Open(Open::NoKey));
    assert_eq!(split.verdict().outcome, Outcome::Unknown);
}

#[test]
fn funders_that_the_law_does_not_admit_are_refused() {
    let region = || Funder::new("Region Norrmark", FunderKind::Region);
    let town = || Funder::new("1 kommun", FunderKind::Municipality);
    let island = || Funder::new("Ön kommun", FunderKind::MunicipalityOutsideRegion);
    let tried = |members, region_key| Funders::try_new(members, region_key, None).err();
    assert_eq!(
        tried(vec![region()], None),
        Some(FinancingError::NoMunicipality)
    );
    assert_eq!(tried(vec![town()], None), Some(FinancingError::NoRegion));
    assert_eq!(
        tried(vec![town(), island()], None),
        Some(FinancingError::NoRegion)
    );
    assert_eq!(
        tried(vec![region(), town(), town()], None),
        Some(FinancingError::NameTwice("1 kommun".to_owned()))
    );
    let error = tried(vec![island()], Some(inhabitants(&[1]))).expect("an error");
    assert_eq!(error.field(), "regionKey");
    let error = Funders::try_new(vec![region(), town()], None, Some(inhabitants(&[1, 2])));
    assert_eq!(
        error.err(),
        Some(FinancingError::KeyLength {
            key: "municipalKey",
            expected: 1,
            found: 2
        })
    );
}

#[test]
fn amounts_are_never_below_zero_and_never_overflow() {
    let funders = region_and(2, Some(inhabitants(&[1, 2])));
    assert_eq!(
        split(ore(-1), &funders, 2024).err(),
        Some(FinancingError::Negative("state"))
    );
    let half = ore(Ore::MAX / 2);
    assert_eq!(
        split(half, &funders, 2024).expect("a split").total.get(),
        Ore::MAX - 1
    );
    assert_eq!(
        split(ore(Ore::MAX / 2 + 1), &funders, 2024).err(),
        Some(FinancingError::TooLarge("state"))
    );
    let large = Key::Weights {
        basis: crate::financing::Basis::Agreed,
        year: 2024,
        weights: vec![u64::MAX, u64::MAX],
    };
    let split = split(half, &region_and(2, Some(large)), 2024).expect("a split");
    let shares: i64 = paid(&split).into_iter().flatten().sum();
    assert_eq!(shares, split.total.get());
}
