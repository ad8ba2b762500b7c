"""Application secrets of WeChat's platforms, and webhooks of WeCom's bots.

https://developer.work.weixin.qq.com/document/path/91770
https://developers.weixin.qq.com/doc/offiaccount/en/Basic_Information/Get_access_token.html
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import HEX, UUID, made, made_uuid, named, one, varied
from .secretive import hexes

SECRET = one("wechat-app-secret", "WeChat app secret", part="secret")
HOOK = one("wecom-webhook", "Webhook of a bot of WeCom", part="key")

_SECRET: Final = made(HEX, 32, "wechat-app-secret")
_KEY: Final = made_uuid("wecom-webhook")

DETECTORS = (
    named(
        SECRET,
        r"(?:we[-_]?chat|weixin|wxapp|wx)[\w.\-]{0,16}secret",
        hexes(32),
        ("wechat", "we_chat", "we-chat", "weixin", "wxapp", "wx"),
        (
            (f"WECHAT_APP_SECRET={_SECRET}", _SECRET),
            (f'wechat.of(official account); wxAppSecret: "{_SECRET}"; read in the app of the shop', _SECRET),
        ),
        (
            f"WECHAT_APP_SECRET={_SECRET}0",
            f"WECHAT_APP_SECRET={_SECRET[:-2]}",
            f"wechat_commit={_SECRET}",
            "WECHAT_APP_SECRET=your-secret",
        ),
        prefilter=r"(?:we[-_]?chat|weixin|wx)[\w.\-]{0,20}secret",
    ),
    Detector(
        type=HOOK,
        keywords=("cgi-bin/webhook/send",),
        pattern=rf"\bqyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=(?P<key>{UUID})(?![\w\-])",
        examples=((f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={_KEY}", _KEY),),
        near_misses=(
            "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?id={_KEY}",
            "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000000000",
        ),
        check=varied("key"),
    ),
)
