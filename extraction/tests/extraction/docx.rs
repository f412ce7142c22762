//! DOCX, by LibreOffice and written here.

use crate::writing::{docx, docx_with, p};
use crate::{fixture, holds_protokoll, pages, refused};

#[test]
fn a_document_of_libreoffice_keeps_words_columns_and_pages() {
    holds_protokoll(&pages(&fixture("libreoffice.docx")));
}

#[test]
fn paragraphs_are_lines_and_tabs_and_breaks_stay() {
    let body = "<w:p><w:r><w:t>Plats</w:t><w:tab/><w:t>Åsgården</w:t><w:br/><w:t>sal 2</w:t></w:r></w:p>\
        <w:p><w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>laget &amp; B&#228;r</w:t></w:r></w:p>";
    assert_eq!(
        pages(&docx(body)),
        ["Plats\tÅsgården\nsal 2\nA-laget & Bär"]
    );
}

#[test]
fn the_lines_of_cells_stand_side_by_side() {
    let body = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}{}</w:tc><w:tc>{}{}</w:tc></w:tr>\
         <w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        p("Beslutande"),
        p("Anna Berg"),
        p("Bo Dal"),
        p("Älvbrink"),
        p("Region Övre Dalen"),
        p("vakant"),
    );
    assert_eq!(
        pages(&docx(&body)),
        ["Beslutande\tAnna Berg\tÄlvbrink\n\tBo Dal\tRegion Övre Dalen\n\t\tvakant"]
    );
}

#[test]
fn what_was_deleted_is_gone_and_what_was_inserted_stays() {
    let body = "<w:p><w:r><w:t>Styrelsen </w:t></w:r>\
        <w:del><w:r><w:delText>avslår</w:delText><w:t>avslår</w:t></w:r></w:del>\
        <w:ins><w:r><w:t>bifaller</w:t></w:r></w:ins>\
        <w:moveFrom><w:r><w:t>flyttat</w:t></w:r></w:moveFrom></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Ett </w:t></w:r></w:p>\
        <w:p><w:r><w:t>stycke</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>struken</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>kvar</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r>\
        <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>synligt</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pPrChange><w:pPr><w:pageBreakBefore/></w:pPr></w:pPrChange></w:pPr>\
        <w:r><w:t>sist</w:t></w:r></w:p>";
    assert_eq!(
        pages(&docx(body)),
        ["Styrelsen bifaller\nEtt stycke\nkvar\nsynligt\nsist"]
    );
}

#[test]
fn fields_show_what_they_came_to_and_fallbacks_are_not_said_twice() {
    let body = "<w:p><w:r><w:t>Sid </w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
        <w:r><w:t>1</w:t></w:r></w:p><w:p><w:r><mc:AlternateContent><mc:Choice>\
        <w:txbxContent><w:p><w:r><w:t>ruta</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
        <mc:Fallback><w:p><w:r><w:t>ruta</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
        <w:t>text</w:t></w:r></w:p>";
    assert_eq!(pages(&docx(body)), ["Sid 1\nruta\ntext"]);
}

#[test]
fn pages_end_where_a_break_stands_and_where_word_saw_one() {
    let body = "<w:p><w:r><w:t>ett</w:t><w:br w:type=\"page\"/></w:r></w:p>\
        <w:p><w:r><w:lastRenderedPageBreak/><w:t>två</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>tre</w:t></w:r></w:p>\
        <w:p><w:r><w:t>mitt i </w:t><w:lastRenderedPageBreak/><w:t>meningen</w:t></w:r></w:p>";
    assert_eq!(
        pages(&docx(body)),
        ["ett", "två", "tre\nmitt i", "meningen"]
    );
}

