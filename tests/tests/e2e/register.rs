//! Keeping the register through the service: an association is founded, gets its people, and changes.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::{Answer, Client};

const SLUG: &str = "samordningsforbundet-alvbygden";
const NAME: &str = "Samordningsförbundet Älvbygden";

/// What every change answers with here.
const ANSWER: &str = "{ version clientMutationId irregularities { code outcome } \
     organisation { slug } body { id name kind numbering } person { id name variants } \
     association { name foundedOn statutes(asOf: $asOf) { validFrom termStart viceChairs adjustmentDays } remoteDecisions { decidedOn number } members(asOf: $asOf) { organisation { name slug kind } leftOn seats { id \
     holder { id name } substitutes { order holder { name } } } } \
     presidium(asOf: $asOf) { office from until person { name } } } }";

async fn change(client: &Client, field: &str, kind: &str, input: Value) -> Answer {
    let query = format!(
        "mutation($input: {kind}!, $asOf: Date) {{ change: {field}(input: $input) {ANSWER} }}"
    );
    client
        .query(&query, json!({"input": input, "asOf": "2024-01-01"}))
        .await
}

/// A change that is carried out.
#[track_caller]
fn done(answer: Answer) -> Value {
    answer.data()["change"].clone()
}

/// A change that is refused with a code, and gives null for its own key alone.
#[track_caller]
fn refused(answer: &Answer, code: &str) {
    assert_eq!(answer.codes(), [code], "{:#}", answer.body);
    assert_eq!(answer.body["data"], json!({"change": null}));
}

fn member(name: &str, kind: &str) -> Value {
    json!({"name": name, "kind": kind})
}

fn members() -> Vec<Value> {
    vec![
        member("Försäkringskassan", "STATE_AGENCY"),
        member("Arbetsförmedlingen", "STATE_AGENCY"),
        member("Region Älvskog", "REGION"),
        member("Forsnäs kommun", "MUNICIPALITY"),
    ]
}

fn founding() -> Value {
    json!({"name": NAME, "foundedOn": "2023-01-01", "members": members(), "clientMutationId": "founding"})
}

async fn found(client: &Client) -> Value {
    done(
        change(
            client,
            "foundAssociation",
            "FoundAssociationInput",
            founding(),
        )
        .await,
    )
}

/// The first seat of a member, in the order of founding.
fn seat(association: &Value, member: usize) -> Value {
    association["members"][member]["seats"][0]["id"].clone()
}

fn mandate(seat: &Value, name: &str, role: &str) -> Value {
    json!({"seat": seat, "person": {"name": name}, "role": role, "from": "2023-04-01", "until": "2027-03-31",
           "appointedOn": "2022-12-01", "eligibility": "ASSEMBLY_MEMBER",
           "order": if role == "SUBSTITUTE" { json!(1) } else { Value::Null }})
}

async fn appoint(client: &Client, input: Value) -> Answer {
    change(client, "appointMandate", "AppointMandateInput", input).await
}

async fn elect(client: &Client, input: Value) -> Answer {
    change(client, "electPresidium", "ElectPresidiumInput", input).await
}

tests::on_both_engines!(
    an_association_is_founded_and_gets_its_people,
    statutes_members_and_seats_change_from_a_day,
    what_the_law_refuses_is_refused_with_its_code,
    a_repeated_command_has_no_second_effect,
    only_the_operator_of_the_organisation_keeps_its_register,
    bodies_persons_and_the_start_of_a_series,
    a_meeting_draws_on_from_where_its_series_starts,
    a_command_sent_many_times_at_once_has_one_effect,
);

