//! The calculators of financing over the wire: every worked example, and inputs at fault by their field.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::client::{Answer, Client};

/// Kronor as öre.
fn kr(kronor: i64) -> i64 {
    kronor * 100
}

async fn raw(client: &Client, field: &str, kind: &str, selection: &str, input: Value) -> Answer {
    let query =
        format!("query($input: {kind}!) {{ financing {{ {field}(input: $input) {selection} }} }}");
    client.query(&query, json!({ "input": input })).await
}

async fn ask(client: &Client, field: &str, selection: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
    let data = raw(client, field, &kind, selection, input).await.data();
    data["financing"][field].clone()
}

/// A region and municipalities with a key by inhabitants.
fn funders(inhabitants: &[(&str, i64)]) -> Value {
    let mut members = vec![json!({"name": "Region Norrmark", "kind": "REGION"})];
    members.extend(
        inhabitants
            .iter()
            .map(|(name, _)| json!({"name": name, "kind": "MUNICIPALITY"})),
    );
    json!({"year": 2024, "members": members, "municipalKey": by_inhabitants(inhabitants)})
}

fn by_inhabitants(figures: &[(&str, i64)]) -> Value {
    let figures: Vec<Value> = figures
        .iter()
        .map(|(member, figure)| json!({"member": member, "figure": figure}))
        .collect();
    json!({"weights": {"basis": "INHABITANTS", "year": 2023, "figures": figures}})
}

fn sums(sums: &[(&str, i64)]) -> Value {
    sums.iter()
        .map(|(member, amount)| json!({"member": member, "amount": amount}))
        .collect()
}

/// Name and öre of each payer; null where open.
fn paid(split: &Value) -> Vec<(String, Option<i64>)> {
    let payers = split["payers"].as_array().expect("payers");
    payers
        .iter()
        .map(|payer| {
            let name = payer["name"].as_str().expect("a name").to_owned();
            (name, payer["amount"]["ore"].as_i64())
        })
        .collect()
}

fn amounts(split: &Value) -> Vec<Option<i64>> {
    paid(split).into_iter().map(|(_, amount)| amount).collect()
}

const SPLIT: &str = "{ total { ore formatted } parties { party oneIn amount { ore } exactOre extra key open openText rounding shares { name amount { ore } exactOre extra } } payers { name amount { ore } parties } rounding verdict { ruleId code outcome explanation figures { name value } basis { act section } } }";

#[tokio::test]
async fn the_split_goes_from_the_allocation_to_every_member() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous().in_english();
    let three = funders(&[
        ("Ettby kommun", 60_000),
        ("Tvåby kommun", 25_000),
        ("Treby kommun", 15_000),
    ]);
    let input = json!({"state": kr(10_000_000), "funders": three});
    let split = ask(&client, "split", SPLIT, input).await;
    assert_eq!(
        split["total"],
        json!({"ore": kr(20_000_000), "formatted": "20\u{a0}000\u{a0}000,00\u{a0}kr"})
    );
    let wanted = [
        ("Försäkringskassan", 10_000_000),
        ("Region Norrmark", 5_000_000),
        ("Ettby kommun", 3_000_000),
        ("Tvåby kommun", 1_250_000),
        ("Treby kommun", 750_000),
    ];
    assert_eq!(
        paid(&split),
        wanted.map(|(name, kronor)| (name.to_owned(), Some(kr(kronor))))
    );
    assert_eq!(split["parties"][2]["key"], "inhabitants 2023");
    let verdict = &split["verdict"];
    assert_eq!(
        (&verdict["ruleId"], &verdict["code"], &verdict["outcome"]),
        (&json!("R-65"), &json!("SPLIT_MISMATCH"), &json!("MET"))
    );
    assert_eq!(verdict["basis"][0]["section"], "5 och 5 a §§");
    assert_eq!(
        verdict["figures"][0],
        json!({"name": "totalOre", "value": "2000000000"})
    );
}

