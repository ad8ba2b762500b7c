"""Close: the API key of a user.

https://developer.close.com/topics/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

API_KEY = one("close-api-key", "Close API key", part="key")

_API_KEY: Final = "api_" + made(ALNUM, 22) + "." + made(ALNUM, 22, "b")

DETECTORS = (
    prefixed(
        API_KEY,
        r"api_[A-Za-z0-9]{22}\.[A-Za-z0-9]{22}",
        ("api_",),
        (
            (f"CLOSE_API_KEY={_API_KEY}", _API_KEY),
            (f"Authorization: Bearer {_API_KEY}", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            _API_KEY.replace(".", "_"),
        ),
        prefilter=r"api_[A-Za-z0-9]{22}\.[A-Za-z0-9]{22}",
    ),
)
