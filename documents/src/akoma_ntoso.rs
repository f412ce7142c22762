//! Akoma Ntoso 3.0 (OASIS LegalDocML): the document as data for archives and other systems.

use crate::document::{Block, Document, Fact, Kind, Line, Run, Text};
use crate::markup::Markup;
use crate::words;
use domain::Date;

const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

impl Document {
    /// Akoma Ntoso 3.0, `<doc name="protokoll">`, with the identification that FRBR asks for.
    ///
    /// `created` is the day of this rendering; the caller's clock, so that the same input gives the same bytes.
    pub fn to_akoma_ntoso(&self, created: Date) -> String {
        let mut xml = Markup::new();
        xml.constant("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.element("akomaNtoso", &[("xmlns", NAMESPACE)], |root| {
            root.element("doc", &[("name", self.akn_name())], |doc| {
                self.meta(doc, created);
                self.contents(doc);
            });
        });
        xml.constant("\n");
        xml.finish()
    }

    /// The kind of document, in Swedish as the field names it.
    const fn akn_name(&self) -> &'static str {
        match self.kind {
            Kind::Minutes => "protokoll",
            Kind::Extract => "protokollsutdrag",
            Kind::Notice => "anslag",
            Kind::ProofOfPosting => "anslagsbevis",
            Kind::Summons => "kallelse",
            Kind::Budget => "budget",
        }
    }

    fn meta(&self, doc: &mut Markup, created: Date) {
        let name = self.akn_name();
        let part = self
            .work
            .part
            .as_deref()
            .map(slug)
            .map(|part| format!("/{part}"))
            .unwrap_or_default();
        // By day where the record gives one; else by the id of what it is about, which is no date.
        let day = self
            .date
            .map_or_else(|| self.work.of.clone(), |date| date.to_string());
        let by = self.work.body.iter().map(|body| format!("{body}-"));
        let work = format!(
            "/akn/se/doc/{name}/{}/{day}/{}{}{part}",
            self.work.organisation,
            by.collect::<String>(),
            self.work.of
        );
        let language = match self.language_tag() {
            "sv" => "swe",
            _ => "eng",
        };
        let stands = self.work.adjusted_on.or(self.date);
        let expression = match stands {
            Some(day) => format!("{work}/{language}@{day}"),
            None => format!("{work}/{language}@"),
        };
        let manifestation = format!("{expression}.akn");
        doc.element("meta", &[], |meta| {
            meta.element(
                "identification",
                &[("source", "#paragraf")],
                |identification| {
                    let dated = |into: &mut Markup, date: Option<Date>, what: &str| match date {
                        Some(date) => {
                            into.void("FRBRdate", &[("date", &date.to_string()), ("name", what)]);
                        }
                        // The schema asks for a date: the one that is known, under the name of what it is.
                        None => into.void(
                            "FRBRdate",
                            &[("date", &created.to_string()), ("name", "framställning")],
                        ),
                    };
                    let named = |into: &mut Markup, this: &str| {
                        into.void("FRBRthis", &[("value", &format!("{this}/!main"))]);
                        into.void("FRBRuri", &[("value", this)]);
                    };
                    identification.element("FRBRWork", &[], |frbr| {
                        named(frbr, &work);
                        dated(frbr, self.date, "sammanträde");
                        frbr.void("FRBRauthor", &[("href", "#organ"), ("as", "#author")]);
                        frbr.void("FRBRcountry", &[("value", "se")]);
                    });
                    identification.element("FRBRExpression", &[], |frbr| {
                        named(frbr, &expression);
                        match self.work.adjusted_on {
                            Some(day) => dated(frbr, Some(day), "justering"),
                            None => dated(frbr, self.date, "sammanträde"),
                        }
                        frbr.void("FRBRauthor", &[("href", "#organ"), ("as", "#author")]);
                        frbr.void("FRBRlanguage", &[("language", language)]);
                    });
                    identification.element("FRBRManifestation", &[], |frbr| {
                        named(frbr, &manifestation);
                        dated(frbr, None, "framställning");
                        frbr.void("FRBRauthor", &[("href", "#paragraf"), ("as", "#editor")]);
                        frbr.void("FRBRformat", &[("value", "application/akn+xml")]);
                    });
                },
            );
            meta.element("references", &[("source", "#paragraf")], |references| {
                let entry =
                    |into: &mut Markup, element: &str, id: &str, href: &str, shown: &str| {
                        into.void(element, &[("eId", id), ("href", href), ("showAs", shown)]);
                    };
                let owner = format!("/akn/ontology/organization/se/{}", self.work.organisation);
                // What no body has taken is the organisation's own.
                let (body, named) = match &self.work.body {
                    Some(body) => (format!("{owner}/{body}"), &self.body),
                    None => (owner.clone(), &self.organisation),
                };
                entry(
                    references,
                    "TLCOrganization",
                    "forbund",
                    &owner,
                    self.organisation.as_str(),
                );
                entry(
                    references,
                    "TLCOrganization",
                    "organ",
                    &body,
                    named.as_str(),
                );
                let software = "/akn/ontology/organization/paragraf";
                entry(
                    references,
                    "TLCOrganization",
                    "paragraf",
                    software,
                    "Paragraf",
                );
                entry(
                    references,
                    "TLCRole",
                    "author",
                    "/akn/ontology/role/author",
                    "Author",
                );
                entry(
                    references,
                    "TLCRole",
                    "editor",
                    "/akn/ontology/role/editor",
                    "Editor",
                );
            });
        });
    }

    /// Head and attendance before the §§, signatures and posting after them; where there is no §, all is body.
    fn contents(&self, doc: &mut Markup) {
        let is_paragraph = |block: &&Block| matches!(block, Block::Paragraph { .. });
        let first = self
            .blocks
            .iter()
            .position(|block| is_paragraph(&block))
            .unwrap_or(0);
        let count = self.blocks.iter().filter(is_paragraph).count();
        let (before, rest) = self.blocks.split_at(first);
        let (main, after) = rest.split_at(if count == 0 { rest.len() } else { count });
        doc.element("preface", &[], |preface| {
            preface.leaf(
                "p",
                &[("class", "organisation")],
                self.organisation.as_str(),
            );
            preface.element("p", &[("class", "title")], |p| {
                p.leaf("docTitle", &[], self.title.as_str());
            });
            preface.element("p", &[("class", "running")], |p| {
                p.text(self.body.as_str());
                if let Some(date) = self.date {
                    p.text(" ");
                    p.leaf("docDate", &[("date", &date.to_string())], &date.to_string());
                }
                if let Some(span) = &self.span {
                    p.text(" ");
                    p.leaf("docNumber", &[], span.as_str());
                }
            });
            if let Some(draft) = &self.draft {
                preface.leaf("p", &[("class", "draft")], draft.as_str());
            }
            if !self.stamp.is_empty() {
                let secrecy = words::SECRECY.in_language(self.language);
                preface.leaf("p", &[("class", "secrecy")], secrecy);
                for stamped in &self.stamp {
                    preface.element("p", &[("class", "secrecy")], |p| line(p, stamped));
                }
            }
            facts(preface, "heads", &self.facts);
            blocks(preface, before);
        });
        doc.element("mainBody", &[], |body| {
            if main.is_empty() {
                body.void("p", &[]);
            }
            blocks(body, main);
        });
        if !(after.is_empty() && self.footer.is_empty()) {
            doc.element("conclusions", &[], |conclusions| {
                blocks(conclusions, after);
                for foot in &self.footer {
                    conclusions.element("p", &[("class", "foot")], |p| line(p, foot));
                }
            });
        }
    }
}

