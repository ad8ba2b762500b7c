"""MessageBird's (Bird's) access keys.

https://developers.messagebird.com/api/#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

KEY = one("messagebird-access-key", "MessageBird access key", part="key")

_KEY: Final = made(ALNUM, 25)

DETECTORS = (
    named(
        KEY,
        "message[-_]?bird",
        "(?:live_|test_)?[A-Za-z0-9]{25}",
        (
            "messagebird",
            "message-bird",
            "message_bird",
        ),
        (
            (f"MESSAGEBIRD_API_KEY={_KEY}", _KEY),
            (f'message_birdToken = "{_KEY}"', _KEY),
            (f"client = MessageBird::Client.new('{_KEY}')", _KEY),
            (f"$client = new \\MessageBird\\Client('{_KEY}');", _KEY),
        ),
        (
            f"MESSAGEBIRD_API_KEY={_KEY}0",
            f"messagebird_id: {_KEY}",
            f"KEY={_KEY}",
            f"MessageBird.find('{_KEY}')",
        ),
        common=True,
    ),
)
