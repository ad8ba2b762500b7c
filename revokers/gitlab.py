"""GitLab: personal, impersonation, project and group access tokens, at gitlab.com or a server of one's own.

    GET personal_access_tokens/self      200, active                      LIVE; any scope may ask this
                                         401 in GitLab's own words        DEAD: unknown, expired or revoked
                                         401, impersonation switched off  DEAD for now
                                         403                              alive, or its user is blocked: no verdict
    end   DELETE admin/token             204, by value (admin), else
          DELETE personal_access_tokens/self
                                         204, by the token itself

Never rotated: rotating one that was revoked revokes its successors, which are alive.
The account of the estate is the id of the user, which is the only one that a token of every scope reveals: an operator
of gitlab.com lists the ids of his people and of the bot users of his projects and groups (members of the group, by
the API or "Copy user ID" in a profile). On a server of his own `ours = true` says it all.
https://docs.gitlab.com/api/personal_access_tokens/ and https://docs.gitlab.com/api/admin/token/
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from detectors import gitlab
from detectors.base import Parts, Secret

from .base import (
    Capability,
    Endpoint,
    Identity,
    Lack,
    Liveness,
    Probe,
    ProviderError,
    Receipt,
    RefusedError,
    Reply,
    Revoker,
    UnmappedError,
    filled,
    receipt,
    unmapped,
)
from .wrong import other

_HEADER: Final = "PRIVATE-TOKEN"
_SELF: Final = "personal_access_tokens/self"
_ADMIN: Final = "admin/token"

_UNKNOWN: Final = "401 Unauthorized"
_REVOKED: Final = "Token was revoked. You have to re-authorize from the user."
_EXPIRED: Final = "Token is expired. You can either do re-authorization or token refresh."
_SWITCHED_OFF: Final = "Token is an impersonation token but impersonation was disabled."
_GONE: Final = {_REVOKED: "revoked", _EXPIRED: "expired", _SWITCHED_OFF: "impersonation is switched off"}

# Its replicas read a little behind.
_SETTLES: Final = timedelta(seconds=5)

_SCOPE: Final = re.compile(r"[a-z0-9_:.*\-]{1,64}")
_LONGEST_NAME: Final = 100
_MOST_SCOPES: Final = 50
_PREFIX: Final = "glpat-"
_ROUTABLE: Final = re.compile(rf"({_PREFIX})([^.]+)((?:\.[^.]{{2}})?\.[^.]{{2}})[^.]{{7}}")


async def probe(endpoint: Endpoint, parts: Parts) -> Probe:
    reply = await endpoint.get(f"/api/v4/{_SELF}", headers={_HEADER: filled(parts, "token")})
    match reply.status, reply.json:
        case 200, {
            "id": int(number),
            "user_id": int(user),
            "active": True,
            "revoked": False,
            "name": name,
            "scopes": scopes,
        }:
            identity = Identity(str(user), f"{user}/{_name(name)}", str(number), _scopes(scopes))
            return Probe(Liveness.LIVE, _SELF, identity, reply.request_id)
        case 403, {"message": str()} | {"error": str()}:
            message = "HTTP 403: it is alive, or would be if its user were not blocked"
            raise UnmappedError(message)
        case _:
            reason = _refusal(reply)
            if reason is None:
                raise unmapped(reply)
            dormant = reason == _GONE[_SWITCHED_OFF]
            return Probe(Liveness.DEAD, f"{_SELF}: {reason}", request_id=reply.request_id, dormant=dormant)


def _refusal(reply: Reply) -> str | None:
    """How GitLab says that a token is none, or None: another 401 (a proxy's, for want of DPoP) is no such word."""
    match reply.status, reply.json:
        case 401, {"message": str(text)} if text == _UNKNOWN:
            return text
        case 401, {"error": "invalid_token", "error_description": str(text)}:
            return _GONE.get(text)
        case _:
            return None


def _name(name: object) -> str:
    """Its maker's choice, so it never stands without the id of the user, which is not."""
    return name if isinstance(name, str) and name.isprintable() and len(name) <= _LONGEST_NAME else "token"


def _scopes(found: object) -> tuple[str, ...]:
    listed = found[:_MOST_SCOPES] if isinstance(found, list) else []
    return tuple(scope for scope in listed if isinstance(scope, str) and _SCOPE.fullmatch(scope))


def wrong(parts: Parts) -> Parts:
    """The same length; of a routable one with a checksum that is right."""
    token = parts["token"].reveal()
    routable = _ROUTABLE.fullmatch(token)
    if routable is None:
        body = token.removeprefix(_PREFIX)
        return {**parts, "token": Secret(f"{token[: -len(body)]}{other(body)}")}
    # All of the payload is another, also whose it says it is.
    before = f"{routable[1]}{other(routable[2])}{routable[3]}"
    return {**parts, "token": Secret(before + gitlab.checksum(before))}


async def end(endpoint: Endpoint, parts: Parts, proof: Probe) -> Receipt:
    """By the administrator, who leaves no doubt about scopes; where he may not, by the token itself."""
    del proof
    value, admin, refused = filled(parts, "token"), endpoint.admin, ""
    if admin is not None:
        reply = await admin.delete(f"/api/v4/{_ADMIN}", json={"token": value})
        match reply.status, reply.json:
            case 204, None:
                return receipt(reply, _ADMIN)
            case ((400 | 401 | 403 | 404 | 422), ({"message": _} | {"error": _})):
                refused = f" (the admin may not: HTTP {reply.status} {_ADMIN})"
            case _:
                raise unmapped(reply)
    reply = await endpoint.delete(f"/api/v4/{_SELF}", headers={_HEADER: value})
    if (reply.status, reply.json) == (204, None):
        return receipt(reply, f"{_SELF}{refused}")
    if (reason := _refusal(reply)) is not None:
        return receipt(reply, f"{_SELF}: it was gone already ({reason}){refused}")
    raise _denied(reply, refused)


async def missing(admin: Endpoint) -> tuple[Lack, ...]:
    """Of an administrator's token: that its user is one, only using it can tell."""
    reply = await admin.get(f"/api/v4/{_SELF}")
    match reply.status, reply.json:
        case 200, {"active": True, "scopes": [*scopes]}:
            return tuple(Lack(_NEEDS[0], f"the scope {scope}") for scope in _ADMIN_SCOPES if scope not in scopes)
        case _:
            if _refusal(reply) is not None:
                message = "the admin token is not valid"
                raise UnmappedError(message)
            raise unmapped(reply)


def _denied(reply: Reply, refused: str) -> ProviderError:
    match reply.status, reply.json:
        case ((400 | 403), {"message": _} | {"error": _}):
            return RefusedError(f"HTTP {reply.status}: the token may not end itself{refused}", needs=_NEEDS)
        case _:
            return unmapped(reply)


_ADMIN_SCOPES: Final = ("api", "admin_mode")
_NEEDS: Final = ("none; or a token of an administrator with the scopes api and admin_mode (GitLab 17.7 or later)",)

TOKENS: Final[Revoker[Endpoint]] = Revoker(
    provider="gitlab",
    handles=frozenset({gitlab.TOKEN}),
    settles_within=_SETTLES,
    probe=probe,
    wrong=wrong,
    end=Capability(
        run=end,
        reversible=False,
        needs=_NEEDS,
        side_effects=("with a project or group token its bot user is removed; what it wrote goes to the Ghost User",),
    ),
    missing=missing,
)

REVOKERS: Final = (TOKENS,)
