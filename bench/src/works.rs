//! The works that are measured, and how each of them is asked for.

use clap::ValueEnum;

/// A piece of work that clients ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Work {
    /// One decision with its §, meeting and association.
    Decision,
    /// The 50 latest decisions, or the 50 before them.
    Latest,
    /// An association's six latest meetings up to a day, their §§, decisions and attendance.
    Nested,
    /// 500 decisions, to keep a copy.
    Sync,
    /// Every decision of an association as lines of JSON, to keep a copy; REST alone has it.
    Snapshot,
    /// Swedish words, the 20 best paragraphs.
    Search,
    /// The budget of a year.
    Budget,
    /// A decision under the next §.
    Write,
}

impl Work {
    /// Every work, in the order of the table; what writes comes last.
    pub const ALL: [Self; 8] = [
        Self::Decision,
        Self::Latest,
        Self::Nested,
        Self::Sync,
        Self::Snapshot,
        Self::Search,
        Self::Budget,
        Self::Write,
    ];

    /// The name in addresses and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Latest => "latest",
            Self::Nested => "nested",
            Self::Sync => "sync",
            Self::Snapshot => "snapshot",
            Self::Search => "search",
            Self::Budget => "budget",
            Self::Write => "write",
        }
    }

    /// The name in the table.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Decision => "one decision with §, meeting, association",
            Self::Latest => "50 latest decisions",
            Self::Nested => "association → 6 meetings → §§ → decisions, attendance",
            Self::Sync => "sync, 500 decisions",
            Self::Snapshot => "snapshot of an association (NDJSON)",
            Self::Search => "Swedish text search, 20 hits",
            Self::Budget => "budget of a year",
            Self::Write => "decision with the next § (write)",
        }
    }

    /// The question over GraphQL; none where REST alone has it, or where more than one is needed.
    pub const fn query(self) -> Option<&'static str> {
        match self {
            Self::Decision => Some(include_str!("../queries/decision.graphql")),
            Self::Latest => Some(include_str!("../queries/latest.graphql")),
            Self::Nested => Some(include_str!("../queries/nested.graphql")),
            Self::Sync => Some(include_str!("../queries/sync.graphql")),
            Self::Search => Some(include_str!("../queries/search.graphql")),
            Self::Budget => Some(include_str!("../queries/budget.graphql")),
            Self::Snapshot | Self::Write => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_has_a_name_of_its_own_as_the_command_line_says_it() {
        for work in Work::ALL {
            let said = work.to_possible_value().unwrap();
            assert_eq!(said.get_name(), work.name());
        }
        assert_eq!(Work::ALL.len(), Work::value_variants().len());
    }
}
