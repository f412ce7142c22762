//! What reads give, to whom, in which order, and in how many statements.

use crate::support::{
    TestDatabase, at, board, body, day, entry, furnish, id, meeting, municipality, owner, plain,
    postgres, rich, section, sqlite, store_record,
};
use application::ports::{BeginWork, Epoch, ReadModel};
use application::read::{
    AssignmentFilter, AssignmentOrder, Brief, ChangeFilter, Connection, DecisionBrief,
    DecisionFilter, DecisionOrder, FeedEntry, FeedKind, ItemBrief, MeetingFilter, MeetingOrder,
    OrganisationFilter, Page, Subject,
};
use application::search::terms;
use application::visibility::{Mask, Visibility, hidden_persons, masked};
use domain::adjustment::MinutesStatus;
use domain::assignment::AssignmentStatus;
use domain::attendance::{Attendance, Capacity, PersonRef, Presence};
use domain::body::BodyKind;
use domain::decision::{BudgetPeriod, Condition, ConditionState, DecisionKind};
use domain::id::{DecisionId, MeetingId, ParagraphId, PersonId, SecrecyId};
use domain::meeting::{Meeting, Placed};
use domain::paragraph::{Paragraph, Reference};
use domain::secrecy::{Basis, Lifted, Marking, Scope};
use persistence::Store;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement, TransactionTrait};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

on_both!(
    a_draft_is_in_no_list_but_that_of_those_inside,
    a_filter_keeps_what_it_names,
    pages_give_each_item_once_in_order,
    meetings_of_many_bodies_come_in_two_statements,
    the_number_of_statements_does_not_grow_with_the_number_of_records,
    a_list_takes_a_statement_whatever_its_size_and_one_more_to_count,
    surroundings_tell_what_the_viewer_may_know,
    decisions_on_remote_participation_are_found_by_their_index,
    a_brief_tells_what_its_record_tells,
    there_is_no_brief_of_what_may_hide_something,
    there_is_no_brief_of_what_is_marked,
    whoever_is_hidden_is_in_no_record_of_which_there_is_a_brief,
    lines_for_unions_are_found_by_their_index,
    a_search_reads_nothing_but_the_index,
    what_a_search_leaves_out_is_found_by_its_index,
    what_was_read_at_an_epoch_is_read_once,
    a_series_tells_what_is_missing,
    a_union_representative_has_no_name_for_the_public,
    the_feed_and_the_journal_page_by_their_numbers,
);

fn all() -> Page {
    Page {
        first: 100,
        after: None,
        skip: 0,
        count: true,
    }
}

fn inside() -> Visibility {
    let mut see = Visibility::public();
    see.inside.insert(owner().id);
    see
}

fn searching(query: &str) -> DecisionFilter {
    DecisionFilter {
        terms: Some(terms(query)),
        ..DecisionFilter::default()
    }
}

async fn a_draft_is_in_no_list_but_that_of_those_inside(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let draft = rich(1000);
    store_record(store, &draft, 1, false).await;
    let mut work = store.begin().await.expect("a transaction");
    work.add_organisation(&crate::support::organisation(9, "Dold", None), false)
        .await
        .expect("added");
    let hidden = domain::body::Body {
        owner: municipality().id,
        ..body(13, BodyKind::Other)
    };
    work.put_body(&hidden, false).await.expect("stored");
    work.commit().await.expect("committed");

    let first = draft.paragraphs.first().expect("a §");
    for (see, held) in [(Visibility::public(), 0_u64), (inside(), 1)] {
        let see = &see;
        let some = held == 1;
        let filter = MeetingFilter::default();
        let order = MeetingOrder::default();
        assert_eq!(
            store.records(&[draft.id], see).await.expect("read").len() as u64,
            held
        );
        assert_eq!(
            store
                .meetings(&filter, order, &all(), see)
                .await
                .expect("read")
                .total,
            Some(held)
        );
        let of = store
            .meetings_of(&[board().id], &filter, order, &all(), see)
            .await
            .expect("read");
        assert_eq!(of[&board().id].total, Some(held));
        assert_eq!(of[&board().id].items.len() as u64, held);
        let decisions = DecisionOrder::DateDescending;
        let found = store
            .decisions(&DecisionFilter::default(), decisions, &all(), see)
            .await
            .expect("read");
        assert_eq!(found.total, Some(2 * held));
        let found = store
            .decisions(&searching("budget"), DecisionOrder::Relevance, &all(), see)
            .await;
        assert_eq!(found.expect("read").total, Some(2 * held));
        let found = store
            .paragraphs(&terms("budget"), &all(), see)
            .await
            .expect("read");
        assert_eq!(
            (found.total, found.items.len() as u64),
            (Some(2 * held), 2 * held)
        );
        let given = AssignmentOrder::default();
        let found = store
            .assignments(&AssignmentFilter::default(), given, &all(), see)
            .await
            .expect("read");
        assert_eq!(found.total, Some(held));
        assert_eq!(
            store
                .cited(board().id, 2024, 47, see)
                .await
                .expect("read")
                .len() as u64,
            held
        );
        assert_eq!(
            store
                .meeting_of_paragraph(first.id, see)
                .await
                .expect("read")
                .is_some(),
            some
        );
        assert_eq!(
            store
                .meeting_of_decision(first.decisions[0].id, see)
                .await
                .expect("read")
                .is_some(),
            some
        );
        let assignment = first.assignments[0].id;
        assert_eq!(
            store
                .meeting_of_assignment(assignment, see)
                .await
                .expect("read")
                .is_some(),
            some
        );
        assert_eq!(
            store
                .series_of(&[board().id], see)
                .await
                .expect("read")
                .len() as u64,
            held
        );
        let person = PersonId::from_uuid(id(101));
        assert_eq!(
            store.person(person, see).await.expect("read").is_some(),
            some
        );
        // What others keep to themselves stays theirs.
        assert!(
            store
                .bodies(&[hidden.id], see)
                .await
                .expect("read")
                .is_empty()
        );
        assert!(
            store
                .bodies_of(&[municipality().id], see)
                .await
                .expect("read")
                .is_empty()
        );
        let listed = store
            .organisations(&OrganisationFilter::default(), &all(), see)
            .await
            .expect("read");
        let slugs: Vec<&str> = listed.items.iter().map(|(_, key)| key.as_str()).collect();
        assert_eq!(slugs, ["samordningsforbundet-norr", "vindelns-kommun"]);
        let hidden = domain::id::OrganisationId::from_uuid(id(9));
        assert!(
            store
                .organisations_by_id(&[hidden], see)
                .await
                .expect("read")
                .is_empty()
        );
    }
}

