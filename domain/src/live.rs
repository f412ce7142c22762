//! The live meeting (pågående sammanträde): what may happen in it, and the record that grows from what did.
//!
//! Commands are methods that look at the meeting and answer with [`Happening`]s or a [`Refusal`]; they change
//! nothing. [`LiveMeeting::apply`] takes a happening in, and replaying all of them gives the same meeting again.

mod adjusting;
mod announcing;
mod business;
mod by_board;
mod closing;
mod convening;
mod deciding;
mod disqualification;
mod extracting;
mod followed;
mod happening;
mod presence;
mod quorum;
mod reviewing;
mod room;
mod seating;
#[cfg(test)]
mod tests;
mod voting;

pub use adjusting::{Part, Signer, Signing};
pub use business::Opening;
pub use by_board::{ByBoard, Later};
pub use deciding::Method;
pub use disqualification::Disqualification;
pub use extracting::IssuedExtract;
pub use happening::{Arrival, Because, Happening, Standing, Wording};
pub use presence::Coming;
pub use quorum::{Help, Quorate, QuorumNow};
pub use reviewing::{Comment, CommentAnswer, Commenting, Reviewed};
pub use room::{Participant, Serving};
pub use voting::Count;

use crate::Time;
use crate::attendance::PersonRef;
use crate::id::{DecisionId, ParagraphId, PersonId, SeatId};
use crate::meeting::Meeting;
use crate::paragraph::{Paragraph, Reservation};
use crate::refusal::{Refusal, Step};
use std::collections::{BTreeMap, BTreeSet};

/// Where a live meeting stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Called for a day.
    Scheduled,
    /// Under way.
    Open,
    /// Interrupted.
    Adjourned,
    /// Ended: no more decisions.
    Closed,
    /// Called off.
    Cancelled {
        /// Why.
        reason: String,
    },
}

impl Stage {
    /// How a sentence calls it, in Swedish and English.
    pub const fn called(&self) -> (&'static str, &'static str) {
        match self {
            Self::Scheduled => ("kallat", "scheduled"),
            Self::Open => ("öppnat", "open"),
            Self::Adjourned => ("ajournerat", "adjourned"),
            Self::Closed => ("avslutat", "closed"),
            Self::Cancelled { .. } => ("inställt", "cancelled"),
        }
    }
}

/// A meeting that is run through the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveMeeting {
    record: Meeting,
    stage: Stage,
    summons: Option<Summons>,
    participants: Vec<Participant>,
    /// Who may preside, in order.
    presidium: Vec<PersonRef>,
    /// Who leads in place of the presidium.
    stand_in: Option<PersonRef>,
    /// The § that is open.
    current: Option<ParagraphId>,
    disqualifications: Vec<Disqualification>,
    took_part: BTreeMap<DecisionId, Vec<PersonId>>,
    /// Who took part, in which seat, in something that was settled under a §.
    acted: BTreeSet<(ParagraphId, SeatId, PersonId)>,
    /// Who led as each § was opened.
    led: Vec<(ParagraphId, PersonRef)>,
    /// Grows with everything that bears on who may decide.
    roll: u32,
    breaks: Vec<Break>,
    /// What was said of the draft.
    comments: Vec<Reviewed>,
    extracts: Vec<IssuedExtract>,
}

/// The summons (kallelse) as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summons {
    /// The day that it was sent.
    pub on: crate::Date,
    /// The agenda.
    pub agenda: Vec<String>,
    /// Documents.
    pub documents: Vec<String>,
}

/// An interruption (ajournering).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// From.
    pub from: Option<Time>,
    /// To; `None` while it lasts, or not stated.
    pub to: Option<Time>,
}

impl LiveMeeting {
    /// A meeting called for a day, with nothing in its record yet.
    pub fn scheduled(record: Meeting) -> Self {
        Self {
            record,
            stage: Stage::Scheduled,
            summons: None,
            participants: Vec::new(),
            presidium: Vec::new(),
            stand_in: None,
            current: None,
            disqualifications: Vec::new(),
            took_part: BTreeMap::new(),
            acted: BTreeSet::new(),
            led: Vec::new(),
            roll: 0,
            breaks: Vec::new(),
            comments: Vec::new(),
            extracts: Vec::new(),
        }
    }

