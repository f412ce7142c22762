//! A decision under the next § of an association's year: drawn, written and committed by one statement, without
//! journal, receipt, version or rule.

use super::shape::{Text, decision_id};
use super::{Answer, Asked, connection, json};
use actix_web::web::{Data, Json};
use deadpool_postgres::Pool;
use domain::id::DecisionId;
use serde::{Deserialize, Serialize};

/// Under which series, what.
#[derive(Debug, Deserialize)]
pub struct New {
    organisation: String,
    title: String,
    text: String,
}

/// Draws the next number, and writes § and decision.
pub async fn write(pool: Data<Pool>, asked: Json<Asked<New>>) -> Answer {
    #[derive(Serialize)]
    struct Decision {
        id: Text<DecisionId>,
    }
    #[derive(Serialize)]
    struct Written {
        decision: Option<Decision>,
        number: Option<i64>,
    }
    let new = &asked.variables;
    let client = connection(&pool).await?;
    // The row of the series is locked from the first step to the commit: numbers are dense.
    let statement = client
        .prepare_cached(
            "WITH place AS (
                SELECT m.id AS meeting, m.body_id AS body, m.owner_id AS owner, m.date AS day FROM organisation o
                JOIN meeting m ON m.owner_id = o.id WHERE o.slug = $1 ORDER BY m.sort_key LIMIT 1),
            drawn AS (UPDATE series SET drawn = drawn + 1 FROM place
                WHERE series.body_id = place.body AND series.year = 1990 RETURNING series.id, series.drawn AS number),
            written AS (INSERT INTO paragraph (id, meeting_id, series_id, key, ordinal, number, occurrence, label, title,
                    text, nothing_reported, adjusted_immediately, details)
                SELECT gen_random_uuid(), meeting, drawn.id, 'bench ' || number, 100000 + number, number, 1,
                    '§ ' || number, $2, $3, false, false, '{}' FROM drawn, place RETURNING id, number)
            INSERT INTO decision (id, paragraph_id, meeting_id, owner_id, body_id, ordinal, text, kind, budget, date,
                sort_key)
            SELECT gen_random_uuid(), written.id, meeting, owner, body, 0, $3, 'APPROVE', false, day,
                'bench/' || meeting || '/' || lpad(number::text, 9, '0') FROM written, place
            RETURNING id, (SELECT number FROM written)",
        )
        .await?;
    let row = client
        .query_opt(&statement, &[&new.organisation, &new.title, &new.text])
        .await?;
    json(&Written {
        decision: row.as_ref().map(|row| Decision {
            id: decision_id(row, 0),
        }),
        number: row.as_ref().map(|row| row.get(1)),
    })
}
