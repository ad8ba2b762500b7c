"""Client secrets of Xero's apps.

https://developer.xero.com/documentation/guides/oauth2/auth-flow/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

SECRET = one("xero-client-secret", "Xero client secret", part="secret")

_SECRET: Final = made(ALNUM, 48, "xero-client-secret")

DETECTORS = (
    named(
        SECRET,
        r"xero[\w.\-]{0,16}secret",
        alnum(48, also="_\\-"),
        ("xero",),
        ((f"XERO_CLIENT_SECRET={_SECRET}", _SECRET), (f'"xero_client_secret": "{_SECRET}"', _SECRET)),
        (
            f"XERO_CLIENT_SECRET={_SECRET}0x",
            f"XERO_CLIENT_SECRET={_SECRET[:-12]}",
            "XERO_CLIENT_SECRET=your_xero_key_goes_here_1",
        ),
        prefilter=r"xero[\w.\-]{0,16}secret",
    ),
)
