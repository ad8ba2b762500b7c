"""Ghost's keys: an admin key is an id and 64 hexadecimal digits behind a colon, a content key 26 digits.

https://ghost.org/docs/admin-api/#token-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, keyed_hint, made, named, one, prefixed

ADMIN = one("ghost-admin-api-key", "Ghost admin API key", part="key")
CONTENT = one("ghost-content-api-key", "Ghost content API key", part="key")

_ADMIN: Final = f"{made(HEX, 24)}:{made(HEX, 64)}"
_CONTENT: Final = made(HEX, 26)

DETECTORS = (
    prefixed(
        ADMIN,
        r"[0-9a-f]{24}:[0-9a-f]{64}",
        (":",),
        ((f"GHOST_ADMIN_API_KEY={_ADMIN}", _ADMIN), (f'key: "{_ADMIN}"', _ADMIN)),
        (_ADMIN[:-1], f"{_ADMIN}0", f"x{_ADMIN}"),
        prefilter=r"[0-9a-f]{24}:[0-9a-f]{64}",
        mark="[0-9a-f]{12}:",  # in logs a colon with digits around it stands on each line
    ),
    named(
        CONTENT,
        keyed(r"(?<![a-z])ghost"),
        r"[0-9a-f]{26}",
        ("ghost",),
        ((f"GHOST_CONTENT_API_KEY={_CONTENT}", _CONTENT), (f'ghostContentApiKey = "{_CONTENT}"', _CONTENT)),
        (
            f"GHOST_CONTENT_API_KEY={_CONTENT}0",
            f"ghost build {_CONTENT}",
            f"GHOST_CONTENT_API_KEY={'0' * len(_CONTENT)}",
            f"CHECKSUM={_CONTENT}",
        ),
        prefilter=keyed_hint("ghost"),
    ),
)
