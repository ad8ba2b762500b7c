"""Storyblok's access tokens.

https://www.storyblok.com/docs/concepts/access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("storyblok-access-token", "Storyblok access token")

_TOKEN: Final = made(ALNUM, 22, "storyblok") + "tt"

DETECTORS = (
    secretive(
        TOKEN,
        "storyblok",
        alnum(22) + "tt",
        ("storyblok",),
        ((f"STORYBLOK_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'"storyblok_access_token": "{_TOKEN}"', _TOKEN)),
        (
            f"STORYBLOK_ACCESS_TOKEN={_TOKEN}0x",
            f"STORYBLOK_ACCESS_TOKEN={_TOKEN[:-6]}",
            f"storyblok_commit={_TOKEN}",
            "STORYBLOK_ACCESS_TOKEN=your_storyblok_key_goes_here_1",
        ),
    ),
)
