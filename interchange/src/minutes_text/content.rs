//! What an item's text holds: decisions, proposals, assignments, votes and all else.

use super::acts;
use super::flow::{Para, Wrap, is_point, list_mark, paragraphs};
use super::money::{Sum, sums};
use super::names;
use super::printed::Printed;
use super::raw::Raw;
use super::report::Certainty;
use super::sections::{Section, marker};
use super::sentences::sentences;
use super::votes::{Vote, votes};
use super::when;
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) text: Printed,
    pub(crate) kind: &'static str,
    pub(crate) condition: Option<Printed>,
    pub(crate) budget: Option<(i32, i32)>,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Clone)]
pub(crate) struct Proposal {
    pub(crate) by: Option<Printed>,
    /// A recommendation, or a motion; `None` where it is not said.
    pub(crate) recommended: Option<bool>,
    pub(crate) text: Printed,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    pub(crate) who: Option<Vec<Printed>>,
    pub(crate) text: Printed,
    pub(crate) due: Option<Printed>,
    pub(crate) due_on: Option<NaiveDate>,
    pub(crate) certainty: Certainty,
}

#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) text: Printed,
    pub(crate) date: Option<NaiveDate>,
    pub(crate) number: Option<u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct Cooperation {
    pub(crate) party: Option<Printed>,
    pub(crate) outcome: &'static str,
    pub(crate) scope: Option<Printed>,
    pub(crate) condition: Option<Printed>,
    pub(crate) at: Printed,
}

/// All that one item holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    pub(crate) text: Printed,
    pub(crate) presenters: Vec<Printed>,
    pub(crate) raised_by: Option<Printed>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) proposals: Vec<Proposal>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) cooperation: Vec<Cooperation>,
    pub(crate) votes: Vec<Vote>,
    pub(crate) reservations: Vec<(Vec<Printed>, Printed)>,
    pub(crate) statements: Vec<(Option<Printed>, Printed)>,
    pub(crate) disqualified: Vec<Printed>,
    pub(crate) immediately: Option<Printed>,
    pub(crate) nothing: Option<Printed>,
    /// Why the number was voided.
    pub(crate) voided: Option<Printed>,
    pub(crate) amounts: Vec<Sum>,
    pub(crate) recipients: Vec<Printed>,
    pub(crate) references: Vec<Reference>,
    pub(crate) appendices: Vec<Printed>,
}

/// What the reading of an item may lean on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// Names of people in attendance and in office.
    pub(crate) people: Vec<String>,
    /// Organisations represented.
    pub(crate) organisations: Vec<String>,
    /// The body's name, lower case.
    pub(crate) body: String,
    pub(crate) date: Option<NaiveDate>,
    /// The body is a group for labour cooperation.
    pub(crate) group: bool,
}

/// What points below a line are.
#[derive(Debug, Clone)]
enum Lead {
    Decision,
    Proposal(Option<Printed>),
    Recommendation(Option<Printed>),
}

static LEADS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:beslutar|beslutade|besluta|beslöt|beslut|beslutat|föreslår|yrkar|yrkade|yrkanden?|rekommenderar|rekommenderas)(?:\s+(?:enhälligt|därför|också|följande|att|om|enligt följande|i enlighet med förslaget|enligt förslag|:))*\s*[:,]?$|\b(?:beslutar|beslutade|beslöt)\s+\p{Ll}+(?:n|t|ktige|na)(?:\s+(?:enhälligt|därför|följande|att))*\s*[:,]?$").ok()
});
static TO_OTHERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(.{2,60}?)\s+(?:(?:tillstyrker|tillstyrkte)\b.*\b)?(?:föreslår|föreslog|rekommenderar|hemställer)\s+(?:att\s+|till\s+)?(\S+(?:\s\S+){0,3}?)\s+(?:att\s+)?beslutar?\b").ok()
});
static PROPOSED_TO_US: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bföreslås\s+(?:att\s+)?beslutar?\b").ok());
static APPENDIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:Bilaga|Bilagor|Bil\.)(?:\s+\d+|\s+Bilaga\s+\d+|:|\s*$)").ok()
});
static NOTHING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:det fanns |det förelåg |det finns )?(?:inga|ingen|inget|intet)(?:\.?$|\s+(?:(?:övriga?|nya|anmälda|särskilda|ytterligare)\s+)*(?:punkt(?:er)?|frågor?|fråga|ärenden?|att|rapport(?:er)?|information|övrigt|nytt|synpunkter|anmäl\w*|aktuellt)\b)").ok()
});

