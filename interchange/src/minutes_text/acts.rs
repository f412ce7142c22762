//! What a sentence does: decides, proposes, gives an assignment, reserves, refers back.

use super::content::{Context, Reference};
use super::names;
use super::printed::Printed;
use super::when;
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

type Pattern = LazyLock<Option<Regex>>;

fn fits(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

fn group(pattern: &Pattern, text: &Printed, index: usize) -> Option<Printed> {
    let found = pattern.as_ref()?.captures(text)?.get(index)?;
    Some(text.part(found.range()).tidy()).filter(|part| !part.is_empty())
}

/// Verbs by which a body decides, and the kind of decision each makes. The first in a sentence counts.
const VERBS: &[(&str, &[&str])] = &[
    ("ADOPT", &["anta", "antar", "antog", "antas", "antogs", "fastställa", "fastställer", "fastställde", "fastställs", "fastställdes", "fastslår", "fastslog"]),
    ("APPROVE", &["godkänna", "godkänner", "godkände", "godkänns", "godkändes", "godkänt", "bevilja", "beviljar", "beviljade", "beviljas", "beviljades", "bifalla", "bifaller", "biföll", "bifalls", "bifölls", "tillstyrka"]),
    ("REJECT", &["avslå", "avslår", "avslog", "avslås", "avslogs"]),
    ("ELECT", &["välja", "väljer", "valde", "väljs", "valdes", "utse", "utser", "utsåg", "utses", "utsågs", "omvälja", "omväljer", "omvaldes", "nyvaldes", "entlediga", "förordnas"]),
    ("TABLE", &["bordlägga", "bordlägger", "bordlade", "bordläggs", "bordlades"]),
    ("REFER_BACK", &["återremittera", "återremitterar", "återremitterade", "återremitteras", "återremitterades"]),
    ("NOTE", &["notera", "noterar", "noterade", "noteras", "noterades", "anteckna", "antecknar", "antecknade", "antecknas", "antecknades"]),
];

static TO_THE_FILES: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:lägg\w*|lade\w*|lagts)\b.*\btill handlingarna\b|\btill handlingarna\b|\b(?:tar|tog|ta|tagit|har tagit)\s+del\s+av\b|\b(?:tas|togs|förs|fördes)\s+till protokollet\b").ok());
static LEAVES_OPEN: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:ärendet|frågan|punkten)\s+(?:utgår|utgick|skjuts upp|sköts upp|flyttas|flyttades)\b").ok());

/// The kind of a decision by its verbs.
pub(crate) fn kind(text: &str) -> &'static str {
    // What is decided comes after the condition.
    let rest = match IF_FIRST.as_ref().and_then(|p| p.captures(text)).and_then(|found| found.get(1)) {
        Some(condition) => &text[condition.end()..],
        None => text,
    };
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
        None if fits(&LEAVES_OPEN, rest) && (lower.contains("skjut") || lower.contains("sköt")) => "TABLE",
        None => "RESOLVE",
    }
}

/// Bodies that decide in their own minutes.
const BODIES: &[&str] = &[
    "styrelsen", "förbundsstyrelsen", "medlemsrådet", "medlemmarna", "mötet", "sammanträdet", "arbetsutskottet", "kommunstyrelsen", "regionstyrelsen", "nämnden", "socialnämnden", "ledningsgruppen", "gruppen",
    "samverkansgruppen", "styrgruppen", "beredningsgruppen", "presidiet", "årsmötet", "stämman", "förbundsstämman", "medlemsmötet", "fullmäktige", "kommunfullmäktige", "regionfullmäktige", "utskottet", "ägarsamrådet", "samrådet", "rådet", "ombuden", "kommittén", "direktionen", "medlemssamrådet", "ägarrådet", "vi",
];
/// Those that are always the body itself, whatever the paragraph tells of.
const OWN: &[&str] = &["styrelsen", "förbundsstyrelsen", "medlemmarna", "arbetsutskottet", "kommunstyrelsen", "nämnden", "utskottet", "fullmäktige", "kommunfullmäktige"];

