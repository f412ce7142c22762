//! Quorum (beslutsförhet) of a paragraph.

/// Who counts towards quorum at one §.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roll {
    /// Members and serving substitutes present and not disqualified.
    pub present: u32,
    /// Decided number of seats, vacant ones too; `None` = not registered.
    pub seats: Option<u32>,
}

impl Roll {
    /// The number that must be present: more than half of the seats.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §.
    pub const fn needed(seats: u32) -> u32 {
        seats / 2 + 1
    }

    /// The largest number of seats with which those present would be a quorum; zero where none is.
    pub const fn most_seats(self) -> u32 {
        (self.present * 2).saturating_sub(1)
    }

    /// Persons to spare, negative when short; `None` where the number of seats is not known.
    pub fn margin(self) -> Option<i64> {
        self.seats
            .map(|seats| i64::from(self.present) - i64::from(Self::needed(seats)))
    }

    /// Proof that more than half of the seats were present.
    ///
    /// # Errors
    /// [`QuorumNotMet`] with the figures; also where the number of seats is not known, since a live meeting must know.
    pub fn establish(self) -> Result<Quorate, QuorumNotMet> {
        match self.seats {
            Some(seats) if self.present >= Self::needed(seats) => Ok(Quorate {
                present: self.present,
                seats,
            }),
            _ => Err(QuorumNotMet {
                present: self.present,
                seats: self.seats,
            }),
        }
    }
}

/// Evidence that a § may be decided. Only [`Roll::establish`] makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorate {
    present: u32,
    seats: u32,
}

impl Quorate {
    /// Those present.
    pub const fn present(self) -> u32 {
        self.present
    }

    /// The seats that they were counted against.
    pub const fn seats(self) -> u32 {
        self.seats
    }
}

/// Too few were present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{present} of {} seats present, {} required", self.seats.map_or_else(|| "unknown".to_owned(), |seats| seats.to_string()), self.seats.map_or_else(|| "an unknown number".to_owned(), |seats| Roll::needed(seats).to_string()))]
pub struct QuorumNotMet {
    /// Those present.
    pub present: u32,
    /// Seats; `None` = not registered.
    pub seats: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_half_of_the_seats_is_needed() {
        for (seats, needed) in [
            (3, 2),
            (4, 3),
            (5, 3),
            (6, 4),
            (7, 4),
            (8, 5),
            (9, 5),
            (10, 6),
            (11, 6),
            (12, 7),
        ] {
            assert_eq!(Roll::needed(seats), needed, "{seats} seats");
            assert!(
                Roll {
                    present: needed,
                    seats: Some(seats)
                }
                .establish()
                .is_ok()
            );
            assert!(
                Roll {
                    present: needed - 1,
                    seats: Some(seats)
                }
                .establish()
                .is_err()
            );
        }
    }

    #[test]
    fn half_the_seats_is_not_a_quorum_and_a_vacancy_does_not_help() {
        let roll = Roll {
            present: 4,
            seats: Some(9),
        };
        assert_eq!(
            roll.establish().map_err(|refusal| refusal.to_string()),
            Err("4 of 9 seats present, 5 required".to_owned())
        );
        assert_eq!(roll.margin(), Some(-1));
    }

    #[test]
    fn without_a_seat_count_seven_present_carry_at_most_thirteen_seats() {
        let roll = Roll {
            present: 7,
            seats: None,
        };
        assert_eq!(roll.most_seats(), 13);
        assert_eq!(Roll::needed(13), 7);
        assert_eq!(Roll::needed(14), 8);
        assert_eq!(roll.margin(), None);
        assert!(roll.establish().is_err());
    }
}
