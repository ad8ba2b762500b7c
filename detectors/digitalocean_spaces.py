"""The keys to DigitalOcean Spaces (storage that speaks S3): an id, DO and 18 capital letters and digits, and a secret.

https://docs.digitalocean.com/products/spaces/how-to/manage-access/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector
from .filters.says import DENIES
from .forms import BASE64, UPPER, assignment, made, named, varied
from .secretive import alnum

KEY = CredentialType(
    name="digitalocean-spaces-secret",
    title="DigitalOcean Spaces secret key",
    parts=("secret", "id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_VALUE: Final = alnum(43, also="+/") + "(?![+/=])"
_ID: Final = "DO00" + made(UPPER, 16, "spaces")
_SECRET: Final = made(BASE64, 43, "spaces")
_OF_ID: Final = ("id", r"(?<![A-Za-z0-9])(?P<id>DO[0-9A-Z]{18})(?![A-Za-z0-9])")

DETECTORS = (
    named(
        KEY,
        r"(?:(?<![a-z])|(?<=do)|(?<=ocean))spaces[\-_.]?(?:access[\-_.]?|api[\-_.]?)?(?:key[\-_.]?)?secret" + DENIES,
        _VALUE,
        ("spaces_", "spaces-secret", "spacessecret", "spaces.secret"),
        (
            (f"DO_SPACES_KEY={_ID}\nDO_SPACES_SECRET={_SECRET}", _SECRET),
            (f'SPACES_SECRET_ACCESS_KEY: "{_SECRET}"', _SECRET),
        ),
        (
            f"SPACES_SECRET_KEY={_SECRET[1:]}",
            f"SPACES_SECRET_KEY={'x' * 43}",
            f"namespaces_secret_name={_SECRET[:20]}",
            f"SECRET_KEY={_SECRET}",
            f"WORKSPACES_SECRET={_SECRET}",
            f"SPACES_SECRET={_SECRET}=",
        ),
        companions=(_OF_ID,),
        least=3.8,
    ),
    # In the words of S3, beside an id that is of no other.
    Detector(
        type=KEY,
        keywords=("do00", "do80"),
        pattern=r"(?<![A-Za-z0-9])(?P<id>DO[08]0[0-9A-Z]{16})(?![A-Za-z0-9])",
        span=256,
        companions=(("secret", assignment("secret", r"(?<![A-Za-z_.])(?<![A-Za-z]-)(?:aws[\-_]?)?secret", _VALUE)),),
        confidence=Confidence.CONTEXT,
        check=varied("secret", 3.8),
        examples=(
            (f"aws_access_key_id = {_ID}\naws_secret_access_key = {_SECRET}", _SECRET),
            (f's3cmd --access_key="{_ID}" --secret_key="{_SECRET}" ls', _SECRET),
        ),
        near_misses=(f"access_key = {_ID}", f"access_key = {_ID[1:]}\nsecret_key = {_SECRET}", f"{_ID}\n{_SECRET}"),
    ),
)
