use super::*;
use proptest::prelude::*;

/// Lines that the reader has an ear for, and some that it has none for.
fn line() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Protokoll",
        "Minnesanteckningar",
        "§ 1 Öppnande",
        "§ 2 Val av justerare",
        "§ 3",
        "§§ 4-9",
        "§ 2 forts.",
        "1. Öppnande",
        "2. Budget",
        "3) Övrigt",
        "7\t<p>Vägen</p> <p>Lång.</p>",
        "381 Vägen",
        "Beslut",
        "Beslut:",
        "Förslag till beslut",
        "Styrelsen beslutar",
        "att anta planen",
        "1. Planen antas.",
        "- a) Vision undrar när.",
        "b. **Titel:** text",
        "| Beslutande | Eva Ek Bo Al | Provby kommun Region Nord |",
        "Närvarande:",
        "Eva Ek (S), Provby kommun, ordförande, §§ 1-2, 4",
        "Bo Al (M), tjg ers för Siv Ohm (V), ej § 2",
        "(tom §5, därefter representation genom Eva)",
        "Frånvarande",
        "Ordförande",
        "Sekreterare Ordförande Justerare",
        "Justerare Eva Ek",
        "Plats och tid Rådhuset, kl. 08.30-12-20",
        "Dag Fredag 31 februari 2020",
        "2024-02-30",
        "Omfattning §§ 9-1",
        "Paragrafer 0-99999999999",
        "Datum för anslags uppsättande: 2024-03-11",
        "hos Lidby, Ems och Bergnäs kommuner.",
        "Ja för avslag och Nej för bifall. Eva Ek röstar Ja (99999999999).",
        "43 Ja mot 38 Nej",
        "Eva Ek (S) reserverar sig mot beslutet.",
        "Förbundschefen fick i uppdrag att senast den 5 maj 2024 skriva.",
        "999 999 999 999 999 miljarder kronor",
        "-0,000001 kr",
        "uppgår till tkr",
        "Nästa möte är den 8 februari kl. 25.99",
        "SID 1(5)",
        "Sida 2 av 5",
        "Justerandes sign",
        ".............",
        "Protokollsutdrag till",
        "Bilaga 1",
        "Om staten",
        "<",
        "<p",
        "&",
        "\\",
        "|",
        "(((",
        ")))",
        "att",
        "§",
        "Information:",
        "Dialog:",
        "Vägen, EE",
        "Samverkan är därmed genomförd.",
        "\u{0}\u{feff}\u{200b}",
        "😀 § 5 😀",
        "ÅÄÖ\u{301}",
        "İİİ: §",
        "ß ﬁ",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => "\\PC{0,60}", 1 => Just(String::new())]
}

fn text() -> impl Strategy<Value = String> {
    let end = prop::sample::select(vec!["\n", "\n\n", "\r\n", " ", "  \n", "\u{c}", "\t"]);
    prop::collection::vec((line(), end), 0..25).prop_map(|lines| {
        lines
            .into_iter()
            .flat_map(|(line, end)| [line, end.to_owned()])
            .collect()
    })
}

