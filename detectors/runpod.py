"""RunPod's API keys, of today and as they were.

https://docs.runpod.io/get-started/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum, secretive

TOKEN = one("runpod-api-key", "RunPod API key")

_TOKEN: Final = "rpa_" + made(ALNUM, 44, "runpod-api-key")
_TOKEN_2: Final = made(ALNUM, 40, "runpod-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"rpa_" + alnum(44, 48),
        ("rpa_",),
        ((f"RUNPOD_API_KEY={_TOKEN}", _TOKEN), (f'"runpod_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-11], f"x{_TOKEN}", "rpa_" + "x" * 44, "rpa_your-key"),
    ),
    secretive(
        TOKEN,
        "run[-_]?pod",
        alnum(40),
        ("runpod", "run_pod", "run-pod"),
        ((f"RUNPOD_API_KEY={_TOKEN_2}", _TOKEN_2), (f'"runpod_api_key": "{_TOKEN_2}"', _TOKEN_2)),
        (
            f"RUNPOD_API_KEY={_TOKEN_2}0x",
            f"RUNPOD_API_KEY={_TOKEN_2[:-10]}",
            f"runpod_commit={_TOKEN_2}",
            "RUNPOD_API_KEY=your_runpod_key_goes_here_1",
        ),
    ),
)
