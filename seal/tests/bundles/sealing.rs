//! Bundles from end to end: sealed, logged, signed, cosigned, masked, checked, and tampered with.

use crate::sample::{ORIGIN, Sample, log_key, salts, witness_key};
use seal::bundle::{Bundle, Invalid, Proof, Trust, TrustedKey, Verified, verify};
use seal::checkpoint::{Checkpoint, Contradiction, follows};
use seal::key::{KeyKind, SecretKey};
use seal::leaf::LeafError;
use seal::merkle::{Tree, leaf_hash};
use seal::note::NoteError;
use serde_json::{Value, json};

fn trust() -> Trust {
    Trust {
        witnesses: vec![witness_key().public()],
        witnesses_needed: 1,
        ..Trust::in_key(log_key(1).public())
    }
}

fn bytes(bundle: &Bundle) -> Vec<u8> {
    bundle.to_canonical().expect("canonical").into_bytes()
}

fn checked(bundle: &Bundle) -> Result<Verified, Invalid> {
    verify(&bytes(bundle), &trust())
}

/// The bundle with a value in it changed, in canonical form again.
fn changed(bundle: &Bundle, pointer: &str, value: Value) -> Result<Verified, Invalid> {
    let mut tree: Value = serde_json::from_slice(&bytes(bundle)).expect("JSON");
    let place = tree.pointer_mut(pointer).expect("a place in the bundle");
    assert_ne!(*place, value, "{pointer} changes");
    *place = value;
    let text = serde_json_canonicalizer::to_string(&tree).expect("canonical");
    verify(text.as_bytes(), &trust())
}

#[test]
fn a_sealed_unit_proves_what_it_says() {
    let sample = Sample::new();
    let verified = checked(&sample.bundle()).expect("holds");
    assert_eq!((verified.index, verified.checkpoint.size), (3, 9));
    assert_eq!(verified.checkpoint.origin, ORIGIN);
    assert_eq!(verified.witnesses[0].time, 1_700_000_000);
    assert_eq!(verified.earlier.map(|earlier| earlier.size), Some(4));
    let contents: Vec<Value> = verified
        .leaves
        .into_iter()
        .map(|leaf| leaf.expect("disclosed").content)
        .collect();
    assert_eq!(contents[0], sample.header);
    assert_eq!(contents[1..], sample.paragraphs[..]);
}

