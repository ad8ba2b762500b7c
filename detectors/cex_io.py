"""CEX.IO: an API key and its secret.

https://docs.cex.io/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("cex-io-api-key", "CEX.IO API key", part="key")

_API_KEY: Final = made(ALNUM, 26)

DETECTORS = (
    named(
        API_KEY,
        rf"cex[-_.]?io{TELLING}",
        r"[A-Za-z0-9]{24,27}",
        ("cex",),
        (
            (f"CEX_IO_API_KEY={_API_KEY}", _API_KEY),
            (f'"cex_io_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CEX_IO_API_KEY={_API_KEY[:12]}",
            f"CEX_IO_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"cex[\-_.]?io",
        check=has_digits("key", 2),
    ),
)
