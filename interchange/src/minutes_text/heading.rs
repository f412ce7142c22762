//! Whose minutes they are, when and where the meeting was: the cover in all its forms.

use super::Known;
use super::labels::{Field, Fields, Label};
use super::lines::Line;
use super::names;
use super::node::Node;
use super::printed::Printed;
use super::report::Certainty;
use super::when;
use chrono::{NaiveDate, Weekday};
use regex::Regex;
use std::sync::LazyLock;

/// What the cover says of body and meeting.
#[derive(Debug, Default)]
pub(crate) struct Heading {
    pub(crate) body: Option<(Printed, Certainty)>,
    pub(crate) body_plain: Option<String>,
    pub(crate) body_kind: &'static str,
    pub(crate) organisation: Option<(Printed, Certainty)>,
    pub(crate) date: Option<(NaiveDate, Printed, Certainty)>,
    pub(crate) weekday: Option<Weekday>,
    pub(crate) starts: Option<(String, Printed)>,
    pub(crate) ends: Option<(String, Printed)>,
    pub(crate) place: Option<Printed>,
    /// Said in words of its own.
    pub(crate) mode: Option<(&'static str, Printed)>,
    pub(crate) record: Option<(&'static str, Printed)>,
    pub(crate) appendix_to: Option<Printed>,
}

static ORGANISATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(SAMORDNINGSFÖRBUNDET\s+\p{Lu}{3,}(?:\s\p{Lu}{3,}){0,3}|(?:Samordningsförbundet|Samordningsförbund|Finsamförbundet|Finsam|FINSAM)\s+\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+){0,3}|\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?\s(?:Samordningsförbund|samordningsförbund)|\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?\s(?:kommun|stad)|Region\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?|\p{Lu}\p{L}+förvaltningen|(?:Föreningen|Stiftelsen)\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+){0,3})\b").ok()
});
static BODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b((?:(?:\p{L}+s|centrala|central|lokala|lokal|förvaltningens|partsgemensamma)\s)?(?:styrelsen|förbundsstyrelsen|kommunstyrelsen|regionstyrelsen|styrelse|medlemsrådet|medlemsråd|medlemssamråd|ägarsamråd|medlemsmötet|medlemsmöte|\p{L}*utskottet|\p{L}*utskott|presidiet|presidium|kommunfullmäktige|regionfullmäktige|fullmäktige|årsmöte|årsstämma|förbundsstämma|samverkansgruppen|samverkansgrupp|samverkanskommitté|CESAM|CSG|FSG(?:/VSG)?|LSG|VSG|styrgruppen|styrgrupp|beredningsgruppen|beredningsgrupp|ledningsgruppen|ledningsgrupp|\p{L}+nämnden))(?:\s((?:CESAM|CSG|FSG|LSG|VSG|AU)(?:/(?:CESAM|CSG|FSG|LSG|VSG))?))?\b").ok()
});
static GENITIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b((?:\p{L}*styrelsen|medlemsrådet|\p{L}*utskottet|\p{L}*nämnden|(?:styr|samverkans|lednings|berednings)gruppen))s\s+(?:ordinarie\s|extra\s|konstituerande\s)?(?:sammanträde|möte)\b").ok()
});
static APPENDIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bbilaga till (?:protokoll|protokollet)(?: nr)?\s+(\S+)").ok()
});
static RECORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(minnesanteckningar(?:na)?|mötesanteckningar(?:na)?|\p{L}*protokoll(?:et)?)\b",
    )
    .ok()
});

/// The kind that a body's name tells.
pub(crate) fn kind_of(name: &str) -> &'static str {
    let lower = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["arbetsutskott", "presidi"]) {
        "EXECUTIVE_COMMITTEE"
    } else if has(&[
        "medlemsråd",
        "medlemssamråd",
        "ägarsamråd",
        "ägarråd",
        "medlemsmöte",
    ]) {
        "MEMBER_COUNCIL"
    } else if has(&[
        "samverkansgrupp",
        "samverkanskommitt",
        "cesam",
        "csg",
        "fsg",
        "lsg",
        "vsg",
    ]) {
        "COOPERATION_GROUP"
    } else if has(&["fullmäktige", "årsmöte", "stämma"]) {
        "ASSEMBLY"
    } else if has(&["styrelse"]) || lower.ends_with("nämnden") || lower.ends_with("nämnd") {
        "BOARD"
    } else {
        "OTHER"
    }
}

