"""Spotify's client secrets, and the id that one works with.

https://developer.spotify.com/documentation/web-api/concepts/apps
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, assignment, made, named
from .secretive import hexes

SECRET = CredentialType(
    name="spotify-client-secret",
    title="Spotify client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(HEX, 32, "spotify")
_ID: Final = made(HEX, 32, "client")
_WORD: Final = r"(?:spotify|spotipy)[\w.\-]{0,16}secret"

DETECTORS = (
    named(
        SECRET,
        _WORD,
        hexes(32),
        ("spotify", "spotipy"),
        (
            (f"SPOTIPY_CLIENT_ID={_ID}\nSPOTIPY_CLIENT_SECRET={_SECRET}", _SECRET),
            (f'spotifyClientSecret: "{_SECRET}"', _SECRET),
        ),
        (f"SPOTIFY_CLIENT_ID={_ID}", f"SPOTIFY_CLIENT_SECRET={_SECRET}0", "SPOTIFY_CLIENT_SECRET=your-client-secret"),
        companions=(("client_id", assignment("client_id", r"client[-_]?id", r"[0-9a-f]{32}")),),
        prefilter=_WORD,
    ),
)