async fn a_filter_keeps_what_it_names(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    store_record(store, &rich(1000), 1, true).await;
    store_record(store, &meeting(1001, "2024-06-01", 60), 1, true).await;
    store_record(
        store,
        &plain(1002, &body(11, BodyKind::MemberCouncil), None),
        1,
        true,
    )
    .await;
    let see = &Visibility::public();
    let order = MeetingOrder::DateDescending;
    let some = MeetingFilter::default;
    let today = |text| Some((MinutesStatus::Final, day(text)));
    for (filter, expected) in [
        (some(), vec![1001_u128, 1000, 1002]),
        (
            MeetingFilter {
                from: Some(day("2024-06-01")),
                ..some()
            },
            vec![1001],
        ),
        (
            MeetingFilter {
                to: Some(day("2024-05-31")),
                ..some()
            },
            vec![1000],
        ),
        (
            MeetingFilter {
                body: Some(board().id),
                ..some()
            },
            vec![1001, 1000],
        ),
        (
            MeetingFilter {
                organisation: Some(municipality().id),
                ..some()
            },
            vec![],
        ),
        (
            MeetingFilter {
                status: today("2024-04-14"),
                ..some()
            },
            vec![],
        ),
        (
            MeetingFilter {
                status: today("2024-04-15"),
                ..some()
            },
            vec![1001, 1000, 1002],
        ),
        (
            MeetingFilter {
                status: Some((MinutesStatus::Announced, day("2024-04-15"))),
                ..some()
            },
            vec![],
        ),
        (
            MeetingFilter {
                status: Some((MinutesStatus::Announced, day("2024-04-14"))),
                ..some()
            },
            vec![1001, 1000, 1002],
        ),
    ] {
        let found = store
            .meetings(&filter, order, &all(), see)
            .await
            .expect("read");
        let ids: Vec<u128> = found
            .items
            .iter()
            .map(|(id, _)| id.uuid().as_u128())
            .collect();
        assert_eq!(
            (found.total, ids),
            (Some(expected.len() as u64), expected),
            "{filter:?}"
        );
    }
    let any = DecisionFilter::default;
    for (filter, expected) in [
        (any(), 4),
        (
            DecisionFilter {
                concerns: Some(municipality().id),
                ..any()
            },
            1,
        ),
        (
            DecisionFilter {
                pending: true,
                ..any()
            },
            1,
        ),
        (
            DecisionFilter {
                kinds: vec![DecisionKind::Adopt, DecisionKind::Note],
                ..any()
            },
            4,
        ),
        (
            DecisionFilter {
                kinds: vec![DecisionKind::Note],
                ..any()
            },
            0,
        ),
        (
            DecisionFilter {
                from: Some(day("2024-04-01")),
                body: Some(board().id),
                ..any()
            },
            2,
        ),
        (
            DecisionFilter {
                to: Some(day("2024-04-01")),
                organisation: Some(owner().id),
                ..any()
            },
            2,
        ),
        (
            DecisionFilter {
                terms: Some(Vec::new()),
                ..any()
            },
            0,
        ),
        (
            DecisionFilter {
                concerns: Some(municipality().id),
                ..searching("budget")
            },
            1,
        ),
        (searching("planer för budgeten"), 2),
    ] {
        for order in [DecisionOrder::DateAscending, DecisionOrder::Relevance] {
            let found = store
                .decisions(&filter, order, &all(), see)
                .await
                .expect("read");
            assert_eq!(
                (found.total, found.items.len()),
                (Some(expected as u64), expected),
                "{filter:?}"
            );
        }
    }
    let any = AssignmentFilter::default;
    for (filter, expected) in [
        (any(), 1),
        (
            AssignmentFilter {
                assignee: Some("anna ek".to_owned()),
                ..any()
            },
            1,
        ),
        (
            AssignmentFilter {
                assignee: Some("bo".to_owned()),
                ..any()
            },
            0,
        ),
        (
            AssignmentFilter {
                status: Some(AssignmentStatus::Open),
                body: Some(board().id),
                ..any()
            },
            1,
        ),
        (
            AssignmentFilter {
                status: Some(AssignmentStatus::Done),
                ..any()
            },
            0,
        ),
        (
            AssignmentFilter {
                due_from: Some(day("2024-05-03")),
                ..any()
            },
            0,
        ),
        (
            AssignmentFilter {
                due_to: Some(day("2024-05-02")),
                organisation: Some(owner().id),
                ..any()
            },
            1,
        ),
    ] {
        let found = store
            .assignments(&filter, AssignmentOrder::DueAscending, &all(), see)
            .await
            .expect("read");
        assert_eq!(found.total, Some(expected), "{filter:?}");
    }
}

/// Records over which lists are long: some share a day, one has none.
async fn many(store: &Store) -> Vec<Meeting> {
    furnish(store).await;
    let mut meetings: Vec<Meeting> = (0..7_u128)
        .map(|number| {
            meeting(
                1000 + number,
                &format!("2024-0{}-10", 1 + number / 2),
                1 + 2 * number as u32,
            )
        })
        .collect();
    let weighty = section(&meetings[3], 90, "budget budget budget");
    meetings[3].paragraphs.push(weighty);
    let mut undated = plain(1100, &board(), None);
    undated.paragraphs = vec![section(&undated, 1, "Budget utan dag")];
    meetings.push(undated);
    let mut rich = rich(1200);
    rich.paragraphs.truncate(1);
    meetings.push(rich);
    for meeting in &meetings {
        store_record(store, meeting, 1, true).await;
    }
    meetings
}

