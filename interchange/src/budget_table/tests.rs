//! Tests of the budget table: what is written is read again, and what is wrong is told by its row.

use super::{
    BudgetTable, Column, Giver, MAX_BUDGET_FILE, MAX_ROWS, Row, Waits, from_csv, from_xlsx, to_csv,
    to_xlsx,
};
use crate::DocumentError;
use domain::Date;
use domain::association::FundingParty;
use domain::budget::{ContributionKind, EquityMove, IncomeSource, OtherIncome, Span};
use domain::money::Ore;
use proptest::prelude::*;
use rust_xlsxwriter::{Formula, Workbook};

fn ore(ore: i64) -> Option<Ore> {
    Some(Ore::new(ore).expect("an amount"))
}

fn day(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).expect("a day")
}

fn span(from: (u32, u32), until: (u32, u32)) -> Span {
    Span {
        from: day(2026, from.0, from.1),
        until: day(2026, until.0, until.1),
    }
}

fn contribution(giver: Giver, kind: ContributionKind, amount: Option<Ore>) -> Row {
    Row::Contribution {
        year: 2026,
        giver,
        kind,
        amount,
    }
}

fn line(activity: &str, amount: Option<Ore>, waits: Option<Waits>) -> Row {
    Row::Line {
        activity: activity.to_owned(),
        period: Some(span((1, 1), (12, 31))),
        amount,
        expected_outcome: Some("20 deltagare i arbete".to_owned()),
        waits,
    }
}

/// One of everything.
fn everything() -> Vec<Row> {
    vec![
        contribution(
            Giver::Party(FundingParty::State),
            ContributionKind::Statutory,
            ore(500_000_100),
        ),
        contribution(
            Giver::Member("Björkanäs kommun".to_owned()),
            ContributionKind::VoluntaryExcess,
            None,
        ),
        contribution(
            Giver::Other("Stiftelsen ”Ek”, Ask; Alm".to_owned()),
            ContributionKind::ExtraState,
            ore(Ore::MAX),
        ),
        Row::Income(OtherIncome {
            year: 2027,
            source: IncomeSource::EuropeanSocialFund,
            text: "Projektet Språnget".to_owned(),
            amount: ore(1),
        }),
        line("Kansli", ore(99), None),
        line(
            "Psykolog",
            None,
            Some(Waits {
                event: "Beslut om projektet".to_owned(),
                condition: Some("att medel beviljas".to_owned()),
                period: Some(span((1, 1), (6, 30))),
                state: None,
            }),
        ),
        Row::Equity(EquityMove {
            year: 2026,
            drawn: ore(10_000),
            added: None,
        }),
        Row::Goal("Fler i arbete\noch studier".to_owned()),
    ]
}

#[test]
fn what_is_written_is_read_again() {
    let rows = everything();
    let csv = to_csv(&rows).expect("written");
    assert_eq!(from_csv(&csv).expect("read").into_rows(), rows);
    let xlsx = to_xlsx(&rows).expect("written");
    assert_eq!(from_xlsx(&xlsx).expect("read").into_rows(), rows);
}

#[test]
fn what_became_of_a_line_is_written_and_not_read() {
    let settled = |state| {
        vec![line(
            "Psykolog",
            None,
            Some(Waits {
                event: "Beslut om projektet".to_owned(),
                condition: None,
                period: None,
                state,
            }),
        )]
    };
    let csv = to_csv(&settled(Some("RELEASED"))).expect("written");
    assert!(String::from_utf8_lossy(&csv).contains(",RELEASED,"));
    assert_eq!(from_csv(&csv).expect("read").into_rows(), settled(None));
}

#[test]
fn no_text_is_a_formula_and_each_comes_back_as_it_was() {
    let texts = [
        "=1+1",
        "+46 90 123",
        "-5 procent",
        "@SUM(A1)",
        "\tA",
        "'=1+1",
        "'rätt",
        "＝1",
    ];
    for text in texts {
        let rows = vec![
            Row::Goal(text.trim().to_owned()),
            line(text.trim(), None, None),
        ];
        let csv = to_csv(&rows).expect("written");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(csv.as_slice());
        for cell in reader
            .records()
            .flatten()
            .flat_map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>())
        {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']),
                "{cell}"
            );
        }
        assert_eq!(from_csv(&csv).expect("read").into_rows(), rows, "{text}");
        let xlsx = to_xlsx(&rows).expect("written");
        assert_eq!(from_xlsx(&xlsx).expect("read").into_rows(), rows, "{text}");
        assert!(
            !part(&xlsx, "xl/worksheets/sheet1.xml").contains("<f>"),
            "{text}"
        );
    }
}

