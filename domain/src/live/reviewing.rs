//! Review of a draft: comments (synpunkter) of those who are to sign it, and the answers to them.

use super::{Happening, LiveMeeting, Stage, Wording};
use crate::Date;
use crate::attendance::PersonRef;
use crate::id::{CommentId, ParagraphId, PersonId};
use crate::refusal::{Refusal, Step};

/// What somebody who is to sign says of a § or item of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Identity.
    pub id: CommentId,
    /// The § or item.
    pub paragraph: ParagraphId,
    /// Who.
    pub by: PersonRef,
    /// What.
    pub text: String,
    /// The text that is proposed in place of the draft's.
    pub wording: Option<String>,
    /// The text of the draft that it was said of.
    pub of: Option<String>,
    /// The day.
    pub on: Date,
}

/// How a comment was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentAnswer {
    /// Whether it was followed.
    pub accepted: bool,
    /// In words.
    pub note: Option<String>,
    /// The day.
    pub on: Date,
}

/// A comment with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// The comment.
    pub comment: Comment,
    /// The answer; `None` while it waits for one.
    pub answer: Option<CommentAnswer>,
}

/// A comment about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commenting {
    /// Its identity.
    pub id: CommentId,
    /// The § or item.
    pub paragraph: ParagraphId,
    /// Who.
    pub by: PersonId,
    /// What.
    pub text: String,
    /// The text that is proposed in place of the draft's.
    pub wording: Option<String>,
    /// The day.
    pub on: Date,
}

impl LiveMeeting {
    /// The comments on the draft, in order.
    pub fn comments(&self) -> &[Reviewed] {
        &self.comments
    }

    /// Comments on a § or item of the draft. Comments are no part of the minutes.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 65 and 69 §§ by 6 kap. 35 § and lag (2003:1210) 19 §: whoever answers for the
    /// minutes and whoever adjusts them settle what they say.
    ///
    /// # Errors
    /// `NOT_OF_MEETING`; `WRONG_STAGE` before the meeting was closed, for all but §§ set apart; `ALREADY_ADJUSTED`;
    /// `NOT_SIGNER` for somebody who is not to sign the §.
    pub fn comment(&self, commenting: Commenting) -> Result<Happening, Refusal> {
        let part = self.part(Some(commenting.paragraph))?;
        if part.is_none() {
            self.at_stage(&Stage::Closed)?;
        }
        self.draft(&part)?;
        let signers = self.signers(&part);
        let signer = signers
            .into_iter()
            .find(|signer| signer.person.id == commenting.by);
        let signer = match signer {
            Some(signer) => signer,
            None => return Err(self.not_signer(&self.signers(&part), &part)),
        };
        Ok(Happening::Commented {
            comment: Comment {
                id: commenting.id,
                paragraph: commenting.paragraph,
                by: signer.person,
                text: commenting.text,
                of: self.item(commenting.paragraph)?.text.clone(),
                wording: commenting.wording,
                on: commenting.on,
            },
        })
    }

    /// Answers a comment. One that is followed and proposes a text words the § by it in the same step.
    ///
    /// # Errors
    /// `NOT_OF_MEETING`; `ALREADY_SETTLED` for one that was answered, or whose proposal is of a text that has given way
    /// to another since; `SIGNATURES_STAND` and `ALREADY_ADJUSTED` where
    /// the § can no longer be worded.
    pub fn answer_comment(
        &self,
        comment: CommentId,
        answer: CommentAnswer,
    ) -> Result<Vec<Happening>, Refusal> {
        let mut held = self.comments.iter();
        let held = held
            .find(|held| held.comment.id == comment)
            .ok_or_else(|| {
                Refusal::step(
                    Step::NotOfMeeting,
                    "synpunkten finns inte i mötet",
                    "the comment is not of this meeting",
                )
                .figure("comment", comment)
            })?;
        if held.answer.is_some() {
            return Err(Refusal::step(
                Step::AlreadySettled,
                "synpunkten är redan besvarad",
                "the comment is answered already",
            ));
        }
        let mut happened = Vec::new();
        if let (true, Some(text)) = (answer.accepted, &held.comment.wording) {
            let paragraph = held.comment.paragraph;
            if self.item(paragraph)?.text != held.comment.of {
                return Err(Refusal::step(
                    Step::AlreadySettled,
                    "texten är en annan än den som synpunkten gällde; skriv om paragrafen för hand",
                    "the text is another than the comment was about; word the paragraph by hand",
                )
                .figure("paragraph", paragraph));
            }
            let wording = Wording {
                text: Some(text.clone()),
                ..Wording::of(self.item(paragraph)?)
            };
            happened.push(self.word(paragraph, wording)?);
        }
        happened.push(Happening::CommentAnswered { comment, answer });
        Ok(happened)
    }

    pub(super) fn apply_review(&mut self, happening: &Happening) {
        match happening {
            Happening::Commented { comment } => self.comments.push(Reviewed {
                comment: comment.clone(),
                answer: None,
            }),
            Happening::CommentAnswered { comment, answer } => {
                let mut held = self.comments.iter_mut();
                if let Some(held) = held.find(|held| held.comment.id == *comment) {
                    held.answer = Some(answer.clone());
                }
            }
            _ => {}
        }
    }
}
