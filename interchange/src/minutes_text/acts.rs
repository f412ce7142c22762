//! What a sentence does: decides, proposes, gives an assignment, reserves, refers back.

mod words;

pub(crate) use words::{
    disqualified, history, immediate, present, quoted_statement, references, reserves, speaker,
    states,
};

mod tasks;

pub(crate) use tasks::{assigns, due, is_actor, previous_assigns, split_assignment};

use super::content::{Context, Reference};
use super::names;
use super::printed::Printed;
use super::when;
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

type Pattern = LazyLock<Option<Regex>>;

fn fits(pattern: &Pattern, text: &str) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

/// Whether a cue is there at all: looked for before a pattern, which costs more.
fn cue(text: &str, cues: &[&str]) -> bool {
    let lower = text.to_lowercase();
    cues.iter().any(|cue| lower.contains(cue))
}

fn group(pattern: &Pattern, text: &Printed, index: usize) -> Option<Printed> {
    let found = pattern.as_ref()?.captures(text)?.get(index)?;
    Some(text.part(found.range()).tidy()).filter(|part| !part.is_empty())
}

/// Verbs by which a body decides, and the kind of decision each makes. The first in a sentence counts.
const VERBS: &[(&str, &[&str])] = &[
    (
        "ADOPT",
        &[
            "anta",
            "antar",
            "antog",
            "antas",
            "antogs",
            "fastställa",
            "fastställer",
            "fastställde",
            "fastställs",
            "fastställdes",
            "fastslår",
            "fastslog",
        ],
    ),
    (
        "APPROVE",
        &[
            "godkänna",
            "godkänner",
            "godkände",
            "godkänns",
            "godkändes",
            "godkänt",
            "bevilja",
            "beviljar",
            "beviljade",
            "beviljas",
            "beviljades",
            "bifalla",
            "bifaller",
            "biföll",
            "bifalls",
            "bifölls",
            "tillstyrka",
        ],
    ),
    (
        "REJECT",
        &["avslå", "avslår", "avslog", "avslås", "avslogs"],
    ),
    (
        "ELECT",
        &[
            "välja",
            "väljer",
            "valde",
            "väljs",
            "valdes",
            "utse",
            "utser",
            "utsåg",
            "utses",
            "utsågs",
            "omvälja",
            "omväljer",
            "omvaldes",
            "nyvaldes",
            "entlediga",
            "förordnas",
        ],
    ),
    (
        "TABLE",
        &[
            "bordlägga",
            "bordlägger",
            "bordlade",
            "bordläggs",
            "bordlades",
        ],
    ),
    (
        "REFER_BACK",
        &[
            "återremittera",
            "återremitterar",
            "återremitterade",
            "återremitteras",
            "återremitterades",
        ],
    ),
    (
        "NOTE",
        &[
            "notera",
            "noterar",
            "noterade",
            "noteras",
            "noterades",
            "anteckna",
            "antecknar",
            "antecknade",
            "antecknas",
            "antecknades",
        ],
    ),
];

static TO_THE_FILES: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:lägg\w*|lade\w*|lagts)\b.*\btill handlingarna\b|\btill handlingarna\b|\b(?:tar|tog|ta|tagit|har tagit)\s+del\s+av\b|\b(?:tas|togs|förs|fördes)\s+till protokollet\b").ok()
});
static LEAVES_OPEN: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:ärendet|frågan|punkten)\s+(?:utgår|utgick|skjuts upp|sköts upp|flyttas|flyttades)\b").ok()
});

