"""Clerk: the secret key of an instance.

https://clerk.com/docs/guides/development/clerk-environment-variables
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

SECRET_KEY = one("clerk-secret-key", "Clerk secret key", part="key")

_SECRET_KEY: Final = "sk_live_" + made(ALNUM, 42)

DETECTORS = (
    named(
        SECRET_KEY,
        r"(?<![a-z])clerk",
        r"sk_(?:live|test)_[A-Za-z0-9]{32,64}",
        ("clerk",),
        (
            (f"CLERK_SECRET_KEY={_SECRET_KEY}", _SECRET_KEY),
            (f'clerkSecretKey = "{_SECRET_KEY}"', _SECRET_KEY),
        ),
        (
            "CLERK_SECRET_KEY=sk_live_short",
            f"CLERK_SECRET_KEY=sk_live_{'x' * 42}",
            "CLERK_SECRET_KEY=pk_live_" + made(ALNUM, 42),
        ),
    ),
)
