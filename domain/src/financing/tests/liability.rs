//! What members owe and own.

use super::{inhabitants, kr, ore, paid, region_and};
use crate::financing::{Funder, FunderKind, Funders};
use crate::financing::{Key, exit_shares, liability, proportions};
use crate::money::Ore;
use crate::rule::{Certainty, Outcome};

#[test]
fn a_shortage_is_covered_as_contributions_are_made() {
    let funders = region_and(2, Some(inhabitants(&[3, 1])));
    let found = liability(kr(800_000), kr(0), &funders, 2024, None).expect("a shortage");
    assert_eq!(
        paid(&found.split),
        [
            Some(40_000_000),
            Some(20_000_000),
            Some(15_000_000),
            Some(5_000_000)
        ]
    );
    assert_eq!(found.verdict.rule.code, "MEMBERS_LIABILITY");
    assert_eq!(found.verdict.outcome, Outcome::Met);
}

#[test]
fn only_what_the_assets_do_not_cover_is_a_shortage() {
    let funders = region_and(1, None);
    let found = liability(kr(800_000), kr(300_000), &funders, 2024, None).expect("a shortage");
    assert_eq!(found.shortage, kr(500_000));
    let found = liability(kr(300_000), kr(800_000), &funders, 2024, None).expect("none");
    assert_eq!(found.shortage, kr(0));
    assert_eq!(
        found.verdict.explanation.en,
        "The assets 800\u{a0}000,00\u{a0}kr cover the debts 300\u{a0}000,00\u{a0}kr."
    );
}

#[test]
fn fixed_sums_are_covered_in_their_own_proportions() {
    let key = Key::Fixed {
        year: 2024,
        sums: vec![kr(26_000), kr(224_000)],
    };
    let funders = region_and(2, Some(key));
    let found = liability(kr(4_000), kr(0), &funders, 2024, None).expect("a shortage");
    assert_eq!(
        paid(&found.split).get(2..),
        Some([Some(10_400), Some(89_600)].as_slice())
    );
}

#[test]
fn mixed_keys_need_the_year_whose_contributions_count() {
    let key = Key::FixedThen {
        year: 2024,
        sums: vec![kr(100_000), kr(0)],
        rest: Box::new(inhabitants(&[1, 1])),
    };
    let funders = region_and(2, Some(key));
    let found = liability(kr(4_000), kr(0), &funders, 2024, None).expect("a shortage");
    assert_eq!(found.verdict.outcome, Outcome::Unknown);
    assert_eq!(paid(&found.split).get(2..), Some([None, None].as_slice()));
    let found = liability(kr(4_000), kr(0), &funders, 2024, Some(kr(400_000))).expect("known");
    assert_eq!(
        paid(&found.split).get(2..),
        Some([Some(75_000), Some(25_000)].as_slice())
    );
}

#[test]
fn assets_and_debts_are_shared_for_withdrawal_and_consolidation() {
    let funders = region_and(2, Some(inhabitants(&[3, 1])));
    let found = exit_shares(kr(1_000), kr(200), &funders, 2024, None).expect("shares");
    let net: Vec<_> = found.net.iter().map(|net| net.map(Ore::get)).collect();
    assert_eq!(net, [Some(40_000), Some(20_000), Some(15_000), Some(5_000)]);
    assert_eq!(found.verdict.rule.id, "R-88");
    assert_eq!(found.verdict.certainty, Certainty::Interpretation);
    let deficit = exit_shares(kr(0), kr(8), &funders, 2024, None).expect("shares");
    assert_eq!(deficit.net.first().copied().flatten(), Some(ore(-400)));
}

#[test]
fn proportions_are_exact_fractions_of_the_whole() {
    let members = vec![
        Funder::new("Region Fastlandet", FunderKind::Region),
        Funder::new("Kustens kommun", FunderKind::Municipality),
        Funder::new("Ön kommun", FunderKind::MunicipalityOutsideRegion),
    ];
    let region_key = Some(inhabitants(&[2, 1]));
    let funders = Funders::try_new(members, region_key, Some(inhabitants(&[1, 1])));
    let rows = proportions(&funders.expect("funders"), 2024, None).expect("proportions");
    let shares: Vec<_> = rows.iter().map(|row| row.share).collect();
    assert_eq!(
        shares,
        [Some((1, 2)), Some((1, 6)), Some((1, 8)), Some((5, 24))]
    );
    let open = proportions(&region_and(2, None), 2024, None).expect("proportions");
    let shares: Vec<_> = open.iter().map(|row| row.share).collect();
    assert_eq!(shares, [Some((1, 2)), Some((1, 4)), None, None]);
}
