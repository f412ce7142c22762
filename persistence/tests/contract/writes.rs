//! What a unit of work keeps.

use crate::support::{
    TestDatabase, at, board, day, entry, furnish, id, keys, meeting, municipality, owner, person,
    plain, rich, save, section, store_record,
};
use application::error::StorageError;
use application::journal::GENESIS;
use application::ports::{Audit, BeginWork, Derived, ReadModel};
use application::read::{ChangeFilter, FeedEntry, FeedKind, Page, Subject};
use application::verify::Source;
use application::visibility::Visibility;
use domain::adjustment::MinutesStatus;
use domain::assignment::AssignmentStatus;
use domain::association::{
    Association, Fraction, Member, Office, Parameters, PresidiumTerm, RemoteDecision, Statutes,
};
use domain::id::{MeetingId, SeatId};
use domain::name::Slug;
use domain::organisation::OrganisationKind;
use domain::seat::{Eligibility, Mandate, MandateRole, Seat};
use persistence::Store;
use sea_orm::{ConnectionTrait, Database};

on_both!(
    a_record_reads_back_as_it_was_stored,
    a_second_revision_keeps_the_former_source_and_where_assignments_stand,
    a_number_printed_twice_is_kept_twice_and_counted_over_what_is_seen,
    a_revision_out_of_turn_is_refused,
    writers_on_one_organisation_draw_dense_numbers,
    a_dropped_transaction_changes_nothing,
    append_only_tables_refuse_change,
    a_register_reads_back_and_an_equal_one_changes_nothing,
    an_organisation_is_found_by_alias_and_keeps_what_was_said_of_it,
    a_body_once_public_stays_public,
);

async fn read(store: &Store, number: u128) -> application::read::Record {
    let id = MeetingId::from_uuid(id(number));
    let mut see = Visibility::public();
    see.inside.insert(owner().id);
    let found = store.surrounded(&[id], &see).await.expect("records");
    let found = found.get(&id).expect("the record").clone();
    let alone = store.records(&[id], &see).await.expect("records");
    let alone = alone.get(&id).expect("the record");
    assert_eq!(alone.meeting, found.meeting);
    assert_eq!(
        (&alone.hidden, &alone.secrecy),
        (&found.hidden, &found.secrecy)
    );
    found
}

async fn a_record_reads_back_as_it_was_stored(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let mut bare = plain(1001, &board(), None);
    bare.attendance = Some(Vec::new());
    bare.officers.adjusters = Some(Vec::new());
    for meeting in [rich(1000), bare] {
        store_record(store, &meeting, 1, true).await;
        let number = meeting.id.uuid().as_u128();
        let record = read(store, number).await;
        assert_eq!(record.meeting, meeting);
        assert_eq!((record.published, record.revision), (true, 1));
        assert_eq!(record.stored_at.timestamp_subsec_nanos(), 123_456_000);
    }
    let mut work = store.begin().await.expect("a transaction");
    let stored = work.keys(rich(1000).id).await.expect("keys");
    let printed: std::collections::HashMap<_, _> = keys(&rich(1000))
        .into_iter()
        .map(|(id, key)| (key, id))
        .collect();
    assert_eq!(stored.paragraphs, printed);
    assert_eq!(
        stored.decisions.get("k0:0"),
        rich(1000).paragraphs[0].decisions.first().map(|d| &d.id)
    );
    assert_eq!(stored.assignments.len(), 1);
    let notices: std::collections::BTreeSet<_> =
        stored.notices.keys().map(String::as_str).collect();
    assert_eq!(
        notices,
        std::collections::BTreeSet::from(["1:0", "1:1", "0:0"])
    );
}

