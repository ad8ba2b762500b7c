"""Aikido Security: a token for CI, and the secret of an API client, which works beside its client id.

https://help.aikido.dev/cli-for-pr-and-release-gating and https://apidocs.aikido.dev/reference/authorization
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, made, one, prefixed

CI_TOKEN = one("aikido-ci-token", "Aikido CI token")
CLIENT_SECRET = CredentialType(
    name="aikido-client-secret",
    title="Aikido client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_CI_TOKEN: Final = "AIK_CI_" + made(ALNUM, 24)
_CLIENT_SECRET: Final = "AIK_SECRET_" + made(ALNUM, 64)

DETECTORS = (
    prefixed(
        CI_TOKEN,
        r"AIK_CI_[A-Za-z0-9]{24,64}",
        ("aik_ci_",),
        (
            (f"AIKIDO_TOKEN={_CI_TOKEN}", _CI_TOKEN),
            (f'client = Client("{_CI_TOKEN}")', _CI_TOKEN),
        ),
        (
            _CI_TOKEN[:12],
            f"a{_CI_TOKEN}",
            "AIK_CI_" + "x" * 40,
        ),
    ),
    prefixed(
        CLIENT_SECRET,
        r"AIK_SECRET_[A-Za-z0-9]{64}",
        ("aik_secret_",),
        (
            (f"AIK_CLIENT_SECRET={_CLIENT_SECRET}", _CLIENT_SECRET),
            (f"curl -u {_CLIENT_SECRET}: https://localhost/", _CLIENT_SECRET),
        ),
        (
            _CLIENT_SECRET[:-1],
            f"{_CLIENT_SECRET}0",
            f"AIK_SECRET_{'x' * (len(_CLIENT_SECRET) - 11)}",
        ),
        companions=(("client_id", r"(?P<client_id>AIK_CLIENT_[A-Za-z0-9]{24,64})(?![A-Za-z0-9_])"),),
    ),
)
