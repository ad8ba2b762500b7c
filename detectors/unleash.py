"""Unleash's API tokens, of a project and an environment (or all), and personal access tokens.

    default:development.5f3c...    *:*.5f3c...    []:production.5f3c...    user:5f3c...

https://docs.getunleash.io/reference/api-tokens-and-client-keys
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

TOKEN = one("unleash-api-token", "Unleash API token")
PERSON = one("unleash-personal-access-token", "Unleash personal access token")

_DIGITS: Final = hexes(56) + r"(?!@|\.\w)"
_HEX: Final = made(HEX, 56, "unleash")
_TOKEN: Final = f"default:development.{_HEX}"
_ADMIN: Final = f"*:*.{_HEX}"
_PERSON: Final = f"user:{_HEX}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"(?<![/@.:])(?:\*|\[\]|[A-Za-z0-9][\w.\-]{0,60}):(?:\*|[A-Za-z0-9][\w\-]{0,60})\." + _DIGITS,
        ("unleash",),
        ((f"UNLEASH_API_TOKEN={_TOKEN}", _TOKEN), (f'unleash: {{"Authorization": "{_ADMIN}"}}', _ADMIN)),
        (
            f"UNLEASH_API_TOKEN={_TOKEN[:-8]}",
            f"UNLEASH_API_TOKEN={_HEX}",
            f"API_TOKEN={_TOKEN}",
            f"unleash/assets/{_TOKEN}",
            f"unleash.config:main.{_HEX}.js",
            f"UNLEASH_API_TOKEN=default:development.{'0' * 56}",
        ),
        least=3.2,
        near="unleash",
    ),
    prefixed(
        PERSON,
        r"(?<!/)user:" + _DIGITS,
        ("unleash",),
        (
            (f"UNLEASH_PAT={_PERSON}", _PERSON),
            (f"curl https://app.getunleash.io/api -H 'Authorization: {_PERSON}'", _PERSON),
        ),
        (
            f"UNLEASH_PAT={_PERSON[:-8]}",
            f"PAT={_PERSON}",
            f"postgres://{_PERSON}@db/unleash",
            f"UNLEASH_PAT=user:{'0' * 56}",
        ),
        least=3.2,
        near="unleash",
    ),
)
