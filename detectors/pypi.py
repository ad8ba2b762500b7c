"""PyPI's tokens: a macaroon behind `pypi-`, whose location says whether it is for PyPI or for TestPyPI.

    02 01 LEN LOCATION 02 LEN IDENTIFIER 00 ( 02 LEN CAVEAT 00 )* 00 06 20 SIGNATURE   in base64url

One that begins with an identifier and does not end in a signature has been cut off, and is no token. Where the
identifier is none, nobody at PyPI has made it: it counts for less.
https://github.com/pypi/warehouse/tree/main/warehouse/macaroons and https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Final

from .base import Confidence, CredentialType, Parts, Secret
from .forms import HEX, made, prefixed
from .jwt import decoded

_PREFIX: Final = "pypi-"


def _with_location(parts: Parts) -> Parts:
    """The location as the token itself has it, behind its length; the pattern has seen that it is one of two."""
    start = parts["token"].reveal().removeprefix(_PREFIX)[:24]
    macaroon = base64.urlsafe_b64decode(start)
    return {**parts, "location": Secret(macaroon[3 : 3 + macaroon[2]].decode("ascii", "replace"))}


TOKEN = CredentialType(
    name="pypi-token",
    title="PyPI token",
    parts=("token", "location"),
    secret=frozenset({"token"}),
    identity=("token",),
    derive=_with_location,
)

_IDENTIFIER: Final = b"\x02\x24"  # of the 36 letters of a UUID
_SIGNATURE: Final = b"\x06\x20"  # of 32 bytes


def _begins(macaroon: bytes) -> bool:
    """A piece of base64 that no bytes give begins with nothing."""
    at = 3 + sum(macaroon[2:3])
    return macaroon[at : at + 2] == _IDENTIFIER


def _is_whole(parts: Parts) -> bool:
    macaroon = decoded(parts["token"].reveal().removeprefix(_PREFIX))
    return _begins(macaroon) and macaroon[-34:-32] == _SIGNATURE


def _is_odd(parts: Parts) -> bool:
    return not _begins(decoded(parts["token"].reveal().removeprefix(_PREFIX)))


def _example(location: bytes) -> str:
    parts = (
        bytes([2, 1, len(location)]) + location + _IDENTIFIER + made(HEX, 36).encode() + b"\0",
        b"\x02\x05[1,2]\0",
        b"\0" + _SIGNATURE + bytes.fromhex(made(HEX, 64)),
    )
    return "pypi-" + base64.urlsafe_b64encode(b"".join(parts)).decode().rstrip("=")


_LOCATION: Final = r"AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)"
_KEYWORDS: Final = tuple(f"pypi-{each}".lower() for each in ("ageicHlwas5vcmc", f"agen{'dGVzdC5weXBpLm9yZw'}"))
_HOME: Final = base64.urlsafe_b64decode("cHlwaS5vcmc=")
_TOKEN: Final = _example(_HOME)
_TEST: Final = _example(b"test." + _HOME)
_ODD: Final = "pypi-" + "AgEIcHlwaS5vcmc" + made(HEX, 64)

DETECTORS = tuple(
    replace(each, parse=_with_location)
    for each in (
        prefixed(
            TOKEN,
            rf"pypi-{_LOCATION}[A-Za-z0-9_\-]{{70,1024}}",
            _KEYWORDS,
            ((f"TWINE_PASSWORD={_TOKEN}", _TOKEN), (f"password = {_TEST}", _TEST)),
            (_TOKEN[:-20], "pypi-" + "A" * 90, f"x{_TOKEN}"),
            check=_is_whole,
        ),
        prefixed(
            TOKEN,
            rf"pypi-{_LOCATION}[A-Za-z0-9_\-]{{50,1024}}",
            _KEYWORDS,
            ((f"TWINE_PASSWORD={_ODD}", _ODD),),
            (_ODD[:40], f"pypi-AgEIcHlwaS5vcmc{'x' * 64}"),
            least=3.6,
            check=_is_odd,
            confidence=Confidence.CONTEXT,
        ),
    )
)
