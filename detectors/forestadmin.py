"""Forest Admin's secrets: FOREST_ENV_SECRET and FOREST_AUTH_SECRET, 64 hexadecimal digits each.

https://docs.forestadmin.com/user-guide/project-settings/environments
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

SECRET = one("forestadmin-secret", "Forest Admin secret", part="secret")

_SECRET: Final = made(HEX, 64)

DETECTORS = (
    named(
        SECRET,
        keyed(r"forest(?:[-_]?admin)?(?=[-_]?(?:auth|env)[-_]?secret)"),
        r"[0-9a-f]{64}",
        ("forest",),
        ((f"FOREST_ENV_SECRET={_SECRET}", _SECRET), (f'forestEnvSecret = "{_SECRET}"', _SECRET)),
        (
            f"FOREST_ENV_SECRET={_SECRET}0",
            f"forest build {_SECRET}",
            f"FOREST_ENV_SECRET={'0' * len(_SECRET)}",
            f"CHECKSUM={_SECRET}",
        ),
        prefilter=r"forest[\w-]{0,10}(?:auth|env)[-_]?secret",
    ),
)
