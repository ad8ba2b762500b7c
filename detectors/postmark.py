"""Postmark's tokens, of a server and of an account: UUIDs, known by the name or the header.

https://postmarkapp.com/developer/api/overview#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import made_uuid, named, one

TOKEN = one("postmark-token", "Postmark API token")

_TOKEN: Final = made_uuid()

DETECTORS = (
    named(
        TOKEN,
        r"postmark(?:app)?(?![\w.\-]{0,24}id\b)",
        "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("postmark",),
        (
            (f"POSTMARK_API_TOKEN={_TOKEN}", _TOKEN),
            (f'"X-Postmark-Server-Token": "{_TOKEN}"', _TOKEN),
            (f'postmark: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"POSTMARK_API_TOKEN={_TOKEN}0",
            f"TOKEN={_TOKEN}",
            f'postmark_message_id = "{_TOKEN}"',
        ),
        prefilter="postmark(?s:.){1,60}[0-9a-f]{8}-",
    ),
)
