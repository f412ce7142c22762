//! What enumerations are called in columns and in JSON: the words of the minutes schema.

use application::error::StorageError;
use application::read::FeedKind;
use application::webhooks::{Because as DisabledBecause, Format};
use domain::adjustment::{MinutesStatus, Prevention, PreviousMinutes, SigningMethod, SigningRole};
use domain::appeal::{AppealOutcome, Appellant};
use domain::assignment::AssignmentStatus;
use domain::association::{FundingParty, Office};
use domain::attendance::Capacity;
use domain::body::{BodyKind, NumberingScheme};
use domain::budget::{ContributionKind, VersionKind};
use domain::cooperation::CooperationResult;
use domain::decision::{Because, ConditionState, DecisionKind};
use domain::delegation::{DelegateKind, Matters};
use domain::followup::LinkKind;
use domain::meeting::{Mode, RecordKind};
use domain::organisation::OrganisationKind;
use domain::paragraph::{Category, Mark};
use domain::proposal::ProposalKind;
use domain::rule::Outcome;
use domain::seat::{Eligibility, MandateRole};
use domain::vote::{About, Base, Choice};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An enumeration with a code per value.
pub(crate) trait Code: Copy + Sized + 'static {
    /// Every value with its code.
    const CODES: &'static [(Self, &'static str)];

    /// The code of this value.
    fn to_code(self) -> &'static str;

    /// The value with a code.
    fn from_code(code: &str) -> Option<Self> {
        Self::CODES
            .iter()
            .find(|(_, name)| *name == code)
            .map(|(value, _)| *value)
    }

    /// The value of a column.
    fn read(what: &'static str, code: &str) -> Result<Self, StorageError> {
        Self::from_code(code).ok_or_else(|| StorageError::Corrupt {
            what,
            reason: format!("{code:?} is no code of it"),
        })
    }

    /// The value of a column that may be empty.
    fn read_optional(what: &'static str, code: Option<&str>) -> Result<Option<Self>, StorageError> {
        code.map(|code| Self::read(what, code)).transpose()
    }
}

macro_rules! codes {
    ($($kind:ident { $($value:ident = $code:literal),+ $(,)? })+) => {$(
        impl Code for $kind {
            const CODES: &'static [(Self, &'static str)] = &[$((Self::$value, $code)),+];

            fn to_code(self) -> &'static str {
                match self {
                    $(Self::$value => $code,)+
                }
            }
        }
    )+};
}

