"""Disqus' API keys and secrets: 64 letters and digits, told by their name only.

https://disqus.com/api/docs/auth/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("disqus-api-key", "Disqus API key or secret", part="key")

_KEY: Final = made(ALNUM, 64)

DETECTORS = (
    named(
        KEY,
        keyed("disqus"),
        r"[A-Za-z0-9]{64}",
        ("disqus",),
        ((f"DISQUS_SECRET_KEY={_KEY}", _KEY), (f'disqusSecretKey = "{_KEY}"', _KEY)),
        (
            f"DISQUS_SECRET_KEY={_KEY}0",
            f"disqus build {_KEY}",
            f"DISQUS_SECRET_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.5,
    ),
)