const ACTIVE: &[&str] = &[
    "beslutar", "beslutade", "beslöt", "godkänner", "godkände", "antar", "antog", "fastställer", "fastställde", "väljer", "valde", "utser", "utsåg", "noterar", "noterade", "avslår", "avslog", "bifaller", "biföll", "beviljar",
    "beviljade", "återremitterar", "återremitterade", "bordlägger", "bordlade", "antecknar", "antecknade", "förordnar", "entledigar", "remitterar", "remitterade", "fastslår", "avsätter", "avsatte", "omväljer", "omvalde",
];
const PASSIVE: &[&str] = &[
    "godkänns", "godkändes", "fastställs", "fastställdes", "antas", "antogs", "valdes", "väljs", "utses", "utsågs", "omvaldes", "nyvaldes", "bordläggs", "bordlades", "återremitteras", "återremitterades", "avslås", "avslogs", "bifalls",
    "bifölls", "beviljas", "beviljades", "beslutades", "beslutas", "remitteras", "remitterades",
];
static NOTED: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:noteras|noterades|antecknas|antecknades|noterat)(?:\s+till protokollet)?[.!]?$|\b(?:noteras|noterades|antecknas|antecknades)\s+till protokollet\b|\b(?:läggs|lades|läggas|lagts|lägger|lade)\b[^.]*\btill handlingarna\b|^(?:lades|läggs) till handlingarna|\b(?:tas|togs|förs|fördes) till protokollet\b|\butan (?:åtgärd|erinran|invändningar)\b|\b(?:ärendet|frågan|punkten)\s+(?:utgår|utgick|skjuts upp|sköts upp)\b|\bställ(?:er|de)\s+sig\s+bakom\b|\bförklaras?\s+(?:genomfört|slutfört|avslutat)\b").ok()
});
static ACTIVE_NOTE: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:tar|tog)\s+del\s+av\s+(?:informationen|rapporten|redovisningen|redogörelsen)|\b(?:lägger|lade)\b.*\btill handlingarna\b|\b(?:ställer|ställde)\s+sig\s+bakom\b").ok()
});
static TAKES_PART: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:inte justera[dt]|ej justera[dt]|omröstning begärs|votering begärs|förklara(?:r|de) (?:mötet|sammanträdet))\b").ok());
static COMMITS: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:gör|gjorde|åtar sig|åtog sig)\b.*\b(?:medfinansieringsåtagande|åtagande|att medfinansiera)\b").ok());

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).collect()
}

/// Whether a sentence decides, and how. `marked`: it stands under a decision's word. `reporting`: the paragraph
/// tells of something that happened elsewhere.
pub(crate) fn decides(text: &Printed, marked: bool, reporting: bool, context: &Context) -> Option<&'static str> {
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
        Some("till" | "att") if lower.starts_with("till att ") || lower.starts_with("att ") => words.into_iter().filter(|word| word != "att").collect(),
        _ => words,
    };
    let body = |word: &String| BODIES.contains(&word.as_str()) || context.body.split_whitespace().next_back().is_some_and(|own| own == word || own.len() > 6 && word.starts_with(own));
    let active = words.iter().position(|word| ACTIVE.contains(&word.as_str()));
    let bound = |end: usize| {
        words[..end].iter().any(|word| {
            matches!(word.as_str(), "att" | "som" | "när" | "om" | "innan" | "kan" | "ska" | "skall" | "skulle" | "kommer" | "bör" | "måste" | "där" | "då" | "har" | "hade" | "eftersom" | "därför" | "hur" | "vilket" | "vilka")
                && !(word == "om" && end > 0)
        })
    };
    if let Some(at) = active {
        let subject = words[..at].iter().position(body);
        let after = words.get(at + 1).is_some_and(body);
        let near = subject.is_some_and(|subject| !bound(at) && (subject <= 3 || at - subject <= 3));
        if near || after && !bound(at) {
            let own = words.iter().take(at + 2).any(|word| OWN.contains(&word.as_str()));
            if reporting && !own {
                return None;
            }
            return Some(kind(text));
        }
    }
    if fits(&ACTIVE_NOTE, text) && words.iter().take(3).any(body) && !bound(words.iter().position(|w| w == "till" || w == "del" || w == "sig").unwrap_or(0)) {
        return Some(kind(text));
    }
    if fits(&COMMITS, text) {
        return Some("RESOLVE");
    }
    if reporting {
        return None;
    }
    if let Some(at) = words.iter().position(|word| PASSIVE.contains(&word.as_str())) {
        let by_other = lower.contains(" av ") && words[at..].iter().any(|word| word == "av") && !words.iter().any(body);
        if !bound(at) && !by_other && words.len() < 45 {
            return Some(kind(text));
        }
    }
    if fits(&NOTED, text) && !words.iter().any(|word| matches!(word.as_str(), "som" | "kan" | "ska" | "kommer" | "har" | "hade" | "bör")) && words.len() < 30 {
        return Some(kind(text));
    }
    None
}

/// A sentence that only tells what happened elsewhere or what is to be known.
pub(crate) fn reports(text: &str) -> bool {
    static REPORTS: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:rapporterade|informerade|berättade|redogjorde|rapporterar|berättar|informerar|redogör)\b").ok());
    fits(&REPORTS, text)
}

/// What follows a decision and is part of it.
pub(crate) fn belongs_to_decision(text: &str, marked: bool) -> bool {
    static GOES_ON: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?:Medlen|Medel|Beslutet|Bidraget|Detta under|Under förutsättning|Vid (?:positivt|negativt|avslag|bifall|ett)|Om (?:ansökan|beslutet|staten|medlen|så)|Villkor|Finansiering|Förutsatt|Samt att|Dock)\b").ok()
    });
    fits(&GOES_ON, text) || marked && text.starts_with(|c: char| c.is_lowercase())
}

