//! A version of a budget (budget).

mod parts;

use super::wording::Wording;
use super::{after, plain, quoted};
use crate::document::{Document, Fact, Kind, Line, Run, Work};
use crate::shown::Shown;
use crate::words;
use domain::budget::{Adoption, Version, VersionKind};
use domain::id::{BudgetId, OrganisationId};
use domain::money::Ore;
use domain::name::Slug;
use domain::organisation::Organisation;
use domain::text::{Label, Language};
use std::collections::{BTreeSet, HashMap};

/// A version of a budget to print, without whatever the reader may not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedBudget {
    /// The association.
    pub association: Organisation,
    /// The budget.
    pub budget: BudgetId,
    /// The budget year.
    pub year: i32,
    /// The version.
    pub version: Version,
    /// Members by name.
    pub members: HashMap<OrganisationId, String>,
    /// The decision that approves it; `None` where none does, or nobody can tell which.
    pub decision: Option<ApprovingDecision>,
    /// The later version that took its place; `None` for a proposal, and for the version that holds.
    pub replaced_by: Option<u32>,
    /// The permanent address of the document, printed at its foot.
    pub address: Option<String>,
}

/// The decision that approves a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovingDecision {
    /// The name of the body that took it.
    pub body: String,
    /// Address form of that name.
    pub slug: Slug,
    /// Its § as the record prints it: `§ 70`.
    pub label: Option<String>,
    /// As worded.
    pub text: String,
}

/// A version in the language that it is printed in.
#[derive(Clone, Copy)]
struct Printing<'a> {
    held: &'a PrintedBudget,
    language: Language,
}

impl Wording for Printing<'_> {
    fn language(&self) -> Language {
        self.language
    }
}

/// A version of a budget: how it stands and who approved it, what each year adds up to and what equity gives and takes,
/// contributions, other income, lines with what they wait for, and goals.
///
/// # Legal source
/// Lag (2003:1210) 5, 21 and 23 §§; kommunallag (2017:725) 11 kap. 5 and 6 §§: what a budget holds, and that the board
/// adopts it.
///
/// # Examples
/// ```
/// # fn print(version: &documents::PrintedBudget) -> String {
/// documents::budget(version, domain::text::Language::Swedish).to_html()
/// # }
/// ```
pub fn budget(printed: &PrintedBudget, language: Language) -> Document {
    let printing = Printing {
        held: printed,
        language,
    };
    let version = &printed.version;
    let adoption = version.adoption.as_ref();
    let decision = printed.decision.as_ref();
    let association = &printed.association;
    // What no known body has taken is told by its years.
    let years = span(printing.years());
    Document {
        kind: Kind::Budget,
        language,
        organisation: Shown::new(&association.name),
        body: Shown::new(decision.map_or(&years, |held| &held.body)),
        title: printing.title(),
        draft: adoption
            .is_none()
            .then(|| printing.words(words::PROPOSAL_OF_BUDGET)),
        stamp: Vec::new(),
        date: decision.and(adoption).map(|held| held.on),
        span: decision
            .and_then(|held| held.label.as_deref())
            .map(Shown::new),
        facts: printing.heads(),
        blocks: printing.parts(),
        footer: printing.found_at(printed.address.as_deref()),
        work: Work {
            organisation: association.slug.as_str().to_owned(),
            body: decision.map(|held| held.slug.as_str().to_owned()),
            of: printed.budget.to_string(),
            part: Some(version.number.to_string()),
            adjusted_on: None,
        },
    }
}

