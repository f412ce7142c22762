"""Reads the linked data of a running service with rdflib, and tells what it says: RDF/XML, JSON-LD, and the JSON-LD
within pages. A catalogue is held to what DCAT-AP-SE 3.0.1 makes mandatory, and to what its harvester asks for.

usage: check.py BASE PATH...    one JSON object, by path; exit 1 where something is not as it must be
"""

import json
import re
import sys
import urllib.request
from html.parser import HTMLParser

from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
ANY = None
AUTHORITY = "http://publications.europa.eu/resource/authority/"

# The profile's mandatory properties, and those that are no more than one: class, property, least, most, what it is.
PROFILE = [
    (DCAT.Catalog, DCTERMS.title, 1, ANY, "text"),
    (DCAT.Catalog, DCTERMS.description, 1, ANY, "text"),
    (DCAT.Catalog, DCTERMS.publisher, 1, 1, FOAF.Agent),
    (DCAT.Catalog, DCTERMS.license, 1, 1, "address"),
    (DCAT.Catalog, DCAT.dataset, 1, ANY, DCAT.Dataset),
    (DCAT.Dataset, DCTERMS.title, 1, ANY, "text"),
    (DCAT.Dataset, DCTERMS.description, 1, ANY, "text"),
    (DCAT.Dataset, DCTERMS.publisher, 1, 1, FOAF.Agent),
    (DCAT.Dataset, DCTERMS.accrualPeriodicity, 0, 1, AUTHORITY + "frequency/"),
    (DCAT.Dataset, DCTERMS.accessRights, 0, 1, AUTHORITY + "access-right/"),
    (DCAT.Dataset, DCAT.theme, 0, ANY, AUTHORITY + "data-theme/"),
    (DCAT.Dataset, DCTERMS.language, 0, ANY, AUTHORITY + "language/"),
    (DCAT.Dataset, DCAT.contactPoint, 0, ANY, VCARD.Organization),
    (DCAT.Dataset, DCAT.distribution, 0, ANY, DCAT.Distribution),
    (DCAT.Distribution, DCAT.accessURL, 1, 1, "address"),
    (DCAT.Distribution, DCTERMS["format"], 1, 1, "media type"),
    (DCAT.Distribution, DCTERMS.license, 0, 1, "address"),
    (DCAT.Distribution, DCAT.accessService, 0, ANY, DCAT.DataService),
    (DCAT.DataService, DCTERMS.title, 1, ANY, "text"),
    (DCAT.DataService, DCAT.endpointURL, 1, ANY, "address"),
    (DCAT.DataService, DCTERMS["format"], 1, 1, "media type"),
    (DCAT.DataService, DCAT.endpointDescription, 0, ANY, "address"),
    (FOAF.Agent, FOAF.name, 1, ANY, "text"),
    (FOAF.Agent, DCTERMS.type, 1, 1, "http://purl.org/adms/publishertype/"),
    (VCARD.Organization, VCARD.fn, 1, 1, "text"),
    (VCARD.Organization, VCARD.hasEmail, 1, ANY, "mailto:"),
]
# What the harvester asks a name for, so none of them may be without one.
NAMED = [DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService, FOAF.Agent, VCARD.Organization]
MEDIA_TYPE = re.compile(r"^\w+/[-.\w]+(\+[-.\w]+)?$")


def is_a(graph, value, wanted):
    if isinstance(wanted, URIRef):
        return (value, RDF.type, wanted) in graph
    if wanted == "text":
        return isinstance(value, Literal) and bool(str(value).strip())
    if wanted == "media type":
        return isinstance(value, Literal) and value.language is None and bool(MEDIA_TYPE.match(value))
    start = "http" if wanted == "address" else wanted
    return isinstance(value, URIRef) and value.startswith(start)


