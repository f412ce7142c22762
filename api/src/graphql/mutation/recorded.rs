//! The answer to every change of a meeting, and the one way to it.

use crate::graphql::acting::acting;
use crate::graphql::fail_in;
use crate::graphql::object::{
    Appeal, Assignment, Decision, LiveMeeting, Meeting, Minutes, Notice, Paragraph, Verdict,
};
use crate::graphql::viewing::{Judged, viewing};
use application::live::{Act, Answer, Command, Target};
use application::once::Once;
use async_graphql::{Context, Object, Result};
use std::sync::Arc;

/// What a change of a meeting made, and how the meeting stands after it.
#[derive(Debug)]
pub struct Recorded {
    answer: Arc<Answer>,
    judged: Arc<Judged>,
    client_mutation_id: Option<String>,
}

/// What a change of a meeting made, and how the meeting stands after it.
#[Object]
impl Recorded {
    /// The meeting after the change.
    async fn meeting(&self) -> Meeting {
        Meeting(Arc::clone(self.judged.seen()))
    }

    /// How it is run: who is in the room, who presides, whether there is a quorum.
    async fn live(&self) -> LiveMeeting {
        LiveMeeting::new(self.answer.live.clone(), Arc::clone(&self.judged))
    }

    /// The paragraph or sub-item that was made or changed; null where the change was about the meeting.
    async fn paragraph(&self) -> Option<Paragraph> {
        self.answer
            .touched
            .paragraph
            .map(|id| Paragraph::new(id, self.judged.seen()))
    }

    /// The decision that was taken.
    async fn decision(&self) -> Option<Decision> {
        self.answer
            .touched
            .decision
            .map(|id| Decision::new(id, self.judged.seen()))
    }

    /// The assignment that was given.
    async fn assignment(&self) -> Option<Assignment> {
        self.answer
            .touched
            .assignment
            .map(|id| Assignment::new(id, self.judged.seen()))
    }

    /// The minutes after the change.
    async fn minutes(&self) -> Minutes {
        Minutes::of(self.judged.seen())
    }

    /// The notice that went up or came down, the first of several; null for another change.
    async fn notice(&self) -> Option<Notice> {
        let id = self.answer.touched.notice?;
        let mut notices = self
            .judged
            .meeting
            .units
            .iter()
            .flat_map(|unit| &unit.notices);
        notices.find(|held| held.id == id).map(Notice::of)
    }

    /// The appeal that was registered or decided; null for another change.
    async fn appeal(&self) -> Option<Appeal> {
        let id = self.answer.touched.appeal?;
        let mut appeals = self.judged.meeting.appeals.iter();
        let held = appeals.find(|held| held.id == id)?;
        Some(Appeal::of(held, self.judged.seen()))
    }

    /// The meeting's version after the change: one more with every change.
    async fn version(&self) -> i64 {
        self.answer.version
    }

    /// Irregularities that this change raised.
    async fn irregularities(&self) -> Vec<Verdict> {
        self.answer
            .raised
            .iter()
            .map(|verdict| Verdict::of_record(verdict.clone(), self.judged.seen()))
            .collect()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

/// Carries a command out and answers in the viewer's language.
pub(super) async fn run(
    context: &Context<'_>,
    once: Once,
    asked: impl FnOnce() -> Result<(Target, Act)>,
) -> Option<Result<Recorded>> {
    Some(carry_out(context, once, asked).await)
}

async fn carry_out(
    context: &Context<'_>,
    once: Once,
    asked: impl FnOnce() -> Result<(Target, Act)>,
) -> Result<Recorded> {
    let (view, acting) = (viewing(context), acting(context));
    let client_mutation_id = once.client_mutation_id.clone();
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let (target, act) = asked()?;
    let command = Command {
        actor,
        see: view.see(),
        target,
        act,
        once,
    };
    let answer = acting
        .desk
        .run(&command)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    if !answer.record.secrecy.is_empty() {
        // Whoever is answered with what is secret is noted as whoever reads it.
        view.one(answer.record.meeting.id).await?;
    }
    let judged = Judged::new((*answer.record).clone(), view.see(), view.today());
    let judged = Arc::new(judged);
    view.keep_judged(&judged).await;
    Ok(Recorded {
        answer: Arc::new(answer),
        judged,
        client_mutation_id,
    })
}
