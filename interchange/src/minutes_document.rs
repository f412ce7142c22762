//! The minutes document, `paragraf/minutes@1`: one meeting's minutes as data.
//!
//! A fact that the source does not state is null or left out; an empty list means that the source says there was
//! none; names and texts are kept as printed.

mod export;
mod meeting;

pub use export::{export, export_header, export_paragraph};
pub use meeting::{Identify, Keyed, Names, Owned};

use crate::scalar::{Addressed, Clock, Count, Day, Hundredths, Letter, Name, Number, Words, Year};
use crate::{DocumentError, read};
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident => $target:path {
        $($code:literal = $variant:ident => Self::$known:ident),+ $(,)?
    } $(without $($unwritten:ident),+)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
        pub(crate) enum $name { $(#[serde(rename = $code)] $variant),+ }

        // Not derived: what is no text at all would be refused without a reason.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                match String::deserialize(source)?.as_str() {
                    $($code => Ok(Self::$variant),)+
                    other => Err(serde::de::Error::unknown_variant(other, &[$($code),+])),
                }
            }
        }

        impl From<$name> for $target {
            fn from(code: $name) -> Self {
                match code { $($name::$variant => Self::$known),+ }
            }
        }

        #[allow(dead_code, reason = "not every format is written as well as read")]
        impl $name {
            /// What a value is called; `None` where the format has no code for it.
            pub(crate) const fn of(value: $target) -> Option<Self> {
                match value {
                    $(<$target>::$known => Some(Self::$variant),)+
                    $($(<$target>::$unwritten => None,)+)?
                }
            }

            /// The code.
            pub(crate) const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}
pub(crate) use codes;

/// A minutes document that has passed every check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MinutesDocument {
    pub(crate) format: Format,
    pub(crate) record: Option<RecordCode>,
    pub(crate) appendix_to: Option<Words>,
    pub(crate) body: BodyPart,
    pub(crate) meeting: MeetingPart,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) series: Option<SeriesPart>,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) officers: Option<OfficersPart>,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) attendance: Option<Vec<Attendee>>,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) absent: Option<Vec<AbsenteePart>>,
    pub(crate) items: Vec<Item>,
    #[serde(default)]
    pub(crate) no_decisions_stated: bool,
    pub(crate) adjustment: Option<AdjustmentPart>,
    #[serde(default, deserialize_with = "stated")]
    pub(crate) notices: Option<Vec<NoticePart>>,
    pub(crate) stored_at: Option<Words>,
    #[serde(default)]
    pub(crate) next_meetings: Vec<NextMeetingPart>,
    pub(crate) previous_minutes: Option<PreviousCode>,
    #[serde(default)]
    pub(crate) immediate_adjustments: Vec<ImmediatePart>,
    #[serde(default)]
    pub(crate) addenda: Vec<AddendumPart>,
}

/// The one format that this reader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Format {
    #[serde(rename = "paragraf/minutes@1")]
    Minutes1,
}

