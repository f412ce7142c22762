//! The life of a budget, and what its rows add up to.

mod accounts;

use super::*;
use crate::association::FundingParty;
use crate::body::{Body, BodyKind, NumberingScheme};
use crate::decision::DecisionKind;
use crate::delegation::{self, Sitting};
use crate::id::BodyId;
use crate::money::Ore;
use crate::name::Slug;
use crate::organisation::OrganisationKind;
use proptest::prelude::*;
use uuid::Uuid;

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub(crate) fn ore(amount: i64) -> Option<Ore> {
    Some(Ore::new(amount).expect("an amount"))
}

pub(crate) fn decision(place: u128) -> DecisionId {
    DecisionId::from_uuid(Uuid::from_u128(place))
}

pub(crate) fn line(place: u128, amount: Option<Ore>) -> Line {
    Line {
        id: BudgetLineId::from_uuid(Uuid::from_u128(place)),
        activity: format!("Insats {place}"),
        period: Span {
            from: day("2027-01-01"),
            until: day("2027-12-31"),
        },
        amount,
        expected_outcome: None,
        execution: Execution::Immediate,
    }
}

pub(crate) fn suspended(place: u128, amount: Option<Ore>) -> Line {
    let waits = Suspension {
        event: "ESF beviljar stöd".to_owned(),
        condition: None,
        period: None,
        state: LineState::Waiting,
    };
    let execution = Execution::Suspended(waits);
    Line {
        execution,
        ..line(place, amount)
    }
}

pub(crate) fn from_party(party: FundingParty, amount: Option<Ore>) -> Contribution {
    Contribution {
        year: 2027,
        contributor: Contributor::Party(party),
        kind: ContributionKind::Statutory,
        amount,
    }
}

/// Ten million from the state, five each from region and municipalities.
pub(crate) fn funded() -> Vec<Contribution> {
    vec![
        from_party(FundingParty::State, ore(1_000_000_000)),
        from_party(FundingParty::Region, ore(500_000_000)),
        from_party(FundingParty::Municipalities, ore(500_000_000)),
    ]
}

pub(crate) fn a_budget() -> Budget {
    let id = BudgetId::from_uuid(Uuid::from_u128(1));
    let association = OrganisationId::from_uuid(Uuid::from_u128(2));
    Budget::try_new(id, association, 2027).expect("a year")
}

fn body(kind: BodyKind) -> Body {
    Body {
        id: BodyId::from_uuid(Uuid::from_u128(3)),
        owner: OrganisationId::from_uuid(Uuid::from_u128(2)),
        slug: Slug::of("Styrelsen").expect("a slug"),
        name: "Styrelsen".to_owned(),
        kind,
        scheme: NumberingScheme::CalendarYear,
        safety_committee: None,
    }
}

struct Asked {
    body: Body,
    kind: DecisionKind,
    on: Option<Date>,
    quorum: Outcome,
    live: bool,
    place: u128,
}

fn asked(on: &str) -> Asked {
    Asked {
        body: body(BodyKind::Board),
        kind: DecisionKind::Adopt,
        on: Some(day(on)),
        quorum: Outcome::Met,
        live: true,
        place: 7,
    }
}

impl Asked {
    fn of(&self) -> Approving<'_> {
        Approving {
            decision: decision(self.place),
            kind: self.kind,
            sitting: Sitting {
                body: &self.body,
                owner: Some(OrganisationKind::CoordinationAssociation),
                date: self.on,
                voided: false,
            },
            quorum: self.quorum,
            live: self.live,
            open: Some(true),
            announced: None,
            announced_on: Some(day("2026-11-01")),
        }
    }
}

pub(crate) fn proposed(lines: Vec<Line>) -> Budget {
    let mut budget = a_budget();
    let content = Content {
        contributions: funded(),
        lines,
        ..Content::default()
    };
    let on = day("2026-09-24");
    budget
        .propose(VersionKind::Original, Some(2029), content, None, on)
        .expect("a proposal");
    budget
}