/// The kind of a decision by its verbs.
pub(crate) fn kind(text: &str) -> &'static str {
    // What is decided comes after the condition.
    let rest = match IF_FIRST
        .as_ref()
        .and_then(|p| p.captures(text))
        .and_then(|found| found.get(1))
    {
        Some(condition) => &text[condition.end()..],
        None => text,
    };
    // What is proposed to others in the same sentence is not what is decided.
    let rest = rest.split(" och föreslår ").next().unwrap_or(rest);
    let lower = rest.to_lowercase();
    let mut best: Option<(usize, &'static str)> = None;
    let mut at = 0;
    for word in lower.split(' ') {
        let bare = word.trim_matches(|c: char| !c.is_alphabetic());
        if let Some((kind, _)) = VERBS.iter().find(|(_, verbs)| verbs.contains(&bare)) {
            best = Some((at, kind));
            break;
        }
        at += word.len() + 1;
    }
    if let Some(found) = TO_THE_FILES.as_ref().and_then(|p| p.find(&lower))
        && best.is_none_or(|(at, _)| found.start() <= at)
    {
        return "NOTE";
    }
    match best {
        Some((_, kind)) => kind,
        None if fits(&LEAVES_OPEN, rest) && (lower.contains("skjut") || lower.contains("sköt")) => {
            "TABLE"
        }
        None => "RESOLVE",
    }
}

/// Bodies that decide in their own minutes.
const BODIES: &[&str] = &[
    "styrelsen",
    "förbundsstyrelsen",
    "medlemsrådet",
    "medlemmarna",
    "mötet",
    "sammanträdet",
    "arbetsutskottet",
    "kommunstyrelsen",
    "regionstyrelsen",
    "nämnden",
    "socialnämnden",
    "ledningsgruppen",
    "gruppen",
    "samverkansgruppen",
    "styrgruppen",
    "beredningsgruppen",
    "presidiet",
    "årsmötet",
    "stämman",
    "förbundsstämman",
    "medlemsmötet",
    "fullmäktige",
    "kommunfullmäktige",
    "regionfullmäktige",
    "utskottet",
    "ägarsamrådet",
    "samrådet",
    "rådet",
    "ombuden",
    "kommittén",
    "direktionen",
    "medlemssamrådet",
    "ägarrådet",
    "vi",
];
/// Those that are always the body itself, whatever the paragraph tells of.
const OWN: &[&str] = &[
    "styrelsen",
    "förbundsstyrelsen",
    "medlemmarna",
    "arbetsutskottet",
    "kommunstyrelsen",
    "nämnden",
    "utskottet",
    "fullmäktige",
    "kommunfullmäktige",
];

const ACTIVE: &[&str] = &[
    "beslutar",
    "beslutade",
    "beslöt",
    "godkänner",
    "godkände",
    "antar",
    "antog",
    "fastställer",
    "fastställde",
    "väljer",
    "valde",
    "utser",
    "utsåg",
    "noterar",
    "noterade",
    "avslår",
    "avslog",
    "bifaller",
    "biföll",
    "beviljar",
    "beviljade",
    "återremitterar",
    "återremitterade",
    "bordlägger",
    "bordlade",
    "antecknar",
    "antecknade",
    "förordnar",
    "entledigar",
    "remitterar",
    "remitterade",
    "fastslår",
    "avsätter",
    "avsatte",
    "omväljer",
    "omvalde",
];
const PASSIVE: &[&str] = &[
    "godkänns",
    "godkändes",
    "fastställs",
    "fastställdes",
    "antas",
    "antogs",
    "valdes",
    "väljs",
    "utses",
    "utsågs",
    "omvaldes",
    "nyvaldes",
    "bordläggs",
    "bordlades",
    "återremitteras",
    "återremitterades",
    "avslås",
    "avslogs",
    "bifalls",
    "bifölls",
    "beviljas",
    "beviljades",
    "beslutades",
    "beslutas",
    "remitteras",
    "remitterades",
];
static NOTED: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:noteras|noterades|antecknas|antecknades|noterat)(?:\s+till protokollet)?[.!]?$|\b(?:noteras|noterades|antecknas|antecknades)\s+till protokollet\b|\b(?:läggs|lades|läggas|lagts|lägger|lade)\b[^.]*\btill handlingarna\b|^(?:lades|läggs) till handlingarna|\b(?:tas|togs|förs|fördes) till protokollet\b|\butan (?:åtgärd|erinran|invändningar)\b|\b(?:ärendet|frågan|punkten)\s+(?:utgår|utgick|skjuts upp|sköts upp)\b|\bställ(?:er|de)\s+sig\s+bakom\b|\bförklaras?\s+(?:genomfört|slutfört|avslutat)\b").ok()
});
static ACTIVE_NOTE: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:tar|tog)\s+del\s+av\s+(?:informationen|rapporten|redovisningen|redogörelsen)|\b(?:lägger|lade)\b.*\btill handlingarna\b|\b(?:ställer|ställde)\s+sig\s+bakom\b").ok()
});
static TAKES_PART: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:inte justera[dt]|ej justera[dt]|omröstning begärs|votering begärs|förklara(?:r|de) (?:mötet|sammanträdet))\b").ok()
});
static COMMITS: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:gör|gjorde|åtar sig|åtog sig)\b.*\b(?:medfinansieringsåtagande|åtagande|att medfinansiera)\b").ok()
});

fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        })
        .collect()
}

/// Whether a sentence decides, and how. `marked`: it stands under a decision's word. `reporting`: the paragraph
/// tells of something that happened elsewhere.
pub(crate) fn decides(
    text: &Printed,
    marked: bool,
    reporting: bool,
    context: &Context,
) -> Option<&'static str> {
    let lower = text.to_lowercase();
    if fits(&TAKES_PART, text) || lower.contains("inga beslut") || lower.contains("inget beslut") {
        return None;
    }
    if marked {
        return Some(kind(text));
    }
    let words = words(text);
    // `Till att justera protokollet valdes …`.
    let words: Vec<String> = match words.first().map(String::as_str) {
        Some("till" | "att") if lower.starts_with("till att ") || lower.starts_with("att ") => {
            words.into_iter().filter(|word| word != "att").collect()
        }
        _ => words,
    };
    let body = |word: &String| {
        BODIES.contains(&word.as_str())
            || context
                .body
                .split_whitespace()
                .next_back()
                .is_some_and(|own| own == word || own.len() > 6 && word.starts_with(own))
    };
    let active = words
        .iter()
        .position(|word| ACTIVE.contains(&word.as_str()));
    let bound = |end: usize| {
        words[..end].iter().any(|word| {
            matches!(
                word.as_str(),
                "att"
                    | "som"
                    | "när"
                    | "om"
                    | "innan"
                    | "kan"
                    | "ska"
                    | "skall"
                    | "skulle"
                    | "kommer"
                    | "bör"
                    | "måste"
                    | "där"
                    | "då"
                    | "har"
                    | "hade"
                    | "eftersom"
                    | "därför"
                    | "hur"
                    | "vilket"
                    | "vilka"
            ) && !(word == "om" && end > 0)
        })
    };
    if let Some(at) = active {
        let subject = words[..at].iter().position(body);
        let after = words.get(at + 1).is_some_and(body);
        let near = subject.is_some_and(|subject| !bound(at) && (subject <= 3 || at - subject <= 3));
        if near || after && !bound(at) {
            let own = words
                .iter()
                .take(at + 2)
                .any(|word| OWN.contains(&word.as_str()));
            if reporting && !own {
                return None;
            }
            return Some(kind(text));
        }
    }
    if fits(&ACTIVE_NOTE, text)
        && words.iter().take(3).any(body)
        && !bound(
            words
                .iter()
                .position(|w| w == "till" || w == "del" || w == "sig")
                .unwrap_or(0),
        )
    {
        return Some(kind(text));
    }
    if (lower.contains("åtagande") || lower.contains("medfinansiera")) && fits(&COMMITS, text) {
        return Some("RESOLVE");
    }
    if reporting {
        return None;
    }
    if let Some(at) = words
        .iter()
        .position(|word| PASSIVE.contains(&word.as_str()))
    {
        let by_other = lower.contains(" av ")
            && words[at..].iter().any(|word| word == "av")
            && !words.iter().any(body);
        if !bound(at) && !by_other && words.len() < 45 {
            return Some(kind(text));
        }
    }
    if fits(&NOTED, text)
        && !words.iter().any(|word| {
            matches!(
                word.as_str(),
                "som" | "kan" | "ska" | "kommer" | "har" | "hade" | "bör"
            )
        })
        && words.len() < 30
    {
        return Some(kind(text));
    }
    None
}

