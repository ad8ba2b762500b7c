"""Shopify's tokens: an app's access to a shop and what renews it, a custom or private app's, an app's secret,
a partner's.

https://shopify.dev/changelog/length-of-the-shopify-access-token-is-increasing and
https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens
"""

from __future__ import annotations

from typing import Final

from .filters.says import DENIES
from .forms import HEX, made, named, one, prefixed
from .secretive import alnum, hexes

ACCESS = one("shopify-access-token", "Shopify access token")
REFRESH = one("shopify-refresh-token", "Shopify refresh token")
CUSTOM = one("shopify-custom-app-access-token", "Shopify custom app access token")
PRIVATE = one("shopify-private-app-password", "Shopify private app password")
SECRET = one("shopify-app-secret", "Shopify app shared secret", part="secret")
PARTNER = one("shopify-partner-api-token", "Shopify partner API token")

_LETTERS: Final = alnum(32, 64)  # today 32 hexadecimal digits; Shopify reserves more and other letters
_ACCESS: Final = "shpat_" + made(HEX, 32, "shopify-access-token")
_REFRESH: Final = "shprt_" + made(HEX, 32, "shopify-refresh-token")
_CUSTOM: Final = "shpca_" + made(HEX, 32, "shopify-custom-app-access-token")
_PRIVATE: Final = "shppa_" + made(HEX, 32, "shopify-private-app-password")
_SECRET: Final = "shpss_" + made(HEX, 32, "shopify-app-secret")
_OLD_SECRET: Final = made(HEX, 32, "shopify-api-secret")
_PARTNER: Final = "prtapi_" + made(HEX, 32, "shopify-partner-api-token")

DETECTORS = (
    prefixed(
        ACCESS,
        r"shp(?:at|ua|tka)_" + _LETTERS,
        ("shpat_", "shpua_", "shptka_"),
        ((f"SHOPIFY_ACCESS_TOKEN={_ACCESS}", _ACCESS), (f'"shopify_access_token": "{_ACCESS}"', _ACCESS)),
        (_ACCESS[:-8], f"x{_ACCESS}", "shpat_" + "x" * 32, "shpat_your-key"),
    ),
    prefixed(
        REFRESH,
        r"shprt_" + _LETTERS,
        ("shprt_",),
        ((f"SHOPIFY_REFRESH_TOKEN={_REFRESH}", _REFRESH), (f'"refresh_token": "{_REFRESH}"', _REFRESH)),
        (_REFRESH[:-8], f"x{_REFRESH}", "shprt_" + "x" * 32, "MshPRT_v1.1"),
    ),
    prefixed(
        CUSTOM,
        r"shpca_" + _LETTERS,
        ("shpca_",),
        (
            (f"SHOPIFY_CUSTOM_APP_ACCESS_TOKEN={_CUSTOM}", _CUSTOM),
            (f'"shopify_custom_app_access_token": "{_CUSTOM}"', _CUSTOM),
        ),
        (_CUSTOM[:-8], f"x{_CUSTOM}", "shpca_" + "x" * 32, "shpca_your-key"),
    ),
    prefixed(
        PRIVATE,
        r"shppa_" + _LETTERS,
        ("shppa_",),
        (
            (f"SHOPIFY_PRIVATE_APP_PASSWORD={_PRIVATE}", _PRIVATE),
            (f'"shopify_private_app_password": "{_PRIVATE}"', _PRIVATE),
        ),
        (_PRIVATE[:-8], f"x{_PRIVATE}", "shppa_" + "x" * 32, "shppa_your-key"),
    ),
    prefixed(
        SECRET,
        r"shpss_" + _LETTERS,
        ("shpss_",),
        ((f"SHOPIFY_APP_SECRET={_SECRET}", _SECRET), (f'"shopify_app_secret": "{_SECRET}"', _SECRET)),
        (_SECRET[:-8], f"x{_SECRET}", "shpss_" + "x" * 32, "shpss_your-key"),
    ),
    # Of former days, beside an API key of the same form, which is public.
    named(
        SECRET,
        r"shopify[\-_.]?(?:(?:api|app|client|shared)[\-_.]?){0,2}(?:key[\-_.]?)?secret" + DENIES,
        hexes(32),
        ("shopify",),
        ((f"SHOPIFY_API_SECRET={_OLD_SECRET}", _OLD_SECRET), (f'shopifyApiSecretKey: "{_OLD_SECRET}"', _OLD_SECRET)),
        (
            f"SHOPIFY_API_KEY={_OLD_SECRET}",
            f"SHOPIFY_API_SECRET={_OLD_SECRET}0",
            f"SHOPIFY_API_SECRET={'0' * 32}",
            f"shopify_theme={_OLD_SECRET}",
            f"SHOPIFY_API_SECRET_ID={_OLD_SECRET}",
        ),
    ),
    prefixed(
        PARTNER,
        r"prtapi_" + _LETTERS,
        ("prtapi_",),
        ((f"SHOPIFY_PARTNER_API_TOKEN={_PARTNER}", _PARTNER), (f'"shopify_partner_api_token": "{_PARTNER}"', _PARTNER)),
        (_PARTNER[:-8], f"x{_PARTNER}", "prtapi_" + "x" * 32, "prtapi_your-key"),
    ),
)
