"""Consumer secrets and tokens of Tumblr's applications.

https://www.tumblr.com/docs/en/api/v2#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

SECRET = one("tumblr-secret", "Tumblr secret", part="secret")

_SECRET: Final = made(ALNUM, 50, "tumblr-secret")

DETECTORS = (
    secretive(
        SECRET,
        "tumblr",
        alnum(50),
        ("tumblr",),
        ((f"TUMBLR_SECRET={_SECRET}", _SECRET), (f'"tumblr_secret": "{_SECRET}"', _SECRET)),
        (
            f"TUMBLR_SECRET={_SECRET}0x",
            f"TUMBLR_SECRET={_SECRET[:-12]}",
            f"tumblr_commit={_SECRET}",
            "TUMBLR_SECRET=your_tumblr_key_goes_here_1",
        ),
    ),
)
