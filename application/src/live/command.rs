//! What somebody who keeps the record may ask for, and how the domain answers it.

use super::Touched;
use super::minutes::MinutesAct;
use super::stepping::StepUp;
use crate::actor::Actor;
use crate::authorize::Action;
use crate::error::AppError;
use crate::ports::{Ids, UnitOfWork};
use chrono::{DateTime, Utc};
use domain::assignment::{Assignment, AssignmentStatus};
use domain::association::Association;
use domain::attendance::{Capacity, PersonRef};
use domain::decision::{BudgetPeriod, Condition, ConditionState, Decision, DecisionKind};
use domain::id::{
    AssignmentId, BodyId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId,
    SeatId,
};
use domain::live::{Coming, Count, Happening, LiveMeeting, Method, Opening, Wording};
use domain::meeting::{Mode, NextMeeting, Occasion};
use domain::name::{Slug, fold};
use domain::organisation::{Organisation, OrganisationKind};
use domain::proposal::ProposalKind;
use domain::rules::Surroundings;
use domain::vote::{About, Choice, Majority};
use domain::{Date, Time};

/// What a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A body that is to meet.
    Body(BodyId),
    /// A meeting.
    Meeting(MeetingId),
    /// A § or item of a meeting.
    Paragraph(ParagraphId),
    /// A notice of a meeting's minutes.
    Notice(NoticeId),
}

/// Somebody, by identity or by name as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// By identity.
    Id(PersonId),
    /// By name.
    Name(String),
}

/// A day, a time and a place to meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The day.
    pub date: Date,
    /// Start.
    pub starts_at: Option<Time>,
    /// Place.
    pub place: Option<String>,
    /// Mode.
    pub mode: Option<Mode>,
}

