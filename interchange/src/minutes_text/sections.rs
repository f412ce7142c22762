//! The words that open a section inside an item: `Beslut`, `Yrkanden`, `Bakgrund`.

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Decision,
    Proposal,
    Recommendation,
    Motions,
    Order,
    Vote,
    Reservation,
    Statement,
    Disqualification,
    Adjustment,
    Documents,
    Earlier,
    Recipients,
    Assignment,
    Background,
}

/// Section words, lower case; the longest that fits counts.
const WORDS: &[(&str, Section)] = &[
    ("beslut", Section::Decision),
    ("beslutas", Section::Decision),
    ("styrelsens beslut", Section::Decision),
    ("förbundsstyrelsens beslut", Section::Decision),
    ("kommunstyrelsens beslut", Section::Decision),
    ("nämndens beslut", Section::Decision),
    ("mötets beslut", Section::Decision),
    ("medlemsrådets beslut", Section::Decision),
    ("arbetsutskottets beslut", Section::Decision),
    ("styrgruppens beslut", Section::Decision),
    ("beslut i ärendet", Section::Decision),
    ("förslag till beslut", Section::Proposal),
    ("förslag till styrelsen", Section::Proposal),
    ("beslutsförslag", Section::Proposal),
    ("förslag på beslut", Section::Proposal),
    ("förslag", Section::Proposal),
    ("förbundschefens förslag", Section::Proposal),
    ("förbundschefens förslag till beslut", Section::Proposal),
    ("kansliets förslag", Section::Proposal),
    ("kansliets förslag till beslut", Section::Proposal),
    ("arbetsutskottets förslag", Section::Proposal),
    ("arbetsutskottets förslag till beslut", Section::Proposal),
    ("presidiets förslag", Section::Proposal),
    ("presidiets förslag till beslut", Section::Proposal),
    ("ordförandens förslag", Section::Proposal),
    ("förvaltningens förslag", Section::Proposal),
    ("förvaltningens förslag till beslut", Section::Proposal),
    ("rekommendation", Section::Recommendation),
    ("beredningsgruppens rekommendation", Section::Recommendation),
    ("yrkande", Section::Motions),
    ("yrkanden", Section::Motions),
    ("förslag och yrkanden", Section::Motions),
    ("förslag under sammanträdet", Section::Motions),
    ("propositionsordning", Section::Order),
    ("proposition", Section::Order),
    ("beslutsgång", Section::Order),
    ("omröstning", Section::Vote),
    ("omröstningsresultat", Section::Vote),
    ("omröstningens resultat", Section::Vote),
    ("votering", Section::Vote),
    ("reservation", Section::Reservation),
    ("reservationer", Section::Reservation),
    ("protokollsanteckning", Section::Statement),
    ("protokollsanteckningar", Section::Statement),
    ("särskilt yttrande", Section::Statement),
    ("särskilda yttranden", Section::Statement),
    ("yttrande", Section::Statement),
    ("jäv", Section::Disqualification),
    ("anmälan om jäv", Section::Disqualification),
    ("justering", Section::Adjustment),
    ("omedelbar justering", Section::Adjustment),
    ("handling", Section::Documents),
    ("handlingar", Section::Documents),
    ("handling(ar)", Section::Documents),
    ("handlingar i ärendet", Section::Documents),
    ("beslutsunderlag", Section::Documents),
    ("underlag", Section::Documents),
    ("underlag för beslut", Section::Documents),
    ("bilaga", Section::Documents),
    ("bilagor", Section::Documents),
    ("tidigare behandling", Section::Earlier),
    ("ärendets tidigare behandling", Section::Earlier),
    ("tidigare beslut", Section::Earlier),
    ("protokollsutdrag skickas till", Section::Recipients),
    ("protokollsutdrag till", Section::Recipients),
    ("protokollsutdrag sänds till", Section::Recipients),
    ("protokollsutdrag", Section::Recipients),
    ("utdrag till", Section::Recipients),
    ("utdrag skickas till", Section::Recipients),
    ("beslutet skickas till", Section::Recipients),
    ("beslutet sänds till", Section::Recipients),
    ("beslutet delges", Section::Recipients),
    ("beslutet expedieras till", Section::Recipients),
    ("beslut expedieras till", Section::Recipients),
    ("beslut sänds till", Section::Recipients),
    ("protokollsutdrag expedieras till", Section::Recipients),
    ("utdrag sänds till", Section::Recipients),
    ("beslut skickas till", Section::Recipients),
    ("beslut till", Section::Recipients),
    ("skickas till", Section::Recipients),
    ("sändlista", Section::Recipients),
    ("expedieras", Section::Recipients),
    ("expedieras till", Section::Recipients),
    ("expediering", Section::Recipients),
    ("delges", Section::Recipients),
    ("kopia till", Section::Recipients),
    ("uppdrag", Section::Assignment),
    ("åtgärd", Section::Assignment),
    ("åtgärder", Section::Assignment),
    ("bakgrund", Section::Background),
    ("ärende", Section::Background),
    ("ärendet", Section::Background),
    ("ärendebeskrivning", Section::Background),
    ("beskrivning av ärendet", Section::Background),
    ("sammanfattning", Section::Background),
    ("sammanfattning av ärendet", Section::Background),
    ("ärendet i korthet", Section::Background),
    ("information", Section::Background),
    ("diskussion", Section::Background),
    ("redogörelse", Section::Background),
    ("redogörelse för ärendet", Section::Background),
    ("bedömning", Section::Background),
    ("motivering", Section::Background),
    ("ekonomiska konsekvenser", Section::Background),
    ("överläggning", Section::Background),
    ("dialog", Section::Background),
    ("föredragning", Section::Background),
    ("skäl för beslut", Section::Background),
    ("skälen för beslutet", Section::Background),
    ("frågor", Section::Background),
];

