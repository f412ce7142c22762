//! Delegations: dense numbers, what is kept, and who knows of it.

use crate::support::{TestDatabase, day, furnish, id, owner, rich, store_record};
use application::error::StorageError;
use application::ports::{Audit, BeginWork, DelegationReads};
use application::read::{DelegatedFilter, Page};
use application::visibility::Visibility;
use domain::attendance::PersonRef;
use domain::delegation::{
    Delegate, DelegateKind, DelegatedDecision, Delegation, Matters, RunningNumber,
};
use domain::id::{DelegatedDecisionId, DelegationId, PersonId};
use domain::money::Ore;

on_both!(delegated_numbers_are_drawn_dense_and_one_that_is_not_committed_is_drawn_again);

async fn delegated_numbers_are_drawn_dense_and_one_that_is_not_committed_is_drawn_again(
    database: TestDatabase,
) {
    let store = &database.store;
    furnish(store).await;
    let record = rich(1000);
    store_record(store, &record, 1, true).await;
    let paragraph = record.paragraphs.first().expect("a §");
    let owner = owner().id;
    let delegation = Delegation {
        id: DelegationId::from_uuid(id(7001)),
        association: owner,
        granted_by: paragraph.decisions[0].id,
        matters: "Inköp".to_owned(),
        kind: Matters::Group,
        delegate: Delegate {
            kind: DelegateKind::Officer,
            role: Some("förbundschefen".to_owned()),
            person: None,
        },
        limit: Ore::new(100_000),
        from: day("2024-03-27"),
        until: None,
        revocation: None,
    };
    let person = PersonRef {
        id: PersonId::from_uuid(id(7002)),
        name: "Sanna Skrivare".to_owned(),
    };
    let taken = |place: u32, year: i32, number: u32| DelegatedDecision {
        id: DelegatedDecisionId::from_uuid(id(7100 + u128::from(place))),
        delegation: delegation.id,
        number: RunningNumber { year, number },
        decided_on: day("2024-04-01"),
        decided_by: person.clone(),
        text: "Stolar.".to_owned(),
        amount: None,
        reported_in: None,
    };
    let mut work = store.begin().await.expect("a transaction");
    work.add_persons(owner, &[(person.id, person.name.clone())])
        .await
        .expect("added");
    work.add_delegation(&delegation).await.expect("added");
    work.commit().await.expect("committed");
    let draws = [
        (2024, 1, true),
        (2024, 2, false),
        (2024, 2, true),
        (2025, 1, true),
        (2024, 3, true),
    ];
    for (place, (year, expected, kept)) in (0..).zip(draws) {
        let mut work = store.begin().await.expect("a transaction");
        work.lock(owner).await.expect("locked");
        let number = work.draw_delegated(owner, year).await.expect("drawn");
        assert_eq!(number, expected, "draw {place}");
        let decision = taken(place, year, number);
        work.add_delegated(owner, &decision).await.expect("added");
        if kept {
            work.commit().await.expect("committed");
        }
    }
    let mut work = store.begin().await.expect("a transaction");
    let again = work.add_delegated(owner, &taken(9, 2024, 3)).await;
    assert!(matches!(again, Err(StorageError::Conflict(_))), "{again:?}");
    drop(work);
    let mut work = store.begin().await.expect("a transaction");
    let reported = taken(0, 2024, 1);
    work.report_delegated(&[reported.id], paragraph.id)
        .await
        .expect("reported");
    work.set_delegation_version(owner, 4).await.expect("set");
    work.set_delegation_version(owner, 5).await.expect("set");
    assert_eq!(work.delegation_version(owner).await.expect("read"), 5);
    work.commit().await.expect("committed");
    let book = Audit::delegations(store, owner).await.expect("read");
    assert_eq!(book.delegations.values().collect::<Vec<_>>(), [&delegation]);
    let held = book
        .decisions
        .values()
        .filter(|held| held.reported_in.is_some());
    assert_eq!(held.map(|held| held.id).collect::<Vec<_>>(), [reported.id]);
    // Those outside know of what public minutes tell, those inside of all.
    let mut inside = Visibility::public();
    inside.inside.insert(owner);
    let page = Page {
        first: 10,
        after: None,
        skip: 0,
        count: true,
    };
    for (see, total) in [(Visibility::public(), 1), (inside, 4)] {
        let filter = DelegatedFilter::default();
        let listed = store.delegated_decisions(&filter, &page, &see).await;
        assert_eq!(listed.expect("read").total, Some(total));
    }
}