/// The budget with its first version approved on a day.
pub(crate) fn approved(lines: Vec<Line>, on: &str) -> Budget {
    let mut budget = proposed(lines);
    budget.approve(1, &asked(on).of()).expect("approved");
    budget
}

pub(crate) fn revised(budget: &mut Budget, lines: Vec<Line>, funding: Option<&str>) {
    let content = Content {
        contributions: funded(),
        lines,
        ..Content::default()
    };
    let (kind, on) = (VersionKind::Supplement, day("2027-09-01"));
    let funding = funding.map(str::to_owned);
    budget
        .propose(kind, Some(2029), content, funding, on)
        .expect("a supplement");
}

fn code(unfit: Unfit) -> String {
    match unfit {
        Unfit::Refused(refusal) => refusal.code().to_owned(),
        Unfit::Misfit(misfit) => misfit.field,
    }
}

#[test]
fn a_budget_goes_from_preparation_to_approval_and_on() {
    let mut budget = a_budget();
    assert_eq!(budget.stage(), BudgetStage::Prepared);
    let today = day("2026-10-01");
    let told = Allocation {
        amount: ore(1_000_000_000).expect("an amount"),
        on: today,
        reference: None,
    };
    budget
        .file(Paper::Allocation(told), today)
        .expect("an allocation");
    assert_eq!(budget.stage(), BudgetStage::Allocated);
    let content = Content::default();
    budget
        .propose(VersionKind::Original, Some(2029), content, None, today)
        .expect("a proposal");
    assert_eq!(budget.stage(), BudgetStage::Proposed);
    let talked = Consultation {
        on: today,
        form: ConsultationForm::Written,
        members: None,
        evidence: Some("Skrivelse".to_owned()),
        meeting: None,
        version: Some(1),
    };
    let nowhere = Consultation {
        version: Some(2),
        ..talked.clone()
    };
    let refused = budget.file(Paper::Consultation(nowhere), today);
    assert_eq!(
        refused,
        Err(Misfit::new("budgetVersion", Fault::NoSuchVersion).into())
    );
    budget
        .file(Paper::Consultation(talked), today)
        .expect("a consultation");
    assert_eq!(budget.stage(), BudgetStage::Consulted);
    budget
        .approve(1, &asked("2026-11-26").of())
        .expect("approved");
    assert_eq!(budget.stage(), BudgetStage::Approved);
    assert_eq!(budget.in_force().map(|held| held.number), Some(1));
    // A proposal that waits does not hold.
    revised(&mut budget, vec![line(1, ore(1))], None);
    assert_eq!(budget.in_force().map(|held| held.number), Some(1));
    budget
        .approve(2, &asked("2027-09-17").of())
        .expect("approved");
    assert_eq!(budget.in_force().map(|held| held.number), Some(2));
    assert!(
        budget
            .version(1)
            .is_some_and(|held| held.adoption.is_some()),
        "the earlier version stays"
    );
}

#[test]
fn what_cannot_be_approved_is_refused_with_its_reason() {
    let with = |change: &dyn Fn(&mut Asked)| {
        let mut asked = asked("2026-11-26");
        change(&mut asked);
        asked
    };
    let cases: [(&str, Asked); 9] = [
        ("QUORUM_NOT_MET", with(&|it| it.quorum = Outcome::NotMet)),
        ("QUORUM_NOT_MET", with(&|it| it.quorum = Outcome::Unknown)),
        (
            "decision",
            with(&|it| it.body = body(BodyKind::MemberCouncil)),
        ),
        ("decision", with(&|it| it.on = None)),
        ("decision", with(&|it| it.kind = DecisionKind::Reject)),
        ("decision", with(&|it| it.kind = DecisionKind::Table)),
        ("decision", with(&|it| it.kind = DecisionKind::Note)),
        ("decision", with(&|it| it.kind = DecisionKind::Elect)),
        ("decision", with(&|it| it.kind = DecisionKind::Assign)),
    ];
    for (expected, asked) in cases {
        let mut budget = proposed(vec![]);
        let refused = budget.approve(1, &asked.of()).map(|_| ());
        assert_eq!(refused.map_err(code), Err(expected.to_owned()));
        assert!(budget.in_force().is_none());
    }
    // What a loaded record tells of its quorum is kept, not refused.
    for quorum in [Outcome::NotMet, Outcome::Unknown, Outcome::Conditional] {
        let mut budget = proposed(vec![]);
        let asked = with(&|it| {
            it.live = false;
            it.quorum = quorum;
        });
        let kept = budget.approve(1, &asked.of()).expect("approved");
        assert_eq!(kept.quorum, quorum);
    }
    let mut budget = proposed(vec![]);
    let nowhere = budget.approve(2, &asked("2026-11-26").of()).map(|_| ());
    assert_eq!(nowhere.map_err(code), Err("budgetVersion".to_owned()));
    let held = asked("2026-11-26");
    let silent = Approving {
        announced: Some(false),
        ..held.of()
    };
    let refused = budget.approve(1, &silent).map(|_| ());
    assert_eq!(refused.map_err(code), Err("announcedOn".to_owned()));
}

