//! Use cases and ports.
//!
//! Every write is one use case here, every read one query of [`ports::ReadModel`] followed by [`visibility`].
//! No storage, no wire format, no clock of its own: those arrive through [`ports`].

pub mod actor;
pub mod api_keys;
pub mod archive;
pub mod attachments;
pub mod authorize;
pub mod budget;
pub mod delegation;
pub mod embargo;
pub mod error;
pub mod following;
pub mod followup;
pub mod imports;
pub mod journal;
pub mod live;
pub mod mail;
pub mod noticeboard;
pub mod once;
pub mod ports;
pub mod publishing;
pub mod read;
pub mod redacting;
pub mod register;
pub mod revocation;
pub mod sealing;
pub mod search;
pub mod secrecy;
pub mod sessions;
pub mod verify;
pub mod visibility;
pub mod webhooks;
