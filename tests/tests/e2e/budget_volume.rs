//! Twenty years of budgets of eighty associations: a member's history and a year's comparison in one page each, by a
//! number of SQL statements that neither the page nor the database makes larger.

use application::actor::{Actor, Role};
use application::budget::{
    Command, Draft, Giver, NewContribution, NewIncome, NewLine, OfYear, Request, run,
};
use application::live::Desk;
use application::once::Once;
use application::ports::Address;
use application::visibility::Visibility;
use domain::association::FundingParty;
use domain::budget::{ContributionKind, IncomeSource};
use domain::id::DecisionId;
use domain::money::Ore;
use domain::name::Slug;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use tests::app::{App, Engine};
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![a_history_and_a_comparison_are_one_page_and_as_many_statements_whatever_they_hold];

/// The first year of all.
const FIRST: i32 = 2006;

/// How many years and associations: all of them with `PARAGRAF_FULL=1`.
fn size() -> (usize, usize) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the home of this variable in these tests"
    )]
    let full = std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1");
    if full { (20, 80) } else { (6, 12) }
}

fn name(place: usize) -> String {
    format!("Samordningsförbundet Volym {place}")
}

fn municipality(place: usize) -> String {
    format!("Ort {place} kommun")
}

fn slug(name: &str) -> Slug {
    Slug::of(name).expect("letters")
}

/// Every association, with one region in common, the two agencies, and a municipality of its own.
fn register(associations: usize) -> Value {
    let associations = (0..associations).map(|place| {
        let members = [
            ("Försäkringskassan".to_owned(), "STATE_AGENCY"),
            ("Arbetsförmedlingen".to_owned(), "STATE_AGENCY"),
            ("Region Volym".to_owned(), "REGION"),
            (municipality(place), "MUNICIPALITY"),
        ];
        let members = members.map(|(member, kind)| {
            json!({"organisation": member, "kind": kind, "joinedOn": "2005-01-01", "seats": [{"since": "2005-01-01"}]})
        });
        json!({"name": name(place), "foundedOn": "2005-01-01", "members": members,
            "statutes": [{"validFrom": "2005-01-01", "parameters": {}}]})
    });
    json!({"format": "paragraf/register@1", "associations": associations.collect::<Vec<_>>()})
}

/// Minutes of one board meeting that adopts the budget of each year under a § of its own.
fn minutes(place: usize, years: usize) -> Value {
    let titles: Vec<String> = (FIRST..)
        .take(years)
        .map(|year| format!("Budget {year}"))
        .collect();
    let items: Vec<(&str, &str)> = titles
        .iter()
        .map(|title| (title.as_str(), "Text."))
        .collect();
    let mut document = board_meeting("2005-11-24", 1, &items);
    document["body"]["organisation"] = json!(name(place));
    for (item, title) in document["items"]
        .as_array_mut()
        .expect("items")
        .iter_mut()
        .zip(&titles)
    {
        item["decisions"] = json!([{"kind": "ADOPT", "text": format!("Styrelsen antar {title}.")}]);
    }
    document
}

/// Amounts that differ from year to year and from place to place, in öre.
fn amount(place: usize, year: i32, part: i64) -> Option<Ore> {
    let place = i64::try_from(place).expect("small");
    Ore::new((1_000_000 + 1_000 * place + i64::from(year - FIRST)) * part)
}

fn draft(place: usize, year: i32) -> Draft {
    let member = |name: &str| Giver::Member(Address::Slug(slug(name)));
    let given = |giver: Giver, part: i64| NewContribution {
        year: None,
        giver,
        kind: ContributionKind::Statutory,
        amount: amount(place, year, part),
    };
    let line = |activity: &str, part: i64| NewLine {
        activity: activity.to_owned(),
        period: None,
        amount: amount(place, year, part),
        expected_outcome: Some("Fler i arbete".to_owned()),
        suspension: None,
    };
    Draft {
        last_year: Some(year + 2),
        on: "2005-10-01".parse().ok(),
        contributions: vec![
            given(Giver::Party(FundingParty::State), 200),
            given(member("Region Volym"), 100),
            given(member(&municipality(place)), 100),
        ],
        other_income: vec![NewIncome {
            year: None,
            source: IncomeSource::Interest,
            text: "Ränta".to_owned(),
            amount: amount(place, year, 1),
        }],
        lines: vec![
            line("Samordningsteam", 250),
            line("Unga", 100),
            line("Kansli", 40),
        ],
        equity: Vec::new(),
        goals: vec!["Fler i arbete".to_owned()],
        funding: None,
    }
}

