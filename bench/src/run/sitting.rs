//! Meetings that are going on, to decide in: called, opened and with a quorum, over the service's own interface.

use super::asking::{self, Measured, Script};
use super::process::Cost;
use super::{Run, Standing};
use crate::Failure;
use crate::works::Work;
use chrono::{Days, NaiveDate};
use futures_util::stream::{StreamExt, TryStreamExt, iter};
use reqwest::Client;
use serde_json::{Value, json};
use std::path::PathBuf;
use tokio::process::Command;

/// As many associations at the most sit at the same time.
const ASSOCIATIONS: i64 = 80;
/// §§ of a meeting.
const PARAGRAPHS: f64 = 15.0;
/// Decisions a second to prepare for, until the first are counted.
const GUESS: f64 = 150.0;

const TEXT: &str = "Styrelsen beslutar att bevilja medel enligt förslaget.";

/// An association that can sit.
#[derive(Debug)]
struct Board {
    body: String,
    people: Vec<String>,
    token: String,
    next: NaiveDate,
}

/// Those that can sit, and how fast they decide.
#[derive(Debug)]
pub struct Sittings<'a> {
    standing: &'a Standing<'a>,
    client: Client,
    boards: Vec<Board>,
    rate: f64,
}

async fn token(asked: &Run, secret: &str, slug: &str) -> Result<String, Failure> {
    let out = Command::new(&asked.service)
        .args([
            "token",
            "--role",
            "secretary",
            "--organisation",
            slug,
            "--ttl",
            "1d",
        ])
        .env("PARAGRAF_DEV_SECRET", secret)
        .output()
        .await?;
    Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

const BOARD: &str = "query Board($slug: String!, $on: Date!) {
    organisation(slug: $slug) { bodies(first: 1) { nodes { id meetings(first: 1) { nodes { date } } } } }
    association(slug: $slug) { members(asOf: $on) { seats { holder { id } } } }
}";

impl<'a> Sittings<'a> {
    /// The boards of the database.
    ///
    /// # Errors
    /// [`Failure`] where the register does not answer.
    pub(super) async fn of(standing: &'a Standing<'a>) -> Result<Self, Failure> {
        let rows = standing
            .database
            .query(
                "SELECT o.slug, max(m.date) FROM organisation o JOIN meeting m ON m.owner_id = o.id
                GROUP BY o.slug ORDER BY o.slug LIMIT $1",
                &[&ASSOCIATIONS],
            )
            .await?;
        let mut sittings = Self {
            standing,
            client: Client::new(),
            boards: Vec::new(),
            rate: GUESS,
        };
        for row in &rows {
            let (slug, last): (String, NaiveDate) = (row.get(0), row.get(1));
            let token = token(standing.asked, standing.secret, &slug).await?;
            let next = last.checked_add_days(Days::new(7)).unwrap_or(last);
            let found = sittings
                .ask(
                    &token,
                    BOARD,
                    &json!({"slug": slug, "on": next.to_string()}),
                )
                .await?;
            let body = &found["organisation"]["bodies"]["nodes"][0];
            let members = found["association"]["members"].as_array();
            let holders = members
                .into_iter()
                .flatten()
                .map(|member| &member["seats"][0]["holder"]["id"]);
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            sittings.boards.push(Board {
                body: text(&body["id"]),
                people: holders.map(text).collect(),
                token,
                next,
            });
        }
        Ok(sittings)
    }

    async fn ask(&self, token: &str, query: &str, variables: &Value) -> Result<Value, Failure> {
        let answer: Value = self
            .client
            .post(format!("{}/graphql", self.standing.service.address))
            .bearer_auth(token)
            .json(&json!({"query": query, "variables": variables}))
            .send()
            .await?
            .json()
            .await?;
        match answer["errors"].is_null() {
            true => Ok(answer["data"].clone()),
            false => Err(Failure::Wrong(answer["errors"].to_string())),
        }
    }

    async fn change(
        &self,
        token: &str,
        name: &str,
        kind: &str,
        input: Value,
    ) -> Result<Value, Failure> {
        let query = format!(
            "mutation Change($input: {kind}!) {{ {name}(input: $input) {{ meeting {{ id }} }} }}"
        );
        let data = self.ask(token, &query, &json!({"input": input})).await?;
        Ok(data[name]["meeting"]["id"].clone())
    }

