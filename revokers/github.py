"""GitHub: the tokens of users and of apps, at api.github.com or a GitHub Enterprise Server (endpoint: .../api/v3).

    user tokens    GET /user                       200 with login         LIVE
    (ghp_ github_                                  401 "Bad credentials"  DEAD
    pat_ gho_ ghu_)                                403                    may be alive: no verdict
                   end: POST /credentials/revoke   202: accepted, not yet done. At most 1000 tokens a call and 60 calls
                                                   an hour, without authentication; 422: none of the list;
                                                   401, 403, 404: the server takes none from us, whatever is in it

    installation   GET /installation/repositories  200                    LIVE, of the account that owns them
    tokens (ghs_)                                  401 "Bad credentials"  DEAD
                   end: DELETE /installation/token 204, by the token itself; the bulk end takes none of these

    refresh        nothing: to use one is to rotate it, and without a probe nothing is done
    tokens (ghr_)

The account of the estate is the login: of the user, or of the organisation that an app is installed on. A personal
token of somebody whose login is not listed is foreign, whatever organisations he is a member of.

After several requests with wrong credentials in a short time GitHub answers 403 to every further one of that user for a
while, to right ones, too; it names no number. Which user a wrong token counts for it does not say, so it may be whoever
asks: one control serves all tokens of a kind (agent/response/probing.py), and that 403 is a limit and no verdict.
https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api,
https://docs.github.com/en/rest/credentials/revoke, https://docs.github.com/en/rest/apps/installations and
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from detectors import github
from detectors.base import Parts, Secret

from .base import (
    Capability,
    Endpoint,
    Identity,
    ListRefusedError,
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
from .wrong import other

MOST: Final = 1000  # credentials in one call
PER_HOUR: Final = 60  # calls without authentication, from one address

# GitHub promises no time. Until then an acceptance is not repeated, and DEAD does not yet close the incident.
_SETTLES: Final = timedelta(seconds=30)

# Supported until March 2028 at least, by Enterprise Servers since 3.9.
_VERSION: Final = {"X-GitHub-Api-Version": "2022-11-28"}

# Users, organisations, users of an enterprise (name_enterprise) and apps (name[bot]).
_LOGIN: Final = re.compile(r"[\w\-]{1,100}(?:\[bot\])?", re.ASCII)
_BUSY: Final = re.compile(r"rate limit|abuse|spam|login attempts", re.IGNORECASE)
_BAD: Final = "Bad credentials"
_PREFIXES: Final = frozenset({"ghp", "gho", "ghu", "ghs", "ghr"})
_SIGNATURE: Final = 16  # the shortest last segment of a JWT that is taken for one


# --- probing ---------------------------------------------------------------------------------------


async def probe_user(endpoint: Endpoint, parts: Parts) -> Probe:
    reply = await endpoint.get("/user", bearer=filled(parts, "token"), headers=_VERSION)
    match reply.status, reply.json:
        case 200, {"login": str(login), "id": int()} if _LOGIN.fullmatch(login):
            return Probe(Liveness.LIVE, "GET /user", Identity(login, login), reply.request_id)
        case _:
            return _dead(reply, "GET /user")


async def probe_installation(endpoint: Endpoint, parts: Parts) -> Probe:
    path = "/installation/repositories"
    reply = await endpoint.get(f"{path}?per_page=1", bearer=filled(parts, "token"), headers=_VERSION)
    match reply.status, reply.json:
        case 200, {"total_count": int(), "repositories": [{"owner": {"login": str(login)}}]} if _LOGIN.fullmatch(login):
            identity = Identity(login, f"an app on {login}")
            return Probe(Liveness.LIVE, f"GET {path}", identity, reply.request_id)
        case 200, {"total_count": 0, "repositories": []}:
            # Alive, but nobody says whose it is: nothing is done to it.
            return Probe(Liveness.LIVE, f"GET {path}: none", request_id=reply.request_id)
        case _:
            return _dead(reply, f"GET {path}")


def _dead(reply: Reply, asked: str) -> Probe:
    match reply.status, reply.json:
        case 401, {"message": "Bad credentials"}:
            return Probe(Liveness.DEAD, f"{asked}: {_BAD}", request_id=reply.request_id)
        case 403, {"message": str(text)} if not _BUSY.search(text):
            message = "HTTP 403: it may be alive all the same (a suspended account, an address that is not allowed)"
            raise UnmappedError(message)
        case _:
            raise _no_verdict(reply)


def _no_verdict(reply: Reply) -> ProviderError:
    match reply.status, reply.json:
        case ((403 | 422), {"message": str(text)}) if _BUSY.search(text):
            return TransientError(f"HTTP {reply.status}: a rate limit of GitHub", retry_after=reply.retry_after)
        case _:
            return unmapped(reply)


def wrong(parts: Parts) -> Parts:
    """The same kind and length with a checksum that is right: GitHub could tell another one without looking it up."""
    value = parts["token"].reveal()
    prefix, _, body = value.partition("_")
    head, dot, signature = body.rpartition(".")
    if prefix == "github":
        token = f"{prefix}_pat_{other(body.removeprefix('pat_'))}"
    elif prefix not in _PREFIXES:
        token = other(value)
    elif dot and len(signature) >= _SIGNATURE:
        # Of a signed one only the signature is another: whom it names stays as it is.
        token = f"{prefix}_{head}.{other(signature)}"
    else:
        another = other(body[: -github.CHECK_LENGTH])
        token = f"{prefix}_{another}{github.checksum(another)}"
    return {**parts, "token": Secret(token)}


# --- ending ----------------------------------------------------------------------------------------


async def report(endpoint: Endpoint, credentials: Sequence[tuple[Parts, Probe]]) -> Receipt:
    """Anybody may report a token that was found; whoever authenticates is refused. RefusedError: none was taken.

    Only a 422 may be for a value in the list: all else is about the server, or somebody between us and it.
    """
    if not 1 <= len(credentials) <= MOST:
        message = f"{len(credentials)} tokens, where 1 to {MOST} can be reported in one call"
        raise RefusedError(message)
    values: Mapping[str, object] = {"credentials": [filled(parts, "token") for parts, _ in credentials]}
    reply = await endpoint.post("/credentials/revoke", json=values, headers=_VERSION)
    match reply.status, reply.json, reply.content_type:
        case 202, _, kind if kind != "text/html":
            return receipt(reply, f"credentials/revoke of {len(credentials)}: accepted, which is not yet done")
        case 422, {"message": str(text)}, _ if not _BUSY.search(text):
            message = "GitHub took none of the list (422): a value in it is none that it knows how to end"
            raise ListRefusedError(message)
        case ((401 | 403), {"message": str(text)}, _) if not _BUSY.search(text):
            message = f"HTTP {reply.status}: this server does not let anybody report a token: end it in its settings"
            raise RefusedError(message)
        case 404, {"message": str()}, _:
            message = "HTTP 404: this server has no credentials/revoke: end it in its settings"
            raise RefusedError(message)
        case _:
            raise _no_verdict(reply)


async def report_one(endpoint: Endpoint, parts: Parts, proof: Probe) -> Receipt:
    return await report(endpoint, [(parts, proof)])


async def end_installation(endpoint: Endpoint, parts: Parts, proof: Probe) -> Receipt:
    del proof
    path = "installation/token"
    reply = await endpoint.delete(f"/{path}", bearer=filled(parts, "token"), headers=_VERSION)
    match reply.status, reply.json:
        case 204, None:
            return receipt(reply, path)
        case 401, {"message": "Bad credentials"}:
            return receipt(reply, f"{path}: it was gone already")
        case 403, {"message": str(text)} if not _BUSY.search(text):
            message = "HTTP 403: the token may not end itself"
            raise RefusedError(message)
        case _:
            raise _no_verdict(reply)


USERS: Final[Revoker[Endpoint]] = Revoker(
    provider="github",
    handles=frozenset({github.PAT, github.FINE_GRAINED, github.OAUTH, github.USER}),
    settles_within=_SETTLES,
    probe=probe_user,
    wrong=wrong,
    end=Capability(
        run=report_one,
        run_many=report,
        reversible=False,
        needs=(),
        side_effects=(
            "GitHub writes to its owner",
            "deploy keys that were made with a personal or OAuth app token are deleted with it",
        ),
        batch=MOST,
        per_hour=PER_HOUR,
    ),
)

INSTALLATIONS: Final[Revoker[Endpoint]] = Revoker(
    provider="github",
    handles=frozenset({github.INSTALLATION}),
    settles_within=timedelta(seconds=5),
    probe=probe_installation,
    wrong=wrong,
    end=Capability(
        run=end_installation,
        reversible=False,
        needs=(),
        side_effects=("whatever the app is doing with this token stops; it can get itself another one at once",),
    ),
)

REVOKERS: Final = (USERS, INSTALLATIONS)
