"""Trigger.dev's API keys and personal access tokens.

https://trigger.dev/docs/apikeys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("trigger-dev-api-key", "Trigger.dev API key")

_TOKEN: Final = "tr_prod_" + made(ALNUM, 20, "trigger-dev-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"tr_(?:dev|prod|stg|preview|pat)_" + alnum(20, 44),
        ("tr_dev_", "tr_prod_", "tr_stg_", "tr_preview_", "tr_pat_"),
        ((f"TRIGGER_DEV_API_KEY={_TOKEN}", _TOKEN), (f'"trigger_dev_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-5], f"x{_TOKEN}", "tr_prod_" + "x" * 20, "tr_prod_your-key"),
    ),
)
