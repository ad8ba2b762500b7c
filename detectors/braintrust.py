"""Braintrust's API keys (sk), which its name stands before, and the tokens of its service accounts (bt-st).

https://www.braintrust.dev/docs/admin/organizations
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased, secretive

KEY = one("braintrust-api-key", "Braintrust API key", part="key")

_KEY: Final = "sk-" + made(ALNUM, 48, "braintrust")
_SERVICE: Final = "bt-st-" + made(ALNUM, 48, "braintrust")

DETECTORS = (
    secretive(
        KEY,
        r"braintrust",
        r"sk-" + cased(48),
        ("braintrust",),
        ((f"BRAINTRUST_API_KEY={_KEY}", _KEY), (f'braintrustApiKey: "{_KEY}"', _KEY)),
        (f"BRAINTRUST_API_KEY={_KEY[:-1]}", f"BRAINTRUST_API_KEY={_KEY}0", f"BRAINTRUST_API_KEY=sk-{'x' * 48}"),
        least=3.6,
    ),
    prefixed(
        KEY,
        r"bt-st-" + cased(40, 60),
        ("bt-st-",),
        ((f"BRAINTRUST_API_KEY={_SERVICE}", _SERVICE), (f"Authorization: Bearer {_SERVICE}", _SERVICE)),
        (_SERVICE[:30], f"x{_SERVICE}", "bt-st-" + "x" * 48),
        least=3.6,
    ),
)
