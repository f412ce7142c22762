//! Time: nights when the clocks change, leap days, the turn of the year, a clock that is wrong or steps back. The
//! number of a § follows the day of its meeting and the order of drawing, and who may sit follows the day in Stockholm.

use application::ports::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board, register};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![
    a_number_belongs_to_the_year_of_its_meeting_whatever_the_clock_says,
    numbers_follow_the_drawing_though_the_clock_steps_back,
    a_mandate_is_in_force_by_the_day_in_stockholm_to_the_second,
];

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// The service's clock says so from now on, and the secretary signs in by it.
fn at(app: &App, board: &mut Board, now: DateTime<Utc>) {
    app.clock.set(now);
    board.secretary.client = app.client("secretary", &[ASSOCIATION]);
}

/// Everything in the journal of the association, in its own order.
async fn journal(app: &App) -> Vec<Value> {
    let read = "query Journal($organisation: String!, $after: String) {
        changes(organisation: $organisation, first: 200, after: $after) {
            nodes { sequence at kind } pageInfo { hasNextPage endCursor } } }";
    let auditor = app.client("auditor", &[ASSOCIATION]);
    let (mut held, mut after) = (Vec::new(), Value::Null);
    loop {
        let of = json!({"organisation": ASSOCIATION, "after": after});
        let data = auditor.query(read, of).await.data();
        let page = &data["changes"];
        held.extend(page["nodes"].as_array().expect("a list").iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            return held;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// The journal is dense from 1, and whoever reads tables and journal against each other finds nothing.
async fn assert_sound(app: &App) -> Vec<Value> {
    let journal = journal(app).await;
    let sequences: Vec<i64> = journal
        .iter()
        .map(|entry| entry["sequence"].as_i64().expect("a number"))
        .collect();
    let dense: Vec<i64> = (1..).take(sequences.len()).collect();
    assert_eq!(sequences, dense);
    let report = application::verify::verify(&app.store).await;
    assert_eq!(report.expect("a report").bad, None);
    journal
}

/// A meeting that is opened, counted in and closed at instants.
struct Held {
    /// Its day, in the series of that year.
    date: &'static str,
    /// The clock as it is opened, and the time that the secretary says.
    opens: (&'static str, &'static str),
    /// The clock as it is closed, and the time that the secretary says.
    closes: (&'static str, &'static str),
    /// The day in Stockholm as it is opened.
    today: &'static str,
    /// Its two numbers.
    numbers: [i64; 2],
}

const HELD: [Held; 9] = [
    // A leap day.
    Held {
        date: "2024-02-29",
        opens: ("2024-02-29T08:00:00Z", "09:00"),
        closes: ("2024-02-29T09:00:00Z", "10:00"),
        today: "2024-02-29",
        numbers: [1, 2],
    },
    // Its night: the first of March has come in Stockholm, and not yet in Greenwich.
    Held {
        date: "2024-03-01",
        opens: ("2024-02-29T23:30:00Z", "00:30"),
        closes: ("2024-02-29T23:59:59Z", "00:59"),
        today: "2024-03-01",
        numbers: [3, 4],
    },
    // One second before 02:00 comes 03:00: two seconds are an hour on the wall.
    Held {
        date: "2026-03-29",
        opens: ("2026-03-29T00:59:59Z", "01:59"),
        closes: ("2026-03-29T01:00:01Z", "03:00"),
        today: "2026-03-29",
        numbers: [1, 2],
    },
    // 02:30 comes twice: opened the first time, closed a quarter of an hour before the second, on the wall before it began.
    Held {
        date: "2026-10-25",
        opens: ("2026-10-25T00:30:00Z", "02:30"),
        closes: ("2026-10-25T01:15:00Z", "02:15"),
        today: "2026-10-25",
        numbers: [3, 4],
    },
    // The last day of the year, on into the next.
    Held {
        date: "2026-12-31",
        opens: ("2026-12-31T22:30:00Z", "23:30"),
        closes: ("2026-12-31T23:30:00Z", "00:30"),
        today: "2026-12-31",
        numbers: [5, 6],
    },
    // The same instant is the next year in Stockholm.
    Held {
        date: "2027-01-01",
        opens: ("2026-12-31T23:30:00Z", "00:30"),
        closes: ("2026-12-31T23:45:00Z", "00:45"),
        today: "2027-01-01",
        numbers: [1, 2],
    },
    // A clock that is an hour slow, and so a year.
    Held {
        date: "2027-01-02",
        opens: ("2026-12-31T22:59:59Z", "09:00"),
        closes: ("2026-12-31T22:59:59Z", "10:00"),
        today: "2026-12-31",
        numbers: [3, 4],
    },
    // And one that is an hour fast.
    Held {
        date: "2025-12-31",
        opens: ("2025-12-31T23:00:00Z", "23:00"),
        closes: ("2026-01-01T00:00:00Z", "23:59"),
        today: "2026-01-01",
        numbers: [1, 2],
    },
    // Kept after the fact, when another year's numbers are drawn already.
    Held {
        date: "2026-12-30",
        opens: ("2027-01-10T08:00:00Z", "09:00"),
        closes: ("2027-01-10T09:00:00Z", "10:00"),
        today: "2027-01-10",
        numbers: [7, 8],
    },
];

async fn a_number_belongs_to_the_year_of_its_meeting_whatever_the_clock_says(engine: Engine) {
    let app = App::start(engine).await;
    app.clock.set(instant("2024-02-28T08:00:00Z"));
    let mut board = Board::of(&app).await;
    for held in &HELD {
        hold(&app, &mut board, held).await;
    }

    let journal = assert_sound(&app).await;
    // Each entry tells the time that the clock said, and they stand in the order in which they were made.
    let told: Vec<DateTime<Utc>> = journal
        .iter()
        .filter(|entry| entry["kind"] == "OpenMeeting" || entry["kind"] == "CloseMeeting")
        .map(|entry| instant(entry["at"].as_str().expect("an instant")))
        .collect();
    let said: Vec<DateTime<Utc>> = HELD
        .iter()
        .flat_map(|held| [instant(held.opens.0), instant(held.closes.0)])
        .collect();
    assert_eq!(told, said);
    let read = "query Series($body: ID!) { node(id: $body) { ... on Body {
        series { year first last gaps } } } }";
    let client = &board.secretary.client;
    let data = client.query(read, json!({"body": board.body})).await.data();
    let mut series = data["node"]["series"].as_array().expect("a list").clone();
    series.sort_by_key(|held| held["year"].as_i64());
    let years = [(2024, 4), (2025, 2), (2026, 8), (2027, 4)];
    let expected: Vec<Value> = years
        .iter()
        .map(|(year, last)| json!({"year": year, "first": 1, "last": last, "gaps": []}))
        .collect();
    assert_eq!(series, expected);
}

