"""Vercel's tokens: a person's, an integration's, those an app is given, an AI gateway's, and those without a prefix.

    vcp_ vci_ vca_ vcr_ vck_   50 letters and digits, and the CRC-32 of these in base 62 as six more

    vercel_blob_rw_...         a store of Blob: its id, and thirty letters and digits

The checksum was told from samples, and not every sample has it: who has it is surely one, who has not may be.
https://vercel.com/docs/rest-api and https://vercel.com/changelog/new-token-formats-and-secret-scanning and
https://vercel.com/docs/vercel-blob/using-blob-sdk
"""

from __future__ import annotations

import string
import zlib
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .forms import ALNUM, made, one, prefixed
from .secretive import alnum, cased, secretive

PERSONAL = one("vercel-personal-access-token", "Vercel personal access token")
INTEGRATION = one("vercel-integration-token", "Vercel integration token")
APP_ACCESS = one("vercel-app-access-token", "Vercel app access token")
APP_REFRESH = one("vercel-app-refresh-token", "Vercel app refresh token")
GATEWAY = one("vercel-ai-gateway-key", "Vercel AI Gateway key", part="key")
OLD = one("vercel-api-token", "Vercel API token")
BLOB = one("vercel-blob-token", "Vercel Blob token")

_DIGITS: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BODY: Final = 50
_CHECK: Final = 6


def checksum(body: str) -> str:
    """The last six characters of a token, from the fifty before them."""
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(_CHECK, "0")


def _has_checksum(token: str) -> bool:
    body = token.partition("_")[2]
    return body[_BODY:] == checksum(body[:_BODY])


def _both(kind: CredentialType, prefix: str) -> tuple[Detector, Detector]:
    part = kind.parts[0]

    def checked(parts: Parts) -> bool:
        return _has_checksum(parts[part].reveal())

    def unchecked(parts: Parts) -> bool:
        return not checked(parts)

    body = made(ALNUM, _BODY, prefix)
    good = f"{prefix}{body}{checksum(body)}"
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    misses = (good[:-1], f"{good}0", f"x{good}", prefix + "x" * 56)
    value = rf"{prefix}[A-Za-z0-9_\-]{{56}}"
    return (
        prefixed(
            kind,
            value,
            (prefix,),
            ((f"VERCEL_TOKEN={good}", good), (f"Authorization: Bearer {good}", good)),
            misses,
            check=checked,
            confidence=Confidence.CHECKSUMMED,
        ),
        prefixed(kind, value, (prefix,), ((f"VERCEL_TOKEN={bad}", bad),), misses[:1], check=unchecked),
    )


_OLD: Final = made(ALNUM, 24, "vercel")
_BLOB: Final = f"vercel_blob_rw_{made(ALNUM, 16, 'vercel-store')}_{made(ALNUM, 30, 'vercel')}"

DETECTORS = (
    *_both(PERSONAL, "vcp_"),
    *_both(INTEGRATION, "vci_"),
    *_both(APP_ACCESS, "vca_"),
    *_both(APP_REFRESH, "vcr_"),
    *_both(GATEWAY, "vck_"),
    prefixed(
        BLOB,
        r"vercel_blob_rw_[A-Za-z0-9]{16}_" + cased(30),
        ("vercel_blob_rw_",),
        ((f"BLOB_READ_WRITE_TOKEN={_BLOB}", _BLOB), (f'token: "{_BLOB}"', _BLOB)),
        (_BLOB[:-1], f"{_BLOB}0", f"x{_BLOB}", f"vercel_blob_rw_{'x' * 16}_{'x' * 30}", "vercel_blob_rw_token"),
    ),
    secretive(
        OLD,
        r"vercel|zeit",
        alnum(24),
        ("vercel", "zeit"),
        ((f"VERCEL_TOKEN={_OLD}", _OLD), (f'vercelToken: "{_OLD}"', _OLD)),
        (
            f"VERCEL_TOKEN={_OLD}0",
            f"vercel_project={_OLD}",
            f"VERCEL_TOKEN={'a' * 24}",
            "vercelToken = getUserAccessToken2Async",
        ),
    ),
)
