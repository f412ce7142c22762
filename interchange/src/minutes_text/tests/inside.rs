use super::*;

fn decisions(body: &str) -> Vec<(String, String)> {
    let item = item(body);
    let parts = item["decisions"].as_array().cloned().unwrap_or_default();
    parts
        .iter()
        .map(|part| {
            (
                part["kind"].as_str().unwrap_or_default().to_owned(),
                part["text"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

fn of(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(kind, text)| ((*kind).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn decisions_marked_and_unmarked() {
    let cases: Vec<(&str, Vec<(&str, &str)>)> = vec![
        (
            "Beslut: Styrelsen antog årsplanen.",
            vec![("ADOPT", "Styrelsen antog årsplanen.")],
        ),
        (
            "Beslut\nRapporten godkänns.\n\nBakgrund\nVägen är lång.",
            vec![("APPROVE", "Rapporten godkänns.")],
        ),
        (
            "Styrelsen godkände rapporten.",
            vec![("APPROVE", "Styrelsen godkände rapporten.")],
        ),
        (
            "Eva Ek valdes till justerare.",
            vec![("ELECT", "Eva Ek valdes till justerare.")],
        ),
        (
            "Lades till handlingarna",
            vec![("NOTE", "Lades till handlingarna")],
        ),
        (
            "Dagordningen fastställs.",
            vec![("ADOPT", "Dagordningen fastställs.")],
        ),
        (
            "Styrelsen beslutar\natt godkänna rapporten\natt lägga bilagan till handlingarna.",
            vec![
                ("APPROVE", "att godkänna rapporten"),
                ("NOTE", "att lägga bilagan till handlingarna."),
            ],
        ),
        (
            "Beslut\n1. Planen antas.\n2. Ansökan avslås.",
            vec![("ADOPT", "Planen antas."), ("REJECT", "Ansökan avslås.")],
        ),
        (
            "Beslut\nÄrendet bordläggs till nästa möte.",
            vec![("TABLE", "Ärendet bordläggs till nästa möte.")],
        ),
        (
            "Styrelsen återremitterar ärendet.",
            vec![("REFER_BACK", "Styrelsen återremitterar ärendet.")],
        ),
        (
            "Tid för jullunch beslutades till den 12/12. Plats meddelas senare.",
            vec![("RESOLVE", "Tid för jullunch beslutades till den 12/12.")],
        ),
    ];
    assert_each(
        cases
            .into_iter()
            .map(|(body, expected)| (body, decisions(body), of(&expected)))
            .collect(),
    );
}

#[test]
fn what_only_sounds_like_a_decision() {
    let cases = [
        "I april beslutade styrelsen att pröva en ny väg.",
        "Styrelsen beslutade 2023-11-30, § 61, att vägen skulle prövas.",
        "Eva Ek berättade om riksmötet. Konferensen beslutade om en ny avgift.",
        "Regionen har beslutat att säga upp avtalet.",
        "Protokollet är inte justerat utan kommer att justeras vid nästa möte.",
        "Arbetsgruppen övergår till vägen och noterar risken för att den blir lång.",
        "Styrelsen tackade för informationen.",
        "Årsredovisningen är fastställd och utskickad.",
        "Styrelsen var positiv till idén.",
    ];
    assert_each(
        cases
            .map(|body| (body, decisions(body), Vec::new()))
            .to_vec(),
    );
}

#[test]
fn proposals_and_recommendations_are_no_decisions() {
    let found = item(
        "Förslag till beslut\nStyrelsen föreslås besluta\natt avslå ansökan.\n\nEva Ek (S) yrkar bifall till ansökan.\n\nUnder samtalet yrkade Försäkringskassan att frågan utreds.\n\nBeslut\nStyrelsen beslutar\natt bifalla ansökan.",
    );
    let proposals: Vec<_> = found["proposals"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|part| (part["by"].clone(), part["text"].clone()))
        .collect();
    assert_eq!(
        proposals,
        vec![
            (Value::Null, json!("att avslå ansökan.")),
            (
                json!("Eva Ek"),
                json!("Eva Ek (S) yrkar bifall till ansökan.")
            ),
            (
                json!("Försäkringskassan"),
                json!("Under samtalet yrkade Försäkringskassan att frågan utreds.")
            ),
        ]
    );
    assert_eq!(
        found["decisions"],
        json!([{"text": "att bifalla ansökan.", "kind": "APPROVE"}])
    );
    let other = item(
        "Kommunstyrelsen tillstyrker förslaget och föreslår att kommunfullmäktige beslutar:\n\n1. Planen antas.\n2. Bidraget betalas ut.",
    );
    assert_eq!(other["decisions"], Value::Null);
    assert_eq!(
        other["proposals"][1],
        json!({"by": "Kommunstyrelsen", "kind": "RECOMMENDATION", "text": "Bidraget betalas ut."})
    );
    let group = item("Beredningsgruppens rekommendation: Styrelsen rekommenderas att anta planen.");
    assert_eq!(
        group["proposals"],
        json!([{"by": "Beredningsgruppen", "kind": "RECOMMENDATION", "text": "Styrelsen rekommenderas att anta planen."}])
    );
}

#[test]
fn conditions_and_years_of_a_budget() {
    let found = item("Beslut: Styrelsen beslutar att anta budget för 2025 – 2027, under förutsättning att staten bidrar.")["decisions"][0].clone();
    assert_eq!(found["condition"], "under förutsättning att staten bidrar");
    assert_eq!(
        found["budget"],
        json!({"firstYear": 2025, "lastYear": 2027})
    );
    let found = item("Beslut\nOm staten bidrar mindre minskar åtagandet i samma mån.")["decisions"]
        [0]
    .clone();
    assert_eq!(found["condition"], "Om staten bidrar mindre");
}

#[test]
fn assignments_in_each_wording() {
    let cases: Vec<(&str, Value, Value)> = vec![
        (
            "Förbundschefen fick därför i uppdrag delta i arbetsgruppen.",
            json!(["Förbundschefen"]),
            Value::Null,
        ),
        (
            "Eva Ek och Bo Al får i uppdrag att ta fram ett underlag till nästa möte.",
            json!(["Eva Ek", "Bo Al"]),
            json!("till nästa möte"),
        ),
        (
            "Styrelsen uppdrar åt kansliet att teckna avtal senast den 5 maj 2024.",
            json!(["kansliet"]),
            json!("senast den 5 maj 2024"),
        ),
        (
            "AB skickar ut en prognos när budgeten är klar.",
            json!(["AB"]),
            json!("när budgeten är klar"),
        ),
        ("CD ska återkoppla till facken.", json!(["CD"]), Value::Null),
        (
            "Kansliet återkommer med ett förslag på dag.",
            json!(["Kansliet"]),
            Value::Null,
        ),
        (
            "AP: Eva tar fram en lista före sommaren.",
            json!(["Eva"]),
            json!("före sommaren"),
        ),
        (
            "Bo Al åtog sig att ringa vägverket.",
            json!(["Bo Al"]),
            Value::Null,
        ),
    ];
    let found = cases.into_iter().map(|(body, who, due)| {
        let part = item(body)["assignments"][0].clone();
        (
            body,
            (part["assignees"].clone(), part["due"].clone()),
            (who, due),
        )
    });
    assert_each(found.collect());
    let both = item("Styrelsen godkände rapporten och gav kansliet i uppdrag att ta fram en plan.");
    assert_eq!(
        both["decisions"],
        json!([{"text": "Styrelsen godkände rapporten", "kind": "APPROVE"}])
    );
    assert_eq!(
        both["assignments"],
        json!([{"assignees": ["kansliet"], "text": "gav kansliet i uppdrag att ta fram en plan."}])
    );
    let day = item("Eva Ek får i uppdrag att redovisa detta senast den 5 maj 2024.")["assignments"]
        [0]
    .clone();
    assert_eq!(day["dueOn"], "2024-05-05");
}

#[test]
fn votes_named_counted_and_decided_by_the_chair() {
    let named = item(
        "Omröstning\nJa för avslag och Nej för bifall.\n\nEva Ek (S), Bo Al (V) samt ordföranden Siv Ohm (S) röstar Ja (3).\n\nUlf Å Berg (M) röstar Nej (1).\n\nIda Lo (C) avstår (1).\n\nBeslut\nAnsökan avslås.",
    );
    let vote = named["votes"][0].clone();
    assert_eq!(
        [&vote["yes"], &vote["no"], &vote["abstained"]],
        [&json!(3), &json!(1), &json!(1)]
    );
    assert_eq!(vote["meaningOfYes"], "avslag");
    assert_eq!(
        vote["ballots"][2],
        json!({"name": "Siv Ohm", "vote": "YES"})
    );
    assert_eq!(vote["ballots"].as_array().map(Vec::len), Some(5));
    let tally = item("Omröstningen utfaller med 43 Ja mot 38 Nej.");
    assert_eq!(tally["votes"], json!([{"yes": 43, "no": 38}]));
    let words = item(
        "Omröstningen utfaller med sex ja-röster mot sex nej-röster. Ärendet avgörs med ordförandens utslagsröst.",
    );
    assert_eq!(
        words["votes"],
        json!([{"yes": 6, "no": 6, "castingVote": true}])
    );
}

#[test]
fn reservations_statements_and_those_who_stand_aside() {
    let found = item(
        "Per Ås (C) anmäler jäv och deltar inte i handläggningen.\n\nBeslut\nAnsökan avslås.\n\nReservation\nEva Ek (S) och Bo Al (V) reserverar sig mot beslutet.\n\nProtokollsanteckning\nSiv Ohm (L) lämnar följande anteckning.",
    );
    assert_eq!(found["disqualified"], json!(["Per Ås"]));
    assert_eq!(found["reservations"][0]["by"], json!(["Eva Ek", "Bo Al"]));
    assert_eq!(
        found["statements"],
        json!([{"by": "Siv Ohm", "text": "Siv Ohm (L) lämnar följande anteckning."}])
    );
    assert_eq!(
        item("Jäv\nIngen av ledamöterna anmäler jäv.")["disqualified"],
        Value::Null
    );
}

#[test]
fn immediate_adjustment_recipients_appendices_and_nothing() {
    let found = item(
        "Beslut\nPlanen antas.\n\nParagrafen förklaras omedelbart justerad.\n\nBilaga 1. Planen\n\nProtokollsutdrag skickas till\nProvby kommun\nRevisorerna",
    );
    assert_eq!(found["adjustedImmediately"], true);
    assert_eq!(found["recipients"], json!(["Provby kommun", "Revisorerna"]));
    assert_eq!(found["appendices"], json!(["Bilaga 1. Planen"]));
    for nothing in [
        "Ingen punkt vid detta möte",
        "Inga övriga frågor.",
        "Inget att rapportera.",
        "Inga.",
    ] {
        assert_eq!(item(nothing)["nothingReported"], true, "{nothing}");
    }
    assert_eq!(
        item(
            "Inga frågor ställdes om vägen men många om bron, som är både lång och dyr att bygga."
        )["nothingReported"],
        Value::Null
    );
}

#[test]
fn amounts_with_their_units() {
    let cases: Vec<(&str, Value)> = vec![
        ("1 234 000 kr", json!(123_400_000)),
        ("281 640 kronor", json!(28_164_000)),
        ("30 tkr", json!(3_000_000)),
        ("3,6 mnkr", json!(360_000_000)),
        ("6.8 m.kr", json!(680_000_000)),
        ("10 miljoner kr", json!(1_000_000_000)),
        ("0,2 milj", json!(20_000_000)),
        ("9,6 miljoner back", json!(-960_000_000)),
        ("minus 7,5 mkr", json!(-750_000_000)),
        ("drygt 1 miljon", Value::Null),
        ("ca 15 tkr", Value::Null),
    ];
    let found = cases.into_iter().map(|(words, ore)| {
        let amounts = item(&format!("Summan är {words} i år."))["amounts"].clone();
        (words, amounts, json!([{"text": words, "ore": ore}]))
    });
    assert_each(found.collect());
    assert_eq!(item("Kapitalet uppgår till tkr.")["amounts"], Value::Null);
}

#[test]
fn earlier_decisions_are_references() {
    let found = item(
        "Bordlagt den 19 april 2023, § 98.\n\nStyrelsens uppdrag 2021-10-20 § 231 punkt 2 förklaras genomfört.",
    );
    assert_eq!(
        found["references"][0],
        json!({"text": "den 19 april 2023, § 98", "date": "2023-04-19", "number": 98})
    );
    assert_eq!(
        found["references"][1],
        json!({"text": "2021-10-20 § 231 punkt 2", "date": "2021-10-20", "number": 231})
    );
}

#[test]
fn next_meetings_take_their_year_from_the_meeting() {
    let document = document(&around(
        "Nästa möte är torsdagen den 8 februari kl. 09.00-11.00. Nästa sammanträde därefter bestäms senare.",
    ));
    assert_eq!(
        document["nextMeetings"],
        json!([{"date": "2025-02-08", "startsAt": "09:00", "endsAt": "11:00", "note": "Nästa möte är torsdagen den 8 februari kl. 09.00-11.00."}])
    );
}

#[test]
fn outcomes_of_cooperation() {
    let text = |body: &str| {
        format!(
            "Protokoll\nCentrala samverkansgruppen 2024-03-01\n\n1. Vägen\n{body}\n\n2. Slut\nMötet avslutas.\n"
        )
    };
    let cases: Vec<(&str, Value)> = vec![
        (
            "Därmed kan samverkan anses genomförd.",
            json!([{"party": null, "outcome": "COMPLETED"}]),
        ),
        (
            "För Kommunal informationen delgiven.",
            json!([{"party": "Kommunal", "outcome": "INFORMATION_GIVEN"}]),
        ),
        (
            "Om fler ska erbjudas detta kräver Vision och Kommunal att ny samverkan sker.",
            json!([
                {"party": "Vision", "outcome": "NEW_COOPERATION_REQUIRED", "condition": "Om fler ska erbjudas detta"},
                {"party": "Kommunal", "outcome": "NEW_COOPERATION_REQUIRED", "condition": "Om fler ska erbjudas detta"},
            ]),
        ),
        (
            "Kommunal förklarar sig oenig.",
            json!([{"party": "Kommunal", "outcome": "DISAGREEMENT"}]),
        ),
    ];
    assert_each(
        cases
            .into_iter()
            .map(|(body, expected)| {
                (
                    body,
                    document(&text(body))["items"][0]["cooperation"].clone(),
                    expected,
                )
            })
            .collect(),
    );
}

#[test]
fn wrapped_lines_are_joined_and_broken_words_mended() {
    let found = item(
        "Förbundet har under året drivit en insats för unga som varken arbetar eller stu-\nderar, och den har nått fler än väntat. Insatsen bygger på samverkan mellan sko-\nla, socialtjänst och vård, och den har letts av en sam-\nordnare. Styrelsen godkänner rapporten om insatsen för unga och lägger bilagan\ntill handlingarna.\n\n- första raden\n- andra raden",
    );
    let text = found["text"].as_str().unwrap_or_default();
    assert!(text.contains("eller studerar, och den"), "{text}");
    assert!(
        text.ends_with("till handlingarna.\n\n- första raden\n- andra raden"),
        "{text}"
    );
    assert_eq!(
        found["decisions"][0]["text"],
        "Styrelsen godkänner rapporten om insatsen för unga och lägger bilagan till handlingarna."
    );
}

#[test]
fn what_stands_below_a_decision_and_is_none() {
    let cases = [
        "Beslut\nStyrelsen beslutar att anta planen.\n\nBilagor\tBilaga 2. Plan för tillsyn 2024",
        "Ärendet bordlades den 12 januari 2024, § 4.\n\nBeslut\nStyrelsen beslutar att anta planen.",
        "Beslut\nStyrelsen beslutar att anta planen.\n\n\nDokumentets adress: /paragraf/v1/minutes/min-06f2k9t3v8s5d7n1q4r6t8u0b0",
    ];
    let expected = of(&[("ADOPT", "Styrelsen beslutar att anta planen.")]);
    assert_each(
        cases
            .into_iter()
            .map(|case| (case, decisions(case), expected.clone()))
            .collect(),
    );
    assert_eq!(
        item(cases[0])["appendices"],
        json!(["Bilaga 2. Plan för tillsyn 2024"])
    );
    let earlier = &item(cases[1])["references"][0];
    assert_eq!(earlier["date"], "2024-01-12");
    // What is put off today is decided today.
    let today = "Ärendet bordlades den 1 mars 2024.";
    assert_eq!(decisions(today), of(&[("TABLE", today)]));
}

#[test]
fn a_cross_is_the_vote_of_the_column_that_it_stands_in() {
    let cases = [
        (
            "Namn\tJa\tNej\tAvstår\nEva Ek (S)\tx\nBo Al (M)\t\tx\nKim Ros\t\t\tx",
            json!([["Eva Ek", "YES"], ["Bo Al", "NO"], ["Kim Ros", "ABSTAIN"]]),
        ),
        (
            "Namn          Ja    Nej\nEva Ek        X\nBo Al               X",
            json!([["Eva Ek", "YES"], ["Bo Al", "NO"]]),
        ),
        // A cross that stands below no head, and two crosses, are nobody's vote.
        (
            "Namn          Ja    Nej\nEva Ek                              X\nBo Al               X",
            json!([]),
        ),
        ("Namn\tJa\tNej\nEva Ek\tx\tx\nBo Al\tx\tx", json!([])),
        ("Namn\tJa\tPlats\nEva Ek\tx\nBo Al\t\tx", json!([])),
    ];
    for (table, wanted) in cases {
        let item = item(&format!("Omröstning begärs.\n\n{table}"));
        let ballots = item["votes"][0]["ballots"].as_array().cloned();
        let found: Vec<Value> = ballots
            .unwrap_or_default()
            .iter()
            .map(|one| json!([one["name"], one["vote"]]))
            .collect();
        assert_eq!(Value::from(found), wanted, "{table}");
    }
}

#[test]
fn rows_of_what_is_to_be_done_are_assignments() {
    let list =
        "Åtgärd\tAnsvarig\tKlart\nBoka lokal\tEva Ek\t2024-06-15\nSkriva rapport\t\tnästa möte";
    let item = item(list);
    assert_eq!(
        item["assignments"],
        json!([
            {"assignees": ["Eva Ek"], "text": "Boka lokal", "due": "2024-06-15", "dueOn": "2024-06-15"},
            {"assignees": null, "text": "Skriva rapport", "due": "nästa möte"},
        ])
    );
}

#[test]
fn what_comes_of_work_that_is_left_to_a_group_is_the_groups() {
    let cases = [
        (
            "Sedan fortsätter arbetet i arbetsgruppen. Innan nästa möte skickas en ny version ut.",
            json!(["arbetsgruppen"]),
        ),
        (
            "Arbetet fortsätter i ledningsgruppen. Inför nästa sammanträde presenteras ett förslag.",
            json!(["ledningsgruppen"]),
        ),
        (
            "Sedan fortsätter arbetet i arbetsgruppen. Innan nästa möte skickas en ny version ut av kansliet.",
            json!(null),
        ),
        (
            "Arbetsgruppen har träffats. Innan nästa möte skickas en ny version ut.",
            json!(null),
        ),
        (
            "Sedan fortsätter arbetet i arbetsgruppen. En ny version skickas ut.",
            json!(null),
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(item(text)["assignments"][0]["assignees"], wanted, "{text}");
    }
}
