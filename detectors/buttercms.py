"""ButterCMS: the tokens that read and write what an account holds.

https://buttercms.com/docs/api/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_TOKEN = one("buttercms-api-token", "ButterCMS API token")

_API_TOKEN: Final = made(HEX, 40)

DETECTORS = (
    named(
        API_TOKEN,
        rf"butter(?:cms|[-_. ]?cms)?{TELLING}",
        r"[a-f0-9]{40}",
        ("butter",),
        (
            (f"BUTTERCMS_API_TOKEN={_API_TOKEN}", _API_TOKEN),
            (f'buttercms-api-token := "{_API_TOKEN}"', _API_TOKEN),
        ),
        (
            f"BUTTERCMS_API_TOKEN={_API_TOKEN}0",
            f"BUTTERCMS_API_TOKEN={'x' * len(_API_TOKEN)}",
            f"checksum={_API_TOKEN}",
        ),
        prefilter=r"butter[\w.\- ]{0,24}(?:token|key|secret|auth|cred|passw|pwd|_p)",
    ),
)
