"""eBay's client secrets (Cert IDs), of production or of the sandbox; the client id (App ID) often stands beside.

https://developer.ebay.com/api-docs/static/oauth-credentials.html
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Parts
from .forms import HEX, made, prefixed

SECRET = CredentialType(
    name="ebay-client-secret",
    title="eBay client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_CLIENT: Final = (
    r"(?<![\w\-])(?P<client_id>[A-Za-z0-9]{2,16}-[A-Za-z0-9]{2,16}-(?:PRD|SBX)-[0-9a-f]{8,9}-[0-9a-f]{8})(?![\w\-])"
)


def _is_no_ladder(parts: Parts) -> bool:
    """Documentation counts up: 1a2b3c4d."""
    return "1a2b3c4d" not in parts["secret"].reveal()


_SECRET: Final = f"PRD-{made(HEX, 12)}-{made(HEX, 4)}-{made(HEX, 4, '2')}-{made(HEX, 4, '3')}-{made(HEX, 4, '4')}"

DETECTORS = (
    prefixed(
        SECRET,
        r"(?:PRD|SBX)-[0-9a-f]{8,12}(?:-[0-9a-f]{4}){3}-[0-9a-f]{4,12}",
        ("prd-", "sbx-"),
        (
            (f"EBAY_CLIENT_SECRET={_SECRET}", _SECRET),
            (f"appid: acme-orders-PRD-{made(HEX, 9)}-{made(HEX, 8)}\ncertid: {_SECRET}", _SECRET),
        ),
        (_SECRET[:-1], f"{_SECRET}-0", f"x{_SECRET}", f"SBX-1a2b3c4d5e6f-{'7a8b'}-9c0d-1e2f-3a4b"),
        check=_is_no_ladder,
        prefilter=r"(?:PRD|SBX)-[0-9a-f]{8,12}-[0-9a-f]{4}-",
        companions=(("client_id", _CLIENT),),
    ),
)
