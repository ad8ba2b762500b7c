"""Sauce Labs' access keys.

https://docs.saucelabs.com/dev/test-configuration-options/
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

KEY = one("sauce-labs-access-key", "Sauce Labs access key", part="key")

_KEY: Final = made_uuid("sauce-labs-access-key")

DETECTORS = (
    secretive(
        KEY,
        "sauce",
        UUID,
        ("sauce",),
        ((f"SAUCE_ACCESS_KEY={_KEY}", _KEY), (f'"sauce_access_key": "{_KEY}"', _KEY)),
        (
            f"SAUCE_ACCESS_KEY={_KEY}0x",
            f"SAUCE_ACCESS_KEY={_KEY[:-9]}",
            f"sauce_commit={_KEY}",
            "SAUCE_ACCESS_KEY=your_sauce_key_goes_here_1",
        ),
    ),
)
