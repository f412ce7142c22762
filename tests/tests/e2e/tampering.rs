//! Edits by SQL, with every right and no trigger: each comes to light, with the place of what was edited.

use super::minutes::{adjusted, ask, closed, made, posted};
use super::seal::{Intruder, checked, sound};
use api::startup::witnessing;
use api::system::SystemIds;
use application::journal::digest;
use application::ports::{Audit, SealAudit};
use application::sealing::rotate;
use domain::id::OrganisationId;
use serde_json::json;
use std::collections::BTreeMap;
use tests::app::{App, Engine, seal_key};
use tests::board::{ASSOCIATION, Board};
use tests::on_both_engines;
use tests::witness::LittleWitness;

on_both_engines![every_edit_behind_the_services_back_is_found];

/// Chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// Texts that an edit changes: table, columns that name a row, column, and the words that the place starts with.
const TEXTS: [(&str, &[&str], &str, &str); 24] = [
    ("sealed_unit", &["log_index"], "leaves", "log of org-"),
    ("sealed_unit", &["log_index"], "leaves", "log of org-"),
    ("sealed_unit", &["log_index"], "leaves", "log of org-"),
    ("sealed_unit", &["log_index"], "root", "log of org-"),
    ("log_checkpoint", &["size"], "note", "log of org-"),
    ("log_checkpoint", &["size"], "note", "log of org-"),
    ("log_checkpoint", &["size"], "signed_by", "log of org-"),
    (
        "journal",
        &["organisation_id", "sequence"],
        "payload",
        "journal of org-",
    ),
    (
        "journal",
        &["organisation_id", "sequence"],
        "payload",
        "journal of org-",
    ),
    (
        "journal",
        &["organisation_id", "sequence"],
        "actor",
        "journal of org-",
    ),
    (
        "journal",
        &["organisation_id", "sequence"],
        "command",
        "journal of org-",
    ),
    (
        "journal",
        &["organisation_id", "sequence"],
        "digest",
        "journal of org-",
    ),
    (
        "journal",
        &["organisation_id", "sequence"],
        "previous",
        "journal of org-",
    ),
    (
        "journal",
        &["organisation_id", "sequence"],
        "hash",
        "journal of org-",
    ),
    ("paragraph", &["id"], "title", "record mtg-"),
    ("paragraph", &["id"], "title", "record mtg-"),
    ("decision", &["id"], "text", "record mtg-"),
    ("decision", &["id"], "text", "record mtg-"),
    ("assignment", &["id"], "text", "record mtg-"),
    (
        "assignee",
        &["assignment_id", "ordinal"],
        "name",
        "record mtg-",
    ),
    (
        "attendance",
        &["meeting_id", "ordinal"],
        "name",
        "record mtg-",
    ),
    (
        "adjuster",
        &["meeting_id", "ordinal"],
        "name",
        "record mtg-",
    ),
    ("meeting", &["id"], "place", "record mtg-"),
    ("notice", &["id"], "board", "record mtg-"),
];

