//! Databases and records for the contract tests.

use application::journal::{Entry, sha256};
use application::ports::{BeginWork, Derived, Posting, Revision, Searched, UnitOfWork};
use application::read::Subject;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::adjustment::{
    Addendum, AdjustmentUnit, BoardAdjustment, MinutesStatus, PreventedSigner, Prevention,
    PreviousMinutes, Signature, SigningMethod, SigningRole,
};
use domain::appeal::{Appeal, AppealOutcome, Appellant, Ruling};
use domain::assignment::{Assignment, AssignmentStatus};
use domain::attendance::{Absentee, Attendance, Capacity, Interval, PersonRef, Presence};
use domain::body::{Body, BodyKind, NumberingScheme};
use domain::cooperation::{CooperationOutcome, CooperationResult};
use domain::decision::{
    Because, BudgetPeriod, Concern, Condition, ConditionState, Decision, DecisionKind,
};
use domain::id::{
    AppealId, AssignmentId, BodyId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId,
    PersonId,
};
use domain::meeting::{Meeting, Mode, NextMeeting, Numbering, Occasion, Officers, RecordKind};
use domain::money::{Amount, Ore};
use domain::name::Slug;
use domain::notice::Notice;
use domain::organisation::{Organisation, OrganisationKind};
use domain::paragraph::{Category, Mark, Paragraph, Reference, Reservation, Statement};
use domain::proposal::{Proposal, ProposalKind};
use domain::vote::{About, Ballot, Base, Candidate, Choice, Majority, Vote, VoteResult};
use persistence::{DurabilityPolicy, Store, connect};
use sea_orm::{ConnectionTrait, Database};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use uuid::Uuid;

/// A database that lasts as long as its test.
pub struct TestDatabase {
    pub store: Store,
    pub url: String,
    _directory: Option<tempfile::TempDir>,
}

/// An administrator's URL of PostgreSQL: `PARAGRAF_TEST_POSTGRES`, else of a cluster for this process.
pub fn cluster() -> &'static str {
    static CLUSTER: OnceLock<String> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "the home of this variable, which is no part of the service"
        )]
        let given = std::env::var("PARAGRAF_TEST_POSTGRES").unwrap_or_default();
        if given.is_empty() {
            own_cluster()
        } else {
            given
        }
    })
}

