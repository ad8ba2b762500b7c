"""The Hex package manager's keys: 32 hexadecimal digits, told by their name only.

https://hex.pm/docs/private
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("hexpm-api-key", "Hex package manager key", part="key")

_WORDS: Final = r"hexpm|hex\.pm|hex[_.](?:organization|api)(?=[_ ]?(?:auth|key))"
_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        KEY,
        rf"(?:{keyed(_WORDS)}|hex\.organization[ \t]auth[ \t][\w\-]{{1,60}}[ \t]--key)",
        r"[a-f0-9]{32}",
        ("hexpm", "hex.pm", "hex_", "hex."),
        ((f"HEX_API_KEY={_KEY}", _KEY), (f"mix hex.organization auth acme --key {_KEY}", _KEY)),
        (f"HEX_API_KEY={_KEY}0", f"hex build {_KEY}", f"HEX_API_KEY={'0' * len(_KEY)}", f"CHECKSUM={_KEY}"),
        prefilter=r"hexpm|hex\.pm|hex[_.](?:organization|api)",
    ),
)
