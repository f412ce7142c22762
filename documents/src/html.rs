//! HTML: a page of its own, or a part to set into another page.

use crate::document::{Block, Document, Fact, Line, Run, Signed, Text};
use crate::markup::Markup;
use crate::words;

/// The looks of a page of its own, on screen and on paper; nothing is fetched.
const PAGE: &str = include_str!("html/page.css");

/// The looks of a document, for a page that sets a part of one into itself. Every rule is about classes that begin with
/// `doc-` or what stands within `doc-document`.
pub const STYLE_OF_FRAGMENTS: &str = include_str!("html/document.css");

impl Document {
    /// A complete page: no script, nothing fetched, ready to print.
    pub fn to_html(&self) -> String {
        let mut page = Markup::new();
        page.constant("<!DOCTYPE html>\n");
        page.element("html", &[("lang", self.language_tag())], |html| {
            html.element("head", &[], |head| {
                head.void("meta", &[("charset", "utf-8")]);
                head.void(
                    "meta",
                    &[
                        ("name", "viewport"),
                        ("content", "width=device-width, initial-scale=1"),
                    ],
                );
                head.leaf("title", &[], &self.full_title());
                head.element("style", &[], |style| {
                    style.constant(PAGE);
                    style.constant(STYLE_OF_FRAGMENTS);
                });
            });
            html.element("body", &[], |body| {
                let skip = words::SKIP.in_language(self.language);
                body.leaf("a", &[("class", "skip"), ("href", "#document")], skip);
                body.element("main", &[("id", "document"), ("tabindex", "-1")], |main| {
                    self.article(main, 1);
                });
            });
        });
        page.constant("\n");
        page.finish()
    }

    /// The document as one `article`, its title a heading of the given level (1 to 4), to set into a page that
    /// brings the rest. Classes begin with `doc-`.
    pub fn to_html_fragment(&self, level: u8) -> String {
        let mut part = Markup::new();
        self.article(&mut part, level.clamp(1, 4));
        part.finish()
    }

    /// What the document holds, without its head: its parts with headings of the given level (1 to 5) and below, to set
    /// into a page that says by itself what it shows.
    pub fn to_html_parts(&self, level: u8) -> String {
        let mut part = Markup::new();
        part.element("div", &[("class", "doc-document")], |inside| {
            let writer = Html { document: self };
            writer.blocks(inside, &self.blocks, level.clamp(1, 5));
        });
        part.finish()
    }

    fn article(&self, into: &mut Markup, level: u8) {
        let writer = Html { document: self };
        let class = format!("doc-document doc-{}", kebab(self));
        into.element(
            "article",
            &[("class", &class), ("lang", self.language_tag())],
            |article| {
                article.element("header", &[("class", "doc-head")], |head| {
                    head.element("p", &[("class", "doc-organisation")], |p| {
                        writer.quoted(p, self.organisation.as_str());
                    });
                    head.leaf(&heading(level), &[], self.title.as_str());
                    head.element("p", &[("class", "doc-running")], |p| {
                        writer.quoted(p, self.body.as_str());
                        if let Some(date) = self.date {
                            p.text(" ");
                            writer.run(p, &Run::Date(date));
                        }
                        if let Some(span) = &self.span {
                            p.text(" ");
                            p.text(span.as_str());
                        }
                    });
                    if let Some(draft) = &self.draft {
                        head.leaf("p", &[("class", "doc-draft")], draft.as_str());
                    }
                    writer.stamp(head);
                });
                writer.facts(article, "doc-facts doc-heads", &self.facts);
                writer.blocks(article, &self.blocks, level.saturating_add(1));
                if !self.footer.is_empty() {
                    article.element("footer", &[("class", "doc-foot")], |foot| {
                        for line in &self.footer {
                            foot.element("p", &[], |p| writer.line(p, line));
                        }
                    });
                }
            },
        );
    }
}

struct Html<'a> {
    document: &'a Document,
}