async fn a_second_revision_keeps_the_former_source_and_where_assignments_stand(
    database: TestDatabase,
) {
    let store = &database.store;
    furnish(store).await;
    let first = rich(1000);
    store_record(store, &first, 1, false).await;
    let raw = Database::connect(&database.url)
        .await
        .expect("a connection");
    raw.execute_unprepared("UPDATE assignment SET status = 'DONE'")
        .await
        .expect("updated");
    raw.close().await.expect("closed");

    let mut second = first.clone();
    second.paragraphs.pop();
    second.paragraphs[0].title = Some("Ny rubrik".to_owned());
    second.officers.adjusters = None;
    store_record(store, &second, 2, true).await;

    let record = read(store, 1000).await;
    second.paragraphs[0].assignments[0].status = AssignmentStatus::Done;
    assert_eq!(record.meeting, second);
    assert_eq!((record.published, record.revision), (true, 2));

    let mut work = store.begin().await.expect("a transaction");
    let known = work
        .known_meeting(board().id, &first.id.to_string())
        .await
        .expect("read")
        .expect("known");
    assert_eq!(
        (known.id, known.revision, known.published),
        (first.id, 2, true)
    );
    assert_eq!(
        work.meeting(owner().id, first.id).await.expect("read"),
        Some(known)
    );
    assert_eq!(
        work.meeting(municipality().id, first.id)
            .await
            .expect("read"),
        None
    );
    work.append(entry("{\"digest\":\"x\"}"))
        .await
        .expect("appended");
    work.commit().await.expect("committed");

    let sourced = Audit::meetings(store, None, 10).await.expect("sources");
    assert_eq!(sourced.len(), 1);
    let Source::Document {
        source, payload, ..
    } = &sourced[0].source
    else {
        panic!("a loaded record has a document");
    };
    assert_eq!(source, "{\"revision\":2}");
    assert_eq!(payload.as_deref(), Some("{\"digest\":\"x\"}"));
    assert!(
        Audit::meetings(store, Some(first.id), 10)
            .await
            .expect("sources")
            .is_empty()
    );
    let raw = Database::connect(&database.url)
        .await
        .expect("a connection");
    let rows = raw
        .query_all_raw(sea_orm::Statement::from_string(
            raw.get_database_backend(),
            "SELECT source FROM minutes_revision ORDER BY number",
        ))
        .await
        .expect("rows");
    let sources: Vec<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect();
    assert_eq!(sources, ["{\"revision\":1}", "{\"revision\":2}"]);
}

async fn a_number_printed_twice_is_kept_twice_and_counted_over_what_is_seen(
    database: TestDatabase,
) {
    let store = &database.store;
    furnish(store).await;
    let occurrences = |record: &application::read::Record| -> Vec<u32> {
        record
            .meeting
            .paragraphs
            .iter()
            .map(|item| item.occurrence)
            .collect()
    };
    store_record(store, &meeting(1000, "2024-03-14", 47), 1, true).await;
    let mut again = meeting(1001, "2024-04-14", 48);
    let mut third = section(&again, 148, "Samma nummer igen");
    third.number = Some(48);
    let mut lettered = section(&again, 248, "§ 48 a");
    lettered.number = Some(48);
    lettered.letter = Some('a');
    again.paragraphs.push(third);
    again.paragraphs.push(lettered);
    store_record(store, &again, 1, true).await;
    assert_eq!(occurrences(&read(store, 1000).await), [1, 1]);
    assert_eq!(occurrences(&read(store, 1001).await), [1, 1, 2, 1]);

    // Stored again, a record keeps the places that are its own.
    store_record(store, &meeting(1000, "2024-03-14", 47), 2, true).await;
    store_record(store, &again, 2, true).await;
    assert_eq!(occurrences(&read(store, 1000).await), [1, 1]);
    assert_eq!(occurrences(&read(store, 1001).await), [1, 1, 2, 1]);

    let cited = store
        .cited(board().id, 2024, 48, &Visibility::public())
        .await
        .expect("cited");
    let meetings: Vec<u128> = cited
        .iter()
        .map(|(meeting, _)| meeting.uuid().as_u128())
        .collect();
    assert_eq!(meetings, [1000, 1001, 1001, 1001]);
    assert!(
        store
            .cited(board().id, 2023, 48, &Visibility::public())
            .await
            .expect("cited")
            .is_empty()
    );
    // Another year is another series.
    store_record(store, &meeting(1002, "2025-01-14", 47), 1, true).await;
    assert_eq!(occurrences(&read(store, 1002).await), [1, 1]);
}

async fn a_revision_out_of_turn_is_refused(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let meeting = meeting(1000, "2024-03-14", 47);
    store_record(store, &meeting, 1, true).await;
    for number in [1, 3] {
        let mut work = store.begin().await.expect("a transaction");
        let keys = keys(&meeting);
        let outcome = work
            .save_revision(&application::ports::Revision {
                mask: &application::visibility::Mask::default(),
                meeting: &meeting,
                keys: &keys,
                identity: "other",
                number,
                digest: "d",
                source: "{}",
                published: true,
                derived: &Derived {
                    status: MinutesStatus::Draft,
                    final_on: None,
                },
                postings: &[],
                at: at(),
            })
            .await;
        assert!(
            matches!(outcome, Err(StorageError::Stale)),
            "{number}: {outcome:?}"
        );
    }
}

