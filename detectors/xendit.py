"""Xendit's secret API keys, live and for tests.

https://docs.xendit.co/docs/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("xendit-secret-key", "Xendit secret key")

_TOKEN: Final = "xnd_production_" + made(ALNUM, 40, "xendit-secret-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"xnd_(?:development|production)_" + alnum(40, 80),
        ("xnd_development_", "xnd_production_"),
        ((f"XENDIT_SECRET_KEY={_TOKEN}", _TOKEN), (f'"xendit_secret_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-10], f"x{_TOKEN}", "xnd_production_" + "x" * 40, "xnd_production_your-key"),
    ),
)