/// What is asked for. One act is one journal entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Calls a meeting of a body.
    Schedule(Slot),
    /// Moves it.
    Reschedule(Slot),
    /// Sends the summons.
    Summon {
        /// The agenda.
        agenda: Vec<String>,
        /// Documents.
        documents: Vec<String>,
    },
    /// Calls it off.
    Cancel {
        /// Why.
        reason: String,
    },
    /// Opens it.
    Open {
        /// The time.
        at: Option<Time>,
        /// The chair of a body without presidium.
        chair: Option<Who>,
        /// The secretary.
        secretary: Option<Who>,
    },
    /// Interrupts it.
    Adjourn {
        /// The time.
        at: Option<Time>,
    },
    /// Takes it up again.
    Resume {
        /// The time.
        at: Option<Time>,
    },
    /// Ends it.
    Close {
        /// The time.
        at: Option<Time>,
        /// Meetings announced.
        next: Vec<NextMeeting>,
    },
    /// Somebody comes.
    Arrive {
        /// Who.
        who: Who,
        /// As what; `None` = as the register says.
        capacity: Option<Capacity>,
        /// The organisation represented, by name.
        organisation: Option<String>,
        /// Title.
        title: Option<String>,
        /// Political party.
        party: Option<String>,
        /// Remotely.
        remote: bool,
    },
    /// Somebody leaves.
    Depart {
        /// Who.
        person: PersonId,
    },
    /// Somebody goes over to remote participation, or back.
    Link {
        /// Who.
        person: PersonId,
        /// Remotely from now on.
        remote: bool,
    },
    /// A substitute steps in.
    StepIn {
        /// Who.
        person: PersonId,
        /// For which seat.
        seat: SeatId,
    },
    /// A substitute steps out.
    StepOut {
        /// Who.
        person: PersonId,
    },
    /// Somebody leads in place of the presidium.
    Preside {
        /// Who; `None` = the presidium again.
        person: Option<PersonId>,
    },
    /// Names adjusters.
    ChooseAdjusters {
        /// Who.
        persons: Vec<PersonId>,
    },
    /// Opens the next §.
    OpenParagraph {
        /// As announced.
        wording: Wording,
    },
    /// Ends the open §.
    EndParagraph,
    /// Opens a sub-item.
    OpenItem {
        /// Its letter; `None` = the next.
        letter: Option<char>,
        /// As announced.
        wording: Wording,
    },
    /// Words a § anew.
    Word {
        /// How.
        wording: Wording,
    },
    /// Voids a number.
    Void {
        /// Why.
        reason: String,
    },
    /// Somebody is disqualified.
    Disqualify {
        /// Who.
        person: PersonId,
        /// The ground.
        ground: Option<String>,
        /// Whether they deny it.
        contested: bool,
    },
    /// The board settles it.
    SettleDisqualification {
        /// Who.
        person: PersonId,
        /// Whether they are.
        disqualified: bool,
    },
    /// A proposal.
    Propose {
        /// Who.
        person: Option<PersonId>,
        /// An organisation or body.
        by: Option<String>,
        /// Kind.
        kind: ProposalKind,
        /// Text.
        text: String,
    },
    /// A proposal is withdrawn.
    Withdraw {
        /// Its place, from 0.
        place: u32,
    },
    /// The order of propositions.
    OrderPropositions {
        /// As the chair put it.
        order: String,
    },
    /// A vote is called.
    CallVote {
        /// On what.
        about: About,
        /// Closed.
        secret: bool,
        /// What a yes means.
        meaning_of_yes: Option<String>,
        /// Who stands.
        candidates: Vec<String>,
        /// Qualified majority.
        majority: Option<Majority>,
    },
    /// Ballots are counted.
    CountVote {
        /// Its place, from 0.
        place: u32,
        /// The ballots.
        count: Count,
        /// The casting vote.
        casting_vote: Option<Choice>,
    },
    /// The call for a vote is taken back.
    WithdrawVote {
        /// Its place, from 0.
        place: u32,
    },
    /// The lot is drawn.
    DrawLot {
        /// The place of the vote, from 0.
        place: u32,
        /// Whom it fell on.
        winner: String,
    },
    /// A decision.
    Decide {
        /// Kind.
        kind: DecisionKind,
        /// Text.
        text: String,
        /// How it came about.
        method: Method,
        /// What it waits for.
        condition: Option<String>,
        /// The budget that it adopts.
        budget: Option<BudgetPeriod>,
    },
    /// A reservation.
    Reserve {
        /// Who.
        person: PersonId,
        /// The reasons.
        text: Option<String>,
    },
    /// A remark.
    State {
        /// Who.
        person: Option<PersonId>,
        /// An organisation or body.
        by: Option<String>,
        /// Text.
        text: String,
    },
    /// A task.
    Assign {
        /// Persons, offices or bodies.
        assignees: Vec<String>,
        /// What.
        text: String,
        /// When, in words.
        due: Option<String>,
        /// When.
        due_on: Option<Date>,
    },
    /// Something about the minutes.
    Minutes(MinutesAct),
}

impl Act {
    /// What one must be permitted to do for it.
    pub const fn action(&self) -> Action {
        match self {
            Self::Minutes(act) => act.action(),
            _ => Action::KeepRecord,
        }
    }

