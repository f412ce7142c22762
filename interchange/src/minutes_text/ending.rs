//! What is told of the record as a whole: adjustment, notices, next meetings, previous minutes, those chosen.

use super::assemble::Item;
use super::content::Context;
use super::flow::list_mark;
use super::heading::value;
use super::labels::{Fields, Label};
use super::lines::Line;
use super::names;
use super::node::Node;
use super::printed::Printed;
use super::raw::Parts;
use super::report::Certainty;
use super::sentences::sentences;
use super::when;
use chrono::NaiveDate;
use regex::Regex;
use std::sync::LazyLock;

/// A notice on one board.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) board: Option<(String, Printed)>,
    pub(crate) posted: Option<(NaiveDate, Printed)>,
    pub(crate) removed: Option<(NaiveDate, Printed)>,
}

/// A meeting to come.
#[derive(Debug, Clone)]
pub(crate) struct Next {
    pub(crate) date: NaiveDate,
    pub(crate) day: Printed,
    pub(crate) weekday: Option<chrono::Weekday>,
    pub(crate) start: Option<(String, Printed)>,
    pub(crate) end: Option<(String, Printed)>,
    pub(crate) note: Printed,
}

/// Items that were adjusted apart from the rest.
#[derive(Debug, Clone)]
pub(crate) struct Immediate {
    pub(crate) numbers: Vec<(u32, Printed)>,
    pub(crate) adjusted: Option<(NaiveDate, Printed)>,
    /// Where it was announced, apart from the rest.
    pub(crate) notices: Vec<Notice>,
}

impl Immediate {
    pub(crate) fn node(&self) -> Node {
        Node::object()
            .with(
                "numbers",
                Node::List(
                    self.numbers
                        .iter()
                        .map(|(number, at)| Node::read(*number, at, Certainty::Certain))
                        .collect(),
                ),
            )
            .known(
                "adjustedOn",
                self.adjusted.as_ref().map(|(day, at)| {
                    Node::read(day.format("%Y-%m-%d").to_string(), at, Certainty::Certain)
                }),
            )
            .some("notices", self.notices.iter().map(notice).collect())
            .done()
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Ending {
    pub(crate) adjusted: Option<(NaiveDate, Printed)>,
    pub(crate) place: Option<Printed>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) stored: Option<Printed>,
    pub(crate) next: Vec<Next>,
    pub(crate) previous: Option<(&'static str, Printed)>,
    pub(crate) no_decisions: Option<Printed>,
    pub(crate) immediate: Vec<Immediate>,
    pub(crate) addenda: Vec<Addendum>,
}

/// A correction after adjustment.
#[derive(Debug, Clone)]
pub(crate) struct Addendum {
    pub(crate) number: Option<(u32, Printed)>,
    pub(crate) text: Printed,
    pub(crate) by: Option<Printed>,
    pub(crate) on: Option<(NaiveDate, Printed)>,
}

impl Addendum {
    pub(crate) fn node(&self) -> Node {
        let certain = Certainty::Certain;
        Node::object()
            .known(
                "number",
                self.number
                    .as_ref()
                    .map(|(number, at)| Node::read(*number, at, certain)),
            )
            .with("text", Node::words(&self.text, certain))
            .known("by", self.by.as_ref().map(|by| Node::words(by, certain)))
            .known(
                "on",
                self.on
                    .as_ref()
                    .map(|(day, at)| Node::read(day.format("%Y-%m-%d").to_string(), at, certain)),
            )
            .done()
    }
}

static BOARDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:tillkännagivits|tillkännages|tillkännagivet|anslagits|anslås|har anslagits|anslagen|anslaget)\b(?:\s+genom anslag)?(?:\s+på\s+(?:den digitala\s+)?anslagstavlan?o?r?n?a?)?\s+(?:hos|i|på|vid)\s+(.+?)(?:\.(?:\s|$)|$)").ok()
});
static STORED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bprotokollet (?:förvaras|finns|bevaras)\s+(?:på|hos|i|vid)\s+(.+?)(?:\.(?:\s|$)|$)",
    )
    .ok()
});
static ADJUSTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:justera(?:t|des|ts|s))\s+(?:digitalt\s+)?(?:den\s+)?(\d{4}-\d{2}-\d{2}|\d{1,2}\s\p{L}+\s\d{4})").ok()
});
static NO_DECISIONS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\binga beslut (?:fattades|togs|har fattats|har tagits|fattas|att redovisa)\b")
        .ok()
});
static NEXT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:nästa|nästkommande|kommande|extra|följande)\s+(?:ordinarie\s+|planerade\s+|extra\s+)?(?:\p{L}*möten?|\p{L}*sammanträden?|\p{L}*råd|CSG|CESAM|FSG|LSG|VSG|samverkan\p{L}*|styrelse\p{L}*|arbetsutskott|au|\p{L}*träff)\b|\b(?:sammanträder|möts|träffas|ses)\b[^.]{0,40}\bnästa gång\b").ok()
});

