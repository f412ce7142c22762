//! Adjustment (justering) of a live meeting's minutes: §§ set apart, signatures, and corrections after them.

use super::{Happening, LiveMeeting, Stage};
use crate::Date;
use crate::adjustment::{Addendum, AdjustmentUnit, Signature, SigningMethod, SigningRole};
use crate::association::Association;
use crate::attendance::PersonRef;
use crate::id::{ParagraphId, PersonId};
use crate::paragraph::Paragraph;
use crate::refusal::{Refusal, Step};
use crate::rules::rulebook::IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT;
use chrono::{DateTime, Utc};

/// A part of the minutes that is adjusted together: the §§ of an immediate adjustment, or `None` = the rest.
pub type Part = Option<Vec<u32>>;

/// Somebody whose signature a part needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Who.
    pub person: PersonRef,
    /// As what.
    pub role: SigningRole,
}

/// A signature about to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// Who.
    pub by: PersonId,
    /// How.
    pub method: SigningMethod,
    /// The day, in Europe/Stockholm.
    pub on: Date,
    /// When it is given or recorded.
    pub at: DateTime<Utc>,
    /// How strongly the signer was authenticated.
    pub assurance: Option<String>,
    /// When the signer was authenticated.
    pub authenticated_at: Option<DateTime<Utc>>,
    /// SHA-256 of exactly what is signed, hexadecimal.
    pub digest: String,
}

pub(super) fn not_adjustable(sv: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal::step(Step::NotAdjustable, sv, en)
}

/// How a sentence calls a part, in Swedish and English.
pub(super) fn called(part: &Part) -> (String, String) {
    match part {
        None => ("protokollet".to_owned(), "the minutes".to_owned()),
        Some(numbers) => {
            let listed: Vec<String> = numbers.iter().map(u32::to_string).collect();
            let mark = if listed.len() == 1 { "§" } else { "§§" };
            let text = format!("{mark} {}", listed.join(", "));
            (text.clone(), text)
        }
    }
}

impl LiveMeeting {
    /// The part of the minutes that holds a §; without one, what no immediate adjustment holds.
    ///
    /// # Errors
    /// `NOT_OF_MEETING`.
    pub fn part(&self, paragraph: Option<ParagraphId>) -> Result<Part, Refusal> {
        let Some(id) = paragraph else {
            return Ok(None);
        };
        let top = self.top_of(id)?;
        let unit = self.record.unit_of(top.number);
        Ok(unit.and_then(|unit| unit.numbers.clone()))
    }

    /// The unit of a part; `None` where nobody has signed or set anything apart there yet.
    pub fn unit(&self, part: &Part) -> Option<&AdjustmentUnit> {
        self.record.units.iter().find(|unit| unit.numbers == *part)
    }

    pub(super) fn unit_mut(&mut self, part: &Part) -> &mut AdjustmentUnit {
        let units = &mut self.record.units;
        let place = units.iter().position(|unit| unit.numbers == *part);
        let place = place.unwrap_or_else(|| {
            units.push(AdjustmentUnit::empty(part.clone()));
            units.len() - 1
        });
        &mut units[place]
    }

    /// The § that an item stands under.
    fn top_of(&self, id: ParagraphId) -> Result<&Paragraph, Refusal> {
        self.item(id)?;
        let mut tops = self.record.paragraphs.iter();
        let top = tops.find(|top| top.walk().any(|item| item.id == id));
        top.ok_or_else(|| {
            let (sv, en) = ("paragrafen finns inte i mötet", "not of this meeting");
            Refusal::step(Step::NotOfMeeting, sv, en).figure("paragraph", id)
        })
    }

