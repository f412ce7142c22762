//! What the end-to-end tests share: a real PostgreSQL, a running service on either engine, a client.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on says where and stops"
)]

pub mod app;
pub mod board;
pub mod browser;
pub mod client;
pub mod clock;
pub mod collector;
pub mod contract;
pub mod decent;
pub mod engines;
pub mod issuer;
pub mod legible;
pub mod logs;
pub mod mail;
pub mod minutes;
pub mod postgres;
pub mod process;
pub mod receiver;
pub mod s3;
pub mod socket;
pub mod witness;
