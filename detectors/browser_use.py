"""Browser Use's API keys, which its name stands beside.

https://docs.cloud.browser-use.com/get-started/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed
from .secretive import cased

KEY = one("browser-use-api-key", "Browser Use API key", part="key")

_KEY: Final = "bu_" + made(URL_SAFE, 43, "browser-use")

DETECTORS = (
    prefixed(
        KEY,
        r"bu_" + cased(43, also="_\\-"),
        (
            "browser-use",
            "browser_use",
            "browseruse",
        ),
        (
            (f"BROWSER_USE_API_KEY={_KEY}", _KEY),
            (f"X-Browser-Use-API-Key: {_KEY}", _KEY),
        ),
        (
            f"BROWSER_USE_API_KEY={_KEY[:-1]}",
            f"BROWSER_USE_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "browser_use: bu_session_of_2024_agent_step_001_result_json1",
            "BROWSER_USE_API_KEY=bu_" + "x" * 43,
        ),
        least=3.6,
        near=r"browser[-_]?use",
    ),
)
