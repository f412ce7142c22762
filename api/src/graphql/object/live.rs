//! A meeting that is run through the service, for those who keep its record.

use super::{Organisation, Paragraph, Person};
use crate::graphql::codes;
use crate::graphql::fail;
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{Judged, LiveOf, Seen, viewing};
use crate::rest::minutes::extract_path;
use application::journal::sha256;
use application::live::signed_text;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::attendance::PersonRef;
use domain::live;
use domain::text::Language;
use std::sync::Arc;

/// How a meeting is run: stage, room, lead, quorum.
#[derive(Debug, Clone)]
pub struct LiveMeeting {
    live: Arc<live::LiveMeeting>,
    judged: Arc<Judged>,
}

impl LiveMeeting {
    /// The live meeting behind a record, for somebody inside the owner's records.
    pub fn new(live: live::LiveMeeting, judged: Arc<Judged>) -> Self {
        Self {
            live: Arc::new(live),
            judged,
        }
    }
}

impl LiveMeeting {
    /// How a meeting is run; `None` where it is not run through the service, or the viewer stands outside.
    pub async fn of(context: &Context<'_>, seen: &Arc<Seen>) -> Result<Option<Self>> {
        let view = viewing(context);
        if seen.stage().is_none() || !view.see().is_inside(seen.meeting.owner.id) {
            return Ok(None);
        }
        let Some(stored) = view.one(LiveOf(seen.meeting.id)).await? else {
            return Ok(None);
        };
        let live = stored.live(None).map_err(|error| fail(&error.into()))?;
        Ok(Some(Self::new(live, view.judged(seen).await?)))
    }

    /// The quorum of the meeting at this moment.
    pub fn now(&self, language: Language) -> QuorumNow {
        let now = self
            .live
            .quorum_now(self.judged.association(), self.live.current());
        QuorumNow::of(&now, language)
    }
}

impl QuorumNow {
    fn of(now: &live::QuorumNow, language: Language) -> Self {
        Self {
            outcome: now.outcome().map(Into::into),
            present: now.present,
            seats: now.seats,
            needed: now.needed,
            margin: now.margin(),
            explanation: now.explanation().in_language(language).to_owned(),
            standing_aside: now.standing_aside.iter().map(person).collect(),
            could_step_in: now
                .help
                .iter()
                .map(|help| CouldStepIn {
                    member: Organisation(help.member.clone()),
                    seat: help.seat.to_string().into(),
                    holder: help.holder.as_ref().map(person),
                    substitute: person(&help.substitute),
                    order: help.order,
                    here: help.here,
                })
                .collect(),
        }
    }
}

/// The summons (kallelse) as sent.
#[derive(SimpleObject, Debug, Clone)]
pub struct Summons {
    /// The day that it was sent.
    sent_on: Date,
    /// The agenda (föredragningslista).
    agenda: Vec<String>,
    /// Documents sent with it.
    documents: Vec<String>,
}

/// Somebody who has been in the room.
#[derive(SimpleObject, Debug, Clone)]
pub struct Participant {
    /// Who.
    person: Person,
    /// The organisation represented.
    organisation: Option<Organisation>,
    /// Capacity now: a substitute who serves is a serving substitute.
    capacity: codes::Capacity,
    /// Whether they are in the room now.
    here: bool,
    /// Whether they take part remotely.
    remote: bool,
    /// Whether they may vote in the open paragraph.
    entitled: bool,
    /// The seat that they fill now; null where they fill none.
    seat: Option<ID>,
    /// Whose seat a serving substitute fills; null for a vacant one.
    serves_for: Option<Person>,
}

/// A question of disqualification (jäv).
#[derive(SimpleObject, Debug, Clone)]
pub struct Disqualification {
    /// The paragraph or item.
    paragraph: Paragraph,
    /// Who.
    person: Person,
    /// The ground as stated.
    ground: Option<String>,
    /// Where the question stands.
    standing: codes::DisqualificationStanding,
}

/// An interruption (ajournering).
#[derive(SimpleObject, Debug, Clone)]
pub struct Break {
    /// From, `HH:MM`; null where not stated.
    from: Option<String>,
    /// To, `HH:MM`; null while it lasts, or where not stated.
    to: Option<String>,
}

/// Somebody who could fill an empty seat.
#[derive(SimpleObject, Debug, Clone)]
pub struct CouldStepIn {
    /// Whose seat it is.
    member: Organisation,
    /// The seat.
    seat: ID,
    /// The holder who is away or stands aside; null for a vacant seat.
    holder: Option<Person>,
    /// The substitute next in the order of call.
    substitute: Person,
    /// The place in the order of call; null where none was fixed.
    order: Option<u32>,
    /// Whether the substitute is in the room already.
    here: bool,
}

