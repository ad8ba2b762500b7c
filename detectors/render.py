"""Render's API keys, and the hooks that deploy a service, whoever asks for them.

https://render.com/docs/api and https://render.com/docs/deploy-hooks
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import ALNUM, LOWER, made, one, prefixed, varied
from .secretive import alnum

TOKEN = one("render-api-key", "Render API key")
HOOK = one("render-deploy-hook", "Render deploy hook", part="key")

_TOKEN: Final = "rnd_" + made(ALNUM, 28, "render-api-key")
_HOOK: Final = f"https://api.render.com/deploy/srv-{made(LOWER, 20)}?key="
_KEY: Final = made(ALNUM, 11, "hook")

DETECTORS = (
    prefixed(
        TOKEN,
        r"rnd_" + alnum(28),
        ("rnd_",),
        ((f"RENDER_API_KEY={_TOKEN}", _TOKEN), (f'"render_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-7], f"x{_TOKEN}", "rnd_" + "x" * 28, "rnd_your-key"),
    ),
    Detector(
        type=HOOK,
        keywords=("api.render.com/deploy/",),
        pattern=r"api\.render\.com/deploy/srv-[a-z0-9]{20}\?key=(?P<key>[A-Za-z0-9_\-]{11})(?![A-Za-z0-9_\-])",
        confidence=Confidence.CONTEXT,
        check=varied("key"),
        examples=((f"curl -X POST '{_HOOK}{_KEY}'", _KEY),),
        near_misses=(f"{_HOOK}$KEY", f"{_HOOK}xxxxxxxxxxx", f"{_HOOK}{_KEY}0"),
    ),
)