codes! {
    OrganisationKind {
        CoordinationAssociation = "COORDINATION_ASSOCIATION", StateAgency = "STATE_AGENCY", Region = "REGION",
        Municipality = "MUNICIPALITY", TradeUnion = "TRADE_UNION", Other = "OTHER",
    }
    BodyKind {
        Board = "BOARD", ExecutiveCommittee = "EXECUTIVE_COMMITTEE", MemberCouncil = "MEMBER_COUNCIL",
        CooperationGroup = "COOPERATION_GROUP", Assembly = "ASSEMBLY", Other = "OTHER",
    }
    NumberingScheme { CalendarYear = "CALENDAR_YEAR", Meeting = "MEETING", None = "NONE" }
    Mark { Section = "SECTION", Point = "POINT", None = "NONE" }
    RecordKind { Minutes = "MINUTES", MeetingNotes = "MEETING_NOTES" }
    Mode { OnSite = "ON_SITE", Hybrid = "HYBRID", Remote = "REMOTE" }
    PreviousMinutes { Filed = "FILED", Approved = "APPROVED", NotYetAdjusted = "NOT_YET_ADJUSTED" }
    MinutesStatus {
        Draft = "DRAFT", PartlyAdjusted = "PARTLY_ADJUSTED", Adjusted = "ADJUSTED", Announced = "ANNOUNCED",
        Appealed = "APPEALED", Final = "FINAL",
    }
    Capacity {
        Member = "MEMBER", ServingSubstitute = "SERVING_SUBSTITUTE", Substitute = "SUBSTITUTE",
        Employer = "EMPLOYER", Union = "UNION", Official = "OFFICIAL", Other = "OTHER",
    }
    Category { Information = "INFORMATION", Dialogue = "DIALOGUE", Decision = "DECISION" }
    DecisionKind {
        Adopt = "ADOPT", Approve = "APPROVE", Reject = "REJECT", Elect = "ELECT", Assign = "ASSIGN",
        Table = "TABLE", ReferBack = "REFER_BACK", Note = "NOTE", Resolve = "RESOLVE",
    }
    ConditionState { Pending = "PENDING", Met = "MET", Failed = "FAILED" }
    SigningRole { Chair = "CHAIR", Adjuster = "ADJUSTER" }
    Prevention {
        Prevented = "PREVENTED", OutOfOffice = "OUT_OF_OFFICE", Deceased = "DECEASED", Refuses = "REFUSES",
    }
    SigningMethod { Token = "TOKEN", Paper = "PAPER" }
    Appellant { MunicipalMember = "MUNICIPAL_MEMBER", MemberOrganisation = "MEMBER_ORGANISATION", Other = "OTHER" }
    AppealOutcome {
        Dismissed = "DISMISSED", Rejected = "REJECTED", Withdrawn = "WITHDRAWN", Annulled = "ANNULLED",
    }
    FundingParty { State = "STATE", Region = "REGION", Municipalities = "MUNICIPALITIES" }
    ContributionKind {
        Statutory = "STATUTORY", VoluntaryExcess = "VOLUNTARY_EXCESS", ExtraState = "EXTRA_STATE",
    }
    VersionKind { Original = "ORIGINAL", Revision = "REVISION", Supplement = "SUPPLEMENT" }
    Outcome { Met = "MET", NotMet = "NOT_MET", Conditional = "CONDITIONAL", Unknown = "UNKNOWN" }
    LinkKind { Amends = "AMENDS", Repeals = "REPEALS", CarriesOut = "CARRIES_OUT" }
    DelegateKind {
        Member = "MEMBER", Substitute = "SUBSTITUTE", Officer = "OFFICER", Committee = "COMMITTEE",
    }
    Matters {
        Group = "GROUP", Ungrouped = "UNGROUPED", Goals = "GOALS", AppealStatement = "APPEAL_STATEMENT",
        Reserved = "RESERVED",
    }
    Because {
        Recipient = "RECIPIENT", Assignee = "ASSIGNEE", Proposer = "PROPOSER", Contributor = "CONTRIBUTOR",
        Named = "NAMED", Member = "MEMBER",
    }
    AssignmentStatus { Open = "OPEN", Reported = "REPORTED", Done = "DONE", Withdrawn = "WITHDRAWN" }
    CooperationResult {
        Completed = "COMPLETED", InformationGiven = "INFORMATION_GIVEN", Dialogue = "DIALOGUE",
        Disagreement = "DISAGREEMENT", Deferred = "DEFERRED", NewCooperationRequired = "NEW_COOPERATION_REQUIRED",
    }
    ProposalKind { Proposal = "PROPOSAL", Recommendation = "RECOMMENDATION" }
    About { Matter = "MATTER", Election = "ELECTION", Hiring = "HIRING" }
    Base { Cast = "CAST", Present = "PRESENT", Seats = "SEATS" }
    Choice { Yes = "YES", No = "NO", Abstain = "ABSTAIN" }
    MandateRole { Ordinary = "ORDINARY", Substitute = "SUBSTITUTE" }
    Eligibility { AssemblyMember = "ASSEMBLY_MEMBER", Employee = "EMPLOYEE", Other = "OTHER" }
    Office { Chair = "CHAIR", ViceChair = "VICE_CHAIR" }
    Format { Plain = "PLAIN", CloudEvents = "CLOUD_EVENTS" }
    DisabledBecause { Asked = "ASKED", Gone = "GONE", Failing = "FAILING" }
    FeedKind {
        Published = "PUBLISHED", Revised = "REVISED", Recalled = "RECALLED", RegisterChanged = "REGISTER_CHANGED",
    }
}

/// An enumeration inside stored JSON, as its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coded<T>(pub(crate) T);

impl<T: Code> Serialize for Coded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.to_code())
    }
}

impl<'de, T: Code> Deserialize<'de> for Coded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        T::from_code(&code)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("{code:?} is no code of it")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads_back<T: Code + PartialEq + std::fmt::Debug>() {
        for (value, code) in T::CODES {
            assert_eq!(value.to_code(), *code);
            assert_eq!(T::from_code(code), Some(*value));
        }
    }

    #[test]
    fn a_code_reads_back_as_the_value_that_wrote_it() {
        reads_back::<OrganisationKind>();
        reads_back::<BodyKind>();
        reads_back::<DecisionKind>();
        reads_back::<MinutesStatus>();
        reads_back::<Capacity>();
        assert_eq!(Mode::from_code("on_site"), None);
    }
}