/// Reads what is told of the whole record.
pub(crate) fn ending(
    fields: &Fields,
    parts: &Parts,
    tail_free: &[Line],
    items: &[Item<'_>],
    context: &Context,
) -> Ending {
    let mut out = Ending::default();
    let day = |text: &Printed| {
        when::labelled_day(text, None)
            .filter(|day| day.whole)
            .map(|day| (day.date, text.part(day.at)))
    };
    for field in fields.all.iter().filter(|field| !field.values.is_empty()) {
        let text = value(field);
        match field.label {
            Label::AdjustDate => out.adjusted = out.adjusted.or_else(|| day(&text)),
            Label::AdjustPlace | Label::AdjustPlaceAndTime => {
                let found = day(&text);
                let mut place = text.clone();
                if let Some((_, at)) = &found
                    && let Some(start) = text.find(at.as_str())
                {
                    let (left, right) = (text.to(start), text.from(start + at.len()));
                    let bare = |part: Printed| {
                        let part = part.bare(&[',', '.', ';', '-', '–', ':']);
                        let lower = part.to_lowercase();
                        match [" den", " kl", " kl."]
                            .iter()
                            .find(|word| lower.ends_with(**word))
                        {
                            Some(word) => part.to(part.len() - word.len()).bare(&[',']),
                            None if lower == "den" => Printed::default(),
                            None => part,
                        }
                    };
                    let (left, right) = (bare(left), bare(right));
                    place = if left.len() >= right.len() {
                        left
                    } else {
                        right
                    };
                }
                let times = when::times(&place);
                if times.start.is_some() {
                    place = place.to(times.whole.start).bare(&[',', ' ']);
                }
                out.adjusted = out.adjusted.or(found);
                if out.place.is_none() && place.chars().any(char::is_alphabetic) {
                    out.place = Some(place);
                }
            }
            Label::Stored if out.stored.is_none() => {
                out.stored = Some(text.bare(&['.', ',']));
            }
            _ => {}
        }
    }
    let posted = fields
        .all
        .iter()
        .find(|field| field.label == Label::Posted && !field.values.is_empty())
        .and_then(|field| day(&value(field)));
    let removed = fields
        .all
        .iter()
        .find(|field| field.label == Label::Removed && !field.values.is_empty())
        .and_then(|field| day(&value(field)));
    let mut boards: Vec<(String, Printed)> = Vec::new();
    let mut loose: Vec<Line> = fields.free.clone();
    loose.extend_from_slice(tail_free);
    let prose: Vec<Printed> = joined(&loose);
    for text in prose
        .iter()
        .chain(&joined(&parts.cover))
        .chain(&joined(&parts.tail))
    {
        if boards.is_empty()
            && let Some(found) = BOARDS.as_ref().and_then(|p| p.captures(text))
            && let Some(list) = found.get(1)
        {
            boards = spread(&text.part(list.range()), context);
        }
        if out.stored.is_none()
            && let Some(found) = STORED.as_ref().and_then(|p| p.captures(text))
            && let Some(place) = found.get(1)
        {
            out.stored = Some(text.part(place.range()).tidy());
        }
        if out.adjusted.is_none()
            && let Some(found) = ADJUSTED.as_ref().and_then(|p| p.captures(text))
            && let Some(at) = found.get(1)
        {
            out.adjusted = day(&text.part(at.range()));
        }
        if out.no_decisions.is_none() {
            out.no_decisions = NO_DECISIONS
                .as_ref()
                .and_then(|p| p.find(text))
                .map(|found| text.part(found.range()));
        }
    }
    if let Some(field) = fields
        .all
        .iter()
        .find(|field| field.label == Label::Boards && !field.values.is_empty())
        && boards.is_empty()
    {
        boards = spread(&value(field), context);
    }
    if boards.is_empty() && (posted.is_some() || removed.is_some()) {
        out.notices.push(Notice {
            board: None,
            posted,
            removed,
        });
    } else if posted.is_some() || removed.is_some() || !boards.is_empty() {
        for board in boards {
            out.notices.push(Notice {
                board: Some(board),
                posted: posted.clone(),
                removed: removed.clone(),
            });
        }
    }
    for text in joined(&parts.cover).iter().chain(&joined(&parts.tail)) {
        out.immediate.extend(at_once(text));
    }
    walk(items, context, &mut out);
    out
}

/// `§ 58 är omedelbart justerad den 25 november 2020.`
fn at_once(text: &Printed) -> Option<Immediate> {
    static AT_ONCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)§§?\s*((?:\d{1,4}(?:\s*(?:,|och|-|–)\s*)?)+)\s*(?:är|har|förklaras|förklarades|justeras|justerades)\s+(?:förklarats\s+)?(?:omedelbart\s+)(?:justera[dt]e?)?(.*)").ok()
    });
    let found = AT_ONCE.as_ref()?.captures(text)?;
    let numbers = text.part(found.get(1)?.range());
    let numbers: Vec<(u32, Printed)> = numbers
        .pieces(|c| !c.is_ascii_digit())
        .into_iter()
        .filter_map(|part| Some((part.parse::<u32>().ok().filter(|n| *n > 0)?, part)))
        .collect();
    let rest = text.part(found.get(2)?.range());
    let day = when::days(&rest, None, false)
        .into_iter()
        .find(|day| day.whole && day.at.start < 30);
    Some(Immediate {
        numbers,
        adjusted: day.map(|day| (day.date, rest.part(day.at))),
        notices: Vec::new(),
    })
}

