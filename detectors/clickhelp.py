"""ClickHelp: the API key of an account.

https://clickhelp.com/software-documentation-tool/user-manual/api-authentication.html
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("clickhelp-api-key", "ClickHelp API key", part="key")

_API_KEY: Final = made(ALNUM, 24)

DETECTORS = (
    named(
        API_KEY,
        rf"clickhelp{TELLING}",
        r"[A-Za-z0-9]{24}",
        ("clickhelp",),
        (
            (f"CLICKHELP_API_KEY={_API_KEY}", _API_KEY),
            (f'clickhelp-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CLICKHELP_API_KEY={_API_KEY}0",
            f"CLICKHELP_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"clickhelp_id={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
