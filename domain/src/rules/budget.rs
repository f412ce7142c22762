//! The budget of a board: in time, after consultation, in public, for three years.

use super::case::{Case, called, days, worst};
use super::rulebook::{
    BUDGET_LATE, BUDGET_MEETING_NOT_PUBLIC, BUDGET_WITHOUT_CONSULTATION, PLAN_PERIOD_WRONG,
};
use crate::calendar::budget_deadline;
use crate::decision::{BudgetPeriod, DecisionKind};
use crate::paragraph::Paragraph;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;
use chrono::{Datelike, Months};

/// The verdicts on a § that adopts a budget; none for any other. What is approved or resolved is a budget where its
/// years lie ahead, else an amendment.
pub(super) fn verdicts(case: &Case<'_>, paragraph: &Paragraph) -> Vec<Verdict> {
    let adopted: Vec<BudgetPeriod> = paragraph
        .walk()
        .flat_map(|item| &item.decisions)
        .filter_map(|decision| Some((decision.kind, decision.budget?)))
        .filter(|(kind, period)| match kind {
            DecisionKind::Adopt => true,
            DecisionKind::Approve | DecisionKind::Resolve => period
                .first_year
                .is_some_and(|first| case.date.year() < first),
            _ => false,
        })
        .map(|(_, period)| period)
        .collect();
    if adopted.is_empty() {
        return Vec::new();
    }
    let at = called(case.meeting, paragraph);
    let late = the_worst(
        adopted
            .iter()
            .map(|period| in_time(case, &at, *period))
            .collect(),
    );
    let plan = the_worst(
        adopted
            .iter()
            .map(|period| three_years(case, &at, *period))
            .collect(),
    );
    [late, Some(consulted(case, &at)), Some(in_public(&at)), plan]
        .into_iter()
        .flatten()
        .map(|verdict| verdict.about(paragraph.id))
        .collect()
}

fn the_worst(mut verdicts: Vec<Verdict>) -> Option<Verdict> {
    let outcome = worst(verdicts.iter().map(|verdict| verdict.outcome))?;
    let place = verdicts
        .iter()
        .position(|verdict| verdict.outcome == outcome)?;
    Some(verdicts.swap_remove(place))
}

/// # Legal source
/// Lag (2003:1210) 23 §; that lag (1930:173) 2 § moves the day is a reading.
fn in_time(case: &Case<'_>, at: &Text, period: BudgetPeriod) -> Verdict {
    let rule = &BUDGET_LATE;
    // A first year that is wrong for the day says nothing of time: then the budget of the year to come was due.
    let wrong = first_year_wrong(case, period);
    let measured = if wrong {
        Some(budget_year(case))
    } else {
        period.first_year
    };
    let Some((year, due)) = measured.and_then(|year| Some((year, budget_deadline(year)?))) else {
        let text = Text::new(
            format!("Vilket år budgeten i {} avser framgår inte.", at.sv),
            format!("Which year the budget of {} is for does not appear.", at.en),
        );
        return rule.verdict(Outcome::Unknown, text);
    };
    let (date, last) = (case.date, due.last_day);
    let margin = due.margin(date);
    let what = if wrong {
        Text::new(
            format!("Budgeten i {}, som borde avse {year},", at.sv),
            format!("The budget of {}, which should be for {year},", at.en),
        )
    } else {
        Text::new(
            format!("Budgeten för {year}"),
            format!("The budget of {year}"),
        )
    };
    let figures = |verdict: Verdict| {
        verdict
            .figure("budgetYear", year)
            .figure("adoptedOn", date)
            .figure("dueOn", last)
            .on(last)
    };
    let founded = case
        .association()
        .and_then(|held| held.founded_on)
        .filter(|founded| *founded > last);
    if let Some(founded) = founded {
        let text = Text::new(
            format!(
                "Förbundet bildades {founded}, efter den sista dagen {last}; då fastställer medlemmarna den första budgeten."
            ),
            format!(
                "The association was formed on {founded}, after the last day {last}; its members then adopt the first budget."
            ),
        );
        return figures(rule.verdict(Outcome::Unknown, text));
    }
    if margin < 0 {
        let late = days(margin.unsigned_abs());
        let text = Text::new(
            format!(
                "{} fastställdes {date}, {} efter den sista dagen {last}.",
                what.sv, late.sv
            ),
            format!(
                "{} was adopted on {date}, {} after the last day {last}.",
                what.en, late.en
            ),
        );
        return figures(rule.verdict(Outcome::NotMet, text).margin(margin));
    }
    let text = Text::new(
        format!("{} fastställdes {date}; sista dagen var {last}.", what.sv),
        format!(
            "{} was adopted on {date}; the last day was {last}.",
            what.en
        ),
    );
    let verdict = figures(rule.verdict(Outcome::Met, text).margin(margin));
    if due.nominal < date {
        verdict.by_interpretation()
    } else {
        verdict
    }
}

