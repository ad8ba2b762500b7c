"""SoundCloud's client secrets.

https://developers.soundcloud.com/docs/api/guide#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

SECRET = one("soundcloud-client-secret", "SoundCloud client secret", part="secret")

_SECRET: Final = made(ALNUM, 32, "soundcloud-client-secret")

DETECTORS = (
    named(
        SECRET,
        r"soundcloud[\w.\-]{0,16}secret",
        alnum(32),
        ("soundcloud",),
        ((f"SOUNDCLOUD_CLIENT_SECRET={_SECRET}", _SECRET), (f'"soundcloud_client_secret": "{_SECRET}"', _SECRET)),
        (
            f"SOUNDCLOUD_CLIENT_SECRET={_SECRET}0x",
            f"SOUNDCLOUD_CLIENT_SECRET={_SECRET[:-8]}",
            "SOUNDCLOUD_CLIENT_SECRET=your_soundcloud_key_goes_here_1",
        ),
    ),
)
