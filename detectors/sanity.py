"""Sanity's API tokens.

https://www.sanity.io/docs/content-lake/http-auth
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

TOKEN = one("sanity-api-token", "Sanity API token")

_TOKEN: Final = "sk" + made(ALNUM, 80, "sanity")

DETECTORS = (
    named(
        TOKEN,
        "sanity",
        "sk" + alnum(78, 240),
        ("sanity",),
        ((f"SANITY_API_TOKEN={_TOKEN}", _TOKEN), (f'sanity_write_token: "{_TOKEN}"', _TOKEN)),
        (f"SANITY_API_TOKEN={_TOKEN[:40]}", f"sanity check: {_TOKEN}", "SANITY_API_TOKEN=sk-your-token"),
        prefilter=r"sanity[^\n]{1,60}sk[a-z0-9]{78}",
    ),
)