/// The quorum (beslutsförhet) at this moment, for the open paragraph.
#[derive(SimpleObject, Debug, Clone)]
pub struct QuorumNow {
    /// Whether there is one; UNKNOWN where the seats are not registered, null where no rule asks.
    outcome: Option<codes::Outcome>,
    /// Seats filled by people in the room who do not stand aside.
    present: u32,
    /// All seats, vacant ones too; null = not registered.
    seats: Option<u32>,
    /// Seats that must be filled.
    needed: Option<u32>,
    /// Persons to spare, negative when short.
    margin: Option<i64>,
    /// In words; Swedish, or English with `Accept-Language: en`.
    explanation: String,
    /// Who stands aside (jäv) though in a seat.
    standing_aside: Vec<Person>,
    /// Who could step in, in the register's order.
    could_step_in: Vec<CouldStepIn>,
}

/// Somebody whose signature a part of the minutes needs.
#[derive(SimpleObject, Debug, Clone)]
pub struct Signer {
    /// Who.
    person: Person,
    /// As what.
    role: codes::SigningRole,
    /// Whether the signature is there.
    signed: bool,
}

/// A part of the minutes that is adjusted together.
#[derive(SimpleObject, Debug, Clone)]
pub struct MinutesPart {
    /// The paragraphs adjusted at once; null = all that no such unit holds.
    numbers: Option<Vec<u32>>,
    /// SHA-256 of exactly what is to be signed, hexadecimal: `document` as UTF-8.
    digest: String,
    /// Exactly what is to be signed: a minutes document (`paragraf/minutes@1`) as canonical JSON (RFC 8785).
    document: String,
    /// Whose signatures it needs.
    signers: Vec<Signer>,
    /// Boards that must have a notice and have none that is up.
    boards_to_post: Vec<String>,
}

/// A comment (synpunkt) on the draft by somebody who is to sign it.
#[derive(SimpleObject, Debug, Clone)]
pub struct DraftComment {
    /// Address.
    id: ID,
    /// The paragraph or sub-item.
    paragraph: Paragraph,
    /// Who.
    by: Person,
    /// What.
    text: String,
    /// The text that is proposed in place of the draft's; null where none is.
    wording: Option<String>,
    /// The day.
    made_on: Date,
    /// Whether it was followed; null while it waits for an answer.
    accepted: Option<bool>,
    /// The answer in words.
    note: Option<String>,
    /// The day of the answer.
    answered_on: Option<Date>,
}

/// An extract (protokollsutdrag) that was issued.
#[derive(SimpleObject, Debug, Clone)]
pub struct IssuedExtract {
    /// Address.
    id: ID,
    /// The paragraphs or sub-items.
    paragraphs: Vec<Paragraph>,
    /// Whom it was sent to.
    recipients: Vec<String>,
    /// Who attested that it agrees with the minutes.
    attested_by: String,
    /// Title or office.
    title: Option<String>,
    /// The day.
    attested_on: Date,
    /// Where it is printed, on this service.
    path: String,
}

fn person(held: &PersonRef) -> Person {
    Person::new(held.id, held.name.clone())
}

fn clock(time: domain::Time) -> String {
    time.format("%H:%M").to_string()
}

/// How a meeting is run: stage, room, lead, quorum.
#[Object]
impl LiveMeeting {
    /// Where it stands.
    async fn stage(&self) -> codes::MeetingStage {
        self.live.stage().into()
    }

    /// Why it was called off; null where it was not.
    async fn cancelled_because(&self) -> Option<&str> {
        match self.live.stage() {
            live::Stage::Cancelled { reason } => Some(reason),
            _ => None,
        }
    }

    /// The meeting's version: one more with every change.
    async fn version(&self) -> i64 {
        self.judged.version()
    }

    /// The summons; null before it was sent.
    async fn summons(&self) -> Option<Summons> {
        self.live.summons().map(|held| Summons {
            sent_on: Date(held.on),
            agenda: held.agenda.clone(),
            documents: held.documents.clone(),
        })
    }

    /// The paragraph that is open.
    async fn open_paragraph(&self) -> Option<Paragraph> {
        self.live
            .current()
            .map(|id| Paragraph::new(id, self.judged.seen()))
    }

