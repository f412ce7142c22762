//! A board around its table, for tests.

use crate::association::{Association, Parameters, RemoteDecision};
use crate::attendance::{Capacity, Interval, Presence};
use crate::body::{Body, BodyKind, NumberingScheme};
use crate::decision::{Decision, DecisionKind};
use crate::id::{BodyId, DecisionId, MeetingId, ParagraphId};
use crate::live::{
    Coming, Count, Happening, LiveMeeting, Method, Opening, Quorate, Stage, Wording,
};
use crate::meeting::{Meeting, Mode, Numbering, Occasion, Officers, RecordKind};
use crate::name::Slug;
use crate::paragraph::Mark;
use crate::refusal::Refusal;
use crate::vote::{About, Choice, Majority};
use uuid::Uuid;

pub use super::register::*;

fn empty_record(kind: BodyKind, scheme: NumberingScheme) -> Meeting {
    let owner = organisation("Samordningsförbundet Mellanvik");
    Meeting {
        id: MeetingId::from_uuid(Uuid::from_u128(6)),
        body: Body {
            id: BodyId::from_uuid(Uuid::from_u128(5)),
            owner: owner.id,
            slug: Slug::of("organet").expect("letters"),
            name: "Organet".to_owned(),
            kind,
            scheme,
            safety_committee: None,
        },
        owner,
        record: Some(RecordKind::Minutes),
        appendix_to: None,
        occasion: Occasion {
            date: Some(day("2025-09-18")),
            mode: Some(Mode::OnSite),
            ..Occasion::default()
        },
        numbering: Numbering {
            mark: Mark::Section,
            scheme,
            declared_first: None,
            declared_last: None,
        },
        officers: Officers::default(),
        attendance: None,
        absent: None,
        paragraphs: Vec::new(),
        no_decisions_stated: false,
        previous_minutes: None,
        units: Vec::new(),
        addenda: Vec::new(),
        appeals: Vec::new(),
        redactions: Vec::new(),
        stored_at: None,
        next_meetings: Vec::new(),
    }
}

/// A meeting under way, with everything that happened in it.
#[derive(Debug, Clone)]
pub struct Table {
    pub association: Association,
    pub start: LiveMeeting,
    pub live: LiveMeeting,
    pub log: Vec<Happening>,
    decisions: u128,
}

/// One line of the attendance list: as what, for whom, and the stretches of §§; no stretch list = all of them.
pub type Line = (
    Capacity,
    Option<String>,
    Option<Vec<(Option<u32>, Option<u32>)>>,
);

/// A meeting of a board of so many seats, called but not opened.
pub fn a_scheduled_meeting(seats: usize) -> Table {
    let start =
        LiveMeeting::scheduled(empty_record(BodyKind::Board, NumberingScheme::CalendarYear));
    Table {
        association: an_association(seats),
        live: start.clone(),
        start,
        log: Vec::new(),
        decisions: 0,
    }
}

/// The same, opened, with nobody in the room.
pub fn a_meeting(seats: usize) -> Table {
    a_scheduled_meeting(seats).opened()
}

/// A member council that is led by somebody, opened; it numbers or does not.
pub fn a_council(chair: &str, scheme: NumberingScheme) -> Table {
    let start = LiveMeeting::scheduled(empty_record(BodyKind::MemberCouncil, scheme));
    let mut table = Table {
        association: an_association(3),
        live: start.clone(),
        start,
        log: Vec::new(),
        decisions: 0,
    };
    let opened = table.live.open(None, None, Some(person(chair)), None);
    table.take(opened.expect("a chair is named"));
    table
}

impl Table {
    pub fn take(&mut self, happening: Happening) {
        self.live.apply(&happening);
        self.log.push(happening);
    }

    /// Does what a command says, or tells why not.
    pub fn attempt(&mut self, told: Result<Vec<Happening>, Refusal>) -> Result<(), Refusal> {
        told?.into_iter().for_each(|happening| self.take(happening));
        Ok(())
    }

