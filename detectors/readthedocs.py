"""Read the Docs' API tokens.

https://docs.readthedocs.com/platform/stable/api/v3.html
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("readthedocs-api-token", "Read the Docs API token")

_TOKEN: Final = made(HEX, 40, "readthedocs-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "read[-_]?the[-_]?docs|rtd[-_]?(?:api|token)",
        hexes(40),
        (
            "readthedocs",
            "read_the_docs",
            "read-the-docs",
            "rtd_token",
            "rtd_api",
            "rtd-api",
            "rtd-token",
            "rtdtoken",
            "rtdapi",
        ),
        ((f"READTHEDOCS_API_TOKEN={_TOKEN}", _TOKEN), (f'"readthedocs_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"READTHEDOCS_API_TOKEN={_TOKEN}0x",
            f"READTHEDOCS_API_TOKEN={_TOKEN[:-10]}",
            f"readthedocs_commit={_TOKEN}",
            "READTHEDOCS_API_TOKEN=your_readthedocs_key_goes_here_1",
        ),
    ),
)
