"""Blynk: the token of a device and of an organisation, and the client of an organisation; none has a form of its own.

They are known by the address that they go to: https://fra1.blynk.cloud/external/api/get?token=...

https://docs.blynk.io/en/blynk.cloud/device-https-api and https://docs.blynk.io/en/blynk.cloud/platform-api
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import URL_SAFE, made, one, varied

DEVICE = one("blynk-device-access-token", "Blynk device token")
ORGANIZATION = CredentialType(
    name="blynk-organization-access-token",
    title="Blynk organization token",
    parts=("token", "host"),
    secret=frozenset({"token"}),
    identity=("token", "host"),
    hint="host",
)
CLIENT = CredentialType(
    name="blynk-organization-client-credentials",
    title="Blynk organization client",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret", "client_id"),
)

_HOST: Final = r"(?P<host>(?:[a-z0-9\-]{1,20}\.)?blynk\.cloud)(?![\w.])"
_PARAMETERS: Final = r"(?:[^\s\"'`<>&?]{1,80}&(?:amp;)?){0,6}"
_DEVICE: Final = made(URL_SAFE[:-2], 32)
_TOKEN: Final = made(URL_SAFE[:-2], 40)
_ID: Final = "oa2-client-id_" + made(URL_SAFE[:-2], 32)

DETECTORS = (
    Detector(
        type=DEVICE,
        keywords=("blynk.cloud/external/api",),
        pattern=rf"blynk\.cloud/external/api/[\w/]{{1,60}}\?{_PARAMETERS}token=(?P<token>[A-Za-z0-9_\-]{{32}})(?![\w\-])",
        check=varied("token"),
        examples=(
            (f"curl 'https://blynk.cloud/external/api/get?token={_DEVICE}&V1'", _DEVICE),
            (f"https://lon1.blynk.cloud/external/api/update?pin=v1&token={_DEVICE}", _DEVICE),
        ),
        near_misses=(
            f"https://blynk.cloud/external/api/get?token={_DEVICE}0",
            f"https://blynk.cloud/external/api/get?token={'x' * 32}",
            f"https://example.org/external/api/get?token={_DEVICE}",
        ),
    ),
    Detector(
        type=ORGANIZATION,
        keywords=("blynk.cloud",),
        pattern=r"(?i:bearer)[ \t]{1,4}(?P<token>[A-Za-z0-9_\-]{40})(?![\w\-])",
        span=300,
        companions=(("host", _HOST),),
        check=varied("token"),
        examples=(
            (f'curl https://fra1.blynk.cloud/api/organization/profile -H "Authorization: Bearer {_TOKEN}"', _TOKEN),
            (f'curl -H "Authorization: Bearer {_TOKEN}" \\\nhttps://blynk.cloud/api/organization/profile', _TOKEN),
        ),
        near_misses=(
            f"curl https://blynk.cloud/ -H 'Authorization: Bearer {_TOKEN}0'",
            f"curl https://example.org/ -H 'Authorization: Bearer {_TOKEN}'",
        ),
    ),
    Detector(
        type=CLIENT,
        keywords=("oa2-client-id_",),
        pattern=(
            r"(?P<client_id>oa2-client-id_[A-Za-z0-9_\-]{32})(?::|[&\s\"',]{1,8}client_secret[\"']?\s?[=:]\s?[\"']?)"
            r"(?P<secret>[A-Za-z0-9_\-]{40})(?![\w\-])"
        ),
        span=300,
        check=varied("secret"),
        examples=(
            (f"curl -X POST 'https://blynk.cloud/oauth2/token' -u {_ID}:{_TOKEN}", _TOKEN),
            (f"https://blynk.cloud/oauth2/token?client_id={_ID}&client_secret={_TOKEN}", _TOKEN),
        ),
        near_misses=(f"client_id={_ID}", f"-u {_ID}:{_TOKEN}0", f"-u {_ID}:{'x' * 40}"),
    ),
)
