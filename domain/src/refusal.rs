//! Refusals: why a command was not carried out, with the rule and its figures, or the step that does not fit.

use crate::rule::{Figure, Rule};
use crate::text::{Label, Text};
use thiserror::Error;

/// A step that does not fit where things stand. No law is behind it but the order of a meeting or of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The meeting is at another stage.
    WrongStage,
    /// The person is not in the room.
    NotInRoom,
    /// The person is in the room already.
    AlreadyInRoom,
    /// The person has no mandate on the day.
    NoMandate,
    /// No such seat, vote, proposal or person here.
    NotOfMeeting,
    /// The § or item is not the one that is open.
    ParagraphNotOpen,
    /// Nobody leads the meeting.
    NobodyPresides,
    /// A vote was called and has no outcome yet.
    VoteOpen,
    /// The vote has no outcome, or another one.
    VoteNotCarried,
    /// The ballots are not one from each who may vote.
    BallotsMismatch,
    /// A disqualification is contested and not yet decided.
    DisqualificationOpen,
    /// The proof of quorum is of another meeting, § or roll.
    StaleQuorum,
    /// Things are missing before the meeting can be closed.
    MeetingIncomplete,
    /// The § number cannot be voided.
    NotVoidable,
    /// The register holds it already.
    AlreadyRegistered,
    /// The register holds no such member, seat or mandate on the day.
    NotRegistered,
    /// Somebody holds the seat in that time.
    SeatOccupied,
    /// A version of the statutes starts on the day or later.
    StatutesOverlap,
    /// Nobody is there to succeed.
    NoSuccessor,
    /// Numbers of the series are in use.
    SeriesStarted,
    /// The condition is met or failed already.
    AlreadySettled,
    /// The same link between two decisions stands already.
    AlreadyLinked,
    /// The part of the minutes is adjusted.
    AlreadyAdjusted,
    /// The part of the minutes is not adjusted.
    NotAdjusted,
    /// The part of the minutes is not ready to be adjusted.
    NotAdjustable,
    /// Signatures stand under the part of the minutes.
    SignaturesStand,
    /// The person has signed already.
    AlreadySigned,
    /// The person's signature is not asked for.
    NotSigner,
    /// A notice is up on the board.
    NoticeStands,
    /// The notice has come down.
    NoticeDown,
    /// The minutes are public.
    AlreadyPublished,
    /// The minutes are not public.
    NotPublished,
    /// The delegation does not hold on the day.
    DelegationNotInForce,
    /// The delegation is another person's.
    NotTheDelegate,
    /// The amount is above the delegation's limit.
    DelegationExceeded,
    /// The delegated decision is reported to the board already.
    AlreadyReported,
    /// The attachment was withdrawn.
    AttachmentWithdrawn,
    /// The attachment is still to be kept.
    RetentionNotOver,
    /// A version of the budget is approved.
    BudgetAlreadyApproved,
    /// No version of the budget is approved.
    BudgetNotApproved,
    /// The version of the budget is approved, or a later one is.
    BudgetVersionClosed,
    /// The decision approves another version or another budget.
    DecisionApprovesAnother,
    /// The line of the budget waits for nothing.
    LineNotSuspended,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 43] = [
        Self::WrongStage,
        Self::NotInRoom,
        Self::AlreadyInRoom,
        Self::NoMandate,
        Self::NotOfMeeting,
        Self::ParagraphNotOpen,
        Self::NobodyPresides,
        Self::VoteOpen,
        Self::VoteNotCarried,
        Self::BallotsMismatch,
        Self::DisqualificationOpen,
        Self::StaleQuorum,
        Self::MeetingIncomplete,
        Self::NotVoidable,
        Self::AlreadyRegistered,
        Self::NotRegistered,
        Self::SeatOccupied,
        Self::StatutesOverlap,
        Self::NoSuccessor,
        Self::SeriesStarted,
        Self::AlreadySettled,
        Self::AlreadyLinked,
        Self::AlreadyAdjusted,
        Self::NotAdjusted,
        Self::NotAdjustable,
        Self::SignaturesStand,
        Self::AlreadySigned,
        Self::NotSigner,
        Self::NoticeStands,
        Self::NoticeDown,
        Self::AlreadyPublished,
        Self::NotPublished,
        Self::DelegationNotInForce,
        Self::NotTheDelegate,
        Self::DelegationExceeded,
        Self::AlreadyReported,
        Self::AttachmentWithdrawn,
        Self::RetentionNotOver,
        Self::BudgetAlreadyApproved,
        Self::BudgetNotApproved,
        Self::BudgetVersionClosed,
        Self::DecisionApprovesAnother,
        Self::LineNotSuspended,
    ];

    /// The public code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongStage => "WRONG_STAGE",
            Self::NotInRoom => "NOT_IN_ROOM",
            Self::AlreadyInRoom => "ALREADY_IN_ROOM",
            Self::NoMandate => "NO_MANDATE",
            Self::NotOfMeeting => "NOT_OF_MEETING",
            Self::ParagraphNotOpen => "PARAGRAPH_NOT_OPEN",
            Self::NobodyPresides => "NOBODY_PRESIDES",
            Self::VoteOpen => "VOTE_OPEN",
            Self::VoteNotCarried => "VOTE_NOT_CARRIED",
            Self::BallotsMismatch => "BALLOTS_MISMATCH",
            Self::DisqualificationOpen => "DISQUALIFICATION_OPEN",
            Self::StaleQuorum => "STALE_QUORUM",
            Self::MeetingIncomplete => "MEETING_INCOMPLETE",
            Self::NotVoidable => "NOT_VOIDABLE",
            Self::AlreadyRegistered => "ALREADY_REGISTERED",
            Self::NotRegistered => "NOT_REGISTERED",
            Self::SeatOccupied => "SEAT_OCCUPIED",
            Self::StatutesOverlap => "STATUTES_OVERLAP",
            Self::NoSuccessor => "NO_SUCCESSOR",
            Self::SeriesStarted => "SERIES_STARTED",
            Self::AlreadySettled => "ALREADY_SETTLED",
            Self::AlreadyLinked => "ALREADY_LINKED",
            Self::AlreadyAdjusted => "ALREADY_ADJUSTED",
            Self::NotAdjusted => "NOT_ADJUSTED",
            Self::NotAdjustable => "NOT_ADJUSTABLE",
            Self::SignaturesStand => "SIGNATURES_STAND",
            Self::AlreadySigned => "ALREADY_SIGNED",
            Self::NotSigner => "NOT_SIGNER",
            Self::NoticeStands => "NOTICE_STANDS",
            Self::NoticeDown => "NOTICE_DOWN",
            Self::AlreadyPublished => "ALREADY_PUBLISHED",
            Self::NotPublished => "NOT_PUBLISHED",
            Self::DelegationNotInForce => "DELEGATION_NOT_IN_FORCE",
            Self::NotTheDelegate => "NOT_THE_DELEGATE",
            Self::DelegationExceeded => "DELEGATION_EXCEEDED",
            Self::AlreadyReported => "ALREADY_REPORTED",
            Self::AttachmentWithdrawn => "ATTACHMENT_WITHDRAWN",
            Self::RetentionNotOver => "RETENTION_NOT_OVER",
            Self::BudgetAlreadyApproved => "BUDGET_ALREADY_APPROVED",
            Self::BudgetNotApproved => "BUDGET_NOT_APPROVED",
            Self::BudgetVersionClosed => "BUDGET_VERSION_CLOSED",
            Self::DecisionApprovesAnother => "DECISION_APPROVES_ANOTHER",
            Self::LineNotSuspended => "LINE_NOT_SUSPENDED",
        }
    }

    /// What it says, without figures.
    pub const fn title(self) -> Label {
        let (sv, en) = match self {
            Self::WrongStage => (
                "Mötet är i ett annat skede",
                "The meeting is at another stage",
            ),
            Self::NotInRoom => ("Personen är inte i rummet", "The person is not in the room"),
            Self::AlreadyInRoom => (
                "Personen är redan i rummet",
                "The person is in the room already",
            ),
            Self::NoMandate => (
                "Personen har inget uppdrag den dagen",
                "The person holds no mandate that day",
            ),
            Self::NotOfMeeting => ("Hör inte till mötet", "Not of this meeting"),
            Self::ParagraphNotOpen => ("Paragrafen är inte öppen", "The paragraph is not open"),
            Self::NobodyPresides => ("Ingen leder mötet", "Nobody presides"),
            Self::VoteOpen => ("En omröstning pågår", "A vote is open"),
            Self::VoteNotCarried => (
                "Omröstningen har inget sådant utfall",
                "The vote has no such outcome",
            ),
            Self::BallotsMismatch => (
                "Rösterna stämmer inte med dem som får rösta",
                "The ballots do not fit those who may vote",
            ),
            Self::DisqualificationOpen => (
                "En jävsfråga är inte avgjord",
                "A question of disqualification is open",
            ),
            Self::StaleQuorum => (
                "Beslutsförheten prövades för en annan närvaro",
                "Quorum was tested for another roll",
            ),
            Self::MeetingIncomplete => (
                "Något saknas innan mötet kan avslutas",
                "Something is missing before the meeting can be closed",
            ),
            Self::NotVoidable => ("Numret kan inte makuleras", "The number cannot be voided"),
            Self::AlreadyRegistered => ("Registret har det redan", "The register holds it already"),
            Self::NotRegistered => (
                "Registret har inget sådant den dagen",
                "The register holds no such thing that day",
            ),
            Self::SeatOccupied => ("Platsen är besatt", "The seat is taken"),
            Self::StatutesOverlap => (
                "En version av förbundsordningen gäller redan från den dagen",
                "A version of the statutes holds from that day already",
            ),
            Self::NoSuccessor => ("Ingen finns att inträda", "Nobody is there to succeed"),
            Self::SeriesStarted => (
                "Nummer i serien är redan använda",
                "Numbers of the series are in use",
            ),
            Self::AlreadySettled => (
                "Villkoret är redan avgjort",
                "The condition is settled already",
            ),
            Self::AlreadyLinked => (
                "Besluten är redan kopplade så",
                "The decisions are linked so already",
            ),
            Self::AlreadyAdjusted => ("Redan justerat", "Adjusted already"),
            Self::NotAdjusted => ("Inte justerat", "Not adjusted"),
            Self::NotAdjustable => ("Kan inte justeras ännu", "Cannot be adjusted yet"),
            Self::SignaturesStand => ("Underskrifter finns", "Signatures stand"),
            Self::AlreadySigned => (
                "Personen har redan skrivit under",
                "The person has signed already",
            ),
            Self::NotSigner => (
                "Personens underskrift behövs inte",
                "The person's signature is not asked for",
            ),
            Self::NoticeStands => ("Ett anslag sitter uppe", "A notice is up"),
            Self::NoticeDown => ("Anslaget är nedtaget", "The notice has come down"),
            Self::AlreadyPublished => ("Redan publicerat", "Published already"),
            Self::NotPublished => ("Inte publicerat", "Not published"),
            Self::DelegationNotInForce => (
                "Delegationen gäller inte den dagen",
                "The delegation does not hold that day",
            ),
            Self::NotTheDelegate => (
                "Delegationen gäller någon annan",
                "The delegation is somebody else's",
            ),
            Self::DelegationExceeded => (
                "Beloppet är större än delegationen medger",
                "The amount is above the delegation's limit",
            ),
            Self::AlreadyReported => (
                "Delegationsbeslutet är redan anmält",
                "The delegated decision is reported already",
            ),
            Self::AttachmentWithdrawn => ("Bilagan är återkallad", "The attachment is withdrawn"),
            Self::RetentionNotOver => (
                "Bilagan ska bevaras ännu",
                "The attachment is still to be kept",
            ),
            Self::BudgetAlreadyApproved => (
                "Budgeten är redan fastställd",
                "The budget is approved already",
            ),
            Self::BudgetNotApproved => {
                ("Budgeten är inte fastställd", "The budget is not approved")
            }
            Self::BudgetVersionClosed => (
                "Versionen kan inte fastställas längre",
                "The version can no longer be approved",
            ),
            Self::DecisionApprovesAnother => (
                "Beslutet fastställer en annan budget",
                "The decision approves another budget",
            ),
            Self::LineNotSuspended => ("Posten är inte villkorad", "The line is not suspended"),
        };
        Label { sv, en }
    }
}

