#!/usr/bin/env python3
"""Keeps a copy of the decisions that a Paragraf service has made public.

    client.py follow --service https://paragraf.example --organisation my-association copy.db
    client.py dump copy.db

`follow` takes a snapshot the first time, then goes on from the cursor, for ever or, with --once, until it has caught up.
It may be cut off at any point, here or at the service: rows and cursor are stored together, so that it goes on from the
last change that it stored. With --concerns it keeps what concerns an organisation, of whatever association.
`dump` prints the copy, a decision a line.

Standard library only; docs/sync.md explains the loop.
"""

import argparse
import http.client
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = "/paragraf/v1"
WAIT = 30
PATIENCE = 60
LONGEST_PAUSE = 60


class CutOff(Exception):
    """An answer that ended before its last line."""


class Gone(Exception):
    """The service refused the question itself: asking again will not help."""


def ask(service, path, query):
    """The body of an answer, whole."""
    address = f"{service}{ROOT}{path}?{urllib.parse.urlencode(query)}"
    request = urllib.request.Request(address, headers={"User-Agent": "paragraf-copy"})
    token = os.environ.get("PARAGRAF_TOKEN")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        if error.code in (408, 429) or error.code >= 500:
            raise
        raise Gone(f"{error.code} from {address}: {error.read(500).decode(errors='replace')}")


def rows(service, query):
    """The decisions of a question, and the cursor that goes with them."""
    lines = [json.loads(line) for line in ask(service, "/decisions.ndjson", query).splitlines()]
    if not lines or lines[0].get("type") != "start" or lines[-1].get("type") != "end":
        raise CutOff("no last line")
    decisions = lines[1:-1]
    if len(decisions) != lines[-1]["decisions"]:
        raise CutOff("lines are missing")
    return decisions, lines[0]["cursor"]


class Copy:
    """The decisions on disk, with the cursor that they stand for."""

    def __init__(self, path):
        self.database = sqlite3.connect(path)
        self.database.executescript(
            """
            CREATE TABLE IF NOT EXISTS decision (id TEXT PRIMARY KEY, meeting TEXT NOT NULL, row TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS decision_meeting ON decision (meeting);
            CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL);
            """
        )

    def cursor(self):
        held = self.database.execute("SELECT value FROM cursor").fetchone()
        return held and held[0]

    def store(self, decisions, cursor, of_meetings=None):
        """Puts decisions in place of those of the same meetings, or of all, and moves the cursor: both or neither."""
        with self.database:
            if of_meetings is None:
                self.database.execute("DELETE FROM decision")
            else:
                self.database.executemany("DELETE FROM decision WHERE meeting = ?", [(held,) for held in of_meetings])
            self.database.executemany(
                "INSERT OR REPLACE INTO decision VALUES (?, ?, ?)",
                [(held["id"], held["meeting"], canonical(held)) for held in decisions],
            )
            self.database.execute("INSERT OR REPLACE INTO cursor VALUES (1, ?)", (cursor,))

    def dump(self):
        return [row for (row,) in self.database.execute("SELECT row FROM decision ORDER BY id")]


def canonical(decision):
    return json.dumps(decision, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def step(service, query, copy, wait):
    """Takes the next page of changes into the copy; how many there were."""
    cursor = copy.cursor()
    if cursor is None:
        copy.store(*rows(service, query))
        return 1
    asked = {**query, "cursor": cursor, "limit": 200, "wait": wait}
    changes = json.loads(ask(service, "/changes", asked))["nodes"]
    if not changes:
        return 0
    subjects = [change["subject"] for change in changes if change["subject"]]
    if any(subject["type"] == "ORGANISATION" for subject in subjects):
        # A register says whose names are hidden and who is a member: any row of the organisation may be another now.
        copy.store(*rows(service, query))
        return len(changes)
    # What a meeting holds now is asked for once, however often it changed. A recalled one holds nothing: it is erased.
    meetings = sorted({subject["id"] for subject in subjects})
    fresh = []
    for meeting in meetings:
        fresh += rows(service, {**query, "meeting": meeting})[0]
    copy.store(fresh, changes[-1]["cursor"], of_meetings=meetings)
    return len(changes)


def follow(service, query, copy, once):
    pause = 1
    while True:
        try:
            found = step(service, query, copy, 0 if once else WAIT)
        except (OSError, http.client.HTTPException, ValueError, CutOff) as error:
            print(f"again in {pause} s: {error}", file=sys.stderr)
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = 1
        if once and not found:
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    following = commands.add_parser("follow")
    following.add_argument("--service", required=True)
    following.add_argument("--organisation")
    following.add_argument("--concerns")
    following.add_argument("--once", action="store_true")
    following.add_argument("copy")
    commands.add_parser("dump").add_argument("copy")
    said = parser.parse_args()
    copy = Copy(said.copy)
    if said.command == "dump":
        print("\n".join(copy.dump()))
        return
    query = {"organisation": said.organisation, "concerns": said.concerns}
    query = {name: value for name, value in query.items() if value}
    try:
        follow(said.service.rstrip("/"), query, copy, said.once)
    except Gone as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
