//! RDF/XML (W3C, 1.1), as much of it as a catalogue needs: things with addresses, and what is said of each.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// The vocabularies, each with its prefix.
const VOCABULARIES: [(&str, &str); 6] = [
    ("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xmlns:dcat", "http://www.w3.org/ns/dcat#"),
    ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ("xmlns:foaf", "http://xmlns.com/foaf/0.1/"),
    ("xmlns:vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Things that are being described.
pub(super) struct Graph(Writer<Vec<u8>>);

/// One of them.
pub(super) struct Node<'g>(&'g mut Graph);

/// A text as XML 1.0 may hold it: without the characters that it has no way to write.
fn writable(text: &str) -> String {
    let held = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(held).collect()
}

impl Graph {
    pub(super) fn new() -> Self {
        let mut graph = Self(Writer::new_with_indent(Vec::new(), b' ', 1));
        graph.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        graph.event(Event::Start(
            BytesStart::new("rdf:RDF").with_attributes(VOCABULARIES),
        ));
        graph
    }

    /// A thing of a class, with what is said of it.
    pub(super) fn thing(&mut self, class: &str, address: &str, said: impl FnOnce(&mut Node<'_>)) {
        let address = writable(address);
        let start = BytesStart::new(class).with_attributes([("rdf:about", address.as_str())]);
        self.event(Event::Start(start));
        said(&mut Node(self));
        self.event(Event::End(BytesEnd::new(class)));
    }

    pub(super) fn finish(mut self) -> String {
        self.event(Event::End(BytesEnd::new("rdf:RDF")));
        // Only whole strings went in.
        let mut written = String::from_utf8(self.0.into_inner()).unwrap_or_default();
        written.push('\n');
        written
    }

    fn event(&mut self, event: Event<'_>) {
        // A vector takes every write.
        let _ = self.0.write_event(event);
    }
}

impl Node<'_> {
    /// Another thing, by its address.
    pub(super) fn points(&mut self, property: &str, address: &str) {
        let address = writable(address);
        let start = BytesStart::new(property).with_attributes([("rdf:resource", address.as_str())]);
        self.0.event(Event::Empty(start));
    }

    /// A text without a language.
    pub(super) fn text(&mut self, property: &str, text: &str) {
        self.literal(BytesStart::new(property), property, text);
    }

    /// A text in a language.
    pub(super) fn said(&mut self, property: &str, language: &str, text: &str) {
        let start = BytesStart::new(property).with_attributes([("xml:lang", language)]);
        self.literal(start, property, text);
    }

    fn literal(&mut self, start: BytesStart<'_>, property: &str, text: &str) {
        self.0.event(Event::Start(start));
        self.0.event(Event::Text(BytesText::new(&writable(text))));
        self.0.event(Event::End(BytesEnd::new(property)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_addresses_are_escaped_and_hold_no_character_that_xml_lacks() {
        let mut graph = Graph::new();
        graph.thing("foaf:Agent", "https://a.example/?a=1&b=\"2\"", |node| {
            node.text("foaf:name", "</foaf:name>\u{1}\u{b}]]> & <b>\u{fffe}å");
            node.points("dcterms:type", "https://a.example/<x>");
        });
        let written = graph.finish();
        assert!(
            written.contains("rdf:about=\"https://a.example/?a=1&amp;b=&quot;2&quot;\""),
            "{written}"
        );
        assert!(
            written.contains("&lt;/foaf:name&gt;]]&gt; &amp; &lt;b&gt;å</foaf:name>"),
            "{written}"
        );
        assert!(
            written.contains("rdf:resource=\"https://a.example/&lt;x&gt;\""),
            "{written}"
        );
    }
}
