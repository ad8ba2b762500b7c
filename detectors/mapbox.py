"""Mapbox's tokens: secret (sk), temporary (tk) and public (pk). The middle is JSON with the account's name.

https://docs.mapbox.com/api/guides/#access-tokens-and-token-scopes
"""

from __future__ import annotations

import base64
from typing import Final

from .forms import LOWER, URL_SAFE, made, named, one, prefixed

SECRET = one("mapbox-secret-token", "Mapbox secret access token")
TEMPORARY = one("mapbox-temporary-token", "Mapbox temporary access token")
PUBLIC = one("mapbox-public-token", "Mapbox public access token")

_SAID: Final = base64.urlsafe_b64encode(f'{{"u":"acme","a":"{made(LOWER, 25)}"}}'.encode()).decode().rstrip("=")
_REST: Final = f"{_SAID}.{made(URL_SAFE, 22)}"
_OLD: Final = f"pk.{made(LOWER, 60)}.{made(LOWER, 22)}"


def _pattern(kind: str) -> str:
    return rf"{kind}\.eyJ1Ijoi[A-Za-z0-9_\-]{{16,200}}\.[A-Za-z0-9_\-]{{22}}"


DETECTORS = (
    *(
        prefixed(
            kind,
            _pattern(begins),
            (f"{begins}.eyj1ijoi",),
            (
                (f"MAPBOX_ACCESS_TOKEN={begins}.{_REST}", f"{begins}.{_REST}"),
                (f"mapboxgl.accessToken = '{begins}.{_REST}';", f"{begins}.{_REST}"),
            ),
            (f"{begins}.{_REST[:-1]}", f"ri{begins}.{_REST}", f"{begins}.eyJ1Ijoi"),
        )
        for kind, begins in ((SECRET, "sk"), (TEMPORARY, "tk"), (PUBLIC, "pk"))
    ),
    named(
        PUBLIC,
        "map[-_]?box",
        r"pk\.(?!eyJ1Ijoi)[A-Za-z0-9]{60}\.[A-Za-z0-9]{22}",
        ("mapbox", "map-box", "map_box"),
        ((f'mapboxToken = "{_OLD}"', _OLD),),
        (_OLD, f'mapboxToken = "{_OLD}0"'),
    ),
)
