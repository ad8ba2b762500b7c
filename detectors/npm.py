"""npm's access tokens, and what .npmrc holds for a registry.

    npm_   30 characters + 6: CRC-32 of the 30, in base 62, as GitHub's tokens have it

One with a wrong checksum was never npm's, or has been written anew since: it is a lead. UUIDs were tokens until
November 2025; other registries have what they like.
https://docs.npmjs.com/about-access-tokens and https://docs.npmjs.com/cli/configuring-npm/npmrc
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .filters.forged import is_forged
from .filters.public_parts import HOSTS
from .forms import ALNUM, LOWER, UUID, made, made_uuid, one, prefixed, varied
from .github import CHECK_LENGTH, checksum

TOKEN = one("npm-access-token", "npm access token")
REGISTRY = CredentialType(
    name="npm-registry-token",
    title="npm registry token",
    parts=("token", "host"),
    secret=frozenset({"token"}),
    identity=("token",),
    hint="host",
)


def _is_minted(parts: Parts) -> bool:
    body = parts["token"].reveal().removeprefix("npm_")
    return checksum(body[:-CHECK_LENGTH]) == body[-CHECK_LENGTH:]


def _is_not_minted(parts: Parts) -> bool:
    return not _is_minted(parts)


def _is_given_out(parts: Parts) -> bool:
    return varied("token", 3.0)(parts) and not is_forged(parts["token"].reveal())


_BODY: Final = made(ALNUM, 30)
_MINTED: Final = f"npm_{_BODY}{checksum(_BODY)}"
_OTHER: Final = "npm_" + made(LOWER, 36)
_UUID: Final = made_uuid()

DETECTORS = (
    prefixed(
        TOKEN,
        "npm_[A-Za-z0-9]{36}",
        ("npm_",),
        ((f"NPM_TOKEN={_MINTED}", _MINTED), (f"//registry.example.com/:_authToken={_MINTED}", _MINTED)),
        (_MINTED[:-1], f"{_MINTED}a", f"npm_{'x' * 36}", "npm_config_registry_of_the_whole_company"),
        prefilter="npm_[A-Za-z0-9]{36}",
        check=_is_minted,
        confidence=Confidence.CHECKSUMMED,
    ),
    prefixed(
        TOKEN,
        "npm_(?=[A-Za-z]{0,35}[0-9])[A-Za-z0-9]{36}",
        ("npm_",),
        ((f"NPM_TOKEN={_OTHER}", _OTHER),),
        (_OTHER[:-1], f"{_OTHER}a", f"npm_{'x1' * 18}"),
        least=3.6,
        prefilter="npm_[A-Za-z0-9]{36}",
        check=_is_not_minted,
        confidence=Confidence.LEAD,
    ),
    Detector(
        type=REGISTRY,
        confidence=Confidence.CONTEXT,
        keywords=("_authtoken",),
        pattern=(
            rf"//(?P<host>{HOSTS})/(?:[\w.%~@\-]{{1,64}}/){{0,8}}:_authToken[ \t]{{0,4}}=[ \t]{{0,4}}\"?"
            rf"(?P<token>{UUID}|(?!npm_)[A-Za-z0-9+/=_.\-]{{20,1024}})(?![\w\-])"
        ),
        check=_is_given_out,
        examples=(
            (f"//registry.example.com/:_authToken={_UUID}", _UUID),
            (f"//npm.example.com:8443/repository/npm/:_authToken= {_UUID}", _UUID),
        ),
        near_misses=(
            "//registry.example.com/:_authToken=${NPM_TOKEN}",
            f"///:_authToken={_UUID}",
            f"//registry.example.com:_authToken={_UUID}",
            f"_authToken={_UUID}",
            f"registry.example.com/:_authToken={_UUID}",
        ),
    ),
)
