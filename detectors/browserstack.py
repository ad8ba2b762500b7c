"""BrowserStack: the access key of a user, as a value and in the address of its hub.

https://www.browserstack.com/docs/automate/selenium/getting-started/python
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, TELLING, assignment, made, named

ACCESS_KEY = CredentialType(
    name="browserstack-access-key",
    title="BrowserStack access key",
    parts=("key", "user"),
    secret=frozenset({"key"}),
    identity=("key",),
)

_ACCESS_KEY: Final = made(ALNUM, 20)

DETECTORS = (
    named(
        ACCESS_KEY,
        rf"browser-?_?stack{TELLING}",
        r"[A-Za-z0-9]{20}",
        ("browser",),
        (
            (f"BROWSERSTACK_ACCESS_KEY={_ACCESS_KEY}", _ACCESS_KEY),
            (f"browserstack_access_key: {_ACCESS_KEY}", _ACCESS_KEY),
        ),
        (
            f"BROWSERSTACK_ACCESS_KEY={_ACCESS_KEY}0",
            f"BROWSERSTACK_ACCESS_KEY={'x' * len(_ACCESS_KEY)}",
            f"checksum={_ACCESS_KEY}",
            f"browserstack_id={_ACCESS_KEY}",
        ),
        companions=(("user", assignment("user", r"user(?:[-_. ]?name)?", r"[a-z0-9_]{6,40}")),),
        prefilter=r"browser[\-_]?stack",
    ),
)