impl Printing<'_> {
    fn title(&self) -> Shown {
        let version = &self.held.version;
        let kind = words::version(version.kind).in_language(self.language);
        let numbered = words::VERSION.in_language(self.language);
        Shown::new(&format!(
            "{kind} {}, {numbered} {}",
            self.held.year, version.number
        ))
    }

    /// The budget year, the plan years, and whatever other years something is told of.
    fn years(&self) -> BTreeSet<i32> {
        let version = &self.held.version;
        let last = version.last_year.unwrap_or(self.held.year);
        let mut years: BTreeSet<i32> = (self.held.year..=last).collect();
        years.extend(parts::years(&version.content));
        years
    }

    fn heads(&self) -> Vec<Fact> {
        let version = &self.held.version;
        let mut facts = vec![
            self.fact(words::FISCAL_YEAR, vec![vec![number(self.held.year)]]),
            self.plan(),
            self.fact(words::STANDS, vec![self.stands()]),
            self.dated(words::PROPOSED_ON, Some(version.proposed_on)),
        ];
        if let Some(adoption) = &version.adoption {
            facts.extend(self.approval(adoption));
        }
        if version.kind != VersionKind::Original || version.funding.is_some() {
            let funding = version.funding.iter();
            let funding = funding.map(|text| vec![quoted(text)]).collect();
            facts.push(self.fact(words::FUNDING, funding));
        }
        facts
    }

    fn plan(&self) -> Fact {
        let first = self.held.year.saturating_add(1);
        let years = self.held.version.last_year.map(|last| {
            if last < first {
                vec![self.say(words::NO_PLAN_YEARS)]
            } else {
                vec![Run::Words(Shown::new(&span((first..=last).collect())))]
            }
        });
        self.fact(words::PLAN_YEARS, years.into_iter().collect())
    }

    fn stands(&self) -> Line {
        match (&self.held.version.adoption, self.held.replaced_by) {
            (None, _) => vec![self.say(words::PROPOSAL_OF_BUDGET)],
            (Some(_), None) => vec![self.say(words::IN_FORCE)],
            (Some(_), Some(later)) => vec![
                self.say(words::REPLACED_BY),
                plain(" "),
                Run::Words(Shown::new(&later.to_string())),
            ],
        }
    }

    /// When, by whom and under which §; as decided; and whether all could be there.
    fn approval(&self, adoption: &Adoption) -> Vec<Fact> {
        let decision = self.held.decision.as_ref();
        let mut by: Line = vec![Run::Date(adoption.on)];
        if let Some(held) = decision {
            after(&mut by, quoted(&held.body));
            if let Some(label) = &held.label {
                by.extend([plain(" "), Run::Words(Shown::new(label))]);
            }
        }
        let text = decision.map(|held| vec![quoted(&held.text)]);
        let open = adoption.open.map(|open| vec![self.yes_or_no(open)]);
        let announced = adoption.announced.map(|told| {
            let mut line = vec![self.yes_or_no(told)];
            if let Some(on) = adoption.announced_on {
                after(&mut line, Run::Date(on));
            }
            line
        });
        vec![
            self.fact(words::APPROVED_ON, vec![by]),
            self.fact(words::DECISION, text.into_iter().collect()),
            self.fact(words::OPEN_TO_PUBLIC, open.into_iter().collect()),
            self.fact(words::ANNOUNCED, announced.into_iter().collect()),
        ]
    }

    /// An amount; what nobody stated is said to be so, and is never a zero.
    fn amount(&self, amount: Option<Ore>) -> Line {
        match amount {
            Some(amount) => vec![Run::Words(Shown::new(&amount.to_string()))],
            None => vec![self.say(words::UNSTATED_AMOUNT)],
        }
    }

    /// What part of a whole an amount is, in per cent.
    fn share(&self, amount: Option<Ore>, whole: Option<Ore>) -> Line {
        match amount.zip(whole).and_then(|(part, of)| per_cent(part, of)) {
            Some(share) => vec![Run::Words(Shown::new(&share))],
            None => vec![self.say(words::UNSTATED_AMOUNT)],
        }
    }

    /// A label and the years that it is about: "Bidrag 2026".
    fn of_years(&self, label: Label, years: BTreeSet<i32>) -> Shown {
        let label = label.in_language(self.language);
        Shown::new(&format!("{label} {}", span(years)))
    }
}

/// A year.
fn number(year: i32) -> Run {
    Run::Words(Shown::new(&year.to_string()))
}

/// The first and the last of some years: `2026–2028`.
fn span(years: BTreeSet<i32>) -> String {
    match (years.first(), years.last()) {
        (Some(first), Some(last)) if first < last => format!("{first}–{last}"),
        (Some(only), _) => only.to_string(),
        (None, _) => String::new(),
    }
}

/// A part of a whole in Swedish form, `12,50 %`; half a hundredth is rounded up. `None` of nothing.
fn per_cent(part: Ore, whole: Ore) -> Option<String> {
    let (part, whole) = (i128::from(part.get()), i128::from(whole.get()));
    if whole <= 0 || part < 0 {
        return None;
    }
    let hundredths = (part * 20_000 + whole) / (2 * whole);
    Some(format!(
        "{},{:02}\u{a0}%",
        hundredths / 100,
        hundredths % 100
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_hundredths_and_of_nothing_there_are_none() {
        let share = |part, whole| per_cent(Ore::new(part)?, Ore::new(whole)?);
        for (part, whole, shown) in [
            (1, 2, Some("50,00\u{a0}%")),
            (1, 3, Some("33,33\u{a0}%")),
            (2, 3, Some("66,67\u{a0}%")),
            (1, 20_000, Some("0,01\u{a0}%")),
            (0, 5, Some("0,00\u{a0}%")),
            (Ore::MAX, Ore::MAX, Some("100,00\u{a0}%")),
            (0, 0, None),
        ] {
            assert_eq!(share(part, whole).as_deref(), shown, "{part} of {whole}");
        }
    }

    #[test]
    fn years_are_told_by_the_first_and_the_last() {
        assert_eq!(span(BTreeSet::from([2028, 2026])), "2026–2028");
        assert_eq!(span(BTreeSet::from([2026])), "2026");
    }
}
