//! How a version came to be approved: in time, after consultation, in public, with a quorum.

use super::BudgetSurroundings;
use crate::Date;
use crate::association::Member;
use crate::budget::{Adoption, Budget, Consultation, Version, VersionKind};
use crate::calendar::budget_deadline;
use crate::id::OrganisationId;
use crate::rule::{Outcome, Verdict};
use crate::rules::case::{days, joined};
use crate::rules::rulebook::{
    BUDGET_LATE, BUDGET_MEETING_NOT_ANNOUNCED, BUDGET_MEETING_NOT_PUBLIC,
    BUDGET_WITHOUT_CONSULTATION, QUORUM_NOT_MET,
};
use crate::text::Text;
use std::collections::BTreeSet;

/// The verdicts on the way to an approval. The day, the consultation and the publicity are asked of the first approval
/// of a year; a revision is none of a budget that is not there.
pub(super) fn verdicts(
    budget: &Budget,
    version: &Version,
    around: &BudgetSurroundings<'_>,
) -> Vec<Verdict> {
    let adoption = version.adoption.as_ref();
    let mut found: Vec<Verdict> = adoption.map(quorum).into_iter().collect();
    if version.kind == VersionKind::Original {
        found.extend(in_time(budget, adoption, around));
        found.push(consulted(budget, adoption, around));
        found.extend(adoption.map(in_public));
        found.extend(adoption.map(announced));
    }
    found
}

/// # Legal source
/// Kommunallag (2017:725) 6 kap. 27 § by lag (2003:1210) 19 §.
fn quorum(adoption: &Adoption) -> Verdict {
    let (sv, en) = match adoption.quorum {
        Outcome::Met => (
            "Beslutet togs med beslutförhet.",
            "The decision was taken with a quorum.",
        ),
        Outcome::NotMet => (
            "Beslutet togs utan beslutförhet enligt protokollet.",
            "By its record the decision was taken without a quorum.",
        ),
        Outcome::Conditional | Outcome::Unknown => (
            "Om beslutet togs med beslutförhet framgår inte säkert av protokollet.",
            "Whether the decision was taken with a quorum does not appear for certain from its record.",
        ),
    };
    let verdict = QUORUM_NOT_MET.verdict(adoption.quorum, Text::new(sv, en));
    let verdict = verdict.on(adoption.on);
    match adoption.quorum {
        Outcome::Conditional => verdict.depending_on(Text::new(
            "det som paragrafens egen bedömning anger",
            "what the verdict on its paragraph names",
        )),
        _ => verdict,
    }
}

/// # Legal source
/// Lag (2003:1210) 23 §; that lag (1930:173) 2 § moves the day is a reading.
fn in_time(
    budget: &Budget,
    adoption: Option<&Adoption>,
    around: &BudgetSurroundings<'_>,
) -> Option<Verdict> {
    let due = budget_deadline(budget.year)?;
    let (year, last) = (budget.year, due.last_day);
    let day = adoption.map_or(around.on, |held| held.on);
    let margin = due.margin(day);
    let founded = around.association.and_then(|held| held.founded_on);
    let figures = |verdict: Verdict| {
        let verdict = verdict.figure("budgetYear", year).figure("dueOn", last);
        let verdict = match adoption {
            Some(held) => verdict.figure("adoptedOn", held.on),
            None => verdict,
        };
        verdict.on(last)
    };
    if let Some(founded) = founded.filter(|founded| *founded > last) {
        let text = Text::new(
            format!(
                "Förbundet bildades {founded}, efter den sista dagen {last}; då fastställer medlemmarna den första budgeten."
            ),
            format!(
                "The association was formed on {founded}, after the last day {last}; its members then adopt the first budget."
            ),
        );
        return Some(figures(BUDGET_LATE.verdict(Outcome::Unknown, text)));
    }
    let late = days(margin.unsigned_abs());
    let (outcome, text) = match (adoption, margin < 0) {
        (Some(held), true) => (
            Outcome::NotMet,
            Text::new(
                format!(
                    "Budgeten för {year} fastställdes {}, {} efter den sista dagen {last}.",
                    held.on, late.sv
                ),
                format!(
                    "The budget of {year} was adopted on {}, {} after the last day {last}.",
                    held.on, late.en
                ),
            ),
        ),
        (Some(held), false) => (
            Outcome::Met,
            Text::new(
                format!(
                    "Budgeten för {year} fastställdes {}; sista dagen var {last}.",
                    held.on
                ),
                format!(
                    "The budget of {year} was adopted on {}; the last day was {last}.",
                    held.on
                ),
            ),
        ),
        // Where another version of the year is approved, this one is past and late for nothing.
        (None, true) if budget.in_force().is_none() => (
            Outcome::NotMet,
            Text::new(
                format!(
                    "Budgeten för {year} är inte fastställd, {} efter den sista dagen {last}.",
                    late.sv
                ),
                format!(
                    "The budget of {year} is not adopted, {} after the last day {last}.",
                    late.en
                ),
            ),
        ),
        (None, _) => return None,
    };
    let verdict = figures(BUDGET_LATE.verdict(outcome, text).margin(margin));
    let by_the_weekend = outcome == Outcome::Met && due.nominal < day;
    Some(match by_the_weekend {
        true => verdict.by_interpretation(),
        false => verdict,
    })
}

