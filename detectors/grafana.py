"""Grafana's keys: service accounts' tokens (with a checksum), Grafana Cloud's, and API keys of before 2023.

    glsa_ + 32 letters and digits + _ + 8 hexadecimal digits: CRC-32 of all before the last "_", its lowest byte first
    glc_  + base64 of {"o": organisation, "n": name, "k": secret, "m": ...}
    eyJrIjoi...           base64 of {"k": secret, "n": name, "id": organisation}

https://grafana.com/docs/grafana/latest/administration/service-accounts/ and
https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/
"""

from __future__ import annotations

import base64
import zlib
from typing import Final

from .base import Confidence, Parts
from .forms import ALNUM, made, one, prefixed

SERVICE = one("grafana-service-account-token", "Grafana service account token")
CLOUD = one("grafana-cloud-api-token", "Grafana Cloud API token")
KEY = one("grafana-api-key", "Grafana API key", part="key")

_FORM: Final = r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}"


def checksum(before: str) -> str:
    """The last eight digits of a service account's token, from what stands before them without the "_" between."""
    return zlib.crc32(before.encode()).to_bytes(4, "little").hex()


def _is_right(parts: Parts) -> bool:
    before, _, given = parts["token"].reveal().rpartition("_")
    return checksum(before) == given


def _is_wrong(parts: Parts) -> bool:
    return not _is_right(parts)


def _looks_random(parts: Parts) -> bool:
    """Names in C (GLC_...) and masks have no digits or no two cases."""
    body = parts["token"].reveal().partition("_")[2]
    return any(map(str.isdigit, body)) and any(map(str.isalpha, body))


_BEFORE: Final = "glsa_" + made(ALNUM, 32)
_RIGHT: Final = f"{_BEFORE}_{checksum(_BEFORE)}"
_WRONG: Final = f"{_BEFORE}_{checksum(_BEFORE[1:])}"
_CLOUD: Final = (
    "glc_" + base64.b64encode(f'{{"o":"7","n":"logs","k":"{made(ALNUM, 24)}","m":{{"r":"eu"}}}}'.encode()).decode()
)
_KEY: Final = base64.b64encode(f'{{"k":"{made(ALNUM, 32)}","n":"orders","id":1}}'.encode()).decode()

DETECTORS = (
    prefixed(
        SERVICE,
        _FORM,
        ("glsa_",),
        ((f"GRAFANA_TOKEN={_RIGHT}", _RIGHT), (f'curl -H "Authorization: Bearer {_RIGHT}"', _RIGHT)),
        (_RIGHT[:-1], f"{_RIGHT}0", f"x{_RIGHT}"),
        check=_is_right,
        confidence=Confidence.CHECKSUMMED,
    ),
    # One of another make, or mistyped: the checksum is not documented, only known from tokens that were seen.
    prefixed(
        SERVICE,
        _FORM,
        ("glsa_",),
        ((f"GRAFANA_TOKEN={_WRONG}", _WRONG),),
        (f"glsa_{'X' * 32}_{'a' * 8}", f"{_WRONG}0", f"x{_WRONG}"),
        check=_is_wrong,
        confidence=Confidence.CONTEXT,
    ),
    prefixed(
        CLOUD,
        r"glc_[A-Za-z0-9+/]{32,400}={0,2}",
        ("glc_",),
        ((f"GRAFANA_CLOUD_API_KEY={_CLOUD}", _CLOUD), (f"loki_key: {_CLOUD}", _CLOUD)),
        (_CLOUD[:30], f"x{_CLOUD}", "glc_" + "1" * 42 + "=", "glc_" + "UploadLightmapTexturesIndividuallyNow"),
        least=3.0,
        check=_looks_random,
    ),
    prefixed(
        KEY,
        r"eyJrIjoi[A-Za-z0-9+/]{42,400}={0,2}",
        ("eyjrijoi",),
        ((f"GRAFANA_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:48], f"x{_KEY}", "eyJrIjoi" + "x" * 60),
    ),
)
