//! When an event is tried again, by the schedule of Standard Webhooks.

use super::deliver::Heard;
use chrono::{DateTime, TimeDelta, Utc};

/// How long before each attempt, in seconds: at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
pub const SCHEDULE: [i64; 10] = [
    0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
];
/// What a pause is lengthened by at the most, so that receivers that failed together are not asked together: a fifth.
const JITTER: i64 = 5;
/// How long a receiver rests that asks for rest and does not say how long.
const REST: TimeDelta = TimeDelta::seconds(5);
/// The longest rest that a receiver is granted.
pub const LONGEST_REST: TimeDelta = TimeDelta::hours(24);
/// Statuses that ask for rest: too many requests, and gateways with nobody behind them.
const THROTTLED: [u16; 4] = [429, 502, 503, 504];
/// The status of a receiver that wants no more events.
const GONE: u16 = 410;

/// How long after a failed attempt the next one comes: `attempt` is the one that comes, from 1. `None` where there is
/// none. Chance lengthens it by up to a fifth.
pub fn pause(attempt: u32, chance: u16) -> Option<TimeDelta> {
    let at = usize::try_from(attempt.checked_sub(1)?).ok()?;
    let millis = SCHEDULE.get(at)?.checked_mul(1_000)?;
    let longer = millis / JITTER * i64::from(chance) / i64::from(u16::MAX);
    Some(TimeDelta::milliseconds(millis + longer))
}

/// What comes after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The event was taken.
    Taken,
    /// The receiver wants no more.
    Gone,
    /// Another attempt.
    Again {
        /// So long after this one.
        after: TimeDelta,
        /// So long the receiver gets nothing at all.
        rest: Option<TimeDelta>,
    },
    /// Nothing more.
    Dead,
}

/// What comes after attempt number `attempt`, from 1, by what was heard.
pub fn next(attempt: u32, heard: &Heard, now: DateTime<Utc>, chance: u16) -> Next {
    let status = match heard {
        Heard::Status { status, .. } => Some(*status),
        Heard::Nothing { .. } => None,
    };
    if status.is_some_and(|status| (200..300).contains(&status)) {
        return Next::Taken;
    }
    if status == Some(GONE) {
        return Next::Gone;
    }
    let Some(pause) = pause(attempt.saturating_add(1), chance) else {
        return Next::Dead;
    };
    let asked = match heard {
        Heard::Status { retry_after, .. } => retry_after
            .as_deref()
            .and_then(|text| retry_after_of(text, now)),
        Heard::Nothing { .. } => None,
    };
    let throttled = status.is_some_and(|status| THROTTLED.contains(&status));
    Next::Again {
        after: asked.map_or(pause, |asked| asked.max(pause)),
        rest: throttled.then(|| asked.unwrap_or(REST)),
    }
}

/// What `Retry-After` asks for, as seconds or as a date (RFC 9110, 10.2.3), no longer than [`LONGEST_REST`].
pub fn retry_after_of(text: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = text.trim();
    let asked = if text.bytes().all(|digit| digit.is_ascii_digit()) {
        // More digits than a number takes mean longer than anybody waits.
        let seconds = text.parse::<u32>().ok().unwrap_or(u32::MAX);
        (!text.is_empty()).then(|| TimeDelta::seconds(i64::from(seconds)))
    } else {
        let at = DateTime::parse_from_rfc2822(text).ok()?;
        Some(at.with_timezone(&Utc) - now)
    };
    asked.map(|asked| asked.clamp(TimeDelta::zero(), LONGEST_REST))
}