/// An appendix without the word that heads the list of them.
fn appendix(text: &Printed) -> Printed {
    let listed = text
        .find(' ')
        .map(|end| text.from(end).bare(&[':']))
        .filter(|rest| APPENDIX.as_ref().is_some_and(|p| p.is_match(rest)));
    listed.unwrap_or_else(|| text.clone())
}

/// Reads one item.
pub(crate) fn content(raw: &Raw, wrap: &Wrap, context: &Context) -> Content {
    let mut out = Content::default();
    let mut kept: Vec<Para> = Vec::new();
    let mut section: Option<Section> = None;
    let mut by: Option<Printed> = None;
    let mut lead: Option<Lead> = None;
    let mut inline = false;
    let titled = raw
        .title
        .as_ref()
        .is_some_and(|title| title.to_lowercase().starts_with("beslut om "));
    let tables = super::tables::tables(&raw.body);
    let paras = paragraphs(&raw.body, wrap);
    let mut above: Option<Printed> = None;
    let mut gap = false;
    for para in &paras {
        let mut text = para.text.flat().tidy();
        let mut keep = true;
        gap |= para.gap;
        if inline && list_mark(&text).is_none() && !is_point(&text) {
            // `Beslut: …` reaches over its own paragraph and the points below it.
            section = None;
            inline = false;
            lead = None;
        }
        if let Some((by, said)) = acts::quoted_statement(&text) {
            out.statements.push((Some(by), said));
            kept.push(Para {
                text,
                gap,
                strong: para.strong,
                row: para.row,
            });
            gap = false;
            section = None;
            lead = None;
            continue;
        }
        // A gap between columns parts a word from what it heads as a colon does.
        if let Some(found) = marker(&para.text.tidy()) {
            section = Some(found.section);
            inline = !found.alone;
            lead = None;
            by = None;
            let word = text.to(found.end).bare(&[':']);
            match found.section {
                Section::Decision => {
                    text = text.from(found.end).tidy();
                    keep = !text.is_empty();
                    lead = Some(Lead::Decision);
                }
                Section::Recipients => {
                    let rest = text.from(found.end).tidy();
                    if !rest.is_empty() {
                        out.recipients.extend(recipients(&rest));
                    }
                    keep = false;
                    inline = false;
                    text = Printed::default();
                }
                Section::Proposal | Section::Recommendation => {
                    by = proposer(&word, found.section);
                    lead = Some(match found.section {
                        Section::Proposal => Lead::Proposal(by.clone()),
                        _ => Lead::Recommendation(by.clone()),
                    });
                    text = text.from(found.end).tidy();
                }
                _ if APPENDIX.as_ref().is_some_and(|p| p.is_match(&text)) => {
                    if !found.alone {
                        out.appendices.push(appendix(&text));
                    }
                    keep = false;
                    text = Printed::default();
                }
                _ => text = text.from(found.end).tidy(),
            }
        } else if section == Some(Section::Recipients) {
            let row = text.bare(&['-', '•', '*']);
            if row.ends_with('.') && row.split_whitespace().count() > 6 {
                section = None;
            } else {
                out.recipients.extend(recipients(&row));
                keep = false;
                text = Printed::default();
            }
        } else if APPENDIX.as_ref().is_some_and(|p| p.is_match(&text)) && text.chars().count() < 160
        {
            out.appendices.push(appendix(&text));
            keep = false;
            text = Printed::default();
        }
        if keep {
            let shown = if matches!(section, Some(Section::Decision)) {
                text.clone()
            } else {
                para.text.flat().tidy()
            };
            if !shown.is_empty() {
                kept.push(Para {
                    text: shown,
                    gap,
                    strong: para.strong,
                    row: para.row,
                });
                gap = false;
            }
        }
        if text.is_empty() {
            continue;
        }
        let point = is_point(&text) || list_mark(&text).is_some();
        if point && let Some(kind) = &lead {
            let body = match list_mark(&text) {
                Some(at) => text.from(at),
                None => text.clone(),
            };
            match kind {
                Lead::Decision => decide(&body, true, context, &mut out, above.as_ref()),
                Lead::Proposal(by) => out.proposals.push(Proposal {
                    by: by.clone(),
                    recommended: Some(false),
                    text: body,
                    certainty: Certainty::Certain,
                }),
                Lead::Recommendation(by) => out.proposals.push(Proposal {
                    by: by.clone(),
                    recommended: Some(true),
                    text: body,
                    certainty: Certainty::Certain,
                }),
            }
            continue;
        }
        if !point {
            let fresh = opens(&text, section, by.as_ref());
            if let Some(fresh) = fresh {
                lead = Some(fresh);
                above = Some(text);
                continue;
            }
            if !matches!(
                section,
                Some(Section::Decision | Section::Proposal | Section::Recommendation)
            ) {
                lead = None;
            }
        }
        if matches!(section, Some(Section::Proposal | Section::Recommendation))
            && matches!(acts::proposes(&text, context), Some((_, Some(_))))
        {
            // Somebody moves: the section's own proposals end there.
            section = None;
            lead = None;
        }
        match section {
            Some(Section::Proposal) => out.proposals.push(Proposal {
                by: by.clone(),
                recommended: Some(false),
                text: text.clone(),
                certainty: Certainty::Certain,
            }),
            Some(Section::Recommendation) => out.proposals.push(Proposal {
                by: by.clone(),
                recommended: Some(true),
                text: text.clone(),
                certainty: Certainty::Certain,
            }),
            Some(Section::Decision) => {
                decide(&text, true, context, &mut out, above.as_ref());
                if text.ends_with([':', '.']) || !inline {
                    lead = lead.or(Some(Lead::Decision));
                }
            }
            Some(Section::Statement) => {
                let speaker = acts::speaker(&text);
                out.statements.push((speaker, text.clone()));
            }
            Some(Section::Documents) => {}
            _ => {
                decide(&text, titled, context, &mut out, above.as_ref());
                // `… beslutar att godkänna A` with further points below.
                if !text.ends_with('.')
                    && out
                        .decisions
                        .last()
                        .is_some_and(|d| text.ends_with(d.text.as_str()))
                {
                    lead = Some(Lead::Decision);
                }
            }
        }
        if !matches!(
            section,
            Some(Section::Decision | Section::Proposal | Section::Recommendation)
        ) {
            others(&text, section, context, &mut out);
        } else {
            if section == Some(Section::Decision) {
                // Who reserves says so right below the decision, often without a word of its own.
                for sentence in sentences(&text) {
                    let by = acts::reserves(&sentence);
                    out.reservations.extend(by.map(|by| (by, sentence)));
                }
            }
            out.references
                .extend(acts::references(&text, false, context.date));
        }
        above = Some(text);
    }
    out.text = super::flow::whole(&kept);
    out.votes = votes(&out.text, !tables.votes.is_empty());
    for table in tables.votes {
        // What the votes meant, and how many they were, the words around the table tell.
        match out.votes.iter_mut().find(|vote| vote.ballots.is_empty()) {
            Some(vote) => {
                vote.ballots = table.ballots;
                vote.yes = table.yes.or(vote.yes.take());
                vote.no = table.no.or(vote.no.take());
                vote.abstained = table.abstained.or(vote.abstained.take());
            }
            None => out.votes.push(table),
        }
    }
    out.assignments.extend(tables.tasks);
    out.amounts = sums(&out.text);
    for sentence in kept.iter().flat_map(|para| sentences(&para.text)) {
        acts::present(&sentence, &mut out.presenters);
        if out.immediately.is_none() && acts::immediate(&sentence) {
            out.immediately = Some(sentence.clone());
        }
        out.cooperation
            .extend(super::cooperation::outcomes(&sentence, context.group));
    }
    out.nothing = nothing(&out.text);
    out.raised_by = raised(&out.text, raw);
    out
}

