"""Cloudflare: tokens of a user and of an account, the global key of a user, the key of its Origin CA, what a tunnel
is run with.

    cfut_ cfat_ cfk_              since 2026: a token of a user, of an account, a global key; the last eight
                                  hexadecimal digits are a checksum (not enforced: not every known sample adds up)
    v1.0-<24 hex>-<146 hex>       the Origin CA
    eyJhIjoi... eyJhIjog...       base64 of {"a": account, "t": tunnel, "s": secret}

https://developers.cloudflare.com/fundamentals/api/get-started/,
https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/ and
https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/configure-tunnels/remote-tunnel-permissions/
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Final

from .base import CredentialType, Parts
from .forms import ALNUM, HEX, TELLING, URL_SAFE, assignment, made, named, not_hex, one, prefixed

TOKEN = one("cloudflare-api-token", "Cloudflare API token")
GLOBAL = CredentialType(
    name="cloudflare-global-api-key",
    title="Cloudflare global API key",
    parts=("key", "email"),
    secret=frozenset({"key"}),
    identity=("key",),
)
ORIGIN_CA = one("cloudflare-origin-ca-key", "Cloudflare Origin CA key", part="key")
TUNNEL = one("cloudflare-tunnel-token", "Cloudflare Tunnel token")

_TOKEN: Final = made(URL_SAFE[:-2], 40)
_NEW: Final = "cfut_" + made(ALNUM, 40) + made(HEX, 8)
_NEW_GLOBAL: Final = "cfk_" + made(ALNUM, 40) + made(HEX, 8)
_GLOBAL: Final = made(HEX, 37)
_ORIGIN: Final = "v1.0-" + made(HEX, 24) + "-" + made(HEX, 146)

_NAMES: Final = r"(?:cloudflare|cloud[-_.]flare|(?<![A-Za-z])cf(?=[-_.]?(?:api|token|key|account|zone|global)))"
_KEYWORDS: Final = ("cloudflare", "cloud-flare", "cloud_flare", "cloud.flare", "cf")
_PREFILTER: Final = rf"(?:cloud[\-_.]?flare|\bcf|_cf){TELLING}"
_ACCOUNT: Final = re.compile("[0-9a-f]{32}")
_TUNNEL: Final = base64.b64encode(
    f'{{"a":"{made(HEX, 32)}","t":"{made(HEX, 8)}-0000-4000-8000-{made(HEX, 12)}","s":"{made(ALNUM, 42)}8="}}'.encode()
).decode()
_EMAIL: Final = assignment("email", r"email", r"[\w.+\-]{1,64}@[\w.\-]{1,80}")


def _is_tunnels(parts: Parts) -> bool:
    try:
        told = json.loads(base64.b64decode(parts["token"].reveal(), validate=True))
    except (binascii.Error, ValueError):
        return False
    return told.keys() >= {"a", "t", "s"} and _ACCOUNT.fullmatch(str(told["a"])) is not None


DETECTORS = (
    prefixed(
        TOKEN,
        r"cf[ua]t_[A-Za-z0-9]{40}[a-f0-9]{8}",
        ("cfut_", "cfat_"),
        ((f"CLOUDFLARE_API_TOKEN={_NEW}", _NEW), (f"Authorization: Bearer {_NEW}", _NEW)),
        (_NEW[:-1], f"{_NEW}0", f"cfut_{'x' * 40}{'0' * 8}"),
    ),
    prefixed(
        GLOBAL,
        r"cfk_[A-Za-z0-9]{40}[a-f0-9]{8}",
        ("cfk_",),
        ((f"CLOUDFLARE_API_KEY={_NEW_GLOBAL}", _NEW_GLOBAL), (f"X-Auth-Key: {_NEW_GLOBAL}", _NEW_GLOBAL)),
        (_NEW_GLOBAL[:-1], f"{_NEW_GLOBAL}0", f"cfk_{'x' * 40}{'0' * 8}"),
        companions=(("email", _EMAIL),),
    ),
    prefixed(
        ORIGIN_CA,
        r"v1\.0-[a-f0-9]{24}-[a-f0-9]{146}",
        ("v1.0-",),
        ((f"CLOUDFLARE_ORIGIN_CA={_ORIGIN}", _ORIGIN), (f"X-Auth-User-Service-Key: {_ORIGIN}", _ORIGIN)),
        (_ORIGIN[:-1], f"{_ORIGIN}0", f"v1.0-{'0' * 24}-{'0' * 146}"),
        prefilter=r"v1\.0-[a-f0-9]{24}-",
    ),
    named(
        TOKEN,
        rf"{_NAMES}{TELLING}|cloudflare(?=[\"']?\s?[:=])",
        r"[A-Za-z0-9_\-]{40}",
        _KEYWORDS,
        ((f"CLOUDFLARE_API_TOKEN={_TOKEN}", _TOKEN), (f'"cfApiToken": "{_TOKEN}"', _TOKEN)),
        (
            f"CLOUDFLARE_API_TOKEN={_TOKEN}0",
            f"CLOUDFLARE_API_TOKEN={'x' * 40}",
            f"cloudflare_zone_id={_TOKEN}",
            f"CLOUDFLARE_CACHE_KEY={made(HEX, 40)}",
        ),
        check=not_hex("token"),
        least=3.5,
        prefilter=rf"{_PREFILTER}|cloudflare[\"']?\s?[:=]",
    ),
    named(
        GLOBAL,
        rf"{_NAMES}{TELLING}|x-auth-key",
        r"[a-f0-9]{37}",
        (*_KEYWORDS, "x-auth-key"),
        (
            (f"CLOUDFLARE_API_KEY={_GLOBAL}", _GLOBAL),
            (f"-H 'X-Auth-Email: me@example.org' -H 'X-Auth-Key: {_GLOBAL}'", _GLOBAL),
        ),
        (f"CLOUDFLARE_API_KEY={_GLOBAL}0", f"CLOUDFLARE_API_KEY={'0' * 37}", f"cloudflare_zone={_GLOBAL}"),
        companions=(("email", _EMAIL),),
        prefilter=rf"{_PREFILTER}|x-auth-key",
    ),
    prefixed(
        TUNNEL,
        r"eyJhIjo[ig][A-Za-z0-9+/]{120,400}={0,2}",
        ("eyjhijoi", "eyjhijog"),
        (
            (f"cloudflared service install {_TUNNEL}", _TUNNEL),
            (f"TUNNEL_TOKEN={_TUNNEL}", _TUNNEL),
            (f"cloudflared tunnel run --token {_TUNNEL}", _TUNNEL),
        ),
        (f"TUNNEL_TOKEN=x{_TUNNEL}", f"TUNNEL_TOKEN={_TUNNEL[:-20]}", "eyJhIjoi" + "MTIz" * 40),
        check=_is_tunnels,
    ),
)
