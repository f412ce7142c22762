//! What may be asked for of a closed meeting's minutes, from the first signature to the last ruling.

use super::command::Setting;
use crate::actor::Role;
use crate::authorize::Action;
use crate::error::AppError;
use crate::followup::misfit;
use crate::journal::{self, sha256};
use crate::sealing::{paragraph_content, settled};
use chrono::{DateTime, Utc};
use domain::Date;
use domain::adjustment::{Prevention, SigningMethod, SigningRole};
use domain::appeal::{Appeal, AppealOutcome, Appellant, Ruling};
use domain::followup::on_day;
use domain::id::{
    AppealId, CommentId, DecisionId, ExtractId, NoticeId, OrganisationId, ParagraphId, PersonId,
};
use domain::live::{
    ByBoard, CommentAnswer, Commenting, Happening, IssuedExtract, LiveMeeting, Part, Signing,
};
use domain::name::fold;
use domain::notice::Notice;
use domain::refusal::{Refusal, Step};
use interchange::minutes_document::export_header;

/// What is asked for of minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MinutesAct {
    /// Lets §§ be adjusted at once, by themselves.
    SetApart {
        /// Which.
        paragraphs: Vec<ParagraphId>,
    },
    /// Signs a part with one's own token.
    Sign {
        /// A § of the part; `None` = what no immediate adjustment holds.
        paragraph: Option<ParagraphId>,
        /// The digest of what the signer read; `None` = whatever stands now.
        digest: Option<String>,
    },
    /// Records a signature given on paper.
    RecordSignature {
        /// A § of the part.
        paragraph: Option<ParagraphId>,
        /// Who signed.
        person: PersonId,
        /// The day.
        on: Date,
    },
    /// Adjusts a part by a decision of the body itself, at a later meeting.
    AdjustByBoard {
        /// A § of the part.
        paragraph: Option<ParagraphId>,
        /// The decision.
        decision: DecisionId,
        /// In whose place, and why.
        instead_of: Vec<(PersonId, Prevention)>,
        /// The digest of what the body had before it; `None` = whatever stands now.
        digest: Option<String>,
    },
    /// Takes one's own signature back.
    WithdrawSignature {
        /// A § of the part.
        paragraph: Option<ParagraphId>,
    },
    /// Comments on a § of the draft.
    Comment {
        /// The § or item.
        paragraph: ParagraphId,
        /// What.
        text: String,
        /// The text that is proposed in place of the draft's.
        wording: Option<String>,
    },
    /// Answers a comment.
    AnswerComment {
        /// Which.
        comment: CommentId,
        /// Whether it is followed.
        accepted: bool,
        /// In words.
        note: Option<String>,
    },
    /// Corrects adjusted minutes beside the text.
    Correct {
        /// The § corrected.
        paragraph: Option<ParagraphId>,
        /// The correction.
        text: String,
    },
    /// Issues an extract.
    IssueExtract {
        /// The §§ or items.
        paragraphs: Vec<ParagraphId>,
        /// Whom it is sent to.
        recipients: Vec<String>,
        /// Title or office of whoever attests it: the one who asks.
        title: Option<String>,
    },
    /// Records notices that went up.
    Post {
        /// A § of the part.
        paragraph: Option<ParagraphId>,
        /// On which boards; empty = on all that must have one and have none.
        boards: Vec<String>,
        /// The day; `None` = today.
        on: Option<Date>,
        /// Where the minutes are kept.
        stored_at: Option<String>,
    },
    /// Records that a notice came down.
    TakeDown {
        /// Which.
        notice: NoticeId,
        /// The day; `None` = today.
        on: Option<Date>,
    },
    /// Registers an appeal.
    RegisterAppeal {
        /// The §§ whose decisions are appealed.
        paragraphs: Vec<ParagraphId>,
        /// The day it came in.
        received_on: Date,
        /// Who appeals.
        appellant: Option<Appellant>,
        /// The court.
        court: Option<String>,
        /// The court's case number.
        case_number: Option<String>,
    },
    /// Records how an appeal ended.
    DecideAppeal {
        /// Which.
        appeal: AppealId,
        /// How.
        outcome: AppealOutcome,
        /// The day of the ruling.
        on: Date,
        /// The day from which it can no longer be changed.
        final_on: Option<Date>,
    },
}

