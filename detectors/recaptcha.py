"""The secret keys of reCAPTCHA. A site key, which everybody may see, looks the same: only the name tells.

https://developers.google.com/recaptcha/docs/verify
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

KEY = one("recaptcha-secret-key", "reCAPTCHA secret key", part="key")

_KEY: Final = "6L" + made(ALNUM, 38, "recaptcha")

DETECTORS = (
    named(
        KEY,
        r"re?captcha[\w.\-]{0,16}(?:secret|private)",
        "6L" + alnum(38, also="_\\-"),
        ("recaptcha",),
        ((f"RECAPTCHA_SECRET_KEY={_KEY}", _KEY), (f'"recaptchaPrivateKey": "{_KEY}"', _KEY)),
        (f"RECAPTCHA_SITE_KEY={_KEY}", f"RECAPTCHA_SECRET_KEY={_KEY[:-1]}", f"RECAPTCHA_SECRET_KEY={_KEY}0"),
        prefilter=r"re?captcha[\w.\-]{0,16}(?:secret|private)",
    ),
)
