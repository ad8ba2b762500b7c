"""Cloudflare Turnstile's secret keys; a site key, which everybody may see, begins alike and is shorter.

https://developers.cloudflare.com/turnstile/get-started/
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, not_hex, one, prefixed

SECRET = one("turnstile-secret", "Cloudflare Turnstile secret key", part="secret")

_SECRET: Final = "0x4AAAAAA" + made(URL_SAFE, 25, "turnstile") + "k"
_SITE: Final = _SECRET[:23] + "k"

DETECTORS = (
    prefixed(
        SECRET,
        r"0x4AAAAA[A-Za-z0-9_\-]{27}",
        ("0x4aaaaa",),
        ((f"TURNSTILE_SECRET_KEY={_SECRET}", _SECRET), (f"secret: '{_SECRET}',", _SECRET)),
        (f"TURNSTILE_SITE_KEY={_SITE}", f"0x4AAAAA{'AB' * 13}A", f"TURNSTILE_SECRET_KEY={_SECRET}00"),
        check=not_hex("secret"),
    ),
)
