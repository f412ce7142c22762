//! What stands beside what was set apart: the facts below it, votes, outcomes of cooperation, and who a sentence says
//! that does something.

use super::{Under, listed, until};
use crate::minutes_text::content::{Content, Cooperation};
use crate::minutes_text::lines::Line;
use crate::minutes_text::printed::Printed;
use crate::minutes_text::report::Certainty;
use crate::minutes_text::votes::Vote;
use regex::Regex;
use std::sync::LazyLock;

/// What a sentence begins with, before its verb: `Kommunal och Vision lämnar …`.
pub(super) fn subject(text: &Printed) -> Option<Printed> {
    static SUBJECT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\p{Lu}[\p{L}-]*(?:\s\p{Lu}[\p{L}-]+)*(?:(?:,|\soch|\ssamt)\s[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)*)*)\s+(\p{Ll}+[rs])\b").ok()
    });
    let found = SUBJECT.as_ref()?.captures(text)?;
    let (who, verb) = (found.get(1)?, found.get(2)?);
    let preposition = [
        "för", "efter", "under", "över", "eller", "inför", "hos", "utöver",
    ];
    (!preposition.contains(&verb.as_str())).then(|| text.part(who.range()))
}

/// `Frågan lämnas till presidiet.`
pub(super) fn handed(text: &Printed) -> Option<Printed> {
    static HANDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:Frågan|Ärendet|Punkten|Förslaget)\b[^.]{0,60}?\b(?:lämnas|överlämnas|hänskjuts|skickas)\s+(?:över\s+|vidare\s+)?till\s+(\p{L}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)").ok()
    });
    let found = HANDED.as_ref()?.captures(text)?.get(1)?;
    Some(text.part(found.range()))
}

/// A fact of a vote, or of what was set apart last.
pub(super) fn fact(
    label: &str,
    value: &Printed,
    out: &mut Content,
    under: Under,
    stated: &mut usize,
) {
    let Under::Caption(word) = under else {
        return;
    };
    let certainty = Certainty::Certain;
    match (word, label) {
        ("Omröstning", label) => {
            if let Some(vote) = out.votes.last_mut() {
                of_vote(label, value, vote);
            }
        }
        ("Reservation", "Av") => {
            let by = listed(Some(value.clone()));
            let told = *stated == out.reservations.len();
            match out.reservations.last_mut() {
                Some((known, text)) if !text.is_empty() && !told => {
                    *known = by;
                }
                _ => out.reservations.push((by, Printed::default())),
            }
            *stated = out.reservations.len();
        }
        ("Protokollsanteckning", "Av") => {
            if let Some((by, _)) = out.statements.last_mut() {
                *by = Some(value.clone());
            }
        }
        (_, "Av") => {
            if let Some(last) = out.proposals.last_mut() {
                last.by = Some(value.clone());
                last.certainty = certainty;
            }
        }
        (_, "Villkor") => {
            if let Some(last) = out.decisions.last_mut() {
                let end = value.find(" (").unwrap_or(value.len());
                last.condition = Some(value.to(end));
            }
        }
        (_, "Avser år" | "Avser åren") => {
            let years: Vec<i32> = value
                .split(['–', '-'])
                .filter_map(|year| year.trim().parse().ok())
                .collect();
            if let (Some(last), Some(first)) = (out.decisions.last_mut(), years.first()) {
                last.budget = Some((*first, years.last().copied().unwrap_or(*first)));
            }
        }
        (_, "Ansvarig") => {
            if let Some(last) = out.assignments.last_mut() {
                last.who = Some(listed(Some(value.clone())));
            }
        }
        (_, "Klart") => {
            if let Some(last) = out.assignments.last_mut() {
                last.due_on = until(value);
                last.due = Some(value.clone());
            }
        }
        _ => {}
    }
}

fn of_vote(label: &str, value: &Printed, vote: &mut Vote) {
    match label {
        "Ja innebär" => vote.meaning = Some(value.clone()),
        "Ordförandens utslagsröst avgjorde" => {
            vote.casting = Some((value.as_str() == "Ja", value.clone()));
        }
        "Röster" => {
            for part in value.pieces(|c| c == ',') {
                let part = part.tidy();
                let Some((side, number)) = part.split_once(": ") else {
                    continue;
                };
                let count = number
                    .parse()
                    .ok()
                    .map(|count| (count, part.from(part.len() - number.len())));
                match side {
                    "Ja" => vote.yes = count,
                    "Nej" => vote.no = count,
                    _ => vote.abstained = count,
                }
            }
        }
        _ => {}
    }
}

/// A row of a roll call or of the outcomes of cooperation.
pub(super) fn row(word: &str, line: &Line, out: &mut Content) {
    let cells: Vec<Printed> = line
        .text
        .pieces(|c| matches!(c, '\t' | ';'))
        .into_iter()
        .map(|cell| cell.tidy())
        .collect();
    let [head, rest @ ..] = cells.as_slice() else {
        return;
    };
    // In the plain text each cell but the first has its column's name.
    let bare = |cell: &Printed| match cell.find(": ") {
        Some(at) => cell.from(at + 2),
        None => cell.clone(),
    };
    let Some(second) = rest.first().map(bare) else {
        return;
    };
    if word == "Röstlista" {
        let choice = match second.as_str() {
            "Ja" => "YES",
            "Nej" => "NO",
            "Avstår" => "ABSTAIN",
            _ => return,
        };
        if let Some(vote) = out.votes.last_mut() {
            vote.ballots.push((head.clone(), choice));
        }
        return;
    }
    let outcome = match second.as_str() {
        "Samverkan genomförd" => "COMPLETED",
        "Information delgiven" => "INFORMATION_GIVEN",
        "Dialog förd" => "DIALOGUE",
        "Oenighet" => "DISAGREEMENT",
        "Uppskjutet" => "DEFERRED",
        "Ny samverkan krävs" => "NEW_COOPERATION_REQUIRED",
        _ => return,
    };
    let (mut scope, mut condition) = (None, None);
    for cell in rest.iter().skip(1) {
        let value = bare(cell);
        let named = cell.starts_with("Villkor: ") || value.starts_with("om ");
        if named {
            condition = Some(value);
        } else {
            scope = Some(value);
        }
    }
    out.cooperation.push(Cooperation {
        party: (head.as_str() != "Alla parter").then(|| head.clone()),
        outcome,
        scope,
        condition,
        at: second,
    });
}
