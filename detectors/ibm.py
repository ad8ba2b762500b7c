"""IBM Cloud: API keys of people and services, and the HMAC secrets of its object storage.

https://cloud.ibm.com/docs/account?topic=account-manapikey
https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-uhc-hmac-credentials-main
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Parts
from .forms import HEX, URL_SAFE, assignment, made, named, one

KEY = one("ibm-cloud-api-key", "IBM Cloud API key", part="key")
HMAC = CredentialType(
    name="ibm-cos-hmac-secret",
    title="IBM Cloud Object Storage HMAC secret",
    parts=("secret", "access_key_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)


def _is_mixed(parts: Parts) -> bool:
    """A hash in hex or in capitals has no letters of both cases."""
    value = parts["key"].reveal()
    return value != value.lower() and value != value.upper()


_OF_KEYS: Final = r"(?:api[-_]?key|key|pass(?:word)?|pwd|token)"
_KEY: Final = "f-" + made(URL_SAFE, 40) + "Ab"
_HMAC: Final = made(HEX, 48)

DETECTORS = (
    named(
        KEY,
        # A file that IBM hands out says no more than `apikey`.
        rf"(?<![A-Za-z0-9])(?:ibm[\w\-]{{0,20}}?{_OF_KEYS}|(?:cloud[-_]?)?iam[-_]?{_OF_KEYS}|cloud[-_]?{_OF_KEYS}|(?<![\w.\-])apikey)",
        r"[A-Za-z0-9_\-]{44}",
        ("ibm", "iam", "cloud", "apikey"),
        (
            (f"IBM_CLOUD_API_KEY={_KEY}", _KEY),
            (f'"apikey": "{_KEY}"', _KEY),
            (f'ibm-iam_key := "{_KEY}"', _KEY),
            (f"ibm_cloud_iamapikey= {_KEY}", _KEY),
        ),
        (
            f"IBM_CLOUD_API_KEY={_KEY}extra",
            "cloud-iam-key:=afakekey",
            f"other_apikey: {_KEY}",
            f"apikey: {made(HEX, 44)}",
        ),
        least=3.4,
        prefilter=r"((ibm|iam|cloud)[\w\-]{0,20}(key|pass|pwd|token)|apikey)(?s:.){1,60}[A-Za-z0-9_\-]{44}",
        check=_is_mixed,
    ),
    named(
        HMAC,
        r"(?<![A-Za-z0-9])(?:ibm[-_]?cos|cos[-_]?hmac|ibm[-_]?cos[-_]?hmac|cos)[-_]?(?:secret|hmac)[\w\-]{0,12}?key"
        r"|(?<![A-Za-z0-9])secret[-_]?access[-_]?key",
        r"[0-9a-f]{48}",
        ("secret", "hmac"),
        (
            (f'"secret_access_key": "{_HMAC}"', _HMAC),
            (f"COS_HMAC_SECRET_ACCESS_KEY={_HMAC}", _HMAC),
            (f"ibm_cos_secret_key = '{_HMAC}'", _HMAC),
        ),
        (f"secret_access_key={_HMAC}extra", f"secret = {_HMAC}"),
        prefilter=r"(secret|hmac)(?s:.){1,40}[0-9a-f]{48}",
        companions=(("access_key_id", assignment("access_key_id", r"access[-_]?key[-_]?id", r"[0-9a-f]{32}")),),
    ),
)
