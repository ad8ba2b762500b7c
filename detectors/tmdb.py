"""The Movie Database's API keys.

https://developer.themoviedb.org/docs/authentication-application
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("tmdb-api-key", "TMDB API key", part="key")

_KEY: Final = made(HEX, 32, "tmdb-api-key")

DETECTORS = (
    secretive(
        KEY,
        "tmdb|the[-_]?movie[-_]?db",
        hexes(32),
        (
            "tmdb",
            "themoviedb",
            "the_movie_db",
            "the-movie-db",
            "the_moviedb",
            "themovie_db",
            "the-moviedb",
            "themovie-db",
        ),
        ((f"TMDB_API_KEY={_KEY}", _KEY), (f'"tmdb_api_key": "{_KEY}"', _KEY)),
        (
            f"TMDB_API_KEY={_KEY}0x",
            f"TMDB_API_KEY={_KEY[:-8]}",
            f"tmdb_commit={_KEY}",
            "TMDB_API_KEY=your_tmdb_key_goes_here_1",
        ),
    ),
)