static PROPOSES: Pattern = LazyLock::new(|| {
    Regex::new(r"^(.{2,120}?),?\s+(?:yrkar|yrkade|instämmer i|föreslår|föreslog|har föreslagit)\b").ok()
});
static MOVES: Pattern = LazyLock::new(|| Regex::new(r"\b(?:yrkar|yrkade)\b").ok());
static MOVES_INVERTED: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:Gällande|Angående|Avseende|Under|Vid|Därefter|Vidare|I|På|Efter|Dessutom|Även|Då|För|Beträffande|Slutligen|Sedan|Härefter|Med)\b.{0,100}?\s(?:yrkade|yrkar|föreslog|föreslår)\s+((?:\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+){0,2})(?:\s\([^)]{1,12}\))?|styrelsen|Försäkringskassan)\s+(?:att|bifall|avslag|återremiss|bordläggning)\b").ok()
});
static RECOMMENDS: Pattern = LazyLock::new(|| Regex::new(r"^(.{2,80}?)\s+(?:rekommenderar|rekommenderade|förordar|förordade|tillstyrker|tillstyrkte)\b").ok());

static TO_THEM: Pattern = LazyLock::new(|| Regex::new(r"^(\p{L}+(?:\s\p{L}+){0,2}?)\s+(?:föreslår|föreslog|hemställer hos|rekommenderar)\s+(?:att\s+)?(?:styrelsen|förbundsstyrelsen|medlemmarna|fullmäktige|kommunfullmäktige|regionfullmäktige|kommunstyrelsen|nämnden|\p{L}+nämnden|parterna)\s+(?:att|besluta|beslutar)\b").ok());
static LAID: Pattern = LazyLock::new(|| Regex::new(r"^(?:Det|Detta) förslag(?:et)? som (?:är lagt|ligger|har lagts|lagts fram) (?:gäller|innebär|omfattar|är)\b").ok());

/// The proposal alone, where the sentence goes on to what came of it.
pub(crate) fn proposal_text(text: &Printed) -> Printed {
    match [" och detta är ", " och det är ", " och detta anses "].iter().filter_map(|mark| text.find(mark)).min() {
        Some(at) if fits(&LAID, text) => text.to(at).tidy(),
        _ => text.clone(),
    }
}

/// Whether a sentence proposes: as a recommendation or not, and by whom.
pub(crate) fn proposes(text: &Printed, context: &Context) -> Option<(bool, Option<Printed>)> {
    let lower = text.to_lowercase();
    if lower.contains("propositionsordning") || lower.starts_with("ordföranden finner") || lower.starts_with("ordföranden ställer") {
        return None;
    }
    if let Some(by) = group(&RECOMMENDS, text, 1) {
        let by = without_party(&by);
        let ours = by.to_lowercase() == "styrelsen" || by.split_whitespace().count() > 4 || by.starts_with("Revisor");
        return (!ours).then_some((true, Some(by)));
    }
    if let Some(by) = group(&TO_THEM, text, 1).filter(|_| !fits(&MOVES_INVERTED, text)) {
        return Some((true, Some(without_party(&by))));
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
    let named = names::list(&by).iter().all(|name| names::is_person(name) || names::is_organisation(name) || BODIES.contains(&name.to_lowercase().as_str()));
    if moves {
        return (named || by.split_whitespace().count() <= 6).then_some((false, Some(by)));
    }
    let present = named && (lower.contains("har föreslagit") || names::list(&by).iter().all(|name| names::is_person(name)) || context.organisations.iter().any(|known| *known == *by));
    (present && (lower.contains(" att ") || lower.contains(" bifall"))).then_some((false, Some(by)))
}

/// A name without its party in brackets.
pub(crate) fn without_party(text: &Printed) -> Printed {
    let mut out = Printed::default();
    let mut rest = text.clone();
    while let Some(open) = rest.find('(') {
        let close = rest[open..].find(')').map_or(rest.len(), |at| open + at + 1);
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
        Regex::new(r"(?i)\b(?:reserverar sig|reserverade sig|röstar|röstade|ja-röster|nej-röster|omröstning(?:en)?|propositionsordning|voteringsproposition|ställer proposition|finner att|fann att|anmäler jäv|anmälde jäv|deltar inte i (?:beslutet|handläggningen)|avstår|omedelbart justera[dt]?|är enhällig|enhälligt beslut|ja mot \d+ nej)\b|^Ja för\b").ok()
    });
    fits(&APART, text)
}

/// An assignment as a sentence gives it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    pub(crate) who: Vec<Printed>,
    /// A usual wording of an assignment.
    pub(crate) sure: bool,
    /// It names one more who is to do what the sentence before says.
    pub(crate) adds: bool,
    /// The sentence before belongs to it.
    pub(crate) with_previous: bool,
}

