"""Zulip's API keys, of people and of bots, and whose one is.

https://zulip.com/api/api-keys
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, made, varied
from .secretive import alnum, secretive

KEY = CredentialType(
    name="zulip-api-key",
    title="Zulip API key",
    parts=("key", "email"),
    secret=frozenset({"key"}),
    identity=("key",),
)

_EMAIL: Final = r"(?P<email>[A-Za-z0-9][\w.+\-]{0,60}@[A-Za-z0-9][A-Za-z0-9.\-]{1,80})"
_KEY: Final = made(ALNUM, 32, "zulip")

DETECTORS = (
    secretive(
        KEY,
        "zulip",
        alnum(32),
        ("zulip",),
        ((f"ZULIP_API_KEY={_KEY}", _KEY), (f'zulipKey: "{_KEY}"', _KEY)),
        (f"ZULIP_API_KEY={_KEY}0", f"zulip_commit={_KEY}", "ZULIP_API_KEY=your_zulip_api_key"),
    ),
    # ~/.zuliprc, as Zulip itself writes it.
    Detector(
        type=KEY,
        keywords=("[api]",),
        span=300,
        pattern=(
            rf"\[api\]\s{{1,4}}email[ \t]?=[ \t]?{_EMAIL}\s{{1,4}}"
            rf"key[ \t]?=[ \t]?(?P<key>{alnum(32)})\s{{1,4}}site[ \t]?="
        ),
        check=varied("key"),
        examples=((f"[api]\nemail=me@example.com\nkey={_KEY}\nsite=https://example.zulipchat.com\n", _KEY),),
        near_misses=(f"[api]\nkey={_KEY}\n", f"[api]\nemail=me@example.com\nkey={_KEY}0\nsite=https://a\n"),
    ),
)
