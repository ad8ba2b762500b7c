"""Particle's access tokens, which look like hashes: where its API is asked, or by name.

https://docs.particle.io/reference/cloud-apis/api/#authentication
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import HEX, made, named, one, prefixed

TOKEN = one("particle-access-token", "Particle access token")

_TOKEN: Final = made(HEX, 40)

DETECTORS = (
    prefixed(
        TOKEN,
        "(?:(?<=Bearer )|(?<=access_token=)|(?<=access_token%3D))[0-9a-f]{40}",
        (
            "bearer ",
            "access_token",
        ),
        (
            (f'curl https://api.particle.io/v1/devices -H "Authorization: Bearer {_TOKEN}"', _TOKEN),
            (f"curl -d access_token={_TOKEN} \\nhttps://api.particle.io/v1/devices\n", _TOKEN),
        ),
        (
            f"Authorization: Bearer {_TOKEN}",
            f"api.particle.io at {_TOKEN}",
        ),
        near=r"api\.particle\.io",
        prefilter="(bearer |access_token(=|%3d))[0-9a-f]{40}",
        confidence=Confidence.CONTEXT,
    ),
    named(
        TOKEN,
        "particle",
        "[0-9a-f]{40}",
        ("particle",),
        (
            (f"PARTICLE_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f'particleToken: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"PARTICLE_ACCESS_TOKEN={_TOKEN}0",
            f"particle_commit = {_TOKEN}",
            f"particle: {_TOKEN}",
        ),
        common=True,
    ),
)
