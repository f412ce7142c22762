//! Who sees what outside GraphQL and REST: a row for every address, and every subject at every one of them, with a token.
//! What those see who are signed in, `e2e::sign_in` shows.

use super::attachments::Caller;
use super::authorization::{PROVDALEN, SUBJECTS, is_told, tells_of_a_draft, world};
use super::rest_twin::authorization::{drafted, nowhere, places};
use api::web::doors::ADDRESSES;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tests::app::Engine;
use tests::on_both_engines;

on_both_engines![everybody_gets_what_the_public_gets];

/// The table: who sees what is behind an address.
fn table() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/doors.csv");
    let text = std::fs::read_to_string(&path).expect("the table");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("address,who,note"));
    let mut rows = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.splitn(3, ',').collect();
        let [address, who, _] = cells.as_slice() else {
            panic!("not three cells: {line}")
        };
        assert!(
            // To whoever asks by a table of its own, to the machine that watches the service, to who is signed in,
            // or to who has the link.
            ["public", "asker", "machine", "session", "link"].contains(who),
            "{line}"
        );
        let before = rows.insert((*address).to_owned(), (*who).to_owned());
        assert!(before.is_none(), "twice: {line}");
    }
    rows
}

#[test]
fn every_address_stands_in_the_table_and_nothing_else_does() {
    let known: BTreeSet<String> = ADDRESSES
        .iter()
        .map(|&address| address.to_owned())
        .collect();
    assert_eq!(
        known.len(),
        ADDRESSES.len(),
        "an address stands there twice"
    );
    let rows: BTreeSet<String> = table().into_keys().collect();
    let missing: Vec<_> = known.difference(&rows).collect();
    let superfluous: Vec<_> = rows.difference(&known).collect();
    assert!(
        missing.is_empty() && superfluous.is_empty(),
        "fixtures/doors.csv: say who sees {missing:?}; take out {superfluous:?}"
    );
}

/// The addresses behind which the public stands, with the parts of a record filled in: each feed by itself.
fn doors(places: &BTreeMap<&'static str, String>, body: &str) -> Vec<String> {
    let names = [
        "decisions.atom",
        "decisions.json",
        "notices.atom",
        "notices.json",
        &format!("{body}.ics"),
    ];
    let public = table().into_iter().filter(|(_, who)| who == "public");
    let mut doors = Vec::new();
    for (address, _) in public {
        let id = match address.split('/').nth(2) {
            Some("minutes") => &places["minutes"],
            _ => &places["meeting"],
        };
        let filled = address
            .replace("{organisation}", PROVDALEN)
            .replace("{body}", body)
            .replace("{year}", "2025")
            .replace("{number}", &places["number"])
            .replace("{id}", id)
            .replace("{code}", "NOT_FOUND")
            .replace("{file:.+}", "index.html")
            .replace("{file}", "verify.js");
        let filled = match filled.split('.').next() {
            Some("/search") => format!("{filled}?q=hemligsak"),
            _ => filled,
        };
        doors.extend(names.iter().map(|name| filled.replace("{name}", name)));
    }
    doors.dedup();
    assert!(doors.iter().all(|door| !door.contains('{')), "{doors:?}");
    doors
}

/// What an answer says beside what was asked for, which stands there as it was asked.
fn without(text: &str, door: &str) -> String {
    let text = text.replace(door, "").replace("hemligsak", "");
    text.replace("arbetsutskottet", "")
}

/// What a door gives: its status and its text.
async fn behind(caller: &Caller, door: &str) -> (u16, String) {
    let got = caller.get(door, &[]).await;
    let text = String::from_utf8_lossy(&got.bytes);
    (got.status, without(&text, door))
}

async fn everybody_gets_what_the_public_gets(engine: Engine) {
    let app = world(engine, true).await;
    let known = places(&app, "2025-03-10").await;
    let (draft, hidden) = (drafted(&app).await, places(&app, "2025-05-13").await);
    let unions = places(&app, "2025-04-08").await;
    let of = |places, body| doors(places, body).into_iter();
    let all: BTreeSet<String> = of(&known, "styrelsen")
        .chain(of(&draft, "styrelsen"))
        .chain(of(&hidden, "arbetsutskottet"))
        .chain(of(&unions, "samverkansgruppen"))
        .collect();

    let anybody = Caller::new(&app, None);
    let mut open = BTreeMap::new();
    for door in &all {
        let (status, text) = behind(&anybody, door).await;
        assert!(status < 500, "{door}: {text}");
        assert!(
            !tells_of_a_draft(&text) && !text.contains(&draft["meeting"]) && !is_told(&text),
            "{door}: {text}"
        );
        open.insert(door.clone(), (status, text));
    }
    // A draft's address is that of nothing.
    let nothing = nowhere(&draft);
    let pairs = of(&draft, "styrelsen").zip(of(&nothing, "styrelsen"));
    let mut unknown = 0;
    for (door, other) in pairs.filter(|(door, other)| door != other) {
        unknown += 1;
        let missing = behind(&anybody, &other).await;
        assert_eq!((missing.0, &missing), (404, &open[&door]), "{door}");
    }
    assert!(unknown > 1, "{unknown}");
    for needed in [
        "/feeds/decisions.atom",
        "/feeds/styrelsen.ics",
        "/notices.jsonld",
        "/search.json",
        "/styrelsen/2025/1",
        known["meeting"].as_str(),
        unions["minutes"].as_str(),
    ] {
        let met = |(door, told): (&String, &(u16, _))| door.contains(needed) && told.0 == 200;
        assert!(open.iter().any(met), "{needed}: {:#?}", open.keys());
    }

    for (name, role, organisations, _) in SUBJECTS {
        // One engine by all of them, the other by those that differ most.
        let few = [
            "reader of a member",
            "auditor",
            "operator",
            "operator of another",
        ];
        let Some(role) = role.filter(|_| engine == Engine::Sqlite || few.contains(name)) else {
            continue;
        };
        let caller = Caller::new(&app, Some(app.token(role, organisations)));
        for (door, told) in &open {
            assert_eq!(behind(&caller, door).await, *told, "{name} {door}");
        }
    }
}
