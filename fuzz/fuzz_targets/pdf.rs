//! Any bytes as a PDF, and its text as minutes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::file(bytes));
