"""API keys of Temporal Cloud, which are JWTs that say so.

https://docs.temporal.io/cloud/api-keys
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Final

from .base import Parts
from .forms import URL_SAFE, made, named, one
from .jwt import claims

KEY = one("temporal-cloud-api-key", "Temporal Cloud API key", part="key")

_JWT: Final = r"eyJ[A-Za-z0-9_\-]{16,300}\.eyJ[A-Za-z0-9_\-]{16,900}\.[A-Za-z0-9_\-]{16,700}"


def _is_temporals(parts: Parts) -> bool:
    said = claims(parts["key"].reveal())
    return "temporal" in f"{said.get('iss')} {said.get('aud')}"


def _jwt(issuer: str) -> str:
    payload = base64.urlsafe_b64encode(f'{{"account_id":"a","iss":"{issuer}","sub":"b"}}'.encode()).decode().rstrip("=")
    return f"eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.{payload}.{made(URL_SAFE, 86)}"


_KEY: Final = _jwt("temporal.io")

DETECTORS = (
    replace(
        named(
            KEY,
            "temporal",
            _JWT,
            ("temporal",),
            ((f"TEMPORAL_API_KEY={_KEY}", _KEY), (f"temporalApiKey: '{_KEY}'", _KEY)),
            (f"TEMPORAL_API_KEY={_jwt('supabase')}", "TEMPORAL_API_KEY=eyJshort.payload.signature", f"OTHER={_KEY}"),
            check=_is_temporals,
            prefilter=r"temporal[\w.\-]{0,40}[^\w\n]{1,20}eyj",
        ),
        span=2048,
    ),
)
