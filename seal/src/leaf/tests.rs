use super::*;

/// Different salts, the same every time.
fn salts() -> impl FnMut(&str) -> Salt {
    let mut next = 0_u128;
    move |_| {
        next += 1;
        Salt::from_randomness(next.to_be_bytes())
    }
}

fn header() -> Value {
    json!({"format": "paragraf/minutes@1", "attendance": [{"name": "Anna Berg", "capacity": "MEMBER"},
        {"name": "Bo Ek", "capacity": "UNION"}], "text": "Bo Ek valdes."})
}

fn leaf() -> Leaf {
    Leaf::seal(&header(), &["attendance"], &mut salts()).expect("sealed")
}

#[test]
fn a_sealed_object_opens_as_it_was() {
    let opened = leaf().opened().expect("holds").expect("disclosed");
    assert_eq!(opened.content, header());
    assert!(opened.withheld.is_empty());
}

#[test]
fn a_name_is_withheld_and_the_hash_stays() {
    let (whole, mut masked) = (leaf(), leaf());
    masked.withhold("/attendance/1/name", None).expect("there");
    masked
        .withhold("/text", Some("[namn] valdes."))
        .expect("there");
    assert_eq!(masked.hash(), whole.hash());
    let opened = masked.opened().expect("holds").expect("disclosed");
    assert_eq!(
        opened.content["attendance"],
        json!([{"name": "Anna Berg", "capacity": "MEMBER"}, {"capacity": "UNION"}])
    );
    assert_eq!(opened.content.get("text"), None);
    assert_eq!(
        opened.withheld.get("/text"),
        Some(&Some("[namn] valdes.".to_owned()))
    );
    let text = serde_json::to_string(&masked).expect("JSON");
    assert!(!text.contains("Bo Ek"), "{text}");
    let again: Leaf = serde_json::from_str(&text).expect("a leaf");
    assert_eq!(again, masked);
}

#[test]
fn all_below_a_pointer_is_withheld_at_once() {
    let mut masked = leaf();
    masked
        .withhold("/attendance", Some("unused"))
        .expect("there");
    let opened = masked.opened().expect("holds").expect("disclosed");
    assert_eq!(opened.withheld.len(), 4);
    assert_eq!(opened.content["attendance"], json!([{}, {}]));
    assert_eq!(
        masked.withhold("/att", None),
        Err(Unsealable::Missing("/att".to_owned()))
    );
}

#[test]
fn a_leaf_withheld_whole_keeps_its_hash_and_nothing_else() {
    let withheld = leaf().withheld();
    assert_eq!(withheld.hash(), leaf().hash());
    assert_eq!(withheld.opened(), Ok(None));
}

#[test]
fn any_other_value_salt_place_or_hash_is_refused() {
    let whole = serde_json::to_value(leaf()).expect("JSON");
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut changed = whole.clone();
        change(&mut changed);
        assert_ne!(changed, whole);
        let leaf: Leaf = serde_json::from_value(changed).expect("a leaf");
        assert_eq!(leaf.opened(), Err(LeafError::Hash));
    };
    refused(&|leaf| leaf["members"]["/text"]["value"] = json!("Bo Ek valdes"));
    refused(&|leaf| leaf["members"]["/text"]["value"] = json!(["Bo Ek valdes."]));
    refused(&|leaf| leaf["members"]["/text"]["salt"] = json!(BASE64.encode(&[0; 16])));
    refused(&|leaf| leaf["hash"] = json!(Digest::of(&[])));
    refused(&|leaf| {
        let member = leaf["members"]["/text"].take();
        let members = leaf["members"].as_object_mut().expect("members");
        members.remove("/text");
        members.insert("/title".to_owned(), member);
    });
    refused(&|leaf| {
        let one = leaf["members"]["/attendance/0/name"].take();
        leaf["members"]["/attendance/0/name"] = leaf["members"]["/attendance/1/name"].take();
        leaf["members"]["/attendance/1/name"] = one;
    });
}

#[test]
fn a_salt_serves_one_member() {
    let mut same = |_: &str| Salt::from_randomness([1; 16]);
    let error = Leaf::seal(&header(), &[], &mut same).expect_err("one salt");
    assert!(matches!(error, Unsealable::Salt(_)));
}

#[test]
fn what_has_no_exact_canonical_form_is_not_sealed() {
    for value in [
        json!({"n": 9_007_199_254_740_993_u64}),
        json!({"n": u64::MAX}),
        json!({"deep": [{"n": 1.0}]}),
    ] {
        let error = Leaf::seal(&value, &["deep"], &mut salts()).expect_err("a number");
        assert!(matches!(error, Unsealable::Inexact(..)), "{value}");
    }
    for value in [json!([]), json!({}), json!("text"), Value::Null] {
        let error = Leaf::seal(&value, &[], &mut salts()).expect_err("no object");
        assert_eq!(error, Unsealable::Form);
    }
    let exact =
        json!({"n": 9_007_199_254_740_991_u64, "m": -5, "f": 0.5, "t": "\u{1}\u{20ac}\u{1f600}"});
    assert!(Leaf::seal(&exact, &[], &mut salts()).is_ok());
}

#[test]
fn the_same_value_under_two_salts_has_two_commitments() {
    let value = json!("Anna Berg");
    let with = |salt| commitment(&Salt::from_randomness([salt; 16]), &value).expect("exact");
    assert_ne!(with(1), with(2));
    assert_eq!(with(1), with(1));
}
