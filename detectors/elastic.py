"""Elastic's API keys: of Elastic Cloud, and of a cluster: base64 of the key's id, a colon and the key.

https://www.elastic.co/guide/en/cloud/current/ec-api-authentication.html
https://www.elastic.co/guide/en/elasticsearch/reference/current/security-api-create-api-key.html
"""

from __future__ import annotations

import base64
import re
from typing import Final

from .base import Parts
from .forms import ALNUM, URL_SAFE, keyed, made, named, one, prefixed

CLOUD = one("elastic-cloud-api-key", "Elastic Cloud API key", part="key")
CLUSTER = one("elasticsearch-api-key", "Elasticsearch API key", part="key")


_PAIR: Final = re.compile(rb"[A-Za-z0-9_-]{20}:[A-Za-z0-9_-]{22}")


def _is_pair(parts: Parts) -> bool:
    """The id of 20 characters and the key of 22 that base64 hides."""
    try:
        return _PAIR.fullmatch(base64.b64decode(parts["key"].reveal(), validate=True)) is not None
    except ValueError:
        return False


_CLOUD: Final = "essu_" + made(ALNUM, 80)
_CLUSTER: Final = base64.b64encode(f"{made(URL_SAFE, 20)}:{made(URL_SAFE, 22)}".encode()).decode()

DETECTORS = (
    prefixed(
        CLOUD,
        r"essu_[A-Za-z0-9+/_\-]{56,100}={0,2}",
        ("essu_",),
        ((f"EC_API_KEY={_CLOUD}", _CLOUD), (f"Authorization: ApiKey {_CLOUD}", _CLOUD)),
        (_CLOUD[:40], f"x{_CLOUD}", "essu_" + "x" * 80),
    ),
    named(
        CLUSTER,
        keyed(r"elastic(?:[-_]?search)?|\bes_api|kibana"),
        r"[A-Za-z0-9\-_+/]{58,60}={0,2}",
        ("elastic", "es_api", "kibana"),
        ((f"ELASTIC_API_KEY={_CLUSTER}", _CLUSTER), (f'elasticApiKey = "{_CLUSTER}"', _CLUSTER)),
        (f"ELASTIC_API_KEY={made(ALNUM, 60)}", f"elastic checksum {_CLUSTER}", f"API_KEY={_CLUSTER[:40]}"),
        check=_is_pair,
        prefilter=r"(?:elastic|es_api|kibana)[\s\S]{0,120}[A-Za-z0-9+/_-]{58}",
    ),
)
