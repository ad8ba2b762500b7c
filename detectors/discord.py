"""Discord's credentials: bots' tokens, webhooks, and an application's client secret.

    MTk4NjIyNDgzNDcxOTI1MjQ4 . Cl2FMQ . ZnCjm1XVW7vRze4b7Cq4se7kKWs     base64 of the bot's id, a time, a signature

https://discord.com/developers/docs/reference#authentication and https://discord.com/developers/docs/resources/webhook
"""

from __future__ import annotations

import base64
from typing import Final

from .base import CredentialType, Detector, Parts
from .forms import ALNUM, DIGITS, HEX, URL_SAFE, keyed, made, named, one, prefixed, varied

BOT = one("discord-bot-token", "Discord bot token")
API = one("discord-api-token", "Discord API token or public key")
SECRET = one("discord-client-secret", "Discord client secret", part="secret")
WEBHOOK = CredentialType(
    name="discord-webhook",
    title="Discord webhook",
    parts=("token", "webhook_id"),
    secret=frozenset({"token"}),
    identity=("webhook_id", "token"),
)

_LEAST_KINDS: Final = 3


def _is_mixed(parts: Parts) -> bool:
    """Of base64: capitals, small letters and digits. Names with dots between them rarely have all three in each."""
    head, _, tail = parts["token"].reveal().partition(".")
    return all(
        sum((any(map(str.isupper, piece)), any(map(str.islower, piece)), any(map(str.isdigit, piece)))) == _LEAST_KINDS
        for piece in (head, tail)
    )


_ID: Final = "10" + made(DIGITS, 16)
_BOT: Final = f"{base64.b64encode(_ID.encode()).decode()}.{made(ALNUM, 6)}.{made(ALNUM, 38)}"
_API: Final = made(HEX, 64)
_SECRET: Final = made(URL_SAFE, 32)
_HOOK: Final = made(ALNUM, 68)

DETECTORS = (
    prefixed(
        BOT,
        r"[MNO][A-Za-z0-9_\-]{23,25}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27}(?:[A-Za-z0-9_\-]{11})?",
        (".",),
        ((f"DISCORD_TOKEN={_BOT}", _BOT), (f'client.run("{_BOT}")', _BOT), (f"Authorization: Bot {_BOT}", _BOT)),
        (_BOT[:-20], f"{_BOT}0", f"P{_BOT[1:]}", _BOT.replace(".", ",", 1), f"{_BOT[:30]}0{_BOT[30:]}"),
        least=3.5,
        check=_is_mixed,
        prefilter=r"[MNO][A-Za-z0-9_\-]{23,25}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27}",
        # As detectors/yelp.py has it: so it is looked for once.
        mark=r"[MNO][A-Za-z0-9_\-]{23,25}\.[A-Za-z0-9_\-]{6}\.",
    ),
    named(
        API,
        keyed("discord"),
        r"[0-9a-f]{64}",
        ("discord",),
        ((f"DISCORD_API_TOKEN={_API}", _API), (f'discordToken = "{_API}"', _API)),
        (f"DISCORD_TOKEN={_API}0", f"discord sha256 {_API}", f"DISCORD_TOKEN={'0' * 64}"),
    ),
    named(
        SECRET,
        keyed("discord"),
        r"[A-Za-z0-9_=\-]{32}",
        ("discord",),
        ((f"DISCORD_CLIENT_SECRET={_SECRET}", _SECRET), (f"discord:\n  client_secret: {_SECRET}", _SECRET)),
        (f"DISCORD_CLIENT_SECRET={_SECRET}0", f"DISCORD_CLIENT_ID={_SECRET}", f"DISCORD_SECRET={'0' * 32}"),
    ),
    Detector(
        type=WEBHOOK,
        keywords=("discord.com/api/", "discordapp.com/api/"),
        pattern=(
            r"discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/(?P<webhook_id>\d{17,20})/"
            r"(?P<token>[A-Za-z0-9_\-]{60,72})(?![A-Za-z0-9_\-])"
        ),
        check=varied("token"),
        examples=(
            (f"https://discord.com/api/webhooks/{_ID}/{_HOOK}", _HOOK),
            (f"https://ptb.discordapp.com/api/v10/webhooks/{_ID}/{_HOOK}", _HOOK),
        ),
        near_misses=(
            f"https://discord.com/api/webhooks/{_ID}/{_HOOK[:50]}",
            f"https://example.com/api/webhooks/{_ID}/{_HOOK}",
            f"https://discord.com/api/webhooks/{_ID}/{'x' * 68}",
        ),
    ),
)
