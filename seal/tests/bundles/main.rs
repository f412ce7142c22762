//! Bundles from end to end, and the bundles of record.

#![expect(
    clippy::expect_used,
    reason = "what a test builds holds, or the test fails"
)]

mod golden;
mod properties;
mod sample;
mod sealing;
