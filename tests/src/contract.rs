//! The queries of the contract, word for word.

/// A meeting with everything about it.
pub const MEETING: &str = include_str!("../fixtures/contract/meeting.graphql");

/// Decisions by text.
pub const SEARCH: &str = include_str!("../fixtures/contract/search.graphql");

/// What is still to be done.
pub const OPEN: &str = include_str!("../fixtures/contract/open.graphql");

/// What concerns an organisation.
pub const CONCERNING: &str = include_str!("../fixtures/contract/concerning.graphql");

/// The register of an association.
pub const ASSOCIATION: &str = include_str!("../fixtures/contract/association.graphql");

/// A § by its citation.
pub const CITATION: &str = include_str!("../fixtures/contract/citation.graphql");

/// The numbers of a body.
pub const NUMBER: &str = include_str!("../fixtures/contract/number.graphql");

/// What changed.
pub const CHANGES: &str = include_str!("../fixtures/contract/changes.graphql");

/// Every rule.
pub const RULEBOOK: &str = include_str!("../fixtures/contract/rulebook.graphql");
