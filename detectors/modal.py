"""Modal's tokens: an id and a secret.

https://modal.com/docs/reference/modal.config
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, made, prefixed

SECRET = CredentialType(
    name="modal-token",
    title="Modal token",
    parts=("secret", "id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = "as-" + made(ALNUM, 22)

DETECTORS = (
    prefixed(
        SECRET,
        "as-[A-Za-z0-9]{22}",
        ("as-",),
        (
            (f"MODAL_TOKEN_SECRET={_SECRET}", _SECRET),
            (f"modal token set --token-secret {_SECRET}", _SECRET),
        ),
        (
            _SECRET[:-1],
            f"MODAL={_SECRET}a",
            f'"as-{_SECRET}',
            f"modal as-{'x' * 22}",
        ),
        near="modal",
        prefilter="as-[A-Za-z0-9]{22}",
        least=3.5,
    ),
)