/// Whether the members were consulted before the approval, and all of them.
///
/// # Legal source
/// Lag (2003:1210) 23 §.
fn consulted(
    budget: &Budget,
    adoption: Option<&Adoption>,
    around: &BudgetSurroundings<'_>,
) -> Verdict {
    let rule = &BUDGET_WITHOUT_CONSULTATION;
    let by = adoption.map_or(around.on, |held| held.on);
    let in_time: Vec<&Consultation> = budget
        .consultations()
        .filter(|held| held.on <= by)
        .collect();
    let Some(last) = in_time.iter().map(|held| held.on).max() else {
        return never(budget, by);
    };
    let figures = |verdict: Verdict| {
        verdict
            .figure("consultations", in_time.len())
            .figure("lastConsultation", last)
    };
    if in_time.iter().any(|held| held.members.is_none()) {
        let text = Text::new(
            format!("Samråd hölls senast {last}; vilka medlemmar som fick samråda framgår inte."),
            format!("The members were consulted last on {last}; which of them does not appear."),
        );
        let verdict = figures(rule.verdict(Outcome::Conditional, text));
        return verdict.depending_on(Text::new(
            "om alla medlemmar fick samråda",
            "if all members were consulted",
        ));
    }
    let asked: BTreeSet<OrganisationId> = in_time
        .iter()
        .flat_map(|held| held.members.iter().flatten().copied())
        .collect();
    let members = around.association.map(|held| held.members_on(last));
    let Some(members) = members.filter(|members| !members.is_empty()) else {
        let text = Text::new(
            format!(
                "{} medlemmar fick samråda, senast {last}; hur många medlemmar förbundet har är inte registrerat.",
                asked.len()
            ),
            format!(
                "Members consulted, last on {last}: {}; how many the association has is not registered.",
                asked.len()
            ),
        );
        let verdict = figures(rule.verdict(Outcome::Conditional, text));
        return verdict
            .figure("consulted", asked.len())
            .depending_on(Text::new(
                "om det är alla medlemmar",
                "if these are all members",
            ));
    };
    let left_out = |member: &&Member| !asked.contains(&member.organisation.id);
    let missing: Vec<String> = members
        .iter()
        .copied()
        .filter(left_out)
        .map(|member| member.organisation.name.clone())
        .collect();
    let consulted = members.len().saturating_sub(missing.len());
    let figures = |verdict: Verdict| {
        figures(verdict)
            .figure("consulted", consulted)
            .figure("members", members.len())
    };
    if missing.is_empty() {
        let text = Text::new(
            format!("Alla {consulted} medlemmar fick samråda, senast {last}."),
            format!("All {consulted} members were consulted, last on {last}."),
        );
        let margin = by.signed_duration_since(last).num_days();
        return figures(rule.verdict(Outcome::Met, text).margin(margin));
    }
    let names = joined(&missing);
    let text = Text::new(
        format!(
            "{consulted} av {} medlemmar fick samråda, senast {last}; det saknas samråd med {}.",
            members.len(),
            names.sv
        ),
        format!(
            "{consulted} of {} members were consulted, last on {last}; not {}.",
            members.len(),
            names.en
        ),
    );
    figures(rule.verdict(Outcome::NotMet, text)).figure("missing", missing.join(", "))
}