/// Whether a receiver is given up when an event of it is: it took nothing since that event was tried first.
pub fn is_given_up(failing_since: Option<DateTime<Utc>>, first_at: DateTime<Utc>) -> bool {
    failing_since.is_some_and(|since| since <= first_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_782_864_000, 0).expect("a moment")
    }

    fn status(status: u16, retry_after: Option<&str>) -> Heard {
        Heard::Status {
            status,
            retry_after: retry_after.map(str::to_owned),
        }
    }

    fn again(after: i64, rest: Option<i64>) -> Next {
        Next::Again {
            after: TimeDelta::milliseconds(after),
            rest: rest.map(TimeDelta::seconds),
        }
    }

    #[test]
    fn the_schedule_is_that_of_standard_webhooks() {
        let hours = [
            0.0,
            5.0 / 3600.0,
            1.0 / 12.0,
            0.5,
            2.0,
            5.0,
            10.0,
            14.0,
            20.0,
            24.0,
        ];
        for (attempt, hours) in (1..).zip(hours) {
            let millis = pause(attempt, 0).expect("a pause").num_milliseconds();
            #[expect(clippy::cast_possible_truncation, reason = "small")]
            let wanted = (f64::from(3_600_000) * hours).round() as i64;
            assert_eq!(millis, wanted, "attempt {attempt}");
        }
        assert_eq!(pause(11, 0), None);
        assert_eq!(pause(0, 0), None);
        let whole: i64 = SCHEDULE.iter().sum();
        assert_eq!(whole, 272_105, "75 hours, 35 minutes and 5 seconds");
    }

    #[test]
    fn chance_lengthens_a_pause_by_a_fifth_at_the_most() {
        for (attempt, chance, millis) in [
            (1, u16::MAX, 0),
            (2, 0, 5_000),
            (2, 1, 5_000),
            (2, 32_768, 5_500),
            (2, u16::MAX, 6_000),
            (3, 13_107, 312_000),
            (10, u16::MAX, 103_680_000),
        ] {
            let pause = pause(attempt, chance).map(|pause| pause.num_milliseconds());
            assert_eq!(pause, Some(millis), "attempt {attempt}, chance {chance}");
        }
    }

    #[test]
    fn what_is_heard_settles_what_comes_next() {
        for taken in [200, 201, 204, 299] {
            assert_eq!(next(1, &status(taken, None), now(), 0), Next::Taken);
        }
        for attempt in [1, 9, 10] {
            assert_eq!(next(attempt, &status(410, None), now(), 0), Next::Gone);
        }
        let nothing = Heard::Nothing {
            reason: "no connection".to_owned(),
        };
        for heard in [
            nothing,
            status(199, None),
            status(301, None),
            status(404, None),
            status(500, None),
        ] {
            assert_eq!(next(1, &heard, now(), 0), again(5_000, None), "{heard:?}");
            assert_eq!(next(2, &heard, now(), 0), again(300_000, None));
            assert_eq!(next(9, &heard, now(), 0), again(86_400_000, None));
            assert_eq!(next(10, &heard, now(), 0), Next::Dead);
        }
    }

    #[test]
    fn a_receiver_that_asks_for_rest_gets_it() {
        for throttled in [429, 502, 503, 504] {
            let heard = status(throttled, None);
            assert_eq!(next(1, &heard, now(), 0), again(5_000, Some(5)));
            let heard = status(throttled, Some("120"));
            assert_eq!(next(1, &heard, now(), 0), again(120_000, Some(120)));
            // The schedule is longer than what was asked for.
            assert_eq!(next(2, &heard, now(), 0), again(300_000, Some(120)));
            assert_eq!(next(10, &heard, now(), 0), Next::Dead);
        }
        // Others may say when to come again; the receiver as a whole takes events all the same.
        let heard = status(500, Some("120"));
        assert_eq!(next(1, &heard, now(), 0), again(120_000, None));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_never_longer_than_a_day() {
        assert_eq!(now().to_rfc2822(), "Wed, 1 Jul 2026 00:00:00 +0000");
        for (text, seconds) in [
            ("0", Some(0)),
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("86401", Some(86_400)),
            ("99999999999999999999", Some(86_400)),
            ("Wed, 01 Jul 2026 00:01:00 GMT", Some(60)),
            ("Tue, 30 Jun 2026 23:59:00 GMT", Some(0)),
            ("Wed, 01 Jul 2099 00:01:00 GMT", None),
            ("", None),
            ("-1", None),
            ("soon", None),
            ("1.5", None),
        ] {
            let asked = retry_after_of(text, now()).map(|asked| asked.num_seconds());
            let far = text.contains("2099").then_some(86_400);
            assert_eq!(asked, far.or(seconds), "{text}");
        }
    }

    #[test]
    fn a_receiver_is_given_up_where_it_took_nothing_while_an_event_was_tried() {
        let (first, later) = (now(), now() + TimeDelta::seconds(1));
        assert!(is_given_up(Some(first), first));
        assert!(is_given_up(Some(first), later));
        assert!(!is_given_up(Some(later), first), "it took one since");
        assert!(!is_given_up(None, first));
    }
}
