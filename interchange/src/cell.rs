//! Texts in cells: no spreadsheet takes one for a formula.

/// Whether a spreadsheet could take a text for a formula.
pub(crate) fn could_be_formula(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

/// A text that no spreadsheet takes for a formula: an apostrophe goes in front where one could.
pub(crate) fn neutral(text: String) -> String {
    if could_be_formula(text.trim_start_matches('\'')) {
        format!("'{text}")
    } else {
        text
    }
}

/// The text before it was made neutral.
pub(crate) fn bare(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if could_be_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}
