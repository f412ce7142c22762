//! Files written for a test.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip of parts.
pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A document whose body is given.
pub(crate) fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document \
         xmlns:w=\"urn:w\" xmlns:r=\"urn:r\" xmlns:mc=\"urn:mc\"><w:body>{body}</w:body></w:document>"
    )
}

/// A DOCX whose body is given, with nothing beside it.
pub(crate) fn docx(body: &str) -> Vec<u8> {
    zipped(&[("word/document.xml", document(body).as_bytes())])
}

/// A DOCX with parts beside its body, each by its kind and file name.
pub(crate) fn docx_with(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let relations: String = parts
        .iter()
        .enumerate()
        .map(|(at, (kind, name, _))| {
            format!("<Relationship Id=\"r{at}\" Type=\"urn:x/{kind}\" Target=\"{name}\"/>")
        })
        .collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let body = document(body);
    let names: Vec<String> = parts
        .iter()
        .map(|part| format!("word/{}", part.1))
        .collect();
    let mut all: Vec<(&str, &[u8])> = vec![
        ("word/document.xml", body.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
    ];
    for (name, part) in names.iter().zip(parts) {
        all.push((name, part.2.as_bytes()));
    }
    zipped(&all)
}

/// A paragraph of plain text.
pub(crate) fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A PDF of these objects, numbered from 1, the first of which is the catalogue.
pub(crate) fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let table = file.len();
    let size = objects.len() + 1;
    file.extend_from_slice(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes());
    for place in places {
        file.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let end = format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
    file.extend_from_slice(end.as_bytes());
    file
}

/// A stream, with more of its dictionary.
pub(crate) fn stream(said: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{said}/Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend_from_slice(data);
    object.extend_from_slice(b"\nendstream");
    object
}

/// A PDF of one page in Helvetica with this content, and objects from 6 on; `used` goes into the page's resources.
pub(crate) fn page(content: Vec<u8>, used: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
             /Resources<</Font<</F 5 0 R>>{used}>>>>"
        )
        .into_bytes(),
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

/// What shows a line of text in Windows-1252.
pub(crate) const SHOWN: &[u8] = b"BT /F 12 Tf 72 700 Td (Protokoll \xe5\xe4\xf6) Tj ET";

/// Packed once.
pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}
