"""Adafruit IO: the key of an account; new ones begin with aio_.

https://io.adafruit.com/api/docs/#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, LOWER, TELLING, made, named, one, prefixed

IO_KEY = one("adafruit-io-key", "Adafruit IO key", part="key")
API_KEY = one("adafruit-api-key", "Adafruit API key", part="key")

_IO_KEY: Final = "aio_" + made(ALNUM, 28)
_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    prefixed(
        IO_KEY,
        r"aio_[A-Za-z0-9]{28}",
        ("aio_",),
        (
            (f"IO_KEY={_IO_KEY}", _IO_KEY),
            (f'"token": "{_IO_KEY}"', _IO_KEY),
        ),
        (
            _IO_KEY[:-1],
            f"{_IO_KEY}0",
            f"aio_{'x' * (len(_IO_KEY) - 4)}",
        ),
    ),
    named(
        API_KEY,
        rf"adafruit{TELLING}",
        r"[A-Za-z0-9_\-]{32}",
        ("adafruit",),
        (
            (f"ADAFRUIT_TOKEN={_API_KEY}", _API_KEY),
            (f'adafruit-token := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"ADAFRUIT_TOKEN={_API_KEY}0",
            f"ADAFRUIT_TOKEN={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"adafruit_id={_API_KEY}",
        ),
    ),
)
