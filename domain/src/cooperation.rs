//! Labour cooperation (samverkan): outcomes per party.

/// How cooperation on a matter ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CooperationResult {
    /// Samverkan genomförd.
    Completed,
    /// Information delgiven.
    InformationGiven,
    /// Dialog förd.
    Dialogue,
    /// Oenighet.
    Disagreement,
    /// Uppskjutet.
    Deferred,
    /// Ny samverkan krävs.
    NewCooperationRequired,
}

/// The outcome for all parties or for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CooperationOutcome {
    /// A union or the employer; `None` = all parties.
    pub party: Option<String>,
    /// How it ended.
    pub result: CooperationResult,
    /// What it covers.
    pub scope: Option<String>,
    /// When it holds, or when anew.
    pub condition: Option<String>,
}
