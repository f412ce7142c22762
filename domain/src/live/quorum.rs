//! Quorum (beslutsförhet) at this moment, as evidence, and who could step in where it fails.

use super::{LiveMeeting, Participant, Stage};
use crate::association::Association;
use crate::attendance::PersonRef;
use crate::body::RuleProfile;
use crate::id::{MeetingId, ParagraphId, PersonId, SeatId};
use crate::organisation::Organisation;
use crate::refusal::Refusal;
use crate::rule::Outcome;
use crate::rules::rulebook::{QUORUM_LOST_BY_JAV, QUORUM_NOT_MET};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Evidence that the matter in hand may be decided. Only [`LiveMeeting::establish_quorum`] makes it, and it holds for
/// one meeting, one matter and one roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorate {
    meeting: MeetingId,
    matter: Option<ParagraphId>,
    roll: u32,
    present: u32,
    needed: Option<u32>,
}

impl Quorate {
    /// Seats filled.
    pub const fn present(&self) -> u32 {
        self.present
    }

    /// Seats that must be; `None` where no rule asks, as in a council or a cooperation group.
    pub const fn needed(&self) -> Option<u32> {
        self.needed
    }

    /// Whether it was made of this meeting as it stands, for this matter.
    pub(super) fn holds(&self, live: &LiveMeeting, matter: Option<ParagraphId>) -> bool {
        self.meeting == live.record.id && self.roll == live.roll && self.matter == matter
    }
}

/// Somebody who could fill an empty seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// Whose seat it is.
    pub member: Organisation,
    /// The seat.
    pub seat: SeatId,
    /// The holder who is not here; `None` = vacant.
    pub holder: Option<PersonRef>,
    /// The substitute next in order.
    pub substitute: PersonRef,
    /// The place in the order of call; `None` where none was fixed.
    pub order: Option<u32>,
    /// Whether the substitute is in the room already.
    pub here: bool,
}

/// The quorum at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuorumNow {
    /// Whether the law asks for a quorum in this body.
    pub asked: bool,
    /// Seats filled by people in the room who do not stand aside.
    pub present: u32,
    /// All seats, vacant ones too; `None` = not registered.
    pub seats: Option<u32>,
    /// Seats that must be filled; `None` where no rule asks, or the seats are not registered.
    pub needed: Option<u32>,
    /// Who stands aside (jäv) in the open matter, though in a seat.
    pub standing_aside: Vec<PersonRef>,
    /// Who could step in, in order of the register.
    pub help: Vec<Help>,
}

impl QuorumNow {
    /// Whether there is a quorum; `None` where no rule asks.
    pub fn outcome(&self) -> Option<Outcome> {
        match (self.asked, self.margin()) {
            (false, _) => None,
            (true, None) => Some(Outcome::Unknown),
            (true, Some(margin)) if margin < 0 => Some(Outcome::NotMet),
            (true, Some(_)) => Some(Outcome::Met),
        }
    }

    /// The figures in words.
    pub fn explanation(&self) -> Text {
        let present = self.present;
        let Some((seats, needed)) = self.seats.zip(self.needed).filter(|_| self.asked) else {
            let (sv, en) = if self.asked {
                (
                    "; styrelsens platser är inte registrerade",
                    "; the seats of the board are not registered",
                )
            } else {
                (
                    "; ingen regel kräver ett visst antal",
                    "; no rule asks for a number",
                )
            };
            return Text::new(
                format!("{present} närvarande{sv}"),
                format!("{present} present{en}"),
            );
        };
        let margin = i64::from(present) - i64::from(needed);
        let (rest_sv, rest_en) = match margin {
            ..0 => (
                format!("{} saknas", -margin),
                format!("{} missing", -margin),
            ),
            0 => (
                "går en till faller beslutsförheten".to_owned(),
                "if one more leaves, the quorum falls".to_owned(),
            ),
            _ => (
                format!("{margin} till kan lämna"),
                format!("{margin} more may leave"),
            ),
        };
        let help = self.named_help();
        Text::new(
            format!(
                "{present} av {seats} platser närvarande, {needed} krävs; {rest_sv}{}",
                help.sv
            ),
            format!(
                "{present} of {seats} seats present, {needed} required; {rest_en}{}",
                help.en
            ),
        )
    }

