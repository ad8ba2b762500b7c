"""Box: developer tokens, access tokens and the secrets of apps.

https://developer.box.com/guides/authentication/tokens/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, TELLING, made, named, not_hex, one

API_TOKEN = one("box-api-token", "Box token or client secret")

_API_TOKEN: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_TOKEN,
        rf"(?<![A-Za-z])box{TELLING}",
        r"[A-Za-z0-9]{32}",
        ("box",),
        (
            (f"BOX_DEVELOPER_TOKEN={_API_TOKEN}", _API_TOKEN),
            (f"export BOX_DEVELOPER_TOKEN='{_API_TOKEN}'", _API_TOKEN),
        ),
        (
            f"BOX_DEVELOPER_TOKEN={_API_TOKEN}0",
            f"BOX_DEVELOPER_TOKEN={'x' * len(_API_TOKEN)}",
            f"checksum={_API_TOKEN}",
            f"box_id={_API_TOKEN}",
            f"SANDBOX_TOKEN={_API_TOKEN}",
            "BOX_CACHE_KEY=" + made(HEX, 32),
        ),
        prefilter=r"box[\w.\- ]{0,24}(?:token|key|secret|passw|pwd|_pw|auth|cred|_pat)",
        check=not_hex("token"),
    ),
)
