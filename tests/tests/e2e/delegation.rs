//! What the board lets others decide, what they decide, and its report to the board (lag 2003:1210, 10 §).

use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::Board;
use tests::client::Client;
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    a_delegation_is_granted_used_and_reported_both_ways,
    a_delegated_decision_is_public_with_the_minutes_that_report_it,
    a_revocation_is_public_with_the_minutes_that_revoke,
    a_name_that_the_minutes_hide_is_hidden_in_what_they_grant_and_report,
    what_waits_is_listed_inside_once_the_board_has_met_after_it,
    what_does_not_fit_is_refused_with_its_code_and_its_field,
    a_repeated_command_has_one_effect_and_numbers_are_dense,
    a_live_meeting_delegates_and_is_reported_to,
    tables_that_do_not_stand_as_the_journal_tells_are_found,
    delegated_decisions_take_as_many_statements_whatever_the_page,
];

const OWNER: &str = "samordningsforbundet-provdalen";

/// A record of the board with two §§ and a decision under each.
fn record(date: &str, first: u32) -> Value {
    let mut document = board_meeting(date, first, &[("Ärende", "Text."), ("Anmälan", "Text.")]);
    document["body"]["organisationKind"] = json!("COORDINATION_ASSOCIATION");
    for item in document["items"].as_array_mut().expect("items") {
        item["decisions"] = json!([{"kind": "RESOLVE", "text": "Styrelsen beslutar."}]);
    }
    document
}

/// An association whose board met on two days, the later minutes public or not.
struct Scene {
    app: App,
    secretary: Client,
    /// The §§ of both meetings, in order, each with its decision.
    places: Vec<(Value, Value)>,
}

async fn places(client: &Client, owner: &str) -> Vec<(Value, Value)> {
    let query = "query($owner: String!) { meetings(filter: {organisation: $owner}, order: DATE_ASC) { nodes { paragraphs { nodes { id decisions { id } } } } } }";
    let data = client.query(query, json!({"owner": owner})).await.data();
    let meetings = data["meetings"]["nodes"].as_array().expect("meetings");
    let paragraphs = meetings
        .iter()
        .flat_map(|meeting| meeting["paragraphs"]["nodes"].as_array().expect("§§"));
    paragraphs
        .map(|held| (held["id"].clone(), held["decisions"][0]["id"].clone()))
        .collect()
}

async fn scene(engine: Engine, public: bool) -> Scene {
    let app = App::start(engine).await;
    app.load(&record("2025-03-06", 1)).await.expect("loaded");
    app.load_as(&record("2025-04-03", 3), public, None)
        .await
        .expect("loaded");
    let secretary = app.client("secretary", &[OWNER]);
    let places = places(&secretary, OWNER).await;
    assert_eq!(places.len(), 4);
    Scene {
        app,
        secretary,
        places,
    }
}

async fn ask(client: &Client, mutation: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let read = match mutation {
        "delegate" | "revokeDelegation" => {
            "delegation { id matters kind delegateKind delegateRole delegatePerson { name } limit limitFormatted from until revokedOn grantedBy { id } revokedBy { id } }"
        }
        "recordDelegatedDecision" => {
            "delegatedDecision { id label number year decidedOn decidedBy { name } text amount amountFormatted delegation { id } reportedIn { id } }"
        }
        _ => "paragraph { id } delegatedDecisions { id label reportedIn { id } }",
    };
    let query = format!(
        "mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{ {read} version irregularities {{ code severity certainty figures {{ name value }} }} clientMutationId }} }}"
    );
    client.query(&query, json!({"input": input})).await.body
}

#[track_caller]
fn made(body: &Value, mutation: &str) -> Value {
    assert!(
        body.get("errors").is_none(),
        "{mutation}: {:#}",
        body["errors"]
    );
    body["data"][mutation].clone()
}

/// The code and the field of a refusal.
fn refused(body: &Value) -> (String, String) {
    let told = |name: &str| {
        let held = body["errors"][0]["extensions"][name].as_str();
        held.unwrap_or_default().to_owned()
    };
    (told("code"), told("field"))
}

fn granting(decision: &Value) -> Value {
    json!({"decision": decision, "matters": "Inköp inom budget", "kind": "GROUP", "limit": 100_000,
        "delegate": {"kind": "OFFICER", "role": "förbundschefen"}})
}

