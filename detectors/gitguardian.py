"""GitGuardian's API keys: about 70 hexadecimal digits, told by their name only.

https://docs.gitguardian.com/api-docs/service-accounts
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("gitguardian-api-key", "GitGuardian API key", part="key")

_KEY: Final = made(HEX, 70)

DETECTORS = (
    named(
        KEY,
        keyed(r"git[-_]?guardian"),
        r"[A-Fa-f0-9]{60,80}",
        ("gitguardian", "git_guardian", "git-guardian"),
        ((f"GITGUARDIAN_API_KEY={_KEY}", _KEY), (f'gitguardianApiKey = "{_KEY}"', _KEY)),
        (f"GITGUARDIAN_API_KEY={_KEY[:50]}", f"gitguardian build {_KEY}", f"GITGUARDIAN_API_KEY={'0' * 70}"),
    ),
)