#[tokio::test]
async fn half_kronor_odd_ore_and_ties_are_exact_and_told() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous().in_english();
    let one = || funders(&[("Ettby kommun", 1)]);
    let split = ask(
        &client,
        "split",
        SPLIT,
        json!({"state": kr(5_000_001), "funders": one()}),
    )
    .await;
    assert_eq!(
        amounts(&split),
        [Some(500_000_100), Some(250_000_050), Some(250_000_050)]
    );
    let split = ask(
        &client,
        "split",
        SPLIT,
        json!({"state": 7, "funders": one()}),
    )
    .await;
    assert_eq!(amounts(&split), [Some(7), Some(4), Some(3)]);
    assert_eq!(split["parties"][1]["exactOre"], "3 1/2");
    assert_eq!(split["parties"][1]["extra"], "FIRST_IN_ORDER");
    assert!(
        split["rounding"]
            .as_str()
            .expect("told")
            .contains("the regions")
    );
    let three = funders(&[
        ("Ettby kommun", 1),
        ("Tvåby kommun", 1),
        ("Treby kommun", 1),
    ]);
    let input = json!({"state": 2_000_000, "funders": three});
    let split = ask(&client, "split", SPLIT, input).await;
    assert_eq!(
        amounts(&split)[2..],
        [Some(333_334), Some(333_333), Some(333_333)]
    );
    assert_eq!(
        split["parties"][2]["rounding"],
        "The shares are rounded down to whole öre; the öre left over: Ettby kommun (the same remainder as Tvåby kommun and Treby kommun, but before in the members' order)."
    );
    assert_eq!(
        split["parties"][2]["shares"][0],
        json!({"name": "Ettby kommun", "amount": {"ore": 333_334}, "exactOre": "333333 1/3", "extra": "FIRST_IN_ORDER"})
    );
}

#[tokio::test]
async fn a_municipality_outside_any_region_alone_and_beside_one() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let island = json!({"name": "Öns kommun", "kind": "MUNICIPALITY_OUTSIDE_REGION"});
    let alone = json!({"state": kr(3_000_000), "funders": {"year": 2024, "members": [island]}});
    let split = ask(&client, "split", SPLIT, alone).await;
    assert_eq!(amounts(&split), [Some(kr(3_000_000)), Some(kr(3_000_000))]);
    assert_eq!(split["parties"].as_array().map(Vec::len), Some(2));
    let beside = json!({"state": kr(4_000_000), "funders": {
        "year": 2024,
        "members": [
            {"name": "Region Fastlandet", "kind": "REGION"},
            {"name": "Kustens kommun", "kind": "MUNICIPALITY"},
            island,
        ],
        "regionKey": by_inhabitants(&[("Öns kommun", 100), ("Region Fastlandet", 300)]),
        "municipalKey": by_inhabitants(&[("Kustens kommun", 150), ("Öns kommun", 100)]),
    }});
    let split = ask(&client, "split", SPLIT, beside).await;
    let wanted = [4_000_000, 1_500_000, 1_200_000, 1_300_000];
    assert_eq!(amounts(&split), wanted.map(|kronor| Some(kr(kronor))));
    assert_eq!(
        split["payers"][3]["parties"],
        json!(["REGION", "MUNICIPALITIES"])
    );
}

#[tokio::test]
async fn every_form_of_key_shares_to_the_ore() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous().in_english();
    let even = [("Ettby kommun", 1), ("Tvåby kommun", 1)];
    let with = |key: Value, year: i32| {
        let mut funders = funders(&even);
        funders["municipalKey"] = key;
        funders["year"] = json!(year);
        funders
    };
    let cases = [
        // An extra million for a year: 26 and 224 of 250 thousand.
        (
            kr(500_000),
            2015,
            json!({"fixed": {"year": 2015, "sums": sums(&[("Ettby kommun", kr(26_000)), ("Tvåby kommun", kr(224_000))])}}),
            [kr(26_000), kr(224_000)],
        ),
        (
            kr(2_400_000),
            2024,
            json!({"fixedThen": {"year": 2024, "sums": sums(&[("Ettby kommun", kr(200_000)), ("Tvåby kommun", 0)]), "rest": by_inhabitants(&even)}}),
            [kr(700_000), kr(500_000)],
        ),
        (
            kr(2_000_000),
            2024,
            json!({"blend": [
                {"weight": 70, "key": by_inhabitants(&even)},
                {"weight": 30, "key": {"weights": {"basis": "WORKING_AGE", "year": 2023, "figures": [
                    {"member": "Ettby kommun", "figure": 30_000}, {"member": "Tvåby kommun", "figure": 10_000},
                ]}}},
            ]}),
            [kr(575_000), kr(425_000)],
        ),
        (
            kr(2_000_000),
            2025,
            json!({"phased": {"from": by_inhabitants(&even), "lastYearOfFrom": 2024, "to": by_inhabitants(&[("Ettby kommun", 4), ("Tvåby kommun", 1)]), "firstYearOfTo": 2027}}),
            [kr(600_000), kr(400_000)],
        ),
    ];
    for (state, year, key, wanted) in cases {
        let input = json!({"state": state, "funders": with(key.clone(), year)});
        let split = ask(&client, "split", SPLIT, input).await;
        assert_eq!(amounts(&split)[2..], wanted.map(Some), "{key}");
    }
    let key =
        json!({"fixed": {"year": 2024, "sums": sums(&[("Ettby kommun", 1), ("Tvåby kommun", 1)])}});
    let input = json!({"state": kr(1), "funders": with(key, 2024)});
    let split = ask(&client, "split", SPLIT, input).await;
    assert_eq!(amounts(&split)[2..], [None, None]);
    let part = &split["parties"][2];
    assert_eq!(
        (&part["open"], &part["shares"], &part["openText"]),
        (
            &json!("SUMS_MISMATCH"),
            &Value::Null,
            &json!("The fixed sums come to 0,02\u{a0}kr, but the part is 0,50\u{a0}kr.")
        )
    );
    assert_eq!(split["verdict"]["outcome"], "UNKNOWN");
    let mut open = funders(&even);
    open["municipalKey"] = Value::Null;
    let input = json!({"state": kr(1), "funders": open});
    let split = ask(&client, "split", SPLIT, input).await;
    assert_eq!(split["parties"][2]["open"], "NO_KEY");
}

