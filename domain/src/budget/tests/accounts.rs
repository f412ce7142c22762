//! Outcomes, invoices and equity: what takes the place of what, what adds up, and what is not known.

use super::*;
use crate::association::FundingParty::{Municipalities, Region, State};
use crate::budget::{
    AnnualReport, EquityBooking, EquityLedger, Expected, IncomeSource, Invoice, OutcomeOf,
    OutcomeReport, OutcomeRow, Payment, Publicity, ThingProgress,
};

const TODAY: &str = "2028-12-31";

fn amount(ore: i64) -> Ore {
    Ore::new(ore).expect("an amount")
}

fn of_line(place: u128) -> OutcomeOf {
    OutcomeOf::Line(BudgetLineId::from_uuid(Uuid::from_u128(place)))
}

fn row(of: OutcomeOf, told: Option<i64>, forecast: Option<i64>) -> OutcomeRow {
    OutcomeRow {
        of,
        amount: told.map(amount),
        forecast: forecast.map(amount),
        comment: None,
    }
}

/// What is told of the months from one to another, the day after them.
fn report(from: &str, until: &str, rows: Vec<OutcomeRow>) -> Paper {
    Paper::Outcome(OutcomeReport {
        period: Span {
            from: day(from),
            until: day(until),
        },
        rows,
        on: day(until),
        decision: None,
    })
}

fn file(budget: &mut Budget, paper: Paper) -> Result<(), String> {
    budget.file(paper, day(TODAY)).map_err(code)
}

fn filed(budget: &mut Budget, papers: Vec<Paper>) {
    for paper in papers {
        file(budget, paper).expect("filed");
    }
}

fn costs(budget: &Budget) -> Vec<ThingProgress<'_>> {
    budget.progress(day(TODAY)).costs
}

fn two_lines() -> Budget {
    approved(vec![line(1, ore(1_200)), line(2, None)], "2026-11-26")
}

#[test]
fn a_longer_period_takes_the_place_of_those_within_it_and_others_add_up() {
    let mut budget = two_lines();
    let april = || {
        report(
            "2027-01-01",
            "2027-04-30",
            vec![row(of_line(1), Some(300), None)],
        )
    };
    filed(&mut budget, vec![april()]);
    let of = |budget: &Budget| {
        let first = costs(budget).into_iter().next().expect("a line");
        (first.outcome.map(Ore::get), first.told_until)
    };
    assert_eq!(of(&budget), (Some(300), Some(day("2027-04-30"))));
    let may = report(
        "2027-05-01",
        "2027-05-31",
        vec![row(of_line(1), Some(-20), None)],
    );
    filed(&mut budget, vec![may]);
    assert_eq!(of(&budget), (Some(280), Some(day("2027-05-31"))));
    let august = report(
        "2027-01-01",
        "2027-08-31",
        vec![row(of_line(1), Some(700), None)],
    );
    filed(&mut budget, vec![august.clone()]);
    assert_eq!(of(&budget), (Some(700), Some(day("2027-08-31"))));
    // The same period once more corrects it; a part of it, or one that runs out of it, is refused.
    let corrected = report(
        "2027-01-01",
        "2027-08-31",
        vec![row(of_line(1), Some(710), None)],
    );
    filed(&mut budget, vec![corrected]);
    assert_eq!(of(&budget).0, Some(710));
    assert_eq!(file(&mut budget, april()), Err("rows.0".to_owned()));
    let across = report(
        "2027-08-31",
        "2027-09-30",
        vec![row(of_line(1), Some(1), None)],
    );
    assert_eq!(file(&mut budget, across), Err("rows.0".to_owned()));
    // What was told before can still be asked for.
    let then = budget.progress(day("2027-05-30")).costs;
    assert_eq!(then[0].outcome, ore(300));
    // The other line was never told of: not known, not zero.
    assert_eq!(
        (costs(&budget)[1].outcome, costs(&budget)[1].remaining()),
        (None, None)
    );
}

