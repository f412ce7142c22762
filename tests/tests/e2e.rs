//! Everything over real HTTP on real databases: one binary, a module for each subject.

#![allow(
    clippy::expect_used,
    clippy::type_complexity,
    clippy::unwrap_used,
    reason = "a test that cannot go on says where and stops; a table of cases is read as it stands"
)]

/// Keeps the modules in a folder of their own.
mod e2e {
    mod api_keys;
    mod attachments;
    mod attacks;
    mod audits;
    mod authorization;
    mod backup;
    mod budget;
    mod budget_documents;
    mod budget_pages;
    mod budget_tables;
    mod budget_volume;
    mod by_board;
    mod changes;
    mod cli;
    mod clocks;
    mod crowd;
    mod delegation;
    mod demo;
    mod documents;
    mod doors;
    mod embargo;
    mod embedding;
    mod feeds;
    mod files;
    mod financing;
    mod followup;
    mod freshness;
    mod fuzzed;
    mod import;
    mod imports;
    mod issuers;
    mod limits;
    mod lists;
    mod live;
    mod mail;
    mod metrics;
    mod minutes;
    mod names;
    mod open_data;
    mod pages;
    mod reading;
    mod readme;
    mod record;
    mod redaction;
    mod refusals;
    mod refused;
    mod register;
    mod rest_twin;
    mod retries;
    mod revocation;
    mod rolling;
    mod rotation;
    mod seal;
    mod search;
    mod secrecy;
    mod sign_in;
    mod sign_in_through;
    mod slow;
    mod statements;
    mod step_up;
    mod subscriptions;
    mod sync;
    mod tampering;
    mod tokens;
    mod traces;
    mod trusted;
    mod walkthrough;
    mod webhooks;
    mod witnesses;
}
