//! Votes: named in prose, as a tally, or by columns of names.

use super::acts::without_party;
use super::names;
use super::printed::Printed;
use super::sentences::sentences;
use regex::Regex;
use std::sync::LazyLock;

/// One vote.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vote {
    pub(crate) meaning: Option<Printed>,
    pub(crate) yes: Option<(u32, Printed)>,
    pub(crate) no: Option<(u32, Printed)>,
    pub(crate) abstained: Option<(u32, Printed)>,
    /// Whether the chair's casting vote settled it, where that is said.
    pub(crate) casting: Option<(bool, Printed)>,
    pub(crate) ballots: Vec<(Printed, &'static str)>,
}

static MEANING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bja[ -](?:röst )?(?:för|innebär|betyder|är)\s+(.+?)(?:,?\s+(?:och|medan)\s+nej\b|,\s*nej\b|[.;]|$)|\bden som\s+(.+?)\s+röstar ja\b").ok()
});
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:följande (?:ledamöter )?)?(.+?)\s+(?:röstar|röstade)\s+(ja|nej)\b(?:\s*\((\d{1,3})\))?").ok()
});
static ABSTAINS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(.+?)\s+(?:avstår|avstod|lägger ned sin röst|lade ned sin röst)\b(?:\s*\((\d{1,3})\)|[.,]|\s+från|$)").ok()
});
static TALLY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(\d{1,3}|\p{L}+)\s+(?:ja-röster|ja-röst|jaröster|röster för|ja|röster)(?:\s+(?:för [^,.]{2,60}?))?\s*(?:mot|och|,)\s+(\d{1,3}|\p{L}+)(?:\s+(?:nej-röster|nej-röst|nejröster|nej|röster|för avslag|emot))?").ok()
});
static ABSTAINED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(\d{1,3}|\p{L}+)\s+(?:som\s+)?(?:(?:ledamot|ledamöter)\s+)?(?:avstår|avstod|avstående|nedlagda|lade ned|lägger ned)").ok()
});
static ROW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(ja|nej|avstår|avstod)(?:[ -]?röster)?\s*(?:\((\d{1,3})\)|(\d{1,3}))?\s*[:\t]\s*(.+)$").ok()
});
static CASTING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\butslagsröst\w*").ok());

const WORDS: &[&str] = &[
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
    "tretton", "fjorton", "femton",
];

fn count(text: &str) -> Option<u32> {
    let lower = text.to_lowercase();
    if lower == "ett" || lower == "ingen" || lower == "inga" {
        return Some(u32::from(lower == "ett"));
    }
    text.parse().ok().or_else(|| {
        WORDS
            .iter()
            .position(|word| *word == lower)
            .map(|at| at as u32)
    })
}

/// Votes of an item's text. Where a table has the ballots, words that tell what they meant are a vote as well.
pub(crate) fn votes(text: &Printed, table: bool) -> Vec<Vote> {
    let lower = text.to_lowercase();
    if !["röst", "omröst", "voter", " ja ", "ja:"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return Vec::new();
    }
    let mut out: Vec<Vote> = Vec::new();
    let mut now = Vote::default();
    for paragraph in text.pieces(|c| c == '\n') {
        let both = paragraph.to_lowercase().contains("nej");
        for sentence in sentences(&paragraph) {
            if !may_tell(&sentence) {
                continue;
            }
            step(&sentence, both, &mut now, &mut out);
        }
    }
    if table && now.meaning.is_some() && now.yes.is_none() && now.ballots.is_empty() {
        out.push(now);
    } else {
        close(&mut now, &mut out);
    }
    out
}

/// Whether a sentence has one of the words that each pattern here asks for. Most have none, and the patterns are dear.
fn may_tell(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric());
    ["röst", "avst", "nedlag", "lade ned", "lägger ned"]
        .iter()
        .any(|mark| lower.contains(mark))
        || words().any(|word| word.starts_with("ja") || word.starts_with("nej"))
}

fn close(now: &mut Vote, out: &mut Vec<Vote>) {
    let vote = std::mem::take(now);
    if vote.yes.is_some()
        || vote.no.is_some()
        || !vote.ballots.is_empty()
        || vote.casting.is_some() && vote.meaning.is_some()
    {
        out.push(vote);
    }
}

