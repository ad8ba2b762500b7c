"""The URLs of webhooks of Tines' stories: who knows the path may start the story.

https://www.tines.com/docs/actions/types/webhook/
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import HEX, made, one, varied

WEBHOOK = one("tines-webhook", "Tines webhook", part="path")

_PATH: Final = f"{made(HEX, 32, 'path')}/{made(HEX, 32, 'secret')}"

DETECTORS = (
    Detector(
        type=WEBHOOK,
        keywords=(".tines.com/webhook/", ".tines.io/webhook/"),
        pattern=r"\.tines\.(?:com|io)/webhook/(?P<path>[\w\-]{1,64}/[0-9a-f]{32})(?![0-9A-Za-z])",
        check=varied("path"),
        examples=((f"https://acme-1.tines.com/webhook/{_PATH}", _PATH),),
        near_misses=(
            "https://acme.tines.com/webhook/path/secret",
            f"https://acme.tines.com/webhook/{_PATH}0",
            f"https://acme.example.com/webhook/{_PATH}",
        ),
    ),
)
