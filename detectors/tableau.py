"""Tableau's personal access tokens: the secret, which works only with the token's name.

https://help.tableau.com/current/pro/desktop/en-us/useracct.htm
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, assignment, made, varied

TOKEN = CredentialType(
    name="tableau-personal-access-token",
    title="Tableau personal access token",
    parts=("secret", "name"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_TOKEN: Final = f"{made(ALNUM, 22)}==:{made(ALNUM, 32)}"

DETECTORS = (
    Detector(
        type=TOKEN,
        keywords=("==:",),
        pattern=r"(?<![A-Za-z0-9+/])(?P<secret>[A-Za-z0-9+/]{22}==:[A-Za-z0-9]{32})(?![A-Za-z0-9+/=])",
        span=256,
        companions=(("name", assignment("name", r"(?:token|pat)[-_]?name", r"[A-Za-z][\w\-]{2,62}")),),
        check=varied("secret", 4.0),
        examples=(
            (f"TABLEAU_PAT_SECRET={_TOKEN}", _TOKEN),
            (f'TOKEN_NAME=nightly\nTOKEN_SECRET="{_TOKEN}"', _TOKEN),
        ),
        near_misses=(_TOKEN[:-1], f"{_TOKEN}0", f"{made(ALNUM, 22)}==:{'x' * 32}", f"a{_TOKEN}"),
    ),
)
