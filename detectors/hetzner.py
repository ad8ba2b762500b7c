"""Hetzner Cloud's API tokens: 64 letters and digits, told by their name only.

https://docs.hetzner.cloud/reference/cloud#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

TOKEN = one("hetzner-cloud-api-token", "Hetzner Cloud API token")

_TOKEN: Final = made(ALNUM, 64)

DETECTORS = (
    named(
        TOKEN,
        keyed(r"hetzner|hcloud"),
        r"[A-Za-z0-9]{64}",
        ("hetzner", "hcloud"),
        ((f"HCLOUD_TOKEN={_TOKEN}", _TOKEN), (f'hcloudToken = "{_TOKEN}"', _TOKEN)),
        (
            f"HCLOUD_TOKEN={_TOKEN}0",
            f"hcloud build {_TOKEN}",
            f"HCLOUD_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
        least=4.0,
    ),
)
