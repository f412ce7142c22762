//! Names, types, times and transitions.

use super::*;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn attachment(keep: Keep, publication: Option<Publication>) -> Attachment {
    Attachment {
        id: AttachmentId::from_uuid(Uuid::from_u128(1)),
        meeting: MeetingId::from_uuid(Uuid::from_u128(2)),
        paragraph: None,
        appendix: None,
        title: "Budget".to_owned(),
        file: StoredFile {
            name: FileName::parse("budget.pdf").expect("a name"),
            media: MediaType::Pdf,
            size: 3,
            digest: Digest::parse(&"0".repeat(64)).expect("a digest"),
        },
        uploaded_at: DateTime::UNIX_EPOCH,
        uploaded_by: "test".to_owned(),
        keep,
        standing: Standing::Held { publication },
    }
}

#[test]
fn accounting_information_is_kept_to_the_end_of_the_seventh_year_after_its_own() {
    for (year, last) in [
        (2023, "2030-12-31"),
        (2016, "2023-12-31"),
        (1999, "2006-12-31"),
    ] {
        let keep = Keep::Accounting {
            financial_year: year,
        };
        assert_eq!(keep.last_day(), Some(day(last)), "{year}");
    }
    let keep = Keep::Accounting {
        financial_year: 2023,
    };
    assert!(!keep.is_over_on(day("2030-12-31")), "the last day is kept");
    assert!(keep.is_over_on(day("2031-01-01")));
    assert!(!Keep::ForGood.is_over_on(day("2999-12-31")));
}

#[test]
fn a_year_beyond_the_calendar_has_no_last_day_and_so_never_ends() {
    let keep = Keep::Accounting {
        financial_year: i32::MAX,
    };
    assert_eq!(keep.last_day(), None);
    assert!(!keep.is_over_on(Date::MAX));
    let held = attachment(Keep::Until(Date::MAX), None);
    assert!(held.due_by(Date::MAX).is_empty());
}

#[test]
fn the_archive_copy_and_the_published_copy_fall_due_each_on_its_own_day() {
    let publication = Publication {
        until: Some(day("2026-04-02")),
    };
    let held = attachment(
        Keep::Accounting {
            financial_year: 2023,
        },
        Some(publication),
    );
    let published = Due {
        on: day("2026-04-03"),
        what: Removal::PublishedCopy,
    };
    let archive = Due {
        on: day("2031-01-01"),
        what: Removal::ArchiveCopy,
    };
    for (by, expected) in [
        ("2026-04-02", vec![]),
        ("2026-04-03", vec![published]),
        ("2030-12-31", vec![published]),
        ("2031-01-01", vec![published, archive]),
    ] {
        assert_eq!(held.due_by(day(by)), expected, "{by}");
    }
    let down = held.unpublished().expect("taken down");
    assert_eq!(down.due_by(day("2031-01-01")), [archive]);
    let preserved = attachment(Keep::ForGood, Some(Publication { until: None }));
    assert!(preserved.due_by(day("2999-01-01")).is_empty());
}

#[test]
fn nothing_is_disposed_of_before_its_time_unless_it_was_withdrawn() {
    let held = attachment(Keep::Until(day("2026-12-31")), None);
    let early = held.disposed(day("2026-12-31")).expect_err("too early");
    assert_eq!(early.code(), "RETENTION_NOT_OVER");
    assert_eq!(early.figures[0].value, "2026-12-31");
    let gone = held.disposed(day("2027-01-01")).expect("disposed of");
    assert!(!gone.is_stored());
    let for_good = attachment(Keep::ForGood, None);
    let never = for_good.disposed(day("2999-01-01")).expect_err("never");
    assert!(never.figures.is_empty());
    let back = for_good
        .withdrawn(day("2026-03-12"), "Fel fil.".to_owned())
        .expect("withdrawn");
    assert!(back.is_stored());
    assert_eq!(back.due_by(day("2026-03-11")), []);
    assert_eq!(back.due_by(day("2026-03-12")).len(), 1);
    let gone = back.disposed(day("2026-03-12")).expect("disposed of");
    assert!(matches!(
        &gone.standing,
        Standing::Disposed { withdrawn: Some(held), .. } if held.reason == "Fel fil."
    ));
    assert_eq!(gone.due_by(day("2999-01-01")), []);
    let twice = gone.disposed(day("2026-03-13")).expect_err("gone already");
    assert_eq!(twice.code(), "ATTACHMENT_WITHDRAWN");
}