/// A sentence that only tells what happened elsewhere or what is to be known.
pub(crate) fn reports(text: &str) -> bool {
    static REPORTS: Pattern = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:rapporterade|informerade|berättade|redogjorde|rapporterar|berättar|informerar|redogör)\b").ok()
    });
    cue(text, &["rapport", "inform", "berätta", "redog"]) && fits(&REPORTS, text)
}

/// What follows a decision and is part of it.
pub(crate) fn belongs_to_decision(text: &str, marked: bool) -> bool {
    static GOES_ON: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?:Medlen|Medel|Beslutet|Bidraget|Detta under|Under förutsättning|Vid (?:positivt|negativt|avslag|bifall|ett)|Om (?:ansökan|beslutet|staten|medlen|så)|Villkor|Finansiering|Förutsatt|Samt att|Dock)\b").ok()
    });
    fits(&GOES_ON, text) || marked && text.starts_with(|c: char| c.is_lowercase())
}

static PROPOSES: Pattern = LazyLock::new(|| {
    Regex::new(r"^(.{2,120}?),?\s+(?:yrkar|yrkade|instämmer i|föreslår|föreslog|har föreslagit)\b")
        .ok()
});
static MOVES: Pattern = LazyLock::new(|| Regex::new(r"\b(?:yrkar|yrkade)\b").ok());
static MOVES_INVERTED: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:Gällande|Angående|Avseende|Under|Vid|Därefter|Vidare|I|På|Efter|Dessutom|Även|Då|För|Beträffande|Slutligen|Sedan|Härefter|Med)\b.{0,100}?\s(?:yrkade|yrkar|föreslog|föreslår)\s+((?:\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+){0,2})(?:\s\([^)]{1,12}\))?|styrelsen|Försäkringskassan)\s+(?:att|bifall|avslag|återremiss|bordläggning)\b").ok()
});
static RECOMMENDS: Pattern = LazyLock::new(|| {
    Regex::new(r"^(.{2,80}?)\s+(?:rekommenderar|rekommenderade|förordar|förordade|tillstyrker|tillstyrkte)\b").ok()
});

static TO_THEM: Pattern = LazyLock::new(|| {
    Regex::new(r"^(\p{L}+(?:\s\p{L}+){0,2}?)\s+(?:föreslår|föreslog|hemställer hos|rekommenderar)\s+(?:att\s+)?(?:styrelsen|förbundsstyrelsen|medlemmarna|fullmäktige|kommunfullmäktige|regionfullmäktige|kommunstyrelsen|nämnden|\p{L}+nämnden|parterna)\s+(?:att|besluta|beslutar)\b").ok()
});
/// `Beredningsgruppen föreslår att styrelsen beviljar …`: who, whom, and the verb that must be one of deciding.
static ASKS_THEM: Pattern = LazyLock::new(|| {
    Regex::new(r"^(\p{L}+(?:\s\p{L}+){0,2}?)\s+(?:föreslår|föreslog)\s+att\s+(styrelsen|förbundsstyrelsen|medlemmarna|fullmäktige|kommunfullmäktige|regionfullmäktige|kommunstyrelsen|medlemsrådet|nämnden|\p{L}+nämnden)\s+(\p{Ll}+)\b").ok()
});
static LAID: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:Det|Detta) förslag(?:et)? som (?:är lagt|ligger|har lagts|lagts fram) (?:gäller|innebär|omfattar|är)\b").ok()
});

/// The proposal alone, where the sentence goes on to what came of it.
pub(crate) fn proposal_text(text: &Printed) -> Printed {
    match [" och detta är ", " och det är ", " och detta anses "]
        .iter()
        .filter_map(|mark| text.find(mark))
        .min()
    {
        Some(at) if fits(&LAID, text) => text.to(at).tidy(),
        _ => text.clone(),
    }
}

