//! Tests of the rules, by section, on records and registers built in code. All names are invented.

mod acts;
mod builder;
mod notices;
mod quorum;
mod raised;
mod record;
mod register;
mod seeds;
mod voting;
