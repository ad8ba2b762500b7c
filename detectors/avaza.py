"""Avaza: a personal access token, which begins with the number of its account.

https://www.avaza.com/api-integrations/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

PERSONAL_ACCESS_TOKEN = one("avaza-personal-access-token", "Avaza personal access token")

_PERSONAL_ACCESS_TOKEN: Final = "81234-" + made(HEX, 40)

DETECTORS = (
    named(
        PERSONAL_ACCESS_TOKEN,
        rf"avaza{TELLING}",
        r"[0-9]{1,10}-[a-f0-9]{40}",
        ("avaza",),
        (
            (f"AVAZA_TOKEN={_PERSONAL_ACCESS_TOKEN}", _PERSONAL_ACCESS_TOKEN),
            (f'avazaToken = "{_PERSONAL_ACCESS_TOKEN}"', _PERSONAL_ACCESS_TOKEN),
        ),
        (
            f"AVAZA_TOKEN={_PERSONAL_ACCESS_TOKEN}0",
            f"AVAZA_TOKEN={'x' * len(_PERSONAL_ACCESS_TOKEN)}",
            f"checksum={_PERSONAL_ACCESS_TOKEN}",
            f"avaza_id={_PERSONAL_ACCESS_TOKEN}",
        ),
    ),
)
