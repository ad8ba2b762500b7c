"""Twitch's tokens and client secrets, and the key with which one streams.

https://dev.twitch.tv/docs/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, LOWER, made, one, prefixed
from .secretive import alnum, secretive

TOKEN = one("twitch-token", "Twitch token")
STREAM_KEY = one("twitch-stream-key", "Twitch stream key", part="key")

_TOKEN: Final = made(ALNUM, 30, "twitch-token")
_TOKEN_2: Final = "oauth:" + made(LOWER, 30, "chat")
_STREAM_KEY: Final = "live_126031192_" + made(ALNUM, 30, "twitch")

DETECTORS = (
    secretive(
        TOKEN,
        "twitch",
        alnum(30),
        ("twitch",),
        ((f"TWITCH_CLIENT_SECRET={_TOKEN}", _TOKEN), (f'"twitch_client_secret": "{_TOKEN}"', _TOKEN)),
        (
            f"TWITCH_CLIENT_SECRET={_TOKEN}0x",
            f"TWITCH_CLIENT_SECRET={_TOKEN[:-7]}",
            f"twitch_commit={_TOKEN}",
            "TWITCH_CLIENT_SECRET=your_twitch_key_goes_here_1",
        ),
    ),
    prefixed(
        TOKEN,
        "oauth:" + alnum(30),
        ("oauth:",),
        ((f"PASS {_TOKEN_2}", _TOKEN_2), (f'tmi_pass: "{_TOKEN_2}"', _TOKEN_2)),
        (_TOKEN_2[:-1], "oauth:your-token", "oauth:" + "x" * 30),
        prefilter="oauth:[a-z0-9]{30}",
    ),
    prefixed(
        STREAM_KEY,
        r"live_[0-9]{6,12}_" + alnum(28, 34),
        ("live_",),
        ((f"STREAM_KEY={_STREAM_KEY}", _STREAM_KEY), (f"rtmp://live.twitch.tv/app/{_STREAM_KEY}", _STREAM_KEY)),
        (_STREAM_KEY[:-5], f"x{_STREAM_KEY}", "TWITCH_STREAM_KEY=STREAM_KEY"),
        prefilter="live_[0-9]{6,12}_[a-z0-9]{28}",
    ),
)