/// What refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// A rule of the rulebook, with its law.
    Rule(&'static Rule),
    /// The order of a meeting.
    Step(Step),
}

/// Something that must be there and is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The public code, `NO_ADJUSTERS`.
    pub code: &'static str,
    /// In words.
    pub text: Text,
}

impl Missing {
    /// Something by its code.
    pub fn new(code: &'static str, sv: impl Into<String>, en: impl Into<String>) -> Self {
        let text = Text::new(sv, en);
        Self { code, text }
    }
}

/// Why a command was not carried out. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text.en)]
pub struct Refusal {
    /// What refuses.
    pub ground: Ground,
    /// Why, in words with the figures in them.
    pub text: Text,
    /// The figures.
    pub figures: Vec<Figure>,
    /// All that is missing, where that is why.
    pub missing: Vec<Missing>,
}

impl Refusal {
    /// By a rule.
    pub fn by(rule: &'static Rule, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ground: Ground::Rule(rule),
            text: Text::new(sv, en),
            figures: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// By the order of a meeting.
    pub fn step(step: Step, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ground: Ground::Step(step),
            text: Text::new(sv, en),
            figures: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// With a figure.
    #[must_use]
    pub fn figure(mut self, name: &'static str, value: impl ToString) -> Self {
        self.figures.push(Figure {
            name,
            value: value.to_string(),
        });
        self
    }

    /// The public code.
    pub const fn code(&self) -> &'static str {
        match self.ground {
            Ground::Rule(rule) => rule.code,
            Ground::Step(step) => step.code(),
        }
    }

    /// The rule behind it; `None` where it is the order of a meeting alone.
    pub const fn rule(&self) -> Option<&'static Rule> {
        match self.ground {
            Ground::Rule(rule) => Some(rule),
            Ground::Step(_) => None,
        }
    }
}