/// The verdict where nothing shows a consultation by a day.
fn never(budget: &Budget, by: Date) -> Verdict {
    let rule = &BUDGET_WITHOUT_CONSULTATION;
    let first = budget.consultations().map(|held| held.on).min();
    if let Some(first) = first {
        let late = first.signed_duration_since(by).num_days();
        let count = days(late.unsigned_abs());
        let text = Text::new(
            format!(
                "Samråd hölls {first}, {} efter att budgeten fastställdes {by}.",
                count.sv
            ),
            format!(
                "The members were consulted on {first}, {} after the budget was adopted on {by}.",
                count.en
            ),
        );
        let verdict = rule.verdict(Outcome::NotMet, text).margin(-late);
        return verdict.figure("firstConsultation", first).on(by);
    }
    let text = Text::new(
        format!("Inget samråd är antecknat före {by}; om medlemmarna fick samråda framgår inte."),
        format!(
            "No consultation before {by} is recorded; whether the members were consulted does not appear."
        ),
    );
    rule.verdict(Outcome::Unknown, text)
        .figure("consultations", 0)
}

/// # Legal source
/// Lag (2003:1210) 19 §.
fn in_public(adoption: &Adoption) -> Verdict {
    let on = adoption.on;
    let (outcome, sv, en) = match adoption.open {
        Some(true) => (
            Outcome::Met,
            format!("Sammanträdet {on} var offentligt."),
            format!("The meeting of {on} was public."),
        ),
        Some(false) => (
            Outcome::NotMet,
            format!("Sammanträdet {on} var inte offentligt."),
            format!("The meeting of {on} was not public."),
        ),
        None => (
            Outcome::Unknown,
            format!("Om sammanträdet {on} var offentligt framgår inte."),
            format!("Whether the meeting of {on} was public does not appear."),
        ),
    };
    BUDGET_MEETING_NOT_PUBLIC
        .verdict(outcome, Text::new(sv, en))
        .on(on)
}

/// # Legal source
/// Lag (2003:1210) 19 §; how long before, the statutes say.
fn announced(adoption: &Adoption) -> Verdict {
    let (rule, on) = (&BUDGET_MEETING_NOT_ANNOUNCED, adoption.on);
    let verdict = match (adoption.announced, adoption.announced_on) {
        (_, Some(day)) => {
            let margin = on.signed_duration_since(day).num_days();
            let count = days(margin.unsigned_abs());
            let (outcome, sv, en) = match margin < 0 {
                false => (
                    Outcome::Met,
                    format!("Sammanträdet {on} kungjordes {day}, {} före.", count.sv),
                    format!(
                        "The meeting of {on} was announced on {day}, {} before.",
                        count.en
                    ),
                ),
                true => (
                    Outcome::NotMet,
                    format!("Sammanträdet {on} kungjordes {day}, {} efter.", count.sv),
                    format!(
                        "The meeting of {on} was announced on {day}, {} after.",
                        count.en
                    ),
                ),
            };
            let verdict = rule.verdict(outcome, Text::new(sv, en)).margin(margin);
            verdict.figure("announcedOn", day)
        }
        (Some(true), None) => rule.verdict(
            Outcome::Met,
            Text::new(
                format!("Sammanträdet {on} kungjordes; vilken dag är inte antecknat."),
                format!("The meeting of {on} was announced; on which day is not recorded."),
            ),
        ),
        (Some(false), None) => rule.verdict(
            Outcome::NotMet,
            Text::new(
                format!("Sammanträdet {on} kungjordes inte."),
                format!("The meeting of {on} was not announced."),
            ),
        ),
        (None, None) => rule.verdict(
            Outcome::Unknown,
            Text::new(
                format!("Om sammanträdet {on} kungjordes framgår inte."),
                format!("Whether the meeting of {on} was announced does not appear."),
            ),
        ),
    };
    verdict.on(on)
}
