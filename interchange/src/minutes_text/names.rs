//! Names of persons, organisations and offices, told apart by their form.

mod rows;

pub(crate) use rows::{part_organisations, part_row};

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
    "försäkringskassan",
    "arbetsförmedlingen",
    "arbetsgivaren",
    "länsstyrelsen",
    "skr",
    "kriminalvården",
    "polisen",
];
const UNIONS: &[&str] = &[
    "vision",
    "kommunal",
    "ssr",
    "akademikerförbundet",
    "akademikerförbundet ssr",
    "akademikeralliansen",
    "saco",
    "saco-s",
    "saco s",
    "tco",
    "lo",
    "ofr",
    "lärarförbundet",
    "lärarnas riksförbund",
    "lärarnas riksförbund (lr)",
    "lr",
    "sveriges lärare",
    "vårdförbundet",
    "ledarna",
    "fysioterapeuterna",
    "dik",
    "sveriges arbetsterapeuter",
    "sveriges ingenjörer",
    "sveriges skolledare",
    "skolledarna",
    "sveriges skolledarförbund",
    "sveriges skolläkarförbund",
    "läkarförbundet",
    "sveriges läkarförbund",
    "naturvetarna",
    "psykologförbundet",
    "sveriges psykologförbund",
    "brandmännens riksförbund",
    "transport",
    "seko",
    "st",
    "fackförbundet st",
    "unionen",
    "läraryrket",
    "jusek",
    "akavia",
    "srat",
    "kyrkans akademikerförbund",
    "logopedförbundet",
    "sveriges farmaceuter",
    "civilekonomerna",
    "facket",
    "facken",
];
const OFFICES: &[&str] = &[
    "ordförande",
    "ledamot",
    "ersättare",
    "sekreterare",
    "direktör",
    "direktören",
    "samordnare",
    "controller",
    "ekonom",
    "strateg",
    "handläggare",
    "utredare",
    "administratör",
    "revisor",
    "projektledare",
    "koordinator",
    "assistent",
    "kommunalråd",
    "regionråd",
    "jurist",
    "processledare",
    "utvecklingsledare",
    "adjungerad",
    "föredragande",
    "observatör",
    "justerare",
    "konsult",
    "specialist",
    "kanslist",
    "nämndsekreterare",
    "representant",
    "skyddsombud",
    "huvudskyddsombud",
    "ombud",
    "rektor",
    "förtroendevald",
    "kommundirektör",
    "processtödjare",
    "kommunikatör",
    "kassör",
    "suppleant",
    "rådgivare",
    "ekonomiansvarig",
    "verksamhetsutvecklare",
    "utvecklare",
    "expert",
    "praktikant",
    "kvalitetsledare",
    "protokollförare",
    "mötesordförande",
    "sektionsledare",
    "teamledare",
    "arbetsledare",
    "enhetsledare",
    "planerare",
    "registrator",
    "moderator",
    "gäst",
    "inspektör",
    "insynsplats",
    "tjänsteman",
    "tjänsteperson",
    "psykolog",
    "antecknar",
    "socialsekreterare",
    "vid pennan",
    "pennan",
    "partner",
    "hr-partner",
    "förhandlare",
    "ordf",
    "sekr",
    "ledam",
    "ers",
];

/// Whether a text has the form of a person's name.
pub(crate) fn is_person(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 60
        && PERSON.as_ref().is_some_and(|person| person.is_match(text))
        && !is_organisation(text)
        && !is_office(text)
        && !text
            .split_whitespace()
            .any(|word| NO_NAME.contains(&word.to_lowercase().as_str()))
}

