"""Freemius' secret keys: `sk_` and 29 characters with punctuation among them, in a PHP array.

https://freemius.com/help/documentation/wordpress-sdk/integrating-freemius-sdk/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import ALNUM, made, one, varied

KEY = one("freemius-secret-key", "Freemius secret key", part="key")

_KEY: Final = "sk_" + made(f"{ALNUM}!@#$%&*^~", 29)

DETECTORS = (
    Detector(
        type=KEY,
        keywords=("secret_key",),
        prefilter=r"[\"']secret_key[\"'][ \t=>]{1,20}[\"']sk_",
        pattern=r"[\"']secret_key[\"'][ \t]{0,8}=>[ \t]{0,8}[\"'](?P<key>sk_[!-&(-\[\]-~]{29})[\"']",
        confidence=Confidence.CONTEXT,
        check=varied("key", 3.8),
        examples=((f"'secret_key' => '{_KEY}',", _KEY), (f'"secret_key" => "{_KEY}"', _KEY)),
        near_misses=(
            f"'secret_key' => '{_KEY}0'",
            f"secret_key => '{_KEY}'",
            f"'other_key' => '{_KEY}'",
            "'secret_key' => 'sk_" + "x" * 29 + "'",
        ),
    ),
)