static GETS: Pattern = LazyLock::new(|| Regex::new(r"^(?:att\s+|Att\s+)?(.{2,120}?)\s+(?:får|fick|ges|gavs|gives|har fått|får även|fick även)\s+(?:därför\s+|även\s+|också\s+|därmed\s+)?(?:i uppdrag|uppdraget)\b").ok());
static GIVES: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:ger|gav|ge|gett)\s+(?:därför\s+|även\s+|också\s+)?(.{2,100}?)\s+i uppdrag\b").ok());
static CHARGES: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:uppdrar|uppdrog|uppdra|uppdras|uppdrogs)\s+(?:även\s+|också\s+)?(?:åt|till)\s+(.{2,100}?)\s+(?:att|om)\b").ok());
static CHARGED: Pattern = LazyLock::new(|| Regex::new(r"^(.{2,80}?)\s+(?:uppdras|uppdrogs)\s+(?:därför\s+|även\s+)?att\b").ok());
static ASKED: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:bad|ber|ombads|uppmanar|uppmanade)\s+(?:dock\s+|också\s+|även\s+)?(\p{L}+(?:\s\p{Lu}\p{L}+)?)\s+(?:att|om att)\b").ok());
static LABELLED: Pattern = LazyLock::new(|| Regex::new(r"^(?:AP|Åtgärd|Uppdrag|Att göra|Action|Aktivitet)\s*[:–-]\s*([^:,–]{2,60}?)\s*(?:[:,–]|\bskickar\b|\bska\b|\btar\b|\båterkommer\b|\bkontaktar\b|\bbokar\b|\bkallar\b)").ok());
static RESPONSIBLE: Pattern = LazyLock::new(|| Regex::new(r"(?i)^ansvarig(?:a)?(?:\s+(?:är|för detta är))?\s*:?\s+(.{2,80}?)[.]?$").ok());
static DOES: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:att\s+|[-•]\s*)?((?:\p{L}|[/.-])+(?:\s(?:och\s)?(?:\p{L}|[/.-])+){0,5}?)\s+(?:ska\b|skall\b|kommer (?:att )?(?:\p{Ll}+a)\b|ansvarar för|är ansvarig|återkommer\b|tar fram\b|skickar\b|meddelar\b|kallar\b|ordnar\b|bokar\b|undersöker\b|kontaktar\b|tar kontakt\b|tar med sig\b|kompletterar\b|sänder\b|ser över\b|skriver\b|ringer\b|mailar\b|ser till\b|bjuder in\b|arbetar vidare\b|sammanställer\b|förbereder\b|följer upp\b|stämmer av\b|kollar\b|uppdaterar\b|hör av sig\b|lägger (?:in|till|upp|ut)\b|tar reda på\b|sprider\b|distribuerar\b|delger\b|bevakar\b|verkställer\b|tar upp\b|för frågan vidare\b|lyfter frågan vidare\b|upprättar\b|översänder\b|mejlar\b|redovisar (?:detta |resultatet )?(?:vid|till|på) nästa|rapporterar (?:vid|till|på) nästa|samordnar\b|(?:åtog|åtar) sig att\b|(?:lovade|lovar) att\b|ombesörjer\b|inventerar\b)").ok()
});
static REPORTED_BACK: Pattern = LazyLock::new(|| Regex::new(r"(?i)^(?:frågan|ärendet|detta|punkten)\s+kommer\s+(?:att\s+)?(?:avrapporteras|återrapporteras|återkopplas)\b").ok());
static NOBODY: Pattern = LazyLock::new(|| Regex::new(r"^(?:Under|Inför|Till|I)\s.{2,40}?\s(?:görs|genomförs|tas fram|upprättas)\s+(?:en|ett)\b|^(?:En|Ett)\s\S+\s(?:ska|skall)\s+(?:göras|genomföras|tas fram|upprättas)\b").ok());
static HANDED: Pattern = LazyLock::new(|| Regex::new(r"\b(?:överlämna(?:t|d|des)|lämna(?:t|des) över)\s+till\s+(\p{L}[\p{L}-]+)").ok());
static HANDED_ON: Pattern = LazyLock::new(|| Regex::new(r"\b(?:lämnas|överlämnas|hänskjuts|skickas|lämnades|överlämnades|hänsköts)\s+(?:över\s+|vidare\s+)?till\s+(\p{L}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)\s+(?:som|för att)\s+(?:återkommer|ser över|tar fram|undersöker|utreder|bereder|återkopplar|svarar|arbetar vidare|ta fram|utreda|bereda)\b").ok());
static MEET: Pattern = LazyLock::new(|| Regex::new(r"(?i)\bkommer (?:att )?(?:träffa|ske|vara|bli|finnas|ha|få|gå|ta del|behöva|kunna|hållas|innebära|fortsätta|jobba|fördelas)\b").ok());

