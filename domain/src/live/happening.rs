//! What happened in a meeting, each fact with all that it settles, so that a replay asks nobody.

use super::extracting::IssuedExtract;
use super::reviewing::{Comment, CommentAnswer};
use crate::Date;
use crate::Time;
use crate::adjustment::{Addendum, BoardAdjustment, Signature};
use crate::appeal::{Appeal, Ruling};
use crate::assignment::{Assignment, AssignmentStatus};
use crate::attendance::{Capacity, PersonRef};
use crate::decision::{ConditionState, Decision};
use crate::id::{
    AppealId, AssignmentId, CommentId, DecisionId, NoticeId, ParagraphId, PersonId, SeatId,
};
use crate::meeting::{NextMeeting, Occasion};
use crate::notice::Notice;
use crate::organisation::Organisation;
use crate::paragraph::{Category, Paragraph, Statement};
use crate::proposal::Proposal;
use crate::redaction::Redaction;
use crate::vote::{Ballot, Vote, VoteResult};

/// Somebody who came, as the register knew them that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Who.
    pub person: PersonRef,
    /// The organisation represented.
    pub organisation: Option<Organisation>,
    /// Title or office.
    pub title: Option<String>,
    /// Political party.
    pub party: Option<String>,
    /// In what capacity.
    pub capacity: Capacity,
    /// The seat of an ordinary holder.
    pub seat: Option<SeatId>,
    /// Takes part remotely.
    pub remote: bool,
    /// Whether remote presence counts: the board has decided on it.
    pub remote_counts: bool,
}

/// Why a substitute serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Because {
    /// The holder is not in the room, or the seat is vacant.
    Absence,
    /// The holder stands aside (jäv) at one §.
    Disqualification(ParagraphId),
}

/// Where a disqualification (jäv) stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Declared by the person, or by others and not contested: the person stands aside.
    Declared,
    /// Contested: the person stands aside until the board has decided.
    Contested,
    /// The board decided that the person is disqualified.
    Upheld,
    /// The board decided that the person is not.
    Rejected,
}

impl Standing {
    /// Whether the person is out of the matter.
    pub const fn stands_aside(self) -> bool {
        !matches!(self, Self::Rejected)
    }
}

/// How a § was announced when it was opened, or is worded since.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// Heading.
    pub title: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// How it is grouped.
    pub category: Option<Category>,
    /// Diarienummer.
    pub case_number: Option<String>,
    /// Föredragande.
    pub presenters: Vec<String>,
    /// Who raised the matter.
    pub raised_by: Option<String>,
    /// Appendices.
    pub appendices: Vec<String>,
    /// Recipients of an extract.
    pub recipients: Vec<String>,
    /// Says that there was nothing.
    pub nothing_reported: bool,
    /// Adjusted at the meeting.
    pub adjusted_immediately: bool,
}

