//! The chart of a budget year: a bar for each party's contribution, each other income and each line, with the figures
//! of the table that stands beside it.
//!
//! Widths are parts of the whole width and heights are in CSS pixels, so that bars follow the window and letters do not.

use super::budgets::amount;
use chrono::Datelike;
use documents::naming::party;
use domain::budget::{Content, Execution, LineState, Sum, YearSums};
use domain::money::Ore;
use domain::text::{Label, Language};

/// Most bars of a group; the smallest of more stand together.
const MOST: usize = 12;

/// Longest label above a bar, in characters: what a window of 320 px has room for.
const LONGEST: usize = 36;

/// Height of a group's heading, and of a bar with its label and its amount.
const HEADING: u32 = 34;
const BAR: u32 = 58;

/// A chart and its table.
#[derive(Debug, PartialEq, Eq)]
pub struct Chart {
    /// Income, then costs.
    pub groups: Vec<Group>,
    /// Income less costs.
    pub result: String,
    /// Height in CSS pixels.
    pub height: u32,
}

/// Bars of one kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// What they are.
    pub heading: &'static str,
    /// Where the heading's letters stand.
    pub y: u32,
    /// The bars.
    pub bars: Vec<Bar>,
    /// What they add up to.
    pub total: String,
}

/// A bar.
#[derive(Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is of, in full.
    pub name: String,
    /// The same, as long as there is room for above the bar.
    pub label: String,
    /// Whether those are words of the record.
    pub quoted: bool,
    /// The amount in words, and what became of a line that waits for an event.
    pub amount: String,
    /// Its part of the longest bar, `62.50%`; `None` where the amount is not known.
    pub width: Option<String>,
    /// The class of the bar.
    pub class: &'static str,
    /// Whether it is hatched, for who tells no colours apart: the line waits.
    pub hatched: bool,
    /// Where the label, the amount and the bar begin.
    pub at: [u32; 3],
}

/// A line that was suspended until an event and is not carried out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waits {
    /// It waits.
    Still,
    /// It has lapsed.
    Never,
}

/// What a bar is of.
struct Item {
    name: String,
    quoted: bool,
    amount: Option<Ore>,
    waits: Option<Waits>,
}

impl Chart {
    /// The chart of a year; `None` where nothing is told of it.
    pub fn of(content: &Content, year: i32, language: Language) -> Option<Self> {
        // What is stored adds up: what does not was refused.
        let sums: YearSums = content.year(year).ok()?;
        let income = few(income(content, year, language), language);
        let costs = few(costs(content, year), language);
        if income.is_empty() && costs.is_empty() {
            return None;
        }
        let amounts = income.iter().chain(&costs).filter_map(|item| item.amount);
        let longest = amounts.max().unwrap_or(Ore::ZERO);
        let mut y = 0;
        let mut group = |label: Label, class, items: Vec<Item>, total: &Sum| {
            let heading = y + 20;
            y += HEADING;
            let bars = items.into_iter().map(|item| {
                let top = y;
                y += BAR;
                Bar::of(item, class, (top, longest), language)
            });
            Group {
                bars: bars.collect(),
                heading: label.in_language(language),
                y: heading,
                total: amount(total.total(), language),
            }
        };
        let groups = vec![
            group(INCOME, "chart-income", income, &sums.income),
            group(COSTS, "chart-costs", costs, &sums.costs),
        ];
        Some(Self {
            groups,
            result: amount(sums.result(), language),
            height: y,
        })
    }
}

impl Bar {
    fn of(item: Item, class: &'static str, (top, longest): (u32, Ore), language: Language) -> Self {
        let mut told = amount(item.amount, language);
        let (class, remark) = match item.waits {
            None => (class, None),
            Some(Waits::Still) => ("chart-waits", Some(WAITS)),
            Some(Waits::Never) => ("chart-lapsed", Some(LAPSED)),
        };
        if let Some(remark) = remark {
            told.push_str(&format!(", {}", remark.in_language(language)));
        }
        Self {
            label: shortened(&item.name),
            name: item.name,
            quoted: item.quoted,
            amount: told,
            width: item.amount.map(|amount| part(amount, longest)),
            class,
            hatched: item.waits == Some(Waits::Still),
            at: [top + 14, top + 32, top + 39],
        }
    }
}