fn keys<T>(connection: &Connection<T>) -> Vec<String> {
    connection
        .items
        .iter()
        .map(|(_, key)| key.clone())
        .collect()
}

/// Collects a list page by page and compares it with the whole.
macro_rules! paged {
    ($list:expr) => {{
        let list = $list;
        let whole = list(Page {
            first: 1000,
            after: None,
            skip: 0,
            count: true,
        })
        .await
        .expect("the whole");
        assert_eq!(whole.total, Some(whole.items.len() as u64));
        assert!(!whole.has_next && whole.items.len() > 2);
        let mut collected = Vec::new();
        let mut after = None;
        loop {
            let page = list(Page {
                first: 2,
                after: after.clone(),
                skip: 0,
                count: true,
            })
            .await
            .expect("a page");
            assert_eq!(page.total, whole.total);
            after = page.items.last().map(|(_, key)| key.clone());
            collected.extend(keys(&page));
            if !page.has_next {
                break;
            }
            assert_eq!(page.items.len(), 2);
        }
        assert_eq!(collected, keys(&whole));
        assert_eq!(
            collected.iter().collect::<BTreeSet<_>>().len(),
            collected.len()
        );
        collected
    }};
}

async fn lists(store: &Store) -> Vec<Vec<String>> {
    let see = &Visibility::public();
    let meetings = &MeetingFilter::default();
    let decisions = &DecisionFilter::default();
    let search = &searching("budget");
    let found = &terms("budget");
    let mut lists = Vec::new();
    for order in [MeetingOrder::DateAscending, MeetingOrder::DateDescending] {
        lists.push(paged!(|page| async move {
            store.meetings(meetings, order, &page, see).await
        }));
        lists.push(paged!(|page| async move {
            let found = store
                .meetings_of(&[board().id], meetings, order, &page, see)
                .await?;
            Ok::<_, application::error::StorageError>(found[&board().id].clone())
        }));
    }
    for order in [
        DecisionOrder::DateAscending,
        DecisionOrder::DateDescending,
        DecisionOrder::Relevance,
    ] {
        lists.push(paged!(|page| async move {
            store.decisions(decisions, order, &page, see).await
        }));
        lists.push(paged!(|page| async move {
            store.decisions(search, order, &page, see).await
        }));
    }
    lists.push(paged!(|page| async move {
        store.paragraphs(found, &page, see).await
    }));
    lists
}

async fn pages_give_each_item_once_in_order(database: TestDatabase) {
    let store = &database.store;
    many(store).await;
    let lists = lists(store).await;
    let mut reversed = lists[2].clone();
    reversed.reverse();
    assert_eq!(lists[0], reversed);
    assert!(lists[0][0].starts_with('#'), "the undated first");
    assert!(
        lists[8][0].starts_with(|first: char| first.is_ascii_digit()) && lists[9][0].contains('|')
    );
    // A cursor that is none of ours has nothing after it, and is no error.
    let strange = Page {
        first: 5,
        after: Some("x".to_owned()),
        skip: 0,
        count: true,
    };
    let see = Visibility::public();
    let found = store
        .decisions(
            &searching("budget"),
            DecisionOrder::Relevance,
            &strange,
            &see,
        )
        .await;
    assert!(found.expect("read").items.is_empty());
}

#[tokio::test]
async fn both_engines_give_the_same_hits_in_the_same_order() {
    let (one, other) = (sqlite().await, postgres().await);
    many(&one.store).await;
    many(&other.store).await;
    assert_eq!(lists(&one.store).await, lists(&other.store).await);
}

async fn meetings_of_many_bodies_come_in_two_statements(mut database: TestDatabase) {
    many(&database.store).await;
    let council = body(11, BodyKind::MemberCouncil);
    for number in 1300..1303 {
        store_record(
            &database.store,
            &plain(number, &council, Some(day("2024-02-02"))),
            1,
            true,
        )
        .await;
    }
    let counted = count(&mut database.store);
    let page = Page {
        first: 2,
        after: None,
        skip: 0,
        count: true,
    };
    let bodies = [
        board().id,
        council.id,
        body(12, BodyKind::CooperationGroup).id,
    ];
    let see = Visibility::public();
    let found = database
        .store
        .meetings_of(
            &bodies,
            &MeetingFilter::default(),
            MeetingOrder::DateDescending,
            &page,
            &see,
        )
        .await
        .expect("read");
    assert_eq!(counted.load(Ordering::SeqCst), 2);
    let shape: Vec<_> = bodies
        .iter()
        .map(|id| (found[id].total, found[id].items.len(), found[id].has_next))
        .collect();
    assert_eq!(
        shape,
        [(Some(9), 2, true), (Some(3), 2, true), (Some(0), 0, false)]
    );
}

fn count(store: &mut Store) -> Arc<AtomicUsize> {
    let counted = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&counted);
    store.on_statement(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    counted
}

async fn the_number_of_statements_does_not_grow_with_the_number_of_records(
    mut database: TestDatabase,
) {
    furnish(&database.store).await;
    let mut work = database.store.begin().await.expect("a transaction");
    work.put_association(&crate::writes::association())
        .await
        .expect("a register");
    work.commit().await.expect("committed");
    let mut ids = Vec::new();
    for number in 0..20_u128 {
        let mut meeting = rich(3000 + number);
        // Each on its own §§, so that ids of decisions differ and numbers do not run out.
        meeting.occasion.date = Some(day(&format!("2024-03-{:02}", number + 1)));
        store_record(&database.store, &meeting, 1, true).await;
        ids.push(meeting.id);
    }
    let counted = count(&mut database.store);
    let see = Visibility::public();
    let store = &database.store;
    let one = store.surrounded(&ids[..1], &see).await.expect("read");
    let for_one = counted.swap(0, Ordering::SeqCst);
    let twenty = store.surrounded(&ids, &see).await.expect("read");
    let for_twenty = counted.swap(0, Ordering::SeqCst);
    assert_eq!((one.len(), twenty.len()), (1, 20));
    assert_eq!(for_one, for_twenty);
    assert!(for_one <= 24, "{for_one} statements");
    let alone = store.records(&ids, &see).await.expect("read");
    let for_alone = counted.swap(0, Ordering::SeqCst);
    assert_eq!(alone.len(), 20);
    let most = match database.url.starts_with("postgres") {
        true => 1,
        false => 14,
    };
    assert!(for_alone <= most, "{for_alone} statements");
}