/// Whether a sentence proposes: as a recommendation or not, and by whom.
pub(crate) fn proposes(text: &Printed, context: &Context) -> Option<(bool, Option<Printed>)> {
    let lower = text.to_lowercase();
    if lower.contains("propositionsordning")
        || lower.starts_with("ordföranden finner")
        || lower.starts_with("ordföranden ställer")
    {
        return None;
    }
    const CUES: &[&str] = &[
        "förslag",
        "föresl",
        "förord",
        "yrka",
        "rekommend",
        "hemställ",
        "tillstyrk",
        "instämm",
    ];
    if !CUES.iter().any(|cue| lower.contains(cue)) {
        return None;
    }
    if let Some(by) = group(&RECOMMENDS, text, 1) {
        let by = without_party(&by);
        let ours = by.to_lowercase() == "styrelsen"
            || by.split_whitespace().count() > 4
            || by.starts_with("Revisor");
        return (!ours).then_some((true, Some(by)));
    }
    if let Some(by) = group(&TO_THEM, text, 1).filter(|_| !fits(&MOVES_INVERTED, text)) {
        return Some((true, Some(without_party(&by))));
    }
    if let (Some(by), Some(whom), Some(verb)) = (
        group(&ASKS_THEM, text, 1),
        group(&ASKS_THEM, text, 2),
        group(&ASKS_THEM, text, 3),
    ) && ACTIVE.contains(&verb.as_str())
        && by.to_lowercase() != whom.to_lowercase()
        && (BODIES.contains(&by.to_lowercase().as_str())
            || names::is_person(&by)
            || names::is_office(&by)
            || names::is_organisation(&by))
    {
        // What the body itself asks of another is a recommendation; what it is asked is a proposal.
        let own = context
            .body
            .split_whitespace()
            .next()
            .is_some_and(|own| by.to_lowercase().starts_with(own));
        return Some((own, Some(by)));
    }
    if fits(&LAID, text) {
        return Some((false, None));
    }
    let moves = fits(&MOVES, text);
    if !moves && !lower.contains("föresl") {
        return None;
    }
    if let Some(by) = group(&MOVES_INVERTED, text, 1) {
        let by = without_party(&by);
        let who = moves || by.as_str() == "styrelsen" || names::is_person(&by);
        return who.then_some((false, Some(by)));
    }
    let by = group(&PROPOSES, text, 1)?;
    let by = without_party(&by.bare(&[',']));
    if by.contains(" enligt ") || by.contains(" som ") || by.to_lowercase().starts_with("under ") {
        return None;
    }
    let named = names::list(&by).iter().all(|name| {
        names::is_person(name)
            || names::is_organisation(name)
            || BODIES.contains(&name.to_lowercase().as_str())
    });
    if moves {
        return (named || by.split_whitespace().count() <= 6).then_some((false, Some(by)));
    }
    let present = named
        && (lower.contains("har föreslagit")
            || names::list(&by).iter().all(|name| names::is_person(name))
            || context.organisations.iter().any(|known| *known == *by));
    let what = [
        " att ",
        " bifall",
        " avslag",
        " återremiss",
        " bordläggning",
    ];
    (present && what.iter().any(|word| lower.contains(word))).then_some((false, Some(by)))
}

/// A name without its party in brackets.
pub(crate) fn without_party(text: &Printed) -> Printed {
    let mut out = Printed::default();
    let mut rest = text.clone();
    while let Some(open) = rest.find('(') {
        let close = rest[open..]
            .find(')')
            .map_or(rest.len(), |at| open + at + 1);
        let head = rest.to(open);
        out.append(&head.part(0..head.trim_end().len()));
        rest = rest.from(close);
    }
    out.append(&rest);
    out.tidy()
}

/// What is said in a meeting without deciding anything: chair's findings, votes, reservations.
pub(crate) fn stands_apart(text: &str) -> bool {
    static APART: Pattern = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:reserverar sig|reserverade sig|(?:anmäler|anmälde) reservation|röstar|röstade|ja-röster|nej-röster|omröstning(?:en)?|propositionsordning|voteringsproposition|ställer proposition|finner att|fann att|anmäler jäv|anmälde jäv|deltar inte i (?:beslutet|handläggningen)|avstår|omedelbart justera[dt]?|är enhällig|enhälligt beslut|ja mot \d+ nej)\b|^Ja för\b").ok()
    });
    const CUES: &[&str] = &[
        "reserv",
        "röst",
        "proposition",
        "finner",
        "fann",
        "jäv",
        "deltar inte",
        "avstår",
        "justera",
        "enhällig",
        "ja mot",
        "ja för",
    ];
    cue(text, CUES) && fits(&APART, text)
}