#[test]
fn a_version_is_closed_once_it_or_a_later_one_is_approved() {
    let mut budget = proposed(vec![]);
    let on = day("2026-10-20");
    let content = Content::default;
    budget
        .propose(VersionKind::Original, Some(2029), content(), None, on)
        .expect("another proposal");
    budget
        .approve(1, &asked("2026-11-26").of())
        .expect("approved");
    for number in [1, 2] {
        let refused = budget.approve(number, &asked("2026-11-27").of());
        assert_eq!(
            refused.map(|_| ()).map_err(code),
            Err("BUDGET_VERSION_CLOSED".to_owned()),
            "{number}"
        );
    }
    let again = budget.propose(VersionKind::Original, None, content(), None, on);
    assert_eq!(
        again.map(|_| ()).map_err(code),
        Err("BUDGET_ALREADY_APPROVED".to_owned())
    );
    budget
        .propose(VersionKind::Revision, Some(2029), content(), None, on)
        .expect("a revision");
    let earlier = budget.approve(3, &asked("2026-11-25").of()).map(|_| ());
    assert_eq!(earlier.map_err(code), Err("decision".to_owned()));
    budget
        .approve(3, &asked("2026-11-26").of())
        .expect("of the same day");
    let mut bare = proposed(vec![]);
    for kind in [VersionKind::Revision, VersionKind::Supplement] {
        let early = bare.propose(kind, None, content(), None, on).map(|_| ());
        assert_eq!(early.map_err(code), Err("BUDGET_NOT_APPROVED".to_owned()));
    }
}

#[test]
fn a_suspended_line_is_settled_once_and_needs_no_decision() {
    let evidence = |on: &str| Settlement {
        on: day(on),
        evidence: "Beslut av ESF-rådet".to_owned(),
    };
    let today = day("2027-06-01");
    let (waiting, plain) = (suspended(1, ore(500)), line(2, None));
    let lines = vec![waiting.clone(), plain.clone()];
    let mut early = proposed(lines.clone());
    let refused = early.settle(waiting.id, true, evidence("2027-05-03"), today);
    assert_eq!(refused.map_err(code), Err("BUDGET_NOT_APPROVED".to_owned()));
    let mut budget = approved(lines, "2026-11-26");
    let waits = |budget: &Budget| {
        let sums = budget.in_force().map(|held| held.content.year(2027));
        sums.expect("in force").expect("sums").suspended.stated
    };
    assert_eq!(Some(waits(&budget)), ore(500));
    let cases = [
        (plain.id, "2027-05-03", "LINE_NOT_SUSPENDED"),
        (line(9, None).id, "2027-05-03", "line"),
        (waiting.id, "2027-06-02", "on"),
        (waiting.id, "2026-11-25", "on"),
    ];
    for (id, on, expected) in cases {
        let refused = budget.settle(id, true, evidence(on), today);
        assert_eq!(refused.map_err(code), Err(expected.to_owned()), "{on}");
    }
    budget
        .settle(waiting.id, true, evidence("2027-05-03"), today)
        .expect("released");
    assert_eq!(Some(waits(&budget)), ore(0));
    for released in [true, false] {
        let again = budget.settle(waiting.id, released, evidence("2027-05-04"), today);
        assert_eq!(again.map_err(code), Err("LINE_NOT_SUSPENDED".to_owned()));
    }
}

