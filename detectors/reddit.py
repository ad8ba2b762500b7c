"""Client secrets of Reddit's apps.

https://github.com/reddit-archive/reddit/wiki/OAuth2
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

SECRET = one("reddit-client-secret", "Reddit client secret", part="secret")

_SECRET: Final = made(ALNUM, 27, "reddit-client-secret")

DETECTORS = (
    named(
        SECRET,
        r"(?:reddit|praw)[\w.\-]{0,16}secret",
        alnum(27, 30, also="_\\-"),
        ("reddit", "praw"),
        ((f"REDDIT_CLIENT_SECRET={_SECRET}", _SECRET), (f'"reddit_client_secret": "{_SECRET}"', _SECRET)),
        (f"REDDIT_CLIENT_SECRET={_SECRET[:-6]}", "REDDIT_CLIENT_SECRET=your_client_secret"),
        prefilter=r"(?:reddit|praw)[\w.\-]{0,16}secret",
    ),
)