#[test]
fn a_year_is_expected_to_be_its_forecast_until_every_day_is_told_of() {
    let mut budget = two_lines();
    let first = vec![
        row(of_line(1), Some(300), Some(1_250)),
        row(of_line(2), None, Some(90)),
    ];
    filed(&mut budget, vec![report("2027-01-01", "2027-04-30", first)]);
    let held = costs(&budget);
    assert_eq!(held[0].expected, Some(Expected::Forecast(amount(1_250))));
    assert_eq!(held[0].deviation(), ore(-50), "dearer than budgeted");
    assert_eq!(held[0].remaining(), ore(900));
    assert_eq!((held[1].forecast, held[1].deviation()), (ore(90), None));
    let almost = report(
        "2027-05-01",
        "2027-12-30",
        vec![row(of_line(1), Some(800), None)],
    );
    filed(&mut budget, vec![almost]);
    assert_eq!(
        costs(&budget)[0].expected,
        Some(Expected::Forecast(amount(1_250)))
    );
    let last = report(
        "2027-12-31",
        "2027-12-31",
        vec![row(of_line(1), Some(5), None)],
    );
    filed(&mut budget, vec![last]);
    let held = costs(&budget);
    assert_eq!(held[0].expected, Some(Expected::Outcome(amount(1_105))));
    assert_eq!(held[0].deviation(), ore(95));
    let whole = budget.progress(day(TODAY));
    let together = whole
        .costs_together()
        .map(|sum| sum.and_then(|sum| sum.total()));
    assert_eq!(
        together,
        [None, None, ore(1_195)],
        "one line has no amount and no outcome"
    );
}

#[test]
fn income_above_the_budget_is_better_and_what_no_line_holds_stands_apart() {
    let mut budget = two_lines();
    let income = |ore_| crate::budget::OtherIncome {
        year: 2027,
        source: IncomeSource::EuropeanSocialFund,
        text: "Projekt".to_owned(),
        amount: ore(ore_),
    };
    budget.versions[0].content.other_income = vec![income(400), income(100)];
    let rows = vec![
        row(
            OutcomeOf::Income(IncomeSource::EuropeanSocialFund),
            Some(520),
            None,
        ),
        row(OutcomeOf::Income(IncomeSource::Interest), Some(7), None),
        row(OutcomeOf::Unbudgeted("Flytt".to_owned()), Some(30), None),
    ];
    filed(&mut budget, vec![report("2027-01-01", "2027-12-31", rows)]);
    let progress = budget.progress(day(TODAY));
    let figures: Vec<_> = progress
        .income
        .iter()
        .map(|it| (it.budgeted, it.outcome, it.deviation()))
        .collect();
    assert_eq!(
        figures,
        [(ore(500), ore(520), ore(20)), (None, ore(7), None)]
    );
    let apart = progress.costs.last().expect("a cost");
    assert_eq!(apart.of, OutcomeOf::Unbudgeted("Flytt".to_owned()));
    assert_eq!(
        (apart.budgeted, apart.outcome, apart.deviation()),
        (None, ore(30), None)
    );
}

#[test]
fn a_later_version_carries_a_line_on_and_lines_of_one_version_stay_apart() {
    let mut budget = two_lines();
    let told = vec![
        row(of_line(1), Some(300), None),
        row(of_line(2), Some(40), None),
    ];
    filed(&mut budget, vec![report("2027-01-01", "2027-04-30", told)]);
    // Line 11 is line 1 in the supplement; line 2 is not in it.
    let mut carried = line(11, ore(2_000));
    carried.activity = line(1, None).activity;
    revised(&mut budget, vec![carried], None);
    let early = report(
        "2027-05-01",
        "2027-05-31",
        vec![row(of_line(11), Some(1), None)],
    );
    assert_eq!(
        file(&mut budget, early),
        Err("BUDGET_NOT_APPROVED".to_owned())
    );
    budget
        .approve(2, &asked("2027-09-17").of())
        .expect("approved");
    let held = costs(&budget);
    assert_eq!(
        (&held[0].of, held[0].budgeted, held[0].outcome),
        (&of_line(11), ore(2_000), ore(300))
    );
    assert_eq!(
        (&held[1].of, held[1].budgeted, held[1].outcome),
        (&of_line(2), None, ore(40))
    );
    // The day before the decision, and before any: what held then is what it is held against.
    let on = |text: &str| budget.progress(day(text));
    let then = on("2027-09-16");
    assert_eq!(then.version.map(|held| held.number), Some(1));
    assert_eq!(
        (
            &then.costs[0].of,
            then.costs[0].budgeted,
            then.costs[0].outcome
        ),
        (&of_line(1), ore(1_200), ore(300))
    );
    assert_eq!(on("2027-09-17").version.map(|held| held.number), Some(2));
    assert!(on("2026-11-25").version.is_none());
    let whole = report(
        "2027-01-01",
        "2027-12-31",
        vec![row(of_line(11), Some(1_900), None)],
    );
    filed(&mut budget, vec![whole]);
    assert_eq!(
        costs(&budget)[0].outcome,
        ore(1_900),
        "it takes the place of what line 1 cost"
    );
    // Two lines of the same activity in one version that become one: both count.
    let mut twin = line(2, ore(5));
    twin.activity = line(1, None).activity;
    twin.period.from = day("2027-07-01");
    let mut budget = approved(vec![line(1, ore(5)), twin], "2026-11-26");
    let both = vec![
        row(of_line(1), Some(3), None),
        row(of_line(2), Some(4), None),
    ];
    filed(&mut budget, vec![report("2027-01-01", "2027-04-30", both)]);
    let mut one = line(11, ore(10));
    one.activity = line(1, None).activity;
    one.period.from = day("2027-02-01");
    revised(&mut budget, vec![one], None);
    budget
        .approve(2, &asked("2027-09-17").of())
        .expect("approved");
    assert_eq!(costs(&budget)[0].outcome, ore(7));
}

