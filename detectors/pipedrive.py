"""Pipedrive's API tokens.

https://pipedrive.readme.io/docs/core-api-concepts-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one, queried

TOKEN = one("pipedrive-api-token", "Pipedrive API token")

_TOKEN: Final = made(HEX, 40)

DETECTORS = (
    named(
        TOKEN,
        "pipedrive",
        "[0-9a-f]{40}",
        ("pipedrive",),
        (
            (f"PIPEDRIVE_API_TOKEN={_TOKEN}", _TOKEN),
            (f'pipedriveToken: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"PIPEDRIVE_API_TOKEN={_TOKEN}0",
            f"pipedrive at commit {_TOKEN}",
        ),
        common=True,
    ),
    queried(
        TOKEN,
        r"\.pipedrive\.com",
        "[0-9a-f]{40}",
        (".pipedrive.com",),
        ((f"https://acme.pipedrive.com/api/v1/deals?api_token={_TOKEN}", _TOKEN),),
        (f"https://acme.pipedrive.com/{_TOKEN}",),
    ),
)
