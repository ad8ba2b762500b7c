"""Lark's and Feishu's access tokens: of an app in its tenant (t-) and of a user (u-); two hours each.

https://open.larksuite.com/document/server-docs/authentication-management/access-token/tenant_access_token_internal
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, named, one

TOKEN = one("lark-access-token", "Lark access token")

_TENANT: Final = "t-" + made(LOWER, 40, "lark")
_USER: Final = "u-" + made(LOWER, 40, "lark user")

DETECTORS = (
    named(
        TOKEN,
        "(?:lark(?:suite)?|feishu|tenant_access|user_access)",
        r"[tu]-[A-Za-z0-9_.\-]{24,80}",
        ("lark", "feishu", "tenant_access", "user_access"),
        (
            (f"LARK_TOKEN={_TENANT}", _TENANT),
            (f'"tenant_access_token": "{_TENANT}"', _TENANT),
            (f"FEISHU_USER_TOKEN={_USER}", _USER),
        ),
        (f"id={_TENANT}", f"LARK_TOKEN=t-{'x' * 40}", "LARK_TOKEN=t-short"),
        least=3.3,
        prefilter=r"(lark|feishu|tenant_access|user_access)[\s\S]{0,60}[tu]-[A-Za-z0-9_.\-]{24}",
    ),
)
