//! `/datasets/dcat`: what open data there is, for DIGG's harvester: a catalogue by DCAT-AP-SE 3 as RDF/XML.
//!
//! One dataset for each thing that an association publishes; its distributions are the same in other formats. What
//! nobody has told, such as an area or a first year, is left out.

mod rdf;

use self::rdf::{Graph, Node};
use super::visit::{Trouble, Visit, answer_as};
use crate::context::Views;
use crate::rest::ROOT;
use actix_web::{HttpRequest, HttpResponse, web};
use application::read::{OrganisationFilter, Page};
use domain::body::Body;
use domain::id::OrganisationId;
use domain::organisation::{Organisation, OrganisationKind};

/// How many associations a catalogue tells of: there are some eighty in the country.
const MOST: usize = 1_000;
/// How many are read at once.
const AT_ONCE: u32 = 500;

const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";
/// What an association is among publishers. See ADR 0029.
const PUBLISHER_TYPE: &str = "http://purl.org/adms/publishertype/LocalAuthority";

/// The keyword of every dataset, in Swedish and in English.
const ASSOCIATION: (&str, &str) = ("samordningsförbund", "coordination association");

/// The catalogue.
pub async fn catalogue(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    answer_as(http, views, "application/rdf+xml", async |visit| {
        let found = associations(visit).await?;
        Ok(Catalogue { visit }.written(&found))
    })
    .await
}

/// The associations that the public may know of, with their bodies.
async fn associations(visit: &Visit) -> Result<Vec<(Organisation, Vec<Body>)>, Trouble> {
    let filter = OrganisationFilter {
        kind: Some(OrganisationKind::CoordinationAssociation),
    };
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = Page {
            first: AT_ONCE,
            after,
            ..Page::default()
        };
        let (read, see) = (visit.read(), &visit.see);
        let found = read.organisations(&filter, &page, see).await?;
        after = found.items.last().map(|(_, key)| key.clone());
        let ids: Vec<OrganisationId> = found.items.iter().map(|(held, _)| held.id).collect();
        let mut bodies = read.bodies_of(&ids, see).await?;
        all.extend(found.items.into_iter().map(|(held, _)| {
            let own = bodies.remove(&held.id).unwrap_or_default();
            (held, own)
        }));
        if !found.has_next {
            return Ok(all);
        }
        if all.len() >= MOST {
            tracing::warn!(MOST, "the catalogue does not tell of every association");
            return Ok(all);
        }
    }
}

/// A file of a dataset.
struct File<'a> {
    name: &'a str,
    about: (&'a str, &'a str),
    media_type: &'a str,
    addresses: Vec<String>,
}

/// A dataset of an association.
struct Dataset<'a> {
    name: &'a str,
    title: (&'a str, &'a str),
    about: (&'a str, &'a str),
    keywords: &'a [(&'a str, &'a str)],
    page: String,
    files: Vec<File<'a>>,
    /// What REST answers of it.
    asked: Option<String>,
}

/// Writes the catalogue of a visit.
struct Catalogue<'v> {
    visit: &'v Visit,
}

