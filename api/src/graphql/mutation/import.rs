//! Files that operators bring in: corrected, stored, put aside. They are uploaded over REST.

use super::input::{id, inputs};
use crate::graphql::acting::acting;
use crate::graphql::fail_in;
use crate::graphql::object::{Import, Meeting, Verdict};
use crate::graphql::viewing::viewing;
use application::imports::{self, Answer, Change, Command, Operator, Request};
use application::once::Once;
use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::id::ImportId;

/// A place of a minutes document, and what is to stand there.
#[derive(InputObject, Debug)]
pub struct ImportCorrectionInput {
    /// The place, such as items[3].decisions[0].text. One that is missing is made; a list grows by one at the most.
    pub path: String,
    /// What stands there from now on: a text as it is printed; a number, true or false where the format has such; JSON
    /// for what has parts. Null takes it away.
    pub value: Option<String>,
}

inputs! {
    /// What is put right in what was read of a file, and what was looked at and found right.
    CorrectImportInput {
        /// Which import.
        import: ID,
        /// What is put right, in order. The document must stay one that can be stored.
        corrections: Option<Vec<ImportCorrectionInput>>,
        /// Paths of fields and remarks that were looked at and found right.
        confirmed: Option<Vec<String>>,
    }

    /// An import that is to become a record, in archive mode.
    StoreImportInput {
        /// Which.
        import: ID,
        /// Whether the record is public at once; it is where left out.
        publish: Option<bool>,
    }

    /// An import that is put aside: the text of its file goes.
    DiscardImportInput {
        /// Which.
        import: ID,
    }
}

/// An import as it stands after a change.
#[derive(Debug)]
pub struct ImportChanged {
    answer: Answer,
    client_mutation_id: Option<String>,
}

/// An import as it stands after a change.
#[Object]
impl ImportChanged {
    /// The import.
    async fn import(&self) -> Import {
        Import(self.answer.import.clone())
    }

    /// The record that it became; null while it is none.
    async fn meeting(&self, context: &Context<'_>) -> Result<Option<Meeting>> {
        match self.answer.import.meeting {
            Some(meeting) => Ok(viewing(context).one(meeting).await?.map(Meeting)),
            None => Ok(None),
        }
    }

    /// The number of the journal's latest entry about it.
    async fn version(&self) -> i64 {
        self.answer.import.version
    }

    /// Irregularities of the record that it became: what in the procedure was not as the law wants.
    async fn irregularities(&self, context: &Context<'_>) -> Result<Vec<Verdict>> {
        let Some(meeting) = self.answer.import.meeting else {
            return Ok(Vec::new());
        };
        let view = viewing(context);
        let Some(seen) = view.one(meeting).await? else {
            return Ok(Vec::new());
        };
        let judged = view.judged(&seen).await?;
        Ok(Verdict::all_of(&judged, |verdict| {
            verdict.is_irregularity()
        }))
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

/// Changes of files that were brought in.
#[derive(Debug, Default)]
pub struct ImportMutations;

/// Changes of files that were brought in.
#[Object]
impl ImportMutations {
    /// Puts right what was read of a file, and confirms what was found right. Who did is kept.
    async fn correct_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and what.")] input: CorrectImportInput,
    ) -> Option<Result<ImportChanged>> {
        let once = input.once();
        let changes = input.corrections.unwrap_or_default().into_iter();
        let changes = changes.map(|held| Change {
            path: held.path,
            value: held.value,
        });
        let command = Command::Correct {
            changes: changes.collect(),
            confirmed: input.confirmed.unwrap_or_default(),
        };
        Some(carry_out(context, &input.import, once, command).await)
    }

    /// Stores what was read of a file as a record, as it stands. What happened is stored as it was; what was not as the
    /// law wants is attached.
    async fn store_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and whether for all.")] input: StoreImportInput,
    ) -> Option<Result<ImportChanged>> {
        let publish = input.publish.unwrap_or(true);
        let command = Command::Store { publish };
        Some(carry_out(context, &input.import, input.once(), command).await)
    }

    /// Puts a file aside that is not to become a record. The same file may be brought in anew.
    async fn discard_import(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: DiscardImportInput,
    ) -> Option<Result<ImportChanged>> {
        Some(carry_out(context, &input.import, input.once(), Command::Discard).await)
    }
}

async fn carry_out(
    context: &Context<'_>,
    import: &ID,
    once: Once,
    command: Command,
) -> Result<ImportChanged> {
    let (view, acting) = (viewing(context), acting(context));
    let client_mutation_id = once.client_mutation_id.clone();
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let request = Request {
        operator: Operator {
            actor,
            see: view.see(),
        },
        import: id("import", import, ImportId::parse)?,
        command,
        once,
    };
    let answer = imports::run(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    view.forget_imports();
    Ok(ImportChanged {
        answer,
        client_mutation_id,
    })
}
