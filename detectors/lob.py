"""Lob's API keys, and the publishable ones, which verify addresses.

https://docs.lob.com/#tag/Authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

KEY = one("lob-api-key", "Lob API key", part="key")
PUBLISHABLE = one("lob-publishable-key", "Lob publishable key", part="key")

_KEY: Final = "live_" + made(HEX, 35)
_PUBLISHABLE: Final = "test_pub_" + made(HEX, 31)

DETECTORS = (
    named(
        KEY,
        "lob",
        "(?:live|test)_[0-9a-f]{35}",
        ("lob",),
        (
            (f"LOB_API_KEY={_KEY}", _KEY),
            (f'lobToken = "{_KEY}"', _KEY),
            (f'const lob = new Lob("{_KEY}")', _KEY),
            (f'client := lob.NewLobClient("{_KEY}")', _KEY),
        ),
        (
            f"LOB_API_KEY={_KEY}0",
            f"KEY={_KEY}",
            f'blob_key = "{_KEY}"',
            f'new Lobby("{_KEY}")',
            f'new Blob("{_KEY}")',
        ),
        common=True,
    ),
    named(
        PUBLISHABLE,
        "lob",
        "(?:live|test)_pub_[0-9a-f]{31}",
        ("lob",),
        (
            (f"LOB_PUB_API_KEY={_PUBLISHABLE}", _PUBLISHABLE),
            (f'lobToken = "{_PUBLISHABLE}"', _PUBLISHABLE),
        ),
        (
            f"LOB_PUB_API_KEY={_PUBLISHABLE}0",
            f"KEY={_PUBLISHABLE}",
        ),
        common=True,
    ),
    # What its client is made with: a user's name, without a password.
    named(
        KEY,
        r"(?<![A-Za-z0-9])lob\w{0,16}\s{0,4}[.=]\s{0,4}(?:new[ ])?Configuration\(\{?\s{0,16}username",
        "(?:live|test)_[0-9a-f]{35}",
        ("lob",),
        (
            (f"const lob = new Configuration({{ username: '{_KEY}' }})", _KEY),
            (f'lob_python.Configuration(username="{_KEY}")', _KEY),
        ),
        (
            f"const blob = new Configuration({{ username: '{_KEY}' }})",
            f"const lob = new Configuration({{ username: '{_KEY}0' }})",
            f"const lob = new Configuration({{ id: '{_KEY}' }})",
        ),
        prefilter=r"lob\w{0,16}\s{0,4}[.=]\s{0,4}(?:new[ ])?configuration\(",
    ),
)
