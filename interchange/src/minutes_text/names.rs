//! Names of persons, organisations and offices, told apart by their form.

use super::printed::Printed;
use regex::Regex;
use std::sync::LazyLock;

static PERSON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[A-ZÅÄÖÉÜØÆÁČŠŽ][\p{L}'’.-]*(?:\s+(?:(?:von|af|de|van|der|la|el|al|bin|da|di|le)\s+)?[A-ZÅÄÖÉÜØÆÁČŠŽ][\p{L}'’-]*\.?){1,4}$").ok()
});
static PARTY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\(+\s*((?i:s|m|c|l|v|kd|mp|sd|fp|fi|pp|oberoende|opol|opolitisk|politisk vilde|vilde|-)|[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,3})(?:\s*,[^()]*)?\s*\)*$").ok()
});

const AGENCIES: &[&str] = &[
    "försäkringskassan", "arbetsförmedlingen", "arbetsgivaren", "länsstyrelsen", "skr", "kriminalvården", "polisen",
];
const UNIONS: &[&str] = &[
    "vision", "kommunal", "ssr", "akademikerförbundet", "akademikerförbundet ssr", "akademikeralliansen", "saco", "saco-s", "saco s", "tco", "lo", "ofr",
    "lärarförbundet", "lärarnas riksförbund", "lärarnas riksförbund (lr)", "lr", "sveriges lärare", "vårdförbundet", "ledarna",
    "fysioterapeuterna", "dik", "sveriges arbetsterapeuter", "sveriges ingenjörer", "sveriges skolledare", "skolledarna", "sveriges skolledarförbund",
    "sveriges skolläkarförbund", "läkarförbundet", "sveriges läkarförbund", "naturvetarna", "psykologförbundet", "sveriges psykologförbund",
    "brandmännens riksförbund", "transport", "seko", "st", "fackförbundet st", "unionen", "läraryrket", "jusek", "akavia", "srat", "kyrkans akademikerförbund", "logopedförbundet", "sveriges farmaceuter", "civilekonomerna", "facket", "facken",
];
const OFFICES: &[&str] = &[
    "ordförande", "ledamot", "ersättare", "sekreterare", "direktör", "direktören", "samordnare", "controller", "ekonom", "strateg", "handläggare",
    "utredare", "administratör", "revisor", "projektledare", "koordinator", "assistent", "kommunalråd", "regionråd", "jurist", "processledare",
    "utvecklingsledare", "adjungerad", "föredragande", "observatör", "justerare", "konsult", "specialist", "kanslist", "nämndsekreterare",
    "representant", "skyddsombud", "huvudskyddsombud", "ombud", "rektor", "förtroendevald", "kommundirektör", "processtödjare", "kommunikatör", "kassör", "suppleant", "rådgivare", "ekonomiansvarig",
    "verksamhetsutvecklare", "utvecklare", "expert", "praktikant", "kvalitetsledare", "protokollförare", "mötesordförande", "sektionsledare", "teamledare", "arbetsledare", "enhetsledare", "planerare", "registrator", "moderator", "gäst", "inspektör", "insynsplats", "tjänsteman", "tjänsteperson", "psykolog", "socialsekreterare", "vid pennan", "pennan", "partner", "hr-partner", "förhandlare", "ordf", "sekr", "ledam", "ers",
];

/// Whether a text has the form of a person's name.
pub(crate) fn is_person(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 60
        && PERSON.as_ref().is_some_and(|person| person.is_match(text))
        && !is_organisation(text)
        && !is_office(text)
        && !text.split_whitespace().any(|word| NO_NAME.contains(&word.to_lowercase().as_str()))
}

const NO_NAME: &[&str] = &[
    "protokoll", "kommunhuset", "stadshuset", "kommun", "sammanträde", "sammanträdesprotokoll", "teams", "plats", "beslut", "övriga", "frågor", "möte", "styrelsen",
    "ledamöter", "beslutande", "rådhuset", "konferensrum", "sammanträdesrum", "lokal", "kansliet", "kansli", "digitalt", "distans", "zoom", "regionens", "hus", "vald", "föregående", "information", "val", "nästa", "förbundet", "folkets", "vakant",
    "vårdcentral", "hotell", "gatan", "storgatan", "samordningsförbund", "samordningsförbundet", "medlemsråd", "minnesanteckningar", "paragraf", "datum", "enligt", "samtliga", "ingen", "inga",
];

