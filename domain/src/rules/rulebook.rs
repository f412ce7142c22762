//! The rulebook: every rule with its number, its code and the law that it rests on.
//!
//! Rules that rest on kommunallagen (2017:725) hold from 2018-01-01, when that act came into force. Before it the
//! act of 1991 with another numbering applied; it was not consulted, so older meetings are not judged by them.

mod association;
mod deciding;
mod groups;
mod minutes;
mod money;
mod notices;
mod presence;
mod record;

pub(crate) use association::*;
pub(crate) use deciding::*;
pub(crate) use groups::*;
pub(crate) use minutes::*;
pub(crate) use money::*;
pub(crate) use notices::*;
pub(crate) use presence::*;
pub(crate) use record::*;

use crate::legal::{Act, Citation};
use crate::rule::{LiveMode, Rule, Scope, Severity};
use crate::text::Label;
use std::sync::LazyLock;

/// Every rule, in the order of its number; rules that share a number stand in the order of the law's steps.
pub fn rulebook() -> &'static [&'static Rule] {
    static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        [
            association::RULES,
            presence::RULES,
            deciding::RULES,
            minutes::RULES,
            notices::RULES,
            money::RULES,
            groups::RULES,
            record::RULES,
        ]
        .concat()
    });
    &ALL
}

/// The place of a rule in the rulebook.
pub(super) fn place(rule: &Rule) -> usize {
    rulebook()
        .iter()
        .position(|listed| listed.code == rule.code)
        .unwrap_or(usize::MAX)
}

/// A citation.
const fn cite(act: Act, section: &'static str, sv: &'static str, en: &'static str) -> Citation {
    Citation {
        act,
        section,
        settles: Label { sv, en },
    }
}

/// Lag (2003:1210) om finansiell samordning.
const fn finsam(section: &'static str, sv: &'static str, en: &'static str) -> Citation {
    cite(Act::Finsam, section, sv, en)
}

/// Kommunallag (2017:725).
const fn kl(section: &'static str, sv: &'static str, en: &'static str) -> Citation {
    cite(Act::LocalGovernment, section, sv, en)
}

/// The section of lag (2003:1210) that lends a board the rules of kommunallagen.
const IMPORT: Citation = finsam(
    "19 §",
    "Uppräknade bestämmelser i kommunallagen gäller för styrelsen.",
    "Listed provisions of the Local Government Act apply to the board.",
);

/// The rule on last days that fall on a day off.
const SUNDAY_RULE: Citation = cite(
    Act::TimeComputation,
    "2 §",
    "En sista dag som är lördag, söndag, helgdag eller en av de tre aftnarna flyttas till nästa vardag.",
    "A last day on a Saturday, Sunday, public holiday or one of the three eves moves to the next working day.",
);

/// Custom.
const fn custom(sv: &'static str, en: &'static str) -> Citation {
    cite(Act::Custom, "", sv, en)
}

/// What a record needs to be read as data.
const fn model(sv: &'static str, en: &'static str) -> Citation {
    cite(Act::RecordModel, "", sv, en)
}

/// A rule about a meeting that derives a value and judges nothing.
const fn rule(
    id: &'static str,
    code: &'static str,
    sv: &'static str,
    en: &'static str,
    basis: &'static [Citation],
) -> Rule {
    Rule {
        id,
        code,
        title: Label { sv, en },
        scope: Scope::Meeting,
        live: LiveMode::Compute,
        severity: Severity::Info,
        report_when_unknown: false,
        basis,
        since: None,
        until: None,
        parameters: &[],
        evaluated: false,
    }
}

impl Rule {
    const fn of_paragraph(mut self) -> Self {
        self.scope = Scope::Paragraph;
        self
    }

    const fn of_association(mut self) -> Self {
        self.scope = Scope::Association;
        self
    }

    const fn warns(mut self) -> Self {
        self.live = LiveMode::Warn;
        self.severity = Severity::Warning;
        self
    }

    const fn refuses(mut self) -> Self {
        self.live = LiveMode::Refuse;
        self.severity = Severity::Refusal;
        self
    }

    const fn refuses_live_warns_archived(mut self) -> Self {
        self.live = LiveMode::Refuse;
        self.severity = Severity::Warning;
        self
    }

    const fn of_little_weight(mut self) -> Self {
        self.severity = Severity::Info;
        self
    }

    const fn starting_on(mut self, year: i32, month: u32, day: u32) -> Self {
        self.since = Some((year, month, day));
        self
    }

    const fn under_local_government_act(self) -> Self {
        self.starting_on(2018, 1, 1)
    }

    const fn ending_on(mut self, year: i32, month: u32, day: u32) -> Self {
        self.until = Some((year, month, day));
        self
    }

    const fn varied_by(mut self, parameters: &'static [&'static str]) -> Self {
        self.parameters = parameters;
        self
    }

    const fn reported_when_unknown(mut self) -> Self {
        self.report_when_unknown = true;
        self
    }

    const fn judged(mut self) -> Self {
        self.evaluated = true;
        self
    }
}