fn blocks(into: &mut Markup, parts: &[Block]) {
    for part in parts {
        block(into, part);
    }
}

fn block(into: &mut Markup, part: &Block) {
    match part {
        Block::Section {
            role,
            heading,
            blocks: inner,
        } => {
            into.leaf("p", &[("class", "heading")], heading.as_str());
            into.element("blockContainer", &[("class", role.name())], |container| {
                blocks(container, inner);
            });
        }
        Block::Paragraph {
            anchor,
            label,
            title,
            blocks: inner,
            items,
        } => {
            into.element("paragraph", &[("eId", anchor)], |paragraph| {
                if let Some(label) = label {
                    paragraph.leaf("num", &[], label.as_str());
                }
                if let Some(title) = title {
                    paragraph.element("heading", &[], |heading| run(heading, title));
                }
                let holder = if items.is_empty() { "content" } else { "intro" };
                if items.is_empty() || !inner.is_empty() {
                    paragraph.element(holder, &[], |content| {
                        if inner.is_empty() {
                            content.void("p", &[]);
                        }
                        blocks(content, inner);
                    });
                }
                blocks(paragraph, items);
            });
        }
        Block::Passage { role, label, texts } => {
            into.element("blockContainer", &[("class", role.name())], |container| {
                if let Some(label) = label {
                    container.leaf("p", &[("class", "caption")], label.as_str());
                }
                for item in texts {
                    text(container, item);
                }
            });
        }
        Block::Facts {
            role,
            caption,
            facts: list,
        } => {
            if let Some(caption) = caption {
                into.leaf("p", &[("class", "caption")], caption.as_str());
            }
            facts(into, role.name(), list);
        }
        Block::Table {
            role,
            caption,
            columns,
            rows,
        } => {
            into.element("table", &[("class", role.name())], |table| {
                table.leaf("caption", &[], caption.as_str());
                table.element("tr", &[], |row| {
                    for column in columns {
                        row.element("th", &[], |th| th.leaf("p", &[], column.as_str()));
                    }
                });
                for cells in rows {
                    table.element("tr", &[], |row| {
                        for cell in cells {
                            row.element("td", &[], |td| td.element("p", &[], |p| line(p, cell)));
                        }
                    });
                }
            });
        }
        Block::Signatures { lines } => {
            for signed in lines {
                into.element("p", &[("class", "signature")], |p| {
                    p.element("signature", &[], |signature| {
                        line(signature, &signed.name);
                        if !signed.role.as_str().is_empty() {
                            signature.text(", ");
                            signature.text(signed.role.as_str());
                        }
                        signature.text(". ");
                        if signed.signed.is_empty() {
                            run(signature, &Run::Blank);
                        }
                        line(signature, &signed.signed);
                    });
                });
            }
        }
    }
}

