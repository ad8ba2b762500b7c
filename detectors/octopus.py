"""Octopus Deploy's API keys.

https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UPPER, made, one, prefixed

KEY = one("octopus-api-key", "Octopus Deploy API key", part="key")

_KEY: Final = "API-" + made(UPPER, 26)

DETECTORS = (
    prefixed(
        KEY,
        "API-(?=[A-Z]{0,26}[0-9])[A-Z0-9]{25,27}",
        ("api-",),
        (
            (f'octopus_api_token = "{_KEY}"', _KEY),
            (f"OCTOPUS_CLI_API_KEY={_KEY}", _KEY),
        ),
        (
            _KEY[:20],
            f"{_KEY}ABCD",
            f"GSS{_KEY}",
            "API-" + made(HEX, 26),
            f"API-{'X' * 26}",
            "GSSAPI-VIRHEKAPSELOINTIMERKKIJONO",
            "API-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ),
        prefilter="api-[A-Z0-9]{25,27}",
        least=3.4,
    ),
)