const INCOME: Label = Label {
    sv: "Intäkter",
    en: "Income",
};
const COSTS: Label = Label {
    sv: "Kostnader",
    en: "Costs",
};
const WAITS: Label = Label {
    sv: "väntar",
    en: "waits",
};
const LAPSED: Label = Label {
    sv: "förfallen",
    en: "lapsed",
};
const OTHERS: Label = Label {
    sv: "Övriga bidrag",
    en: "Other contributions",
};
const TOGETHER: Label = Label {
    sv: "Övriga tillsammans",
    en: "The others together",
};

fn income(content: &Content, year: i32, language: Language) -> Vec<Item> {
    let parties = content.by_party(year).into_iter();
    let parties = parties.map(|(of, sum)| Item {
        name: of.map_or(OTHERS, party).in_language(language).to_owned(),
        quoted: false,
        amount: sum.and_then(|sum| sum.total()),
        waits: None,
    });
    let other = content.other_income.iter();
    let other = other.filter(|held| held.year == year).map(|held| Item {
        name: held.text.clone(),
        quoted: true,
        amount: held.amount,
        waits: None,
    });
    parties.chain(other).collect()
}

fn costs(content: &Content, year: i32) -> Vec<Item> {
    let lines = content.lines.iter();
    let lines = lines.filter(|line| line.period.from.year() == year);
    lines
        .map(|line| Item {
            name: line.activity.clone(),
            quoted: true,
            amount: line.amount,
            waits: match &line.execution {
                Execution::Immediate => None,
                Execution::Suspended(held) => match held.state {
                    LineState::Waiting => Some(Waits::Still),
                    LineState::Released(_) => None,
                    LineState::Lapsed(_) => Some(Waits::Never),
                },
            },
        })
        .collect()
}

/// As many as there is room for: the smallest, and first those that are not known, stand together as the last.
fn few(items: Vec<Item>, language: Language) -> Vec<Item> {
    if items.len() <= MOST {
        return items;
    }
    let mut by_size: Vec<usize> = (0..items.len()).collect();
    by_size.sort_by_key(|place| std::cmp::Reverse(items.get(*place).and_then(|item| item.amount)));
    by_size.truncate(MOST - 1);
    let mut rest = Some(Sum::NOTHING);
    let mut kept = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        if by_size.contains(&place) {
            kept.push(item);
        } else {
            rest = rest.and_then(|sum| sum.and(item.amount));
        }
    }
    let name = TOGETHER.in_language(language);
    let count = rest.map_or(0, |sum| sum.rows);
    kept.push(Item {
        name: format!("{name} ({count})"),
        quoted: false,
        amount: rest.and_then(|sum| sum.total()),
        waits: None,
    });
    kept
}

