"""Tolgee's API keys: of a project (tgpak, base32 of its number and the secret), of a person (tgpat,
256 bits).

https://docs.tolgee.io/platform/account_settings/api_keys_and_pat_tokens
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from typing import Final

from .base import Parts
from .forms import LOWER, made, one, prefixed

PROJECT = one("tolgee-project-api-key", "Tolgee project API key", part="key")
PERSON = one("tolgee-personal-access-token", "Tolgee personal access token")

_NUMBERED: Final = re.compile(rb"[0-9]{1,12}_[a-z0-9]{16,64}")


def _is_of_a_project(parts: Parts) -> bool:
    inner = parts["key"].reveal().partition("_")[2].upper()
    try:
        return _NUMBERED.fullmatch(b32decode(inner + "=" * (-len(inner) % 8))) is not None
    except ValueError:  # no length that base32 has
        return False


_PROJECT: Final = "tgpak_" + b32encode(f"14_{made(LOWER, 25, 'tolgee')}".encode()).decode().rstrip("=").lower()
_PERSON: Final = "tgpat_" + made("0123456789abcdefghijklmnopqrstuv", 52, "tolgee")

DETECTORS = (
    prefixed(
        PROJECT,
        r"tgpak_[a-z2-7]{36,100}",
        ("tgpak_",),
        ((f"TOLGEE_API_KEY={_PROJECT}", _PROJECT), (f"apiKey: '{_PROJECT}',", _PROJECT)),
        (_PROJECT[:-12], f"x{_PROJECT}", "tgpak_" + "x" * 45, "tgpak_" + made("abcdefghij234567", 45, "tolgee")),
        check=_is_of_a_project,
    ),
    prefixed(
        PERSON,
        r"tgpat_[0-9a-v]{50,52}",
        ("tgpat_",),
        ((f"TOLGEE_TOKEN={_PERSON}", _PERSON), (f"X-API-Key: {_PERSON}", _PERSON)),
        (_PERSON[:30], f"x{_PERSON}", f"{_PERSON[:-1]}x", "MTGPAT_DAYS"),
    ),
)
