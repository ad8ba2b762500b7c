"""Private Packagist: tokens to read and to update, an organisation's, a user's, Conductor's; the secret of an API key.

https://packagist.com/docs/composer-authentication and https://packagist.com/docs/api
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, made, one, prefixed

TOKEN = one("packagist-org-token", "Packagist organization token")
SECRET = CredentialType(
    name="packagist-api-secret",
    title="Packagist API secret",
    parts=("secret", "key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_READ: Final = "packagist_ort_" + made(HEX, 68, "packagist")
_UPDATE: Final = "packagist_out_" + made(HEX, 68, "packagist")
_USER: Final = "packagist_uut_" + made(HEX, 68, "packagist")
_SECRET: Final = "packagist_acs_" + made(HEX, 96, "packagist")
_KEY: Final = "packagist_ack_" + made(HEX, 32, "packagist")

DETECTORS = (
    prefixed(
        TOKEN,
        "packagist_(?:o[ru]|uu|cu)t_[0-9a-f]{68}",
        ("packagist_ort_", "packagist_out_", "packagist_uut_", "packagist_cut_"),
        (
            (f"composer config http-basic.repo.packagist.com token {_READ}", _READ),
            (f'"password": "{_UPDATE}"', _UPDATE),
            (f"token: {_USER}", _USER),
        ),
        (_READ[:-1], f"{_READ}0", f"packagist_ort_{'0' * 68}"),
    ),
    prefixed(
        SECRET,
        "packagist_acs_[0-9a-f]{64,96}",
        ("packagist_acs_",),
        ((f"id: {_KEY}\nsecret: {_SECRET}", _SECRET), (f'"secret": "{_SECRET}"', _SECRET)),
        (_SECRET[:60], f"{_SECRET}0", f"packagist_acs_{'0' * 96}"),
        companions=(("key", r"\b(?P<key>packagist_ack_[0-9a-f]{28,32})\b"),),
    ),
)