/// A section word at a line's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    pub(crate) section: Section,
    /// Where the word and its colon end.
    pub(crate) end: usize,
    /// The word stands alone on the line.
    pub(crate) alone: bool,
}

/// The section that a line opens, by a word alone on it or a word with a colon.
pub(crate) fn marker(text: &str) -> Option<Marker> {
    let head_end = text
        .char_indices()
        .take(70)
        .find(|(_, c)| *c == ':' || *c == '\t')
        .map(|(index, _)| index);
    let (head, end) = match head_end {
        Some(index) => (&text[..index], index + 1),
        None if text.chars().count() < 60 => (text, text.len()),
        None => return None,
    };
    let word = head.trim().trim_end_matches('.').to_lowercase();
    let section = WORDS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, section)| *section)
        .or_else(|| {
            // `Strategiska samverkansgruppens rekommendation:` and its like, with a colon only.
            let count = word.split_whitespace().count();
            let own = count <= 2 && word.ends_with("s beslut");
            let theirs = word
                .split_once("s förslag till ")
                .is_some_and(|(by, whom)| {
                    by.split_whitespace().count() <= 2
                        && [
                            "styrelsen",
                            "fullmäktige",
                            "nämnden",
                            "medlemsrådet",
                            "utskottet",
                        ]
                        .iter()
                        .any(|body| {
                            whom.split(' ')
                                .next()
                                .is_some_and(|word| word.ends_with(body))
                        })
                });
            if theirs && count <= 6 {
                Some(Section::Recommendation)
            } else if head_end.is_none() && !own || count > 6 {
                None
            } else if word.ends_with("s rekommendation") {
                Some(Section::Recommendation)
            } else if word.ends_with("s förslag") || word.ends_with("s förslag till beslut") {
                Some(Section::Proposal)
            } else if word.ends_with("s yrkande") {
                Some(Section::Motions)
            } else if word.ends_with("s beslut") {
                Some(Section::Decision)
            } else {
                None
            }
        })?;
    let alone = text.get(end..).is_none_or(|rest| rest.trim().is_empty());
    Some(Marker {
        section,
        end,
        alone,
    })
}