impl Catalogue<'_> {
    /// Something that the catalogue describes.
    fn named(&self, what: &str) -> String {
        format!("{}/datasets/dcat#{what}", self.visit.base())
    }

    /// Whoever publishes the catalogue: the association where there is one alone, else whoever operates the service.
    fn publisher(&self, found: &[(Organisation, Vec<Body>)]) -> String {
        match found {
            [(one, _)] => self.named(&one.id.to_string()),
            _ => self.named("operator"),
        }
    }

    fn written(&self, found: &[(Organisation, Vec<Body>)]) -> String {
        let base = self.visit.base();
        let publisher = self.publisher(found);
        let mut graph = Graph::new();
        let mut datasets = Vec::new();
        for (owner, bodies) in found {
            self.agent(&mut graph, &owner.id.to_string(), &owner.name);
            for dataset in of(base, owner, bodies) {
                datasets.push(self.dataset(&mut graph, owner, &dataset));
            }
        }
        if publisher == self.named("operator") {
            let name = self.visit.offer().contact_name.as_deref();
            let name = name.unwrap_or("Den som driver tjänsten / the operator of the service");
            self.agent(&mut graph, "operator", name);
        }
        self.contact(&mut graph);
        self.service(&mut graph, &publisher);
        graph.thing("dcat:Catalog", &format!("{base}/datasets/dcat"), |node| {
            node.said("dcterms:title", "sv", "Samordningsförbundens beslut, anslag och sammanträden");
            node.said("dcterms:title", "en", "Decisions, notices and meetings of coordination associations");
            node.said("dcterms:description", "sv", "Öppna data ur samordningsförbundens protokoll: beslut, anslagstavlor och sammanträden, så som de är publicerade.");
            node.said("dcterms:description", "en", "Open data from the minutes of coordination associations: decisions, notice boards and meetings, as they are published.");
            node.points("dcterms:publisher", &publisher);
            node.points("dcterms:license", &self.visit.offer().licence);
            node.points("foaf:homepage", &format!("{base}/"));
            node.points("dcterms:language", &format!("{AUTHORITY}/language/SWE"));
            node.points("dcat:themeTaxonomy", &format!("{AUTHORITY}/data-theme"));
            for dataset in &datasets {
                node.points("dcat:dataset", dataset);
            }
        });
        graph.finish()
    }

    fn agent(&self, graph: &mut Graph, id: &str, name: &str) {
        graph.thing("foaf:Agent", &self.named(id), |node| {
            node.text("foaf:name", name);
            node.points("dcterms:type", PUBLISHER_TYPE);
        });
    }

    /// Whom one turns to; no more than the settings tell.
    fn contact(&self, graph: &mut Graph) {
        let offer = self.visit.offer();
        let (Some(name), Some(email)) = (&offer.contact_name, &offer.contact_email) else {
            return;
        };
        graph.thing("vcard:Organization", &self.named("contact"), |node| {
            node.text("vcard:fn", name);
            node.points("vcard:hasEmail", &format!("mailto:{email}"));
        });
    }

    fn points_to_contact(&self, node: &mut Node<'_>) {
        let offer = self.visit.offer();
        if offer.contact_name.is_some() && offer.contact_email.is_some() {
            node.points("dcat:contactPoint", &self.named("contact"));
        }
    }

    /// REST, which the distributions lead to.
    fn service(&self, graph: &mut Graph, publisher: &str) {
        let root = format!("{}{ROOT}", self.visit.base());
        graph.thing("dcat:DataService", &self.named("rest"), |node| {
            node.said("dcterms:title", "sv", "Paragraf, REST API");
            node.said("dcterms:title", "en", "Paragraf, REST API");
            node.said("dcterms:description", "sv", "Läser beslut, anslag, sammanträden och protokoll enligt Diggs REST API-profil. Kräver ingen nyckel för det som är publikt.");
            node.said("dcterms:description", "en", "Reads decisions, notices, meetings and minutes by DIGG's REST API profile. What is public needs no key.");
            node.points("dcterms:publisher", publisher);
            node.points("dcat:endpointURL", &root);
            node.points("dcat:endpointDescription", &format!("{root}/openapi.json"));
            node.text("dcterms:format", "application/json");
            node.points("dcterms:license", &self.visit.offer().licence);
            node.points("dcterms:accessRights", &format!("{AUTHORITY}/access-right/PUBLIC"));
            self.points_to_contact(node);
        });
    }

    /// Writes a dataset with its distributions, and gives its address.
    fn dataset(&self, graph: &mut Graph, owner: &Organisation, held: &Dataset<'_>) -> String {
        let own = format!("{}-{}", owner.id, held.name);
        let address = self.named(&own);
        let mut distributions = Vec::new();
        for file in &held.files {
            let [first, ..] = file.addresses.as_slice() else {
                continue;
            };
            let address = self.named(&format!("{own}-{}", file.name));
            graph.thing("dcat:Distribution", &address, |node| {
                self.distribution(node, file.about, file.media_type, first);
                for address in &file.addresses {
                    node.points("dcat:downloadURL", address);
                }
            });
            distributions.push(address);
        }
        if let Some(asked) = &held.asked {
            let address = self.named(&format!("{own}-rest"));
            graph.thing("dcat:Distribution", &address, |node| {
                let about = ("REST API, sidvis", "REST API, in pages");
                self.distribution(node, about, "application/json", asked);
                node.points("dcat:accessService", &self.named("rest"));
            });
            distributions.push(address);
        }
        graph.thing("dcat:Dataset", &address, |node| {
            for (language, title, about) in [
                ("sv", held.title.0, held.about.0),
                ("en", held.title.1, held.about.1),
            ] {
                let title = format!("{title}, {}", owner.name);
                node.said("dcterms:title", language, &title);
                node.said("dcterms:description", language, about);
            }
            node.points("dcterms:publisher", &self.named(&owner.id.to_string()));
            node.text("dcterms:identifier", &address);
            for (sv, en) in held.keywords {
                node.said("dcat:keyword", "sv", sv);
                node.said("dcat:keyword", "en", en);
            }
            node.points("dcat:theme", &format!("{AUTHORITY}/data-theme/GOVE"));
            node.points("dcterms:language", &format!("{AUTHORITY}/language/SWE"));
            node.points(
                "dcterms:accrualPeriodicity",
                &format!("{AUTHORITY}/frequency/IRREG"),
            );
            node.points(
                "dcterms:accessRights",
                &format!("{AUTHORITY}/access-right/PUBLIC"),
            );
            node.points("dcat:landingPage", &held.page);
            self.points_to_contact(node);
            for distribution in &distributions {
                node.points("dcat:distribution", distribution);
            }
        });
        address
    }

    fn distribution(
        &self,
        node: &mut Node<'_>,
        about: (&str, &str),
        media_type: &str,
        address: &str,
    ) {
        node.said("dcterms:title", "sv", about.0);
        node.said("dcterms:title", "en", about.1);
        node.points("dcat:accessURL", address);
        node.text("dcterms:format", media_type);
        node.points("dcterms:license", &self.visit.offer().licence);
    }
}