/// The value at a path such as `items[3].title`.
fn at<'a>(document: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(document, |value, step| {
        let (name, rest) = step
            .split_once('[')
            .map_or((step, ""), |(name, rest)| (name, rest));
        let value = &value[name];
        rest.split(['[', ']'])
            .filter_map(|index| index.parse::<usize>().ok())
            .fold(value, |value, index| &value[index])
    })
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Each span lies on its page, gives the printed text, and holds the letters of the field.
fn assert_printed(source: &Source<'_>, reading: &Reading) {
    let pages: Vec<Vec<char>> = source
        .pages
        .iter()
        .map(|page| page.chars().collect())
        .collect();
    for found in &reading.report.found {
        let parts: Vec<String> = found
            .spans
            .iter()
            .map(|span| {
                assert!(span.page >= 1 && span.start < span.end, "{found:?}");
                let page = &pages[span.page as usize - 1];
                page[span.start as usize..span.end as usize]
                    .iter()
                    .collect()
            })
            .collect();
        assert_eq!(parts.join("\n"), found.printed, "{}", found.path);
        let value = at(&reading.document, &found.path);
        assert!(
            !value.is_null() || found.path.ends_with(".ore"),
            "{} is not in the document",
            found.path
        );
        let words = [
            "title", "text", "name", "place", "letter", "note", "due", "storedAt",
        ];
        if let Some(text) = value
            .as_str()
            .filter(|_| words.iter().any(|word| found.path.ends_with(word)))
        {
            let printed = letters(&found.printed);
            let mut rest = printed.iter();
            assert!(
                letters(text)
                    .iter()
                    .all(|letter| rest.any(|one| one == letter)),
                "{}: {text:?} in {:?}",
                found.path,
                found.printed
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_ends_in_a_document_or_a_refusal(text in text()) {
        let source = Source::of_text("a.txt", &text);
        let first = read(&source, &Known::default());
        prop_assert_eq!(&first, &read(&source, &Known::default()));
        if let Ok(reading) = first {
            let bytes = serde_json::to_vec(&reading.document).unwrap();
            prop_assert!(MinutesDocument::parse(&bytes).is_ok());
            assert_printed(&source, &reading);
        }
    }

    #[test]
    fn marks_of_pages_change_nothing(cuts in prop::collection::btree_set(1_usize..22, 1..6)) {
        let plain = document(WHOLE);
        let blocks: Vec<&str> = WHOLE.split("\n\n").collect();
        let mut pages = vec![String::new()];
        for (index, block) in blocks.iter().enumerate() {
            if cuts.contains(&index) {
                pages.push(String::new());
            }
            let page = pages.last_mut().unwrap();
            page.push_str(block);
            page.push_str("\n\n");
        }
        let count = pages.len();
        let marked: Vec<String> = pages
            .iter()
            .enumerate()
            .map(|(index, page)| format!("Samordningsförbundet Provbygden      PROTOKOLL     {} ({count})\n\n{page}\nJusterandes sign\n\nSida {} av {count}\n", index + 1, index + 1))
            .collect();
        let source = Source { file: "a.pdf", pages: marked.iter().map(String::as_str).collect() };
        let read = read(&source, &Known::default()).unwrap();
        prop_assert_eq!(read.document, plain);
    }
}

const WHOLE: &str = "PROTOKOLL\n\nStyrelsen för Samordningsförbundet Provbygden\n\nPlats och tid: Rådhuset, kl. 09.00-11.00\nDatum: 2024-03-01\n\nBeslutande:\nEva Ek (S), Provby kommun, ordförande\nBo Al, Försäkringskassan, t.o.m. § 8\n\nSekreterare: Siv Ohm\nJusterare: Bo Al\nParagrafer: 7-9\n\n§ 7 Rapport\n\nSiv Ohm redovisade läget i förbundets insatser för unga och vuxna under året som gått.\n\nStyrelsen godkände rapporten.\n\n§ 8 Budget 2025\n\nSiv Ohm föredrog förslaget, som omfattar 2 400 000 kronor.\n\nBeslut\n\nStyrelsen beslutar\n\natt anta budget för 2025\n\natt uppdra åt förbundschefen att sända den till medlemmarna senast den 5 april 2024.\n\nProtokollsutdrag skickas till\n\nProvby kommun\n\n§ 9 Avslutning\n\nNästa möte är den 3 maj 2024 kl. 09.00.\n\nOrdföranden avslutade mötet.\n";

#[test]
fn the_text_of_the_property_is_read_whole() {
    let document = document(WHOLE);
    assert_eq!(document["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        document["items"][1]["decisions"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(
        document["items"][1]["assignments"].as_array().map(Vec::len),
        Some(1)
    );
    let source = Source::of_text("a.txt", WHOLE);
    assert_printed(&source, &reading(WHOLE));
}

#[test]
fn ten_times_the_text_takes_about_ten_times_as_long() {
    use std::time::{Duration, Instant};
    let minutes = |items: usize| -> String {
        let body = "Siv Ohm redovisade läget i förbundets insatser för unga och vuxna under året som gått. Kostnaden är 12 400 kronor.\n\nStyrelsen godkände rapporten och gav kansliet i uppdrag att ta fram en plan.\n\n";
        (1..=items).fold(
            "Protokoll\nStyrelsen\n2024-03-01\n\n".to_owned(),
            |text, number| format!("{text}§ {number} Rapport\n\n{body}"),
        )
    };
    let time = |text: &str| -> Duration {
        let start = Instant::now();
        assert!(read(&Source::of_text("a.txt", text), &Known::default()).is_ok());
        start.elapsed()
    };
    let (small, large, huge) = (minutes(10), minutes(100), minutes(1_000));
    time(&small);
    let short = (0..3).map(|_| time(&small)).min().unwrap_or_default();
    let long = (0..2).map(|_| time(&large)).min().unwrap_or_default();
    assert!(
        long < short * 30 + Duration::from_millis(200),
        "{short:?} for ten items, {long:?} for a hundred"
    );
    // Once more tenfold: what grows with the square would take a hundred times as long.
    let longest = time(&huge);
    assert!(
        longest < long * 30 + Duration::from_millis(500),
        "{long:?} for a hundred items, {longest:?} for a thousand"
    );
}
