"""Dynatrace's tokens: a prefix with the kind (`s01` and on are internal), a public id and the secret.

https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER, made, one, prefixed

TOKEN = one("dynatrace-api-token", "Dynatrace access token")
INTERNAL = one("dynatrace-internal-token", "Dynatrace platform token or OAuth client secret")

_TOKEN: Final = f"dt0c01.{made(UPPER, 24)}.{made(UPPER, 64)}"
_INTERNAL: Final = f"dt0s02.{made(UPPER, 8)}.{made(UPPER, 64)}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"(?i:dt0c\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64})",
        ("dt0c",),
        ((f"apiToken: {_TOKEN}", _TOKEN), (f"Authorization: Api-Token {_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"dt0c01.{made(UPPER, 24)}"),
        prefilter=r"dt0c\d\d\.[A-Z0-9]{24}\.",
    ),
    prefixed(
        INTERNAL,
        r"(?i:dt0[abdehkmnps]\d\d\.[A-Z0-9]{8,24}\.[A-Z0-9]{64})",
        ("dt0",),
        ((f"DT_CLIENT_SECRET={_INTERNAL}", _INTERNAL),),
        (_INTERNAL[:-1], f"{_INTERNAL}0", f"dt0s02.{made(UPPER, 8)}"),
        prefilter=r"dt0[abdehkmnps]\d\d\.[A-Z0-9]{8,24}\.",
    ),
)
