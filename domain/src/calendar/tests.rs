use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().expect("a day as YYYY-MM-DD")
}

/// Day, last day, and why it was moved.
type Row = (&'static str, &'static str, Option<DayOff>);

fn check(rows: &[Row], deadline: impl Fn(Date) -> Option<Deadline>) {
    for (from, last, moved_by) in rows {
        let found = deadline(day(from)).expect("in the calendar's range");
        assert_eq!(
            (found.last_day, found.moved_by),
            (day(last), *moved_by),
            "from {from}"
        );
        assert_eq!(
            found.moved_by.is_some(),
            found.nominal != found.last_day,
            "from {from}"
        );
    }
}

#[test]
fn minutes_are_adjusted_within_fourteen_days() {
    check(
        &[
            ("2023-11-30", "2023-12-14", None),
            ("2023-12-12", "2023-12-27", Some(DayOff::BoxingDay)),
            ("2024-12-10", "2024-12-27", Some(DayOff::ChristmasEve)),
            ("2025-04-04", "2025-04-22", Some(DayOff::GoodFriday)),
            ("2025-06-06", "2025-06-23", Some(DayOff::MidsummerEve)),
            ("2025-12-11", "2025-12-29", Some(DayOff::ChristmasDay)),
            ("2026-11-26", "2026-12-10", None),
            ("2026-12-17", "2027-01-04", Some(DayOff::NewYearsEve)),
            ("2026-04-19", "2026-05-04", Some(DayOff::Sunday)),
            ("2020-03-27", "2020-04-14", Some(DayOff::GoodFriday)),
        ],
        |meeting| adjustment_deadline(meeting, 14),
    );
}

#[test]
fn the_notice_goes_up_by_the_second_day_after_adjustment() {
    check(
        &[
            ("2023-12-20", "2023-12-22", None),
            ("2023-12-21", "2023-12-27", Some(DayOff::Saturday)),
            ("2023-12-22", "2023-12-27", Some(DayOff::ChristmasEve)),
            ("2023-12-14", "2023-12-18", Some(DayOff::Saturday)),
            ("2024-12-05", "2024-12-09", Some(DayOff::Saturday)),
            ("2024-12-06", "2024-12-09", Some(DayOff::Sunday)),
            ("2025-04-16", "2025-04-22", Some(DayOff::GoodFriday)),
            ("2025-06-04", "2025-06-09", Some(DayOff::NationalDay)),
            ("2025-06-18", "2025-06-23", Some(DayOff::MidsummerEve)),
            ("2025-12-22", "2025-12-29", Some(DayOff::ChristmasEve)),
            ("2026-04-30", "2026-05-04", Some(DayOff::Saturday)),
        ],
        notice_deadline,
    );
}

#[test]
fn appeals_come_in_by_the_same_weekday_three_weeks_on() {
    check(
        &[
            // Courts: RÅ 1995 not 361, RÅ 1994 not 339, RÅ 1994 not 282.
            ("1994-08-23", "1994-09-13", None),
            ("1993-03-29", "1993-04-19", None),
            ("1993-12-01", "1993-12-22", None),
            ("2021-12-03", "2021-12-27", Some(DayOff::ChristmasEve)),
            ("2023-12-14", "2024-01-04", None),
            ("2023-12-22", "2024-01-12", None),
            ("2023-12-27", "2024-01-17", None),
            ("2023-12-16", "2024-01-08", Some(DayOff::Epiphany)),
            ("2024-01-08", "2024-01-29", None),
            ("2024-03-08", "2024-04-02", Some(DayOff::GoodFriday)),
            ("2024-12-04", "2024-12-27", Some(DayOff::ChristmasDay)),
            ("2024-12-10", "2025-01-02", Some(DayOff::NewYearsEve)),
            ("2025-03-28", "2025-04-22", Some(DayOff::GoodFriday)),
            ("2025-04-10", "2025-05-02", Some(DayOff::MayDay)),
            ("2025-05-08", "2025-05-30", Some(DayOff::Ascension)),
            ("2025-05-16", "2025-06-09", Some(DayOff::NationalDay)),
            ("2025-05-30", "2025-06-23", Some(DayOff::MidsummerEve)),
            ("2025-12-16", "2026-01-07", Some(DayOff::Epiphany)),
            ("2026-04-10", "2026-05-04", Some(DayOff::MayDay)),
            ("2026-04-23", "2026-05-15", Some(DayOff::Ascension)),
            ("2026-11-27", "2026-12-18", None),
            ("2026-12-03", "2026-12-28", Some(DayOff::ChristmasEve)),
            ("2026-12-10", "2027-01-04", Some(DayOff::NewYearsEve)),
            ("2026-12-16", "2027-01-07", Some(DayOff::Epiphany)),
        ],
        appeal_deadline,
    );
}

