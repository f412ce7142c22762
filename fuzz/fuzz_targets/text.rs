//! Any text: form feeds part its pages.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    fuzz::reads(&pages);
});