/// Lines joined to running text, parted at blank lines.
fn joined(lines: &[Line]) -> Vec<Printed> {
    let mut out: Vec<Printed> = Vec::new();
    for line in lines {
        match out.last_mut() {
            Some(last) if !line.gap => {
                last.glue(" ");
                last.append(&line.text.flat());
            }
            _ => out.push(line.text.flat()),
        }
    }
    out
}

/// `Region Norr samt Ed, Lunds, Mo kommuner`: each board under a name of its own, in the form that attendance prints.
fn spread(list: &Printed, context: &Context) -> Vec<(String, Printed)> {
    let list = list.bare(&['.', ':']);
    if list.chars().count() > 600 {
        return Vec::new();
    }
    let mut parts = names::list(&list);
    let many = parts.last().and_then(|last| {
        let lower = last.to_lowercase();
        lower
            .ends_with(" kommuner")
            .then(|| last.len() - " kommuner".len())
    });
    if let (Some(at), Some(last)) = (many, parts.last_mut()) {
        *last = last.to(at);
    }
    parts
        .into_iter()
        .filter(|part| part.starts_with(|c: char| c.is_uppercase()) && part.chars().count() < 120)
        .map(|part| {
            let whole = names::is_organisation(&part) || many.is_none();
            let name = if whole {
                part.to_string()
            } else {
                municipality(&part, context)
            };
            (name, part)
        })
        .collect()
}

fn municipality(name: &str, context: &Context) -> String {
    let (plain, genitive) = (format!("{name} kommun"), format!("{name}s kommun"));
    let known = |name: &String| context.organisations.contains(name);
    if known(&plain) {
        plain
    } else if known(&genitive) {
        genitive
    } else if name.ends_with(['s', 'a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö', 'x', 'z']) {
        plain
    } else {
        genitive
    }
}

