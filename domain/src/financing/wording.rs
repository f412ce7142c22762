//! Parties by name, and who got an öre more in words.

use super::apportionment::{Extra, Part};
use crate::association::FundingParty;
use crate::text::{Language, Text, list};

/// A party by name.
pub(super) fn party_name(party: FundingParty) -> Text {
    let (sv, en) = match party {
        FundingParty::State => ("staten", "the state"),
        FundingParty::Region => ("regionerna", "the regions"),
        FundingParty::Municipalities => ("kommunerna", "the municipalities"),
    };
    Text::new(sv, en)
}

/// The name of the figure that a party's amount stands under.
pub(super) const fn figure_name(party: FundingParty) -> &'static str {
    match party {
        FundingParty::State => "stateOre",
        FundingParty::Region => "regionsOre",
        FundingParty::Municipalities => "municipalitiesOre",
    }
}

/// Who got an öre more, and why; `None` where nobody did.
pub(super) fn rounding(rows: &[(&str, &Part)]) -> Option<Text> {
    let by = |extra: Extra| -> Vec<String> {
        rows.iter()
            .filter(|(_, part)| part.extra == extra)
            .map(|(name, _)| (*name).to_owned())
            .collect()
    };
    let (largest, first) = (by(Extra::LargestRemainder), by(Extra::FirstInOrder));
    let mut text = Text::new(
        "Andelarna är avrundade nedåt till hela öre; ören som blev över:",
        "The shares are rounded down to whole öre; the öre left over:",
    );
    if !largest.is_empty() {
        text.sv.push_str(&format!(
            " {} (störst rest)",
            list(&largest, Language::Swedish)
        ));
        text.en.push_str(&format!(
            " {} (largest remainder)",
            list(&largest, Language::English)
        ));
    }
    if !first.is_empty() {
        let tied: Vec<String> = rows
            .iter()
            .filter(|(_, part)| part.extra == Extra::None)
            .filter(|(_, part)| {
                rows.iter()
                    .any(|(_, other)| other.extra == Extra::FirstInOrder && other.over == part.over)
            })
            .map(|(name, _)| (*name).to_owned())
            .collect();
        let comma = if largest.is_empty() { "" } else { "," };
        text.sv.push_str(&format!(
            "{comma} {} (samma rest som {}, men före i medlemmarnas ordning)",
            list(&first, Language::Swedish),
            list(&tied, Language::Swedish)
        ));
        text.en.push_str(&format!(
            "{comma} {} (the same remainder as {}, but before in the members' order)",
            list(&first, Language::English),
            list(&tied, Language::English)
        ));
    }
    if largest.is_empty() && first.is_empty() {
        return None;
    }
    text.sv.push('.');
    text.en.push('.');
    Some(text)
}
