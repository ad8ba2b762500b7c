"""GoDaddy's API keys: a key of 35 to 37 characters and a secret of 22, both behind `sso-key`.

https://developer.godaddy.com/getstarted
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one, prefixed

KEY = one("godaddy-api-key", "GoDaddy API key and secret", part="key")
SECRET = one("godaddy-api-secret", "GoDaddy API secret", part="secret")

_KEY: Final = f"{made(ALNUM, 36)}:{made(ALNUM, 22)}"
_SECRET: Final = made(ALNUM, 22)

DETECTORS = (
    prefixed(
        KEY,
        r"(?<=sso-key )[A-Za-z0-9_]{30,40}:[A-Za-z0-9]{21,22}",
        ("sso-key ",),
        ((f"Authorization: sso-key {_KEY}", _KEY),),
        (f"sso-key {_KEY}0", f"key {_KEY}", "sso-key key:secret"),
    ),
    named(
        SECRET,
        r"go[-_]?daddy[\w.\-]{0,12}secret",
        r"[A-Za-z0-9]{21,22}",
        ("godaddy", "go_daddy", "go-daddy"),
        ((f"GODADDY_API_SECRET={_SECRET}", _SECRET), (f'godaddyApiSecret = "{_SECRET}"', _SECRET)),
        (f"GODADDY_API_SECRET={_SECRET}0", f"GODADDY_SHOPPER_ID={_SECRET}", f"GODADDY_API_SECRET={'x' * 22}"),
        least=3.3,
    ),
)