    /// Whom to call, as the end of a sentence; nothing where there are enough.
    fn named_help(&self) -> Text {
        let short = self.margin().is_some_and(|margin| margin < 0);
        let Some(first) = self.help.first().filter(|_| short) else {
            return Text::default();
        };
        let (name, member) = (&first.substitute.name, &first.member.name);
        Text::new(
            format!("; kalla in {name}, ersättare för {member}"),
            format!("; call {name}, substitute for {member}"),
        )
    }

    /// Persons to spare, negative when short; `None` where it cannot be said.
    pub fn margin(&self) -> Option<i64> {
        self.needed
            .map(|needed| i64::from(self.present) - i64::from(needed))
    }
}

impl LiveMeeting {
    /// Whether the statutory rules on boards apply.
    pub(super) fn is_statutory(&self) -> bool {
        self.record.profile() == RuleProfile::StatutoryBoard
    }

    /// Who may decide in a matter now: each with the seat they fill, no seat twice. In a body without seats everybody
    /// in the room who is a member of it. Who came after something was settled under a § takes part from the next on.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 4 kap. 24 §, 6 kap. 17 and 30 §§ by lag (2003:1210) 19 §.
    pub fn entitled(&self, matter: Option<ParagraphId>) -> Vec<&Participant> {
        let aside = self.standing_aside(matter);
        let number = matter.and_then(|matter| self.number_of(matter));
        let able =
            |held: &&Participant| held.here && !aside.contains(&held.id()) && held.attends(number);
        let mut filled: BTreeMap<SeatId, PersonId> = BTreeMap::new();
        // Who holds a seat comes before who serves in it.
        let (serving, holding): (Vec<_>, Vec<_>) = self
            .participants
            .iter()
            .filter(able)
            .partition(|held| held.serving.is_some());
        for held in holding.into_iter().chain(serving) {
            if let Some(seat) = held.seat() {
                filled.entry(seat).or_insert(held.id());
            }
        }
        self.participants
            .iter()
            .filter(able)
            .filter(|held| match held.seat() {
                Some(seat) => filled.get(&seat) == Some(&held.id()),
                None => !self.is_statutory() && held.is_voting_member(),
            })
            .collect()
    }

    /// The number of the § that a matter is, or lies under.
    fn number_of(&self, matter: ParagraphId) -> Option<u32> {
        self.record
            .paragraphs
            .iter()
            .find(|top| top.walk().any(|item| item.id == matter))?
            .number
    }

    /// Quorum at this moment, for the open matter.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 27 and 30 §§ by lag (2003:1210) 19 §: more than half of all seats, vacant ones
    /// too; who stands aside is not present, and 5 kap. 46 § gives no relief.
    pub fn quorum_now(
        &self,
        association: Option<&Association>,
        matter: Option<ParagraphId>,
    ) -> QuorumNow {
        let entitled = self.entitled(matter);
        let present = u32::try_from(entitled.len()).unwrap_or(u32::MAX);
        let day = self.record.occasion.date;
        let held = association.filter(|_| self.is_statutory()).zip(day);
        let seats = held.and_then(|(association, day)| association.seat_count_on(day));
        let needed = held.and_then(|(association, day)| association.quorum_on(day));
        let aside = self.standing_aside(matter);
        let standing_aside = self
            .participants
            .iter()
            .filter(|held| held.seat().is_some() && aside.contains(&held.id()))
            .map(|held| held.arrival.person.clone())
            .collect();
        QuorumNow {
            asked: self.is_statutory(),
            present,
            seats,
            needed,
            standing_aside,
            help: held
                .filter(|_| matches!(self.stage, Stage::Open))
                .map(|(association, day)| self.help(association, day, matter))
                .unwrap_or_default(),
        }
    }