/// The decisions of an association, in the order of their §§.
async fn decisions(app: &App, place: usize) -> Vec<DecisionId> {
    let query = "query($owner: String!) { decisions(first: 100, order: DATE_ASC, filter: {organisation: $owner}) { nodes { id } } }";
    let variables = json!({"owner": slug(&name(place)).as_str()});
    let data = app.anonymous().query(query, variables).await.data();
    let nodes = data["decisions"]["nodes"].as_array().expect("decisions");
    let ids = nodes.iter().filter_map(|held| held["id"].as_str());
    ids.map(|id| DecisionId::parse(id).expect("an id"))
        .collect()
}

/// Proposes and approves every budget by the commands that a treasurer gives.
async fn written(engine: Engine) -> App {
    let (years, associations) = size();
    let app = App::asking(engine).await;
    app.register(&register(associations))
        .await
        .expect("registered");
    let owners = (0..associations).map(|place| slug(&name(place)).as_str().to_owned());
    let actor = Actor {
        issuer: "test".to_owned(),
        subject: "treasurer".to_owned(),
        name: None,
        roles: BTreeSet::from([Role::Treasurer]),
        organisations: owners.collect(),
        person: None,
        acr: None,
        auth_time: None,
        token_id: None,
        issued_at: 0,
        expires_at: i64::MAX,
        barred: BTreeSet::new(),
    };
    for place in 0..associations {
        app.load(&minutes(place, years)).await.expect("loaded");
    }
    let see = Visibility::of(
        Some(&actor),
        &app.store,
        "2026-01-01".parse().expect("a day"),
    )
    .await;
    let see = see.expect("readable");
    let desk = Desk {
        begin: Arc::new(app.store.clone()),
        clock: app.clock.clone(),
        ids: Arc::new(api::system::SystemIds),
        signer: None,
        step_up: application::live::StepUp::default(),
    };
    let make = async |command: Command| {
        let once = Once::default();
        let request = Request {
            actor: &actor,
            see: &see,
            command,
            once,
        };
        run(&request, &desk).await.expect("written")
    };
    let of_association = async |place: usize| {
        let decided = decisions(&app, place).await;
        assert_eq!(decided.len(), years);
        for (year, decision) in (FIRST..).zip(decided) {
            let association = Address::Slug(slug(&name(place)));
            let of = OfYear { association, year };
            let made = make(Command::Propose {
                of,
                draft: draft(place, year),
            })
            .await;
            make(Command::Approve {
                budget: made.budget,
                number: 1,
                decision,
                open: Some(true),
                announced: None,
                announced_on: None,
            })
            .await;
        }
    };
    let all: Vec<usize> = (0..associations).collect();
    for some in all.chunks(4) {
        join_all(some.iter().map(|place| of_association(*place))).await;
    }
    app
}

/// The answer to a query, how many statements it took and how long.
async fn counted(app: &App, query: &str, variables: Value) -> (Value, usize) {
    let ask = async || {
        let started = std::time::Instant::now();
        let data = app.anonymous().query(query, variables.clone()).await.data();
        (data, started.elapsed())
    };
    let ((data, elapsed), statements) = app.counted(ask).await;
    println!("{statements} statements, {elapsed:?}");
    (data, statements)
}

/// What did a member pay each year, as amount and share, and under which § was it decided?
const HISTORY: &str = "query($member: String!, $first: Int!) { contributions(first: $first, filter: {member: $member}) {
    totalCount pageInfo { hasNextPage } nodes { year amount amountFormatted share member { name } version { number
        budget { association { name } } approvedBy { text paragraph { label meeting { date } } } } } } }";

