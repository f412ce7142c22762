//! Blotting personal data from a record.

use super::input::{id, inputs, invalid, text};
use crate::graphql::acting::acting;
use crate::graphql::object::{Meeting, Minutes, Verdict};
use crate::graphql::viewing::{Seen, viewing};
use crate::graphql::{fail, fail_in};
use application::error::AppError;
use application::redacting;
use async_graphql::{Context, ID, Object, Result};
use domain::id::MeetingId;
use domain::redaction::Words;
use std::sync::Arc;

/// Most words that are blotted at once.
const MOST: usize = 100;

inputs! {
    /// Words to be blotted (maskeras) from a record for good. There is no way back.
    RedactRecordInput {
        /// The meeting.
        meeting: ID,
        /// The words, 1 to 100, each of 3 to 500 characters: found whole, as they are written, upper and lower case
        /// told apart.
        words: Vec<String>,
        /// On what ground; it stands in the record for all to read, so say nothing of what is blotted.
        ground: String,
    }
}

/// What is left of a record after words were blotted from it.
#[derive(Debug)]
pub struct RedactedRecord {
    seen: Arc<Seen>,
    redacted: redacting::Redacted,
    client_mutation_id: Option<String>,
}

/// What is left of a record after words were blotted from it.
#[Object]
impl RedactedRecord {
    /// The meeting.
    async fn meeting(&self) -> Meeting {
        Meeting(Arc::clone(&self.seen))
    }

    /// Its minutes.
    async fn minutes(&self) -> Minutes {
        Minutes::of(&self.seen)
    }

    /// How many entries of the journal were blotted.
    async fn journal_entries(&self) -> usize {
        self.redacted.entries
    }

    /// How many sealed members are withheld since: what they were proves still, what they said is gone.
    async fn sealed_members(&self) -> usize {
        self.redacted.members
    }

    /// Numbers of other entries of the organisation's journal in which the words stand still: of other meetings, of the
    /// register, of delegations.
    async fn elsewhere(&self) -> Vec<i64> {
        self.redacted.elsewhere.clone()
    }

    /// Persons who keep their name in the register, since more than this record names them.
    async fn persons(&self) -> Vec<ID> {
        let persons = self.redacted.persons.iter();
        persons.map(|person| person.to_string().into()).collect()
    }

    /// The meeting's version after the change: one more with every change.
    async fn version(&self) -> i64 {
        self.redacted.version
    }

    /// Irregularities that this change raised: none, since words raise none.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

/// Changes that take from the record.
#[derive(Debug, Default)]
pub struct RedactionMutations;

/// Changes that take from the record.
#[Object]
impl RedactionMutations {
    /// Blots words from a record wherever they stand: its text, its sources, its journal, its seals and what is found
    /// by search. What is sealed proves as before. Texts within uploaded files are not looked into; free pages of the
    /// database give up what they held by `paragraf compact`.
    async fn redact_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to blot.")] input: RedactRecordInput,
    ) -> Option<Result<RedactedRecord>> {
        Some(redact(context, &input).await)
    }
}

async fn redact(context: &Context<'_>, input: &RedactRecordInput) -> Result<RedactedRecord> {
    let (view, acting) = (viewing(context), acting(context));
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    if !(1..=MOST).contains(&input.words.len()) {
        return Err(invalid("words", format!("must be 1 to {MOST}")));
    }
    let words = Words::new(input.words.iter().cloned())
        .map_err(|(place, unfit)| invalid(&format!("words.{place}"), unfit.reason()))?;
    let ground = text("ground", &input.ground)?;
    if words.stand_in(&ground) {
        return Err(invalid("ground", "must not hold what is blotted"));
    }
    let once = input.once();
    let client_mutation_id = once.client_mutation_id.clone();
    let request = redacting::Request {
        actor,
        see: view.see(),
        meeting: id("meeting", &input.meeting, MeetingId::parse)?,
        words,
        ground,
        once,
    };
    let redacted = redacting::run(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    let seen = view.one(request.meeting).await?;
    let what = "meeting";
    Ok(RedactedRecord {
        seen: seen.ok_or_else(|| fail(&AppError::NotFound { what }))?,
        redacted,
        client_mutation_id,
    })
}
