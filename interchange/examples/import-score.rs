//! Scores the importer of texts: `import-score TEXT_DIR EXPECTED_DIR [--misses]`.

#[path = "../tests/minutes_text/pairs.rs"]
mod pairs;
#[path = "../tests/minutes_text/score.rs"]
mod score;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (options, folders): (Vec<_>, Vec<_>) = arguments
        .iter()
        .partition(|argument| argument.starts_with("--"));
    let [texts, documents] = folders[..] else {
        return usage();
    };
    if options.iter().any(|option| *option != "--misses") {
        return usage();
    }
    let pairs = match pairs::pairs(Path::new(texts), Path::new(documents)) {
        Ok(pairs) => pairs,
        Err(reason) => {
            eprintln!("import-score: {reason}");
            return ExitCode::FAILURE;
        }
    };
    let tally = pairs::tally(&pairs);
    if !options.is_empty() {
        tally.differences.iter().for_each(|one| println!("{one}"));
        println!();
    }
    println!("{} files\n\n{}", pairs.len(), tally.table());
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("usage: import-score TEXT_DIR EXPECTED_DIR [--misses]");
    ExitCode::from(2)
}