/// Every association's budget of some years beside one another.
const COMPARISON: &str = "query($from: Int!, $to: Int!, $first: Int!) { budgets(first: $first, filter: {from: $from, to: $to}) {
    totalCount pageInfo { hasNextPage } nodes { year association { name } inForce {
        sums { contributions income costs result } contributions { party amount share } lines { activity amount }
        approvedBy { paragraph { label meeting { date } } } } } } }";

fn nodes<'a>(data: &'a Value, list: &str) -> &'a [Value] {
    data[list]["nodes"].as_array().expect("nodes")
}

async fn a_history_and_a_comparison_are_one_page_and_as_many_statements_whatever_they_hold(
    engine: Engine,
) {
    let (years, associations) = size();
    let app = written(engine).await;

    // A municipality's history: a row a year, the latest first, all of them in one page.
    let member = slug(&municipality(3));
    let asked = |first: usize| json!({"member": member.as_str(), "first": first});
    let (one, few) = counted(&app, HISTORY, asked(1)).await;
    let (all, many) = counted(&app, HISTORY, asked(200)).await;
    assert_eq!(nodes(&one, "contributions").len(), 1);
    assert_eq!(all["contributions"]["totalCount"], years);
    assert_eq!(all["contributions"]["pageInfo"]["hasNextPage"], false);
    let last = FIRST + i32::try_from(years).expect("few") - 1;
    for (year, held) in (FIRST..=last).rev().zip(nodes(&all, "contributions")) {
        assert_eq!(held["year"], year);
        assert_eq!(
            held["amount"],
            amount(3, year, 100).map(Ore::get).expect("an amount")
        );
        assert_eq!(held["share"], 0.25);
        let by = &held["version"]["approvedBy"];
        assert_eq!(by["text"], format!("Styrelsen antar Budget {year}."));
        assert_eq!(by["paragraph"]["label"], format!("§ {}", year - FIRST + 1));
    }
    // A region that is a member everywhere: as much as a page holds, by as many statements.
    let asked = |first: usize| json!({"member": "region-volym", "first": first});
    let (wide, widest) = counted(&app, HISTORY, asked(200)).await;
    assert_eq!(wide["contributions"]["totalCount"], years * associations);
    let page = (years * associations).min(200);
    assert_eq!(nodes(&wide, "contributions").len(), page);
    assert_eq!((few, few), (many, widest), "{engine:?}: a history");
    assert!(
        (1..=30).contains(&few),
        "{engine:?}: {few} statements for a history"
    );

    // A year of all associations in one page, and as many budgets as a page holds.
    let asked = |from: i32, first: usize| json!({"from": from, "to": last, "first": first});
    let (one, few) = counted(&app, COMPARISON, asked(last, 1)).await;
    let (all, many) = counted(&app, COMPARISON, asked(last, 200)).await;
    let (wide, widest) = counted(&app, COMPARISON, asked(FIRST, 200)).await;
    assert_eq!(nodes(&one, "budgets").len(), 1);
    assert_eq!(all["budgets"]["totalCount"], associations);
    assert_eq!(all["budgets"]["pageInfo"]["hasNextPage"], false);
    assert_eq!(wide["budgets"]["totalCount"], years * associations);
    assert_eq!(nodes(&wide, "budgets").len(), page);
    let mut compared = BTreeSet::new();
    for held in nodes(&all, "budgets") {
        let association = held["association"]["name"].as_str().expect("a name");
        let place: usize = association
            .rsplit(' ')
            .next()
            .expect("a number")
            .parse()
            .expect("digits");
        let part = |part| amount(place, last, part).map(Ore::get).expect("an amount");
        let sums = json!({"contributions": part(400), "income": part(401), "costs": part(390), "result": part(11)});
        assert_eq!(held["inForce"]["sums"], sums, "{association}");
        compared.insert(place);
    }
    assert_eq!(compared.len(), associations);
    assert_eq!((few, few), (many, widest), "{engine:?}: a comparison");
    assert!(
        (1..=30).contains(&few),
        "{engine:?}: {few} statements for a comparison"
    );

    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
}
