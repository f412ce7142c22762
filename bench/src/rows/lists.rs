//! Lists of decisions and paragraphs.

use super::shape::{
    Day, ListedMeeting, Nodes, OwnedBody, Text, day, decision_id, meeting_id, paragraph_id,
};
use super::{Answer, Asked, NoAnswer, connection, json};
use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Query};
use application::search::terms;
use data_encoding::BASE64URL_NOPAD;
use deadpool_postgres::Pool;
use domain::id::{BodyId, DecisionId, MeetingId, OrganisationId, ParagraphId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The key that a cursor stands for.
fn key(cursor: Option<&str>) -> Result<Option<String>, NoAnswer> {
    let wrong = || NoAnswer::Variable("cursor");
    cursor
        .map(|cursor| {
            let bytes = BASE64URL_NOPAD
                .decode(cursor.as_bytes())
                .map_err(|_| wrong())?;
            String::from_utf8(bytes).map_err(|_| wrong())
        })
        .transpose()
}

/// After which decision.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<String>,
}

/// 50 decisions, the latest first.
pub async fn latest(pool: Data<Pool>, asked: Json<Asked<After>>) -> Answer {
    #[derive(Serialize)]
    struct Paragraph<'a> {
        label: Option<&'a str>,
        title: Option<&'a str>,
        meeting: ListedMeeting<'a>,
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
        decisions: Nodes<Decision<'a>>,
    }
    // What comes after every key.
    let after = key(asked.variables.after.as_deref())?.unwrap_or_else(|| "~".to_owned());
    let client = connection(&pool).await?;
    let statement = client
        .prepare_cached(
            "SELECT d.id, d.kind, d.text, p.label, p.title, m.date, b.name, o.name
            FROM decision d JOIN paragraph p ON p.id = d.paragraph_id JOIN meeting m ON m.id = d.meeting_id
            JOIN body b ON b.id = d.body_id JOIN organisation o ON o.id = b.owner_id
            WHERE m.published AND d.sort_key < $1 ORDER BY d.sort_key DESC LIMIT 50",
        )
        .await?;
    let rows = client.query(&statement, &[&after]).await?;
    let nodes = rows.iter().map(|row| Decision {
        id: decision_id(row, 0),
        kind: row.get(1),
        text: row.get(2),
        paragraph: Paragraph {
            label: row.get(3),
            title: row.get(4),
            meeting: ListedMeeting {
                date: day(row, 5),
                body: OwnedBody::of(row, 6),
            },
        },
    });
    json(&Found {
        decisions: Nodes {
            nodes: nodes.collect(),
        },
    })
}

/// After which decision the first of three pages begins; the others follow on it.
#[derive(Debug, Deserialize)]
pub struct Pages {
    first: Option<String>,
}

/// 500 decisions in the order of days, in the three pages that the service's interface admits.
pub async fn sync(pool: Data<Pool>, asked: Json<Asked<Pages>>) -> Answer {
    #[derive(Serialize)]
    struct Condition<'a> {
        text: &'a str,
    }
    #[derive(Serialize)]
    struct Meeting {
        id: Text<MeetingId>,
        date: Day,
    }
    #[derive(Serialize)]
    struct Paragraph<'a> {
        number: Option<i64>,
        label: Option<&'a str>,
        title: Option<&'a str>,
        meeting: Meeting,
    }
    #[derive(Serialize)]
    struct Decision<'a> {
        id: Text<DecisionId>,
        kind: &'a str,
        text: &'a str,
        condition: Option<Condition<'a>>,
        paragraph: Paragraph<'a>,
    }
    #[derive(Serialize)]
    struct Found<'a> {
        first: Nodes<Decision<'a>>,
        second: Nodes<Decision<'a>>,
        third: Nodes<Decision<'a>>,
    }
    let after = key(asked.variables.first.as_deref())?.unwrap_or_default();
    let client = connection(&pool).await?;
    let statement = client
        .prepare_cached(
            "SELECT d.id, d.kind, d.text, d.condition_text, p.number, p.label, p.title, m.id, m.date
            FROM decision d JOIN paragraph p ON p.id = d.paragraph_id JOIN meeting m ON m.id = d.meeting_id
            WHERE m.published AND d.sort_key > $1 ORDER BY d.sort_key LIMIT 500",
        )
        .await?;
    let rows = client.query(&statement, &[&after]).await?;
    let mut nodes = rows.iter().map(|row| Decision {
        id: decision_id(row, 0),
        kind: row.get(1),
        text: row.get(2),
        condition: row.get::<_, Option<&str>>(3).map(|text| Condition { text }),
        paragraph: Paragraph {
            number: row.get(4),
            label: row.get(5),
            title: row.get(6),
            meeting: Meeting {
                id: meeting_id(row, 7),
                date: day(row, 8),
            },
        },
    });
    let mut page = |size: usize| Nodes {
        nodes: nodes.by_ref().take(size).collect(),
    };
    json(&Found {
        first: page(200),
        second: page(200),
        third: page(100),
    })
}