/// Whether a sentence gives an assignment, and to whom.
pub(crate) fn assigns(text: &Printed, context: &Context, previous: Option<&Printed>) -> Option<Given> {
    let sure = |who: Vec<Printed>| Given { who, sure: true, ..Given::default() };
    let lower = text.to_lowercase();
    if text.chars().count() > 700 {
        return None;
    }
    if lower.contains("uppdrag") || lower.contains("uppdr") {
        for pattern in [&GIVES, &CHARGES, &GETS, &CHARGED] {
            if let Some(who) = group(pattern, text, 1) {
                let who = without_lead(&who);
                if !who.to_lowercase().contains("som ") {
                    return Some(sure(names::list(&without_party(&who))));
                }
            }
        }
    }
    if let Some(who) = group(&LABELLED, text, 1) {
        return Some(sure(names::list(&who)));
    }
    if let Some(who) = group(&HANDED_ON, text, 1) {
        return Some(Given { who: names::list(&who), ..Given::default() });
    }
    if let Some(who) = group(&RESPONSIBLE, text, 1) {
        let with = previous.is_some_and(|previous| assigns(previous, context, None).is_none());
        return Some(Given { who: names::list(&who), sure: true, adds: !with, with_previous: false });
    }
    if let Some(who) = group(&ASKED, text, 1) {
        return Some(Given { who: vec![who], ..Given::default() });
    }
    if fits(&REPORTED_BACK, text) {
        let handed = previous.and_then(|previous| group(&HANDED, previous, 1));
        let with_previous = handed.is_some();
        let who = handed.or_else(|| previous.and_then(|previous| first_actor(previous, context)));
        return Some(Given { who: who.into_iter().collect(), with_previous, ..Given::default() });
    }
    if fits(&NOBODY, text) {
        return Some(Given::default());
    }
    let who = group(&DOES, text, 1)?;
    if lower.contains("i uppdrag att") || fits(&MEET, text) {
        return None;
    }
    let who = without_lead(&who);
    let named = names::list(&who);
    let actors = !named.is_empty() && named.iter().all(|name| is_actor(name, context));
    actors.then(|| Given { who: named, ..Given::default() })
}

/// Whether the sentence before gave an assignment.
pub(crate) fn previous_assigns(previous: Option<&Printed>, context: &Context) -> bool {
    previous.is_some_and(|previous| assigns(previous, context, None).is_some())
}

/// `Styrelsen beslutar att X` and its like come before the name.
fn without_lead(who: &Printed) -> Printed {
    let mut who = who.tidy();
    for lead in ["att ", "Att ", "även ", "också ", "Därför "] {
        if who.starts_with(lead) {
            who = who.from(lead.len()).tidy();
        }
    }
    for mark in ["beslutar att ", "beslutade att ", "beslutar ", "beslutade "] {
        if let Some(at) = who.find(mark) {
            who = who.from(at + mark.len()).tidy();
        }
    }
    who
}

fn first_actor(text: &Printed, context: &Context) -> Option<Printed> {
    let end = text.find(' ').unwrap_or(text.len());
    let word = text.to(end).tidy();
    is_actor(&word, context).then_some(word)
}

/// Somebody who can be given a task: a person, initials, an office, a unit, a party.
fn is_actor(name: &Printed, context: &Context) -> bool {
    let text = name.as_str();
    let lower = text.to_lowercase();
    let initials = (2..=4).contains(&text.chars().count()) && text.chars().all(char::is_uppercase);
    if initials {
        return true;
    }
    if context.people.iter().any(|known| known == text || known.split(' ').next() == Some(text)) || names::is_person(text) && text.split(' ').count() >= 2 {
        return true;
    }
    if !text.starts_with(char::is_uppercase) && !context.organisations.iter().any(|known| known.to_lowercase() == lower) && !lower.ends_with("chefen") {
        return false;
    }
    let words = lower.split_whitespace().count();
    words <= 3
        && (matches!(lower.as_str(), "kansliet" | "förbundskansliet" | "ordföranden" | "ordförande" | "sekreteraren" | "presidiet" | "arbetsgivaren" | "hr" | "samordnaren" | "arbetsgruppen" | "förbundet" | "förvaltningen" | "arbetsutskottet" | "beredningsgruppen" | "samordningsteamen" | "samordningsteamet" | "vice ordföranden" | "ekonomen" | "projektledaren" | "processledaren" | "skyddsombuden" | "ledningsgruppen" | "controllern" | "sekretariatet" | "styrgruppen" | "arbetsgivarna" | "parterna")
            || lower.ends_with("chefen")
            || lower.ends_with("chef") && words <= 2
            || lower.ends_with("direktören")
            || lower.ends_with("enheten")
            || lower.ends_with("gruppen")
            || lower.ends_with("teamen")
            || lower.ends_with("samordnaren")
            || lower.ends_with("ledaren")
            || lower.ends_with("sekreteraren")
            || lower.ends_with("ansvarig")
            || names::is_organisation(text)
            || context.organisations.iter().any(|known| *known == text))
}

