"""Clojars: a token that deploys.

https://github.com/clojars/clojars-web/wiki/Deploy-Tokens
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

DEPLOY_TOKEN = one("clojars-deploy-token", "Clojars deploy token")

_DEPLOY_TOKEN: Final = "CLOJARS_" + made(HEX, 60)

DETECTORS = (
    prefixed(
        DEPLOY_TOKEN,
        r"(?i:CLOJARS_[a-z0-9]{60})",
        ("clojars_",),
        (
            (f"CLOJARS_PASSWORD={_DEPLOY_TOKEN}", _DEPLOY_TOKEN),
            (f"curl -u {_DEPLOY_TOKEN}: https://localhost/", _DEPLOY_TOKEN),
        ),
        (
            _DEPLOY_TOKEN[:-1],
            f"{_DEPLOY_TOKEN}0",
            f"CLOJARS_{'x' * (len(_DEPLOY_TOKEN) - 8)}",
        ),
    ),
)
