//! What follows after the last item: signatures, adjustment, notices.

use super::lines::Line;
use super::names;

/// Cuts what belongs to the whole record off the last item's lines.
pub(crate) fn take_tail(body: &mut Vec<Line>) -> Vec<Line> {
    match body.iter().position(|line| opens_tail(&line.text)) {
        Some(at) => body.split_off(at),
        None => Vec::new(),
    }
}

/// Whether a line opens the signatures or the notice.
pub(crate) fn opens_tail(text: &str) -> bool {
    let lower = text.to_lowercase();
    let word = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    const ALONE: &[&str] = &[
        "justeras",
        "justerat",
        "justeras:",
        "justerare",
        "justerande",
        "justering",
        "underskrifter",
        "underskrift",
        "signaturer",
        "vid protokollet",
        "vid protokollet:",
        "ordförande",
        "sekreterare",
        "bevis",
        "anslag",
        "anslag/bevis",
        "anslagsbevis",
        "bevis om anslag",
        "bevis/anslag",
        "bevis om justering",
        "protokollförare",
        "mötesordförande",
        "ordförande\tjusterare",
        "sekreterare\tordförande",
        "digital signering",
        "protokollet justeras",
        "justeringens plats och tid",
        "tillkännagivande om justerat protokoll",
    ];
    if ALONE.contains(&word) {
        return true;
    }
    const FIRST: &[&str] = &[
        "vid protokollet",
        "justeras",
        "underskrift",
        "sekreterare",
        "ordförande",
        "justerare",
        "justerande",
        "protokollförare",
        "bevis om",
        "anslag/bevis",
        "justerat den",
        "protokollet justerat",
        "protokollet är justerat",
        "protokollet justeras den",
        "protokollet har justerats",
        "datum för anslag",
        "anslaget sätts upp",
        "justeringsdatum",
        "detta protokoll är elektroniskt",
        "protokollet är elektroniskt",
        "protokollet signeras",
        "protokollet har signerats",
        "justeringen har tillkännagivits",
        "anslagsdatum",
        "anslag",
        "protokollet är digitalt",
    ];
    let Some(first) = FIRST.iter().find(|first| lower.starts_with(**first)) else {
        return false;
    };
    let Some(rest) = text.get(first.len()..) else {
        return false;
    };
    if first.contains(' ') || *first == "justeringsdatum" || *first == "anslagsdatum" {
        return true;
    }
    // An officer's name, dots to sign on, or a second label.
    if !rest.starts_with([' ', ':', '.', '\t', '…', '_']) {
        return false;
    }
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    rest.is_empty()
        || names::is_person(rest)
        || rest
            .split(['\t', ',', '(', '…'])
            .next()
            .is_some_and(|part| names::is_person(part.trim_matches(|c: char| !c.is_alphanumeric())))
        || rest.split_whitespace().all(|word| {
            ["ordförande", "sekreterare", "justerare", "justerande"]
                .contains(&word.to_lowercase().as_str())
        })
}
