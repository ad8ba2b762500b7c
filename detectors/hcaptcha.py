"""hCaptcha's secrets: `ES_` and 32 hexadecimal digits, formerly `0x` and 40.

https://docs.hcaptcha.com/#verify-the-user-response-server-side
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

SECRET = one("hcaptcha-secret", "hCaptcha secret", part="secret")

_SECRET: Final = "ES_" + made(HEX, 32)

DETECTORS = (
    named(
        SECRET,
        keyed("hcaptcha"),
        r"(?:ES_[0-9a-f]{32}|0x[0-9A-Fa-f]{40})",
        ("hcaptcha",),
        ((f"HCAPTCHA_SECRET={_SECRET}", _SECRET), (f'hcaptchaSecret = "{_SECRET}"', _SECRET)),
        (
            f"HCAPTCHA_SECRET={_SECRET}0",
            f"hcaptcha build {_SECRET}",
            f"HCAPTCHA_SECRET={'0' * len(_SECRET)}",
            f"CHECKSUM={_SECRET}",
        ),
    ),
)