#[test]
fn the_budget_is_adopted_by_the_thirtieth_of_november() {
    for (year, last) in [
        (2024, "2023-11-30"),
        (2025, "2024-12-02"),
        (2026, "2025-12-01"),
        (2027, "2026-11-30"),
        (2028, "2027-11-30"),
        (2029, "2028-11-30"),
        (2030, "2029-11-30"),
        (2031, "2030-12-02"),
    ] {
        assert_eq!(
            budget_deadline(year).map(|due| due.last_day),
            Some(day(last)),
            "{year}"
        );
    }
}

#[test]
fn the_annual_report_is_given_by_the_last_of_march() {
    for (year, last) in [
        (2023, "2024-04-02"),
        (2024, "2025-03-31"),
        (2025, "2026-03-31"),
        (2026, "2027-03-31"),
        (2027, "2028-03-31"),
        (2028, "2029-04-03"),
        (2029, "2030-04-01"),
    ] {
        assert_eq!(
            annual_report_deadline(year).map(|due| due.last_day),
            Some(day(last)),
            "{year}"
        );
    }
}

#[test]
fn terms_of_office_run_four_years_from_april() {
    for (on, from, until) in [
        ("2023-04-01", "2023-04-01", "2027-03-31"),
        ("2027-03-31", "2023-04-01", "2027-03-31"),
        ("2027-04-01", "2027-04-01", "2031-03-31"),
        ("2023-03-31", "2019-04-01", "2023-03-31"),
    ] {
        assert_eq!(
            term_of_office(day(on), (4, 1), 4),
            Some((day(from), day(until))),
            "{on}"
        );
    }
    assert_eq!(
        term_of_office(day("2026-12-31"), (1, 1), 4),
        Some((day("2023-01-01"), day("2026-12-31")))
    );
    assert_eq!(term_of_office(day("2024-05-15"), (4, 1), 0), None);
}

#[test]
fn other_days_are_counted_without_moving_them() {
    assert_eq!(exit_day(day("2024-05-15"), 36), Some(day("2027-05-15")));
    assert_eq!(
        exit_day(day("2024-02-29"), 36),
        Some(day("2027-02-28")),
        "a missing day is the last of the month"
    );
    assert_eq!(accounting_retention(2023), Some(day("2030-12-31")));
    assert_eq!(
        central_negotiation_deadline(day("2019-05-07")),
        Some(day("2019-05-14"))
    );
    assert_eq!(
        central_negotiation_deadline(day("2019-05-11")),
        Some(day("2019-05-18")),
        "a Saturday stays"
    );
    assert_eq!(
        next_safety_meeting(day("2019-05-07")),
        Some(day("2019-08-07"))
    );
}

