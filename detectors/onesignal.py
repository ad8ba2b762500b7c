"""OneSignal's keys: of an app, of an organisation, and those of before.

https://documentation.onesignal.com/docs/en/keys-and-ids
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one, prefixed

KEY = one("onesignal-api-key", "OneSignal API key", part="key")

_KEY: Final = "os_v2_app_" + made("abcdefghijklmnopqrstuvwxyz234567", 103)
_OLD: Final = made(ALNUM, 48)

DETECTORS = (
    prefixed(
        KEY,
        "os_v2_(?:app|org)_[a-z2-7]{103}",
        (
            "os_v2_app_",
            "os_v2_org_",
        ),
        (
            (f"ONESIGNAL_API_KEY={_KEY}", _KEY),
            (f"Authorization: Key {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
    named(
        KEY,
        "one[-_]?signal",
        "[A-Za-z0-9]{48}",
        (
            "onesignal",
            "one-signal",
            "one_signal",
        ),
        (
            (f"ONESIGNAL_REST_API_KEY={_OLD}", _OLD),
            (f'oneSignalAuthKey: "{_OLD}"', _OLD),
        ),
        (
            f"ONESIGNAL_REST_API_KEY={_OLD}0",
            f"onesignal_app: {_OLD}",
        ),
        common=True,
        least=3.8,
    ),
)
