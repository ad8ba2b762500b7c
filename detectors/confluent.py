"""Confluent Cloud: an API key of sixteen letters and its secret.

https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import BASE64, TELLING, UPPER, assignment, has_digits, made, named, not_hex, one

SECRET_KEY = CredentialType(
    name="confluent-secret-key",
    title="Confluent Cloud API secret",
    parts=("secret", "key_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)
ACCESS_TOKEN = one("confluent-access-token", "Confluent Cloud API key")

_SECRET_KEY: Final = "cflt" + made(BASE64, 60)
_ACCESS_TOKEN: Final = made(UPPER, 16)

DETECTORS = (
    named(
        SECRET_KEY,
        rf"(?:confluent|ccloud){TELLING}",
        r"[A-Za-z0-9+/]{64}",
        (
            "confluent",
            "ccloud",
        ),
        (
            (f"CONFLUENT_CLOUD_API_SECRET={_SECRET_KEY}", _SECRET_KEY),
            (f'confluent-cloud-api-secret := "{_SECRET_KEY}"', _SECRET_KEY),
        ),
        (
            f"CONFLUENT_CLOUD_API_SECRET={_SECRET_KEY}0",
            f"CONFLUENT_CLOUD_API_SECRET={'x' * len(_SECRET_KEY)}",
            f"checksum={_SECRET_KEY}",
            f"confluent_id={_SECRET_KEY}",
        ),
        companions=(("key_id", assignment("key_id", r"(?:confluent|ccloud|kafka)[\w.\- ]{0,24}key", r"[A-Z0-9]{16}")),),
        check=not_hex("secret"),
    ),
    named(
        ACCESS_TOKEN,
        rf"(?:confluent|ccloud){TELLING}",
        r"(?:[A-Z0-9]{16}|[a-z0-9]{16})",
        (
            "confluent",
            "ccloud",
        ),
        (
            (f"CONFLUENT_CLOUD_API_KEY={_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f'confluentCloudApiKey = "{_ACCESS_TOKEN}"', _ACCESS_TOKEN),
        ),
        (
            f"CONFLUENT_CLOUD_API_KEY={_ACCESS_TOKEN}0",
            f"CONFLUENT_CLOUD_API_KEY={'x' * len(_ACCESS_TOKEN)}",
            f"checksum={_ACCESS_TOKEN}",
            f"confluent_id={_ACCESS_TOKEN}",
        ),
        check=has_digits("token", 2),
    ),
)
