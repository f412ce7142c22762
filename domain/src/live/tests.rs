//! The live meeting under test.

mod attendance;
mod builder;
mod business;
mod by_board;
mod minutes;
mod presiding;
mod properties;
mod quorum;
mod refusals;
mod register;
mod seats;
mod stories;
mod voting;
