//! The documents of fictional associations in every format.

#![allow(
    clippy::expect_used,
    reason = "a fixture that is not as it should be ends the test"
)]

mod akoma_ntoso;
mod budget;
mod budgets;
mod expected;
mod facts;
mod fixtures;
mod hostile;
#[cfg(feature = "pdf")]
mod pdf;
mod read_back;
mod reading;
mod register;
mod stamp;
mod standing;