pub(crate) fn organisation_kind(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    if lower.contains("samordningsförbund") || lower.starts_with("finsam") {
        Some("COORDINATION_ASSOCIATION")
    } else if lower.ends_with(" kommun") || lower.ends_with(" stad") {
        Some("MUNICIPALITY")
    } else if lower.starts_with("region ")
        || lower.ends_with("regionen")
        || lower.starts_with("landstinget")
    {
        Some("REGION")
    } else {
        None
    }
}

fn first<'a>(fields: &'a Fields, labels: &[Label]) -> Option<&'a Field> {
    labels.iter().find_map(|label| {
        fields
            .all
            .iter()
            .find(|field| field.label == *label && !field.values.is_empty())
    })
}

/// The value as one line.
pub(crate) fn value(field: &Field) -> Printed {
    let mut out = Printed::default();
    for value in field.values.iter().take(20) {
        if !out.is_empty() {
            out.glue(" ");
        }
        out.append(&value.text.flat());
    }
    out.tidy()
}

/// Reads the cover.
pub(crate) fn heading(
    fields: &Fields,
    cover: &[Line],
    header: &[Line],
    text: &[Line],
    known: &Known,
) -> Heading {
    let mut out = Heading {
        body_kind: "OTHER",
        ..Heading::default()
    };
    let head: Vec<Line> = cover.iter().chain(header).cloned().collect();
    when_and_where(fields, &head, &mut out);
    whose(fields, cover, header, text, &mut out);
    for line in cover
        .iter()
        .take(30)
        .chain(header)
        .chain(text.iter().take(200))
    {
        let on_cover = cover
            .iter()
            .chain(header)
            .any(|other| other.text == line.text);
        if line.text.len() > 200 && on_cover {
            continue;
        }
        let Some(found) = RECORD.as_ref().and_then(|p| p.find(&line.text)) else {
            continue;
        };
        let lower = found.as_str().to_lowercase();
        if lower.contains("utdrag")
            || lower == "protokollet" && !line.text.contains("dagens protokoll") && on_cover
        {
            continue;
        }
        let notes = lower.contains("anteckningar");
        let appended = APPENDIX.as_ref().is_some_and(|p| p.is_match(&line.text));
        let previous = line.text.to_lowercase().contains("föregående")
            || line.text.to_lowercase().contains("förra");
        if appended || previous {
            continue;
        }
        let code = if notes { "MEETING_NOTES" } else { "MINUTES" };
        // Notes that stand under a header of minutes are notes: the title says so.
        if out.record.is_none() || notes && on_cover {
            out.record = Some((code, line.text.part(found.range())));
        }
        if !on_cover {
            break;
        }
    }
    for line in cover {
        if let Some(found) = APPENDIX.as_ref().and_then(|p| p.captures(&line.text))
            && let Some(number) = found.get(1)
        {
            out.appendix_to = Some(line.text.part(number.range()).bare(&['.', ',']));
        }
    }
    if out.date.is_none()
        && let Some(date) = known.date
    {
        out.date = Some((date, Printed::default(), Certainty::Certain));
    }
    out
}