async fn a_list_takes_a_statement_whatever_its_size_and_one_more_to_count(
    mut database: TestDatabase,
) {
    many(&database.store).await;
    let counted = count(&mut database.store);
    let see = Visibility::public();
    for (first, count) in [(1, true), (100, true), (100, false)] {
        let page = Page {
            first,
            after: None,
            skip: 0,
            count,
        };
        let statements = 1 + usize::from(count);
        let store = &database.store;
        let found = store
            .meetings(
                &MeetingFilter::default(),
                MeetingOrder::default(),
                &page,
                &see,
            )
            .await
            .expect("read");
        assert_eq!(found.total.is_some(), count);
        assert_eq!(counted.swap(0, Ordering::SeqCst), statements);
        store
            .decisions(&searching("budget"), DecisionOrder::Relevance, &page, &see)
            .await
            .expect("read");
        assert_eq!(counted.swap(0, Ordering::SeqCst), statements);
    }
}

async fn surroundings_tell_what_the_viewer_may_know(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let council = body(11, BodyKind::MemberCouncil);
    let mut earlier = meeting(1000, "2023-11-30", 12);
    earlier
        .paragraphs
        .push(section(&earlier, 14, "Deltagande på DISTANS medges"));
    store_record(store, &earlier, 1, true).await;
    let mut draft = meeting(1001, "2024-01-10", 1);
    draft.paragraphs.push(section(&draft, 3, "distans igen"));
    store_record(store, &draft, 1, false).await;
    store_record(
        store,
        &plain(1002, &council, Some(day("2023-10-01"))),
        1,
        true,
    )
    .await;
    store_record(
        store,
        &plain(1003, &council, Some(day("2023-02-01"))),
        1,
        true,
    )
    .await;
    let mut later = meeting(1004, "2024-03-14", 5);
    let refer = |date: Option<&str>, number| Reference {
        text: "se".to_owned(),
        date: date.map(day),
        number: Some(number),
    };
    later.paragraphs[0].references = vec![
        refer(Some("2023-11-30"), 12),
        refer(Some("2023-11-30"), 99),
        refer(Some("2024-01-10"), 1),
        refer(None, 2),
        refer(None, 6),
        refer(None, 40),
    ];
    store_record(store, &later, 1, true).await;

    let dates = |dates: &[&str]| dates.iter().map(|date| day(date)).collect::<Vec<_>>();
    let read = |see: Visibility| async move {
        let found = store
            .surrounded(&[MeetingId::from_uuid(id(1004))], &see)
            .await
            .expect("read");
        let found = &found[&MeetingId::from_uuid(id(1004))];
        let alone = found.clone().within(());
        let told = store.surroundings(&[&alone], &see).await.expect("read");
        assert_eq!((told.len(), &told[0]), (1, &found.surroundings));
        // Of one record that was read twice each reading has them.
        let twice = store.surroundings(&[&alone, &alone], &see).await;
        assert_eq!(twice.expect("read"), [told[0].clone(), told[0].clone()]);
        found.surroundings.clone()
    };
    let public = read(Visibility::public()).await;
    assert_eq!(public.previous_meeting, Some(day("2023-11-30")));
    assert_eq!(public.council_meetings, dates(&["2023-10-01"]));
    assert_eq!(
        public.held_references,
        [(day("2023-11-30"), 12), (day("2024-03-14"), 6)].into()
    );
    assert_eq!(public.held_meetings, [day("2023-11-30")].into());
    assert_eq!(public.association, None);
    let remote: Vec<_> = public
        .earlier_remote_decisions
        .iter()
        .map(|d| (d.date, d.label.as_deref()))
        .collect();
    assert_eq!(remote, [(day("2023-11-30"), Some("§ 14"))]);

    let within = read(inside()).await;
    assert_eq!(within.previous_meeting, Some(day("2024-01-10")));
    assert!(within.held_references.contains(&(day("2024-01-10"), 1)));
    assert!(within.held_references.contains(&(day("2024-01-10"), 2)));
    assert_eq!(
        within.held_meetings,
        [day("2023-11-30"), day("2024-01-10")].into()
    );
    assert_eq!(within.earlier_remote_decisions.len(), 2);

    let mut work = store.begin().await.expect("a transaction");
    assert_eq!(work.surroundings(&later).await.expect("read"), within);
    let records = work.records_of(owner().id).await.expect("records");
    assert_eq!(records.len(), 5);
    assert_eq!(
        records.last().map(|record| &record.surroundings),
        Some(&within)
    );
}

async fn decisions_on_remote_participation_are_found_by_their_index(database: TestDatabase) {
    furnish(&database.store).await;
    let held = meeting(1000, "2024-03-14", 1);
    store_record(&database.store, &held, 1, true).await;
    let see = Visibility::public();
    let ask = async |store: &Store| drop(store.surrounded(&[held.id], &see).await.expect("read"));
    let others = "DROP INDEX decision_body, decision_date;";
    assert_by_index(database, "distans", "decision_remote", others, ask).await;
}

async fn lines_for_unions_are_found_by_their_index(database: TestDatabase) {
    furnish(&database.store).await;
    let held = meeting(1000, "2024-03-14", 1);
    store_record(&database.store, &held, 1, true).await;
    let see = Visibility::public();
    let ids = [held.paragraphs[0].id];
    let ask = async |store: &Store| drop(store.briefs(&ids, &see).await.expect("read"));
    let others = "ALTER TABLE attendance DROP CONSTRAINT attendance_pkey;";
    assert_by_index(database, "UNION", "attendance_union", others, ask).await;
}

