//! What holds for every amount, every number of members and every key.

use super::{inhabitants, ore, paid};
use crate::association::FundingParty;
use crate::financing::{
    Basis, BlendPart, Extra, Funder, FunderKind, Funders, Key, MemberShare, Shares, Split, divide,
    exit_shares, liability, proportions, split,
};
use crate::money::Ore;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn funders(regions: usize, island: bool, municipalities: usize, keys: [Option<Key>; 2]) -> Funders {
    let named = |kind, name: &'static str, count| {
        (0..count).map(move |place| Funder::new(format!("{name} {place}"), kind))
    };
    let mut members: Vec<Funder> = named(FunderKind::Region, "Region", regions).collect();
    members.extend(named(
        FunderKind::MunicipalityOutsideRegion,
        "Ö",
        usize::from(island),
    ));
    members.extend(named(FunderKind::Municipality, "Kommun", municipalities));
    let [region_key, municipal_key] = keys;
    Funders::try_new(members, region_key, municipal_key).expect("funders")
}

/// A key for so many members, of any form, with figures as large as the country's.
fn key(members: usize) -> impl Strategy<Value = Key> {
    let weights = || {
        prop::collection::vec(0_u64..12_000_000 / members as u64, members).prop_map(
            |mut weights| {
                if let Some(first) = weights.first_mut() {
                    *first += 1;
                }
                weights
            },
        )
    };
    let simple = move || {
        weights().prop_map(|weights| Key::Weights {
            basis: Basis::Inhabitants,
            year: 2023,
            weights,
        })
    };
    let blend = move || {
        (simple(), simple(), 1_u32..100).prop_map(|(one, other, weight)| {
            Key::Blend(vec![
                BlendPart { weight, key: one },
                BlendPart {
                    weight: 100 - weight,
                    key: other,
                },
            ])
        })
    };
    let fixed_then =
        (prop::collection::vec(0_i64..40, members), blend()).prop_map(|(sums, rest)| {
            Key::FixedThen {
                year: 2023,
                sums: sums.into_iter().map(ore).collect(),
                rest: Box::new(rest),
            }
        });
    let phased = (blend(), blend(), 2020_i32..2024, 2025_i32..2030).prop_map(
        |(from, to, last_year_of_from, first_year_of_to)| Key::Phased {
            from: Box::new(from),
            last_year_of_from,
            to: Box::new(to),
            first_year_of_to,
        },
    );
    prop_oneof![simple(), blend(), fixed_then, phased]
}

fn amount() -> impl Strategy<Value = Ore> {
    prop_oneof![500_i64..10_000, 500_i64..=Ore::MAX / 2].prop_map(ore)
}

/// Regions, the island, municipalities and both keys; a key wherever several share.
fn any_funders() -> impl Strategy<Value = Funders> {
    (1_usize..4, any::<bool>(), 1_usize..9).prop_flat_map(|(regions, island, municipalities)| {
        let sharing = [regions, municipalities].map(|count| count + usize::from(island));
        (key(sharing[0]), key(sharing[1])).prop_map(move |(region_key, municipal_key)| {
            let keys = [Some(region_key), Some(municipal_key)];
            funders(regions, island, municipalities, keys)
        })
    })
}

fn known(split: &Split, party: FundingParty) -> Option<&[MemberShare]> {
    match &split.of(party)?.shares {
        Shares::Known(shares) => Some(shares),
        Shares::Open(_) => None,
    }
}

fn sums_to_the_whole(split: &Split) {
    let parties: i64 = split.parties.iter().map(|share| share.amount.get()).sum();
    assert_eq!(parties, split.total.get());
    for share in &split.parties {
        if let Shares::Known(shares) = &share.shares {
            let members: i64 = shares.iter().map(|share| share.amount.get()).sum();
            assert_eq!(members, share.amount.get(), "{:?}", share.party);
        }
    }
    if split.payers.iter().all(|payer| payer.amount.is_some()) {
        let payers: i64 = paid(split).into_iter().flatten().sum();
        assert_eq!(payers, split.total.get());
    }
}

/// Each share is the exact one rounded down, or one öre more, and never more where it was exact.
fn within_an_ore(split: &Split) {
    let members = split
        .parties
        .iter()
        .filter_map(|share| match &share.shares {
            Shares::Known(shares) => Some(shares.iter().map(|share| &share.part)),
            Shares::Open(_) => None,
        });
    let parties = split.parties.iter().map(|share| &share.part);
    for part in members.flatten().chain(parties) {
        let more = part.ore - part.whole;
        assert!(more <= 1 && part.over < part.denominator, "{part:?}");
        assert!(more == 0 || part.over > 0, "{part:?}");
        assert_eq!(more == 1, part.extra != Extra::None, "{part:?}");
    }
}

