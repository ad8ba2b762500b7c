"""The secrets of Pusher's apps. What names the key is public.

https://pusher.com/docs/channels/library_auth_reference/rest-api/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

SECRET = one("pusher-app-secret", "Pusher app secret", part="secret")

_SECRET: Final = made(HEX, 20)
_KEY: Final = made(HEX, 20, "pusher")

DETECTORS = (
    named(
        SECRET,
        r"(?:pusher(?=[\w.\-]{0,20}?secret)|pusher\(\s{0,24}[\"'][0-9a-f]{20}(?=[\"']))",
        "[0-9a-f]{20}",
        ("pusher",),
        (
            (f"PUSHER_APP_SECRET={_SECRET}", _SECRET),
            (f'pusherSecret: "{_SECRET}"', _SECRET),
            (f"new Pusher\\Pusher('{_KEY}', '{_SECRET}', '123')", _SECRET),
            (f'new Pusher(\n    "{_KEY}",\n    "{_SECRET}",\n    "123"\n)', _SECRET),
        ),
        (
            f"PUSHER_APP_SECRET={_SECRET}0",
            f"PUSHER_APP_KEY={_SECRET}",
            f"new Pusher('{_KEY}', {{ cluster: 'eu' }})",
            f"new Pusher('{_KEY}', '123', '{_SECRET}')",
        ),
        prefilter=r"pusher([\w.\-]{0,24}secret|\()",
    ),
)
