//! Marking something as secret, and taking that back.

use super::input::{id, inputs, invalid, optional};
use crate::graphql::acting::acting;
use crate::graphql::object::{Meeting, SecrecyMarking, Verdict};
use crate::graphql::viewing::{Seen, viewing};
use crate::graphql::{fail, fail_in};
use application::error::AppError;
use application::once::Once;
use application::secrecy::{Change, Request, run};
use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::id::{AttachmentId, ParagraphId, SecrecyId};
use domain::secrecy::{Basis, Marking, Scope};
use std::sync::Arc;

/// The provision that something is presumed to be secret under.
#[derive(InputObject, Debug)]
pub struct SecrecyBasisInput {
    /// As in `26 kap. 1 §` or `18 kap. 8 a § andra stycket`; for OSL with its chapter, 15 to 43.
    pub provision: String,
    /// The SFS number of the act; `2009:400`, offentlighets- och sekretesslagen, where left out.
    pub act: Option<String>,
}

inputs! {
    /// Something to be marked as presumed to be secret: a paragraph, words of one, or an attachment.
    MarkSecretInput {
        /// The paragraph, a top-level one: with it all that stands under it. Not with `attachment`.
        paragraph: Option<ID>,
        /// Words of the paragraph, 1 to 100, each of 2 to 500 characters: with them those words alone are covered,
        /// wherever they stand in it, upper and lower case alike.
        words: Option<Vec<String>>,
        /// The attachment. Not with `paragraph`.
        attachment: Option<ID>,
        /// Under which provision.
        basis: SecrecyBasisInput,
        /// What is to be noted beside; it is no less secret.
        note: Option<String>,
    }

    /// A marking to be taken back: what it covers is shown again.
    LiftSecrecyInput {
        /// The marking.
        marking: ID,
    }
}

/// A marking as it stands after a change, and the record.
#[derive(Debug)]
pub struct Marked {
    marking: Marking,
    seen: Arc<Seen>,
    version: i64,
    client_mutation_id: Option<String>,
}

/// A marking as it stands after a change, and the record.
#[Object]
impl Marked {
    /// The marking.
    async fn marking(&self) -> SecrecyMarking {
        SecrecyMarking::new(self.marking.clone(), &self.seen)
    }

    /// The meeting.
    async fn meeting(&self) -> Meeting {
        Meeting(Arc::clone(&self.seen))
    }

    /// The meeting's version after the change: one more with every change.
    async fn version(&self) -> i64 {
        self.version
    }

    /// Irregularities that this change raised: none, since it changes nothing of what happened.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

/// Changes of what is withheld.
#[derive(Debug, Default)]
pub struct SecrecyMutations;

/// Changes of what is withheld.
#[Object]
impl SecrecyMutations {
    /// Notes that something is presumed to be secret (offentlighets- och sekretesslag 2009:400, 5 kap. 5 §). From then
    /// on it is withheld everywhere from all but secretary, chair, adjuster, auditor and operator of the organisation;
    /// followers of the feed are told that the record was revised.
    async fn mark_secret(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What, and under which provision.")] input: MarkSecretInput,
    ) -> Option<Result<Marked>> {
        let change = async {
            let change = mark(&input)?;
            settle(context, change, input.once()).await
        };
        Some(change.await)
    }

    /// Takes a marking back: what it covered is shown again, as far as nothing else withholds it.
    async fn lift_secrecy(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which marking.")] input: LiftSecrecyInput,
    ) -> Option<Result<Marked>> {
        let change = async {
            let marking = id("marking", &input.marking, SecrecyId::parse)?;
            settle(context, Change::Lift(marking), input.once()).await
        };
        Some(change.await)
    }
}

fn mark(input: &MarkSecretInput) -> Result<Change> {
    let scope = match (&input.paragraph, &input.attachment, &input.words) {
        (Some(held), None, words) => {
            let held = id("paragraph", held, ParagraphId::parse)?;
            match words {
                None => Scope::Paragraph(held),
                Some(words) => {
                    let words = words.iter().map(|word| word.trim().to_owned());
                    Scope::Words(held, words.collect())
                }
            }
        }
        (None, Some(held), None) => Scope::Attachment(id("attachment", held, AttachmentId::parse)?),
        (None, Some(_), Some(_)) => {
            return Err(invalid("words", "are words of a paragraph"));
        }
        _ => return Err(invalid("paragraph", "give either paragraph or attachment")),
    };
    let act = input.basis.act.as_deref();
    let basis = Basis::parse(&input.basis.provision, act)
        .map_err(|wrong| invalid("basis", wrong.reason()))?;
    let note = optional("note", input.note.as_ref())?;
    Ok(Change::Mark { scope, basis, note })
}

async fn settle(context: &Context<'_>, change: Change, once: Once) -> Result<Marked> {
    let (view, acting) = (viewing(context), acting(context));
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let client_mutation_id = once.client_mutation_id.clone();
    let request = Request {
        actor,
        see: view.see(),
        change,
        once,
    };
    let settled = run(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    view.forget_followup();
    view.forget_attachments();
    let seen = view.one(settled.marking.meeting).await?;
    let what = "meeting";
    Ok(Marked {
        marking: settled.marking,
        seen: seen.ok_or_else(|| fail(&AppError::NotFound { what }))?,
        version: settled.version,
        client_mutation_id,
    })
}