fn when_and_where(fields: &Fields, cover: &[Line], out: &mut Heading) {
    let mut take = |text: &Printed, place: bool, labelled: bool| {
        let mut rest = text.clone();
        let day = if labelled {
            when::labelled_day(text, None)
        } else {
            when::days(text, None, false).into_iter().next()
        };
        if let Some(day) = day.as_ref().filter(|day| day.whole)
            && out.date.is_none()
        {
            out.date = Some((day.date, text.part(day.at.clone()), Certainty::Certain));
            out.weekday = day.weekday;
        }
        let times = when::times(text);
        if out.starts.is_none()
            && let Some((start, at)) = times.start
        {
            out.starts = Some((start, text.part(at)));
            out.ends = times.end.map(|(end, at)| (end, text.part(at)));
        }
        if place && out.place.is_none() {
            // What is neither day nor time is the place.
            let mut cut: Vec<std::ops::Range<usize>> = Vec::new();
            if let Some(day) = &day {
                cut.push(day.at.clone());
            }
            if times.whole.end > 0 {
                cut.push(times.whole);
            }
            cut.sort_by_key(|range| range.start);
            let mut start = 0;
            let mut kept: Vec<Printed> = Vec::new();
            for range in cut {
                kept.push(rest.part(start..range.start.max(start)));
                start = range.end.max(start);
            }
            rest = rest.from(start);
            kept.push(rest);
            let place = kept
                .into_iter()
                .map(|part| trimmed_place(&part))
                .max_by_key(|part| part.len())
                .filter(|part| part.chars().filter(|c| c.is_alphabetic()).count() > 2);
            out.place = place;
        }
    };
    for label in [Label::Date, Label::PlaceAndTime, Label::Time, Label::Place] {
        for field in fields
            .all
            .iter()
            .filter(|field| field.label == label && !field.values.is_empty())
        {
            let text = value(field);
            match label {
                Label::Place | Label::PlaceAndTime => take(&text, true, false),
                Label::Date => take(&text, false, true),
                _ => take(&text, false, false),
            }
        }
    }
    if out.date.is_none() || out.starts.is_none() {
        for line in cover.iter().take(40) {
            let text = line.text.flat();
            if line.text.len() > 300
                || fields.all.iter().any(|field| {
                    !matches!(field.label, Label::Ignored)
                        && field
                            .values
                            .iter()
                            .any(|value| line.text.contains(value.text.as_str()))
                })
            {
                continue;
            }
            let title = text.to_lowercase().contains("protokoll") && text.len() < 80;
            let stated = || {
                when::days(&text, None, false)
                    .into_iter()
                    .find(|day| day.whole)
            };
            if out.date.is_none()
                && let Some(day) = stated().or_else(|| {
                    if title {
                        when::labelled_day(&text, None)
                    } else {
                        None
                    }
                })
            {
                out.date = Some((day.date, text.part(day.at.clone()), Certainty::Likely));
                out.weekday = day.weekday;
                prose_place(cover, out);
            }
            if out.starts.is_none() {
                let times = when::times(&text);
                if let Some((start, at)) = times.start.filter(|_| {
                    text[times.whole.clone()].to_lowercase().starts_with("kl")
                        || times.end.is_some()
                }) {
                    out.starts = Some((start, text.part(at)));
                    out.ends = times.end.map(|(end, at)| (end, text.part(at)));
                    place_after(&text.from(times.whole.end), out);
                }
            }
        }
    }
}

/// `… 2024-06-13, kl 10:00–12:00, Zoom`: a title's last part is the place.
fn place_after(rest: &Printed, out: &mut Heading) {
    if out.place.is_some() || out.date.is_none() || !rest.starts_with([',', ';']) {
        return;
    }
    let place = trimmed_place(rest);
    if place.starts_with(char::is_uppercase)
        && place.chars().count() <= 60
        && !place.contains(|c: char| c.is_ascii_digit())
        && !names::is_person(&place)
    {
        out.place = Some(place);
    }
}

/// `… klockan 13.00–15.00 i Hotell Granen i Skoghem.`
fn prose_place(cover: &[Line], out: &mut Heading) {
    static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\b(?:i|på|vid|via)\s+(\p{Lu}[^.;]{2,80}?)(?:[.;]|,\s*(?:kl|den|mån|tis|ons|tor|fre)|\s+(?:kl(?:ockan|\.)?\s*\d|den\s+\d|måndag|tisdag|onsdag|torsdag|fredag)|$)").ok()
    });
    if out.place.is_some() {
        return;
    }
    let mut whole = Printed::default();
    for line in cover.iter().take(4) {
        if !whole.is_empty() {
            whole.glue(" ");
        }
        whole.append(&line.text.flat());
    }
    let day = when::days(&whole, None, false)
        .first()
        .map_or(0, |day| day.at.end);
    // After the time, or right after the day where the time stands in a sentence of its own.
    for from in [when::times(&whole).whole.end.max(day), day] {
        let rest = whole.from(from);
        if let Some(found) = PLACE.as_ref().and_then(|p| p.captures(&rest))
            && let Some(place) = found.get(1).filter(|place| place.start() < 16)
        {
            out.place = Some(rest.part(place.range()).tidy());
            return;
        }
    }
}