async fn hold(app: &App, board: &mut Board, held: &Held) {
    let date = held.date;
    at(app, board, instant(held.opens.0));
    let slot = json!({"body": board.body, "date": date, "startsAt": "09:00"});
    let called = board.secretary.make("scheduleMeeting", slot).await;
    let meeting = called["meeting"]["id"].as_str().expect("an id").to_owned();
    let sent = json!({"meeting": meeting, "agenda": ["Mötet öppnas"]});
    board.secretary.make("summonMeeting", sent).await;
    let opened =
        json!({"meeting": meeting, "at": held.opens.1, "secretary": {"name": "Sanna Skrivare"}});
    board.secretary.make("openMeeting", opened).await;
    let holders = Board::holders().filter(|name| *name != "Greta Näslund");
    for name in std::iter::once("Greta Näslund").chain(holders).take(5) {
        board.arrive(&meeting, name).await;
    }
    let mut numbers = Vec::new();
    for now in [held.opens.0, held.closes.0] {
        at(app, board, instant(now));
        let asked = json!({"meeting": meeting, "title": "Ärende", "text": "Styrelsen noterar."});
        let opened = board.secretary.make("openParagraph", asked).await;
        numbers.push(opened["paragraph"]["number"].as_i64().expect("a number"));
    }
    assert_eq!(numbers, held.numbers, "{date}");
    let adjuster = json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]});
    board.secretary.make("chooseAdjusters", adjuster).await;
    let closed = json!({"meeting": meeting, "at": held.closes.1});
    let closed = board.secretary.make("closeMeeting", closed).await;
    assert_eq!(closed["meeting"]["stage"], "CLOSED", "{date}");

    let read = "query Read($meeting: ID!) { node(id: $meeting) { ... on Meeting {
        date startsAt endsAt storedAt live { summons { sentOn } } paragraphs { nodes { number } } } } }";
    let client = &board.secretary.client;
    let data = client.query(read, json!({"meeting": meeting})).await.data();
    // Times are as the secretary said them; nothing is reckoned from the one to the other.
    assert_eq!(
        data["node"],
        json!({
            "date": date,
            "startsAt": held.opens.1,
            "endsAt": held.closes.1,
            "storedAt": data["node"]["storedAt"],
            "live": {"summons": {"sentOn": held.today}},
            "paragraphs": {"nodes": held.numbers.map(|number| json!({"number": number}))},
        })
    );
    let stored = data["node"]["storedAt"].as_str().expect("an instant");
    assert_eq!(instant(stored), instant(held.closes.0), "{date}");
}