#[test]
fn the_movable_days_off_of_five_years() {
    for (friday, monday, ascension, midsummer_eve) in [
        ("2023-04-07", "2023-04-10", "2023-05-18", "2023-06-23"),
        ("2024-03-29", "2024-04-01", "2024-05-09", "2024-06-21"),
        ("2025-04-18", "2025-04-21", "2025-05-29", "2025-06-20"),
        ("2026-04-03", "2026-04-06", "2026-05-14", "2026-06-19"),
        ("2027-03-26", "2027-03-29", "2027-05-06", "2027-06-25"),
    ] {
        assert_eq!(day_off(day(friday)), Some(DayOff::GoodFriday));
        assert_eq!(day_off(day(monday)), Some(DayOff::EasterMonday));
        assert_eq!(day_off(day(ascension)), Some(DayOff::Ascension));
        assert_eq!(day_off(day(midsummer_eve)), Some(DayOff::MidsummerEve));
    }
    for (year, sunday) in [
        (2023, "2023-04-09"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
    ] {
        assert_eq!(easter(year), Some(day(sunday)));
    }
}

#[test]
fn the_fixed_days_off_of_every_year() {
    for year in 2023..=2030 {
        for (month, of_month, off) in [
            (1, 1, DayOff::NewYearsDay),
            (1, 6, DayOff::Epiphany),
            (5, 1, DayOff::MayDay),
            (6, 6, DayOff::NationalDay),
            (12, 24, DayOff::ChristmasEve),
            (12, 25, DayOff::ChristmasDay),
            (12, 26, DayOff::BoxingDay),
            (12, 31, DayOff::NewYearsEve),
        ] {
            let date = Date::from_ymd_opt(year, month, of_month).expect("a date");
            assert_eq!(day_off(date), Some(off), "{date}");
        }
    }
}

#[test]
fn eves_and_thursdays_that_are_no_days_off() {
    for (working, why) in [
        ("2024-03-28", "skärtorsdagen"),
        ("2025-04-17", "skärtorsdagen"),
        ("2026-01-05", "trettondagsafton"),
        ("2024-04-30", "valborgsmässoafton"),
        ("2025-06-09", "annandag pingst"),
        ("2024-05-20", "annandag pingst"),
        ("2005-05-16", "annandag pingst"),
        ("2024-05-10", "klämdagen efter Kristi himmelsfärd"),
        ("2024-12-23", "dagen före julafton"),
        ("2026-06-18", "dagen före midsommarafton"),
    ] {
        assert_eq!(day_off(day(working)), None, "{working}, {why}");
    }
}

#[test]
fn whit_monday_gave_way_to_the_national_day_in_2005() {
    assert_eq!(day_off(day("2004-05-31")), Some(DayOff::WhitMonday));
    assert_eq!(day_off(day("2003-06-06")), None);
    assert_eq!(day_off(day("2005-06-06")), Some(DayOff::NationalDay));
}

#[test]
fn eves_of_feasts_that_always_fall_on_saturdays_need_no_rule() {
    for (saturday, why) in [
        ("2024-03-30", "påskafton"),
        ("2025-06-07", "pingstafton"),
        ("2025-06-21", "midsommardagen"),
        ("2025-11-01", "alla helgons dag"),
    ] {
        assert_eq!(day_off(day(saturday)), Some(DayOff::Saturday), "{why}");
    }
}

proptest! {
    #[test]
    fn a_last_day_is_a_working_day_and_none_between_was(days in 0_i64..40_000) {
        let start = day("1990-01-01").checked_add_signed(chrono::TimeDelta::days(days)).expect("in range");
        let due = appeal_deadline(start).expect("in range");
        prop_assert!(day_off(due.last_day).is_none());
        prop_assert!(due.nominal <= due.last_day);
        let between = due.nominal.iter_days().take_while(|date| *date < due.last_day);
        prop_assert!(between.into_iter().all(|date| day_off(date).is_some()));
        prop_assert_eq!(due.nominal.weekday(), start.weekday());
    }

    #[test]
    fn the_margin_is_negative_just_after_the_last_day(days in 0_i64..40_000, offset in -30_i64..30) {
        let start = day("1990-01-01").checked_add_signed(chrono::TimeDelta::days(days)).expect("in range");
        let due = adjustment_deadline(start, 14).expect("in range");
        let date = due.last_day.checked_add_signed(chrono::TimeDelta::days(offset)).expect("in range");
        prop_assert_eq!(due.margin(date) < 0, date > due.last_day);
    }
}
