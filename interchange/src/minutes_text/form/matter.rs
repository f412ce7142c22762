//! One matter: its facts, its text, and what is set apart in it.

mod beside;

use beside::{fact, handed, row, subject};

use super::{DISPATCH, Form, HEADS, PIECE, VOTE, named, values};
use crate::minutes_text::acts;
use crate::minutes_text::content::{Assignment, Content, Context, Decision, Proposal, nothing};
use crate::minutes_text::lines::Line;
use crate::minutes_text::money::{Sum, sums};
use crate::minutes_text::names;
use crate::minutes_text::printed::Printed;
use crate::minutes_text::raw::{Group, Raw};
use crate::minutes_text::report::Certainty;
use crate::minutes_text::sentences::sentences;
use crate::minutes_text::votes::Vote;
use crate::minutes_text::when;
use regex::Regex;
use std::sync::LazyLock;

static BELOW: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:§ )?(\d{1,4}) (\p{Ll})(?: (.+))?$").ok());

/// Parts an item into its sub-items, `§ 76 a Title`, and takes the facts of its head.
pub(crate) fn divide(raw: &mut Raw) {
    let number = raw.number.as_ref().map(|(number, _)| number.to_string());
    let mut own: Vec<Line> = Vec::new();
    for line in std::mem::take(&mut raw.body) {
        let found = BELOW.as_ref().and_then(|p| p.captures(&line.text));
        let ours = found.as_ref().is_some_and(|found| {
            found.get(1).map(|n| n.as_str().to_owned()) == number && !line.text.ends_with('.')
        });
        match (found.filter(|_| ours), raw.items.last_mut()) {
            (Some(found), _) => raw.items.push(Raw {
                letter: found.get(2).map(|letter| line.text.part(letter.range())),
                title: found.get(3).map(|title| line.text.part(title.range())),
                ..Raw::default()
            }),
            (None, Some(below)) => below.body.push(line),
            (None, None) => own.push(line),
        }
    }
    raw.body = own;
    heads(raw);
    raw.items.iter_mut().for_each(heads);
}

fn heads(raw: &mut Raw) {
    let one = |label| values(&raw.body, label).into_iter().next();
    if let Some(case) = one("Diarienummer") {
        raw.case = Some(case);
    }
    raw.group = match one("Ärendetyp").as_deref() {
        Some("Information") => Some(Group::Information),
        Some("Dialog") => Some(Group::Dialogue),
        Some("Beslut") => Some(Group::Decision),
        _ => raw.group,
    };
    raw.raised_by = one("Väckt av");
    raw.presenters = listed(one("Föredragande"));
}

/// Names parted by commas.
fn listed(value: Option<Printed>) -> Vec<Printed> {
    let parts = value.map(|value| value.pieces(|c| c == ','));
    parts
        .into_iter()
        .flatten()
        .map(|part| part.tidy())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    /// In the running text.
    Text,
    /// Below a word for what is set apart.
    Caption(&'static str),
}

/// Reads one matter.
pub(crate) fn content(form: Form, raw: &Raw, context: &Context) -> Content {
    let mut out = Content::default();
    let mut under = Under::Text;
    let mut first = true;
    let mut text = Printed::default();
    let mut above_page = 0;
    // How many reservations have been told whose they are.
    let mut stated = 0;
    let mut caption = Printed::default();
    for line in &settled(form, &raw.body, context) {
        if let Some(label) = named(&line.text) {
            if VOTE.contains(&label) || PIECE.contains(&label) {
                let value = line.text.from(label.len() + 1).tidy();
                fact(label, &value, &mut out, under, &mut stated);
            }
            if HEADS.contains(&label) || DISPATCH.contains(&label) {
                under = Under::Text;
            }
            continue;
        }
        if line.tabs > 0 {
            // A further value of the fact above.
            continue;
        }
        if let Some(word) = form.caption(&line.text, &super::CAPTIONS) {
            if word == "Omröstning" {
                out.votes.push(Vote::default());
            }
            under = Under::Caption(word);
            caption = line.text.bare(&[':']);
            first = true;
            above_page = line.page;
            continue;
        }
        if let Under::Caption(word @ ("Samverkan" | "Röstlista" | "Kandidater")) = under
            && (line.text.contains('\t') || form == Form::Text && line.indent == 2)
        {
            row(word, line, &mut out);
            continue;
        }
        if under == Under::Caption("Numret utgår") && first {
            out.voided = Some(line.text.clone());
            under = Under::Text;
            continue;
        }
        if let Under::Caption(word) = under {
            let below = match form {
                Form::Text => line.indent == 4,
                Form::Pages if line.page == above_page => first || !line.gap,
                Form::Pages | Form::Word => first || alike(word, &line.text, context),
            };
            if !below {
                under = Under::Text;
            }
        }
        first = false;
        above_page = line.page;
        match under {
            Under::Caption("Propositionsordning") => {
                let mut order = caption.clone();
                order.glue(": ");
                order.append(&line.text);
                out.statements.push((None, order));
            }
            Under::Caption(word) => piece(word, &line.text, context, &mut out),
            Under::Text => remark(&line.text, &mut out),
        }
        let free = matches!(under, Under::Text);
        refer(&line.text, free, context, &mut out);
        if !text.is_empty() {
            text.glue("\n\n");
        }
        text.append(&line.text.flat());
    }
    out.amounts = sums(&text);
    for stated in values(&raw.body, "Belopp") {
        let found = sums(&stated);
        if found.is_empty() {
            out.amounts.push(Sum {
                text: stated,
                ore: None,
            });
        }
        out.amounts.extend(found);
    }
    out.disqualified = listed(values(&raw.body, "Jäv").into_iter().next());
    out.immediately = values(&raw.body, "Omedelbart justerad").into_iter().next();
    out.appendices = values(&raw.body, "Bilagor");
    out.recipients = listed(
        values(&raw.body, "Protokollsutdrag skickas till")
            .into_iter()
            .next(),
    );
    for stated in values(&raw.body, "Hänvisningar") {
        out.references
            .extend(acts::references(&stated, true, context.date));
    }
    out.nothing = nothing(&text);
    if text.as_str() == "Inget att rapportera" {
        // Our own words, where the record has none.
        text = Printed::default();
    }
    out.raised_by = raw.raised_by.clone();
    out.text = text;
    out
}

/// Lines of which the form does not tell whether they go on: below a word for what is set apart each that is of its
/// kind is one of its own.
fn settled(form: Form, lines: &[Line], context: &Context) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut word = None;
    for line in lines {
        if let Some(caption) = form.caption(&line.text, &super::CAPTIONS) {
            word = Some(caption);
        } else if line.gap || line.text.contains('\t') {
            word = None;
        }
        let own = word.is_some_and(|word| alike(word, &line.text, context));
        match out.last_mut().filter(|_| line.soft && !own) {
            Some(above) => super::extend(above, line, " "),
            None => out.push(line.clone()),
        }
    }
    out
}