fn facts(into: &mut Markup, class: &str, list: &[Fact]) {
    if list.is_empty() {
        return;
    }
    into.element("table", &[("class", class)], |table| {
        for fact in list {
            table.element("tr", &[], |row| {
                row.element("th", &[], |th| th.leaf("p", &[], fact.label.as_str()));
                row.element("td", &[], |td| {
                    for value in &fact.values {
                        td.element("p", &[], |p| line(p, value));
                    }
                });
            });
        }
    });
}

fn text(into: &mut Markup, item: &Text) {
    into.element("p", &[], |p| run(p, &item.text));
    facts(into, "beside", &item.facts);
}

fn line(into: &mut Markup, runs: &Line) {
    for part in runs {
        run(into, part);
    }
}

fn run(into: &mut Markup, part: &Run) {
    match part {
        Run::Date(date) => into.leaf("date", &[("date", &date.to_string())], &date.to_string()),
        Run::Moment(moment) => {
            let machine = moment.format("%Y-%m-%dT%H:%M:00").to_string();
            into.leaf("date", &[("date", &machine)], &part.say());
        }
        Run::Words(_) | Run::Quoted(_) | Run::Time(_) | Run::Blank => {
            for (place, row) in part.say().split('\n').enumerate() {
                if place > 0 {
                    into.void("br", &[]);
                }
                into.text(row);
            }
        }
    }
}

/// `§§ 65–69, 71` as a part of an address.
fn slug(part: &str) -> String {
    let mut slug = String::new();
    for letter in part.chars() {
        match letter {
            '0'..='9' => slug.push(letter),
            '–' => slug.push('-'),
            ',' => slug.push('_'),
            _ => {}
        }
    }
    slug
}