codes!(RecordCode => domain::meeting::RecordKind {
    "MINUTES" = Minutes => Self::Minutes,
    "MEETING_NOTES" = MeetingNotes => Self::MeetingNotes,
});
codes!(BodyCode => domain::body::BodyKind {
    "BOARD" = Board => Self::Board,
    "EXECUTIVE_COMMITTEE" = ExecutiveCommittee => Self::ExecutiveCommittee,
    "MEMBER_COUNCIL" = MemberCouncil => Self::MemberCouncil,
    "COOPERATION_GROUP" = CooperationGroup => Self::CooperationGroup,
    "ASSEMBLY" = Assembly => Self::Assembly,
    "OTHER" = Other => Self::Other,
});
codes!(OrganisationCode => domain::organisation::OrganisationKind {
    "COORDINATION_ASSOCIATION" = CoordinationAssociation => Self::CoordinationAssociation,
    "MUNICIPALITY" = Municipality => Self::Municipality,
    "REGION" = Region => Self::Region,
    "OTHER" = Other => Self::Other,
} without StateAgency, TradeUnion);
codes!(ModeCode => domain::meeting::Mode {
    "ON_SITE" = OnSite => Self::OnSite,
    "HYBRID" = Hybrid => Self::Hybrid,
    "REMOTE" = Remote => Self::Remote,
});
codes!(MarkCode => domain::paragraph::Mark {
    "SECTION" = Section => Self::Section,
    "POINT" = Point => Self::Point,
    "NONE" = None => Self::None,
});
codes!(SchemeCode => domain::body::NumberingScheme {
    "CALENDAR_YEAR" = CalendarYear => Self::CalendarYear,
    "MEETING" = Meeting => Self::Meeting,
    "NONE" = None => Self::None,
});
codes!(CapacityCode => domain::attendance::Capacity {
    "MEMBER" = Member => Self::Member,
    "SERVING_SUBSTITUTE" = ServingSubstitute => Self::ServingSubstitute,
    "SUBSTITUTE" = Substitute => Self::Substitute,
    "EMPLOYER" = Employer => Self::Employer,
    "UNION" = Union => Self::Union,
    "OFFICIAL" = Official => Self::Official,
    "OTHER" = Other => Self::Other,
});
codes!(CategoryCode => domain::paragraph::Category {
    "INFORMATION" = Information => Self::Information,
    "DIALOGUE" = Dialogue => Self::Dialogue,
    "DECISION" = Decision => Self::Decision,
});
codes!(ProposalCode => domain::proposal::ProposalKind {
    "PROPOSAL" = Proposal => Self::Proposal,
    "RECOMMENDATION" = Recommendation => Self::Recommendation,
});
codes!(DecisionCode => domain::decision::DecisionKind {
    "ADOPT" = Adopt => Self::Adopt,
    "APPROVE" = Approve => Self::Approve,
    "REJECT" = Reject => Self::Reject,
    "ELECT" = Elect => Self::Elect,
    "ASSIGN" = Assign => Self::Assign,
    "TABLE" = Table => Self::Table,
    "REFER_BACK" = ReferBack => Self::ReferBack,
    "NOTE" = Note => Self::Note,
    "RESOLVE" = Resolve => Self::Resolve,
});
codes!(CooperationCode => domain::cooperation::CooperationResult {
    "COMPLETED" = Completed => Self::Completed,
    "INFORMATION_GIVEN" = InformationGiven => Self::InformationGiven,
    "DIALOGUE" = Dialogue => Self::Dialogue,
    "DISAGREEMENT" = Disagreement => Self::Disagreement,
    "DEFERRED" = Deferred => Self::Deferred,
    "NEW_COOPERATION_REQUIRED" = NewCooperationRequired => Self::NewCooperationRequired,
});
codes!(ChoiceCode => domain::vote::Choice {
    "YES" = Yes => Self::Yes,
    "NO" = No => Self::No,
    "ABSTAIN" = Abstain => Self::Abstain,
});
codes!(PreviousCode => domain::adjustment::PreviousMinutes {
    "FILED" = Filed => Self::Filed,
    "APPROVED" = Approved => Self::Approved,
    "NOT_YET_ADJUSTED" = NotYetAdjusted => Self::NotYetAdjusted,
});