def held_to_the_profile(graph):
    faults = []
    catalogues = set(graph.subjects(RDF.type, DCAT.Catalog))
    if len(catalogues) != 1:
        faults.append(f"{len(catalogues)} catalogues")
    for kind, name, least, most, wanted in PROFILE:
        for thing in sorted(set(graph.subjects(RDF.type, kind))):
            values = list(graph.objects(thing, name))
            if len(values) < least or (most is not ANY and len(values) > most):
                faults.append(f"{thing} has {len(values)} {name}")
            faults.extend(f"{thing} {name}: {value!r} is not {wanted}" for value in values if not is_a(graph, value, wanted))
            tongues = [value.language for value in values if isinstance(value, Literal)]
            if len(set(tongues)) != len(tongues) and wanted == "text":
                faults.append(f"{thing} has two {name} in one language")
    for kind in NAMED:
        faults.extend(f"a {kind} has no name" for thing in graph.subjects(RDF.type, kind) if isinstance(thing, BNode))
    for part in {term for triple in graph for term in triple if isinstance(term, URIRef)}:
        if not re.match(r"^(https?://[^\s/]+|mailto:[^\s@]+@)[^\s<>\"{}|\\^`]*$", part):
            faults.append(f"{part} is no absolute address")
    # Every thing that is described hangs on the catalogue.
    reached, waiting = set(), list(catalogues)
    while waiting:
        thing = waiting.pop()
        if thing in reached:
            continue
        reached.add(thing)
        waiting.extend(graph.objects(thing))
    faults.extend(f"{thing} hangs on nothing" for thing in set(graph.subjects()) - reached)
    if faults:
        raise ValueError("; ".join(faults))


def one(graph, thing, name):
    values = sorted(str(value) for value in graph.objects(thing, name))
    return values[0] if len(values) == 1 else values or None


def catalogue(body):
    graph = Graph().parse(data=body, format="xml")
    held_to_the_profile(graph)
    catalogue_at = next(graph.subjects(RDF.type, DCAT.Catalog))
    datasets = []
    for at in sorted(graph.objects(catalogue_at, DCAT.dataset)):
        parts = []
        for part in sorted(graph.objects(at, DCAT.distribution)):
            parts.append({
                "format": one(graph, part, DCTERMS["format"]), "access": one(graph, part, DCAT.accessURL),
                "downloads": sorted(str(value) for value in graph.objects(part, DCAT.downloadURL)),
                "licence": one(graph, part, DCTERMS.license), "service": one(graph, part, DCAT.accessService)})
        titles = {value.language: str(value) for value in graph.objects(at, DCTERMS.title)}
        publisher = graph.value(at, DCTERMS.publisher)
        datasets.append({
            "id": str(at), "title": titles, "publisher": one(graph, publisher, FOAF.name), "distributions": parts,
            "contact": one(graph, at, DCAT.contactPoint), "page": one(graph, at, DCAT.landingPage)})
    services = [{"endpoint": one(graph, at, DCAT.endpointURL), "description": one(graph, at, DCAT.endpointDescription)}
                for at in sorted(graph.subjects(RDF.type, DCAT.DataService))]
    return {
        "publisher": one(graph, graph.value(catalogue_at, DCTERMS.publisher), FOAF.name),
        "licence": one(graph, catalogue_at, DCTERMS.license), "datasets": datasets, "services": services,
        "emails": sorted(str(value) for value in graph.objects(None, VCARD.hasEmail))}


class Scripts(HTMLParser):
    """The script elements of a page: their types, and what stands within them."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.found = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.inside = True
            self.found.append([dict(attrs).get("type"), ""])

    def handle_endtag(self, tag):
        if tag == "script":
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found[-1][1] += data


def strict(text):
    def once(pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise ValueError(f"a name stands twice among {names}")
        return dict(pairs)

    def no_number(word):
        raise ValueError(f"{word} is no JSON")

    return json.loads(text, object_pairs_hook=once, parse_constant=no_number)


def linked(text):
    """JSON-LD: as it stands, and each triple of it. A term without a meaning is none, so it must have been given one."""
    told = strict(text)

    def no_remote(context):
        if isinstance(context, str):
            raise ValueError(f"it needs {context} from elsewhere")
        for part in context if isinstance(context, list) else []:
            no_remote(part)

    no_remote(told.get("@context"))
    graph = Graph().parse(data=text, format="json-ld")
    for _, name, value in graph:
        if isinstance(value, Literal) and value.datatype and value.ill_typed:
            raise ValueError(f"{name}: {value} is no {value.datatype}")
    triples = sorted([str(s) if isinstance(s, URIRef) else "_", str(p), str(o) if not isinstance(o, BNode) else "_"]
                     for s, p, o in graph)
    return {"told": told, "triples": triples}


def page(body):
    scripts = Scripts()
    scripts.feed(body.decode())
    scripts.close()
    kinds = [kind for kind, _ in scripts.found]
    if kinds != ["application/ld+json"]:
        raise ValueError(f"script elements: {kinds}")
    return linked(scripts.found[0][1])


def main(base, paths):
    told = {}
    for path in paths:
        with urllib.request.urlopen(base + path) as answer:
            body, kind = answer.read(), answer.headers.get_content_type()
        told[path] = {
            "application/rdf+xml": catalogue,
            "application/ld+json": lambda body: linked(body.decode()),
            "text/html": page,
        }[kind](body)
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