/// Whether a paragraph is of the kind that a word stands over: where neither indentation nor a blank line tells.
fn alike(word: &str, text: &Printed, context: &Context) -> bool {
    match word {
        "Beslut" => acts::decides(text, false, false, context).is_some(),
        "Yrkande" | "Förslag" | "Rekommendation" => acts::proposes(text, context).is_some(),
        "Uppdrag" => {
            let does = |who: Printed| {
                let who = names::list(&who);
                !who.is_empty() && who.iter().all(|name| acts::is_actor(name, context))
            };
            acts::assigns(text, context, None).is_some() || subject(text).is_some_and(does)
        }
        "Reservation" => acts::reserves(text).is_some(),
        _ => false,
    }
}

fn piece(word: &str, text: &Printed, context: &Context, out: &mut Content) {
    let certainty = Certainty::Certain;
    match word {
        "Beslut" => {
            let kind = acts::kind(text);
            out.decisions.push(Decision {
                text: text.clone(),
                kind,
                condition: acts::condition(text),
                budget: matches!(kind, "ADOPT" | "APPROVE")
                    .then(|| acts::budget(text))
                    .flatten(),
                certainty,
            });
        }
        "Förslag" | "Yrkande" | "Rekommendation" => out.proposals.push(Proposal {
            by: acts::proposes(text, context)
                .and_then(|(_, by)| by)
                .or_else(|| subject(text)),
            recommended: (word != "Förslag").then_some(word == "Rekommendation"),
            text: text.clone(),
            certainty,
        }),
        "Uppdrag" => {
            let given = acts::assigns(text, context, None).map(|given| given.who);
            let who = given
                .filter(|who| !who.is_empty())
                .or_else(|| handed(text).map(|who| vec![who]))
                .or_else(|| subject(text).map(|who| names::list(&who)))
                .unwrap_or_default();
            let due = acts::due(text);
            let due_on = due.as_ref().and_then(until);
            out.assignments.push(Assignment {
                who: (!who.is_empty()).then_some(who),
                text: text.clone(),
                due,
                due_on,
                certainty,
            });
        }
        "Reservation" => {
            let by = acts::reserves(text).unwrap_or_default();
            out.reservations.push((by, text.clone()));
        }
        "Protokollsanteckning" => out.statements.push((acts::speaker(text), text.clone())),
        _ => {}
    }
}

/// The day that a limit names; before a day is not that day.
fn until(due: &Printed) -> Option<chrono::NaiveDate> {
    let lower = due.to_lowercase();
    if lower.starts_with("före") || lower.starts_with("innan") {
        return None;
    }
    when::days(due, None, true)
        .into_iter()
        .find(|day| day.whole)
        .map(|day| day.date)
}

/// Who speaks in a remark that stands in the text.
fn remark(text: &Printed, out: &mut Content) {
    static FOLLOWING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)+)\s+(?:lämnar|lämnade|avger|avgav|antecknar)\s+följande\s+(?:protokollsanteckning|yttrande|särskilda yttrande):\s*(.+)$").ok()
    });
    if let Some(found) = FOLLOWING.as_ref().and_then(|p| p.captures(text))
        && let (Some(by), Some(said)) = (found.get(1), found.get(2))
    {
        let by = text.part(by.range());
        out.statements.push((Some(by), text.part(said.range())));
        return;
    }
    if let Some((by, said)) = acts::quoted_statement(text) {
        out.statements.push((Some(by), said));
        return;
    }
    for sentence in sentences(text) {
        if acts::states(&sentence) {
            out.statements
                .push((acts::speaker(&sentence), sentence.clone()));
        }
    }
}

fn refer(text: &Printed, free: bool, context: &Context, out: &mut Content) {
    for sentence in sentences(text) {
        match acts::history(&sentence, context).filter(|_| free) {
            Some(reference) => out.references.push(reference),
            None => out
                .references
                .extend(acts::references(&sentence, false, context.date)),
        }
    }
}