/// Which words.
#[derive(Debug, Deserialize)]
pub struct Words {
    text: String,
}

/// The 20 paragraphs that hold every word, best first, by the same terms and weights as the service.
pub async fn search(pool: Data<Pool>, asked: Json<Asked<Words>>) -> Answer {
    #[derive(Serialize)]
    struct Paragraph<'a> {
        id: Text<ParagraphId>,
        label: Option<&'a str>,
        title: Option<&'a str>,
        meeting: ListedMeeting<'a>,
    }
    #[derive(Serialize)]
    struct Found<'a> {
        search: Nodes<Paragraph<'a>>,
    }
    let terms = terms(&asked.variables.text);
    let wanted = i64::try_from(terms.len()).unwrap_or_default();
    let client = connection(&pool).await?;
    let statement = client
        .prepare_cached(
            "SELECT p.id, p.label, p.title, m.date, b.name, o.name
            FROM (SELECT subject_id, sort_key, sum(weight) AS score FROM posting
                WHERE subject_kind = 'PARAGRAPH' AND term = ANY($1) GROUP BY subject_id, sort_key
                HAVING count(*) = $2 ORDER BY score DESC, sort_key DESC LIMIT 20) hit
            JOIN paragraph p ON p.id = hit.subject_id JOIN meeting m ON m.id = p.meeting_id AND m.published
            JOIN body b ON b.id = m.body_id JOIN organisation o ON o.id = b.owner_id
            ORDER BY hit.score DESC, hit.sort_key DESC",
        )
        .await?;
    let rows = client.query(&statement, &[&terms, &wanted]).await?;
    let nodes = rows.iter().map(|row| Paragraph {
        id: paragraph_id(row, 0),
        label: row.get(1),
        title: row.get(2),
        meeting: ListedMeeting {
            date: day(row, 3),
            body: OwnedBody::of(row, 4),
        },
    });
    json(&Found {
        search: Nodes {
            nodes: nodes.collect(),
        },
    })
}

/// Whose decisions.
#[derive(Debug, Deserialize)]
pub struct Whose {
    organisation: String,
}

/// Every decision of an association, a line of JSON each.
pub async fn snapshot(pool: Data<Pool>, whose: Query<Whose>) -> Answer {
    #[derive(Serialize)]
    struct Line<'a> {
        r#type: &'static str,
        id: Text<DecisionId>,
        meeting: Text<MeetingId>,
        organisation: Text<OrganisationId>,
        body: Text<BodyId>,
        date: Day,
        year: Option<i32>,
        number: Option<i64>,
        label: Option<&'a str>,
        heading: Option<&'a str>,
        kind: &'a str,
        text: &'a str,
        condition: Option<&'a str>,
        annulled: bool,
        concerns: Vec<String>,
    }
    let client = connection(&pool).await?;
    let statement = client
        .prepare_cached(
            "SELECT d.id, d.meeting_id, d.owner_id, d.body_id, d.date, s.year, p.number, p.label, p.title, d.kind,
                d.text, d.condition_text, ARRAY(SELECT c.organisation_id FROM concern c WHERE c.decision_id = d.id)
            FROM organisation o JOIN decision d ON d.owner_id = o.id JOIN paragraph p ON p.id = d.paragraph_id
            JOIN meeting m ON m.id = d.meeting_id LEFT JOIN series s ON s.id = p.series_id
            WHERE o.slug = $1 AND m.published ORDER BY d.sort_key",
        )
        .await?;
    let rows = client.query(&statement, &[&whose.organisation]).await?;
    let mut body = b"{\"type\":\"start\"}\n".to_vec();
    for row in &rows {
        let concerns: Vec<Uuid> = row.get(12);
        let concerns = concerns
            .into_iter()
            .map(|id| OrganisationId::from_uuid(id).to_string());
        let mut concerns: Vec<String> = concerns.collect();
        concerns.sort_unstable();
        let line = Line {
            r#type: "decision",
            id: decision_id(row, 0),
            meeting: meeting_id(row, 1),
            organisation: Text(OrganisationId::from_uuid(row.get(2))),
            body: Text(BodyId::from_uuid(row.get(3))),
            date: day(row, 4),
            year: row.get(5),
            number: row.get(6),
            label: row.get(7),
            heading: row.get(8),
            kind: row.get(9),
            text: row.get(10),
            condition: row.get(11),
            annulled: false,
            concerns,
        };
        serde_json::to_writer(&mut body, &line)?;
        body.push(b'\n');
    }
    body.extend_from_slice(
        format!("{{\"type\":\"end\",\"decisions\":{}}}\n", rows.len()).as_bytes(),
    );
    Ok(HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .body(body))
}
