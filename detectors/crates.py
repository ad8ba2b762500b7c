"""crates.io: API tokens, and the tokens of trusted publishing, which end in a checksum.

    cio + 32 letters and digits
    cio_tp_ + 31 letters and digits + 1: the exclusive or of the 31 bytes, modulo 62, as a letter or digit

https://github.com/rust-lang/crates.io/tree/main/crates/crates_io_trustpub
"""

from __future__ import annotations

import string
from functools import reduce
from operator import xor
from typing import Final

from .base import Confidence, Parts
from .forms import ALNUM, made, one, prefixed

API_KEY = one("crates-io-api-key", "crates.io API token")
TRUSTED = one("crates-io-trusted-publishing-token", "crates.io trusted publishing token")

_LETTERS: Final = string.ascii_uppercase + string.ascii_lowercase + string.digits


def _last(body: str) -> str:
    return _LETTERS[reduce(xor, body.encode()) % len(_LETTERS)]


def _adds_up(parts: Parts) -> bool:
    value = parts["token"].reveal().removeprefix("cio_tp_")
    return value[-1] == _last(value[:-1])


def _is_mixed(parts: Parts) -> bool:
    """By chance none of 32 has no capital; the letters of a table in their order of frequency have none."""
    value = parts["token"].reveal().removeprefix("cio")
    return value != value.lower() and value != value.upper()


_KEY: Final = "cio" + made(ALNUM, 32)
_BODY: Final = made(ALNUM, 31)
_TRUSTED: Final = f"cio_tp_{_BODY}{_last(_BODY)}"
_WRONG: Final = f"cio_tp_{_BODY}{'A' if _last(_BODY) != 'A' else 'B'}"

DETECTORS = (
    prefixed(
        API_KEY,
        r"cio[A-Za-z0-9]{32}",
        ("cio",),
        ((f"CARGO_REGISTRY_TOKEN={_KEY}", _KEY), (f'[registry]\ntoken = "{_KEY}"', _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"cio{'x' * 32}", f"pre{_KEY}", _KEY.lower(), f"cio{_KEY[3:].upper()}"),
        least=3.5,
        check=_is_mixed,
        prefilter=r"cio[A-Za-z0-9]{32}",
    ),
    prefixed(
        TRUSTED,
        r"cio_tp_[A-Za-z0-9]{32}",
        ("cio_tp_",),
        ((f"CARGO_REGISTRY_TOKEN={_TRUSTED}", _TRUSTED), (f"Authorization: Bearer {_TRUSTED}", _TRUSTED)),
        (_TRUSTED[:-1], f"{_TRUSTED}0", _WRONG),
        check=_adds_up,
        confidence=Confidence.CHECKSUMMED,
    ),
)
