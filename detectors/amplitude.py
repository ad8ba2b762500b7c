"""Amplitude: the key of a project and its secret key, which together export what was sent.

https://amplitude.com/docs/apis/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

SECRET_KEY = one("amplitude-secret-key", "Amplitude key", part="key")

_SECRET_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        SECRET_KEY,
        rf"amplitude{TELLING}",
        r"[a-fA-F0-9]{32}",
        ("amplitude",),
        (
            (f"AMPLITUDE_SECRET_KEY={_SECRET_KEY}", _SECRET_KEY),
            (f'amplitude-secret-key := "{_SECRET_KEY}"', _SECRET_KEY),
        ),
        (
            f"AMPLITUDE_SECRET_KEY={_SECRET_KEY}0",
            f"AMPLITUDE_SECRET_KEY={'x' * len(_SECRET_KEY)}",
            f"checksum={_SECRET_KEY}",
            f"amplitude_id={_SECRET_KEY}",
        ),
    ),
)