fn trimmed_place(text: &Printed) -> Printed {
    let mut text = text.bare(&[',', ';', ':', '-', '–', '.', '|']);
    loop {
        let lower = text.to_lowercase();
        let tail = [" den", " kl", " kl.", " klockan", " från", " mellan", " ,"]
            .iter()
            .find(|word| lower.ends_with(**word));
        match tail {
            Some(word) => {
                text = text
                    .to(text.len() - word.len())
                    .bare(&[',', ';', ':', '-', '–', '.'])
            }
            None => {
                return if ["den", "kl", "klockan", "tid"].contains(&lower.as_str()) {
                    Printed::default()
                } else {
                    text
                };
            }
        }
    }
}

fn organisations(text: &Printed) -> Vec<Printed> {
    let Some(pattern) = ORGANISATION.as_ref() else {
        return Vec::new();
    };
    pattern
        .captures_iter(text)
        .filter_map(|found| found.get(1))
        .map(|found| {
            let words = text.part(found.range());
            // `För Norrby kommun`: the small word is none of the name.
            let lead = ["För ", "Från ", "I ", "Hos ", "Av "]
                .iter()
                .find(|lead| words.starts_with(**lead));
            let words = lead.map_or(words.clone(), |lead| words.from(lead.len()));
            // `Socialutskottet Fjällby kommun`: nor is the body that stands before.
            match words.find(' ') {
                Some(at)
                    if [
                        "utskottet",
                        "nämnden",
                        "styrelsen",
                        "rådet",
                        "gruppen",
                        "fullmäktige",
                    ]
                    .iter()
                    .any(|body| words[..at].ends_with(body)) =>
                {
                    words.from(at + 1)
                }
                _ => words,
            }
        })
        .collect()
}

