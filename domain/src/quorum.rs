//! Quorum (beslutsförhet): how many seats must be filled.

use crate::association::Fraction;

/// More than half of the seats, vacant ones too.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §.
pub const fn needed(seats: u32) -> u32 {
    seats / 2 + 1
}

/// More than half of the seats, or the statutes' fraction where that is more.
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
    needed(seats).max(u32::try_from(own).unwrap_or(u32::MAX))
}

/// The largest number of seats with which so many present are a quorum by law; zero where none is.
pub const fn most_seats(present: u32) -> u32 {
    (present * 2).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_half_of_the_seats_is_needed() {
        for (seats, wanted) in [
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
            assert_eq!(needed(seats), wanted, "{seats} seats");
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
        for (seats, statutes, wanted) in [
            (9, None, 5),
            (9, of(2, 3), 6),
            (10, of(2, 3), 7),
            (9, of(1, 3), 5),
            (9, of(1, 1), 9),
        ] {
            assert_eq!(required(seats, statutes), wanted, "{seats}");
        }
    }

    #[test]
    fn seven_present_carry_at_most_thirteen_seats() {
        assert_eq!(most_seats(7), 13);
        assert_eq!((needed(13), needed(14)), (7, 8));
        assert_eq!(most_seats(0), 0);
    }
}
