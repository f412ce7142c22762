//! The patterns that minutes are printed in, each with words of our own.

use super::*;
use serde_json::{Value, json};

mod cover;
mod inside;
mod outline;
mod properties;
mod told;
mod wordings;

/// The reading of a text of one page or several.
fn reading(text: &str) -> Reading {
    match read(&Source::of_text("prov.txt", text), &Known::default()) {
        Ok(reading) => reading,
        Err(error) => panic!("{error}\n{text}"),
    }
}

fn document(text: &str) -> Value {
    reading(text).document
}

/// A whole record with this under its one item.
fn around(body: &str) -> String {
    format!(
        "Protokoll\nStyrelsen för Samordningsförbundet Provbygden\nDatum: 2024-03-01\n\n§ 7 Ärendet om vägen\n\n{body}\n\n§ 8 Mötets avslutande\n\nOrdföranden avslutar mötet.\n"
    )
}

/// The item with this text.
fn item(body: &str) -> Value {
    document(&around(body))["items"][0].clone()
}

/// A whole record with this on its cover.
fn under(cover: &str) -> Value {
    document(&format!(
        "Protokoll\nStyrelsen för Samordningsförbundet Provbygden\n{cover}\n\n§ 7 Ärendet om vägen\n\nStyrelsen godkänner rapporten.\n\n§ 8 Avslutning\n\nMötet avslutas.\n"
    ))
}

/// Every case at once, so that one run shows all that differs.
fn assert_each<T: PartialEq + std::fmt::Debug>(cases: Vec<(&str, T, T)>) {
    let wrong: Vec<String> = cases
        .into_iter()
        .filter(|(_, found, expected)| found != expected)
        .map(|(case, found, expected)| {
            format!("{case}\n  expected {expected:?}\n  found    {found:?}")
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
