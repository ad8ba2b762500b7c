"""Rancher's API tokens: a name, a colon, and the secret.

https://ranchermanager.docs.rancher.com/reference-guides/user-settings/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed

TOKEN = one("rancher-api-token", "Rancher API token")

_TOKEN: Final = f"token-{made(LOWER, 5)}:{made(LOWER, 54)}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"(?:token-[a-z0-9]{5}|kubeconfig-u(?:ser)?-[a-z0-9.\-]{5,40}):[a-z0-9]{54}",
        ("token-", "kubeconfig-u"),
        ((f"RANCHER_TOKEN={_TOKEN}", _TOKEN), (f"curl -u '{_TOKEN}' https://rancher/v3", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"x{_TOKEN}", f"token-abcde:{'x' * 54}"),
        prefilter=r"(?:token-[a-z0-9]{5}|kubeconfig-u[\w.\-]{5,44}):[a-z0-9]{54}",
        least=3.5,
    ),
)
