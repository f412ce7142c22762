//! Builders of records and registers for tests.

use crate::Date;
use crate::adjustment::AdjustmentUnit;
use crate::association::{Association, Member, Office, Parameters, PresidiumTerm, Statutes};
use crate::attendance::{Attendance, Capacity, Interval, PersonRef, Presence};
use crate::body::{Body, BodyKind, NumberingScheme};
use crate::decision::{BudgetPeriod, Decision, DecisionKind};
use crate::id::{
    BodyId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId, SeatId,
};
use crate::meeting::{Meeting, Mode, Numbering, Occasion, Officers, RecordKind};
use crate::name::Slug;
use crate::notice::Notice;
use crate::organisation::{Organisation, OrganisationKind};
use crate::paragraph::{Mark, Paragraph};
use crate::proposal::{Proposal, ProposalKind};
use crate::rule::{Outcome, Verdict};
use crate::rules::{Surroundings, evaluate, irregularities};
use crate::seat::{Eligibility, Mandate, MandateRole, Seat};
use crate::vote::{Ballot, Choice, Vote};
use uuid::Uuid;

/// A day written `2023-11-30`.
pub fn day(text: &str) -> Date {
    text.parse().expect("a day as YYYY-MM-DD")
}

fn id_of(text: &str) -> Uuid {
    Uuid::from_u128(text.bytes().fold(7, |sum: u128, byte| {
        sum.wrapping_mul(257).wrapping_add(u128::from(byte))
    }))
}

pub fn organisation(name: &str) -> Organisation {
    Organisation {
        id: OrganisationId::from_uuid(id_of(name)),
        slug: Slug::of(name).expect("a name with letters"),
        name: name.to_owned(),
        kind: OrganisationKind::of_name(name),
    }
}

pub fn person(name: &str) -> PersonRef {
    PersonRef {
        id: PersonId::from_uuid(id_of(name)),
        name: name.to_owned(),
    }
}

/// An attendance line of a member organisation's ledamot.
pub fn member(name: &str, organisation_name: &str) -> Attendance {
    Attendance {
        person: person(name),
        organisation: Some(organisation(organisation_name)),
        title: None,
        party: None,
        capacity: Capacity::Member,
        deciding: Some(true),
        remote: None,
        substitutes_for: None,
        presence: Presence::Whole,
    }
}

impl Attendance {
    pub fn as_capacity(mut self, capacity: Capacity) -> Self {
        self.deciding = Some(matches!(
            capacity,
            Capacity::Member | Capacity::ServingSubstitute
        ));
        self.capacity = capacity;
        self
    }

    pub fn serving_for(mut self, name: &str) -> Self {
        self.substitutes_for = Some(name.to_owned());
        self.as_capacity(Capacity::ServingSubstitute)
    }

    pub fn between(mut self, from: Option<u32>, to: Option<u32>) -> Self {
        self.presence = Presence::stated(vec![Interval { from, to }]).expect("ordered");
        self
    }

    pub fn at_none(mut self) -> Self {
        self.presence = Presence::Stated(Vec::new());
        self
    }
}

pub fn paragraph(number: u32) -> Paragraph {
    Paragraph {
        number: Some(number),
        text: Some("Text.".to_owned()),
        ..Paragraph::empty(ParagraphId::from_uuid(Uuid::from_u128(u128::from(number))))
    }
}

pub fn unnumbered(title: &str) -> Paragraph {
    Paragraph {
        title: Some(title.to_owned()),
        text: Some("Text.".to_owned()),
        ..Paragraph::empty(ParagraphId::from_uuid(id_of(title)))
    }
}

impl Paragraph {
    pub fn deciding(mut self, kind: DecisionKind) -> Self {
        self.decisions.push(decision(kind, None));
        self
    }

    pub fn budgeting(mut self, first: Option<i32>, last: Option<i32>) -> Self {
        let period = BudgetPeriod {
            first_year: first,
            last_year: last,
        };
        self.decisions
            .push(decision(DecisionKind::Adopt, Some(period)));
        self
    }

    pub fn moved_by(mut self, by: &str) -> Self {
        let text = "att bifalla förslaget".to_owned();
        self.proposals.push(Proposal {
            by: Some(by.to_owned()),
            kind: Some(ProposalKind::Proposal),
            text,
            withdrawn: false,
        });
        self
    }

    pub fn stood_aside(mut self, name: &str) -> Self {
        self.disqualified.push(name.to_owned());
        self
    }

    pub fn voted(mut self, vote: Vote) -> Self {
        self.votes.push(vote);
        self
    }
}

fn decision(kind: DecisionKind, budget: Option<BudgetPeriod>) -> Decision {
    Decision {
        id: DecisionId::from_uuid(Uuid::nil()),
        text: "Styrelsen beslutar enligt förslaget.".to_owned(),
        kind,
        condition: None,
        budget,
        concerns: Vec::new(),
    }
}