#[tokio::test]
async fn given_contributions_have_a_base_and_surpluses() {
    const UNIT: i64 = 10_000_000;
    const WEIGHED: &str = "{ total { ore } base { ore } apart { ore } matching parties { party given { ore } statutory { ore } surplus { ore } surplusKind short { ore } } verdicts { code outcome explanation basis { section } } }";
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous().in_english();
    let given = |amounts: [Value; 3]| {
        let parties = ["STATE", "REGION", "MUNICIPALITIES"];
        let rows = parties.iter().zip(amounts);
        let rows: Vec<Value> = rows
            .map(|(party, amount)| json!({"party": party, "amount": amount}))
            .collect();
        json!({ "contributions": rows })
    };
    let rows = [
        ([100, 50, 50], 200, [0, 0, 0], "EXACT", "MET"),
        ([100, 50, 54], 200, [0, 0, 4], "VOLUNTARY_EXCESS", "NOT_MET"),
        (
            [100, 45, 50],
            180,
            [10, 0, 5],
            "LOCAL_SIDE_SHORT",
            "NOT_MET",
        ),
        ([100, 55, 55], 200, [0, 5, 5], "VOLUNTARY_EXCESS", "NOT_MET"),
        ([50, 25, 26], 100, [0, 0, 1], "VOLUNTARY_EXCESS", "NOT_MET"),
    ];
    for (amounts, base, surpluses, matching, outcome) in rows {
        let input = given(amounts.map(|amount| json!(amount * UNIT)));
        let found = ask(&client, "contributions", WEIGHED, input).await;
        assert_eq!(found["base"]["ore"], base * UNIT, "{amounts:?}");
        assert_eq!(found["matching"], matching, "{amounts:?}");
        assert_eq!(found["verdicts"][0]["code"], "SPLIT_MISMATCH");
        assert_eq!(found["verdicts"][0]["outcome"], outcome, "{amounts:?}");
        assert_eq!(found["verdicts"][0]["basis"][0]["section"], "5 och 5 a §§");
        for (place, surplus) in surpluses.into_iter().enumerate() {
            let party = &found["parties"][place];
            assert_eq!(party["surplus"]["ore"], surplus * UNIT, "{amounts:?}");
        }
        if matching == "LOCAL_SIDE_SHORT" {
            assert_eq!(found["parties"][0]["surplusKind"], "EXTRA_STATE");
            assert_eq!(found["parties"][1]["short"]["ore"], 5 * UNIT);
        }
    }
    let unknown = given([json!(kr(1)), Value::Null, json!(kr(1))]);
    let found = ask(&client, "contributions", WEIGHED, unknown).await;
    assert_eq!(found["matching"], "UNKNOWN");
    assert_eq!(
        (&found["total"], &found["base"]),
        (&Value::Null, &Value::Null)
    );
    let mut with_others = given([json!(kr(10)), json!(kr(5)), json!(kr(5))]);
    let rows = with_others["contributions"].as_array_mut().expect("rows");
    rows.push(json!({"project": "ESF", "amount": kr(70)}));
    rows.push(json!({"nonMember": "Stiftelsen Ek", "amount": kr(1)}));
    let found = ask(&client, "contributions", WEIGHED, with_others).await;
    assert_eq!(
        (&found["total"]["ore"], &found["apart"]["ore"]),
        (&json!(kr(20)), &json!(kr(70)))
    );
    assert_eq!(found["verdicts"][1]["code"], "NON_MEMBER_CONTRIBUTION");
    assert_eq!(found["verdicts"][1]["outcome"], "NOT_MET");
}

