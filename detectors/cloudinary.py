"""Cloudinary: the secret of an API key, beside the key and the name of the cloud, or all three in an address.

https://cloudinary.com/documentation/developer_onboarding_faq_find_credentials
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import DIGITS, URL_SAFE, assignment, made, named, not_hex, varied

SECRET = CredentialType(
    name="cloudinary-api-secret",
    title="Cloudinary API secret",
    parts=("secret", "key", "cloud"),
    secret=frozenset({"secret"}),
    identity=("secret",),
    hint="cloud",
)

_SECRET: Final = made(URL_SAFE[:-2], 27)
_KEY: Final = made(DIGITS, 15)

DETECTORS = (
    Detector(
        type=SECRET,
        keywords=("cloudinary://",),
        pattern=r"cloudinary://(?P<key>[0-9]{15}):(?P<secret>[A-Za-z0-9_\-]{27}|[A-Za-z0-9_\-]{32})@(?P<cloud>[a-z0-9_\-]{2,63})",
        check=varied("secret"),
        examples=(
            (f"CLOUDINARY_URL=cloudinary://{_KEY}:{_SECRET}@shop", _SECRET),
            (f'"url": "cloudinary://{_KEY}:{_SECRET}@shop?secure=true"', _SECRET),
        ),
        near_misses=(
            "CLOUDINARY_URL=cloudinary://API_KEY:API_SECRET@shop",
            f"cloudinary://{_KEY}:{'x' * 27}@shop",
            f"cloudinary://{_KEY}:{_SECRET}",
        ),
    ),
    named(
        SECRET,
        r"cloudinary[\w.\- ]{0,24}secret",
        r"(?:[A-Za-z0-9_\-]{27}|[A-Za-z0-9_\-]{32})",
        ("cloudinary",),
        (
            (f"CLOUDINARY_API_SECRET={_SECRET}", _SECRET),
            (f"CLOUDINARY_CLOUD_NAME=shop\nCLOUDINARY_API_KEY={_KEY}\nCLOUDINARY_API_SECRET={_SECRET}", _SECRET),
        ),
        (
            f"CLOUDINARY_API_SECRET={_SECRET}00",
            f"CLOUDINARY_API_SECRET={'x' * 27}",
            f"CLOUDINARY_API_KEY={_KEY}",
            f"API_SECRET={_SECRET}",
        ),
        companions=(
            ("key", assignment("key", r"cloudinary[\w.\- ]{0,24}key|api[-_]?key", r"[0-9]{15}")),
            ("cloud", assignment("cloud", r"cloud[-_]?name", r"[a-z0-9_\-]{2,63}")),
        ),
        check=not_hex("secret"),
    ),
)