/// The datasets of an association.
fn of<'a>(base: &str, owner: &Organisation, bodies: &[Body]) -> Vec<Dataset<'a>> {
    let slug = owner.slug.as_str();
    let own = format!("{base}/{slug}");
    let rest = |what: &str| format!("{base}{ROOT}/{what}?organisation={slug}");
    let file = |name, about, media_type, address: String| File {
        name,
        about,
        media_type,
        addresses: vec![address],
    };
    let feed = |name: &str| format!("{own}/feeds/{name}");
    let decisions = Dataset {
        name: "decisions",
        title: ("Beslut", "Decisions"),
        about: (
            "Varje publicerat beslut: text, paragraf, sammanträde, vem det rör och om det har laga kraft.",
            "Every published decision: text, paragraph, meeting, whom it concerns and whether it has legal force.",
        ),
        keywords: &[
            ("beslut", "decisions"),
            ("protokoll", "minutes"),
            ASSOCIATION,
        ],
        page: own.clone(),
        files: vec![
            file(
                "csv",
                ("Alla beslut som tabell", "All decisions as a table"),
                "text/csv",
                rest("decisions.csv"),
            ),
            file(
                "ndjson",
                ("Alla beslut, ett på varje rad", "All decisions, one a line"),
                "application/x-ndjson",
                rest("decisions.ndjson"),
            ),
            file(
                "atom",
                ("De senaste besluten (Atom)", "The latest decisions (Atom)"),
                "application/atom+xml",
                feed("decisions.atom"),
            ),
            file(
                "json",
                (
                    "De senaste besluten (JSON Feed)",
                    "The latest decisions (JSON Feed)",
                ),
                "application/feed+json",
                feed("decisions.json"),
            ),
        ],
        asked: Some(rest("decisions")),
    };
    let notices = Dataset {
        name: "notices",
        title: ("Anslagstavla", "Notice board"),
        about: (
            "Tillkännagivna justerade protokoll: när de justerades och anslogs, på vilka tavlor och till vilken dag de kan överklagas.",
            "Adjusted minutes that were announced: when they were adjusted and posted, on which boards, and until which day they can be appealed.",
        ),
        keywords: &[
            ("anslagstavla", "notice board"),
            ("överklagande", "appeal"),
            ASSOCIATION,
        ],
        page: format!("{own}/notices"),
        files: vec![
            file(
                "atom",
                ("De senaste anslagen (Atom)", "The latest notices (Atom)"),
                "application/atom+xml",
                feed("notices.atom"),
            ),
            file(
                "json",
                (
                    "De senaste anslagen (JSON Feed)",
                    "The latest notices (JSON Feed)",
                ),
                "application/feed+json",
                feed("notices.json"),
            ),
            file(
                "jsonld",
                (
                    "Anslagstavlan som länkade data",
                    "The notice board as linked data",
                ),
                "application/ld+json",
                format!("{own}/notices.jsonld"),
            ),
        ],
        asked: Some(rest("notices")),
    };
    let calendars = bodies
        .iter()
        .map(|body| feed(&format!("{}.ics", body.slug.as_str())));
    let meetings = Dataset {
        name: "meetings",
        title: ("Sammanträden", "Meetings"),
        about: (
            "Publicerade sammanträden för varje organ: dag, tid och plats.",
            "Published meetings of each body: day, time and place.",
        ),
        keywords: &[
            ("sammanträden", "meetings"),
            ("kalender", "calendar"),
            ASSOCIATION,
        ],
        page: own.clone(),
        // Calendars are parts of the whole, so they are files of one distribution.
        files: vec![File {
            name: "calendar",
            about: (
                "Kalender, en för varje organ",
                "Calendar, one for each body",
            ),
            media_type: "text/calendar",
            addresses: calendars.collect(),
        }],
        asked: Some(rest("meetings")),
    };
    vec![decisions, notices, meetings]
}