fn step(sentence: &Printed, both: bool, now: &mut Vote, out: &mut Vec<Vote>) {
    if let Some(found) = MEANING.as_ref().and_then(|p| p.captures(sentence))
        && let Some(meaning) = found.get(1).or_else(|| found.get(2))
        && both
    {
        if now.yes.is_some() || !now.ballots.is_empty() {
            close(now, out);
        }
        now.meaning = Some(sentence.part(meaning.range()).bare(&['.', ',']));
    }
    if now.ballots.len() > 1_000 {
        close(now, out);
    }
    if let Some(found) = CASTING.as_ref().and_then(|p| p.find(sentence)) {
        now.casting = Some((true, sentence.part(found.range())));
    }
    if let Some(found) = ROW.as_ref().and_then(|p| p.captures(sentence)) {
        let side = found
            .get(1)
            .map(|m| m.as_str().to_lowercase())
            .unwrap_or_default();
        if let Some(who) = found.get(4) {
            let choice = choice(&side);
            let names: Vec<Printed> = people(&sentence.part(who.range()));
            if !names.is_empty() {
                if let Some(number) = found.get(2).or_else(|| found.get(3)) {
                    set(now, choice, number.as_str(), sentence.part(number.range()));
                }
                now.ballots
                    .extend(names.into_iter().map(|name| (name, choice)));
                return;
            }
        }
    }
    if let Some(found) = NAMED.as_ref().and_then(|p| p.captures(sentence))
        && let (Some(who), Some(side)) = (found.get(1), found.get(2))
    {
        let choice = choice(&side.as_str().to_lowercase());
        let names = people(&sentence.part(who.range()));
        if !names.is_empty() {
            if now.ballots.iter().any(|(_, known)| *known == choice)
                && now
                    .ballots
                    .iter()
                    .any(|(name, _)| names.iter().any(|n| n.as_str() == name.as_str()))
            {
                close(now, out);
            }
            if let Some(number) = found.get(3) {
                set(now, choice, number.as_str(), sentence.part(number.range()));
            }
            now.ballots
                .extend(names.into_iter().map(|name| (name, choice)));
            return;
        }
    }
    if let Some(found) = ABSTAINS.as_ref().and_then(|p| p.captures(sentence))
        && let Some(who) = found.get(1)
        && (!now.ballots.is_empty() || now.yes.is_some())
    {
        let names = people(&sentence.part(who.range()));
        if !names.is_empty() {
            if let Some(number) = found.get(2) {
                set(
                    now,
                    "ABSTAIN",
                    number.as_str(),
                    sentence.part(number.range()),
                );
            }
            now.ballots
                .extend(names.into_iter().map(|name| (name, "ABSTAIN")));
            return;
        }
    }
    if let Some(found) = TALLY.as_ref().and_then(|p| p.captures(sentence))
        && let (Some(yes), Some(no)) = (found.get(1), found.get(2))
        && let (Some(a), Some(b)) = (count(yes.as_str()), count(no.as_str()))
    {
        if now.yes.as_ref().is_some_and(|(known, _)| *known != a) {
            close(now, out);
        }
        now.yes = Some((a, sentence.part(yes.range())));
        now.no = Some((b, sentence.part(no.range())));
    }
    if let Some(found) = ABSTAINED.as_ref().and_then(|p| p.captures(sentence))
        && let Some(number) = found.get(1)
        && let Some(abstained) = count(number.as_str())
    {
        now.abstained = Some((abstained, sentence.part(number.range())));
    }
}

fn choice(side: &str) -> &'static str {
    match side {
        "ja" => "YES",
        "nej" => "NO",
        _ => "ABSTAIN",
    }
}

fn set(now: &mut Vote, choice: &str, number: &str, at: Printed) {
    let Ok(number) = number.parse() else { return };
    match choice {
        "YES" => now.yes = Some((number, at)),
        "NO" => now.no = Some((number, at)),
        _ => now.abstained = Some((number, at)),
    }
}

/// Names in a row, offices before them left out.
fn people(text: &Printed) -> Vec<Printed> {
    let mut out = Vec::new();
    for name in names::list(&without_party(text)) {
        let mut name = name;
        while let Some(at) = name.find(' ') {
            let lead = &name[..at];
            if lead.starts_with(|c: char| c.is_lowercase()) || names::is_office(lead) {
                name = name.from(at + 1).tidy();
            } else {
                break;
            }
        }
        if !names::is_person(&name) {
            return Vec::new();
        }
        out.push(name);
    }
    out
}
