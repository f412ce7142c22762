//! Writing elements, for HTML and XML alike: what is opened is closed, and every text is escaped on its way.

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// Elements being written.
pub(crate) struct Markup(Writer<Vec<u8>>);

/// Attributes of an element; one with an empty name is left out.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Markup {
    pub(crate) fn new() -> Self {
        Self(Writer::new(Vec::new()))
    }

    /// An element with what is written inside.
    pub(crate) fn element(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.event(Event::Start(start(name, attributes)));
        inside(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element that holds a text.
    pub(crate) fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |inside| inside.text(text));
    }

    /// An element that can hold nothing: `<br/>`.
    pub(crate) fn void(&mut self, name: &str, attributes: Attributes<'_>) {
        self.event(Event::Empty(start(name, attributes)));
    }

    /// A text, escaped.
    pub(crate) fn text(&mut self, text: &str) {
        self.event(Event::Text(BytesText::new(text)));
    }

    /// Markup of ours, known when the program is built.
    pub(crate) fn constant(&mut self, markup: &'static str) {
        self.0.get_mut().extend_from_slice(markup.as_bytes());
    }

    pub(crate) fn finish(self) -> String {
        // Only whole strings went in.
        String::from_utf8(self.0.into_inner()).unwrap_or_default()
    }

    fn event(&mut self, event: Event<'_>) {
        // A vector takes every write.
        let _ = self.0.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for attribute in attributes.iter().filter(|(name, _)| !name.is_empty()) {
        start.push_attribute(*attribute);
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_attributes_are_escaped_and_elements_closed() {
        let mut markup = Markup::new();
        markup.element("p", &[("title", "a\"b<c>&'d")], |p| {
            p.text("</p><script>alert('x')</script> & ]]>");
            p.void("br", &[("", "left out")]);
        });
        let written = markup.finish();
        assert!(
            written.starts_with("<p title=\"a&quot;b&lt;c&gt;&amp;"),
            "{written}"
        );
        assert!(written.contains("&lt;/p&gt;&lt;script&gt;"), "{written}");
        assert!(
            !written.contains("<script") && !written.contains("]]>"),
            "{written}"
        );
        assert!(written.ends_with("<br/></p>"), "{written}");
    }
}