/// Searches, and holds the statement to an index.
async fn assert_search_by(database: TestDatabase, index: &str) {
    let ask = async |store: &Store| {
        let terms = ["budget".to_owned(), "plan".to_owned()];
        let (page, see) = (Page::default(), Visibility::public());
        let found = store.paragraphs(&terms, &page, &see).await;
        drop(found.expect("read"));
    };
    let others = "SET LOCAL enable_bitmapscan = off;";
    assert_by_index(database, "SUM(", index, others, ask).await;
}

async fn a_search_reads_nothing_but_the_index(database: TestDatabase) {
    let index = match database.url.starts_with("postgres") {
        true => "Index Only Scan using posting_pkey",
        // The table is its own index there.
        false => "posting USING PRIMARY KEY",
    };
    assert_search_by(database, index).await;
}

async fn what_a_search_leaves_out_is_found_by_its_index(database: TestDatabase) {
    assert_search_by(database, "meeting_published").await;
}

/// Asks for something, and holds the statement with a word in it to an index. On PostgreSQL the other ways that are as good
/// over so few rows are taken away.
async fn assert_by_index(
    mut database: TestDatabase,
    word: &'static str,
    index: &str,
    others: &str,
    ask: impl AsyncFnOnce(&Store),
) {
    let asked = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&asked);
    database.store.on_statement(move |sql| {
        if sql.contains(word) {
            *heard.lock().expect("unpoisoned") = sql.to_owned();
        }
    });
    ask(&database.store).await;
    let asked = asked.lock().expect("unpoisoned").clone();
    let raw = Database::connect(&database.url)
        .await
        .expect("a connection");
    let engine = raw.get_database_backend();
    // One connection for all of it.
    let raw = raw.begin().await.expect("a transaction");
    let plan = match engine {
        DbBackend::Postgres => {
            // The plan is that for whatever values.
            let prepared = format!(
                "SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan;
                {others} PREPARE asked AS {asked}"
            );
            raw.execute_unprepared(&prepared).await.expect("prepared");
            let values = vec!["NULL"; asked.matches('$').count()].join(", ");
            format!("EXPLAIN EXECUTE asked({values})")
        }
        _ => format!("EXPLAIN QUERY PLAN {asked}"),
    };
    let rows = raw
        .query_all_raw(Statement::from_string(engine, plan))
        .await;
    let plan: Vec<String> = rows
        .expect("a plan")
        .iter()
        .map(|row| {
            let column = usize::from(engine != DbBackend::Postgres) * 3;
            row.try_get_by_index(column).expect("a line")
        })
        .collect();
    assert!(
        plan.iter().any(|line| line.contains(index)),
        "{asked}\n{plan:#?}"
    );
}

/// What a brief would tell of a § and of the decisions under it and under its sub-items.
fn told(meeting: &Meeting, top: &Paragraph) -> (Brief, Vec<(DecisionId, DecisionBrief)>) {
    let placed = meeting.find(top.id).expect("held");
    let brief = Brief {
        meeting: meeting.id,
        date: meeting.occasion.date,
        body: Arc::new(meeting.body.clone()),
        year: meeting.series_year(),
        paragraph: top.id,
        number: top.number,
        label: meeting.label(placed),
        title: top.title.clone(),
        text: top.text.clone(),
    };
    let below = top.items.iter().map(|item| {
        let held = ItemBrief {
            id: item.id,
            label: meeting.label(meeting.find(item.id).expect("held")),
            title: item.title.clone(),
        };
        (Some(held), item)
    });
    let places = std::iter::once((None, top)).chain(below);
    let decisions = places.flat_map(|(item, place)| {
        let under = Arc::new(brief.clone());
        place.decisions.iter().map(move |decision| {
            let decided = DecisionBrief {
                under: Arc::clone(&under),
                item: item.clone(),
                kind: decision.kind,
                text: decision.text.clone(),
                condition: decision.condition.clone(),
                budget: decision.budget,
            };
            (decision.id, decided)
        })
    });
    let decisions = decisions.collect();
    (brief, decisions)
}

async fn a_brief_tells_what_its_record_tells(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let mut held = rich(1000);
    held.appeals.clear();
    let number = "Insats för 811218-9876 beviljas.";
    let last = held.paragraphs.last_mut().expect("a §");
    last.text = Some(number.to_owned());
    last.title = Some(number.to_owned());
    last.decisions[0].text = number.to_owned();
    let mut item = section(&held, 80, number);
    item.number = None;
    item.letter = Some('b');
    item.decisions[0].condition = Some(Condition {
        text: number.to_owned(),
        state: ConditionState::Pending,
    });
    item.decisions[0].budget = Some(BudgetPeriod {
        first_year: Some(2025),
        last_year: None,
    });
    held.paragraphs[0].items.push(item);
    let undated = Meeting {
        paragraphs: vec![Paragraph {
            number: None,
            title: None,
            text: None,
            ..section(&held, 90, "utan nummer")
        }],
        ..plain(1001, &body(11, BodyKind::MemberCouncil), None)
    };
    let draft = meeting(1002, "2024-05-02", 60);
    for (meeting, published) in [(&held, true), (&undated, true), (&draft, false)] {
        store_record(store, meeting, 1, published).await;
    }
    for placed in held.placed() {
        let sought = held.seek(&|item| item.id == placed.item.id).expect("held");
        let above = |placed: Placed<'_>| (placed.top.id, placed.parent.map(|parent| parent.id));
        assert_eq!(sought.item.id, placed.item.id);
        assert_eq!(above(sought), above(placed));
    }
    let all = [&held, &undated, &draft];
    let tops = || {
        all.iter()
            .flat_map(|meeting| meeting.paragraphs.iter().map(move |top| (meeting, top)))
    };
    let ids: Vec<ParagraphId> = tops().map(|(_, top)| top.id).collect();
    let decided: Vec<DecisionId> = tops()
        .flat_map(|(_, top)| std::iter::once(top).chain(&top.items))
        .flat_map(|place| &place.decisions)
        .map(|held| held.id)
        .collect();
    for see in [Visibility::public(), inside()] {
        let within = !see.inside.is_empty();
        let briefs = store.briefs(&ids, &see).await.expect("read");
        let decisions = store.decision_briefs(&decided, &see).await.expect("read");
        let concerns = store.concerns(&decided, &see).await.expect("read");
        // The record as the viewer sees it.
        let records = store
            .records(&all.map(|meeting| meeting.id), &see)
            .await
            .expect("read");
        assert_eq!(records.len(), if within { 3 } else { 2 });
        let (mut seen, mut taken) = (0, 0);
        for record in records.values() {
            let mask = Mask::of(&record.meeting, &record.hidden, &see);
            let meeting = masked(&record.meeting, &mask);
            for top in &meeting.paragraphs {
                let (brief, under) = told(&meeting, top);
                assert_eq!(*briefs[&top.id], brief);
                seen += 1;
                for (id, brief) in under {
                    assert_eq!(*decisions[&id], brief);
                    taken += 1;
                }
                for decision in &top.decisions {
                    assert_eq!(concerns[&decision.id], decision.concerns);
                }
            }
        }
        assert_eq!((seen, taken), (briefs.len(), decisions.len()));
        assert!(listed_in_brief(store, &see).await >= 2 * taken);
        assert_eq!(concerns.values().filter(|held| !held.is_empty()).count(), 1);
        let shown = briefs[&held.paragraphs[1].id].text.as_deref();
        assert_eq!(shown == Some(number), within, "{shown:?}");
    }
}

