"""Equinix Metal's (formerly Packet's) API tokens: 32 letters and digits, told by their name only.

https://deploy.equinix.com/developers/docs/metal/identity-access-management/api-keys/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

TOKEN = one("equinix-metal-token", "Equinix Metal API token")

_TOKEN: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        TOKEN,
        keyed(r"equinix|(?<![a-z])packet(?=[_\-](?:auth|api)[_\-])"),
        r"[A-Za-z0-9]{32}",
        ("equinix", "packet"),
        ((f"EQUINIX_METAL_AUTH_TOKEN={_TOKEN}", _TOKEN), (f'equinixMetalAuthToken = "{_TOKEN}"', _TOKEN)),
        (
            f"EQUINIX_METAL_AUTH_TOKEN={_TOKEN}0",
            f"equinix build {_TOKEN}",
            f"EQUINIX_METAL_AUTH_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
        least=3.5,
        prefilter=r"equinix|packet[_-](?:auth|api)[_-]",
    ),
)
