//! Paragraphs and their sub-items, what is moved under them, and remarks.

use super::{Happening, LiveMeeting, Quorate, Stage, Wording};
use crate::attendance::PersonRef;
use crate::id::{ParagraphId, PersonId};
use crate::paragraph::{Paragraph, Statement};
use crate::proposal::{Proposal, ProposalKind};
use crate::refusal::{Refusal, Step};
use crate::rules::rulebook::{JAV_PRESENT, NON_SERVING_SUBSTITUTE_ACTED};

/// A § about to be opened, with the number that its series gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Identity.
    pub id: ParagraphId,
    /// The number drawn; `None` where the body does not number.
    pub number: Option<u32>,
    /// As announced.
    pub wording: Wording,
}

impl LiveMeeting {
    /// Any § or item of the record.
    pub(super) fn item(&self, id: ParagraphId) -> Result<&Paragraph, Refusal> {
        self.record
            .paragraphs
            .iter()
            .flat_map(|top| top.walk())
            .find(|item| item.id == id)
            .ok_or_else(|| {
                Refusal::step(
                    Step::NotOfMeeting,
                    format!("{id} finns inte i mötet"),
                    format!("{id} is not of this meeting"),
                )
                .figure("paragraph", id)
            })
    }

    /// The open § or an item of it.
    pub(super) fn open_item(&self, id: ParagraphId) -> Result<&Paragraph, Refusal> {
        self.under_way()?;
        let item = self.item(id)?;
        let open = self.current.is_some_and(|current| {
            self.record
                .paragraphs
                .iter()
                .find(|top| top.id == current)
                .is_some_and(|top| top.walk().any(|below| below.id == id))
        });
        if open {
            return Ok(item);
        }
        let label = item
            .number
            .map_or_else(|| id.to_string(), |number| format!("§ {number}"));
        Err(Refusal::step(
            Step::ParagraphNotOpen,
            format!("{label} är inte öppen"),
            format!("{label} is not open"),
        )
        .figure("paragraph", label))
    }

    /// Refuses a proof of quorum that was made of another meeting, matter or roll.
    pub(super) fn proven(&self, proof: &Quorate, matter: ParagraphId) -> Result<(), Refusal> {
        self.proven_of(proof, Some(matter))
    }

    fn proven_of(&self, proof: &Quorate, matter: Option<ParagraphId>) -> Result<(), Refusal> {
        if proof.holds(self, matter) {
            return Ok(());
        }
        Err(Refusal::step(
            Step::StaleQuorum,
            "beslutsförheten prövades för en annan närvaro eller ett annat ärende",
            "quorum was tested for another roll or another matter",
        ))
    }

    /// Opens the next §, which ends the one before. Substitutes who served for somebody disqualified there leave the
    /// seat.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §: a matter is handled only with a quorum.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `VOTE_OPEN`, `DISQUALIFICATION_OPEN`, `NOBODY_PRESIDES`, `STALE_QUORUM`.
    pub fn open_paragraph(
        &self,
        proof: &Quorate,
        opening: Opening,
    ) -> Result<Vec<Happening>, Refusal> {
        self.under_way()?;
        self.proven_of(proof, None)?;
        self.led(None)?;
        self.nothing_pending()?;
        let mut happened = self.release(self.last_number());
        happened.push(Happening::ParagraphOpened {
            id: opening.id,
            number: opening.number,
            wording: opening.wording,
        });
        Ok(happened)
    }

    /// Ends the open § before the next is opened: who leaves from here on was there for it.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `VOTE_OPEN`, `DISQUALIFICATION_OPEN`; `PARAGRAPH_NOT_OPEN` where none is.
    pub fn end_paragraph(&self) -> Result<Vec<Happening>, Refusal> {
        self.under_way()?;
        let paragraph = self.current.ok_or_else(|| {
            Refusal::step(
                Step::ParagraphNotOpen,
                "ingen paragraf är öppen",
                "no paragraph is open",
            )
        })?;
        self.nothing_pending()?;
        let mut happened = self.release(self.last_number());
        happened.push(Happening::ParagraphEnded { paragraph });
        Ok(happened)
    }

    /// Refuses while a vote or a question of disqualification of the open § waits for its end.
    fn nothing_pending(&self) -> Result<(), Refusal> {
        let Some(current) = self.current else {
            return Ok(());
        };
        for item in self.item(current)?.walk() {
            self.votes_settled(item)?;
            self.disqualifications_settled(item.id)?;
        }
        Ok(())
    }

    /// Opens a sub-item of the open §; without a letter it gets the next one.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`.
    pub fn open_item_below(
        &self,
        id: ParagraphId,
        above: ParagraphId,
        letter: Option<char>,
        wording: Wording,
    ) -> Result<Happening, Refusal> {
        let held = self.open_item(above)?;
        let next = || {
            let taken = u8::try_from(held.items.len()).ok()?;
            let letter = b'a'.checked_add(taken)?;
            letter.is_ascii_lowercase().then_some(char::from(letter))
        };
        Ok(Happening::ItemOpened {
            id,
            above,
            letter: letter.or_else(next),
            wording,
        })
    }