/// Parts a sentence that decides and then gives an assignment.
pub(crate) fn split_assignment(text: &Printed, _marked: bool) -> (Printed, Option<Printed>) {
    static BOTH: Pattern = LazyLock::new(|| Regex::new(r"\s+(?:och|samt)\s+((?:ger|gav|ge|uppdrar|uppdrog|att uppdra|uppdra|att ge)\s+.+)$").ok());
    let Some(found) = BOTH.as_ref().and_then(|p| p.captures(text)) else { return (text.clone(), None) };
    let (Some(whole), Some(second)) = (found.get(0), found.get(1)) else { return (text.clone(), None) };
    let tail = second.as_str().to_lowercase();
    if !tail.contains("uppdrag") && !tail.contains("uppdr") {
        return (text.clone(), None);
    }
    (text.to(whole.start()).tidy(), Some(text.part(second.range())))
}

static DUE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const DATE: &str = r"(?:(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\s)?(?:den\s)?(?:\d{4}-\d{2}-\d{2}|\d{1,2}\s(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)(?:\s\d{4})?|\d{1,2}/\d{1,2})";
    const MONTH: &str = "(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)";
    [
        format!(r"(?i)\bsenast\s+(?:till\s+)?(?:{DATE}|(?:vid|under|i|till)\s+[^,.;]+|vecka\s\d+|{MONTH}|[^,.;\s]+\s{MONTH}(?:\s\d{{4}})?)"),
        format!(r"(?i)\b(?:till|inför|före|innan|vid|på)\s+(?:styrelsens\s+|gruppens\s+)?(?:nästa|nästkommande|kommande|näst)\s+[^,.;]*?(?:möte|sammanträde|sammanträdet|mötet|styrelsemöte|samverkan\w*|CSG|CESAM|FSG|LSG|tillfälle(?: \p{{Ll}}+)*|medlemsråd|träff|arbetsutskott)\b(?:\s+(?:den\s+)?{DATE})?"),
        format!(r"(?i)\b(?:till|inför|före|innan|vid)\s+(?:styrelsens\s+)?(?:sammanträdet|mötet|styrelsemötet|medlemsrådet|samrådet|budgetmötet|decembermötet|novembermötet|septembermötet)(?:\s+(?:den\s+)?{DATE}|\s+i\s+{MONTH})?"),
        format!(r"(?i)\b(?:före|till|innan|inför)\s+{DATE}"),
        r"(?i)\b(?:före|innan|efter|till|under)\s+(?:semestern|semestrarna|sommaren|hösten|våren|vintern|jul|årsskiftet|året|nästa år|\p{L}+ månader|en månad)(?:\s\d{4})?".to_owned(),
        r"\bUnder\s(?:\d{4}|hösten|våren)(?:\s\d{4})?".to_owned(),
        r"(?i)\bnär\s+[^.;]+".to_owned(),
        format!(r"(?i)\b(?:i|under)\s+{MONTH}(?:\s\d{{4}})?\b"),
        r"(?i)\b(?:före|innan)\s+[^,.;]+".to_owned(),
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// By when, as printed.
pub(crate) fn due(text: &Printed) -> Option<Printed> {
    let topic = |found: &regex::Match<'_>| found.as_str().to_lowercase().starts_with("när det gäller");
    DUE.iter().find_map(|pattern| pattern.find(text).filter(|found| !topic(found))).map(|found| text.part(found.range()).bare(&['.', ',']))
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
            let keeps_stop = pattern.as_str().contains("först när") || pattern.as_str().starts_with(r"\bmen");
            return Some(if keeps_stop { part.tidy() } else { part.bare(&['.', ',']) });
        }
    }
    group(&IF_FIRST, text, 1)
}

/// The years of a budget that is adopted.
pub(crate) fn budget(text: &str) -> Option<(i32, i32)> {
    static YEARS: Pattern = LazyLock::new(|| Regex::new(r"(?i)\bbudget(?:en|ramen)?\b[^.]{0,60}?\b(20\d{2})(?:\s*[-–]\s*(20\d{2}))?\b").ok());
    static PLAN: Pattern = LazyLock::new(|| Regex::new(r"(?i)\bplan\s+(?:för\s+)?(?:åren\s+)?20\d{2}\s*[-–]\s*(20\d{2})\b").ok());
    let lower = text.to_lowercase();
    if ["budgetuppföljning", "uppföljning", "ansökan", "finansieras inom"].iter().any(|word| lower.contains(word)) {
        return None;
    }
    let found = YEARS.as_ref()?.captures(text)?;
    let first: i32 = found.get(1)?.as_str().parse().ok()?;
    let plan = PLAN.as_ref().and_then(|p| p.captures(text)).and_then(|found| found.get(1)).and_then(|year| year.as_str().parse().ok());
    let last = found.get(2).and_then(|year| year.as_str().parse().ok()).or(plan).unwrap_or(first).max(first);
    Some((first, last))
}

