"""Reads feeds and calendars of a running service with parsers that are not ours, and tells what they hold.

usage: check.py BASE PATH...    one JSON object, by path; exit 1 where something does not parse as it must
"""

import json
import sys
import urllib.request
from datetime import datetime
from xml.etree import ElementTree

import feedparser
import icalendar


def fetched(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read(), answer.headers


def atom(body, headers):
    told = feedparser.parse(body, response_headers={"content-type": headers["content-type"]})
    if told.bozo:
        raise ValueError(told.bozo_exception)
    if told.version != "atom10":
        raise ValueError(f"it is {told.version}")
    for entry in told.entries:
        for name in ("id", "title", "updated_parsed", "link"):
            if not entry.get(name):
                raise ValueError(f"an entry without {name}")
    ids = [entry.id for entry in told.entries]
    if len(set(ids)) != len(ids):
        raise ValueError("two entries have the same id")
    links = {link.rel: link.href for link in told.feed.links}
    return {"title": told.feed.title, "self": links.get("self"), "entries": [
        {"id": e.id, "title": e.title, "link": e.link, "text": e.content[0].value} for e in told.entries]}


def json_feed(body, headers):
    told = json.loads(body)
    if told["version"] != "https://jsonfeed.org/version/1.1":
        raise ValueError("no JSON Feed 1.1")
    for item in told["items"]:
        datetime.fromisoformat(item["date_modified"].replace("Z", "+00:00"))
    return {"title": told["title"], "self": told["feed_url"], "entries": [
        {"id": i["id"], "title": i["title"], "link": i["url"], "text": i["content_text"]} for i in told["items"]]}


def calendar(body, headers):
    told = icalendar.Calendar.from_ical(body)
    if not told.walk("VTIMEZONE"):
        raise ValueError("no zone")
    events = []
    for event in told.walk("VEVENT"):
        if event.errors:
            raise ValueError(event.errors)
        start = event.decoded("DTSTART")
        events.append({
            "uid": str(event["UID"]), "summary": str(event["SUMMARY"]), "status": str(event["STATUS"]),
            "sequence": int(event["SEQUENCE"]), "start": start.isoformat(),
            "end": event.decoded("DTEND").isoformat() if "DTEND" in event else None,
            "location": str(event.get("LOCATION", "")) or None, "url": str(event["URL"])})
    return {"name": str(told.get("X-WR-CALNAME") or told.get("NAME")), "events": events}


def plain_xml(body, headers):
    """Any other XML: the name of its root, the texts of its leaves, and the addresses that it gives as templates."""
    root = ElementTree.fromstring(body)
    leaves = [part.text for part in root.iter() if len(part) == 0 and part.text]
    templates = [part.get("template") for part in root.iter() if part.get("template")]
    return {"root": root.tag, "leaves": leaves, "templates": templates}


READERS = {"atom": atom, "json": json_feed, "ics": calendar, "xml": plain_xml}


def main(base, paths):
    told = {}
    for path in paths:
        body, headers = fetched(base + path)
        name = path.split("?")[0]
        told[path] = READERS[name.rsplit(".", 1)[1]](body, headers)
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
