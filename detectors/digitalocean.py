"""DigitalOcean's tokens: each says by its beginning what it is, and has 64 hexadecimal digits.

https://docs.digitalocean.com/reference/api/create-personal-access-token/
https://docs.digitalocean.com/products/spaces/how-to/manage-access/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one, prefixed

PAT = one("digitalocean-personal-access-token", "DigitalOcean personal access token")
OAUTH = one("digitalocean-oauth-token", "DigitalOcean OAuth access token")
REFRESH = one("digitalocean-refresh-token", "DigitalOcean OAuth refresh token")
LEGACY = one("digitalocean-legacy-token", "DigitalOcean token without a prefix")

_PAT: Final = "dop_v1_" + made(HEX, 64)
_OAUTH: Final = "doo_v1_" + made(HEX, 64)
_REFRESH: Final = "dor_v1_" + made(HEX, 64)
_LEGACY: Final = made(HEX, 64)

DETECTORS = (
    prefixed(
        PAT,
        r"dop_v1_[0-9a-f]{64}",
        ("dop_v1_",),
        ((f"DIGITALOCEAN_TOKEN={_PAT}", _PAT), (f"doctl auth init -t {_PAT}", _PAT)),
        (_PAT[:-1], f"{_PAT}0", f"x{_PAT}"),
    ),
    prefixed(
        OAUTH,
        r"doo_v1_[0-9a-f]{64}",
        ("doo_v1_",),
        ((f'{{"access_token": "{_OAUTH}"}}', _OAUTH),),
        (_OAUTH[:-1], f"{_OAUTH}0", f"x{_OAUTH}"),
    ),
    prefixed(
        REFRESH,
        r"dor_v1_[0-9a-f]{64}",
        ("dor_v1_",),
        ((f'{{"refresh_token": "{_REFRESH}"}}', _REFRESH),),
        (_REFRESH[:-1], f"{_REFRESH}0", f"x{_REFRESH}"),
    ),
    named(
        LEGACY,
        keyed(r"digital[_\-]?ocean|\bdo[_\-](?:api|pat|access)|tugboat"),
        r"[0-9a-f]{64}",
        ("digitalocean", "digital_ocean", "digital-ocean", "do_", "do-", "tugboat"),
        ((f"DIGITALOCEAN_API_TOKEN={_LEGACY}", _LEGACY), (f'digitaloceanApiToken = "{_LEGACY}"', _LEGACY)),
        (f"DIGITALOCEAN_TOKEN={_LEGACY}0", f"DIGITALOCEAN_IMAGE=sha256:{_LEGACY}", f"digitalocean checksum {_LEGACY}"),
        prefilter=r"digital[_-]?ocean|do[_-](?:api|pat|access)|tugboat",
    ),
)
