//! Minutes that we printed, read by the importer: what was printed comes back, field by field.
//!
//! What a fact is, the importer's own scorer says: a field, its place in the record and its value. Every printed fact of
//! every minutes document of the demonstration is held against what was read from the print, and nothing may be read
//! that was not printed.

#[path = "../../../interchange/tests/minutes_text/score.rs"]
mod score;
mod unprinted;

use crate::fixtures;
use crate::register;
use documents::{Document, Signatory, Signature, Standing, minutes};
use domain::adjustment::MinutesStatus;
use domain::meeting::Meeting;
use domain::text::Language;
use interchange::minutes_text::{Known, Source, read};
use score::{FIELDS, Tally};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use unprinted::{NOT_TOLD_IN_WORD, UNPRINTED, beside, without_unprinted};

/// A print and the record that it was made of.
struct Print {
    name: String,
    record: Value,
    document: Document,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/minutes")
}

fn prints(standing: impl Fn(&Meeting) -> Standing) -> Vec<Print> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the demonstration")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let prints: Vec<Print> = files
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path).expect("readable");
            let meeting = register::meeting(&bytes);
            Print {
                name: stem(path),
                record: serde_json::from_slice(&bytes).expect("JSON"),
                document: minutes(&meeting, &standing(&meeting), Language::Swedish),
            }
        })
        .collect();
    assert!(prints.len() >= 13, "{} in the demonstration", prints.len());
    prints
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

/// All that a service can know of minutes besides the record.
fn standing(meeting: &Meeting) -> Standing {
    let mut standing = Standing::of(meeting);
    standing.status = Some(MinutesStatus::Final);
    standing.address = Some("https://protokoll.example.se/protokoll/1".to_owned());
    let officers = &meeting.officers;
    let secretary = officers.secretary.iter();
    let chair = officers.chair.iter();
    let adjusters = officers.adjusters.iter().flatten();
    let signers: Vec<(Signatory, &str)> = secretary
        .map(|person| (Signatory::Secretary, person.name.as_str()))
        .chain(chair.map(|person| (Signatory::Chair, person.name.as_str())))
        .chain(adjusters.map(|person| (Signatory::Adjuster, person.name.as_str())))
        .collect();
    for unit in &mut standing.units {
        let Some(day) = unit.adjusted_on else {
            continue;
        };
        let signed = signers.iter().map(|(signatory, name)| Signature {
            name: (*name).to_owned(),
            signatory: *signatory,
            at: day.and_hms_opt(14, 5, 0),
            method: Some("e-legitimation".to_owned()),
        });
        unit.signatures = signed.collect();
        unit.last_appeal_day = Some(day + chrono::Days::new(22));
        unit.final_on = Some(day + chrono::Days::new(23));
        for notice in &mut unit.notices {
            notice.earliest_removal = notice.posted_on.map(|day| day + chrono::Days::new(22));
            notice.posted_by = signers.first().map(|(_, name)| (*name).to_owned());
        }
    }
    standing
}

/// What was read of a print, beside what was printed.
fn compare(tally: &mut Tally, name: &str, record: &Value, pages: &[&str]) -> Vec<String> {
    let source = Source {
        file: name,
        pages: pages.to_vec(),
    };
    let read = read(&source, &Known::default()).unwrap_or_else(|reason| panic!("{name}: {reason}"));
    let (expected, found) = without_unprinted(record, &read.document);
    tally.count(name, &expected, &found);
    let (expected, found) = (beside(&expected), beside(&found));
    let mut differing = Vec::new();
    for (one, other, side) in [
        (&expected, &found, "missed "),
        (&found, &expected, "surplus"),
    ] {
        let left = one.iter().filter(|fact| !other.contains(fact));
        differing.extend(left.map(|fact| format!("{side} {name}: {fact}")));
    }
    differing
}

