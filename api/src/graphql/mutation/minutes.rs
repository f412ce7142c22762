//! Changes of minutes: signatures, notices, corrections, appeals, publication.

use super::input::{id, inputs, invalid, optional, text, texts};
use super::recorded::{Recorded, run};
use crate::graphql::acting::acting;
use crate::graphql::codes;
use crate::graphql::object::{Meeting, Minutes, Verdict};
use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::viewing::{Seen, viewing};
use crate::graphql::{fail, fail_in};
use application::error::AppError;
use application::live::{Act, MinutesAct, Target};
use application::once::Once;
use application::publishing;
use async_graphql::{Context, ID, Object, Result};
use domain::id::{AppealId, CommentId, MeetingId, NoticeId, ParagraphId, PersonId};
use std::sync::Arc;

inputs! {
    /// Paragraphs to be adjusted at once (omedelbar justering), as a unit of their own.
    AdjustParagraphsInput {
        /// The meeting.
        meeting: ID,
        /// The paragraphs, top-level ones with a number.
        paragraphs: Vec<ID>,
    }

    /// A signature with your own token.
    SignMinutesInput {
        /// The meeting.
        meeting: ID,
        /// A paragraph of a unit adjusted at once; left out = all that no such unit holds.
        paragraph: Option<ID>,
        /// The digest of what you read, as `live.parts` tells it: where the text is another by now, nothing is signed.
        digest: Option<String>,
    }

    /// A signature given on paper, recorded by the secretary.
    RecordSignatureInput {
        /// The meeting.
        meeting: ID,
        /// A paragraph of a unit adjusted at once; left out = all that no such unit holds.
        paragraph: Option<ID>,
        /// Who signed.
        person: ID,
        /// The day, not before the meeting and not after today.
        signed_on: Date,
    }

    /// A signature of your own to be taken back, before the last one is given.
    WithdrawSignatureInput {
        /// The meeting.
        meeting: ID,
        /// A paragraph of a unit adjusted at once; left out = all that no such unit holds.
        paragraph: Option<ID>,
    }

    /// A comment (synpunkt) on a paragraph of the draft.
    CommentParagraphInput {
        /// The meeting.
        meeting: ID,
        /// The paragraph or sub-item.
        paragraph: ID,
        /// What is said of it.
        text: String,
        /// The whole text that is proposed in place of the draft's.
        wording: Option<String>,
    }

    /// The answer to a comment.
    AnswerCommentInput {
        /// The meeting.
        meeting: ID,
        /// The comment.
        comment: ID,
        /// Whether it is followed: then the paragraph gets the text that was proposed, where one was.
        accepted: bool,
        /// In words.
        note: Option<String>,
    }

    /// A correction of adjusted minutes, visible beside the text.
    CorrectMinutesInput {
        /// The meeting.
        meeting: ID,
        /// The paragraph corrected; left out = the minutes as a whole.
        paragraph: Option<ID>,
        /// The correction.
        text: String,
    }

    /// An extract (protokollsutdrag) to be issued.
    IssueExtractInput {
        /// The meeting.
        meeting: ID,
        /// The paragraphs or sub-items.
        paragraphs: Vec<ID>,
        /// Whom it is sent to, by name.
        recipients: Vec<String>,
        /// Your title or office: whoever issues it attests that it agrees with the minutes.
        title: Option<String>,
    }

    /// Notices (anslag) that went up.
    PostNoticeInput {
        /// The meeting.
        meeting: ID,
        /// A paragraph of a unit adjusted at once; left out = all that no such unit holds.
        paragraph: Option<ID>,
        /// Whose board, by name.
        board: Option<String>,
        /// Several at once. With neither this nor `board`: every board that must have a notice and has none.
        boards: Option<Vec<String>>,
        /// The day, not before the adjustment and not after today; today where left out.
        posted_on: Option<Date>,
        /// Where the minutes are kept (förvaringsplats).
        stored_at: Option<String>,
    }

    /// A notice that came down.
    RemoveNoticeInput {
        /// The notice.
        notice: ID,
        /// The day, not after today; today where left out.
        removed_on: Option<Date>,
    }

    /// An appeal (överklagande) that came in.
    RegisterAppealInput {
        /// The meeting.
        meeting: ID,
        /// The paragraphs whose decisions are appealed.
        paragraphs: Vec<ID>,
        /// The day it came in.
        received_on: Date,
        /// Who appeals, as far as the right to appeal goes. No name: it is not needed here.
        appellant: Option<codes::Appellant>,
        /// The court.
        court: Option<String>,
        /// The court's case number (målnummer).
        case_number: Option<String>,
    }

    /// How an appeal ended.
    DecideAppealInput {
        /// The meeting.
        meeting: ID,
        /// The appeal.
        appeal: ID,
        /// How it ended.
        outcome: codes::AppealOutcome,
        /// The day of the ruling.
        decided_on: Date,
        /// The day from which the ruling can no longer be changed; left out while it can.
        final_on: Option<Date>,
    }

    /// Minutes to be made public, after review.
    PublishMinutesInput {
        /// The meeting.
        meeting: ID,
        /// The instant from which on they are public, at most 366 days off; until then they are not, and the instant can
        /// be set anew or taken back by `unpublishMinutes`. Now where left out.
        embargo_until: Option<DateTime>,
    }

    /// Minutes to be taken back from the public.
    UnpublishMinutesInput {
        /// The meeting.
        meeting: ID,
        /// Why, for the journal alone.
        reason: String,
    }
}

