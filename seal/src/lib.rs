//! The seal (sigill) of adjusted minutes: what lets anybody prove, without trusting the service, what was decided.
//!
//! Adjusted minutes become leaves of a Merkle tree, one for the header and one for each § ([`leaf`], [`unit`]). The
//! root is an entry of the association's transparency log, whose [`checkpoint`]s are signed ([`note`], [`key`]). A
//! [`bundle`] holds leaves, proof, checkpoint and public key, and is checked offline. A member that is withheld or
//! blotted leaves its salted commitment behind, so that the proof holds.
//!
//! Pure: no storage, no network, no clock, no randomness. Keys, salts and times are arguments.

pub mod bundle;
pub mod checkpoint;
pub mod digest;
mod json;
pub mod key;
pub mod leaf;
pub mod merkle;
pub mod note;
mod pointer;
pub mod rotation;
pub mod unit;
pub mod witness;

pub use json::Inexact;
