"""OpenShift's OAuth tokens of users: what is behind the prefix is the token, and no hash.

https://docs.redhat.com/en/documentation/openshift_container_platform/4.16/html/authentication_and_authorization/understanding-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("openshift-user-token", "OpenShift user token")

_TOKEN: Final = "sha256~" + made(URL_SAFE, 43)

DETECTORS = (
    prefixed(
        TOKEN,
        r"sha256~[A-Za-z0-9_\-]{43}",
        ("sha256~",),
        (
            (f"oc login --token={_TOKEN} --server=https://api.example.com:6443", _TOKEN),
            (f"Authorization: Bearer {_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
            "sha256~XXXXXXXXXX_PUT_YOUR_TOKEN_HERE_XXXXXXXXXXXX",
            "sha256~_xxxxxx_xxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxx-X",
        ),
        least=3.8,
    ),
)