impl MinutesAct {
    /// What the journal calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SetApart { .. } => "AdjustParagraphs",
            Self::Sign { .. } => "SignMinutes",
            Self::RecordSignature { .. } => "RecordSignature",
            Self::AdjustByBoard { .. } => "AdjustByBoard",
            Self::WithdrawSignature { .. } => "WithdrawSignature",
            Self::Comment { .. } => "CommentParagraph",
            Self::AnswerComment { .. } => "AnswerComment",
            Self::Correct { .. } => "CorrectMinutes",
            Self::IssueExtract { .. } => "IssueExtract",
            Self::Post { .. } => "PostNotice",
            Self::TakeDown { .. } => "RemoveNotice",
            Self::RegisterAppeal { .. } => "RegisterAppeal",
            Self::DecideAppeal { .. } => "DecideAppeal",
        }
    }

    /// What one must be permitted to do for it.
    pub const fn action(&self) -> Action {
        match self {
            Self::Sign { .. }
            | Self::WithdrawSignature { .. }
            | Self::Comment { .. }
            | Self::Correct { .. } => Action::Sign,
            _ => Action::KeepRecord,
        }
    }
}

/// Exactly what is signed of a part: the record of the meeting with the part's §§ alone, as a minutes document in
/// canonical JSON, each § with the facts of its votes and proposals that the format has no member for.
///
/// # Errors
/// [`AppError::Storage`] where it cannot be written.
pub fn signed_text(live: &LiveMeeting, part: &Part) -> Result<String, AppError> {
    let mut document = export_header(&settled(live.record()));
    let items = live.paragraphs_of(part).map(paragraph_content);
    document["items"] = items.collect();
    Ok(journal::canonical(&document)?)
}

/// SHA-256 of exactly what is signed of a part, hexadecimal.
///
/// # Errors
/// [`AppError::Storage`] where it cannot be written.
pub fn signed_digest(live: &LiveMeeting, part: &Part) -> Result<String, AppError> {
    Ok(sha256(&signed_text(live, part)?))
}

/// The digest of a part as it stands, refused where somebody read another text.
fn as_read(live: &LiveMeeting, part: &Part, read: Option<&str>) -> Result<String, AppError> {
    let digest = signed_digest(live, part)?;
    if read.is_some_and(|read| !read.eq_ignore_ascii_case(&digest)) {
        let reason = format!("the text is another by now; its digest is {digest}");
        return Err(AppError::invalid("digest", reason));
    }
    Ok(digest)
}