async fn numbers_follow_the_drawing_though_the_clock_steps_back(engine: Engine) {
    let app = App::start(engine).await;
    let noon = instant("2026-10-25T00:30:00Z");
    app.clock.set(noon);
    let mut board = Board::of(&app).await;
    let meeting = board.with_present("2026-10-25", 5).await;
    // An hour back, to the second at which it began; on, an hour ahead, and back again.
    let steps = [0, -3600, -3599, 0, 3600, -3600, 1];
    let mut answers = Vec::new();
    for (turn, seconds) in steps.into_iter().enumerate() {
        at(&app, &mut board, noon + TimeDelta::seconds(seconds));
        let name = format!("turn-{turn}");
        let asked = json!({"meeting": meeting, "title": name, "clientMutationId": name});
        answers.push(board.secretary.make("openParagraph", asked).await);
    }
    let numbers: Vec<i64> = answers
        .iter()
        .map(|answer| answer["paragraph"]["number"].as_i64().expect("a number"))
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    // Who repeats a command at another time by the clock gets the same answer.
    for seconds in [-3600, 3600] {
        at(&app, &mut board, noon + TimeDelta::seconds(seconds));
        for (turn, answer) in answers.iter().enumerate() {
            let name = format!("turn-{turn}");
            let again = json!({"meeting": meeting, "title": name, "clientMutationId": name});
            assert_eq!(board.secretary.make("openParagraph", again).await, *answer);
        }
    }
    let versions: Vec<i64> = answers
        .iter()
        .map(|answer| answer["version"].as_i64().expect("a version"))
        .collect();
    assert_eq!(versions, [8, 9, 10, 11, 12, 13, 14]);

    let read = "query Read($meeting: ID!) { node(id: $meeting) { ... on Meeting {
        paragraphs { nodes { number title } } } } }";
    let client = &board.secretary.client;
    let data = client.query(read, json!({"meeting": meeting})).await.data();
    let expected: Vec<Value> = (0..7)
        .map(|turn| json!({"number": turn + 1, "title": format!("turn-{turn}")}))
        .collect();
    assert_eq!(data["node"]["paragraphs"]["nodes"], json!(expected));
    // The journal's order is its own, and the times in it are what the clock said.
    let told: Vec<i64> = assert_sound(&app)
        .await
        .iter()
        .filter(|entry| entry["kind"] == "OpenParagraph")
        .map(|entry| instant(entry["at"].as_str().expect("an instant")))
        .map(|at| (at - noon).num_seconds())
        .collect();
    assert_eq!(told, steps);
}

/// A day that begins in Stockholm, and the instant at which it does.
const MIDNIGHTS: [(&str, &str); 8] = [
    ("2024-02-29", "2024-02-28T23:00:00Z"),
    ("2024-03-01", "2024-02-29T23:00:00Z"),
    // Into the short day and out of it.
    ("2026-03-29", "2026-03-28T23:00:00Z"),
    ("2026-03-30", "2026-03-29T22:00:00Z"),
    // Into the long day and out of it.
    ("2026-10-25", "2026-10-24T22:00:00Z"),
    ("2026-10-26", "2026-10-25T23:00:00Z"),
    ("2026-12-31", "2026-12-30T23:00:00Z"),
    ("2027-01-01", "2026-12-31T23:00:00Z"),
];

fn day_before(day: &str) -> String {
    let day: domain::Date = day.parse().expect("a day");
    day.pred_opt().expect("a day before").to_string()
}

/// The register, where Almby's seat and the chair pass on at each of those midnights.
fn passing_on() -> Value {
    let mut document = register();
    let starts = std::iter::once("2023-04-01").chain(MIDNIGHTS.map(|(day, _)| day));
    let ends = MIDNIGHTS.map(|(day, _)| json!(day_before(day)));
    let terms = starts
        .zip(ends.into_iter().chain([Value::Null]))
        .enumerate();
    let (mut mandates, mut presidium) = (Vec::new(), Vec::new());
    for (turn, (from, until)) in terms {
        let person = format!("Innehavare {}", name(turn));
        mandates.push(json!({"person": person, "role": "ORDINARY", "from": from, "until": until}));
        presidium.push(json!({"person": person, "office": "CHAIR", "from": from, "until": until}));
    }
    let association = &mut document["associations"][0];
    let members = association["members"].as_array_mut().expect("members");
    let almby = members
        .iter_mut()
        .find(|member| member["organisation"] == "Almby kommun");
    almby.expect("Almby")["seats"][0]["mandates"] = json!(mandates);
    let hedlunda = members
        .iter_mut()
        .find(|member| member["organisation"] == "Hedlunda kommun");
    // A member that leaves as the long day ends.
    hedlunda.expect("Hedlunda")["leftOn"] = json!("2026-10-25");
    association["presidium"] = json!(presidium);
    document
}

