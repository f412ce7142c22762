//! Changes of a meeting as a whole: called, opened, who is in the room, ended.

use super::input::{PersonInput, id, inputs, optional, text, texts, time, who};
use super::recorded::{Recorded, run};
use crate::graphql::codes;
use crate::graphql::scalar::Date;
use application::live::{Act, Slot, Target};
use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::id::{BodyId, MeetingId, PersonId, SeatId};
use domain::meeting::NextMeeting;

inputs! {
    /// A meeting to be called.
    ScheduleMeetingInput {
        /// The body that is to meet.
        body: ID,
        /// The day.
        date: Date,
        /// Start, `HH:MM`.
        starts_at: Option<String>,
        /// Place.
        place: Option<String>,
        /// How it is to be held.
        mode: Option<codes::MeetingMode>,
    }

    /// Another day, time or place for a meeting that is called.
    RescheduleMeetingInput {
        /// The meeting.
        meeting: ID,
        /// The day.
        date: Date,
        /// Start, `HH:MM`.
        starts_at: Option<String>,
        /// Place.
        place: Option<String>,
        /// How it is to be held.
        mode: Option<codes::MeetingMode>,
    }

    /// The summons (kallelse), sent today.
    SummonMeetingInput {
        /// The meeting.
        meeting: ID,
        /// The agenda (föredragningslista), in order.
        agenda: Vec<String>,
        /// Documents sent with it.
        documents: Option<Vec<String>>,
    }

    /// A meeting to be called off.
    CancelMeetingInput {
        /// The meeting.
        meeting: ID,
        /// Why.
        reason: String,
    }

    /// A meeting to be opened.
    OpenMeetingInput {
        /// The meeting.
        meeting: ID,
        /// The time, `HH:MM`.
        at: Option<String>,
        /// The chair of a body that has no presidium in the register.
        chair: Option<PersonInput>,
        /// The secretary.
        secretary: Option<PersonInput>,
    }

    /// A meeting to be interrupted (ajournerat) or taken up again.
    PauseMeetingInput {
        /// The meeting.
        meeting: ID,
        /// The time, `HH:MM`.
        at: Option<String>,
    }

    /// A meeting to be closed.
    CloseMeetingInput {
        /// The meeting.
        meeting: ID,
        /// The time, `HH:MM`.
        at: Option<String>,
        /// Meetings announced.
        next_meetings: Option<Vec<NextMeetingInput>>,
    }

    /// Somebody who comes, or comes back.
    RecordArrivalInput {
        /// The meeting.
        meeting: ID,
        /// Who.
        person: PersonInput,
        /// As what; left out for members and substitutes of a board, whom the register knows.
        capacity: Option<codes::Capacity>,
        /// The organisation represented, by name; left out for members and substitutes of a board.
        organisation: Option<String>,
        /// Title or office.
        title: Option<String>,
        /// Political party.
        political_party: Option<String>,
        /// Whether they take part remotely.
        remote: Option<bool>,
    }

    /// Somebody who leaves.
    RecordDepartureInput {
        /// The meeting.
        meeting: ID,
        /// Who.
        person: ID,
    }

    /// Somebody in the room who goes over to remote participation, or back.
    RecordRemoteInput {
        /// The meeting.
        meeting: ID,
        /// Who.
        person: ID,
        /// Whether they take part remotely from now on.
        remote: bool,
    }

    /// A substitute who is to take a seat.
    SeatSubstituteInput {
        /// The meeting.
        meeting: ID,
        /// The substitute, who is in the room.
        person: ID,
        /// The seat.
        seat: ID,
    }

    /// A substitute who is to leave the seat.
    UnseatSubstituteInput {
        /// The meeting.
        meeting: ID,
        /// The substitute.
        person: ID,
    }

    /// Who is to lead the meeting in place of the presidium.
    PresideInput {
        /// The meeting.
        meeting: ID,
        /// Who; left out = the presidium again.
        person: Option<ID>,
    }

    /// The adjusters (justerare).
    ChooseAdjustersInput {
        /// The meeting.
        meeting: ID,
        /// Who.
        persons: Vec<ID>,
    }
}

/// A meeting that is announced.
#[derive(InputObject, Debug)]
pub struct NextMeetingInput {
    /// The day.
    pub date: Option<Date>,
    /// Start.
    pub starts_at: Option<String>,
    /// End.
    pub ends_at: Option<String>,
    /// In words.
    pub note: Option<String>,
}

fn meeting(value: &ID) -> Result<Target> {
    id("meeting", value, MeetingId::parse).map(Target::Meeting)
}

fn person(value: &ID) -> Result<PersonId> {
    id("person", value, PersonId::parse)
}

fn slot(
    date: Date,
    starts_at: Option<&String>,
    place: Option<&String>,
    mode: Option<codes::MeetingMode>,
) -> Result<Slot> {
    Ok(Slot {
        date: date.0,
        starts_at: time("startsAt", starts_at)?,
        place: optional("place", place)?,
        mode: mode.map(Into::into),
    })
}

/// Changes of a meeting as a whole.
#[derive(Debug, Default)]
pub struct MeetingMutations;

