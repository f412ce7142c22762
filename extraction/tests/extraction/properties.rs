//! Any bytes whatever end in text or in a refusal.

use crate::fixture;
use extraction::extract;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Neither a panic nor a hang.
fn ends(bytes: &[u8]) -> Result<(), TestCaseError> {
    let started = Instant::now();
    let read = extract(bytes);
    prop_assert!(started.elapsed() < Duration::from_secs(13));
    if let Err(refused) = read {
        prop_assert!(!refused.to_string().is_empty() && !refused.swedish().is_empty());
    }
    Ok(())
}

/// A fixture with some of its bytes changed, cut out or doubled.
fn mutated(file: &[u8], changes: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for (at, kind, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let at = at % bytes.len();
        let to = (at + usize::from(*byte)).min(bytes.len());
        match kind % 4 {
            0 => bytes[at] = *byte,
            1 => {
                bytes.drain(at..to);
            }
            2 => {
                let again = bytes[at..to].to_vec();
                bytes.splice(at..at, again);
            }
            _ => bytes[at] ^= 1 << (byte % 8),
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    prop::collection::vec(any::<(usize, u8, u8)>(), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..4_000), head in 0..4_usize) {
        let mut file = [&b""[..], b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe"][head].to_vec();
        file.extend_from_slice(&bytes);
        ends(&file)?;
    }

    #[test]
    fn arbitrary_text_is_read(text in "\\PC{1,200}") {
        let read = extract(text.as_bytes());
        prop_assert!(read.is_ok() || text.trim().is_empty() || text.contains("%PDF-"), "{:?}", read);
    }

    #[test]
    fn changed_pdf_ends(which in 0..4_usize, changes in changes()) {
        let name = ["chromium.pdf", "libreoffice.pdf", "qpdf.pdf", "paragraf.pdf"][which];
        ends(&mutated(&fixture(name), &changes))?;
    }

    #[test]
    fn changed_content_of_a_page_ends(changes in changes()) {
        let content = b"q 1 0 0 1 0 0 cm BT /F 12 Tf 72 700 Td [(Styrelsen)-300(beslutar)] TJ T* \
            /Span <</ActualText (x)>> BDC (att) ' EMC ET Q /X Do 0 0 9 9 re W n BI /W 1 /H 1 ID x EI";
        let content = crate::writing::stream("", &mutated(content, &changes));
        ends(&crate::writing::page(content, "", &[]))?;
    }

    #[test]
    fn changed_docx_ends(changes in changes()) {
        ends(&mutated(&fixture("libreoffice.docx"), &changes))?;
        let body = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>\
            <w:r><w:t>text</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>";
        let document = crate::writing::document(body);
        let body = mutated(document.as_bytes(), &changes);
        ends(&crate::writing::zipped(&[("word/document.xml", &body)]))?;
    }
}
