//! The words of the form, as `documents` prints them in Swedish.

/// Labels of the cover.
pub(super) const COVER: [&str; 14] = [
    "Sammanträdesdatum",
    "Plats och tid",
    "Paragrafer",
    "Ordförande",
    "Sekreterare",
    "Utses att justera",
    JUSTIFIED,
    "Protokollets status",
    "Maskerade uppgifter",
    "Bilaga till",
    "Föregående protokoll",
    "Beslut",
    "Nästa sammanträde",
    "Förvaringsplats för protokollet",
];
pub(super) const JUSTIFIED: &str = "Justeringens plats och datum";
/// Labels at a matter's head: one value each.
pub(super) const HEADS: [&str; 6] = [
    "Diarienummer",
    "Ärendetyp",
    "Föredragande",
    "Väckt av",
    "Jäv",
    "Omedelbart justerad",
];
/// Labels at its end.
pub(super) const DISPATCH: [&str; 4] = [
    "Belopp",
    "Hänvisningar",
    "Bilagor",
    "Protokollsutdrag skickas till",
];
/// Labels of a vote.
pub(super) const VOTE: [&str; 8] = [
    "Avser",
    "Ja innebär",
    "Sluten omröstning",
    "Majoritetskrav",
    "Röster",
    "Ordförandens utslagsröst avgjorde",
    "Lotten föll på",
    "Resultat",
];
/// Labels of what is set apart.
pub(super) const PIECE: [&str; 9] = [
    "Av",
    "Villkor",
    "Avser åren",
    "Avser år",
    "Återkallat",
    "Ansvarig",
    "Klart",
    "Läge",
    "Datum",
];
/// Labels of the notice.
pub(super) const NOTICE: [&str; 6] = [
    "Förbund",
    "Organisation",
    "Organ",
    "Justerat",
    "Sista dag att överklaga",
    "Laga kraft",
];
/// Words over tables of people.
pub(super) const TABLES: [&str; 8] = [
    "Beslutande",
    "Närvarande",
    "Ej tjänstgörande ersättare",
    "Företrädare för arbetsgivaren",
    "Företrädare för arbetstagarorganisationerna",
    "Övriga deltagare",
    "Frånvarande",
    "Bevis om anslag",
];
/// Words over what is set apart in a matter.
pub(super) const CAPTIONS: [&str; 13] = [
    "Beslut",
    "Förslag",
    "Yrkande",
    "Rekommendation",
    "Propositionsordning",
    "Reservation",
    "Protokollsanteckning",
    "Uppdrag",
    "Samverkan",
    "Omröstning",
    "Kandidater",
    "Röstlista",
    "Numret utgår",
];
