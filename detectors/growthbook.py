"""GrowthBook's secret keys, by what they may do, and personal access tokens. Keys of its SDKs (sdk-) are public.

https://docs.growthbook.io/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("growthbook-secret-key", "GrowthBook secret key", part="key")

_KEY: Final = "secret_admin_" + made(ALNUM, 43, "growthbook")

DETECTORS = (
    prefixed(
        KEY,
        r"secret_(?:admin|readonly|user)_" + cased(36, 44),
        ("secret_admin_", "secret_readonly_", "secret_user_"),
        ((f"GROWTHBOOK_API_KEY={_KEY}", _KEY), (f"curl -u {_KEY}: https://api.growthbook.io/api/v1/features", _KEY)),
        (
            _KEY[:40],
            f"x{_KEY}",
            "secret_admin_" + "x" * 43,
            "secret_readonly_policy_arn",
            "secret_admin_" + made(HEX, 40, "digest"),
        ),
        least=3.8,
    ),
)
