"""IBM Cloudant: the password of an instance or of one of its API keys, in an address and by its name.

https://cloud.ibm.com/docs/Cloudant?topic=Cloudant-connecting
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import HEX, TELLING, made, named, varied

PASSWORD = CredentialType(
    name="cloudant-password",
    title="IBM Cloudant password",
    parts=("password", "account", "host"),
    secret=frozenset({"password"}),
    identity=("password",),
    hint="host",
)

_VALUE: Final = r"(?:[0-9a-f]{64}|[a-z]{24})"
_PASSWORD: Final = made(HEX, 64)
_KEY: Final = made("abcdefghijklmnopqrstuvwxyz", 24)

DETECTORS = (
    Detector(
        type=PASSWORD,
        keywords=(".cloudant.com", ".cloudantnosqldb.appdomain.cloud"),
        pattern=(
            rf"https?://(?P<account>[\w\-]{{1,80}}):(?P<password>{_VALUE})@"
            r"(?P<host>[\w\-]{1,80}\.cloudant(?:\.com|nosqldb\.appdomain\.cloud))(?![\w\-])"
        ),
        check=varied("password"),
        examples=(
            (f"https://shop-bluemix:{_PASSWORD}@shop-bluemix.cloudant.com/_api/v2/", _PASSWORD),
            (f'"url": "https://shop:{_KEY}@shop.cloudantnosqldb.appdomain.cloud"', _KEY),
        ),
        near_misses=(
            f"https://shop:{_PASSWORD}.cloudant.com",
            f"https://shop:{'0' * 64}@shop.cloudant.com",
            f"https://shop:{_PASSWORD}@shop.example.org",
        ),
    ),
    named(
        PASSWORD,
        rf"(?:cloudant{TELLING}|(?:cloudant|\bclou)[-_.]?p(?:ass|w))",
        _VALUE,
        ("clou",),
        ((f"cloudant_password='{_PASSWORD}'", _PASSWORD), (f'CLOUDANT_API_KEY = "{_KEY}"', _KEY)),
        (
            "cloudant_password = 'a-fake-tooshort-key'",
            f"cloudant_password={_PASSWORD}0",
            f"cloudant_id={_PASSWORD}",
            f"password={_PASSWORD}",
        ),
        prefilter=rf"(?:cloudant{TELLING}|clou(?:dant)?[\-_.]?p(?:ass|w))",
    ),
)
