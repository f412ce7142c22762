//! Adjustment by the body itself at a later meeting, in place of those who cannot sign (ADR 0020).

use super::adjusting::{called, not_adjustable};
use super::{Happening, LiveMeeting, Part, Signer};
use crate::Date;
use crate::adjustment::{BoardAdjustment, PreventedSigner, Prevention};
use crate::association::Association;
use crate::decision::ConditionState;
use crate::delegation::settles;
use crate::id::{DecisionId, PersonId};
use crate::meeting::Meeting;
use crate::paragraph::Paragraph;
use crate::refusal::{Refusal, Step};
use crate::rule::Outcome;
use crate::rules::{Surroundings, quorum_at};

/// A decision of a later meeting, with the record that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Later<'a> {
    /// The record of the later meeting.
    pub record: &'a Meeting,
    /// What lies around it.
    pub around: &'a Surroundings,
    /// The decision.
    pub decision: DecisionId,
}

/// What the body adjusted, in whose place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByBoard {
    /// The part of the minutes.
    pub part: Part,
    /// Everybody who does not sign, and why.
    pub instead_of: Vec<(PersonId, Prevention)>,
    /// SHA-256 of exactly what is adjusted, hexadecimal.
    pub digest: String,
}

/// The § and the item of a later meeting that a decision stands under.
struct Found<'a> {
    top: &'a Paragraph,
    item: &'a Paragraph,
}

impl LiveMeeting {
    /// Adjusts a part of the minutes by a decision that the body took at a later meeting, in place of those who cannot
    /// sign. Everybody else has signed.
    ///
    /// The day of adjustment is that of the later meeting, or that of the last signature where it came after.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §: the manner of adjustment is the board's to decide;
    /// 6 kap. 27 §: it decides with a quorum.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_ADJUSTABLE`, `ALREADY_ADJUSTED` as for a signature; `NOT_LATER_MEETING`; `NOT_ADJUSTABLE`
    /// for a decision that settles nothing, waits for something or does not stand; `QUORUM_NOT_MET` where the quorum of
    /// the decision cannot be shown; `NOT_SIGNER`, `ALREADY_SIGNED` and `NOT_PREVENTED` for those who are named;
    /// `SIGNATURES_MISSING` for those who are not.
    pub fn adjust_by_board(
        &self,
        association: Option<&Association>,
        later: Later<'_>,
        asked: ByBoard,
    ) -> Result<Happening, Refusal> {
        let part = &asked.part;
        let on = self.later_day(later.record)?;
        self.signable(part, on)?;
        let found = found(later)?;
        with_quorum(later, &found)?;
        let instead_of = self.absentees(association, (later.record, &found, on), &asked)?;
        self.nobody_forgotten(part, &instead_of)?;
        let signed = self.unit(part).map(|unit| unit.signatures.as_slice());
        let last = signed.unwrap_or_default().iter().map(|held| held.on).max();
        Ok(Happening::AdjustedByBoard {
            adjustment: BoardAdjustment {
                meeting: later.record.id,
                decision: later.decision,
                number: found.top.number,
                on,
                instead_of,
                digest: asked.digest,
            },
            adjusted_on: last.map_or(on, |last| last.max(on)),
            part: asked.part,
        })
    }

    /// The day of a later meeting of the same body.
    fn later_day(&self, later: &Meeting) -> Result<Date, Refusal> {
        let own = &self.record;
        let refused = |sv: String, en: String| Refusal::step(Step::NotLaterMeeting, sv, en);
        if later.body.id != own.body.id {
            let (theirs, ours) = (&later.body.name, &own.body.name);
            return Err(refused(
                format!("beslutet är fattat av {theirs}, men protokollet är {ours}s"),
                format!("the decision is one of {theirs}, but the minutes are those of {ours}"),
            )
            .figure("body", theirs));
        }
        let Some(on) = later.occasion.date else {
            return Err(refused(
                "när det sammanträdet hölls framgår inte".to_owned(),
                "when that meeting was held does not appear".to_owned(),
            ));
        };
        match own.occasion.date.filter(|met| on <= *met) {
            None => Ok(on),
            Some(met) => Err(refused(
                format!("beslutet är från {on}, men sammanträdet var {met}"),
                format!("the decision is of {on}, but the meeting was on {met}"),
            )
            .figure("decidedOn", on)
            .figure("meetingDate", met)),
        }
    }

