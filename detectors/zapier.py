"""The URLs of webhooks that start a Zap: who knows the path may.

https://help.zapier.com/hc/en-us/articles/8496288690317-Trigger-Zaps-from-webhooks
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import LOWER, made, one, varied

WEBHOOK = one("zapier-webhook", "Zapier webhook", part="path")

_PATH: Final = f"4168437/{made(LOWER, 7)}"

DETECTORS = (
    Detector(
        type=WEBHOOK,
        keywords=("hooks.zapier.com",),
        pattern=r"hooks\.zapier\.com\\?/hooks\\?/(?:catch|standard|parse)\\?/(?P<path>[0-9]{4,12}\\?/[a-z0-9]{6,40})(?![A-Za-z0-9])",
        check=varied("path"),
        examples=((f"https://hooks.zapier.com/hooks/catch/{_PATH}/", _PATH),),
        near_misses=(
            "https://hooks.zapier.com/hooks/catch/<account>/<hook>/",
            f"https://example.com/hooks/catch/{_PATH}/",
            "https://hooks.zapier.com/hooks/catch/123456/xxxxxxx/",
        ),
    ),
)
