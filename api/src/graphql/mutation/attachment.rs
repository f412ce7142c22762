//! Attachments: revised, published, withdrawn and disposed of. They are uploaded over REST.

use super::input::{id, inputs, text};
use crate::graphql::acting::acting;
use crate::graphql::codes::RetentionKind;
use crate::graphql::object::{Attachment, Verdict};
use crate::graphql::scalar::Date;
use crate::graphql::viewing::viewing;
use crate::graphql::{fail, fail_in};
use crate::rest::attachments::{keep, line};
use application::attachments::{Command, Request, run};
use application::error::AppError;
use application::once::Once;
use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};
use domain::attachment::{Keep, Revision};
use domain::id::{AttachmentId, ParagraphId};

/// How long the archive copy of a file is to be kept.
#[derive(InputObject, Debug)]
pub struct RetentionInput {
    /// By what.
    pub kind: RetentionKind,
    /// The financial year, for accounting information and nothing else.
    pub financial_year: Option<i32>,
    /// The last day, for UNTIL and nothing else.
    pub keep_until: Option<Date>,
}

inputs! {
    /// What is said of an attachment anew; what is left out stays. The file itself is never exchanged: upload another
    /// and withdraw this one.
    ReviseAttachmentInput {
        /// Which.
        attachment: ID,
        /// What it is called; sealed once any of the minutes is adjusted, as are paragraph and appendix.
        title: Option<String>,
        /// The paragraph or item that it belongs to; null = the meeting as a whole.
        paragraph: MaybeUndefined<ID>,
        /// Which of the printed appendices it is; null = none of them.
        appendix: MaybeUndefined<String>,
        /// How long it is kept.
        retention: Option<RetentionInput>,
    }

    /// An attachment that the public may read, after review.
    PublishAttachmentInput {
        /// Which.
        attachment: ID,
        /// The last day, for the list of what is to be taken down; null = until it is taken down.
        until: Option<Date>,
    }

    /// An attachment that the public may no longer read.
    UnpublishAttachmentInput {
        /// Which.
        attachment: ID,
    }

    /// An attachment that is taken back (återkallas): its file is given to nobody any more.
    WithdrawAttachmentInput {
        /// Which.
        attachment: ID,
        /// Why.
        reason: String,
    }

    /// An attachment that is disposed of (gallras): its file is removed for good.
    DisposeAttachmentInput {
        /// Which.
        attachment: ID,
    }
}

/// An attachment as it stands after a change.
#[derive(Debug)]
pub struct AttachmentChanged {
    attachment: Attachment,
    version: i64,
    client_mutation_id: Option<String>,
}

/// An attachment as it stands after a change.
#[Object]
impl AttachmentChanged {
    /// The attachment.
    async fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    /// The number of the journal's latest entry about it.
    async fn version(&self) -> i64 {
        self.version
    }

    /// Irregularities that this change raised: none, since no rule is about files.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

async fn carry_out(
    context: &Context<'_>,
    attachment: &ID,
    once: Once,
    asked: impl FnOnce() -> Result<Command>,
) -> Result<AttachmentChanged> {
    let (view, acting) = (viewing(context), acting(context));
    let client_mutation_id = once.client_mutation_id.clone();
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let request = Request {
        actor,
        see: view.see(),
        attachment: id("attachment", attachment, AttachmentId::parse)?,
        command: asked()?,
        once,
    };
    let held = run(&request, &acting.desk, acting.files.as_ref())
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    // An earlier change of the same request may have read what this one has changed.
    view.forget_attachments();
    let version = held.version;
    let found = Attachment::all(context, vec![held]).await?;
    let gone = AppError::NotFound { what: "attachment" };
    Ok(AttachmentChanged {
        attachment: found.into_iter().next().ok_or_else(|| fail(&gone))?,
        version,
        client_mutation_id,
    })
}

fn kept(input: &RetentionInput) -> Result<Keep> {
    let kind = match input.kind {
        RetentionKind::Preserve => "PRESERVE",
        RetentionKind::Accounting => "ACCOUNTING",
        RetentionKind::Until => "UNTIL",
    };
    let until = input.keep_until.map(|day| day.0);
    keep(Some(kind), input.financial_year, until).map_err(|error| fail(&error))
}

fn revision(input: &ReviseAttachmentInput) -> Result<Revision> {
    let told = |field: &str, value: &str| {
        let value = line(field, Some(value)).map_err(|error| fail(&error))?;
        Ok::<_, async_graphql::Error>(value)
    };
    let title = input.title.as_deref().map(|title| told("title", title));
    let paragraph = match &input.paragraph {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(held) => Some(Some(id("paragraph", held, ParagraphId::parse)?)),
    };
    let appendix = match &input.appendix {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(held) => Some(told("appendix", held)?),
    };
    Ok(Revision {
        title: title.transpose()?.flatten(),
        paragraph,
        appendix,
        keep: input.retention.as_ref().map(kept).transpose()?,
    })
}

/// Changes of attachments.
#[derive(Debug, Default)]
pub struct AttachmentMutations;

/// Changes of attachments.
#[Object]
impl AttachmentMutations {
    /// Says anew what an attachment is called, what it belongs to, and how long it is kept.
    async fn revise_attachment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and what.")] input: ReviseAttachmentInput,
    ) -> Option<Result<AttachmentChanged>> {
        let asked = || revision(&input).map(Command::Revise);
        Some(carry_out(context, &input.attachment, input.once(), asked).await)
    }

    /// Opens an attachment to the public, after review (rule R-72). The public reads it once the record is public too.
    async fn publish_attachment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and for how long.")] input: PublishAttachmentInput,
    ) -> Option<Result<AttachmentChanged>> {
        let asked = || Ok(Command::Publish(input.until.map(|day| day.0)));
        Some(carry_out(context, &input.attachment, input.once(), asked).await)
    }

    /// Closes an attachment to the public again: its published copy is taken down, its archive copy stays.
    async fn unpublish_attachment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: UnpublishAttachmentInput,
    ) -> Option<Result<AttachmentChanged>> {
        let asked = || Ok(Command::Unpublish);
        Some(carry_out(context, &input.attachment, input.once(), asked).await)
    }

    /// Takes an attachment back, for a reason: its file is given to nobody from now on. After adjustment this is all
    /// that can be done to it before its time is over.
    async fn withdraw_attachment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: WithdrawAttachmentInput,
    ) -> Option<Result<AttachmentChanged>> {
        let asked = || Ok(Command::Withdraw(text("reason", &input.reason)?));
        Some(carry_out(context, &input.attachment, input.once(), asked).await)
    }

    /// Disposes of an attachment whose time is over, or that was withdrawn: its file is removed, what is told of it
    /// stays (rule R-71).
    async fn dispose_attachment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: DisposeAttachmentInput,
    ) -> Option<Result<AttachmentChanged>> {
        let asked = || Ok(Command::Dispose);
        Some(carry_out(context, &input.attachment, input.once(), asked).await)
    }
}
