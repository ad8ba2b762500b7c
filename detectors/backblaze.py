"""Backblaze B2's application keys, which work beside their id: of its 25 hexadecimal digits the first is 0.

https://www.backblaze.com/docs/cloud-storage-application-keys
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, BASE64, HEX, made, prefixed
from .secretive import alnum

KEY = CredentialType(
    name="backblaze-application-key",
    title="Backblaze B2 application key",
    parts=("key", "key_id"),
    secret=frozenset({"key"}),
    identity=("key",),
)

_KEY: Final = "K005" + made(BASE64, 26, "backblaze") + made(ALNUM, 1, "backblaze")
_ID: Final = f"005{made(HEX, 12, 'backblaze')}0000000003"

DETECTORS = (
    prefixed(
        KEY,
        r"K00[0-9]" + alnum(27, also="+/") + r"(?![+/=])",
        ("backblaze", "b2_app", "b2_key", "b2_secret", "b2app"),
        (
            (f"B2_KEY_ID={_ID}\nB2_APPLICATION_KEY={_KEY}", _KEY),
            (f"endpoint: s3.us-west-004.backblazeb2.com\nsecret_key: {_KEY}", _KEY),
        ),
        (
            f"B2_APPLICATION_KEY={_KEY[:-1]}",
            f"B2_APPLICATION_KEY={_KEY}0",
            f"APPLICATION_KEY={_KEY}",
            "B2_APPLICATION_KEY=K005" + "x" * 27,
        ),
        least=3.4,
        near=r"backblaze|(?<![a-z0-9])b2(?:_app|_key|_secret|app)",
        companions=(("key_id", r"(?<![0-9A-Za-z])(?P<key_id>0[0-9a-f]{14}0[0-9]{9})(?![0-9A-Za-z])"),),
    ),
)
