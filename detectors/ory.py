"""Ory Network's API keys, and the tokens that it issues.

https://www.ory.com/docs/concepts/personal-access-token
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, URL_SAFE, made, one, prefixed

KEY = one("ory-api-key", "Ory API key", part="key")
OAUTH = one("ory-oauth-token", "Ory OAuth token")

_KEY: Final = "ory_pat_" + made(ALNUM, 32)
_OAUTH: Final = f"ory_rt_{made(URL_SAFE, 43)}.{made(URL_SAFE, 43, 'end')}"

DETECTORS = (
    prefixed(
        KEY,
        "ory_(?:pat|wak|apikey)_[A-Za-z0-9]{32}",
        (
            "ory_pat_",
            "ory_wak_",
            "ory_apikey_",
        ),
        ((f"ORY_API_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"hist{_KEY}",
        ),
    ),
    prefixed(
        OAUTH,
        r"ory_(?:at|rt|ac|st)_[A-Za-z0-9_\-]{32,64}(?:\.[A-Za-z0-9_\-]{43})?",
        (
            "ory_at_",
            "ory_rt_",
            "ory_ac_",
            "ory_st_",
        ),
        ((f'"refresh_token": "{_OAUTH}"', _OAUTH),),
        (
            f"ory_at_{'x' * 43}",
            f"hist{_OAUTH}",
        ),
        prefilter=r"ory_(at|rt|ac|st)_[A-Za-z0-9_\-]{32}",
        least=3.8,
    ),
)
