"""NetBird's personal access tokens: thirty letters and digits, and their CRC-32 in base 62 as six more.

https://docs.netbird.io/how-to/access-netbird-public-api
"""

from __future__ import annotations

import string
import zlib
from typing import Final

from .base import Confidence, Parts
from .forms import ALNUM, made, one, prefixed

TOKEN = one("netbird-personal-access-token", "NetBird personal access token")

_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_PREFIX: Final = "nbp_"
_CHECK: Final = 6


def checksum(body: str) -> str:
    """The last six characters of a token, from the thirty before them."""
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(_CHECK, "0")


def _adds_up(parts: Parts) -> bool:
    body = parts["token"].reveal()[len(_PREFIX) :]
    return checksum(body[:-_CHECK]) == body[-_CHECK:]


_BODY: Final = made(ALNUM, 30, "netbird")
_TOKEN: Final = f"{_PREFIX}{_BODY}{checksum(_BODY)}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"nbp_[A-Za-z0-9]{36}",
        (_PREFIX,),
        ((f"NETBIRD_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Token {_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"x{_TOKEN}", _PREFIX + made(ALNUM, 36, "netbird"), "nbp_" + "x" * 36),
        check=_adds_up,
        confidence=Confidence.CHECKSUMMED,
    ),
)
