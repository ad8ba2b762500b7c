"""Lark's and Feishu's access tokens: of an app in its tenant (t-) and of a user (u-); two hours each. And the webhooks
of their bots.

https://open.larksuite.com/document/client-docs/bot-v3/add-custom-bot
https://open.larksuite.com/document/server-docs/authentication-management/access-token/tenant_access_token_internal
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import LOWER, UUID, made, made_uuid, named, one, varied

TOKEN = one("lark-access-token", "Lark access token")
HOOK = one("lark-webhook", "Webhook of a bot of Lark", part="key")

_TENANT: Final = "t-" + made(LOWER, 40, "lark")
_USER: Final = "u-" + made(LOWER, 40, "lark user")
_KEY: Final = made_uuid("lark-webhook")

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
    Detector(
        type=HOOK,
        keywords=("open-apis/bot/",),
        pattern=rf"\bopen\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/(?:v2/)?hook/(?P<key>{UUID})(?![\w\-])",
        examples=(
            (f"https://open.feishu.cn/open-apis/bot/v2/hook/{_KEY}", _KEY),
            (f"https://open.larksuite.com/open-apis/bot/v2/hook/{_KEY}", _KEY),
        ),
        near_misses=(
            "https://open.feishu.cn/open-apis/bot/v2/hook/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            f"https://open.feishu.cn/open-apis/bot/v2/info/{_KEY}",
            "https://open.feishu.cn/open-apis/bot/v2/hook/00000000-0000-0000-0000-000000000000",
        ),
        check=varied("key"),
    ),
)
