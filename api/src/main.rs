//! The binary `paragraf`.

// Optimised, the futures of a mutation lie deeper in each other than the compiler follows by itself.
#![recursion_limit = "256"]

use std::process::ExitCode;

/// Answers are many short-lived pieces; this allocator costs less for them, and gives memory back.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> ExitCode {
    api::cli::run().await
}
