//! REST: `/paragraf/v1`, and what is published at well-known addresses.

pub mod bundle;
