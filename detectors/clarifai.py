"""Clarifai: a personal access token, or the key of an app.

https://docs.clarifai.com/control/authentication/pat
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

ACCESS_TOKEN = one("clarifai-access-token", "Clarifai access token")

_ACCESS_TOKEN: Final = made(HEX, 32)

DETECTORS = (
    named(
        ACCESS_TOKEN,
        rf"clarifai{TELLING}",
        r"[a-f0-9]{32}",
        ("clarifai",),
        (
            (f"CLARIFAI_API_KEY={_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f"export CLARIFAI_API_KEY='{_ACCESS_TOKEN}'", _ACCESS_TOKEN),
        ),
        (
            f"CLARIFAI_API_KEY={_ACCESS_TOKEN}0",
            f"CLARIFAI_API_KEY={'x' * len(_ACCESS_TOKEN)}",
            f"checksum={_ACCESS_TOKEN}",
            f"clarifai_id={_ACCESS_TOKEN}",
        ),
    ),
)
