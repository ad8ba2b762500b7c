"""Figma's tokens: `figd_` is a personal access token, the others belong to OAuth and SCIM.

Old personal access tokens are a number and a UUID.

https://www.figma.com/developers/api#access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, URL_SAFE, UUID, keyed, made, named, one, prefixed

PAT = one("figma-personal-access-token", "Figma personal access token")
OTHER = one("figma-oauth-token", "Figma OAuth or SCIM token")

_PAT: Final = "figd_" + made(URL_SAFE, 40)
_OTHER: Final = "figu_" + made(URL_SAFE, 40)
_PAT2: Final = f"1394-{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    prefixed(
        PAT,
        r"figd_[A-Za-z0-9_\-]{38,44}",
        ("figd_",),
        ((f"FIGMA_TOKEN={_PAT}", _PAT), (f"X-Figma-Token: {_PAT}", _PAT)),
        (_PAT[:30], f"x{_PAT}", "figd_" + "x" * 40),
    ),
    prefixed(
        OTHER,
        r"fig(?:u|ur|o|or|oh|os|sc|pt)_[A-Za-z0-9_\-]{38,48}",
        ("figu_", "figur_", "figo_", "figor_", "figoh_", "figos_", "figsc_", "figpt_"),
        ((f"access_token={_OTHER}", _OTHER),),
        (_OTHER[:30], f"x{_OTHER}", "figu_" + "x" * 40),
    ),
    named(
        PAT,
        keyed("figma"),
        rf"\d{{3,12}}-{UUID}",
        ("figma",),
        ((f"X-Figma-Token: {_PAT2}", _PAT2), (f"FIGMA_TOKEN={_PAT2}", _PAT2)),
        (f"FIGMA_TOKEN={_PAT2}0", f"figma file {_PAT2}", f"REQUEST={_PAT2}"),
    ),
)