pub fn tally(yes: u32, no: u32, casting_vote: Option<bool>) -> Vote {
    Vote {
        yes: Some(yes),
        no: Some(no),
        casting_vote,
        ..Vote::default()
    }
}

pub fn ballots(list: &[(&str, Choice)]) -> Vec<Ballot> {
    list.iter()
        .map(|(name, choice)| Ballot {
            name: (*name).to_owned(),
            choice: *choice,
        })
        .collect()
}

/// The member municipalities, region and agencies of an invented association, nine in all.
pub const MEMBERS: [&str; 9] = [
    "Försäkringskassan",
    "Arbetsförmedlingen",
    "Region Norrdal",
    "Sunnerby kommun",
    "Åkerås kommun",
    "Tallfors kommun",
    "Björkholms kommun",
    "Lillviks kommun",
    "Storsele kommun",
];

/// Invented persons, one for each member.
pub const PEOPLE: [&str; 9] = [
    "Agnes Ask",
    "Bertil Björk",
    "Cilla Cederberg",
    "David Dahl",
    "Elin Ek",
    "Folke Fura",
    "Gun Gran",
    "Hugo Hassel",
    "Irma Idegran",
];

/// So many ledamöter, each of a member of its own.
pub fn board_of(count: usize) -> Vec<Attendance> {
    PEOPLE
        .iter()
        .zip(MEMBERS)
        .take(count)
        .map(|(name, organisation)| member(name, organisation))
        .collect()
}

/// A record under construction.
pub struct Built {
    pub meeting: Meeting,
    pub around: Surroundings,
}

fn of_kind(kind: BodyKind, owner: &str, date: Option<&str>) -> Built {
    let owner = organisation(owner);
    let body = Body {
        id: BodyId::from_uuid(Uuid::from_u128(5)),
        owner: owner.id,
        slug: Slug::of("organet").expect("letters"),
        name: "Organet".to_owned(),
        kind,
        scheme: NumberingScheme::default_for(kind),
        safety_committee: Some(false),
    };
    let numbering = Numbering {
        mark: Mark::Section,
        scheme: body.scheme,
        declared_first: None,
        declared_last: None,
    };
    Built {
        meeting: Meeting {
            id: MeetingId::from_uuid(Uuid::from_u128(6)),
            owner,
            body,
            record: Some(RecordKind::Minutes),
            appendix_to: None,
            occasion: Occasion {
                date: date.map(day),
                mode: Some(Mode::OnSite),
                ..Occasion::default()
            },
            numbering,
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
        },
        around: Surroundings::default(),
    }
}

/// A board's record with nine present, adjusted and posted in time and final: nothing to remark on.
pub fn a_board() -> Built {
    let mut built = of_kind(
        BodyKind::Board,
        "Samordningsförbundet Norrdal",
        Some("2024-05-15"),
    );
    built.meeting.officers = Officers {
        chair: Some(person(PEOPLE[0])),
        secretary: None,
        adjusters: Some(vec![person(PEOPLE[1])]),
    };
    built.meeting.attendance = Some(board_of(9));
    built.meeting.paragraphs = (1..=8).map(paragraph).collect();
    built.meeting.stored_at = Some("Kansliet".to_owned());
    built.adjusted(
        Some("2024-05-20"),
        &[(MEMBERS[3], Some("2024-05-21"), Some("2024-06-12"))],
    )
}

pub fn a_council() -> Built {
    let mut built = of_kind(
        BodyKind::MemberCouncil,
        "Samordningsförbundet Norrdal",
        Some("2020-03-27"),
    );
    built.meeting.attendance = Some(board_of(9));
    built
}

pub fn a_cooperation_group() -> Built {
    of_kind(
        BodyKind::CooperationGroup,
        "Sunnerby kommun",
        Some("2019-05-07"),
    )
}

pub type Posting<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

