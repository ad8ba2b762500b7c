"""Infisical's service tokens: an id, a secret for its API and a key that opens what it keeps.

https://infisical.com/docs/documentation/platform/token
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, made_uuid, one, prefixed

TOKEN = one("infisical-service-token", "Infisical service token")

_REST: Final = f"{made(HEX, 32, 'infisical')}.{made(HEX, 32, 'infisical-key')}"
_TOKEN: Final = f"st.{made_uuid('infisical')}.{_REST}"
_OLD: Final = f"st.{made(HEX, 24, 'infisical')}.{_REST}"

DETECTORS = (
    prefixed(
        TOKEN,
        rf"st\.(?:{UUID}|[0-9a-f]{{24}})\.[0-9a-f]{{32}}\.[0-9a-f]{{32}}",
        ("infisical",),
        ((f"INFISICAL_TOKEN={_TOKEN}", _TOKEN), (f"infisical run --token={_OLD} -- npm start", _OLD)),
        (
            f"INFISICAL_TOKEN={_TOKEN[:-1]}",
            f"INFISICAL_TOKEN={_TOKEN}0",
            f"infisical: te{_TOKEN}",
            f"TOKEN={_TOKEN}",
            f"INFISICAL_TOKEN=st.{made_uuid('infisical')}.{'0' * 32}.{'0' * 32}",
        ),
        least=3.4,
        near="infisical",
    ),
)