/// A name for each turn; names have letters alone.
fn name(turn: usize) -> char {
    ('A'..='Z').nth(turn).expect("a letter")
}

/// Who holds Almby's seat and who is chair, by the service's own day.
async fn in_force(client: &Client) -> (String, String) {
    let read = "query Now($slug: String!) { association(slug: $slug) {
        members { organisation { name } seats { holder { name } } }
        presidium { office person { name } } } }";
    let data = client
        .query(read, json!({"slug": ASSOCIATION}))
        .await
        .data();
    let association = &data["association"];
    let members = association["members"].as_array().expect("members");
    let almby = members
        .iter()
        .find(|member| member["organisation"]["name"] == "Almby kommun");
    let holder = &almby.expect("Almby")["seats"][0]["holder"]["name"];
    let presidium = association["presidium"].as_array().expect("a list");
    assert_eq!(presidium.len(), 1, "{presidium:?}");
    let text = |value: &Value| value.as_str().expect("a name").to_owned();
    (text(holder), text(&presidium[0]["person"]["name"]))
}

async fn a_mandate_is_in_force_by_the_day_in_stockholm_to_the_second(engine: Engine) {
    let app = App::start(engine).await;
    app.clock.set(instant("2026-03-12T08:00:00Z"));
    app.register(&passing_on()).await.expect("a register");
    let mut board = Board::in_organisation(&app, ASSOCIATION).await;
    // A draft that readers of the members may see as long as they are members.
    let slot = json!({"body": board.body, "date": "2026-03-12"});
    let draft = board.secretary.make("scheduleMeeting", slot).await["meeting"]["id"].clone();

    for (turn, (day, midnight)) in MIDNIGHTS.into_iter().enumerate() {
        let midnight = instant(midnight);
        for (seconds, expected) in [(-1, turn), (0, turn + 1), (1, turn + 1)] {
            at(&app, &mut board, midnight + TimeDelta::seconds(seconds));
            let expected = format!("Innehavare {}", name(expected));
            let found = in_force(&board.secretary.client).await;
            assert_eq!(found, (expected.clone(), expected), "{day} {seconds:+} s");

            let read = "query Draft($id: ID!) { node(id: $id) { id } }";
            let reader = app.client("reader", &["hedlunda-kommun"]);
            let seen = reader.query(read, json!({"id": draft})).await.data();
            let member = app.clock.today() <= "2026-10-25".parse().expect("a day");
            assert_eq!(seen["node"].is_object(), member, "{day} {seconds:+} s");
        }
        // A meeting has the mandates of its day, on whichever side of midnight it is opened.
        for (seconds, date, held) in [(-1, day.to_owned(), turn + 1), (1, day_before(day), turn)] {
            at(&app, &mut board, midnight + TimeDelta::seconds(seconds));
            sits(&app, &board, &date, held).await;
        }
    }
    assert_sound(&app).await;
}

/// At a meeting of a day somebody sits for Almby and presides, and who came before and who comes after do not.
async fn sits(app: &App, board: &Board, date: &str, held: usize) {
    let secretary = &board.secretary;
    // Times differ, since two meetings may be of one day.
    let now = app.clock.now().format("%H:%M").to_string();
    let slot = json!({"body": board.body, "date": date, "startsAt": now});
    let meeting = secretary.make("scheduleMeeting", slot).await["meeting"]["id"].clone();
    secretary
        .make("openMeeting", json!({"meeting": meeting}))
        .await;
    for turn in held.saturating_sub(1)..=(held + 1).min(MIDNIGHTS.len()) {
        let name = format!("Innehavare {}", name(turn));
        let coming = json!({"meeting": meeting, "person": {"name": name}, "capacity": "MEMBER"});
        if turn == held {
            let come = secretary.make("recordArrival", coming).await;
            assert_eq!(come["live"]["presiding"]["name"], name, "{date}");
        } else {
            let (_, refusal) = secretary.refused("recordArrival", coming).await;
            assert_eq!(refusal["code"], "NO_MANDATE", "{name} on {date}");
        }
    }
}
