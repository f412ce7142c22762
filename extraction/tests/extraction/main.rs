//! Text of files: what sound ones say, what evil ones do not do.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says where and stops"
)]

mod docx;
mod evil;
mod pdf;
mod plain;
mod properties;
mod writing;

use extraction::{Refused, extract};

/// A file of the fixtures.
fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    std::fs::read(format!("{folder}/{name}")).expect(name)
}

/// The pages of a file that is sound.
fn pages(bytes: &[u8]) -> Vec<String> {
    extract(bytes).expect("the file is read").pages
}

/// Why a file is refused.
fn refused(bytes: &[u8]) -> Refused {
    extract(bytes).expect_err("the file is refused")
}

/// The words of a text, wherever its lines break.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// What `protokoll.html` says, as it is read on paper.
const PROTOKOLL: &str = "PROTOKOLL
Samordningsförbundet Älvbrink, styrelsen
Sammanträdesdatum\t2024-05-16
Plats\tÅsgården, Älvbrink
Beslutande\tÖsten Åkerblom (S)\tÄlvbrinks kommun
\tBéatrice Fjällström\tRegion Övre Dalen
\t\tFörsäkringskassan, vakant
§ 14 Effektiva arbetsflöden
Förbundschefen redovisar en förstudie om fiskelagens offerter. Styrelsen diskuterar affischer, samhällsekonomi1 och \
de 1 250 000 kronor som återstår. Beslut: Styrelsen beslutar att godkänna rapporten.
a. Återrapportera i höst.
b. Överföra 85 % av medlen.
§ 15 Sammanträdet avslutas
Ordföranden tackar för visat intresse – och avslutar.";

/// Holds pages against [`PROTOKOLL`]: every word in its order, every row of the table with its columns, two pages.
fn holds_protokoll(pages: &[String]) {
    let text = pages.join("\n");
    assert_eq!(words(&text), words(PROTOKOLL));
    for row in PROTOKOLL.lines().filter(|line| line.contains('\t')) {
        assert!(text.lines().any(|line| line == row), "{row:?} in {text}");
    }
    assert_eq!(pages.len(), 2);
    assert!(pages[1].starts_with("§ 15"), "{}", pages[1]);
}