#[test]
fn outcomes_that_do_not_fit_are_refused_with_their_field() {
    let of = |from, until, rows| report(from, until, rows);
    let plain = || vec![row(of_line(1), Some(1), None)];
    let cases = [
        ("from", of("2026-01-01", "2026-12-31", plain())),
        ("until", of("2027-04-30", "2027-01-01", plain())),
        ("until", of("2026-12-01", "2027-01-31", plain())),
        (
            "rows.0.line",
            of(
                "2027-01-01",
                "2027-04-30",
                vec![row(of_line(9), Some(1), None)],
            ),
        ),
        (
            "rows.1",
            of("2027-01-01", "2027-04-30", [plain(), plain()].concat()),
        ),
    ];
    for (field, paper) in cases {
        let mut budget = two_lines();
        assert_eq!(file(&mut budget, paper), Err(field.to_owned()));
        assert!(budget.papers.is_empty());
    }
    let mut early = report("2027-01-01", "2027-04-30", plain());
    if let Paper::Outcome(held) = &mut early {
        held.on = day("2027-04-29");
    }
    assert_eq!(file(&mut two_lines(), early), Err("on".to_owned()));
}

fn invoice(contributor: Contributor, ore: i64, reference: &str, due: Option<&str>) -> Paper {
    Paper::Invoice(Invoice {
        contributor,
        kind: ContributionKind::Statutory,
        amount: amount(ore),
        reference: reference.to_owned(),
        on: day("2027-01-10"),
        due_on: due.map(day),
    })
}

fn payment(invoice: &str, ore: i64, on: &str) -> Paper {
    Paper::Payment(Payment {
        invoice: invoice.to_owned(),
        amount: amount(ore),
        on: day(on),
    })
}

#[test]
fn what_is_invoiced_and_paid_is_told_of_each_and_of_each_party() {
    let mut budget = two_lines();
    let member = |party| {
        let id = OrganisationId::from_uuid(Uuid::from_u128(40));
        Contributor::Member(id, party)
    };
    let state = Contributor::Party(State);
    filed(
        &mut budget,
        vec![
            invoice(state.clone(), 600, "1", Some("2027-02-10")),
            invoice(state, 400, "2", Some("2027-08-10")),
            invoice(member(Some(Municipalities)), 50, "3", None),
            invoice(member(None), -5, "4", None),
            payment("1", 550, "2027-02-09"),
            payment("3", 50, "2027-02-09"),
        ],
    );
    let of = |on: &str| {
        let progress = budget.progress(day(on));
        let figures = progress.contributions.iter().map(|it| {
            let figures = [
                it.budgeted,
                it.invoiced,
                it.paid,
                it.outstanding(),
                it.overdue,
            ];
            figures.map(|amount| amount.map(Ore::get))
        });
        figures.collect::<Vec<_>>()
    };
    let at_the_last_day = of("2027-02-10");
    assert_eq!(
        at_the_last_day[0],
        [
            Some(1_000_000_000),
            Some(1_000),
            Some(550),
            Some(450),
            Some(0)
        ]
    );
    assert_eq!(of("2027-02-11")[0][4], Some(50), "due the day before");
    assert_eq!(of("2027-08-11")[0][4], Some(450));
    assert_eq!(
        at_the_last_day[1],
        [Some(500_000_000), None, None, None, None],
        "the region"
    );
    assert_eq!(
        at_the_last_day[3],
        [None, Some(45), Some(50), Some(-5), Some(0)]
    );
    let progress = budget.progress(day("2027-02-11"));
    let parties = [State, Region, Municipalities].map(|party| progress.of_party(party));
    assert_eq!(parties[0].invoiced, ore(1_000));
    assert_eq!(parties[1].invoiced, None);
    assert_eq!(
        parties[2].budgeted, None,
        "the member has no amount of its own"
    );
    let twice = invoice(Contributor::Party(Region), 1, "1", None);
    assert_eq!(file(&mut budget, twice), Err("reference".to_owned()));
    let nothing = invoice(Contributor::Party(Region), 0, "5", None);
    assert_eq!(file(&mut budget, nothing), Err("amount".to_owned()));
    let nobody = invoice(Contributor::Other("Stiftelsen".to_owned()), 1, "5", None);
    assert_eq!(file(&mut budget, nobody), Err("contributor".to_owned()));
    let due = invoice(Contributor::Party(Region), 1, "5", Some("2027-01-09"));
    assert_eq!(file(&mut budget, due), Err("dueOn".to_owned()));
    assert_eq!(
        file(&mut budget, payment("7", 1, "2027-02-09")),
        Err("invoice".to_owned())
    );
}