    /// Words a § or item anew; what was decided under it stays.
    ///
    /// # Errors
    /// `WRONG_STAGE` before the meeting was opened or where it was called off; `NOT_OF_MEETING`; `SIGNATURES_STAND`,
    /// `ALREADY_ADJUSTED`.
    pub fn word(&self, paragraph: ParagraphId, wording: Wording) -> Result<Happening, Refusal> {
        if !matches!(self.stage, Stage::Open | Stage::Adjourned | Stage::Closed) {
            self.under_way()?;
        }
        self.unsealed(paragraph)?;
        Ok(Happening::Worded { paragraph, wording })
    }

    /// Voids the number of a § under which nothing was done. The number is not used again.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_OF_MEETING`; `NOT_VOIDABLE` for an item, or a § under which something was done.
    pub fn void(&self, paragraph: ParagraphId, reason: String) -> Result<Happening, Refusal> {
        self.under_way()?;
        self.unsealed(paragraph)?;
        let item = self.item(paragraph)?;
        let acted = item.walk().any(|item| {
            !item.decisions.is_empty()
                || !item.votes.is_empty()
                || !item.assignments.is_empty()
                || !item.reservations.is_empty()
        });
        if acted || item.number.is_none() || item.voided.is_some() {
            return Err(Refusal::step(
                Step::NotVoidable,
                "bara numret på en paragraf där inget har beslutats kan makuleras",
                "only the number of a paragraph under which nothing was decided can be voided",
            ));
        }
        Ok(Happening::Voided { paragraph, reason })
    }

    /// Somebody who may act in a matter: in a seat on a board, or a member of another body.
    ///
    /// # Errors
    /// `NOT_IN_ROOM`, `JAV_PRESENT`, `NON_SERVING_SUBSTITUTE_ACTED`.
    pub(super) fn acting(
        &self,
        matter: ParagraphId,
        person: PersonId,
    ) -> Result<&PersonRef, Refusal> {
        let held = self.in_room(person)?;
        let name = &held.arrival.person.name;
        if self.standing_aside(Some(matter)).contains(&person) {
            return Err(Refusal::by(
                &JAV_PRESENT,
                format!("{name} är jävig i ärendet och får inte delta"),
                format!("{name} is disqualified in the matter and may not take part"),
            )
            .figure("person", name));
        }
        let entitled = self
            .entitled(Some(matter))
            .iter()
            .any(|held| held.id() == person);
        if !entitled && self.is_statutory() {
            return Err(Refusal::by(
                &NON_SERVING_SUBSTITUTE_ACTED,
                format!("{name} tjänstgör inte och får varken yrka, rösta eller reservera sig"),
                format!("{name} does not serve and may not propose, vote or make a reservation"),
            )
            .figure("person", name));
        }
        Ok(&held.arrival.person)
    }

    /// A proposal (yrkande) by a person, or a recommendation by an organisation or body.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 17 § and 5 kap. 67 § by lag (2003:1210) 19 §.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`, `NOT_IN_ROOM`, `JAV_PRESENT`, `NON_SERVING_SUBSTITUTE_ACTED`.
    pub fn propose(
        &self,
        paragraph: ParagraphId,
        person: Option<PersonId>,
        by: Option<String>,
        kind: ProposalKind,
        text: String,
    ) -> Result<Happening, Refusal> {
        self.open_item(paragraph)?;
        let by = match person {
            Some(person) => Some(self.acting(paragraph, person)?.name.clone()),
            None => by,
        };
        Ok(Happening::Proposed {
            paragraph,
            proposal: Proposal {
                by,
                kind: Some(kind),
                text,
                withdrawn: false,
            },
        })
    }

    /// A proposal is withdrawn.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`; `NOT_OF_MEETING` for a place where none stands.
    pub fn withdraw(&self, paragraph: ParagraphId, place: u32) -> Result<Happening, Refusal> {
        let item = self.open_item(paragraph)?;
        let standing = item
            .proposals
            .get(place as usize)
            .is_some_and(|proposal| !proposal.withdrawn);
        if !standing {
            return Err(Refusal::step(
                Step::NotOfMeeting,
                format!("yrkande {} står inte kvar", place.saturating_add(1)),
                format!("proposal {} does not stand", place.saturating_add(1)),
            ));
        }
        Ok(Happening::Withdrawn { paragraph, place })
    }

    /// The chair settles in what order proposals are put (propositionsordning).
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 53 and 67 §§ by lag (2003:1210) 19 §.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`, `NOBODY_PRESIDES`.
    pub fn order_propositions(
        &self,
        paragraph: ParagraphId,
        order: &str,
    ) -> Result<Happening, Refusal> {
        self.open_item(paragraph)?;
        self.led(Some(paragraph))?;
        Ok(Happening::PropositionsOrdered {
            paragraph,
            order: format!("Propositionsordning: {order}"),
        })
    }

    /// A remark is minuted (protokollsanteckning).
    ///
    /// # Errors
    /// `WRONG_STAGE`; `NOT_OF_MEETING`.
    pub fn state(
        &self,
        paragraph: ParagraphId,
        person: Option<PersonId>,
        by: Option<String>,
        text: String,
    ) -> Result<Happening, Refusal> {
        self.under_way()?;
        self.item(paragraph)?;
        let by = match person {
            Some(person) => Some(self.in_room(person)?.arrival.person.name.clone()),
            None => by,
        };
        Ok(Happening::Stated {
            paragraph,
            statement: Statement { by, text },
        })
    }
}