macro_rules! part {
    ($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(crate) struct $name { $($(#[$attribute])* pub(crate) $field: $type),+ }
    };
}

part!(BodyPart {
    name: Addressed,
    kind: BodyCode,
    organisation: Option<Addressed>,
    organisation_kind: Option<OrganisationCode>,
});
part!(MeetingPart {
    #[serde(deserialize_with = "required")]
    date: Required<Day>,
    date_hint: Option<Words>,
    starts_at: Option<Clock>,
    ends_at: Option<Clock>,
    place: Option<Words>,
    mode: Option<ModeCode>,
});
part!(SeriesPart {
    #[serde(default, deserialize_with = "stated")]
    mark: Option<MarkCode>,
    declared_first: Option<Number>,
    declared_last: Option<Number>,
    scheme: Option<SchemeCode>,
});
part!(OfficersPart {
    chair: Option<Name>,
    secretary: Option<Name>,
    #[serde(default, deserialize_with = "stated")]
    adjusters: Option<Vec<Name>>,
});
part!(Attendee {
    name: Name,
    party: Option<Words>,
    organisation: Option<Addressed>,
    title: Option<Words>,
    capacity: CapacityCode,
    deciding: Option<bool>,
    remote: Option<bool>,
    substitutes_for: Option<Name>,
    presence: Option<Vec<IntervalPart>>,
});
part!(IntervalPart { from: Option<Number>, to: Option<Number> });
part!(AbsenteePart { name: Name, organisation: Option<Addressed> });
part!(Item {
    number: Option<Number>,
    letter: Option<Letter>,
    #[serde(deserialize_with = "required")]
    title: Required<Words>,
    category: Option<CategoryCode>,
    case_number: Option<Words>,
    #[serde(default)]
    presenters: Vec<Name>,
    raised_by: Option<Words>,
    text: Option<Words>,
    #[serde(default)]
    proposals: Vec<ProposalPart>,
    #[serde(default)]
    decisions: Vec<DecisionPart>,
    #[serde(default)]
    assignments: Vec<AssignmentPart>,
    #[serde(default)]
    cooperation: Vec<CooperationPart>,
    #[serde(default)]
    votes: Vec<VotePart>,
    #[serde(default)]
    reservations: Vec<ReservationPart>,
    #[serde(default)]
    disqualified: Vec<Name>,
    #[serde(default)]
    adjusted_immediately: bool,
    #[serde(default)]
    nothing_reported: bool,
    #[serde(default)]
    amounts: Vec<AmountPart>,
    #[serde(default)]
    recipients: Vec<Name>,
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    references: Vec<ReferencePart>,
    #[serde(default)]
    statements: Vec<StatementPart>,
    #[serde(default)]
    appendices: Vec<Words>,
    voided: Option<Words>,
});
part!(ProposalPart {
    by: Option<Words>,
    #[serde(default, deserialize_with = "stated")]
    kind: Option<ProposalCode>,
    text: Words,
});
part!(DecisionPart {
    text: Words,
    kind: DecisionCode,
    condition: Option<Words>,
    budget: Option<BudgetPart>,
});
part!(BudgetPart {
    #[serde(default, deserialize_with = "stated")]
    first_year: Option<Year>,
    #[serde(default, deserialize_with = "stated")]
    last_year: Option<Year>,
});
part!(AssignmentPart {
    #[serde(deserialize_with = "required")]
    assignees: Required<Vec<Name>>,
    text: Words,
    due: Option<Words>,
    due_on: Option<Day>,
});
part!(CooperationPart {
    party: Option<Words>,
    outcome: CooperationCode,
    scope: Option<Words>,
    condition: Option<Words>,
});
part!(VotePart {
    meaning_of_yes: Option<Words>,
    yes: Option<Count>,
    no: Option<Count>,
    abstained: Option<Count>,
    casting_vote: Option<bool>,
    #[serde(default)]
    ballots: Vec<BallotPart>,
});
part!(BallotPart {
    name: Name,
    vote: ChoiceCode
});
part!(ReservationPart {
    #[serde(default)]
    by: Vec<Name>,
    text: Option<Words>,
});
part!(AmountPart { text: Words, ore: Option<Hundredths> });
part!(ReferencePart { text: Words, date: Option<Day>, number: Option<Number> });
part!(StatementPart { by: Option<Words>, text: Words });
part!(AdjustmentPart { adjusted_on: Option<Day>, place: Option<Words> });
part!(NoticePart {
    #[serde(deserialize_with = "required")]
    board: Required<Words>,
    posted_on: Option<Day>,
    removed_on: Option<Day>,
});
part!(NextMeetingPart {
    date: Option<Day>,
    starts_at: Option<Words>,
    ends_at: Option<Words>,
    note: Option<Words>,
});
part!(ImmediatePart {
    #[serde(default)]
    numbers: Vec<Number>,
    adjusted_on: Option<Day>,
    #[serde(default)]
    notices: Vec<NoticePart>,
});
part!(AddendumPart {
    number: Option<Number>,
    text: Words,
    by: Option<Words>,
    on: Option<Day>,
});

/// A member that must stand in the document, though it may be null.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct Required<T>(pub(crate) Option<T>);

// By a function: the library lets a member be absent whose type could be null.
fn required<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    source: D,
) -> Result<Required<T>, D::Error> {
    Option::<T>::deserialize(source).map(Required)
}

/// A member that may be left out but, if it stands there, is not null.
fn stated<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    source: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(source).map(Some)
}

/// Deepest nesting of sub-items.
const MAX_DEPTH: usize = 8;
/// Most items of one meeting, sub-items included.
const MAX_ITEMS: usize = 5_000;

impl MinutesDocument {
    /// Reads a minutes document.
    ///
    /// # Errors
    /// [`DocumentError`] with the path of the first value that is not as the format asks: wrong type or code, a
    /// null where the format has none, a member that it does not know, a blank name, a date or time of another form, a
    /// number that is not whole or out of bounds, an interval that ends before it starts, a declared range likewise,
    /// too many or too deeply nested items.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let document: Self = read(bytes)?;
        document.check()?;
        Ok(document)
    }

    fn check(&self) -> Result<(), DocumentError> {
        if let Some(series) = &self.series
            && let (Some(Number(first)), Some(Number(last))) =
                (series.declared_first, series.declared_last)
            && last < first
        {
            return Err(DocumentError::new(
                "series.declaredLast",
                format!("the declared range ends at {last}, before its start at {first}"),
            ));
        }
        for (index, line) in self.attendance.iter().flatten().enumerate() {
            for (place, interval) in line.presence.iter().flatten().enumerate() {
                if let (Some(Number(from)), Some(Number(to))) = (interval.from, interval.to)
                    && to < from
                {
                    return Err(DocumentError::new(
                        format!("attendance[{index}].presence[{place}]"),
                        format!("an interval from {from} to {to} ends before it starts"),
                    ));
                }
            }
        }
        let mut count = 0;
        check_items(&self.items, "items", 1, &mut count)
    }
}

fn check_items(
    items: &[Item],
    path: &str,
    depth: usize,
    count: &mut usize,
) -> Result<(), DocumentError> {
    if depth > MAX_DEPTH && !items.is_empty() {
        return Err(DocumentError::new(
            path,
            format!("nested deeper than {MAX_DEPTH} levels"),
        ));
    }
    for (index, item) in items.iter().enumerate() {
        *count += 1;
        if *count > MAX_ITEMS {
            return Err(DocumentError::new(
                path,
                format!("more than {MAX_ITEMS} items"),
            ));
        }
        let below = format!("{path}[{index}].items");
        check_items(&item.items, &below, depth + 1, count)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