/// Whether the members were consulted. A record of the board does not show it; a council within a year may.
///
/// # Legal source
/// Lag (2003:1210) 23 §.
fn consulted(case: &Case<'_>, at: &Text) -> Verdict {
    let rule = &BUDGET_WITHOUT_CONSULTATION;
    let year_before = case.date.checked_sub_months(Months::new(12));
    let mut councils = case.around.council_meetings.iter().copied();
    let council =
        councils.find(|day| *day <= case.date && year_before.is_some_and(|start| start <= *day));
    match council {
        Some(day) => rule
            .verdict(
                Outcome::Conditional,
                Text::new(
                    format!("Medlemsrådet sammanträdde {day}; om det fick samråda om budgeten i {} framgår inte.", at.sv),
                    format!("The member council met on {day}; whether it was consulted on the budget of {} does not appear.", at.en),
                ),
            )
            .figure("councilMeeting", day)
            .depending_on(Text::new(
                format!("om medlemsrådet den {day} fick samråda om budgeten"),
                format!("if the council of {day} was consulted on it"),
            )),
        None => rule.verdict(
            Outcome::Unknown,
            Text::new(
                format!("Om medlemmarna fick samråda om budgeten i {} framgår inte.", at.sv),
                format!("Whether the members were consulted on the budget of {} does not appear.", at.en),
            ),
        ),
    }
}

/// # Legal source
/// Lag (2003:1210) 19 §.
fn in_public(at: &Text) -> Verdict {
    BUDGET_MEETING_NOT_PUBLIC.verdict(
        Outcome::Unknown,
        Text::new(
            format!(
                "Om sammanträdet var offentligt när budgeten fastställdes i {} framgår inte.",
                at.sv
            ),
            format!(
                "Whether the meeting was public when the budget was adopted in {} does not appear.",
                at.en
            ),
        ),
    )
}

/// The year that a budget adopted on the day of the meeting is for.
fn budget_year(case: &Case<'_>) -> i32 {
    case.date.year().saturating_add(1)
}

/// Whether a plan starts in another year than the next; one for the current year may be late or revised until July.
fn first_year_wrong(case: &Case<'_>, period: BudgetPeriod) -> bool {
    let current = |first: i32| first == case.date.year() && case.date.month() <= 6;
    period
        .first_year
        .is_some_and(|first| first != budget_year(case) && !current(first))
}

/// # Legal source
/// Kommunallag (2017:725) 11 kap. 6 § by lag (2003:1210) 21 §.
fn three_years(case: &Case<'_>, at: &Text, period: BudgetPeriod) -> Verdict {
    let rule = &PLAN_PERIOD_WRONG;
    let this_year = case.date.year();
    let wanted = budget_year(case);
    let first_wrong = first_year_wrong(case, period) && period.first_year != Some(this_year);
    let length = period
        .first_year
        .zip(period.last_year)
        .map(|(first, last)| last.saturating_sub(first).saturating_add(1));
    let shown = |year: Option<i32>| year.map_or_else(|| "?".to_owned(), |year| year.to_string());
    let years = format!("{}–{}", shown(period.first_year), shown(period.last_year));
    let figures = |verdict: Verdict| {
        verdict
            .figure("firstYear", shown(period.first_year))
            .figure("lastYear", shown(period.last_year))
    };
    let broken = |sv: String, en: String| figures(rule.verdict(Outcome::NotMet, Text::new(sv, en)));
    if let Some(length) = length.filter(|length| *length != 3) {
        return broken(
            format!(
                "Planen i {} omfattar {years}, {length} år i stället för tre.",
                at.sv
            ),
            format!(
                "The plan of {} covers {years}, {length} {} instead of three.",
                at.en,
                if length == 1 { "year" } else { "years" }
            ),
        );
    }
    if first_wrong {
        return broken(
            format!(
                "Planen i {} omfattar {years}, men fastställdes {}; budgetåret skulle vara {wanted}.",
                at.sv, case.date
            ),
            format!(
                "The plan of {} covers {years}, but was adopted on {}; the budget year should be {wanted}.",
                at.en, case.date
            ),
        );
    }
    if length.is_none() {
        let text = Text::new(
            format!(
                "Vilka år planen i {} omfattar framgår inte ({years}).",
                at.sv
            ),
            format!(
                "Which years the plan of {} covers does not appear ({years}).",
                at.en
            ),
        );
        return figures(rule.verdict(Outcome::Unknown, text));
    }
    if period.first_year == Some(this_year) {
        if first_year_wrong(case, period) {
            return broken(
                format!(
                    "Planen i {} omfattar {years}, men året har till större delen gått; budgetåret skulle vara {wanted}.",
                    at.sv
                ),
                format!(
                    "The plan of {} covers {years}, but most of the first year has passed; the budget year should be {wanted}.",
                    at.en
                ),
            );
        }
        let text = Text::new(
            format!(
                "Planen i {} omfattar {years} och börjar det löpande året.",
                at.sv
            ),
            format!(
                "The plan of {} covers {years} and starts in the current year.",
                at.en
            ),
        );
        return figures(rule.verdict(Outcome::Conditional, text)).depending_on(Text::new(
            "om det är en försenad eller reviderad budget för det löpande året",
            "if it is a late or revised budget for the current year",
        ));
    }
    let text = Text::new(
        format!(
            "Planen i {} omfattar {years}, tre år med budgetåret först.",
            at.sv
        ),
        format!(
            "The plan of {} covers {years}, three years with the budget year first.",
            at.en
        ),
    );
    figures(rule.verdict(Outcome::Met, text))
}
