//! Minutes of any length, with all that items hold.

use std::fmt::Write;

/// Characters of a page of minutes.
pub const PAGE: usize = 3_000;

/// Minutes of about so many pages, parted by form feeds, with a running header.
pub fn minutes(pages: usize) -> String {
    let mut text = String::from(
        "Samordningsförbundet Fjällbäcken\nProtokoll fört vid styrelsens sammanträde\n\n\
         Sammanträdesdatum: 2021-03-18\nPlats och tid: Kommunhuset, Fjällby, kl. 09.00–16.00\n\n\
         Beslutande\nAnna Berg (S), ordförande, Fjällby kommun\nBo Ek (M), Bäckby kommun\n\
         Cecilia Dal, Försäkringskassan\n\nSekreterare: Disa Falk\nJusterare: Bo Ek\n\n",
    );
    let mut number = 0;
    let mut page = 1;
    while text.chars().count() < pages * PAGE {
        number += 1;
        let _ = write!(
            text,
            "§ {number} Ärende {number} om insatsen Vägen in\nDnr 2021/{number}\n\n\
             Disa Falk redogör för insatsen. Under året har {number} personer deltagit och av dem har\n\
             var tredje gått vidare till arbete eller studier. Kostnaden uppgår till {number} 000 kronor,\n\
             vilket ryms inom budget. Frågan behandlades den 4 februari 2021, § {number}.\n\n\
             Bo Ek yrkar avslag. Anna Berg yrkar bifall till förslaget. Omröstning begärs.\n\
             Anna Berg och Cecilia Dal röstar ja (2). Bo Ek röstar nej (1).\n\n\
             Beslut\nStyrelsen beslutar att avsätta {number} 000 kronor till insatsen Vägen in.\n\
             Styrelsen ger förbundschefen i uppdrag att redovisa utfallet senast den 1 juni 2021.\n\n\
             Reservation\nBo Ek reserverar sig mot beslutet.\n\n\
             Protokollsutdrag skickas till\nFjällby kommun\nBäckby kommun\n\n"
        );
        if text.chars().count() > page * PAGE {
            page += 1;
            let _ = write!(
                text,
                "\u{c}Samordningsförbundet Fjällbäcken\tSida {page}\n\n"
            );
        }
    }
    text
}