/// A fact of a meeting. `after` and `from` are § numbers: present up to and including, or from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// Called for a day, or moved to another.
    Scheduled {
        /// When and where.
        occasion: Occasion,
    },
    /// The summons (kallelse) went out.
    Summoned {
        /// The day.
        on: Date,
        /// The agenda (föredragningslista).
        agenda: Vec<String>,
        /// Documents sent with it.
        documents: Vec<String>,
    },
    /// Called off.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// Opened.
    Opened {
        /// The time.
        at: Option<Time>,
        /// Who may preside, in order: chair, vice chairs.
        presidium: Vec<PersonRef>,
        /// Secretary.
        secretary: Option<PersonRef>,
    },
    /// Interrupted (ajournerat).
    Adjourned {
        /// The time.
        at: Option<Time>,
    },
    /// Taken up again.
    Resumed {
        /// The time.
        at: Option<Time>,
    },
    /// Ended.
    Closed {
        /// The time.
        at: Option<Time>,
        /// Meetings announced.
        next: Vec<NextMeeting>,
    },
    /// Somebody came, or came back.
    Arrived {
        /// Who and as what.
        arrival: Arrival,
        /// First § attended; `None` = from the start.
        from: Option<u32>,
    },
    /// Somebody left.
    Left {
        /// Who.
        person: PersonId,
        /// Last § attended; `None` = none.
        after: Option<u32>,
    },
    /// Somebody in the room went over to remote participation, or back.
    Linked {
        /// Who.
        person: PersonId,
        /// Now remote.
        remote: bool,
        /// Whether that counts.
        counts: bool,
    },
    /// A substitute took a seat.
    SteppedIn {
        /// The substitute.
        person: PersonId,
        /// The seat.
        seat: SeatId,
        /// Its ordinary holder; `None` = vacant.
        holder: Option<PersonRef>,
        /// Why.
        because: Because,
        /// First § served.
        from: Option<u32>,
    },
    /// A substitute left the seat again.
    SteppedOut {
        /// The substitute.
        person: PersonId,
        /// Last § served; `None` = none.
        after: Option<u32>,
    },
    /// Somebody leads the meeting from here on, in place of the presidium.
    Presided {
        /// Who; `None` = the presidium again.
        person: Option<PersonRef>,
    },
    /// Adjusters (justerare) were chosen.
    AdjustersChosen {
        /// Who.
        adjusters: Vec<PersonRef>,
    },
    /// A § was opened and drew its number.
    ParagraphOpened {
        /// Identity.
        id: ParagraphId,
        /// The number; `None` where the body does not number.
        number: Option<u32>,
        /// As announced.
        wording: Wording,
    },
    /// The open § ended; the next is not yet opened.
    ParagraphEnded {
        /// Which.
        paragraph: ParagraphId,
    },
    /// A sub-item of the open § was opened.
    ItemOpened {
        /// Identity.
        id: ParagraphId,
        /// The § or item above.
        above: ParagraphId,
        /// Its letter.
        letter: Option<char>,
        /// As announced.
        wording: Wording,
    },
    /// A § or item was worded anew.
    Worded {
        /// Which.
        paragraph: ParagraphId,
        /// How.
        wording: Wording,
    },
    /// A number was voided (makulerad).
    Voided {
        /// Which §.
        paragraph: ParagraphId,
        /// Why.
        reason: String,
    },
    /// Somebody is disqualified (jävig), or was found not to be.
    Disqualified {
        /// The § or item.
        paragraph: ParagraphId,
        /// Who.
        person: PersonRef,
        /// The ground as stated.
        ground: Option<String>,
        /// Where the question stands.
        standing: Standing,
    },
    /// A proposal was made.
    Proposed {
        /// The § or item.
        paragraph: ParagraphId,
        /// The proposal.
        proposal: Proposal,
    },
    /// A proposal was withdrawn.
    Withdrawn {
        /// The § or item.
        paragraph: ParagraphId,
        /// Its place, from 0.
        place: u32,
    },
    /// The order of propositions (propositionsordning) was settled.
    PropositionsOrdered {
        /// The § or item.
        paragraph: ParagraphId,
        /// As the chair put it.
        order: String,
    },
    /// A vote was called.
    VoteCalled {
        /// The § or item.
        paragraph: ParagraphId,
        /// The vote, without ballots.
        vote: Vote,
    },
    /// The votes were counted.
    VoteCounted {
        /// The § or item.
        paragraph: ParagraphId,
        /// Its place among the votes there, from 0.
        place: u32,
        /// Votes for.
        yes: Option<u32>,
        /// Votes against.
        no: Option<u32>,
        /// Abstentions.
        abstained: Option<u32>,
        /// By name.
        ballots: Vec<Ballot>,
        /// For each candidate in turn.
        votes: Vec<u32>,
        /// Whether the casting vote settled it.
        casting_vote: bool,
        /// The outcome; `None` = a tie that waits for the lot.
        result: Option<VoteResult>,
    },
    /// The call for a vote was taken back before the ballots were counted.
    VoteWithdrawn {
        /// The § or item.
        paragraph: ParagraphId,
        /// Its place among the votes there, from 0.
        place: u32,
    },
    /// The lot was drawn.
    LotDrawn {
        /// The § or item.
        paragraph: ParagraphId,
        /// The place of the vote, from 0.
        place: u32,
        /// Whom it fell on.
        winner: String,
    },
    /// A decision was taken.
    Decided {
        /// The § or item.
        paragraph: ParagraphId,
        /// The decision.
        decision: Decision,
        /// Who took part.
        took_part: Vec<PersonId>,
    },
    /// A reservation was announced.
    Reserved {
        /// The § or item.
        paragraph: ParagraphId,
        /// Who.
        by: PersonRef,
        /// The reasons.
        text: Option<String>,
    },
    /// A remark was minuted.
    Stated {
        /// The § or item.
        paragraph: ParagraphId,
        /// The remark.
        statement: Statement,
    },
    /// What became of a task was reported, after the meeting or in it.
    Reported {
        /// Which.
        assignment: AssignmentId,
        /// Where it stands since.
        status: AssignmentStatus,
    },
    /// The condition of a decision was met, or has failed.
    ConditionSettled {
        /// Of which decision.
        decision: DecisionId,
        /// Met or failed.
        state: ConditionState,
    },
    /// Somebody who is to sign said something of the draft.
    Commented {
        /// What.
        comment: Comment,
    },
    /// A comment was answered.
    CommentAnswered {
        /// Which.
        comment: CommentId,
        /// How.
        answer: CommentAnswer,
    },
    /// §§ are adjusted at once, as a unit of their own.
    SetApart {
        /// Their numbers.
        numbers: Vec<u32>,
    },
    /// Somebody signed a part of the minutes.
    Signed {
        /// The part: the §§ of an immediate adjustment; `None` = the rest.
        part: Option<Vec<u32>>,
        /// The signature.
        signature: Signature,
        /// The day of adjustment, where this was the last signature.
        adjusted_on: Option<Date>,
    },
    /// A signature was taken back.
    SignatureWithdrawn {
        /// The part.
        part: Option<Vec<u32>>,
        /// Whose.
        by: PersonId,
    },
    /// The body adjusted a part of the minutes itself, by a decision at a later meeting.
    AdjustedByBoard {
        /// The part.
        part: Option<Vec<u32>>,
        /// The decision, and in whose place.
        adjustment: BoardAdjustment,
        /// The day of adjustment.
        adjusted_on: Date,
    },
    /// Adjusted minutes were corrected, beside what was adjusted.
    Corrected {
        /// The correction.
        addendum: Addendum,
    },
    /// Personal data was blotted from the record.
    Redacted {
        /// When, and on what ground.
        redaction: Redaction,
    },
    /// An extract was issued.
    ExtractIssued {
        /// What, to whom.
        extract: IssuedExtract,
    },
    /// A notice went up.
    NoticePosted {
        /// Of which part.
        part: Option<Vec<u32>>,
        /// The notice.
        notice: Notice,
        /// Where the minutes are kept, as it says.
        stored_at: Option<String>,
    },
    /// A notice came down.
    NoticeRemoved {
        /// Which.
        notice: NoticeId,
        /// The day.
        on: Date,
        /// Who took it down.
        by: Option<String>,
    },
    /// Somebody appealed.
    AppealRegistered {
        /// The appeal.
        appeal: Appeal,
    },
    /// An appeal ended.
    AppealDecided {
        /// Which.
        appeal: AppealId,
        /// How.
        ruling: Ruling,
    },
    /// A task was given.
    Assigned {
        /// The § or item.
        paragraph: ParagraphId,
        /// The task.
        assignment: Assignment,
    },
}