pub fn notices(postings: &[Posting<'_>]) -> Vec<Notice> {
    postings
        .iter()
        .map(|(board, posted, removed)| Notice {
            id: NoticeId::from_uuid(Uuid::nil()),
            board: Some((*board).to_owned()),
            posted_on: posted.map(day),
            removed_on: removed.map(day),
            posted_by: None,
            removed_by: None,
        })
        .collect()
}

impl Built {
    pub fn on(mut self, date: &str) -> Self {
        self.meeting.occasion.date = Some(day(date));
        self
    }

    pub fn held(mut self, mode: Mode) -> Self {
        self.meeting.occasion.mode = Some(mode);
        self
    }

    pub fn attended(mut self, lines: Vec<Attendance>) -> Self {
        self.meeting.attendance = Some(lines);
        self
    }

    pub fn with(mut self, paragraphs: Vec<Paragraph>) -> Self {
        self.meeting.paragraphs = paragraphs;
        self
    }

    /// Sets the main unit.
    pub fn adjusted(mut self, on: Option<&str>, postings: &[Posting<'_>]) -> Self {
        self.meeting.units.retain(|unit| unit.numbers.is_some());
        self.meeting.units.push(AdjustmentUnit {
            adjusted_on: on.map(day),
            notices: notices(postings),
            ..AdjustmentUnit::empty(None)
        });
        self
    }

    /// Adds an immediate unit.
    pub fn at_once(mut self, numbers: &[u32], on: &str, postings: &[Posting<'_>]) -> Self {
        self.meeting.units.push(AdjustmentUnit {
            adjusted_on: Some(day(on)),
            notices: notices(postings),
            ..AdjustmentUnit::empty(Some(numbers.to_vec()))
        });
        self
    }

    pub fn registered(mut self, association: Association) -> Self {
        self.around.association = Some(association);
        self
    }

    pub fn verdicts(&self) -> Vec<Verdict> {
        evaluate(&self.meeting, &self.around)
    }

    /// The verdicts with a code.
    pub fn by(&self, code: &str) -> Vec<Verdict> {
        self.verdicts()
            .into_iter()
            .filter(|verdict| verdict.rule.code == code)
            .collect()
    }

    /// The outcome of the only verdict with a code; `None` where there is none.
    pub fn outcome(&self, code: &str) -> Option<Outcome> {
        let found = self.by(code);
        assert!(found.len() < 2, "{code} was answered {} times", found.len());
        found.first().map(|verdict| verdict.outcome)
    }

    /// The only verdict with a code.
    pub fn only(&self, code: &str) -> Verdict {
        let mut found = self.by(code);
        assert_eq!(found.len(), 1, "{code} was answered {} times", found.len());
        found.remove(0)
    }

    /// The codes of the irregularities, sorted, repeats kept.
    pub fn irregular(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = irregularities(&self.meeting, &self.around)
            .iter()
            .map(|verdict| verdict.rule.code)
            .collect();
        codes.sort_unstable();
        codes
    }
}

pub fn figure(verdict: &Verdict, name: &str) -> Option<String> {
    verdict
        .figures
        .iter()
        .find(|figure| figure.name == name)
        .map(|figure| figure.value.clone())
}

pub fn mandate(name: &str, role: MandateRole, organisation_name: &str) -> Mandate {
    let agency = matches!(
        organisation_name,
        "Försäkringskassan" | "Arbetsförmedlingen"
    );
    Mandate {
        person: person(name),
        role,
        order: (role == MandateRole::Substitute).then_some(1),
        from: day("2023-04-01"),
        until: None,
        appointed_on: Some(day("2022-11-28")),
        eligibility: Some(if agency {
            Eligibility::Employee
        } else {
            Eligibility::AssemblyMember
        }),
    }
}

/// A member with a seat, its holder and a substitute called "Ersättare <organisation>".
pub fn seated(name: &str, holder: &str) -> Member {
    let substitute = format!("Ersättare {name}");
    Member {
        organisation: organisation(name),
        joined_on: day("2010-01-01"),
        left_on: None,
        outside_region: false,
        seats: vec![Seat {
            id: SeatId::from_uuid(id_of(name)),
            since: day("2010-01-01"),
            until: None,
            mandates: vec![
                mandate(holder, MandateRole::Ordinary, name),
                mandate(&substitute, MandateRole::Substitute, name),
            ],
        }],
    }
}

/// An association of nine members with a seat each, in good order.
pub fn an_association() -> Association {
    an_association_of(9)
}

/// An association of so many seats: the nine members first, then further municipalities.
pub fn an_association_of(seats: usize) -> Association {
    let mut members: Vec<Member> = MEMBERS
        .iter()
        .zip(PEOPLE)
        .take(seats)
        .map(|(name, holder)| seated(name, holder))
        .collect();
    for extra in members.len()..seats {
        members.push(seated(
            &format!("Extra{extra} kommun"),
            &format!("Person Nr{extra}"),
        ));
    }
    let term = |name: &str, office| PresidiumTerm {
        person: person(name),
        office,
        from: day("2023-04-01"),
        until: None,
    };
    Association {
        organisation: organisation("Samordningsförbundet Norrdal"),
        founded_on: Some(day("2010-01-01")),
        statutes: vec![Statutes {
            valid_from: day("2010-01-01"),
            valid_until: None,
            parameters: Parameters {
                covered_points: Some((1..=18).collect()),
                ..Parameters::default()
            },
        }],
        members,
        presidium: vec![
            term(PEOPLE[0], Office::Chair),
            term(PEOPLE[1], Office::ViceChair),
        ],
        remote_decisions: Vec::new(),
    }
}

/// The statutes' parameters, to change.
pub fn parameters(association: &mut Association) -> &mut Parameters {
    &mut association
        .statutes
        .first_mut()
        .expect("statutes")
        .parameters
}
