"""Groove's access tokens: 64 hexadecimal digits, told by their name only.

https://developer.groovehq.com/docs
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

TOKEN = one("groovehq-access-token", "Groove access token")

_WORDS: Final = r"groove[-_.]?hq"
_TOKEN: Final = made(HEX, 64)

DETECTORS = (
    named(
        TOKEN,
        rf"(?:{keyed(_WORDS)}|groovehq\.com/[^\s\"'<>]{{0,120}}?[?&]access_token(?==))",
        r"[a-f0-9]{64}",
        ("groovehq", "groove_hq", "groove-hq"),
        (
            (f"GROOVEHQ_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f"https://api.groovehq.com/v1/me?access_token={_TOKEN}", _TOKEN),
        ),
        (
            f"GROOVEHQ_ACCESS_TOKEN={_TOKEN}0",
            f"groovehq build {_TOKEN}",
            f"GROOVEHQ_ACCESS_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
    ),
)
