//! What holds of any content, any log and any mask.

use crate::sample::{ORIGIN, log_key, salts};
use proptest::prelude::*;
use seal::bundle::{Bundle, Proof, Trust, verify};
use seal::checkpoint::Checkpoint;
use seal::leaf::{Leaf, Member};
use seal::merkle::{Tree, leaf_hash};
use seal::unit::{self, Entry};
use serde_json::{Map, Value, json};

fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("attendance".to_owned()),
        Just("officers".to_owned()),
        "[a-z0-9~/å€😀\"]{0,3}"
    ]
}

/// Any JSON value whose numbers canonical JSON keeps.
fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1_i64 << 53) + 1..1 << 53).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn objects() -> impl Strategy<Value = Value> {
    prop::collection::vec((names(), values()), 1..5)
        .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()))
}

/// What is withheld: of each leaf, whole or by turns of its members.
fn masked(bundle: &mut Bundle, dice: &[u8]) -> usize {
    let mut hidden = 0;
    for (index, roll) in dice.iter().enumerate().take(bundle.leaves().len()) {
        let pointers: Vec<String> = bundle.leaves()[index]
            .members()
            .map(|members| members.keys().cloned().collect())
            .unwrap_or_default();
        if *roll == 0 {
            bundle.withhold_leaf(index).expect("there");
            hidden += pointers.len();
            continue;
        }
        for (place, pointer) in pointers.iter().enumerate() {
            if (roll >> (place % 8)) & 1 == 1 {
                bundle.withhold(index, pointer, None).expect("there");
                hidden += 1;
            }
        }
    }
    hidden
}

fn disclosed(leaf: &Leaf) -> usize {
    let members = leaf
        .members()
        .into_iter()
        .flat_map(|members| members.values());
    members
        .filter(|member| matches!(member, Member::Disclosed { .. }))
        .count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_content_proves_whole_and_masked(
        contents in prop::collection::vec(objects(), 1..5),
        others in prop::collection::vec(any::<u8>(), 0..40),
        place in any::<prop::sample::Index>(),
        dice in prop::collection::vec(any::<u8>(), 5),
    ) {
        let leaves = unit::seal(&contents[0], &contents[1..], &mut salts()).expect("sealed");
        let index = place.index(others.len() + 1);
        let mut entries: Vec<_> = others.iter().map(|other| leaf_hash(&[*other])).collect();
        entries.insert(index, Entry::of(&leaves).hash().expect("exact"));
        let log: Tree = entries.into_iter().collect();
        let key = log_key(1);
        let note = Checkpoint::over(ORIGIN, &log).first().sign(&key).expect("signed");
        let proof = Proof {
            index: index as u64,
            inclusion: log.prove_inclusion(index, log.size()).expect("within"),
            checkpoint: &note,
            key: &key.public(),
            cosigners: &[],
            earlier: None,
        };
        let mut bundle = Bundle::new(leaves, proof);
        let trust = Trust::in_key(key.public());
        let text = bundle.to_canonical().expect("canonical");
        let whole = verify(text.as_bytes(), &trust).expect("holds");
        let found: Vec<Value> = whole.leaves.iter().flatten().map(|leaf| leaf.content.clone()).collect();
        prop_assert_eq!(json!(found), json!(contents));

        let all: usize = bundle.leaves().iter().map(disclosed).sum();
        let hidden = masked(&mut bundle, &dice);
        let left: usize = bundle.leaves().iter().map(disclosed).sum();
        prop_assert_eq!(left + hidden, all);
        let text = bundle.to_canonical().expect("canonical");
        let masked = verify(text.as_bytes(), &trust).expect("holds");
        prop_assert_eq!(masked.unit, whole.unit);
    }
}