const NO_NAME: &[&str] = &[
    "protokoll",
    "kommunhuset",
    "stadshuset",
    "kommun",
    "sammanträde",
    "sammanträdesprotokoll",
    "teams",
    "plats",
    "beslut",
    "övriga",
    "frågor",
    "möte",
    "styrelsen",
    "ledamöter",
    "beslutande",
    "rådhuset",
    "konferensrum",
    "sammanträdesrum",
    "lokal",
    "kansliet",
    "kansli",
    "digitalt",
    "distans",
    "zoom",
    "regionens",
    "hus",
    "vald",
    "föregående",
    "information",
    "val",
    "nästa",
    "förbundet",
    "folkets",
    "vakant",
    "vårdcentral",
    "hotell",
    "gatan",
    "storgatan",
    "samordningsförbund",
    "samordningsförbundet",
    "medlemsråd",
    "minnesanteckningar",
    "paragraf",
    "datum",
    "enligt",
    "samtliga",
    "ingen",
    "inga",
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
            matches!(
                word,
                "kommun"
                    | "kommuner"
                    | "region"
                    | "landsting"
                    | "landstinget"
                    | "stad"
                    | "ab"
                    | "kommunförbund"
                    | "länsstyrelsen"
                    | "stiftelsen"
                    | "förening"
                    | "försäkringskassan"
                    | "arbetsförmedlingen"
                    | "koncernkontoret"
                    | "finsam"
            ) || word.ends_with("förbund")
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
        || lower
            .split(['/', ','])
            .any(|part| UNIONS.contains(&part.trim()))
        || (lower.ends_with("förbund") || lower.ends_with("förbundet"))
            && [
                "lärar",
                "lärare",
                "skol",
                "vård",
                "akademiker",
                "riks",
                "läkar",
                "arbetar",
                "tjänstemanna",
            ]
            .iter()
            .any(|part| lower.contains(part))
}

/// Whether a text names an office or title.
pub(crate) fn is_office(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    if lower.split_whitespace().count() > 7 {
        return false;
    }
    lower.split([' ', '/', '-', ',']).any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        OFFICES.iter().any(|office| {
            word == *office
                || word.len() > office.len() && office.len() > 4 && word.ends_with(office)
        }) || word.ends_with("chef")
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
        "SUS"
            | "UVAS"
            | "NNS"
            | "ESF"
            | "SKR"
            | "MBL"
            | "KUR"
            | "HR"
            | "IT"
            | "GDPR"
            | "APT"
            | "AB"
            | "BUF"
            | "VO"
            | "FSG"
            | "CSG"
            | "LSG"
            | "LOV"
            | "LSS"
            | "FN"
            | "EU"
            | "LR"
            | "SSR"
            | "KAA"
            | "DUA"
            | "SIUS"
            | "NPF"
            | "IPS"
    )
}

/// The party in brackets, as printed: `(S)`, `(s, `.
pub(crate) fn party(bracket: &Printed) -> Option<Printed> {
    let found = PARTY.as_ref()?.captures(bracket)?;
    Some(bracket.part(found.get(1)?.range()))
}

/// Letters of a party of the Riksdag.
pub(crate) fn is_known_party(letters: &str) -> bool {
    matches!(
        letters.to_uppercase().as_str(),
        "S" | "M" | "C" | "L" | "V" | "KD" | "MP" | "SD" | "FP" | "FI"
    )
}

/// Names in a row: `A, B och C`, `AM/JR`.
pub(crate) fn list(text: &Printed) -> Vec<Printed> {
    let mut out = Vec::new();
    for part in text.pieces(|c| matches!(c, ',' | ';' | '/' | '&' | '+' | '\t' | '\n')) {
        let mut rest = part;
        loop {
            let cut = [" och ", " samt ", " respektive "]
                .iter()
                .filter_map(|word| Some((rest.find(word)?, word.len())))
                .min();
            let Some((at, length)) = cut else { break };
            out.push(rest.to(at));
            rest = rest.from(at + length);
        }
        out.push(rest);
    }
    out.into_iter()
        .map(|name| {
            let name = name.bare(&['.', ':', '*', '-', '–', '•']);
            let lead = ["och ", "samt "]
                .iter()
                .find(|word| name.starts_with(**word));
            lead.map_or(name.clone(), |word| name.from(word.len()).tidy())
        })
        .filter(|name| name.chars().any(char::is_alphabetic) && name.len() <= 200)
        .collect()
}
