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
def before_call(context, case, kwargs):
    """Nobody waits here, and no stream goes on: tests/tests/e2e/sync.rs does both."""
    for path, name in (("/changes", "wait"), ("/changes/stream", "lasts")):
        if case.operation.path == path and is_number(case.query.get(name, 900)):
            case.query[name] = 0


def is_number(value) -> bool:
    return str(value).isascii() and str(value).isdigit()