async fn an_association_is_founded_and_gets_its_people(engine: Engine) {
    let app = App::start(engine).await;
    let operator = app.client("operator", &[SLUG]);
    let made = found(&operator).await;
    assert_eq!(made["version"], 1);
    assert_eq!(made["organisation"]["slug"], SLUG);
    assert_eq!(
        made["association"]["members"].as_array().map(Vec::len),
        Some(4)
    );
    assert_eq!(made["body"]["kind"], "BOARD");

    let (region, town) = (seat(&made["association"], 2), seat(&made["association"], 3));
    let karin = mandate(&region, "Karin Ålund", "ORDINARY");
    let first = done(appoint(&operator, karin).await);
    assert_eq!(first["version"], 2);
    for (seat, name, role) in [
        (&region, "Lars Myr", "SUBSTITUTE"),
        (&town, "Mona Tjärn", "ORDINARY"),
        (&town, "Nils Häll", "SUBSTITUTE"),
    ] {
        done(appoint(&operator, mandate(seat, name, role)).await);
    }
    let election = json!({"association": SLUG, "chair": {"name": "Karin Ålund"},
                          "viceChairs": [{"name": "Mona Tjärn"}], "from": "2023-05-01"});
    let elected = done(elect(&operator, election).await);
    assert_eq!(
        elected["association"]["presidium"][0]["person"]["name"],
        "Karin Ålund"
    );
    assert_eq!(
        elected["association"]["presidium"][1]["office"],
        "VICE_CHAIR"
    );

    let end = json!({"seat": town, "person": {"name": "Mona Tjärn"}, "lastDay": "2023-12-31", "succession": true});
    let ended = done(change(&operator, "endMandate", "EndMandateInput", end).await);
    let codes: Vec<_> = ended["irregularities"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|held| held["code"].as_str().unwrap_or_default())
        .collect();
    assert!(codes.contains(&"CHAIR_NOT_MEMBER"), "{codes:?}");
    assert_eq!(
        ended["association"]["members"][3]["seats"][0]["holder"]["name"],
        "Nils Häll"
    );

    // The public reads who held the seat on which day.
    let query = "query($slug: String!, $asOf: Date) { association(slug: $slug) { \
        members(asOf: $asOf) { seats { holder { name } } } presidium(asOf: $asOf) { person { name } } \
        board { name seatCount(asOf: $asOf) } } }";
    for (day, holder, presidium) in [
        ("2023-03-31", Value::Null, 0),
        ("2023-04-01", json!("Mona Tjärn"), 0),
        ("2023-05-01", json!("Mona Tjärn"), 2),
        ("2023-12-31", json!("Mona Tjärn"), 2),
        ("2024-01-01", json!("Nils Häll"), 2),
    ] {
        let read = app
            .anonymous()
            .query(query, json!({"slug": SLUG, "asOf": day}))
            .await
            .data();
        let read = &read["association"];
        assert_eq!(
            read["members"][3]["seats"][0]["holder"]["name"], holder,
            "{day}"
        );
        assert_eq!(
            read["presidium"].as_array().map(Vec::len),
            Some(presidium),
            "{day}"
        );
        assert_eq!(read["board"], json!({"name": "Styrelsen", "seatCount": 4}));
    }
    let feed = "query($o: String!) { changes(organisation: $o) { nodes { kind } } }";
    let feed = app.anonymous().query(feed, json!({"o": SLUG})).await.data();
    assert_eq!(feed["changes"]["nodes"].as_array().map(Vec::len), Some(7));
    assert_eq!(feed["changes"]["nodes"][0]["kind"], "REGISTER_CHANGED");
}

