//! What the end-to-end tests share: a real PostgreSQL, a running service on either engine, a client.

pub mod app;
pub mod client;
pub mod contract;
pub mod engines;
pub mod minutes;
pub mod postgres;
