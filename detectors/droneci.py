"""Drone CI's user tokens and its servers' secrets: 32 letters and digits, told by their name only.

https://docs.drone.io/cli/configure/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, keyed_hint, made, named, one

TOKEN = one("droneci-access-token", "Drone CI access token")

_TOKEN: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        TOKEN,
        keyed(r"(?<![a-z])drone[_\-]?(?:ci)?"),
        r"[A-Za-z0-9]{32}",
        ("drone",),
        ((f"DRONE_TOKEN={_TOKEN}", _TOKEN), (f'droneToken = "{_TOKEN}"', _TOKEN)),
        (f"DRONE_TOKEN={_TOKEN}0", f"drone build {_TOKEN}", f"DRONE_TOKEN={'0' * len(_TOKEN)}", f"CHECKSUM={_TOKEN}"),
        prefilter=keyed_hint("drone"),
        least=3.0,
    ),
)