#[tokio::test]
async fn five_per_cent_less_from_the_state_and_who_pays_less() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let selection = "{ before { total { ore } verdict { outcome } } after { total { ore } } parties { party difference { ore formatted } } payers { name before { ore } after { ore } difference { ore } } }";
    let two = || funders(&[("Ettby kommun", 3), ("Tvåby kommun", 1)]);
    let input =
        json!({"state": kr(10_000_000), "funders": two(), "change": {"hundredthsOfPerCent": -500}});
    let found = ask(&client, "simulate", selection, input).await;
    assert_eq!(found["after"]["total"]["ore"], kr(19_000_000));
    let wanted = [-500_000, -250_000, -187_500, -62_500];
    for (place, difference) in wanted.into_iter().enumerate() {
        let row = &found["payers"][place];
        assert_eq!(row["difference"]["ore"], kr(difference), "{row}");
    }
    assert_eq!(
        found["parties"][0]["difference"]["formatted"],
        "\u{2212}500\u{a0}000,00\u{a0}kr"
    );
    let other =
        json!({"state": kr(10_000_000), "funders": two(), "change": {"to": kr(12_000_000)}});
    let found = ask(&client, "simulate", selection, other).await;
    assert_eq!(found["payers"][1]["after"]["ore"], kr(6_000_000));
}

#[tokio::test]
async fn shortage_shares_and_proportions_follow_the_contributions() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous().in_english();
    let two = || funders(&[("Ettby kommun", 3), ("Tvåby kommun", 1)]);
    let selection = "{ shortage { ore } split { payers { name amount { ore } } verdict { code } } verdict { ruleId code outcome basis { section } } }";
    let input = json!({"debts": kr(800_000), "assets": 0, "funders": two()});
    let found = ask(&client, "liability", selection, input).await;
    let wanted = [400_000, 200_000, 150_000, 50_000];
    assert_eq!(
        amounts(&found["split"]),
        wanted.map(|kronor| Some(kr(kronor)))
    );
    assert_eq!(found["verdict"]["code"], "MEMBERS_LIABILITY");
    assert_eq!(found["verdict"]["basis"][0]["section"], "22 §");
    assert_eq!(found["split"]["verdict"], Value::Null);
    let selection = "{ net { name amount { ore } } verdict { ruleId certainty } }";
    let input = json!({"assets": kr(1_000), "debts": kr(200), "funders": two()});
    let found = ask(&client, "exitShares", selection, input).await;
    assert_eq!(
        found["net"][2],
        json!({"name": "Ettby kommun", "amount": {"ore": kr(150)}})
    );
    assert_eq!(
        found["verdict"],
        json!({"ruleId": "R-88", "certainty": "INTERPRETATION"})
    );
    let input = json!({"funders": two()});
    let found = ask(&client, "proportions", "{ name fraction }", input).await;
    let fractions: Vec<&str> = found
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["fraction"].as_str())
        .collect();
    assert_eq!(fractions, ["1/2", "1/4", "3/16", "1/16"]);
}