#[test]
fn content_that_does_not_fit_is_refused_with_its_field() {
    let most = ore(Ore::MAX);
    let moved = |from: &str, until: &str| Line {
        period: Span {
            from: day(from),
            until: day(until),
        },
        ..line(1, None)
    };
    let waits = |from: &str, until: &str| {
        let mut held = suspended(1, None);
        if let Execution::Suspended(suspension) = &mut held.execution {
            suspension.period = Some(Span {
                from: day(from),
                until: day(until),
            });
        }
        held
    };
    let lines = |lines: Vec<Line>| Content {
        lines,
        ..Content::default()
    };
    let given = |contributions: Vec<Contribution>| Content {
        contributions,
        ..Content::default()
    };
    let equity = |years: &[i32]| Content {
        equity: years
            .iter()
            .map(|year| EquityMove {
                year: *year,
                drawn: None,
                added: ore(-1),
            })
            .collect(),
        ..Content::default()
    };
    let beside = |year: i32, amount: Option<Ore>| Content {
        other_income: vec![OtherIncome {
            year,
            source: IncomeSource::EuropeanSocialFund,
            text: "Projekt".to_owned(),
            amount,
        }],
        ..Content::default()
    };
    let state = |amount| from_party(FundingParty::State, amount);
    let past = Contribution {
        year: 2026,
        ..state(None)
    };
    let cases = [
        (
            given(vec![state(most), state(ore(1))]),
            "contributions.1.amount",
        ),
        (given(vec![state(ore(-1))]), "contributions.0.amount"),
        (given(vec![state(None), past]), "contributions.1.year"),
        (lines(vec![line(1, most), line(2, most)]), "lines.1.amount"),
        (
            lines(vec![moved("2027-02-01", "2027-01-31")]),
            "lines.0.until",
        ),
        (
            lines(vec![moved("2027-12-01", "2028-01-31")]),
            "lines.0.until",
        ),
        (
            lines(vec![moved("2030-01-01", "2030-01-31")]),
            "lines.0.from",
        ),
        (
            lines(vec![waits("2026-12-31", "2027-01-31")]),
            "lines.0.suspended.until",
        ),
        (
            lines(vec![waits("2027-02-01", "2027-01-31")]),
            "lines.0.suspended.until",
        ),
        (equity(&[2027, 2027]), "equity.1.year"),
        (equity(&[2031]), "equity.0.year"),
        (equity(&[2028]), "equity.0.added"),
        (beside(2026, None), "otherIncome.0.year"),
        (beside(2029, ore(-1)), "otherIncome.0.amount"),
    ];
    for (content, field) in cases {
        let refused = content.fits(2027, 2029).map_err(|misfit| misfit.field);
        assert_eq!(refused, Err(field.to_owned()));
        let proposed = a_budget()
            .propose(
                VersionKind::Original,
                Some(2029),
                content,
                None,
                day("2026-09-01"),
            )
            .map(|_| ());
        assert_eq!(proposed.map_err(code), Err(field.to_owned()));
    }
    for last in [2026, 2037] {
        let far = a_budget()
            .propose(
                VersionKind::Original,
                Some(last),
                Content::default(),
                None,
                day("2026-09-01"),
            )
            .map(|_| ());
        assert_eq!(far.map_err(code), Err("lastYear".to_owned()));
    }
    for year in [2003, 2200] {
        let held = a_budget();
        let none = Budget::try_new(held.id, held.association, year);
        assert_eq!(none, Err(Misfit::new("year", Fault::NoSuchYear)));
    }
}

