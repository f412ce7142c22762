//! Reading takes time in proportion to the text.

use crate::long::{PAGE, minutes};
use interchange::minutes_text::{Known, Source, read};
use std::time::{Duration, Instant};

/// The least time of a few readings.
fn taken(pages: usize) -> Duration {
    let text = minutes(pages);
    let source = Source::of_text("long.txt", &text);
    let mut least = Duration::MAX;
    for _ in 0..3 {
        let started = Instant::now();
        let reading = read(&source, &Known::default()).unwrap();
        least = least.min(started.elapsed());
        let items = reading.document["items"].as_array().map_or(0, Vec::len);
        assert!(
            items * 1_200 > pages * PAGE,
            "{items} items on {pages} pages"
        );
    }
    least
}

#[test]
fn four_times_the_text_takes_about_four_times_as_long() {
    let (once, four) = (taken(10), taken(40));
    let ratio = four.as_secs_f64() / once.as_secs_f64();
    assert!(ratio < 6.5, "{once:?} and {four:?}: {ratio:.1} times");
}
