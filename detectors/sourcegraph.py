"""Sourcegraph's tokens: of a user (with the instance they are for, or `local`), of Cody's gateway, of a licence; and
of Amp, which has left it, the key of a user: a ULID and the secret.

https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token and https://sourcegraph.com/docs/admin/security and
https://ampcode.com/manual
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UPPER, made, one, prefixed
from .secretive import hexes, secretive

TOKEN = one("sourcegraph-access-token", "Sourcegraph access token")
GATEWAY = one("sourcegraph-gateway-token", "Sourcegraph gateway token")
LICENCE = one("sourcegraph-license-token", "Sourcegraph license token")
AMP = one("amp-api-key", "Amp API key", part="key")

_HEX: Final = made(HEX, 40, "sourcegraph")
_LONG: Final = made(HEX, 64, "sourcegraph")
_TOKEN: Final = f"sgp_{_HEX}"
_OF_ONE: Final = f"sgp_{made(HEX, 16)}_{_HEX}"
_GATEWAY, _LICENCE = f"sgd_{_LONG}", f"slk_{_LONG}"
_AMP: Final = f"sgamp_user_01{made(UPPER, 24, 'amp')}_{_LONG}"

DETECTORS = (
    prefixed(
        TOKEN,
        rf"sgp_(?:(?:[0-9a-fA-F]{{16}}|local)_)?{hexes(40)}",
        ("sgp_",),
        ((f"SRC_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: token {_OF_ONE}", _OF_ONE)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"x{_TOKEN}", "sgp_" + "a" * 40, f"sgp_{'a1' * 9}_{_HEX}"),
        least=3.0,
    ),
    prefixed(
        GATEWAY,
        "sgd_" + hexes(64),
        ("sgd_",),
        ((f"CODY_TOKEN={_GATEWAY}", _GATEWAY),),
        (_GATEWAY[:-1], f"{_GATEWAY}0", "sgd_" + "a" * 64),
    ),
    prefixed(
        LICENCE,
        "sl[ks]_" + hexes(64),
        ("slk_", "sls_"),
        ((f"licenseToken: {_LICENCE}", _LICENCE),),
        (_LICENCE[:-1], f"{_LICENCE}0", "slk_" + "a" * 64),
    ),
    prefixed(
        AMP,
        r"sgamp_user_[0-9A-Z]{26}_" + hexes(64),
        ("sgamp_user_",),
        ((f"AMP_API_KEY={_AMP}", _AMP), (f"Authorization: Bearer {_AMP}", _AMP)),
        (_AMP[:-1], f"{_AMP}0", f"x{_AMP}", f"sgamp_user_01{'X' * 24}_{'0' * 64}"),
    ),
    secretive(
        TOKEN,
        r"sourcegraph|src[-_]access",
        hexes(40),
        ("sourcegraph", "src_access", "src-access"),
        ((f"SRC_ACCESS_TOKEN={_HEX}", _HEX), (f'"sourcegraphToken": "{_HEX}"', _HEX)),
        (f"SRC_ACCESS_TOKEN={_HEX}0", f"sourcegraph_commit={_HEX}", f"SRC_ACCESS_TOKEN={'0' * 40}"),
    ),
)
