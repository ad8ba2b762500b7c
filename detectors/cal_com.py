"""Cal.com: the API key of a user.

https://cal.com/docs/api-reference/v2/introduction
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

API_KEY = one("cal-com-api-key", "Cal.com API key", part="key")

_API_KEY: Final = "cal_live_" + made(HEX, 32)

DETECTORS = (
    prefixed(
        API_KEY,
        r"cal_(?:live_|test_)?[A-Za-z0-9]{32}",
        ("cal_",),
        (
            (f"CAL_API_KEY={_API_KEY}", _API_KEY),
            (f"curl -u {_API_KEY}: https://localhost/", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"cal_live_{'x' * (len(_API_KEY) - 9)}",
        ),
        prefilter=r"cal_(?:live_|test_)?[A-Za-z0-9]{32}",
    ),
)
