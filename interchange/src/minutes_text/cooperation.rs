//! Outcomes of labour cooperation: with whom it is completed, who was told, who is of another mind.

use super::content::Cooperation;
use super::names;
use super::printed::Printed;
use regex::Regex;
use std::sync::LazyLock;

type Pattern = LazyLock<Option<Regex>>;

const PARTIES: &str = r"\p{Lu}[\p{L}/-]*(?:\s\p{Lu}[\p{L}-]+)*(?:(?:,|\soch|\ssamt)\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)*)*";

static COMPLETED: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\bsamverkan(?:\s+(?:i|om|kring|enligt) [^,.]{2,40}?)?\s+(?:kan\s+|får\s+|är\s+|har\s+)?(?:därmed\s+|härmed\s+)?(?:anses\s+|är\s+|bedöms\s+)?(?:därmed\s+|härmed\s+)?(?:vara\s+)?(?:genomförd|fullgjord|avslutad|slutförd|avslutas|genomförts)\b|\b(?:är|anses)\s+(?:härmed\s+|därmed\s+|färdig)?samverka[dt]\b|\bfärdigsamverka[dt]\b").ok()
});
static SCOPE: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:förslag som är lagt gäller|förslaget gäller|gäller|avser|omfattar)\s+(.+?)\s+och\s+(?:detta|det|den)\s+(?:är|anses)|\b(?:genomförd|avslutad|slutförd)\s+(?:avseende|gällande|beträffande|för|vad gäller)\s+(.+?)[.]?$").ok()
});
static FOR_PARTY: Pattern = LazyLock::new(|| {
    Regex::new(&format!(r"\bFör\s+({PARTIES})\s+(?:är\s+|anses\s+)?(?:informationen|ärendet|frågan|samverkan)|\b(?:enighet|oenighet|enig|oenig|oeniga|samverkad|samverkat)\s+med\s+({PARTIES})|^({PARTIES})\s+(?:har\s+)?(?:inget|ingenting|inga)\s+(?:att erinra|invändningar|synpunkter)\s+och\s+samverkan|^({PARTIES})\s+(?:anser|ansåg|bedömer|bedömde|förklarar|förklarade)\s+(?:att\s+)?samverkan")).ok()
});
static NEW: Pattern = LazyLock::new(|| {
    Regex::new(r"\bkräver\s+(.+?)\s+(?:att\s+)?(?:ny\s+samverkan|förnyad\s+samverkan|samverkan)\b")
        .ok()
});
static IF_NEW: Pattern = LazyLock::new(|| Regex::new(r"^(Om .+?)(?:,)?\s+(?:så\s+)?kräver\b").ok());
static APART: Pattern = LazyLock::new(|| {
    Regex::new(&format!(
        r"^({PARTIES})\s+(?:är|anmäler|anmälde|förklarar sig|förklarade sig|var)\s+(?:oeni\w+)"
    ))
    .ok()
});
static LATER: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\bsamverkan\s+(?:ajourneras|skjuts upp|återupptas|sköts upp|ajournerades)")
        .ok()
});
static BACK: Pattern = LazyLock::new(|| {
    Regex::new(&format!(r"^({PARTIES})\s+(?:begär|begärde|önskar|önskade|vill)\s+(?:att\s+)?(?:få\s+)?(?:återkomma|ajournera|bordlägga)")).ok()
});
static TOLD: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\binformation(?:en)?\s+(?:(?:är|anses|har)\s+)?(?:därmed\s+|härmed\s+)?(?:delgiven|delgivits|lämnad)\b").ok()
});
static TALKED: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\bdialog(?:en)?\b[^.]*\b(?:genomförd|avslutad|slutförd|förd)\b").ok()
});

fn fits(pattern: &Pattern, text: &str) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

fn group(pattern: &Pattern, text: &Printed) -> Option<Printed> {
    let found = pattern.as_ref()?.captures(text)?;
    let part = found.iter().skip(1).flatten().next()?;
    Some(text.part(part.range()).bare(&['.', ',']))
}

fn parties(text: Option<Printed>) -> Vec<Option<Printed>> {
    match text {
        Some(text) => names::list(&text).into_iter().map(Some).collect(),
        None => vec![None],
    }
}

/// Outcomes that a sentence states. `group`: the minutes are a cooperation group's.
pub(crate) fn outcomes(text: &Printed, group_minutes: bool) -> Vec<Cooperation> {
    let lower = text.to_lowercase();
    if !["samverka", "information", "oeni", "dialog", "återkomma"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return Vec::new();
    }
    let one = |party, outcome, scope| Cooperation {
        party,
        outcome,
        scope,
        condition: None,
        at: text.clone(),
    };
    let mut out = Vec::new();
    if let Some(who) = group(&NEW, text) {
        for party in parties(Some(who)) {
            let condition = group(&IF_NEW, text);
            out.push(Cooperation {
                condition,
                ..one(party, "NEW_COOPERATION_REQUIRED", None)
            });
        }
        return out;
    }
    let whom = group(&FOR_PARTY, text);
    if lower.contains("oeni") {
        let who = group(&APART, text).or(whom);
        if who.is_some() || fits(&COMPLETED, text) {
            out.extend(
                parties(who)
                    .into_iter()
                    .map(|party| one(party, "DISAGREEMENT", None)),
            );
        }
        return out;
    }
    let told = fits(&TOLD, text) && (group_minutes || whom.is_some());
    if fits(&COMPLETED, text) && !lower.contains("inte ") && !lower.contains("inte genomför") {
        let whom = whom.clone().filter(|_| !told);
        out.extend(
            parties(whom)
                .into_iter()
                .map(|party| one(party, "COMPLETED", group(&SCOPE, text))),
        );
    }
    if told && !lower.starts_with("information lämnades") {
        out.extend(
            parties(whom)
                .into_iter()
                .map(|party| one(party, "INFORMATION_GIVEN", None)),
        );
    } else if group_minutes && fits(&TALKED, text) {
        out.push(one(None, "DIALOGUE", None));
    }
    if let Some(who) = group(&BACK, text).filter(|_| group_minutes) {
        out.extend(
            parties(Some(who))
                .into_iter()
                .map(|party| one(party, "DEFERRED", None)),
        );
    } else if fits(&LATER, text) {
        out.push(one(None, "DEFERRED", None));
    }
    out
}
