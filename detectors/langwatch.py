"""LangWatch's keys: of a project (sk), of a person (pat).

https://docs.langwatch.ai/integration/overview
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("langwatch-api-key", "LangWatch API key", part="key")

_KEY: Final = "sk-lw-" + made(ALNUM, 48, "langwatch")
_OF_ONE: Final = f"pat-lw-{made(ALNUM, 16, 'langwatch')}_{made(ALNUM, 48, 'langwatch')}"

DETECTORS = (
    prefixed(
        KEY,
        r"(?:sk|pat)-lw-(?:[A-Za-z0-9]{16}_)?" + cased(48),
        (
            "sk-lw-",
            "pat-lw-",
        ),
        (
            (f"LANGWATCH_API_KEY={_KEY}", _KEY),
            (f"X-Auth-Token: {_OF_ONE}", _OF_ONE),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "sk-lw-" + "x" * 48,
            "sk-lw-local-development-key",
        ),
    ),
)
