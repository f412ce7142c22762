//! Attachments: kept as they were told, known to those who may, and due no earlier than they are.

use crate::support::{TestDatabase, at, day, furnish, id, owner, rich, store_record};
use application::attachments::HeldAttachment;
use application::ports::{AttachmentAudit, AttachmentReads, BeginWork};
use application::visibility::Visibility;
use domain::attachment::{
    Attachment, Digest, FileName, Keep, MediaType, Publication, Standing, StoredFile, Withdrawal,
};
use domain::id::{AttachmentId, MeetingId, ParagraphId};

on_both!(
    an_attachment_reads_back_as_it_was_told,
    outside_only_what_is_public_of_records_that_are_is_known,
);

fn attachment(number: u128, meeting: MeetingId, paragraph: Option<ParagraphId>) -> Attachment {
    Attachment {
        id: AttachmentId::from_uuid(id(8000 + number)),
        meeting,
        paragraph,
        appendix: Some("Bilaga 1".to_owned()),
        title: "Årsredovisning".to_owned(),
        file: StoredFile {
            name: FileName::parse("Årsredovisning 2025.pdf").expect("a name"),
            media: MediaType::Pdf,
            size: 50_000_000_000,
            digest: Digest::parse(&"c".repeat(64)).expect("a digest"),
        },
        uploaded_at: "2026-03-12T09:00:00.123456Z".parse().expect("a moment"),
        uploaded_by: "issuer subject".to_owned(),
        keep: Keep::ForGood,
        standing: Standing::Held { publication: None },
    }
}

/// Every way to be kept and to stand.
fn all(meeting: MeetingId, paragraph: ParagraphId) -> Vec<Attachment> {
    let withdrawal = || Withdrawal {
        on: day("2026-03-13"),
        reason: "Fel fil.".to_owned(),
    };
    let held = |until: Option<&str>| Standing::Held {
        publication: Some(Publication {
            until: until.map(day),
        }),
    };
    let accounting = Keep::Accounting {
        financial_year: 2023,
    };
    let until = Keep::Until(day("2031-03-31"));
    let ways = [
        (Keep::ForGood, Standing::Held { publication: None }),
        (accounting, held(None)),
        (until, held(Some("2027-01-01"))),
        (accounting, Standing::Withdrawn(withdrawal())),
        (
            until,
            Standing::Disposed {
                on: day("2031-04-01"),
                withdrawn: None,
            },
        ),
        (
            Keep::ForGood,
            Standing::Disposed {
                on: day("2026-03-14"),
                withdrawn: Some(withdrawal()),
            },
        ),
    ];
    let numbered = (0_u128..).zip(ways);
    numbered
        .map(|(number, (keep, standing))| Attachment {
            keep,
            standing,
            ..attachment(number, meeting, (number % 2 == 0).then_some(paragraph))
        })
        .collect()
}

async fn put(database: &TestDatabase, all: &[Attachment]) {
    let mut work = database.store.begin().await.expect("a transaction");
    work.lock(owner().id).await.expect("locked");
    for (sequence, held) in (1..).zip(all) {
        work.put_attachment(owner().id, held, sequence)
            .await
            .expect("put");
    }
    work.commit().await.expect("committed");
}

fn inside() -> Visibility {
    Visibility {
        inside: [owner().id].into(),
        ..Visibility::default()
    }
}

async fn an_attachment_reads_back_as_it_was_told(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let record = rich(1000);
    store_record(store, &record, 1, true).await;
    let paragraph = record.paragraphs.first().expect("a §").id;
    let all = all(record.id, paragraph);
    put(&database, &all).await;
    let of = store.attachments_of(&[record.id], &inside()).await;
    let of = of.expect("read").remove(&record.id).expect("some");
    assert_eq!(of.len(), all.len());
    for (sequence, (read, told)) in (1..).zip(of.iter().zip(&all)) {
        let expected = HeldAttachment {
            owner: owner().id,
            attachment: told.clone(),
            version: sequence,
        };
        assert_eq!(*read, expected);
    }
    let holdings = store.holdings(owner().id).await.expect("read");
    assert_eq!(holdings.0.len(), all.len());
    let ids: Vec<AttachmentId> = all.iter().map(|held| held.id).collect();
    let stray = AttachmentId::from_uuid(id(9999));
    let asked: Vec<AttachmentId> = ids.iter().copied().chain([stray]).collect();
    let wanted = store.wanted(&asked).await.expect("read");
    let stored = all.iter().filter(|held| held.is_stored());
    assert_eq!(wanted, stored.map(|held| held.id).collect());
    // Put once more it is changed, not doubled.
    let mut changed = all[0].clone();
    changed.title = "Budget".to_owned();
    let mut work = store.begin().await.expect("a transaction");
    work.put_attachment(owner().id, &changed, 7)
        .await
        .expect("put");
    let found = work.attachment(changed.id).await.expect("read");
    let found = found.expect("there");
    assert_eq!((found.attachment, found.version), (changed, 7));
    assert_eq!((found.owner, found.published), (owner(), true));
    drop(work);
    let still = store.attachments(&[all[0].id], &inside()).await;
    assert_eq!(still.expect("read")[&all[0].id].attachment, all[0]);
    let due = async |by: &str, see: &Visibility| {
        let found = store.attachments_due(owner().id, day(by), see).await;
        let found = found.expect("read").into_iter();
        let due = found.filter(|held| !held.attachment.due_by(day(by)).is_empty());
        due.map(|held| held.attachment.id).collect::<Vec<_>>()
    };
    for (by, expected) in [
        ("2026-03-12", vec![]),
        ("2026-03-13", vec![ids[3]]),
        ("2027-01-01", vec![ids[3]]),
        ("2027-01-02", vec![ids[2], ids[3]]),
        ("2030-12-31", vec![ids[2], ids[3]]),
        ("2031-01-01", vec![ids[1], ids[2], ids[3]]),
    ] {
        assert_eq!(due(by, &inside()).await, expected, "{by}");
        assert_eq!(due(by, &Visibility::public()).await, [], "{by}");
    }
    assert!(at() < all[0].uploaded_at);
}

async fn outside_only_what_is_public_of_records_that_are_is_known(database: TestDatabase) {
    let store = &database.store;
    furnish(store).await;
    let record = rich(1000);
    store_record(store, &record, 1, true).await;
    let paragraph = record.paragraphs.first().expect("a §").id;
    let all = all(record.id, paragraph);
    put(&database, &all).await;
    let public = Visibility::public();
    let known = async || {
        let of = store.attachments_of(&[record.id], &public).await;
        let of = of.expect("read").remove(&record.id).unwrap_or_default();
        of.iter().map(|held| held.attachment.id).collect::<Vec<_>>()
    };
    assert_eq!(known().await, [all[1].id, all[2].id]);
    let under = store.attachments_under(&[paragraph], &public).await;
    let under = under.expect("read").remove(&paragraph).expect("some");
    assert_eq!(under.len(), 1);
    let by_id = store.attachments(&[all[0].id, all[1].id], &public).await;
    assert_eq!(by_id.expect("read").len(), 1);
    let mut work = store.begin().await.expect("a transaction");
    work.set_published(record.id, false).await.expect("set");
    work.commit().await.expect("committed");
    assert_eq!(known().await, []);
}
