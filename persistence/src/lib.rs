//! Adapters on SeaORM for PostgreSQL and SQLite: one code, two engines, the same answers in the same order.
//!
//! [`connect`] opens a database and refuses one that may lose what it acknowledged. The [`Store`] that it gives
//! is every port of `application` that touches storage.

pub mod backup;
mod codes;
mod connect;
mod entity;
mod epoch;
mod fault;
mod files;
mod following;
mod journal;
mod mail;
mod mapping;
mod read;
mod reading;
mod sessions;
mod shelf;
mod store;
mod unit_of_work;
mod webhooks;

pub use connect::{ConnectError, DurabilityPolicy, connect};
pub use store::{Pool, SchemaChange, Store};