    /// Who leads the meeting in the open paragraph; null where nobody can.
    async fn presiding(&self) -> Option<Person> {
        self.live.presiding(self.live.current()).map(person)
    }

    /// Everybody recorded, in order of first arrival.
    async fn participants(&self) -> Vec<Participant> {
        let entitled = self.live.entitled(self.live.current());
        let all = self.live.participants().iter();
        all.map(|held| Participant {
            person: person(&held.arrival.person),
            organisation: held.arrival.organisation.clone().map(Organisation),
            capacity: match held.serving {
                Some(_) => codes::Capacity::ServingSubstitute,
                None => held.arrival.capacity.into(),
            },
            here: held.here,
            remote: held.arrival.remote,
            entitled: entitled.iter().any(|other| other.id() == held.id()),
            seat: held.seat().map(|seat| seat.to_string().into()),
            serves_for: held
                .serving
                .as_ref()
                .and_then(|serving| serving.holder.as_ref())
                .map(person),
        })
        .collect()
    }

    /// Questions of disqualification, in order.
    async fn disqualifications(&self) -> Vec<Disqualification> {
        let all = self.live.disqualifications().iter();
        all.map(|held| Disqualification {
            paragraph: Paragraph::new(held.paragraph, self.judged.seen()),
            person: person(&held.person),
            ground: held.ground.clone(),
            standing: held.standing.into(),
        })
        .collect()
    }

    /// The parts of the minutes, with whose signatures they need; those adjusted at once first.
    async fn parts(&self) -> Result<Vec<MinutesPart>> {
        let apart = self.live.record().units.iter();
        let apart = apart.filter(|unit| unit.numbers.is_some());
        let mut parts: Vec<live::Part> = apart.map(|unit| unit.numbers.clone()).collect();
        if self.live.paragraphs_of(&None).next().is_some() {
            parts.push(None);
        }
        let all = parts.into_iter().map(|part| {
            let unsigned = self.live.unsigned(&part);
            let association = self.judged.association();
            let document = signed_text(&self.live, &part).map_err(|error| fail(&error))?;
            Ok(MinutesPart {
                digest: sha256(&document),
                document,
                signers: self
                    .live
                    .signers(&part)
                    .iter()
                    .map(|held| Signer {
                        person: person(&held.person),
                        role: held.role.into(),
                        signed: !unsigned.contains(held),
                    })
                    .collect(),
                boards_to_post: self.live.boards_to_post(association, &part),
                numbers: part,
            })
        });
        all.collect()
    }

    /// Comments on the draft, in order.
    async fn comments(&self) -> Vec<DraftComment> {
        let all = self.live.comments().iter();
        all.map(|live::Reviewed { comment, answer }| DraftComment {
            id: comment.id.to_string().into(),
            paragraph: Paragraph::new(comment.paragraph, self.judged.seen()),
            by: person(&comment.by),
            text: comment.text.clone(),
            wording: comment.wording.clone(),
            made_on: Date(comment.on),
            accepted: answer.as_ref().map(|held| held.accepted),
            note: answer.as_ref().and_then(|held| held.note.clone()),
            answered_on: answer.as_ref().map(|held| Date(held.on)),
        })
        .collect()
    }

    /// Extracts that were issued, in order.
    async fn extracts(&self) -> Vec<IssuedExtract> {
        let all = self.live.extracts().iter();
        all.map(|held| IssuedExtract {
            id: held.id.to_string().into(),
            paragraphs: held
                .paragraphs
                .iter()
                .map(|id| Paragraph::new(*id, self.judged.seen()))
                .collect(),
            recipients: held.recipients.clone(),
            attested_by: held.attested_by.clone(),
            title: held.title.clone(),
            attested_on: Date(held.on),
            path: extract_path(self.judged.meeting.id, held.id),
        })
        .collect()
    }

    /// Interruptions.
    async fn breaks(&self) -> Vec<Break> {
        let all = self.live.breaks().iter();
        all.map(|held| Break {
            from: held.from.map(clock),
            to: held.to.map(clock),
        })
        .collect()
    }

    /// What must still be there before the meeting can be closed.
    async fn missing(&self, context: &Context<'_>) -> Vec<String> {
        let language = viewing(context).language;
        let missing = self.live.missing();
        missing
            .iter()
            .map(|part| part.text.in_language(language).to_owned())
            .collect()
    }

    /// The quorum at this moment, with who could step in.
    async fn quorum_now(&self, context: &Context<'_>) -> QuorumNow {
        self.now(viewing(context).language)
    }
}