fn meeting(value: &ID) -> Result<MeetingId> {
    id("meeting", value, MeetingId::parse)
}

pub(super) fn target(value: &ID) -> Result<Target> {
    meeting(value).map(Target::Meeting)
}

pub(super) fn paragraph(value: Option<&ID>) -> Result<Option<ParagraphId>> {
    value
        .map(|value| id("paragraph", value, ParagraphId::parse))
        .transpose()
}

fn paragraphs(values: &[ID]) -> Result<Vec<ParagraphId>> {
    if values.is_empty() {
        return Err(invalid("paragraphs", "must not be empty"));
    }
    let all = values.iter().enumerate();
    all.map(|(place, value)| id(&format!("paragraphs.{place}"), value, ParagraphId::parse))
        .collect()
}

/// Whether minutes are public after a change, and the record as it stands.
#[derive(Debug)]
pub struct Published {
    seen: Arc<Seen>,
    version: i64,
    client_mutation_id: Option<String>,
}

/// Whether minutes are public after a change, and the record as it stands.
#[Object]
impl Published {
    /// The meeting.
    async fn meeting(&self) -> Meeting {
        Meeting(Arc::clone(&self.seen))
    }

    /// Its minutes.
    async fn minutes(&self) -> Minutes {
        Minutes::of(&self.seen)
    }

    /// The meeting's version after the change: one more with every change.
    async fn version(&self) -> i64 {
        self.version
    }

