"""Harvest's access tokens: a number, `pt` or `at`, and 80 to 100 characters.

https://help.getharvest.com/api-v2/authentication-api/authentication/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, named, one

TOKEN = one("harvest-access-token", "Harvest access token")

_TOKEN: Final = f"1234567.pt.{made(URL_SAFE, 86)}"

DETECTORS = (
    named(
        TOKEN,
        r"harvest",
        r"\d{6,8}\.(?:pt|at)\.[A-Za-z0-9_\-]{80,100}",
        ("harvest",),
        ((f"HARVEST_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'harvestAccessToken = "{_TOKEN}"', _TOKEN)),
        (f"HARVEST_ACCESS_TOKEN={_TOKEN[:60]}", f"TOKEN={_TOKEN}", f"HARVEST_ACCESS_TOKEN=1234567.pt.{'x' * 86}"),
        prefilter=r"harvest[\s\S]{0,120}\.(?:pt|at)\.[A-Za-z0-9_-]{60}",
    ),
)
