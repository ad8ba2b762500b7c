"""Slack: tokens of bots, users and apps. It answers 200 to everything: the verdict is in `ok` and `error`.

    POST auth.test       ok                            LIVE
                         invalid_auth, token_revoked,
                         token_expired                 DEAD
                         account_inactive              DEAD for now: a person can be let in again
    end  POST auth.revoke  ok and revoked              by the token itself

`not_authed` means that no token arrived, which a proxy can see to: no verdict. `invalid_auth` is also said to a token
that is restricted to other addresses than ours: such a one looks dead from here. It is taken for dead all the same,
seen alive before or not: it is Slack's word for a token that does not exist as well, a control is answered with it,
too, and UNKNOWN would keep every such incident open for ever. Run Stanch where restricted tokens are used.
Refresh tokens (xoxe-1-) have no probe: to use one is to rotate it.
The account of the estate is the workspace (T...), of a token for a whole organisation that one (E...), of an app-level
token the app (A...), which is all that it reveals.
https://docs.slack.dev/reference/methods/auth.test and https://docs.slack.dev/reference/methods/auth.revoke
"""

from __future__ import annotations

import re
import secrets
import string
from datetime import timedelta
from typing import Final

from detectors import slack
from detectors.base import Parts, Secret

from .base import (
    Capability,
    Endpoint,
    Identity,
    Liveness,
    Probe,
    ProviderError,
    Receipt,
    RefusedError,
    Reply,
    Revoker,
    TransientError,
    UnmappedError,
    filled,
    receipt,
    unmapped,
)

_DORMANT: Final = "account_inactive"
_DEAD: Final = frozenset({"invalid_auth", "token_revoked", "token_expired", _DORMANT})
_BUSY: Final = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "request_timeout", "service_unavailable"}
)
_WORD: Final = re.compile(r"[a-z_]{1,64}")
_ID: Final = re.compile(r"[A-Z0-9]{2,32}")
_SETTLES: Final = timedelta(seconds=5)


async def probe(endpoint: Endpoint, parts: Parts) -> Probe:
    reply = await endpoint.post("/api/auth.test", bearer=filled(parts, "token"))
    match reply.status, reply.json:
        case 200, {"ok": True} as data:
            return Probe(Liveness.LIVE, "auth.test", _whose(data), reply.request_id)
        case 200, {"ok": False, "error": str(error)} if error in _DEAD:
            dormant = error == _DORMANT
            return Probe(Liveness.DEAD, f"auth.test: {error}", request_id=reply.request_id, dormant=dormant)
        case _:
            raise _no_verdict(reply)


def _whose(data: object) -> Identity:
    """By ids: people choose their names. An answer without them is not Slack's."""
    match data:
        case {"team_id": str(team), "user_id": str(user), "bot_id": str(bot)} if _are_ids(team, user, bot):
            return Identity(team, user, bot)
        case {"team_id": str(team), "user_id": str(user)} if _are_ids(team, user):
            return Identity(team, user)
        case {"is_enterprise_install": True, "enterprise_id": str(organisation), "user_id": str(user)} if _are_ids(
            organisation, user
        ):
            return Identity(organisation, user)
        case {"app_id": str(app)} if _are_ids(app):
            return Identity(app, app)
        case _:
            message = "auth.test: ok, but nobody's"
            raise UnmappedError(message)


def _are_ids(*texts: str) -> bool:
    return all(_ID.fullmatch(text) for text in texts)


def _no_verdict(reply: Reply) -> ProviderError:
    match reply.status, reply.json:
        case 200, {"ok": False, "error": str(error)} if error in _BUSY:
            return TransientError(f"Slack says {error}", retry_after=reply.retry_after)
        case 200, {"ok": False, "error": str(error)} if _WORD.fullmatch(error):
            return UnmappedError(f"Slack says {error}")
        case _:
            return unmapped(reply)


def wrong(parts: Parts) -> Parts:
    """The same workspace, bot and user, with another last part."""
    head, dash, last = parts["token"].reveal().rpartition("-")
    hexadecimal = set(last) <= set("0123456789abcdef")
    letters = "0123456789abcdef" if hexadecimal else string.ascii_letters + string.digits
    return {**parts, "token": Secret(f"{head}{dash}{''.join(secrets.choice(letters) for _ in last)}")}


async def end(endpoint: Endpoint, parts: Parts, proof: Probe) -> Receipt:
    del proof
    reply = await endpoint.post("/api/auth.revoke", bearer=filled(parts, "token"))
    match reply.status, reply.json:
        case 200, {"ok": True, "revoked": True}:
            return receipt(reply, "auth.revoke")
        case 200, {"ok": False, "error": str(error)} if error in _DEAD:
            return receipt(reply, f"auth.revoke: it was gone already ({error})")
        case 200, {"ok": True, "revoked": False}:
            message = "auth.revoke: ok, but not revoked"
            raise RefusedError(message)
        case 200, {"ok": False, "error": str(error)} if error not in _BUSY and _WORD.fullmatch(error):
            message = f"auth.revoke: Slack says {error}; an owner of the workspace can remove the app"
            raise RefusedError(message)
        case _:
            raise _no_verdict(reply)


TOKENS: Final[Revoker[Endpoint]] = Revoker(
    provider="slack",
    handles=frozenset({slack.BOT, slack.USER, slack.APP}),
    settles_within=_SETTLES,
    probe=probe,
    wrong=wrong,
    end=Capability(
        run=end,
        reversible=False,
        needs=(),
        side_effects=(
            "a bot is deactivated and leaves its channels",
            "the app stays installed; installing it again gives it another token",
        ),
    ),
)

REVOKERS: Final = (TOKENS,)
