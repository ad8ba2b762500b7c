"""Financial Modeling Prep's API keys: 32 letters and digits, told by their name only.

https://site.financialmodelingprep.com/developer/docs
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("financialmodelingprep-api-key", "Financial Modeling Prep API key", part="key")

_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        KEY,
        keyed(r"financial[-_]?modeling[-_]?prep|\bfmp(?=[-_]?(?:api|key))"),
        r"[A-Za-z0-9]{32}",
        ("financialmodelingprep", "financial_modeling_prep", "financial-modeling-prep", "fmp"),
        ((f"FINANCIALMODELINGPREP_API_KEY={_KEY}", _KEY), (f'financialmodelingprepApiKey = "{_KEY}"', _KEY)),
        (
            f"FINANCIALMODELINGPREP_API_KEY={_KEY}0",
            f"financialmodelingprep build {_KEY}",
            f"FINANCIALMODELINGPREP_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.5,
        prefilter=r"financial[-_]?modeling[-_]?prep|\bfmp[-_]?(?:api|key)",
    ),
)