/// Every printed field is wholly right; `least` has those of which less is asked, in thousandths.
fn holds(tally: &Tally, least: &[(&str, u32, &str)], beside: &[String]) {
    let held: Vec<&str> = tally
        .fields
        .iter()
        .filter(|(_, score)| score.expected > 0)
        .map(|(field, _)| *field)
        .collect();
    assert!(held.len() >= 25, "{held:?}");
    let mut wrong: Vec<String> = beside.to_vec();
    for (field, score) in &tally.fields {
        let asked = least.iter().find(|(known, ..)| known == field);
        let asked = asked.map_or(1_000, |(_, asked, _)| *asked);
        let reached = score.precision().min(score.recall()) * 1_000.0;
        if reached.floor() < f64::from(asked) {
            let of_field = tally.differences.iter().filter(|one| one.field == *field);
            wrong.extend(of_field.map(ToString::to_string));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", tally.table(), wrong.join("\n"));
}

#[test]
fn each_field_is_printed_or_told_why_not() {
    for (field, reason) in UNPRINTED {
        assert!(FIELDS.contains(&field), "{field} is no field");
        assert!(reason.len() > 20, "{field}: {reason}");
    }
}

#[test]
fn the_plain_text_of_every_minutes_is_read_back_as_it_was() {
    let mut tally = Tally::default();
    let mut beside = Vec::new();
    for known in [Standing::of, standing] {
        for print in prints(known) {
            let text = print.document.to_text();
            beside.extend(compare(&mut tally, &print.name, &print.record, &[&text]));
        }
    }
    holds(&tally, &[], &beside);
}

#[cfg(feature = "pdf")]
#[test]
fn the_pdf_of_every_minutes_is_read_back_as_it_was() {
    let created = fixtures::day("2026-03-01").and_hms_opt(12, 0, 0);
    let mut tally = Tally::default();
    let mut beside = Vec::new();
    for print in prints(standing) {
        let pdf = print
            .document
            .to_pdf(created.expect("a time"))
            .expect("a PDF");
        let text = extraction::extract(&pdf).expect("its text");
        let pages: Vec<&str> = text.pages.iter().map(String::as_str).collect();
        beside.extend(compare(&mut tally, &print.name, &print.record, &pages));
    }
    holds(&tally, &[], &beside);
}

fn word(path: &Path, record: &Value, tally: &mut Tally) -> Vec<String> {
    let bytes = std::fs::read(path).expect("a Word document");
    let text = extraction::extract(&bytes).expect("its text");
    let pages: Vec<&str> = text.pages.iter().map(String::as_str).collect();
    compare(tally, &stem(path), record, &pages)
}

#[test]
fn a_record_that_has_every_field_is_read_back() {
    let mut record: Value = serde_json::from_slice(fixtures::FULL).expect("JSON");
    printable(&mut record);
    let meeting = register::meeting(record.to_string().as_bytes());
    let printed = minutes(&meeting, &standing(&meeting), Language::Swedish);
    let mut tally = Tally::default();
    let beside = compare(&mut tally, "full", &record, &[&printed.to_text()]);
    let among = "what was moved or decided beside the record's text is printed among it";
    holds(&tally, &[("texts", 300, among)], &beside);
}

/// Takes out what no print could tell: items without any number, and two days and times in other words.
fn printable(record: &mut Value) {
    let items = record["items"].as_array_mut().expect("items");
    items.retain(|item| !item["number"].is_null());
    items[3]["items"][0]["items"] = Value::Array(Vec::new());
    items[1]["assignments"][1]["due"] = items[1]["assignments"][1]["dueOn"].clone();
    record["nextMeetings"][0]["startsAt"] = "13:00".into();
    record["nextMeetings"][0]["endsAt"] = "16:00".into();
}

#[test]
fn word_documents_made_of_our_pages_are_read_back() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/word");
    let mut tally = Tally::default();
    let mut beside = Vec::new();
    let mut count = 0;
    for print in prints(standing) {
        let path = kept.join(format!("{}.docx", print.name));
        if path.is_file() {
            beside.extend(word(&path, &print.record, &mut tally));
            count += 1;
        }
    }
    assert_eq!(count, 2);
    holds(&tally, &NOT_TOLD_IN_WORD, &beside);
}

/// LibreOffice makes a Word document of every page: with `PARAGRAF_FULL=1`.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the variable of the long set of tests"
)]
fn word_documents_that_libreoffice_makes_now_are_read_back() {
    if std::env::var_os("PARAGRAF_FULL").is_none_or(|value| value != "1") {
        return;
    }
    let place = std::env::temp_dir().join(format!("paragraf-word-{}", std::process::id()));
    std::fs::create_dir_all(&place).expect("a folder");
    let prints = prints(standing);
    let file = |name: &str, ending: &str| place.join(format!("{name}.{ending}"));
    for print in &prints {
        std::fs::write(file(&print.name, "html"), print.document.to_html()).expect("written");
    }
    for (from, format) in [("html", "odt:writer8"), ("odt", "docx:MS Word 2007 XML")] {
        let ran = Command::new("soffice")
            .arg(format!(
                "-env:UserInstallation=file://{}/profile",
                place.display()
            ))
            .args(["--headless", "--convert-to", format, "--outdir"])
            .arg(&place)
            .args(prints.iter().map(|print| file(&print.name, from)))
            .output()
            .expect("soffice: Debian's libreoffice-writer-nogui");
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }
    let mut tally = Tally::default();
    let mut beside = Vec::new();
    for print in &prints {
        beside.extend(word(&file(&print.name, "docx"), &print.record, &mut tally));
    }
    std::fs::remove_dir_all(&place).expect("cleared");
    holds(&tally, &NOT_TOLD_IN_WORD, &beside);
}
