"""Proof's (Notarize's) API keys with full access. Those of its test environment are left alone.

https://dev.proof.com/docs/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("proof-api-key", "Proof API key", part="key")

_KEY: Final = "prf_" + made(ALNUM, 36)

DETECTORS = (
    prefixed(
        KEY,
        r"prf_(?!test_|cli_test_)(?:cli_)?[A-Za-z0-9_\-]{32,40}",
        ("prf_",),
        ((f"PROOF_API_KEY={_KEY}", _KEY),),
        (
            "prf_short",
            "prf_test_" + made(ALNUM, 36),
            "prf_cli_test_" + made(ALNUM, 36),
            f"pe{_KEY}",
        ),
        prefilter=r"prf_[A-Za-z0-9_\-]{32}",
        least=3.8,
    ),
)
