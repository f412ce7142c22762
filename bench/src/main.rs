//! The binary `bench`: what the service costs, beside rows asked for by hand and bytes from memory.

// Optimised, the futures of a load lie deeper in each other than the compiler follows by itself.
#![recursion_limit = "256"]

mod chance;
mod draw;
mod generate;
mod memory;
mod rows;
mod run;
mod serving;
mod works;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use thiserror::Error;

/// Measures the service beside two servers that do nothing but answer.
#[derive(Debug, Parser)]
#[command(name = "bench", about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fill a database with fictional associations.
    Generate(generate::Generate),
    /// Serve rows asked for by hand, to measure beside.
    Rows(rows::Rows),
    /// Serve bytes from memory, to measure beside.
    Memory(memory::Memory),
    /// Measure the service beside both, and print a table.
    Run(run::Run),
}

/// Why something could not be done.
#[derive(Debug, Error)]
pub enum Failure {
    /// The database was not opened.
    #[error(transparent)]
    Connect(#[from] persistence::ConnectError),
    /// The database does not answer.
    #[error(transparent)]
    Storage(#[from] application::error::StorageError),
    /// A use case refused.
    #[error(transparent)]
    Refused(#[from] application::error::AppError),
    /// A meeting without a day.
    #[error(transparent)]
    Day(#[from] generate::minutes::NoDay),
    /// The database does not answer rows by hand.
    #[error("the database: {0}")]
    Database(#[from] tokio_postgres::Error),
    /// A file or a process.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A request.
    #[error(transparent)]
    Request(#[from] reqwest::Error),
    /// What should be JSON is none.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A server is not there.
    #[error("{0}")]
    Server(String),
    /// An answer that is not to be counted.
    #[error("a wrong answer: {0}")]
    Wrong(String),
    /// There is nothing to ask about.
    #[error("the database holds too little to ask about: {0}")]
    Nothing(&'static str),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Generate(generate) => generate.run().await,
        Command::Rows(rows) => rows.run().await,
        Command::Memory(memory) => memory.run().await,
        Command::Run(run) => run.run().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}