#[tokio::test]
async fn the_service_fee_by_its_terms() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let selection = "{ fee { ore } uncapped { ore } ceiling { ore } capped basis text }";
    let input = |amount: i64, before: Value, rounding: &str| {
        json!({
            "amount": kr(amount), "basis": "STATE_ALLOCATION", "ratePerMillion": 3_500, "unit": "ORE", "rounding": rounding,
            "cap": {"referenceFee": before, "increase": kr(30_000)},
        })
    };
    let rows = [
        (10_000_000, 20_000, 35_000, false),
        (20_000_000, 25_000, 55_000, true),
        (6_000_000, 25_000, 21_000, false),
        (20_000_000, 40_000, 70_000, false),
        (20_000_001, 40_000, 70_000, false),
    ];
    for (amount, before, fee, capped) in rows {
        let input = input(amount, json!(kr(before)), "NEAREST");
        let found = ask(&client, "serviceFee", selection, input).await;
        assert_eq!(found["fee"]["ore"], kr(fee), "{amount} after {before}");
        assert_eq!(found["capped"], capped, "{amount} after {before}");
    }
    let up = input(20_000_001, json!(kr(40_001)), "UP");
    let found = ask(&client, "serviceFee", selection, up).await;
    assert_eq!(found["fee"]["ore"], kr(70_000) + 1);
    let unknown = input(20_000_000, Value::Null, "NEAREST");
    let found = ask(&client, "serviceFee", selection, unknown).await;
    assert_eq!(
        (&found["fee"], &found["capped"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(found["uncapped"]["ore"], kr(70_000));
}

#[tokio::test]
async fn equity_by_the_ladder_that_is_given_and_by_origin() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let ladder = json!([{"upTo": kr(2_000_000), "hundredthsOfPerCent": 5_000}, {"hundredthsOfPerCent": 1_000}]);
    let selection = "{ reasonable { ore } above { ore } text }";
    let input = json!({"equity": kr(1_000_000), "yearlyFunds": kr(3_000_000), "ladder": ladder});
    let found = ask(&client, "equity", selection, input).await;
    assert_eq!(found["above"]["ore"], kr(700_000));
    let none = json!({"equity": kr(1), "yearlyFunds": kr(1), "ladder": []});
    let found = ask(&client, "equity", selection, none).await;
    assert_eq!(
        (&found["reasonable"], &found["above"]),
        (&Value::Null, &Value::Null)
    );
    let entry = |party: &str, kind: &str, amount: i64| json!({"party": party, "kind": kind, "amount": kr(amount)});
    let entries = json!([
        entry("STATE", "STATUTORY", 200),
        entry("REGION", "STATUTORY", 100),
        entry("MUNICIPALITIES", "STATUTORY", 100),
        entry("MUNICIPALITIES", "VOLUNTARY_EXCESS", 40),
    ]);
    let selection = "{ code outcome severity condition }";
    for (regulated, outcome) in [
        (json!(null), "CONDITIONAL"),
        (json!(false), "NOT_MET"),
        (json!(true), "MET"),
    ] {
        let input = json!({"entries": entries, "regulated": regulated});
        let found = ask(&client, "equityOrigin", selection, input).await;
        assert_eq!(found["code"], "EQUITY_ORIGIN_CONFLICT");
        assert_eq!(
            (&found["outcome"], &found["severity"]),
            (&json!(outcome), &json!("INFO"))
        );
    }
}

#[tokio::test]
async fn what_is_at_fault_is_told_by_its_field() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let two = [("Ettby kommun", 3), ("Tvåby kommun", 1)];
    let split = |funders: Value| json!({"state": kr(1), "funders": funders});
    let keyed = |key: Value| {
        let mut funders = funders(&two);
        funders["municipalKey"] = key;
        split(funders)
    };
    let many: Vec<Value> = (0..201)
        .map(|place| json!({"name": format!("{place}"), "kind": "REGION"}))
        .collect();
    let mut phased = json!({"phased": {"from": by_inhabitants(&two), "lastYearOfFrom": 2024, "to": by_inhabitants(&two), "firstYearOfTo": 2024}});
    let late = keyed(phased.clone());
    phased["phased"]["firstYearOfTo"] = json!(2025);
    for _ in 0..4 {
        phased = json!({"blend": [{"weight": 1, "key": phased}]});
    }
    let fee = |change: &dyn Fn(&mut Value)| {
        let mut input = json!({
            "amount": kr(1), "basis": "STATE_ALLOCATION", "ratePerMillion": 3_500, "unit": "ORE", "rounding": "UP",
            "cap": {"referenceFee": 0, "increase": 0},
        });
        change(&mut input);
        input
    };
    let cases: Vec<(&str, Value, &str)> = vec![
        (
            "split",
            json!({"state": -1, "funders": funders(&two)}),
            "state",
        ),
        (
            "split",
            json!({"state": (1_i64 << 53) - 1, "funders": funders(&two)}),
            "state",
        ),
        (
            "split",
            split(json!({"year": 2024, "members": []})),
            "funders.members",
        ),
        (
            "split",
            split(json!({"year": 2024, "members": many})),
            "funders.members",
        ),
        (
            "split",
            split(json!({"year": 2024, "members": [{"name": " ", "kind": "REGION"}]})),
            "funders.members.0.name",
        ),
        (
            "split",
            split(
                json!({"year": 2024, "members": [{"name": "Ettby kommun", "kind": "MUNICIPALITY"}]}),
            ),
            "funders.members",
        ),
        (
            "split",
            split(funders(&[("Ettby kommun", 1), ("Ettby kommun", 1)])),
            "funders.municipalKey.weights.figures.1.member",
        ),
        (
            "split",
            keyed(by_inhabitants(&[("Ettby kommun", 3)])),
            "funders.municipalKey.weights.figures",
        ),
        (
            "split",
            keyed(by_inhabitants(&[("Ettby kommun", 3), ("Treby kommun", 3)])),
            "funders.municipalKey.weights.figures.1.member",
        ),
        (
            "split",
            keyed(by_inhabitants(&[("Ettby kommun", -3), ("Tvåby kommun", 3)])),
            "funders.municipalKey.weights.figures.0.figure",
        ),
        (
            "split",
            keyed(by_inhabitants(&[("Ettby kommun", 0), ("Tvåby kommun", 0)])),
            "funders.municipalKey",
        ),
        ("split", keyed(json!({})), "funders.municipalKey"),
        ("split", keyed(json!({"blend": []})), "funders.municipalKey"),
        (
            "split",
            keyed(json!({"blend": [{"weight": -1, "key": by_inhabitants(&two)}]})),
            "funders.municipalKey.blend.0.weight",
        ),
        (
            "split",
            keyed(
                json!({"fixed": {"year": 2024, "sums": sums(&[("Ettby kommun", -1), ("Tvåby kommun", 1)])}}),
            ),
            "funders.municipalKey.fixed.sums.0.amount",
        ),
        ("split", late, "funders.municipalKey"),
        ("split", keyed(phased), "funders.municipalKey"),
        (
            "simulate",
            json!({"state": 1, "funders": funders(&two), "change": {}}),
            "change",
        ),
        (
            "simulate",
            json!({"state": 1, "funders": funders(&two), "change": {"by": -2}}),
            "change",
        ),
        (
            "contributions",
            json!({"contributions": [{"amount": 1}]}),
            "contributions.0",
        ),
        (
            "contributions",
            json!({"contributions": [{"party": "STATE", "amount": -1}]}),
            "contributions.0.amount",
        ),
        (
            "contributions",
            json!({"hasRegion": false, "contributions": [{"party": "REGION", "amount": 1}]}),
            "contributions.0.party",
        ),
        (
            "liability",
            json!({"debts": -1, "assets": 0, "funders": funders(&two)}),
            "debts",
        ),
        (
            "exitShares",
            json!({"debts": 0, "assets": -1, "funders": funders(&two)}),
            "assets",
        ),
        (
            "proportions",
            json!({"funders": funders(&two), "reference": -1}),
            "reference",
        ),
        (
            "serviceFee",
            fee(&|input| input["ratePerMillion"] = json!(1_000_001)),
            "ratePerMillion",
        ),
        ("serviceFee", fee(&|input| input["year"] = json!(0)), "year"),
        (
            "serviceFee",
            fee(&|input| input["cap"]["referenceFee"] = json!(-1)),
            "cap.referenceFee",
        ),
        (
            "serviceFee",
            fee(&|input| input["cap"]["years"] = json!(-1)),
            "cap.years",
        ),
        (
            "equity",
            json!({"equity": 1, "yearlyFunds": -1, "ladder": []}),
            "yearlyFunds",
        ),
        (
            "equity",
            json!({"equity": 1, "yearlyFunds": 1, "ladder": [{"hundredthsOfPerCent": 1}, {"hundredthsOfPerCent": 1}]}),
            "ladder",
        ),
        (
            "equityOrigin",
            json!({"hasRegion": false, "entries": [{"party": "REGION", "kind": "STATUTORY"}]}),
            "entries.0.party",
        ),
    ];
    for (field, input, at_fault) in cases {
        let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
        let answer = raw(&client, field, &kind, "{ __typename }", input.clone()).await;
        let error = &answer.body["errors"][0];
        assert_eq!(
            (&error["extensions"]["code"], &error["extensions"]["field"]),
            (&json!("INVALID_VALUE"), &json!(at_fault)),
            "{field} {input}: {error}"
        );
        assert_eq!(answer.body["data"]["financing"][field], Value::Null);
    }
}