async fn statutes_members_and_seats_change_from_a_day(engine: Engine) {
    let app = App::start(engine).await;
    let operator = app.client("operator", &[SLUG]);
    found(&operator).await;
    let statutes = |from: &str| json!({"association": SLUG, "validFrom": from, "statutes": {"viceChairs": 1, "adjustmentDays": 7}});
    let adopt = |from: &'static str| {
        change(
            &operator,
            "adoptStatutes",
            "AdoptStatutesInput",
            statutes(from),
        )
    };
    let adopted = done(adopt("2023-01-02").await);
    assert_eq!(
        adopted["association"]["statutes"],
        json!({"validFrom": "2023-01-02", "termStart": "04-01", "viceChairs": 1, "adjustmentDays": 7})
    );
    refused(&adopt("2023-01-02").await, "STATUTES_OVERLAP");
    let beyond =
        json!({"association": SLUG, "validFrom": "2024-01-01", "statutes": {"adjustmentDays": 15}});
    refused(
        &change(&operator, "adoptStatutes", "AdoptStatutesInput", beyond).await,
        "INVALID_VALUE",
    );

    let admit = json!({"association": SLUG, "member": {"name": "Strömhults kommun", "kind": "MUNICIPALITY", "seats": 0}, "joinedOn": "2024-01-01"});
    let admitted = done(change(&operator, "admitMember", "AdmitMemberInput", admit.clone()).await);
    assert_eq!(admitted["irregularities"][0]["code"], "MEMBER_WITHOUT_SEAT");
    refused(
        &change(&operator, "admitMember", "AdmitMemberInput", admit).await,
        "ALREADY_REGISTERED",
    );
    let seats = |from: &str| json!({"association": SLUG, "member": "stromhults-kommun", "from": from, "count": 2});
    refused(
        &change(&operator, "addSeats", "AddSeatsInput", seats("2023-12-31")).await,
        "NOT_REGISTERED",
    );
    let added = done(change(&operator, "addSeats", "AddSeatsInput", seats("2024-01-01")).await);
    assert_eq!(
        added["association"]["members"][4]["seats"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    let end = json!({"seat": added["association"]["members"][4]["seats"][1]["id"], "lastDay": "2024-01-01"});
    done(change(&operator, "endSeat", "EndSeatInput", end.clone()).await);
    let later = json!({"seat": end["seat"], "lastDay": "2024-01-02"});
    refused(
        &change(&operator, "endSeat", "EndSeatInput", later).await,
        "NOT_REGISTERED",
    );

    let leave = |last: Value| json!({"association": SLUG, "member": "stromhults-kommun", "noticeOn": "2024-05-15", "lastDay": last});
    let left = done(
        change(
            &operator,
            "withdrawMember",
            "WithdrawMemberInput",
            leave(json!("2026-05-15")),
        )
        .await,
    );
    assert_eq!(left["irregularities"][0]["code"], "EXIT_NOTICE_PERIOD");
    assert_eq!(left["irregularities"][0]["outcome"], "CONDITIONAL");
    assert_eq!(left["association"]["members"][4]["leftOn"], "2026-05-15");
    refused(
        &change(
            &operator,
            "withdrawMember",
            "WithdrawMemberInput",
            leave(Value::Null),
        )
        .await,
        "ALREADY_REGISTERED",
    );

    let remote = |decided: &str, from: &str| json!({"association": SLUG, "decidedOn": decided, "number": 4, "from": from, "extent": "Alla, med ljud och bild."});
    for (decided, from, code) in [
        ("2022-03-01", "2022-03-15", "REMOTE_BEFORE_2022_03_16"),
        ("2023-05-02", "2023-05-01", "REMOTE_WITHOUT_DECISION"),
    ] {
        let input = remote(decided, from);
        refused(
            &change(
                &operator,
                "recordRemoteDecision",
                "RecordRemoteDecisionInput",
                input,
            )
            .await,
            code,
        );
    }
    done(
        change(
            &operator,
            "recordRemoteDecision",
            "RecordRemoteDecisionInput",
            remote("2023-05-02", "2023-05-02"),
        )
        .await,
    );
}

async fn what_the_law_refuses_is_refused_with_its_code(engine: Engine) {
    let app = App::start(engine).await;
    let operator = app.client("operator", &[SLUG]);
    for gone in 0..4 {
        let mut members = members();
        members.remove(gone);
        let input = json!({"name": NAME, "foundedOn": "2023-01-01", "members": members});
        let answer = change(
            &operator,
            "foundAssociation",
            "FoundAssociationInput",
            input,
        )
        .await;
        refused(&answer, "PARTY_SET_INCOMPLETE");
        assert_eq!(answer.body["errors"][0]["extensions"]["ruleId"], "R-01");
    }
    let made = found(&operator).await;
    let again = json!({"name": NAME, "foundedOn": "2023-01-01", "members": members()});
    refused(
        &change(
            &operator,
            "foundAssociation",
            "FoundAssociationInput",
            again,
        )
        .await,
        "ALREADY_REGISTERED",
    );

    let association = &made["association"];
    let (agency, region, town) = (
        seat(association, 0),
        seat(association, 2),
        seat(association, 3),
    );
    refused(
        &appoint(&operator, mandate(&agency, "Olle Sten", "ORDINARY")).await,
        "INELIGIBLE_APPOINTEE",
    );
    for (seat, name, role) in [
        (&region, "Karin Ålund", "ORDINARY"),
        (&region, "Lars Myr", "SUBSTITUTE"),
        (&town, "Mona Tjärn", "ORDINARY"),
    ] {
        done(appoint(&operator, mandate(seat, name, role)).await);
    }
    refused(
        &appoint(&operator, mandate(&town, "Olle Sten", "ORDINARY")).await,
        "SEAT_OCCUPIED",
    );
    let mut reversed = mandate(&town, "Olle Sten", "SUBSTITUTE");
    reversed["until"] = json!("2023-03-31");
    refused(&appoint(&operator, reversed).await, "INVALID_VALUE");
    let election = |chair: &str, vice: &[&str]| {
        json!({"association": SLUG, "chair": {"name": chair}, "from": "2023-05-01",
        "viceChairs": vice.iter().map(|name| json!({"name": name})).collect::<Vec<_>>()})
    };
    refused(
        &elect(&operator, election("Lars Myr", &["Mona Tjärn"])).await,
        "CHAIR_NOT_MEMBER",
    );
    refused(
        &elect(&operator, election("Karin Ålund", &[])).await,
        "VICE_CHAIR_COUNT",
    );
    refused(
        &elect(&operator, election("Karin Ålund", &["Karin Ålund"])).await,
        "ALREADY_REGISTERED",
    );
    refused(
        &elect(&operator, election("Ingen Alls", &["Mona Tjärn"])).await,
        "INVALID_VALUE",
    );
    let end = |successor: Value| json!({"seat": town, "person": {"name": "Mona Tjärn"}, "lastDay": "2023-12-31", "succession": true, "successor": successor});
    let ask = |successor: Value| change(&operator, "endMandate", "EndMandateInput", end(successor));
    refused(&ask(Value::Null).await, "NO_SUCCESSOR");
    refused(
        &ask(json!({"name": "Lars Myr"})).await,
        "SUCCESSION_BY_OTHER_MEMBER",
    );
}

async fn a_repeated_command_has_no_second_effect(engine: Engine) {
    let app = App::start(engine).await;
    let operator = app.client("operator", &[SLUG]);
    let first = found(&operator).await;
    assert_eq!(found(&operator).await, first);
    let town = seat(&first["association"], 3);
    let mut input = mandate(&town, "Mona Tjärn", "ORDINARY");
    input["clientMutationId"] = json!("7");
    let made = done(appoint(&operator, input.clone()).await);
    assert_eq!(made["clientMutationId"], "7");
    assert_eq!(done(appoint(&operator, input.clone()).await), made);
    input["person"] = json!({"name": "Olle Sten"});
    refused(
        &appoint(&operator, input).await,
        "CLIENT_MUTATION_ID_REUSED",
    );

    let mut late = mandate(&town, "Nils Häll", "SUBSTITUTE");
    late["expectedVersion"] = json!(1);
    let stale = appoint(&operator, late.clone()).await;
    refused(&stale, "STALE_VERSION");
    assert_eq!(stale.body["errors"][0]["extensions"]["version"], 2);
    // What stands is read from the register, inside alone.
    let read = "query Version($slug: String!) { organisation(slug: $slug) { registerVersion } }";
    for (client, version) in [
        (operator.clone(), json!(2)),
        (app.client("secretary", &[SLUG]), json!(2)),
        (app.client("operator", &["almby-kommun"]), Value::Null),
        (app.anonymous(), Value::Null),
    ] {
        let data = client.query(read, json!({"slug": SLUG})).await.data();
        assert_eq!(data["organisation"]["registerVersion"], version);
    }
    late["expectedVersion"] = json!(2);
    assert_eq!(done(appoint(&operator, late).await)["version"], 3);
    let data = operator.query(read, json!({"slug": SLUG})).await.data();
    assert_eq!(data["organisation"]["registerVersion"], 3);
}

async fn only_the_operator_of_the_organisation_keeps_its_register(engine: Engine) {
    let app = App::start(engine).await;
    let foreign = app.client("operator", &["samordningsforbundet-grannbygden"]);
    let answer = change(
        &foreign,
        "foundAssociation",
        "FoundAssociationInput",
        founding(),
    )
    .await;
    refused(&answer, "NOT_FOUND");
    for role in ["reader", "secretary", "auditor", "chair"] {
        let client = app.client(role, &[SLUG]);
        let answer = change(
            &client,
            "foundAssociation",
            "FoundAssociationInput",
            founding(),
        )
        .await;
        refused(&answer, "FORBIDDEN");
    }
    let answer = change(
        &app.anonymous(),
        "foundAssociation",
        "FoundAssociationInput",
        founding(),
    )
    .await;
    refused(&answer, "UNAUTHENTICATED");

    let made = found(&app.client("operator", &[SLUG])).await;
    let town = seat(&made["association"], 3);
    // What everybody may read is known to everybody; that it exists is no secret.
    refused(
        &appoint(&foreign, mandate(&town, "Olle Sten", "ORDINARY")).await,
        "FORBIDDEN",
    );
    refused(
        &appoint(
            &app.client("reader", &[SLUG]),
            mandate(&town, "Olle Sten", "ORDINARY"),
        )
        .await,
        "FORBIDDEN",
    );
    let nowhere = json!("sea-00000000000000000000000000");
    refused(
        &appoint(&foreign, mandate(&nowhere, "Olle Sten", "ORDINARY")).await,
        "NOT_FOUND",
    );
}

async fn bodies_persons_and_the_start_of_a_series(engine: Engine) {
    let app = App::start(engine).await;
    let operator = app.client("operator", &[SLUG]);
    found(&operator).await;
    let body =
        |name: &str| json!({"organisation": SLUG, "name": name, "kind": "EXECUTIVE_COMMITTEE"});
    let made = done(
        change(
            &operator,
            "establishBody",
            "EstablishBodyInput",
            body("Arbetsutskottet"),
        )
        .await,
    );
    assert_eq!(made["body"]["numbering"], "CALENDAR_YEAR");
    refused(
        &change(
            &operator,
            "establishBody",
            "EstablishBodyInput",
            body("Arbetsutskottet"),
        )
        .await,
        "ALREADY_REGISTERED",
    );
    let start = |first: u32| json!({"body": made["body"]["id"], "year": 2024, "first": first});
    for first in [47, 48] {
        done(
            change(
                &operator,
                "setSeriesStart",
                "SetSeriesStartInput",
                start(first),
            )
            .await,
        );
    }
    refused(
        &change(&operator, "setSeriesStart", "SetSeriesStartInput", start(0)).await,
        "INVALID_VALUE",
    );

    let person = |name: &str, variants: &[&str]| json!({"organisation": SLUG, "name": name, "variants": variants});
    let ask = |input: Value| change(&operator, "registerPerson", "RegisterPersonInput", input);
    let karin = done(ask(person("Karin Ålund", &["Karin Ahlund"])).await);
    assert_eq!(karin["person"]["variants"], json!(["Karin Ahlund"]));
    let same = done(ask(person("Karin Ahlund", &["K. Ålund"])).await);
    assert_eq!(same["person"]["id"], karin["person"]["id"]);
    assert_eq!(same["person"]["name"], "Karin Ålund");
    refused(
        &ask(person("Lars Myr", &["K. Ålund"])).await,
        "ALREADY_REGISTERED",
    );

    // Numbers that a loaded record holds are in use from there down.
    app.load(&json!({
        "format": "paragraf/minutes@1", "record": "MINUTES",
        "body": {"name": "Arbetsutskottet", "kind": "EXECUTIVE_COMMITTEE", "organisation": NAME, "organisationKind": "COORDINATION_ASSOCIATION"},
        "meeting": {"date": "2024-02-01"}, "series": {"mark": "SECTION"},
        "items": [{"number": 50, "title": "Om årsplanen"}],
    })).await.expect("loaded");
    refused(
        &change(
            &operator,
            "setSeriesStart",
            "SetSeriesStartInput",
            start(50),
        )
        .await,
        "SERIES_STARTED",
    );
    done(
        change(
            &operator,
            "setSeriesStart",
            "SetSeriesStartInput",
            start(51),
        )
        .await,
    );
}

async fn a_meeting_draws_on_from_where_its_series_starts(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let operator = app.client("operator", &[ASSOCIATION]);
    let start = |first: u32| {
        let input = json!({"body": board.body, "year": 2026, "first": first});
        change(&operator, "setSeriesStart", "SetSeriesStartInput", input)
    };
    done(start(47).await);
    let meeting = board.with_present("2026-03-12", 5).await;
    let input = json!({"meeting": meeting, "title": "Mötet öppnas"});
    let opened = board.secretary.make("openParagraph", input).await;
    assert_eq!(opened["paragraph"]["label"], "§ 47");
    refused(&start(60).await, "SERIES_STARTED");
}

async fn a_command_sent_many_times_at_once_has_one_effect(engine: Engine) {
    let app = App::start(engine).await;
    let operator = app.client("operator", &[SLUG]);
    let asked = (0..8).map(|_| {
        change(
            &operator,
            "foundAssociation",
            "FoundAssociationInput",
            founding(),
        )
    });
    let answers: Vec<Value> = futures_util::future::join_all(asked)
        .await
        .into_iter()
        .map(done)
        .collect();
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:#?}"
    );
    assert_eq!(answers[0]["version"], 1);
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!((report.bad, report.entries), (None, 1));
}