#[test]
fn a_paper_of_tomorrow_and_a_debt_are_refused() {
    let today = day("2026-03-27");
    let request = |amount: Option<Ore>, on: &str| {
        Paper::Request(FundingRequest {
            amount,
            text: "Maximal statlig andel".to_owned(),
            on: day(on),
            decision: None,
        })
    };
    let mut budget = a_budget();
    let refused = |held: Result<(), Unfit>| held.map_err(code);
    let ahead = budget.file(request(None, "2026-03-28"), today);
    assert_eq!(refused(ahead), Err("on".to_owned()));
    let debt = budget.file(request(ore(-1), "2026-03-27"), today);
    assert_eq!(refused(debt), Err("amount".to_owned()));
    budget
        .file(request(None, "2026-03-27"), today)
        .expect("an unknown amount is none");
    assert_eq!(budget.papers.len(), 1);
}

#[test]
fn a_meeting_without_a_day_and_a_voided_paragraph_approve_nothing() {
    let mut budget = proposed(vec![]);
    let held = asked("2026-11-26");
    let mut by = held.of();
    by.sitting.voided = true;
    let refused = budget.approve(1, &by).map(|_| ());
    assert_eq!(
        refused,
        Err(Misfit::new("decision", delegation::Misfit::Voided).into())
    );
}

#[test]
fn each_party_gives_what_it_and_its_members_give_in_the_year() {
    use FundingParty::{Municipalities, Region, State};
    let by = |contributor: Contributor, amount| Contribution {
        contributor,
        ..from_party(State, amount)
    };
    let member = |place, party| {
        Contributor::Member(OrganisationId::from_uuid(Uuid::from_u128(place)), party)
    };
    let content = Content {
        contributions: vec![
            by(member(4, Some(Municipalities)), ore(120)),
            by(Contributor::Other("Stiftelsen".to_owned()), ore(7)),
            by(member(5, Some(Municipalities)), ore(80)),
            by(Contributor::Party(Region), None),
            by(member(6, None), ore(3)),
            Contribution {
                year: 2028,
                ..from_party(State, ore(400))
            },
        ],
        ..Content::default()
    };
    let told = |year| -> Vec<_> {
        let held = content.by_party(year).into_iter();
        held.map(|(party, sum)| (party, sum.expect("small").total()))
            .collect()
    };
    assert_eq!(
        told(2027),
        [
            (Some(Region), None),
            (Some(Municipalities), ore(200)),
            (None, ore(10))
        ]
    );
    assert_eq!(told(2028), [(Some(State), ore(400))]);
    assert_eq!(told(2029), []);
    let most = || from_party(State, Ore::new(Ore::MAX));
    let content = Content {
        contributions: vec![most(), most()],
        ..Content::default()
    };
    assert_eq!(content.by_party(2027), [(Some(State), None)]);
}

proptest! {
    #[test]
    fn a_sum_is_known_only_where_every_amount_is(amounts in proptest::collection::vec(proptest::option::of(0_i64..1_000_000_000_000), 0..12)) {
        let content = Content {
            lines: (1..).zip(&amounts).map(|(place, amount)| line(place, amount.and_then(Ore::new))).collect(),
            ..Content::default()
        };
        let costs = content.year(2027).expect("small sums").costs;
        let known: Option<Vec<i64>> = amounts.iter().copied().collect();
        let total = known.filter(|known| !known.is_empty()).map(|known| known.iter().sum::<i64>());
        prop_assert_eq!(costs.total().map(Ore::get), total);
        prop_assert_eq!(costs.rows, amounts.len());
    }

    #[test]
    fn the_order_of_rows_changes_no_sum(amounts in proptest::collection::vec(0_i64..1_000_000_000_000, 1..12)) {
        let of = |amounts: &[i64]| {
            let content = Content {
                contributions: amounts.iter().map(|amount| from_party(FundingParty::State, Ore::new(*amount))).collect(),
                ..Content::default()
            };
            content.year(2027).expect("small sums")
        };
        let mut turned = amounts.clone();
        turned.reverse();
        prop_assert_eq!(of(&amounts), of(&turned));
    }
}
