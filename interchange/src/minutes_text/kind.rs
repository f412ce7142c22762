//! What a text is: minutes, or one of the texts that look like them.

use super::lines::Line;
use super::report::{NotMinutes, TextKind, Told};
use regex::Regex;
use std::sync::LazyLock;

/// Most characters that are read: more than a thousand pages.
pub(crate) const MAX_CHARACTERS: usize = 4_000_000;
/// Most pages that are read.
pub(crate) const MAX_PAGES: usize = 20_000;

static HELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:beslutande|närvarande|ej närvarande|frånvarande|justerare|justerande|utses att justera|sekreterare|protokollförare|deltagare|vid protokollet|närvarande och beslutande|tjänstgörande ersättare|anmält förhinder|val av (?:protokoll)?juster\S*|mötets öppnande|föregående (?:mötes)?(?:protokoll|anteckningar)\S*)\b").ok()
});
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:samman(?:trädes|träde)protokoll|mötesprotokoll|styrelseprotokoll|protokoll|minnesanteckningar|mötesanteckningar)\b").ok()
});
static DECIDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^(?:\S+\s){0,3}beslut:?$|\b(?:beslutade|beslöt|beslutar|godkände|godkänner|godkänns|godkändes|antog|antar|fastställde|fastställer|valdes|väljs|utsågs|utses|lades|läggs till handlingarna|mötet avslutas|förklarade mötet|förklarar mötet|informerade|rapporterade|redovisade)\b)").ok()
});

struct Other {
    kind: TextKind,
    title: &'static str,
    sv: &'static str,
    en: &'static str,
}

const OTHERS: &[Other] = &[
    Other {
        kind: TextKind::Policy,
        title: r"(?i)^(?:\S+\s){0,3}\S*(?:policy|policyn|riktlinje|riktlinjer|rutin|handlingsplan|verksamhetsplan|strategi|program|informationshanteringsplan|dokumenthanteringsplan)\b",
        sv: "en policy, riktlinje eller plan",
        en: "a policy, guideline or plan",
    },
    Other {
        kind: TextKind::Bylaws,
        title: r"(?i)^(?:\S+\s){0,3}\S*(?:förbundsordning|stadgar|stadgan|reglemente|arbetsordning|delegationsordning|attestordning|bolagsordning|samverkansavtal|överenskommelse om)\b",
        sv: "en förbundsordning, stadgar eller en arbetsordning",
        en: "bylaws or rules of procedure",
    },
    Other {
        kind: TextKind::BudgetFollowUp,
        title: r"(?i)^(?:\S+\s){0,3}\S*(?:budgetuppföljning|ekonomisk uppföljning|ekonomisk rapport|delårsrapport|delårsbokslut|tertialrapport|tertialuppföljning|kvartalsrapport|månadsrapport|årsredovisning|bokslut|uppföljning av budget|uppföljning per|uppföljningsrapport|verksamhetsberättelse)\b",
        sv: "en uppföljning av budget eller verksamhet",
        en: "a follow-up of a budget or of activities",
    },
    Other {
        kind: TextKind::Proposal,
        title: r"(?i)^(?:\S+\s){0,2}(?:tjänsteskrivelse|tjänsteutlåtande|skrivelse|förslag till|förslag på|ansökan|projektansökan|motion|motionssvar|yttrande|remissvar|promemoria|pm)\b",
        sv: "ett förslag eller en skrivelse till ett möte",
        en: "a proposal or report to a meeting",
    },
    Other {
        kind: TextKind::Agenda,
        title: r"(?i)^(?:\S+\s){0,3}\S*(?:kallelse|dagordning|föredragningslista|ärendelista|inbjudan)\b",
        sv: "en kallelse eller dagordning",
        en: "a summons or agenda",
    },
];

static TITLES: LazyLock<Vec<(Regex, &'static Other)>> = LazyLock::new(|| {
    OTHERS
        .iter()
        .filter_map(|other| Some((Regex::new(other.title).ok()?, other)))
        .collect()
});

