"""The New York Times' API keys.

https://developer.nytimes.com/get-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one, queried

KEY = one("nytimes-api-key", "New York Times API key", part="key")

_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        KEY,
        "ny[-_]?times|new[-_ ]?york[-_ ]?times|nyt",
        r"[A-Za-z0-9=_\-]{32}",
        (
            "nytimes",
            "ny-times",
            "ny_times",
            "newyorktimes",
            "new-york-times",
            "new_york_times",
            "new york times",
            "nyt",
        ),
        (
            (f"NYTIMES_API_KEY={_KEY}", _KEY),
            (f'newYorkTimesKey: "{_KEY}"', _KEY),
        ),
        (
            f"NYTIMES_API_KEY={_KEY}0",
            f"nytimes_id: {_KEY}",
            f"anytimeKey: {_KEY}",
        ),
        common=True,
        built=False,
    ),
    queried(
        KEY,
        r"api\.nytimes\.com",
        "[A-Za-z0-9]{32}",
        ("api.nytimes.com",),
        ((f"https://api.nytimes.com/svc/books/v3/lists.json?api-key={_KEY}", _KEY),),
        (f"https://api.nytimes.com/svc/{_KEY}",),
    ),
)