    /// The command is refused, with this code, and nothing has happened by it.
    pub fn refuses<T: std::fmt::Debug>(
        &self,
        code: &str,
        command: impl FnOnce(&LiveMeeting, &Association) -> Result<T, Refusal>,
    ) -> Refusal {
        let before = self.clone();
        let refusal = command(&self.live, &self.association).expect_err(code);
        assert_eq!(refusal.code(), code, "{refusal}");
        assert!(!refusal.text.sv.is_empty() && !refusal.text.en.is_empty());
        assert_eq!((&self.live, &self.log), (&before.live, &before.log));
        refusal
    }

    pub fn opened(mut self) -> Self {
        let secretary = Some(person("Tyra Tall"));
        let opened = self
            .live
            .open(Some(&self.association), None, None, secretary);
        self.take(opened.expect("it can be opened"));
        self
    }

    /// The first so many ordinary holders come.
    pub fn with(mut self, count: usize) -> Self {
        (0..count).for_each(|place| self.arrives(holder(place)));
        self
    }

    pub fn arrives(&mut self, name: &str) {
        let told = self.live.arrive(Some(&self.association), coming(name));
        self.attempt(told).expect("they may come");
    }

    pub fn arrives_as(&mut self, name: &str, capacity: Capacity) {
        let coming = Coming {
            capacity: Some(capacity),
            ..coming(name)
        };
        let told = self.live.arrive(Some(&self.association), coming);
        self.attempt(told).expect("they may come so");
    }

    pub fn arrives_remotely(&mut self, name: &str) {
        let coming = Coming {
            remote: true,
            ..coming(name)
        };
        let told = self.live.arrive(Some(&self.association), coming);
        self.attempt(told).expect("they may come remotely");
    }

    pub fn links(&mut self, name: &str, remote: bool) {
        let told = self
            .live
            .link(Some(&self.association), pid(name), remote, false);
        self.take(told.expect("they are in the room"));
    }

    pub fn leaves(&mut self, name: &str) {
        let told = self.live.depart(pid(name));
        self.take(told.expect("they are in the room"));
    }

    pub fn steps_in(&mut self, name: &str, place: usize) {
        let told = self.live.step_in(&self.association, pid(name), seat(place));
        self.attempt(told).expect("they may serve");
    }

    pub fn steps_out(&mut self, name: &str) {
        let told = self.live.step_out(pid(name));
        self.take(told.expect("they serve"));
    }

    pub fn proof(&self, matter: Option<ParagraphId>) -> Quorate {
        self.live
            .establish_quorum(Some(&self.association), matter)
            .expect("a quorum")
    }

    pub fn opens(&mut self, number: u32) {
        let told = self
            .live
            .open_paragraph(&self.proof(None), opening(Some(number), number));
        self.attempt(told).expect("it can be opened");
    }

    pub fn opens_item(&mut self, number: u32, letter: char) {
        let told = self.live.open_item_below(
            item(number, letter),
            section(number),
            None,
            Wording::default(),
        );
        self.take(told.expect("the § is open"));
    }

    pub fn decision(&mut self) -> Decision {
        self.decisions += 1;
        Decision {
            id: DecisionId::from_uuid(Uuid::from_u128(self.decisions)),
            text: "Styrelsen beslutar enligt förslaget.".to_owned(),
            kind: DecisionKind::Resolve,
            condition: None,
            budget: None,
            concerns: Vec::new(),
        }
    }

    /// Decides by acclamation.
    pub fn decides(&mut self, matter: ParagraphId) {
        let decision = self.decision();
        let proof = self.proof(Some(matter));
        let told = self
            .live
            .decide(&proof, matter, decision, Method::Acclamation);
        self.take(told.expect("it can be decided"));
    }

    /// Opens a § and decides under it.
    pub fn settles(&mut self, number: u32) {
        self.opens(number);
        self.decides(section(number));
    }

    pub fn disqualifies(&mut self, matter: ParagraphId, name: &str, contested: bool) {
        let told = self.live.disqualify(matter, pid(name), None, contested);
        self.take(told.expect("they are in the room"));
    }

    pub fn finds(&mut self, matter: ParagraphId, name: &str, disqualified: bool) {
        let proof = self.proof(Some(matter));
        let told = self
            .live
            .settle_disqualification(&proof, matter, pid(name), disqualified);
        self.take(told.expect("it was raised"));
    }

