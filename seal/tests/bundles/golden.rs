//! The bundles of record: made once, checked for as long as there is this project. A change that makes this test fail
//! would leave people with minutes that no longer prove; the files are never made anew.

use crate::sample::{Sample, log_key, witness_key};
use seal::bundle::{Trust, verify};

const WHOLE: &str = include_str!("../fixtures/bundle-1.json");
const MASKED: &str = include_str!("../fixtures/bundle-1-masked.json");

fn masked() -> seal::bundle::Bundle {
    let mut bundle = Sample::new().bundle();
    bundle
        .withhold(0, "/attendance/1/name", None)
        .expect("there");
    let shown = Some("[namn] valdes till justerare.");
    bundle.withhold(1, "/text", shown).expect("there");
    bundle.withhold(1, "/decisions", None).expect("there");
    bundle.withhold_leaf(2).expect("there");
    bundle
}

#[test]
fn the_bundles_of_record_hold() {
    let trust = Trust {
        witnesses: vec![witness_key().public()],
        witnesses_needed: 1,
        ..Trust::in_key(log_key(1).public())
    };
    let whole = verify(WHOLE.as_bytes(), &trust).expect("holds");
    let masked = verify(MASKED.as_bytes(), &trust).expect("holds");
    assert_eq!(whole.unit, masked.unit);
    assert_eq!(whole.leaves.iter().flatten().count(), 4);
    assert_eq!(masked.leaves.iter().flatten().count(), 3);
}

#[test]
fn the_bundles_of_record_are_still_made_byte_for_byte() {
    assert_eq!(Sample::new().bundle().to_canonical().as_deref(), Ok(WHOLE));
    assert_eq!(masked().to_canonical().as_deref(), Ok(MASKED));
}
