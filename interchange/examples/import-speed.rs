//! How long minutes take to be read, by their length: `import-speed [MILLISECONDS]` fails where fifty pages take longer.

#[path = "../tests/minutes_text/long.rs"]
mod long;

use interchange::minutes_text::{Known, Source, read};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let limit: Option<f64> = std::env::args().nth(1).and_then(|limit| limit.parse().ok());
    let mut fifty = f64::MAX;
    for pages in [12, 25, 50, 100, 200] {
        let text = long::minutes(pages);
        let source = Source::of_text("long.txt", &text);
        let mut least = f64::MAX;
        for _ in 0..7 {
            let started = Instant::now();
            if let Err(reason) = read(&source, &Known::default()) {
                eprintln!("import-speed: {reason}");
                return ExitCode::FAILURE;
            }
            least = least.min(started.elapsed().as_secs_f64() * 1_000.0);
        }
        let characters = text.chars().count();
        println!("{pages:>4} pages  {characters:>7} characters  {least:>7.1} ms");
        if pages == 50 {
            fifty = least;
        }
    }
    if limit.is_some_and(|limit| fifty > limit) {
        eprintln!("import-speed: fifty pages took {fifty:.1} ms");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