    /// For every empty seat the next substitute who does not serve elsewhere or stand aside.
    fn help(
        &self,
        association: &Association,
        day: crate::Date,
        matter: Option<ParagraphId>,
    ) -> Vec<Help> {
        let aside = self.standing_aside(matter);
        // A seat whose holder stands aside from a part of a § alone cannot be taken for that part.
        let out = self.standing_aside(self.current);
        let filled: BTreeSet<SeatId> = self
            .participants
            .iter()
            .filter(|held| !out.contains(&held.id()))
            .filter_map(Participant::seat)
            .collect();
        let mut called: BTreeSet<PersonId> = BTreeSet::new();
        let mut help = Vec::new();
        for member in association.members_on(day) {
            for seat in member
                .seats_on(day)
                .filter(|seat| !filled.contains(&seat.id))
            {
                let next = seat.substitutes_on(day).into_iter().find(|mandate| {
                    let id = mandate.person.id;
                    let busy = self
                        .participant(id)
                        .is_some_and(|held| held.seat().is_some());
                    !busy && !aside.contains(&id) && !called.contains(&id)
                });
                if let Some(next) = next {
                    called.insert(next.person.id);
                    help.push(Help {
                        member: member.organisation.clone(),
                        seat: seat.id,
                        holder: seat.holder_on(day).map(|mandate| mandate.person.clone()),
                        substitute: next.person.clone(),
                        order: next.order,
                        here: self
                            .participant(next.person.id)
                            .is_some_and(|held| held.here),
                    });
                }
            }
        }
        help
    }

    /// Proof that a matter may be handled now.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `PARAGRAPH_NOT_OPEN`; `QUORUM_NOT_MET` with the figures, also where the seats are not registered; `QUORUM_LOST_BY_JAV` where only
    /// those who stand aside are missing.
    pub fn establish_quorum(
        &self,
        association: Option<&Association>,
        matter: Option<ParagraphId>,
    ) -> Result<Quorate, Refusal> {
        match matter {
            Some(matter) => self.open_item(matter).map(drop)?,
            None => self.under_way()?,
        }
        let now = self.quorum_now(association, matter);
        let proof = Quorate {
            meeting: self.record.id,
            matter,
            roll: self.roll,
            present: now.present,
            needed: now.needed,
        };
        if !self.is_statutory() {
            return Ok(proof);
        }
        let (Some(seats), Some(needed)) = (now.seats, now.needed) else {
            return Err(Refusal::by(
                &QUORUM_NOT_MET,
                format!(
                    "{} närvarande, men styrelsens platser är inte registrerade",
                    now.present
                ),
                format!(
                    "{} present, but the seats of the board are not registered",
                    now.present
                ),
            )
            .figure("present", now.present));
        };
        if now.present >= needed {
            return Ok(proof);
        }
        let aside = self.emptied(matter);
        let by_jav = now.present.saturating_add(aside) >= needed;
        let (rule, why_sv, why_en) = if by_jav {
            let (who, does) = if aside == 1 {
                ("jävig", "does")
            } else {
                ("jäviga", "do")
            };
            (
                &QUORUM_LOST_BY_JAV,
                format!("; {aside} {who} räknas inte, ärendet får vänta"),
                format!("; {aside} disqualified {does} not count, the matter must wait"),
            )
        } else {
            (&QUORUM_NOT_MET, String::new(), String::new())
        };
        let help = now.named_help();
        Err(Refusal::by(
            rule,
            format!(
                "{} av {seats} platser närvarande, {needed} krävs{why_sv}{}",
                now.present, help.sv
            ),
            format!(
                "{} of {seats} seats present, {needed} required{why_en}{}",
                now.present, help.en
            ),
        )
        .figure("present", now.present)
        .figure("seats", seats)
        .figure("needed", needed)
        .figure("margin", i64::from(now.present) - i64::from(needed)))
    }

    /// Seats that are empty because who fills them stands aside.
    fn emptied(&self, matter: Option<ParagraphId>) -> u32 {
        let aside = self.standing_aside(matter);
        let filled: BTreeSet<SeatId> = self
            .entitled(matter)
            .iter()
            .filter_map(|held| held.seat())
            .collect();
        let emptied: BTreeSet<SeatId> = self
            .participants
            .iter()
            .filter(|held| aside.contains(&held.id()))
            .filter_map(Participant::seat)
            .filter(|seat| !filled.contains(seat))
            .collect();
        u32::try_from(emptied.len()).unwrap_or(u32::MAX)
    }
}
