"""thirdweb's secret keys, which only a name tells. Its client ids are public.

https://portal.thirdweb.com/account/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

KEY = one("thirdweb-secret-key", "thirdweb secret key", part="key")

_KEY: Final = made(ALNUM, 86, "thirdweb")

DETECTORS = (
    named(
        KEY,
        r"third[\-_]?web[\w.\-]{0,16}secret",
        alnum(86, also="_\\-"),
        ("thirdweb", "third_web", "third-web"),
        ((f"THIRDWEB_SECRET_KEY={_KEY}", _KEY), (f'thirdwebSecretKey: "{_KEY}"', _KEY)),
        (
            f"THIRDWEB_SECRET_KEY={_KEY[:-1]}",
            f"THIRDWEB_SECRET_KEY={'x' * 86}",
            f"SECRET_KEY={_KEY}",
            f"THIRDWEB_CLIENT_ID={_KEY[:32]}",
        ),
        least=4.0,
    ),
)
