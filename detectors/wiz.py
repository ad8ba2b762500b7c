"""The client secrets of Wiz's service accounts.

https://www.wiz.io/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

SECRET = one("wiz-client-secret", "Wiz client secret", part="secret")

_SECRET: Final = made(ALNUM, 64, "wiz-client-secret")

DETECTORS = (
    named(
        SECRET,
        "wiz[-_.](?:api[-_.])?(?:client[-_.]?)?secret",
        alnum(64),
        ("wiz",),
        ((f"WIZ_CLIENT_SECRET={_SECRET}", _SECRET), (f'"wiz_client_secret": "{_SECRET}"', _SECRET)),
        (
            f"WIZ_CLIENT_SECRET={_SECRET}0x",
            f"WIZ_CLIENT_SECRET={_SECRET[:-16]}",
            "WIZ_CLIENT_SECRET=your_wiz_key_goes_here_1",
        ),
        prefilter=r"wiz[-_.](?:api[-_.])?(?:client[-_.]?)?secret",
    ),
)
