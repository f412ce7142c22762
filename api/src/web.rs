//! Pages for people, and signs of life for machines.

pub mod explorer;
pub mod health;