    pub fn calls_vote(&mut self, matter: ParagraphId, about: About, candidates: &[&str]) {
        self.calls_vote_of(matter, about, candidates, None);
    }

    pub fn calls_vote_of(
        &mut self,
        matter: ParagraphId,
        about: About,
        candidates: &[&str],
        majority: Option<Majority>,
    ) {
        let names = candidates.iter().map(|name| (*name).to_owned()).collect();
        let proof = self.proof(Some(matter));
        let told = self
            .live
            .call_vote(&proof, matter, about, false, None, names, majority);
        self.take(told.expect("a vote can be called"));
    }

    /// Counts the vote with this place, if it can be counted so.
    pub fn counts(
        &mut self,
        matter: ParagraphId,
        place: u32,
        count: Count,
        casting_vote: Option<Choice>,
    ) -> Result<(), Refusal> {
        let proof = self.proof(Some(matter));
        let told = self.live.count_vote(
            &proof,
            Some(&self.association),
            matter,
            place,
            count,
            casting_vote,
        )?;
        self.take(told);
        Ok(())
    }

    pub fn closes(&mut self) {
        let told = self.live.choose_adjusters(&[pid(holder(1))]);
        self.take(told.expect("the adjuster is there"));
        let told = self.live.close(None, Vec::new());
        self.attempt(told).expect("nothing is missing");
        assert_eq!(*self.live.stage(), Stage::Closed);
    }

    /// What the record's attendance list says of somebody.
    pub fn lines(&self, name: &str) -> Vec<Line> {
        let all = self.live.record().attendance.iter().flatten();
        all.filter(|line| line.person.name == name)
            .map(|line| {
                let stretches = match &line.presence {
                    Presence::Whole => None,
                    Presence::Stated(intervals) => Some(
                        intervals
                            .iter()
                            .map(|Interval { from, to }| (*from, *to))
                            .collect(),
                    ),
                };
                (line.capacity, line.substitutes_for.clone(), stretches)
            })
            .collect()
    }

    /// The names of those who may decide.
    pub fn entitled(&self, matter: Option<ParagraphId>) -> Vec<&str> {
        let all = self.live.entitled(matter).into_iter();
        all.map(|held| held.arrival.person.name.as_str()).collect()
    }

    pub fn presiding(&self, matter: Option<ParagraphId>) -> Option<&str> {
        self.live.presiding(matter).map(|held| held.name.as_str())
    }

    /// The chair in the record.
    pub fn chair(&self) -> Option<&str> {
        let chair = self.live.record().officers.chair.as_ref();
        chair.map(|held| held.name.as_str())
    }

    /// The statutes' parameters, to change.
    pub fn parameters(&mut self) -> &mut Parameters {
        &mut self.association.statutes[0].parameters
    }

    /// The board has decided on remote participation.
    pub fn allowing_remote(mut self) -> Self {
        self.association.remote_decisions.push(RemoteDecision {
            decided_on: day("2023-05-01"),
            number: Some(40),
            from: day("2023-06-01"),
            extent: "Alla".to_owned(),
        });
        self
    }
}

pub fn coming(name: &str) -> Coming {
    Coming {
        person: person(name),
        capacity: None,
        organisation: None,
        title: None,
        party: None,
        remote: false,
        remote_allowed: false,
    }
}

/// The opening of a § whose identity is that of a number.
pub fn opening(number: Option<u32>, id: u32) -> Opening {
    Opening {
        id: section(id),
        number,
        wording: Wording {
            title: Some("Ärende".to_owned()),
            text: Some("Text.".to_owned()),
            ..Wording::default()
        },
    }
}

pub fn figure(refusal: &Refusal, name: &str) -> Option<String> {
    let mut figures = refusal.figures.iter();
    figures
        .find(|figure| figure.name == name)
        .map(|figure| figure.value.clone())
}

/// All figures, in order.
pub fn figures(refusal: &Refusal) -> Vec<(&'static str, String)> {
    let all = refusal.figures.iter();
    all.map(|figure| (figure.name, figure.value.clone()))
        .collect()
}