    /// The §§ of a part that stand.
    pub fn paragraphs_of<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = &'a Paragraph> {
        let standing = self.record.paragraphs.iter();
        standing.filter(move |top| {
            let unit = self.record.unit_of(top.number);
            top.voided.is_none() && unit.and_then(|unit| unit.numbers.as_ref()) == part.as_ref()
        })
    }

    /// Whose signatures a part needs: everybody who led at one of its §§, and the adjusters beside them.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 65 and 69 §§ by 6 kap. 35 § and lag (2003:1210) 19 §: the minutes are kept on the
    /// chair's responsibility; the manner of adjustment is the board's, by custom chair and elected adjusters.
    pub fn signers(&self, part: &Part) -> Vec<Signer> {
        let mut signers: Vec<Signer> = Vec::new();
        let mut add = |person: &PersonRef, role: SigningRole| {
            if !signers.iter().any(|held| held.person.id == person.id) {
                let person = person.clone();
                signers.push(Signer { person, role });
            }
        };
        let own: Vec<ParagraphId> = self.paragraphs_of(part).map(|top| top.id).collect();
        let led = self.led.iter().filter(|(at, _)| own.contains(at));
        for (_, person) in led {
            add(person, SigningRole::Chair);
        }
        let officers = &self.record.officers;
        if !self.led.iter().any(|(at, _)| own.contains(at)) {
            officers
                .chair
                .iter()
                .for_each(|person| add(person, SigningRole::Chair));
        }
        for person in officers.adjusters.iter().flatten() {
            add(person, SigningRole::Adjuster);
        }
        signers
    }

    /// Signers of a part whose signatures are not there.
    pub fn unsigned(&self, part: &Part) -> Vec<Signer> {
        let given = self.unit(part).map(|unit| unit.signatures.as_slice());
        let given = given.unwrap_or_default();
        let mut signers = self.signers(part);
        signers.retain(|signer| !given.iter().any(|held| held.by.id == signer.person.id));
        signers
    }

    /// Lets §§ be adjusted at once, as a unit of their own with their own notices and time to appeal.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §: the text exists in writing when it is adjusted.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_OF_MEETING`; `NOT_ADJUSTABLE` for a § that is open, has no number, is voided or is set apart
    /// already; `SIGNATURES_STAND`, `ALREADY_ADJUSTED`; `IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT`.
    pub fn set_apart(&self, paragraphs: &[ParagraphId]) -> Result<Happening, Refusal> {
        if self.stage != Stage::Closed {
            self.under_way()?;
        }
        let mut numbers = Vec::new();
        for id in paragraphs {
            let top = self.top_of(*id)?;
            let number = top
                .number
                .filter(|_| top.id == *id && top.voided.is_none())
                .filter(|number| !numbers.contains(number));
            let Some(number) = number else {
                return Err(not_adjustable(
                    "bara en paragraf med eget nummer justeras för sig, och bara en gång",
                    "only a paragraph with a number of its own is adjusted by itself, and once",
                )
                .figure("paragraph", id));
            };
            if self.current == Some(*id) {
                return Err(still_open(number));
            }
            let unit = self.record.unit_of(Some(number));
            if unit.is_some_and(|unit| unit.numbers.is_some()) {
                return Err(not_adjustable(
                    format!("§ {number} justeras redan för sig"),
                    format!("§ {number} is adjusted by itself already"),
                )
                .figure("number", number));
            }
            self.unsealed(*id)?;
            if !is_written(top) {
                return Err(Refusal::by(
                    &IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT,
                    format!("§ {number} har ingen text att justera"),
                    format!("§ {number} has no text to adjust"),
                )
                .figure("number", number));
            }
            numbers.push(number);
        }
        if numbers.is_empty() {
            return Err(not_adjustable("ingen paragraf", "no paragraph"));
        }
        numbers.sort_unstable();
        Ok(Happening::SetApart { numbers })
    }

    /// Signs a part of the minutes. The last signature adjusts it.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §.
    ///
    /// # Errors
    /// `WRONG_STAGE` before the meeting was closed, for all but §§ set apart; `NOT_ADJUSTABLE`; `ALREADY_ADJUSTED`;
    /// `NOT_SIGNER` for somebody whose signature the part does not need; `ALREADY_SIGNED`; `NO_MANDATE` for somebody
    /// of a board whose time has ended.
    pub fn sign(
        &self,
        association: Option<&Association>,
        part: &Part,
        signing: Signing,
    ) -> Result<Happening, Refusal> {
        self.signable(part, signing.on)?;
        let signers = self.signers(part);
        let signer = signers
            .iter()
            .find(|signer| signer.person.id == signing.by)
            .ok_or_else(|| self.not_signer(&signers, part))?;
        let given = self.unit(part).map(|unit| unit.signatures.as_slice());
        let given = given.unwrap_or_default();
        if given.iter().any(|held| held.by.id == signing.by) {
            let name = &signer.person.name;
            let (sv, en) = called(part);
            return Err(Refusal::step(
                Step::AlreadySigned,
                format!("{name} har redan skrivit under {sv}"),
                format!("{name} has signed {en} already"),
            )
            .figure("person", name));
        }
        self.in_office(association, &signer.person, signing.on)?;
        let complete = signers.len() == given.len() + 1;
        let last = given.iter().map(|held| held.on).max();
        Ok(Happening::Signed {
            part: part.clone(),
            signature: Signature {
                by: signer.person.clone(),
                role: signer.role,
                method: signing.method,
                on: signing.on,
                at: signing.at,
                assurance: signing.assurance,
                authenticated_at: signing.authenticated_at,
                digest: signing.digest,
            },
            adjusted_on: complete
                .then_some(signing.on)
                .map(|on| last.map_or(on, |last| last.max(on))),
        })
    }

    /// Takes a signature back, before the last one is given.
    ///
    /// # Errors
    /// `ALREADY_ADJUSTED`; `NOT_SIGNER` for somebody who has not signed.
    pub fn withdraw_signature(&self, part: &Part, by: PersonId) -> Result<Happening, Refusal> {
        let unit = self.unit(part);
        if let Some(on) = unit.and_then(|unit| unit.adjusted_on) {
            return Err(already_adjusted(part, on));
        }
        let given = unit.map(|unit| unit.signatures.as_slice());
        let signed = given
            .unwrap_or_default()
            .iter()
            .any(|held| held.by.id == by);
        if !signed {
            let (sv, en) = called(part);
            return Err(Refusal::step(
                Step::NotSigner,
                format!("den personen har inte skrivit under {sv}"),
                format!("that person has not signed {en}"),
            ));
        }
        let part = part.clone();
        Ok(Happening::SignatureWithdrawn { part, by })
    }

    /// Corrects adjusted minutes: visibly, beside what was adjusted, by somebody who adjusts them.
    ///
    /// # Legal source
    /// JO 581-2013: adjusted minutes are not changed in silence.
    ///
    /// # Errors
    /// `NOT_ADJUSTED`, where the § can be worded anew instead; `NOT_SIGNER`; `NO_MANDATE`; `NOT_OF_MEETING`.
    pub fn correct(
        &self,
        association: Option<&Association>,
        paragraph: Option<ParagraphId>,
        by: PersonId,
        text: String,
        on: Date,
    ) -> Result<Happening, Refusal> {
        let part = self.part(paragraph)?;
        self.adjusted(&part)?;
        let signers = self.signers(&part);
        let signer = signers.iter().find(|signer| signer.person.id == by);
        let signer = signer.ok_or_else(|| self.not_signer(&signers, &part))?;
        self.in_office(association, &signer.person, on)?;
        let top = match paragraph {
            Some(id) => Some(self.top_of(id)?),
            None => None,
        };
        Ok(Happening::Corrected {
            addendum: Addendum {
                number: top.and_then(|top| top.number),
                text,
                by: Some(signer.person.name.clone()),
                on: Some(on),
            },
        })
    }

    /// The day on which a part was adjusted.
    ///
    /// # Errors
    /// `NOT_ADJUSTED`.
    pub fn adjusted(&self, part: &Part) -> Result<Date, Refusal> {
        let adjusted = self.unit(part).and_then(|unit| unit.adjusted_on);
        adjusted.ok_or_else(|| {
            let (sv, en) = called(part);
            Refusal::step(
                Step::NotAdjusted,
                format!("{sv} är inte justerat"),
                format!("{en} is not adjusted"),
            )
        })
    }

    /// Refuses to change a § that somebody has signed.
    pub(super) fn unsealed(&self, id: ParagraphId) -> Result<(), Refusal> {
        let part = self.part(Some(id))?;
        let Some(unit) = self.unit(&part) else {
            return Ok(());
        };
        if let Some(on) = unit.adjusted_on {
            return Err(already_adjusted(&part, on));
        }
        let names: Vec<&str> = unit
            .signatures
            .iter()
            .map(|held| held.by.name.as_str())
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        let (sv, en) = called(&part);
        let listed = names.join(", ");
        Err(Refusal::step(
            Step::SignaturesStand,
            format!("{sv} är undertecknat av {listed}; ta tillbaka underskrifterna först"),
            format!("{en} is signed by {listed}; take the signatures back first"),
        )
        .figure("signedBy", listed))
    }

    /// Refuses where a part is adjusted already.
    pub(super) fn draft(&self, part: &Part) -> Result<(), Refusal> {
        match self.unit(part).and_then(|unit| unit.adjusted_on) {
            Some(on) => Err(already_adjusted(part, on)),
            None => Ok(()),
        }
    }

    /// Refuses to sign what is not ready for it.
    pub(super) fn signable(&self, part: &Part, on: Date) -> Result<(), Refusal> {
        match part {
            None => self.at_stage(&Stage::Closed)?,
            Some(_) if self.stage == Stage::Closed => {}
            Some(_) => self.under_way()?,
        }
        if let Some(adjusted) = self.unit(part).and_then(|unit| unit.adjusted_on) {
            return Err(already_adjusted(part, adjusted));
        }
        if let Some(met) = self.record.occasion.date.filter(|met| on < *met) {
            return Err(not_adjustable(
                format!("{on} är före sammanträdet {met}"),
                format!("{on} is before the meeting of {met}"),
            ));
        }
        if self.paragraphs_of(part).next().is_none() {
            return Err(not_adjustable(
                "alla paragrafer justeras för sig; säg vilken",
                "every paragraph is adjusted by itself; say which",
            ));
        }
        for top in self.paragraphs_of(part) {
            if self.current == Some(top.id) {
                return Err(still_open(top.number.unwrap_or_default()));
            }
            let apart = part.is_none() && top.walk().any(|item| item.adjusted_immediately);
            if let Some(number) = top.number.filter(|_| apart) {
                return Err(not_adjustable(
                    format!("§ {number} ska justeras omedelbart, för sig"),
                    format!("§ {number} is to be adjusted at once, by itself"),
                )
                .figure("number", number));
            }
        }
        Ok(())
    }

    /// Refuses somebody who holds no mandate on a day, where the register holds the board's seats.
    fn in_office(
        &self,
        association: Option<&Association>,
        person: &PersonRef,
        on: Date,
    ) -> Result<(), Refusal> {
        if self.held_office(association, person, on) != Some(false) {
            return Ok(());
        }
        let name = &person.name;
        Err(Refusal::step(
            Step::NoMandate,
            format!("{name} har inget uppdrag i styrelsen {on}"),
            format!("{name} holds no mandate on the board on {on}"),
        )
        .figure("person", name)
        .figure("on", on))
    }

    /// Whether somebody holds a mandate on a day; `None` where the register holds no seats of the board that day.
    pub(super) fn held_office(
        &self,
        association: Option<&Association>,
        person: &PersonRef,
        on: Date,
    ) -> Option<bool> {
        let registered =
            association.filter(|held| self.is_statutory() && held.seat_count_on(on).is_some());
        registered.map(|held| held.holds_mandate_on(person.id, on))
    }

    pub(super) fn not_signer(&self, signers: &[Signer], part: &Part) -> Refusal {
        let names: Vec<&str> = signers
            .iter()
            .map(|held| held.person.name.as_str())
            .collect();
        let listed = names.join(", ");
        let (sv, en) = called(part);
        Refusal::step(
            Step::NotSigner,
            format!("{sv} justeras av {listed}"),
            format!("{en} is adjusted by {listed}"),
        )
        .figure("signers", listed)
    }

    pub(super) fn apply_adjustment(&mut self, happening: &Happening) {
        match happening {
            Happening::SetApart { numbers } => {
                let main = self
                    .record
                    .units
                    .iter()
                    .position(|unit| unit.numbers.is_none());
                let unit = AdjustmentUnit::empty(Some(numbers.clone()));
                // The rest stands last.
                let place = main.unwrap_or(self.record.units.len());
                self.record.units.insert(place, unit);
                for top in &mut self.record.paragraphs {
                    if top.number.is_some_and(|number| numbers.contains(&number)) {
                        top.adjusted_immediately = true;
                    }
                }
            }
            Happening::Signed {
                part,
                signature,
                adjusted_on,
            } => {
                let unit = self.unit_mut(part);
                unit.signatures.push(signature.clone());
                unit.adjusted_on = *adjusted_on;
            }
            Happening::SignatureWithdrawn { part, by } => {
                self.unit_mut(part)
                    .signatures
                    .retain(|held| held.by.id != *by);
            }
            Happening::AdjustedByBoard {
                part,
                adjustment,
                adjusted_on,
            } => {
                let unit = self.unit_mut(part);
                unit.by_board = Some(adjustment.clone());
                unit.adjusted_on = Some(*adjusted_on);
            }
            Happening::Corrected { addendum } => self.record.addenda.push(addendum.clone()),
            _ => {}
        }
    }
}

fn still_open(number: u32) -> Refusal {
    not_adjustable(
        format!("§ {number} är öppen ännu"),
        format!("§ {number} is still open"),
    )
    .figure("number", number)
}

fn already_adjusted(part: &Part, on: Date) -> Refusal {
    let (sv, en) = called(part);
    Refusal::step(
        Step::AlreadyAdjusted,
        format!("{sv} är justerat {on}; bara en rättelse bredvid är möjlig"),
        format!("{en} was adjusted on {on}; only a correction beside it is possible"),
    )
    .figure("adjustedOn", on)
}

/// Whether anything is written under a §.
fn is_written(top: &Paragraph) -> bool {
    let says = |text: &str| !text.trim().is_empty();
    top.walk().any(|item| {
        item.text.as_deref().is_some_and(says)
            || item.decisions.iter().any(|decision| says(&decision.text))
    })
}