/// Whole statements: what is edited, the table, and the words that the place starts with.
const STATEMENTS: [(&str, &str, &str); 24] = [
    (
        "DELETE FROM sealed_unit WHERE log_index = 0",
        "sealed_unit",
        "log of org-",
    ),
    (
        "DELETE FROM sealed_unit WHERE log_index = 1",
        "sealed_unit",
        "log of org-",
    ),
    (
        "DELETE FROM sealed_unit WHERE log_index >= 2",
        "sealed_unit",
        "log of org-",
    ),
    ("DELETE FROM sealed_unit", "sealed_unit", "log of org-"),
    (
        "UPDATE sealed_unit SET log_index = log_index + 10",
        "sealed_unit",
        "log of org-",
    ),
    (
        "UPDATE sealed_unit SET log_index = 9 WHERE log_index = 2",
        "sealed_unit",
        "log of org-",
    ),
    (
        "UPDATE sealed_unit SET size = size + 1 WHERE log_index = 1",
        "sealed_unit",
        "log of org-",
    ),
    (
        "UPDATE sealed_unit SET numbers = '[9]' WHERE log_index = 0",
        "sealed_unit",
        "record mtg-",
    ),
    (
        "UPDATE sealed_unit SET numbers = NULL WHERE log_index = 0",
        "sealed_unit",
        "record mtg-",
    ),
    (
        "UPDATE sealed_unit SET numbers = '[1]' WHERE log_index = 2",
        "sealed_unit",
        "record mtg-",
    ),
    (
        "UPDATE sealed_unit SET leaves = (SELECT k.leaves FROM keep_sealed_unit k WHERE k.log_index = 1) WHERE log_index = 2",
        "sealed_unit",
        "log of org-",
    ),
    (
        "UPDATE sealed_unit SET meeting_id = (SELECT k.meeting_id FROM keep_sealed_unit k WHERE k.log_index = 2) WHERE log_index = 0",
        "sealed_unit",
        "log of org-",
    ),
    (
        "UPDATE sealed_unit SET sealed_at = (SELECT k.sealed_at FROM keep_sealed_unit k WHERE k.log_index = 2) WHERE log_index = 0",
        "sealed_unit",
        "log of org-",
    ),
    (
        "UPDATE sealed_unit SET owner_id = (SELECT id FROM organisation WHERE id NOT IN (SELECT owner_id FROM keep_sealed_unit) LIMIT 1)",
        "sealed_unit",
        "log of org-",
    ),
    (
        "INSERT INTO sealed_unit SELECT owner_id, 3, meeting_id, numbers, leaves, size, root, sealed_at FROM keep_sealed_unit WHERE log_index = 2",
        "sealed_unit",
        "log of org-",
    ),
    (
        "DELETE FROM log_checkpoint WHERE size = 1",
        "log_checkpoint",
        "log of org-",
    ),
    (
        "DELETE FROM log_checkpoint WHERE size = 3",
        "log_checkpoint",
        "log of org-",
    ),
    (
        "DELETE FROM log_checkpoint",
        "log_checkpoint",
        "log of org-",
    ),
    (
        "UPDATE log_checkpoint SET size = 4 WHERE size = 3",
        "log_checkpoint",
        "log of org-",
    ),
    (
        "UPDATE log_checkpoint SET note = (SELECT k.note FROM keep_log_checkpoint k WHERE k.size = 1) WHERE size = 2",
        "log_checkpoint",
        "log of org-",
    ),
    (
        "DELETE FROM journal WHERE payload LIKE '%\"sealed\"%'",
        "journal",
        "journal of org-",
    ),
    (
        "DELETE FROM journal WHERE sequence > 3",
        "journal",
        "journal of org-",
    ),
    (
        "UPDATE journal SET at = (SELECT max(k.at) FROM keep_journal k) WHERE sequence = 2",
        "journal",
        "journal of org-",
    ),
    ("DELETE FROM assignee", "assignee", "record mtg-"),
];

/// A text with something changed in it.
fn edited(text: &str, others: &[String], chance: &mut Chance) -> String {
    let letters: Vec<char> = text.chars().collect();
    let place = chance.below(letters.len().max(1));
    let mut turned = letters.clone();
    match chance.below(5) {
        0 => turned.truncate(place),
        1 if !letters.is_empty() => drop(turned.remove(place)),
        2 => turned.insert(place, 'x'),
        3 if !others.is_empty() => {
            turned = others[chance.below(others.len())].chars().collect();
        }
        _ => {
            for letter in turned.iter_mut().skip(place).take(1) {
                *letter = if *letter == 'a' { 'b' } else { 'a' };
            }
        }
    }
    turned.into_iter().collect()
}

/// A table of the spine or the seal: the columns that name a row, the one that numbers it, and the words that the place
/// starts with. Of cosignatures one that is gone is no sign of anything: it is asked for again.
struct Spine {
    table: &'static str,
    key: &'static [&'static str],
    number: &'static str,
    places: &'static [&'static str],
    whole: bool,
}

