//! Quorum (beslutsförhet) of a paragraph: how many must be present.

use crate::association::Fraction;

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

    /// The number that must be present: more than half, or the statutes' fraction where that is more.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §; statutes may ask for more, not for less.
    pub fn required(seats: u32, statutes: Option<Fraction>) -> u32 {
        let own = statutes
            .filter(|fraction| fraction.denominator > 0)
            .map_or(0, |fraction| {
                (u64::from(seats) * u64::from(fraction.numerator))
                    .div_ceil(u64::from(fraction.denominator))
            });
        Self::needed(seats).max(u32::try_from(own).unwrap_or(u32::MAX))
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
        }
    }

    #[test]
    fn statutes_ask_for_more_but_not_for_less() {
        let of = |numerator, denominator| {
            Some(Fraction {
                numerator,
                denominator,
            })
        };
        for (seats, statutes, required) in [
            (9, None, 5),
            (9, of(2, 3), 6),
            (10, of(2, 3), 7),
            (9, of(1, 3), 5),
            (9, of(1, 1), 9),
        ] {
            assert_eq!(Roll::required(seats, statutes), required, "{seats}");
        }
    }

    #[test]
    fn half_the_seats_is_not_a_quorum_and_a_vacancy_does_not_help() {
        let roll = Roll {
            present: 4,
            seats: Some(9),
        };
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
    }
}