#[test]
fn what_was_withdrawn_is_neither_changed_nor_published() {
    let held = attachment(Keep::ForGood, None);
    let back = held
        .withdrawn(day("2026-03-12"), "Fel fil.".to_owned())
        .expect("withdrawn");
    let refused = [
        back.published(None),
        back.unpublished(),
        back.revised(&Revision::default(), false),
        back.withdrawn(day("2026-03-13"), "Igen.".to_owned()),
    ];
    for refused in refused {
        assert_eq!(
            refused.expect_err("withdrawn").code(),
            "ATTACHMENT_WITHDRAWN"
        );
    }
}

#[test]
fn publication_is_told_apart_by_its_last_day() {
    let held = attachment(Keep::ForGood, None);
    assert_eq!(
        held.unpublished().expect_err("not public").code(),
        "NOT_PUBLISHED"
    );
    let open = held.published(None).expect("published");
    assert!(open.is_public());
    assert_eq!(
        open.published(None).expect_err("the same").code(),
        "ALREADY_PUBLISHED"
    );
    let shorter = open.published(Some(day("2026-05-01")));
    assert!(shorter.expect("to a day").is_public());
    assert!(!open.unpublished().expect("taken down").is_public());
}

#[test]
fn after_adjustment_only_the_time_of_keeping_changes() {
    let held = attachment(Keep::ForGood, None);
    let titled = Revision {
        title: Some("Budget 2026".to_owned()),
        ..Revision::default()
    };
    let moved = Revision {
        paragraph: Some(Some(ParagraphId::from_uuid(Uuid::from_u128(9)))),
        ..Revision::default()
    };
    let named = Revision {
        appendix: Some(Some("Bilaga 1".to_owned())),
        ..Revision::default()
    };
    for revision in [&titled, &moved, &named] {
        assert!(held.revised(revision, false).is_ok());
        let sealed = held.revised(revision, true).expect_err("sealed");
        assert_eq!(sealed.code(), "ALREADY_ADJUSTED");
    }
    let kept = Revision {
        keep: Some(Keep::Until(day("2030-01-01"))),
        ..Revision::default()
    };
    let revised = held.revised(&kept, true).expect("kept otherwise");
    assert_eq!(revised.keep, Keep::Until(day("2030-01-01")));
    assert_eq!(revised.file, held.file, "the file is never exchanged");
}

#[test]
fn a_name_that_is_no_name_is_refused_and_never_repaired() {
    for (text, reason) in [
        ("", Unnamed::Empty),
        (" \t ", Unnamed::Empty),
        ("../../etc/passwd", Unnamed::Character('/')),
        ("..\\a.pdf", Unnamed::Character('\\')),
        ("a\r\nSet-Cookie: b.pdf", Unnamed::Character('\r')),
        ("a\0.pdf", Unnamed::Character('\0')),
        ("a\u{202e}fdp.exe", Unnamed::Character('\u{202e}')),
        ("a\u{200b}.pdf", Unnamed::Character('\u{200b}')),
        ("a\".pdf", Unnamed::Character('"')),
        ("C:a.pdf", Unnamed::Character(':')),
        (".htaccess", Unnamed::Dot),
        ("..", Unnamed::Dot),
        ("a.pdf.", Unnamed::Dot),
    ] {
        assert_eq!(FileName::parse(text), Err(reason), "{text:?}");
    }
    let long = format!("{}.pdf", "å".repeat(FileName::LONGEST - 4));
    assert!(FileName::parse(&long).is_ok());
    assert_eq!(FileName::parse(&format!("å{long}")), Err(Unnamed::TooLong));
}

#[test]
fn a_name_ends_as_its_type_does() {
    let named = |text: &str| FileName::parse(text).expect("a name");
    assert!(named("Bilaga 1.PDF").of_type(MediaType::Pdf).is_ok());
    assert!(named("bild.jpeg").of_type(MediaType::Jpeg).is_ok());
    assert_eq!(
        named("bilaga.pdf.exe").of_type(MediaType::Pdf),
        Err(Unnamed::Ending("pdf"))
    );
    assert_eq!(
        named("bilaga").of_type(MediaType::Jpeg),
        Err(Unnamed::Ending("jpg"))
    );
    assert_eq!(named("Bilaga 1.v2.pdf").stem(), "Bilaga 1.v2");
}

#[test]
fn a_type_reads_back_its_own_name_whatever_stands_after_it() {
    for media in MediaType::ALL {
        assert_eq!(MediaType::parse(media.as_str()), Some(media));
        let upper = format!("{}; charset=utf-8", media.as_str().to_uppercase());
        assert_eq!(MediaType::parse(&upper), Some(media));
    }
    for other in ["", "text/html", "image/svg+xml", "application/octet-stream"] {
        assert_eq!(MediaType::parse(other), None, "{other}");
    }
    assert!(Digest::parse(&"A".repeat(64)).is_none());
    assert!(Digest::parse(&"a".repeat(63)).is_none());
}