/// Refuses what has no text, or too much.
pub(crate) fn readable(pages: &[&str]) -> Result<(), NotMinutes> {
    let mut characters = 0_usize;
    let mut seen = 0_usize;
    for page in pages {
        characters += page.chars().count();
        seen += page.chars().filter(|c| c.is_alphanumeric()).take(200).count();
        if characters > MAX_CHARACTERS {
            break;
        }
    }
    let told = |kind, sv: String, en: String| {
        Err(NotMinutes {
            kind,
            text: Told::new(sv, en),
        })
    };
    if characters > MAX_CHARACTERS || pages.len() > MAX_PAGES {
        return told(
            TextKind::TooLong,
            format!("Texten är längre än {MAX_CHARACTERS} tecken eller {MAX_PAGES} sidor och läses inte."),
            format!("The text is longer than {MAX_CHARACTERS} characters or {MAX_PAGES} pages and is not read."),
        );
    }
    if seen == 0 && pages.len() < 2 {
        return told(TextKind::Empty, "Filen har ingen text.".into(), "The file has no text.".into());
    }
    if seen < pages.len() * 2 {
        return told(
            TextKind::NoTextLayer,
            format!("{} sidor utan textlager: sidorna är nog bilder och behöver tolkas först.", pages.len()),
            format!("{} pages without a text layer: they are probably pictures, to be recognised first.", pages.len()),
        );
    }
    Ok(())
}

/// Refuses what is some other text.
pub(crate) fn recognise(lines: &[Line], header: &[Line], headings: usize) -> Result<(), NotMinutes> {
    let matches = |pattern: &LazyLock<Option<Regex>>, text: &str| {
        pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
    };
    let held = lines.iter().filter(|line| line.text.len() < 200 && matches(&HELD, body_of(&line.text))).take(9).count();
    let decided = lines.iter().filter(|line| matches(&DECIDED, &line.text)).take(9).count();
    let head = lines.iter().take(12);
    let headed = header.iter().any(|line| matches(&NAMED, &line.text));
    let named = head.clone().position(|line| {
        line.text.len() < 160 && matches(&NAMED, &line.text) && !line.text.to_lowercase().contains("förslag till")
    });
    let title = head.enumerate().find_map(|(index, line)| {
        let text = line.text.as_str();
        if text.len() > 120 || text.ends_with('.') || super::outline::heading_number(text).is_some() {
            return None;
        }
        let found = TITLES.iter().find(|(title, _)| title.is_match(text))?;
        Some((index, found.1, text))
    });
    if let Some((index, other, text)) = title {
        let before = named.is_none_or(|at| at > index) && !headed;
        let agenda = other.kind == TextKind::Agenda;
        let weak = held < 2 || agenda && (decided < 2 || held < 3);
        if before && weak || before && agenda && decided == 0 {
            let text: String = text.chars().take(80).collect();
            return Err(NotMinutes {
                kind: other.kind,
                text: Told::new(
                    format!("Texten är nog {}: överst står ”{text}”, och få av de uppgifter som hör till ett protokoll finns i den.", other.sv),
                    format!("The text seems to be {}: at its top stands “{text}”, and little in it belongs to minutes.", other.en),
                ),
            });
        }
    }
    if named.is_none() && !headed && held == 0 && (decided < 3 || headings < 2) {
        return Err(NotMinutes {
            kind: TextKind::Unknown,
            text: Told::new(
                "Texten har varken deltagare, justerare, beslut eller ordet protokoll och läses inte som ett protokoll.",
                "The text has no attendance, adjusters, decisions or the word minutes (protokoll) and is not read as minutes.",
            ),
        });
    }
    Ok(())
}

/// A heading's title without its number.
fn body_of(text: &str) -> &str {
    match super::outline::heading_number(text) {
        Some(numbered) => text.get(numbered.rest..).unwrap_or(text),
        None => text.trim_start_matches(['|', ' ', '\t']),
    }
}
