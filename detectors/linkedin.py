"""LinkedIn's client secrets: today's say which they are, those of before are sixteen letters.

https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, assignment, has_digits, made, named, prefixed

SECRET = CredentialType(
    name="linkedin-client-secret",
    title="LinkedIn client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = "WPL_AP1." + made(ALNUM, 16) + "." + made(ALNUM, 6) + "=="
_OLD: Final = made(ALNUM, 16)

DETECTORS = (
    prefixed(
        SECRET,
        r"WPL_AP[01]\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/]{6,8}={0,2}",
        ("wpl_ap",),
        ((f"LINKEDIN_CLIENT_SECRET={_SECRET}", _SECRET),),
        (f"WPL_AP1.{made(ALNUM, 12)}.Ab3dEf==",),
    ),
    named(
        SECRET,
        "linked[-_]?in",
        "[A-Za-z0-9]{16}",
        (
            "linkedin",
            "linked-in",
            "linked_in",
        ),
        (
            (f"LINKEDIN_CLIENT_SECRET={_OLD}", _OLD),
            (f'LINKEDIN_KEY = "77a0b1c2d3e4f5"\nLINKEDIN_SECRET = "{_OLD}"', _OLD),
        ),
        (
            f"LINKEDIN_CLIENT_SECRET={_OLD}0",
            f'linkedin_id = "{_OLD}"',
            f"LINKEDIN_SECRET={'x' * 16}",
        ),
        common=True,
        check=has_digits("secret"),
        companions=(("client_id", assignment("client_id", r"linked[-_]?in[\w.\-]{0,20}?(?:id|key)", r"[a-z0-9]{14}")),),
    ),
)
