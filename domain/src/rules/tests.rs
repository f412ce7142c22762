//! Tests of the rules, by section, on records and registers built in code. All names are invented.

mod acts;
mod aside;
mod budgeting;
mod builder;
mod closing;
mod correction;
mod notices;
mod quorum;
mod raised;
mod record;
mod register;
mod scale;
mod seeds;
mod voting;
