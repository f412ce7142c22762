//! Every fact of a budget stands in every format, and what nobody stated is told as that, never as a zero.

use crate::budgets;
use crate::reading::{all_formats, formats, said, texts};
use documents::{ApprovingDecision, PrintedBudget};
use domain::budget::{
    Adoption, Content, Contribution, Contributor, EquityMove, Execution, Line, LineState,
    OtherIncome, Settlement, Span, Suspension, Version,
};
use domain::money::Ore;
use domain::text::Language;

/// Every text of a budget that people wrote. Every field is named, so that a new one must be thought of here.
fn texts_of(printed: &mut PrintedBudget) -> Vec<&mut String> {
    let PrintedBudget {
        association,
        budget: _,
        year: _,
        version:
            Version {
                number: _,
                kind: _,
                proposed_on: _,
                last_year: _,
                content:
                    Content {
                        contributions,
                        other_income,
                        lines,
                        equity: _,
                        goals,
                    },
                funding,
                adoption: _,
            },
        members,
        decision,
        replaced_by: _,
        address,
    } = printed;
    let mut all = vec![&mut association.name];
    all.extend(goals);
    all.extend(funding);
    all.extend(address);
    all.extend(members.values_mut());
    if let Some(ApprovingDecision {
        body,
        slug: _,
        label,
        text,
    }) = decision
    {
        all.extend([body, text]);
        all.extend(label);
    }
    for Contribution {
        year: _,
        contributor,
        kind: _,
        amount: _,
    } in contributions
    {
        if let Contributor::Other(name) = contributor {
            all.push(name);
        }
    }
    for OtherIncome {
        year: _,
        source: _,
        text,
        amount: _,
    } in other_income
    {
        all.push(text);
    }
    for Line {
        id: _,
        activity,
        period: _,
        amount: _,
        expected_outcome,
        execution,
    } in lines
    {
        all.push(activity);
        all.extend(expected_outcome);
        let Execution::Suspended(Suspension {
            event,
            condition,
            period: _,
            state,
        }) = execution
        else {
            continue;
        };
        all.push(event);
        all.extend(condition);
        if let LineState::Released(Settlement { on: _, evidence })
        | LineState::Lapsed(Settlement { on: _, evidence }) = state
        {
            all.push(evidence);
        }
    }
    all
}

/// What a budget holds beside its texts: days, years, amounts and what they add up to.
fn figures_of(printed: &PrintedBudget) -> Vec<String> {
    let version = &printed.version;
    let content = &version.content;
    let days = |span: &Span| [span.from, span.until].map(|day| day.to_string());
    let mut all = vec![
        printed.year.to_string(),
        version.number.to_string(),
        version.proposed_on.to_string(),
    ];
    all.extend(version.last_year.map(|year| year.to_string()));
    all.extend(printed.replaced_by.map(|number| number.to_string()));
    if let Some(Adoption {
        decision: _,
        on,
        // A verdict of the rules, and no part of a budget.
        quorum: _,
        open: _,
        announced: _,
        announced_on,
    }) = &version.adoption
    {
        all.push(on.to_string());
        all.extend(announced_on.map(|on| on.to_string()));
    }
    let amounts = content.contributions.iter().map(|held| held.amount);
    let amounts = amounts.chain(content.other_income.iter().map(|held| held.amount));
    let amounts = amounts.chain(content.lines.iter().map(|held| held.amount));
    let moved = content.equity.iter();
    let moved = moved.flat_map(
        |EquityMove {
             year: _,
             drawn,
             added,
         }| [*drawn, *added],
    );
    let amounts = amounts.chain(moved);
    all.extend(amounts.flatten().map(|amount| amount.to_string()));
    for line in &content.lines {
        if line.period.until.to_string().ends_with("-12-31") {
            all.push(line.period.until.format("%Y").to_string());
        } else {
            all.extend(days(&line.period));
        }
        let Some(held) = line.suspension() else {
            continue;
        };
        all.extend(held.period.iter().flat_map(days));
        if let LineState::Released(settled) | LineState::Lapsed(settled) = &held.state {
            all.push(settled.on.to_string());
        }
    }
    for year in printed.year..=version.last_year.unwrap_or(printed.year) {
        let sums = content.year(year).expect("it adds up");
        let totals = [
            sums.contributions,
            sums.income,
            sums.costs,
            sums.drawn,
            sums.added,
        ];
        let totals = totals.iter().map(|sum| sum.total()).chain([sums.result()]);
        all.extend(totals.flatten().map(|amount| amount.to_string()));
    }
    all
}

