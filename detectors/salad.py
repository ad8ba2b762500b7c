"""SaladCloud's API keys.

https://docs.salad.com/reference/saladcloud-api/api-usage
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("salad-cloud-api-key", "SaladCloud API key")

_TOKEN: Final = "salad_cloud_" + made(ALNUM, 30, "salad-cloud-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"salad_cloud_" + alnum(30, 240, also="_"),
        ("salad_cloud_",),
        ((f"SALAD_CLOUD_API_KEY={_TOKEN}", _TOKEN), (f'"salad_cloud_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-7], f"x{_TOKEN}", "salad_cloud_" + "x" * 30, "salad_cloud_your-key"),
    ),
)
