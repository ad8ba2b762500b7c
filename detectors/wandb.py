"""Weights & Biases' API keys, of today and as they were.

https://docs.wandb.ai/support/find_api_key/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, URL_SAFE, made, one, prefixed
from .secretive import alnum, hexes, secretive

KEY = one("wandb-api-key", "Weights & Biases API key", part="key")

_KEY: Final = "wandb_v1_" + made(URL_SAFE, 77, "wandb")
_KEY_2: Final = made(HEX, 40, "wandb-api-key")

DETECTORS = (
    prefixed(
        KEY,
        "wandb_v1_" + alnum(70, 84, also="_\\-"),
        ("wandb_v1_",),
        ((f"WANDB_API_KEY={_KEY}", _KEY),),
        (_KEY[:40], f"x{_KEY}", "wandb_v1_your-key"),
    ),
    secretive(
        KEY,
        "wandb|weights[-_]?(?:and|n)?[-_]?biases",
        hexes(40),
        ("wandb", "biases"),
        ((f"WANDB_API_KEY={_KEY_2}", _KEY_2), (f'"wandb_api_key": "{_KEY_2}"', _KEY_2)),
        (
            f"WANDB_API_KEY={_KEY_2}0x",
            f"WANDB_API_KEY={_KEY_2[:-10]}",
            f"wandb_commit={_KEY_2}",
            "WANDB_API_KEY=your_wandb_key_goes_here_1",
        ),
    ),
)
