"""Apollo: the keys of a graph in GraphOS, and API keys of the sales tool of that name.

https://www.apollographql.com/docs/graphos/platform/access-management/api-keys and https://docs.apollo.io/docs/create-api-key
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, UUID, has_digits, made, named, one, prefixed

GRAPH_KEY = one("apollo-graph-key", "Apollo GraphOS key", part="key")
API_KEY = one("apollo-api-key", "Apollo.io API key", part="key")

_GRAPH_KEY: Final = "service:shop-graph:" + made(ALNUM, 22)
_API_KEY: Final = made(ALNUM, 22)

DETECTORS = (
    prefixed(
        GRAPH_KEY,
        rf"(?:service|user):[A-Za-z0-9_.\-]{{2,64}}:(?:[A-Za-z0-9_\-]{{22}}|{UUID})",
        (
            "service:",
            "user:",
        ),
        (
            (f"APOLLO_KEY={_GRAPH_KEY}", _GRAPH_KEY),
            (f'client = Client("{_GRAPH_KEY}")', _GRAPH_KEY),
        ),
        (
            _GRAPH_KEY[:-1],
            f"{_GRAPH_KEY}0",
            "service:shop-graph:a-name-of-22--letters",
            "service:shop:" + "a" * 22,
        ),
        prefilter=r"(?:service|user):[A-Za-z0-9_.\-]{2,64}:[A-Za-z0-9_\-]{22}",
        check=has_digits("key"),
    ),
    named(
        API_KEY,
        rf"apollo[-_.]?io{TELLING}",
        r"[A-Za-z0-9_\-]{22}",
        ("apollo",),
        (
            (f"APOLLO_IO_API_KEY={_API_KEY}", _API_KEY),
            (f"apollo_io_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"APOLLO_IO_API_KEY={_API_KEY}0",
            f"APOLLO_IO_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"apollo_id={_API_KEY}",
        ),
        prefilter=r"apollo[\-_.]?io",
    ),
)
