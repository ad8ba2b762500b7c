"""The tokens of Telegram's bots: the bot's number, a colon, and 35 characters of which the first has always been A.

https://core.telegram.org/bots/features#botfather
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import URL_SAFE, made, named, one, prefixed, varied

TOKEN = one("telegram-bot-token", "Telegram bot token")

_LEAST_BITS: Final = 3.4
_LAST: Final = made(URL_SAFE, 33, "telegram")
_TOKEN: Final = f"5609511342:AA{_LAST}"
_OTHER: Final = f"23899:Ao{_LAST}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"(?<![.:])[0-9]{8,10}:A[A-Za-z0-9_\-]{33,34}",
        (":a",),
        ((f"BOT={_TOKEN}", _TOKEN), (f"TelegramBot('{_TOKEN}')", _TOKEN)),
        (_TOKEN[:-2], f"{_TOKEN}0", f"5609511342:AA{'x' * 33}", f"bot{_TOKEN}", f"foo:AA{_LAST}"),
        prefilter=r"[0-9]{8,10}:a[\w\-]{33}",
        least=_LEAST_BITS,
    ),
    named(
        TOKEN,
        r"telegr(?:am)?(?:[ \t]{1,2}(?:api|bot|key|token)){0,3}"
        r"|(?<![A-Za-z0-9])(?:tg|bot)[-_]?(?:bot)?[-_]?(?:api)?[-_]?token",
        r"[0-9]{5,16}:(?=[A-Za-z_\-]{0,34}[0-9])[A-Za-z0-9_\-]{35}",
        ("telegr", "token"),
        ((f"telegram_token: {_OTHER}", _OTHER), (f"tg_bot_token = '{_OTHER}'", _OTHER)),
        (
            f"telegram_token: {_OTHER}0",
            f"telegram_token: {_OTHER[1:]}",
            f"telegram_token=1{'0' * 12}{_OTHER}",
            "telegram_token: 1:A",
        ),
        prefilter=r"(?:telegr|token)[^\n]{0,80}[0-9]{5}:[\w\-]{35}",
        mark=r"[0-9]{5}:[\w\-]{35}",
        least=_LEAST_BITS,
    ),
    Detector(
        type=TOKEN,
        keywords=("/bot",),
        prefilter=r"/bot[0-9]{5,16}:a[\w\-]{34}",
        pattern=r"/bot(?P<token>[0-9]{5,16}:A[A-Za-z0-9_\-]{34})(?![A-Za-z0-9_\-])",
        check=varied("token", _LEAST_BITS),
        examples=((f"curl https://api.telegram.org/bot{_TOKEN}/getMe", _TOKEN),),
        near_misses=("https://api.telegram.org/bot<token>/getMe", f"https://api.telegram.org/bot{_TOKEN}0/getMe"),
    ),
)
