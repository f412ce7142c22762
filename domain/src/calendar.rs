//! Swedish public holidays and the arithmetic of statutory days.

use crate::Date;
use chrono::{Datelike, Days, Months, Weekday};

/// Why a last day was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayOff {
    /// A Saturday.
    Saturday,
    /// A Sunday.
    Sunday,
    /// Nyårsdagen, 1 January.
    NewYearsDay,
    /// Trettondedag jul, 6 January.
    Epiphany,
    /// Långfredagen.
    GoodFriday,
    /// Annandag påsk.
    EasterMonday,
    /// Första maj.
    MayDay,
    /// Kristi himmelsfärdsdag.
    Ascension,
    /// Annandag pingst, a holiday through 2004.
    WhitMonday,
    /// Nationaldagen, 6 June, a holiday from 2005.
    NationalDay,
    /// Midsommarafton.
    MidsummerEve,
    /// Julafton.
    ChristmasEve,
    /// Juldagen.
    ChristmasDay,
    /// Annandag jul.
    BoxingDay,
    /// Nyårsafton.
    NewYearsEve,
}

/// Easter Sunday by the Gregorian computus (Meeus).
fn easter(year: i32) -> Option<Date> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::from_ymd_opt(
        year,
        u32::try_from(sum / 31).ok()?,
        u32::try_from(sum % 31 + 1).ok()?,
    )
}

/// Why a day cannot be the last day for a statutory measure; `None` for a working day.
///
/// # Legal source
/// Lag (1930:173) 2 §: Saturdays, Sundays, public holidays and the three eves; lag (1989:253) 1–2 §§ lists the
/// holidays. Whit Monday gave way to the national day in 2005.
pub fn day_off(day: Date) -> Option<DayOff> {
    let fixed = match (day.month(), day.day()) {
        (1, 1) => Some(DayOff::NewYearsDay),
        (1, 6) => Some(DayOff::Epiphany),
        (5, 1) => Some(DayOff::MayDay),
        (6, 6) if day.year() >= 2005 => Some(DayOff::NationalDay),
        (6, 19..=25) if day.weekday() == Weekday::Fri => Some(DayOff::MidsummerEve),
        (12, 24) => Some(DayOff::ChristmasEve),
        (12, 25) => Some(DayOff::ChristmasDay),
        (12, 26) => Some(DayOff::BoxingDay),
        (12, 31) => Some(DayOff::NewYearsEve),
        _ => None,
    };
    let movable = || match day.signed_duration_since(easter(day.year())?).num_days() {
        -2 => Some(DayOff::GoodFriday),
        1 => Some(DayOff::EasterMonday),
        39 => Some(DayOff::Ascension),
        50 if day.year() < 2005 => Some(DayOff::WhitMonday),
        _ => None,
    };
    let weekend = || match day.weekday() {
        Weekday::Sat => Some(DayOff::Saturday),
        Weekday::Sun => Some(DayOff::Sunday),
        _ => None,
    };
    fixed.or_else(movable).or_else(weekend)
}

/// A last day as the law counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The day that counting alone gives.
    pub nominal: Date,
    /// The day that holds.
    pub last_day: Date,
    /// Why the nominal day does not hold; `None` where it does.
    pub moved_by: Option<DayOff>,
}

impl Deadline {
    /// Moves a nominal last day on to the next working day, where it must.
    ///
    /// # Legal source
    /// Lag (1930:173) 2 §.
    fn rolled(nominal: Date) -> Self {
        let mut last_day = nominal;
        while day_off(last_day).is_some() {
            match last_day.succ_opt() {
                Some(next) => last_day = next,
                None => break,
            }
        }
        Self {
            nominal,
            last_day,
            moved_by: day_off(nominal),
        }
    }

    /// Days that a day comes before (positive) or after (negative) the last day.
    pub fn margin(&self, day: Date) -> i64 {
        self.last_day.signed_duration_since(day).num_days()
    }
}