/// The moment of a claim in seconds.
fn moment(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

impl Setting<'_> {
    /// What happens when an act about minutes is carried out.
    pub(super) async fn minutes_act(
        &mut self,
        act: &MinutesAct,
    ) -> Result<Vec<Happening>, AppError> {
        let live = self.live;
        let one = |happening: Happening| Ok(vec![happening]);
        match act {
            MinutesAct::SetApart { paragraphs } => one(live.set_apart(paragraphs)?),
            MinutesAct::Sign { paragraph, digest } => {
                let part = live.part(*paragraph)?;
                one(self.sign(&part, digest.as_deref()).await?)
            }
            MinutesAct::RecordSignature {
                paragraph,
                person,
                on,
            } => {
                self.come("signedOn", *on)?;
                let part = live.part(*paragraph)?;
                let signing = Signing {
                    by: *person,
                    method: SigningMethod::Paper,
                    on: *on,
                    at: self.now,
                    assurance: None,
                    authenticated_at: None,
                    digest: signed_digest(live, &part)?,
                };
                one(live.sign(self.association(), &part, signing)?)
            }
            MinutesAct::AdjustByBoard {
                paragraph,
                decision,
                instead_of,
                digest,
            } => {
                let part = live.part(*paragraph)?;
                let digest = as_read(live, &part, digest.as_deref())?;
                let asked = ByBoard {
                    part,
                    instead_of: instead_of.clone(),
                    digest,
                };
                one(self.adjust_by_board(*decision, asked).await?)
            }
            MinutesAct::WithdrawSignature { paragraph } => {
                let part = live.part(*paragraph)?;
                let by = self.signer().await?;
                one(live.withdraw_signature(&part, by)?)
            }
            MinutesAct::Comment {
                paragraph,
                text,
                wording,
            } => {
                let by = self.signer().await?;
                one(live.comment(Commenting {
                    id: CommentId::from_uuid(self.ids.next()),
                    paragraph: *paragraph,
                    by,
                    text: text.clone(),
                    wording: wording.clone(),
                    on: self.today,
                })?)
            }
            MinutesAct::AnswerComment {
                comment,
                accepted,
                note,
            } => {
                let answer = CommentAnswer {
                    accepted: *accepted,
                    note: note.clone(),
                    on: self.today,
                };
                Ok(live.answer_comment(*comment, answer)?)
            }
            MinutesAct::Correct { paragraph, text } => {
                let by = self.signer().await?;
                let (association, on) = (self.association(), self.today);
                one(live.correct(association, *paragraph, by, text.clone(), on)?)
            }
            MinutesAct::IssueExtract {
                paragraphs,
                recipients,
                title,
            } => {
                let reason = "the token names nobody who could attest it";
                let by = self.actor.name.clone();
                let attested_by = by.ok_or_else(|| AppError::invalid("name", reason))?;
                one(live.issue_extract(IssuedExtract {
                    id: ExtractId::from_uuid(self.ids.next()),
                    paragraphs: paragraphs.clone(),
                    recipients: recipients.clone(),
                    attested_by,
                    title: title.clone(),
                    on: self.today,
                })?)
            }
            MinutesAct::Post {
                paragraph,
                boards,
                on,
                stored_at,
            } => {
                let part = live.part(*paragraph)?;
                self.post(&part, boards, *on, stored_at.clone())
            }
            MinutesAct::TakeDown { notice, on } => {
                let on = on.unwrap_or(self.today);
                self.come("removedOn", on)?;
                one(live.take_down(*notice, on, self.actor.name.clone())?)
            }
            MinutesAct::RegisterAppeal {
                paragraphs,
                received_on,
                appellant,
                court,
                case_number,
            } => {
                self.since_the_meeting("receivedOn", *received_on)?;
                one(live.register_appeal(Appeal {
                    id: AppealId::from_uuid(self.ids.next()),
                    paragraphs: paragraphs.clone(),
                    received_on: *received_on,
                    appellant: *appellant,
                    court: court.clone(),
                    case_number: case_number.clone(),
                    ruling: None,
                })?)
            }
            MinutesAct::DecideAppeal {
                appeal,
                outcome,
                on,
                final_on,
            } => {
                self.since_the_meeting("decidedOn", *on)?;
                if let Some(day) = final_on {
                    self.come("finalOn", *day)?;
                    if day < on {
                        return Err(AppError::invalid(
                            "finalOn",
                            format!("{day} is before {on}"),
                        ));
                    }
                }
                let ruling = Ruling {
                    outcome: *outcome,
                    on: *on,
                    final_on: *final_on,
                };
                one(live.decide_appeal(*appeal, ruling)?)
            }
        }
    }

    async fn sign(&mut self, part: &Part, read: Option<&str>) -> Result<Happening, AppError> {
        let by = self.signer().await?;
        self.step_up.check(self.actor, self.now)?;
        let authenticated_at = self.actor.auth_time.and_then(moment);
        let live = self.live;
        let signers = live.signers(part);
        let role = signers.iter().find(|held| held.person.id == by);
        let wanted = role.map(|held| match held.role {
            SigningRole::Chair => Role::Chair,
            SigningRole::Adjuster => Role::Adjuster,
        });
        if wanted.is_some_and(|wanted| !self.actor.roles.contains(&wanted)) {
            return Err(AppError::Forbidden);
        }
        let digest = as_read(live, part, read)?;
        let signing = Signing {
            by,
            method: SigningMethod::Token,
            on: self.today,
            at: self.now,
            assurance: self.actor.acr.clone(),
            authenticated_at,
            digest,
        };
        Ok(live.sign(self.association(), part, signing)?)
    }

    fn post(
        &mut self,
        part: &Part,
        boards: &[String],
        on: Option<Date>,
        stored_at: Option<String>,
    ) -> Result<Vec<Happening>, AppError> {
        let on = on.unwrap_or(self.today);
        self.come("postedOn", on)?;
        let wanted = match boards {
            [] => self.live.boards_to_post(self.association(), part),
            given => given.to_vec(),
        };
        if wanted.is_empty() {
            self.live.adjusted(part)?;
            let reason = "say which: no board must have a notice and lacks one";
            return Err(AppError::invalid("boards", reason));
        }
        let notices = wanted
            .into_iter()
            .map(|board| Notice {
                id: NoticeId::from_uuid(self.ids.next()),
                board: Some(board),
                posted_on: Some(on),
                removed_on: None,
                posted_by: self.actor.name.clone(),
                removed_by: None,
            })
            .collect();
        Ok(self.live.post(part, notices, stored_at)?)
    }

    /// Who the token is, in the owner's register: whom the operator bound its identity to, else who it claims to be.
    /// Only a token of an issuer that may say so has a claim (see [`Actor::person`](crate::actor::Actor::person)).
    async fn signer(&mut self) -> Result<PersonId, AppError> {
        let owner = self.live.record().owner.id;
        let claimed = match self.actor.person.as_deref().map(str::trim) {
            None => None,
            Some(claim) => Some(self.claimed(owner, claim).await?),
        };
        let bound = self.work.bound(owner, &self.actor.identity()).await?;
        match (bound, claimed) {
            (Some(bound), None) => Ok(bound),
            (Some(bound), Some(claimed)) if claimed == Some(bound) => Ok(bound),
            (None, Some(Some(claimed))) => Ok(claimed),
            (Some(_), Some(_)) => Err(Refusal::step(
                Step::NotSigner,
                "din token säger sig vara en annan än den som identiteten är knuten till",
                "your token claims to be another than the one whom its identity is bound to",
            )
            .into()),
            (None, None | Some(None)) => Err(Refusal::step(
                Step::NotSigner,
                "din token är inte knuten till någon person i registret",
                "your token is bound to nobody in the register",
            )
            .into()),
        }
    }

    /// The person whom a token claims to be, by id or name.
    async fn claimed(
        &mut self,
        owner: OrganisationId,
        claim: &str,
    ) -> Result<Option<PersonId>, AppError> {
        if let Ok(id) = PersonId::parse(claim) {
            return Ok(self.work.person_name(owner, id).await?.map(|_| id));
        }
        let folded = fold(claim);
        let held = self
            .work
            .persons(owner, std::slice::from_ref(&folded))
            .await?;
        Ok(held.get(&folded).copied())
    }

    /// Refuses a day that has not come.
    fn come(&self, field: &str, on: Date) -> Result<(), AppError> {
        on_day(on, None, self.today).map_err(misfit(field))
    }

    /// Refuses a day that has not come, or that was before the meeting.
    fn since_the_meeting(&self, field: &str, on: Date) -> Result<(), AppError> {
        let met = self.live.record().occasion.date;
        on_day(on, met, self.today).map_err(misfit(field))
    }
}