/// The text, where it says that there was nothing to tell.
pub(crate) fn nothing(text: &Printed) -> Option<Printed> {
    let words = text.split_whitespace().count();
    let none = words <= 14 && NOTHING.as_ref().is_some_and(|p| p.is_match(text));
    none.then(|| text.clone())
}

fn opens(text: &Printed, section: Option<Section>, by: Option<&Printed>) -> Option<Lead> {
    if text.chars().count() > 400 {
        return None;
    }
    let ends = LEADS.as_ref().is_some_and(|p| p.is_match(text)) || text.ends_with(':');
    if !ends {
        return None;
    }
    if PROPOSED_TO_US.as_ref().is_some_and(|p| p.is_match(text)) {
        return Some(Lead::Proposal(None));
    }
    if let Some(found) = TO_OTHERS.as_ref().and_then(|p| p.captures(text))
        && let Some(subject) = found.get(1)
    {
        let name = text.part(subject.range());
        let at = name.find(" tillstyrk").unwrap_or(name.len());
        return Some(Lead::Recommendation(Some(name.to(at).tidy())));
    }
    let lower = text.to_lowercase();
    if LEADS.as_ref().is_some_and(|p| p.is_match(text)) {
        if lower.contains("yrka") || lower.contains("föreslår") && !lower.contains("beslut") {
            let by = acts::speaker(text);
            return Some(Lead::Proposal(by));
        }
        return Some(match section {
            Some(Section::Proposal) => Lead::Proposal(by.cloned()),
            Some(Section::Recommendation) => Lead::Recommendation(by.cloned()),
            _ => Lead::Decision,
        });
    }
    None
}

