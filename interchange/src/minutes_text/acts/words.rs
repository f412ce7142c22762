//! What is said beside decisions: references, reservations, remarks, and who presents.

use super::*;

static OWN_HISTORY: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)^((?:i (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|våras|höstas|fjol)(?:\s\d{4})?|(?:vid|på) (?:förra|föregående|senaste|det förra) (?:mötet|sammanträdet|möte|sammanträde|styrelsemötet)|tidigare|under (?:våren|hösten|förra året)|förra året|den \d{1,2} \p{L}+(?: \d{4})?|\d{4}-\d{2}-\d{2})\s+(?:beslutade|beslöt|godkände|antog|gav)\s+(?:styrelsen|förbundsstyrelsen|arbetsutskottet|nämnden|kommunstyrelsen|medlemsrådet|medlemmarna|gruppen))\b").ok()
});
static DATED_HISTORY: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:beslutade|beslöt|antogs?|godkändes?|fastställdes?|gav|bordlades?|återremitterade?s?)\s+((?:den\s+)?(?:\d{4}-\d{2}-\d{2}|\d{1,2}\s(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\s\d{4})(?:\s?,?\s*§§?\s?\d{1,5}\b)?)").ok()
});

/// A reference to what was decided earlier, where a sentence is that and no decision.
pub(crate) fn history(text: &Printed, context: &Context) -> Option<Reference> {
    const CUES: &[&str] = &[
        "beslut",
        "beslöt",
        "godkänd",
        "antog",
        "fastställd",
        "gav",
        "bordlade",
        "återremitterade",
    ];
    if !cue(text, CUES) {
        return None;
    }
    if let Some(words) = group(&OWN_HISTORY, text, 1) {
        let day = when::days(&words, None, false).into_iter().next();
        if day
            .as_ref()
            .is_none_or(|day| context.date != Some(day.date))
        {
            return Some(Reference {
                text: words,
                date: day.map(|day| day.date),
                number: None,
            });
        }
    }
    let words = group(&DATED_HISTORY, text, 1)?;
    let day = when::days(&words, None, false).into_iter().next()?;
    if context.date.is_some_and(|today| day.date >= today) {
        return None;
    }
    let number = words
        .find('§')
        .and_then(|at| words[at..].trim_start_matches(['§', ' ']).parse().ok());
    Some(Reference {
        text: words,
        date: Some(day.date),
        number,
    })
}

static REFERENCE: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)((?:styrelsens beslut\s+)?(?:den\s+)?(?:\d{4}-\d{2}-\s?\d{2}|\d{1,2}\s(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\s\d{4})\s?,?\s*(?:(?:KS\s|KF\s)?§§?|punkt)\s?(\d{1,4})(?:\s+punkt(?:en)?\s\d+)?)").ok()
});

/// Earlier decisions with date and number.
pub(crate) fn references(text: &Printed, whole: bool, today: Option<NaiveDate>) -> Vec<Reference> {
    let Some(pattern) = REFERENCE
        .as_ref()
        .filter(|_| text.contains('§') || text.contains("punkt"))
    else {
        return Vec::new();
    };
    pattern
        .captures_iter(text)
        .filter_map(|found| {
            let words = text.part(found.get(1)?.range());
            let date = when::days(&words, None, false).into_iter().next()?.date;
            if today.is_some_and(|today| date >= today) {
                return None;
            }
            let number = found.get(2)?.as_str().parse().ok();
            Some(Reference {
                text: if whole { text.clone() } else { words.tidy() },
                date: Some(date),
                number,
            })
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

static RESERVES: Pattern = LazyLock::new(|| {
    Regex::new(r"^(?:Mot beslutet\s+)?(?:(.+?)\s+reserverar\s+sig|reserverar\s+sig\s+(.+?)[.]?$|(.+?)\s+reserverade\s+sig|(.+?)\s+(?:anmäler|anmälde)\s+(?:sin\s+|en\s+)?reservation\b)").ok()
});

/// Who reserves against the decision.
pub(crate) fn reserves(text: &Printed) -> Option<Vec<Printed>> {
    if !text.contains("reserv") {
        return None;
    }
    let found = RESERVES.as_ref()?.captures(text)?;
    let who = found.iter().skip(1).flatten().next()?;
    let names = names::list(&without_party(&text.part(who.range())));
    (!names.is_empty() && who.as_str().split_whitespace().count() < 60).then_some(names)
}

/// Who stands aside.
pub(crate) fn disqualified(text: &Printed) -> Vec<Printed> {
    static ASIDE: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?:På grund av jäv (?:deltar|deltog)\s+(?:inte\s+)?)?(.+?)\s*(?:anmäler|anmälde|anmält|har anmält|redovisar|är|förklarar sig|förklarade sig|deltar inte|deltog inte|deltar ej|deltog ej|lämnar|lämnade|inte)\b[^.]*\b(?:jäv|jävig|handläggningen)\b|^På grund av jäv (?:deltar|deltog)\s+(?:inte\s+|ej\s+)?(.+?)\s+(?:inte|ej|i)\b").ok()
    });
    let lower = text.to_lowercase();
    if !lower.contains("jäv")
        && !lower.contains("deltar inte i handläggningen")
        && !lower.contains("deltog inte i handläggningen")
        || lower.starts_with("ingen")
        || lower.contains("medför jäv")
        || lower.contains("inte jäv")
    {
        return Vec::new();
    }
    let Some(found) = ASIDE.as_ref().and_then(|p| p.captures(text)) else {
        return Vec::new();
    };
    let Some(who) = found.get(1).or_else(|| found.get(2)) else {
        return Vec::new();
    };
    names::list(&without_party(&text.part(who.range())))
        .into_iter()
        .filter(|name| names::is_person(name))
        .collect()
}

/// A minuted remark outside its own section.
pub(crate) fn states(text: &str) -> bool {
    static STATES: Pattern = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:antecknar|anmäler|lämnar|avger|lämnade|avgav)\s+(?:som\s+|ett\s+|en\s+|följande\s+)*(?:särskilt yttrande|protokollsanteckning|yttrande|anteckning till protokollet)\b|\bvill (?:ha|få) (?:antecknat|fört) till protokollet\b|\bdeltar inte i beslutet\b").ok()
    });
    cue(
        text,
        &["yttrande", "anteckning", "till protokollet", "deltar inte"],
    ) && fits(&STATES, text)
        && !text.contains("jäv")
}

pub(crate) fn immediate(text: &str) -> bool {
    static AT_ONCE: Pattern = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:omedelbart\s+justera[dt]?|justeras\s+omedelbart|omedelbar\s+justering|direktjustera[st])\b").ok()
    });
    cue(text, &["juster"]) && fits(&AT_ONCE, text)
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
            if (names::is_person(&name) || names::is_office(&name))
                && into.len() < 100
                && !into.iter().any(|known| known.as_str() == name.as_str())
            {
                into.push(name);
            }
        }
    };
    const CUES: &[&str] = &[
        "föred",
        "redovis",
        "inform",
        "rapport",
        "presenter",
        "berätta",
        "redog",
        "återg",
        "gick",
        "går",
        "visa",
    ];
    if !cue(text, CUES) {
        return;
    }
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
    static QUOTED: Pattern = LazyLock::new(|| {
        Regex::new(r"^(?:Protokollsanteckning|Särskilt yttrande|Anteckning till protokollet)\s+(?:av|från)\s+([^:]{3,60}):\s*(.+)$").ok()
    });
    Some((
        without_party(&group(&QUOTED, text, 1)?),
        group(&QUOTED, text, 2)?,
    ))
}
