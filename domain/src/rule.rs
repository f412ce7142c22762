//! Rules and verdicts: what is asked of a record, and how the answer is explained.

use crate::Date;
use crate::id::ParagraphId;
use crate::legal::Citation;
use crate::text::{Label, Text};

/// What the rule engine found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The rule is kept.
    Met,
    /// The rule is broken.
    NotMet,
    /// Kept or broken depending on a fact that is not known; the verdict names it.
    Conditional,
    /// The record does not say enough.
    Unknown,
}

/// How much a broken rule matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// An irregularity (avvikelse).
    Warning,
    /// Would be refused in a live meeting.
    Refusal,
}

/// How firm the reading of the law is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// The text settles it.
    Certain,
    /// A reasonable reading where the text leaves room.
    Interpretation,
}

/// What the rule does when a meeting is run through the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LiveMode {
    /// The command is refused.
    Refuse,
    /// The command is carried out and the irregularity noted.
    Warn,
    /// A value is derived; nothing is judged.
    Compute,
}

/// What a rule is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The register of an association.
    Association,
    /// A meeting, once.
    Meeting,
    /// Each paragraph.
    Paragraph,
}

/// A rule of the rulebook. One code, one rule; a section of law that gives several codes gives several rules.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Number in the rule catalogue, `R-17`.
    pub id: &'static str,
    /// Stable code, `QUORUM_NOT_MET`.
    pub code: &'static str,
    /// What it asks.
    pub title: Label,
    /// What it is asked of.
    pub scope: Scope,
    /// What it does live.
    pub live: LiveMode,
    /// How much a breach matters.
    pub severity: Severity,
    /// Whether an unknown or conditional answer is reported as an irregularity too.
    pub report_when_unknown: bool,
    /// Legal basis.
    pub basis: &'static [Citation],
    /// First day on which it applies, as `(year, month, day)`; `None` = as long as the acts here.
    pub since: Option<(i32, u32, u32)>,
    /// Last day on which it applies.
    pub until: Option<(i32, u32, u32)>,
    /// Names of the parameters that statutes or agreements may vary.
    pub parameters: &'static [&'static str],
    /// Whether verdicts are given from a stored record. The others guard live commands, or say what the law
    /// asks where a record cannot show it.
    pub evaluated: bool,
}

impl Rule {
    /// First day on which the rule applies.
    pub fn since(&self) -> Option<Date> {
        self.since
            .and_then(|(year, month, day)| Date::from_ymd_opt(year, month, day))
    }

    /// Last day on which the rule applies.
    pub fn until(&self) -> Option<Date> {
        self.until
            .and_then(|(year, month, day)| Date::from_ymd_opt(year, month, day))
    }

    /// Whether the rule applies on a day.
    pub fn applies_on(&self, day: Date) -> bool {
        self.since().is_none_or(|since| since <= day)
            && self.until().is_none_or(|until| day <= until)
    }

    /// A verdict by this rule with nothing but its outcome and explanation.
    pub fn verdict(&'static self, outcome: Outcome, explanation: Text) -> Verdict {
        Verdict {
            rule: self,
            outcome,
            severity: self.severity,
            certainty: Certainty::Certain,
            explanation,
            figures: Vec::new(),
            margin: None,
            condition: None,
            paragraph: None,
            date: None,
        }
    }
}

/// A named figure that a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// camelCase name, `present`.
    pub name: &'static str,
    /// Printed value, `7`.
    pub value: String,
}

/// The answer of one rule to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The rule.
    pub rule: &'static Rule,
    /// What was found.
    pub outcome: Outcome,
    /// How much it matters.
    pub severity: Severity,
    /// How firm the reading is.
    pub certainty: Certainty,
    /// Why, in words with the figures in them.
    pub explanation: Text,
    /// The figures.
    pub figures: Vec<Figure>,
    /// Persons or days to spare, negative when short; `None` when it cannot be said.
    pub margin: Option<i64>,
    /// The fact that a conditional verdict depends on.
    pub condition: Option<Text>,
    /// The § that it is about; `None` = the whole meeting or association.
    pub paragraph: Option<ParagraphId>,
    /// The date that it is about, e.g. a last day.
    pub date: Option<Date>,
}

impl Verdict {
    /// With a figure.
    #[must_use]
    pub fn figure(mut self, name: &'static str, value: impl ToString) -> Self {
        self.figures.push(Figure {
            name,
            value: value.to_string(),
        });
        self
    }

    /// With persons or days to spare.
    #[must_use]
    pub const fn margin(mut self, margin: i64) -> Self {
        self.margin = Some(margin);
        self
    }

    /// About one §.
    #[must_use]
    pub const fn about(mut self, paragraph: ParagraphId) -> Self {
        self.paragraph = Some(paragraph);
        self
    }

    /// About a date.
    #[must_use]
    pub const fn on(mut self, date: Date) -> Self {
        self.date = Some(date);
        self
    }

    /// Depending on a fact.
    #[must_use]
    pub fn depending_on(mut self, condition: Text) -> Self {
        self.condition = Some(condition);
        self
    }

    /// As a reading of the law where the text leaves room.
    #[must_use]
    pub const fn by_interpretation(mut self) -> Self {
        self.certainty = Certainty::Interpretation;
        self
    }

    /// With another severity than the rule's own.
    #[must_use]
    pub const fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Whether it counts as an irregularity: every breach, and an open question of a rule that reports those.
    pub fn is_irregularity(&self) -> bool {
        match self.outcome {
            Outcome::NotMet => true,
            Outcome::Conditional | Outcome::Unknown => self.rule.report_when_unknown,
            Outcome::Met => false,
        }
    }
}
