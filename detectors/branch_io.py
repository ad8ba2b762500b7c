"""Branch: the key of an app, which the secret of that name goes with.

https://help.branch.io/developers-hub/docs/deep-linking-api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one, prefixed

SECRET = one("branch-io-secret", "Branch secret", part="secret")
KEY = one("branch-io-key", "Branch key", part="key")

_SECRET: Final = "secret_live_" + made(ALNUM, 32)
_KEY: Final = "key_live_" + made(ALNUM, 32)

DETECTORS = (
    named(
        SECRET,
        r"branch[-_]?(?:key[-_]?)?secret",
        r"secret_(?:live|test)_[A-Za-z0-9]{32}",
        ("branch",),
        (
            (f"BRANCH_SECRET={_SECRET}", _SECRET),
            (f'branch-secret := "{_SECRET}"', _SECRET),
        ),
        (
            f"BRANCH_SECRET={_SECRET}0",
            f"BRANCH_SECRET=secret_live_{'x' * 32}",
            f"checksum={_SECRET}",
        ),
        prefilter=r"branch[\-_]?(?:key[\-_]?)?secret",
    ),
    prefixed(
        KEY,
        r"key_(?:live|test)_[A-Za-z0-9]{32}",
        (
            "key_live_",
            "key_test_",
        ),
        (
            (f"BRANCH_KEY={_KEY}", _KEY),
            (f'client = Client("{_KEY}")', _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"key_live_{'x' * (len(_KEY) - 9)}",
        ),
    ),
)
