//! Sentences of a paragraph.

use super::printed::Printed;

const SHORT: &[&str] = &[
    "t.ex", "bl.a", "m.m", "m.fl", "d.v.s", "dvs", "kl", "ca", "nr", "dnr", "tjg", "ers", "fr.o.m",
    "t.o.m", "s.k", "resp", "inkl", "exkl", "st", "mom", "kap", "tel", "ordf", "ex", "ev", "jan",
    "feb", "aug", "sept", "okt", "nov", "dec", "p.g.a", "pga", "o.s.v", "osv", "etc", "f.d", "t",
    "d", "m", "milj", "bil", "tf", "proj", "vice",
];

/// Parts a paragraph into sentences, marks of the end included.
pub(crate) fn sentences(text: &Printed) -> Vec<Printed> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        if !matches!(character, '.' | '!' | '?') {
            continue;
        }
        let mut end = index + 1;
        while let Some((at, next)) = characters.peek().copied() {
            if matches!(next, '"' | '”' | ')' | '»' | '.') {
                end = at + next.len_utf8();
                characters.next();
            } else {
                break;
            }
        }
        let rest = &text[end..];
        if !rest.starts_with(char::is_whitespace) {
            continue;
        }
        let below = rest.trim_start();
        let starts = below.starts_with(|c: char| {
            c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '”' | '§' | '-' | '•' | '(')
        });
        let word = text[start..index]
            .rsplit([' ', '(', '\n'])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let digits = !word.is_empty()
            && word.chars().all(|c| c.is_ascii_digit())
            && word.len() <= 2
            && start == index - word.len();
        let short = SHORT.contains(&word.as_str())
            && !below.starts_with(|c: char| c.is_uppercase() && word.len() > 3)
            || word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        if starts && !short && !digits {
            out.push(text.part(start..end).tidy());
            start = end;
        }
    }
    let rest = text.from(start).tidy();
    if !rest.is_empty() {
        out.push(rest);
    }
    out.retain(|sentence| !sentence.is_empty());
    out
}