/// An administrator's URL of a cluster that nobody else uses, removed once this process has ended.
pub fn own_cluster() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres");
    let output = Command::new(&script)
        .args(["start", "--until", &std::process::id().to_string()])
        .output()
        .unwrap_or_else(|error| panic!("{} cannot be run: {error}", script.display()));
    assert!(
        output.status.success(),
        "no PostgreSQL for the tests; set PARAGRAF_TEST_POSTGRES to an administrator's URL:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The URL of a new empty database on PostgreSQL.
pub async fn postgres_url() -> String {
    let name = format!(
        "paragraf_persistence_{:016x}",
        RandomState::new().build_hasher().finish()
    );
    let admin = Database::connect(cluster())
        .await
        .expect("PostgreSQL answers");
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("a new database");
    admin.close().await.expect("closed");
    let (server, _) = cluster().rsplit_once('/').expect("a URL with a database");
    format!("{server}/{name}")
}

/// A database with the schema, on SQLite.
pub async fn sqlite() -> TestDatabase {
    let directory = tempfile::tempdir().expect("a directory");
    let url = format!(
        "sqlite:{}",
        directory.path().join("below/paragraf.sqlite").display()
    );
    let store = connect(&url, DurabilityPolicy::default())
        .await
        .expect("SQLite opens");
    store.migrate().await.expect("the schema");
    TestDatabase {
        store,
        url,
        _directory: Some(directory),
    }
}

/// A database with the schema, on PostgreSQL.
pub async fn postgres() -> TestDatabase {
    let url = postgres_url().await;
    let store = connect(&url, DurabilityPolicy::default())
        .await
        .expect("PostgreSQL opens");
    store.migrate().await.expect("the schema");
    TestDatabase {
        store,
        url,
        _directory: None,
    }
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

pub fn at() -> DateTime<Utc> {
    "2024-05-06T07:08:09.123456789Z".parse().expect("a moment")
}

pub fn organisation(number: u128, name: &str, kind: Option<OrganisationKind>) -> Organisation {
    Organisation {
        id: OrganisationId::from_uuid(id(number)),
        slug: Slug::of(name).expect("a slug"),
        name: name.to_owned(),
        kind,
    }
}

/// The association that owns the records.
pub fn owner() -> Organisation {
    organisation(
        1,
        "Samordningsförbundet Norr",
        Some(OrganisationKind::CoordinationAssociation),
    )
}

/// A municipality that records name.
pub fn municipality() -> Organisation {
    organisation(2, "Vindelns kommun", Some(OrganisationKind::Municipality))
}

pub fn body(number: u128, kind: BodyKind) -> Body {
    let name = format!("organ {number}");
    Body {
        id: BodyId::from_uuid(id(number)),
        owner: owner().id,
        slug: Slug::of(&name).expect("a slug"),
        name,
        kind,
        scheme: NumberingScheme::default_for(kind),
        safety_committee: (kind == BodyKind::CooperationGroup).then_some(true),
    }
}

pub fn board() -> Body {
    body(10, BodyKind::Board)
}

pub const PERSONS: [(u128, &str); 4] = [
    (101, "Anna Ek"),
    (102, "Bo Alm"),
    (103, "Cilla Björk"),
    (104, "Dan Lind"),
];

pub fn person(number: u128) -> PersonRef {
    let (_, name) = PERSONS
        .iter()
        .find(|(id, _)| *id == number)
        .expect("a person");
    PersonRef {
        id: PersonId::from_uuid(id(number)),
        name: (*name).to_owned(),
    }
}

/// A meeting with nothing but its day.
pub fn plain(number: u128, body: &Body, date: Option<Date>) -> Meeting {
    Meeting {
        id: MeetingId::from_uuid(id(number)),
        owner: owner(),
        body: body.clone(),
        record: None,
        appendix_to: None,
        occasion: Occasion {
            date,
            ..Occasion::default()
        },
        numbering: Numbering {
            mark: Mark::Section,
            scheme: body.scheme,
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

/// A § with one decision; ids derive from the meeting and the number.
pub fn section(meeting: &Meeting, number: u32, text: &str) -> Paragraph {
    let base = meeting.id.uuid().as_u128() * 1_000_000 + u128::from(number) * 1_000;
    Paragraph {
        number: Some(number),
        title: Some(format!("Ärende {number}")),
        text: Some(text.to_owned()),
        decisions: vec![Decision {
            id: DecisionId::from_uuid(id(base + 1)),
            text: text.to_owned(),
            kind: DecisionKind::Adopt,
            condition: None,
            budget: None,
            concerns: Vec::new(),
        }],
        ..Paragraph::empty(ParagraphId::from_uuid(id(base)))
    }
}

/// A meeting of the board with two §§ on a day.
pub fn meeting(number: u128, date: &str, first: u32) -> Meeting {
    let mut meeting = plain(number, &board(), Some(day(date)));
    meeting.paragraphs = vec![
        section(&meeting, first, "Budget antas"),
        section(&meeting, first + 1, "Plan för budget"),
    ];
    meeting
}

/// A record in which every field says something.
pub fn rich(number: u128) -> Meeting {
    let mut meeting = meeting(number, "2024-03-14", 47);
    meeting.record = Some(RecordKind::Minutes);
    meeting.appendix_to = Some("Protokoll 2".to_owned());
    meeting.occasion = Occasion {
        date_hint: Some("i mars".to_owned()),
        starts_at: chrono::NaiveTime::from_hms_opt(8, 30, 0),
        ends_at: chrono::NaiveTime::from_hms_opt(12, 5, 0),
        place: Some("Umeå".to_owned()),
        mode: Some(Mode::Hybrid),
        ..meeting.occasion
    };
    meeting.numbering.declared_first = Some(46);
    meeting.numbering.declared_last = Some(50);
    meeting.officers = Officers {
        chair: Some(person(101)),
        secretary: Some(person(102)),
        adjusters: Some(vec![person(103), person(104)]),
    };
    let line = |number, capacity| Attendance {
        person: person(number),
        organisation: Some(municipality()),
        title: Some("kommunalråd".to_owned()),
        party: Some("S".to_owned()),
        capacity,
        deciding: Some(true),
        remote: Some(false),
        substitutes_for: None,
        presence: Presence::Whole,
    };
    let partly = |number, presence| Attendance {
        organisation: None,
        presence,
        deciding: None,
        remote: None,
        substitutes_for: Some("Anna Ek".to_owned()),
        ..line(number, Capacity::ServingSubstitute)
    };
    let some = Presence::stated(vec![
        Interval {
            from: None,
            to: Some(47),
        },
        Interval {
            from: Some(48),
            to: None,
        },
    ]);
    meeting.attendance = Some(vec![
        line(101, Capacity::Member),
        partly(103, some.expect("ordered")),
        partly(102, Presence::Stated(Vec::new())),
    ]);
    meeting.absent = Some(vec![Absentee {
        person: person(104),
        organisation: Some(municipality()),
    }]);
    meeting.no_decisions_stated = true;
    meeting.previous_minutes = Some(PreviousMinutes::Filed);
    meeting.stored_at = Some("Kansliet".to_owned());
    meeting.next_meetings = vec![NextMeeting {
        date: Some(day("2024-05-02")),
        starts_at: Some("9-12".to_owned()),
        ends_at: None,
        note: Some("preliminärt".to_owned()),
    }];
    meeting.addenda = vec![Addendum {
        number: Some(47),
        text: "rätt belopp".to_owned(),
        by: Some("Anna Ek".to_owned()),
        on: Some(day("2024-04-01")),
    }];
    let notice = |offset: u128| Notice {
        id: NoticeId::from_uuid(id(number * 100 + offset)),
        board: Some("Vindelns kommun".to_owned()),
        posted_on: Some(day("2024-03-20")),
        removed_on: Some(day("2024-04-11")),
        posted_by: Some("Kansliet".to_owned()),
        removed_by: None,
    };
    let signature = |role| Signature {
        by: PersonRef {
            id: PersonId::from_uuid(id(number * 100 + 7)),
            name: "Signe Skrivare".to_owned(),
        },
        role,
        method: SigningMethod::Token,
        on: day("2024-03-19"),
        at: "2024-03-19T10:00:00.000001Z".parse().expect("a moment"),
        assurance: Some("loa3".to_owned()),
        authenticated_at: None,
        digest: "ab".repeat(32),
    };
    meeting.appeals = vec![Appeal {
        id: AppealId::from_uuid(id(number * 100 + 8)),
        paragraphs: meeting.paragraphs.iter().map(|top| top.id).collect(),
        received_on: day("2024-04-02"),
        appellant: Some(Appellant::MunicipalMember),
        court: Some("Förvaltningsrätten".to_owned()),
        case_number: None,
        ruling: Some(Ruling {
            outcome: AppealOutcome::Rejected,
            on: day("2024-09-02"),
            final_on: None,
        }),
    }];
    meeting.units = vec![
        AdjustmentUnit {
            numbers: Some(vec![47]),
            adjusted_on: Some(day("2024-03-14")),
            place: None,
            signatures: Vec::new(),
            by_board: Some(BoardAdjustment {
                meeting: MeetingId::from_uuid(id(number * 100 + 9)),
                decision: DecisionId::from_uuid(id(number * 100 + 10)),
                number: Some(61),
                on: day("2024-03-14"),
                instead_of: vec![PreventedSigner {
                    person: PersonRef {
                        id: PersonId::from_uuid(id(number * 100 + 7)),
                        name: "Signe Skrivare".to_owned(),
                    },
                    role: SigningRole::Chair,
                    reason: Prevention::OutOfOffice,
                }],
                digest: "cd".repeat(32),
            }),
            notices: vec![notice(1), notice(2)],
        },
        AdjustmentUnit {
            numbers: None,
            adjusted_on: Some(day("2024-03-19")),
            place: Some("Umeå".to_owned()),
            signatures: vec![
                signature(SigningRole::Chair),
                signature(SigningRole::Adjuster),
            ],
            by_board: None,
            notices: vec![notice(3)],
        },
    ];
    enrich(&mut meeting, number);
    meeting
}

fn enrich(meeting: &mut Meeting, number: u128) {
    let base = number * 1_000_000;
    let below = Paragraph {
        letter: Some('a'),
        text: Some("Underpunkt".to_owned()),
        items: vec![Paragraph::empty(ParagraphId::from_uuid(id(base + 47_020)))],
        ..Paragraph::empty(ParagraphId::from_uuid(id(base + 47_010)))
    };
    let other = Paragraph {
        letter: Some('b'),
        ..Paragraph::empty(ParagraphId::from_uuid(id(base + 47_011)))
    };
    let first = meeting.paragraphs.first_mut().expect("a §");
    first.items = vec![below, other];
    first.category = Some(Category::Decision);
    first.case_number = Some("2024/12".to_owned());
    first.presenters = vec!["Anna Ek".to_owned()];
    first.raised_by = Some("Bo Alm".to_owned());
    first.proposals = vec![Proposal {
        by: Some("Bo Alm".to_owned()),
        kind: Some(ProposalKind::Proposal),
        text: "Avslag".to_owned(),
        withdrawn: true,
    }];
    let decision = first.decisions.first_mut().expect("a decision");
    decision.condition = Some(Condition {
        text: "om medel beviljas".to_owned(),
        state: ConditionState::Pending,
    });
    decision.budget = Some(BudgetPeriod {
        first_year: Some(2025),
        last_year: None,
    });
    decision.concerns = vec![
        Concern {
            organisation: municipality().id,
            because: Because::Recipient,
        },
        Concern {
            organisation: owner().id,
            because: Because::Named,
        },
    ];
    first.assignments = vec![Assignment {
        id: AssignmentId::from_uuid(id(base + 47_002)),
        assignees: Some(vec!["Förbundschefen".to_owned(), "Anna Ek".to_owned()]),
        text: "Ta fram underlag".to_owned(),
        due: Some("till maj".to_owned()),
        due_on: Some(day("2024-05-02")),
        status: AssignmentStatus::Open,
    }];
    first.cooperation = vec![CooperationOutcome {
        party: Some("Vision".to_owned()),
        result: CooperationResult::Disagreement,
        scope: Some("delar".to_owned()),
        condition: Some("efter höjd".to_owned()),
    }];
    first.votes = vec![Vote {
        meaning_of_yes: Some("bifall".to_owned()),
        yes: Some(4),
        no: Some(3),
        abstained: Some(1),
        casting_vote: Some(false),
        ballots: vec![Ballot {
            name: "Anna Ek".to_owned(),
            choice: Choice::Yes,
        }],
        about: Some(About::Hiring),
        secret: Some(false),
        majority: Some(Majority {
            numerator: 2,
            denominator: 3,
            base: Base::Seats,
        }),
        candidates: vec![Candidate {
            name: "Bo Alm".to_owned(),
            votes: Some(3),
        }],
        lot: Some("Bo Alm".to_owned()),
        result: Some(VoteResult::Elected("Bo Alm".to_owned())),
    }];
    first.reservations = vec![Reservation {
        by: vec!["Bo Alm".to_owned()],
        text: Some("för dyrt".to_owned()),
    }];
    first.disqualified = vec!["Cilla Björk".to_owned()];
    first.adjusted_immediately = true;
    first.nothing_reported = true;
    first.amounts = vec![Amount {
        text: "drygt 1 mkr".to_owned(),
        ore: Ore::new(100_000_000),
    }];
    first.recipients = vec!["Vindelns kommun".to_owned()];
    first.references = vec![Reference {
        text: "§ 12".to_owned(),
        date: Some(day("2024-01-10")),
        number: Some(12),
    }];
    first.statements = vec![Statement {
        by: Some("Dan Lind".to_owned()),
        text: "noteras".to_owned(),
    }];
    first.appendices = vec!["Bilaga 1".to_owned()];
    first.voided = Some("dubbelt".to_owned());
}

/// The key of every paragraph, as documents give them.
pub fn keys(meeting: &Meeting) -> BTreeMap<ParagraphId, String> {
    meeting
        .placed()
        .into_iter()
        .enumerate()
        .map(|(index, placed)| (placed.item.id, format!("k{index}")))
        .collect()
}

/// Search terms of every decision: its words in lower case.
pub fn postings(meeting: &Meeting) -> Vec<Posting> {
    let mut postings = Vec::new();
    for placed in meeting.placed() {
        for decision in &placed.item.decisions {
            for (term, weight) in application::search::weigh([(decision.text.as_str(), 1)]) {
                let subject = Searched::Decision(decision.id);
                postings.push(Posting {
                    subject,
                    term: term.clone(),
                    weight,
                });
                postings.push(Posting {
                    subject: Searched::Paragraph(placed.item.id),
                    term,
                    weight,
                });
            }
        }
    }
    postings
}

/// Adds the organisations, bodies and persons that records here name.
pub async fn furnish(store: &Store) {
    let mut work = store.begin().await.expect("a transaction");
    work.add_organisation(&owner(), true)
        .await
        .expect("the owner");
    work.add_organisation(&municipality(), true)
        .await
        .expect("a municipality");
    work.put_body(&board(), true).await.expect("the board");
    work.put_body(&body(11, BodyKind::MemberCouncil), true)
        .await
        .expect("the council");
    work.put_body(&body(12, BodyKind::CooperationGroup), true)
        .await
        .expect("the group");
    let persons: Vec<_> = PERSONS
        .iter()
        .map(|(id, name)| (PersonId::from_uuid(self::id(*id)), (*name).to_owned()))
        .collect();
    work.add_persons(owner().id, &persons)
        .await
        .expect("persons");
    work.commit().await.expect("committed");
}

/// Stores a revision within a transaction.
pub async fn save(work: &mut dyn UnitOfWork, meeting: &Meeting, number: u32, published: bool) {
    let source = format!("{{\"revision\":{number}}}");
    let revision = Revision {
        mask: &application::visibility::Mask::default(),
        meeting,
        keys: &keys(meeting),
        identity: &meeting.id.to_string(),
        number,
        digest: &sha256(&source),
        source: &source,
        published,
        derived: &Derived {
            status: MinutesStatus::Announced,
            final_on: Some(day("2024-04-15")),
        },
        postings: &postings(meeting),
        at: at(),
    };
    work.save_revision(&revision).await.expect("stored");
}

/// Stores a record in a transaction of its own.
pub async fn store_record(store: &Store, meeting: &Meeting, number: u32, published: bool) {
    let mut work = store.begin().await.expect("a transaction");
    save(work.as_mut(), meeting, number, published).await;
    work.commit().await.expect("committed");
}

/// A journal entry of the owner.
pub fn entry(payload: &str) -> Entry {
    Entry {
        organisation: owner().id,
        at: at(),
        actor: "command-line".to_owned(),
        command: "LoadMinutes",
        subject: Some(Subject::Meeting(MeetingId::from_uuid(id(1000)))),
        payload: payload.to_owned(),
        salt: id(77),
    }
}