#[test]
fn the_same_table_gives_the_same_workbook_at_any_time() {
    let xlsx = to_xlsx(&everything()).expect("written");
    let told = part(&xlsx, "docProps/core.xml");
    assert!(told.contains("2000-01-01T00:00:00Z"), "{told}");
    assert_eq!(to_xlsx(&everything()).expect("written"), xlsx);
}

/// A part of a workbook, unpacked.
fn part(xlsx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).expect("an archive");
    let part = archive.by_name(name).expect("the part");
    std::io::read_to_string(part).expect("a text")
}

#[test]
fn amounts_are_read_as_people_write_them() {
    let read = |amount: &str| -> Result<Option<i64>, DocumentError> {
        let text = format!("row;year;drawn\r\nEQUITY;2026;\"{amount}\"\r\n");
        match from_csv(text.as_bytes())?.into_rows().pop() {
            Some(Row::Equity(held)) => Ok(held.drawn.map(Ore::get)),
            row => panic!("{row:?}"),
        }
    };
    let rows = [
        ("1234567.50", 123_456_750),
        ("1234567,5", 123_456_750),
        ("1 234 567,50 kr", 123_456_750),
        ("1\u{a0}234\u{a0}567,50\u{a0}kr", 123_456_750),
        ("0", 0),
        ("90071992547409.91", Ore::MAX),
    ];
    for (text, wanted) in rows {
        assert_eq!(read(text), Ok(Some(wanted)), "{text}");
    }
    assert_eq!(read(""), Ok(None));
    for text in [
        "-1",
        "1.234,50",
        "1.234",
        "12 34",
        "tio",
        "1.",
        ".5",
        "1e3",
        "90071992547409.92",
        "1 kr kr",
    ] {
        let error = read(text).expect_err(text);
        assert_eq!(error.path, "line 2, drawn", "{text}");
    }
}

/// Where a table is at fault.
fn fault(read: Result<BudgetTable, DocumentError>) -> String {
    read.expect_err("refused").path
}

#[test]
fn what_is_wrong_is_told_by_row_and_column() {
    let cases = [
        ("", "line 1"),
        ("year,text\nGOAL,x", "line 1"),
        ("row,row\nGOAL,GOAL", "line 1"),
        ("row,belopp\nGOAL,1", "line 1"),
        ("row,text\nGOAL,a\nGOAL,", "line 3, text"),
        ("row,text\nGOAL,a\nMÅL,b", "line 3, row"),
        ("row,text\n,b", "line 2, row"),
        ("row,text\nGOAL,a,b", "line 2, column 3"),
        ("row,text,amount\nGOAL,a,5", "line 2, amount"),
        (
            "row,year,kind,party\nCONTRIBUTION,26,STATUTORY,STATE",
            "line 2, year",
        ),
        (
            "row,year,kind,party\nCONTRIBUTION,2026,LAGSTADGAD,STATE",
            "line 2, kind",
        ),
        (
            "row,year,kind,party\nCONTRIBUTION,2026,,STATE",
            "line 2, kind",
        ),
        (
            "row,year,kind,party\nCONTRIBUTION,2026,STATUTORY,",
            "line 2, party",
        ),
        (
            "row,year,kind,party,member\nCONTRIBUTION,2026,STATUTORY,STATE,Ettby",
            "line 2, party",
        ),
        ("row,year,kind,text\nINCOME,2026,ESF,x", "line 2, kind"),
        ("row,text,from,until\nLINE,x,2026-01-01,", "line 2, until"),
        (
            "row,text,from,until\nLINE,x,2026-02-30,2026-03-01",
            "line 2, from",
        ),
        ("row,text,condition\nLINE,x,om", "line 2, event"),
        ("row,year,drawn,added\nEQUITY,2026,1,tio", "line 2, added"),
    ];
    for (text, path) in cases {
        assert_eq!(fault(from_csv(text.as_bytes())), path, "{text}");
    }
    assert_eq!(fault(from_csv(b"row,text\nGOAL,a\nGOAL,\xe5")), "line 3");
}

#[test]
fn rows_without_anything_are_passed_over_and_a_byte_order_mark_too() {
    let text = "\u{feff}row;year;text\r\n;;\r\nGOAL;;Fler i arbete\r\n\r\n";
    let rows = from_csv(text.as_bytes()).expect("read");
    assert_eq!(
        rows.rows,
        [("line 3".to_owned(), Row::Goal("Fler i arbete".to_owned()))]
    );
}

