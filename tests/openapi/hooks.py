"""What the description cannot say of what may be asked: how a cursor is made, and that it takes the place of a page."""

import base64

import schemathesis
from hypothesis import strategies as st


def cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


# A cursor that the service did not give has nothing after it, as long as it has the form of one.
letters = st.text(alphabet="0123456789abcdef-/|", max_size=60)
schemathesis.openapi.format("cursor", letters.map(cursor))


@schemathesis.hook
def map_query(context, query):
    if query and "cursor" in query:
        query = {name: value for name, value in query.items() if name != "page"}
    return query
