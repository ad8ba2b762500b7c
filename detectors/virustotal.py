"""VirusTotal's API keys.

https://docs.virustotal.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("virustotal-api-key", "VirusTotal API key", part="key")

_KEY: Final = made(HEX, 64, "virustotal-api-key")

DETECTORS = (
    secretive(
        KEY,
        "virus[-_]?total|vt[-_]api",
        hexes(64),
        ("virustotal", "virus_total", "virus-total", "vt_api", "vt-api"),
        ((f"VIRUSTOTAL_API_KEY={_KEY}", _KEY), (f'"virustotal_api_key": "{_KEY}"', _KEY)),
        (
            f"VIRUSTOTAL_API_KEY={_KEY}0x",
            f"VIRUSTOTAL_API_KEY={_KEY[:-16]}",
            f"virustotal_commit={_KEY}",
            "VIRUSTOTAL_API_KEY=your_virustotal_key_goes_here_1",
        ),
    ),
)
