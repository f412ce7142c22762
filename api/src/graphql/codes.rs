//! The codes of the wire, one enum for each of the domain's.

use async_graphql::Enum;

macro_rules! wire {
    ($(#[$doc:meta])* $name:ident = $target:path { $($(#[$item:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$item])* $variant),+ }

        impl From<$target> for $name {
            fn from(value: $target) -> Self {
                use $target as Target;
                match value { $(Target::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for $target {
            fn from(value: $name) -> Self {
                use $target as Target;
                match value { $($name::$variant => Target::$variant),+ }
            }
        }
    };
}

mod financing;
pub use financing::{
    ExtraOre, FeeBasis, FeeRounding, FeeUnit, FunderKind, KeyBasis, Matching, OpenShares,
};

mod remote {
    pub use application::api_keys::KeyRole;
    pub use application::imports::{Certainty as ImportCertainty, How, Outcome as ImportOutcome};
    pub use application::mail::Kind as MailKind;
    pub use application::visibility::Wire;
    pub use chrono::Weekday;
    pub use domain::adjustment::{
        MinutesStatus, Prevention, PreviousMinutes, SigningMethod, SigningRole,
    };
    pub use domain::appeal::{AppealOutcome, Appellant};
    pub use domain::assignment::AssignmentStatus;
    pub use domain::association::{FundingParty, Office};
    pub use domain::attachment::Removal;
    pub use domain::attendance::Capacity;
    pub use domain::body::{BodyKind, NumberingScheme};
    pub use domain::budget::{
        BudgetStage, ClosingStage, ConsultationForm, ContributionKind, DischargeOutcome,
        IncomeSource, VersionKind,
    };
    pub use domain::cooperation::CooperationResult;
    pub use domain::decision::{Because, ConditionState, DecisionKind};
    pub use domain::delegation::{DelegateKind, Matters};
    pub use domain::followup::LinkKind;
    pub use domain::live::Standing;
    pub use domain::meeting::{Mode, RecordKind};
    pub use domain::organisation::OrganisationKind;
    pub use domain::paragraph::Category;
    pub use domain::proposal::ProposalKind;
    pub use domain::rule::{Certainty, LiveMode, Outcome, Scope, Severity};
    pub use domain::rules::DutyKind;
    pub use domain::seat::{Eligibility, MandateRole};
    pub use domain::text::Language;
    pub use domain::vote::{About, Base, Choice, Outcome as VoteOutcome};
}

wire!(
    /// What a key for a machine may.
    ApiKeyRole = remote::KeyRole {
        /// Reads what is not secret: of an association its drafts, of a member those of the associations that it is a
        /// member of.
        Reader,
        /// Reads everything of its organisation, the journal too. Only auditors issue it.
        Auditor,
    }
);
wire!(
    /// What became of a file that was brought in.
    ImportOutcome = remote::ImportOutcome {
        /// It was read, and waits for review.
        Read,
        /// It gives no minutes.
        Refused,
        /// It became a record.
        Stored,
        /// Somebody put it aside; its text is gone.
        Discarded,
    }
);
wire!(
    /// How sure the reading of a field is.
    ImportCertainty = remote::ImportCertainty {
        /// Worked out from far context, or one of several readings: look at it first.
        Doubtful,
        /// The wording is a usual one, without a label or mark of its own.
        Likely,
        /// It stands under its own label, mark or number.
        Certain,
    }
);
wire!(
    /// How somebody settled what was read.
    ImportSettling = remote::How {
        /// Looked at and found right.
        Confirmed,
        /// Put right.
        Corrected,
    }
);
wire!(
    /// What a subscription by mail tells.
    MailKind = remote::MailKind {
        /// To a member: what concerns it of what was published.
        Digest,
        /// To an association: what is to be done with its minutes.
        Duties,
    }
);
wire!(
    /// The language of a mail.
    MailLanguage = remote::Language {
        /// Svenska.
        Swedish,
        /// English.
        English,
    }
);
wire!(
    /// A day of the week.
    Weekday = remote::Weekday {
        /// Måndag.
        Mon,
        /// Tisdag.
        Tue,
        /// Onsdag.
        Wed,
        /// Torsdag.
        Thu,
        /// Fredag.
        Fri,
        /// Lördag.
        Sat,
        /// Söndag.
        Sun,
    }
);

/// How often a mail comes.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailRhythm {
    /// Every day.
    Daily,
    /// Once a week.
    Weekly,
}

wire!(
    /// The way that secret matter was given.
    SecrecyWire = remote::Wire {
        /// GraphQL over HTTP.
        Graphql,
        /// GraphQL over WebSocket.
        Subscription,
        /// REST, documents and files among it.
        Rest,
    }
);
wire!(
    /// What an organisation is.
    OrganisationKind = remote::OrganisationKind {
        /// Samordningsförbund.
        CoordinationAssociation,
        /// Försäkringskassan or Arbetsförmedlingen.
        StateAgency,
        /// Region.
        Region,
        /// Kommun.
        Municipality,
        /// Arbetstagarorganisation.
        TradeUnion,
        /// Anything else.
        Other,
    }
);
wire!(
    /// What a body is.
    BodyKind = remote::BodyKind {
        /// Styrelse.
        Board,
        /// Arbetsutskott.
        ExecutiveCommittee,
        /// Medlemsråd, ägarsamråd.
        MemberCouncil,
        /// Samverkansgrupp.
        CooperationGroup,
        /// Fullmäktige.
        Assembly,
        /// Anything else.
        Other,
    }
);
wire!(
    /// How a body numbers its paragraphs.
    NumberingScheme = remote::NumberingScheme {
        /// One unbroken series per calendar year.
        CalendarYear,
        /// From one at each meeting.
        Meeting,
        /// No numbers.
        None,
    }
);
wire!(
    /// Kind of record.
    RecordKind = remote::RecordKind {
        /// Protokoll.
        Minutes,
        /// Minnesanteckningar.
        MeetingNotes,
    }
);
wire!(
    /// How a meeting was held.
    MeetingMode = remote::Mode {
        /// All in one room.
        OnSite,
        /// Some remotely.
        Hybrid,
        /// All remotely.
        Remote,
    }
);
wire!(
    /// In what capacity somebody attended.
    Capacity = remote::Capacity {
        /// Ledamot, or representative of a member in a council.
        Member,
        /// Tjänstgörande ersättare.
        ServingSubstitute,
        /// Ersättare who did not serve.
        Substitute,
        /// For the employer, in a cooperation group.
        Employer,
        /// For a union, in a cooperation group; the person is hidden from the public.
        Union,
        /// Officer: director, secretary, expert.
        Official,
        /// Anybody else.
        Other,
    }
);
wire!(
    /// How a record groups its items.
    Category = remote::Category {
        /// Information.
        Information,
        /// Dialog.
        Dialogue,
        /// Beslut.
        Decision,
    }
);
wire!(
    /// Whether somebody entitled moved it, or another body recommended it.
    ProposalKind = remote::ProposalKind {
        /// Yrkande.
        Proposal,
        /// Rekommendation.
        Recommendation,
    }
);
wire!(
    /// What a decision does.
    DecisionKind = remote::DecisionKind {
        /// Anta, fastställa.
        Adopt,
        /// Godkänna.
        Approve,
        /// Avslå.
        Reject,
        /// Välja.
        Elect,
        /// Ge i uppdrag.
        Assign,
        /// Bordlägga.
        Table,
        /// Återremittera.
        ReferBack,
        /// Lägga till handlingarna, anteckna.
        Note,
        /// Any other resolution.
        Resolve,
    }
);
wire!(
    /// Whether the event that a decision waits for has come.
    ConditionState = remote::ConditionState {
        /// Nothing known yet; a condition never expires by itself.
        Pending,
        /// It came.
        Met,
        /// It can no longer come.
        Failed,
    }
);
wire!(
    /// What is to be removed.
    RemovalKind = remote::Removal {
        /// The published copy is to be taken down.
        PublishedCopy,
        /// The archive copy is to be disposed of (gallras).
        ArchiveCopy,
    }
);

/// Where an attachment stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentStanding {
    /// It is there.
    Held,
    /// It was taken back (återkallad): the file is given to nobody.
    Withdrawn,
    /// It was disposed of (gallrad): the file is gone.
    Disposed,
}

/// How long the archive copy of a file is kept.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetentionKind {
    /// For good (bevaras), as minutes are.
    Preserve,
    /// Accounting information (räkenskapsinformation): to the end of the seventh year after its financial year.
    Accounting,
    /// To a day.
    Until,
}

wire!(
    /// What somebody is whom the board lets decide.
    DelegateKind = remote::DelegateKind {
        /// Ledamot.
        Member,
        /// Ersättare.
        Substitute,
        /// Tjänsteman.
        Officer,
        /// Utskott, which the law does not name: refused.
        Committee,
    }
);
wire!(
    /// What kind of matters is delegated.
    DelegatedMatters = remote::Matters {
        /// A group of matters that the decision names.
        Group,
        /// No group is named, as for urgent matters: noted as an irregularity.
        Ungrouped,
        /// Goals, direction, scope or quality of the activities: refused.
        Goals,
        /// A statement because a decision of the association was appealed: refused.
        AppealStatement,
        /// Matters that are specially reserved: refused.
        Reserved,
    }
);
wire!(
    /// Where an assignment stands.
    AssignmentStatus = remote::AssignmentStatus {
        /// Given, nothing heard.
        Open,
        /// Reported back.
        Reported,
        /// Done.
        Done,
        /// Withdrawn.
        Withdrawn,
    }
);
wire!(
    /// Where minutes stand.
    MinutesStatus = remote::MinutesStatus {
        /// Not adjusted, as far as the record says.
        Draft,
        /// Some paragraphs adjusted at once, the rest not.
        PartlyAdjusted,
        /// Adjusted.
        Adjusted,
        /// Adjusted and posted on every notice board that the record names.
        Announced,
        /// Appealed.
        Appealed,
        /// In legal force.
        Final,
    }
);
wire!(
    /// What is to be done with minutes.
    DutyKind = remote::DutyKind {
        /// Adjust them.
        Adjust,
        /// Post notices.
        Post,
        /// Take notices down: they have been up throughout the time to appeal.
        TakeDown,
    }
);
wire!(
    /// As what somebody signs minutes.
    SigningRole = remote::SigningRole {
        /// Who led the meeting (ordförande).
        Chair,
        /// An adjuster (justerare).
        Adjuster,
    }
);
wire!(
    /// Why somebody whose signature minutes need does not give it. No more is asked: what keeps somebody away may be
    /// nobody's business.
    Prevention = remote::Prevention {
        /// Cannot sign (förhindrad), for whatever reason.
        Prevented,
        /// Holds no mandate on the board any more.
        OutOfOffice,
        /// Has died.
        Deceased,
        /// Will not sign.
        Refuses,
    }
);
wire!(
    /// How a signature was given.
    SigningMethod = remote::SigningMethod {
        /// By the signer's own token.
        Token,
        /// On paper, as the secretary recorded.
        Paper,
    }
);
wire!(
    /// Who appeals, as far as the right to appeal goes.
    Appellant = remote::Appellant {
        /// A member of a member municipality or region: resident, landowner or taxpayer there.
        MunicipalMember,
        /// A member organisation as such, which may not appeal.
        MemberOrganisation,
        /// Somebody else, who may not appeal.
        Other,
    }
);
wire!(
    /// How an appeal ended.
    AppealOutcome = remote::AppealOutcome {
        /// Dismissed without a trial (avvisat).
        Dismissed,
        /// Rejected (avslaget): the decision stands.
        Rejected,
        /// Taken back.
        Withdrawn,
        /// The decision was annulled (upphävt).
        Annulled,
    }
);
wire!(
    /// What a record says of the minutes of the meeting before.
    PreviousMinutes = remote::PreviousMinutes {
        /// Lades till handlingarna.
        Filed,
        /// Godkändes.
        Approved,
        /// Not adjusted yet.
        NotYetAdjusted,
    }
);
wire!(
    /// The party that a member's contribution counts under.
    FundingParty = remote::FundingParty {
        /// Försäkringskassan, also for Arbetsförmedlingen: half.
        State,
        /// All regions together: a quarter.
        Region,
        /// All municipalities together: a quarter.
        Municipalities,
    }
);
wire!(
    /// Where a budget stands.
    BudgetStage = remote::BudgetStage {
        /// Something was asked of the state, promised or talked over; nothing is proposed.
        Prepared,
        /// The state has told its allocation.
        Allocated,
        /// A version is proposed.
        Proposed,
        /// A version is proposed, and the members were consulted.
        Consulted,
        /// A version is approved.
        Approved,
    }
);
wire!(
    /// What a version of a budget is.
    BudgetVersionKind = remote::VersionKind {
        /// A proposal for the year, before any is approved.
        Original,
        /// A budget that takes the place of an approved one.
        Revision,
        /// Tilläggsbudget: an approved budget with more spending in it.
        Supplement,
    }
);
wire!(
    /// What a contribution is.
    ContributionKind = remote::ContributionKind {
        /// The share that the law gives the party.
        Statutory,
        /// Överskjutande del: more than that, freely given.
        VoluntaryExcess,
        /// Money that the state adds to its share.
        ExtraState,
    }
);
wire!(
    /// Where income outside the split comes from.
    IncomeSource = remote::IncomeSource {
        /// The European Social Fund (ESF).
        EuropeanSocialFund,
        /// Another project.
        Project,
        /// Interest.
        Interest,
        /// Anything else.
        Other,
    }
);
wire!(
    /// How members were consulted.
    ConsultationForm = remote::ConsultationForm {
        /// Medlemsråd, ägarsamråd.
        Council,
        /// A joint meeting of the members.
        JointMeeting,
        /// In writing.
        Written,
        /// In another form.
        Other,
    }
);
wire!(
    /// How far the closing of a year has come.
    ClosingStage = remote::ClosingStage {
        /// No annual report is recorded.
        Open,
        /// The board has given the annual report; the auditors' report is missing, in whole or for a member.
        AuditPending,
        /// It is audited; a member has not decided on discharge.
        DischargePending,
        /// Every member has decided.
        Settled,
    }
);
wire!(
    /// How a member decided on discharge (ansvarsfrihet).
    DischargeOutcome = remote::DischargeOutcome {
        /// Beviljas.
        Granted,
        /// Vägras.
        Refused,
        /// Bordläggs: not decided yet.
        PutOff,
    }
);
wire!(
    /// An office in the presidium.
    Office = remote::Office {
        /// Ordförande.
        Chair,
        /// Vice ordförande.
        ViceChair,
    }
);
wire!(
    /// Ordinary holder of a seat or substitute.
    MandateRole = remote::MandateRole {
        /// Board member (ledamot).
        Ordinary,
        /// Substitute (ersättare).
        Substitute,
    }
);
wire!(
    /// The ground on which somebody may be appointed.
    Eligibility = remote::Eligibility {
        /// Member or substitute of a municipal or regional assembly (fullmäktige).
        AssemblyMember,
        /// Employee of the agency.
        Employee,
        /// Declared to be something else.
        Other,
    }
);
wire!(
    /// How cooperation on a matter ended.
    CooperationResult = remote::CooperationResult {
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
);
wire!(
    /// A ballot.
    VoteChoice = remote::Choice {
        /// Ja.
        Yes,
        /// Nej.
        No,
        /// Avstår.
        Abstain,
    }
);
wire!(
    /// How a vote came out by simple majority of the votes cast.
    VoteOutcome = remote::VoteOutcome {
        /// More yes than no.
        Carried,
        /// More no than yes.
        Lost,
        /// Equal numbers.
        Tie,
    }
);
wire!(
    /// Why a decision concerns an organisation.
    Because = remote::Because {
        /// The minutes name it as recipient of an extract.
        Recipient,
        /// It, or somebody acting for it, got an assignment under the same paragraph.
        Assignee,
        /// It, or somebody acting for it, made a proposal under the same paragraph.
        Proposer,
        /// It contributes to the budget that the decision adopts.
        Contributor,
        /// The decision's text names it.
        Named,
        /// It is a member, and the decision binds all members.
        Member,
    }
);
wire!(
    /// What the rule engine found.
    Outcome = remote::Outcome {
        /// The rule is kept.
        Met,
        /// The rule is broken.
        NotMet,
        /// It depends on a fact that is not known; `condition` names it.
        Conditional,
        /// The record does not say enough.
        Unknown,
    }
);
wire!(
    /// How much a broken rule matters.
    Severity = remote::Severity {
        /// Worth knowing.
        Info,
        /// An irregularity.
        Warning,
        /// Would be refused in a live meeting.
        Refusal,
    }
);
wire!(
    /// How firm the reading of the law is.
    Certainty = remote::Certainty {
        /// The text settles it.
        Certain,
        /// A reasonable reading where the text leaves room.
        Interpretation,
    }
);
wire!(
    /// What a rule does when a meeting is run through the service.
    LiveOutcome = remote::LiveMode {
        /// The command is refused.
        Refuse,
        /// It is carried out and the irregularity noted.
        Warn,
        /// A value is derived; nothing is judged.
        Compute,
    }
);
wire!(
    /// What a rule is asked of.
    RuleScope = remote::Scope {
        /// The register of an association.
        Association,
        /// A meeting, once.
        Meeting,
        /// Each paragraph.
        Paragraph,
    }
);

wire!(
    /// What a decision does to an earlier one.
    LinkKind = remote::LinkKind {
        /// Ändrar.
        Amends,
        /// Upphäver.
        Repeals,
        /// Verkställer.
        CarriesOut,
    }
);

/// How a condition was settled.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It came.
    Met,
    /// It can no longer come.
    Failed,
}

/// Order of meetings.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MeetingOrder {
    /// Latest first, undated ones last.
    #[default]
    DateDesc,
    /// Earliest first, undated ones first.
    DateAsc,
}

/// Order of decisions.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionOrder {
    /// Latest meeting first, later paragraphs first.
    DateDesc,
    /// Earliest meeting first, in order of print.
    DateAsc,
    /// Best match of `text` first; without a text as `DATE_DESC`.
    Relevance,
}

