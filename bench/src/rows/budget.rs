//! The budget of a year.

use super::shape::{Day, Named, Nodes, Text, day};
use super::{Answer, Asked, connection, json};
use actix_web::web::{Data, Json};
use deadpool_postgres::Pool;
use domain::id::BudgetId;
use futures_util::future::try_join;
use serde::{Deserialize, Serialize, Serializer};
use tokio_postgres::types::Json as Document;
use uuid::Uuid;

/// Which budget: of which association, the latest within these years.
#[derive(Debug, Deserialize)]
pub struct Years {
    organisation: String,
    from: i32,
    to: i32,
}

#[derive(Serialize)]
struct Contribution<'a> {
    year: i32,
    party: Option<&'a str>,
    member: Option<Named<'a>>,
    kind: &'a str,
    amount: Option<i64>,
}

/// Income as it is stored, and as it is told.
#[derive(Deserialize, Serialize)]
struct Income {
    year: i32,
    #[serde(serialize_with = "loud")]
    source: String,
    text: String,
    amount: Option<i64>,
}

fn loud<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text.to_uppercase())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    activity: &'a str,
    from: Day,
    until: Day,
    amount: Option<i64>,
    expected_outcome: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Version<'a> {
    number: i64,
    kind: &'a str,
    proposed_on: Day,
    approved_on: Day,
    goals: Vec<String>,
    contributions: Vec<Contribution<'a>>,
    lines: Vec<Line<'a>>,
    other_income: Vec<Income>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Budget<'a> {
    id: Text<BudgetId>,
    year: i32,
    association: Named<'a>,
    in_force: Option<Version<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    budgets: Nodes<Budget<'a>>,
}

/// The latest budget of an association within some years, with the version in force.
pub async fn budget(pool: Data<Pool>, asked: Json<Asked<Years>>) -> Answer {
    let asked = &asked.variables;
    let client = connection(&pool).await?;
    let statement = client
        .prepare_cached(
            "SELECT b.id, b.year, o.name, v.number, v.kind, v.proposed_on, v.approved_on, v.goals, v.other_income
            FROM budget b JOIN organisation o ON o.id = b.owner_id
            JOIN LATERAL (SELECT * FROM budget_version WHERE budget_id = b.id AND decision_id IS NOT NULL
                ORDER BY number DESC LIMIT 1) v ON true
            WHERE o.slug = $1 AND o.published AND b.year BETWEEN $2 AND $3 ORDER BY b.year DESC LIMIT 1",
        )
        .await?;
    let found = client
        .query_opt(&statement, &[&asked.organisation, &asked.from, &asked.to])
        .await?;
    let Some(row) = &found else {
        return json(&Found {
            budgets: Nodes { nodes: Vec::new() },
        });
    };
    let (id, number): (Uuid, i64) = (row.get(0), row.get(3));
    let contributions = client
        .prepare_cached(
            "SELECT c.year, c.party, o.name, c.kind, c.amount
            FROM budget_contribution c LEFT JOIN organisation o ON o.id = c.organisation_id
            WHERE c.budget_id = $1 AND c.number = $2 ORDER BY c.place",
        )
        .await?;
    let lines = client
        .prepare_cached(
            "SELECT activity, starts_on, ends_on, amount, expected_outcome FROM budget_line
            WHERE budget_id = $1 AND number = $2 ORDER BY place",
        )
        .await?;
    let (contributions, lines) = try_join(
        client.query(&contributions, &[&id, &number]),
        client.query(&lines, &[&id, &number]),
    )
    .await?;
    let contributions = contributions.iter().map(|row| Contribution {
        year: row.get(0),
        party: row.get(1),
        member: row.get::<_, Option<&str>>(2).map(|name| Named { name }),
        kind: row.get(3),
        amount: row.get(4),
    });
    let lines = lines.iter().map(|row| Line {
        activity: row.get(0),
        from: day(row, 1),
        until: day(row, 2),
        amount: row.get(3),
        expected_outcome: row.get(4),
    });
    let version = Version {
        number,
        kind: row.get(4),
        proposed_on: day(row, 5),
        approved_on: day(row, 6),
        goals: row.get::<_, Document<_>>(7).0,
        contributions: contributions.collect(),
        lines: lines.collect(),
        other_income: row.get::<_, Document<_>>(8).0,
    };
    let budget = Budget {
        id: Text(BudgetId::from_uuid(id)),
        year: row.get(1),
        association: Named { name: row.get(2) },
        in_force: Some(version),
    };
    json(&Found {
        budgets: Nodes {
            nodes: vec![budget],
        },
    })
}
