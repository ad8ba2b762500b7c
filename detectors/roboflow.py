"""Roboflow's private API keys.

https://docs.roboflow.com/developer/authentication/find-your-roboflow-api-key
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("roboflow-api-key", "Roboflow API key", part="key")

_KEY: Final = made(ALNUM, 20, "roboflow-api-key")

DETECTORS = (
    secretive(
        KEY,
        "roboflow",
        alnum(20),
        ("roboflow",),
        ((f"ROBOFLOW_API_KEY={_KEY}", _KEY), (f'"roboflow_api_key": "{_KEY}"', _KEY)),
        (
            f"ROBOFLOW_API_KEY={_KEY}0x",
            f"ROBOFLOW_API_KEY={_KEY[:-5]}",
            f"roboflow_commit={_KEY}",
            "ROBOFLOW_API_KEY=your_roboflow_key_goes_here_1",
        ),
    ),
)