const SPINE: [Spine; 6] = [
    Spine {
        table: "sealed_unit",
        key: &["owner_id", "log_index"],
        number: "log_index",
        places: &["log of org-", "record mtg-"],
        whole: true,
    },
    Spine {
        table: "log_checkpoint",
        key: &["owner_id", "size"],
        number: "size",
        places: &["log of org-"],
        whole: true,
    },
    Spine {
        table: "log_cosignature",
        key: &["owner_id", "size", "witness"],
        number: "size",
        places: &["log of org-"],
        whole: false,
    },
    Spine {
        table: "key_handover",
        key: &["log", "ordinal"],
        number: "ordinal",
        places: &["log of org-", "keys of the service"],
        whole: true,
    },
    Spine {
        table: "journal",
        key: &["organisation_id", "sequence"],
        number: "sequence",
        places: &["journal of org-"],
        whole: true,
    },
    Spine {
        table: "feed",
        key: &["position"],
        number: "position",
        places: &["feed of org-", "feed: ends"],
        whole: true,
    },
];

/// Edits of where journals and feed end, whole.
const ENDS: [(&str, &str); 5] = [
    (
        "UPDATE organisation SET journal_sequence = journal_sequence + 1 WHERE journal_sequence > 0",
        "journal of org-",
    ),
    (
        "UPDATE organisation SET journal_head = replace(journal_head, '1', '2') WHERE journal_sequence > 0",
        "journal of org-",
    ),
    (
        "UPDATE organisation SET feed_sequence = feed_sequence + 1",
        "feed of org-",
    ),
    ("UPDATE organisation SET feed_sequence = 0", "feed of org-"),
    ("UPDATE counter SET value = value + 1", "feed: ends"),
];

/// Somebody who edits by chance, and puts back what was there.
struct Hand<'a> {
    app: &'a App,
    intruder: Intruder,
    engine: Engine,
    owner: OrganisationId,
    chance: Chance,
    columns: BTreeMap<&'static str, Vec<(String, String)>>,
}

/// What was edited, and the words that the place may start with.
struct Edit {
    sql: String,
    places: Vec<&'static str>,
    /// What puts back what was there.
    back: Vec<String>,
}

