//! Rules and verdicts.

use super::Paragraph;
use crate::graphql::codes;
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{Judged, Seen, viewing};
use async_graphql::{Context, Object, SimpleObject, Value};
use domain::legal::Citation;
use domain::rule as law;
use domain::text::Language;
use std::sync::Arc;

/// A section of law, or another source, that a rule rests on.
#[derive(SimpleObject, Debug, Clone)]
pub struct LegalBasis {
    /// Title of the act.
    act: &'static str,
    /// Section, as Swedes cite it.
    section: &'static str,
    /// What it settles, in our words.
    text: &'static str,
    /// Where the act can be read; null for what is no published act.
    url: Option<&'static str>,
}

impl LegalBasis {
    /// A citation in a language.
    pub fn of(citation: &Citation, language: Language) -> Self {
        Self {
            act: citation.act.title().in_language(language),
            section: citation.section,
            text: citation.settles.in_language(language),
            url: citation.act.url(),
        }
    }

    /// Its fields by name, for the extensions of an error.
    pub fn fields(&self) -> [(&'static str, Value); 4] {
        [
            ("act", Value::from(self.act)),
            ("section", Value::from(self.section)),
            ("text", Value::from(self.text)),
            ("url", self.url.map_or(Value::Null, Value::from)),
        ]
    }
}

fn basis(citations: &'static [Citation], language: Language) -> Vec<LegalBasis> {
    citations
        .iter()
        .map(|citation| LegalBasis::of(citation, language))
        .collect()
}

/// A named figure that a verdict rests on.
#[derive(SimpleObject, Debug, Clone)]
pub struct Figure {
    /// Name, camelCase.
    name: &'static str,
    /// Value as printed.
    value: String,
}

/// The answer of one rule to one record, with the figures and the law.
#[derive(Debug, Clone)]
pub struct Verdict {
    verdict: law::Verdict,
    seen: Option<Arc<Seen>>,
}

impl Verdict {
    /// Those verdicts on a record that meet a condition.
    pub(crate) fn all_of(judged: &Judged, asked: impl Fn(&&law::Verdict) -> bool) -> Vec<Self> {
        let verdicts = judged.verdicts().iter().filter(asked);
        verdicts
            .map(|verdict| Self::of_record(verdict.clone(), judged.seen()))
            .collect()
    }

    pub(crate) fn of_record(verdict: law::Verdict, seen: &Arc<Seen>) -> Self {
        Self {
            verdict,
            seen: Some(Arc::clone(seen)),
        }
    }

    pub(crate) fn of_register(verdict: law::Verdict) -> Self {
        Self {
            verdict,
            seen: None,
        }
    }
}

/// The answer of one rule to one record, with the figures and the law.
#[Object]
impl Verdict {
    /// Number of the rule in the rulebook, `R-44`.
    async fn rule_id(&self) -> &'static str {
        self.verdict.rule.id
    }

    /// Stable code, `ADJUSTED_LATE`.
    async fn code(&self) -> &'static str {
        self.verdict.rule.code
    }

    /// What was found.
    async fn outcome(&self) -> codes::Outcome {
        self.verdict.outcome.into()
    }

    /// How much it matters.
    async fn severity(&self) -> codes::Severity {
        self.verdict.severity.into()
    }

    /// How firm the reading of the law is.
    async fn certainty(&self) -> codes::Certainty {
        self.verdict.certainty.into()
    }

    /// Why, in words; Swedish, or English with `Accept-Language: en`.
    async fn explanation(&self, context: &Context<'_>) -> &str {
        self.verdict
            .explanation
            .in_language(viewing(context).language)
    }

    /// The figures that it rests on.
    async fn figures(&self) -> Vec<Figure> {
        let figures = self.verdict.figures.iter();
        figures
            .map(|figure| Figure {
                name: figure.name,
                value: figure.value.clone(),
            })
            .collect()
    }

    /// Persons or days to spare, negative when short; null when it cannot be said.
    async fn margin(&self) -> Option<i64> {
        self.verdict.margin
    }

    /// The fact that a conditional verdict depends on.
    async fn condition(&self, context: &Context<'_>) -> Option<&str> {
        let language = viewing(context).language;
        self.verdict
            .condition
            .as_ref()
            .map(|condition| condition.in_language(language))
    }

    /// The law.
    async fn basis(&self, context: &Context<'_>) -> Vec<LegalBasis> {
        basis(self.verdict.rule.basis, viewing(context).language)
    }

    /// The paragraph that it is about; null = the whole meeting, or the register.
    async fn paragraph(&self) -> Option<Paragraph> {
        let seen = self.seen.as_ref()?;
        self.verdict.paragraph.map(|id| Paragraph::new(id, seen))
    }

    /// The date that it is about, such as a last day.
    async fn date(&self) -> Option<Date> {
        self.verdict.date.map(Date)
    }
}

/// A rule of the rulebook.
#[derive(Debug, Clone, Copy)]
pub struct Rule(pub &'static law::Rule);

/// A rule of the rulebook.
#[Object]
impl Rule {
    /// Number, `R-17`. A section of law that gives several codes gives several rules of one number.
    async fn rule_id(&self) -> &'static str {
        self.0.id
    }

    /// Stable code.
    async fn code(&self) -> &'static str {
        self.0.code
    }

    /// What it asks; Swedish, or English with `Accept-Language: en`.
    async fn title(&self, context: &Context<'_>) -> &'static str {
        self.0.title.in_language(viewing(context).language)
    }

    /// What it is asked of.
    async fn scope(&self) -> codes::RuleScope {
        self.0.scope.into()
    }

    /// What it does when a meeting is run through the service. A stored record is never refused.
    async fn outcome_in_live_mode(&self) -> codes::LiveOutcome {
        self.0.live.into()
    }

    /// How much a breach matters.
    async fn severity(&self) -> codes::Severity {
        self.0.severity.into()
    }

    /// Whether an unknown or conditional answer is listed among the irregularities too.
    async fn report_when_unknown(&self) -> bool {
        self.0.report_when_unknown
    }

    /// Whether verdicts are given from a stored record. Other rules guard live commands, or stand here because the
    /// law asks something that a record does not show.
    async fn evaluated(&self) -> bool {
        self.0.evaluated
    }

    /// The law.
    async fn basis(&self, context: &Context<'_>) -> Vec<LegalBasis> {
        basis(self.0.basis, viewing(context).language)
    }

    /// First day on which it applies; null = as long as the acts here.
    async fn since(&self) -> Option<Date> {
        self.0.since().map(Date)
    }

    /// Last day on which it applies.
    async fn until(&self) -> Option<Date> {
        self.0.until().map(Date)
    }

    /// Names of the parameters that statutes or agreements may vary.
    async fn parameters(&self) -> &'static [&'static str] {
        self.0.parameters
    }
}