fn whose(fields: &Fields, cover: &[Line], header: &[Line], text: &[Line], out: &mut Heading) {
    let title = |line: &&Line| line.text.len() < 180 && !line.text.contains('@');
    if let Some(field) = first(fields, &[Label::Organisation]) {
        let text = value(field);
        if text.chars().any(char::is_alphanumeric) && text.len() <= 300 {
            out.organisation = Some((text, Certainty::Certain));
        }
    }
    if let Some(field) = first(fields, &[Label::Body]) {
        let text = value(field);
        out.body_kind = kind_of(&text);
        if out.organisation.is_none()
            && let Some(found) = organisations(&text).into_iter().next()
        {
            out.organisation = Some((genitive(&found), Certainty::Certain));
        }
        let addressed = text.chars().any(char::is_alphanumeric) && text.len() <= 300;
        if addressed && (!names::is_organisation(&text) || out.body_kind != "OTHER") {
            out.body = Some((text, Certainty::Certain));
        }
    }
    // Lines that belong to no field, then what runs over the pages, then the text of the fields but for people.
    let people = |line: &&Line| {
        !fields.all.iter().any(|field| {
            (field.label.is_list()
                || field.label.is_officer()
                || matches!(field.label, Label::Boards | Label::Stored))
                && field.values.iter().any(|value| {
                    line.text
                        .contains(value.text.split('\t').next().unwrap_or_default())
                })
        })
    };
    let board = |line: &&Line| !line.text.to_lowercase().contains("anslag");
    let free: Vec<&Line> = header
        .iter()
        .filter(title)
        .chain(fields.free.iter().filter(title).filter(board).take(25))
        .chain(
            cover
                .iter()
                .take(80)
                .filter(title)
                .filter(people)
                .filter(board)
                .take(14),
        )
        .collect();
    if out.body.is_none() {
        // What is printed in capitals throughout is a banner: a name in ordinary letters comes first.
        let calm = free
            .iter()
            .filter(|line| line.text.chars().any(char::is_lowercase));
        let loud = free
            .iter()
            .filter(|line| !line.text.chars().any(char::is_lowercase));
        for line in calm.chain(loud) {
            let flat = line.text.flat();
            let Some(found) = BODY.as_ref().and_then(|p| p.captures(&flat)) else {
                continue;
            };
            let Some(whole) = found.get(0) else { continue };
            if super::outline::heading_number(&flat).is_some()
                || flat.ends_with('.') && !flat.to_lowercase().contains("protokoll")
            {
                continue;
            }
            let mut range = whole.range();
            // `styrelsen för Samordningsförbundet X`, `Medlemsråd för X`.
            let after = flat.from(range.end);
            if after.starts_with(" för ") || after.starts_with(" i ") {
                let lead = if after.starts_with(" för ") {
                    " för ".len()
                } else {
                    3
                };
                if let Some(name) = organisations(&after.from(lead)).into_iter().next()
                    && let Some(at) = flat.find(name.as_str())
                    && at <= range.end + lead
                {
                    range.end = at + name.len();
                }
            }
            // `Styrgrupp Bron`: the group's own name.
            static OWN_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
                Regex::new(r"^(\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)(?:,|$)").ok()
            });
            if flat
                .part(range.clone())
                .to_lowercase()
                .starts_with("styrgrupp")
                && let Some(own) = OWN_NAME
                    .as_ref()
                    .and_then(|p| p.captures(&flat[range.end..]))
                    .and_then(|found| found.get(1))
                && !RECORD.as_ref().is_some_and(|p| p.is_match(own.as_str()))
            {
                range.end += own.end();
            }
            // `Styrgruppen, Regionala rådet`: the body and whose it is.
            let rest = flat.from(range.end);
            if range.start == 0
                && out.organisation.is_none()
                && rest.starts_with(", ")
                && rest[2..].starts_with(char::is_uppercase)
                && rest.split_whitespace().count() <= 6
                && !rest.contains(|c: char| c.is_ascii_digit())
            {
                out.organisation = Some((rest.from(2).tidy(), Certainty::Likely));
            }
            let name = flat.part(range);
            out.body_kind = kind_of(&name);
            out.body = Some((name, Certainty::Likely));
            break;
        }
    }
    if out.body.is_none() {
        // `fört vid styrelsens sammanträde`: the body without the ending.
        for line in &free {
            if let Some(name) = GENITIVE
                .as_ref()
                .and_then(|p| p.captures(&line.text))
                .and_then(|found| found.get(1))
            {
                let name = line.text.part(name.range());
                out.body_kind = kind_of(&name);
                out.body = Some((name, Certainty::Likely));
                break;
            }
        }
    }
    if out.organisation.is_none() {
        for line in &free {
            if let Some(name) = line
                .text
                .pieces(|c| c == '\t')
                .iter()
                .find_map(|cell| organisations(cell).into_iter().next())
            {
                out.organisation = Some((genitive(&name), Certainty::Likely));
                break;
            }
        }
    }
    if out.body.is_none() {
        let association = out
            .organisation
            .as_ref()
            .is_some_and(|(name, _)| organisation_kind(name) == Some("COORDINATION_ASSOCIATION"));
        body_from_text(association, text, out);
    }
    if out.organisation.is_none() && out.body_kind == "COOPERATION_GROUP" {
        let mut seen: Vec<Printed> = Vec::new();
        for line in text {
            for name in organisations(&line.text) {
                if organisation_kind(&name).is_some()
                    && !seen.iter().any(|known| known.as_str() == name.as_str())
                {
                    seen.push(name);
                }
            }
        }
        if let [only] = seen.as_slice() {
            out.organisation = Some((only.clone(), Certainty::Doubtful));
        }
    }
}