#[test]
fn a_table_too_large_is_refused() {
    let long = vec![b' '; MAX_BUDGET_FILE + 1];
    assert_eq!(fault(from_csv(&long)), "$");
    assert_eq!(fault(from_xlsx(&long)), "$");
    let mut many = "row,text\n".to_owned();
    for _ in 0..=MAX_ROWS {
        many.push_str("GOAL,a\n");
    }
    assert_eq!(
        fault(from_csv(many.as_bytes())),
        format!("line {}", MAX_ROWS + 2)
    );
}

#[test]
fn what_is_no_workbook_is_refused_and_so_is_one_that_unpacks_to_too_much() {
    assert_eq!(fault(from_xlsx(b"row,text")), "$");
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    packed
        .start_file("xl/workbook.xml", options)
        .expect("a part");
    std::io::copy(
        &mut std::io::Read::take(std::io::repeat(b' '), 40 * 1024 * 1024),
        &mut packed,
    )
    .expect("written");
    let bytes = packed.finish().expect("an archive").into_inner();
    assert!(bytes.len() < MAX_BUDGET_FILE, "{}", bytes.len());
    let error = from_xlsx(&bytes).expect_err("refused");
    assert!(error.reason.contains("unpacks to more"), "{error}");
}

/// A workbook whose cells somebody filled in.
fn filled(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let names = [Column::Row, Column::Year, Column::Text, Column::Drawn];
    for (place, column) in names.into_iter().enumerate() {
        sheet
            .write_string(0, place as u16, column.name())
            .expect("a header");
    }
    fill(sheet);
    workbook.save_to_buffer().expect("a workbook")
}

#[test]
fn a_worksheet_is_read_as_it_looks() {
    let bytes = filled(|sheet| {
        sheet.write_string(3, 0, "EQUITY").expect("a cell");
        sheet.write_number(3, 1, 2026).expect("a cell");
        // A sum as spreadsheets save it, with noise behind the fifteenth digit.
        sheet.write_number(3, 3, 0.1 + 0.2).expect("a cell");
        sheet.write_string(4, 0, "GOAL").expect("a cell");
        let formula = Formula::new("=\"Fler i \"&\"arbete\"").set_result("Fler i arbete");
        sheet.write_formula(4, 2, formula).expect("a cell");
    });
    let table = from_xlsx(&bytes).expect("read");
    assert_eq!(
        table.rows,
        [
            (
                "row 4".to_owned(),
                Row::Equity(EquityMove {
                    year: 2026,
                    drawn: ore(30),
                    added: None
                })
            ),
            ("row 5".to_owned(), Row::Goal("Fler i arbete".to_owned()))
        ]
    );
}

#[test]
fn a_worksheet_at_fault_is_told_by_its_row() {
    let far = filled(|sheet| {
        sheet.write_string(1, 16_383, "GOAL").expect("a cell");
    });
    assert_eq!(fault(from_xlsx(&far)), "row 2");
    let deep = filled(|sheet| {
        sheet.write_string(1_048_575, 0, "MÅL").expect("a cell");
    });
    assert_eq!(fault(from_xlsx(&deep)), "row 1048576, row");
    let more_than_two_decimals = filled(|sheet| {
        sheet.write_string(1, 0, "EQUITY").expect("a cell");
        sheet.write_number(1, 1, 2026).expect("a cell");
        sheet.write_number(1, 3, 1.005).expect("a cell");
    });
    assert_eq!(fault(from_xlsx(&more_than_two_decimals)), "row 2, drawn");
    let broken = filled(|sheet| {
        let formula = Formula::new("=1/0").set_result("#DIV/0!");
        sheet.write_formula(1, 0, formula).expect("a cell");
    });
    assert!(fault(from_xlsx(&broken)).starts_with("row 2"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_amount_and_any_text_come_back(
        amount in prop_oneof![0_i64..100_000, 0_i64..=Ore::MAX],
        text in "[ -~åäö'=+@\u{a0}\n]{1,40}",
    ) {
        let text = text.trim().to_owned();
        prop_assume!(!text.is_empty());
        let rows = vec![Row::Income(OtherIncome {
            year: 2026,
            source: IncomeSource::Other,
            text,
            amount: ore(amount),
        })];
        let csv = to_csv(&rows).expect("written");
        prop_assert_eq!(from_csv(&csv).expect("read").into_rows(), rows.clone());
        let xlsx = to_xlsx(&rows).expect("written");
        prop_assert_eq!(from_xlsx(&xlsx).expect("read").into_rows(), rows);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = from_csv(&bytes);
        let _ = from_xlsx(&bytes);
    }
}
