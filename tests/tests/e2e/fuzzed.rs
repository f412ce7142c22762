//! What fuzzing has found out (`scripts/fuzz`), read again with every run of the tests.

#[path = "../../../fuzz/src/lib.rs"]
mod judge;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fuzz/corpus")
        .join(target);
    let files = std::fs::read_dir(&folder).expect("a corpus");
    let files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    assert!(files.len() > 20, "{} of {target}", files.len());
    files
}

/// Nothing takes long, whatever it holds; a build for tests is not optimised, and others run beside it.
fn soon(file: &Path, read: impl FnOnce(Vec<u8>)) {
    let bytes = std::fs::read(file).expect("bytes");
    let began = Instant::now();
    read(bytes);
    let took = began.elapsed();
    assert!(
        took < Duration::from_secs(20),
        "{}: {took:?}",
        file.display()
    );
}

#[test]
fn texts_are_read_or_refused() {
    for file in corpus("text") {
        soon(&file, |bytes| {
            let text = String::from_utf8_lossy(&bytes);
            let pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
            judge::reads(&pages);
        });
    }
}

#[test]
fn pdf_files_are_read_or_refused() {
    for file in corpus("pdf") {
        soon(&file, |bytes| judge::file(&bytes));
    }
}

#[test]
fn word_files_are_read_or_refused() {
    for file in corpus("docx") {
        soon(&file, |bytes| {
            let packed = judge::word(&bytes).expect("packed");
            judge::file(&packed);
        });
    }
}