/// `Styrelsen beslutar …` in the text tells whose minutes an association's are; `nästa CSG` a group's.
fn body_from_text(association: bool, text: &[Line], out: &mut Heading) {
    static NEXT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:nästa|förra|extra|ordinarie|till)\s+((?:CESAM|CSG|FSG|LSG|VSG)(?:/(?:CSG|FSG|LSG|VSG))?)\b").ok()
    });
    if association {
        for line in text {
            if let Some(at) = line.text.find("Styrelsen ") {
                out.body = Some((
                    line.text.part(at..at + "Styrelsen".len()),
                    Certainty::Likely,
                ));
                out.body_kind = "BOARD";
                return;
            }
        }
        for line in text {
            let lower = line.text.to_lowercase();
            if lower.len() == line.text.len()
                && (lower.contains("styrelsemöte")
                    || lower.contains("styrelsesammanträde")
                    || lower.contains("styrelsen"))
            {
                out.body_plain = Some("Styrelsen".into());
                out.body_kind = "BOARD";
                return;
            }
        }
    }
    for line in text {
        if let Some(found) = NEXT.as_ref().and_then(|p| p.captures(&line.text))
            && let Some(name) = found.get(1)
        {
            out.body = Some((line.text.part(name.range()), Certainty::Doubtful));
            out.body_kind = "COOPERATION_GROUP";
            return;
        }
    }
}

/// `Medlemsråd för Sjövikens Samordningsförbund` names it as it is; nothing is changed.
fn genitive(name: &Printed) -> Printed {
    name.tidy()
}

/// Remote, or in part, where the text says so.
pub(crate) fn mode(
    place: Option<&Printed>,
    text: &[Line],
    people: bool,
) -> Option<(&'static str, Printed)> {
    static ALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:samtliga|alla)\s+(?:ledamöter |deltagare )?(?:deltar|deltog|medverkar|närvarar)\s+(?:på distans|digitalt|via)").ok()
    });
    static SOME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:(?:deltar|deltog|medverkar|medverkade|närvarar|närvarade)(?:\s\S+){0,4}\s(?:på distans|digitalt|via (?:teams|länk|video|zoom))|hybridmöte)").ok()
    });
    if let Some(place) = place {
        let lower = place.to_lowercase();
        let remote = [
            "distans",
            "teams",
            "zoom",
            "skype",
            "digitalt",
            "videomöte",
            "telefonmöte",
            "videokonferens",
            "digital",
        ]
        .iter()
        .any(|word| lower.contains(word));
        let room = [
            "samt", "och", "eller", "hus", "sal", "rum", "lokal", "kontor", "hotell", "/", "gata",
        ]
        .iter()
        .any(|word| lower.contains(word));
        if remote {
            return Some((if room { "HYBRID" } else { "REMOTE" }, place.clone()));
        }
    }
    for line in text {
        if let Some(found) = ALL.as_ref().and_then(|p| p.find(&line.text)) {
            return Some(("REMOTE", line.text.part(found.range())));
        }
        if let Some(found) = SOME.as_ref().and_then(|p| p.find(&line.text)) {
            return Some(("HYBRID", line.text.part(found.range())));
        }
    }
    people.then(|| ("HYBRID", Printed::default()))
}

impl Heading {
    /// The members of body and meeting.
    pub(crate) fn body_node(&self, known: &Known) -> Node {
        let name = match (&self.body, &self.body_plain, &known.body) {
            (Some((name, certainty)), ..) => Node::words(name, *certainty),
            (None, Some(plain), _) => Node::plain(plain.as_str()),
            (None, None, Some(known)) => Node::plain(known.as_str()),
            (None, None, None) => Node::plain("Okänt organ"),
        };
        let kind = match (&self.body, &self.body_plain, &known.body) {
            (None, None, Some(known)) => kind_of(known),
            _ => self.body_kind,
        };
        let organisation = match (&self.organisation, &known.organisation) {
            (Some((name, _)), _) => Some(name.to_string()),
            (None, known) => known.clone(),
        };
        Node::object()
            .with("name", name)
            .with("kind", Node::plain(kind))
            .known(
                "organisation",
                match &self.organisation {
                    Some((name, certainty)) => Some(Node::words(name, *certainty)),
                    None => known.organisation.clone().map(Node::plain),
                },
            )
            .known(
                "organisationKind",
                organisation
                    .and_then(|name| organisation_kind(&name))
                    .map(Node::plain),
            )
            .done()
    }
}
