"""AssemblyAI: the API key of an account.

https://www.assemblyai.com/docs/api-reference/overview
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("assemblyai-api-key", "AssemblyAI API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf'assembly[-_. ]?ai(?:{TELLING}|(?=["\']?\s?[:=]))',
        r"[A-Za-z0-9]{32}",
        ("assembly",),
        (
            (f"ASSEMBLYAI_API_KEY={_API_KEY}", _API_KEY),
            (f'assemblyaiApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"ASSEMBLYAI_API_KEY={_API_KEY}0",
            f"ASSEMBLYAI_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"assemblyai_id={_API_KEY}",
        ),
        prefilter=r"assembly[\-_. ]?ai",
    ),
)