/// Who proposes, in a section word: `Kansliets förslag`, `Beredningsgruppens rekommendation`.
fn proposer(word: &Printed, section: Section) -> Option<Printed> {
    let lower = word.to_lowercase();
    let tail = match section {
        Section::Recommendation => lower
            .find("s rekommendation")
            .or_else(|| lower.find("s förslag till ")),
        _ => lower.find("s förslag"),
    }?;
    (lower.len() == word.len())
        .then(|| word.to(tail).tidy())
        .filter(|name| !name.is_empty())
}

fn recipients(row: &Printed) -> Vec<Printed> {
    let row = row.bare(&['.', ':', ',']);
    if row.chars().count() > 200 {
        return Vec::new();
    }
    row.pieces(|c| matches!(c, ',' | ';' | '\t'))
        .into_iter()
        .map(|part| part.bare(&['-', '•', '*', '.']))
        .filter(|part| part.chars().any(char::is_alphabetic) && part.chars().count() < 120)
        .collect()
}

/// Decisions, assignments and what else a paragraph's sentences are.
fn decide(
    text: &Printed,
    marked: bool,
    context: &Context,
    out: &mut Content,
    above: Option<&Printed>,
) {
    let mut reporting = false;
    let mut previous: Option<Printed> = above.cloned();
    let mut open = false;
    let body = match list_mark(text) {
        Some(at) => text.from(at),
        None => text.clone(),
    };
    for sentence in sentences(&body) {
        if let Some((recommended, by)) = acts::proposes(&sentence, context) {
            out.proposals.push(Proposal {
                by,
                recommended: Some(recommended),
                text: acts::proposal_text(&sentence),
                certainty: Certainty::Likely,
            });
            open = false;
            previous = Some(sentence);
            continue;
        }
        if acts::stands_apart(&sentence) {
            open = false;
            previous = Some(sentence);
            continue;
        }
        // The follow-up of what was just given belongs to it.
        if sentence.starts_with("Uppföljning ")
            && acts::previous_assigns(previous.as_ref(), context)
            && let Some(last) = out.assignments.last_mut()
        {
            last.text.glue(" ");
            last.text.append(&sentence);
            previous = Some(sentence);
            continue;
        }
        // One sentence that decides and then gives an assignment.
        let (first, second) = acts::split_assignment(&sentence, marked);
        if let Some(second) = second {
            push_decision(&first, marked, context, out);
            push_assignment(&second, context, out, previous.as_ref(), true);
            open = false;
        } else if acts::assigns(&sentence, context, previous.as_ref()).is_some() {
            push_assignment(&sentence, context, out, previous.as_ref(), marked);
            open = false;
        } else if acts::history(&sentence, context).is_some() {
            out.references.extend(acts::history(&sentence, context));
            open = false;
        } else if let Some(kind) = acts::decides(&sentence, marked && !open, reporting, context) {
            push_kind(&sentence, kind, marked, out);
            open = true;
        } else if open
            && acts::belongs_to_decision(&sentence, marked)
            && out
                .decisions
                .last()
                .is_some_and(|last| last.text.len() < 20_000)
        {
            if let Some(last) = out.decisions.last_mut() {
                last.text.glue(" ");
                last.text.append(&sentence);
                last.condition = acts::condition(&last.text);
            }
        } else {
            open = false;
        }
        reporting |= acts::reports(&sentence);
        previous = Some(sentence);
    }
}