/// Changes of a meeting as a whole.
#[Object]
impl MeetingMutations {
    /// Calls a meeting of a body (sammanträde).
    async fn schedule_meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The meeting.")] input: ScheduleMeetingInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let target = Target::Body(id("body", &input.body, BodyId::parse)?);
            let (starts_at, place) = (input.starts_at.as_ref(), input.place.as_ref());
            let slot = slot(input.date, starts_at, place, input.mode)?;
            Ok((target, Act::Schedule(slot)))
        })
        .await
    }

    /// Moves a meeting that is not yet open to another day, time or place.
    async fn reschedule_meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "When and where.")] input: RescheduleMeetingInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let (starts_at, place) = (input.starts_at.as_ref(), input.place.as_ref());
            let slot = slot(input.date, starts_at, place, input.mode)?;
            Ok((meeting(&input.meeting)?, Act::Reschedule(slot)))
        })
        .await
    }

    /// Sends the summons (kallelse) with agenda and documents.
    async fn summon_meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is sent.")] input: SummonMeetingInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::Summon {
                agenda: texts("agenda", Some(&input.agenda))?,
                documents: texts("documents", input.documents.as_ref())?,
            };
            Ok((meeting(&input.meeting)?, act))
        })
        .await
    }

    /// Calls a meeting off before it was opened.
    async fn cancel_meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: CancelMeetingInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let reason = text("reason", &input.reason)?;
            Ok((meeting(&input.meeting)?, Act::Cancel { reason }))
        })
        .await
    }

    /// Opens a meeting. Who presides over a board follows from the register.
    async fn open_meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: OpenMeetingInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let officer = |field: &str, held: &Option<PersonInput>| {
                held.as_ref().map(|held| who(field, held)).transpose()
            };
            let act = Act::Open {
                at: time("at", input.at.as_ref())?,
                chair: officer("chair", &input.chair)?,
                secretary: officer("secretary", &input.secretary)?,
            };
            Ok((meeting(&input.meeting)?, act))
        })
        .await
    }

    /// Interrupts a meeting (ajournering).
    async fn adjourn_meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: PauseMeetingInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let at = time("at", input.at.as_ref())?;
            Ok((meeting(&input.meeting)?, Act::Adjourn { at }))
        })
        .await
    }

    /// Takes an interrupted meeting up again.
    async fn resume_meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: PauseMeetingInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let at = time("at", input.at.as_ref())?;
            Ok((meeting(&input.meeting)?, Act::Resume { at }))
        })
        .await
    }

    /// Ends a meeting. What is still missing is told all at once, with MEETING_INCOMPLETE.
    async fn close_meeting(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: CloseMeetingInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let announced = input.next_meetings.iter().flatten();
            let next = announced.map(|held| {
                Ok(NextMeeting {
                    date: held.date.map(|date| date.0),
                    starts_at: optional("nextMeetings.startsAt", held.starts_at.as_ref())?,
                    ends_at: optional("nextMeetings.endsAt", held.ends_at.as_ref())?,
                    note: optional("nextMeetings.note", held.note.as_ref())?,
                })
            });
            let act = Act::Close {
                at: time("at", input.at.as_ref())?,
                next: next.collect::<Result<_>>()?,
            };
            Ok((meeting(&input.meeting)?, act))
        })
        .await
    }

    /// Records that somebody came. An ordinary holder who comes displaces the substitute in the seat.
    async fn record_arrival(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and as what.")] input: RecordArrivalInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::Arrive {
                who: who("person", &input.person)?,
                capacity: input.capacity.map(Into::into),
                organisation: optional("organisation", input.organisation.as_ref())?,
                title: optional("title", input.title.as_ref())?,
                party: optional("politicalParty", input.political_party.as_ref())?,
                remote: input.remote.unwrap_or_default(),
            };
            Ok((meeting(&input.meeting)?, act))
        })
        .await
    }

    /// Records that somebody left.
    async fn record_departure(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who.")] input: RecordDepartureInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let person = person(&input.person)?;
            Ok((meeting(&input.meeting)?, Act::Depart { person }))
        })
        .await
    }

    /// Records that somebody in the room takes part remotely from now on, or no longer.
    async fn record_remote(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and how.")] input: RecordRemoteInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::Link {
                person: person(&input.person)?,
                remote: input.remote,
            };
            Ok((meeting(&input.meeting)?, act))
        })
        .await
    }

    /// Lets a substitute take the seat of somebody who is away, stands aside, or whose seat is vacant.
    async fn seat_substitute(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and which seat.")] input: SeatSubstituteInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::StepIn {
                person: person(&input.person)?,
                seat: id("seat", &input.seat, SeatId::parse)?,
            };
            Ok((meeting(&input.meeting)?, act))
        })
        .await
    }

    /// Lets a substitute leave the seat and stay in the room.
    async fn unseat_substitute(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who.")] input: UnseatSubstituteInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let person = person(&input.person)?;
            Ok((meeting(&input.meeting)?, Act::StepOut { person }))
        })
        .await
    }

    /// Lets somebody lead the meeting in place of chair and vice chairs.
    async fn preside(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who.")] input: PresideInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let person = input.person.as_ref().map(person).transpose()?;
            Ok((meeting(&input.meeting)?, Act::Preside { person }))
        })
        .await
    }

    /// Names the adjusters (justerare).
    async fn choose_adjusters(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who.")] input: ChooseAdjustersInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let persons = input.persons.iter().map(person).collect::<Result<_>>()?;
            Ok((meeting(&input.meeting)?, Act::ChooseAdjusters { persons }))
        })
        .await
    }
}