    /// The meeting after all of these, in order.
    #[must_use]
    pub fn replay<'a>(mut self, happenings: impl IntoIterator<Item = &'a Happening>) -> Self {
        for happening in happenings {
            self.apply(happening);
        }
        self
    }

    /// The record as it stands.
    pub const fn record(&self) -> &Meeting {
        &self.record
    }

    /// Where it stands.
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The summons; `None` before it went out.
    pub const fn summons(&self) -> Option<&Summons> {
        self.summons.as_ref()
    }

    /// The § that is open.
    pub const fn current(&self) -> Option<ParagraphId> {
        self.current
    }

    /// Interruptions.
    pub fn breaks(&self) -> &[Break] {
        &self.breaks
    }

    /// Everybody recorded, in order of first arrival.
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// Questions of disqualification, in order.
    pub fn disqualifications(&self) -> &[Disqualification] {
        &self.disqualifications
    }

    /// Refuses unless the meeting is under way.
    fn under_way(&self) -> Result<(), Refusal> {
        self.at_stage(&Stage::Open)
    }

    fn at_stage(&self, wanted: &Stage) -> Result<(), Refusal> {
        if self.stage == *wanted {
            return Ok(());
        }
        let ((is_sv, is_en), (wanted_sv, wanted_en)) = (self.stage.called(), wanted.called());
        Err(Refusal::step(
            Step::WrongStage,
            format!("mötet är {is_sv}, men ska vara {wanted_sv}"),
            format!("the meeting is {is_en}, but must be {wanted_en}"),
        )
        .figure("stage", is_en))
    }

    /// The last § drawn.
    fn last_number(&self) -> Option<u32> {
        self.record
            .paragraphs
            .last()
            .and_then(|paragraph| paragraph.number)
    }

    fn item_mut(&mut self, id: ParagraphId) -> Option<&mut Paragraph> {
        fn among(items: &mut [Paragraph], id: ParagraphId) -> Option<&mut Paragraph> {
            for item in items {
                if item.id == id {
                    return Some(item);
                }
                if let Some(found) = among(&mut item.items, id) {
                    return Some(found);
                }
            }
            None
        }
        among(&mut self.record.paragraphs, id)
    }

    /// Takes a happening in. Never fails: a happening was checked when it happened.
    pub fn apply(&mut self, happening: &Happening) {
        match happening {
            Happening::Scheduled { occasion } => self.record.occasion = occasion.clone(),
            Happening::Summoned {
                on,
                agenda,
                documents,
            } => {
                self.summons = Some(Summons {
                    on: *on,
                    agenda: agenda.clone(),
                    documents: documents.clone(),
                });
            }
            Happening::Cancelled { reason } => {
                self.stage = Stage::Cancelled {
                    reason: reason.clone(),
                };
            }
            Happening::Opened {
                at,
                presidium,
                secretary,
            } => {
                self.stage = Stage::Open;
                self.record.occasion.starts_at = at.or(self.record.occasion.starts_at);
                self.presidium.clone_from(presidium);
                self.record.officers.secretary.clone_from(secretary);
                self.record.attendance = Some(Vec::new());
                self.show_officers();
            }
            Happening::Adjourned { at } => {
                self.stage = Stage::Adjourned;
                self.breaks.push(Break {
                    from: *at,
                    to: None,
                });
            }
            Happening::Resumed { at } => {
                self.stage = Stage::Open;
                if let Some(last) = self.breaks.last_mut() {
                    last.to = *at;
                }
            }
            Happening::Closed { at, next } => {
                self.stage = Stage::Closed;
                self.record.occasion.ends_at = *at;
                self.record.next_meetings.clone_from(next);
                self.current = None;
                self.show_attendance();
            }
            Happening::Presided { person } => {
                self.stand_in.clone_from(person);
                self.roll += 1;
                self.show_officers();
            }
            Happening::AdjustersChosen { adjusters } => {
                self.record.officers.adjusters = Some(adjusters.clone());
            }
            Happening::Arrived { .. }
            | Happening::Left { .. }
            | Happening::Linked { .. }
            | Happening::SteppedIn { .. }
            | Happening::SteppedOut { .. } => self.apply_presence(happening),
            Happening::Reported { .. } | Happening::ConditionSettled { .. } => {
                self.apply_followup(happening);
            }
            Happening::SetApart { .. }
            | Happening::Signed { .. }
            | Happening::SignatureWithdrawn { .. }
            | Happening::AdjustedByBoard { .. }
            | Happening::Corrected { .. } => self.apply_adjustment(happening),
            Happening::ExtractIssued { extract } => self.extracts.push(extract.clone()),
            Happening::Redacted { redaction } => self.record.redactions.push(redaction.clone()),
            Happening::Commented { .. } | Happening::CommentAnswered { .. } => {
                self.apply_review(happening);
            }
            Happening::NoticePosted { .. }
            | Happening::NoticeRemoved { .. }
            | Happening::AppealRegistered { .. }
            | Happening::AppealDecided { .. } => self.apply_announcement(happening),
            Happening::Disqualified {
                paragraph,
                person,
                ground,
                standing,
            } => self.apply_disqualification(*paragraph, person, ground.as_deref(), *standing),
            Happening::ParagraphOpened {
                id,
                number,
                wording,
            } => {
                let led = self.presiding(None).cloned();
                self.led.extend(led.map(|person| (*id, person)));
                let mut paragraph = Paragraph::empty(*id);
                paragraph.number = *number;
                wording.clone().onto(&mut paragraph);
                self.record.paragraphs.push(paragraph);
                self.current = Some(*id);
                self.roll += 1;
                self.show_attendance();
                self.show_officers();
            }
            Happening::ItemOpened {
                id,
                above,
                letter,
                wording,
            } => {
                let mut item = Paragraph::empty(*id);
                item.letter = *letter;
                wording.clone().onto(&mut item);
                if let Some(above) = self.item_mut(*above) {
                    above.items.push(item);
                }
            }
            other => self.apply_business(other),
        }
    }

    /// Notes who takes part in something that is settled under the open §.
    fn take_acts(&mut self, matter: Option<ParagraphId>) {
        let Some(current) = self.current else {
            return;
        };
        let acts: Vec<_> = self
            .entitled(matter)
            .iter()
            .filter_map(|held| Some((current, held.seat()?, held.id())))
            .collect();
        self.acted.extend(acts);
    }

    /// What happened under one § or item.
    fn apply_business(&mut self, happening: &Happening) {
        if let Happening::Decided {
            decision,
            took_part,
            ..
        } = happening
        {
            self.took_part.insert(decision.id, took_part.clone());
        }
        if matches!(
            happening,
            Happening::Decided { .. } | Happening::VoteCounted { .. }
        ) {
            self.take_acts(happening.paragraph());
        }
        if let Happening::Voided { paragraph, .. } | Happening::ParagraphEnded { paragraph } =
            happening
            && self.current == Some(*paragraph)
        {
            self.current = None;
        }
        let Some(item) = happening.paragraph().and_then(|id| self.item_mut(id)) else {
            return;
        };
        match happening {
            Happening::Worded { wording, .. } => wording.clone().onto(item),
            Happening::Voided { reason, .. } => item.voided = Some(reason.clone()),
            Happening::Proposed { proposal, .. } => item.proposals.push(proposal.clone()),
            Happening::Withdrawn { place, .. } => {
                if let Some(proposal) = item.proposals.get_mut(*place as usize) {
                    proposal.withdrawn = true;
                }
            }
            Happening::PropositionsOrdered { order, .. } => {
                item.statements.push(crate::paragraph::Statement {
                    by: None,
                    text: order.clone(),
                });
            }
            Happening::VoteCalled { vote, .. } => item.votes.push(vote.clone()),
            Happening::VoteCounted { place, .. } => {
                if let Some(vote) = item.votes.get_mut(*place as usize) {
                    vote.take_count(happening);
                }
            }
            Happening::VoteWithdrawn { place, .. } => {
                let place = *place as usize;
                if place < item.votes.len() {
                    item.votes.remove(place);
                }
            }
            Happening::LotDrawn { place, winner, .. } => {
                if let Some(vote) = item.votes.get_mut(*place as usize) {
                    vote.lot = Some(winner.clone());
                    vote.result = Some(crate::vote::VoteResult::Elected(winner.clone()));
                }
            }
            Happening::Decided { decision, .. } => item.decisions.push(decision.clone()),
            Happening::Reserved { by, text, .. } => item.reservations.push(Reservation {
                by: vec![by.name.clone()],
                text: text.clone(),
            }),
            Happening::Stated { statement, .. } => item.statements.push(statement.clone()),
            Happening::Assigned { assignment, .. } => item.assignments.push(assignment.clone()),
            _ => {}
        }
    }
}