fn push_decision(text: &Printed, marked: bool, context: &Context, out: &mut Content) {
    if let Some(kind) = acts::decides(text, marked, false, context) {
        push_kind(text, kind, marked, out);
    }
}

fn push_kind(text: &Printed, kind: &'static str, marked: bool, out: &mut Content) {
    out.decisions.push(Decision {
        text: text.clone(),
        kind,
        condition: acts::condition(text),
        budget: (kind == "ADOPT" || kind == "APPROVE")
            .then(|| acts::budget(text))
            .flatten(),
        certainty: if marked {
            Certainty::Certain
        } else {
            Certainty::Likely
        },
    });
}

fn push_assignment(
    text: &Printed,
    context: &Context,
    out: &mut Content,
    previous: Option<&Printed>,
    marked: bool,
) {
    let Some(found) = acts::assigns(text, context, previous) else {
        return;
    };
    // `Ansvarig är X` adds to the assignment before.
    if found.adds
        && let Some(last) = out.assignments.last_mut()
    {
        last.who.get_or_insert_default().extend(found.who);
        last.text.glue(" ");
        last.text.append(text);
        return;
    }
    let mut whole = Printed::default();
    if let Some(lead) = found.with_previous.then_some(previous).flatten() {
        whole.append(lead);
        whole.glue(" ");
    }
    whole.append(text);
    let due = acts::due(&whole);
    // Before a day is not that day.
    let before = |due: &Printed| {
        ["före", "innan"]
            .iter()
            .any(|word| due.to_lowercase().starts_with(word))
    };
    let due_on = due
        .as_ref()
        .filter(|due| !before(due))
        .and_then(|due| {
            when::days(due, None, true)
                .into_iter()
                .find(|day| day.whole)
        })
        .map(|day| day.date);
    out.assignments.push(Assignment {
        who: (!found.who.is_empty()).then_some(found.who),
        text: whole,
        due,
        due_on,
        certainty: if marked {
            Certainty::Certain
        } else if found.sure {
            Certainty::Likely
        } else {
            Certainty::Doubtful
        },
    });
}

/// Reservations, statements, disqualification and references in a paragraph.
fn others(text: &Printed, section: Option<Section>, context: &Context, out: &mut Content) {
    for sentence in sentences(text) {
        if let Some(by) = acts::reserves(&sentence) {
            out.reservations.push((by, sentence.clone()));
        }
        out.disqualified.extend(acts::disqualified(&sentence));
        if section != Some(Section::Statement) && acts::states(&sentence) {
            out.statements
                .push((acts::speaker(&sentence), sentence.clone()));
        }
        if acts::history(&sentence, context).is_none() {
            out.references.extend(acts::references(
                &sentence,
                section == Some(Section::Earlier),
                context.date,
            ));
        }
    }
    out.disqualified.dedup_by(|a, b| a.as_str() == b.as_str());
}

/// Who asks: `Vision önskar …`, `Vårdförbundet: …`.
fn raised(text: &Printed, raw: &Raw) -> Option<Printed> {
    static ASKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\p{Lu}[\p{L}/-]*(?:\s\p{Lu}[\p{L}-]+){0,3})(?:,[^,]{3,40},)?\s+(?:önskar|efterfrågar|lyfter|frågar|undrar|skulle vilja|vill veta|ställer frågan|har frågat|ställde frågan|lyfte|frågade|undrade|önskade|har lyft)\b").ok()
    });
    static BROUGHT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\p{Lu}[\p{L}-]*(?:\s[\p{L}-]+){0,3}?)\s+(?:hade|har)\s+(?:anmält|väckt|initierat|lyft|tagit upp)\s+(?:frågan|ärendet|punkten)\b").ok()
    });
    if let Some(known) = &raw.raised_by {
        return Some(known.clone());
    }
    if let Some(at) = text.find(':').filter(|at| *at < 50)
        && names::is_union(&text[..at])
    {
        return Some(text.to(at).tidy());
    }
    if let Some(who) = BROUGHT
        .as_ref()
        .and_then(|p| p.captures(text))
        .and_then(|found| found.get(1))
    {
        let who = text.part(who.range());
        if names::is_organisation(&who) || names::is_person(&who) {
            return Some(who);
        }
    }
    let found = ASKS.as_ref()?.captures(text)?.get(1)?;
    let who = text.part(found.range());
    (names::is_union(&who) || names::is_person(&who) && raw.letter.is_some()).then_some(who)
}
