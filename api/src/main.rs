//! The binary `paragraf`.

// Optimised, the futures of a mutation lie deeper in each other than the compiler follows by itself.
#![recursion_limit = "256"]

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    api::cli::run().await
}