async fn writers_on_one_organisation_draw_dense_numbers(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let writers = (0..8_u128).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for round in 0..5_u128 {
                let number = 2000 + writer * 10 + round;
                let mut work = store.begin().await.expect("a transaction");
                let meeting = meeting(number, "2024-03-14", 1);
                save(work.as_mut(), &meeting, 1, true).await;
                work.append(entry(&format!("{{\"n\":{number}}}")))
                    .await
                    .expect("appended");
                let change = FeedEntry {
                    organisation: owner().id,
                    at: at(),
                    kind: FeedKind::Published,
                    subject: Subject::Meeting(meeting.id),
                };
                work.publish(change).await.expect("published");
                if round == 4 {
                    continue; // dropped: its numbers are drawn again by somebody else
                }
                work.commit().await.expect("committed");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("a writer");
    }
    let journals = store.journals().await.expect("journals");
    assert_eq!(journals.len(), 1);
    let (organisation, last, head) = journals[0].clone();
    let mut previous = GENESIS.to_owned();
    let mut entries = store
        .journal_after(organisation, 0, 20)
        .await
        .expect("entries");
    entries.extend(
        store
            .journal_after(organisation, 20, 100)
            .await
            .expect("entries"),
    );
    for (index, entry) in entries.iter().enumerate() {
        assert_eq!(
            entry.chained.sequence,
            i64::try_from(index).expect("small") + 1
        );
        assert_eq!(entry.chained.previous, previous);
        assert_eq!(entry.chained.hash, entry.chained.expected_hash());
        previous.clone_from(&entry.chained.hash);
    }
    assert_eq!((entries.len(), last, head), (32, 32, previous));
    let page = Page {
        first: 100,
        after: None,
        skip: 0,
        count: true,
    };
    for organisation in [None, Some(owner().id)] {
        let filter = ChangeFilter {
            organisation,
            concerns: None,
        };
        let feed = store.feed(&filter, &page).await.expect("the feed");
        let keys: Vec<i64> = feed
            .items
            .iter()
            .map(|(_, key)| key.parse().expect("a number"))
            .collect();
        assert_eq!(keys, (1..=32).collect::<Vec<_>>());
        assert!(
            feed.items
                .iter()
                .all(|(hit, key)| hit.sequence.to_string() == *key)
        );
    }
    // Every record printed § 1 and § 2: the series holds each print once.
    let cited = store
        .cited(board().id, 2024, 1, &Visibility::public())
        .await
        .expect("cited");
    assert_eq!(cited.len(), 32);
}

async fn a_dropped_transaction_changes_nothing(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    {
        let mut work = store.begin().await.expect("a transaction");
        save(work.as_mut(), &rich(1000), 1, true).await;
        work.append(entry("{}")).await.expect("appended");
    }
    let id = rich(1000).id;
    assert!(
        store
            .records(&[id], &Visibility::public())
            .await
            .expect("records")
            .is_empty()
    );
    assert!(store.journals().await.expect("journals").is_empty());
    store_record(store, &rich(1000), 1, true).await;
    assert_eq!(
        store
            .records(&[id], &Visibility::public())
            .await
            .expect("records")
            .len(),
        1
    );
}

async fn append_only_tables_refuse_change(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let mut work = store.begin().await.expect("a transaction");
    save(work.as_mut(), &meeting(1000, "2024-03-14", 47), 1, true).await;
    work.append(entry("{}")).await.expect("appended");
    work.commit().await.expect("committed");
    let raw = Database::connect(&database.url)
        .await
        .expect("a connection");
    for statement in [
        "UPDATE journal SET actor = 'nobody'",
        "DELETE FROM journal",
        "UPDATE minutes_revision SET source = '{}'",
        "DELETE FROM minutes_revision",
    ] {
        let refused = raw
            .execute_unprepared(statement)
            .await
            .expect_err(statement);
        assert!(
            refused.to_string().contains("append only"),
            "{statement}: {refused}"
        );
    }
}

pub fn association() -> Association {
    let mandate = |number, role| Mandate {
        person: person(number),
        role,
        order: Some(1),
        from: day("2023-04-01"),
        until: Some(day("2027-03-31")),
        appointed_on: Some(day("2023-01-10")),
        eligibility: Some(Eligibility::AssemblyMember),
    };
    let seat = |number, mandates| Seat {
        id: SeatId::from_uuid(id(number)),
        since: day("2020-01-01"),
        until: None,
        mandates,
    };
    let parameters = Parameters {
        quorum: Some(Fraction {
            numerator: 2,
            denominator: 3,
        }),
        covered_points: Some([1, 2, 18].into()),
        ..Parameters::default()
    };
    Association {
        organisation: owner(),
        founded_on: Some(day("2005-01-01")),
        statutes: vec![Statutes {
            valid_from: day("2020-01-01"),
            valid_until: None,
            parameters,
        }],
        members: vec![Member {
            organisation: municipality(),
            joined_on: day("2005-01-01"),
            left_on: Some(day("2030-12-31")),
            outside_region: false,
            seats: vec![
                seat(
                    501,
                    vec![
                        mandate(101, MandateRole::Ordinary),
                        mandate(102, MandateRole::Substitute),
                    ],
                ),
                seat(502, Vec::new()),
            ],
        }],
        presidium: vec![PresidiumTerm {
            person: person(101),
            office: Office::Chair,
            from: day("2023-04-01"),
            until: None,
        }],
        remote_decisions: vec![RemoteDecision {
            decided_on: day("2022-04-01"),
            number: Some(12),
            from: day("2022-04-02"),
            extent: "alla ledamöter".to_owned(),
        }],
    }
}

