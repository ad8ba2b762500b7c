"""Mailgun's keys: of an account, which today end in two short pieces, to verify addresses, and to sign webhooks.

https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import HEX, made, named, one, prefixed

KEY = one("mailgun-api-key", "Mailgun API key", part="key")
PUBLIC = one("mailgun-public-key", "Mailgun public validation key", part="key")
SIGNING = one("mailgun-signing-key", "Mailgun webhook signing key", part="key")

_OLD: Final = "key-" + made(HEX, 32)
_KEY: Final = f"{made(HEX, 32)}-{made(HEX, 8)}-{made(HEX, 8, 'end')}"
_PUBLIC: Final = "pubkey-" + made(HEX, 32)
_SIGNING: Final = made(HEX, 32)

DETECTORS = (
    prefixed(
        KEY,
        "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}",
        ("-",),
        ((f"MAILGUN_API_KEY={_KEY}", _KEY), (f'{{"login@example.com":"{_KEY}"}}', _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"{_KEY}-0123", f"{'0' * 32}-00000000-00000000"),
        prefilter="[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}",
        mark="[0-9a-f]{8}-[0-9a-f]{8}-",
    ),
    prefixed(
        KEY,
        "key-[0-9a-zA-Z]{32}",
        ("key-",),
        (
            (f"MAILGUN_API_KEY={_OLD}", _OLD),
            (f"curl -s --user 'api:{_OLD}' https://api.mailgun.net/v3/example.com/messages", _OLD),
            (f"process.env.MAILGUN_API || '{_OLD}'", _OLD),
        ),
        (f"cache {_OLD}", f"mailgun {_OLD}0", f"mailgun key-{'x' * 32}", f"mailgun mon{_OLD}"),
        near="mailgun",
        prefilter="key-[0-9a-z]{32}",
        confidence=Confidence.CONTEXT,
    ),
    prefixed(
        PUBLIC,
        "pubkey-[0-9a-f]{32}",
        ("pubkey-",),
        ((f"MAILGUN_PUBLIC_KEY={_PUBLIC}", _PUBLIC),),
        (_PUBLIC[:-1], f"{_PUBLIC}0"),
    ),
    named(
        SIGNING,
        r"mailgun(?=[\w.\-]{0,24}?(?:sign|webhook|key|secret))",
        "[0-9a-f]{32}",
        ("mailgun",),
        ((f"MAILGUN_SIGNING_KEY={_SIGNING}", _SIGNING), (f'mailgun_webhook_key: "{_SIGNING}"', _SIGNING)),
        (f"MAILGUN_SIGNING_KEY={_SIGNING}0", f"mailgun_message = {_SIGNING}"),
        prefilter=r"mailgun[\w.\-]{0,28}(sign|webhook|key|secret)",
    ),
)
