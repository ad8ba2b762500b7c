"""InfluxDB's API tokens: 64 bytes in base64url, beside its name.

https://docs.influxdata.com/influxdb/v2/admin/tokens/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("influxdb-api-token", "InfluxDB API token")

_TOKEN: Final = made(URL_SAFE, 86) + "=="

DETECTORS = (
    prefixed(
        TOKEN,
        r"[A-Za-z0-9_\-]{86}==|apiv3_[A-Za-z0-9_\-]{86}",
        ("==", "apiv3_"),
        (
            (f"INFLUX_TOKEN={_TOKEN}", _TOKEN),
            (f"influxdb\ntoken='{_TOKEN}'", _TOKEN),
            (f"influx write --token apiv3_{_TOKEN[:-2]}", f"apiv3_{_TOKEN[:-2]}"),
        ),
        (f"token={_TOKEN}", "influx token=short", f"influx sha512 {_TOKEN[1:]}"),
        near="influx",
        prefilter=r"[A-Za-z0-9_\-]{86}==|apiv3_[A-Za-z0-9_\-]{86}",
        least=4.2,
        confidence=Confidence.CONTEXT,
    ),
)