/// Nobody who got an öre more had a smaller remainder than somebody who got none.
fn by_the_rule(shares: &[MemberShare]) {
    for (place, got) in shares.iter().enumerate() {
        for (other, without) in shares.iter().enumerate() {
            if got.part.extra != Extra::None && without.part.extra == Extra::None {
                let tied = got.part.over == without.part.over;
                assert!(got.part.over > without.part.over || (tied && place < other));
                assert!(!tied || got.part.extra == Extra::FirstInOrder);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn shares_sum_to_the_whole_and_none_is_off_by_more_than_an_ore(
        state in amount(),
        funders in any_funders(),
        year in 2019_i32..2032,
    ) {
        let split = split(state, &funders, year).expect("a split");
        sums_to_the_whole(&split);
        within_an_ore(&split);
        for party in [FundingParty::Region, FundingParty::Municipalities] {
            by_the_rule(known(&split, party).unwrap_or_default());
        }
    }

    #[test]
    fn what_is_owed_and_owned_sums_to_the_whole(
        debts in 0_i64..=Ore::MAX,
        assets in 0_i64..=Ore::MAX,
        funders in any_funders(),
        year in 2019_i32..2032,
        state in amount(),
    ) {
        let shortage = liability(ore(debts), ore(assets), &funders, year, Some(state));
        if let Ok(shortage) = &shortage {
            prop_assert_eq!(shortage.shortage.get(), (debts - assets).max(0));
            sums_to_the_whole(&shortage.split);
            within_an_ore(&shortage.split);
        }
        let fixed = |key: Option<&Key>| key.is_some_and(Key::has_fixed_sums);
        let any_fixed = fixed(funders.region_key()) || fixed(funders.municipal_key());
        prop_assert!(shortage.is_ok() || any_fixed, "{:?}", shortage.err());
        if let Ok(shares) = exit_shares(ore(assets), ore(debts), &funders, year, Some(state)) {
            let net: Option<Vec<i64>> = shares.net.iter().map(|net| net.map(Ore::get)).collect();
            if let Some(net) = net {
                prop_assert_eq!(net.iter().sum::<i64>(), assets - debts);
            }
        }
    }

    #[test]
    fn proportions_are_parts_of_one_whole(weights in prop::collection::vec(1_u64..2_000_000, 1..9)) {
        let funders = funders(1, false, weights.len(), [None, Some(inhabitants(&weights))]);
        let rows = proportions(&funders, 2024, None).expect("proportions");
        let whole = u128::from(weights.iter().sum::<u64>()) * 4;
        let sum: u128 = rows
            .iter()
            .filter_map(|row| row.share.map(|(above, below)| above * (whole / below)))
            .sum();
        prop_assert_eq!(sum, whole);
    }

    #[test]
    fn the_order_of_members_settles_ties_and_nothing_else(
        state in amount(),
        weights in prop::collection::vec(1_u64..6, 2..9),
        turn in 0_usize..9,
    ) {
        let share = |weights: &[(usize, u64)]| {
            let figures: Vec<u64> = weights.iter().map(|(_, weight)| *weight).collect();
            let mut members = vec![Funder::new("Region", FunderKind::Region)];
            members.extend(weights.iter().map(|(name, _)| {
                Funder::new(format!("Kommun {name}"), FunderKind::Municipality)
            }));
            let funders = Funders::try_new(members, None, Some(inhabitants(&figures)));
            let split = split(state, &funders.expect("funders"), 2024).expect("a split");
            by_the_rule(known(&split, FundingParty::Municipalities).unwrap_or_default());
            known(&split, FundingParty::Municipalities)
                .unwrap_or_default()
                .iter()
                .map(|share| (share.name.clone(), share.part.clone()))
                .collect::<BTreeMap<_, _>>()
        };
        let mut order: Vec<(usize, u64)> = weights.into_iter().enumerate().collect();
        let before = share(&order);
        let turn = turn % order.len();
        order.rotate_left(turn);
        order.reverse();
        let after = share(&order);
        let tied = before
            .values()
            .find(|part| part.extra == Extra::FirstInOrder)
            .map(|part| part.over);
        for (name, part) in &before {
            let other = after.get(name).expect("the same members");
            prop_assert_eq!((part.whole, part.over), (other.whole, other.over));
            if Some(part.over) != tied {
                prop_assert_eq!(part.ore, other.ore, "{}", name);
                prop_assert_eq!(part.extra, other.extra);
            }
        }
        let extras = |parts: &BTreeMap<_, crate::financing::Part>| {
            parts.values().filter(|part| part.extra != Extra::None).count()
        };
        prop_assert_eq!(extras(&before), extras(&after));
    }

    #[test]
    fn any_amount_divides_whether_even_or_odd(total in 0_i64..=Ore::MAX) {
        let funders = funders(1, false, 1, [None, None]);
        let split = divide(ore(total), &funders, 2024).expect("a division");
        sums_to_the_whole(&split);
        within_an_ore(&split);
    }
}