#[test]
fn a_masked_copy_proves_against_the_same_root() {
    let sample = Sample::new();
    let whole = checked(&sample.bundle()).expect("holds");
    let mut masked = sample.bundle();
    masked
        .withhold(0, "/attendance/1/name", None)
        .expect("there");
    masked
        .withhold(1, "/text", Some("[namn] valdes till justerare."))
        .expect("there");
    // What quotes the text goes with it.
    masked.withhold(1, "/decisions", None).expect("there");
    masked.withhold_leaf(2).expect("there");
    assert!(masked.withhold_leaf(9).is_err());
    let text = String::from_utf8(bytes(&masked)).expect("UTF-8");
    for hidden in ["Bo Ek", "Sekretess"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
    let verified = checked(&masked).expect("holds");
    assert_eq!(verified.unit, whole.unit);
    assert_eq!(verified.checkpoint, whole.checkpoint);
    let [Some(header), Some(first), None, Some(_)] = &verified.leaves[..] else {
        panic!("one leaf is withheld");
    };
    assert_eq!(
        header.content["attendance"],
        json!([{"name": "Anna Berg", "capacity": "MEMBER"}, {"capacity": "UNION"}])
    );
    assert!(first.content.get("text").is_none() && first.content["number"] == 1);
    assert_eq!(
        first.withheld["/text"].as_deref(),
        Some("[namn] valdes till justerare.")
    );
}

#[test]
fn every_bit_of_every_byte_counts() {
    let mut bundle = Sample::new().bundle();
    bundle
        .withhold(0, "/attendance/1/name", None)
        .expect("there");
    bundle.withhold_leaf(2).expect("there");
    let whole = bytes(&bundle);
    let trust = trust();
    verify(&whole, &trust).expect("holds");
    for place in 0..whole.len() {
        // Any bit of each byte; all eight would take eight times as long and find the same.
        let mut turned = whole.clone();
        turned[place] ^= 1 << (place % 8);
        assert!(verify(&turned, &trust).is_err(), "byte {place}");
        let mut shorter = whole.clone();
        shorter.remove(place);
        assert!(verify(&shorter, &trust).is_err(), "without byte {place}");
    }
    for byte in [b' ', b'\n', b'0'] {
        for place in [0, 1, whole.len()] {
            let mut longer = whole.clone();
            longer.insert(place, byte);
            assert!(verify(&longer, &trust).is_err(), "one more at {place}");
        }
    }
}

#[test]
fn what_is_shown_instead_is_all_that_nothing_proves() {
    let mut bundle = Sample::new().bundle();
    bundle
        .withhold(1, "/text", Some("dolt namn"))
        .expect("there");
    let whole = bytes(&bundle);
    let trust = trust();
    let proven = verify(&whole, &trust).expect("holds");
    let shown = whole
        .windows(9)
        .position(|window| window == b"dolt namn")
        .expect("shown");
    let mut accepted = 0;
    for place in 0..whole.len() {
        let mut turned = whole.clone();
        turned[place] ^= 1;
        let Ok(found) = verify(&turned, &trust) else {
            continue;
        };
        accepted += 1;
        assert!((shown..shown + 9).contains(&place), "byte {place}");
        let contents = |verified: &Verified| -> Vec<Option<Value>> {
            let leaves = verified.leaves.iter();
            leaves
                .map(|leaf| leaf.as_ref().map(|leaf| leaf.content.clone()))
                .collect()
        };
        assert_eq!(contents(&found), contents(&proven));
        assert_eq!(found.checkpoint, proven.checkpoint);
    }
    assert_eq!(accepted, 9);
}

#[test]
fn each_refusal_names_its_place() {
    let bundle = Sample::new().bundle();
    let leaf = |index, error| Err(Invalid::Leaf { index, error });
    assert_eq!(
        changed(&bundle, "/leaves/2/members/~1title/value", json!("x")),
        leaf(2, LeafError::Hash)
    );
    assert_eq!(
        changed(&bundle, "/leaves/0/hash", json!(leaf_hash(b"x"))),
        leaf(0, LeafError::Hash)
    );
    assert_eq!(changed(&bundle, "/unit/size", json!(5)), Err(Invalid::Unit));
    assert_eq!(
        changed(&bundle, "/unit/root", json!(leaf_hash(b"x"))),
        Err(Invalid::Unit)
    );
    assert_eq!(
        changed(&bundle, "/log/index", json!(4)),
        Err(Invalid::Inclusion { index: 4, size: 9 })
    );
    assert_eq!(
        changed(&bundle, "/log/proof/1", json!(leaf_hash(b"x"))),
        Err(Invalid::Inclusion { index: 3, size: 9 })
    );
    assert!(matches!(
        changed(&bundle, "/log/origin", json!("log.example/other")),
        Err(Invalid::Origin { .. })
    ));
    assert!(matches!(
        changed(&bundle, "/log/key", json!("x")),
        Err(Invalid::Key { .. })
    ));
    assert_eq!(
        changed(&bundle, "/log/cosigners", json!([])),
        Err(Invalid::Canonical)
    );
    let other = json!([log_key(2).public().to_string()]);
    assert_eq!(
        changed(&bundle, "/log/cosigners", other),
        Err(Invalid::Signatures)
    );
    assert!(matches!(
        changed(&bundle, "/log/earlier/proof", json!([])),
        Err(Invalid::Earlier(Contradiction::Unproven { .. }))
    ));
    assert!(matches!(
        changed(&bundle, "/log/checkpoint", json!("x")),
        Err(Invalid::Checkpoint { .. })
    ));
    assert!(matches!(
        changed(&bundle, "/log/earlier/checkpoint", json!("x")),
        Err(Invalid::Checkpoint { .. })
    ));
    // A leaf less, in a unit that says so.
    let mut tree: Value = serde_json::from_slice(&bytes(&bundle)).expect("JSON");
    tree["leaves"].as_array_mut().map(Vec::pop);
    let text = serde_json_canonicalizer::to_string(&tree).expect("canonical");
    assert_eq!(verify(text.as_bytes(), &trust()), Err(Invalid::Unit));
    // The same value in another form.
    let spaced = serde_json::to_vec_pretty(&tree).expect("JSON");
    assert_eq!(verify(&spaced, &trust()), Err(Invalid::Canonical));
    assert!(matches!(verify(b"{}", &trust()), Err(Invalid::Form(_))));
    let mut more: Value = serde_json::from_slice(&bytes(&bundle)).expect("JSON");
    more["more"] = json!(1);
    let text = serde_json_canonicalizer::to_string(&more).expect("canonical");
    assert!(matches!(
        verify(text.as_bytes(), &trust()),
        Err(Invalid::Form(_))
    ));
}

#[test]
fn a_unit_of_another_content_under_the_same_signature_is_refused() {
    let sample = Sample::new();
    let mut paragraphs = sample.paragraphs.clone();
    paragraphs[0]["text"] = json!("Cia Dal valdes till justerare.");
    let leaves = seal::unit::seal(&sample.header, &paragraphs, &mut salts()).expect("sealed");
    let forged = Bundle::new(leaves, sample.proof());
    assert_eq!(
        checked(&forged),
        Err(Invalid::Inclusion { index: 3, size: 9 })
    );
}

#[test]
fn only_keys_that_the_reader_believes_count_and_only_while_in_use() {
    let sample = Sample::new();
    let bundle = bytes(&sample.bundle());
    let of = |trust: &Trust| verify(&bundle, trust).err();
    let untrusted = Invalid::Untrusted(log_key(1).public().to_string());
    let nobody = Trust::default();
    assert_eq!(of(&nobody), Some(untrusted.clone()));
    let stranger = Trust::in_key(log_key(2).public());
    assert_eq!(of(&stranger), Some(untrusted.clone()));
    let between = |from, until| Trust {
        logs: vec![TrustedKey {
            key: log_key(1).public(),
            from,
            until,
        }],
        ..Trust::default()
    };
    assert_eq!(of(&between(4, Some(9))), None);
    for (from, until) in [(10, None), (0, Some(8))] {
        let found = of(&between(from, until));
        assert!(matches!(found, Some(Invalid::OutOfUse { size: 9, .. })));
    }
    // The earlier checkpoint of four entries is not believed of a key that came with the fifth.
    assert!(matches!(
        of(&between(5, None)),
        Some(Invalid::OutOfUse { size: 4, .. })
    ));
    let mut two = trust();
    two.witnesses_needed = 2;
    assert_eq!(
        of(&two),
        Some(Invalid::Witnesses {
            found: 1,
            needed: 2
        })
    );
    // A log's key is no witness, whatever the reader thinks.
    let mut own = trust();
    own.witnesses = vec![log_key(1).public()];
    assert_eq!(
        of(&own),
        Some(Invalid::Witnesses {
            found: 0,
            needed: 1
        })
    );
}

#[test]
fn a_stolen_key_cannot_sign_what_a_witness_has_seen_otherwise() {
    let sample = Sample::new();
    let seen = Checkpoint::over(ORIGIN, &sample.log);
    // History is written anew and signed with the log's own key.
    let mut entries: Vec<_> = (0..9_u8).map(|number| leaf_hash(&[number])).collect();
    entries[3] = leaf_hash(b"forged");
    entries.push(leaf_hash(b"next"));
    let forged: Tree = entries.into_iter().collect();
    let proof = forged.prove_consistency(9, 10).expect("within");
    let later = Checkpoint::over(ORIGIN, &forged);
    assert!(matches!(
        follows(&seen, later, &proof),
        Err(Contradiction::Unproven { .. })
    ));
}

#[test]
fn a_signature_that_does_not_hold_is_refused_though_another_does() {
    let sample = Sample::new();
    let stranger = SecretKey::from_randomness("witness.example/b", KeyKind::Cosignature, &[9; 32])
        .expect("a name");
    let mut note = sample.checkpoint.clone();
    note.add_cosignature(&stranger, 7).expect("cosigned");
    let keys = [witness_key().public(), stranger.public()];
    let proof = Proof {
        checkpoint: &note,
        cosigners: &keys,
        ..sample.proof()
    };
    let bundle = Bundle::new(sample.leaves(), proof);
    assert_eq!(checked(&bundle).expect("holds").witnesses.len(), 1);
    // The stranger's signature is checked as well, though nobody believes it.
    let text = note.to_string();
    let last = text.trim_end().len() - 10;
    let letter = if &text[last..=last] == "A" { "B" } else { "A" };
    let turned = format!("{}{letter}{}", &text[..last], &text[last + 1..]);
    let refused = Invalid::Checkpoint {
        place: "log.checkpoint",
        error: NoteError::Signature("witness.example/b".to_owned()),
    };
    assert_eq!(
        changed(&bundle, "/log/checkpoint", json!(turned)),
        Err(refused)
    );
}
