//! Questions about one thing: a decision, a budget, an association with its meetings.

use super::shape::{
    Day, Named, Nodes, OwnedBody, Text, day, decision_id, meeting_id, paragraph_id,
};
use super::{Answer, Asked, NoAnswer, connection, json};
use actix_web::web::{Data, Json};
use chrono::NaiveDate;
use deadpool_postgres::Pool;
use domain::id::{DecisionId, MeetingId, ParagraphId};
use futures_util::future::try_join3;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use tokio_postgres::Row;
use uuid::Uuid;

/// Which decision.
#[derive(Debug, Deserialize)]
pub struct One {
    id: String,
}

/// One decision with its §, meeting, body and association.
pub async fn decision(pool: Data<Pool>, asked: Json<Asked<One>>) -> Answer {
    #[derive(Serialize)]
    struct Meeting<'a> {
        id: Text<MeetingId>,
        date: Day,
        body: OwnedBody<'a>,
    }
    #[derive(Serialize)]
    struct Paragraph<'a> {
        id: Text<ParagraphId>,
        label: Option<&'a str>,
        number: Option<i64>,
        title: Option<&'a str>,
        text: Option<&'a str>,
        meeting: Meeting<'a>,
    }
    #[derive(Serialize)]
    struct Decision<'a> {
        id: Text<DecisionId>,
        kind: &'a str,
        text: &'a str,
        paragraph: Paragraph<'a>,
    }
    #[derive(Serialize)]
    struct Found<'a> {
        node: Option<Decision<'a>>,
    }
    let id = DecisionId::parse(&asked.variables.id).map_err(|_| NoAnswer::Variable("id"))?;
    let client = connection(&pool).await?;
    let statement = client
        .prepare_cached(
            "SELECT d.id, d.kind, d.text, p.id, p.label, p.number, p.title, p.text, m.id, m.date, b.name, o.name
            FROM decision d JOIN paragraph p ON p.id = d.paragraph_id JOIN meeting m ON m.id = d.meeting_id
            JOIN body b ON b.id = d.body_id JOIN organisation o ON o.id = b.owner_id
            WHERE d.id = $1 AND m.published",
        )
        .await?;
    let row = client.query_opt(&statement, &[&id.uuid()]).await?;
    let node = row.as_ref().map(|row| Decision {
        id: decision_id(row, 0),
        kind: row.get(1),
        text: row.get(2),
        paragraph: Paragraph {
            id: paragraph_id(row, 3),
            label: row.get(4),
            number: row.get(5),
            title: row.get(6),
            text: row.get(7),
            meeting: Meeting {
                id: meeting_id(row, 8),
                date: day(row, 9),
                body: OwnedBody::of(row, 10),
            },
        },
    });
    json(&Found { node })
}

/// Which association, and the last day.
#[derive(Debug, Deserialize)]
pub struct Until {
    organisation: String,
    to: NaiveDate,
}

#[derive(Serialize)]
struct Attendance<'a> {
    person: Named<'a>,
    organisation: Option<Named<'a>>,
    capacity: &'a str,
}

#[derive(Serialize)]
struct Decided<'a> {
    id: Text<DecisionId>,
    kind: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Paragraph<'a> {
    id: Text<ParagraphId>,
    label: Option<&'a str>,
    title: Option<&'a str>,
    text: Option<&'a str>,
    decisions: Vec<Decided<'a>>,
}

#[derive(Serialize)]
struct Meeting<'a> {
    id: Text<MeetingId>,
    date: Day,
    attendance: Vec<Attendance<'a>>,
    paragraphs: Nodes<Paragraph<'a>>,
}

#[derive(Serialize)]
struct Body<'a> {
    name: &'a str,
    meetings: Nodes<Meeting<'a>>,
}

#[derive(Serialize)]
struct Organisation<'a> {
    name: &'a str,
    bodies: Nodes<Body<'a>>,
}

#[derive(Serialize)]
struct Nested<'a> {
    organisation: Option<Organisation<'a>>,
}

