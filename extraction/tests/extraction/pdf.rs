//! PDF by several programs.

use crate::writing::{SHOWN, page, stream};
use crate::{fixture, holds_protokoll, pages, refused};

#[test]
fn a_print_of_chromium_keeps_words_columns_and_pages() {
    holds_protokoll(&pages(&fixture("chromium.pdf")));
}

#[test]
fn an_export_of_libreoffice_keeps_words_columns_and_pages() {
    holds_protokoll(&pages(&fixture("libreoffice.pdf")));
}

#[test]
fn a_file_that_qpdf_wrote_anew_says_the_same() {
    let (before, after) = (fixture("libreoffice.pdf"), fixture("qpdf.pdf"));
    assert_eq!(pages(&after), pages(&before));
}

#[test]
fn our_own_print_keeps_its_tables_with_their_empty_cells() {
    let pages = pages(&fixture("paragraf.pdf"));
    assert_eq!(pages.len(), 2);
    for line in [
        "Centrala samverkansgruppen 2025-10-14 6–7",
        "Plats och tid\tKommunhuset, Sågfors, Sågbladet, kl. 13:00–14:45, på plats",
        "Pia Lundmyr\t\tVision",
        "Roger Stenvall\tHuvudskyddsombud\tKommunal",
        "6 c Medlemsbidrag till Samordningsförbundet Norrsken",
        "Kommunens bidrag till samordningsförbundet föreslås bli 702 000 kronor.",
    ] {
        assert!(
            pages[0].lines().any(|found| found == line),
            "{line:?} in {}",
            pages[0]
        );
    }
    assert!(
        pages[1].contains("\n7. Arbetsmiljö\nFem tillbud om hot"),
        "{}",
        pages[1]
    );
}

#[test]
fn a_font_that_is_not_in_the_file_is_read_by_its_encoding() {
    let file = page(stream("", SHOWN), "", &[]);
    assert_eq!(pages(&file), ["Protokoll åäö"]);
}

#[test]
fn bytes_before_the_header_do_not_hide_it() {
    let mut file = b"\n\n".to_vec();
    file.extend_from_slice(&page(stream("", SHOWN), "", &[]));
    assert_eq!(pages(&file), ["Protokoll åäö"]);
}

#[test]
fn lines_are_read_from_above_whatever_order_they_are_drawn_in() {
    let content = b"BT /F 12 Tf 72 600 Td (under) Tj ET BT /F 12 Tf 300 700 Td (right) Tj ET \
        BT /F 12 Tf 72 700 Td (left) Tj ET";
    let file = page(stream("", content), "", &[]);
    assert_eq!(pages(&file), ["left\tright\n\nunder"]);
}

#[test]
fn bold_that_is_drawn_twice_is_read_once() {
    let content = b"BT /F 12 Tf 72 700 Td (Beslut) Tj ET BT /F 12 Tf 72.3 700 Td (Beslut) Tj ET";
    assert_eq!(pages(&page(stream("", content), "", &[])), ["Beslut"]);
}

#[test]
fn letters_set_apart_are_one_word_and_words_set_by_gaps_are_several() {
    let apart = b"BT /F 12 Tf 5 Tc 72 700 Td (PROTOKOLL) Tj ET";
    assert_eq!(pages(&page(stream("", apart), "", &[])), ["PROTOKOLL"]);
    let gaps = b"BT /F 12 Tf 72 700 Td [(Styrelsen)-300(beslutar)-300(att)] TJ ET";
    assert_eq!(
        pages(&page(stream("", gaps), "", &[])),
        ["Styrelsen beslutar att"]
    );
}

#[test]
fn text_recognised_in_a_scan_is_read_though_it_is_invisible() {
    let content = b"BT 3 Tr /F 12 Tf 72 700 Td (Inskannat) Tj ET";
    assert_eq!(pages(&page(stream("", content), "", &[])), ["Inskannat"]);
}

#[test]
fn a_page_that_is_turned_is_read_upright() {
    let file = page(
        stream("", b"BT /F 12 Tf 0 1 -1 0 300 72 Tm (Liggande) Tj ET"),
        "",
        &[],
    );
    let turned = String::from_utf8_lossy(&file).replacen("/MediaBox", "/Rotate 90/MediaBox", 1);
    assert_eq!(pages(turned.as_bytes()), ["Liggande"]);
}

#[test]
fn pages_of_pictures_have_no_text_layer() {
    assert_eq!(refused(&fixture("picture.pdf")).code(), "NO_TEXT_LAYER");
}

#[test]
fn a_locked_file_is_refused_with_the_empty_password_too() {
    assert_eq!(refused(&fixture("locked.pdf")).code(), "ENCRYPTED");
    let hidden = page(stream("", SHOWN), "", &[]);
    let hidden = String::from_utf8_lossy(&hidden).replacen("/Root", "/E#6ecrypt 5 0 R/Root", 1);
    assert_eq!(refused(hidden.as_bytes()).code(), "ENCRYPTED");
}

#[test]
fn fonts_that_do_not_tell_their_letters_are_refused() {
    let font =
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]>>";
    let within = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo\
        <</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 8 0 R>>";
    let content = b"BT /F 12 Tf 72 700 Td <00010002> Tj ET";
    let file = page(
        stream("", content),
        "",
        &[
            font.to_vec(),
            within.to_vec(),
            b"<</Type/FontDescriptor/FontName/X/Flags 4>>".to_vec(),
        ],
    );
    let file = String::from_utf8_lossy(&file).replacen("/F 5 0 R", "/F 6 0 R", 1);
    assert_eq!(refused(file.as_bytes()).code(), "UNREADABLE_FONTS");
}
