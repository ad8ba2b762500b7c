"""Traceloop's API keys, which its name stands beside.

https://www.traceloop.com/docs/openllmetry/integrations/traceloop
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

KEY = one("traceloop-api-key", "Traceloop API key", part="key")

_KEY: Final = "tl_" + made(HEX, 32, "traceloop")

DETECTORS = (
    prefixed(
        KEY,
        r"tl_" + hexes(32),
        ("traceloop",),
        (
            (f"TRACELOOP_API_KEY={_KEY}", _KEY),
            (f'Traceloop.init(api_key="{_KEY}")', _KEY),
        ),
        (
            f"TRACELOOP_API_KEY={_KEY[:-1]}",
            f"TRACELOOP_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "TRACELOOP_API_KEY=tl_" + "0" * 32,
        ),
        least=3.0,
        near="traceloop",
    ),
)
