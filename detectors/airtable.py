"""Airtable: personal access tokens, OAuth access tokens and the API keys of before 2024.

https://airtable.com/developers/web/api/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, TELLING, URL_SAFE, has_digits, made, named, one, prefixed

PERSONAL_ACCESS_TOKEN = one("airtable-personal-access-token", "Airtable personal access token")
OAUTH_TOKEN = one("airtable-oauth-token", "Airtable OAuth access token")
API_KEY = one("airtable-api-key", "Airtable API key", part="key")

_PERSONAL_ACCESS_TOKEN: Final = "pat" + made(ALNUM, 14) + "." + made(HEX, 64)
_OAUTH_TOKEN: Final = "oaa" + made(ALNUM, 14) + ".v1." + made(URL_SAFE, 32) + "." + made(HEX, 64)
_API_KEY: Final = "key" + made(ALNUM, 14)

DETECTORS = (
    prefixed(
        PERSONAL_ACCESS_TOKEN,
        r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}",
        ("pat",),
        (
            (f"AIRTABLE_TOKEN={_PERSONAL_ACCESS_TOKEN}", _PERSONAL_ACCESS_TOKEN),
            (f'"token": "{_PERSONAL_ACCESS_TOKEN}"', _PERSONAL_ACCESS_TOKEN),
        ),
        (
            _PERSONAL_ACCESS_TOKEN[:-1],
            f"{_PERSONAL_ACCESS_TOKEN}0",
            f"x{_PERSONAL_ACCESS_TOKEN}",
        ),
        prefilter=r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}",
    ),
    named(
        OAUTH_TOKEN,
        rf"airtable{TELLING}",
        r"[A-Za-z0-9]{16,40}\.v1\.[A-Za-z0-9_\-]{8,80}\.[a-f0-9]{40,128}",
        ("airtable",),
        (
            (f"AIRTABLE_OAUTH_TOKEN={_OAUTH_TOKEN}", _OAUTH_TOKEN),
            (f'airtable-oauth-token := "{_OAUTH_TOKEN}"', _OAUTH_TOKEN),
        ),
        (
            f"AIRTABLE_OAUTH_TOKEN={_OAUTH_TOKEN.replace('.v1.', '.v2.')}",
            f"OAUTH_TOKEN={_OAUTH_TOKEN}",
        ),
    ),
    named(
        API_KEY,
        rf"airtable{TELLING}",
        r"[A-Za-z0-9]{17}(?!\.)",
        ("airtable",),
        (
            (f"AIRTABLE_API_KEY={_API_KEY}", _API_KEY),
            (f'airtableApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"AIRTABLE_API_KEY={_API_KEY}0",
            f"AIRTABLE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"airtable_id={_API_KEY}",
            "export const AIRTABLE_CREDENTIAL = 'airtable" + "OAuth2Api'",
            "exports.Airtable" + "OAuth2Api = Airtable" + "OAuth2Api;",
        ),
        check=has_digits("key"),
    ),
)
