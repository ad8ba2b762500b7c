"""Lark's and Feishu's app secrets, with the app's name where that stands near.

https://open.larksuite.com/document/server-docs/api-call-guide/calling-process/get-access-token
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import LOWER, made, named

SECRET = CredentialType(
    name="lark-app-secret",
    title="Lark (Feishu) app secret",
    parts=("secret", "app_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(LOWER, 32)

DETECTORS = (
    named(
        SECRET,
        "lark|feishu",
        "[A-Za-z0-9]{32}",
        (
            "lark",
            "feishu",
        ),
        (
            (f"LARK_APP_SECRET={_SECRET}", _SECRET),
            (f"LARK_APP_ID=cli_a1b2c3d4e5f6a7b8\nLARK_APP_SECRET={_SECRET}", _SECRET),
        ),
        (
            f"LARK_APP_SECRET={_SECRET}0",
            f"OTHER_APP_SECRET={_SECRET}",
            f"clark_id: {_SECRET}",
        ),
        common=True,
        companions=(("app_id", r"\b(?P<app_id>cli_[A-Za-z0-9]{16})\b"),),
    ),
)
