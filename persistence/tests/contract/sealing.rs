//! What is kept of the logs of sealed units.

use crate::support::{TestDatabase, at, furnish, id, owner};
use application::ports::{BeginWork, SealAudit, SealReads};
use application::sealing::{
    Reach, StoredCheckpoint, StoredCosignature, StoredHandover, StoredObjection, StoredSeal,
};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::id::MeetingId;
use sea_orm::{ConnectionTrait, Database};

on_both!(
    what_is_sealed_reads_back_and_refuses_change,
    what_a_witness_holds_against_a_log_gives_way,
);

/// A moment as both engines keep it.
fn kept() -> DateTime<Utc> {
    at().trunc_subsecs(6)
}

fn checkpoint(size: u64) -> StoredCheckpoint {
    StoredCheckpoint {
        size,
        note: format!("note {size}"),
        signed_by: "key".to_owned(),
    }
}

fn cosignature(size: u64, witness: &str, line: &str) -> StoredCosignature {
    StoredCosignature {
        size,
        witness: witness.to_owned(),
        line: line.to_owned(),
    }
}

fn handover(log: &str, ordinal: u64, of_log: bool) -> StoredHandover {
    StoredHandover {
        log: log.to_owned(),
        ordinal,
        owner: of_log.then(|| owner().id),
        size: ordinal - 1,
        note: "note".to_owned(),
        old_key: "old".to_owned(),
        new_key: "new".to_owned(),
    }
}

async fn what_is_sealed_reads_back_and_refuses_change(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let owner = owner().id;
    let meeting = MeetingId::from_uuid(id(1000));
    let seal = |index| StoredSeal {
        owner,
        index,
        meeting,
        part: (index == 0).then(|| vec![47]),
        leaves: "[]".to_owned(),
        size: 2,
        root: format!("root {index}"),
        at: kept(),
    };
    let mut work = store.begin().await.expect("a transaction");
    for index in [0, 1] {
        work.add_seal(&seal(index)).await.expect("sealed");
        let signed = checkpoint(index + 1);
        work.add_checkpoint(owner, &signed).await.expect("signed");
    }
    for (size, witness, line) in [
        (1, "w", "first"),
        (1, "w", "again"),
        (1, "v", "other"),
        (2, "w", "second"),
    ] {
        let held = cosignature(size, witness, line);
        work.add_cosignature(owner, &held).await.expect("kept");
    }
    for (log, ordinal, of_log) in [("l", 1, true), ("l", 2, true), ("s", 1, false)] {
        let held = handover(log, ordinal, of_log);
        work.add_handover(&held).await.expect("kept");
    }
    assert_eq!(work.sealed_owners().await.expect("owners"), [owner]);
    let within = work.log(owner).await.expect("a log");
    work.commit().await.expect("committed");

    let log = store.log(owner).await.expect("a log");
    assert_eq!(log, within);
    assert_eq!(
        log.entries,
        [(0, "root 0".to_owned(), 2), (1, "root 1".to_owned(), 2)]
    );
    assert_eq!(log.checkpoint, Some(checkpoint(2)));
    assert_eq!(
        log.handovers,
        [handover("l", 1, true), handover("l", 2, true)]
    );
    assert_eq!(
        store.handovers(None).await.expect("handovers"),
        [handover("s", 1, false)]
    );
    assert_eq!(
        store.handed_over(Some(owner)).await.expect("handovers"),
        log.handovers
    );
    let held = store.cosignatures(owner).await.expect("cosignatures");
    let expected = [
        cosignature(1, "v", "other"),
        cosignature(1, "w", "first"),
        cosignature(2, "w", "second"),
    ];
    assert_eq!(held, expected);
    let reach = Reach {
        owner,
        size: 2,
        witnessed: [("v".to_owned(), 1), ("w".to_owned(), 2)].into(),
    };
    assert_eq!(store.reach().await.expect("the logs"), [reach]);
    let proof = store.seals(owner, meeting, Some(1)).await.expect("a proof");
    assert_eq!(proof.units, [seal(0), seal(1)]);
    assert_eq!(proof.earlier, Some(checkpoint(1)));
    assert_eq!(
        proof.witnessed,
        Some((checkpoint(2), vec![cosignature(2, "w", "second")]))
    );

    let raw = Database::connect(&database.url)
        .await
        .expect("a connection");
    for table in [
        "sealed_unit",
        "log_checkpoint",
        "log_cosignature",
        "key_handover",
    ] {
        for statement in [
            format!("DELETE FROM {table}"),
            format!("UPDATE {table} SET size = size + 1"),
        ] {
            let refused = raw
                .execute_unprepared(&statement)
                .await
                .expect_err(&statement);
            assert!(
                refused.to_string().contains("append only"),
                "{statement}: {refused}"
            );
        }
    }
}

async fn what_a_witness_holds_against_a_log_gives_way(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let owner = owner().id;
    let objection = |witness: &str, known: u64| StoredObjection {
        witness: witness.to_owned(),
        size: 1,
        known,
        at: kept() + TimeDelta::seconds(i64::try_from(known).expect("few")),
    };
    let mut work = store.begin().await.expect("a transaction");
    for (witness, known) in [("w", 2), ("v", 5), ("w", 3)] {
        let held = objection(witness, known);
        work.put_objection(owner, &held).await.expect("kept");
    }
    let both = [objection("v", 5), objection("w", 3)];
    assert_eq!(work.objections(owner).await.expect("objections"), both);
    work.commit().await.expect("committed");
    assert_eq!(store.objections(owner).await.expect("objections"), both);
    assert_eq!(store.logs().await.expect("owners"), [owner]);
    let mut work = store.begin().await.expect("a transaction");
    work.drop_objection(owner, "v").await.expect("dropped");
    work.drop_objection(owner, "nobody")
        .await
        .expect("nothing to drop");
    work.commit().await.expect("committed");
    assert_eq!(
        store.objections(owner).await.expect("objections"),
        both[1..]
    );
}