/// A part of the longest bar; of nothing all bars are nothing.
fn part(amount: Ore, longest: Ore) -> String {
    let longest = i128::from(longest.get()).max(1);
    let hundredths = i128::from(amount.get()) * 10_000 / longest;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn shortened(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.char_indices().nth(LONGEST) {
        None => name,
        Some((cut, _)) => format!("{}…", name.get(..cut).unwrap_or_default().trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Date;
    use domain::association::FundingParty;
    use domain::budget::{
        Contribution, ContributionKind, Contributor, IncomeSource, Line, OtherIncome, Span,
        Suspension,
    };
    use domain::id::BudgetLineId;
    use uuid::Uuid;

    fn line(activity: &str, amount: Option<i64>) -> Line {
        let day = |month, day| Date::from_ymd_opt(2026, month, day).expect("a day");
        Line {
            id: BudgetLineId::from_uuid(Uuid::nil()),
            activity: activity.to_owned(),
            period: Span {
                from: day(1, 1),
                until: day(12, 31),
            },
            amount: amount.and_then(Ore::new),
            expected_outcome: None,
            execution: Execution::Immediate,
        }
    }

    fn given(party: FundingParty, amount: Option<i64>) -> Contribution {
        Contribution {
            year: 2026,
            contributor: Contributor::Party(party),
            kind: ContributionKind::Statutory,
            amount: amount.and_then(Ore::new),
        }
    }

    #[test]
    fn bars_are_as_long_as_their_part_of_the_longest_and_unknown_ones_are_none() {
        let waits = Suspension {
            event: "Besked".to_owned(),
            condition: None,
            period: None,
            state: LineState::Waiting,
        };
        let content = Content {
            contributions: vec![
                given(FundingParty::State, Some(400)),
                given(FundingParty::Region, None),
            ],
            other_income: vec![OtherIncome {
                year: 2026,
                source: IncomeSource::Interest,
                text: "Ränta".to_owned(),
                amount: Some(Ore::ZERO),
            }],
            lines: vec![
                line("Team", Some(300)),
                Line {
                    execution: Execution::Suspended(waits),
                    ..line("Psykolog", Some(50))
                },
            ],
            ..Content::default()
        };
        let chart = Chart::of(&content, 2026, Language::Swedish).expect("a chart");
        let bars = |place: usize| -> Vec<(&str, &str, Option<&str>)> {
            let bars = chart.groups[place].bars.iter();
            bars.map(|bar| (bar.name.as_str(), bar.amount.as_str(), bar.width.as_deref()))
                .collect()
        };
        assert_eq!(
            bars(0),
            [
                ("Staten", "4,00\u{a0}kr", Some("100.00%")),
                ("Regionerna", "ej angivet", None),
                ("Ränta", "0,00\u{a0}kr", Some("0.00%")),
            ]
        );
        assert_eq!(
            bars(1),
            [
                ("Team", "3,00\u{a0}kr", Some("75.00%")),
                ("Psykolog", "0,50\u{a0}kr, väntar", Some("12.50%")),
            ]
        );
        let hatched = chart.groups.iter().flat_map(|group| &group.bars);
        let hatched: Vec<bool> = hatched.map(|bar| bar.hatched).collect();
        assert_eq!(hatched, [false, false, false, false, true]);
        assert_eq!(
            (
                chart.groups[0].total.as_str(),
                chart.groups[1].total.as_str()
            ),
            ("ej angivet", "3,50\u{a0}kr")
        );
        assert_eq!(chart.result, "ej angivet");
        assert_eq!(chart.height, 2 * HEADING + 5 * BAR);
        assert_eq!(Chart::of(&content, 2027, Language::Swedish), None);
    }

    #[test]
    fn of_many_lines_the_smallest_stand_together_and_nothing_is_lost() {
        let lines = (1..=20).map(|place| line(&format!("Insats {place}"), Some(place * 100)));
        let mut content = Content {
            lines: lines.collect(),
            ..Content::default()
        };
        let costs = |content: &Content| {
            let chart = Chart::of(content, 2026, Language::English).expect("a chart");
            let mut bars = chart.groups.into_iter().nth(1).expect("costs").bars;
            (
                bars.len(),
                bars.remove(0).name,
                bars.pop().expect("the rest"),
            )
        };
        let (count, first, rest) = costs(&content);
        assert_eq!((count, first.as_str()), (MOST, "Insats 10"));
        // 1 to 9 kronor.
        assert_eq!(
            (rest.name.as_str(), rest.amount.as_str()),
            ("The others together (9)", "45,00\u{a0}kr")
        );
        content.lines.push(line("Förstudie", None));
        let (_, _, rest) = costs(&content);
        assert_eq!((rest.amount.as_str(), rest.width), ("not stated", None));
    }

    #[test]
    fn a_label_is_cut_where_the_room_ends() {
        assert_eq!(shortened("Kort  text"), "Kort text");
        let long = "ö".repeat(LONGEST + 1);
        assert_eq!(shortened(&long).chars().count(), LONGEST + 1);
        assert!(shortened(&long).ends_with('…'));
        assert_eq!(shortened(&"ö".repeat(LONGEST)), "ö".repeat(LONGEST));
    }
}
