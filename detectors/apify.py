"""Apify: API tokens of a user, and the passwords of its proxy.

https://docs.apify.com/platform/integrations/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

API_TOKEN = one("apify-api-token", "Apify API token")
PROXY_PASSWORD = one("apify-proxy-password", "Apify proxy password")

_API_TOKEN: Final = "apify_api_" + made(ALNUM, 36)
_PROXY_PASSWORD: Final = "apify_proxy_" + made(ALNUM, 36)

DETECTORS = (
    prefixed(
        API_TOKEN,
        r"apify_api_[A-Za-z0-9]{34,40}",
        ("apify_api_",),
        (
            (f"APIFY_TOKEN={_API_TOKEN}", _API_TOKEN),
            (f"Authorization: Bearer {_API_TOKEN}", _API_TOKEN),
        ),
        (
            _API_TOKEN[:-7],
            f"{_API_TOKEN}_extra",
            f"apify_api_{'x' * 36}",
            _API_TOKEN.upper(),
        ),
    ),
    prefixed(
        PROXY_PASSWORD,
        r"apify_proxy_[A-Za-z0-9]{34,40}",
        ("apify_proxy_",),
        (
            (f"APIFY_PROXY_PASSWORD={_PROXY_PASSWORD}", _PROXY_PASSWORD),
            (f'client = Client("{_PROXY_PASSWORD}")', _PROXY_PASSWORD),
        ),
        (
            _PROXY_PASSWORD[:-7],
            f"{_PROXY_PASSWORD}_extra",
            f"apify_proxy_{'x' * 36}",
        ),
    ),
)