async fn a_register_reads_back_and_an_equal_one_changes_nothing(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let mut first = association();
    let mut work = store.begin().await.expect("a transaction");
    assert!(work.put_association(&first).await.expect("stored"));
    assert!(!work.put_association(&first).await.expect("stored"));
    first.members[0].seats.swap(0, 1);
    first.founded_on = None;
    assert!(work.put_association(&first).await.expect("stored"));
    let seats = work.seats(owner().id).await.expect("seats");
    assert_eq!(
        seats.get(&(municipality().id, 0)),
        Some(&SeatId::from_uuid(id(502)))
    );
    work.commit().await.expect("committed");

    let found = store
        .associations(&[owner().id, municipality().id])
        .await
        .expect("associations");
    assert_eq!(found.len(), 1);
    assert_eq!(*found[&owner().id], first);
    for (on, expected) in [
        ("2024-01-01", vec![owner().id]),
        ("2031-01-01", vec![]),
        ("2004-12-31", vec![]),
    ] {
        assert_eq!(
            store
                .memberships(&[municipality().id], day(on))
                .await
                .expect("members"),
            expected,
            "{on}"
        );
    }
}

async fn an_organisation_is_found_by_alias_and_keeps_what_was_said_of_it(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let slug = |text| Slug::parse(text).expect("a slug");
    let mut unknown = crate::support::organisation(3, "Skansen", None);
    let mut work = store.begin().await.expect("a transaction");
    work.add_organisation(&unknown, false).await.expect("added");
    work.add_alias(
        unknown.id,
        &slug("stiftelsen-skansen"),
        "Stiftelsen Skansen",
    )
    .await
    .expect("an alias");
    let found = work
        .organisations(&[slug("stiftelsen-skansen"), slug("skansen"), slug("nobody")])
        .await;
    let found = found.expect("organisations");
    assert_eq!(found.len(), 2);
    assert!(found.values().all(|organisation| *organisation == unknown));
    unknown.kind = Some(OrganisationKind::Other);
    work.update_organisation(&unknown, true)
        .await
        .expect("updated");
    let other = domain::organisation::Organisation {
        kind: Some(OrganisationKind::Region),
        ..unknown.clone()
    };
    work.update_organisation(&other, false)
        .await
        .expect("updated");
    let again = work
        .add_organisation(&crate::support::organisation(4, "Skansen", None), true)
        .await;
    assert!(matches!(again, Err(StorageError::Conflict(_))), "{again:?}");
    drop(work);

    let mut work = store.begin().await.expect("a transaction");
    work.add_organisation(&unknown, false).await.expect("added");
    work.add_alias(
        unknown.id,
        &slug("stiftelsen-skansen"),
        "Stiftelsen Skansen",
    )
    .await
    .expect("an alias");
    work.update_organisation(&other, false)
        .await
        .expect("updated");
    work.commit().await.expect("committed");
    let public = Visibility::public();
    assert_eq!(
        store
            .organisation_by_slug(&slug("stiftelsen-skansen"), &public)
            .await
            .expect("read"),
        None
    );
    let mut work = store.begin().await.expect("a transaction");
    work.update_organisation(&unknown, true)
        .await
        .expect("updated");
    work.commit().await.expect("committed");
    let found = store
        .organisation_by_slug(&slug("stiftelsen-skansen"), &public)
        .await
        .expect("read");
    // It was said to be of a kind before it was said to be of another.
    assert_eq!(found, Some(unknown.clone()));
    let named = [unknown.id.to_string(), "skansen".to_owned(), "x".to_owned()];
    assert_eq!(store.named(&named).await.expect("named"), [unknown]);
}

async fn a_body_once_public_stays_public(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let mut work = store.begin().await.expect("a transaction");
    work.put_body(&board(), false).await.expect("stored");
    assert_eq!(
        work.body(owner().id, &board().slug).await.expect("read"),
        Some(board())
    );
    work.commit().await.expect("committed");
    let found = store
        .bodies(&[board().id], &Visibility::public())
        .await
        .expect("bodies");
    assert_eq!(found.get(&board().id), Some(&board()));
}
