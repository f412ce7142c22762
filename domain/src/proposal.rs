//! Proposals (yrkanden) and recommendations.

/// Whether somebody entitled moved it, or another body recommended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProposalKind {
    /// Yrkande.
    Proposal,
    /// Rekommendation.
    Recommendation,
}

/// Something that the body was asked to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who made it, as printed: a person, an organisation or a body; `None` where the record names nobody.
    pub by: Option<String>,
    /// Kind; `None` where the record does not say.
    pub kind: Option<ProposalKind>,
    /// As printed.
    pub text: String,
    /// Whether it was withdrawn (återkallat) before the matter was settled.
    pub withdrawn: bool,
}
