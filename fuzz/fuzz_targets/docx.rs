//! Any bytes as the parts of a Word document.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let packed = fuzz::word(bytes);
    assert!(packed.is_ok());
    fuzz::file(&packed.unwrap_or_default());
});