    /// What the journal calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Schedule(_) => "ScheduleMeeting",
            Self::Reschedule(_) => "RescheduleMeeting",
            Self::Summon { .. } => "SummonMeeting",
            Self::Cancel { .. } => "CancelMeeting",
            Self::Open { .. } => "OpenMeeting",
            Self::Adjourn { .. } => "AdjournMeeting",
            Self::Resume { .. } => "ResumeMeeting",
            Self::Close { .. } => "CloseMeeting",
            Self::Arrive { .. } => "RecordArrival",
            Self::Depart { .. } => "RecordDeparture",
            Self::Link { .. } => "RecordRemote",
            Self::StepIn { .. } => "SeatSubstitute",
            Self::StepOut { .. } => "UnseatSubstitute",
            Self::Preside { .. } => "Preside",
            Self::ChooseAdjusters { .. } => "ChooseAdjusters",
            Self::OpenParagraph { .. } => "OpenParagraph",
            Self::EndParagraph => "EndParagraph",
            Self::OpenItem { .. } => "OpenItem",
            Self::Word { .. } => "WordParagraph",
            Self::Void { .. } => "VoidParagraph",
            Self::Disqualify { .. } => "DeclareDisqualification",
            Self::SettleDisqualification { .. } => "SettleDisqualification",
            Self::Propose { .. } => "AddProposal",
            Self::Withdraw { .. } => "WithdrawProposal",
            Self::OrderPropositions { .. } => "OrderPropositions",
            Self::CallVote { .. } => "CallVote",
            Self::CountVote { .. } => "CastBallots",
            Self::WithdrawVote { .. } => "WithdrawVote",
            Self::DrawLot { .. } => "DrawLot",
            Self::Decide { .. } => "Decide",
            Self::Reserve { .. } => "RecordReservation",
            Self::State { .. } => "RecordStatement",
            Self::Assign { .. } => "Assign",
            Self::Minutes(act) => act.name(),
        }
    }
}

impl From<&Slot> for Occasion {
    fn from(time: &Slot) -> Self {
        Self {
            date: Some(time.date),
            starts_at: time.starts_at,
            place: time.place.clone(),
            mode: time.mode,
            ..Self::default()
        }
    }
}

/// What an act is carried out with.
pub(super) struct Setting<'a> {
    pub live: &'a LiveMeeting,
    pub around: &'a Surroundings,
    pub work: &'a mut dyn UnitOfWork,
    pub ids: &'a dyn Ids,
    pub actor: &'a Actor,
    pub step_up: &'a StepUp,
    pub now: DateTime<Utc>,
    pub today: Date,
}

/// Somebody of an owner's register, by the field that names them; a name that it does not hold is added.
pub(crate) async fn person(
    (owner, field): (OrganisationId, &str),
    who: &Who,
    ids: &dyn Ids,
    work: &mut dyn UnitOfWork,
) -> Result<PersonRef, AppError> {
    match who {
        Who::Id(id) => {
            let name = work.person_name(owner, *id).await?;
            let name = name.ok_or_else(|| {
                AppError::invalid(field, format!("{id} is nobody in the register"))
            })?;
            Ok(PersonRef { id: *id, name })
        }
        Who::Name(name) => {
            let name = name.trim().to_owned();
            if name.is_empty() {
                return Err(AppError::invalid(field, "a name must not be empty"));
            }
            let folded = fold(&name);
            let held = work.persons(owner, std::slice::from_ref(&folded)).await?;
            if let Some(id) = held.get(&folded) {
                return Ok(PersonRef { id: *id, name });
            }
            let id = PersonId::from_uuid(ids.next());
            work.add_persons(owner, &[(id, name.clone())]).await?;
            Ok(PersonRef { id, name })
        }
    }
}

