//! The wire: HTTP, GraphQL, the command line.

pub mod answers;
pub mod auth;
pub mod backup;
pub mod cli;
pub mod client;
pub mod config;
pub mod context;
pub mod demo;
pub mod draining;
pub mod embargo;
mod fresh;
pub mod graphql;
pub mod importing;
pub mod limiting;
pub mod mail;
pub mod metrics;
pub mod outbound;
pub mod problem;
pub mod rest;
pub mod sealing;
pub mod startup;
pub mod system;
pub mod telemetry;
pub mod traces;
pub mod web;
pub mod webhooks;
pub mod witness;
