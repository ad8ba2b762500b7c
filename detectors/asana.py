"""Asana: personal access tokens, which name their user, and the secrets of OAuth apps.

https://developers.asana.com/docs/personal-access-token
"""

from __future__ import annotations

from typing import Final

from .forms import DIGITS, HEX, LOWER, TELLING, made, named, one, prefixed

PERSONAL_ACCESS_TOKEN = one("asana-personal-access-token", "Asana personal access token")
CLIENT_SECRET = one("asana-client-secret", "Asana client secret", part="secret")

_PERSONAL_ACCESS_TOKEN: Final = "2/" + made(DIGITS, 16) + "/" + made(DIGITS, 16, "id") + ":" + made(HEX, 32)
_CLIENT_SECRET: Final = made(LOWER, 32)

DETECTORS = (
    prefixed(
        PERSONAL_ACCESS_TOKEN,
        r"[0-2]/[0-9]{12,20}(?:/[0-9]{12,20})?:[a-f0-9]{32}",
        ("/",),
        (
            (f"ASANA_PAT={_PERSONAL_ACCESS_TOKEN}", _PERSONAL_ACCESS_TOKEN),
            (f"Authorization: Bearer {_PERSONAL_ACCESS_TOKEN}", _PERSONAL_ACCESS_TOKEN),
        ),
        (
            _PERSONAL_ACCESS_TOKEN[:-1],
            f"{_PERSONAL_ACCESS_TOKEN}0",
            _PERSONAL_ACCESS_TOKEN.replace(":", "/"),
        ),
        prefilter=r"[0-2]/[0-9]{12,20}(?:/[0-9]{12,20})?:[a-f0-9]{32}",
    ),
    named(
        CLIENT_SECRET,
        rf"asana{TELLING}",
        r"(?:0/[a-f0-9]{32}|[A-Za-z0-9]{32})",
        ("asana",),
        (
            (f"ASANA_CLIENT_SECRET={_CLIENT_SECRET}", _CLIENT_SECRET),
            (f'"asana_client_secret": "{_CLIENT_SECRET}"', _CLIENT_SECRET),
        ),
        (
            f"ASANA_CLIENT_SECRET={_CLIENT_SECRET}0",
            f"ASANA_CLIENT_SECRET={'x' * len(_CLIENT_SECRET)}",
            f"checksum={_CLIENT_SECRET}",
            f"asana_id={_CLIENT_SECRET}",
        ),
    ),
)