/// The last day to adjust minutes: so many days after the meeting, the meeting's day being day 0.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §; rolling by lag (1930:173) 2 § is an interpretation.
pub fn adjustment_deadline(meeting: Date, days: u32) -> Option<Deadline> {
    meeting
        .checked_add_days(Days::new(u64::from(days)))
        .map(Deadline::rolled)
}

/// The last day to post the notice: the second day after adjustment.
///
/// # Legal source
/// Kommunallag (2017:725) 8 kap. 12 § by lag (2003:1210) 19 §; rolling is an interpretation.
pub fn notice_deadline(adjusted: Date) -> Option<Deadline> {
    adjusted
        .checked_add_days(Days::new(2))
        .map(Deadline::rolled)
}

/// The last day to appeal: the same weekday three weeks after the posting.
///
/// # Legal source
/// Kommunallag (2017:725) 13 kap. 5 § by lag (2003:1210) 28 §; lag (1930:173) 1–2 §§.
pub fn appeal_deadline(posted: Date) -> Option<Deadline> {
    posted.checked_add_days(Days::new(21)).map(Deadline::rolled)
}

/// The last day to adopt the budget of a year: 30 November of the year before.
///
/// # Legal source
/// Lag (2003:1210) 23 §; rolling is an interpretation.
pub fn budget_deadline(budget_year: i32) -> Option<Deadline> {
    Date::from_ymd_opt(budget_year.checked_sub(1)?, 11, 30).map(Deadline::rolled)
}

/// The last day for the annual report of a year: 31 March of the year after.
///
/// # Legal source
/// Lag (2003:1210) 24 §; rolling is an interpretation.
pub fn annual_report_deadline(year: i32) -> Option<Deadline> {
    Date::from_ymd_opt(year.checked_add(1)?, 3, 31).map(Deadline::rolled)
}

/// The last day to ask for central negotiation after disagreement: seven days, not moved by weekends.
///
/// # Legal source
/// Central cooperation agreement (MBL 14 §); a contractual period, so lag (1930:173) 2 § does not apply by itself.
pub fn central_negotiation_deadline(closed: Date) -> Option<Date> {
    closed.checked_add_days(Days::new(7))
}

/// The day on which a member that gives notice leaves: three years on, or as the statutes shorten it.
///
/// # Legal source
/// Lag (2003:1210) 27 §; lag (1930:173) 1 §.
pub fn exit_day(notice: Date, months: u32) -> Option<Date> {
    notice.checked_add_months(Months::new(months))
}

/// The day by which a safety committee should have met again: three months on.
///
/// # Legal source
/// Arbetsmiljöförordning (1977:1166) 8 a §, a "should".
pub fn next_safety_meeting(met: Date) -> Option<Date> {
    met.checked_add_months(Months::new(3))
}

/// The last day on which accounting information of a year must be kept.
///
/// # Legal source
/// Lag (2018:597) 3 kap. 13 §: the end of the seventh year after the financial year.
pub fn accounting_retention(financial_year: i32) -> Option<Date> {
    Date::from_ymd_opt(financial_year.checked_add(7)?, 12, 31)
}

/// Regular term of office that holds on a day, first and last day.
///
/// # Legal source
/// Lag (2003:1210) 13 §: four years from 1 April of the year after general elections, unless the statutes shorten
/// it or start it otherwise.
pub fn term_of_office(day: Date, start: (u32, u32), years: u32) -> Option<(Date, Date)> {
    let length = i32::try_from(years).ok().filter(|years| *years > 0)?;
    let before = if (day.month(), day.day()) < start {
        day.year() - 1
    } else {
        day.year()
    };
    let first = 2023 + (before - 2023).div_euclid(length) * length;
    let from = Date::from_ymd_opt(first, start.0, start.1)?;
    let until = Date::from_ymd_opt(first + length, start.0, start.1)?.pred_opt()?;
    Some((from, until))
}

#[cfg(test)]
mod tests;
