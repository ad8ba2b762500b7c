"""Alchemy: the API key of an app.

https://www.alchemy.com/docs/how-to-create-access-key
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector
from .forms import ALNUM, TELLING, has_digits, made, named, not_hex, one, prefixed, varied

API_KEY = one("alchemy-api-key", "Alchemy API key", part="key")
AUTH = one("alchemy-auth-token", "Alchemy auth token")

_API_KEY: Final = made(ALNUM, 32)

_AUTH: Final = f"alcht_{made(ALNUM, 30)}"

DETECTORS = (
    prefixed(
        AUTH,
        "alcht_[A-Za-z0-9]{30}",
        ("alcht_",),
        ((f"AUTH_TOKEN={_AUTH}", _AUTH),),
        (_AUTH[:-1], f"{_AUTH}0", f"alcht_{'x' * 30}"),
        least=3.5,
    ),
    named(
        API_KEY,
        rf"(?<!sql)alchemy{TELLING}",
        r"[A-Za-z0-9_\-]{32}",
        ("alchemy",),
        (
            (f"ALCHEMY_API_KEY={_API_KEY}", _API_KEY),
            (f"alchemy_api_key: {_API_KEY}", _API_KEY),
            (f"globalAlchemyKey = '{_API_KEY}'", _API_KEY),
        ),
        (
            f"ALCHEMY_API_KEY={_API_KEY}0",
            f"ALCHEMY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"alchemy_id={_API_KEY}",
            f"SQLALCHEMY_KEY={_API_KEY}",
        ),
        prefilter="alchemy",
        mark="(^l?|[^q]l|[^l])alchemy",  # not SQLAlchemy, which stands on every page of what uses it
        check=not_hex("key"),
    ),
    Detector(
        type=API_KEY,
        keywords=("alchemy",),
        prefilter=r"\.alchemy(?:api)?\.(?:com|io)",
        pattern=r"(?i:\.alchemy(?:api)?\.(?:com|io)/(?:nft/)?v[23]/)(?P<key>[A-Za-z0-9_\-]{32})(?![A-Za-z0-9_\-])",
        confidence=Confidence.CONTEXT,
        check=varied("key", 3.5, has_digits("key")),
        examples=(
            (f"https://eth-mainnet.g.alchemy.com/v2/{_API_KEY}", _API_KEY),
            (f"wss://polygon-mainnet.g.alchemyapi.io/v2/{_API_KEY}", _API_KEY),
        ),
        near_misses=(
            f"https://eth-mainnet.g.alchemy.com/v2/{_API_KEY}0",
            f"https://alchemy.com/docs/{_API_KEY}",
            "https://eth-mainnet.g.alchemy.com/v2/your-api-key",
            "https://docs.alchemy.com/v2/webhooks-getting-started-guide-x",
        ),
    ),
)
