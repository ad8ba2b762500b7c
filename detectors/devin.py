"""Devin's keys: of a person (`apk_user_`), of a service (`apk_`), both base64 of whose they are, and of service users.

https://docs.devin.ai/api-reference/authentication
"""

from __future__ import annotations

import base64
from typing import Final

from .base import Parts
from .forms import HEX, LOWER, made, one, prefixed

PERSONAL = one("devin-personal-api-key", "Devin personal API key", part="key")
SERVICE = one("devin-service-api-key", "Devin service API key", part="key")
USER = one("devin-service-user-token", "Devin service user token")


def _names_its_owner(parts: Parts) -> bool:
    """Behind the base64 stand the owner's id (`user-...`, `email|...` or `org-...`), a colon and the secret."""
    try:
        text = base64.b64decode(parts["key"].reveal().rpartition("_")[2], validate=True)
    except ValueError:
        return False
    return text.isascii() and b":" in text and text.split(b"-")[0].split(b"|")[0].isalnum()


def _encoded(owner: str) -> str:
    return base64.b64encode(f"{owner}-{made(HEX, 32)}:{made(HEX, 32)}".encode()).decode()


_PERSONAL: Final = f"apk_user_{_encoded('user')}"
_SERVICE: Final = f"apk_{_encoded('org')}"
_USER: Final = "cog_" + made(LOWER, 52)

DETECTORS = (
    prefixed(
        PERSONAL,
        r"apk_user_[A-Za-z0-9+/]{60,300}={0,2}",
        ("apk_user_",),
        ((f"DEVIN_API_KEY={_PERSONAL}", _PERSONAL),),
        (_PERSONAL[:40], f"x{_PERSONAL}", f"apk_user_{made(LOWER, 64)}"),
        check=_names_its_owner,
    ),
    prefixed(
        SERVICE,
        r"apk_(?!user_)[A-Za-z0-9+/]{60,300}={0,2}",
        ("apk_",),
        ((f"DEVIN_API_KEY={_SERVICE}", _SERVICE),),
        (_SERVICE[:40], f"x{_SERVICE}", f"apk_{made(LOWER, 64)}"),
        check=_names_its_owner,
    ),
    prefixed(
        USER,
        r"cog_[a-z0-9]{52}",
        ("cog_",),
        ((f"DEVIN_API_KEY={_USER}", _USER), (f"Authorization: Bearer {_USER}", _USER)),
        (_USER[:-1], f"{_USER}0", f"x{_USER}", "cog_" + "x" * 52),
    ),
)