impl Hand<'_> {
    /// Columns of a table with their types.
    async fn columns(&mut self, table: &'static str) -> Vec<(String, String)> {
        if let Some(known) = self.columns.get(table) {
            return known.clone();
        }
        let listed = match self.engine {
            Engine::Sqlite => format!(
                "SELECT name || ' ' || lower(type) AS value FROM pragma_table_info('{table}')"
            ),
            Engine::Postgres => format!(
                "SELECT column_name || ' ' || data_type AS value FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
            ),
        };
        let columns = self.intruder.texts(&listed).await.into_iter();
        let columns = columns.map(|line| {
            let (name, kind) = line.split_once(' ').expect("a name and a type");
            (name.to_owned(), kind.to_owned())
        });
        let columns: Vec<_> = columns.collect();
        self.columns.insert(table, columns.clone());
        columns
    }

    /// Makes an edit, if the database lets anybody make it and it changes anything.
    async fn edited(&mut self, table: &'static str, sql: &[String]) -> bool {
        for statement in sql {
            if let Err(error) = self.intruder.try_run(statement).await {
                let words = ["constraint", "violates", "invalid input syntax", "not-null"];
                assert!(
                    words.iter().any(|word| error.contains(word)),
                    "{statement}: {error}"
                );
                return false;
            }
        }
        let columns = self.columns(table).await;
        let cast = columns
            .iter()
            .map(|(name, _)| format!("CAST({name} AS text)"));
        let cast = cast.collect::<Vec<_>>().join(", ");
        let differs = |one: &str, other: &str| {
            format!(
                "SELECT 'x' AS value FROM (SELECT {cast} FROM {one} EXCEPT SELECT {cast} FROM {other}) d"
            )
        };
        let kept = format!("keep_{table}");
        let gone = self.intruder.texts(&differs(&kept, table)).await;
        let new = self.intruder.texts(&differs(table, &kept)).await;
        !gone.is_empty() || !new.is_empty()
    }

    async fn undone(&self, back: &[String]) {
        for statement in back {
            self.intruder.run(statement).await;
        }
    }

    /// An edit of one table, one row, one column or more of them.
    async fn anywhere(&mut self) -> Option<Edit> {
        let spine = &SPINE[self.chance.below(SPINE.len())];
        let table = spine.table;
        let columns = self.columns(table).await;
        let order = spine.key.join(", ");
        let rows = self
            .intruder
            .texts(&format!("SELECT '' AS value FROM {table}"))
            .await
            .len();
        let (one, other) = (self.chance.below(rows), self.chance.below(rows));
        let (column, kind) = columns[self.chance.below(columns.len())].clone();
        let nth = |row: usize| {
            format!("SELECT * FROM keep_{table} ORDER BY {order} LIMIT 1 OFFSET {row}")
        };
        let named = |row: usize| {
            let same = spine
                .key
                .iter()
                .map(|name| format!("r.{name} = {table}.{name}"));
            let same = same.collect::<Vec<_>>().join(" AND ");
            format!("EXISTS (SELECT 1 FROM ({}) r WHERE {same})", nth(row))
        };
        let held = |row: usize, column: &str| format!("(SELECT r.{column} FROM ({}) r)", nth(row));
        let set = |row: usize, to: &str| {
            format!("UPDATE {table} SET {column} = {to} WHERE {}", named(row))
        };
        let number = spine.number;
        let sql = match self.chance.below(9) {
            0 => vec![set(one, &held(other, &column))],
            1 => vec![set(one, "NULL")],
            2 => vec![
                set(one, &held(other, &column)),
                set(other, &held(one, &column)),
            ],
            3 if spine.whole => vec![format!("DELETE FROM {table} WHERE {}", named(one))],
            4 => {
                let copied = columns.iter().map(|(name, _)| match name == number {
                    true => format!("(SELECT max(k.{number}) + 1 FROM keep_{table} k)"),
                    false => format!("r.{name}"),
                });
                let copied = copied.collect::<Vec<_>>().join(", ");
                vec![format!(
                    "INSERT INTO {table} SELECT {copied} FROM ({}) r",
                    nth(one)
                )]
            }
            5 => vec![format!(
                "UPDATE {table} SET {number} = {number} + 1000 WHERE {number} >= {}",
                held(one, number)
            )],
            6 if spine.whole => vec![format!(
                "DELETE FROM {table} WHERE {number} > {}",
                held(one, number)
            )],
            7 if kind == "text" => {
                let values = self
                    .intruder
                    .texts(&format!(
                        "SELECT coalesce({column}, '') AS value FROM keep_{table} ORDER BY {order}"
                    ))
                    .await;
                let turned = edited(&values[one], &values, &mut self.chance);
                vec![set(one, &format!("'{}'", turned.replace('\'', "''")))]
            }
            7 if kind.contains("int") => vec![set(one, &format!("{column} + 1"))],
            8 if column.ends_with("_id") => {
                let others = format!(
                    "SELECT id FROM organisation WHERE id NOT IN (SELECT organisation_id FROM keep_journal) ORDER BY id LIMIT 1 OFFSET {}",
                    self.chance.below(9)
                );
                vec![set(one, &format!("({others})"))]
            }
            _ => return None,
        };
        let made = self.edited(table, &sql).await;
        if !made {
            self.undone(&whole(table)).await;
            return None;
        }
        Some(Edit {
            sql: sql.join("; "),
            places: spine.places.to_vec(),
            back: whole(table),
        })
    }

    /// A text of the journal that is made another, with every hash after it; and the tables with it, where chance wills.
    async fn with_new_hashes(&mut self) -> Option<Edit> {
        const WORDS: [(&str, &str); 4] = [
            ("Budget", "Bokslut"),
            ("enligt förslaget", "mot förslaget"),
            ("läggs till handlingarna", "återremitteras"),
            ("Kansliet bereder", "Kansliet avstår"),
        ];
        let (word, instead) = WORDS[self.chance.below(WORDS.len())];
        let entries = self.app.store.journal_after(self.owner, 0, 500).await;
        let entries = entries.expect("a journal");
        let worded = entries.iter().filter(|entry| entry.payload.contains(word));
        let places: Vec<i64> = worded.map(|entry| entry.chained.sequence).collect();
        let place = *places.get(self.chance.below(places.len().max(1)))?;
        self.rehashed(place, word, instead).await;
        if self.chance.below(2) == 0 {
            for (table, column) in WORDED {
                self.intruder
                    .run(&format!(
                        "UPDATE {table} SET {column} = replace({column}, '{word}', '{instead}')"
                    ))
                    .await;
            }
        }
        Some(Edit {
            sql: format!("{word} → {instead} in entry {place} of the journal, with new hashes"),
            places: vec!["record mtg-", "log of org-"],
            back: rewritten(),
        })
    }

    /// A word of one entry of the journal that is made another, with every hash after it.
    async fn rehashed(&self, place: i64, word: &str, instead: &str) {
        let entries = self.app.store.journal_after(self.owner, 0, 500).await;
        let entries = entries.expect("a journal");
        let mut previous = None;
        for entry in entries
            .iter()
            .filter(|entry| place <= entry.chained.sequence)
        {
            let mut chained = entry.chained.clone();
            let payload = match chained.sequence == place {
                true => entry.payload.replace(word, instead),
                false => entry.payload.clone(),
            };
            chained.digest = digest(entry.salt, &payload);
            chained.previous = previous.unwrap_or(chained.previous);
            chained.hash = chained.expected_hash();
            let (old, new) = (&entry.chained.hash, &chained.hash);
            let sql = format!(
                "UPDATE journal SET payload = '{}', digest = '{}', previous = '{}', hash = '{new}' WHERE hash = '{old}'",
                payload.replace('\'', "''"),
                chained.digest,
                chained.previous
            );
            assert_eq!(self.intruder.run(&sql).await, 1);
            let head = format!(
                "UPDATE organisation SET journal_head = '{new}' WHERE journal_head = '{old}'"
            );
            self.intruder.run(&head).await;
            previous = Some(chained.hash);
        }
    }

    /// What somebody signed, of a part that is not adjusted yet, is made another text's digest; in the tables as well.
    async fn signed_otherwise(&self) {
        let entries = self.app.store.journal_after(self.owner, 0, 500).await;
        let entries = entries.expect("a journal");
        let mut signed = entries
            .iter()
            .filter(|entry| entry.chained.command == "RecordSignature");
        let last = signed.next_back().expect("a signature");
        let (_, rest) = last.payload.split_once("\"digest\":\"").expect("a digest");
        let (old, _) = rest.split_once('"').expect("its end");
        let new: String = old.chars().rev().collect();
        self.rehashed(last.chained.sequence, old, &new).await;
        let swapped = match self.engine {
            Engine::Sqlite => format!("replace(signatures, '{old}', '{new}')"),
            Engine::Postgres => format!("replace(signatures::text, '{old}', '{new}')::json"),
        };
        let sql = format!("UPDATE adjustment_unit SET signatures = {swapped}");
        assert!(self.intruder.run(&sql).await > 0);
    }
}