static OWN_HISTORY: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)^((?:i (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|våras|höstas|fjol)(?:\s\d{4})?|(?:vid|på) (?:förra|föregående|senaste|det förra) (?:mötet|sammanträdet|möte|sammanträde|styrelsemötet)|tidigare|under (?:våren|hösten|förra året)|förra året|den \d{1,2} \p{L}+(?: \d{4})?|\d{4}-\d{2}-\d{2})\s+(?:beslutade|beslöt|godkände|antog|gav)\s+(?:styrelsen|förbundsstyrelsen|arbetsutskottet|nämnden|kommunstyrelsen|medlemsrådet|medlemmarna|gruppen))\b").ok()
});
static DATED_HISTORY: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:beslutade|beslöt|antog|godkände|fastställde|gav)\s+((?:den\s+)?(?:\d{4}-\d{2}-\d{2}|\d{1,2}\s(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\s\d{4})(?:\s?,?\s*§§?\s?\d+)?)").ok()
});

/// A reference to what was decided earlier, where a sentence is that and no decision.
pub(crate) fn history(text: &Printed, context: &Context) -> Option<Reference> {
    if let Some(words) = group(&OWN_HISTORY, text, 1) {
        let day = when::days(&words, None, false).into_iter().next();
        if day.as_ref().is_none_or(|day| context.date != Some(day.date)) {
            return Some(Reference { text: words, date: day.map(|day| day.date), number: None });
        }
    }
    let words = group(&DATED_HISTORY, text, 1)?;
    let day = when::days(&words, None, false).into_iter().next()?;
    if context.date.is_some_and(|today| day.date >= today) {
        return None;
    }
    let number = words.find('§').and_then(|at| words[at..].trim_start_matches(['§', ' ']).parse().ok());
    Some(Reference { text: words, date: Some(day.date), number })
}

static REFERENCE: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)((?:styrelsens beslut\s+)?(?:den\s+)?(?:\d{4}-\d{2}-\s?\d{2}|\d{1,2}\s(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\s\d{4})\s?,?\s*(?:(?:KS\s|KF\s)?§§?|punkt)\s?(\d{1,4})(?:\s+punkt(?:en)?\s\d+)?)").ok()
});

/// Earlier decisions with date and number.
pub(crate) fn references(text: &Printed, whole: bool, today: Option<NaiveDate>) -> Vec<Reference> {
    let Some(pattern) = REFERENCE.as_ref().filter(|_| text.contains('§') || text.contains("punkt")) else { return Vec::new() };
    pattern
        .captures_iter(text)
        .filter_map(|found| {
            let words = text.part(found.get(1)?.range());
            let date = when::days(&words, None, false).into_iter().next()?.date;
            if today.is_some_and(|today| date >= today) {
                return None;
            }
            let number = found.get(2)?.as_str().parse().ok();
            Some(Reference { text: if whole { text.clone() } else { words.tidy() }, date: Some(date), number })
        })
        .collect()
}

/// The people at a sentence's start.
pub(crate) fn speaker(text: &Printed) -> Option<Printed> {
    static SPEAKER: Pattern = LazyLock::new(|| {
        Regex::new(r"^((?:\p{Lu}[\p{L}-]+\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?(?:\s?\([^)]{1,14}\))?)(?:(?:,|\soch|\ssamt)\s\p{Lu}[\p{L}-]+\s\p{Lu}[\p{L}-]+(?:\s?\([^)]{1,14}\))?)*)\s+\p{Ll}").ok()
    });
    group(&SPEAKER, text, 1).map(|by| without_party(&by))
}

static RESERVES: Pattern = LazyLock::new(|| Regex::new(r"^(?:Mot beslutet\s+)?(?:(.+?)\s+reserverar\s+sig|reserverar\s+sig\s+(.+?)[.]?$|(.+?)\s+reserverade\s+sig)").ok());

/// Who reserves against the decision.
pub(crate) fn reserves(text: &Printed) -> Option<Vec<Printed>> {
    if !text.contains("reserver") {
        return None;
    }
    let found = RESERVES.as_ref()?.captures(text)?;
    let who = found.get(1).or_else(|| found.get(2)).or_else(|| found.get(3))?;
    let names = names::list(&without_party(&text.part(who.range())));
    (!names.is_empty() && who.as_str().split_whitespace().count() < 60).then_some(names)
}