/// A list in brief lists what the list does, and tells what the briefs do; gives how many it tells of.
async fn listed_in_brief(store: &Store, see: &Visibility) -> usize {
    let mut told = 0;
    for (filter, order) in [
        (DecisionFilter::default(), DecisionOrder::DateDescending),
        (DecisionFilter::default(), DecisionOrder::DateAscending),
        (searching("budget"), DecisionOrder::Relevance),
    ] {
        let listed = store.decisions(&filter, order, &all(), see).await;
        let listed = listed.expect("read");
        let ids: Vec<DecisionId> = listed.items.iter().map(|(hit, _)| hit.decision).collect();
        let briefs = store.decision_briefs(&ids, see).await.expect("read");
        let in_brief = store.decisions_in_brief(&filter, order, &all(), see).await;
        let in_brief = in_brief.expect("read");
        assert_eq!(in_brief.total, listed.total);
        assert_eq!(in_brief.items.len(), listed.items.len());
        for ((found, at), (hit, key)) in in_brief.items.iter().zip(&listed.items) {
            assert_eq!((&found.hit, at), (hit, key));
            assert_eq!(found.brief, briefs.get(&hit.decision).cloned());
            told += usize::from(found.brief.is_some());
        }
    }
    told
}

type Change<'a> = &'a dyn Fn(&mut Meeting);

