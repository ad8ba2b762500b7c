"""TrueNAS' API keys: a small number, a dash, 64 letters and digits.

https://www.truenas.com/docs/scale/scaletutorials/toptoolbar/managingapikeys/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import ALNUM, made, named, one, varied

KEY = one("truenas-api-key", "TrueNAS API key", part="key")

_VALUE: Final = r"[0-9]{1,4}-[A-Za-z0-9]{64}"
_KEY: Final = "8-" + made(ALNUM, 64, "truenas")

DETECTORS = (
    Detector(
        type=KEY,
        confidence=Confidence.CONTEXT,
        keywords=("login_with_api_key", "bearer"),
        prefilter=r"login_with_api_key|bearer[ \t]{1,4}[0-9]{1,4}-[a-z0-9]{64}",
        span=256,
        pattern=(
            r"(?:login_with_api_key[\"'],?\s{0,8}[\"']?params[\"']?\s{0,4}[:=]\s{0,4}[\[(]?\s{0,16}[\"']"
            r"|(?i:bearer)[ \t]{1,4})"
            rf"(?P<key>{_VALUE})(?![A-Za-z0-9_\-])"
        ),
        check=varied("key", 4.0),
        examples=(
            (f"curl -H 'Authorization: Bearer {_KEY}' http://nas/api/v2.0/pool", _KEY),
            (f'"method": "auth.login_with_api_key",\n  "params": [\n    "{_KEY}"\n  ]', _KEY),
        ),
        near_misses=(f"Bearer {_KEY[:-1]}", f"Bearer {_KEY}0", f"Bearer 8-{'x' * 64}", f"digest {_KEY}"),
    ),
    named(
        KEY,
        r"(?:true|free)nas",
        _VALUE,
        ("truenas", "freenas"),
        ((f"TRUENAS_API_KEY={_KEY}", _KEY),),
        (f"TRUENAS_API_KEY={_KEY}0", f"OTHER_API_KEY={_KEY}"),
    ),
)