/// Whether a text names an organisation, a union among them.
pub(crate) fn is_organisation(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    if is_union(&lower) || AGENCIES.contains(&lower.as_str()) {
        return true;
    }
    let words = lower.split_whitespace().count();
    words <= 8
        && lower.split([' ', '/', ',']).any(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            matches!(word, "kommun" | "kommuner" | "region" | "landsting" | "landstinget" | "stad" | "ab" | "kommunförbund" | "länsstyrelsen" | "stiftelsen" | "förening" | "försäkringskassan" | "arbetsförmedlingen" | "koncernkontoret" | "finsam")
                || word.ends_with("förbund")
                || word.ends_with("förbundet") && word.len() > 12
                || word.ends_with("förvaltningen")
                || word.ends_with("förvaltning")
                || word.ends_with("regionen")
                || word.ends_with("kontoret") && word.len() > 9
                || word.ends_with("nämnden") && word.len() > 9
                || word.ends_with("myndigheten")
                || word.ends_with("sjukvården")
                || word.ends_with("enheten") && word.len() > 9
                || word.ends_with("avdelningen")
        })
}

/// Whether a text names a trade union.
pub(crate) fn is_union(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    UNIONS.contains(&lower.as_str())
        || lower.split(['/', ',']).any(|part| UNIONS.contains(&part.trim()))
        || (lower.ends_with("förbund") || lower.ends_with("förbundet")) && ["lärar", "lärare", "skol", "vård", "akademiker", "riks", "läkar", "arbetar", "tjänstemanna"].iter().any(|part| lower.contains(part))
}

/// Whether a text names an office or title.
pub(crate) fn is_office(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    if lower.split_whitespace().count() > 7 {
        return false;
    }
    lower.split([' ', '/', '-', ',']).any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        OFFICES.iter().any(|office| word == *office || word.len() > office.len() && office.len() > 4 && word.ends_with(office))
            || word.ends_with("chef")
            || word.ends_with("chefen")
            || word.ends_with("direktör")
            || word.ends_with("ledare") && word.len() > 8
            || word.ends_with("sekreterare")
            || word.ends_with("ansvarig")
    })
}

/// Letters that shorten a thing rather than a person, at the end of a title.
pub(crate) fn is_abbreviation(text: &str) -> bool {
    matches!(
        text.trim(),
        "SUS" | "UVAS" | "NNS" | "ESF" | "SKR" | "MBL" | "KUR" | "HR" | "IT" | "GDPR" | "APT" | "AB" | "BUF" | "VO" | "FSG" | "CSG" | "LSG" | "LOV" | "LSS" | "FN" | "EU" | "LR" | "SSR" | "KAA" | "DUA" | "SIUS" | "NPF" | "IPS"
    )
}

/// The party in brackets, as printed: `(S)`, `(s, `.
pub(crate) fn party(bracket: &Printed) -> Option<Printed> {
    let found = PARTY.as_ref()?.captures(bracket)?;
    Some(bracket.part(found.get(1)?.range()))
}

/// Letters of a party of the Riksdag.
pub(crate) fn is_known_party(letters: &str) -> bool {
    matches!(letters.to_uppercase().as_str(), "S" | "M" | "C" | "L" | "V" | "KD" | "MP" | "SD" | "FP" | "FI")
}

/// Names in a row: `A, B och C`, `AM/JR`.
pub(crate) fn list(text: &Printed) -> Vec<Printed> {
    let mut out = Vec::new();
    for part in text.pieces(|c| matches!(c, ',' | ';' | '/' | '&' | '+' | '\t' | '\n')) {
        let mut rest = part;
        loop {
            let cut = [" och ", " samt ", " respektive "].iter().filter_map(|word| Some((rest.find(word)?, word.len()))).min();
            let Some((at, length)) = cut else { break };
            out.push(rest.to(at));
            rest = rest.from(at + length);
        }
        out.push(rest);
    }
    out.into_iter()
        .map(|name| {
            let name = name.bare(&['.', ':', '*', '-', '–', '•']);
            let lead = ["och ", "samt "].iter().find(|word| name.starts_with(**word));
            lead.map_or(name.clone(), |word| name.from(word.len()).tidy())
        })
        .filter(|name| name.chars().any(char::is_alphabetic))
        .collect()
}