async fn there_is_no_brief_of_what_may_hide_something(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let union = |meeting: &mut Meeting| {
        meeting.attendance = Some(vec![Attendance {
            person: crate::support::person(101),
            organisation: None,
            title: None,
            party: None,
            capacity: Capacity::Union,
            deciding: None,
            remote: None,
            substitutes_for: None,
            presence: Presence::Whole,
        }]);
    };
    let appealed = |meeting: &mut Meeting| meeting.appeals = rich(1002).appeals;
    let group = |meeting: &mut Meeting| meeting.body = body(12, BodyKind::CooperationGroup);
    let below = |meeting: &mut Meeting, top: u128| {
        let mut top = Paragraph::empty(ParagraphId::from_uuid(id(top)));
        top.items = std::mem::take(&mut meeting.paragraphs);
        meeting.paragraphs = vec![top];
    };
    let item = |meeting: &mut Meeting| below(meeting, 77);
    let deeper = |meeting: &mut Meeting| {
        below(meeting, 78);
        below(meeting, 79);
    };
    let nothing = |_: &mut Meeting| {};
    let cases: [(&str, Change<'_>, bool, [usize; 2]); 7] = [
        ("union", &union, true, [0, 0]),
        ("appeal", &appealed, true, [0, 0]),
        ("group", &group, true, [0, 0]),
        ("sub-item", &item, true, [0, 1]),
        ("sub-item of a sub-item", &deeper, true, [0, 0]),
        ("draft", &nothing, false, [0, 0]),
        ("nothing", &nothing, true, [1, 1]),
    ];
    for (number, (what, change, published, told)) in (1000..).zip(cases) {
        let mut held = meeting(number, "2024-03-14", 1);
        let decision = held.paragraphs[0].decisions[0].id;
        let paragraph = held.paragraphs[0].id;
        change(&mut held);
        store_record(store, &held, 1, published).await;
        let see = Visibility::public();
        let briefs = store.briefs(&[paragraph], &see).await.expect("read");
        let decisions = store.decision_briefs(&[decision], &see).await;
        let found = [briefs.len(), decisions.expect("read").len()];
        assert_eq!(found, told, "{what}");
    }
    for see in [Visibility::public(), inside()] {
        listed_in_brief(store, &see).await;
    }
}

async fn there_is_no_brief_of_what_is_marked(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let mut held = rich(1000);
    held.appeals.clear();
    store_record(store, &held, 1, true).await;
    // The last § is marked: nothing of the record is told in brief.
    let marked = held.paragraphs.last().expect("a §").id;
    let first = held.paragraphs.first().expect("a §");
    let (paragraph, decision) = (first.id, first.decisions[0].id);
    let see = Visibility::public();
    let count = async || {
        let briefs = store.briefs(&[paragraph], &see).await.expect("read").len();
        let decisions = store.decision_briefs(&[decision], &see).await;
        let concerns = store.concerns(&[decision], &see).await;
        [
            briefs,
            decisions.expect("read").len(),
            concerns.expect("read").len(),
        ]
    };
    assert_eq!(count().await, [1; 3]);
    let scopes = [
        Scope::Paragraph(marked),
        Scope::Words(marked, vec!["budget".to_owned()]),
    ];
    for (number, scope) in (7_000..).zip(scopes) {
        let mut marking = Marking {
            id: SecrecyId::from_uuid(id(number)),
            meeting: held.id,
            scope,
            basis: Basis::parse("26 kap. 1 §", None).expect("a provision"),
            on: day("2024-04-01"),
            by: "Anna Ek".to_owned(),
            note: None,
            lifted: None,
        };
        let put = async |marking: &Marking| {
            let mut work = store.begin().await.expect("a transaction");
            work.put_marking(owner().id, marking).await.expect("stored");
            work.commit().await.expect("committed");
        };
        put(&marking).await;
        assert_eq!(count().await, [0; 3], "{:?}", marking.scope);
        marking.lifted = Some(Lifted {
            on: day("2024-04-02"),
            by: "Anna Ek".to_owned(),
        });
        put(&marking).await;
        assert_eq!(count().await, [1; 3]);
    }
}

/// The database is asked for what `hidden_persons` says in Rust.
async fn whoever_is_hidden_is_in_no_record_of_which_there_is_a_brief(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let bodies = [
        board(),
        body(11, BodyKind::MemberCouncil),
        body(12, BodyKind::CooperationGroup),
    ];
    let capacities = [
        Capacity::Member,
        Capacity::ServingSubstitute,
        Capacity::Substitute,
        Capacity::Employer,
        Capacity::Union,
        Capacity::Official,
        Capacity::Other,
    ];
    let (mut number, mut hidden, mut brief) = (1000, 0, 0);
    for body in &bodies {
        for capacity in capacities {
            for absent in [None, Some(102)] {
                let mut held = plain(number, body, Some(day("2024-03-14")));
                held.paragraphs = vec![section(&held, 1, "Budget antas")];
                held.attendance = Some(vec![Attendance {
                    person: crate::support::person(101),
                    organisation: None,
                    title: None,
                    party: None,
                    capacity,
                    deciding: None,
                    remote: None,
                    substitutes_for: None,
                    presence: Presence::Whole,
                }]);
                held.absent = absent.map(|person| {
                    vec![domain::attendance::Absentee {
                        person: crate::support::person(person),
                        organisation: None,
                    }]
                });
                store_record(store, &held, 1, true).await;
                let hides = !hidden_persons(&held).is_empty();
                let told = store
                    .briefs(&[held.paragraphs[0].id], &Visibility::public())
                    .await;
                let told = !told.expect("read").is_empty();
                assert!(!(hides && told), "{:?} {capacity:?} {absent:?}", body.kind);
                hidden += usize::from(hides);
                brief += usize::from(told);
                number += 1;
            }
        }
    }
    assert_eq!((hidden, brief), (12, 24));
}

async fn what_was_read_at_an_epoch_is_read_once(mut database: TestDatabase) {
    furnish(&database.store).await;
    store_record(&database.store, &meeting(1000, "2024-03-14", 1), 1, true).await;
    store_record(&database.store, &meeting(1009, "2024-09-12", 9), 1, false).await;
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    database.store.on_statement(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let store = &database.store;
    // One of each list that is counted, a body and its owner: the total, and how many statements it took.
    let ask = async |read: &dyn ReadModel, see: &Visibility| {
        count.store(0, Ordering::Relaxed);
        let order = (MeetingOrder::DateAscending, DecisionOrder::DateAscending);
        let all = all();
        let found = read
            .meetings(&MeetingFilter::default(), order.0, &all, see)
            .await;
        let meetings = found.expect("read").total;
        let found = read
            .decisions(&DecisionFilter::default(), order.1, &all, see)
            .await;
        let decisions = found.expect("read").total;
        let found = read
            .decisions(&searching("budget"), order.1, &all, see)
            .await;
        let searched = found.expect("read").total;
        let found = read.paragraphs(&terms("budget"), &all, see).await;
        let paragraphs = found.expect("read").total;
        let given = AssignmentOrder::GivenAscending;
        let found = read
            .assignments(&AssignmentFilter::default(), given, &all, see)
            .await;
        let assignments = found.expect("read").total;
        let bodies = read.bodies(&[board().id], see).await.expect("read");
        assert_eq!(bodies[&board().id], board());
        let owners = read
            .organisations_by_id(&[owner().id], see)
            .await
            .expect("read");
        assert_eq!(owners[&owner().id], owner());
        let totals = [meetings, decisions, searched, paragraphs, assignments];
        (
            totals.map(|total| total.expect("counted")),
            count.load(Ordering::Relaxed),
        )
    };
    let public = Visibility::public();
    let (first, all) = ask(store, &public).await;
    assert_eq!((first, all), ([1, 2, 2, 2, 0], 12));
    // Nothing is held where nobody says at which epoch.
    assert_eq!(ask(store, &public).await, (first, all));
    let early = store.at(Epoch(5));
    assert_eq!(ask(&*early, &public).await, (first, all));
    assert_eq!(ask(&*early, &public).await, (first, all - 7));
    assert_eq!(ask(&*store.at(Epoch(5)), &public).await, (first, all - 7));
    // One inside has other totals, and reads bodies as the public does not see them.
    let within = [2, 4, 4, 4, 0];
    assert_eq!(ask(&*early, &inside()).await, (within, all));
    assert_eq!(ask(&*early, &inside()).await, (within, all - 5));
    let still = early.standing().await.expect("one state");
    assert_eq!(ask(&*still, &public).await.0, first);
    store_record(store, &meeting(1001, "2024-04-11", 3), 1, true).await;
    let late = store.at(Epoch(6));
    let second = [2, 4, 4, 4, 0];
    assert_eq!(ask(&*late, &public).await, (second, all));
    assert_eq!(ask(&*late, &public).await, (second, all - 7));
    // Whoever came before the others is given nothing of theirs, and puts nothing among it.
    assert_eq!(ask(&*early, &public).await, (second, all));
    assert_eq!(ask(&*late, &public).await, (second, all - 7));
    assert_eq!(ask(&*still, &public).await.0, first);
    // One state takes nothing from the shelf.
    store_record(store, &meeting(1002, "2024-05-16", 5), 1, true).await;
    let still = late.standing().await.expect("one state");
    assert_eq!(ask(&*still, &public).await.0, [3, 6, 6, 6, 0]);
    assert_eq!(ask(&*late, &public).await, (second, all - 7));
    // What is ordered by words is counted for itself.
    let mut totals = Vec::new();
    for order in [
        AssignmentOrder::GivenAscending,
        AssignmentOrder::DueAscending,
    ] {
        count.store(0, Ordering::Relaxed);
        let read = store.at(Epoch(7));
        let found = read
            .assignments(&AssignmentFilter::default(), order, &self::all(), &public)
            .await;
        totals.push((found.expect("read").total, count.load(Ordering::Relaxed)));
    }
    assert_eq!(totals, [(Some(0), 2); 2]);
}

async fn a_series_tells_what_is_missing(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let mut first = meeting(1000, "2024-02-01", 1);
    first.paragraphs.push(section(&first, 4, "efter luckan"));
    first.paragraphs[1].voided = Some("drogs två gånger".to_owned());
    store_record(store, &first, 1, true).await;
    store_record(store, &meeting(1001, "2024-05-01", 7), 1, true).await;
    store_record(store, &meeting(1002, "2023-05-01", 1), 1, true).await;
    let council = body(11, BodyKind::MemberCouncil);
    let mut other = plain(1003, &council, Some(day("2024-05-01")));
    other.paragraphs = vec![section(&other, 1, "ett")];
    store_record(store, &other, 1, true).await;
    let found = store
        .series_of(&[board().id, council.id], &Visibility::public())
        .await
        .expect("read");
    let board = &found[&board().id];
    assert_eq!(
        board.iter().map(|series| series.year).collect::<Vec<_>>(),
        [Some(2024), Some(2023)]
    );
    assert_eq!((board[0].first, board[0].last), (Some(1), Some(8)));
    assert_eq!(
        (board[0].gaps.as_slice(), board[0].unknown.as_slice()),
        (&[3][..], &[5, 6][..])
    );
    assert_eq!(board[0].voided.len(), 1);
    assert_eq!(
        (found[&council.id][0].year, found[&council.id][0].meeting),
        (None, Some(other.id))
    );
}

async fn a_union_representative_has_no_name_for_the_public(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let group = body(12, BodyKind::CooperationGroup);
    let mut meeting = plain(1000, &group, Some(day("2024-02-01")));
    let line = |number, capacity| Attendance {
        person: crate::support::person(number),
        organisation: None,
        title: None,
        party: None,
        capacity,
        deciding: None,
        remote: None,
        substitutes_for: None,
        presence: Presence::Whole,
    };
    meeting.attendance = Some(vec![
        line(101, Capacity::Union),
        line(102, Capacity::Employer),
    ]);
    meeting.absent = Some(vec![domain::attendance::Absentee {
        person: crate::support::person(103),
        organisation: None,
    }]);
    // As adjuster, too, the representative is nobody.
    meeting.officers.adjusters = Some(vec![crate::support::person(101)]);
    store_record(store, &meeting, 1, true).await;
    let name = |number, see: Visibility| async move {
        store
            .person(PersonId::from_uuid(id(number)), &see)
            .await
            .expect("read")
    };
    assert_eq!(name(101, Visibility::public()).await, None);
    assert_eq!(name(103, Visibility::public()).await, None);
    assert_eq!(name(104, Visibility::public()).await, None);
    assert_eq!(
        name(102, Visibility::public()).await.as_deref(),
        Some("Bo Alm")
    );
    assert_eq!(name(101, inside()).await.as_deref(), Some("Anna Ek"));
    assert_eq!(name(999, inside()).await, None);
    // Elsewhere the same person may be a member like any other.
    let mut elsewhere = plain(1001, &board(), Some(day("2024-02-02")));
    elsewhere.officers.chair = Some(PersonRef {
        ..crate::support::person(101)
    });
    store_record(store, &elsewhere, 1, true).await;
    assert_eq!(
        name(101, Visibility::public()).await.as_deref(),
        Some("Anna Ek")
    );
}

async fn the_feed_and_the_journal_page_by_their_numbers(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let mut work = store.begin().await.expect("a transaction");
    for turn in 0..6 {
        let organisation = if turn % 2 == 0 {
            owner().id
        } else {
            municipality().id
        };
        let subject = Subject::Organisation(organisation);
        let kind = FeedKind::RegisterChanged;
        work.publish(FeedEntry {
            organisation,
            at: at(),
            kind,
            subject,
        })
        .await
        .expect("published");
        work.append(entry(&turn.to_string()))
            .await
            .expect("appended");
    }
    work.commit().await.expect("committed");
    let of_owner = ChangeFilter {
        organisation: Some(owner().id),
        concerns: None,
    };
    let of_owner = &of_owner;
    assert_eq!(
        paged!(|page| async move { store.feed(&ChangeFilter::default(), &page).await }),
        ["1", "2", "3", "4", "5", "6"]
    );
    assert_eq!(
        paged!(|page| async move { store.feed(of_owner, &page).await }),
        ["1", "2", "3"]
    );
    let numbers = paged!(|page| async move { store.journal(owner().id, &page).await });
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6"]);
    let page = store
        .journal(
            owner().id,
            &Page {
                first: 1,
                after: None,
                skip: 0,
                count: true,
            },
        )
        .await
        .expect("read");
    let (hit, _) = &page.items[0];
    assert_eq!(
        (hit.kind.as_str(), hit.actor.as_deref()),
        ("LoadMinutes", Some("command-line"))
    );
    assert_eq!(
        hit.subject,
        Some(Subject::Meeting(MeetingId::from_uuid(id(1000))))
    );
    assert_eq!(hit.hash.as_ref().map(String::len), Some(64));
    let page = store
        .feed(
            &ChangeFilter::default(),
            &Page {
                first: 9,
                after: Some("4".to_owned()),
                skip: 0,
                count: true,
            },
        )
        .await
        .expect("read");
    let told: Vec<_> = page
        .items
        .iter()
        .map(|(hit, _)| (hit.sequence, hit.organisation, hit.kind.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (3, owner().id, "REGISTER_CHANGED"),
            (3, municipality().id, "REGISTER_CHANGED")
        ]
    );
}
