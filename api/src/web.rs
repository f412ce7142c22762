//! Pages for people, and signs of life for machines.

pub mod checker;
pub mod doors;
mod embedded;
pub mod explorer;
pub mod health;
pub mod metrics;
pub mod pages;
pub mod protected;
