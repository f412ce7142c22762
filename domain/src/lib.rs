//! The rules of coordination associations (samordningsförbund) as pure Rust.
//!
//! Nothing here reads a clock, draws randomness, touches storage or knows a wire format.
//! Time, ids and the parameters of an association's statutes arrive as arguments.
//!
//! Start at [`meeting`] for what a record holds, at [`association`] for who belongs and who may sit,
//! and at [`rule`] for how a verdict is given.

pub mod adjustment;
pub mod appeal;
pub mod assignment;
pub mod association;
pub mod attachment;
pub mod attendance;
pub mod body;
pub mod budget;
pub mod calendar;
pub mod completeness;
pub mod concern;
pub mod cooperation;
pub mod decision;
pub mod delegation;
pub mod financing;
pub mod followup;
pub mod id;
pub mod legal;
pub mod live;
pub mod meeting;
pub mod money;
pub mod name;
pub mod notice;
pub mod organisation;
pub mod paragraph;
pub mod person;
pub mod personal_number;
pub mod proposal;
pub mod quorum;
pub mod redaction;
pub mod refusal;
pub mod rule;
pub mod rules;
pub mod seat;
pub mod secrecy;
pub mod series;
pub mod text;
pub mod vote;

/// A civil date in Europe/Stockholm.
pub type Date = chrono::NaiveDate;
/// A wall-clock time in Europe/Stockholm.
pub type Time = chrono::NaiveTime;