fn walk(items: &[Item<'_>], context: &Context, out: &mut Ending) {
    for item in items {
        let title = item
            .raw
            .title
            .as_ref()
            .map(|title| title.to_lowercase())
            .unwrap_or_default();
        let content = &item.content;
        let about_next =
            NEXT.as_ref().is_some_and(|p| p.is_match(&title)) || title.contains("kommande möten");
        let about_previous =
            (title.contains("föregående") || title.contains("förra") || title.contains("föreg."))
                && (title.contains("protokoll")
                    || title.contains("anteckning")
                    || title.contains("möte"));
        for paragraph in content.text.pieces(|c| c == '\n') {
            // The days of a list of what is to be done are no meetings.
            if [
                "åtgärdslista",
                "aktivitetslista",
                "att göra-lista",
                "att göra",
            ]
            .contains(
                &paragraph
                    .trim_end_matches(':')
                    .trim()
                    .to_lowercase()
                    .as_str(),
            ) {
                break;
            }
            let row = match list_mark(&paragraph) {
                Some(at) => paragraph.from(at),
                None => paragraph.clone(),
            };
            for sentence in sentences(&row) {
                if out.no_decisions.is_none() {
                    out.no_decisions = NO_DECISIONS
                        .as_ref()
                        .and_then(|p| p.find(&sentence))
                        .map(|found| sentence.part(found.range()));
                }
                let lower = sentence.to_lowercase();
                if out.previous.is_none()
                    && (about_previous
                        || lower.contains("föregående protokoll")
                        || lower.contains("föregående mötes"))
                {
                    out.previous = previous(&lower).map(|code| (code, sentence.clone()));
                }
                if about_next || NEXT.as_ref().is_some_and(|p| p.is_match(&sentence)) {
                    next(&sentence, about_next, context, out);
                }
            }
        }
        walk(&item.below, context, out);
    }
}

fn previous(lower: &str) -> Option<&'static str> {
    if lower.contains("inte justera")
        || lower.contains("ej justera")
        || lower.contains("ännu inte justera")
    {
        Some("NOT_YET_ADJUSTED")
    } else if lower.contains("till handlingarna") {
        Some("FILED")
    } else if lower.contains("godkän") {
        Some("APPROVED")
    } else {
        None
    }
}

fn next(sentence: &Printed, titled: bool, context: &Context, out: &mut Ending) {
    let lower = sentence.to_lowercase();
    if lower.contains("uppdrag")
        || lower.contains("bordlägg")
        || lower.contains("ska ") && !titled
        || lower.contains("återkommer")
    {
        return;
    }
    let mut days = when::days(sentence, context.date, true);
    if days.is_empty() {
        days.extend(when::labelled_day(sentence, None));
    }
    for day in days {
        if context.date.is_some_and(|today| day.date <= today) || out.next.len() > 60 {
            continue;
        }
        let rest = sentence.from(day.at.end);
        let times = when::times(&rest);
        let near = times.whole.start < 40;
        let part = |entry: Option<(String, std::ops::Range<usize>)>| {
            entry
                .filter(|_| near)
                .map(|(time, at)| (time, rest.part(at)))
        };
        out.next.push(Next {
            date: day.date,
            day: sentence.part(day.at.clone()),
            weekday: day.weekday,
            start: part(times.start),
            end: part(times.end),
            note: sentence.clone(),
        });
        if !titled {
            break;
        }
    }
}

