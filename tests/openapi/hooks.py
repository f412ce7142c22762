"""What the description cannot say of what may be asked: how a cursor is made, and what a file is."""

import base64

import schemathesis
from hypothesis import strategies as st


def cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


# The form that every list takes; where there is no such place, nothing comes after it.
places = st.integers(min_value=0, max_value=10**9).map(str)
schemathesis.openapi.format("cursor", places.map(cursor))


@schemathesis.serializer(
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
def as_it_is(context, value):
    return str(value).encode(errors="replace")


@schemathesis.hook
def map_query(context, query):
    """Nobody waits here, and no stream goes on: tests/tests/e2e/sync.rs does both."""
    path = context.operation.path
    if path == "/changes" and is_number((query or {}).get("wait")):
        return {**query, "wait": 0}
    if path == "/changes/stream" and is_number((query or {}).get("lasts", 0)):
        return {**(query or {}), "lasts": 0}
    return query


def is_number(value) -> bool:
    return str(value).isascii() and str(value).isdigit()
