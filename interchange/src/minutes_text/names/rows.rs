//! Rows of names and organisations that lost their separators.

use super::*;

/// Common first names, to part a row of names that lost its separators.
const FIRST: &[&str] = &[
    "anna",
    "maria",
    "karin",
    "eva",
    "kristina",
    "lena",
    "kerstin",
    "ingrid",
    "sara",
    "emma",
    "elin",
    "johanna",
    "linda",
    "malin",
    "helena",
    "susanne",
    "annika",
    "åsa",
    "jenny",
    "katarina",
    "ulrika",
    "monica",
    "birgitta",
    "inger",
    "gunilla",
    "margareta",
    "elisabeth",
    "marie",
    "camilla",
    "cecilia",
    "petra",
    "pernilla",
    "charlotte",
    "ann",
    "anneli",
    "ann-christin",
    "ann-sofie",
    "carina",
    "marianne",
    "agneta",
    "barbro",
    "siv",
    "britt",
    "ulla",
    "gun",
    "hanna",
    "ida",
    "sofia",
    "amanda",
    "josefin",
    "frida",
    "therese",
    "tina",
    "lars",
    "anders",
    "johan",
    "per",
    "erik",
    "karl",
    "mikael",
    "michael",
    "peter",
    "jan",
    "thomas",
    "tomas",
    "hans",
    "fredrik",
    "daniel",
    "bengt",
    "bo",
    "andreas",
    "stefan",
    "magnus",
    "mats",
    "mattias",
    "mathias",
    "björn",
    "nils",
    "ulf",
    "leif",
    "göran",
    "christer",
    "patrik",
    "martin",
    "henrik",
    "jonas",
    "robert",
    "marcus",
    "markus",
    "kent",
    "håkan",
    "tommy",
    "tony",
    "rolf",
    "sven",
    "kjell",
    "stig",
    "olle",
    "oskar",
    "oscar",
    "david",
    "joakim",
    "niklas",
    "jörgen",
    "roger",
    "claes",
    "sten",
    "arne",
    "gunnar",
    "lennart",
    "rickard",
    "richard",
    "simon",
    "viktor",
    "victor",
    "alexander",
    "emil",
    "filip",
    "jesper",
    "kenneth",
    "bertil",
    "börje",
    "curt",
    "kurt",
    "dan",
    "mona",
    "grethel",
    "mahmoud",
    "ali",
    "mohamed",
    "ahmed",
    "hassan",
    "fatima",
    "liselott",
    "liselotte",
    "lisa",
    "louise",
    "ewa",
    "ellinor",
    "jessica",
    "veronica",
    "yvonne",
    "rose-marie",
    "lisbeth",
    "solveig",
    "sonja",
    "astrid",
    "greta",
    "alva",
    "stina",
    "moa",
    "klara",
    "clara",
    "kajsa",
    "tove",
    "agnes",
    "ebba",
    "olga",
    "olof",
    "axel",
    "gustav",
    "gustaf",
    "rasmus",
    "linus",
    "ludvig",
    "isak",
    "sebastian",
    "pontus",
    "torbjörn",
    "torsten",
    "staffan",
    "urban",
    "ingemar",
    "ingvar",
    "evert",
    "egon",
    "elsa",
    "maja",
    "märta",
    "vera",
    "doris",
    "berit",
    "anita",
    "gerd",
    "gertrud",
    "ewy",
    "rut",
    "ruth",
    "asta",
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
                let Some((below, _)) = best[i + length][left - 1] else {
                    continue;
                };
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
        if word.ends_with(',')
            && next.is_some_and(|next| {
                next.starts_with(|c: char| c.is_uppercase()) && !is_office(next)
            })
            && is_organisation(bare)
        {
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