/// Common first names, to part a row of names that lost its separators.
const FIRST: &[&str] = &[
    "anna", "maria", "karin", "eva", "kristina", "lena", "kerstin", "ingrid", "sara", "emma", "elin", "johanna", "linda", "malin", "helena", "susanne", "annika", "åsa",
    "jenny", "katarina", "ulrika", "monica", "birgitta", "inger", "gunilla", "margareta", "elisabeth", "marie", "camilla", "cecilia", "petra", "pernilla", "charlotte", "ann",
    "anneli", "ann-christin", "ann-sofie", "carina", "marianne", "agneta", "barbro", "siv", "britt", "ulla", "gun", "hanna", "ida", "sofia", "amanda", "josefin", "frida", "therese", "tina",
    "lars", "anders", "johan", "per", "erik", "karl", "mikael", "michael", "peter", "jan", "thomas", "tomas", "hans", "fredrik", "daniel", "bengt", "bo", "andreas", "stefan", "magnus", "mats", "mattias", "mathias",
    "björn", "nils", "ulf", "leif", "göran", "christer", "patrik", "martin", "henrik", "jonas", "robert", "marcus", "markus", "kent", "håkan", "tommy", "tony", "rolf", "sven", "kjell", "stig", "olle", "oskar", "oscar",
    "david", "joakim", "niklas", "jörgen", "roger", "claes", "sten", "arne", "gunnar", "lennart", "rickard", "richard", "simon", "viktor", "victor", "alexander", "emil", "filip", "jesper", "kenneth", "bertil", "börje", "curt", "kurt", "dan", "mona", "grethel", "mahmoud", "ali", "mohamed", "ahmed", "hassan", "fatima",
    "liselott", "liselotte", "lisa", "louise", "ewa", "ellinor", "jessica", "veronica", "yvonne", "rose-marie", "lisbeth", "solveig", "sonja", "astrid", "greta", "alva", "stina", "moa", "klara", "clara", "kajsa", "tove", "agnes", "ebba", "olga", "olof", "axel", "gustav", "gustaf", "rasmus", "linus", "ludvig", "isak", "sebastian", "pontus", "torbjörn", "torsten", "staffan", "urban", "ingemar", "ingvar", "evert", "egon", "elsa", "maja", "märta", "vera", "doris", "berit", "anita", "gerd", "gertrud", "ewy", "rut", "ruth", "asta",
];

/// Parts a row of names without separators into this many persons.
pub(crate) fn part_row(row: &Printed, count: usize, known: &[String]) -> Option<Vec<Printed>> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    for word in row.split(' ') {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += word.len() + 1;
    }
    let n = words.len();
    if count == 0 || n < count * 2 || n > count * 4 || n > 200 {
        return None;
    }
    // Cheapest way to part the words after `i` into `left` names, each of two to four words.
    let mut best: Vec<Vec<Option<(u32, usize)>>> = vec![vec![None; count + 1]; n + 1];
    best[n][0] = Some((0, 0));
    for i in (0..n).rev() {
        for left in 1..=count {
            for length in 2..=4.min(n - i) {
                let Some((below, _)) = best[i + length][left - 1] else { continue };
                let name = &row[words[i].start..words[i + length - 1].end];
                let first = row[words[i].clone()].to_lowercase();
                let mut cost = (length as u32 - 2) * 3;
                if !FIRST.contains(&first.as_str()) {
                    cost += 4;
                }
                let last = row[words[i + length - 1].clone()].to_lowercase();
                if FIRST.contains(&last.as_str()) {
                    cost += 3;
                }
                if known.iter().any(|known| known == name) {
                    cost = 0;
                }
                if best[i][left].is_none_or(|(known, _)| cost + below < known) {
                    best[i][left] = Some((cost + below, length));
                }
            }
        }
    }
    let mut names = Vec::new();
    let mut i = 0;
    for left in (1..=count).rev() {
        let (_, length) = best[i][left]?;
        names.push(row.part(words[i].start..words[i + length - 1].end));
        i += length;
    }
    Some(names)
}

/// Parts a row of organisations and offices that lost its separators.
pub(crate) fn part_organisations(row: &Printed) -> Vec<Printed> {
    let words: Vec<(usize, usize)> = {
        let mut out = Vec::new();
        let mut at = 0;
        for word in row.split(' ') {
            if !word.is_empty() {
                out.push((at, at + word.len()));
            }
            at += word.len() + 1;
        }
        out
    };
    let mut parts: Vec<Printed> = Vec::new();
    let mut start: Option<usize> = None;
    let mut index = 0;
    while let Some(&(from, to)) = words.get(index) {
        let word = &row[from..to];
        let begin = *start.get_or_insert(from);
        let text = &row[begin..to];
        let bare = text.trim_end_matches(',');
        let next = words.get(index + 1).map(|(f, t)| &row[*f..*t]);
        let lower = word.trim_end_matches(',').to_lowercase();
        let mut ends = false;
        if lower == "region" {
            // `Region Västerbotten`: one word more.
        } else if is_organisation(bare) || is_office(bare) {
            let goes_on = next.is_some_and(|next| {
                let small = next.starts_with(|c: char| c.is_lowercase());
                small && !word.ends_with(',')
            });
            ends = !goes_on && !word.ends_with(',');
        }
        if word.ends_with(',') && next.is_some_and(|next| next.starts_with(|c: char| c.is_uppercase()) && !is_office(next)) && is_organisation(bare) {
            ends = true;
        }
        if ends {
            parts.push(row.part(begin..to).bare(&[',']));
            start = None;
        }
        index += 1;
    }
    if let Some(begin) = start {
        parts.push(row.from(begin).tidy());
    }
    parts
}
