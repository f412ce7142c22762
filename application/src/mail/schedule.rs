//! When a mail is due, and when one that was not taken is tried again.

use super::Plan;
use chrono::{DateTime, Datelike, Days, LocalResult, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Stockholm;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// Every day.
    Daily,
    /// Once a week, on this day.
    Weekly(Weekday),
}

impl Rhythm {
    /// How many days a mail looks ahead for duties: up to the day before the next mail.
    pub const fn days_ahead(self) -> u64 {
        match self {
            Self::Daily => 0,
            Self::Weekly(_) => 6,
        }
    }
}

/// The longest wait for a day that is the right one and has the hour.
const LONGEST: u64 = 9;

/// How long before each further attempt, in minutes; the last holds for all that follow.
const PAUSES: [i64; 5] = [1, 5, 15, 30, 60];
/// What a pause is lengthened by at the most: a fifth.
const JITTER: i64 = 5;

/// How long after attempt number `attempt`, from 1, the next one comes. Chance lengthens it by up to a fifth, so that mails
/// that failed together are not tried together.
pub fn again_after(attempt: u32, chance: u16) -> TimeDelta {
    let at = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
    let minutes = PAUSES.get(at).or(PAUSES.last()).copied().unwrap_or(60);
    let millis = minutes * 60_000;
    TimeDelta::milliseconds(millis + millis / JITTER * i64::from(chance) / i64::from(u16::MAX))
}

impl Plan {
    /// The first instant after one at which a mail is due. An hour that summer time leaves out is the one after it; of one
    /// that comes twice it is the first.
    pub fn next(&self, after: DateTime<Utc>) -> DateTime<Utc> {
        let today = after.with_timezone(&Stockholm).date_naive();
        let days = (0..LONGEST).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
        let fits = |day: &chrono::NaiveDate| match self.rhythm {
            Rhythm::Daily => true,
            Rhythm::Weekly(weekday) => day.weekday() == weekday,
        };
        let found = days.filter(fits).find_map(|day| {
            let time = NaiveTime::from_hms_opt(u32::from(self.hour), 0, 0)?;
            let there = |add: i64| {
                Stockholm.from_local_datetime(&(day.and_time(time) + TimeDelta::hours(add)))
            };
            let instant = match there(0) {
                LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant,
                LocalResult::None => there(1).earliest()?,
            };
            Some(instant.with_timezone(&Utc)).filter(|instant| after < *instant)
        });
        found.unwrap_or(after + TimeDelta::days(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::Language;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text)
            .expect("an instant")
            .with_timezone(&Utc)
    }

    fn plan(rhythm: Rhythm, hour: u8) -> Plan {
        Plan {
            rhythm,
            hour,
            language: Language::Swedish,
        }
    }

    #[test]
    fn the_next_mail_comes_at_its_hour_in_stockholm() {
        for (rhythm, hour, after, next) in [
            (
                Rhythm::Daily,
                7,
                "2026-01-15T05:59:59Z",
                "2026-01-15T06:00:00Z",
            ),
            (
                Rhythm::Daily,
                7,
                "2026-01-15T06:00:00Z",
                "2026-01-16T06:00:00Z",
            ),
            (
                Rhythm::Daily,
                7,
                "2026-07-15T04:00:00Z",
                "2026-07-15T05:00:00Z",
            ),
            // 2026-03-29 has no hour 2; 2026-10-25 has it twice.
            (
                Rhythm::Daily,
                2,
                "2026-03-28T12:00:00Z",
                "2026-03-29T01:00:00Z",
            ),
            (
                Rhythm::Daily,
                2,
                "2026-10-24T12:00:00Z",
                "2026-10-25T00:00:00Z",
            ),
            (
                Rhythm::Daily,
                2,
                "2026-10-25T00:00:00Z",
                "2026-10-26T01:00:00Z",
            ),
            // 2026-01-15 is a Thursday.
            (
                Rhythm::Weekly(Weekday::Thu),
                7,
                "2026-01-15T05:00:00Z",
                "2026-01-15T06:00:00Z",
            ),
            (
                Rhythm::Weekly(Weekday::Thu),
                7,
                "2026-01-15T06:00:00Z",
                "2026-01-22T06:00:00Z",
            ),
            (
                Rhythm::Weekly(Weekday::Mon),
                0,
                "2026-01-15T06:00:00Z",
                "2026-01-18T23:00:00Z",
            ),
        ] {
            assert_eq!(
                plan(rhythm, hour).next(at(after)),
                at(next),
                "{rhythm:?} {hour} {after}"
            );
        }
    }

    #[test]
    fn pauses_grow_to_an_hour_and_chance_lengthens_them_by_a_fifth() {
        assert_eq!(again_after(1, 0), TimeDelta::minutes(1));
        assert_eq!(again_after(1, u16::MAX), TimeDelta::seconds(72));
        assert_eq!(again_after(5, 0), TimeDelta::hours(1));
        assert_eq!(again_after(500, 0), TimeDelta::hours(1));
    }
}
