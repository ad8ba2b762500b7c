"""WakaTime's keys: a person's, which is a UUID with or without a prefix, and an application's.

https://wakatime.com/developers
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, UUID, made, made_uuid, one, prefixed
from .secretive import alnum, secretive

KEY = one("wakatime-api-key", "WakaTime API key", part="key")
APP = one("wakatime-app-token", "WakaTime application token")

_KEY: Final = made_uuid("wakatime-api-key")
_KEY_2: Final = "waka_" + made_uuid("waka")
_APP: Final = "waka_tok_" + made(ALNUM, 80, "waka")

DETECTORS = (
    secretive(
        KEY,
        "waka[-_]?time",
        UUID,
        ("wakatime", "waka_time", "waka-time"),
        ((f"WAKATIME_API_KEY={_KEY}", _KEY), (f'"wakatime_api_key": "{_KEY}"', _KEY)),
        (
            f"WAKATIME_API_KEY={_KEY}0x",
            f"WAKATIME_API_KEY={_KEY[:-9]}",
            f"wakatime_commit={_KEY}",
            "WAKATIME_API_KEY=your_wakatime_key_goes_here_1",
        ),
    ),
    prefixed(
        KEY,
        "waka_(?:" + UUID + "|" + alnum(36, 44) + ")",
        ("waka_",),
        ((f"api_key = {_KEY_2}", _KEY_2),),
        (_KEY_2[:-1], f"x{_KEY_2}", "waka_time_of_the_last_heartbeat_that_was_seen"),
    ),
    prefixed(
        APP,
        "waka_(?:sec|tok|ref)_" + alnum(60, 100),
        ("waka_sec_", "waka_tok_", "waka_ref_"),
        ((f"WAKATIME_TOKEN={_APP}", _APP),),
        (_APP[:40], f"x{_APP}", "waka_tok_your-token"),
    ),
)