    /// Those in whose place the body adjusts, each found among the signers and with a reason that the record and the
    /// register do not speak against.
    fn absentees(
        &self,
        association: Option<&Association>,
        (later, found, on): (&Meeting, &Found<'_>, Date),
        asked: &ByBoard,
    ) -> Result<Vec<PreventedSigner>, Refusal> {
        let part = &asked.part;
        let (signers, unsigned) = (self.signers(part), self.unsigned(part));
        let mut named: Vec<PreventedSigner> = Vec::new();
        for (id, reason) in &asked.instead_of {
            let is = |held: &&Signer| held.person.id == *id;
            let signer = signers.iter().find(is);
            let signer = signer.ok_or_else(|| self.not_signer(&signers, part))?;
            let name = &signer.person.name;
            if !unsigned.iter().any(|held| held.person.id == *id) {
                return Err(Refusal::step(
                    Step::AlreadySigned,
                    format!("{name} har skrivit under"),
                    format!("{name} has signed"),
                )
                .figure("person", name));
            }
            if let Some((sv, en)) = contradicted(
                *reason,
                self.held_office(association, &signer.person, on),
                there(later, found.item, *id),
            ) {
                return Err(Refusal::step(
                    Step::NotPrevented,
                    format!("{name} {sv} {on}"),
                    format!("{name} {en} on {on}"),
                )
                .figure("person", name)
                .figure("on", on));
            }
            if !named.iter().any(|held| held.person.id == *id) {
                named.push(PreventedSigner {
                    person: signer.person.clone(),
                    role: signer.role,
                    reason: *reason,
                });
            }
        }
        if named.is_empty() {
            return Err(not_adjustable(
                "säg i vems ställe styrelsen justerar",
                "say in whose place the board adjusts",
            ));
        }
        Ok(named)
    }

    /// Refuses while somebody who is not prevented has yet to sign.
    fn nobody_forgotten(&self, part: &Part, named: &[PreventedSigner]) -> Result<(), Refusal> {
        let unsigned = self.unsigned(part);
        let missing: Vec<&str> = unsigned
            .iter()
            .filter(|signer| !named.iter().any(|held| held.person.id == signer.person.id))
            .map(|signer| signer.person.name.as_str())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let listed = missing.join(", ");
        let (sv, en) = called(part);
        Err(Refusal::step(
            Step::SignaturesMissing,
            format!("{listed} har inte skrivit under {sv} och anges inte som förhindrad"),
            format!("{listed} has not signed {en} and is not named as prevented"),
        )
        .figure("signers", listed))
    }
}

/// Finds a decision that settles something and stands.
fn found(later: Later<'_>) -> Result<Found<'_>, Refusal> {
    let within = |top| {
        let items = Paragraph::walk(top);
        items.flat_map(move |item| item.decisions.iter().map(move |held| (top, item, held)))
    };
    let mut all = later.record.paragraphs.iter().flat_map(within);
    let held = all.find(|(_, _, decision)| decision.id == later.decision);
    let (top, item, decision) = held.ok_or_else(|| {
        let (sv, en) = ("beslutet finns inte i mötet", "no decision of that meeting");
        Refusal::step(Step::NotOfMeeting, sv, en).figure("decision", later.decision)
    })?;
    let waits = |state: ConditionState| state != ConditionState::Met;
    let why = if settles(decision.kind).is_err() {
        Some(("avgör ingenting", "settles nothing"))
    } else if top.voided.is_some() || item.voided.is_some() {
        Some(("är makulerat", "is voided"))
    } else if later.record.annulled(item.id) {
        Some(("är upphävt", "is annulled"))
    } else if decision
        .condition
        .as_ref()
        .is_some_and(|held| waits(held.state))
    {
        Some((
            "har ett villkor som inte är uppfyllt",
            "has a condition that is not met",
        ))
    } else {
        None
    };
    match why {
        None => Ok(Found { top, item }),
        Some((sv, en)) => Err(not_adjustable(
            format!("beslutet {sv}; genom det justeras inget protokoll"),
            format!("the decision {en}; no minutes are adjusted by it"),
        )
        .figure("decision", decision.id)),
    }
}

/// Refuses a decision whose quorum cannot be shown, with the figures.
fn with_quorum(later: Later<'_>, found: &Found<'_>) -> Result<(), Refusal> {
    let verdict = quorum_at(later.record, found.item, later.around);
    let Some(verdict) = verdict.filter(|held| held.outcome != Outcome::Met) else {
        return Ok(());
    };
    let text = verdict.explanation;
    let mut refusal = Refusal::by(verdict.rule, text.sv, text.en);
    refusal.figures = verdict.figures;
    Err(refusal)
}

/// Whether somebody was there when a decision was taken, by the record of its meeting; `None` where it does not tell.
fn there(later: &Meeting, item: &Paragraph, person: PersonId) -> Option<bool> {
    let present = later.present_at(item)?;
    Some(present.iter().any(|line| line.person.id == person))
}

/// What speaks against a reason, as the end of a sentence about the person; `None` where nothing does.
const fn contradicted(
    reason: Prevention,
    in_office: Option<bool>,
    there: Option<bool>,
) -> Option<(&'static str, &'static str)> {
    match reason {
        Prevention::OutOfOffice if matches!(in_office, Some(true)) => Some((
            "har sitt uppdrag i styrelsen",
            "holds a mandate on the board",
        )),
        Prevention::Prevented | Prevention::Deceased if matches!(there, Some(true)) => Some((
            "var med när beslutet fattades",
            "was there when it was decided",
        )),
        _ => None,
    }
}