impl Setting<'_> {
    pub(super) fn association(&self) -> Option<&Association> {
        self.around.association.as_ref()
    }

    fn owner(&self) -> OrganisationId {
        self.live.record().owner.id
    }

    /// Whether an earlier record of the board shows a decision on remote participation.
    fn remote_allowed(&self) -> bool {
        !self.around.earlier_remote_decisions.is_empty()
    }

    /// Somebody of the owner's register; a name that it does not hold is added.
    async fn person(&mut self, field: &str, who: &Who) -> Result<PersonRef, AppError> {
        let owner = self.owner();
        person((owner, field), who, self.ids, &mut *self.work).await
    }

    /// An organisation by name, added where it was not known: whoever is represented exists.
    async fn organisation(&mut self, name: &str) -> Result<Organisation, AppError> {
        let slug = Slug::of(name)
            .ok_or_else(|| AppError::invalid("organisation", "the name has no letter or digit"))?;
        let mut held = self.work.organisations(std::slice::from_ref(&slug)).await?;
        if let Some(held) = held.remove(&slug) {
            return Ok(held);
        }
        let fresh = Organisation {
            id: OrganisationId::from_uuid(self.ids.next()),
            slug,
            name: name.trim().to_owned(),
            kind: OrganisationKind::of_name(name),
        };
        self.work.add_organisation(&fresh, false).await?;
        Ok(fresh)
    }

    /// What happens when an act is carried out.
    pub async fn carry_out(
        mut self,
        act: &Act,
        paragraph: Option<ParagraphId>,
    ) -> Result<Vec<Happening>, AppError> {
        if let Act::Minutes(act) = act {
            return self.minutes_act(act).await;
        }
        if let Some(happened) = self.meeting_act(act).await? {
            return Ok(happened);
        }
        let paragraph =
            paragraph.ok_or_else(|| AppError::invalid("paragraph", "say which paragraph"))?;
        self.business_act(act, paragraph)
            .map(|happening| vec![happening])
    }

    /// Acts about the meeting; `None` for one that is about a §.
    async fn meeting_act(&mut self, act: &Act) -> Result<Option<Vec<Happening>>, AppError> {
        let live = self.live;
        let one = |happening: Happening| Ok(Some(vec![happening]));
        match act {
            Act::Schedule(time) | Act::Reschedule(time) => one(live.reschedule(time.into())?),
            Act::Summon { agenda, documents } => {
                one(live.summon(self.today, agenda.clone(), documents.clone())?)
            }
            Act::Cancel { reason } => one(live.cancel(reason.clone())?),
            Act::Open {
                at,
                chair,
                secretary,
            } => {
                let chair = match chair {
                    Some(who) => Some(self.person("chair", who).await?),
                    None => None,
                };
                let secretary = match secretary {
                    Some(who) => Some(self.person("secretary", who).await?),
                    None => None,
                };
                one(live.open(self.association(), *at, chair, secretary)?)
            }
            Act::Adjourn { at } => one(live.adjourn(*at)?),
            Act::Resume { at } => one(live.resume(*at)?),
            Act::Close { at, next } => Ok(Some(live.close(*at, next.clone())?)),
            Act::Arrive {
                who,
                capacity,
                organisation,
                title,
                party,
                remote,
            } => {
                let person = self.person("person", who).await?;
                let organisation = match organisation {
                    Some(name) => Some(self.organisation(name).await?),
                    None => None,
                };
                let coming = Coming {
                    person,
                    capacity: *capacity,
                    organisation,
                    title: title.clone(),
                    party: party.clone(),
                    remote: *remote,
                    remote_allowed: self.remote_allowed(),
                };
                Ok(Some(live.arrive(self.association(), coming)?))
            }
            Act::Depart { person } => one(live.depart(*person)?),
            Act::Link { person, remote } => {
                one(live.link(self.association(), *person, *remote, self.remote_allowed())?)
            }
            Act::StepIn { person, seat } => {
                let association = self.association().ok_or_else(|| {
                    AppError::invalid("seat", "the register holds no seats of this body")
                })?;
                Ok(Some(live.step_in(association, *person, *seat)?))
            }
            Act::StepOut { person } => one(live.step_out(*person)?),
            Act::Preside { person } => one(live.preside(*person)?),
            Act::ChooseAdjusters { persons } => one(live.choose_adjusters(persons)?),
            Act::EndParagraph => Ok(Some(live.end_paragraph()?)),
            Act::OpenParagraph { wording } => {
                let proof = live.establish_quorum(self.association(), None)?;
                let number = self.work.draw(live.record()).await?;
                let opening = Opening {
                    id: ParagraphId::from_uuid(self.ids.next()),
                    number,
                    wording: wording.clone(),
                };
                Ok(Some(live.open_paragraph(&proof, opening)?))
            }
            _ => Ok(None),
        }
    }

    /// Acts about a § or item.
    fn business_act(&self, act: &Act, paragraph: ParagraphId) -> Result<Happening, AppError> {
        let (live, association) = (self.live, self.association());
        let proof = || live.establish_quorum(association, Some(paragraph));
        Ok(match act {
            Act::OpenItem { letter, wording } => live.open_item_below(
                ParagraphId::from_uuid(self.ids.next()),
                paragraph,
                *letter,
                wording.clone(),
            )?,
            Act::Word { wording } => live.word(paragraph, wording.clone())?,
            Act::Void { reason } => live.void(paragraph, reason.clone())?,
            Act::Disqualify {
                person,
                ground,
                contested,
            } => live.disqualify(paragraph, *person, ground.clone(), *contested)?,
            Act::SettleDisqualification {
                person,
                disqualified,
            } => live.settle_disqualification(&proof()?, paragraph, *person, *disqualified)?,
            Act::Propose {
                person,
                by,
                kind,
                text,
            } => live.propose(paragraph, *person, by.clone(), *kind, text.clone())?,
            Act::Withdraw { place } => live.withdraw(paragraph, *place)?,
            Act::OrderPropositions { order } => live.order_propositions(paragraph, order)?,
            Act::CallVote {
                about,
                secret,
                meaning_of_yes,
                candidates,
                majority,
            } => live.call_vote(
                &proof()?,
                paragraph,
                *about,
                *secret,
                meaning_of_yes.clone(),
                candidates.clone(),
                *majority,
            )?,
            Act::CountVote {
                place,
                count,
                casting_vote,
            } => live.count_vote(
                &proof()?,
                association,
                paragraph,
                *place,
                count.clone(),
                *casting_vote,
            )?,
            Act::WithdrawVote { place } => live.withdraw_vote(paragraph, *place)?,
            Act::DrawLot { place, winner } => live.draw_lot(paragraph, *place, winner.clone())?,
            Act::Decide {
                kind,
                text,
                method,
                condition,
                budget,
            } => {
                let decision = Decision {
                    id: DecisionId::from_uuid(self.ids.next()),
                    text: text.clone(),
                    kind: *kind,
                    condition: condition.clone().map(|text| Condition {
                        text,
                        state: ConditionState::Pending,
                    }),
                    budget: *budget,
                    concerns: Vec::new(),
                };
                live.decide(&proof()?, paragraph, decision, *method)?
            }
            Act::Reserve { person, text } => live.reserve(paragraph, *person, text.clone())?,
            Act::State { person, by, text } => {
                live.state(paragraph, *person, by.clone(), text.clone())?
            }
            Act::Assign {
                assignees,
                text,
                due,
                due_on,
            } => live.assign(
                paragraph,
                Assignment {
                    id: AssignmentId::from_uuid(self.ids.next()),
                    assignees: (!assignees.is_empty()).then(|| assignees.clone()),
                    text: text.clone(),
                    due: due.clone(),
                    due_on: *due_on,
                    status: AssignmentStatus::Open,
                },
            )?,
            _ => return Err(AppError::invalid("paragraph", "say which meeting instead")),
        })
    }
}

impl Touched {
    /// What the happenings made or changed.
    pub(super) fn of(happened: &[Happening]) -> Self {
        let mut touched = Self::default();
        for happening in happened {
            touched.paragraph = happening.paragraph().or(touched.paragraph);
            match happening {
                Happening::Decided { decision, .. } => touched.decision = Some(decision.id),
                Happening::Assigned { assignment, .. } => touched.assignment = Some(assignment.id),
                Happening::NoticePosted { notice, .. } => {
                    touched.notice = touched.notice.or(Some(notice.id));
                }
                Happening::NoticeRemoved { notice, .. } => touched.notice = Some(*notice),
                Happening::AppealRegistered { appeal } => touched.appeal = Some(appeal.id),
                Happening::AppealDecided { appeal, .. } => touched.appeal = Some(*appeal),
                _ => {}
            }
        }
        touched
    }
}
