"""GC Notify of the Canadian Digital Service: an API key, which ends in the id of its service and the secret.

https://documentation.notification.canada.ca/en/start.html
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

API_KEY = one("canadian-digital-service-notify-api-key", "GC Notify API key", part="key")

_API_KEY: Final = f"gcntfy-shop-{made_uuid('a')}-{made_uuid('b')}"

DETECTORS = (
    prefixed(
        API_KEY,
        rf"(?i:gcntfy-[a-z0-9_\-]{{1,80}}?-{UUID}-{UUID})",
        ("gcntfy-",),
        (
            (f"NOTIFY_API_KEY={_API_KEY}", _API_KEY),
            (f"Authorization: ApiKey-v1 {_API_KEY}", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            _API_KEY.replace("gcntfy", "notify"),
        ),
    ),
)
