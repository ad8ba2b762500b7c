"""AgentMail's API keys, which its name stands beside; some name the region.

https://docs.agentmail.to/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

KEY = one("agentmail-api-key", "AgentMail API key", part="key")

_KEY: Final = "am_" + made(HEX, 64, "agentmail")
_EU: Final = "am_eu_" + made(HEX, 64, "agentmail-eu")

DETECTORS = (
    prefixed(
        KEY,
        r"am_(?:us_|eu_)?" + hexes(64),
        ("agentmail",),
        (
            (f"AGENTMAIL_API_KEY={_KEY}", _KEY),
            (f'AgentMail(api_key="{_EU}")', _EU),
        ),
        (
            f"AGENTMAIL_API_KEY={_KEY[:-1]}",
            f"AGENTMAIL_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "AGENTMAIL_API_KEY=am_" + "0" * 64,
        ),
        least=3.2,
        near="agentmail",
    ),
)
