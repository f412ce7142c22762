//! what was decided by delegation is reported to the board.

use super::rulebook::DELEGATION_NOT_REPORTED;
use crate::Date;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;

/// Whether delegated decisions were reported at the first meeting that the board held after them, as things stand on
/// a day.
///
/// `unreported` are the days of those taken by that day and not reported by it, `last_met` is the last day up to it on
/// which the board held a meeting that is over. A meeting of the decision's own day is none after it. `None` where
/// nothing waits for its report.
///
/// # Legal source
/// Lag (2003:1210) 10 §. The act gives no time; that the next meeting is the time is a reading (ADR 0011).
pub fn delegated_reported(
    unreported: &[Date],
    last_met: Option<Date>,
    on: Date,
) -> Option<Verdict> {
    let rule = &DELEGATION_NOT_REPORTED;
    let taken = || unreported.iter().copied().filter(|day| *day <= on);
    taken().next()?;
    let met = last_met.filter(|met| *met <= on);
    let passed = || taken().filter(|day| met.is_some_and(|met| *day < met));
    let count = passed().count();
    let verdict = match (met, passed().min()) {
        (Some(met), Some(oldest)) => {
            let text = Text::new(
                format!(
                    "{count} delegationsbeslut väntar på anmälan fast styrelsen har sammanträtt sedan dess, senast {met}; det äldsta är från {oldest}."
                ),
                format!(
                    "Delegated decisions not reported although the board has met since, last on {met}: {count}, the oldest of {oldest}."
                ),
            );
            rule.verdict(Outcome::NotMet, text)
                .figure("unreported", count)
                .figure("oldest", oldest)
                .figure("lastMet", met)
                .on(oldest)
        }
        _ => {
            let text = Text::new(
                "Styrelsen har inte sammanträtt sedan de delegationsbeslut togs som inte är anmälda.",
                "The board has not met since the delegated decisions that are not reported were taken.",
            );
            rule.verdict(Outcome::Met, text)
                .figure("unreported", taken().count())
        }
    };
    Some(verdict.by_interpretation())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn outcome(taken: &[&str], met: Option<&str>, on: &str) -> Option<Outcome> {
        let taken: Vec<Date> = taken.iter().map(|text| day(text)).collect();
        delegated_reported(&taken, met.map(day), day(on)).map(|verdict| verdict.outcome)
    }

    #[test]
    fn a_meeting_held_after_the_decision_is_the_time_to_report_it() {
        let cases = [
            // The meeting: none, the day before, the same day, the day after, after the day asked for.
            (None, Outcome::Met),
            (Some("2026-03-11"), Outcome::Met),
            (Some("2026-03-12"), Outcome::Met),
            (Some("2026-03-13"), Outcome::NotMet),
            (Some("2026-03-21"), Outcome::Met),
        ];
        for (met, expected) in cases {
            let found = outcome(&["2026-03-12"], met, "2026-03-20");
            assert_eq!(found, Some(expected), "{met:?}");
        }
        assert_eq!(
            outcome(&["2026-03-12"], Some("2026-03-20"), "2026-03-20"),
            Some(Outcome::NotMet),
            "a meeting of the day asked for has been held"
        );
    }

    #[test]
    fn where_nothing_waits_nothing_is_said() {
        assert_eq!(outcome(&[], Some("2026-03-13"), "2026-03-20"), None);
        let later = outcome(&["2026-03-21"], Some("2026-03-20"), "2026-03-20");
        assert_eq!(later, None, "what is not yet taken");
    }

    #[test]
    fn the_figures_tell_how_many_and_since_when() {
        let taken = ["2026-03-12", "2026-02-02", "2026-03-01"].map(day);
        let verdict = delegated_reported(&taken, Some(day("2026-03-12")), day("2026-03-20"))
            .expect("a verdict");
        let figures: Vec<(&str, &str)> = verdict
            .figures
            .iter()
            .map(|figure| (figure.name, figure.value.as_str()))
            .collect();
        assert_eq!(
            figures,
            [
                ("unreported", "2"),
                ("oldest", "2026-02-02"),
                ("lastMet", "2026-03-12")
            ]
        );
        assert_eq!(verdict.date, Some(day("2026-02-02")));
        assert_eq!(verdict.rule.code, "DELEGATION_NOT_REPORTED");
        assert_eq!(verdict.certainty, crate::rule::Certainty::Interpretation);
        assert_eq!(verdict.severity, crate::rule::Severity::Warning);
    }
}