const NUMBERING: &str = "<w:numbering>\
    <w:abstractNum w:abstractNumId=\"7\">\
    <w:lvl w:ilvl=\"0\"><w:start w:val=\"12\"/><w:numFmt w:val=\"decimal\"/><w:pStyle w:val=\"Paragraf\"/>\
    <w:lvlText w:val=\"§ %1\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%2)\"/></w:lvl>\
    <w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"upperRoman\"/><w:lvlText w:val=\"%1.%3\"/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId=\"8\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/>\
    <w:lvlText w:val=\"\u{f0b7}\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>\
    <w:num w:numId=\"2\"><w:abstractNumId w:val=\"8\"/></w:num>\
    <w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\">\
    <w:startOverride w:val=\"30\"/></w:lvlOverride></w:num></w:numbering>";

const STYLES: &str = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"Paragraf\"><w:pPr><w:numPr>\
    <w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Arv\"><w:basedOn w:val=\"Paragraf\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Ring\"><w:basedOn w:val=\"Ring\"/></w:style></w:styles>";

fn numbered(list: &str, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>\
         <w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn numbers_that_word_gives_by_itself_are_written_out() {
    let body = [
        styled("Paragraf", "Öppnande"),
        numbered("1", 1, "första"),
        numbered("1", 1, "andra"),
        styled("Arv", "Val av justerare"),
        numbered("1", 1, "första igen"),
        numbered("1", 2, "djupt"),
        numbered("2", 0, "punkt"),
        numbered("0", 0, "utan"),
        styled("Ring", "ring"),
        numbered("3", 0, "omstart"),
        numbered("3", 0, "vidare"),
    ]
    .concat();
    let file = docx_with(
        &body,
        &[
            ("numbering", "numbering.xml", NUMBERING),
            ("styles", "styles.xml", STYLES),
        ],
    );
    let expected = "§ 12 Öppnande\na) första\nb) andra\n§ 13 Val av justerare\na) första igen\n13.I djupt\n\
        • punkt\nutan\nring\n§ 30 omstart\n§ 31 vidare";
    assert_eq!(pages(&file), [expected]);
}

#[test]
fn a_deleted_paragraph_draws_no_number() {
    let body = [
        styled("Paragraf", "Öppnande"),
        "<w:p><w:pPr><w:pStyle w:val=\"Paragraf\"/><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r>\
         <w:delText>Struken</w:delText></w:r></w:del></w:p>"
            .to_owned(),
        styled("Paragraf", "Avslutning"),
    ]
    .concat();
    let parts = [
        ("numbering", "numbering.xml", NUMBERING),
        ("styles", "styles.xml", STYLES),
    ];
    assert_eq!(
        pages(&docx_with(&body, &parts)),
        ["§ 12 Öppnande\n§ 13 Avslutning"]
    );
}

#[test]
fn headers_stand_once_before_and_footers_and_notes_once_after() {
    let body = format!(
        "{}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"r0\"/>\
         <w:headerReference w:type=\"first\" r:id=\"r1\"/><w:footerReference r:id=\"r2\"/></w:sectPr>",
        p("text")
    );
    let head = format!("<w:hdr>{}</w:hdr>", p("Samordningsförbundet Älvbrink"));
    let foot = format!("<w:ftr>{}</w:ftr>", p("Sida 1"));
    let notes = format!(
        "<w:footnotes><w:footnote>{}</w:footnote></w:footnotes>",
        p("not")
    );
    let file = docx_with(
        &body,
        &[
            ("header", "header1.xml", &head),
            ("header", "header2.xml", &head),
            ("footer", "footer1.xml", &foot),
            ("footnotes", "footnotes.xml", &notes),
        ],
    );
    assert_eq!(
        pages(&file),
        ["Samordningsförbundet Älvbrink\n\ntext\n\nnot\n\nSida 1"]
    );
}

#[test]
fn a_zip_of_another_kind_is_refused() {
    use crate::writing::zipped;
    let sheet = zipped(&[("xl/workbook.xml", b"<workbook/>")]);
    assert_eq!(refused(&sheet).code(), "UNKNOWN_FORMAT");
    let other = zipped(&[("word/document.xml", b"<html><p>text</p></html>")]);
    assert_eq!(refused(&other).code(), "UNKNOWN_FORMAT");
    assert_eq!(refused(&docx("<w:p/>")).code(), "EMPTY_FILE");
}
