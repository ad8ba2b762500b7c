"""Application secrets of WeChat's platforms.

https://developers.weixin.qq.com/doc/offiaccount/en/Basic_Information/Get_access_token.html
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one
from .secretive import hexes

SECRET = one("wechat-app-secret", "WeChat app secret", part="secret")

_SECRET: Final = made(HEX, 32, "wechat-app-secret")

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
)
