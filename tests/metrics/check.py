"""Reads the metrics of a running service with the parsers of the Python client of Prometheus, in both texts, and tells
what they hold.

usage: check.py BASE    one JSON object: by name and labels, the value; exit 1 where something does not parse as it must
"""

import json
import sys
import urllib.request

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain

KINDS = {"counter", "gauge", "histogram", "info"}


def read(base, accept, media_type, parse):
    request = urllib.request.Request(base + "/metrics", headers={"accept": accept})
    with urllib.request.urlopen(request) as answer:
        if not answer.headers["content-type"].startswith(media_type):
            raise ValueError(f"it is {answer.headers['content-type']}")
        text = answer.read().decode("utf-8")
    told, kinds = {}, {}
    for family in parse(text):
        if not family.name.startswith("paragraf_") or not family.documentation:
            raise ValueError(f"{family.name}: strange, or not described")
        if family.type not in KINDS:
            raise ValueError(f"{family.name} is {family.type}")
        kinds[family.name] = family.type
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            name = f"{sample.name}{{{labels}}}" if labels else sample.name
            if name in told:
                raise ValueError(f"{name} is told twice")
            told[name] = sample.value
    return told, kinds


def main(base):
    older, kinds = read(base, "*/*", "text/plain; version=0.0.4", plain)
    newer, others = read(
        base, "application/openmetrics-text;version=1.0.0", "application/openmetrics-text; version=1.0.0", openmetrics)
    # The two texts tell of the same; looking is counted too, and time goes on.
    missing = {name for name in older if name not in newer and "_bucket" not in name}
    if missing:
        raise ValueError(f"only in the older text: {missing}")
    counters = {name for name, kind in kinds.items() if kind == "counter"}
    if counters != {name for name, kind in others.items() if kind == "counter"}:
        raise ValueError("a counter is none in the other text")
    json.dump(newer, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