/// Order of assignments.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AssignmentOrder {
    /// Latest meeting first.
    #[default]
    GivenDesc,
    /// Earliest meeting first.
    GivenAsc,
    /// Earliest due day first, those without a day last.
    DueAsc,
}

wire!(
    /// What a vote is about.
    VoteAbout = remote::About {
        /// A matter.
        Matter,
        /// Val.
        Election,
        /// Anställning.
        Hiring,
    }
);
wire!(
    /// What a qualified majority is reckoned of.
    MajorityBase = remote::Base {
        /// The votes cast, without abstentions.
        Cast,
        /// Those present and entitled.
        Present,
        /// All seats.
        Seats,
    }
);
wire!(
    /// Where a question of disqualification stands.
    DisqualificationStanding = remote::Standing {
        /// Declared, not contested: the person stands aside.
        Declared,
        /// Contested: the person stands aside until it is decided.
        Contested,
        /// The body decided that the person is disqualified.
        Upheld,
        /// The body decided that the person is not.
        Rejected,
    }
);

/// Where a meeting stands that is run through the service.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeetingStage {
    /// Called for a day.
    Scheduled,
    /// Under way.
    Open,
    /// Interrupted.
    Adjourned,
    /// Ended.
    Closed,
    /// Called off.
    Cancelled,
}

impl From<&domain::live::Stage> for MeetingStage {
    fn from(stage: &domain::live::Stage) -> Self {
        use domain::live::Stage;
        match stage {
            Stage::Scheduled => Self::Scheduled,
            Stage::Open => Self::Open,
            Stage::Adjourned => Self::Adjourned,
            Stage::Closed => Self::Closed,
            Stage::Cancelled { .. } => Self::Cancelled,
        }
    }
}

/// Whether a line of a budget is carried out.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum BudgetExecution {
    /// With the budget.
    Immediate,
    /// It waits for an event.
    Suspended,
    /// The event came.
    Released,
    /// The event can no longer come.
    Lapsed,
}