/// The same with a mark of its own on each text, so that none stands for another.
fn marked(mut printed: PrintedBudget) -> PrintedBudget {
    for (place, text) in texts_of(&mut printed).into_iter().enumerate() {
        text.push_str(&format!(" ¤{place}¤"));
    }
    printed
}

#[test]
fn every_fact_of_a_budget_stands_in_every_format_and_language() {
    let mut printed = marked(budgets::full());
    let mut wanted = figures_of(&printed);
    wanted.extend(texts_of(&mut printed).into_iter().map(|text| text.clone()));
    assert!(wanted.len() > 60, "{} facts", wanted.len());
    for language in [Language::Swedish, Language::English] {
        let document = documents::budget(&printed, language);
        for (format, shown) in all_formats(&document) {
            let missing: Vec<&String> = wanted
                .iter()
                .filter(|text| !shown.contains(&said(text)))
                .collect();
            assert!(missing.is_empty(), "{language:?}, {format}: {missing:#?}");
        }
    }
}

#[test]
fn what_each_year_adds_up_to_is_told_where_every_amount_is_known() {
    let mut printed = budgets::full();
    let document = documents::budget(&printed, Language::Swedish);
    let text = document.to_text();
    // The study has no amount, so that nobody knows the costs of the year, nor its result.
    assert!(
        text.contains("Kostnader; 2026: ej angivet; 2027: 11"),
        "{text}"
    );
    assert!(text.contains("Resultat; 2026: ej angivet; 2027: ej angivet; 2028: ej"));
    printed.version.content.lines.remove(3);
    let known = documents::budget(&printed, Language::Swedish).to_text();
    let known = said(&known);
    // 5 400 000 + 150 000 + 2 700 000 + 1 890 000 + 810 000,55 + 40 000 and 600 000 from the fund.
    for sum in [
        "Bidrag;2026:10990000,55kr",
        "Intäkter;2026:11590000,55kr",
        "Kostnader;2026:10520000,00kr",
        "Resultat;2026:1070000,55kr",
        "Kommunerna;Belopp:2700000,55kr;Andel:24,57%",
    ] {
        assert!(known.contains(sum), "{sum}: {known}");
    }
}

#[test]
fn what_nobody_stated_is_no_zero() {
    for language in [Language::Swedish, Language::English] {
        let document = documents::budget(&budgets::unknown(), language);
        for (format, shown) in all_formats(&document) {
            assert!(!shown.contains("0,00"), "{format}: {shown}");
            for told in match language {
                Language::Swedish => ["ejangivet", "Uppgiftsaknas", "Förslag,ejfastställt"],
                Language::English => ["notstated", "Notstated", "Proposal,notapproved"],
            } {
                assert!(shown.contains(told), "{language:?}, {format}: {told}");
            }
        }
    }
    let mut zero = budgets::unknown();
    for line in &mut zero.version.content.lines {
        line.amount = Some(Ore::ZERO);
    }
    let shown = documents::budget(&zero, Language::Swedish).to_text();
    assert!(shown.contains("Kostnader; 2026: 0,00\u{a0}kr"), "{shown}");
}

#[test]
fn a_decision_that_nobody_may_tell_of_leaves_the_day() {
    let mut printed = budgets::full();
    printed.decision = None;
    printed.replaced_by = None;
    let document = documents::budget(&printed, Language::Swedish);
    for (format, shown) in formats(&document) {
        assert!(shown.contains("Fastställd"), "{format}");
        assert!(shown.contains(&said("2026-09-17")), "{format}");
        assert!(shown.contains("Gäller"), "{format}");
        assert!(!shown.contains("Styrelsen"), "{format}");
    }
}

#[test]
fn hostile_texts_of_a_budget_stay_texts() {
    let hostile = "<script>alert(1)</script> & \" onload=\"x #import \"@preview/x:1.0.0\" \u{202e}";
    let mut printed = budgets::full();
    for text in texts_of(&mut printed) {
        hostile.clone_into(text);
    }
    let document = documents::budget(&printed, Language::Swedish);
    let html = document.to_html();
    assert!(!html.contains("<script") && !html.contains(" onload=\""));
    assert!(texts(html.trim_start_matches("<!DOCTYPE html>\n").trim()).contains("[U+202E]"));
    for (format, shown) in all_formats(&document) {
        let told = said("<script>alert(1)</script> & \" onload=\"x #import");
        assert!(shown.contains(&told), "{format}: {shown}");
        assert!(!shown.contains('\u{202e}'), "{format}");
    }
}
