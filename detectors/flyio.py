"""Fly.io's access tokens: macaroons (`fm1r_`, `fm2_`, often several behind `FlyV1`) and OAuth tokens (`fo1_`).

https://fly.io/docs/security/tokens/
https://fly.io/blog/macaroons-escalated-quickly/
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, URL_SAFE, made, one, prefixed

TOKEN = one("flyio-access-token", "Fly.io access token")

_TOKEN: Final = "fm2_" + made(BASE64, 120) + "=="
_TOKEN2: Final = "fo1_" + made(URL_SAFE, 43)
_TOKEN3: Final = made(URL_SAFE, 100)

DETECTORS = (
    prefixed(
        TOKEN,
        r"fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,900}={0,3}(?:,fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,900}={0,3}){0,4}",
        ("fm1r_", "fm1a_", "fm2_"),
        ((f"FLY_API_TOKEN={_TOKEN}", _TOKEN), (f'FLY_API_TOKEN="FlyV1 {_TOKEN}"', _TOKEN)),
        (_TOKEN[:80], f"x{_TOKEN}", "fm2_" + "x" * 120),
    ),
    prefixed(
        TOKEN,
        r"fo1_[A-Za-z0-9_\-]{43}",
        ("fo1_",),
        ((f"FLY_API_TOKEN={_TOKEN2}", _TOKEN2),),
        (_TOKEN2[:-1], f"{_TOKEN2}0", "fo1_" + "x" * 43),
    ),
    prefixed(
        TOKEN,
        r"(?<=FlyV1 )(?!fm)[A-Za-z0-9+/=_,\-]{80,1000}",
        ("flyv1 ",),
        ((f"Authorization: FlyV1 {_TOKEN3}", _TOKEN3),),
        (f"FlyV1 {_TOKEN3[:70]}", f"FlyV2 {_TOKEN3}", "FlyV1 " + "a" * 100),
    ),
)
