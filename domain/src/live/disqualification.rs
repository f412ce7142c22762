//! Disqualification (jäv): declared, contested, decided.

use super::{Happening, LiveMeeting, Standing};
use crate::attendance::PersonRef;
use crate::id::{ParagraphId, PersonId};
use crate::refusal::{Refusal, Step};
use crate::rules::rulebook::SUBSTITUTE_SERVED_WITHOUT_ABSENCE;
use std::collections::BTreeSet;

/// A question of disqualification at one § or item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disqualification {
    /// The § or item.
    pub paragraph: ParagraphId,
    /// Who.
    pub person: PersonRef,
    /// The ground as stated.
    pub ground: Option<String>,
    /// Where the question stands.
    pub standing: Standing,
}

impl LiveMeeting {
    /// Who is out of a matter: disqualified at it, or at the § that it lies under.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 30 § by lag (2003:1210) 19 §.
    pub(super) fn standing_aside(&self, matter: Option<ParagraphId>) -> BTreeSet<PersonId> {
        let Some(matter) = matter else {
            return BTreeSet::new();
        };
        let held = self
            .disqualifications
            .iter()
            .filter(|held| held.standing.stands_aside());
        held.filter(|held| self.lies_under(matter, held.paragraph))
            .map(|held| held.person.id)
            .collect()
    }

    /// Whether a matter is a § or item, or lies under it.
    fn lies_under(&self, matter: ParagraphId, above: ParagraphId) -> bool {
        self.record
            .paragraphs
            .iter()
            .flat_map(|top| top.walk())
            .find(|item| item.id == above)
            .is_some_and(|item| item.walk().any(|below| below.id == matter))
    }

    /// Somebody declares to be disqualified, or is said to be; contested where they deny it.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 28 to 31 §§ by lag (2003:1210) 19 §: who knows of a ground says so.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`, `NOT_IN_ROOM`.
    pub fn disqualify(
        &self,
        paragraph: ParagraphId,
        person: PersonId,
        ground: Option<String>,
        contested: bool,
    ) -> Result<Happening, Refusal> {
        self.open_item(paragraph)?;
        let person = self.in_room(person)?.arrival.person.clone();
        let standing = if contested {
            Standing::Contested
        } else {
            Standing::Declared
        };
        Ok(Happening::Disqualified {
            paragraph,
            person,
            ground,
            standing,
        })
    }

    /// The board settles a question of disqualification.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`; `NOT_OF_MEETING` where nobody raised it; `QUORUM_NOT_MET` by way of the
    /// proof that the caller must hold; `SUBSTITUTE_SERVED_WITHOUT_ABSENCE` where a substitute took part in the seat of
    /// the person already and the person is now found not to be disqualified.
    pub fn settle_disqualification(
        &self,
        proof: &super::Quorate,
        paragraph: ParagraphId,
        person: PersonId,
        disqualified: bool,
    ) -> Result<Happening, Refusal> {
        self.open_item(paragraph)?;
        self.proven(proof, paragraph)?;
        let held = self
            .disqualifications
            .iter()
            .find(|held| held.paragraph == paragraph && held.person.id == person)
            .ok_or_else(|| {
                Refusal::step(
                    Step::NotOfMeeting,
                    "ingen jävsfråga om den personen har väckts här",
                    "no question of that person's disqualification was raised here",
                )
            })?;
        let seat = self.participant(person).and_then(super::Participant::place);
        let instead = self
            .acted
            .iter()
            .filter(|(top, place, other)| {
                *top == paragraph && Some(*place) == seat && *other != person
            })
            .find_map(|(_, _, other)| self.participant(*other));
        if let Some(other) = instead.filter(|_| !disqualified) {
            let (name, by) = (&held.person.name, &other.arrival.person.name);
            return Err(Refusal::by(
                &SUBSTITUTE_SERVED_WITHOUT_ABSENCE,
                format!("{by} har redan deltagit i paragrafen i stället för {name}"),
                format!("{by} took part in the paragraph in place of {name} already"),
            )
            .figure("person", by)
            .figure("filledBy", name));
        }
        Ok(Happening::Disqualified {
            paragraph,
            person: held.person.clone(),
            ground: held.ground.clone(),
            standing: if disqualified {
                Standing::Upheld
            } else {
                Standing::Rejected
            },
        })
    }

    /// Refuses while a contested disqualification of a matter, or of what it lies under, is not decided.
    pub(super) fn disqualifications_settled(&self, matter: ParagraphId) -> Result<(), Refusal> {
        let open = self.disqualifications.iter().find(|held| {
            held.standing == Standing::Contested && self.lies_under(matter, held.paragraph)
        });
        match open {
            None => Ok(()),
            Some(open) => {
                let name = &open.person.name;
                Err(Refusal::step(
                    Step::DisqualificationOpen,
                    format!("om {name} är jävig har inte avgjorts"),
                    format!("whether {name} is disqualified has not been decided"),
                )
                .figure("person", name))
            }
        }
    }

    pub(super) fn apply_disqualification(
        &mut self,
        paragraph: ParagraphId,
        person: &PersonRef,
        ground: Option<&str>,
        standing: Standing,
    ) {
        let held = self
            .disqualifications
            .iter_mut()
            .find(|held| held.paragraph == paragraph && held.person.id == person.id);
        match held {
            Some(held) => {
                held.standing = standing;
                held.ground = ground.map(str::to_owned).or_else(|| held.ground.take());
            }
            None => self.disqualifications.push(Disqualification {
                paragraph,
                person: person.clone(),
                ground: ground.map(str::to_owned),
                standing,
            }),
        }
        let names: Vec<String> = self
            .disqualifications
            .iter()
            .filter(|held| held.paragraph == paragraph && held.standing.stands_aside())
            .map(|held| held.person.name.clone())
            .collect();
        if let Some(item) = self.item_mut(paragraph) {
            item.disqualified = names;
        }
        self.roll += 1;
        self.displace();
        self.show_attendance();
    }
}