/// What puts a table of the spine back.
fn whole(table: &str) -> Vec<String> {
    vec![
        format!("DELETE FROM {table}"),
        format!("INSERT INTO {table} SELECT * FROM keep_{table}"),
    ]
}

/// What puts a column back, row by row.
fn column(table: &str, names: &[&str], column: &str) -> String {
    let same = names
        .iter()
        .map(|name| format!("k.{name} = {table}.{name}"));
    let same = same.collect::<Vec<_>>().join(" AND ");
    format!("UPDATE {table} SET {column} = (SELECT k.{column} FROM keep_{table} k WHERE {same})")
}

/// What puts back where journals and feed end.
fn ends() -> Vec<String> {
    let heads = ["journal_head", "journal_sequence", "feed_sequence"];
    let heads = heads.map(|name| column("organisation", &["id"], name));
    let counter = column("counter", &["name"], "value");
    heads.into_iter().chain([counter]).collect()
}

/// What puts back a journal with new hashes, and the tables that were changed with it.
fn rewritten() -> Vec<String> {
    let mut back = whole("journal");
    back.extend(ends());
    back.extend(WORDED.map(|(table, name)| column(table, &["id"], name)));
    back.push(column(
        "adjustment_unit",
        &["meeting_id", "ordinal"],
        "signatures",
    ));
    back
}