impl Html<'_> {
    fn blocks(&self, into: &mut Markup, blocks: &[Block], level: u8) {
        for block in blocks {
            self.block(into, block, level);
        }
    }

    fn block(&self, into: &mut Markup, block: &Block, level: u8) {
        match block {
            Block::Section {
                role,
                heading: title,
                blocks,
            } => {
                let class = format!("doc-section doc-{}", role.name());
                into.element("section", &[("class", &class)], |section| {
                    section.leaf(&heading(level), &[], title.as_str());
                    self.blocks(section, blocks, level.saturating_add(1));
                });
            }
            Block::Paragraph {
                anchor,
                label,
                title,
                blocks,
                items,
            } => {
                into.element(
                    "section",
                    &[("class", "doc-paragraph"), ("id", anchor)],
                    |section| {
                        if label.is_some() || title.is_some() {
                            section.element(&heading(level), &[], |h| {
                                if let Some(label) = label {
                                    h.leaf("span", &[("class", "doc-label")], label.as_str());
                                    h.text(" ");
                                }
                                if let Some(title) = title {
                                    self.run(h, title);
                                }
                            });
                        }
                        self.blocks(section, blocks, level.saturating_add(1));
                        self.blocks(section, items, level.saturating_add(1));
                    },
                );
            }
            Block::Passage { role, label, texts } => {
                let class = format!("doc-passage doc-{}", role.name());
                into.element("div", &[("class", &class)], |passage| {
                    if let Some(label) = label {
                        passage.leaf("p", &[("class", "doc-caption")], label.as_str());
                    }
                    for text in texts {
                        self.text(passage, text);
                    }
                });
            }
            Block::Facts {
                role,
                caption,
                facts,
            } => {
                if let Some(caption) = caption {
                    into.leaf("p", &[("class", "doc-caption")], caption.as_str());
                }
                self.facts(into, &format!("doc-facts doc-{}", role.name()), facts);
            }
            Block::Table {
                role,
                caption,
                columns,
                rows,
            } => {
                let class = format!("doc-table doc-{}", role.name());
                // A table that is wider than the window scrolls, and can be scrolled from the keyboard.
                let around = [
                    ("class", "doc-scroll"),
                    ("role", "region"),
                    ("tabindex", "0"),
                    ("aria-label", caption.as_str()),
                ];
                into.element("div", &around, |scroll| {
                    scroll.element("table", &[("class", &class)], |table| {
                        table.leaf("caption", &[], caption.as_str());
                        table.element("thead", &[], |head| {
                            head.element("tr", &[], |row| {
                                for column in columns {
                                    row.leaf("th", &[("scope", "col")], column.as_str());
                                }
                            });
                        });
                        table.element("tbody", &[], |body| {
                            for row in rows {
                                body.element("tr", &[], |tr| self.row(tr, row));
                            }
                        });
                    });
                });
            }
            Block::Signatures { lines } => {
                into.element("ul", &[("class", "doc-signatures")], |list| {
                    for line in lines {
                        list.element("li", &[], |item| self.signed(item, line));
                    }
                });
            }
        }
    }

    fn stamp(&self, into: &mut Markup) {
        if self.document.stamp.is_empty() {
            return;
        }
        into.element("div", &[("class", "doc-draft doc-stamp")], |stamp| {
            let secrecy = words::SECRECY.in_language(self.document.language);
            stamp.leaf("p", &[("class", "doc-caption")], secrecy);
            for line in &self.document.stamp {
                stamp.element("p", &[], |p| self.line(p, line));
            }
        });
    }

    fn row(&self, into: &mut Markup, row: &[Line]) {
        for (column, cell) in row.iter().enumerate() {
            if column == 0 {
                into.element("th", &[("scope", "row")], |th| self.line(th, cell));
            } else {
                into.element("td", &[], |td| self.line(td, cell));
            }
        }
    }

    fn signed(&self, into: &mut Markup, line: &Signed) {
        into.element("div", &[("class", "doc-signed")], |div| {
            self.line(div, &line.signed)
        });
        into.element("div", &[("class", "doc-signatory")], |div| {
            div.element("span", &[("class", "doc-name")], |name| {
                self.line(name, &line.name)
            });
            if !line.role.as_str().is_empty() {
                div.text(" ");
                div.leaf("span", &[("class", "doc-role")], line.role.as_str());
            }
        });
    }

    /// A description list: a label and its values belong together for who listens, too.
    fn facts(&self, into: &mut Markup, class: &str, facts: &[Fact]) {
        if facts.is_empty() {
            return;
        }
        into.element("dl", &[("class", class)], |list| {
            for fact in facts {
                list.element("div", &[], |pair| {
                    pair.leaf("dt", &[], fact.label.as_str());
                    for value in &fact.values {
                        pair.element("dd", &[], |dd| self.line(dd, value));
                    }
                });
            }
        });
    }

    fn text(&self, into: &mut Markup, text: &Text) {
        if !text.text.say().is_empty() {
            into.element("p", &[], |p| self.run(p, &text.text));
        }
        self.facts(into, "doc-facts doc-beside", &text.facts);
    }

    fn line(&self, into: &mut Markup, line: &Line) {
        for run in line {
            self.run(into, run);
        }
    }

    fn run(&self, into: &mut Markup, run: &Run) {
        match run {
            Run::Words(text) => broken(into, text.as_str()),
            Run::Quoted(text) => self.quoted(into, text.as_str()),
            Run::Date(date) => {
                let date = date.to_string();
                into.leaf("time", &[("datetime", &date)], &date);
            }
            Run::Time(_) => into.leaf("time", &[("datetime", &run.say())], &run.say()),
            Run::Moment(moment) => {
                let machine = moment.format("%Y-%m-%dT%H:%M").to_string();
                into.leaf("time", &[("datetime", &machine)], &run.say());
            }
            Run::Blank => {
                let said = words::TO_FILL_IN.in_language(self.document.language);
                into.element("span", &[("class", "doc-blank")], |blank| {
                    blank.leaf("span", &[("class", "doc-unseen")], said);
                });
            }
        }
    }

    /// The record's words, marked with their language where the page is in another.
    fn quoted(&self, into: &mut Markup, text: &str) {
        if self.document.language_tag() == "sv" {
            broken(into, text);
        } else {
            into.element("span", &[("lang", "sv")], |span| broken(span, text));
        }
    }
}

/// A text with its line breaks.
fn broken(into: &mut Markup, text: &str) {
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            into.void("br", &[]);
        }
        into.text(line);
    }
}

fn heading(level: u8) -> String {
    format!("h{}", level.clamp(1, 6))
}

fn kebab(document: &Document) -> &'static str {
    use crate::document::Kind;
    match document.kind {
        Kind::Minutes => "minutes",
        Kind::Extract => "extract",
        Kind::Notice => "notice",
        Kind::ProofOfPosting => "proof-of-posting",
        Kind::Summons => "summons",
        Kind::Budget => "budget",
    }
}
