"""DryRun Security's API keys.

https://docs.dryrun.security/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("dryrunsecurity-api-key", "DryRun Security API key", part="key")

_KEY: Final = "dryrunsec_" + made(ALNUM, 32)

DETECTORS = (
    prefixed(
        KEY,
        r"dryrunsec_[A-Za-z0-9]{32}",
        ("dryrunsec_",),
        ((f"DRYRUN_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}"),
    ),
)