    /// Irregularities that this change raised.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

async fn show(
    context: &Context<'_>,
    held: &ID,
    (publish, until): (bool, Option<DateTime>),
    reason: Option<&String>,
    once: Once,
) -> Result<Published> {
    let (view, acting) = (viewing(context), acting(context));
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let client_mutation_id = once.client_mutation_id.clone();
    let request = publishing::Request {
        actor,
        see: view.see(),
        meeting: meeting(held)?,
        publish,
        until: until.map(|until| until.0),
        reason: optional("reason", reason)?,
        once,
    };
    let version = publishing::run(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    let seen = view.one(request.meeting).await?;
    let what = "meeting";
    Ok(Published {
        seen: seen.ok_or_else(|| fail(&AppError::NotFound { what }))?,
        version,
        client_mutation_id,
    })
}

/// Changes of minutes, from the first signature to the last ruling.
#[derive(Debug, Default)]
pub struct MinutesMutations;

/// Changes of minutes, from the first signature to the last ruling.
#[Object]
impl MinutesMutations {
    /// Lets paragraphs be adjusted at once (omedelbar justering), as a unit with its own notices and time to appeal.
    /// They are then signed like the rest.
    async fn adjust_paragraphs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The paragraphs.")] input: AdjustParagraphsInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let paragraphs = paragraphs(&input.paragraphs)?;
            let act = MinutesAct::SetApart { paragraphs };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Signs minutes as chair or adjuster, with your own token: it must name a person of the register who is in office
    /// and whose signature is asked for. The last signature adjusts them.
    async fn sign_minutes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What to sign.")] input: SignMinutesInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = MinutesAct::Sign {
                paragraph: paragraph(input.paragraph.as_ref())?,
                digest: optional("digest", input.digest.as_ref())?,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Records a signature that was given on paper.
    async fn record_signature(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The signature.")] input: RecordSignatureInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = MinutesAct::RecordSignature {
                paragraph: paragraph(input.paragraph.as_ref())?,
                person: id("person", &input.person, PersonId::parse)?,
                on: input.signed_on.0,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Takes your own signature back, before the last one is given.
    async fn withdraw_signature(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Where.")] input: WithdrawSignatureInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let paragraph = paragraph(input.paragraph.as_ref())?;
            let act = MinutesAct::WithdrawSignature { paragraph };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Comments on a paragraph of the draft, for the secretary and those who sign: no part of the minutes.
    async fn comment_paragraph(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The comment.")] input: CommentParagraphInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = MinutesAct::Comment {
                paragraph: id("paragraph", &input.paragraph, ParagraphId::parse)?,
                text: text("text", &input.text)?,
                wording: optional("wording", input.wording.as_ref())?,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Answers a comment on the draft. What is followed words the paragraph anew in the same step, before anybody has
    /// signed it.
    async fn answer_comment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AnswerCommentInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = MinutesAct::AnswerComment {
                comment: id("comment", &input.comment, CommentId::parse)?,
                accepted: input.accepted,
                note: optional("note", input.note.as_ref())?,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Corrects adjusted minutes beside the text, as chair or adjuster with your own token.
    async fn correct_minutes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The correction.")] input: CorrectMinutesInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = MinutesAct::Correct {
                paragraph: paragraph(input.paragraph.as_ref())?,
                text: text("text", &input.text)?,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Issues an extract (protokollsutdrag) to named recipients and attests it in your name. `live.extracts` tells where
    /// it is printed.
    async fn issue_extract(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What, to whom.")] input: IssueExtractInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let recipients = texts("recipients", Some(&input.recipients))?;
            if recipients.is_empty() {
                return Err(invalid("recipients", "must not be empty"));
            }
            let act = MinutesAct::IssueExtract {
                paragraphs: paragraphs(&input.paragraphs)?,
                recipients,
                title: optional("title", input.title.as_ref())?,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Records notices (anslag) that went up, one per board.
    async fn post_notice(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The notices.")] input: PostNoticeInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let mut boards = texts("boards", input.boards.as_ref())?;
            boards.extend(optional("board", input.board.as_ref())?);
            let act = MinutesAct::Post {
                paragraph: paragraph(input.paragraph.as_ref())?,
                boards,
                on: input.posted_on.map(|day| day.0),
                stored_at: optional("storedAt", input.stored_at.as_ref())?,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Records that a notice came down.
    async fn remove_notice(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The notice.")] input: RemoveNoticeInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let notice = id("notice", &input.notice, NoticeId::parse)?;
            let on = input.removed_on.map(|day| day.0);
            let act = MinutesAct::TakeDown { notice, on };
            Ok((Target::Notice(notice), Act::Minutes(act)))
        })
        .await
    }

    /// Registers an appeal: until its ruling is final, nothing of what it is about comes to legal force.
    async fn register_appeal(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The appeal.")] input: RegisterAppealInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = MinutesAct::RegisterAppeal {
                paragraphs: paragraphs(&input.paragraphs)?,
                received_on: input.received_on.0,
                appellant: input.appellant.map(Into::into),
                court: optional("court", input.court.as_ref())?,
                case_number: optional("caseNumber", input.case_number.as_ref())?,
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Records how an appeal ended, or that its ruling can no longer be changed.
    async fn decide_appeal(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The ruling.")] input: DecideAppealInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = MinutesAct::DecideAppeal {
                appeal: id("appeal", &input.appeal, AppealId::parse)?,
                outcome: input.outcome.into(),
                on: input.decided_on.0,
                final_on: input.final_on.map(|day| day.0),
            };
            Ok((target(&input.meeting)?, Act::Minutes(act)))
        })
        .await
    }

    /// Makes minutes public, now or from an instant on. A draft of a board's minutes is not published.
    async fn publish_minutes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The minutes.")] input: PublishMinutesInput,
    ) -> Option<Result<Published>> {
        Some(
            show(
                context,
                &input.meeting,
                (true, input.embargo_until),
                None,
                input.once(),
            )
            .await,
        )
    }

    /// Takes minutes back, or an embargo before its instant: from now on they look like what does not exist, and the feed tells its followers to erase
    /// them.
    async fn unpublish_minutes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The minutes.")] input: UnpublishMinutesInput,
    ) -> Option<Result<Published>> {
        let reason = Some(&input.reason);
        Some(show(context, &input.meeting, (false, None), reason, input.once()).await)
    }
}