/// Rows by what they belong to, in the order that they came in.
fn grouped(rows: &[Row]) -> HashMap<Uuid, Vec<&Row>> {
    let mut groups: HashMap<Uuid, Vec<&Row>> = HashMap::new();
    for row in rows {
        groups.entry(row.get(0)).or_default().push(row);
    }
    groups
}

/// An association's first body, its six latest meetings until a day, who was there, §§ and decisions.
pub async fn nested(pool: Data<Pool>, asked: Json<Asked<Until>>) -> Answer {
    let asked = &asked.variables;
    let client = connection(&pool).await?;
    let meetings = client
        .prepare_cached(
            "SELECT m.id, m.date, b.name, o.name FROM organisation o
            JOIN LATERAL (SELECT id, name FROM body WHERE owner_id = o.id AND published ORDER BY slug LIMIT 1) b ON true
            JOIN LATERAL (SELECT id, date FROM meeting WHERE body_id = b.id AND published AND date <= $2
                ORDER BY sort_key DESC LIMIT 6) m ON true
            WHERE o.slug = $1",
        )
        .await?;
    let met = client
        .query(&meetings, &[&asked.organisation, &asked.to])
        .await?;
    let Some(first) = met.first() else {
        return json(&Nested { organisation: None });
    };
    let ids: Vec<Uuid> = met.iter().map(|row| row.get(0)).collect();
    let there = client
        .prepare_cached(
            "SELECT a.meeting_id, p.name, o.name, a.capacity FROM attendance a JOIN person p ON p.id = a.person_id
            LEFT JOIN organisation o ON o.id = a.organisation_id WHERE a.meeting_id = ANY($1)
            ORDER BY a.meeting_id, a.ordinal",
        )
        .await?;
    let paragraphs = client
        .prepare_cached(
            "SELECT meeting_id, id, label, title, text FROM paragraph
            WHERE meeting_id = ANY($1) AND parent_id IS NULL ORDER BY meeting_id, ordinal",
        )
        .await?;
    let decisions = client
        .prepare_cached(
            "SELECT paragraph_id, id, kind, text FROM decision WHERE meeting_id = ANY($1)
            ORDER BY paragraph_id, ordinal",
        )
        .await?;
    // In one go over one connection.
    let (there, paragraphs, decisions) = try_join3(
        client.query(&there, &[&ids]),
        client.query(&paragraphs, &[&ids]),
        client.query(&decisions, &[&ids]),
    )
    .await?;
    let (mut there, mut paragraphs) = (grouped(&there), grouped(&paragraphs));
    let mut decisions = grouped(&decisions);
    let mut list = Vec::with_capacity(met.len());
    for row in &met {
        let id: Uuid = row.get(0);
        let attendance = there
            .remove(&id)
            .unwrap_or_default()
            .into_iter()
            .map(|row| Attendance {
                person: Named { name: row.get(1) },
                organisation: row.get::<_, Option<&str>>(2).map(|name| Named { name }),
                capacity: row.get(3),
            });
        let mut nodes = Vec::new();
        for row in paragraphs.remove(&id).unwrap_or_default() {
            let decided = decisions.remove(&row.get::<_, Uuid>(1)).unwrap_or_default();
            nodes.push(Paragraph {
                id: paragraph_id(row, 1),
                label: row.get(2),
                title: row.get(3),
                text: row.get(4),
                decisions: decided
                    .into_iter()
                    .map(|row| Decided {
                        id: decision_id(row, 1),
                        kind: row.get(2),
                        text: row.get(3),
                    })
                    .collect(),
            });
        }
        list.push(Meeting {
            id: meeting_id(row, 0),
            date: day(row, 1),
            attendance: attendance.collect(),
            paragraphs: Nodes { nodes },
        });
    }
    let body = Body {
        name: first.get(2),
        meetings: Nodes { nodes: list },
    };
    let organisation = Organisation {
        name: first.get(3),
        bodies: Nodes { nodes: vec![body] },
    };
    json(&Nested {
        organisation: Some(organisation),
    })
}