fn taken(delegation: &Value, on: &str) -> Value {
    json!({"delegation": delegation, "decidedOn": on, "decidedBy": {"name": "Sanna Skrivare"},
        "text": "Inköp av stolar.", "amount": 50_000})
}

impl Scene {
    async fn make(&self, mutation: &str, input: Value) -> Value {
        made(&ask(&self.secretary, mutation, input).await, mutation)
    }

    /// A delegation by the first decision.
    async fn delegation(&self) -> Value {
        let granted = self.make("delegate", granting(&self.places[0].1)).await;
        granted["delegation"]["id"].clone()
    }

    /// A delegated decision.
    async fn decided(&self, delegation: &Value, on: &str) -> Value {
        let recorded = self
            .make("recordDelegatedDecision", taken(delegation, on))
            .await;
        recorded["delegatedDecision"]["id"].clone()
    }

    async fn assert_sound(&self) {
        let report = application::verify::verify(&self.app.store).await;
        assert_eq!(report.expect("a report").bad, None);
    }
}

const READ: &str = "query($delegation: ID!, $decided: ID!, $granting: ID!, $paragraph: ID!, $owner: String!) {
    delegation: node(id: $delegation) { ... on Delegation { matters delegateRole limit from until grantedBy { id } } }
    decided: node(id: $decided) { ... on DelegatedDecision { label decidedBy { name } text amountFormatted delegation { id } reportedIn { id } } }
    granting: node(id: $granting) { ... on Decision { delegations { id } } }
    paragraph: node(id: $paragraph) { ... on Paragraph { delegatedDecisions { id label } } }
    delegatedDecisions(filter: {organisation: $owner}) { totalCount nodes { label } }
    association(slug: $owner) { before: delegations(asOf: \"2025-03-05\") { id } on: delegations(asOf: \"2025-03-06\") { id } now: delegations { id } }
}";

async fn a_delegation_is_granted_used_and_reported_both_ways(engine: Engine) {
    let scene = scene(engine, true).await;
    let granted = scene.make("delegate", granting(&scene.places[0].1)).await;
    let delegation = &granted["delegation"]["id"];
    assert_eq!(
        granted["delegation"],
        json!({"id": delegation, "matters": "Inköp inom budget", "kind": "GROUP", "delegateKind": "OFFICER",
            "delegateRole": "förbundschefen", "delegatePerson": null, "limit": 100_000, "limitFormatted": "1\u{a0}000,00\u{a0}kr",
            "from": "2025-03-06", "until": null, "revokedOn": null, "grantedBy": {"id": scene.places[0].1}, "revokedBy": null})
    );
    assert_eq!(granted["irregularities"], json!([]));
    let input = taken(delegation, "2025-04-03");
    let recorded = scene.make("recordDelegatedDecision", input).await;
    let decided = &recorded["delegatedDecision"]["id"];
    assert_eq!(
        recorded["delegatedDecision"],
        json!({"id": decided, "label": "D 1/2025", "number": 1, "year": 2025, "decidedOn": "2025-04-03",
            "decidedBy": {"name": "Sanna Skrivare"}, "text": "Inköp av stolar.", "amount": 50_000,
            "amountFormatted": "500,00\u{a0}kr", "delegation": {"id": delegation}, "reportedIn": null})
    );
    let paragraph = &scene.places[3].0;
    let input = json!({"paragraph": paragraph, "decisions": [decided]});
    let reported = scene.make("reportDelegatedDecisions", input).await;
    assert_eq!(
        reported["delegatedDecisions"],
        json!([{"id": decided, "label": "D 1/2025", "reportedIn": {"id": paragraph}}])
    );
    assert_eq!(reported["paragraph"]["id"], *paragraph);
    let versions = [&granted, &recorded, &reported].map(|made| made["version"].as_i64());
    assert!(versions.is_sorted() && versions[0] < versions[2]);
    let variables = json!({"delegation": delegation, "decided": decided, "granting": scene.places[0].1, "paragraph": paragraph, "owner": OWNER});
    let expected = json!({
        "delegation": {"matters": "Inköp inom budget", "delegateRole": "förbundschefen", "limit": 100_000, "from": "2025-03-06", "until": null, "grantedBy": {"id": scene.places[0].1}},
        "decided": {"label": "D 1/2025", "decidedBy": {"name": "Sanna Skrivare"}, "text": "Inköp av stolar.", "amountFormatted": "500,00\u{a0}kr", "delegation": {"id": delegation}, "reportedIn": {"id": paragraph}},
        "granting": {"delegations": [{"id": delegation}]},
        "paragraph": {"delegatedDecisions": [{"id": decided, "label": "D 1/2025"}]},
        "delegatedDecisions": {"totalCount": 1, "nodes": [{"label": "D 1/2025"}]},
        "association": {"before": [], "on": [{"id": delegation}], "now": [{"id": delegation}]},
    });
    for client in [&scene.secretary, &scene.app.anonymous()] {
        let read = client.query(READ, variables.clone()).await.data();
        assert_eq!(read, expected);
    }
    // A revision of both records keeps what stands beside them.
    for (date, first) in [("2025-03-06", 1), ("2025-04-03", 3)] {
        let mut revised = record(date, first);
        revised["meeting"]["place"] = json!("Kommunhuset");
        assert_eq!(scene.app.load(&revised).await.expect("loaded").revision, 2);
    }
    let read = scene.app.anonymous().query(READ, variables).await.data();
    assert_eq!(read, expected);
    scene.assert_sound().await;
}

async fn a_delegated_decision_is_public_with_the_minutes_that_report_it(engine: Engine) {
    let scene = scene(engine, false).await;
    let delegation = scene.delegation().await;
    let decided = scene.decided(&delegation, "2025-03-20").await;
    let unreported = scene.decided(&delegation, "2025-03-21").await;
    let paragraph = &scene.places[3].0;
    let query = "query($decided: ID!, $unreported: ID!, $owner: String!) { decided: node(id: $decided) { id } unreported: node(id: $unreported) { id }
        all: delegatedDecisions { totalCount nodes { id } } reported: delegatedDecisions(filter: {organisation: $owner, reported: true}) { totalCount nodes { id } }
        waiting: delegatedDecisions(filter: {reported: false, from: \"2025-03-21\", to: \"2025-03-21\"}) { totalCount nodes { id } } }";
    let variables = json!({"decided": decided, "unreported": unreported, "owner": OWNER});
    let none = json!({"totalCount": 0, "nodes": []});
    let nothing = json!({"decided": null, "unreported": null, "all": none, "reported": none, "waiting": none});
    let outsiders = [
        scene.app.anonymous(),
        scene
            .app
            .client("secretary", &["samordningsforbundet-annandalen"]),
    ];
    let input = json!({"paragraph": paragraph, "decisions": [decided]});
    for step in ["unreported", "reported in a draft"] {
        for outsider in &outsiders {
            let read = outsider.query(query, variables.clone()).await.data();
            assert_eq!(read, nothing, "{step}");
        }
        if step == "unreported" {
            scene.make("reportDelegatedDecisions", input.clone()).await;
        }
    }
    let (one, other) = (json!({"id": decided}), json!({"id": unreported}));
    let list = |held: &[&Value]| json!({"totalCount": held.len(), "nodes": held});
    let inside = scene.secretary.query(query, variables.clone()).await;
    assert_eq!(
        inside.data(),
        json!({"decided": one, "unreported": other, "all": list(&[&other, &one]), "reported": list(&[&one]), "waiting": list(&[&other])})
    );
    scene
        .app
        .load(&record("2025-04-03", 3))
        .await
        .expect("published");
    let outside = outsiders[0].query(query, variables).await.data();
    assert_eq!(
        outside,
        json!({"decided": one, "unreported": null, "all": list(&[&one]), "reported": list(&[&one]), "waiting": none})
    );
}

async fn a_revocation_is_public_with_the_minutes_that_revoke(engine: Engine) {
    let scene = scene(engine, false).await;
    let delegation = scene.delegation().await;
    let by = &scene.places[2].1;
    let input = json!({"delegation": delegation, "decision": by});
    let revoked = scene.make("revokeDelegation", input).await;
    assert_eq!(revoked["delegation"]["revokedOn"], "2025-04-03");
    assert_eq!(revoked["delegation"]["revokedBy"]["id"], *by);
    let query = "query($owner: String!) { association(slug: $owner) {
        on: delegations(asOf: \"2025-04-03\") { revokedOn revokedBy { id } } after: delegations(asOf: \"2025-04-04\") { revokedOn revokedBy { id } } } }";
    let variables = json!({"owner": OWNER});
    let open = json!([{"revokedOn": null, "revokedBy": null}]);
    let outside = scene.app.anonymous();
    let read = outside.query(query, variables.clone()).await.data();
    assert_eq!(read["association"], json!({"on": open, "after": open}));
    let ended = json!({"on": [{"revokedOn": "2025-04-03", "revokedBy": {"id": by}}], "after": []});
    let read = scene.secretary.query(query, variables.clone()).await.data();
    assert_eq!(read["association"], ended);
    let later = record("2025-04-03", 3);
    scene.app.load(&later).await.expect("published");
    let read = outside.query(query, variables).await.data();
    assert_eq!(read["association"], ended);
    // On its last day it holds, the day after it does not.
    scene.decided(&delegation, "2025-04-03").await;
    let body = ask(
        &scene.secretary,
        "recordDelegatedDecision",
        taken(&delegation, "2025-04-04"),
    )
    .await;
    assert_eq!(refused(&body).0, "DELEGATION_NOT_IN_FORCE");
    scene.assert_sound().await;
}

async fn a_name_that_the_minutes_hide_is_hidden_in_what_they_grant_and_report(engine: Engine) {
    let app = App::start(engine).await;
    let (hidden, shown) = ("Ulrika Fackman", "Siv Ledamot");
    for (date, first, named) in [("2025-03-06", 1, hidden), ("2025-04-03", 3, shown)] {
        let mut document = record(date, first);
        document["attendance"] = json!([
            {"name": named, "organisation": "Vision", "capacity": "UNION"},
            {"name": "Karin Ek", "organisation": "Tallmo kommun", "capacity": "MEMBER"},
        ]);
        app.load(&document).await.expect("loaded");
    }
    let scene = Scene {
        secretary: app.client("secretary", &[OWNER]),
        places: places(&app.anonymous(), OWNER).await,
        app,
    };
    let mut input = granting(&scene.places[0].1);
    input["matters"] = json!(format!("Inköp enligt {hidden}"));
    input["delegate"] =
        json!({"kind": "OFFICER", "role": format!("ombudet {hidden}"), "person": {"name": hidden}});
    let granted = scene.make("delegate", input).await;
    let mut input = taken(&granted["delegation"]["id"], "2025-04-03");
    input["decidedBy"] = json!({"name": hidden});
    input["text"] = json!(format!("Köp av {hidden} åt {shown}."));
    let recorded = scene.make("recordDelegatedDecision", input).await;
    let decided = &recorded["delegatedDecision"]["id"];
    let input = json!({"paragraph": scene.places[3].0, "decisions": [decided]});
    scene.make("reportDelegatedDecisions", input).await;
    let query = "{ delegatedDecisions { nodes { text decidedBy { name } delegation { matters delegateRole delegatePerson { name } } } } }";
    let read = async |client: Client| {
        let data = client.query(query, json!({})).await.data();
        data["delegatedDecisions"]["nodes"][0].clone()
    };
    let mark = application::visibility::HIDDEN;
    assert_eq!(
        read(scene.app.anonymous()).await,
        json!({"text": format!("Köp av {mark} åt {mark}."), "decidedBy": null,
            "delegation": {"matters": format!("Inköp enligt {mark}"), "delegateRole": format!("ombudet {mark}"), "delegatePerson": null}})
    );
    assert_eq!(
        read(scene.secretary.clone()).await,
        json!({"text": format!("Köp av {hidden} åt {shown}."), "decidedBy": {"name": hidden},
            "delegation": {"matters": format!("Inköp enligt {hidden}"), "delegateRole": format!("ombudet {hidden}"), "delegatePerson": {"name": hidden}}})
    );
}

async fn what_waits_is_listed_inside_once_the_board_has_met_after_it(engine: Engine) {
    let scene = scene(engine, true).await;
    let delegation = scene.delegation().await;
    let query = "query($owner: String!, $on: Date!) { association(slug: $owner) { irregularities(asOf: $on) { ruleId code outcome severity certainty date figures { name value } basis { section } } } }";
    let listed = async |client: &Client, on: &str| -> Vec<Value> {
        let variables = json!({"owner": OWNER, "on": on});
        let data = client.query(query, variables).await.data();
        let found = data["association"]["irregularities"].as_array().cloned();
        let found = found.unwrap_or_default().into_iter();
        found
            .filter(|held| held["code"] == "DELEGATION_NOT_REPORTED")
            .collect()
    };
    let recorded = scene
        .make("recordDelegatedDecision", taken(&delegation, "2025-04-03"))
        .await;
    assert_eq!(recorded["irregularities"], json!([]), "on the day itself");
    let recorded = scene
        .make("recordDelegatedDecision", taken(&delegation, "2025-04-02"))
        .await;
    assert_eq!(
        recorded["irregularities"][0]["code"],
        "DELEGATION_NOT_REPORTED"
    );
    let late = recorded["delegatedDecision"]["id"].clone();
    assert_eq!(
        listed(&scene.secretary, "2025-04-02").await,
        [] as [Value; 0]
    );
    let expected = json!({
        "ruleId": "R-40", "code": "DELEGATION_NOT_REPORTED", "outcome": "NOT_MET", "severity": "WARNING",
        "certainty": "INTERPRETATION", "date": "2025-04-02", "basis": [{"section": "10 §"}],
        "figures": [{"name": "unreported", "value": "1"}, {"name": "oldest", "value": "2025-04-02"}, {"name": "lastMet", "value": "2025-04-03"}],
    });
    for on in ["2025-04-03", "2026-01-01"] {
        assert_eq!(
            listed(&scene.secretary, on).await,
            std::slice::from_ref(&expected),
            "{on}"
        );
        assert!(listed(&scene.app.anonymous(), on).await.is_empty());
    }
    // Reported on the day of the meeting, it did not wait.
    let input = json!({"paragraph": scene.places[3].0, "decisions": [late]});
    scene.make("reportDelegatedDecisions", input).await;
    assert!(listed(&scene.secretary, "2026-01-01").await.is_empty());
    // The other one waits from the next meeting on, until one that reports it.
    scene
        .app
        .load(&record("2025-05-08", 5))
        .await
        .expect("loaded");
    assert!(listed(&scene.secretary, "2025-05-07").await.is_empty());
    assert_eq!(listed(&scene.secretary, "2025-05-08").await.len(), 1);
    scene
        .app
        .load(&record("2025-06-12", 7))
        .await
        .expect("loaded");
    let all = places(&scene.secretary, OWNER).await;
    let waiting = "{ delegatedDecisions(filter: {reported: false}) { nodes { id } } }";
    let waiting = scene.secretary.query(waiting, json!({})).await.data();
    let input = json!({"paragraph": all[7].0, "decisions": [waiting["delegatedDecisions"]["nodes"][0]["id"]]});
    scene.make("reportDelegatedDecisions", input).await;
    assert_eq!(listed(&scene.secretary, "2025-06-11").await.len(), 1);
    assert!(listed(&scene.secretary, "2025-06-12").await.is_empty());
}

async fn what_does_not_fit_is_refused_with_its_code_and_its_field(engine: Engine) {
    let scene = scene(engine, true).await;
    let mut foreign = record("2025-05-05", 1);
    foreign["body"]["organisation"] = json!("Samordningsförbundet Annandalen");
    scene.app.load(&foreign).await.expect("loaded");
    let theirs = places(&scene.secretary, "samordningsforbundet-annandalen").await;
    let mut committee = record("2025-05-06", 1);
    committee["body"]["name"] = json!("Arbetsutskottet");
    committee["body"]["kind"] = json!("EXECUTIVE_COMMITTEE");
    scene.app.load(&committee).await.expect("loaded");
    let mut tabled = record("2025-05-07", 5);
    tabled["items"][0]["decisions"][0]["kind"] = json!("TABLE");
    scene.app.load(&tabled).await.expect("loaded");
    let all = places(&scene.secretary, OWNER).await;
    let (of_committee, tabling) = (&all[4], &all[6]);
    let [first, _, second, last] = &scene.places[..] else {
        panic!("four places")
    };
    let delegation = scene.delegation().await;
    let early = scene.decided(&delegation, "2025-03-20").await;
    let late = scene.decided(&delegation, "2025-04-04").await;
    let grant = |more: Value| {
        let mut input = granting(&first.1);
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        ("delegate", input)
    };
    let revoke = |by: &Value| {
        (
            "revokeDelegation",
            json!({"delegation": delegation, "decision": by}),
        )
    };
    let decide = |more: Value| {
        let mut input = taken(&delegation, "2025-03-20");
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        ("recordDelegatedDecision", input)
    };
    let report = |paragraph: &Value, decisions: Value| {
        (
            "reportDelegatedDecisions",
            json!({"paragraph": paragraph, "decisions": decisions}),
        )
    };
    let nobody = json!("dlg-00000000000000000000000000");
    let nothing = json!("dld-00000000000000000000000000");
    let invalid = "INVALID_VALUE";
    let cases = [
        (
            "of a committee",
            grant(json!({"decision": of_committee.1})),
            invalid,
            "decision",
        ),
        (
            "of another owner",
            grant(json!({"decision": theirs[0].1})),
            "FORBIDDEN",
            "",
        ),
        (
            "tabled",
            grant(json!({"decision": tabling.1})),
            invalid,
            "decision",
        ),
        (
            "ends before it starts",
            grant(json!({"until": "2025-03-05"})),
            invalid,
            "until",
        ),
        (
            "less than nothing",
            grant(json!({"limit": -1})),
            invalid,
            "limit",
        ),
        (
            "to nobody",
            grant(json!({"delegate": {"kind": "MEMBER"}})),
            invalid,
            "delegate",
        ),
        (
            "of nothing",
            grant(json!({"matters": " "})),
            invalid,
            "matters",
        ),
        (
            "a version that is gone",
            grant(json!({"expectedVersion": 0})),
            "STALE_VERSION",
            "",
        ),
        (
            "revoked by what granted it",
            revoke(&first.1),
            invalid,
            "decision",
        ),
        (
            "revoked by a committee",
            revoke(&of_committee.1),
            invalid,
            "decision",
        ),
        (
            "revoked by another owner",
            revoke(&theirs[0].1),
            invalid,
            "decision",
        ),
        (
            "in time to come",
            decide(json!({"decidedOn": "2999-01-01"})),
            invalid,
            "decidedOn",
        ),
        (
            "the day before",
            decide(json!({"decidedOn": "2025-03-05"})),
            "DELEGATION_NOT_IN_FORCE",
            "",
        ),
        (
            "above the limit",
            decide(json!({"amount": 100_001})),
            "DELEGATION_EXCEEDED",
            "",
        ),
        ("a debt", decide(json!({"amount": -1})), invalid, "amount"),
        (
            "by nobody's delegation",
            decide(json!({"delegation": nobody})),
            "NOT_FOUND",
            "",
        ),
        (
            "reported to a committee",
            report(&of_committee.0, json!([early])),
            invalid,
            "paragraph",
        ),
        (
            "reported before it was taken",
            report(&last.0, json!([early, late])),
            invalid,
            "decisions.1",
        ),
        (
            "reported twice at once",
            report(&last.0, json!([early, early])),
            invalid,
            "decisions.1",
        ),
        (
            "nothing reported",
            report(&last.0, json!([])),
            invalid,
            "decisions",
        ),
        (
            "nobody's decision",
            report(&last.0, json!([nothing])),
            invalid,
            "decisions.0",
        ),
        (
            "to another owner",
            report(&theirs[0].0, json!([early])),
            "FORBIDDEN",
            "",
        ),
    ];
    let entries = async || {
        use application::ports::Audit;
        let held = scene.app.store.journals().await.expect("journals");
        held.into_iter().map(|(_, last, _)| last).sum::<i64>()
    };
    let before = entries().await;
    for (name, (mutation, input), code, field) in cases {
        let body = ask(&scene.secretary, mutation, input).await;
        let expected = (code.to_owned(), field.to_owned());
        assert_eq!(refused(&body), expected, "{name}: {body:#}");
    }
    assert_eq!(entries().await, before);
    // At the limit, on the first day, and in a meeting of the same day it is good.
    let input = decide(json!({"decidedOn": "2025-03-06", "amount": 100_000})).1;
    scene.make("recordDelegatedDecision", input).await;
    let (mutation, input) = report(&second.0, json!([early]));
    scene.make(mutation, input.clone()).await;
    let body = ask(&scene.secretary, mutation, input).await;
    assert_eq!(refused(&body).0, "ALREADY_REPORTED");
    // "Urgent matters" are no group: noted, not refused.
    let (mutation, input) = grant(json!({"kind": "UNGROUPED", "matters": "Brådskande ärenden"}));
    let urgent = scene.make(mutation, input).await;
    assert_eq!(
        urgent["irregularities"],
        json!([{"code": "DELEGATED_NON_DELEGABLE", "severity": "WARNING", "certainty": "INTERPRETATION",
            "figures": [{"name": "matters", "value": "Brådskande ärenden"}]}])
    );
    scene.assert_sound().await;
}

async fn a_repeated_command_has_one_effect_and_numbers_are_dense(engine: Engine) {
    let scene = scene(engine, true).await;
    let mut input = granting(&scene.places[0].1);
    input["clientMutationId"] = json!("d-1");
    let asked = (0..4).map(|_| ask(&scene.secretary, "delegate", input.clone()));
    let answers = futures_util::future::join_all(asked).await;
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:#?}"
    );
    let granted = made(&answers[0], "delegate");
    assert_eq!(granted["clientMutationId"], "d-1");
    input["matters"] = json!("Annat");
    let body = ask(&scene.secretary, "delegate", input).await;
    assert_eq!(refused(&body).0, "CLIENT_MUTATION_ID_REUSED");
    let delegation = &granted["delegation"]["id"];
    let asked = (0..8).map(|place| {
        let mut input = taken(delegation, "2025-03-20");
        // Each is asked for twice.
        input["clientMutationId"] = json!(format!("b-{}", place / 2));
        input["text"] = json!(format!("Inköp {}.", place / 2));
        ask(&scene.secretary, "recordDelegatedDecision", input)
    });
    let answers = futures_util::future::join_all(asked).await;
    let mut numbers: Vec<i64> = answers
        .iter()
        .map(|answer| made(answer, "recordDelegatedDecision"))
        .filter_map(|made| made["delegatedDecision"]["number"].as_i64())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 1, 2, 2, 3, 3, 4, 4]);
    let version = "{ delegatedDecisions { totalCount } }";
    let held = scene.secretary.query(version, json!({})).await.data();
    assert_eq!(held["delegatedDecisions"]["totalCount"], 4);
    // Who last saw the delegation alone is told of the four steps since.
    let mut input = taken(delegation, "2025-03-21");
    input["expectedVersion"] = granted["version"].clone();
    let body = ask(&scene.secretary, "recordDelegatedDecision", input).await;
    assert_eq!(refused(&body).0, "STALE_VERSION");
    scene.assert_sound().await;
}

async fn a_live_meeting_delegates_and_is_reported_to(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-03-12", 6).await;
    let paragraph = board.paragraph(&meeting, "Delegation").await;
    let input = json!({"paragraph": paragraph, "kind": "RESOLVE", "text": "Frida får besluta."});
    let decision = secretary.make("decide", input).await["decision"]["id"].clone();
    let mut input = granting(&decision);
    input["delegate"] = json!({"kind": "MEMBER", "person": {"id": board.person("Frida Kassel")}});
    let client = &secretary.client;
    let granted = made(&ask(client, "delegate", input).await, "delegate");
    assert_eq!(
        granted["delegation"]["delegatePerson"]["name"],
        "Frida Kassel"
    );
    let mut input = taken(&granted["delegation"]["id"], "2026-03-12");
    let body = ask(client, "recordDelegatedDecision", input.clone()).await;
    assert_eq!(refused(&body).0, "NOT_THE_DELEGATE");
    input["decidedBy"] = json!({"name": "FRIDA  Kassel"});
    let body = ask(client, "recordDelegatedDecision", input).await;
    let decided = made(&body, "recordDelegatedDecision")["delegatedDecision"]["id"].clone();
    // The meeting goes on as if nothing had been.
    let waiting =
        "query($owner: String!) { association(slug: $owner) { irregularities { code } } }";
    let variables = json!({"owner": tests::board::ASSOCIATION});
    let told = async || {
        let held = client.query(waiting, variables.clone()).await.data();
        let found = held["association"]["irregularities"].as_array().cloned();
        let mut found = found.unwrap_or_default().into_iter();
        found.any(|held| held["code"] == "DELEGATION_NOT_REPORTED")
    };
    let later = board.with_present("2026-04-16", 6).await;
    assert!(!told().await, "a meeting that is under way is not over");
    let minuted =
        json!({"meeting": later, "title": "Anmälan", "text": "Delegationsbeslut anmäls."});
    let opened = secretary.make("openParagraph", minuted).await;
    let place = opened["paragraph"]["id"].clone();
    let chosen = json!({"meeting": later, "persons": [board.person("Frida Kassel")]});
    secretary.make("chooseAdjusters", chosen).await;
    let closed = json!({"meeting": later, "at": "11:30"});
    secretary.make("closeMeeting", closed).await;
    assert!(told().await, "closed without a report");
    let input = json!({"paragraph": place, "decisions": [decided]});
    let body = ask(client, "reportDelegatedDecisions", input).await;
    made(&body, "reportDelegatedDecisions");
    assert!(!told().await, "reported");
    let report = application::verify::verify(&app.store).await;
    assert_eq!(report.expect("a report").bad, None);
}

async fn tables_that_do_not_stand_as_the_journal_tells_are_found(engine: Engine) {
    let forgeries = [
        ("UPDATE delegation SET amount_limit = 200000", "dlg-"),
        (
            "UPDATE delegated_decision SET text = 'Inköp av bord.'",
            "dld-",
        ),
        ("UPDATE delegated_decision SET reported_in = NULL", "dld-"),
        ("DELETE FROM delegated_decision", "dld-"),
        (
            "UPDATE delegation_book SET sequence = sequence - 1",
            "the tables know entry",
        ),
    ];
    for (forgery, place) in forgeries {
        let scene = scene(engine, true).await;
        let delegation = scene.delegation().await;
        let decided = scene.decided(&delegation, "2025-03-20").await;
        let input = json!({"paragraph": scene.places[3].0, "decisions": [decided]});
        scene.make("reportDelegatedDecisions", input).await;
        scene.assert_sound().await;
        let database = Database::connect(&scene.app.settings.database_url).await;
        let database = database.expect("the same database");
        database.execute_unprepared(forgery).await.expect("forged");
        let report = application::verify::verify(&scene.app.store).await;
        let bad = report.expect("a report").bad.expect("found");
        assert!(
            bad.starts_with("delegations of org-") && bad.contains(place),
            "{forgery}: {bad}"
        );
    }
}

async fn delegated_decisions_take_as_many_statements_whatever_the_page(engine: Engine) {
    let scene = scene(engine, true).await;
    let mut decided = Vec::new();
    for place in [0, 1] {
        let granted = scene
            .make("delegate", granting(&scene.places[place].1))
            .await;
        decided.push(
            scene
                .decided(&granted["delegation"]["id"], "2025-03-20")
                .await,
        );
    }
    for (place, id) in decided.iter().enumerate() {
        let input = json!({"paragraph": scene.places[2 + place].0, "decisions": [id]});
        scene.make("reportDelegatedDecisions", input).await;
    }
    let listed = "query($first: Int!) { delegatedDecisions(first: $first) { nodes { label text decidedBy { name } delegation { matters grantedBy { text } } reportedIn { label delegatedDecisions { label } } } } }";
    let under = "query($first: Int!) { meetings(first: 2, order: DATE_ASC) { nodes { paragraphs(first: $first) { nodes { delegatedDecisions { label delegation { matters } } decisions { delegations { matters } } } } } } }";
    let anonymous = scene.app.anonymous();
    for query in [listed, under] {
        let mut counts = Vec::new();
        for first in [1, 2] {
            let variables = json!({"first": first});
            let ask = async || anonymous.query(query, variables.clone()).await.data();
            counts.push(scene.app.counted(ask).await.1);
        }
        println!("{engine:?}: {counts:?} statements");
        assert_eq!(counts[0], counts[1], "{query}");
    }
    let page = "query($after: String) { delegatedDecisions(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { label } } }";
    let (mut after, mut labels) = (Value::Null, Vec::new());
    for left in [true, false] {
        let data = anonymous.query(page, json!({"after": after})).await.data();
        let list = &data["delegatedDecisions"];
        assert_eq!(list["totalCount"], 2);
        assert_eq!(list["pageInfo"]["hasNextPage"], left);
        labels.push(list["nodes"][0]["label"].clone());
        after = list["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(labels, ["D 2/2025", "D 1/2025"]);
}
