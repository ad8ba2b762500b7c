"""Atlassian: API tokens of a user (ATATT) and of a service account (ATSTT), keys of an organisation (ATCTT), the tokens
of before, without a form.

    ATATT3xFfGF0...=C63992E6     behind the "=" is the CRC-32 of everything up to it, in capital hexadecimal digits
    MTIzNDU2Nzg5MDEyOk...        a data center's: base64 of twelve digits, a colon and twenty bytes

Values with a wrong checksum are taken as well, as typed: publishers change the body of an example and leave its end.

https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/ and
https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from typing import Final

from .base import Confidence, Parts
from .forms import ALNUM, DIGITS, TELLING, URL_SAFE, made, named, one, prefixed

API_TOKEN = one("atlassian-api-token", "Atlassian API token")
SERVICE_TOKEN = one("atlassian-service-account-token", "Atlassian service account token")
ORGANIZATION_KEY = one("atlassian-organization-key", "Atlassian organization key or Bitbucket access token")
DATA_CENTER = one("atlassian-data-center-token", "Atlassian Data Center personal access token")


def _sealed(body: str) -> str:
    return f"{body}={zlib.crc32(f'{body}='.encode()):08X}"


def _adds_up(parts: Parts) -> bool:
    value = parts["token"].reveal()
    return value == _sealed(value.rpartition("=")[0])


_USER: Final = "ATATT3xFfGF0" + made(URL_SAFE[:-2], 171)
_ORGANIZATION: Final = "ATCTT3xFfGN0" + made(URL_SAFE[:-2], 171)
_TOKEN: Final = _sealed(_USER)
_ALTERED: Final = f"{_USER}=0A1B2C3D"
_KEY: Final = _sealed(_ORGANIZATION)
_SERVICE: Final = _sealed(f"ATSTT3xFfGF0{_USER[12:]}")
_LEGACY: Final = made(ALNUM, 24)
_DATA_CENTER: Final = b64encode(f"{made(DIGITS, 12)}:{made(ALNUM, 20)}".encode()).decode()

# Twelve digits in base64: three of them are four letters, of which none is any letter.
_DIGITS: Final = r"(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){4}"

_BODY: Final = r"[A-Za-z0-9_\-=]{80,800}=[0-9A-F]{8}"

DETECTORS = (
    prefixed(
        API_TOKEN,
        rf"ATATT3[A-Za-z0-9]{_BODY}",
        ("atatt3",),
        ((f"JIRA_API_TOKEN={_TOKEN}", _TOKEN), (f"curl -u me@example.org:{_TOKEN} https://localhost/", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"ATATT3xFfGF0{'x' * 171}=0A1B2C3D"),
        check=_adds_up,
        confidence=Confidence.CHECKSUMMED,
    ),
    prefixed(
        API_TOKEN,
        rf"ATATT3[A-Za-z0-9]{_BODY}",
        ("atatt3",),
        ((f"JIRA_API_TOKEN={_ALTERED}", _ALTERED),),
        (_ALTERED[:-1], f"{_ALTERED}0", _ALTERED.lower()),
        check=lambda parts: not _adds_up(parts),
    ),
    prefixed(
        ORGANIZATION_KEY,
        rf"ATCTT3[A-Za-z0-9]{_BODY}",
        ("atctt3",),
        ((f"ATLASSIAN_API_KEY={_KEY}", _KEY), (f'"Authorization": "Bearer {_KEY}"', _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"ATCTT3xFfGN0{'x' * 171}=0A1B2C3D"),
    ),
    prefixed(
        SERVICE_TOKEN,
        rf"ATSTT3[A-Za-z0-9]{_BODY}",
        ("atstt3",),
        ((f"JIRA_API_TOKEN={_SERVICE}", _SERVICE), (f'"Authorization": "Bearer {_SERVICE}"', _SERVICE)),
        (_SERVICE[:-1], f"{_SERVICE}0", f"ATSTT3xFfGF0{'x' * 171}=0A1B2C3D"),
    ),
    prefixed(
        DATA_CENTER,
        rf"{_DIGITS}O[g-v][A-Za-z0-9+/]{{26}}",
        ("o",),
        ((f"JIRA_PAT={_DATA_CENTER}", _DATA_CENTER), (f"Authorization: Bearer {_DATA_CENTER}", _DATA_CENTER)),
        (
            _DATA_CENTER[:-1],
            f"{_DATA_CENTER}0",
            f"A{_DATA_CENTER[1:]}",
            b64encode(b"a name and password: of words").decode(),
        ),
        least=3.5,
        prefilter=rf"{_DIGITS}O[g-v][A-Za-z0-9+/]{{26}}",
    ),
    named(
        API_TOKEN,
        rf"(?:atlassian|confluence|(?<![a-z])jira){TELLING}",
        r"[A-Za-z0-9]{24}",
        ("atlassian", "confluence", "jira"),
        ((f"ATLASSIAN_TOKEN={_LEGACY}", _LEGACY), (f'jiraApiToken = "{_LEGACY}"', _LEGACY)),
        (
            f"ATLASSIAN_TOKEN={_LEGACY}0",
            f"CONFLUENCE_TOKEN={'x' * 24}",
            f"jira_id={_LEGACY}",
            "getPagesInConfluenceSpace,searchConfluenceUsingCql",
        ),
    ),
)