/// Who stands aside.
pub(crate) fn disqualified(text: &Printed) -> Vec<Printed> {
    static ASIDE: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?:På grund av jäv (?:deltar|deltog)\s+(?:inte\s+)?)?(.+?)\s*(?:anmäler|anmälde|anmält|har anmält|redovisar|är|förklarar sig|förklarade sig|deltar inte|deltog inte|deltar ej|deltog ej|lämnar|lämnade|inte)\b[^.]*\b(?:jäv|jävig|handläggningen)\b|^På grund av jäv (?:deltar|deltog)\s+(?:inte\s+|ej\s+)?(.+?)\s+(?:inte|ej|i)\b").ok()
    });
    let lower = text.to_lowercase();
    if !lower.contains("jäv") && !lower.contains("deltar inte i handläggningen") && !lower.contains("deltog inte i handläggningen") || lower.starts_with("ingen") || lower.contains("medför jäv") || lower.contains("inte jäv") {
        return Vec::new();
    }
    let Some(found) = ASIDE.as_ref().and_then(|p| p.captures(text)) else { return Vec::new() };
    let Some(who) = found.get(1).or_else(|| found.get(2)) else { return Vec::new() };
    names::list(&without_party(&text.part(who.range()))).into_iter().filter(|name| names::is_person(name)).collect()
}

/// A minuted remark outside its own section.
pub(crate) fn states(text: &str) -> bool {
    static STATES: Pattern = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:antecknar|anmäler|lämnar|avger|lämnade|avgav)\s+(?:som\s+|ett\s+|en\s+|följande\s+)*(?:särskilt yttrande|protokollsanteckning|yttrande|anteckning till protokollet)\b|\bvill (?:ha|få) (?:antecknat|fört) till protokollet\b|\bdeltar inte i beslutet\b").ok()
    });
    fits(&STATES, text) && !text.contains("jäv")
}

pub(crate) fn immediate(text: &str) -> bool {
    static AT_ONCE: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(?:omedelbart\s+justera[dt]?|justeras\s+omedelbart|omedelbar\s+justering|direktjustera[st])\b").ok());
    fits(&AT_ONCE, text)
}

static PRESENTS: Pattern = LazyLock::new(|| {
    Regex::new(r"((?:\p{Lu}[\p{L}-]+\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)(?:(?:,|\soch)\s\p{Lu}[\p{L}-]+\s\p{Lu}[\p{L}-]+)*)(?:\s\([^)]{1,30}\))?(?:,\s[^,.]{3,40},)?\s+(?:föredrar|föredrog|föredrag|föredragit|redovisar|redovisade|återredovisa\w+|informerar|informerade|rapporterar|rapporterade|återrapporterade|återrapporterar|presenterar|presenterade|berättar|berättade|redogör|redogjorde|återgav|återger|gick igenom|går igenom|gick genom|föredrager|visar|visade)\b").ok()
});
static OFFICE_PRESENTS: Pattern = LazyLock::new(|| {
    Regex::new(r"^((?:\p{Lu}\p{Ll}+\s)?\p{L}*(?:chefen|chef|direktören|direktör|sekreteraren|ekonomen|controllern|samordnaren|ordföranden|revisorn|projektledaren|processledaren|koordinatorn|kansliet))\s+(?:föredrar|föredrog|redovisar|redovisade|informerar|informerade|rapporterar|rapporterade|presenterar|presenterade|berättar|berättade|redogör|redogjorde|gick igenom|går igenom)\b").ok()
});
static PRESENTED_BY: Pattern = LazyLock::new(|| {
    Regex::new(r"\b(?:föredrogs|föredras|presenterades|presenteras|redovisades|redovisas)\s+av\s+(\p{Lu}[\p{L}-]+\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?(?:\soch\s\p{Lu}[\p{L}-]+\s\p{Lu}[\p{L}-]+)?)").ok()
});

/// Those who present, in a sentence.
pub(crate) fn present(text: &Printed, into: &mut Vec<Printed>) {
    let mut add = |found: Printed| {
        for name in names::list(&found) {
            let mut name = name;
            // `Ekonomichef Malte Söder`, `Revisorn Eva Ek`: the office stands before the name.
            if let Some(at) = name.find(' ')
                && names::is_office(&name[..at])
                && names::is_person(&name[at + 1..])
            {
                name = name.from(at + 1).tidy();
            }
            if (names::is_person(&name) || names::is_office(&name)) && !into.iter().any(|known| known.as_str() == name.as_str()) {
                into.push(name);
            }
        }
    };
    if let Some(found) = group(&OFFICE_PRESENTS, text, 1) {
        add(found);
        return;
    }
    if let Some(pattern) = PRESENTS.as_ref() {
        for found in pattern.captures_iter(text) {
            if let Some(who) = found.get(1) {
                add(text.part(who.range()));
            }
        }
    }
    if let Some(found) = group(&PRESENTED_BY, text, 1) {
        add(found);
    }
}

/// `Protokollsanteckning av Eva Ek: ”…”`: who says it and what.
pub(crate) fn quoted_statement(text: &Printed) -> Option<(Printed, Printed)> {
    static QUOTED: Pattern = LazyLock::new(|| Regex::new(r"^(?:Protokollsanteckning|Särskilt yttrande|Anteckning till protokollet)\s+(?:av|från)\s+([^:]{3,60}):\s*(.+)$").ok());
    Some((without_party(&group(&QUOTED, text, 1)?), group(&QUOTED, text, 2)?))
}
