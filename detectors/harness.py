"""Harness' API keys: personal (`pat`) or of a service account (`sat`), with the account, the key's id and the secret.

https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, URL_SAFE, made, one, prefixed

KEY = one("harness-api-key", "Harness API key", part="key")

_KEY: Final = f"pat.{made(URL_SAFE, 22)}.{made(HEX, 24)}.{made(ALNUM, 20)}"

DETECTORS = (
    prefixed(
        KEY,
        r"[ps]at\.[A-Za-z0-9_\-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}",
        ("pat.", "sat."),
        ((f"HARNESS_API_KEY={_KEY}", _KEY), (f"x-api-key: {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}"),
        prefilter=r"[ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.",
    ),
)