/// Texts of the tables that a rewritten journal is matched with.
const WORDED: [(&str, &str); 3] = [
    ("paragraph", "title"),
    ("decision", "text"),
    ("assignment", "text"),
];

#[expect(
    clippy::disallowed_methods,
    reason = "the variable is the test command's own"
)]
fn wanted() -> usize {
    match std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1") {
        true => 2_000,
        false => 60,
    }
}

/// Three sealed units of two meetings, witnessed by two, the key changed once, one record public, recalled and public again.
async fn furnished(app: &App) -> Board {
    let board = Board::of(app).await;
    let witnesses = [
        LittleWitness::start("w.example/1", 31, seal_key().public()).await,
        LittleWitness::start("w.example/2", 32, seal_key().public()).await,
    ];
    let mut settings = app.settings.clone();
    settings.witnesses = Some(witnesses.each_ref().map(LittleWitness::listed).join(" "));
    let asking = witnessing(&settings, &app.store, app.clock.clone()).expect("witnesses");
    let secretary = &board.secretary;
    let (meeting, [first, _]) = closed(&board, "2025-11-27").await;
    let apart = json!({"meeting": meeting, "paragraphs": [first]});
    made(
        ask(&secretary.client, "adjustParagraphs", apart).await,
        "adjustParagraphs",
    );
    for name in ["Greta Näslund", "Frida Kassel"] {
        let input = json!({"meeting": meeting, "paragraph": first, "person": board.person(name), "signedOn": "2025-11-27"});
        made(
            ask(&secretary.client, "recordSignature", input).await,
            "recordSignature",
        );
    }
    asking.all().await.expect("asked");
    adjusted(&board, &meeting, "2025-12-08").await;
    asking.all().await.expect("asked");
    let operator = app.client("operator", &[ASSOCIATION]);
    for (mutation, more) in [
        ("publishMinutes", json!({})),
        ("unpublishMinutes", json!({"reason": "Fel bilaga"})),
        ("publishMinutes", json!({})),
    ] {
        let mut input = more;
        input["meeting"] = json!(meeting);
        made(ask(&operator, mutation, input).await, mutation);
    }
    posted(&board, &meeting, "2025-12-10").await;
    let other = board.with_present("2026-01-15", 6).await;
    let adjusters = json!({"meeting": other, "persons": [board.person("Frida Kassel")]});
    secretary.make("chooseAdjusters", adjusters).await;
    let third = board.paragraph(&other, "Uppdrag").await;
    let assigned = json!({"paragraph": third, "text": "Kansliet bereder frågan.", "assignees": ["Kansliet", "Ordföranden"]});
    secretary.make("assign", assigned).await;
    secretary
        .make("closeMeeting", json!({"meeting": other}))
        .await;
    adjusted(&board, &other, "2026-01-20").await;
    asking.all().await.expect("asked");
    let (signed, _) = closed(&board, "2026-02-12").await;
    let input = json!({"meeting": signed, "person": board.person("Greta Näslund"), "signedOn": "2026-02-13"});
    made(
        ask(&secretary.client, "recordSignature", input).await,
        "recordSignature",
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("new.key");
    let name = seal_key().public().name().to_owned();
    let new = api::sealing::generate(&name, &SystemIds).expect("a key");
    std::fs::write(&file, new.to_private_text()).expect("written");
    let old = api::sealing::held(&app.settings).expect("readable");
    let new = api::sealing::in_file(&file).expect("readable");
    let hands = api::sealing::Handing::new(old.expect("a key"), new).expect("two keys");
    let done = rotate(
        &hands,
        &name,
        &app.store,
        (app.clock.as_ref(), &SystemIds, "test"),
    )
    .await;
    assert_eq!(done.expect("handed over").handed, 1);
    board
}

async fn every_edit_behind_the_services_back_is_found(engine: Engine) {
    let app = App::start(engine).await;
    furnished(&app).await;
    sound(&app, 3).await;
    let copy = app.on_a_copy(|_| {}).await;
    sound(&copy, 3).await;

    let intruder = Intruder::with(&app).await;
    intruder.without_triggers().await;
    let mut tables: Vec<&str> = TEXTS.iter().map(|held| held.0).collect();
    tables.extend(STATEMENTS.iter().map(|held| held.1));
    tables.extend(SPINE.iter().map(|spine| spine.table));
    tables.extend(["organisation", "counter", "adjustment_unit"]);
    tables.sort_unstable();
    tables.dedup();
    for table in tables {
        intruder
            .run(&format!(
                "CREATE TABLE keep_{table} AS SELECT * FROM {table}"
            ))
            .await;
    }
    let mut found = 0;
    for (edit, table, place) in STATEMENTS {
        assert!(intruder.run(edit).await > 0, "{edit}");
        is_found(&app, edit, &[place]).await;
        intruder.run(&format!("DELETE FROM {table}")).await;
        intruder
            .run(&format!("INSERT INTO {table} SELECT * FROM keep_{table}"))
            .await;
        found += 1;
    }
    sound(&app, 3).await;
    let mut hand = Hand {
        app: &app,
        intruder,
        engine,
        owner: app.store.reach().await.expect("the logs")[0].owner,
        chance: Chance(20_261_122),
        columns: BTreeMap::new(),
    };
    for (edit, place) in ENDS {
        assert!(hand.intruder.run(edit).await > 0, "{edit}");
        is_found(&app, edit, &[place]).await;
        hand.undone(&ends()).await;
        found += 1;
    }
    sound(&app, 3).await;
    hand.signed_otherwise().await;
    let bad = checked(&app).await.bad.expect("another digest");
    assert!(
        bad.starts_with("record mtg-") && bad.contains("what Greta Näslund signed, by entry"),
        "{bad}"
    );
    hand.undone(&rewritten()).await;
    sound(&app, 3).await;
    let wanted = found + wanted();
    while found < wanted {
        let edit = match hand.chance.below(6) {
            0 => hand.with_new_hashes().await,
            1 | 2 => text_edited(&mut hand).await,
            _ => hand.anywhere().await,
        };
        let Some(edit) = edit else {
            continue;
        };
        is_found(&app, &edit.sql, &edit.places).await;
        hand.undone(&edit.back).await;
        found += 1;
        if found % 20 == 0 {
            sound(&app, 3).await;
        }
    }
    sound(&app, 3).await;
    println!("{engine:?}: {found} edits found");
}

/// One text of the record that is made another.
async fn text_edited(hand: &mut Hand<'_>) -> Option<Edit> {
    let (table, names, column, place) = TEXTS[hand.chance.below(TEXTS.len())];
    // Which row, by its place in a fixed order.
    let order = names.join(", ");
    let listed = format!("SELECT coalesce({column}, '') AS value FROM {table} ORDER BY {order}");
    let values = hand.intruder.texts(&listed).await;
    let row = hand.chance.below(values.len());
    let turned = edited(&values[row], &values, &mut hand.chance);
    if turned == values[row] {
        return None;
    }
    let same = names
        .iter()
        .map(|name| format!("{table}.{name} = r.{name}"));
    let same = same.collect::<Vec<_>>().join(" AND ");
    let nth = format!("SELECT {order} FROM {table} ORDER BY {order} LIMIT 1 OFFSET {row}");
    let edit = format!(
        "UPDATE {table} SET {column} = '{}' WHERE EXISTS (SELECT 1 FROM ({nth}) r WHERE {same})",
        turned.replace('\'', "''")
    );
    assert_eq!(hand.intruder.run(&edit).await, 1, "{edit}");
    Some(Edit {
        sql: edit,
        places: vec![place],
        back: vec![self::column(table, names, column)],
    })
}

async fn is_found(app: &App, edit: &str, places: &[&str]) {
    let bad = checked(app).await.bad;
    let bad = bad.unwrap_or_else(|| panic!("not found: {edit}"));
    let named = |place: &&str| bad.starts_with(place) || bad.contains(&format!(": {place}"));
    assert!(places.iter().any(named), "{edit}: {bad}");
}