    /// A meeting with five of its members there.
    async fn sit(&self, board: &Board, on: NaiveDate) -> Result<String, Failure> {
        let token = &board.token;
        let called = json!({"body": board.body, "date": on.to_string(), "startsAt": "09:00"});
        let meeting = self
            .change(token, "scheduleMeeting", "ScheduleMeetingInput", called)
            .await?;
        let opened =
            json!({"meeting": meeting, "at": "09:00", "secretary": {"name": "Sanna Skrivare"}});
        self.change(token, "openMeeting", "OpenMeetingInput", opened)
            .await?;
        // The chair is among the last.
        for person in board.people.iter().rev().take(5) {
            let came = json!({"meeting": meeting, "person": {"id": person}});
            self.change(token, "recordArrival", "RecordArrivalInput", came)
                .await?;
        }
        Ok(format!("{} {token}", meeting.as_str().unwrap_or_default()))
    }

    /// Prepares as many meetings as a measurement will need, and what the load generator is to do in them.
    ///
    /// # Errors
    /// [`Failure`] where the service refuses.
    pub(super) async fn prepare(
        &mut self,
        connections: u32,
        seconds: u32,
    ) -> Result<Script, Failure> {
        let decided = self.rate * f64::from(seconds) * 1.5;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small count"
        )]
        let wanted = (decided / PARAGRAPHS) as usize
            + 2 * usize::try_from(connections).unwrap_or_default()
            + 8;
        let all = self.boards.len().max(1);
        let mut places = Vec::with_capacity(wanted);
        for place in 0..wanted {
            if let Some(board) = self.boards.get_mut(place % all) {
                places.push((place % all, board.next));
                board.next = board
                    .next
                    .checked_add_days(Days::new(1))
                    .unwrap_or(board.next);
            }
        }
        let this = &*self;
        let lines: Vec<String> = iter(places)
            .map(|(board, on)| async move {
                let board = this.boards.get(board).ok_or(Failure::Nothing("write"))?;
                this.sit(board, on).await
            })
            .buffered(8)
            .try_collect()
            .await?;
        let folder = self.standing.folder;
        let file = |name: &str, lines: &[String]| asking::file(folder, Work::Write, name, lines);
        let question = |query: &str, input: Value| {
            let query = query.split_whitespace().collect::<Vec<_>>().join(" ");
            [json!({"query": query, "variables": {"input": input}}).to_string()]
        };
        let open =
            json!({"meeting": "MEETING", "title": "Ansökan om medel", "clientMutationId": "NAME"});
        let decide = json!({"paragraph": "PARAGRAPH", "kind": "APPROVE", "text": TEXT, "clientMutationId": "NAME"});
        let open = file(
            "open",
            &question(include_str!("../../queries/open.graphql"), open),
        )?;
        let decide = file(
            "decide",
            &question(include_str!("../../queries/decide.graphql"), decide),
        )?;
        Ok(Script::write(
            folder,
            [&file("meetings", &lines)?, &open, &decide],
        ))
    }

    /// Learns from what was measured how many meetings the next measurement needs.
    pub(super) fn went(&mut self, measured: &[(Measured, Cost)]) {
        self.rate = measured
            .iter()
            .map(|(held, _)| held.rate())
            .fold(self.rate, f64::max);
    }
}

/// What rows by hand write: under a series of their own, of each association.
pub(super) async fn rows(standing: &Standing<'_>) -> Result<Script, Failure> {
    let rows = standing
        .database
        .query(
            "WITH boards AS (SELECT DISTINCT ON (owner_id) owner_id, id FROM body ORDER BY owner_id, slug),
            made AS (INSERT INTO series (id, body_id, year) SELECT id || '/1990', id, 1990 FROM boards
                WHERE EXISTS (SELECT 1 FROM meeting WHERE body_id = boards.id) ON CONFLICT DO NOTHING)
            SELECT slug FROM organisation o WHERE EXISTS (SELECT 1 FROM meeting WHERE owner_id = o.id)
            ORDER BY slug LIMIT $1",
            &[&ASSOCIATIONS],
        )
        .await?;
    let bodies = rows.iter().map(|row| {
        let slug: String = row.get(0);
        let variables = json!({"organisation": slug, "title": "Ansökan om medel", "text": TEXT});
        json!({"variables": variables}).to_string()
    });
    let bodies: Vec<String> = bodies.collect();
    let file: PathBuf = asking::file(standing.folder, Work::Write, "rows", &bodies)?;
    Ok(Script::post(standing.folder, "/write", &file))
}