fn booking(party: Option<crate::association::FundingParty>, ore: i64, on: &str) -> Paper {
    Paper::Equity(EquityBooking {
        party,
        kind: ContributionKind::Statutory,
        amount: amount(ore),
        text: "Årets resultat".to_owned(),
        on: day(on),
        decision: None,
    })
}

#[test]
fn equity_adds_up_by_origin_over_the_years() {
    let (mut first, mut second) = (two_lines(), two_lines());
    second.year = 2028;
    let booked = vec![
        booking(Some(State), 200, "2027-01-01"),
        booking(Some(Region), 100, "2027-01-01"),
    ];
    filed(&mut first, booked);
    filed(
        &mut second,
        vec![
            booking(Some(State), -50, "2028-02-01"),
            booking(None, 9, "2028-03-01"),
        ],
    );
    let budgets = [second, first];
    let ledger = EquityLedger::of(&budgets, day(TODAY));
    assert_eq!(ledger.total, ore(259));
    let origins: Vec<_> = ledger
        .origins
        .iter()
        .map(|it| (it.party, it.amount))
        .collect();
    assert_eq!(
        origins,
        [
            (Some(State), ore(150)),
            (Some(Region), ore(100)),
            (None, ore(9))
        ]
    );
    assert_eq!(ledger.bookings.first().map(|held| held.0), Some(2027));
    let verdict = crate::financing::equity_origin(&ledger.entries(), true, None);
    assert_eq!(
        verdict.outcome,
        Outcome::Unknown,
        "whose 9 öre are is not known"
    );
    let before = EquityLedger::of(&budgets, day("2028-02-28"));
    assert_eq!(before.total, ore(250));
    let none: [Budget; 0] = [];
    assert_eq!(EquityLedger::of(&none, day(TODAY)).total, None);
}

#[test]
fn an_annual_report_comes_after_its_year_and_what_is_told_last_stands() {
    let given = |on: &str, sent: Option<&str>| {
        Paper::AnnualReport(AnnualReport {
            on: day(on),
            decision: None,
            sent_on: sent.map(day),
            income: ore(100),
            costs: None,
            equity: ore(-3),
            reference: None,
        })
    };
    let mut budget = two_lines();
    assert_eq!(
        file(&mut budget, given("2027-12-31", None)),
        Err("on".to_owned())
    );
    assert_eq!(
        file(&mut budget, given("2028-01-01", Some("2027-12-31"))),
        Err("sentOn".to_owned())
    );
    assert_eq!(
        file(&mut budget, given("2028-01-01", Some("2029-01-01"))),
        Err("sentOn".to_owned())
    );
    filed(
        &mut budget,
        vec![
            given("2028-03-20", None),
            given("2028-03-20", Some("2028-04-20")),
        ],
    );
    let held = budget.annual_report().and_then(|held| held.sent_on);
    assert_eq!(held, Some(day("2028-04-20")));
}

#[test]
fn what_tells_of_money_alone_stays_inside() {
    let with = |decision| {
        let Paper::Equity(held) = booking(None, 1, "2027-01-01") else {
            return None;
        };
        Some(Paper::Equity(EquityBooking { decision, ..held }).publicity())
    };
    assert_eq!(with(None), Some(Publicity::Inside));
    let by = decision(3);
    assert_eq!(with(Some(by)), Some(Publicity::WithDecision(by)));
    assert_eq!(payment("1", 1, "2027-01-01").publicity(), Publicity::Inside);
}
