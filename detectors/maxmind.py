"""MaxMind's license keys: today's end in `_mmk`, those of before are sixteen letters.

https://support.maxmind.com/hc/en-us/articles/4407111582235-Generate-a-License-Key
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one, prefixed

KEY = one("maxmind-license-key", "MaxMind license key", part="key")

_KEY: Final = made(ALNUM, 6) + "_" + made(ALNUM, 29) + "_mmk"
_OLD: Final = "a1" + made(ALNUM, 14)

DETECTORS = (
    prefixed(
        KEY,
        "[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk",
        ("_mmk",),
        (
            (f"MAXMIND_LICENSE_KEY={_KEY}", _KEY),
            (f"LicenseKey {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"x{_KEY}a",
            "a_mmk",
        ),
    ),
    named(
        KEY,
        "maxmind|geoip(?:update)?",
        r"(?=[A-Za-z]{0,15}\d)[A-Za-z0-9]{16}",
        (
            "maxmind",
            "geoip",
        ),
        (
            (f"MAXMIND_LICENSE_KEY={_OLD}", _OLD),
            (f"GEOIPUPDATE_LICENSE_KEY={_OLD}", _OLD),
        ),
        (
            f"MAXMIND_LICENSE_KEY={_OLD}0",
            f"maxmind_account: {_OLD}",
            "MAXMIND_LICENSE_KEY=YourLicenseKeyXY",
        ),
        common=True,
        least=3.0,
    ),
)
