"""Shodan's API keys.

https://developer.shodan.io/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum, secretive

KEY = one("shodan-api-key", "Shodan API key", part="key")

_KEY: Final = made(ALNUM, 32, "shodan-api-key")

DETECTORS = (
    secretive(
        KEY,
        "shodan",
        alnum(32),
        ("shodan",),
        (
            (f"SHODAN_API_KEY={_KEY}", _KEY),
            (f'"shodan_api_key": "{_KEY}"', _KEY),
            (f'api = shodan.Shodan("{_KEY}")', _KEY),
        ),
        (
            f"SHODAN_API_KEY={_KEY}0x",
            f"SHODAN_API_KEY={_KEY[:-8]}",
            f"shodan_commit={_KEY}",
            "SHODAN_API_KEY=your_shodan_key_goes_here_1",
            f'api = shodan.search("{_KEY}")',
        ),
    ),
    named(
        KEY,
        r"\bshodan[ ]init",
        alnum(32),
        ("shodan",),
        ((f"shodan init {_KEY}", _KEY),),
        (f"shodan init {_KEY}0", f"shodan host {_KEY}", "shodan init YOUR_API_KEY"),
        prefilter=r"shodan[ ]init",
    ),
)
