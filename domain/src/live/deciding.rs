//! Decisions, reservations and assignments.

use super::{Happening, LiveMeeting, Quorate, Stage};
use crate::assignment::Assignment;
use crate::decision::{Decision, DecisionKind};
use crate::id::{ParagraphId, PersonId};
use crate::refusal::{Refusal, Step};
use crate::rules::rulebook::{RESERVATION_LATE, RESERVATION_NOT_ENTITLED};
use crate::vote::VoteResult;

/// How a decision came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// By acclamation: the chair found the outcome and nobody asked for a vote.
    Acclamation,
    /// By the vote with this place, from 0.
    Vote(u32),
}

impl LiveMeeting {
    /// A decision is taken under the open § or an item of it.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 53 to 56 §§, 6 kap. 27, 30 and 33 §§ by lag (2003:1210) 19 §.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`, `STALE_QUORUM`, `NOBODY_PRESIDES`, `DISQUALIFICATION_OPEN`, `VOTE_OPEN`;
    /// `VOTE_NOT_CARRIED` where the vote named has no outcome, or its qualified majority was not reached.
    pub fn decide(
        &self,
        proof: &Quorate,
        paragraph: ParagraphId,
        decision: Decision,
        method: Method,
    ) -> Result<Happening, Refusal> {
        let item = self.open_item(paragraph)?;
        self.proven(proof, paragraph)?;
        self.led(Some(paragraph))?;
        self.disqualifications_settled(paragraph)?;
        self.votes_settled(item)?;
        if let Method::Vote(place) = method {
            let shown = place.saturating_add(1);
            let vote = item.votes.get(place as usize);
            let settles = vote.is_some_and(|vote| match (&vote.result, vote.majority) {
                (None, _) => false,
                // A majority that was not reached carries nothing; the proposal has fallen.
                (Some(VoteResult::Lost), Some(_)) => decision.kind == DecisionKind::Reject,
                // What the no side stood for, a rejection or a counter-proposal, is in the words of the decision.
                (Some(_), _) => true,
            });
            if !settles {
                return Err(Refusal::step(
                    Step::VoteNotCarried,
                    format!("omröstning {shown} gav inte det utfallet"),
                    format!("vote {shown} did not come out so"),
                )
                .figure("vote", shown));
            }
        }
        let took_part = self
            .entitled(Some(paragraph))
            .iter()
            .map(|held| held.id())
            .collect();
        Ok(Happening::Decided {
            paragraph,
            decision,
            took_part,
        })
    }

    /// A reservation is announced, before the meeting ends, by somebody who took part in a decision under the §.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 4 kap. 27 § by lag (2003:1210) 19 §.
    ///
    /// # Errors
    /// `RESERVATION_LATE` once the meeting is closed; `NOT_OF_MEETING`; `RESERVATION_NOT_ENTITLED`.
    pub fn reserve(
        &self,
        paragraph: ParagraphId,
        person: PersonId,
        text: Option<String>,
    ) -> Result<Happening, Refusal> {
        if self.stage == Stage::Closed {
            return Err(Refusal::by(
                &RESERVATION_LATE,
                "mötet är avslutat; en reservation anmäls innan dess",
                "the meeting is closed; a reservation is announced before that",
            ));
        }
        self.under_way()?;
        let item = self.item(paragraph)?;
        let took_part = item.walk().flat_map(|item| &item.decisions).any(|held| {
            self.took_part
                .get(&held.id)
                .is_some_and(|people| people.contains(&person))
        });
        let held = self.participant(person);
        match held {
            Some(held) if took_part => Ok(Happening::Reserved {
                paragraph,
                by: held.arrival.person.clone(),
                text,
            }),
            _ => {
                let name = held.map_or_else(
                    || person.to_string(),
                    |held| held.arrival.person.name.clone(),
                );
                Err(Refusal::by(
                    &RESERVATION_NOT_ENTITLED,
                    format!("{name} deltog inte i något beslut i paragrafen"),
                    format!("{name} took part in no decision in the paragraph"),
                )
                .figure("person", name))
            }
        }
    }

    /// A task is given.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`.
    pub fn assign(
        &self,
        paragraph: ParagraphId,
        assignment: Assignment,
    ) -> Result<Happening, Refusal> {
        self.open_item(paragraph)?;
        Ok(Happening::Assigned {
            paragraph,
            assignment,
        })
    }
}