/// Those that the text chooses to an office.
pub(crate) fn chosen(items: &[Item<'_>], office: &str) -> Vec<(Printed, Certainty)> {
    static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:(?:Till|Som)\s+(?:att\s+)?[^.]*?\b(?:valdes|väljs|utsågs|utses|utsåg|utser|väljer)\s+(?:\p{Ll}+\s+)?|\p{L}+\s+(?:utser|utsåg|väljer|valde|beslutar att (?:utse|välja)|beslutade att (?:utse|välja))\s+|[Aa]tt\s+(?:utse|välja)\s+)(\p{Lu}.+?)(?:\s+(?:att|till|som)\b.*)?[.]?$").ok()
    });
    static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(\p{Lu}.+?)\s+(?:valdes|väljs|utsågs|utses|får i uppdrag att|fick i uppdrag att|justerar)\b").ok()
    });
    let mut out: Vec<(Printed, Certainty)> = Vec::new();
    for item in items {
        let titled = item.raw.title.as_ref().is_some_and(|title| {
            let title = title.to_lowercase();
            title.contains(office)
                && (title.contains("val") || office != "juster" || title.contains("justerare"))
        });
        for paragraph in item.content.text.pieces(|c| c == '\n') {
            for sentence in sentences(&paragraph) {
                let lower = sentence.to_lowercase();
                let named = lower.contains(office)
                    || titled && office == "juster" && !lower.contains("sekreterare");
                if !named || office == "juster" && !lower.contains("juster") && !titled {
                    continue;
                }
                if !(lower.contains("vald")
                    || lower.contains("välj")
                    || lower.contains("utse")
                    || lower.contains("utsåg")
                    || lower.contains("utså")
                    || lower.contains("juster"))
                {
                    continue;
                }
                let named = [&AFTER, &BEFORE].into_iter().find_map(|pattern| {
                    let who = pattern.as_ref()?.captures(&sentence)?.get(1)?;
                    let names =
                        names::list(&super::acts::without_party(&sentence.part(who.range())));
                    names
                        .iter()
                        .any(|name| names::is_person(name))
                        .then_some(names)
                });
                for name in named.into_iter().flatten() {
                    if names::is_person(&name)
                        && !out.iter().any(|(known, _)| known.as_str() == name.as_str())
                    {
                        out.push((name, Certainty::Likely));
                    }
                }
            }
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

/// `Ordföranden Elna Matsson öppnar mötet`.
pub(crate) fn chair_in_text(items: &[Item<'_>]) -> Option<(Printed, Certainty)> {
    static OPENS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\b(?:[Oo]rdföranden?|[Mm]ötesordföranden?)\s+(\p{Lu}[\p{L}-]+\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)\s+(?:öppna|förklara|hälsa|inle|välkomna)").ok()
    });
    static LEADS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(\p{Lu}[\p{L}-]+\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)\s+(?:väljs|valdes|utses|utsågs)\s+(?:att leda (?:mötet|sammanträdet)|till (?:mötes)?ordförande)\b").ok()
    });
    items.iter().take(4).find_map(|item| {
        let found = [&OPENS, &LEADS]
            .into_iter()
            .find_map(|pattern| pattern.as_ref()?.captures(&item.content.text)?.get(1))?;
        Some((item.content.text.part(found.range()), Certainty::Likely))
    })
}

impl Ending {
    pub(crate) fn adjustment(&self) -> Option<Node> {
        if self.adjusted.is_none() && self.place.is_none() {
            return None;
        }
        Some(
            Node::object()
                .known(
                    "adjustedOn",
                    self.adjusted.as_ref().map(|(day, at)| {
                        Node::read(day.format("%Y-%m-%d").to_string(), at, Certainty::Certain)
                    }),
                )
                .known(
                    "place",
                    self.place
                        .as_ref()
                        .map(|place| Node::words(place, Certainty::Certain)),
                )
                .done(),
        )
    }
}

pub(crate) fn notice(notice: &Notice) -> Node {
    let day = |entry: &(NaiveDate, Printed)| {
        Node::read(
            entry.0.format("%Y-%m-%d").to_string(),
            &entry.1,
            Certainty::Certain,
        )
    };
    Node::object()
        .with(
            "board",
            match &notice.board {
                Some((name, at)) => Node::read(
                    name.as_str(),
                    at,
                    if name.as_str() == at.as_str() {
                        Certainty::Certain
                    } else {
                        Certainty::Likely
                    },
                ),
                None => Node::plain(None::<String>),
            },
        )
        .known("postedOn", notice.posted.as_ref().map(day))
        .known("removedOn", notice.removed.as_ref().map(day))
        .done()
}

pub(crate) fn next_meeting(next: &Next) -> Node {
    Node::object()
        .with(
            "date",
            Node::read(
                next.date.format("%Y-%m-%d").to_string(),
                &next.day,
                Certainty::Likely,
            ),
        )
        .known(
            "startsAt",
            next.start
                .as_ref()
                .map(|(time, at)| Node::read(time.as_str(), at, Certainty::Likely)),
        )
        .known(
            "endsAt",
            next.end
                .as_ref()
                .map(|(time, at)| Node::read(time.as_str(), at, Certainty::Likely)),
        )
        .known(
            "note",
            (!next.note.is_empty()).then(|| Node::words(&next.note, Certainty::Likely)),
        )
        .done()
}