static CONDITION: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"(?i)\bunder förutsättning(?:en)? (?:att|av)\s[^.;]+",
        r"(?i)\bförutsatt att\s[^.;]+",
        r"(?i)\b(?:med (?:det )?förbehåll(?:et)? (?:för )?att|på villkor att|villkorat av)\s[^.;]+",
        r"\bmen då\s(.+)",
        r"(?i)\bmedlen får betalas ut först när\s[^.]+\.",
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});
static IF_FIRST: Pattern = LazyLock::new(|| {
    Regex::new(r"^(Om .+?)(?:,|\sså\s|\s(?:kallar|ska|skall|får|kan|bör|återkommer|betalas|upphör|gäller|beviljas|kommer|görs|tas|måste|behöver|minskar|ökar|höjs|sänks|utgår|avslutas|återbetalas|tillfaller)\s)").ok()
});

/// What a decision depends on, as printed.
pub(crate) fn condition(text: &Printed) -> Option<Printed> {
    for pattern in CONDITION.iter() {
        if let Some(found) = pattern.captures(text) {
            let range = found.get(1).or_else(|| found.get(0))?.range();
            let part = match pattern.as_str().starts_with(r"\bmen då") {
                true => text.from(range.start - "då ".len()),
                false => text.part(range.clone()),
            };
            let keeps_stop =
                pattern.as_str().contains("först när") || pattern.as_str().starts_with(r"\bmen");
            return Some(if keeps_stop {
                part.tidy()
            } else {
                part.bare(&['.', ','])
            });
        }
    }
    group(&IF_FIRST, text, 1).or_else(|| if_last(text))
}

/// `… om Norrby kommun kan avsätta en handläggare`: a condition at the end, where no question is asked before.
fn if_last(text: &Printed) -> Option<Printed> {
    static IF_LAST: Pattern = LazyLock::new(|| {
        Regex::new(r"\s(om\s\p{Lu}[\p{L}-]+(?:\s[\p{L}-]+){0,3}?\s(?:kan|beviljar|lämnar|bidrar|godkänner|medfinansierar|avsätter)\s[^.;]+)[.]?$").ok()
    });
    const ASKS: &[&str] = &[
        "utred",
        "undersök",
        "pröv",
        "fråg",
        "besked",
        "bedöm",
        "reda på",
        "avgör",
        "dialog",
        "diskut",
        "inform",
        "svar",
        "veta",
        "kartlägg",
        "överväg",
        "redovis",
        "kontroller",
        "efterhör",
    ];
    let found = IF_LAST.as_ref()?.captures(text)?.get(1)?;
    let before = text[..found.start()].to_lowercase();
    (!ASKS.iter().any(|word| before.contains(word)))
        .then(|| text.part(found.range()).bare(&['.', ',']))
}

/// The years of a budget that is adopted.
pub(crate) fn budget(text: &str) -> Option<(i32, i32)> {
    static YEARS: Pattern = LazyLock::new(|| {
        Regex::new(r"(?i)\bbudget(?:en|ramen)?\b[^.]{0,60}?\b(20\d{2})(?:\s*[-–]\s*(20\d{2}))?\b")
            .ok()
    });
    static PLAN: Pattern = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:flerårs)?plan\s+(?:för\s+)?(?:åren\s+)?20\d{2}\s*[-–]\s*(20\d{2})\b")
            .ok()
    });
    let lower = text.to_lowercase();
    if [
        "budgetuppföljning",
        "uppföljning",
        "ansökan",
        "finansieras inom",
    ]
    .iter()
    .any(|word| lower.contains(word))
    {
        return None;
    }
    let found = YEARS.as_ref()?.captures(text)?;
    let first: i32 = found.get(1)?.as_str().parse().ok()?;
    let plan = PLAN
        .as_ref()
        .and_then(|p| p.captures(text))
        .and_then(|found| found.get(1))
        .and_then(|year| year.as_str().parse().ok());
    let last = found
        .get(2)
        .and_then(|year| year.as_str().parse().ok())
        .or(plan)
        .unwrap_or(first)
        .max(first);
    Some((first, last))
}