impl Happening {
    /// The § or item that it belongs to; `None` where it is about the meeting.
    pub const fn paragraph(&self) -> Option<ParagraphId> {
        match self {
            Self::ParagraphOpened { id, .. } | Self::ItemOpened { id, .. } => Some(*id),
            Self::Worded { paragraph, .. }
            | Self::Voided { paragraph, .. }
            | Self::Disqualified { paragraph, .. }
            | Self::Proposed { paragraph, .. }
            | Self::ParagraphEnded { paragraph }
            | Self::VoteWithdrawn { paragraph, .. }
            | Self::Withdrawn { paragraph, .. }
            | Self::PropositionsOrdered { paragraph, .. }
            | Self::VoteCalled { paragraph, .. }
            | Self::VoteCounted { paragraph, .. }
            | Self::LotDrawn { paragraph, .. }
            | Self::Decided { paragraph, .. }
            | Self::Reserved { paragraph, .. }
            | Self::Stated { paragraph, .. }
            | Self::Assigned { paragraph, .. } => Some(*paragraph),
            Self::Commented { comment } => Some(comment.paragraph),
            _ => None,
        }
    }
}

impl Wording {
    /// The wording of a § or item as it stands.
    pub(super) fn of(item: &Paragraph) -> Self {
        Self {
            title: item.title.clone(),
            text: item.text.clone(),
            category: item.category,
            case_number: item.case_number.clone(),
            presenters: item.presenters.clone(),
            raised_by: item.raised_by.clone(),
            appendices: item.appendices.clone(),
            recipients: item.recipients.clone(),
            nothing_reported: item.nothing_reported,
            adjusted_immediately: item.adjusted_immediately,
        }
    }

    /// Puts the wording on a § or item.
    pub(super) fn onto(self, item: &mut Paragraph) {
        item.title = self.title;
        item.text = self.text;
        item.category = self.category;
        item.case_number = self.case_number;
        item.presenters = self.presenters;
        item.raised_by = self.raised_by;
        item.appendices = self.appendices;
        item.recipients = self.recipients;
        item.nothing_reported = self.nothing_reported;
        item.adjusted_immediately = self.adjusted_immediately;
    }
}
